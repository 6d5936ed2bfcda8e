/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/flops.h"

#include <string.h>

/* How often a kernel is applied to one sample: a convolution's at every place of its
 * output, a recurrent layer's at every time step. */
static double
count_places (const GradusLayerPlan *layer)
{
  const GradusLayerKind *kind = gradus_layer_kind_of (layer->config);
  double                 n_places = 1;

  if (kind->category == GRADUS_CATEGORY_RECURRENT)
    return (double) layer->input.dims[0];
  for (guint i = 0; i + 1 < layer->output.rank; i++)
    n_places *= (double) layer->output.dims[i];
  return n_places;
}

/**
 * gradus_layer_count_multiply_adds:
 * @layer: a layer of a plan in which all fits
 *
 * Counts what the kernels of a layer multiply and add up on the way forward; what is done
 * number by number, like biases and activations, does not count.
 *
 * Returns: how many multiplications with an addition a sample takes
 */
double
gradus_layer_count_multiply_adds (const GradusLayerPlan *layer)
{
  const GradusLayerKind *kind = gradus_layer_kind_of (layer->config);
  double                 n_places = count_places (layer);
  double                 n = 0;

  if (kind->kernel_order == GRADUS_KERNEL_INPUTS_LAST) /* it spreads */
    {
      n_places = 1;
      for (guint i = 0; i + 1 < layer->input.rank; i++)
        n_places *= (double) layer->input.dims[i];
    }
  for (guint i = 0; i < layer->n_weights; i++)
    if (strstr (layer->weights[i].name, "kernel") != NULL)
      n += n_places * (double) gradus_shape_size (&layer->weights[i].shape);
  return n;
}

/**
 * gradus_plan_count_flops:
 * @plan: a plan in which all fits
 *
 * Counts 2 for each multiplication with an addition: forward, the gradient of each weight
 * and the gradient of what came in, but not that of the data.
 *
 * Returns: how many a sample takes in training
 */
double
gradus_plan_count_flops (const GradusPlan *plan)
{
  double   n_flops = 0;
  gboolean has_below = FALSE;

  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    {
      const GradusLayerPlan *layer = gradus_plan_get_layer (plan, i);

      for (guint j = 0; j < layer->n_weights; j++)
        {
          gboolean is_recurrent = strstr (layer->weights[j].name, "recurrent") != NULL;

          /* Forward, gradient of the kernel, gradient of what came in. */
          if (layer->weights[j].shape.rank > 1)
            n_flops += (has_below || is_recurrent ? 6 : 4) * count_places (layer) *
                       (double) gradus_shape_size (&layer->weights[j].shape);
        }
      has_below = has_below || layer->n_weights > 0;
    }
  return n_flops;
}
