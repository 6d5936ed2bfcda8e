/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"

static const GradusParam leaky_relu_params[] = {
  PARAM_FLOAT ("negative_slope",
               N_ ("Slope below"),
               N_ ("How much of a negative number gets through."),
               0,
               1e9,
               0.3,
               0.05,
               3),
};

static void
leaky_relu_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  float slope = (float) gradus_config_get_float (plan->config, "negative_slope");
  gsize n = run->n * gradus_shape_size (&plan->input);

  for (gsize i = 0; i < n; i++)
    run->y[i] = run->x[i] < 0.0f ? slope * run->x[i] : run->x[i];
}

static void
leaky_relu_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  gradus_c_code_set_float (code, "slope",
                           gradus_config_get_float (plan->config, "negative_slope"));
  gradus_c_code_add (code, "for (int i = 0; i < {in}; i++)\n"
                           "  y[i] = x[i] < 0 ? {slope} * x[i] : x[i];\n");
}

static void
leaky_relu_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  float slope = (float) gradus_config_get_float (plan->config, "negative_slope");
  gsize n = run->n * gradus_shape_size (&plan->input);

  for (gsize i = 0; run->dx != NULL && i < n; i++)
    run->dx[i] = run->x[i] > 0.0f ? run->dy[i] : slope * run->dy[i];
}

static void
leaky_relu_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  GradusGraphNode *node =
    gradus_lower_node (lowering, "LeakyRelu", gradus_lower_any_layout (lowering), NULL);

  gradus_graph_node_set_float (node, "alpha",
                               gradus_config_get_float (plan->config, "negative_slope"));
  lowering->x = gradus_graph_node_get (node);
}

const GradusLayerKind gradus_layer_kind_leaky_relu = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "LeakyReLU",
    .id = "leaky_re_lu",
    .module = "keras.layers",
    .title = NC_ ("layer", "LeakyReLU"),
    .summary = N_ ("Lets positive numbers through and a little of negative ones."),
    .formula = "y = \\cases{x & x > 0 \\\\ s x & x ≤ 0}",
    .source = "https://keras.io/api/layers/activation_layers/leaky_relu/",
    .keywords = N_ ("activation rectifier leak"),
    PARAMS (leaky_relu_params),
  },
  .category = GRADUS_CATEGORY_ACTIVATION,
  .icon = "gradus-layer-activation-symbolic",
  .flags = GRADUS_LAYER_PASSES_MASK | GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = gradus_same_shape_infer,
  .write_c = leaky_relu_write_c,
  .forward = leaky_relu_forward,
  .backward = leaky_relu_backward,
  .lower = leaky_relu_lower,
};
