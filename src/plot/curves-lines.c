/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/curves-private.h"

#include <math.h>

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
void
gradus_curves_trace_raw (const GradusCurvesLayout *self,
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

/* Where most points of a column are, the ink is denser, as that of many thin lines is:
 * within one standard deviation of their mean. */
void
gradus_curves_trace_density (const GradusCurvesLayout *self,
                             const GradusCurvesPanel  *panel,
                             const GradusCurvesTrace  *trace,
                             cairo_t                  *cr)
{
  const GradusPyramid *values = &trace->series[panel->role].raw;

  for (guint i = 0; i < trace->n_columns; i++)
    {
      GradusPyramidNode column;
      double            first, last, mean, deviation;

      if (!get_column (self, trace, values, i, &column, &first, &last) ||
          column.n_points < 3)
        continue;
      mean = column.sum / column.n_points;
      deviation = sqrt (fmax (0, column.sum_of_squares / column.n_points - mean * mean));
      cairo_new_sub_path (cr);
      add_point (self, panel, cr, (first + last) / 2,
                 fmax (mean - deviation, (double) column.minimum));
      add_point (self, panel, cr, (first + last) / 2,
                 fmin (mean + deviation, (double) column.maximum));
    }
}

/* First, smallest, largest and last number of every column give the same line as all of
 * them would. */
void
gradus_curves_trace_smoothed (const GradusCurvesLayout *self,
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
