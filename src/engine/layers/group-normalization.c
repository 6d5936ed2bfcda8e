/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/normalize.h"
#include "engine/lower.h"
#include "engine/params.h"

/* Each sample by itself: the channels are divided into groups, and each group gets mean 0
 * and variance 1.
 *
 * Source: Wu and He, Group Normalization (2018) */

static const GradusParam group_normalization_params[] = {
  PARAM_INT (
    "groups",
    N_ ("Groups"),
    N_ ("Into how many groups the channels are divided; −1 gives each channel its own."),
    -1,
    65536,
    32),
  PARAM_INT ("axis",
             N_ ("Axis"),
             N_ ("Where the channels stand; −1 is the last axis."),
             -GRADUS_MAX_RANK,
             GRADUS_MAX_RANK,
             -1,
             .flags = GRADUS_PARAM_ADVANCED),
  PARAM_NORMALIZE_EPSILON (0.001),
  PARAM_CENTER,
  PARAM_SCALE,
  PARAM_WEIGHT_INITIALIZER ("beta_initializer", N_ ("Beta starts as"), "Zeros"),
  PARAM_WEIGHT_INITIALIZER ("gamma_initializer", N_ ("Gamma starts as"), "Ones"),
  PARAMS_GAMMA_BETA,
};

static gboolean
check_groups (gint64 n_channels, gint64 groups, GError **error)
{
  if (groups > 0 && n_channels % groups == 0)
    return TRUE;
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
               _ ("%d channels cannot be divided into %d equal groups."),
               (int) n_channels, (int) groups);
  return FALSE;
}

static gboolean
group_normalization_infer (GradusLayerPlan *plan, GError **error)
{
  int axis =
    gradus_normalize_find_axis (plan, gradus_config_get_int (plan->config, "axis"));
  gint64           groups = gradus_config_get_int (plan->config, "groups");
  gint64           n_channels;
  gsize            stride = 1;
  GradusNormalize *self;

  if (axis < 0)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                           _ ("A sample has no such axis. −1 is the last, 1 the first."));
      return FALSE;
    }
  n_channels = plan->input.dims[axis];
  groups = groups == -1 ? n_channels : groups;
  if (!check_groups (n_channels, groups, error))
    return FALSE;
  self = gradus_normalize_new (&plan->input);
  for (guint i = (guint) axis + 1; i < plan->input.rank; i++)
    stride *= (gsize) plan->input.dims[i];
  for (gsize i = 0; i < self->size; i++)
    {
      self->weight[i] = (guint32) (i / stride % (gsize) n_channels);
      self->group[i] = self->weight[i] / (guint32) (n_channels / groups);
    }
  self->n_groups = (gsize) groups;
  self->n_weights = (gsize) n_channels;
  plan->data = self;
  plan->free_data = gradus_normalize_free;
  plan->output = plan->input;
  plan->n_cache = 2 * self->n_groups;
  plan->n_fixed_scratch = 4 * self->n_groups;
  gradus_normalize_add_weights (plan, GRADUS_SHAPE_1 (n_channels));
  return TRUE;
}

/* Exchanges the channels' axis with the first one of a sample, so that each group lies in
 * one piece. */
static const char *
swap_axes (GradusLowering *lowering, const char *value, guint rank, guint axis)
{
  gint64 order[GRADUS_MAX_RANK + 1];

  if (axis == 0)
    return value;
  for (guint i = 0; i <= rank; i++)
    order[i] = i;
  order[1] = axis + 1;
  order[axis + 1] = 1;
  return gradus_lower_transpose (lowering, value, rank + 1, order);
}

/* The sample's shape once the channels are its first axis. */
static GradusShape
get_front_shape (const GradusLayerPlan *plan, guint axis)
{
  GradusShape shape = plan->input;

  if (axis + 1 == shape.rank)
    for (guint i = shape.rank - 1; i > 0; i--)
      shape.dims[i] = plan->input.dims[i - 1];
  else
    shape.dims[axis] = plan->input.dims[0];
  shape.dims[0] = plan->input.dims[axis];
  return shape;
}

static void
group_normalization_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const GradusNormalize *self = plan->data;
  const gint64           along = 2;
  guint                  rank = plan->input.rank;
  guint                  axis =
    (guint) gradus_normalize_find_axis (plan,
                                        gradus_config_get_int (plan->config, "axis"));
  gboolean          is_last = axis + 1 == rank;
  const GradusShape groups =
    GRADUS_SHAPE_2 ((gint64) self->n_groups, (gint64) (self->size / self->n_groups));
  const GradusShape front = get_front_shape (plan, axis);
  GradusShape       shape = { .rank = rank, .dims = { 1, 1, 1, 1, 1 } };
  const char       *x =
    is_last ? gradus_lower_channels_first (lowering)
                  : swap_axes (lowering, gradus_lower_channels_last (lowering), rank, axis);

  shape.dims[axis] = plan->input.dims[axis];
  x = gradus_lower_reshape (lowering, x, &groups);
  x = gradus_normalize_lower_along (plan, lowering, x, 1, &along);
  x = gradus_lower_reshape (lowering, x, &front);
  lowering->x = is_last ? x : swap_axes (lowering, x, rank, axis);
  gradus_normalize_lower_weights (plan, lowering, &shape);
}

const GradusLayerKind gradus_layer_kind_group_normalization = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "GroupNormalization",
    .id = "group_normalization",
    .module = "keras.layers",
    .title = NC_ ("layer", "GroupNormalization"),
    .summary = N_ ("Brings groups of channels of each sample to mean 0 and variance 1."),
    .formula = "y = γ \\frac{x − μ}{√(σ² + ε)} + β",
    .source = "https://keras.io/api/layers/normalization_layers/group_normalization/",
    .keywords = N_ ("normalization mean variance channels"),
    PARAMS (group_normalization_params),
  },
  .category = GRADUS_CATEGORY_NORMALIZATION,
  .icon = "gradus-layer-norm-symbolic",
  .flags = GRADUS_LAYER_PASSES_MASK,
  .infer = group_normalization_infer,
  .write_c = gradus_group_normalization_write_c,
  .forward = gradus_normalize_forward,
  .backward = gradus_normalize_backward,
  .lower = group_normalization_lower,
};
