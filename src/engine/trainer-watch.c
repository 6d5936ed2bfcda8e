/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/trainer-private.h"

#include <string.h>

/* What a step does to the weights is seen by comparing them before and after. */

/**
 * gradus_trainer_watch:
 * @self: a trainer
 * @stats: (nullable): of its model; filled by the next update
 *
 * Records what the next update does to the weights. @stats must live until its step is
 * no longer 0, or until another one takes its place. The first call makes room for a copy
 * of the weights.
 */
void
gradus_trainer_watch (GradusTrainer *self, GradusWeightStats *stats)
{
  gsize n = 0;

  self->watch = stats;
  if (stats == NULL || self->watch_before != NULL)
    return;
  for (guint i = 0; i < self->trained->len; i++)
    n += g_array_index (self->trained, GradusTrained, i).n;
  self->watch_before = g_new (float, MAX (n, 1));
}

static GradusLayerStats *
find_layer (GradusTrainer *self, const GradusTrained *trained)
{
  return gradus_weight_stats_counts (self->model, trained->index)
           ? (GradusLayerStats *)
               gradus_weight_stats_find (self->watch,
                                         gradus_model_get_weight_info (self->model,
                                                                       trained->index)
                                           ->layer)
           : NULL;
}

/* Between the gradients, as the optimizer gets them, and the update. */
void
gradus_trainer_watch_before (GradusTrainer *self)
{
  float *copy = self->watch_before;
  gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < self->watch->n_layers; i++)
    gradus_layer_stats_begin (&self->watch->layers[i]);
  for (guint i = 0; i < self->trained->len; i++)
    {
      const GradusTrained *trained = &g_array_index (self->trained, GradusTrained, i);
      GradusLayerStats    *layer = find_layer (self, trained);

      memcpy (copy, trained->data, trained->n * sizeof (float));
      copy += trained->n;
      if (layer != NULL)
        gradus_layer_stats_add_gradients (layer, trained->n,
                                          self->slices[0].gradients[trained->index]);
    }
  self->watch->cost_us = g_get_monotonic_time () - begin;
}

void
gradus_trainer_watch_after (GradusTrainer *self)
{
  const float *before = self->watch_before;
  gint64       begin = g_get_monotonic_time ();

  for (guint i = 0; i < self->trained->len; i++)
    {
      const GradusTrained *trained = &g_array_index (self->trained, GradusTrained, i);
      GradusLayerStats    *layer = find_layer (self, trained);

      if (layer != NULL)
        gradus_layer_stats_find_range (layer, trained->n, trained->data);
    }
  for (guint i = 0; i < self->trained->len; i++)
    {
      const GradusTrained *trained = &g_array_index (self->trained, GradusTrained, i);
      GradusLayerStats    *layer = find_layer (self, trained);

      if (layer != NULL)
        gradus_layer_stats_add_weights (layer, trained->n, before, trained->data);
      before += trained->n;
    }
  for (guint i = 0; i < self->watch->n_layers; i++)
    gradus_layer_stats_end (&self->watch->layers[i]);
  self->watch->step = self->n_updates + 1;
  self->watch->epoch = self->epoch + (double) (self->batch + 1) / self->n_batches;
  self->watch->cost_us += g_get_monotonic_time () - begin;
  self->watch = NULL;
}
