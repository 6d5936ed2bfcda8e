/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-studio.h"
#include "app/gradus-weights-map.h"

G_BEGIN_DECLS

/**
 * GradusWeightsHand:
 *
 * Editing by hand in a map of weights: a bubble for the weight that is chosen, units that
 * are switched off, and what comes of both.
 */
typedef struct _GradusWeightsHand GradusWeightsHand;

GradusWeightsHand *gradus_weights_hand_new (GradusWeightsMap *map); /* borrowed */
void               gradus_weights_hand_free (GradusWeightsHand *self);
void gradus_weights_hand_set_studio (GradusWeightsHand *self, GradusStudio *studio);
/* The map shows other weights. @snapshot: (nullable) */
void gradus_weights_hand_refresh (GradusWeightsHand    *self,
                                  const GradusSnapshot *snapshot);
/* Marks units of @sheet that are switched off. */
void gradus_weights_hand_mark (GradusDocument     *document,
                               GradusPlan         *plan,
                               guint               layer,
                               GradusWeightsSheet *sheet);
/* (nullable): what edits have done to loss and accuracy */
char    *gradus_weights_hand_describe (const GradusSnapshot *snapshot);
gboolean gradus_weights_hand_can_toggle (GradusWeightsHand *self);
/* Switches the unit that is shown large off or on. */
/* Puts the weight that is edited, or else pointed at, under the microscope. */
void gradus_weights_hand_examine (GradusWeightsHand *self);
void gradus_weights_hand_toggle (GradusWeightsHand *self);

G_END_DECLS
