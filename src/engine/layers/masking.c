/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"

#include <string.h>

/* Time steps in which every number has one certain value do not count: the layers behind
 * skip them. */

static const GradusParam masking_params[] = {
  PARAM_FLOAT ("mask_value",
               N_ ("Value"),
               N_ ("Steps that hold nothing but this do not count."),
               -1e9,
               1e9,
               0,
               1,
               3),
};

static gboolean
masking_infer (GradusLayerPlan *plan, GError **error)
{
  g_autofree char *shape = gradus_shape_to_string (&plan->input);

  if (plan->input.rank < 2)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                   _ ("%s needs sequences of time steps and channels, but it gets %s."),
                   "Masking", shape);
      return FALSE;
    }
  plan->output = plan->input;
  plan->has_output_mask = plan->input.rank == 2;
  return TRUE;
}

static gboolean
has_content (const float *step, gsize n, float value)
{
  for (gsize i = 0; i < n; i++)
    if (step[i] != value)
      return TRUE;
  return FALSE;
}

static void
masking_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  float value = (float) gradus_config_get_float (plan->config, "mask_value");
  gsize n = (gsize) gradus_shape_last (&plan->input);
  gsize n_steps = run->n * gradus_shape_size (&plan->input) / n;

  for (gsize i = 0; i < n_steps; i++)
    {
      gboolean counts = has_content (run->x + i * n, n, value);

      if (counts)
        memcpy (run->y + i * n, run->x + i * n, n * sizeof (float));
      else
        memset (run->y + i * n, 0, n * sizeof (float));
      if (run->mask_out != NULL)
        run->mask_out[i] = counts != FALSE;
    }
}

static void
masking_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  gint64 n = gradus_shape_last (&plan->input);

  gradus_c_code_set_int (code, "n", n);
  gradus_c_code_set_int (code, "steps", (gint64) gradus_shape_size (&plan->input) / n);
  gradus_c_code_set_float (code, "value",
                           gradus_config_get_float (plan->config, "mask_value"));
  gradus_c_code_set (code, "note_mask",
                     plan->has_output_mask ? "{mask_out}[t] = counts;" : "");
  gradus_c_code_add (code, "for (int t = 0; t < {steps}; t++)\n"
                           "  {\n"
                           "    char counts = 0;\n"
                           "\n"
                           "    for (int j = 0; j < {n}; j++)\n"
                           "      if (x[t * {n} + j] != {value})\n"
                           "        counts = 1;\n"
                           "    for (int j = 0; j < {n}; j++)\n"
                           "      y[t * {n} + j] = counts ? x[t * {n} + j] : 0;\n"
                           "    {note_mask}\n"
                           "  }\n");
}

static void
masking_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  float value = (float) gradus_config_get_float (plan->config, "mask_value");
  gsize n = (gsize) gradus_shape_last (&plan->input);
  gsize n_steps = run->n * gradus_shape_size (&plan->input) / n;

  for (gsize i = 0; run->dx != NULL && i < n_steps; i++)
    if (has_content (run->x + i * n, n, value))
      memcpy (run->dx + i * n, run->dy + i * n, n * sizeof (float));
    else
      memset (run->dx + i * n, 0, n * sizeof (float));
}

/* counts[t] = any (x[t] ≠ value), y = x where it counts, else 0 */
static void
masking_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const gint64 last = -1;
  const char  *x = gradus_lower_channels_last (lowering);
  const char  *value =
    gradus_lower_number (lowering, gradus_config_get_float (plan->config, "mask_value"));
  const char *differs =
    gradus_lower_op (lowering, "Not", gradus_lower_op (lowering, "Equal", x, value, NULL),
                     NULL);
  const char *counts =
    gradus_lower_reduce (lowering, "ReduceMax",
                         gradus_lower_cast_to_float (lowering, differs), 1, &last, TRUE);

  lowering->x = gradus_lower_op (lowering, "Mul", x, counts, NULL);
  if (plan->has_output_mask)
    lowering->mask =
      gradus_lower_op (lowering, "Greater",
                       gradus_lower_reshape (lowering, counts,
                                             &GRADUS_SHAPE_1 (plan->input.dims[0])),
                       gradus_lower_number (lowering, 0), NULL);
}

const GradusLayerKind gradus_layer_kind_masking = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Masking",
    .id = "masking",
    .module = "keras.layers",
    .title = NC_ ("layer", "Masking"),
    .summary = N_ ("Lets the layers behind skip time steps that are empty."),
    .formula = "mask_t = any(x_t ≠ value)",
    .source = "https://keras.io/api/layers/core_layers/masking/",
    .keywords = N_ ("mask skip padding sequence"),
    PARAMS (masking_params),
  },
  .category = GRADUS_CATEGORY_CORE,
  .icon = "gradus-layer-reshape-symbolic",
  .flags = GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = masking_infer,
  .write_c = masking_write_c,
  .forward = masking_forward,
  .backward = masking_backward,
  .lower = masking_lower,
};
