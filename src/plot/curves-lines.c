/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/curves-private.h"

#include <math.h>

/* Heights that differ by less than this are one point of a line that is wider. */
#define ONE_PIXEL 1.0
/* Pixels that a curve must go up and down in each column to be painted as a band. */
#define BAND_HEIGHT 1.5

/* Paths of curves: a few points for each column of pixels, however many there are. */

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

/* A point of a run, by the number of its step; nothing if it is not finite. */
static void
add_step (const GradusCurvesLayout *self,
          const GradusCurvesPanel  *panel,
          const GradusCurvesTrace  *trace,
          const GradusPyramid      *values,
          cairo_t                  *cr,
          gsize                     index)
{
  double value = (double) gradus_pyramid_get_value (values, index);

  if (isfinite (value))
    add_point (self, panel, cr,
               gradus_curves_trace_get_x (trace, self->options.in_batches, index), value);
}

/* The next point beyond either edge, so that the line does not end before it. */
static void
add_before (const GradusCurvesLayout *self,
            const GradusCurvesPanel  *panel,
            const GradusCurvesTrace  *trace,
            const GradusPyramid      *values,
            cairo_t                  *cr)
{
  if (trace->bounds[0] > 0)
    add_step (self, panel, trace, values, cr, trace->bounds[0] - 1);
}

static void
add_after (const GradusCurvesLayout *self,
           const GradusCurvesPanel  *panel,
           const GradusCurvesTrace  *trace,
           const GradusPyramid      *values,
           cairo_t                  *cr)
{
  if (trace->bounds[trace->n_columns] < gradus_pyramid_get_n_points (values))
    add_step (self, panel, trace, values, cr, trace->bounds[trace->n_columns]);
}

/* What there is of a run in a column of pixels, and where. FALSE: nothing. */
static gboolean
get_column (const GradusCurvesLayout *self,
            const GradusCurvesTrace  *trace,
            const GradusPyramid      *values,
            guint                     index,
            GradusPyramidNode        *column,
            double                   *x_first,
            double                   *x_last)
{
  gboolean in_batches = self->options.in_batches;

  gradus_pyramid_reduce (values, trace->bounds[index], trace->bounds[index + 1], column);
  if (column->n_points == 0)
    return FALSE;
  *x_first = gradus_curves_trace_get_x (trace, in_batches, column->first);
  *x_last = gradus_curves_trace_get_x (trace, in_batches, column->last);
  return TRUE;
}

/* From the smallest to the largest number of every column, beginning with the one that is
 * nearer to where the line is. */
static void
trace_raw_line (const GradusCurvesLayout *self,
                const GradusCurvesPanel  *panel,
                const GradusCurvesTrace  *trace,
                cairo_t                  *cr)
{
  const GradusPyramid *values = &trace->series[panel->role].raw;
  double               at = NAN;

  add_before (self, panel, trace, values, cr);
  for (guint i = 0; i < trace->n_columns; i++)
    {
      GradusPyramidNode column;
      double            first, last, low, high;
      gboolean          up;

      if (!get_column (self, trace, values, i, &column, &first, &last))
        continue;
      low = (double) column.minimum;
      high = (double) column.maximum;
      up = isnan (at) ? column.minimum_first : fabs (at - low) <= fabs (at - high);
      add_point (self, panel, cr, (first + last) / 2, up ? low : high);
      if (column.n_points > 1)
        add_point (self, panel, cr, (first + last) / 2, up ? high : low);
      at = up ? high : low;
    }
  add_after (self, panel, trace, values, cr);
}

/* A bar of a column of pixels, whole pixels wide: those are painted many times faster
 * than a line that goes up and down as often. */
static void
add_bar (const GradusCurvesPanel *panel,
         cairo_t                 *cr,
         guint                    column,
         double                   low,
         double                   high,
         double                   around)
{
  double top = gradus_curves_panel_y_to_pixel (panel, high) - around;
  double bottom = gradus_curves_panel_y_to_pixel (panel, low) + around;

  top = fmax (top, panel->y - 4);
  bottom = fmin (bottom, panel->y + panel->height + 4);
  if (bottom > top)
    cairo_rectangle (cr, panel->x + column, top, 1, fmax (bottom - top, 0.5));
}

/* Whether so many points lie in each column that a line through them would be a band. */
static gboolean
is_band (const GradusCurvesTrace *trace)
{
  return trace->bounds[trace->n_columns] - trace->bounds[0] >
         3 * (gsize) trace->n_columns;
}

/* All numbers of every column, and up to where the next column begins, so that the band
 * has no gaps. */
static void
fill_band (const GradusCurvesPanel *panel,
           const GradusCurvesTrace *trace,
           const GradusPyramid     *values,
           double                   around,
           cairo_t                 *cr)
{
  double low = NAN, high = NAN;

  for (guint i = 0; i < trace->n_columns; i++)
    {
      GradusPyramidNode column;

      gradus_pyramid_reduce (values, trace->bounds[i], trace->bounds[i + 1], &column);
      if (column.n_points == 0)
        continue;
      /* fmax() and fmin() take the number where the other is NaN. */
      add_bar (panel, cr, i, fmin ((double) column.minimum, high),
               fmax ((double) column.maximum, low), around);
      low = (double) column.minimum;
      high = (double) column.maximum;
    }
  cairo_fill (cr);
}

/* Where most points of a column are, the ink is denser, as that of many thin lines is:
 * within one standard deviation of their mean. */
static void
fill_density (const GradusCurvesPanel *panel, const GradusCurvesTrace *trace, cairo_t *cr)
{
  const GradusPyramid *values = &trace->series[panel->role].raw;

  for (guint i = 0; i < trace->n_columns; i++)
    {
      GradusPyramidNode column;
      double            mean, deviation;

      gradus_pyramid_reduce (values, trace->bounds[i], trace->bounds[i + 1], &column);
      if (column.n_points < 3)
        continue;
      mean = column.sum / column.n_points;
      deviation = sqrt (fmax (0, column.sum_of_squares / column.n_points - mean * mean));
      add_bar (panel, cr, i, fmax (mean - deviation, (double) column.minimum),
               fmin (mean + deviation, (double) column.maximum), 0);
    }
  cairo_fill (cr);
}

/* Paints what was measured batch by batch in the source that is set: a thin line, or
 * where there are too many for that, the band that they fill. */
void
gradus_curves_paint_raw (const GradusCurvesLayout *self,
                         const GradusCurvesPanel  *panel,
                         const GradusCurvesTrace  *trace,
                         cairo_t                  *cr)
{
  if (!is_band (trace))
    {
      trace_raw_line (self, panel, trace, cr);
      cairo_stroke (cr);
    }
  else
    {
      fill_band (panel, trace, &trace->series[panel->role].raw, 0, cr);
      fill_density (panel, trace, cr);
    }
}

/* Whether nobody sees that the points of a column lie at different heights. */
static gboolean
is_one_point (const GradusCurvesPanel *panel, const GradusPyramidNode *column)
{
  return gradus_curves_panel_y_to_pixel (panel, (double) column->minimum) -
           gradus_curves_panel_y_to_pixel (panel, (double) column->maximum) <
         ONE_PIXEL;
}

/* First, smallest, largest and last number of every column give the same line as all of
 * them would. */
static void
trace_smoothed_line (const GradusCurvesLayout *self,
                     const GradusCurvesPanel  *panel,
                     const GradusCurvesTrace  *trace,
                     cairo_t                  *cr)
{
  const GradusPyramid *values = &trace->series[panel->role].smoothed;

  if (gradus_pyramid_get_n_points (values) == 0)
    return;
  add_before (self, panel, trace, values, cr);
  for (guint i = 0; i < trace->n_columns; i++)
    {
      GradusPyramidNode column;
      double            first, last;
      gboolean          up;

      if (!get_column (self, trace, values, i, &column, &first, &last))
        continue;
      up = column.minimum_first;
      if (column.n_points > 1 && is_one_point (panel, &column))
        {
          add_point (self, panel, cr, (first + last) / 2,
                     (double) gradus_pyramid_get_value (values, column.last));
          continue;
        }
      add_step (self, panel, trace, values, cr, column.first);
      if (column.n_points > 2)
        {
          add_point (self, panel, cr, (first + last) / 2,
                     (double) (up ? column.minimum : column.maximum));
          add_point (self, panel, cr, (first + last) / 2,
                     (double) (up ? column.maximum : column.minimum));
        }
      if (column.n_points > 1)
        add_step (self, panel, trace, values, cr, column.last);
    }
  add_after (self, panel, trace, values, cr);
}

/* Whether the smoothed curve goes up and down so much within each column that it is a
 * band itself, as where ten thousand batches fall into one. */
static gboolean
is_smoothed_band (const GradusCurvesPanel *panel, const GradusCurvesTrace *trace)
{
  const GradusPyramid *values = &trace->series[panel->role].smoothed;
  double               height = 0;

  if (!is_band (trace))
    return FALSE;
  for (guint i = 0; i < trace->n_columns; i++)
    {
      GradusPyramidNode column;

      gradus_pyramid_reduce (values, trace->bounds[i], trace->bounds[i + 1], &column);
      if (column.n_points > 0)
        height += gradus_curves_panel_y_to_pixel (panel, (double) column.minimum) -
                  gradus_curves_panel_y_to_pixel (panel, (double) column.maximum);
    }
  return height > BAND_HEIGHT * trace->n_columns;
}

/* Paints the smoothed curve in the source and with the width that are set. */
void
gradus_curves_paint_smoothed (const GradusCurvesLayout *self,
                              const GradusCurvesPanel  *panel,
                              const GradusCurvesTrace  *trace,
                              cairo_t                  *cr)
{
  if (is_smoothed_band (panel, trace))
    fill_band (panel, trace, &trace->series[panel->role].smoothed,
               cairo_get_line_width (cr) / 2, cr);
  else
    {
      trace_smoothed_line (self, panel, trace, cr);
      cairo_stroke (cr);
    }
}

/* A rate holds from one step to the next one that changes it. */
void
gradus_curves_trace_rate (const GradusCurvesLayout *self,
                          const GradusCurvesPanel  *panel,
                          const GradusCurvesTrace  *trace,
                          cairo_t                  *cr)
{
  const GradusPyramid *values = &trace->series[GRADUS_CURVES_RATE].raw;
  gboolean             in_batches = self->options.in_batches;
  double               at = NAN;

  add_before (self, panel, trace, values, cr);
  for (guint i = 0; i < trace->n_columns; i++)
    {
      GradusPyramidNode column;
      double            first, last, x;

      if (!get_column (self, trace, values, i, &column, &first, &last))
        continue;
      x = gradus_curves_trace_get_x (trace, in_batches, column.first);
      if (!isnan (at))
        add_point (self, panel, cr, x, at);
      add_step (self, panel, trace, values, cr, column.first);
      if (column.n_points > 2)
        {
          add_point (self, panel, cr, x,
                     (double) (column.minimum_first ? column.minimum : column.maximum));
          add_point (self, panel, cr, x,
                     (double) (column.minimum_first ? column.maximum : column.minimum));
        }
      add_step (self, panel, trace, values, cr, column.last);
      at = (double) gradus_pyramid_get_value (values, column.last);
    }
  add_after (self, panel, trace, values, cr);
}

/* Epochs that are drawn: all, or so many that two lie in a pixel. */
static guint
choose_epoch_stride (const GradusCurvesTrace *trace, const GradusCurvesPanel *panel)
{
  return 1 + (guint) (trace->n_epochs / (2 * MAX (panel->width, 1)));
}

/* The line from one epoch's validation to the next. */
void
gradus_curves_trace_validation (const GradusCurvesLayout *self,
                                const GradusCurvesPanel  *panel,
                                const GradusCurvesTrace  *trace,
                                cairo_t                  *cr)
{
  guint stride = choose_epoch_stride (trace, panel);

  for (guint i = 0; i < trace->n_epochs; i += stride)
    {
      double value = gradus_curves_trace_get_validation (trace, panel->role, i);

      if (isfinite (value))
        add_point (self, panel, cr,
                   gradus_curves_trace_get_epoch_x (trace, self->options.in_batches, i),
                   value);
    }
}
