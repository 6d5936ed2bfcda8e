/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/loss-plot.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/paint.h"
#include "plot/text.h"
#include "plot/ticks.h"

#define N_POINTS 240
#define ROOM_RIGHT 14.0
#define ROOM_BELOW 40.0
#define ROOM_ABOVE 20.0
#define HANDLE_RADIUS 8.0
#define MARK_RADIUS 5.0
#define DOT_RADIUS 2.8
/* Losses without limit are drawn as far as they are this share inside of their axis. */
#define EDGE 0.02

static double
evaluate (const GradusLossPlot *self, gboolean is_yes, double x, double *slope)
{
  return gradus_loss_at (self->loss, self->n_classes, is_yes, x, slope);
}

/* 1, 2, 2.5 or 5 times a power of ten, about a quarter of @range. */
static double
choose_step (double range)
{
  static const double factors[] = { 1, 2, 2.5, 5, 10 };
  double              power = pow (10, floor (log10 (range / 4)));

  for (guint i = 0; i < G_N_ELEMENTS (factors); i++)
    if (factors[i] * power * 5 >= range)
      return factors[i] * power;
  return 10 * power;
}

static void
find_y_range (const GradusLossPlot *self, GradusAxes *axes)
{
  double least = 0, most = 0;
  double step;

  for (guint i = 0; i <= N_POINTS; i++)
    {
      double share = CLAMP ((double) i / N_POINTS, EDGE, 1 - EDGE);
      double value = evaluate (self, self->is_yes,
                               axes->x_from + share * (axes->x_to - axes->x_from), NULL);

      least = MIN (least, value);
      most = MAX (most, value);
    }
  step = choose_step (MAX (most - least, 1e-6));
  axes->y_from = floor (least / step + 1e-9) * step;
  axes->y_to = ceil (most / step - 1e-9) * step;
}

void
gradus_loss_plot_get_axes (const GradusLossPlot *self,
                           const GradusTheme    *theme,
                           double                width,
                           double                height,
                           GradusAxes           *axes)
{
  GradusTicks ticks;
  double      widest = 0;

  gradus_loss_get_range (self->loss, &axes->x_from, &axes->x_to);
  find_y_range (self, axes);
  gradus_ticks_linear (&ticks, axes->y_from, axes->y_to, 4);
  for (guint i = 0; i < ticks.n_ticks; i++)
    {
      g_autofree char *text = gradus_ticks_format (&ticks, i);
      double           text_width;

      gradus_text_measure (theme, GRADUS_TEXT_CAPTION, text, &text_width, NULL);
      widest = MAX (widest, text_width);
    }
  axes->left = ceil (widest + 9 * theme->scale);
  axes->top = ROOM_ABOVE * theme->scale;
  axes->width = MAX (floor (width - axes->left - ROOM_RIGHT * theme->scale), 1);
  axes->height = MAX (floor (height - axes->top - ROOM_BELOW * theme->scale), 1);
}

static const char *
get_x_name (const GradusLossPlot *self)
{
  switch (gradus_loss_get_axis (self->loss))
    {
    case GRADUS_LOSS_AXIS_CLASS:
      return _ ("probability p given to the right class");
    case GRADUS_LOSS_AXIS_AMOUNT:
      return _ ("predicted amount p, the truth being 1");
    case GRADUS_LOSS_AXIS_MARGIN:
      return _ ("predicted score p");
    case GRADUS_LOSS_AXIS_ANGLE:
      return _ ("degrees between truth and prediction");
    case GRADUS_LOSS_AXIS_YES_NO:
    case GRADUS_LOSS_AXIS_ERROR:
    default:
      return _ ("error e = prediction − truth");
    }
}

static char *
dup_x_name (const GradusLossPlot *self)
{
  if (gradus_loss_get_axis (self->loss) == GRADUS_LOSS_AXIS_YES_NO)
    /* Translators: %s is a class, like “even” */
    return g_strdup_printf (_ ("predicted probability p of “%s”"),
                            self->yes_name != NULL ? self->yes_name : _ ("yes"));
  return g_strdup (get_x_name (self));
}
/* The letter that the axis has in the formula. */
static const char *
get_letter (const GradusLossPlot *self)
{
  GradusLossAxis axis = gradus_loss_get_axis (self->loss);

  return axis == GRADUS_LOSS_AXIS_ERROR   ? "e"
         : axis == GRADUS_LOSS_AXIS_ANGLE ? "∠"
                                          : "p";
}

static char *
format_x (const GradusLossPlot *self)
{
  return gradus_format_number (self->x,
                               gradus_loss_get_axis (self->loss) == GRADUS_LOSS_AXIS_ANGLE
                                 ? 0
                                 : 2);
}

char *
gradus_loss_plot_describe (const GradusLossPlot *self)
{
  double           slope;
  double           loss = evaluate (self, self->is_yes, self->x, &slope);
  g_autofree char *x = format_x (self);
  g_autofree char *loss_text = gradus_format_number (loss, 2);
  g_autofree char *slope_text = gradus_format_number (slope, 2);

  /* Translators: all three are numbers */
  return g_strdup_printf (_ ("At %s the loss is %s and the slope %s."), x, loss_text,
                          slope_text);
}

/* --- Drawing --- */

static void
draw_axes (cairo_t              *cr,
           const GradusTheme    *theme,
           const GradusAxes     *axes,
           const GradusLossPlot *self)
{
  GradusTicks      ticks;
  double           bottom = axes->top + axes->height;
  double           right = axes->left + axes->width;
  g_autofree char *x_name = dup_x_name (self);

  gradus_ticks_linear (&ticks, axes->y_from, axes->y_to, 4);
  for (guint i = 0; i < ticks.n_ticks; i++)
    {
      double           y = gradus_axes_y (axes, ticks.ticks[i].value);
      g_autofree char *text = gradus_ticks_format (&ticks, i);

      gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID, axes->left, y, right, y);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_END, axes->left - 7 * theme->scale, y, text);
    }
  gradus_ticks_linear (&ticks, axes->x_from, axes->x_to,
                       axes->x_to - axes->x_from > 1 ? 4 : 2);
  for (guint i = 0; i < ticks.n_ticks; i++)
    {
      double           x = gradus_axes_x (axes, ticks.ticks[i].value);
      g_autofree char *text = gradus_ticks_format (&ticks, i);

      gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID, x, axes->top, x, bottom);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_CENTER, x, bottom + 11 * theme->scale, text);
    }
  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, axes->left, bottom, right, bottom);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_CENTER,
                    axes->left + axes->width / 2, bottom + 29 * theme->scale, x_name);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                    0, axes->top - 12 * theme->scale, _ ("loss"));
}

static void
clip (cairo_t *cr, const GradusAxes *axes, double air)
{
  cairo_rectangle (cr, axes->left - air, axes->top, axes->width + 2 * air,
                   axes->height + air);
  cairo_clip (cr);
}

static void
trace_curve (cairo_t              *cr,
             const GradusAxes     *axes,
             const GradusLossPlot *self,
             gboolean              is_yes)
{
  for (guint i = 0; i <= N_POINTS; i++)
    {
      double x = axes->x_from + (axes->x_to - axes->x_from) * i / N_POINTS;
      /* Far outside, Cairo would have much to clip. */
      double y = MIN (evaluate (self, is_yes, x, NULL), 2 * axes->y_to - axes->y_from);

      cairo_line_to (cr, gradus_axes_x (axes, x), gradus_axes_y (axes, y));
    }
}

static gboolean
has_squared_error (const GradusLossPlot *self)
{
  GradusLossAxis axis = gradus_loss_get_axis (self->loss);

  return axis == GRADUS_LOSS_AXIS_CLASS || axis == GRADUS_LOSS_AXIS_YES_NO;
}

static gboolean
counts_for_yes (const GradusLossPlot *self)
{
  return gradus_loss_get_axis (self->loss) == GRADUS_LOSS_AXIS_CLASS || self->is_yes;
}

/* Probabilities are often judged by the squared error first; this is what it would say.
 */
static void
draw_squared_error (cairo_t              *cr,
                    const GradusTheme    *theme,
                    const GradusAxes     *axes,
                    const GradusLossPlot *self)
{
  const double dash[] = { 4 * theme->scale, 3 * theme->scale };
  gboolean     is_yes = counts_for_yes (self);

  if (!has_squared_error (self))
    return;
  for (guint i = 0; i <= N_POINTS; i++)
    {
      double x = (double) i / N_POINTS;
      double miss = is_yes ? 1 - x : x;

      cairo_line_to (cr, gradus_axes_x (axes, x), gradus_axes_y (axes, miss * miss));
    }
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FAINT);
  gradus_theme_set_line_width (theme, cr, 1.2);
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* Below the line, where that has come down at the end of the words; the dotted line of
 * the mark must not strike them through. */
static void
draw_squared_error_name (cairo_t              *cr,
                         const GradusTheme    *theme,
                         const GradusAxes     *axes,
                         const GradusLossPlot *self)
{
  const char *name = _ ("squared error");
  gboolean    is_yes = counts_for_yes (self);
  double      scale = theme->scale;
  double      width, miss, x, y;

  if (!has_squared_error (self))
    return;
  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, name, &width, NULL);
  miss = 1 - MIN (0.02 + width / axes->width, 1);
  x = gradus_axes_x (axes, is_yes ? 0.02 : 0.98);
  y = MIN (gradus_axes_y (axes, miss * miss) + 9 * scale,
           axes->top + axes->height - 9 * scale);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_CARD);
  cairo_rectangle (cr, is_yes ? x - 2 * scale : x - width - 2 * scale, y - 6 * scale,
                   width + 4 * scale, 12 * scale);
  cairo_fill (cr);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                    is_yes ? GRADUS_ALIGN_START : GRADUS_ALIGN_END, x, y, name);
}

static void
draw_curves (cairo_t              *cr,
             const GradusTheme    *theme,
             const GradusAxes     *axes,
             const GradusLossPlot *self)
{
  cairo_save (cr);
  clip (cr, axes, 2 * theme->scale);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  if (gradus_loss_has_two_truths (self->loss))
    {
      trace_curve (cr, axes, self, !self->is_yes);
      gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FAINT);
      gradus_theme_set_line_width (theme, cr, 1.2);
      cairo_stroke (cr);
    }
  draw_squared_error (cr, theme, axes, self);
  trace_curve (cr, axes, self, self->is_yes);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BACK);
  gradus_theme_set_line_width (theme, cr, 2.4);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* What is off the axis is drawn at its edge. */
static void
draw_samples (cairo_t              *cr,
              const GradusTheme    *theme,
              const GradusAxes     *axes,
              const GradusLossPlot *self)
{
  for (guint i = 0; i < self->n_samples; i++)
    {
      const GradusLossSample *sample = &self->samples[i];
      double                  x = CLAMP ((double) sample->x, axes->x_from, axes->x_to);
      double                  y = CLAMP ((double) sample->loss, axes->y_from, axes->y_to);

      if (gradus_loss_has_two_truths (self->loss) && !sample->is_yes != !self->is_yes)
        continue;
      cairo_new_sub_path (cr);
      cairo_arc (cr, gradus_axes_x (axes, x), gradus_axes_y (axes, y),
                 DOT_RADIUS * theme->scale, 0, 2 * G_PI);
    }
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_CARD);
  cairo_fill_preserve (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BACK);
  gradus_theme_set_line_width (theme, cr, 1.1);
  cairo_stroke (cr);
}

static void
draw_arrow (cairo_t *cr, double x, double y, double direction, double size)
{
  cairo_move_to (cr, x, y - size);
  cairo_line_to (cr, x + direction * size, y);
  cairo_line_to (cr, x, y + size);
  cairo_close_path (cr);
}

static void
draw_handle (cairo_t           *cr,
             const GradusTheme *theme,
             double             x,
             double             y,
             gboolean           has_handle)
{
  double scale = theme->scale;
  double radius = (has_handle ? HANDLE_RADIUS : MARK_RADIUS) * scale;

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_CARD);
  cairo_arc (cr, x, y, radius + 2 * scale, 0, 2 * G_PI);
  cairo_fill (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BACK);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  if (has_handle)
    {
      draw_arrow (cr, x - radius - 4 * scale, y, -1, 4 * scale);
      draw_arrow (cr, x + radius + 4 * scale, y, 1, 4 * scale);
    }
  cairo_fill (cr);
}

/* A short piece of the tangent: its slope is what training goes along. */
static void
draw_tangent (cairo_t           *cr,
              const GradusTheme *theme,
              const GradusAxes  *axes,
              double             x,
              double             y,
              double             slope)
{
  double dx = axes->width / (axes->x_to - axes->x_from);
  double dy = -slope * axes->height / (axes->y_to - axes->y_from);
  double length = hypot (dx, dy);
  double half = 34 * theme->scale;

  if (!(length > 0))
    return;
  cairo_save (cr);
  clip (cr, axes, 12 * theme->scale);
  cairo_move_to (cr, x - dx / length * half, y - dy / length * half);
  cairo_line_to (cr, x + dx / length * half, y + dy / length * half);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FG);
  gradus_theme_set_line_width (theme, cr, 1.2);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* The highest point of the curve between two places, in pixels. */
static double
find_top (const GradusLossPlot *self, const GradusAxes *axes, double left, double right)
{
  double top = axes->top + axes->height;

  for (guint i = 0; i <= 16; i++)
    {
      double x, y;

      gradus_axes_find (axes, left + (right - left) * i / 16, 0, &x, &y);
      x = CLAMP (x, axes->x_from, axes->x_to);
      top = MIN (top, gradus_axes_y (axes, evaluate (self, self->is_yes, x, NULL)));
    }
  return top;
}

/* Stands where the curve is not: above it, on the side to which it falls. */
static void
draw_reading (cairo_t              *cr,
              const GradusTheme    *theme,
              const GradusAxes     *axes,
              const GradusLossPlot *self,
              double                x,
              double                y,
              double                loss,
              double                slope)
{
  g_autofree char *number = gradus_format_number (loss, 2);
  g_autofree char *at = format_x (self);
  g_autofree char *slope_text = gradus_format_number (slope, 2);
  g_autofree char *line = NULL;
  g_autofree char *second = NULL;
  double           widths[3];
  double           scale = theme->scale;
  double           width, left;

  /* Translators: behind the loss: at which value of p (or e) */
  line = g_strdup_printf (_ ("at %s = %s"), get_letter (self), at);
  second = g_strdup_printf (_ ("slope %s"), slope_text);
  gradus_text_measure (theme, GRADUS_TEXT_HEADING, number, &widths[0], NULL);
  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, line, &widths[1], NULL);
  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, second, &widths[2], NULL);
  width = MAX (widths[0] + 6 * scale + widths[1], widths[2]);
  left = slope <= 0 ? x + 20 * scale : x - 20 * scale - width;
  left = CLAMP (left, axes->left + 4 * scale,
                MAX (axes->left + axes->width - width, axes->left + 4 * scale));
  y = MIN (y, find_top (self, axes, left, left + width)) - 32 * scale;
  y = MAX (y, axes->top + 8 * scale);
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_CARD, 0.85);
  cairo_rectangle (cr, left - 4 * scale, y - 10 * scale, width + 8 * scale, 36 * scale);
  cairo_fill (cr);
  gradus_text_draw (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    left, y, number);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                    left + widths[0] + 6 * scale, y, line);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                    left, y + 16 * scale, second);
}

static void
draw_mark (cairo_t              *cr,
           const GradusTheme    *theme,
           const GradusAxes     *axes,
           const GradusLossPlot *self)
{
  const double dots[] = { 1.5 * theme->scale, 2.5 * theme->scale };
  double       slope;
  double       loss = evaluate (self, self->is_yes, self->x, &slope);
  double       x = gradus_axes_x (axes, self->x);
  double       y = gradus_axes_y (axes, CLAMP (loss, axes->y_from, axes->y_to));

  cairo_set_dash (cr, dots, G_N_ELEMENTS (dots), 0);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BACK);
  gradus_theme_set_line_width (theme, cr, 1.2);
  cairo_move_to (cr, axes->left, y);
  cairo_line_to (cr, x, y);
  cairo_line_to (cr, x, axes->top + axes->height);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  draw_squared_error_name (cr, theme, axes, self);
  draw_tangent (cr, theme, axes, x, y, slope);
  draw_reading (cr, theme, axes, self, x, y, loss, slope);
  draw_handle (cr, theme, x, y, self->has_handle);
}

/**
 * gradus_loss_plot_draw:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @self: what is shown
 *
 * Draws what a sample costs against what the network says of it, samples of the batch as
 * dots on the curve, and a mark with loss and slope.
 */
void
gradus_loss_plot_draw (cairo_t              *cr,
                       const GradusTheme    *theme,
                       double                width,
                       double                height,
                       const GradusLossPlot *self)
{
  GradusAxes axes;

  gradus_loss_plot_get_axes (self, theme, width, height, &axes);
  draw_axes (cr, theme, &axes, self);
  draw_curves (cr, theme, &axes, self);
  draw_samples (cr, theme, &axes, self);
  if (isfinite (self->x))
    draw_mark (cr, theme, &axes, self);
  else
    draw_squared_error_name (cr, theme, &axes, self);
}
