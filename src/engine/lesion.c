/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/lesion.h"

/* --- What units said --- */

static void
silence_free (gpointer data)
{
  GradusSilence *self = data;

  g_free (self->weights);
  g_free (self);
}

/**
 * gradus_silences_new:
 *
 * Returns: (transfer full) (element-type GradusSilence): an empty list
 */
GPtrArray *
gradus_silences_new (void)
{
  return g_ptr_array_new_with_free_func (silence_free);
}

/**
 * gradus_silences_add:
 * @self: (element-type GradusSilence): a list
 * @lesion: a unit that is switched off
 * @weights: (array length=n_weights): copied
 * @n_weights: how many there are
 */
void
gradus_silences_add (GPtrArray          *self,
                     const GradusLesion *lesion,
                     const float        *weights,
                     gsize               n_weights)
{
  GradusSilence *silence = g_new0 (GradusSilence, 1);

  silence->lesion = *lesion;
  silence->n_weights = n_weights;
  silence->weights = g_memdup2 (weights, n_weights * sizeof (float));
  g_ptr_array_add (self, silence);
}

/**
 * gradus_silences_find:
 * @self: (nullable) (element-type GradusSilence): a list
 * @lesion: a unit
 *
 * Returns: (transfer none) (nullable): what the unit said
 */
const GradusSilence *
gradus_silences_find (const GPtrArray *self, const GradusLesion *lesion)
{
  for (guint i = 0; self != NULL && i < self->len; i++)
    {
      const GradusSilence *silence = self->pdata[i];

      if (silence->lesion.uid == lesion->uid && silence->lesion.unit == lesion->unit)
        return silence;
    }
  return NULL;
}

/* --- Where they say it --- */

static const GradusLayer *
get_layer (GradusPlan *plan, guint layer)
{
  return gradus_sequential_get_layer (gradus_plan_get_sequential (plan), layer);
}

static guint
first_weight_of (GradusPlan *plan, guint layer)
{
  guint n = 0;

  for (guint i = 0; i < layer; i++)
    n += gradus_plan_get_layer (plan, i)->n_weights;
  return n;
}

static gboolean
mixes_inputs (GradusPlan *plan, guint layer)
{
  const GradusLayerPlan *layer_plan = gradus_plan_get_layer (plan, layer);

  return layer_plan->n_weights > 0 && layer_plan->weights[0].shape.rank >= 2;
}

/* Numbers keep their distances on the way through the layer: those of unit u still are
 * number u, u + n, u + 2 n … */
static gboolean
keeps_order (GradusPlan *plan, guint layer, guint n_units)
{
  const GradusLayerPlan *layer_plan = gradus_plan_get_layer (plan, layer);
  const GradusLayerKind *kind = gradus_layer_kind_of (get_layer (plan, layer)->config);
  gsize                  n_in = gradus_shape_size (&layer_plan->input);
  gsize                  n_out = gradus_shape_size (&layer_plan->output);

  if (kind->flags & GRADUS_LAYER_MOVES_NUMBERS)
    return FALSE;
  return n_in == n_out || gradus_shape_last (&layer_plan->output) == n_units;
}

/* The rows of a kernel that belong to the inputs u, u + n, u + 2 n … */
static void
add_places (GArray            *places,
            guint              weight,
            const GradusShape *shape,
            GradusKernelOrder  order,
            guint              n_units,
            guint              unit)
{
  gsize last = (gsize) shape->dims[shape->rank - 1];
  gsize before = (gsize) shape->dims[shape->rank - 2];
  gsize stride = order == GRADUS_KERNEL_INPUTS_LAST && shape->rank > 2 ? 1 : last;
  gsize n_inputs = stride == 1 ? last : before;

  for (gsize i = 0; i < gradus_shape_size (shape); i++)
    if (i / stride % n_inputs % n_units == unit)
      {
        GradusWeightPlace place = { weight, i };

        g_array_append_val (places, place);
      }
}

static gboolean
has_room (const GradusShape *shape, GradusKernelOrder order, guint n_units)
{
  gint64 n_inputs = order == GRADUS_KERNEL_INPUTS_LAST && shape->rank > 2
                      ? shape->dims[shape->rank - 1]
                      : shape->dims[shape->rank - 2];

  return n_inputs > 0 && n_inputs % n_units == 0;
}

/**
 * gradus_lesion_find:
 * @plan: a network
 * @layer: number of a layer
 * @unit: number of one of its units
 *
 * Finds the weights that multiply what a unit puts out, in the next layer that has a
 * kernel. With zeros there the unit is switched off, as a lesion does: nothing of what it
 * says is heard. What lies in between may drop, pool, bend or flatten, so that a unit is
 * heard at several places.
 *
 * Returns: the weights
 */
GArray *
gradus_lesion_find (GradusPlan *plan, guint layer, guint unit)
{
  guint  n_layers = gradus_plan_get_n_layers (plan);
  gint64 n_units = gradus_shape_last (&gradus_plan_get_layer (plan, layer)->output);

  if (!mixes_inputs (plan, layer) || n_units <= 0 || unit >= n_units)
    return NULL;
  for (guint i = layer + 1; i < n_layers; i++)
    {
      const GradusLayerKind *kind = gradus_layer_kind_of (get_layer (plan, i)->config);
      const GradusShape     *shape = &gradus_plan_get_layer (plan, i)->weights[0].shape;
      GArray                *places;

      if (!mixes_inputs (plan, i))
        {
          if (!keeps_order (plan, i, (guint) n_units))
            return NULL;
          continue;
        }
      /* A layer around others has several kernels. */
      if (kind->dup_wrapped != NULL ||
          !has_room (shape, kind->kernel_order, (guint) n_units))
        return NULL;
      places = g_array_new (FALSE, FALSE, sizeof (GradusWeightPlace));
      add_places (places, first_weight_of (plan, i), shape, kind->kernel_order,
                  (guint) n_units, unit);
      return places;
    }
  return NULL;
}
