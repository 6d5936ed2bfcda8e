/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/noise.h"
#include "engine/params.h"

#include <math.h>

/* Dropout for selu: what is dropped becomes selu's lowest value, and all is scaled so
 * that mean and variance stay.
 *
 *   y = a · (x kept, else α′) + b,   α′ = −scale · alpha of selu,
 *   a = ((1 − rate)(1 + rate α′²))^(−1/2),   b = −a · α′ · rate
 *
 * Source: Klambauer et al., Self-Normalizing Neural Networks (2017) */

#define LOWEST -1.7580993408473766

static const GradusParam alpha_dropout_params[] = {
  PARAM_FLOAT ("rate",
               N_ ("Rate"),
               N_ ("The part of the numbers that is dropped in each step."),
               0,
               1,
               0.5,
               0.05,
               2,
               .flags = GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS | GRADUS_PARAM_REQUIRED |
                        GRADUS_PARAM_OPEN_MAXIMUM),
  PARAM_SEED,
};

static const GradusKerasField alpha_dropout_fields[] = { { "noise_shape", "null" } };

static void
alpha_dropout_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize   size = gradus_shape_size (&plan->input);
  double  rate = gradus_config_get_float (plan->config, "rate");
  double  a = 1 / sqrt ((1 - rate) * (1 + rate * LOWEST * LOWEST));
  float   dropped = (float) (a * LOWEST - a * LOWEST * rate);
  float   offset = (float) (-a * LOWEST * rate);
  guint64 key;

  if (!gradus_noise_is_active (plan, run))
    {
      gradus_copy_forward (plan, run);
      return;
    }
  key = gradus_noise_get_key (run);
  for (gsize i = 0; i < run->n; i++)
    gradus_noise_draw_mask (key, run->first + i, rate, size, run->cache + i * size);
  /* The mask becomes the derivative: a where kept. */
  for (gsize i = 0; i < run->n * size; i++)
    {
      run->cache[i] = run->cache[i] > 0.0f ? (float) a : 0.0f;
      run->y[i] = run->cache[i] > 0.0f ? run->cache[i] * run->x[i] + offset : dropped;
    }
}

const GradusLayerKind gradus_layer_kind_alpha_dropout = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "AlphaDropout",
    .id = "alpha_dropout",
    .module = "keras.layers",
    .title = NC_ ("layer", "AlphaDropout"),
    .summary = N_ ("Dropout that keeps mean and variance, for selu."),
    .formula = "y = a (x m + α′ (1 − m)) + b",
    .source = "https://keras.io/api/layers/regularization_layers/alpha_dropout/",
    .keywords = N_ ("regularization overfitting noise selu"),
    PARAMS (alpha_dropout_params),
    FIELDS (alpha_dropout_fields),
  },
  .category = GRADUS_CATEGORY_REGULARIZATION,
  .icon = "gradus-layer-dropout-symbolic",
  .flags = GRADUS_LAYER_TRAINING_ONLY | GRADUS_LAYER_PASSES_MASK | GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = gradus_noise_infer,
  .forward = alpha_dropout_forward,
  .backward = gradus_noise_multiply_back,
};
