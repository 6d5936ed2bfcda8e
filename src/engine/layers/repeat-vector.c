/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"

#include <string.h>

/* Repeats one row of numbers, as the start of a decoder that puts out a sequence. */

static const GradusParam repeat_vector_params[] = {
  PARAM_INT ("n",
             N_ ("Times"),
             N_ ("How often the row is repeated."),
             1,
             100000,
             2,
             .flags = GRADUS_PARAM_REQUIRED),
};

static gboolean
repeat_vector_infer (GradusLayerPlan *plan, GError **error)
{
  g_autofree char *shape = gradus_shape_to_string (&plan->input);

  if (plan->input.rank != 1)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                   _ ("RepeatVector repeats one row of numbers, but it gets %s. Put a "
                      "Flatten before it."),
                   shape);
      return FALSE;
    }
  plan->output =
    GRADUS_SHAPE_2 (gradus_config_get_int (plan->config, "n"), plan->input.dims[0]);
  return TRUE;
}

static void
repeat_vector_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize n_times = (gsize) plan->output.dims[0];
  gsize size = (gsize) plan->output.dims[1];

  for (gsize i = 0; i < run->n; i++)
    gradus_fill_rows (run->y + i * n_times * size, n_times, size, run->x + i * size);
}

static void
repeat_vector_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  gradus_c_code_set_int (code, "times", plan->output.dims[0]);
  gradus_c_code_add (code, "for (int i = 0; i < {times}; i++)\n"
                           "  for (int j = 0; j < {in}; j++)\n"
                           "    y[i * {in} + j] = x[j];\n");
}

static void
repeat_vector_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize n_times = (gsize) plan->output.dims[0];
  gsize size = (gsize) plan->output.dims[1];

  if (run->dx == NULL)
    return;
  for (gsize i = 0; i < run->n; i++)
    gradus_sum_rows (run->dy + i * n_times * size, n_times, size, FALSE,
                     run->dx + i * size);
}

static void
repeat_vector_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const gint64 shape[] = { 1, plan->output.dims[0], 1 };
  const char  *row =
    gradus_lower_unsqueeze (lowering, gradus_lower_channels_last (lowering), 1);

  lowering->x = gradus_lower_op (lowering, "Expand", row,
                                 gradus_lower_integers (lowering, 3, shape), NULL);
}

const GradusLayerKind gradus_layer_kind_repeat_vector = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "RepeatVector",
    .id = "repeat_vector",
    .module = "keras.layers",
    .title = NC_ ("layer", "RepeatVector"),
    .summary = N_ ("Repeats one row of numbers to make a sequence."),
    .formula = "(n, c) → (n, t, c)",
    .source = "https://keras.io/api/layers/reshaping_layers/repeat_vector/",
    .keywords = N_ ("repeat copy sequence decoder"),
    PARAMS (repeat_vector_params),
  },
  .category = GRADUS_CATEGORY_RESHAPING,
  .icon = "gradus-layer-reshape-symbolic",
  .infer = repeat_vector_infer,
  .write_c = repeat_vector_write_c,
  .forward = repeat_vector_forward,
  .backward = repeat_vector_backward,
  .lower = repeat_vector_lower,
};
