/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/paint.h"

#include <math.h>

#define BOX_RADIUS 10.0
#define SHADOW_STEPS 9

/**
 * gradus_paint_hairline:
 * @cr: what is drawn on
 * @theme: colours
 * @token: of the line
 * @x1: from
 * @y1: from
 * @x2: to
 * @y2: to
 *
 * Draws an upright or level line of one pixel that fills whole pixels.
 */
void
gradus_paint_hairline (cairo_t           *cr,
                       const GradusTheme *theme,
                       GradusToken        token,
                       double             x1,
                       double             y1,
                       double             x2,
                       double             y2)
{
  double width = MAX (1, round (theme->scale));
  /* A line of odd width lies on half pixels. */
  double shift = fmod (width, 2) / 2;

  gradus_theme_set_source (theme, cr, token);
  cairo_set_line_width (cr, width);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  if (x1 == x2)
    x1 = x2 = floor (x1) + shift;
  else
    y1 = y2 = floor (y1) + shift;
  cairo_move_to (cr, x1, y1);
  cairo_line_to (cr, x2, y2);
  cairo_stroke (cr);
}

/**
 * gradus_paint_frame:
 * @cr: what is drawn on
 * @theme: colours
 * @token: of the line
 * @x: left
 * @y: top
 * @width: of what is framed
 * @height: of what is framed
 * @radius: of the corners
 *
 * Draws a line of one pixel along the inner edge of a rectangle.
 */
void
gradus_paint_frame (cairo_t           *cr,
                    const GradusTheme *theme,
                    GradusToken        token,
                    double             x,
                    double             y,
                    double             width,
                    double             height,
                    double             radius)
{
  gradus_theme_set_source (theme, cr, token);
  cairo_set_line_width (cr, 1);
  gradus_shapes_rounded (cr, x + 0.5, y + 0.5, width - 1, height - 1, radius);
  cairo_stroke (cr);
}

/**
 * gradus_paint_box:
 * @cr: what is drawn on
 * @theme: colours
 * @x: left
 * @y: top
 * @width: of the box
 * @height: of the box
 *
 * Draws the box of a read-out: round corners, a fine border and a soft shadow.
 */
void
gradus_paint_box (cairo_t           *cr,
                  const GradusTheme *theme,
                  double             x,
                  double             y,
                  double             width,
                  double             height)
{
  double radius = BOX_RADIUS * theme->scale;

  /* Layers of thin black add up to a shadow that is darkest under the box. */
  for (int i = SHADOW_STEPS; i > 0 && !theme->high_contrast; i--)
    {
      double grow = 1.6 * i;

      cairo_set_source_rgba (cr, 0, 0, 0, theme->dark ? 0.045 : 0.014);
      gradus_shapes_rounded (cr, x - grow, y - grow + 5, width + 2 * grow,
                             height + 2 * grow, radius + grow);
      cairo_fill (cr);
    }
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_CARD);
  gradus_shapes_rounded (cr, x, y, width, height, radius);
  cairo_fill (cr);
  gradus_paint_frame (cr, theme, GRADUS_TOKEN_BORDER, x, y, width, height, radius);
}

/**
 * gradus_paint_dot:
 * @cr: what is drawn on
 * @theme: colours
 * @token: of the ring
 * @x: centre
 * @y: centre
 * @radius: of the ring
 * @line_width: of the ring; 0 fills the dot
 *
 * Draws a dot that is open, with the paper inside, or filled.
 */
void
gradus_paint_dot (cairo_t           *cr,
                  const GradusTheme *theme,
                  GradusToken        token,
                  double             x,
                  double             y,
                  double             radius,
                  double             line_width)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  gradus_theme_set_source (theme, cr, line_width > 0 ? GRADUS_TOKEN_VIEW : token);
  if (!(line_width > 0))
    {
      cairo_fill (cr);
      return;
    }
  cairo_fill_preserve (cr);
  gradus_theme_set_source (theme, cr, token);
  cairo_set_line_width (cr, line_width);
  cairo_stroke (cr);
}
