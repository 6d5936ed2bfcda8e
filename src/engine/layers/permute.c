/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"

#include <string.h>

/* Exchanges the axes of a sample. */

static const GradusParam permute_params[] = {
  { .name = "dims",
    .title = N_ ("Order of axes"),
    .help = N_ ("Which axis of the input comes first, second …, counted from 1."),
    .type = GRADUS_PARAM_TUPLE,
    .flags = GRADUS_PARAM_REQUIRED,
    .minimum = 1,
    .maximum = GRADUS_MAX_RANK,
    .standard_text = "2, 1",
    .step = 1 },
};

static gboolean
is_order (const GradusShape *dims)
{
  guint seen = 0;

  for (guint i = 0; i < dims->rank; i++)
    {
      if (dims->dims[i] > dims->rank)
        return FALSE;
      seen |= 1u << (dims->dims[i] - 1);
    }
  return seen == (1u << dims->rank) - 1;
}

static gboolean
permute_infer (GradusLayerPlan *plan, GError **error)
{
  const GradusShape *dims = gradus_config_get_tuple (plan->config, "dims");
  g_autofree char   *shape = gradus_shape_to_string (&plan->input);
  g_autofree char   *order = gradus_shape_to_string (dims);

  if (dims->rank != plan->input.rank || !is_order (dims))
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                   _ ("The order %s does not name each axis of %s once."), order, shape);
      return FALSE;
    }
  plan->output.rank = dims->rank;
  for (guint i = 0; i < dims->rank; i++)
    plan->output.dims[i] = plan->input.dims[dims->dims[i] - 1];
  return TRUE;
}

/* How far apart the numbers of the input lie along each axis of the output. */
static void
get_strides (const GradusLayerPlan *plan, gsize strides[4])
{
  const GradusShape *dims = gradus_config_get_tuple (plan->config, "dims");
  gsize              of_input[GRADUS_MAX_RANK];
  gsize              stride = 1;
  guint              rank = plan->input.rank;

  for (guint i = rank; i-- > 0; stride *= (gsize) plan->input.dims[i])
    of_input[i] = stride;
  for (guint i = 0; i < 4; i++)
    strides[i] = i < 4 - rank ? 0 : of_input[dims->dims[i - (4 - rank)] - 1];
}

static gsize
get_length (const GradusShape *shape, guint axis)
{
  return axis < 4 - shape->rank ? 1 : (gsize) shape->dims[axis - (4 - shape->rank)];
}

/* Calls body_ with from and to, places in the input and the output. */
#define FOR_EACH(plan_, body_)                                                           \
  {                                                                                      \
    const GradusShape *out_ = &(plan_)->output;                                          \
    gsize              strides_[4], to = 0;                                              \
    get_strides (plan_, strides_);                                                       \
    for (gsize a_ = 0; a_ < get_length (out_, 0); a_++)                                  \
      for (gsize b_ = 0; b_ < get_length (out_, 1); b_++)                                \
        for (gsize c_ = 0; c_ < get_length (out_, 2); c_++)                              \
          for (gsize d_ = 0; d_ < get_length (out_, 3); d_++, to++)                      \
            {                                                                            \
              gsize from = a_ * strides_[0] + b_ * strides_[1] + c_ * strides_[2] +      \
                           d_ * strides_[3];                                             \
              body_;                                                                     \
            }                                                                            \
  }

static void
permute_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize size = gradus_shape_size (&plan->input);

  for (gsize i = 0; i < run->n; i++)
    FOR_EACH (plan, run->y[i * size + to] = run->x[i * size + from])
}

static void
permute_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  const GradusShape  *dims = gradus_config_get_tuple (plan->config, "dims");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) from = g_string_new (NULL);
  g_autofree char    *to = gradus_write_c_index (&plan->output);
  guint depth = gradus_write_c_loops (text, &plan->output, GRADUS_ALL_AXES, 0);

  for (guint i = 0; i < dims->rank; i++)
    {
      gint64 stride = 1;

      for (guint j = (guint) dims->dims[i]; j < plan->input.rank; j++)
        stride *= plan->input.dims[j];
      g_string_append_printf (from, "%s%c * %" G_GINT64_FORMAT, i > 0 ? " + " : "",
                              "ijklm"[i], stride);
    }
  g_string_append_printf (text, "%*sy[%s] = x[%s];\n", (int) depth, "", to, from->str);
  gradus_c_code_add (code, text->str);
}

static void
permute_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize size = gradus_shape_size (&plan->input);

  if (run->dx == NULL)
    return;
  for (gsize i = 0; i < run->n; i++)
    FOR_EACH (plan, run->dx[i * size + from] = run->dy[i * size + to])
}

static void
permute_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const GradusShape *dims = gradus_config_get_tuple (plan->config, "dims");
  gint64             order[GRADUS_MAX_RANK + 1] = { 0 };

  memcpy (order + 1, dims->dims, dims->rank * sizeof (gint64));
  lowering->x = gradus_lower_transpose (lowering, gradus_lower_channels_last (lowering),
                                        dims->rank + 1, order);
}

const GradusLayerKind gradus_layer_kind_permute = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Permute",
    .id = "permute",
    .module = "keras.layers",
    .title = NC_ ("layer", "Permute"),
    .summary = N_ ("Exchanges the axes of a sample."),
    .formula = "y_{j,i} = x_{i,j}",
    .source = "https://keras.io/api/layers/reshaping_layers/permute/",
    .keywords = N_ ("transpose axes order"),
    PARAMS (permute_params),
  },
  .category = GRADUS_CATEGORY_RESHAPING,
  .flags = GRADUS_LAYER_MOVES_NUMBERS,
  .icon = "gradus-layer-reshape-symbolic",
  .infer = permute_infer,
  .write_c = permute_write_c,
  .forward = permute_forward,
  .backward = permute_backward,
  .lower = permute_lower,
};
