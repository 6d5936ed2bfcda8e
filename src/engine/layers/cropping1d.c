/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/frame.h"
#include "engine/params.h"

static const GradusParam cropping1d_params[] = {
  { .name = "cropping",
    .title = N_ ("Cut"),
    .help = N_ ("How much is cut off: before and behind."),
    .type = GRADUS_PARAM_TUPLE,
    .minimum = 0,
    .maximum = 65536,
    .standard_text = "1, 1",
    .n_axes = 2,
    .step = 1 },
};

static gboolean
cropping1d_infer (GradusLayerPlan *plan, GError **error)
{
  return gradus_frame_infer (plan, "cropping", -1, error);
}

const GradusLayerKind gradus_layer_kind_cropping1d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Cropping1D",
    .id = "cropping1d",
    .module = "keras.layers",
    .title = NC_ ("layer", "Cropping1D"),
    .summary = N_ ("Cuts the edges off a sequence."),
    .formula = "(n, t, c) → (n, t − 2, c)",
    .source = "https://keras.io/api/layers/reshaping_layers/cropping1d/",
    .keywords = N_ ("border edge cut trim"),
    PARAMS (cropping1d_params),
  },
  .category = GRADUS_CATEGORY_RESHAPING,
  .icon = "gradus-layer-reshape-symbolic",
  .infer = cropping1d_infer,
  .write_c = gradus_frame_write_c,
  .forward = gradus_frame_forward,
  .backward = gradus_frame_backward,
  .lower = gradus_frame_lower,
};
