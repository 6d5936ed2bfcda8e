/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/noise.h"
#include "engine/params.h"

#include <math.h>

/* Multiplies by normal noise around 1, as strong as dropout's:
 *
 *   y = x · m,   m from N (1, rate / (1 − rate)) */

static const GradusParam gaussian_dropout_params[] = {
  PARAM_FLOAT ("rate",
               N_ ("Rate"),
               N_ ("How strong the noise is: that of a dropout with this rate."),
               0,
               1,
               0.5,
               0.05,
               2,
               .flags = GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS | GRADUS_PARAM_REQUIRED |
                        GRADUS_PARAM_OPEN_MAXIMUM),
  PARAM_SEED,
};

static void
gaussian_dropout_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize   size = gradus_shape_size (&plan->input);
  double  rate = gradus_config_get_float (plan->config, "rate");
  float   deviation = (float) sqrt (rate / (1 - rate));
  guint64 key;

  if (!gradus_noise_is_active (plan, run))
    {
      gradus_copy_forward (plan, run);
      return;
    }
  key = gradus_noise_get_key (run);
  for (gsize i = 0; i < run->n; i++)
    gradus_noise_draw_normal (key, run->first + i, size, run->cache + i * size);
  for (gsize i = 0; i < run->n * size; i++)
    run->cache[i] = 1.0f + deviation * run->cache[i];
  gradus_noise_multiply (plan, run);
}

const GradusLayerKind gradus_layer_kind_gaussian_dropout = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "GaussianDropout",
    .id = "gaussian_dropout",
    .module = "keras.layers",
    .title = NC_ ("layer", "GaussianDropout"),
    .summary = N_ ("Multiplies by random noise around 1 while training."),
    .formula = "y = x · N(1, \\frac{rate}{1 − rate})",
    .source = "https://keras.io/api/layers/regularization_layers/gaussian_dropout/",
    .keywords = N_ ("regularization overfitting noise normal"),
    PARAMS (gaussian_dropout_params),
  },
  .category = GRADUS_CATEGORY_REGULARIZATION,
  .icon = "gradus-layer-noise-symbolic",
  .flags = GRADUS_LAYER_TRAINING_ONLY | GRADUS_LAYER_PASSES_MASK | GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = gradus_noise_infer,
  .forward = gaussian_dropout_forward,
  .backward = gradus_noise_multiply_back,
};
