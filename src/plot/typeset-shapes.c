/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/typeset-shapes.h"

/* All paths are in a rectangle at the origin; @w and @h are its sides. */

static void
trace_root (cairo_t *cr, double w, double h, double pen)
{
  cairo_move_to (cr, pen, 0.62 * h);
  cairo_line_to (cr, 0.28 * w, 0.54 * h);
  cairo_line_to (cr, 0.52 * w, h - pen / 2);
  cairo_line_to (cr, w, pen / 2);
}

static void
trace_tilde (cairo_t *cr, double w, double h)
{
  cairo_move_to (cr, 0, 0.8 * h);
  cairo_curve_to (cr, 0.3 * w, -0.5 * h, 0.6 * w, 1.6 * h, w, 0.2 * h);
}

static void
trace_brace (cairo_t *cr, double w, double h)
{
  double bend = w < h / 4 ? w : h / 4;

  cairo_move_to (cr, 0.85 * w, 0);
  cairo_curve_to (cr, 0.5 * w, 0, 0.45 * w, 0.2 * bend, 0.45 * w, bend);
  cairo_line_to (cr, 0.45 * w, h / 2 - bend);
  cairo_curve_to (cr, 0.45 * w, h / 2 - 0.3 * bend, 0.35 * w, h / 2, 0.05 * w, h / 2);
  cairo_curve_to (cr, 0.35 * w, h / 2, 0.45 * w, h / 2 + 0.3 * bend, 0.45 * w,
                  h / 2 + bend);
  cairo_line_to (cr, 0.45 * w, h - bend);
  cairo_curve_to (cr, 0.45 * w, h - 0.2 * bend, 0.5 * w, h, 0.85 * w, h);
}

/* @from: the side of the ends, as a share of the width; @to: that of the belly */
static void
trace_paren (cairo_t *cr, double w, double h, double from, double to)
{
  cairo_move_to (cr, from * w, 0);
  cairo_curve_to (cr, to * w, 0.3 * h, to * w, 0.7 * h, from * w, h);
}

static void
trace_bracket (cairo_t *cr, double w, double h, double from, double to)
{
  cairo_move_to (cr, from * w, 0);
  cairo_line_to (cr, to * w, 0);
  cairo_line_to (cr, to * w, h);
  cairo_line_to (cr, from * w, h);
}

static void
trace (cairo_t *cr, GradusTypesetShape shape, double w, double h, double pen)
{
  switch (shape)
    {
    case GRADUS_SHAPE_RULE:
      cairo_move_to (cr, 0, h / 2);
      cairo_line_to (cr, w, h / 2);
      break;
    case GRADUS_SHAPE_ROOT:
      trace_root (cr, w, h, pen);
      break;
    case GRADUS_SHAPE_HAT:
      cairo_move_to (cr, 0, h);
      cairo_line_to (cr, w / 2, 0);
      cairo_line_to (cr, w, h);
      break;
    case GRADUS_SHAPE_TILDE:
      trace_tilde (cr, w, h);
      break;
    case GRADUS_SHAPE_BAR:
      cairo_move_to (cr, w / 2, 0);
      cairo_line_to (cr, w / 2, h);
      break;
    case GRADUS_SHAPE_BRACE:
      trace_brace (cr, w, h);
      break;
    case GRADUS_SHAPE_LEFT_PAREN:
      trace_paren (cr, w, h, 0.9, 0.16);
      break;
    case GRADUS_SHAPE_RIGHT_PAREN:
      trace_paren (cr, w, h, 0.1, 0.84);
      break;
    case GRADUS_SHAPE_LEFT_BRACKET:
      trace_bracket (cr, w, h, 0.8, 0.3);
      break;
    case GRADUS_SHAPE_RIGHT_BRACKET:
    default:
      trace_bracket (cr, w, h, 0.2, 0.7);
      break;
    }
}

/**
 * gradus_typeset_draw_shape:
 * @cr: what is drawn on, with its colour
 * @shape: which sign
 * @x: left edge
 * @y: upper edge
 * @width: of the sign
 * @height: of the sign
 * @pen: how thick its lines are
 */
void
gradus_typeset_draw_shape (cairo_t           *cr,
                           GradusTypesetShape shape,
                           double             x,
                           double             y,
                           double             width,
                           double             height,
                           double             pen)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_new_path (cr);
  trace (cr, shape, width, height, pen);
  cairo_set_line_width (cr, pen);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_stroke (cr);
  cairo_restore (cr);
}
