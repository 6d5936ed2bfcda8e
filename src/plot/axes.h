/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/theme.h"

G_BEGIN_DECLS

/**
 * GradusAxes:
 * @left: of the area in pixels
 * @top: of the area in pixels
 * @width: of the area
 * @height: of the area
 * @x_from: number at the left edge
 * @x_to: number at the right edge
 * @y_from: number at the lower edge
 * @y_to: number at the upper edge
 *
 * An area in which two numbers are a place.
 */
typedef struct
{
  double left, top, width, height;
  double x_from, x_to, y_from, y_to;
} GradusAxes;

double gradus_axes_x (const GradusAxes *self, double x);
double gradus_axes_y (const GradusAxes *self, double y);
/* From a place in pixels; FALSE: outside of the area. */
gboolean
gradus_axes_find (const GradusAxes *self, double px, double py, double *x, double *y);
/* Leaves room for numbers at the left and below. @is_square: one unit is equally long in
 * both directions, where the ranges are equal. */
void gradus_axes_fit (GradusAxes        *self,
                      const GradusTheme *theme,
                      double             width,
                      double             height,
                      gboolean           is_square);
/* Ranges with a little air around all values; finite ones count. */
void
gradus_axes_cover (double *from, double *to, const float *values, gsize n, gsize stride);
void gradus_axes_draw (cairo_t           *cr,
                       const GradusTheme *theme,
                       const GradusAxes  *self,
                       const char        *x_name,
                       const char        *y_name);

/* A mark for a class: a disc, a triangle, a square or a diamond, so that colour is not
 * alone. Only the path. */
void
gradus_axes_mark (cairo_t *cr, guint class_index, double px, double py, double radius);

G_END_DECLS
