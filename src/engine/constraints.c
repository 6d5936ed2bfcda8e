/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kind-tables.h"
#include "engine/params.h"
#include "engine/parts.h"

#define EPSILON 1e-7

/* Walks over the entries of a tensor along some of its axes. */
typedef struct
{
  guint  n_axes;
  gint64 lengths[GRADUS_MAX_RANK];
  gsize  strides[GRADUS_MAX_RANK];
  gint64 place[GRADUS_MAX_RANK];
} Walk;

static void
add_axis (Walk *walk, gint64 length, gsize stride)
{
  walk->lengths[walk->n_axes] = length;
  walk->strides[walk->n_axes++] = stride;
}

/* Moves @offset to the next place; FALSE when back at the start. */
static gboolean
step (Walk *walk, gsize *offset)
{
  for (guint i = walk->n_axes; i-- > 0;)
    {
      *offset += walk->strides[i];
      if (++walk->place[i] < walk->lengths[i])
        return TRUE;
      *offset -= walk->strides[i] * (gsize) walk->lengths[i];
      walk->place[i] = 0;
    }
  return FALSE;
}

static gboolean
names_axis (const GradusShape *axes, guint rank, guint axis)
{
  for (guint i = 0; i < axes->rank; i++)
    if (axes->dims[i] == (gint64) axis || axes->dims[i] + (gint64) rank == (gint64) axis)
      return TRUE;
  return FALSE;
}

/* Splits the axes into those along which a norm runs and the others. */
static void
split_axes (const GradusConfig *config,
            const GradusShape  *shape,
            Walk               *inside,
            Walk               *rest)
{
  const GradusShape *axes = gradus_config_get_tuple (config, "axis");
  gsize              stride = gradus_shape_size (shape);

  for (guint i = 0; i < shape->rank; i++)
    {
      stride /= (gsize) shape->dims[i];
      add_axis (names_axis (axes, shape->rank, i) ? inside : rest, shape->dims[i],
                stride);
    }
}

static double
get_norm (Walk *inside, const float *x)
{
  double sum = 0;
  gsize  offset = 0;

  do
    sum += (double) x[offset] * (double) x[offset];
  while (step (inside, &offset));
  return sqrt (sum);
}

static void
scale (Walk *inside, float *x, double factor)
{
  gsize offset = 0;

  do
    x[offset] = (float) ((double) x[offset] * factor);
  while (step (inside, &offset));
}

/* Brings every norm along the chosen axes into the range: w · wanted / (ε + norm), where
 * wanted = rate · clamp (norm) + (1 − rate) · norm. */
static void
limit_norms (const GradusConfig *config,
             const GradusShape  *shape,
             double              minimum,
             double              maximum,
             double              rate,
             float              *x)
{
  Walk  inside = { 0 };
  Walk  rest = { 0 };
  gsize offset = 0;

  split_axes (config, shape, &inside, &rest);
  do
    {
      double norm = get_norm (&inside, x + offset);
      double wanted = rate * CLAMP (norm, minimum, maximum) + (1 - rate) * norm;

      scale (&inside, x + offset, wanted / (EPSILON + norm));
    }
  while (step (&rest, &offset));
}

static void
max_norm_project (const GradusConfig *config, const GradusShape *shape, float *x)
{
  limit_norms (config, shape, 0, gradus_config_get_float (config, "max_value"), 1, x);
}

static void
min_max_norm_project (const GradusConfig *config, const GradusShape *shape, float *x)
{
  limit_norms (config, shape, gradus_config_get_float (config, "min_value"),
               gradus_config_get_float (config, "max_value"),
               gradus_config_get_float (config, "rate"), x);
}

static void
unit_norm_project (const GradusConfig *config, const GradusShape *shape, float *x)
{
  limit_norms (config, shape, 1, 1, 1, x);
}

static void
non_neg_project (const GradusConfig *config, const GradusShape *shape, float *x)
{
  gsize size = gradus_shape_size (shape);

  for (gsize i = 0; i < size; i++)
    x[i] = x[i] < 0 ? 0.0f : x[i];
}

#define PARAM_AXIS                                                                       \
  {                                                                                      \
    .name = "axis", .title = N_ ("Axes"),                                                \
    .help = N_ ("Along which axes a length is measured; 0 is all inputs of a unit."),    \
    .type = GRADUS_PARAM_TUPLE,                                                          \
    .flags = GRADUS_PARAM_ADVANCED | GRADUS_PARAM_ONE_AS_NUMBER,                         \
    .minimum = -GRADUS_MAX_RANK, .maximum = GRADUS_MAX_RANK - 1, .standard_text = "0",   \
    .step = 1                                                                            \
  }
#define PARAM_MAX_VALUE(standard_)                                                       \
  PARAM_FLOAT ("max_value", N_ ("Largest length"), N_ ("Longer weights are shortened."), \
               0, 1e6, standard_, 0.1, 2)

static const GradusParam max_norm_params[] = { PARAM_MAX_VALUE (2), PARAM_AXIS };
static const GradusParam unit_norm_params[] = { PARAM_AXIS };
static const GradusParam min_max_norm_params[] = {
  PARAM_FLOAT ("min_value",
               N_ ("Smallest length"),
               N_ ("Shorter weights are stretched."),
               0,
               1e6,
               0,
               0.1,
               2),
  PARAM_MAX_VALUE (1),
  PARAM_FLOAT ("rate",
               N_ ("Rate"),
               N_ ("How much of the way is gone in one step."),
               0,
               1,
               1,
               0.1,
               2),
  PARAM_AXIS,
};

#define CONSTRAINT(name_, class_, title_, summary_, formula_, keywords_, ...)            \
  static const GradusConstraintKind constraint_##name_ = {                               \
    .base = { .family = GRADUS_FAMILY_CONSTRAINT,                                        \
              .name = class_,                                                            \
              .id = #name_,                                                              \
              .module = "keras.constraints",                                             \
              .title = title_,                                                           \
              .summary = summary_,                                                       \
              .formula = formula_,                                                       \
              .source = "https://keras.io/api/layers/constraints/",                      \
              .keywords = keywords_,                                                     \
              __VA_ARGS__ },                                                             \
    .project = name_##_project,                                                          \
  };

CONSTRAINT (max_norm,
            "MaxNorm",
            NC_ ("constraint", "Largest length"),
            N_ ("Shortens the weights of a unit that grow too long."),
            "|w| ≤ max_value",
            N_ ("clip norm"),
            PARAMS (max_norm_params))
CONSTRAINT (non_neg,
            "NonNeg",
            NC_ ("constraint", "Not negative"),
            N_ ("Sets negative weights to zero."),
            "w ≥ 0",
            N_ ("positive"))
CONSTRAINT (unit_norm,
            "UnitNorm",
            NC_ ("constraint", "Length one"),
            N_ ("Gives the weights of every unit the length 1."),
            "|w| = 1",
            N_ ("normalize"),
            PARAMS (unit_norm_params))
CONSTRAINT (min_max_norm,
            "MinMaxNorm",
            NC_ ("constraint", "Length in a range"),
            N_ ("Keeps the length of a unit's weights between two numbers."),
            "min_value ≤ |w| ≤ max_value",
            N_ ("clip norm"),
            PARAMS (min_max_norm_params))

const GradusKind *const gradus_constraint_kinds[] = {
  &constraint_max_norm.base,
  &constraint_non_neg.base,
  &constraint_unit_norm.base,
  &constraint_min_max_norm.base,
  NULL,
};
