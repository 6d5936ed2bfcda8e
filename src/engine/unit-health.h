/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/model.h"

G_BEGIN_DECLS

/* A unit is saturated if it is this near to an end of what it can put out … */
#define GRADUS_SATURATION_MARGIN 0.02
/* … for this part of the samples. */
#define GRADUS_SATURATION_SHARE 0.95

/**
 * GradusLayerHealth:
 * @layer: number of the layer
 * @n_units: how many it has: the last axis of what it puts out
 * @n_dead: units that put out the same for every sample, so that nothing can be learned
 * from them
 * @n_saturated: other units that are nearly always at an end of what they can put out,
 * where an activation is flat
 * @can_saturate: whether the activation has two ends
 * @states: (array length=n_units): a #GradusUnitState for each
 *
 * How the units of a layer with weights answer to samples.
 */
typedef struct
{
  guint    layer;
  guint    n_units;
  guint    n_dead;
  guint    n_saturated;
  gboolean can_saturate;
  guint8  *states;
} GradusLayerHealth;

typedef enum
{
  GRADUS_UNIT_WELL,
  GRADUS_UNIT_DEAD,
  GRADUS_UNIT_SATURATED,
} GradusUnitState;

/* (element-type GradusLayerHealth) (transfer full): of the layers with weights and units.
 * @x: (n, input) */
GArray *gradus_unit_health_measure (GradusModel *model, gsize n, const float *x);
/* The states of one layer's units from what it puts out: @y: (n_rows, n_units) */
void gradus_layer_health_judge (GradusLayerHealth *self,
                                gsize              n_rows,
                                const float       *y,
                                double             least,
                                double             most);

G_END_DECLS
