/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/depthwise.h"

#include <config.h>

#include "engine/kernels.h"

#include <string.h>

static inline gboolean
find_tap (gsize  place,
          gsize  stride,
          gsize  tap,
          gsize  dilation,
          gsize  before,
          gsize  size,
          gsize *index)
{
  gsize padded = place * stride + tap * dilation;

  *index = padded - before;
  return padded >= before && *index < size;
}

/* Calls @body_ with x_, the channels under a tap, and tap_, its number, for each tap of
 * place i, j that lies inside the picture. */
#define FOR_TAPS(geometry_, i_, j_, body_)                                               \
  for (gsize a_ = 0; a_ < (geometry_)->k_h; a_++)                                        \
    for (gsize b_ = 0; b_ < (geometry_)->k_w; b_++)                                      \
      {                                                                                  \
        gsize row_, column_, tap, under;                                                 \
        if (!find_tap (i_, (geometry_)->s_h, a_, (geometry_)->d_h, (geometry_)->top,     \
                       (geometry_)->in_h, &row_) ||                                      \
            !find_tap (j_, (geometry_)->s_w, b_, (geometry_)->d_w, (geometry_)->left,    \
                       (geometry_)->in_w, &column_))                                     \
          continue;                                                                      \
        tap = a_ * (geometry_)->k_w + b_;                                                \
        under = (row_ * (geometry_)->in_w + column_) * (geometry_)->in_c;                \
        body_;                                                                           \
      }

/* y[c · m + k] += x[c] · w[c · m + k] */
static inline void
add_products (gsize n,
              gsize multiplier,
              const float *restrict x,
              const float *restrict w,
              float *restrict y)
{
  if (multiplier == 1)
    for (gsize c = 0; c < n; c++)
      y[c] += x[c] * w[c];
  else
    for (gsize c = 0; c < n; c++)
      for (gsize k = 0; k < multiplier; k++)
        y[c * multiplier + k] += x[c] * w[c * multiplier + k];
}

/* dx[c] += Σ dy[c · m + k] · w[c · m + k] */
static inline void
add_sums (gsize n,
          gsize multiplier,
          const float *restrict dy,
          const float *restrict w,
          float *restrict dx)
{
  if (multiplier == 1)
    for (gsize c = 0; c < n; c++)
      dx[c] += dy[c] * w[c];
  else
    for (gsize c = 0; c < n; c++)
      for (gsize k = 0; k < multiplier; k++)
        dx[c] += dy[c * multiplier + k] * w[c * multiplier + k];
}

GRADUS_HOT void
gradus_depthwise_forward (const GradusConvolution *geometry,
                          gsize                    multiplier,
                          const float             *x,
                          const float             *kernel,
                          const float             *bias,
                          float                   *y)
{
  gsize n_out = geometry->in_c * multiplier;

  for (gsize i = 0; i < geometry->out_h; i++)
    for (gsize j = 0; j < geometry->out_w; j++, y += n_out)
      {
        if (bias != NULL)
          memcpy (y, bias, n_out * sizeof (float));
        else
          memset (y, 0, n_out * sizeof (float));
        FOR_TAPS (geometry, i, j,
                  add_products (geometry->in_c, multiplier, x + under,
                                kernel + tap * n_out, y))
      }
}

GRADUS_HOT void
gradus_depthwise_backward (const GradusConvolution *geometry,
                           gsize                    multiplier,
                           const float             *x,
                           const float             *kernel,
                           const float             *dy,
                           float                   *d_kernel,
                           float                   *dx)
{
  gsize n_out = geometry->in_c * multiplier;

  for (gsize i = 0; i < geometry->out_h; i++)
    for (gsize j = 0; j < geometry->out_w; j++, dy += n_out)
      {
        if (dx != NULL)
          FOR_TAPS (geometry, i, j,
                    add_sums (geometry->in_c, multiplier, dy, kernel + tap * n_out,
                              dx + under))
        if (d_kernel == NULL)
          continue;
        FOR_TAPS (geometry, i, j,
                  for (gsize c = 0; c < n_out; c++) d_kernel[tap * n_out + c] +=
                  dy[c] * x[under + c / multiplier])
      }
}

void
gradus_plan_add_depthwise_kernel (GradusLayerPlan         *plan,
                                  const char              *name,
                                  const GradusConvolution *geometry,
                                  gint64                   multiplier)
{
  gint64            channels = (gint64) geometry->in_c;
  GradusShape       shape = plan->input.rank == 3
                              ? GRADUS_SHAPE_4 ((gint64) geometry->k_h, (gint64) geometry->k_w,
                                                channels, multiplier)
                              : GRADUS_SHAPE_3 ((gint64) geometry->k_w, channels, multiplier);
  GradusWeightSpec *weight = gradus_plan_add_weight (plan, name, shape);

  weight->initializer = gradus_config_get_object (plan->config, "depthwise_initializer");
  weight->regularizer = gradus_config_get_object (plan->config, "depthwise_regularizer");
  weight->constraint = gradus_config_get_object (plan->config, "depthwise_constraint");
}

/* --- Depthwise layers --- */

gboolean
gradus_depthwise_layer_infer (GradusLayerPlan *plan, GError **error)
{
  gint64            multiplier = gradus_config_get_int (plan->config, "depth_multiplier");
  gint64            channels = gradus_shape_last (&plan->input) * multiplier;
  GradusConvolution geometry;

  if (!gradus_convolution_init (&geometry, plan, error))
    return FALSE;
  plan->data = g_memdup2 (&geometry, sizeof geometry);
  plan->free_data = g_free;
  plan->output = gradus_convolution_get_output (&geometry, plan->input.rank, channels);
  gradus_plan_add_depthwise_kernel (plan, "kernel", &geometry, multiplier);
  if (gradus_config_get_bool (plan->config, "use_bias"))
    gradus_plan_add_bias (plan, channels);
  gradus_plan_add_activation_cache (plan);
  return TRUE;
}

void
gradus_depthwise_layer_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusConvolution *geometry = plan->data;
  gsize  multiplier = (gsize) gradus_config_get_int (plan->config, "depth_multiplier");
  gsize  n_in = gradus_shape_size (&plan->input);
  gsize  n_out = gradus_shape_size (&plan->output);
  gsize  n_channels = (gsize) gradus_shape_last (&plan->output);
  float *z = plan->n_cache > 0 ? run->cache : run->y;

  for (gsize i = 0; i < run->n; i++)
    gradus_depthwise_forward (geometry, multiplier, run->x + i * n_in, run->weights[0],
                              plan->n_weights > 1 ? run->weights[1] : NULL,
                              z + i * n_out);
  gradus_activate (plan, run->n * n_out / n_channels, n_channels, z, run->y);
}

static void
clear_gradient (const GradusLayerPlan *plan, const GradusLayerRun *run, guint weight)
{
  if (!run->accumulate && run->gradients[weight] != NULL)
    memset (run->gradients[weight], 0,
            gradus_shape_size (&plan->weights[weight].shape) * sizeof (float));
}

void
gradus_depthwise_layer_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusConvolution *geometry = plan->data;
  gsize multiplier = (gsize) gradus_config_get_int (plan->config, "depth_multiplier");
  gsize n_in = gradus_shape_size (&plan->input);
  gsize n_out = gradus_shape_size (&plan->output);
  gsize n_channels = (gsize) gradus_shape_last (&plan->output);
  gsize n_rows = run->n * n_out / n_channels;

  gradus_deactivate (plan, n_rows, n_channels, run->cache, run->y, run->dy);
  if (plan->n_weights > 1 && run->gradients[1] != NULL)
    gradus_sum_rows (run->dy, n_rows, n_channels, run->accumulate, run->gradients[1]);
  clear_gradient (plan, run, 0);
  if (run->dx != NULL)
    memset (run->dx, 0, run->n * n_in * sizeof (float));
  for (gsize i = 0; i < run->n; i++)
    gradus_depthwise_backward (geometry, multiplier, run->x + i * n_in, run->weights[0],
                               run->dy + i * n_out, run->gradients[0],
                               run->dx != NULL ? run->dx + i * n_in : NULL);
}

/* --- Separable layers: each channel by itself, then all channels mixed at each place ---
 *
 * The cache holds what the first step makes, then the sums before the activation. */

static gsize
get_inner_size (const GradusLayerPlan *plan)
{
  return gradus_shape_size (&plan->output) / (gsize) gradus_shape_last (&plan->output) *
         (gsize) (gradus_shape_last (&plan->input) *
                  gradus_config_get_int (plan->config, "depth_multiplier"));
}

gboolean
gradus_separable_layer_infer (GradusLayerPlan *plan, GError **error)
{
  gint64            multiplier = gradus_config_get_int (plan->config, "depth_multiplier");
  gint64            filters = gradus_config_get_int (plan->config, "filters");
  gint64            inner = gradus_shape_last (&plan->input) * multiplier;
  GradusConvolution geometry;
  GradusWeightSpec *weight;

  if (!gradus_convolution_init (&geometry, plan, error))
    return FALSE;
  plan->data = g_memdup2 (&geometry, sizeof geometry);
  plan->free_data = g_free;
  plan->output = gradus_convolution_get_output (&geometry, plan->input.rank, filters);
  gradus_plan_add_depthwise_kernel (plan, "depthwise_kernel", &geometry, multiplier);
  weight =
    gradus_plan_add_weight (plan, "pointwise_kernel",
                            plan->input.rank == 3 ? GRADUS_SHAPE_4 (1, 1, inner, filters)
                                                  : GRADUS_SHAPE_3 (1, inner, filters));
  weight->initializer = gradus_config_get_object (plan->config, "pointwise_initializer");
  weight->regularizer = gradus_config_get_object (plan->config, "pointwise_regularizer");
  weight->constraint = gradus_config_get_object (plan->config, "pointwise_constraint");
  if (gradus_config_get_bool (plan->config, "use_bias"))
    gradus_plan_add_bias (plan, filters);
  gradus_plan_add_activation_cache (plan);
  plan->n_cache += get_inner_size (plan);
  plan->n_scratch = get_inner_size (plan);
  return TRUE;
}

/* The sums before the activation, if it needs them. */
static float *
get_sums (const GradusLayerPlan *plan, const GradusLayerRun *run)
{
  gsize n_inner = get_inner_size (plan);

  return plan->n_cache > n_inner ? run->cache + run->n * n_inner : NULL;
}

void
gradus_separable_layer_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusConvolution *geometry = plan->data;
  gsize multiplier = (gsize) gradus_config_get_int (plan->config, "depth_multiplier");
  gsize n_in = gradus_shape_size (&plan->input);
  gsize n_filters = (gsize) gradus_shape_last (&plan->output);
  gsize n_rows = run->n * gradus_shape_size (&plan->output) / n_filters;
  gsize n_inner = get_inner_size (plan);
  gsize n_channels = geometry->in_c * multiplier;
  const float *bias = plan->n_weights > 2 ? run->weights[2] : NULL;
  float       *z = get_sums (plan, run);

  if (z == NULL)
    z = run->y;
  for (gsize i = 0; i < run->n; i++)
    gradus_depthwise_forward (geometry, multiplier, run->x + i * n_in, run->weights[0],
                              NULL, run->cache + i * n_inner);
  if (bias != NULL)
    gradus_fill_rows (z, n_rows, n_filters, bias);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) n_rows,
               (blasint) n_filters, (blasint) n_channels, 1.0f, run->cache,
               (blasint) n_channels, run->weights[1], (blasint) n_filters,
               bias != NULL ? 1.0f : 0.0f, z, (blasint) n_filters);
  gradus_activate (plan, n_rows, n_filters, z, run->y);
}

void
gradus_separable_layer_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusConvolution *geometry = plan->data;
  gsize multiplier = (gsize) gradus_config_get_int (plan->config, "depth_multiplier");
  gsize n_in = gradus_shape_size (&plan->input);
  gsize n_filters = (gsize) gradus_shape_last (&plan->output);
  gsize n_rows = run->n * gradus_shape_size (&plan->output) / n_filters;
  gsize n_inner = get_inner_size (plan);
  gsize n_channels = geometry->in_c * multiplier;

  gradus_deactivate (plan, n_rows, n_filters, get_sums (plan, run), run->y, run->dy);
  if (plan->n_weights > 2 && run->gradients[2] != NULL)
    gradus_sum_rows (run->dy, n_rows, n_filters, run->accumulate, run->gradients[2]);
  if (run->gradients[1] != NULL)
    cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (blasint) n_channels,
                 (blasint) n_filters, (blasint) n_rows, 1.0f, run->cache,
                 (blasint) n_channels, run->dy, (blasint) n_filters,
                 run->accumulate ? 1.0f : 0.0f, run->gradients[1], (blasint) n_filters);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (blasint) n_rows,
               (blasint) n_channels, (blasint) n_filters, 1.0f, run->dy,
               (blasint) n_filters, run->weights[1], (blasint) n_filters, 0.0f,
               run->scratch, (blasint) n_channels);
  clear_gradient (plan, run, 0);
  if (run->dx != NULL)
    memset (run->dx, 0, run->n * n_in * sizeof (float));
  for (gsize i = 0; i < run->n; i++)
    gradus_depthwise_backward (geometry, multiplier, run->x + i * n_in, run->weights[0],
                               run->scratch + i * n_inner, run->gradients[0],
                               run->dx != NULL ? run->dx + i * n_in : NULL);
}

/* --- As standard operators: a convolution with as many groups as channels --- */

/* (…, channels, multiplier) are the same numbers as (…, 1, output channels). */
static void
lower_depthwise (const GradusLayerPlan *plan, GradusLowering *lowering, const char *bias)
{
  GradusShape shape = plan->weights[0].shape;
  guint       last = shape.rank - 1;
  gint64      channels = shape.dims[last - 1];

  shape.dims[last] *= channels;
  shape.dims[last - 1] = 1;
  gradus_convolution_lower (plan->data, plan->input.rank - 1, lowering, channels,
                            gradus_convolution_lower_kernel (lowering,
                                                             plan->weights[0].name,
                                                             &shape,
                                                             lowering->weights[0]),
                            bias);
}

void
gradus_depthwise_layer_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  lower_depthwise (plan, lowering,
                   plan->n_weights > 1 ? gradus_lower_weight (lowering, plan, 1) : NULL);
  gradus_lower_activation (lowering,
                           gradus_config_get_object (plan->config, "activation"));
}

void
gradus_separable_layer_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const GradusConvolution pointwise = { .in_h = 1,
                                        .in_w = 1,
                                        .out_h = 1,
                                        .out_w = 1,
                                        .k_h = 1,
                                        .k_w = 1,
                                        .s_h = 1,
                                        .s_w = 1,
                                        .d_h = 1,
                                        .d_w = 1 };

  lower_depthwise (plan, lowering, NULL);
  gradus_convolution_lower (&pointwise, plan->input.rank - 1, lowering, 1,
                            gradus_convolution_lower_kernel (lowering,
                                                             plan->weights[1].name,
                                                             &plan->weights[1].shape,
                                                             lowering->weights[1]),
                            plan->n_weights > 2 ? gradus_lower_weight (lowering, plan, 2)
                                                : NULL);
  gradus_lower_activation (lowering,
                           gradus_config_get_object (plan->config, "activation"));
}
