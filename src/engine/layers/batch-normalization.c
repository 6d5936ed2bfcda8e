/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/normalize.h"
#include "engine/lower.h"
#include "engine/params.h"

#include <math.h>
#include <string.h>

/* Brings each channel to mean 0 and variance 1 over the whole batch, and keeps moving
 * averages of both for the time after training:
 *
 *   y = γ (x − μ) / √(σ² + ε) + β
 *
 * The cache holds μ and 1 / √(σ² + ε) of each channel. With a mask only the steps that
 * count make the mean.
 *
 * Source: Ioffe and Szegedy, Batch Normalization (2015) */

static const GradusParam batch_normalization_params[] = {
  PARAM_INT ("axis",
             N_ ("Axis"),
             N_ ("Where the channels stand; −1 is the last axis."),
             -GRADUS_MAX_RANK,
             GRADUS_MAX_RANK,
             -1,
             .flags = GRADUS_PARAM_ADVANCED),
  PARAM_FLOAT ("momentum",
               N_ ("Momentum"),
               N_ ("How slowly the moving averages follow."),
               0,
               1,
               0.99,
               0.01,
               3,
               .flags = GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS),
  PARAM_NORMALIZE_EPSILON (0.001),
  PARAM_CENTER,
  PARAM_SCALE,
  PARAM_WEIGHT_INITIALIZER ("beta_initializer", N_ ("Beta starts as"), "Zeros"),
  PARAM_WEIGHT_INITIALIZER ("gamma_initializer", N_ ("Gamma starts as"), "Ones"),
  PARAM_WEIGHT_INITIALIZER ("moving_mean_initializer",
                            N_ ("Moving mean starts as"),
                            "Zeros"),
  PARAM_WEIGHT_INITIALIZER ("moving_variance_initializer",
                            N_ ("Moving variance starts as"),
                            "Ones"),
  PARAMS_GAMMA_BETA,
};

static const GradusKerasField batch_normalization_fields[] = {
  { "synchronized", "false" },
  { "renorm", "false" },
  { "renorm_clipping", "null", TRUE },
  { "renorm_momentum", "0.99", TRUE },
};

/* Channel c of a number: index / stride % n_channels. */
typedef struct
{
  gsize stride;
  gsize n_channels;
  guint moving_mean; /* its place among the weights; the variance follows */
} Layout;

static gboolean
batch_normalization_infer (GradusLayerPlan *plan, GError **error)
{
  int axis =
    gradus_normalize_find_axis (plan, gradus_config_get_int (plan->config, "axis"));
  Layout            layout = { .stride = 1 };
  GradusWeightSpec *weight;

  if (axis < 0)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                           _ ("A sample has no such axis. −1 is the last, 1 the first."));
      return FALSE;
    }
  layout.n_channels = (gsize) plan->input.dims[axis];
  for (guint i = (guint) axis + 1; i < plan->input.rank; i++)
    layout.stride *= (gsize) plan->input.dims[i];
  plan->output = plan->input;
  gradus_normalize_add_weights (plan, GRADUS_SHAPE_1 (plan->input.dims[axis]));
  layout.moving_mean = plan->n_weights;
  weight =
    gradus_plan_add_weight (plan, "moving_mean", GRADUS_SHAPE_1 (plan->input.dims[axis]));
  weight->initializer =
    gradus_config_get_object (plan->config, "moving_mean_initializer");
  weight->trainable = FALSE;
  weight = gradus_plan_add_weight (plan, "moving_variance",
                                   GRADUS_SHAPE_1 (plan->input.dims[axis]));
  weight->initializer =
    gradus_config_get_object (plan->config, "moving_variance_initializer");
  weight->trainable = FALSE;
  plan->n_cache = 2 * layout.n_channels;
  plan->n_fixed_scratch = 4 * layout.n_channels;
  plan->data = g_memdup2 (&layout, sizeof layout);
  plan->free_data = g_free;
  return TRUE;
}

static gboolean
uses_batch (const GradusLayerPlan *plan, const GradusLayerRun *run)
{
  return run->training && !plan->is_frozen;
}

/* Whether number @index of a sample counts for the mean. */
static inline gboolean
counts (const GradusLayerPlan *plan, const GradusLayerRun *run, gsize sample, gsize index)
{
  gsize n_steps = (gsize) plan->input.dims[0];

  return run->mask == NULL ||
         run->mask[sample * n_steps +
                   index / (gradus_shape_size (&plan->input) / n_steps)];
}

/* Calls body_ with i, a number's place in the batch, and c, its channel, for those that
 * count. */
#define FOR_EACH(plan_, run_, layout_, body_)                                            \
  {                                                                                      \
    gsize size_ = gradus_shape_size (&(plan_)->input);                                   \
    for (gsize sample_ = 0; sample_ < (run_)->n; sample_++)                              \
      for (gsize index_ = 0; index_ < size_; index_ += (layout_)->stride)                \
        {                                                                                \
          gsize c = index_ / (layout_)->stride % (layout_)->n_channels;                  \
          if (counts (plan_, run_, sample_, index_))                                     \
            for (gsize i = sample_ * size_ + index_;                                     \
                 i < sample_ * size_ + index_ + (layout_)->stride; i++)                  \
              {                                                                          \
                body_;                                                                   \
              }                                                                          \
        }                                                                                \
  }

static gsize
count (const GradusLayerPlan *plan, const GradusLayerRun *run)
{
  const Layout *layout = plan->data;
  gsize         n = 0;

  if (run->mask == NULL)
    return run->n * gradus_shape_size (&plan->input) / layout->n_channels;
  FOR_EACH (plan, run, layout, n += c == 0)
  return MAX (n, 1);
}

static void
measure (const GradusLayerPlan *plan,
         const GradusLayerRun  *run,
         double                *mean,
         double                *variance)
{
  const Layout *layout = plan->data;
  double        n = (double) count (plan, run);

  memset (mean, 0, layout->n_channels * sizeof (double));
  memset (variance, 0, layout->n_channels * sizeof (double));
  FOR_EACH (plan, run, layout, mean[c] += (double) run->x[i])
  for (gsize c = 0; c < layout->n_channels; c++)
    mean[c] /= n;
  FOR_EACH (plan, run, layout,
            variance[c] +=
            ((double) run->x[i] - mean[c]) * ((double) run->x[i] - mean[c]))
  for (gsize c = 0; c < layout->n_channels; c++)
    variance[c] /= n;
}

static void
find_stats (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const Layout *layout = plan->data;
  double       *mean = (double *) (gpointer) run->scratch;
  double       *variance = mean + layout->n_channels;
  float        *moving_mean = run->weights[layout->moving_mean];
  float        *moving_variance = run->weights[layout->moving_mean + 1];
  double        momentum = gradus_config_get_float (plan->config, "momentum");
  double        epsilon = gradus_config_get_float (plan->config, "epsilon");

  if (uses_batch (plan, run))
    measure (plan, run, mean, variance);
  for (gsize c = 0; c < layout->n_channels; c++)
    {
      if (!uses_batch (plan, run))
        {
          mean[c] = (double) moving_mean[c];
          variance[c] = (double) moving_variance[c];
        }
      else
        {
          moving_mean[c] =
            (float) ((double) moving_mean[c] * momentum + mean[c] * (1 - momentum));
          moving_variance[c] = (float) ((double) moving_variance[c] * momentum +
                                        variance[c] * (1 - momentum));
        }
      run->cache[2 * c] = (float) mean[c];
      run->cache[2 * c + 1] = (float) (1 / sqrt (variance[c] + epsilon));
    }
}

static void
batch_normalization_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const Layout *layout = plan->data;
  const float  *gamma = gradus_normalize_get_gamma (plan, run);
  const float  *beta = gradus_normalize_get_beta (plan, run);
  const float  *stats = run->cache;
  gsize         n = run->n * gradus_shape_size (&plan->input);

  find_stats (plan, run);
  for (gsize start = 0; start < n; start += layout->stride)
    {
      gsize c = start / layout->stride % layout->n_channels;
      float scale = stats[2 * c + 1] * (gamma != NULL ? gamma[c] : 1.0f);
      float offset = (beta != NULL ? beta[c] : 0.0f) - stats[2 * c] * scale;

      for (gsize i = start; i < start + layout->stride; i++)
        run->y[i] = run->x[i] * scale + offset;
    }
}

/* sum = Σ dy, product = Σ dy x̂ of each channel, over all numbers: also those that do not
 * count for the mean were normalized with it. */
static void
sum_up (const GradusLayerPlan *plan,
        const GradusLayerRun  *run,
        double                *sum,
        double                *product)
{
  const Layout *layout = plan->data;
  const float  *stats = run->cache;
  gsize         n = run->n * gradus_shape_size (&plan->input);

  memset (sum, 0, layout->n_channels * sizeof (double));
  memset (product, 0, layout->n_channels * sizeof (double));
  for (gsize start = 0; start < n; start += layout->stride)
    {
      gsize c = start / layout->stride % layout->n_channels;

      for (gsize i = start; i < start + layout->stride; i++)
        {
          sum[c] += (double) run->dy[i];
          product[c] +=
            (double) (run->dy[i] * (run->x[i] - stats[2 * c]) * stats[2 * c + 1]);
        }
    }
}

static void
take_gradient (const GradusLayerRun *run, guint weight, const double *from, gsize n)
{
  if (run->gradients[weight] == NULL)
    return;
  for (gsize c = 0; c < n; c++)
    run->gradients[weight][c] =
      (float) from[c] + (run->accumulate ? run->gradients[weight][c] : 0.0f);
}

/* dx = γ / √(σ² + ε) · (dy − (Σ dy + x̂ Σ dy x̂) / n) */
static void
batch_normalization_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const Layout *layout = plan->data;
  double       *sum = (double *) (gpointer) run->scratch;
  double       *product = sum + layout->n_channels;
  const float  *gamma = gradus_normalize_get_gamma (plan, run);
  const float  *stats = run->cache;
  gsize         n = run->n * gradus_shape_size (&plan->input);
  float         share = 1.0f / (float) count (plan, run);

  sum_up (plan, run, sum, product);
  if (gamma != NULL)
    take_gradient (run, 0, product, layout->n_channels);
  if (gradus_normalize_get_beta (plan, run) != NULL)
    take_gradient (run, gamma != NULL ? 1 : 0, sum, layout->n_channels);
  if (run->dx == NULL)
    return;
  for (gsize i = 0; i < n; i++)
    {
      gsize c = i / layout->stride % layout->n_channels;

      run->dx[i] = run->dy[i] * stats[2 * c + 1] * (gamma != NULL ? gamma[c] : 1.0f);
    }
  if (!uses_batch (plan, run))
    return;
  FOR_EACH (plan, run, layout,
            run->dx[i] -= stats[2 * c + 1] * (gamma != NULL ? gamma[c] : 1.0f) * share *
                          ((float) sum[c] + (run->x[i] - stats[2 * c]) *
                                              stats[2 * c + 1] * (float) product[c]))
}

/* --- As standard operators --- */

static const char *
lower_vector (GradusLowering *lowering,
              const char     *name,
              const float    *data,
              gsize           n,
              float           fill)
{
  const GradusShape shape = GRADUS_SHAPE_1 ((gint64) n);
  g_autofree float *filled = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    filled[i] = data != NULL ? data[i] : fill;
  return gradus_lower_floats (lowering, name, &shape, filled);
}

/* The operator of this name wants the channels right behind the batch. */
static const char *
lower_operator (GradusLowering *lowering,
                const Layout   *layout,
                const float    *gamma,
                const float    *beta,
                double          epsilon)
{
  gsize            n = layout->n_channels;
  float *const    *moving = lowering->weights + layout->moving_mean;
  GradusGraphNode *node =
    gradus_lower_node (lowering, "BatchNormalization", lowering->x,
                       lower_vector (lowering, "gamma", gamma, n, 1),
                       lower_vector (lowering, "beta", beta, n, 0),
                       lower_vector (lowering, "moving_mean", moving[0], n, 0),
                       lower_vector (lowering, "moving_variance", moving[1], n, 0), NULL);

  gradus_graph_node_set_float (node, "epsilon", epsilon);
  return gradus_graph_node_get (node);
}

/* Elsewhere one product and one sum do. */
static const char *
lower_product (GradusLowering    *lowering,
               const Layout      *layout,
               const GradusShape *shape,
               const float       *gamma,
               const float       *beta,
               double             epsilon)
{
  float *const     *moving = lowering->weights + layout->moving_mean;
  g_autofree float *scales = g_new (float, layout->n_channels);
  g_autofree float *offsets = g_new (float, layout->n_channels);
  const char       *product;

  for (gsize c = 0; c < layout->n_channels; c++)
    {
      scales[c] = (float) (1 / sqrt ((double) moving[1][c] + epsilon)) *
                  (gamma != NULL ? gamma[c] : 1.0f);
      offsets[c] = (beta != NULL ? beta[c] : 0.0f) - moving[0][c] * scales[c];
    }
  product =
    gradus_lower_op (lowering, "Mul", lowering->x,
                     gradus_lower_shared (lowering, "scale", shape, scales), NULL);
  return gradus_lower_op (lowering, "Add", product,
                          gradus_lower_shared (lowering, "offset", shape, offsets), NULL);
}

static void
batch_normalization_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const GradusLayerRun weights = { .weights = lowering->weights };
  const float         *gamma = gradus_normalize_get_gamma (plan, &weights);
  const float         *beta = gradus_normalize_get_beta (plan, &weights);
  double               epsilon = gradus_config_get_float (plan->config, "epsilon");
  GradusShape          shape = { .rank = plan->input.rank, .dims = { 1, 1, 1, 1, 1 } };
  guint                axis =
    (guint) gradus_normalize_find_axis (plan,
                                        gradus_config_get_int (plan->config, "axis"));

  gradus_lower_any_layout (lowering);
  shape.dims[axis] = plan->input.dims[axis];
  if (gradus_lower_get_axis (lowering, axis) == 1)
    lowering->x = lower_operator (lowering, plan->data, gamma, beta, epsilon);
  else
    lowering->x = lower_product (lowering, plan->data, &shape, gamma, beta, epsilon);
}

const GradusLayerKind gradus_layer_kind_batch_normalization = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "BatchNormalization",
    .id = "batch_normalization",
    .module = "keras.layers",
    .title = NC_ ("layer", "BatchNormalization"),
    .summary = N_ ("Brings each channel to mean 0 and variance 1 over the batch."),
    .formula = "y = γ \\frac{x − μ}{√(σ² + ε)} + β",
    .source = "https://keras.io/api/layers/normalization_layers/batch_normalization/",
    .keywords = N_ ("normalization mean variance moving average"),
    PARAMS (batch_normalization_params),
    FIELDS (batch_normalization_fields),
  },
  .category = GRADUS_CATEGORY_NORMALIZATION,
  .icon = "gradus-layer-norm-symbolic",
  .flags = GRADUS_LAYER_PASSES_MASK | GRADUS_LAYER_COUPLES_SAMPLES,
  .infer = batch_normalization_infer,
  .write_c = gradus_batch_normalization_write_c,
  .forward = batch_normalization_forward,
  .backward = batch_normalization_backward,
  .lower = batch_normalization_lower,
};
