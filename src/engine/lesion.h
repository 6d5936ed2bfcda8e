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
