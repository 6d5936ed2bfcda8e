/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"

/* The same numbers in the same order, seen as another shape. One axis may be -1: it takes
 * what is left. */

static const GradusParam reshape_params[] = {
  { .name = "target_shape",
    .title = N_ ("Shape"),
    .help = N_ ("The new shape of a sample; one axis may be -1 and takes what is left."),
    .type = GRADUS_PARAM_TUPLE,
    .flags = GRADUS_PARAM_REQUIRED,
    .minimum = -1,
    .maximum = 2147483647,
    .standard_text = "-1",
    .step = 1 },
};

static gboolean
fill_open_axis (GradusShape *shape, gsize size)
{
  gint64 known = 1;
  int    open = -1;

  for (guint i = 0; i < shape->rank; i++)
    if (shape->dims[i] == 0 || (shape->dims[i] == -1 && open >= 0))
      return FALSE;
    else if (shape->dims[i] == -1)
      open = (int) i;
    else if (__builtin_mul_overflow (known, shape->dims[i], &known))
      return FALSE;
  if (open >= 0 && size % (gsize) known == 0)
    {
      shape->dims[open] = (gint64) (size / (gsize) known);
      known *= shape->dims[open];
    }
  return (gsize) known == size;
}

static gboolean
reshape_infer (GradusLayerPlan *plan, GError **error)
{
  GradusShape      target = *gradus_config_get_tuple (plan->config, "target_shape");
  g_autofree char *wanted = gradus_shape_to_string (&target);
  g_autofree char *given = gradus_shape_to_string (&plan->input);
  gsize            size = gradus_shape_size (&plan->input);

  if (target.rank >= GRADUS_MAX_RANK || !fill_open_axis (&target, size))
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                   _ ("A sample of shape %s has %zu numbers; they cannot be put into the "
                      "shape %s."),
                   given, size, wanted);
      return FALSE;
    }
  plan->output = target;
  return TRUE;
}

static void
reshape_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  lowering->x =
    gradus_lower_reshape (lowering, gradus_lower_channels_last (lowering), &plan->output);
}

const GradusLayerKind gradus_layer_kind_reshape = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Reshape",
    .id = "reshape",
    .module = "keras.layers",
    .title = NC_ ("layer", "Reshape"),
    .summary = N_ ("Puts the numbers of a sample into another shape."),
    .formula = "(n, 784) → (n, 28, 28, 1)",
    .source = "https://keras.io/api/layers/reshaping_layers/reshape/",
    .keywords = N_ ("shape rows columns picture"),
    PARAMS (reshape_params),
  },
  .category = GRADUS_CATEGORY_RESHAPING,
  .icon = "gradus-layer-reshape-symbolic",
  .flags = GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = reshape_infer,
  .forward = gradus_copy_forward,
  .backward = gradus_copy_backward,
  .lower = reshape_lower,
};
