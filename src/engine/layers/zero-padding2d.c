/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/frame.h"
#include "engine/params.h"

static const char *const data_formats[] = { "channels_last", NULL };

static const GradusParam zero_padding2d_params[] = {
  { .name = "padding",
    .title = N_ ("Zeros"),
    .help = N_ ("How many zeros are added: above, below, before and behind."),
    .type = GRADUS_PARAM_TUPLE,
    .flags = GRADUS_PARAM_PAIRS,
    .minimum = 0,
    .maximum = 65536,
    .standard_text = "1, 1, 1, 1",
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
zero_padding2d_infer (GradusLayerPlan *plan, GError **error)
{
  return gradus_frame_infer (plan, "padding", 1, error);
}

const GradusLayerKind gradus_layer_kind_zero_padding2d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "ZeroPadding2D",
    .id = "zero_padding2d",
    .module = "keras.layers",
    .title = NC_ ("layer", "ZeroPadding2D"),
    .summary = N_ ("Adds zeros around a picture."),
    .formula = "(n, h, w, c) → (n, h + 2, w + 2, c)",
    .source = "https://keras.io/api/layers/reshaping_layers/zero_padding2d/",
    .keywords = N_ ("border frame margin zeros enlarge"),
    PARAMS (zero_padding2d_params),
  },
  .category = GRADUS_CATEGORY_RESHAPING,
  .icon = "gradus-layer-reshape-symbolic",
  .infer = zero_padding2d_infer,
  .write_c = gradus_frame_write_c,
  .forward = gradus_frame_forward,
  .backward = gradus_frame_backward,
  .lower = gradus_frame_lower,
};
