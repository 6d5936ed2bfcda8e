/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/regression.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/paint.h"
#include "plot/text.h"
#include "plot/ticks.h"

#define DOT 2.2

/* --- Said and right --- */

void
gradus_fit_get_axes (const GradusTheme *theme,
                     double             width,
                     double             height,
                     const GradusFit   *fit,
                     GradusAxes        *axes)
{
  double from, to;

  gradus_axes_fit (axes, theme, width, height, TRUE);
  gradus_axes_cover (&axes->x_from, &axes->x_to, fit->truths, fit->n, 1);
  gradus_axes_cover (&from, &to, fit->answers, fit->n, 1);
  axes->x_from = MIN (axes->x_from, from);
  axes->x_to = MAX (axes->x_to, to);
  axes->y_from = axes->x_from;
  axes->y_to = axes->x_to;
}

/**
 * gradus_fit_draw:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @fit: what is shown
 *
 * Draws a dot for each sample: the right answer to the right, what the network says
 * upwards. On the slanting line all is right.
 */
void
gradus_fit_draw (cairo_t           *cr,
                 const GradusTheme *theme,
                 double             width,
                 double             height,
                 const GradusFit   *fit)
{
  GradusAxes axes;
  double     dash[] = { 4, 3 };

  gradus_fit_get_axes (theme, width, height, fit, &axes);
  gradus_axes_draw (cr, theme, &axes, _ ("right"), _ ("said"));
  cairo_save (cr);
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_TRUTH);
  gradus_theme_set_line_width (theme, cr, 1.4);
  cairo_move_to (cr, axes.left, axes.top + axes.height);
  cairo_line_to (cr, axes.left + axes.width, axes.top);
  cairo_stroke (cr);
  cairo_restore (cr);
  for (gsize i = 0; i < fit->n; i++)
    if (isfinite (fit->truths[i]) && isfinite (fit->answers[i]))
      {
        cairo_new_sub_path (cr);
        cairo_arc (cr, gradus_axes_x (&axes, (double) fit->truths[i]),
                   gradus_axes_y (&axes, (double) fit->answers[i]), DOT * theme->scale, 0,
                   2 * G_PI);
      }
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_FORWARD, 0.55);
  cairo_fill (cr);
  if (fit->marked >= 0 && (gsize) fit->marked < fit->n)
    gradus_paint_dot (cr, theme, GRADUS_TOKEN_FG,
                      gradus_axes_x (&axes, (double) fit->truths[fit->marked]),
                      gradus_axes_y (&axes, (double) fit->answers[fit->marked]),
                      5 * theme->scale, 2 * theme->scale);
}

/* --- How a sequence goes on --- */

static void
draw_answer (cairo_t           *cr,
             const GradusTheme *theme,
             const GradusAxes  *axes,
             double             x,
             double             value,
             GradusToken        token,
             const char        *word,
             gboolean           is_open,
             double             shift)
{
  g_autofree char *number = gradus_format_signed (value, 2);
  g_autofree char *text = g_strdup_printf ("%s %s", word, number);
  double           y = gradus_axes_y (axes, value);

  gradus_paint_dot (cr, theme, token, gradus_axes_x (axes, x), y, 5 * theme->scale,
                    is_open ? 2.2 * theme->scale : 0);
  gradus_text_draw (cr, theme, GRADUS_TEXT_LABEL, token, GRADUS_ALIGN_START,
                    gradus_axes_x (axes, x) + 11 * theme->scale, y + shift, text);
}

/**
 * gradus_forecast_draw:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @forecast: what is shown
 *
 * Draws the numbers that a network is given, and behind the last one what it says and
 * what is right.
 */
void
gradus_forecast_draw (cairo_t              *cr,
                      const GradusTheme    *theme,
                      double                width,
                      double                height,
                      const GradusForecast *forecast)
{
  double     next = (double) forecast->n_steps + (forecast->is_next ? 1 : 2);
  double     scale = theme->scale;
  double     shift = 0;
  GradusAxes axes;

  gradus_axes_fit (&axes, theme, width - 92 * scale, height, FALSE);
  gradus_axes_cover (&axes.y_from, &axes.y_to, forecast->steps, forecast->n_steps, 1);
  if (isfinite (forecast->truth))
    axes.y_from = MIN (axes.y_from, forecast->truth), axes.y_to =
                                                        MAX (axes.y_to, forecast->truth);
  if (isfinite (forecast->answer))
    axes.y_from = MIN (axes.y_from, forecast->answer),
    axes.y_to = MAX (axes.y_to, forecast->answer);
  axes.x_from = 0;
  axes.x_to = next;
  gradus_axes_draw (cr, theme, &axes, _ ("step"), NULL);
  for (gsize i = 0; i < forecast->n_steps; i++)
    cairo_line_to (cr, gradus_axes_x (&axes, (double) i + 1),
                   gradus_axes_y (&axes, (double) forecast->steps[i]));
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FG);
  gradus_theme_set_line_width (theme, cr, 1.8);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
  for (gsize i = 0; i < forecast->n_steps; i++)
    gradus_paint_dot (cr, theme, GRADUS_TOKEN_FG, gradus_axes_x (&axes, (double) i + 1),
                      gradus_axes_y (&axes, (double) forecast->steps[i]), 2.6 * scale, 0);
  /* Two labels that would lie on each other part. */
  if (isfinite (forecast->truth) && isfinite (forecast->answer))
    {
      double apart =
        gradus_axes_y (&axes, forecast->truth) - gradus_axes_y (&axes, forecast->answer);

      if (fabs (apart) < 18 * scale)
        shift = (18 * scale - fabs (apart)) / 2 * (apart < 0 ? -1 : 1);
    }
  if (isfinite (forecast->truth))
    draw_answer (cr, theme, &axes, next, forecast->truth, GRADUS_TOKEN_TRUTH,
                 /* Translators: before the right number */
                 _ ("right"), TRUE, shift);
  if (isfinite (forecast->answer))
    draw_answer (cr, theme, &axes, next, forecast->answer, GRADUS_TOKEN_FORWARD,
                 /* Translators: before the number that the network says */
                 _ ("said"), FALSE, -shift);
}

/* --- A function of one input --- */

/**
 * gradus_fitted_curve_draw:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @curve: what is shown
 *
 * Draws data points, and through them the curve that the network has learned.
 */
void
gradus_fitted_curve_draw (cairo_t                 *cr,
                          const GradusTheme       *theme,
                          double                   width,
                          double                   height,
                          const GradusFittedCurve *curve)
{
  GradusAxes axes;
  double     from, to;

  gradus_axes_fit (&axes, theme, width, height, FALSE);
  gradus_axes_cover (&axes.x_from, &axes.x_to, curve->x, curve->n, 1);
  gradus_axes_cover (&axes.y_from, &axes.y_to, curve->y, curve->n, 1);
  gradus_axes_cover (&from, &to, curve->curve_y, curve->n_steps, 1);
  axes.y_from = MIN (axes.y_from, from);
  axes.y_to = MAX (axes.y_to, to);
  gradus_axes_draw (cr, theme, &axes, _ ("input"), _ ("answer"));
  for (gsize i = 0; i < curve->n; i++)
    if (isfinite (curve->x[i]) && isfinite (curve->y[i]))
      {
        cairo_new_sub_path (cr);
        cairo_arc (cr, gradus_axes_x (&axes, (double) curve->x[i]),
                   gradus_axes_y (&axes, (double) curve->y[i]), DOT * theme->scale, 0,
                   2 * G_PI);
      }
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_TRUTH, 0.6);
  cairo_fill (cr);
  for (gsize i = 0; i < curve->n_steps; i++)
    if (isfinite (curve->curve_y[i]))
      cairo_line_to (cr, gradus_axes_x (&axes, (double) curve->curve_x[i]),
                     gradus_axes_y (&axes, (double) curve->curve_y[i]));
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FORWARD);
  gradus_theme_set_line_width (theme, cr, 2.2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
}
