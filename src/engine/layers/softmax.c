/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/kernels.h"
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"

/* Turns numbers along one axis into probabilities that add up to 1. */

static const GradusParam softmax_params[] = {
  PARAM_INT ("axis",
             N_ ("Axis"),
             N_ ("Along which axis the probabilities add up; −1 is the last."),
             -GRADUS_MAX_RANK,
             GRADUS_MAX_RANK,
             -1),
};

/* The axis of a sample, counted from 0; Keras counts the batch. */
static int
get_axis (const GradusLayerPlan *plan)
{
  gint64 axis = gradus_config_get_int (plan->config, "axis");

  return (int) (axis < 0 ? axis + plan->input.rank : axis - 1);
}

static gboolean
softmax_infer (GradusLayerPlan *plan, GError **error)
{
  int axis = get_axis (plan);

  if (axis < 0 || axis >= (int) plan->input.rank)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                           _ ("A sample has no such axis. −1 is the last, 1 the first."));
      return FALSE;
    }
  plan->output = plan->input;
  return TRUE;
}

/* The numbers that add up lie @stride apart. */
static void
get_layout (const GradusLayerPlan *plan, gsize *length, gsize *stride)
{
  int axis = get_axis (plan);

  *length = (gsize) plan->input.dims[axis];
  *stride = 1;
  for (guint i = (guint) axis + 1; i < plan->input.rank; i++)
    *stride *= (gsize) plan->input.dims[i];
}

static void
softmax_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize length, stride;
  gsize n = run->n * gradus_shape_size (&plan->input);

  get_layout (plan, &length, &stride);
  for (gsize block = 0; block < n; block += length * stride)
    for (gsize start = block; start < block + stride; start++)
      {
        float largest = run->x[start];
        float sum = 0;

        for (gsize i = 1; i < length; i++)
          largest = MAX (largest, run->x[start + i * stride]);
        for (gsize i = 0; i < length; i++)
          {
            run->y[start + i * stride] =
              gradus_exp (run->x[start + i * stride] - largest);
            sum += run->y[start + i * stride];
          }
        for (gsize i = 0; i < length; i++)
          run->y[start + i * stride] /= sum;
      }
}

/* dx = y ⊙ (dy − Σ y · dy) */
static void
softmax_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize length, stride;
  gsize n = run->n * gradus_shape_size (&plan->input);

  if (run->dx == NULL)
    return;
  get_layout (plan, &length, &stride);
  for (gsize block = 0; block < n; block += length * stride)
    for (gsize start = block; start < block + stride; start++)
      {
        float sum = 0;

        for (gsize i = 0; i < length; i++)
          sum += run->y[start + i * stride] * run->dy[start + i * stride];
        for (gsize i = 0; i < length; i++)
          run->dx[start + i * stride] =
            run->y[start + i * stride] * (run->dy[start + i * stride] - sum);
      }
}

static void
softmax_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  GradusGraphNode *node =
    gradus_lower_node (lowering, "Softmax", gradus_lower_any_layout (lowering), NULL);

  gradus_graph_node_set_int (node, "axis",
                             gradus_lower_get_axis (lowering, (guint) get_axis (plan)));
  lowering->x = gradus_graph_node_get (node);
}

const GradusLayerKind gradus_layer_kind_softmax = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Softmax",
    .id = "softmax",
    .module = "keras.layers",
    .title = NC_ ("layer", "Softmax"),
    .summary = N_ ("Turns numbers into probabilities that add up to 1."),
    .formula = "y_i = \\frac{e^{x_i}}{Σ_j e^{x_j}}",
    .source = "https://keras.io/api/layers/activation_layers/softmax/",
    .keywords = N_ ("activation probability classes"),
    PARAMS (softmax_params),
  },
  .category = GRADUS_CATEGORY_ACTIVATION,
  .icon = "gradus-layer-activation-symbolic",
  .flags = GRADUS_LAYER_PASSES_MASK | GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = softmax_infer,
  .write_c = gradus_softmax_write_c,
  .forward = softmax_forward,
  .backward = softmax_backward,
  .lower = softmax_lower,
};
