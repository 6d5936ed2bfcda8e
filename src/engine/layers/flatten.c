/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layer.h"
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
flatten_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  memcpy (run->y, run->x, run->n * (gsize) plan->output.dims[0] * sizeof (float));
}

static void
flatten_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  if (run->dx != NULL)
    memcpy (run->dx, run->dy, run->n * (gsize) plan->output.dims[0] * sizeof (float));
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
  .forward = flatten_forward,
  .backward = flatten_backward,
};
