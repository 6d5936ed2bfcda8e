/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/normalize.h"
#include "engine/lower.h"
#include "engine/params.h"

#include <math.h>
#include <string.h>

/* Brings the data itself to mean 0 and variance 1, which are measured before training.
 *
 *   y = (x − mean) / max (√variance, ε) */

#define EPSILON 1e-7f

static const GradusParam normalization_params[] = {
  { .name = "axis",
    .title = N_ ("Axes"),
    .help = N_ ("Which axes have a mean of their own at each place; −1 is the last."),
    .type = GRADUS_PARAM_TUPLE,
    .flags = GRADUS_PARAM_ADVANCED,
    .minimum = -GRADUS_MAX_RANK,
    .maximum = GRADUS_MAX_RANK,
    .standard_text = "-1",
    .step = 1 },
};

static const GradusKerasField normalization_fields[] = {
  { "invert", "false" },
  { "mean", "null" },
  { "variance", "null" },
};

static gboolean
normalization_infer (GradusLayerPlan *plan, GError **error)
{
  const GradusShape *axes = gradus_config_get_tuple (plan->config, "axis");
  GradusShape        shape = { 0 };
  GradusNormalize   *self;
  gsize              stride = 1;
  guint              kept = 0;

  for (guint i = 0; i < axes->rank; i++)
    {
      int axis = gradus_normalize_find_axis (plan, axes->dims[i]);

      if (axis < 0)
        {
          g_set_error_literal (
            error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
            _ ("A sample has no such axis. −1 is the last, 1 the first."));
          return FALSE;
        }
      kept |= 1u << axis;
    }
  plan->output = plan->input;
  self = gradus_normalize_new (&plan->input);
  for (guint i = plan->input.rank; i-- > 0;)
    {
      gsize below = 1;

      for (guint j = i + 1; j < plan->input.rank; j++)
        below *= (gsize) plan->input.dims[j];
      if (!(kept & 1u << i))
        continue;
      for (gsize k = 0; k < self->size; k++)
        self->weight[k] += (guint32) (k / below % (gsize) plan->input.dims[i] * stride);
      stride *= (gsize) plan->input.dims[i];
    }
  for (guint i = 0; i < plan->input.rank; i++)
    if (kept & 1u << i)
      shape.dims[shape.rank++] = plan->input.dims[i];
  self->n_weights = stride;
  plan->data = self;
  plan->free_data = gradus_normalize_free;
  gradus_plan_add_weight (plan, "mean", shape)->trainable = FALSE;
  *gradus_plan_add_weight (plan, "variance", shape) = (GradusWeightSpec){
    .name = "variance", .shape = shape, .fill = 1, .trainable = FALSE
  };
  *gradus_plan_add_weight (plan, "count", GRADUS_SHAPE_0) =
    (GradusWeightSpec){ .name = "count", .shape = GRADUS_SHAPE_0, .is_whole = TRUE };
  return TRUE;
}

static float
get_factor (float *const *weights, gsize weight)
{
  return 1.0f / MAX (sqrtf (weights[1][weight]), EPSILON);
}

static void
normalization_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusNormalize *self = plan->data;

  for (gsize i = 0; i < run->n * self->size; i++)
    {
      gsize weight = self->weight[i % self->size];

      run->y[i] =
        (run->x[i] - run->weights[0][weight]) * get_factor (run->weights, weight);
    }
}

static void
normalization_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusNormalize *self = plan->data;

  for (gsize i = 0; run->dx != NULL && i < run->n * self->size; i++)
    run->dx[i] = run->dy[i] * get_factor (run->weights, self->weight[i % self->size]);
}

/* Merges the mean and variance of @n more samples into those of what was seen before; of
 * one weight at a time, so that nothing need be kept.
 *
 * Source: Chan, Golub, LeVeque, Updating Formulae (1979) */
static void
adapt_weight (const GradusNormalize *self,
              gsize                  n,
              const float           *x,
              float *const          *weights,
              gsize                  w)
{
  double seen = (double) weights[2][0];
  double sum = 0, squares = 0, mean, distance;
  gsize  n_found = 0;
  double share;

  for (gsize i = 0; i < n * self->size; i++)
    if (self->weight[i % self->size] == w)
      {
        sum += (double) x[i];
        n_found++;
      }
  mean = sum / (double) n_found;
  for (gsize i = 0; i < n * self->size; i++)
    if (self->weight[i % self->size] == w)
      squares += ((double) x[i] - mean) * ((double) x[i] - mean);
  share = (double) n / (seen + (double) n);
  distance = mean - (double) weights[0][w];
  weights[0][w] += (float) (distance * share);
  weights[1][w] = (float) ((1 - share) * (seen > 0 ? (double) weights[1][w] : 0) +
                           share * squares / (double) n_found +
                           (seen > 0 ? share * (1 - share) * distance * distance : 0));
}

static void
normalization_adapt (const GradusLayerPlan *plan,
                     gsize                  n,
                     const float           *x,
                     float *const          *weights)
{
  const GradusNormalize *self = plan->data;

  for (gsize w = 0; w < self->n_weights; w++)
    adapt_weight (self, n, x, weights, w);
  weights[2][0] += (float) n;
}

/* What each axis of a sample contributes to the shape of the mean. */
static GradusShape
get_full_shape (const GradusLayerPlan *plan)
{
  const GradusShape *axes = gradus_config_get_tuple (plan->config, "axis");
  GradusShape        shape = { .rank = plan->input.rank, .dims = { 1, 1, 1, 1, 1 } };

  for (guint i = 0; i < axes->rank; i++)
    {
      int axis = gradus_normalize_find_axis (plan, axes->dims[i]);

      shape.dims[axis] = plan->input.dims[axis];
    }
  return shape;
}

static void
normalization_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const GradusNormalize *self = plan->data;
  GradusShape            shape = get_full_shape (plan);
  g_autofree float      *factors = g_new (float, self->n_weights);
  const char            *x = gradus_lower_any_layout (lowering);

  for (gsize w = 0; w < self->n_weights; w++)
    factors[w] = get_factor (lowering->weights, w);
  x =
    gradus_lower_op (lowering, "Sub", x,
                     gradus_lower_shared (lowering, "mean", &shape, lowering->weights[0]),
                     NULL);
  lowering->x =
    gradus_lower_op (lowering, "Mul", x,
                     gradus_lower_shared (lowering, "factor", &shape, factors), NULL);
}

const GradusLayerKind gradus_layer_kind_normalization = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Normalization",
    .id = "normalization",
    .module = "keras.layers",
    .title = NC_ ("layer", "Normalization"),
    .summary = N_ ("Brings the data to mean 0 and variance 1, measured before training."),
    .formula = "y = \\frac{x − μ}{σ}",
    .source = "https://keras.io/api/layers/preprocessing_layers/numerical/normalization/",
    .keywords = N_ ("standardize z-score mean variance data adapt"),
    PARAMS (normalization_params),
    FIELDS (normalization_fields),
  },
  .category = GRADUS_CATEGORY_NORMALIZATION,
  .icon = "gradus-layer-norm-symbolic",
  .flags = GRADUS_LAYER_PASSES_MASK,
  .infer = normalization_infer,
  .write_c = gradus_normalization_write_c,
  .forward = normalization_forward,
  .backward = normalization_backward,
  .adapt = normalization_adapt,
  .lower = normalization_lower,
};
