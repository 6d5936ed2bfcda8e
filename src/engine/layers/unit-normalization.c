/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/normalize.h"
#include "engine/lower.h"
#include "engine/params.h"

#include <math.h>

/* Gives each row of numbers the length 1. */

/* Source: keras/src/ops/nn.py, normalize */
#define LARGEST_FACTOR 1e12f

static const GradusParam unit_normalization_params[] = {
  { .name = "axis",
    .title = N_ ("Axes"),
    .help = N_ ("Along which axis the length is measured; −1 is the last."),
    .type = GRADUS_PARAM_TUPLE,
    .flags = GRADUS_PARAM_ADVANCED | GRADUS_PARAM_ONE_AS_NUMBER,
    .minimum = -GRADUS_MAX_RANK,
    .maximum = GRADUS_MAX_RANK,
    .standard_text = "-1",
    .n_axes = 1,
    .step = 1 },
};

static gboolean
unit_normalization_infer (GradusLayerPlan *plan, GError **error)
{
  if (gradus_normalize_find_axis (plan, gradus_config_get_tuple (plan->config, "axis")
                                          ->dims[0]) < 0)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                           _ ("A sample has no such axis. −1 is the last, 1 the first."));
      return FALSE;
    }
  plan->output = plan->input;
  return TRUE;
}

/* The numbers of a row lie @stride apart. */
static void
get_layout (const GradusLayerPlan *plan, gsize *length, gsize *stride)
{
  int axis =
    gradus_normalize_find_axis (plan,
                                gradus_config_get_tuple (plan->config, "axis")->dims[0]);

  *length = (gsize) plan->input.dims[axis];
  *stride = 1;
  for (guint i = (guint) axis + 1; i < plan->input.rank; i++)
    *stride *= (gsize) plan->input.dims[i];
}

static float
get_factor (const float *x, gsize length, gsize stride)
{
  double sum = 0;

  for (gsize i = 0; i < length; i++)
    sum += (double) x[i * stride] * (double) x[i * stride];
  return MIN ((float) (1 / sqrt (sum)), LARGEST_FACTOR);
}

static void
unit_normalization_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize length, stride;
  gsize n = run->n * gradus_shape_size (&plan->input);

  get_layout (plan, &length, &stride);
  for (gsize block = 0; block < n; block += length * stride)
    for (gsize start = block; start < block + stride; start++)
      {
        float factor = get_factor (run->x + start, length, stride);

        for (gsize i = 0; i < length; i++)
          run->y[start + i * stride] = run->x[start + i * stride] * factor;
      }
}

/* dx = (dy − y Σ y dy) / |x| */
static void
unit_normalization_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize length, stride;
  gsize n = run->n * gradus_shape_size (&plan->input);

  if (run->dx == NULL)
    return;
  get_layout (plan, &length, &stride);
  for (gsize block = 0; block < n; block += length * stride)
    for (gsize start = block; start < block + stride; start++)
      {
        float factor = get_factor (run->x + start, length, stride);
        float sum = 0;

        for (gsize i = 0; i < length; i++)
          sum += run->y[start + i * stride] * run->dy[start + i * stride];
        for (gsize i = 0; i < length; i++)
          run->dx[start + i * stride] =
            factor * (run->dy[start + i * stride] - run->y[start + i * stride] * sum);
      }
}

/* x · min (1 / |x|, limit) */
static void
unit_normalization_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const char *x = gradus_lower_any_layout (lowering);
  gint64      axis =
    gradus_lower_get_axis (lowering,
                           (guint) gradus_normalize_find_axis (
                             plan,
                             gradus_config_get_tuple (plan->config, "axis")->dims[0]));
  const char *factor =
    gradus_lower_op (lowering, "Reciprocal",
                     gradus_lower_reduce (lowering, "ReduceL2", x, 1, &axis, TRUE), NULL);

  factor =
    gradus_lower_op (lowering, "Min", factor,
                     gradus_lower_number (lowering, (double) LARGEST_FACTOR), NULL);
  lowering->x = gradus_lower_op (lowering, "Mul", x, factor, NULL);
}

const GradusLayerKind gradus_layer_kind_unit_normalization = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "UnitNormalization",
    .id = "unit_normalization",
    .module = "keras.layers",
    .title = NC_ ("layer", "UnitNormalization"),
    .summary = N_ ("Gives each row of numbers the length 1."),
    .formula = "y = \\frac{x}{|x|}",
    .source = "https://keras.io/api/layers/normalization_layers/unit_normalization/",
    .keywords = N_ ("normalization length norm"),
    PARAMS (unit_normalization_params),
  },
  .category = GRADUS_CATEGORY_NORMALIZATION,
  .icon = "gradus-layer-norm-symbolic",
  .flags = GRADUS_LAYER_PASSES_MASK | GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = unit_normalization_infer,
  .write_c = gradus_unit_normalization_write_c,
  .forward = unit_normalization_forward,
  .backward = unit_normalization_backward,
  .lower = unit_normalization_lower,
};
