/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"

#include <string.h>

/* Repeats every time step. */

static const GradusParam up_sampling1d_params[] = {
  PARAM_INT ("size",
             N_ ("Times"),
             N_ ("How often each time step is repeated."),
             1,
             1024,
             2),
};

static gboolean
up_sampling1d_infer (GradusLayerPlan *plan, GError **error)
{
  g_autofree char *shape = gradus_shape_to_string (&plan->input);

  if (plan->input.rank != 2)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                   _ ("%s needs sequences of time steps and channels, but it gets %s."),
                   "UpSampling1D", shape);
      return FALSE;
    }
  plan->output =
    GRADUS_SHAPE_2 (plan->input.dims[0] * gradus_config_get_int (plan->config, "size"),
                    plan->input.dims[1]);
  return TRUE;
}

static void
up_sampling1d_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize n_times = (gsize) gradus_config_get_int (plan->config, "size");
  gsize n_channels = (gsize) plan->input.dims[1];

  for (gsize i = 0; i < run->n * (gsize) plan->input.dims[0]; i++)
    gradus_fill_rows (run->y + i * n_times * n_channels, n_times, n_channels,
                      run->x + i * n_channels);
}

static void
up_sampling1d_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  gradus_c_code_set_int (code, "steps", plan->output.dims[0]);
  gradus_c_code_set_int (code, "channels", plan->output.dims[1]);
  gradus_c_code_set_int (code, "times", gradus_config_get_int (plan->config, "size"));
  gradus_c_code_add (code,
                     "for (int t = 0; t < {steps}; t++)\n"
                     "  for (int c = 0; c < {channels}; c++)\n"
                     "    y[t * {channels} + c] = x[t / {times} * {channels} + c];\n");
}

static void
up_sampling1d_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize n_times = (gsize) gradus_config_get_int (plan->config, "size");
  gsize n_channels = (gsize) plan->input.dims[1];

  if (run->dx == NULL)
    return;
  for (gsize i = 0; i < run->n * (gsize) plan->input.dims[0]; i++)
    gradus_sum_rows (run->dy + i * n_times * n_channels, n_times, n_channels, FALSE,
                     run->dx + i * n_channels);
}

static void
up_sampling1d_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const char       *x = gradus_lower_any_layout (lowering);
  const GradusShape shape = GRADUS_SHAPE_1 (3);
  float             scales[] = { 1, 1, 1 };
  GradusGraphNode  *node;

  scales[gradus_lower_get_axis (lowering, 0)] =
    (float) gradus_config_get_int (plan->config, "size");
  node =
    gradus_lower_node (lowering, "Resize", x, "",
                       gradus_lower_floats (lowering, "scales", &shape, scales), NULL);
  gradus_graph_node_set_text (node, "mode", "nearest");
  gradus_graph_node_set_text (node, "coordinate_transformation_mode", "asymmetric");
  gradus_graph_node_set_text (node, "nearest_mode", "floor");
  lowering->x = gradus_graph_node_get (node);
}

const GradusLayerKind gradus_layer_kind_up_sampling1d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "UpSampling1D",
    .id = "up_sampling1d",
    .module = "keras.layers",
    .title = NC_ ("layer", "UpSampling1D"),
    .summary = N_ ("Repeats every time step of a sequence."),
    .formula = "(n, t, c) → (n, 2 t, c)",
    .source = "https://keras.io/api/layers/reshaping_layers/up_sampling1d/",
    .keywords = N_ ("enlarge repeat decoder sequence"),
    PARAMS (up_sampling1d_params),
  },
  .category = GRADUS_CATEGORY_RESHAPING,
  .icon = "gradus-layer-reshape-symbolic",
  .infer = up_sampling1d_infer,
  .write_c = up_sampling1d_write_c,
  .forward = up_sampling1d_forward,
  .backward = up_sampling1d_backward,
  .lower = up_sampling1d_lower,
};
