/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"

static const char *const data_formats[] = { "channels_last", NULL };

static const GradusParam flatten_params[] = {
  PARAM_CHOICE ("data_format",
                N_ ("Data format"),
                N_ ("Where the channels stand."),
                data_formats,
                "channels_last",
                .flags = GRADUS_PARAM_HIDDEN),
};

static gboolean
flatten_infer (GradusLayerPlan *plan, GError **error)
{
  plan->output = GRADUS_SHAPE_1 ((gint64) gradus_shape_size (&plan->input));
  return TRUE;
}

static void
flatten_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  gradus_lower_channels_last (lowering);
  if (plan->input.rank > 1)
    gradus_lower_each (lowering, "Flatten");
}

const GradusLayerKind gradus_layer_kind_flatten = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Flatten",
    .id = "flatten",
    .module = "keras.layers",
    .title = NC_ ("layer", "Flatten"),
    .summary = N_ ("Turns every sample into one row of numbers."),
    .formula = "(n, h, w, c) → (n, h·w·c)",
    .source = "https://keras.io/api/layers/reshaping_layers/flatten/",
    .keywords = N_ ("reshape row vector"),
    PARAMS (flatten_params),
  },
  .category = GRADUS_CATEGORY_RESHAPING,
  .icon = "gradus-layer-flatten-symbolic",
  .infer = flatten_infer,
  .forward = gradus_copy_forward,
  .backward = gradus_copy_backward,
  .lower = flatten_lower,
};
