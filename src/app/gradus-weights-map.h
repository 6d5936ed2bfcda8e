/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plot/weights-sheet.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_WEIGHTS_MAP (gradus_weights_map_get_type ())
G_DECLARE_FINAL_TYPE (GradusWeightsMap,
                      gradus_weights_map,
                      GRADUS,
                      WEIGHTS_MAP,
                      GtkWidget)

/**
 * GradusWeightsMap:
 *
 * All weights of a layer as tiles or a matrix, which can be zoomed and scrolled, and what
 * the pointer or the keys are on. Arrows go from unit to unit, in a matrix from weight to
 * weight; with Shift from weight to weight in the large unit. Plus, minus and 0 zoom.
 *
 * Signals:
 * - `unit-changed`: another unit is shown large
 * - `weight-chosen`: a click or Return on a weight
 */
/* @sheet: (transfer full) (nullable): what is shown; unit, channel, zoom and scroll are
 * the widget's */
void gradus_weights_map_set_sheet (GradusWeightsMap *self, GradusWeightsSheet *sheet);
/* Borrowed until the next sheet. */
GradusWeightsSheet *gradus_weights_map_get_sheet (GradusWeightsMap *self);
GtkWidget          *gradus_weights_map_get_canvas (GradusWeightsMap *self);
int                 gradus_weights_map_get_unit (GradusWeightsMap *self);
void                gradus_weights_map_set_unit (GradusWeightsMap *self, int unit);
/* 0 goes back to what fits. */
void     gradus_weights_map_zoom (GradusWeightsMap *self, int steps);
gboolean gradus_weights_map_can_zoom (GradusWeightsMap *self, int steps);
/* Marks weights, but says nothing about them: a bubble does that. */
void gradus_weights_map_set_quiet (GradusWeightsMap *self, gboolean is_quiet);
/* The weight that was chosen last, and where it is in the widget; FALSE: none, or it is
 * out of sight. */
gboolean gradus_weights_map_get_chosen (GradusWeightsMap  *self,
                                        GradusWeightsCell *cell,
                                        GdkRectangle      *place);
/* The weight that the pointer or the keys were on last. */
gboolean gradus_weights_map_get_pointed (GradusWeightsMap *self, GradusWeightsCell *cell);

G_END_DECLS
