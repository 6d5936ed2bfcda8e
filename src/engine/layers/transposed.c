/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/transposed.h"

#include <config.h>

#include <string.h>

/* A convolution run backwards: each number of the input paints its kernel onto the
 * output. The geometry is that of the convolution which would turn the output into the
 * input; its kernel is (k_h, k_w, filters, channels). */

gboolean
gradus_transposed_infer (GradusLayerPlan *plan, GError **error)
{
  gint64            filters = gradus_config_get_int (plan->config, "filters");
  gint64            channels = gradus_shape_last (&plan->input);
  GradusConvolution geometry;
  gsize             n_columns;

  if (!gradus_convolution_init_transposed (&geometry, plan, filters, error))
    return FALSE;
  plan->data = g_memdup2 (&geometry, sizeof geometry);
  plan->free_data = g_free;
  if (plan->input.rank == 3)
    {
      plan->output =
        GRADUS_SHAPE_3 ((gint64) geometry.in_h, (gint64) geometry.in_w, filters);
      gradus_plan_add_kernel (plan,
                              GRADUS_SHAPE_4 ((gint64) geometry.k_h,
                                              (gint64) geometry.k_w, filters, channels));
    }
  else
    {
      plan->output = GRADUS_SHAPE_2 ((gint64) geometry.in_w, filters);
      gradus_plan_add_kernel (plan,
                              GRADUS_SHAPE_3 ((gint64) geometry.k_w, filters, channels));
    }
  if (gradus_config_get_bool (plan->config, "use_bias"))
    gradus_plan_add_bias (plan, filters);
  gradus_plan_add_activation_cache (plan);
  n_columns = gradus_convolution_get_n_places (&geometry) * geometry.k_h * geometry.k_w;
  plan->n_fixed_scratch = (double) n_columns * (double) filters > G_MAXINT32
                            ? G_MAXSIZE
                            : n_columns * (gsize) filters;
  return TRUE;
}

void
gradus_transposed_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusConvolution *geometry = plan->data;
  gsize                    n_in = gradus_shape_size (&plan->input);
  gsize                    n_out = gradus_shape_size (&plan->output);
  gsize                    n_pixels = geometry->in_h * geometry->in_w;
  blasint n_places = (blasint) gradus_convolution_get_n_places (geometry);
  blasint n_taps = (blasint) (geometry->k_h * geometry->k_w * geometry->in_c);
  blasint n_channels = (blasint) gradus_shape_last (&plan->input);
  float  *z = plan->n_cache > 0 ? run->cache : run->y;

  if (plan->n_weights > 1)
    gradus_fill_rows (z, run->n * n_pixels, geometry->in_c, run->weights[1]);
  else
    memset (z, 0, run->n * n_out * sizeof (float));
  for (gsize i = 0; i < run->n; i++)
    {
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, n_places, n_taps, n_channels,
                   1.0f, run->x + i * n_in, n_channels, run->weights[0], n_channels, 0.0f,
                   run->scratch, n_taps);
      gradus_convolution_fold (geometry, 0, geometry->in_c, run->scratch, z + i * n_out);
    }
  gradus_activate (plan, run->n * n_pixels, geometry->in_c, z, run->y);
}

void
gradus_transposed_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusConvolution *geometry = plan->data;
  gsize                    n_in = gradus_shape_size (&plan->input);
  gsize                    n_out = gradus_shape_size (&plan->output);
  gsize                    n_rows = run->n * geometry->in_h * geometry->in_w;
  blasint n_places = (blasint) gradus_convolution_get_n_places (geometry);
  blasint n_taps = (blasint) (geometry->k_h * geometry->k_w * geometry->in_c);
  blasint n_channels = (blasint) gradus_shape_last (&plan->input);

  gradus_deactivate (plan, n_rows, geometry->in_c, run->cache, run->y, run->dy);
  if (plan->n_weights > 1 && run->gradients[1] != NULL)
    gradus_sum_rows (run->dy, n_rows, geometry->in_c, run->accumulate, run->gradients[1]);
  for (gsize i = 0; i < run->n; i++)
    {
      gradus_convolution_unfold (geometry, 0, geometry->in_c, run->dy + i * n_out,
                                 run->scratch);
      if (run->gradients[0] != NULL)
        cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, n_taps, n_channels,
                     n_places, 1.0f, run->scratch, n_taps, run->x + i * n_in, n_channels,
                     run->accumulate || i > 0 ? 1.0f : 0.0f, run->gradients[0],
                     n_channels);
      if (run->dx != NULL)
        cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, n_places, n_channels,
                     n_taps, 1.0f, run->scratch, n_taps, run->weights[0], n_channels,
                     0.0f, run->dx + i * n_in, n_channels);
    }
}
