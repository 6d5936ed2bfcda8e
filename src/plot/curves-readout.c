/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/curves-private.h"

#include "plot/paint.h"
#include "plot/text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define GAP 14.0
#define PADDING 12.0
#define LINE 18.0
#define SWATCH 16.0
#define COLUMN_GAP 16.0
#define N_VALUES 2
/* Training, validation, learning rate and so many earlier runs. */
#define MAX_RUNS 8
#define MAX_ROWS (4 + MAX_RUNS)

/* What is read out at one place: a row for each curve, a column for each quantity. */
typedef struct
{
  GradusToken token;
  char       *name;             /* owned */
  char       *values[N_VALUES]; /* owned, (nullable) */
} Row;

typedef struct
{
  char  *title; /* owned */
  char  *heads[N_VALUES];
  guint  n_values;
  Row    rows[MAX_ROWS];
  guint  n_rows;
  double name_width;
  double widths[N_VALUES];
} Readout;

static void
clear_readout (Readout *readout)
{
  g_free (readout->title);
  for (guint k = 0; k < N_VALUES; k++)
    g_free (readout->heads[k]);
  for (guint i = 0; i < readout->n_rows; i++)
    {
      g_free (readout->rows[i].name);
      for (guint k = 0; k < N_VALUES; k++)
        g_free (readout->rows[i].values[k]);
    }
}

static Row *
add_row (Readout *readout, GradusToken token, char *name)
{
  Row *row = &readout->rows[readout->n_rows];

  g_assert (readout->n_rows < MAX_ROWS);
  readout->n_rows++;
  row->token = token;
  row->name = name;
  return row;
}

static char *
format_if_finite (double value)
{
  return isfinite (value) ? gradus_format_value (value) : NULL;
}

/* Height of the smoothed curve at a step; NaN if the run has no such metric. */
static double
get_smoothed (const GradusCurvesTrace *trace, GradusCurvesRole role, gsize index)
{
  const GradusSeries *series = &trace->series[role];

  return index < gradus_series_get_n_points (series)
           ? (double) gradus_series_get_smoothed (series, index)
           : NAN;
}

static void
fill_training (const GradusCurvesLayout *self, Readout *readout, gsize index)
{
  Row *row = add_row (readout, GRADUS_TOKEN_TRAINING, g_strdup (_ ("training")));

  for (guint k = 0; k < readout->n_values; k++)
    row->values[k] =
      format_if_finite (get_smoothed (self->present, self->panels[k].role, index));
}

static void
fill_validation (const GradusCurvesLayout *self, Readout *readout, guint n_done)
{
  Row *row;

  if (n_done == 0 ||
      !isfinite (gradus_curves_trace_get_validation (self->present, GRADUS_CURVES_LOSS,
                                                     n_done - 1)))
    return;
  row = add_row (readout, GRADUS_TOKEN_VALIDATION,
                 g_strdup_printf (_ ("validation, epoch %u"),
                                  gradus_history_get_epoch (self->history, n_done - 1)
                                    ->epoch));
  for (guint k = 0; k < readout->n_values; k++)
    row->values[k] = format_if_finite (
      gradus_curves_trace_get_validation (self->present, self->panels[k].role,
                                          n_done - 1));
}

static double
get_run_value (const GradusCurvesLayout *self,
               const GradusCurvesTrace  *trace,
               GradusCurvesRole          role,
               gsize                     index)
{
  const GradusHistoryStep *step = gradus_history_get_step (trace->history, index);
  guint                    n_done = gradus_curves_trace_count_epochs (trace, step->step);

  if (!self->options.runs_by_validation || n_done == 0 ||
      !isfinite (gradus_curves_trace_get_validation (trace, role, n_done - 1)))
    return get_smoothed (trace, role, index);
  return gradus_curves_trace_get_validation (trace, role, n_done - 1);
}

/* A run that ended before @x has nothing to say there. */
static void
fill_run (const GradusCurvesLayout *self,
          Readout                  *readout,
          const GradusCurvesTrace  *trace,
          double                    x)
{
  gsize index = gradus_curves_trace_find (trace, self->options.in_batches, x);
  Row  *row;

  if (index >= trace->n_steps)
    return;
  row = add_row (readout, gradus_token_of_run (trace->run->color),
                 g_strdup (trace->run->title));
  for (guint k = 0; k < readout->n_values; k++)
    row->values[k] =
      format_if_finite (get_run_value (self, trace, self->panels[k].role, index));
}

static void
fill_rate (const GradusCurvesLayout *self,
           Readout                  *readout,
           const GradusCurvesTrace  *trace,
           gsize                     index)
{
  double rate = (double) gradus_history_get_step (trace->history, index)->learning_rate;

  if (self->panels[self->n_panels - 1].role == GRADUS_CURVES_RATE && isfinite (rate))
    add_row (readout, GRADUS_TOKEN_BACK, g_strdup (_ ("learning rate")))->values[0] =
      g_strdup_printf ("%.3g", rate);
}

static void
fill_readout (const GradusCurvesLayout *self,
              const GradusCurvesCursor *cursor,
              Readout                  *readout)
{
  const GradusCurvesTrace *trace = gradus_curves_layout_get_trace (self, cursor->trace);
  double                   x = gradus_curves_layout_get_cursor_x (self, cursor);

  readout->title = gradus_curves_layout_describe_step (self, cursor);
  for (guint i = 0; i < self->n_panels && self->panels[i].role != GRADUS_CURVES_RATE; i++)
    readout->heads[readout->n_values++] =
      gradus_curves_metric_title (self, self->panels[i].metric);
  if (cursor->trace == 0)
    {
      const GradusHistoryStep *step =
        gradus_history_get_step (self->history, cursor->index);

      fill_training (self, readout, cursor->index);
      fill_validation (self, readout,
                       gradus_curves_trace_count_epochs (self->present, step->step));
    }
  fill_rate (self, readout, trace, cursor->index);
  for (guint i = 0; i < MIN (self->runs->len, MAX_RUNS); i++)
    fill_run (self, readout, self->runs->pdata[i], x);
}

/* One column only says nothing that the heading of the chart does not. */
static gboolean
has_heads (const Readout *readout)
{
  return readout->n_values > 1;
}

/* Names are those of runs, which are the user's. */
#define MOST_NAME 150.0

static double
measure_readout (Readout *readout, const GradusTheme *theme)
{
  double title, total;

  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, readout->title, &title, NULL);
  for (guint k = 0; has_heads (readout) && k < readout->n_values; k++)
    gradus_text_measure (theme, GRADUS_TEXT_CAPTION, readout->heads[k],
                         &readout->widths[k], NULL);
  for (guint i = 0; i < readout->n_rows; i++)
    {
      const Row *row = &readout->rows[i];
      double     width;

      gradus_text_measure (theme, GRADUS_TEXT_READING, row->name, &width, NULL);
      readout->name_width =
        MAX (readout->name_width, MIN (width, MOST_NAME * theme->scale));
      for (guint k = 0; k < readout->n_values; k++)
        if (row->values[k] != NULL)
          {
            gradus_text_measure (theme, GRADUS_TEXT_CAPTION_BOLD, row->values[k], &width,
                                 NULL);
            readout->widths[k] = MAX (readout->widths[k], width);
          }
    }
  total = SWATCH * theme->scale + readout->name_width;
  for (guint k = 0; k < readout->n_values; k++)
    total += COLUMN_GAP * theme->scale + readout->widths[k];
  return ceil (MAX (total, title) + 2 * PADDING * theme->scale);
}

/* The right edge of a column of numbers. */
static double
get_right (const Readout *readout, const GradusTheme *theme, double right, guint column)
{
  for (guint k = readout->n_values; k-- > column + 1;)
    right -= readout->widths[k] + COLUMN_GAP * theme->scale;
  return right;
}

static void
draw_heads (const Readout     *readout,
            const GradusTheme *theme,
            cairo_t           *cr,
            double             right,
            double             middle)
{
  for (guint k = 0; k < readout->n_values; k++)
    gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_END,
                      get_right (readout, theme, right, k), middle, readout->heads[k]);
}

static void
draw_row (const Readout     *readout,
          const Row         *row,
          const GradusTheme *theme,
          cairo_t           *cr,
          double             left,
          double             right,
          double             middle)
{
  /* A rate is the same for all quantities. */
  const char *missing = row->token == GRADUS_TOKEN_BACK ? "" : "–";

  gradus_theme_set_source (theme, cr, row->token);
  gradus_shapes_rounded (cr, left, middle - 1.3 * theme->scale, 10 * theme->scale,
                         2.6 * theme->scale, 1.3 * theme->scale);
  cairo_fill (cr);
  cairo_save (cr);
  cairo_rectangle (cr, left, middle - LINE * theme->scale,
                   SWATCH * theme->scale + readout->name_width + 1,
                   2 * LINE * theme->scale);
  cairo_clip (cr);
  gradus_text_draw (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    left + SWATCH * theme->scale, middle, row->name);
  cairo_restore (cr);
  for (guint k = 0; k < readout->n_values; k++)
    gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                      GRADUS_ALIGN_END, get_right (readout, theme, right, k), middle,
                      row->values[k] != NULL ? row->values[k] : missing);
}

static void
draw_readout (const GradusCurvesLayout *self,
              Readout                  *readout,
              const GradusTheme        *theme,
              cairo_t                  *cr,
              double                    x)
{
  double scale = theme->scale;
  double width = measure_readout (readout, theme);
  double line = LINE * scale;
  guint  n_lines = readout->n_rows + 1 + (has_heads (readout) ? 1 : 0);
  double height = round (line * n_lines + 19 * scale);
  double left = round (x + GAP * scale);
  double top = round (self->panels[0].y + 21 * scale);
  double middle = top + 17 * scale;
  double inner_left, inner_right;

  if (left + width > self->width)
    left = MAX (0, round (x - GAP * scale - width));
  top = MAX (0, MIN (top, self->height - height));
  middle = top + 17 * scale;
  inner_left = left + PADDING * scale;
  inner_right = left + width - PADDING * scale;
  gradus_paint_box (cr, theme, left, top, width, height);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                    inner_left, middle, readout->title);
  if (has_heads (readout))
    draw_heads (readout, theme, cr, inner_right, middle += line);
  for (guint i = 0; i < readout->n_rows; i++)
    draw_row (readout, &readout->rows[i], theme, cr, inner_left, inner_right,
              middle += line);
}

static void
draw_dot (const GradusCurvesLayout *self,
          const GradusCurvesPanel  *panel,
          const GradusTheme        *theme,
          cairo_t                  *cr,
          GradusToken               token,
          double                    x,
          double                    value)
{
  double y = gradus_curves_panel_y_to_pixel (panel, value);

  if (isfinite (value) && y >= panel->y && y <= panel->y + panel->height)
    gradus_paint_dot (cr, theme, token, x + 0.5, y, 4 * theme->scale, 1.8 * theme->scale);
}

/* Where the line crosses the curves; validation is a point of its own and not crossed. */
static void
draw_dots (const GradusCurvesLayout *self,
           const GradusCurvesPanel  *panel,
           const GradusTheme        *theme,
           cairo_t                  *cr,
           const GradusCurvesCursor *cursor,
           double                    at,
           double                    x)
{
  for (guint i = 0; i < self->runs->len; i++)
    {
      const GradusCurvesTrace *trace = self->runs->pdata[i];
      gsize index = gradus_curves_trace_find (trace, self->options.in_batches, at);

      if (index < trace->n_steps && !self->options.runs_by_validation)
        draw_dot (self, panel, theme, cr, gradus_token_of_run (trace->run->color), x,
                  get_smoothed (trace, panel->role, index));
    }
  if (cursor->trace == 0)
    draw_dot (self, panel, theme, cr,
              panel->role == GRADUS_CURVES_RATE ? GRADUS_TOKEN_BACK
                                                : GRADUS_TOKEN_TRAINING,
              x, get_smoothed (self->present, panel->role, cursor->index));
}

/**
 * gradus_curves_draw_hover:
 * @self: an up-to-date layout
 * @theme: the theme it was made with
 * @cr: what is drawn on
 * @cursor: the step to read out
 *
 * Draws a line through all charts at a step, dots on the curves and a box with the
 * numbers of all of them.
 */
void
gradus_curves_draw_hover (const GradusCurvesLayout *self,
                          const GradusTheme        *theme,
                          cairo_t                  *cr,
                          const GradusCurvesCursor *cursor)
{
  Readout readout = { NULL };
  double  at, x;

  if (cursor->trace > self->runs->len ||
      cursor->index >= gradus_curves_layout_get_trace (self, cursor->trace)->n_steps)
    return;
  at = gradus_curves_layout_get_cursor_x (self, cursor);
  x = round (gradus_curves_layout_x_to_pixel (self, at));
  if (x < self->panels[0].x - 1 || x > self->panels[0].x + self->panels[0].width + 1)
    return;
  for (guint i = 0; i < self->n_panels; i++)
    {
      const GradusCurvesPanel *panel = &self->panels[i];

      gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, x, panel->y, x,
                             panel->y + panel->height);
      draw_dots (self, panel, theme, cr, cursor, at, x);
    }
  fill_readout (self, cursor, &readout);
  draw_readout (self, &readout, theme, cr, x);
  clear_readout (&readout);
}
