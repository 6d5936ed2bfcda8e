/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/model.h"

G_BEGIN_DECLS

/**
 * GradusLesion:
 * @uid: a layer
 * @unit: one of its units
 *
 * A unit that is switched off.
 */
typedef struct
{
  guint64 uid;
  guint   unit;
} GradusLesion;

/**
 * GradusSilence:
 * @lesion: a unit that is switched off
 * @n_weights: how many weights gradus_lesion_find() finds for it
 * @weights: (owned) (array length=n_weights): what they were before, in that order
 *
 * What a unit said, for when it is switched on again.
 */
typedef struct
{
  GradusLesion lesion;
  gsize        n_weights;
  float       *weights;
} GradusSilence;

/* (element-type GradusSilence) (transfer full) */
GPtrArray *gradus_silences_new (void);
void       gradus_silences_add (GPtrArray          *self,
                                const GradusLesion *lesion,
                                const float        *weights,
                                gsize               n_weights);
/* (nullable): NULL if nothing is known of it. @self: (nullable) */
const GradusSilence *gradus_silences_find (const GPtrArray    *self,
                                           const GradusLesion *lesion);

/**
 * GradusWeightPlace:
 * @weight: in the model's list
 * @index: of the number in it
 *
 * One number among the weights of a model.
 */
typedef struct
{
  guint weight;
  gsize index;
} GradusWeightPlace;

/* (element-type GradusWeightPlace) (transfer full) (nullable): what a unit says to the
 * layers after it; NULL if there are no such weights, as in the last layer, or they do
 * not belong to it alone. */
GArray *gradus_lesion_find (GradusPlan *plan, guint layer, guint unit);

G_END_DECLS
