/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/normalize.h"
#include "engine/lower.h"
#include "engine/params.h"

/* Each sample by itself: the numbers along the axes get mean 0 and variance 1.
 *
 * Source: Ba, Kiros, Hinton, Layer Normalization (2016) */

static const GradusParam layer_normalization_params[] = {
  { .name = "axis",
    .title = N_ ("Axes"),
    .help = N_ ("Along which axes the mean is taken; −1 is the last."),
    .type = GRADUS_PARAM_TUPLE,
    .flags = GRADUS_PARAM_ADVANCED,
    .minimum = -GRADUS_MAX_RANK,
    .maximum = GRADUS_MAX_RANK,
    .standard_text = "-1",
    .step = 1 },
  PARAM_NORMALIZE_EPSILON (0.001),
  PARAM_CENTER,
  PARAM_SCALE,
  PARAM_WEIGHT_INITIALIZER ("beta_initializer", N_ ("Beta starts as"), "Zeros"),
  PARAM_WEIGHT_INITIALIZER ("gamma_initializer", N_ ("Gamma starts as"), "Ones"),
  PARAMS_GAMMA_BETA,
};

static const GradusKerasField layer_normalization_fields[] = { { "rms_scaling",
                                                                 "false" } };

/* Which axes of a sample share a mean, as bits; 0 if one of them does not exist. */
static guint
find_axes (const GradusLayerPlan *plan)
{
  const GradusShape *axes = gradus_config_get_tuple (plan->config, "axis");
  guint              found = 0;

  for (guint i = 0; i < axes->rank; i++)
    {
      int axis = gradus_normalize_find_axis (plan, axes->dims[i]);

      if (axis < 0)
        return 0;
      found |= 1u << axis;
    }
  return found;
}

/* Numbers the groups and weights: the place along the axes of @chosen alone. */
static gsize
number_places (const GradusShape *shape, guint chosen, guint32 *places)
{
  gsize size = gradus_shape_size (shape);
  gsize n = 1;

  for (guint i = 0; i < shape->rank; i++)
    if (chosen & 1u << i)
      n *= (gsize) shape->dims[i];
  for (gsize index = 0; index < size; index++)
    {
      gsize rest = index, place = 0, stride = 1;

      for (guint i = shape->rank; i-- > 0; rest /= (gsize) shape->dims[i])
        if (chosen & 1u << i)
          {
            place += rest % (gsize) shape->dims[i] * stride;
            stride *= (gsize) shape->dims[i];
          }
      places[index] = (guint32) place;
    }
  return n;
}

static gboolean
layer_normalization_infer (GradusLayerPlan *plan, GError **error)
{
  guint            axes = find_axes (plan);
  GradusShape      shape = { 0 };
  GradusNormalize *self;

  if (axes == 0)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                           _ ("A sample has no such axis. −1 is the last, 1 the first."));
      return FALSE;
    }
  for (guint i = 0; i < plan->input.rank; i++)
    if (axes & 1u << i)
      shape.dims[shape.rank++] = plan->input.dims[i];
  self = gradus_normalize_new (&plan->input);
  self->n_groups = number_places (&plan->input, ~axes, self->group);
  self->n_weights = number_places (&plan->input, axes, self->weight);
  plan->data = self;
  plan->free_data = gradus_normalize_free;
  plan->output = plan->input;
  plan->n_cache = 2 * self->n_groups;
  plan->n_fixed_scratch = 4 * self->n_groups;
  gradus_normalize_add_weights (plan, shape);
  return TRUE;
}

static void
layer_normalization_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  guint       chosen = find_axes (plan);
  guint       n_axes = 0;
  gint64      axes[GRADUS_MAX_RANK];
  GradusShape shape = { .rank = plan->input.rank };

  gradus_lower_any_layout (lowering);
  for (guint i = 0; i < plan->input.rank; i++)
    {
      shape.dims[i] = chosen & 1u << i ? plan->input.dims[i] : 1;
      if (chosen & 1u << i)
        axes[n_axes++] = gradus_lower_get_axis (lowering, i);
    }
  lowering->x = gradus_normalize_lower_along (plan, lowering, lowering->x, n_axes, axes);
  gradus_normalize_lower_weights (plan, lowering, &shape);
}

const GradusLayerKind gradus_layer_kind_layer_normalization = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "LayerNormalization",
    .id = "layer_normalization",
    .module = "keras.layers",
    .title = NC_ ("layer", "LayerNormalization"),
    .summary = N_ ("Brings the numbers of each sample to mean 0 and variance 1."),
    .formula = "y = γ \\frac{x − μ}{√(σ² + ε)} + β",
    .source = "https://keras.io/api/layers/normalization_layers/layer_normalization/",
    .keywords = N_ ("normalization mean variance"),
    PARAMS (layer_normalization_params),
    FIELDS (layer_normalization_fields),
  },
  .category = GRADUS_CATEGORY_NORMALIZATION,
  .icon = "gradus-layer-norm-symbolic",
  .flags = GRADUS_LAYER_PASSES_MASK,
  .infer = layer_normalization_infer,
  .write_c = gradus_layer_normalization_write_c,
  .forward = gradus_normalize_forward,
  .backward = gradus_normalize_backward,
  .lower = layer_normalization_lower,
};
