/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"

/* An activation as a layer of its own: y = f (x). */

static const GradusParam activation_params[] = {
  PARAM_OBJECT ("activation",
                N_ ("Activation"),
                N_ ("What bends the numbers."),
                GRADUS_FAMILY_ACTIVATION,
                "relu",
                .flags = GRADUS_PARAM_REQUIRED),
};

static gboolean
activation_infer (GradusLayerPlan *plan, GError **error)
{
  plan->output = plan->input;
  return TRUE;
}

static void
activation_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize n_columns = (gsize) gradus_shape_last (&plan->input);
  gsize n_rows = run->n * (gradus_shape_size (&plan->input) / n_columns);

  gradus_activate (plan, n_rows, n_columns, run->x, run->y);
}

static void
activation_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  const GradusConfig *activation = gradus_config_get_object (plan->config, "activation");
  gsize               n_columns = (gsize) gradus_shape_last (&plan->input);

  gradus_c_code_set_activation (code, "bend", activation);
  gradus_c_code_set_row_activation (code, "bend_rows", activation, "y",
                                    gradus_shape_size (&plan->input) / n_columns,
                                    n_columns);
  gradus_c_code_add (code, "for (int i = 0; i < {in}; i++)\n"
                           "  y[i] = {bend}x[i]{bend_end};\n"
                           "{bend_rows}\n");
}

static void
activation_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusConfig *activation = gradus_config_get_object (plan->config, "activation");
  gsize               n_columns = (gsize) gradus_shape_last (&plan->input);
  gsize               n_rows = run->n * (gradus_shape_size (&plan->input) / n_columns);

  if (run->dx != NULL)
    gradus_activation_kind_of (activation)
      ->backward (activation, n_rows, n_columns, run->x, run->y, run->dy, run->dx);
}

static void
activation_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  gradus_lower_activation (lowering,
                           gradus_config_get_object (plan->config, "activation"));
}

const GradusLayerKind gradus_layer_kind_activation = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Activation",
    .id = "activation",
    .module = "keras.layers",
    .title = NC_ ("layer", "Activation"),
    .summary = N_ ("Bends every number with one function, like relu or sigmoid."),
    .formula = "y = f (x)",
    .source = "https://keras.io/api/layers/core_layers/activation/",
    .keywords = N_ ("function nonlinearity relu sigmoid tanh softmax"),
    PARAMS (activation_params),
  },
  .category = GRADUS_CATEGORY_ACTIVATION,
  .icon = "gradus-layer-activation-symbolic",
  .flags = GRADUS_LAYER_PASSES_MASK | GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = activation_infer,
  .write_c = activation_write_c,
  .forward = activation_forward,
  .backward = activation_backward,
  .lower = activation_lower,
};
