/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/schedule-plot.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "io/csv.h"
#include "plot/paint.h"
#include "plot/report-words.h"
#include "plot/text.h"
#include "plot/ticks.h"

#define N_POINTS 360
#define N_LINES 200
#define ROOM_RIGHT 14.0
#define ROOM_BELOW 40.0
#define ROOM_ABOVE 20.0
#define DOT_RADIUS 4.5

static guint64
get_last (const GradusSchedulePlot *self)
{
  return MAX (self->n_steps, 2) - 1;
}

static double
get_rate (const GradusSchedulePlot *self, guint64 step)
{
  return gradus_schedule_get_rate (self->schedule, step);
}

/* The update that is drawn at number @i of @n places. */
static guint64
get_step (const GradusSchedulePlot *self, guint i, guint n)
{
  return (guint64) ((double) get_last (self) * i / n + 0.5);
}

static char *
format_rate (double rate)
{
  if (rate != 0 && (fabs (rate) < 1e-4 || fabs (rate) >= 1e4))
    return g_strdup_printf ("%.2g", rate);
  return g_strdup_printf ("%.3g", rate);
}

static void
find_axes (const GradusSchedulePlot *self,
           const GradusTheme        *theme,
           double                    width,
           double                    height,
           GradusAxes               *axes,
           GradusTicks              *y_ticks)
{
  double most = 0;
  double widest = 0;

  for (guint i = 0; i <= N_POINTS; i++)
    most = MAX (most, get_rate (self, get_step (self, i, N_POINTS)));
  if (!(most > 0))
    most = 1e-3;
  axes->x_from = 0;
  axes->x_to = (double) get_last (self);
  axes->y_from = 0;
  gradus_ticks_linear (y_ticks, 0, most, 4);
  axes->y_to = MAX (most * 1.04, y_ticks->step * ceil (most / y_ticks->step - 0.5));
  for (guint i = 0; i < y_ticks->n_ticks; i++)
    {
      g_autofree char *text = gradus_ticks_format (y_ticks, i);
      double           text_width;

      gradus_text_measure (theme, GRADUS_TEXT_CAPTION, text, &text_width, NULL);
      widest = MAX (widest, text_width);
    }
  axes->left = ceil (widest + 9 * theme->scale);
  axes->top = ROOM_ABOVE * theme->scale;
  axes->width = MAX (floor (width - axes->left - ROOM_RIGHT * theme->scale), 1);
  axes->height = MAX (floor (height - axes->top - ROOM_BELOW * theme->scale), 1);
}

/* In epochs where it is known how many updates one has, as the run is planned in them. */
static void
draw_x_axis (cairo_t                  *cr,
             const GradusTheme        *theme,
             const GradusAxes         *axes,
             const GradusSchedulePlot *self)
{
  GradusTicks ticks;
  double      bottom = axes->top + axes->height;
  double      unit = self->n_batches > 0 ? self->n_batches : 1;

  gradus_ticks_whole (&ticks, 0, (axes->x_to + 1) / unit, 4);
  for (guint i = 0; i < ticks.n_ticks; i++)
    {
      double           value = ticks.ticks[i].value * unit;
      double           x = gradus_axes_x (axes, MIN (value, axes->x_to));
      g_autofree char *text = gradus_ticks_format (&ticks, i);

      if (value > axes->x_to + 1.5)
        continue;
      gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID, x, axes->top, x, bottom);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_CENTER, x, bottom + 11 * theme->scale, text);
    }
  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, axes->left, bottom,
                         axes->left + axes->width, bottom);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_CENTER,
                    axes->left + axes->width / 2, bottom + 29 * theme->scale,
                    self->n_batches > 0 ? _ ("epoch") : _ ("update"));
}

static void
draw_y_axis (cairo_t           *cr,
             const GradusTheme *theme,
             const GradusAxes  *axes,
             const GradusTicks *ticks)
{
  for (guint i = 0; i < ticks->n_ticks; i++)
    {
      double           y = gradus_axes_y (axes, ticks->ticks[i].value);
      g_autofree char *text = gradus_ticks_format (ticks, i);

      if (y < axes->top - 0.5)
        continue;
      gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID, axes->left, y,
                             axes->left + axes->width, y);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_END, axes->left - 7 * theme->scale, y, text);
    }
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                    0, axes->top - 12 * theme->scale, _ ("learning rate"));
}

static void
draw_curve (cairo_t                  *cr,
            const GradusTheme        *theme,
            const GradusAxes         *axes,
            const GradusSchedulePlot *self)
{
  for (guint i = 0; i <= N_POINTS; i++)
    {
      guint64 step = get_step (self, i, N_POINTS);

      cairo_line_to (cr, gradus_axes_x (axes, (double) step),
                     gradus_axes_y (axes, get_rate (self, step)));
    }
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BACK);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  gradus_theme_set_line_width (theme, cr, 2.2);
  cairo_stroke (cr);
}

/* Where training is: a line, a dot, and the rate of the next update. */
static void
draw_present (cairo_t                  *cr,
              const GradusTheme        *theme,
              const GradusAxes         *axes,
              const GradusSchedulePlot *self)
{
  const double     dots[] = { 1.5 * theme->scale, 2.5 * theme->scale };
  double           rate = get_rate (self, self->step);
  g_autofree char *text = format_rate (rate);
  double           x = gradus_axes_x (axes, MIN ((double) self->step, axes->x_to));
  double           y = gradus_axes_y (axes, MIN (rate, axes->y_to));
  gboolean         is_right = x < axes->left + axes->width * 0.6;
  double           gap = 9 * theme->scale;

  cairo_set_dash (cr, dots, G_N_ELEMENTS (dots), 0);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BACK);
  gradus_theme_set_line_width (theme, cr, 1.2);
  cairo_move_to (cr, x, axes->top);
  cairo_line_to (cr, x, axes->top + axes->height);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  gradus_paint_dot (cr, theme, GRADUS_TOKEN_BACK, x, y, DOT_RADIUS * theme->scale, 0);
  gradus_text_draw (cr, theme, GRADUS_TEXT_LABEL, GRADUS_TOKEN_BACK,
                    is_right ? GRADUS_ALIGN_START : GRADUS_ALIGN_END,
                    is_right ? x + gap : x - gap,
                    MAX (y - 10 * theme->scale, axes->top + 6 * theme->scale), text);
}

/**
 * gradus_schedule_plot_draw:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @self: what is shown
 *
 * Draws the learning rate over the planned run and where training is in it.
 */
void
gradus_schedule_plot_draw (cairo_t                  *cr,
                           const GradusTheme        *theme,
                           double                    width,
                           double                    height,
                           const GradusSchedulePlot *self)
{
  GradusAxes  axes;
  GradusTicks y_ticks;

  find_axes (self, theme, width, height, &axes, &y_ticks);
  draw_y_axis (cr, theme, &axes, &y_ticks);
  draw_x_axis (cr, theme, &axes, self);
  draw_curve (cr, theme, &axes, self);
  if (self->step > 0)
    draw_present (cr, theme, &axes, self);
}

char *
gradus_schedule_plot_describe (const GradusSchedulePlot *self)
{
  g_autofree char *first = format_rate (get_rate (self, 0));
  g_autofree char *last = format_rate (get_rate (self, get_last (self)));
  g_autofree char *n = gradus_report_format_count (self->n_steps);
  g_autofree char *now = NULL;
  g_autofree char *step = NULL;

  if (self->step == 0)
    /* Translators: two learning rates and a number of updates */
    return g_strdup_printf (_ ("The rate goes from %s to %s in %s updates."), first, last,
                            n);
  now = format_rate (get_rate (self, self->step));
  step = gradus_report_format_count (self->step);
  /* Translators: two learning rates, a number of updates, another one and its rate */
  return g_strdup_printf (
    _ ("The rate goes from %s to %s in %s updates; after %s it is %s."), first, last, n,
    step, now);
}

/* --- As a figure --- */

typedef struct
{
  GradusSchedulePlot plot;
  GradusConfig      *schedule;
} Schedule;

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gconstpointer      data)
{
  gradus_schedule_plot_draw (cr, theme, width, height, &((const Schedule *) data)->plot);
}

static char *
write_numbers (gconstpointer data)
{
  const GradusSchedulePlot *plot = &((const Schedule *) data)->plot;
  GString                  *csv = g_string_new ("update,learning_rate\n");
  guint                     n = (guint) MIN (get_last (plot), N_LINES);

  for (guint i = 0; i <= n; i++)
    {
      guint64 step = get_step (plot, i, n);

      g_string_append_printf (csv, "%" G_GUINT64_FORMAT, step);
      gradus_csv_append_number (csv, get_rate (plot, step));
      g_string_append_c (csv, '\n');
    }
  return g_string_free (csv, FALSE);
}

static void
free_schedule (gpointer data)
{
  Schedule *self = data;

  gradus_config_free (self->schedule);
  g_free (self);
}

const GradusFigureKind gradus_figure_schedule = {
  .id = "schedule",
  .title = N_ ("Learning rate over the run"),
  .width = 520,
  .height = 320,
  .least_width = 240,
  .least_height = 150,
  .draw = draw,
  .to_csv = write_numbers,
  .free_data = free_schedule,
};

/**
 * gradus_figure_schedule_new:
 * @plot: how the learning rate changes
 *
 * Returns: (transfer full): its curve as a figure
 */
GradusFigure *
gradus_figure_schedule_new (const GradusSchedulePlot *plot)
{
  const GradusKind *kind = gradus_config_get_kind (plot->schedule);
  GradusFigureWords words = { .reading = _ (kind->summary) };
  Schedule         *self = g_new0 (Schedule, 1);

  self->plot = *plot;
  self->plot.schedule = self->schedule = gradus_config_copy (plot->schedule);
  return gradus_figure_new (&gradus_figure_schedule, &words, self);
}
