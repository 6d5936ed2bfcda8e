/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"

/* relu with all of Keras's switches:
 *
 *   y = max_value for x ≥ max_value, x for x ≥ threshold, else
 *       negative_slope · (x − threshold) */

static const GradusParam relu_params[] = {
  PARAM_FLOAT ("max_value",
               N_ ("Largest output"),
               N_ ("Larger numbers are cut off."),
               0,
               1e9,
               PARAM_STANDARD_NONE,
               0.1,
               3,
               .flags = GRADUS_PARAM_NULLABLE),
  PARAM_FLOAT ("negative_slope",
               N_ ("Slope below"),
               N_ ("How much of a number below the threshold gets through."),
               0,
               1e9,
               0,
               0.05,
               3),
  PARAM_FLOAT ("threshold",
               N_ ("Threshold"),
               N_ ("From where on a number gets through."),
               0,
               1e9,
               0,
               0.1,
               3),
};

typedef struct
{
  float most, slope, threshold;
} Bend;

static Bend
read_bend (const GradusConfig *config)
{
  return (Bend){
    .most = gradus_config_is_none (config, "max_value")
              ? G_MAXFLOAT
              : (float) gradus_config_get_float (config, "max_value"),
    .slope = (float) gradus_config_get_float (config, "negative_slope"),
    .threshold = (float) gradus_config_get_float (config, "threshold"),
  };
}

static void
relu_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  Bend  bend = read_bend (plan->config);
  gsize n = run->n * gradus_shape_size (&plan->input);

  for (gsize i = 0; i < n; i++)
    {
      float x = run->x[i];

      run->y[i] = x >= bend.most        ? bend.most
                  : x >= bend.threshold ? x
                                        : bend.slope * (x - bend.threshold);
    }
}

static void
relu_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  Bend bend = read_bend (plan->config);

  gradus_c_code_set_float (code, "most", (double) bend.most);
  gradus_c_code_set_float (code, "slope", (double) bend.slope);
  gradus_c_code_set_float (code, "threshold", (double) bend.threshold);
  gradus_c_code_set (code, "least",
                     bend.slope == 0 ? "0" : "{slope} * (x[i] - {threshold})");
  /* The largest output counts even where it lies below the threshold. */
  gradus_c_code_set (code, "cut",
                     bend.most < G_MAXFLOAT ? "x[i] >= {most} ? {most} : " : "");
  gradus_c_code_add (code, "for (int i = 0; i < {in}; i++)\n"
                           "  y[i] = {cut}x[i] >= {threshold} ? x[i] : {least};\n");
}

static void
relu_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  Bend  bend = read_bend (plan->config);
  gsize n = run->n * gradus_shape_size (&plan->input);

  for (gsize i = 0; run->dx != NULL && i < n; i++)
    {
      float x = run->x[i];
      /* At the corner itself as PyTorch: the slope below. */
      float slope = x >= bend.most ? 0.0f : x > bend.threshold ? 1.0f : bend.slope;

      run->dx[i] = run->dy[i] * slope;
    }
}

/* @x where it is at least @limit, else @below */
static const char *
lower_choice (GradusLowering *lowering,
              const char     *x,
              float           limit,
              const char     *above,
              const char     *below)
{
  const char *is_above =
    gradus_lower_op (lowering, "GreaterOrEqual", x,
                     gradus_lower_number (lowering, (double) limit), NULL);

  return gradus_lower_op (lowering, "Where", is_above, above, below, NULL);
}

static void
relu_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  Bend        bend = read_bend (plan->config);
  const char *x = gradus_lower_any_layout (lowering);
  const char *below, *most;

  if (bend.slope == 0.0f && bend.threshold == 0.0f && bend.most == G_MAXFLOAT)
    {
      gradus_lower_each (lowering, "Relu");
      return;
    }
  below = gradus_lower_op (lowering, "Sub", x,
                           gradus_lower_number (lowering, (double) bend.threshold), NULL);
  below = gradus_lower_op (lowering, "Mul", below,
                           gradus_lower_number (lowering, (double) bend.slope), NULL);
  lowering->x = lower_choice (lowering, x, bend.threshold, x, below);
  if (bend.most == G_MAXFLOAT)
    return;
  most = gradus_lower_number (lowering, (double) bend.most);
  lowering->x = lower_choice (lowering, x, bend.most, most, lowering->x);
}

const GradusLayerKind gradus_layer_kind_relu = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "ReLU",
    .id = "re_lu",
    .module = "keras.layers",
    .title = NC_ ("layer", "ReLU"),
    .summary = N_ ("Lets positive numbers through and nothing else."),
    .formula = "y = max (0, x)",
    .source = "https://keras.io/api/layers/activation_layers/relu/",
    .keywords = N_ ("activation rectifier"),
    PARAMS (relu_params),
  },
  .category = GRADUS_CATEGORY_ACTIVATION,
  .icon = "gradus-layer-activation-symbolic",
  .flags = GRADUS_LAYER_PASSES_MASK | GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = gradus_same_shape_infer,
  .write_c = relu_write_c,
  .forward = relu_forward,
  .backward = relu_backward,
  .lower = relu_lower,
};
