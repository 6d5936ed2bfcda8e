/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/noise.h"
#include "engine/params.h"

/* Adds normal noise while training. */

static const GradusParam gaussian_noise_params[] = {
  PARAM_FLOAT ("stddev",
               N_ ("Strength"),
               N_ ("The standard deviation of the noise."),
               0,
               1e6,
               0.1,
               0.05,
               3,
               .flags = GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS | GRADUS_PARAM_REQUIRED),
  PARAM_SEED,
};

static void
gaussian_noise_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize   size = gradus_shape_size (&plan->input);
  float   deviation = (float) gradus_config_get_float (plan->config, "stddev");
  guint64 key;

  if (!gradus_noise_is_active (plan, run))
    {
      gradus_copy_forward (plan, run);
      return;
    }
  key = gradus_noise_get_key (run);
  for (gsize i = 0; i < run->n; i++)
    gradus_noise_draw_normal (key, run->first + i, size, run->y + i * size);
  for (gsize i = 0; i < run->n * size; i++)
    run->y[i] = run->x[i] + deviation * run->y[i];
}

const GradusLayerKind gradus_layer_kind_gaussian_noise = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "GaussianNoise",
    .id = "gaussian_noise",
    .module = "keras.layers",
    .title = NC_ ("layer", "GaussianNoise"),
    .summary = N_ ("Adds random noise while training."),
    .formula = "y = x + N(0, σ²)",
    .source = "https://keras.io/api/layers/regularization_layers/gaussian_noise/",
    .keywords = N_ ("regularization overfitting noise normal"),
    PARAMS (gaussian_noise_params),
  },
  .category = GRADUS_CATEGORY_REGULARIZATION,
  .icon = "gradus-layer-noise-symbolic",
  .flags = GRADUS_LAYER_TRAINING_ONLY | GRADUS_LAYER_PASSES_MASK | GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = gradus_same_shape_infer,
  .forward = gaussian_noise_forward,
  .backward = gradus_copy_backward,
};
