/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kind-tables.h"
#include "engine/params.h"
#include "engine/parts.h"

#include <string.h>

static double
sum_absolute (gsize n, const float *x)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += fabs ((double) x[i]);
  return sum;
}

static double
sum_squares (gsize n, const float *x)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) x[i] * (double) x[i];
  return sum;
}

/* The derivative of |x| at 0 is taken as 0. */
static void
add_l1_gradient (double l1, gsize n, const float *x, float *dx)
{
  float price = (float) l1;

  for (gsize i = 0; i < n; i++)
    dx[i] += price * (float) ((x[i] > 0) - (x[i] < 0));
}

static void
add_l2_gradient (double l2, gsize n, const float *x, float *dx)
{
  float price = (float) (2 * l2);

  for (gsize i = 0; i < n; i++)
    dx[i] += price * x[i];
}

static double
l1_value (const GradusConfig *config, const GradusShape *shape, const float *x)
{
  return gradus_config_get_float (config, "l1") *
         sum_absolute (gradus_shape_size (shape), x);
}

static void
l1_add_gradient (const GradusConfig *config,
                 const GradusShape  *shape,
                 const float        *x,
                 float              *dx)
{
  add_l1_gradient (gradus_config_get_float (config, "l1"), gradus_shape_size (shape), x,
                   dx);
}

static double
l2_value (const GradusConfig *config, const GradusShape *shape, const float *x)
{
  return gradus_config_get_float (config, "l2") *
         sum_squares (gradus_shape_size (shape), x);
}

static void
l2_add_gradient (const GradusConfig *config,
                 const GradusShape  *shape,
                 const float        *x,
                 float              *dx)
{
  add_l2_gradient (gradus_config_get_float (config, "l2"), gradus_shape_size (shape), x,
                   dx);
}

static double
l1_l2_value (const GradusConfig *config, const GradusShape *shape, const float *x)
{
  return l1_value (config, shape, x) + l2_value (config, shape, x);
}

static void
l1_l2_add_gradient (const GradusConfig *config,
                    const GradusShape  *shape,
                    const float        *x,
                    float              *dx)
{
  l1_add_gradient (config, shape, x, dx);
  l2_add_gradient (config, shape, x, dx);
}

/* --- orthogonal --- */

/* The rows or columns of a matrix, as vectors. */
typedef struct
{
  gsize  n_vectors;
  gsize  length;
  gsize  stride; /* from vector to vector */
  gsize  step;   /* from entry to entry */
  double price;  /* of one pair, counted twice */
} Vectors;

static Vectors
get_vectors (const GradusConfig *config, const GradusShape *shape)
{
  gsize    n_columns = (gsize) gradus_shape_last (shape);
  gsize    n_rows = gradus_shape_size (shape) / MAX (1, n_columns);
  gboolean by_rows = strcmp (gradus_config_get_choice (config, "mode"), "rows") == 0;
  Vectors  vectors = { by_rows ? n_rows : n_columns, by_rows ? n_columns : n_rows,
                      by_rows ? n_columns : 1, by_rows ? 1 : n_columns, 0 };
  double n = (double) vectors.n_vectors;

  if (n > 1)
    vectors.price = gradus_config_get_float (config, "factor") / (n * (n - 1));
  return vectors;
}

static double
dot (const Vectors *vectors, const float *x, gsize a, gsize b)
{
  const float *u = x + a * vectors->stride;
  const float *v = x + b * vectors->stride;
  double       sum = 0;

  for (gsize k = 0; k < vectors->length; k++)
    sum += (double) u[k * vectors->step] * (double) v[k * vectors->step];
  return sum;
}

/* A vector of zeros stays one. */
static double
get_norm (const Vectors *vectors, const float *x, gsize a)
{
  double norm = sqrt (dot (vectors, x, a, a));

  return norm > 0 ? norm : 1;
}

/* factor · mean over pairs of |cos (vᵢ, vⱼ)| */
static double
orthogonal_value (const GradusConfig *config, const GradusShape *shape, const float *x)
{
  Vectors vectors = get_vectors (config, shape);
  double  sum = 0;

  for (gsize a = 0; a < vectors.n_vectors; a++)
    {
      double norm = get_norm (&vectors, x, a);

      for (gsize b = 0; b < a; b++)
        sum += 2 * fabs (dot (&vectors, x, a, b) / (norm * get_norm (&vectors, x, b)));
    }
  return vectors.price * sum;
}

/* d |cos (u, v)| / du = sign (cos) · (v / |v| − cos · u / |u|) / |u| */
static void
orthogonal_add_gradient (const GradusConfig *config,
                         const GradusShape  *shape,
                         const float        *x,
                         float              *dx)
{
  Vectors vectors = get_vectors (config, shape);

  for (gsize a = 0; a < vectors.n_vectors; a++)
    for (gsize b = 0; b < vectors.n_vectors; b++)
      {
        const float *u = x + a * vectors.stride;
        const float *v = x + b * vectors.stride;
        float       *du = dx + a * vectors.stride;
        double       u_norm = get_norm (&vectors, x, a);
        double       v_norm = get_norm (&vectors, x, b);
        double       cosine = dot (&vectors, x, a, b) / (u_norm * v_norm);
        double       scale = 2 * vectors.price * ((cosine > 0) - (cosine < 0)) / u_norm;

        if (a == b)
          continue;
        for (gsize k = 0; k < vectors.length * vectors.step; k += vectors.step)
          du[k] +=
            (float) (scale * ((double) v[k] / v_norm - cosine * (double) u[k] / u_norm));
      }
}

/* --- descriptors --- */

#define PARAM_L1(standard_)                                                              \
  PARAM_FLOAT ("l1", N_ ("Price per size"),                                              \
               N_ ("What each unit of a weight costs; drives weights to exactly zero."), \
               0, 1000, standard_, 0.001, 4, .flags = GRADUS_PARAM_LOG_SCALE)
#define PARAM_L2(standard_)                                                              \
  PARAM_FLOAT ("l2", N_ ("Price per square"),                                            \
               N_ ("What each squared weight costs; keeps weights small."), 0, 1000,     \
               standard_, 0.001, 4, .flags = GRADUS_PARAM_LOG_SCALE)

static const char *const orthogonal_modes[] = { "rows", "columns", NULL };
static const GradusParam l1_params[] = { PARAM_L1 (0.01) };
static const GradusParam l2_params[] = { PARAM_L2 (0.01) };
static const GradusParam l1_l2_params[] = { PARAM_L1 (0), PARAM_L2 (0) };
static const GradusParam orthogonal_params[] = {
  PARAM_FLOAT ("factor",
               N_ ("Factor"),
               N_ ("How much parallel weights cost."),
               0,
               1000,
               0.01,
               0.001,
               4),
  PARAM_CHOICE ("mode",
                N_ ("Compared"),
                N_ ("Whether rows or columns are compared."),
                orthogonal_modes,
                "rows"),
};

#define REGULARIZER(name_, class_, id_, title_, summary_, formula_, keywords_, ...)      \
  static const GradusRegularizerKind regularizer_##name_ = {                             \
    .base = { .family = GRADUS_FAMILY_REGULARIZER,                                       \
              .name = class_,                                                            \
              .id = id_,                                                                 \
              .module = "keras.regularizers",                                            \
              .title = title_,                                                           \
              .summary = summary_,                                                       \
              .formula = formula_,                                                       \
              .source = "https://keras.io/api/layers/regularizers/",                     \
              .keywords = keywords_,                                                     \
              __VA_ARGS__ },                                                             \
    .value = name_##_value,                                                              \
    .add_gradient = name_##_add_gradient,                                                \
  };

REGULARIZER (l2,
             "L2",
             "l2",
             NC_ ("regularizer", "L2"),
             N_ ("Keeps all weights small."),
             "l2 · Σ w²",
             N_ ("ridge weight decay penalty"),
             PARAMS (l2_params))
REGULARIZER (l1,
             "L1",
             "l1",
             NC_ ("regularizer", "L1"),
             N_ ("Sends weights that are not needed to zero."),
             "l1 · Σ |w|",
             N_ ("lasso sparse penalty"),
             PARAMS (l1_params))
REGULARIZER (l1_l2,
             "L1L2",
             "l1_l2",
             NC_ ("regularizer", "L1 and L2"),
             N_ ("Both prices at once."),
             "l1 · Σ |w| + l2 · Σ w²",
             N_ ("elastic net penalty"),
             PARAMS (l1_l2_params))
REGULARIZER (orthogonal,
             "OrthogonalRegularizer",
             "orthogonal_regularizer",
             NC_ ("regularizer", "Orthogonal"),
             N_ ("Makes weights look in different directions."),
             "factor · mean |cos(wᵢ, wⱼ)|",
             N_ ("right angle diverse"),
             PARAMS (orthogonal_params))

const GradusKind *const gradus_regularizer_kinds[] = {
  &regularizer_l2.base,
  &regularizer_l1.base,
  &regularizer_l1_l2.base,
  &regularizer_orthogonal.base,
  NULL,
};
