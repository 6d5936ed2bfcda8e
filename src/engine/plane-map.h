/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/model.h"

G_BEGIN_DECLS

/**
 * GradusPlaneMap:
 * @n: cells along each side
 * @left: where the first column begins
 * @right: where the last column ends
 * @bottom: where the last row ends
 * @top: where the first row begins
 * @n_classes: classes that can be answered
 * @answers: (shape n, n): what the network answers in the middle of each cell
 * @confidences: (shape n, n): the number that it gives this answer
 * @field: (shape n, n): with two classes, the number for the second one; else that of the
 * answer
 *
 * What a network of two inputs answers over a part of the plane. Rows go down.
 */
typedef struct
{
  guint   n;
  double  left, right, bottom, top;
  guint   n_classes;
  guint8 *answers;
  float  *confidences;
  float  *field;
} GradusPlaneMap;

GradusPlaneMap *gradus_plane_map_new (guint  n,
                                      double left,
                                      double right,
                                      double bottom,
                                      double top,
                                      guint  n_classes);
void            gradus_plane_map_free (GradusPlaneMap *self);
void gradus_plane_map_run_row (GradusPlaneMap *self, GradusModel *model, guint row);

/**
 * GradusBentGrid:
 * @layer: whose two units are the new coordinates
 * @n_lines: lines in each direction
 * @n_steps: points of a line
 * @places: (shape 2, n_lines, n_steps, 2): where the points of the upright and then of
 * the level lines come to lie
 *
 * The coordinate grid of the plane as a layer of two units sees it.
 */
typedef struct
{
  guint  layer;
  guint  n_lines;
  guint  n_steps;
  float *places;
} GradusBentGrid;

/* The last layer of two units before the output, -1 if there is none. */
int             gradus_bent_grid_find_layer (GradusPlan *plan);
GradusBentGrid *gradus_bent_grid_new (GradusModel *model,
                                      guint        layer,
                                      double       left,
                                      double       right,
                                      double       bottom,
                                      double       top);
void            gradus_bent_grid_free (GradusBentGrid *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusPlaneMap, gradus_plane_map_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusBentGrid, gradus_bent_grid_free)

G_END_DECLS
