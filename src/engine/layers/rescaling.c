/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"

/* Brings numbers into another range, as bytes into 0 … 1. */

static const GradusParam rescaling_params[] = {
  PARAM_FLOAT ("scale",
               N_ ("Scale"),
               N_ ("What every number is multiplied by."),
               -1e9,
               1e9,
               1,
               0.1,
               6,
               .flags = GRADUS_PARAM_REQUIRED),
  PARAM_FLOAT ("offset",
               N_ ("Offset"),
               N_ ("What is added after that."),
               -1e9,
               1e9,
               0,
               0.1,
               6),
};

static void
rescaling_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  float scale = (float) gradus_config_get_float (plan->config, "scale");
  float offset = (float) gradus_config_get_float (plan->config, "offset");
  gsize n = run->n * gradus_shape_size (&plan->input);

  for (gsize i = 0; i < n; i++)
    run->y[i] = run->x[i] * scale + offset;
}

static void
rescaling_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  gradus_c_code_set_float (code, "scale",
                           gradus_config_get_float (plan->config, "scale"));
  gradus_c_code_set_float (code, "offset",
                           gradus_config_get_float (plan->config, "offset"));
  gradus_c_code_add (code, "for (int i = 0; i < {in}; i++)\n"
                           "  y[i] = x[i] * {scale} + {offset};\n");
}

static void
rescaling_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  float scale = (float) gradus_config_get_float (plan->config, "scale");
  gsize n = run->n * gradus_shape_size (&plan->input);

  for (gsize i = 0; run->dx != NULL && i < n; i++)
    run->dx[i] = run->dy[i] * scale;
}

static void
rescaling_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  double scale = gradus_config_get_float (plan->config, "scale");
  double offset = gradus_config_get_float (plan->config, "offset");

  lowering->x = gradus_lower_op (lowering, "Mul", gradus_lower_any_layout (lowering),
                                 gradus_lower_number (lowering, scale), NULL);
  if (offset != 0)
    lowering->x = gradus_lower_op (lowering, "Add", lowering->x,
                                   gradus_lower_number (lowering, offset), NULL);
}

const GradusLayerKind gradus_layer_kind_rescaling = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Rescaling",
    .id = "rescaling",
    .module = "keras.layers",
    .title = NC_ ("layer", "Rescaling"),
    .summary = N_ ("Brings all numbers into another range."),
    .formula = "y = scale · x + offset",
    .source = "https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/",
    .keywords = N_ ("scale range normalize divide 255"),
    PARAMS (rescaling_params),
  },
  .category = GRADUS_CATEGORY_NORMALIZATION,
  .icon = "gradus-layer-norm-symbolic",
  .flags = GRADUS_LAYER_PASSES_MASK,
  .infer = gradus_same_shape_infer,
  .write_c = rescaling_write_c,
  .forward = rescaling_forward,
  .backward = rescaling_backward,
  .lower = rescaling_lower,
};
