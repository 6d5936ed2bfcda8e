/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/plane-map.h"
#include "plot/axes.h"

G_BEGIN_DECLS

/**
 * GradusPlane:
 * @map: (nullable): what the network answers where
 * @left: of the part that is shown
 * @right: likewise
 * @bottom: likewise
 * @top: likewise
 * @n_classes: how many there are
 * @n_points: data points
 * @points: (shape n_points, 2): where they lie
 * @classes: (shape n_points): what they are
 * @answers: (nullable) (shape n_points): what the network takes them for
 * @has_probe: whether one point is looked at
 * @probe: where it is
 *
 * A plane in which a network of two inputs draws its line. All is borrowed.
 */
typedef struct
{
  const GradusPlaneMap *map;
  double                left, right, bottom, top;
  guint                 n_classes;
  gsize                 n_points;
  const float          *points;
  const guint8         *classes;
  const guint8         *answers;
  gboolean              has_probe;
  double                probe[2];
} GradusPlane;

/* How a class looks: orange and blue for two, else its own colour. */
GradusToken gradus_plane_get_token (guint class_index, guint n_classes);
void        gradus_plane_get_axes (const GradusTheme *theme,
                                   double             width,
                                   double             height,
                                   const GradusPlane *plane,
                                   GradusAxes        *axes);
void        gradus_plane_draw (cairo_t           *cr,
                               const GradusTheme *theme,
                               double             width,
                               double             height,
                               const GradusPlane *plane);

/* @plane: its points and probe are in the layer's coordinates */
void gradus_bent_grid_draw (cairo_t              *cr,
                            const GradusTheme    *theme,
                            double                width,
                            double                height,
                            const GradusBentGrid *grid,
                            const GradusPlane    *plane);

G_END_DECLS
