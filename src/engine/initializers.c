/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kind-tables.h"
#include "engine/params.h"
#include "engine/parts.h"

#include <string.h>

/* Start values of weights. Sources: Glorot and Bengio, Understanding the difficulty of
 * training deep feedforward neural networks (AISTATS 2010); He et al., Delving Deep into
 * Rectifiers (ICCV 2015); LeCun et al., Efficient BackProp (1998); Saxe et al., Exact
 * solutions to the nonlinear dynamics of learning (2014). */

/* Standard deviation of a standard normal variable that is cut off at ±2. */
#define TRUNCATED_STDDEV 0.87962566103423978

/* --- drawing --- */

static void
draw_normal (GradusRandom *random, double mean, double stddev, gsize n, float *data)
{
  for (gsize i = 0; i < n; i++)
    data[i] = (float) (mean + stddev * gradus_random_normal (random));
}

/* Draws beyond two standard deviations are drawn again. */
static void
draw_truncated (GradusRandom *random, double mean, double stddev, gsize n, float *data)
{
  for (gsize i = 0; i < n; i++)
    {
      double z = gradus_random_normal (random);

      while (fabs (z) > 2)
        z = gradus_random_normal (random);
      data[i] = (float) (mean + stddev * z);
    }
}

static void
draw_uniform (GradusRandom *random, double minimum, double maximum, gsize n, float *data)
{
  for (gsize i = 0; i < n; i++)
    data[i] = (float) (minimum + (maximum - minimum) * gradus_random_uniform (random));
}

/* How many inputs a unit has and how many outputs an input feeds, as Keras counts: all
 * axes but the last two of a kernel are places that it slides over. */
static void
count_fans (const GradusShape *shape, double *fan_in, double *fan_out)
{
  double places = 1;

  *fan_in = *fan_out = shape->rank == 1 ? (double) shape->dims[0] : 1;
  if (shape->rank < 2)
    return;
  for (guint i = 0; i + 2 < shape->rank; i++)
    places *= (double) shape->dims[i];
  *fan_in = places * (double) shape->dims[shape->rank - 2];
  *fan_out = places * (double) shape->dims[shape->rank - 1];
}

typedef enum
{
  SPREAD_UNIFORM,
  SPREAD_NORMAL,
  SPREAD_TRUNCATED
} Spread;

/* Draws with variance scale / n, n being fan_in, fan_out or their mean. */
static void
draw_scaled (GradusRandom *random,
             double        scale,
             double        n,
             Spread        spread,
             gsize         size,
             float        *data)
{
  double variance = scale / MAX (1, n);
  double limit = sqrt (3 * variance);

  if (spread == SPREAD_UNIFORM)
    draw_uniform (random, -limit, limit, size, data);
  else if (spread == SPREAD_NORMAL)
    draw_normal (random, 0, sqrt (variance), size, data);
  else
    draw_truncated (random, 0, sqrt (variance) / TRUNCATED_STDDEV, size, data);
}

/* --- constants --- */

static void
fill_with (const GradusShape *shape, float value, float *data)
{
  gsize size = gradus_shape_size (shape);

  for (gsize i = 0; i < size; i++)
    data[i] = value;
}

static void
zeros_fill (const GradusConfig *config,
            const GradusShape  *shape,
            GradusRandom       *random,
            float              *data)
{
  fill_with (shape, 0, data);
}

static void
ones_fill (const GradusConfig *config,
           const GradusShape  *shape,
           GradusRandom       *random,
           float              *data)
{
  fill_with (shape, 1, data);
}

static void
constant_fill (const GradusConfig *config,
               const GradusShape  *shape,
               GradusRandom       *random,
               float              *data)
{
  fill_with (shape, (float) gradus_config_get_float (config, "value"), data);
}

static void
identity_fill (const GradusConfig *config,
               const GradusShape  *shape,
               GradusRandom       *random,
               float              *data)
{
  gsize n_columns = (gsize) gradus_shape_last (shape);
  gsize n_rows = gradus_shape_size (shape) / MAX (1, n_columns);
  float gain = (float) gradus_config_get_float (config, "gain");

  fill_with (shape, 0, data);
  for (gsize i = 0; i < MIN (n_rows, n_columns); i++)
    data[i * n_columns + i] = gain;
}

/* --- plain draws --- */

static void
random_normal_fill (const GradusConfig *config,
                    const GradusShape  *shape,
                    GradusRandom       *random,
                    float              *data)
{
  draw_normal (random, gradus_config_get_float (config, "mean"),
               gradus_config_get_float (config, "stddev"), gradus_shape_size (shape),
               data);
}

static void
truncated_normal_fill (const GradusConfig *config,
                       const GradusShape  *shape,
                       GradusRandom       *random,
                       float              *data)
{
  draw_truncated (random, gradus_config_get_float (config, "mean"),
                  gradus_config_get_float (config, "stddev"), gradus_shape_size (shape),
                  data);
}

static void
random_uniform_fill (const GradusConfig *config,
                     const GradusShape  *shape,
                     GradusRandom       *random,
                     float              *data)
{
  draw_uniform (random, gradus_config_get_float (config, "minval"),
                gradus_config_get_float (config, "maxval"), gradus_shape_size (shape),
                data);
}

/* --- scaled draws --- */

static void
variance_scaling_fill (const GradusConfig *config,
                       const GradusShape  *shape,
                       GradusRandom       *random,
                       float              *data)
{
  const char *mode = gradus_config_get_choice (config, "mode");
  const char *distribution = gradus_config_get_choice (config, "distribution");
  double      fan_in, fan_out, n;
  Spread      spread = SPREAD_TRUNCATED;

  count_fans (shape, &fan_in, &fan_out);
  n = strcmp (mode, "fan_in") == 0    ? fan_in
      : strcmp (mode, "fan_out") == 0 ? fan_out
                                      : (fan_in + fan_out) / 2;
  if (strcmp (distribution, "uniform") == 0)
    spread = SPREAD_UNIFORM;
  else if (strcmp (distribution, "untruncated_normal") == 0)
    spread = SPREAD_NORMAL;
  draw_scaled (random, gradus_config_get_float (config, "scale"), n, spread,
               gradus_shape_size (shape), data);
}

/* The named ones are variance scaling with fixed arguments. */
#define SCALED(name_, scale_, n_, spread_)                                               \
  static void name_##_fill (const GradusConfig *config, const GradusShape *shape,        \
                            GradusRandom *random, float *data)                           \
  {                                                                                      \
    double fan_in, fan_out;                                                              \
    count_fans (shape, &fan_in, &fan_out);                                               \
    draw_scaled (random, scale_, n_, spread_, gradus_shape_size (shape), data);          \
  }

SCALED (glorot_uniform, 1, (fan_in + fan_out) / 2, SPREAD_UNIFORM)
SCALED (glorot_normal, 1, (fan_in + fan_out) / 2, SPREAD_TRUNCATED)
SCALED (he_uniform, 2, fan_in, SPREAD_UNIFORM)
SCALED (he_normal, 2, fan_in, SPREAD_TRUNCATED)
SCALED (lecun_uniform, 1, fan_in, SPREAD_UNIFORM)
SCALED (lecun_normal, 1, fan_in, SPREAD_TRUNCATED)

/* --- orthogonal --- */

/* Makes vector k orthogonal to those before it and of length 1. The second pass removes
 * what rounding left of the first. */
static void
orthonormalize (double *vectors, gsize k, gsize length)
{
  double *v = vectors + k * length;
  double  norm = 0;

  for (int pass = 0; pass < 2; pass++)
    for (gsize j = 0; j < k; j++)
      {
        const double *u = vectors + j * length;
        double        dot = 0;

        for (gsize i = 0; i < length; i++)
          dot += u[i] * v[i];
        for (gsize i = 0; i < length; i++)
          v[i] -= dot * u[i];
      }
  for (gsize i = 0; i < length; i++)
    norm += v[i] * v[i];
  norm = sqrt (norm);
  for (gsize i = 0; i < length; i++)
    v[i] /= norm;
}

/* Seen as a matrix (…, last), its shorter side becomes a set of orthonormal vectors: the
 * factor Q, with positive diagonal of R, of a matrix of normal numbers. */
static void
orthogonal_fill (const GradusConfig *config,
                 const GradusShape  *shape,
                 GradusRandom       *random,
                 float              *data)
{
  gsize              n_columns = (gsize) gradus_shape_last (shape);
  gsize              n_rows = gradus_shape_size (shape) / MAX (1, n_columns);
  gsize              n_vectors = MIN (n_rows, n_columns);
  gsize              length = MAX (n_rows, n_columns);
  double             gain = gradus_config_get_float (config, "gain");
  g_autofree double *vectors = g_new (double, n_vectors *length);

  for (gsize i = 0; i < n_vectors * length; i++)
    vectors[i] = gradus_random_normal (random);
  for (gsize k = 0; k < n_vectors; k++)
    orthonormalize (vectors, k, length);
  for (gsize row = 0; row < n_rows; row++)
    for (gsize column = 0; column < n_columns; column++)
      data[row * n_columns + column] =
        (float) (gain * (n_rows <= n_columns ? vectors[row * length + column]
                                             : vectors[column * length + row]));
}

/* --- descriptors --- */

static const GradusParam seed_params[] = { PARAM_SEED };

static const GradusParam constant_params[] = {
  PARAM_FLOAT ("value",
               N_ ("Value"),
               N_ ("What every weight starts as."),
               -1e6,
               1e6,
               0,
               0.1,
               3),
};

static const GradusParam identity_params[] = {
  PARAM_FLOAT ("gain",
               N_ ("Gain"),
               N_ ("What stands on the diagonal."),
               -1e6,
               1e6,
               1,
               0.1,
               3,
               .flags = GRADUS_PARAM_UNWRITTEN),
};

static const GradusParam normal_params[] = {
  PARAM_FLOAT ("mean",
               N_ ("Mean"),
               N_ ("The middle of the numbers."),
               -1e6,
               1e6,
               0,
               0.01,
               3),
  PARAM_FLOAT ("stddev",
               N_ ("Standard deviation"),
               N_ ("How far the numbers scatter around the middle."),
               0,
               1e6,
               0.05,
               0.01,
               3),
  PARAM_SEED,
};

static const GradusParam uniform_params[] = {
  PARAM_FLOAT ("minval",
               N_ ("Minimum"),
               N_ ("No number is smaller."),
               -1e6,
               1e6,
               -0.05,
               0.01,
               3),
  PARAM_FLOAT ("maxval",
               N_ ("Maximum"),
               N_ ("No number is larger."),
               -1e6,
               1e6,
               0.05,
               0.01,
               3),
  PARAM_SEED,
};

static const char *const modes[] = { "fan_in", "fan_out", "fan_avg", NULL };
static const char *const distributions[] = { "truncated_normal", "untruncated_normal",
                                             "uniform", NULL };

static const GradusParam variance_scaling_params[] = {
  PARAM_FLOAT ("scale",
               N_ ("Scale"),
               N_ ("The variance that a unit's sum shall have."),
               0,
               1e6,
               1,
               0.1,
               2,
               .flags = GRADUS_PARAM_OPEN_MINIMUM),
  PARAM_CHOICE ("mode",
                N_ ("Counted"),
                N_ ("Whether inputs, outputs or their mean make the weights smaller."),
                modes,
                "fan_in"),
  PARAM_CHOICE ("distribution",
                N_ ("Distribution"),
                N_ ("How the numbers are spread."),
                distributions,
                "truncated_normal"),
  PARAM_SEED,
};

static const GradusParam orthogonal_params[] = {
  PARAM_FLOAT ("gain",
               N_ ("Gain"),
               N_ ("The length of each row or column."),
               -1e6,
               1e6,
               1,
               0.1,
               3),
  PARAM_SEED,
};

#define INITIALIZER(name_, class_, title_, summary_, formula_, keywords_, ...)           \
  static const GradusInitializerKind initializer_##name_ = {                             \
    .base = { .family = GRADUS_FAMILY_INITIALIZER,                                       \
              .name = class_,                                                            \
              .id = #name_,                                                              \
              .module = "keras.initializers",                                            \
              .title = title_,                                                           \
              .summary = summary_,                                                       \
              .formula = formula_,                                                       \
              .source = "https://keras.io/api/layers/initializers/",                     \
              .keywords = keywords_,                                                     \
              __VA_ARGS__ },                                                             \
    .fill = name_##_fill,                                                                \
  };

INITIALIZER (glorot_uniform,
             "GlorotUniform",
             NC_ ("initializer", "Glorot uniform"),
             N_ ("Even spread, narrower for larger layers; Keras's usual choice."),
             "U(−r, r) \\quad r = √(\\frac{6}{inputs + outputs})",
             N_ ("xavier random"),
             PARAMS (seed_params))
INITIALIZER (glorot_normal,
             "GlorotNormal",
             NC_ ("initializer", "Glorot normal"),
             N_ ("Bell curve, narrower for larger layers."),
             "N(0, σ) \\quad σ = √(\\frac{2}{inputs + outputs})",
             N_ ("xavier random gaussian"),
             PARAMS (seed_params))
INITIALIZER (he_uniform,
             "HeUniform",
             NC_ ("initializer", "He uniform"),
             N_ ("Even spread that suits relu."),
             "U(−r, r) \\quad r = √(\\frac{6}{inputs})",
             N_ ("kaiming random"),
             PARAMS (seed_params))
INITIALIZER (he_normal,
             "HeNormal",
             NC_ ("initializer", "He normal"),
             N_ ("Bell curve that suits relu."),
             "N(0, σ) \\quad σ = √(\\frac{2}{inputs})",
             N_ ("kaiming random gaussian"),
             PARAMS (seed_params))
INITIALIZER (lecun_uniform,
             "LecunUniform",
             NC_ ("initializer", "LeCun uniform"),
             N_ ("Even spread, narrower for more inputs."),
             "U(−r, r) \\quad r = √(\\frac{3}{inputs})",
             N_ ("random"),
             PARAMS (seed_params))
INITIALIZER (lecun_normal,
             "LecunNormal",
             NC_ ("initializer", "LeCun normal"),
             N_ ("Bell curve, narrower for more inputs; suits selu."),
             "N(0, σ) \\quad σ = √(\\frac{1}{inputs})",
             N_ ("random gaussian selu"),
             PARAMS (seed_params))
INITIALIZER (random_normal,
             "RandomNormal",
             NC_ ("initializer", "Random normal"),
             N_ ("Bell curve of a width that you choose."),
             "N(mean, stddev)",
             N_ ("gaussian"),
             PARAMS (normal_params))
INITIALIZER (truncated_normal,
             "TruncatedNormal",
             NC_ ("initializer", "Truncated normal"),
             N_ ("Bell curve without its far ends."),
             "N(mean, stddev), |z| ≤ 2",
             N_ ("gaussian"),
             PARAMS (normal_params))
INITIALIZER (random_uniform,
             "RandomUniform",
             NC_ ("initializer", "Random uniform"),
             N_ ("Even spread between two numbers that you choose."),
             "U(minval, maxval)",
             N_ ("even"),
             PARAMS (uniform_params))
INITIALIZER (variance_scaling,
             "VarianceScaling",
             NC_ ("initializer", "Variance scaling"),
             N_ ("Spread chosen by the size of the layer; the family of Glorot and He."),
             "variance = scale / n",
             N_ ("random glorot he lecun"),
             PARAMS (variance_scaling_params))
INITIALIZER (orthogonal,
             "Orthogonal",
             NC_ ("initializer", "Orthogonal"),
             N_ ("Directions that stand at right angles to each other."),
             "Wᵀ W = I",
             N_ ("rotation recurrent"),
             PARAMS (orthogonal_params))
INITIALIZER (identity,
             "Identity",
             NC_ ("initializer", "Identity"),
             N_ ("Each input goes to one unit, unchanged."),
             "W = I",
             N_ ("eye diagonal"),
             PARAMS (identity_params))
INITIALIZER (zeros,
             "Zeros",
             NC_ ("initializer", "Zeros"),
             N_ ("All start at 0."),
             "0",
             N_ ("none constant"))
INITIALIZER (ones,
             "Ones",
             NC_ ("initializer", "Ones"),
             N_ ("All start at 1."),
             "1",
             N_ ("constant"))
INITIALIZER (constant,
             "Constant",
             NC_ ("initializer", "Constant"),
             N_ ("All start at one number that you choose."),
             "value",
             N_ ("same"),
             PARAMS (constant_params))

const GradusKind *const gradus_initializer_kinds[] = {
  &initializer_glorot_uniform.base, &initializer_glorot_normal.base,
  &initializer_he_uniform.base,     &initializer_he_normal.base,
  &initializer_lecun_uniform.base,  &initializer_lecun_normal.base,
  &initializer_random_normal.base,  &initializer_truncated_normal.base,
  &initializer_random_uniform.base, &initializer_variance_scaling.base,
  &initializer_orthogonal.base,     &initializer_identity.base,
  &initializer_zeros.base,          &initializer_ones.base,
  &initializer_constant.base,       NULL,
};
