/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/frame.h"
#include "engine/params.h"

static const char *const data_formats[] = { "channels_last", NULL };

static const GradusParam cropping2d_params[] = {
  { .name = "cropping",
    .title = N_ ("Cut"),
    .help = N_ ("How much is cut off: above, below, before and behind."),
    .type = GRADUS_PARAM_TUPLE,
    .flags = GRADUS_PARAM_PAIRS,
    .minimum = 0,
    .maximum = 65536,
    .standard_text = "0, 0, 0, 0",
    .n_axes = 4,
    .step = 1 },
  PARAM_CHOICE ("data_format",
                N_ ("Data format"),
                N_ ("Where the channels stand."),
                data_formats,
                "channels_last",
                .flags = GRADUS_PARAM_HIDDEN),
};

static gboolean
cropping2d_infer (GradusLayerPlan *plan, GError **error)
{
  return gradus_frame_infer (plan, "cropping", -1, error);
}

const GradusLayerKind gradus_layer_kind_cropping2d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Cropping2D",
    .id = "cropping2d",
    .module = "keras.layers",
    .title = NC_ ("layer", "Cropping2D"),
    .summary = N_ ("Cuts the edges off a picture."),
    .formula = "(n, h, w, c) → (n, h − 2, w − 2, c)",
    .source = "https://keras.io/api/layers/reshaping_layers/cropping2d/",
    .keywords = N_ ("border edge cut trim"),
    PARAMS (cropping2d_params),
  },
  .category = GRADUS_CATEGORY_RESHAPING,
  .icon = "gradus-layer-reshape-symbolic",
  .infer = cropping2d_infer,
  .write_c = gradus_frame_write_c,
  .forward = gradus_frame_forward,
  .backward = gradus_frame_backward,
  .lower = gradus_frame_lower,
};
