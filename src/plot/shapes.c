/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/shapes.h"

#include <math.h>

void
gradus_shapes_rounded (cairo_t *cr,
                       double   x,
                       double   y,
                       double   width,
                       double   height,
                       double   radius)
{
  radius = MIN (radius, MIN (width, height) / 2);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

void
gradus_shapes_arrow (cairo_t           *cr,
                     const GradusTheme *theme,
                     double             from,
                     double             to,
                     double             y)
{
  double head = 9 * theme->scale;

  if (to - from < head)
    return;
  y = floor (y) + 0.5;
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FORWARD);
  gradus_theme_set_line_width (theme, cr, 1.8);
  cairo_move_to (cr, from, y);
  cairo_line_to (cr, to - head + 1, y);
  cairo_stroke (cr);
  cairo_move_to (cr, to, y);
  cairo_line_to (cr, to - head, y - head / 2);
  cairo_line_to (cr, to - head, y + head / 2);
  cairo_close_path (cr);
  cairo_fill (cr);
}
