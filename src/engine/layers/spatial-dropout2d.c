/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/noise.h"
#include "engine/params.h"

/* Drops whole channels: neighbours say almost the same, so dropping one number alone
 * would hide nothing.
 *
 * Source: Tompson et al., Efficient Object Localization Using Convolutional Networks
 * (2015) */

static const char *const data_formats[] = { "channels_last", NULL };

static const GradusParam spatial_dropout2d_params[] = {
  PARAM_FLOAT ("rate",
               N_ ("Rate"),
               N_ ("The part of the channels that is dropped in each step."),
               0,
               1,
               0.5,
               0.05,
               2,
               .flags = GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS | GRADUS_PARAM_REQUIRED),
  PARAM_SEED,
  PARAM_CHOICE ("data_format",
                N_ ("Data format"),
                N_ ("Where the channels stand."),
                data_formats,
                "channels_last",
                .flags = GRADUS_PARAM_HIDDEN),
};

static gboolean
spatial_dropout2d_infer (GradusLayerPlan *plan, GError **error)
{
  g_autofree char *shape = gradus_shape_to_string (&plan->input);

  if (plan->input.rank != 3)
    {
      g_set_error (
        error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
        _ ("%s needs pictures with rows, columns and channels, but it gets %s."),
        "SpatialDropout2D", shape);
      return FALSE;
    }
  return gradus_noise_infer (plan, error);
}

static void
spatial_dropout2d_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize   size = gradus_shape_size (&plan->input);
  gsize   n_channels = (gsize) gradus_shape_last (&plan->input);
  double  rate = gradus_config_get_float (plan->config, "rate");
  guint64 key;

  if (!gradus_noise_is_active (plan, run))
    {
      gradus_copy_forward (plan, run);
      return;
    }
  key = gradus_noise_get_key (run);
  for (gsize i = 0; i < run->n; i++)
    {
      float *mask = run->cache + i * size;

      gradus_noise_draw_mask (key, run->first + i, rate, n_channels, mask);
      gradus_fill_rows (mask + n_channels, size / n_channels - 1, n_channels, mask);
    }
  gradus_noise_multiply (plan, run);
}

const GradusLayerKind gradus_layer_kind_spatial_dropout2d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "SpatialDropout2D",
    .id = "spatial_dropout2d",
    .module = "keras.layers",
    .title = NC_ ("layer", "SpatialDropout2D"),
    .summary = N_ ("Drops whole channels of pictures while training."),
    .formula = "y = x · m_c",
    .source = "https://keras.io/api/layers/regularization_layers/spatial_dropout2d/",
    .keywords = N_ ("regularization overfitting noise channels"),
    PARAMS (spatial_dropout2d_params),
  },
  .category = GRADUS_CATEGORY_REGULARIZATION,
  .icon = "gradus-layer-dropout-symbolic",
  .flags = GRADUS_LAYER_TRAINING_ONLY | GRADUS_LAYER_PASSES_MASK |
           GRADUS_LAYER_BUILT_AT_ONCE | GRADUS_LAYER_SHORT_BASE,
  .infer = spatial_dropout2d_infer,
  .forward = spatial_dropout2d_forward,
  .backward = gradus_noise_multiply_back,
};
