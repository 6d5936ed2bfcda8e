/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plot/figure-scatter.h"
#include "session/projector.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_MAPS (gradus_maps_get_type ())
G_DECLARE_FINAL_TYPE (GradusMaps, gradus_maps, GRADUS, MAPS, GtkWidget)

/**
 * GradusMaps:
 *
 * Samples on the maps of several layers. Points glide from one set of maps to the next;
 * the pointer shows what a point is, and a drag around points lets them stand out in all
 * maps. Keys: arrows go from point to point, a figure lets a class stand out, Return
 * chooses, Escape lets all stand out again.
 *
 * Signals:
 * - `selection-changed`
 * - `hovered`: the pointer or a key went to another point, or away
 * - `chosen` (guint sample): a click or Return on a point
 */
void gradus_maps_set_projection (GradusMaps *self, GradusProjection *projection);
void gradus_maps_set_as_marks (GradusMaps *self, gboolean as_marks);
GradusProjection *gradus_maps_get_projection (GradusMaps *self);
/* How many points stand out; NULL if all do. */
char *gradus_maps_describe_selection (GradusMaps *self);
/* What the pointer or the keys are on; NULL if on nothing. */
char *gradus_maps_describe_hovered (GradusMaps *self);
/* What the pointer or the keys are on, −1 if nothing. */
int gradus_maps_get_hovered (GradusMaps *self);
/* Whether points are on their way. */
gboolean gradus_maps_is_moving (GradusMaps *self);
/* (transfer full): what is shown, or on its way there; @plan: (nullable): the network */
GradusFigure *
gradus_maps_make_figure (GradusMaps *self, GradusPlan *plan, gboolean is_test);
/* A GradusCanvasFunc that draws the maps on any surface; @maps: a #GradusMaps. */
void gradus_maps_draw (cairo_t           *cr,
                       const GradusTheme *theme,
                       double             width,
                       double             height,
                       gpointer           maps);

G_END_DECLS
