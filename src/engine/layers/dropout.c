/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/noise.h"
#include "engine/params.h"

/* Sets a random part of the numbers to zero and scales the others up, so that the sum
 * stays the same on average:
 *
 *   y = x · m,   m = 0 with probability rate, else 1 / (1 − rate)
 *
 * The cache holds m.
 *
 * Source: Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from
 * Overfitting (JMLR 2014) */

static const GradusParam dropout_params[] = {
  PARAM_FLOAT ("rate",
               N_ ("Rate"),
               N_ ("The part of the numbers that is dropped in each step."),
               0,
               1,
               0.5,
               0.05,
               2,
               .flags = GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS | GRADUS_PARAM_REQUIRED),
  PARAM_SEED,
};

static const GradusKerasField dropout_fields[] = { { "noise_shape", "null" } };

static void
dropout_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize   size = gradus_shape_size (&plan->input);
  double  rate = gradus_config_get_float (plan->config, "rate");
  guint64 key;

  if (!gradus_noise_is_active (plan, run))
    {
      gradus_copy_forward (plan, run);
      return;
    }
  key = gradus_noise_get_key (run);
  for (gsize i = 0; i < run->n; i++)
    gradus_noise_draw_mask (key, run->first + i, rate, size, run->cache + i * size);
  gradus_noise_multiply (plan, run);
}

const GradusLayerKind gradus_layer_kind_dropout = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Dropout",
    .id = "dropout",
    .module = "keras.layers",
    .title = NC_ ("layer", "Dropout"),
    .summary = N_ ("Drops a random part of the numbers while training, so that no unit "
                   "relies on a single other."),
    .formula = "y = \\frac{x · m}{1 − rate}",
    .source = "https://keras.io/api/layers/regularization_layers/dropout/",
    .keywords = N_ ("noise regularization overfitting random"),
    PARAMS (dropout_params),
    FIELDS (dropout_fields),
  },
  .category = GRADUS_CATEGORY_REGULARIZATION,
  .icon = "gradus-layer-dropout-symbolic",
  .flags = GRADUS_LAYER_TRAINING_ONLY | GRADUS_LAYER_PASSES_MASK | GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = gradus_noise_infer,
  .forward = dropout_forward,
  .backward = gradus_noise_multiply_back,
};
