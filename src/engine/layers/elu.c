/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"

static const GradusParam elu_params[] = {
  PARAM_FLOAT ("alpha",
               N_ ("Alpha"),
               N_ ("What very negative numbers come out as, negated."),
               0,
               1e9,
               1,
               0.1,
               3),
};

static void
elu_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  float alpha = (float) gradus_config_get_float (plan->config, "alpha");
  gsize n = run->n * gradus_shape_size (&plan->input);

  for (gsize i = 0; i < n; i++)
    run->y[i] = run->x[i] > 0.0f ? run->x[i] : alpha * gradus_expm1 (run->x[i]);
}

static void
elu_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  gradus_c_code_set_float (code, "alpha",
                           gradus_config_get_float (plan->config, "alpha"));
  gradus_c_code_add (code, "for (int i = 0; i < {in}; i++)\n"
                           "  y[i] = x[i] > 0 ? x[i] : {alpha} * expm1f (x[i]);\n");
}

static void
elu_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  float alpha = (float) gradus_config_get_float (plan->config, "alpha");
  gsize n = run->n * gradus_shape_size (&plan->input);

  /* For x ≤ 0 the derivative of α (eˣ − 1) is y + α. */
  for (gsize i = 0; run->dx != NULL && i < n; i++)
    run->dx[i] = run->dy[i] * (run->x[i] > 0.0f ? 1.0f : run->y[i] + alpha);
}

static void
elu_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  GradusGraphNode *node =
    gradus_lower_node (lowering, "Elu", gradus_lower_any_layout (lowering), NULL);

  gradus_graph_node_set_float (node, "alpha",
                               gradus_config_get_float (plan->config, "alpha"));
  lowering->x = gradus_graph_node_get (node);
}

const GradusLayerKind gradus_layer_kind_elu = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "ELU",
    .id = "elu",
    .module = "keras.layers",
    .title = NC_ ("layer", "ELU"),
    .summary = N_ ("Lets positive numbers through and bends negative ones towards −α."),
    .formula = "y = \\cases{x & x > 0 \\\\ α (e^x − 1) & x ≤ 0}",
    .source = "https://keras.io/api/layers/activation_layers/elu/",
    .keywords = N_ ("activation exponential linear unit"),
    PARAMS (elu_params),
  },
  .category = GRADUS_CATEGORY_ACTIVATION,
  .icon = "gradus-layer-activation-symbolic",
  .flags = GRADUS_LAYER_PASSES_MASK | GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = gradus_same_shape_infer,
  .write_c = elu_write_c,
  .forward = elu_forward,
  .backward = elu_backward,
  .lower = elu_lower,
};
