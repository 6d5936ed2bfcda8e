/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/weight-stats.h"

#include <math.h>
#include <string.h>

static gboolean
has_kernel (const GradusModel *model, guint layer)
{
  for (guint i = 0; i < gradus_model_get_n_weights (model); i++)
    {
      const GradusWeightInfo *info = gradus_model_get_weight_info (model, i);

      if (info->layer == layer && info->trainable && info->shape.rank >= 2)
        return TRUE;
    }
  return FALSE;
}

gboolean
gradus_weight_stats_counts (const GradusModel *model, guint weight)
{
  const GradusWeightInfo *info = gradus_model_get_weight_info (model, weight);

  return info->trainable && (info->shape.rank >= 2 || !has_kernel (model, info->layer));
}

/**
 * gradus_weight_stats_new:
 * @model: a model
 *
 * Makes room for what a step does to the layers of a model that are trained.
 *
 * Returns: (transfer full): nothing recorded yet
 */
GradusWeightStats *
gradus_weight_stats_new (const GradusModel *model)
{
  GradusWeightStats *self = g_new0 (GradusWeightStats, 1);
  guint              n_weights = gradus_model_get_n_weights (model);

  self->ref_count = 1;
  self->layers = g_new0 (GradusLayerStats, n_weights);
  for (guint i = 0; i < n_weights; i++)
    {
      const GradusWeightInfo *info = gradus_model_get_weight_info (model, i);

      if (!gradus_weight_stats_counts (model, i))
        continue;
      if (self->n_layers == 0 || self->layers[self->n_layers - 1].layer != info->layer)
        self->layers[self->n_layers++].layer = info->layer;
      self->layers[self->n_layers - 1].n += gradus_shape_size (&info->shape);
    }
  return self;
}

GradusWeightStats *
gradus_weight_stats_ref (GradusWeightStats *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
gradus_weight_stats_unref (GradusWeightStats *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->layers);
  g_free (self);
}

const GradusLayerStats *
gradus_weight_stats_find (const GradusWeightStats *self, guint layer)
{
  for (guint i = 0; i < self->n_layers; i++)
    if (self->layers[i].layer == layer)
      return &self->layers[i];
  return NULL;
}

double
gradus_layer_stats_get_ratio (const GradusLayerStats *self)
{
  return self->weight_norm > 0 ? self->update_norm / self->weight_norm : (double) NAN;
}

double
gradus_layer_stats_get_gradient (const GradusLayerStats *self)
{
  return self->n > 0 ? self->gradient_norm / sqrt ((double) self->n) : 0;
}

/* --- Counting --- */

void
gradus_layer_stats_begin (GradusLayerStats *self)
{
  self->weight_norm = self->gradient_norm = self->update_norm = 0;
  self->range = 0;
  memset (self->weights, 0, sizeof self->weights);
  memset (self->gradients, 0, sizeof self->gradients);
  memset (self->updates, 0, sizeof self->updates);
}

/* The power of two that is not less than any weight. */
void
gradus_layer_stats_find_range (GradusLayerStats *self, gsize n, const float *weights)
{
  float largest = 0;
  int   exponent;

  for (gsize i = 0; i < n; i++)
    {
      float size = fabsf (weights[i]);

      if (size > largest && size <= G_MAXFLOAT)
        largest = size;
    }
  if (!(largest > 0))
    return;
  frexp ((double) largest, &exponent);
  self->range = MAX (self->range, ldexp (1, exponent));
}

typedef union
{
  float   value;
  guint32 bits;
} Number;

/* The exponent of a number that is not 0 stands in its bits; what is smaller or larger
 * than all bins goes into the first or the last. */
static inline void
count_power (guint32 *bins, float x)
{
  Number number = { .value = x };
  int    bin = (int) (number.bits >> 23 & 0xff) - 127 - GRADUS_STATS_FIRST_POWER;

  if ((number.bits & 0x7fffffff) != 0)
    bins[CLAMP (bin, 0, GRADUS_STATS_POWERS - 1)]++;
}

void
gradus_layer_stats_add_gradients (GradusLayerStats *self, gsize n, const float *gradients)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    {
      sum += (double) gradients[i] * (double) gradients[i];
      count_power (self->gradients, gradients[i]);
    }
  self->gradient_norm += sum;
}

void
gradus_layer_stats_add_weights (GradusLayerStats *self,
                                gsize             n,
                                const float      *before,
                                const float      *after)
{
  double sum = 0, moved = 0;
  float  scale = self->range > 0 ? (float) (GRADUS_STATS_BINS / 2 / self->range) : 0.0f;

  for (gsize i = 0; i < n; i++)
    {
      float update = after[i] - before[i];
      float bin = (after[i] * scale) + GRADUS_STATS_BINS / 2;

      sum += (double) after[i] * (double) after[i];
      moved += (double) update * (double) update;
      count_power (self->updates, update);
      if (bin >= 0.0f && bin <= (float) GRADUS_STATS_BINS)
        self->weights[MIN ((guint) bin, GRADUS_STATS_BINS - 1)]++;
    }
  self->weight_norm += sum;
  self->update_norm += moved;
}

/* So far the norms were sums of squares. */
void
gradus_layer_stats_end (GradusLayerStats *self)
{
  self->weight_norm = sqrt (self->weight_norm);
  self->gradient_norm = sqrt (self->gradient_norm);
  self->update_norm = sqrt (self->update_norm);
}
