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

/* --- As standard operators --- */

/* What the taps paint beyond the output is cut off; where they do not reach its end,
 * there is padding. */
static gint64
get_excess (gsize in, gsize out, gsize kernel, gsize stride, gsize dilation, gsize before)
{
  return (gint64) ((in - 1) * stride + (kernel - 1) * dilation + 1) -
         (gint64) (before + out);
}

static void
describe (const GradusConvolution *geometry, guint n_axes, GradusGraphNode *node)
{
  guint        first = 2 - n_axes;
  const gint64 strides[] = { (gint64) geometry->s_h, (gint64) geometry->s_w };
  const gint64 kernel[] = { (gint64) geometry->k_h, (gint64) geometry->k_w };
  const gint64 dilations[] = { (gint64) geometry->d_h, (gint64) geometry->d_w };
  const gint64 before[] = { (gint64) geometry->top, (gint64) geometry->left };
  const gint64 excess[] = {
    get_excess (geometry->out_h, geometry->in_h, geometry->k_h, geometry->s_h,
                geometry->d_h, geometry->top),
    get_excess (geometry->out_w, geometry->in_w, geometry->k_w, geometry->s_w,
                geometry->d_w, geometry->left),
  };
  gint64 pads[4], padding[2];

  for (guint i = 0; i < n_axes; i++)
    {
      pads[i] = before[first + i];
      pads[n_axes + i] = MAX (excess[first + i], 0);
      padding[i] = MAX (-excess[first + i], 0);
    }
  gradus_graph_node_set_ints (node, "kernel_shape", n_axes, kernel + first);
  gradus_graph_node_set_ints (node, "strides", n_axes, strides + first);
  gradus_graph_node_set_ints (node, "dilations", n_axes, dilations + first);
  gradus_graph_node_set_ints (node, "pads", 2 * n_axes, pads);
  gradus_graph_node_set_ints (node, "output_padding", n_axes, padding);
}

void
gradus_transposed_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const char *kernel =
    gradus_convolution_lower_kernel (lowering, "kernel", &plan->weights[0].shape,
                                     lowering->weights[0]);
  GradusGraphNode *node =
    gradus_lower_node (lowering, "ConvTranspose", gradus_lower_channels_first (lowering),
                       kernel,
                       plan->n_weights > 1 ? gradus_lower_weight (lowering, plan, 1)
                                           : NULL,
                       NULL);

  describe (plan->data, plan->input.rank - 1, node);
  lowering->x = gradus_graph_node_get (node);
  gradus_lower_activation (lowering,
                           gradus_config_get_object (plan->config, "activation"));
}
