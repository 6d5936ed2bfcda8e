/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/curves.h"

#include "plot/paint.h"
#include "plot/text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define RAW_WIDTH 0.8
#define RAW_ALPHA 0.13
#define TRAINING_WIDTH 2.2
#define VALIDATION_WIDTH 1.8
#define CIRCLE_RADIUS 4.5
#define LEAVE_ROOM 3.0
#define READOUT_GAP 14.0
#define READOUT_PADDING 12.0
#define READOUT_LINE 18.0
#define MAX_READOUT_ROWS 4

static const GradusToken curve_tokens[GRADUS_N_CURVES] = {
  [GRADUS_CURVE_TRAINING] = GRADUS_TOKEN_TRAINING,
  [GRADUS_CURVE_VALIDATION] = GRADUS_TOKEN_VALIDATION,
};

static void
draw_y_axis (const GradusCurvesPanel *panel, const GradusTheme *theme, cairo_t *cr)
{
  for (guint i = 0; i < panel->ticks.n_ticks; i++)
    {
      const GradusTick *tick = &panel->ticks.ticks[i];
      g_autofree char  *label = NULL;
      double            y = round (gradus_curves_panel_y_to_pixel (panel, tick->value));

      if (!tick->labelled)
        {
          gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, panel->x - 4, y, panel->x,
                                 y);
          continue;
        }
      label = gradus_ticks_format (&panel->ticks, i);
      gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID, panel->x, y,
                             panel->x + panel->width, y);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_END, panel->x - 8 * theme->scale, y + 0.5, label);
    }
}

/* Lines stand at epochs, but not closer than eight pixels. */
static void
draw_epoch_lines (const GradusCurvesLayout *self,
                  const GradusCurvesPanel  *panel,
                  const GradusTheme        *theme,
                  cairo_t                  *cr)
{
  double one = self->options.in_batches && self->n_batches > 0 ? self->n_batches : 1;
  double step = one;

  if (self->options.in_batches && self->n_batches == 0)
    return;
  while (panel->width * step / self->x_maximum < 8 * theme->scale)
    step *= step == 2 * one ? 2.5 : 2;
  for (double x = 0; x <= self->x_maximum * (1 + 1e-9); x += step)
    {
      double at = gradus_curves_layout_x_to_pixel (self, x);

      gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID, at, panel->y, at,
                             panel->y + panel->height);
    }
}

static void
draw_x_axis (const GradusCurvesLayout *self,
             const GradusCurvesPanel  *panel,
             gboolean                  is_last,
             const GradusTheme        *theme,
             cairo_t                  *cr)
{
  double      bottom = panel->y + panel->height;
  double      middle = bottom + 14.5 * theme->scale;
  double      right = panel->x + panel->width;
  const char *unit = self->options.in_batches ? _ ("batch") : _ ("epoch");

  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, panel->x, bottom, right, bottom);
  for (guint i = 0; i < self->x_ticks.n_ticks; i++)
    {
      g_autofree char *label = gradus_ticks_format (&self->x_ticks, i);
      double x = gradus_curves_layout_x_to_pixel (self, self->x_ticks.ticks[i].value);

      if (self->options.in_batches)
        gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, x, bottom, x, bottom + 4);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_CENTER, x, middle, label);
    }
  if (is_last)
    gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                      GRADUS_ALIGN_START,
                      right + (self->options.in_batches ? 28 : 16) * theme->scale, middle,
                      unit);
}

static void
draw_heading (const GradusCurvesLayout *self,
              const GradusCurvesPanel  *panel,
              const GradusTheme        *theme,
              cairo_t                  *cr)
{
  g_autofree char *title = gradus_curves_metric_title (self, panel->metric);
  double           widest = 0;

  /* It begins where the axis numbers begin. */
  for (guint i = 0; i < panel->ticks.n_ticks; i++)
    {
      g_autofree char *label = gradus_ticks_format (&panel->ticks, i);
      double           width;

      gradus_text_measure (theme, GRADUS_TEXT_CAPTION, label, &width, NULL);
      if (panel->ticks.ticks[i].labelled)
        widest = MAX (widest, width);
    }
  gradus_text_draw (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    MIN (1, panel->x - 8 * theme->scale - widest),
                    panel->y - 21 * theme->scale, title);
}

static void
add_point (const GradusCurvesLayout *self,
           const GradusCurvesPanel  *panel,
           cairo_t                  *cr,
           double                    x,
           double                    value)
{
  cairo_line_to (cr, gradus_curves_layout_x_to_pixel (self, x),
                 gradus_curves_panel_y_to_pixel (panel, value));
}

/* From the smallest to the largest number of every column, beginning with the one that is
 * nearer to where the line is. */
static void
trace_raw (const GradusCurvesLayout *self, const GradusCurvesPanel *panel, cairo_t *cr)
{
  double at = NAN;

  for (guint i = 0; i < panel->series.n_columns; i++)
    {
      const GradusSeriesColumn *column = &panel->series.raw[i];
      double                    x = (column->x_first + column->x_last) / 2;
      double                    low = column->minimum, high = column->maximum;
      gboolean                  up;

      if (column->n_points == 0)
        continue;
      up = isnan (at) ? column->minimum_first : fabs (at - low) <= fabs (at - high);
      add_point (self, panel, cr, x, up ? low : high);
      add_point (self, panel, cr, x, up ? high : low);
      at = up ? high : low;
    }
}

/* Where most points of a column are, the ink is denser, as that of many thin lines is:
 * within one standard deviation of their mean. */
static void
trace_density (const GradusCurvesLayout *self,
               const GradusCurvesPanel  *panel,
               cairo_t                  *cr)
{
  for (guint i = 0; i < panel->series.n_columns; i++)
    {
      const GradusSeriesColumn *column = &panel->series.raw[i];
      double                    x = (column->x_first + column->x_last) / 2;
      double                    mean, deviation;

      if (column->n_points < 3)
        continue;
      mean = column->sum / column->n_points;
      deviation =
        sqrt (fmax (0, column->sum_of_squares / column->n_points - mean * mean));
      cairo_new_sub_path (cr);
      add_point (self, panel, cr, x, fmax (mean - deviation, column->minimum));
      add_point (self, panel, cr, x, fmin (mean + deviation, column->maximum));
    }
}

static void
draw_raw (const GradusCurvesLayout *self,
          const GradusCurvesPanel  *panel,
          const GradusTheme        *theme,
          cairo_t                  *cr)
{
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_TRAINING,
                                 theme->high_contrast ? 2 * RAW_ALPHA : RAW_ALPHA);
  cairo_set_line_width (cr, RAW_WIDTH * theme->scale);
  trace_raw (self, panel, cr);
  cairo_stroke (cr);
  trace_density (self, panel, cr);
  cairo_stroke (cr);
}

/* First, smallest, largest and last number of every column give the same line as all of
 * them would. */
static void
trace_smoothed (const GradusCurvesLayout *self,
                const GradusCurvesPanel  *panel,
                cairo_t                  *cr)
{
  for (guint i = 0; i < panel->series.n_columns; i++)
    {
      const GradusSeriesColumn *column = &panel->series.smoothed[i];
      double                    middle = (column->x_first + column->x_last) / 2;
      gboolean                  up = column->minimum_first;

      if (column->n_points == 0)
        continue;
      add_point (self, panel, cr, column->x_first, column->first);
      if (column->n_points > 2)
        {
          add_point (self, panel, cr, middle, up ? column->minimum : column->maximum);
          add_point (self, panel, cr, middle, up ? column->maximum : column->minimum);
        }
      if (column->n_points > 1)
        add_point (self, panel, cr, column->x_last, column->last);
    }
}

/* Epochs that are drawn: all, or so many that two lie in a pixel. */
static guint
choose_epoch_stride (const GradusCurvesLayout *self, const GradusCurvesPanel *panel)
{
  return 1 + (guint) (self->n_epochs / (2 * MAX (panel->width, 1)));
}

static void
draw_validation (const GradusCurvesLayout *self,
                 const GradusCurvesPanel  *panel,
                 const GradusTheme        *theme,
                 cairo_t                  *cr)
{
  guint  stride = choose_epoch_stride (self, panel);
  double spacing = panel->width / MAX (self->options.in_batches && self->n_batches > 0
                                         ? self->x_maximum / self->n_batches
                                         : self->x_maximum,
                                       1);

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VALIDATION);
  cairo_set_line_width (cr, VALIDATION_WIDTH * theme->scale);
  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < self->n_epochs; i += stride)
        {
          double value =
            gradus_curves_panel_get_validation (panel,
                                                gradus_history_get_epoch (self->history,
                                                                          i));
          double x = gradus_curves_layout_get_epoch_x (self, i);

          if (!isfinite (value))
            continue;
          if (pass == 0)
            add_point (self, panel, cr, x, value);
          else if (spacing >= 2.5 * CIRCLE_RADIUS * theme->scale)
            gradus_paint_dot (cr, theme, GRADUS_TOKEN_VALIDATION,
                              gradus_curves_layout_x_to_pixel (self, x),
                              gradus_curves_panel_y_to_pixel (panel, value),
                              CIRCLE_RADIUS * theme->scale,
                              VALIDATION_WIDTH * theme->scale);
        }
      if (pass == 0)
        cairo_stroke (cr);
    }
}

static void
draw_end (const GradusCurvesLayout *self,
          const GradusCurvesPanel  *panel,
          const GradusTheme        *theme,
          cairo_t                  *cr)
{
  double x, y, arm = 6 * theme->scale;

  if (isnan (panel->series.x_last))
    return;
  x = gradus_curves_layout_x_to_pixel (self, panel->series.x_last);
  y = panel->labels[GRADUS_CURVE_TRAINING].end_y;
  if (!self->options.diverged && !panel->series.ends_not_finite)
    {
      if (y >= panel->y - LEAVE_ROOM && y <= panel->y + panel->height + LEAVE_ROOM)
        gradus_paint_dot (cr, theme, GRADUS_TOKEN_TRAINING, x, y, 4.5 * theme->scale, 0);
      return;
    }
  /* Where the curve ends for good, even if that is above the axis. */
  y = CLAMP (y, panel->y, panel->y + panel->height);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ERROR);
  cairo_set_line_width (cr, 2.4 * theme->scale);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to (cr, x - arm, y - arm);
  cairo_line_to (cr, x + arm, y + arm);
  cairo_move_to (cr, x + arm, y - arm);
  cairo_line_to (cr, x - arm, y + arm);
  cairo_stroke (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
}

static void
draw_label (const GradusCurvesLayout *self,
            const GradusCurvesPanel  *panel,
            GradusCurve               curve,
            const GradusTheme        *theme,
            cairo_t                  *cr)
{
  const GradusCurveLabel *label = &panel->labels[curve];
  g_autofree char        *number = gradus_format_value (label->value);
  g_autofree char        *text = NULL;
  double                  x =
    self->n_epochs > 0 ? gradus_curves_layout_get_epoch_x (self, self->n_epochs - 1) : 0;

  if (!label->shown)
    return;
  text =
    g_strdup_printf ("%s %s",
                     curve == GRADUS_CURVE_TRAINING ? _ ("training") : _ ("validation"),
                     number);
  x = gradus_curves_layout_x_to_pixel (self, fmax (x, panel->series.x_last));
  gradus_text_draw (cr, theme, GRADUS_TEXT_LABEL, curve_tokens[curve], GRADUS_ALIGN_START,
                    x + 14 * theme->scale, label->middle, text);
}

static void
draw_curves (const GradusCurvesLayout *self,
             const GradusCurvesPanel  *panel,
             const GradusTheme        *theme,
             cairo_t                  *cr)
{
  cairo_save (cr);
  /* Curves that go beyond the axis are seen to leave. */
  cairo_rectangle (cr, panel->x, panel->y - LEAVE_ROOM, panel->width + 6,
                   panel->height + 2 * LEAVE_ROOM);
  cairo_clip (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  draw_raw (self, panel, theme, cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_TRAINING);
  cairo_set_line_width (cr, TRAINING_WIDTH * theme->scale);
  trace_smoothed (self, panel, cr);
  cairo_stroke (cr);
  cairo_restore (cr);

  cairo_save (cr);
  cairo_rectangle (cr, panel->x - 6, panel->y - 6, panel->width + 12, panel->height + 12);
  cairo_clip (cr);
  draw_validation (self, panel, theme, cr);
  draw_end (self, panel, theme, cr);
  cairo_restore (cr);
}

static void
draw_sentence (const GradusCurvesLayout *self, const GradusTheme *theme, cairo_t *cr)
{
  const GradusCurvesPanel *panel = &self->panels[0];

  gradus_text_draw (cr, theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_DIM, GRADUS_ALIGN_CENTER,
                    panel->x + panel->width / 2, panel->y + panel->height / 2,
                    _ ("Press Train and watch the loss go down."));
}

/**
 * gradus_curves_draw:
 * @self: an up-to-date layout
 * @theme: the theme it was made with
 * @cr: what is drawn on; the background is left alone
 *
 * Draws axes, curves and their labels. Takes time by the number of columns, not by that
 * of points.
 */
void
gradus_curves_draw (const GradusCurvesLayout *self, const GradusTheme *theme, cairo_t *cr)
{
  for (guint i = 0; i < self->n_panels; i++)
    {
      const GradusCurvesPanel *panel = &self->panels[i];

      draw_heading (self, panel, theme, cr);
      draw_epoch_lines (self, panel, theme, cr);
      draw_y_axis (panel, theme, cr);
      draw_x_axis (self, panel, i + 1 == self->n_panels, theme, cr);
      draw_curves (self, panel, theme, cr);
      for (guint k = 0; k < GRADUS_N_CURVES; k++)
        draw_label (self, panel, (GradusCurve) k, theme, cr);
    }
  if (self->n_steps == 0 && self->n_panels > 0)
    draw_sentence (self, theme, cr);
}

typedef struct
{
  GradusToken token;
  char       *name;  /* owned */
  char       *value; /* owned */
} ReadoutRow;

typedef struct
{
  char      *title; /* owned */
  ReadoutRow rows[MAX_READOUT_ROWS];
  guint      n_rows;
} Readout;

static void
add_readout_row (Readout *readout, GradusToken token, char *name, double value)
{
  ReadoutRow *row = &readout->rows[readout->n_rows];

  g_return_if_fail (readout->n_rows < MAX_READOUT_ROWS);

  readout->n_rows++;
  row->token = token;
  row->name = name;
  row->value = gradus_format_value (value);
}

static void
clear_readout (Readout *readout)
{
  g_free (readout->title);
  for (guint i = 0; i < readout->n_rows; i++)
    {
      g_free (readout->rows[i].name);
      g_free (readout->rows[i].value);
    }
}

/* A language may write these as one word, and not in small letters. */
static char *
name_training (const GradusCurvesLayout *self, int metric)
{
  g_autofree char *title = gradus_curves_metric_title (self, metric);
  g_autofree char *lower = g_utf8_strdown (title, -1);

  if (metric < 0)
    return g_strdup (_ ("training loss"));
  if (g_str_equal (title, _ ("Accuracy")))
    return g_strdup (_ ("training accuracy"));
  /* Translators: one of Keras's metrics, like "training mean absolute error" */
  return g_strdup_printf (_ ("training %s"), lower);
}

static void
fill_readout (const GradusCurvesLayout *self, gsize index, Readout *readout)
{
  const GradusHistoryStep *step = gradus_history_get_step (self->history, index);
  guint                    n_done = gradus_curves_layout_count_epochs (self, step->step);

  readout->title = gradus_curves_layout_describe_step (self, index);
  for (guint i = 0; i < self->n_panels; i++)
    {
      const GradusCurvesPanel *panel = &self->panels[i];
      double                   validation = NAN;

      add_readout_row (readout, GRADUS_TOKEN_TRAINING,
                       name_training (self, panel->metric),
                       (double) gradus_series_get_smoothed (&panel->series, index));
      if (n_done > 0)
        validation =
          gradus_curves_panel_get_validation (panel,
                                              gradus_history_get_epoch (self->history,
                                                                        n_done - 1));
      if (i == 0 && isfinite (validation))
        add_readout_row (readout, GRADUS_TOKEN_VALIDATION,
                         g_strdup_printf (_ ("validation, epoch %u"), n_done),
                         validation);
    }
}

static double
measure_readout (const Readout *readout, const GradusTheme *theme)
{
  double widest, name, value;

  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, readout->title, &widest, NULL);
  for (guint i = 0; i < readout->n_rows; i++)
    {
      gradus_text_measure (theme, GRADUS_TEXT_READING, readout->rows[i].name, &name,
                           NULL);
      gradus_text_measure (theme, GRADUS_TEXT_LABEL, readout->rows[i].value, &value,
                           NULL);
      widest = MAX (widest, name + value + 33 * theme->scale);
    }
  return ceil (widest + 2 * READOUT_PADDING * theme->scale);
}

static void
draw_readout_row (const ReadoutRow  *row,
                  const GradusTheme *theme,
                  cairo_t           *cr,
                  double             left,
                  double             right,
                  double             middle)
{
  gradus_theme_set_source (theme, cr, row->token);
  gradus_shapes_rounded (cr, left, middle - 1.3 * theme->scale, 10 * theme->scale,
                         2.6 * theme->scale, 1.3 * theme->scale);
  cairo_fill (cr);
  gradus_text_draw (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    left + 16 * theme->scale, middle, row->name);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                    GRADUS_ALIGN_END, right, middle, row->value);
}

static void
draw_readout (const GradusCurvesLayout *self,
              const Readout            *readout,
              const GradusTheme        *theme,
              cairo_t                  *cr,
              double                    x)
{
  double scale = theme->scale;
  double width = measure_readout (readout, theme);
  double line = READOUT_LINE * scale;
  double height = round (line * (readout->n_rows + 1) + 19 * scale);
  double left = round (x + READOUT_GAP * scale);
  double top = round (self->panels[0].y + 21 * scale);
  double middle = top + 17 * scale;

  if (left + width > self->width)
    left = MAX (0, round (x - READOUT_GAP * scale - width));
  gradus_paint_box (cr, theme, left, top, width, height);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                    left + READOUT_PADDING * scale, middle, readout->title);
  for (guint i = 0; i < readout->n_rows; i++)
    draw_readout_row (&readout->rows[i], theme, cr, left + READOUT_PADDING * scale,
                      left + width - READOUT_PADDING * scale, middle + line * (i + 1));
}

/**
 * gradus_curves_draw_hover:
 * @self: an up-to-date layout
 * @theme: the theme it was made with
 * @cr: what is drawn on
 * @index: the step to read out
 *
 * Draws a line through all charts at a step, dots on the curves and a box with the
 * numbers.
 */
void
gradus_curves_draw_hover (const GradusCurvesLayout *self,
                          const GradusTheme        *theme,
                          cairo_t                  *cr,
                          gsize                     index)
{
  Readout readout = { NULL };
  double  x;

  if (index >= self->n_steps)
    return;
  x = round (
    gradus_curves_layout_x_to_pixel (self,
                                     gradus_curves_layout_get_step_x (self, index)));
  for (guint i = 0; i < self->n_panels; i++)
    {
      const GradusCurvesPanel *panel = &self->panels[i];
      double                   y =
        gradus_curves_panel_y_to_pixel (panel,
                                        (double)
                                          gradus_series_get_smoothed (&panel->series,
                                                                      index));

      gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, x, panel->y, x,
                             panel->y + panel->height);
      if (y >= panel->y && y <= panel->y + panel->height)
        gradus_paint_dot (cr, theme, GRADUS_TOKEN_TRAINING, x + 0.5, y, 4 * theme->scale,
                          1.8 * theme->scale);
    }
  fill_readout (self, index, &readout);
  draw_readout (self, &readout, theme, cr, x);
  clear_readout (&readout);
}
