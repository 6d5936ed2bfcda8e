/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/model.h"

G_BEGIN_DECLS

/* Bins between the largest weight and its negative. */
#define GRADUS_STATS_BINS 96
/* Bins for sizes, one for each power of two, from 2 to the power of the first. */
#define GRADUS_STATS_POWERS 56
#define GRADUS_STATS_FIRST_POWER (-44)

/**
 * GradusLayerStats:
 * @layer: number of the layer
 * @n: how many weights: those between inputs and units if there are such, else all that
 * are trained
 * @weight_norm: length of all of them as one vector, after the step
 * @gradient_norm: of their gradients, as the optimizer got them
 * @update_norm: of what the step added to them
 * @range: @weights go from −@range to @range; a power of two
 * @weights: how many weights lie in each bin
 * @gradients: how many gradients are as large as each power of two, and less than the
 * next; those that are 0 are in none
 * @updates: the same for what the step added
 *
 * What one step of training did to a layer.
 */
typedef struct
{
  guint   layer;
  gsize   n;
  double  weight_norm;
  double  gradient_norm;
  double  update_norm;
  double  range;
  guint32 weights[GRADUS_STATS_BINS];
  guint32 gradients[GRADUS_STATS_POWERS];
  guint32 updates[GRADUS_STATS_POWERS];
} GradusLayerStats;

/**
 * GradusWeightStats:
 * @step: updates made, this one included; 0 while nothing is recorded
 * @epoch: in epochs
 * @n_layers: layers that are trained
 * @layers: (array length=n_layers): in the order of the stack
 * @cost_us: microseconds that recording took
 *
 * What one step of training did. Immutable once recorded; reference-counted.
 */
typedef struct
{
  guint64           step;
  double            epoch;
  guint             n_layers;
  GradusLayerStats *layers;
  gint64            cost_us;
  gint              ref_count; /* private */
} GradusWeightStats;

GradusWeightStats *gradus_weight_stats_new (const GradusModel *model);
GradusWeightStats *gradus_weight_stats_ref (GradusWeightStats *self);
void               gradus_weight_stats_unref (GradusWeightStats *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusWeightStats, gradus_weight_stats_unref)

/* NULL if the layer is not trained. */
const GradusLayerStats *gradus_weight_stats_find (const GradusWeightStats *self,
                                                  guint                    layer);
/* How large an update is beside the weights; NaN where there are no weights. */
double gradus_layer_stats_get_ratio (const GradusLayerStats *self);
/* How large a gradient is in the root mean square. */
double gradus_layer_stats_get_gradient (const GradusLayerStats *self);
/* Whether the weight is one of those that are counted. */
gboolean gradus_weight_stats_counts (const GradusModel *model, guint weight);

/* One part of the weights of a layer at a time; add_weights() counts @before as well, so
 * that the range is known. */
void gradus_layer_stats_begin (GradusLayerStats *self);
void
gradus_layer_stats_find_range (GradusLayerStats *self, gsize n, const float *weights);
void gradus_layer_stats_add_gradients (GradusLayerStats *self,
                                       gsize             n,
                                       const float      *gradients);
void gradus_layer_stats_add_weights (GradusLayerStats *self,
                                     gsize             n,
                                     const float      *before,
                                     const float      *after);
void gradus_layer_stats_end (GradusLayerStats *self);

G_END_DECLS
