/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/series.h"

#include <math.h>
#include <string.h>

/* At full smoothing the average looks back over about this many points. */
#define LONGEST_WINDOW 250.0

/**
 * gradus_series_init:
 * @self: (out): the series
 * @x_minimum: left edge of the first column
 * @x_maximum: right edge of the last column, larger than @x_minimum
 * @n_columns: at least one
 * @smoothing: 0 not at all, 1 most
 *
 * Prepares an empty series.
 */
void
gradus_series_init (GradusSeries *self,
                    double        x_minimum,
                    double        x_maximum,
                    guint         n_columns,
                    double        smoothing)
{
  memset (self, 0, sizeof *self);
  self->x_minimum = x_minimum;
  self->x_maximum = x_maximum;
  self->n_columns = MAX (n_columns, 1);
  self->raw = g_new0 (GradusSeriesColumn, self->n_columns);
  self->smoothed = g_new0 (GradusSeriesColumn, self->n_columns);
  self->values = g_array_new (FALSE, FALSE, sizeof (float));
  self->keep = 1 - 1 / pow (LONGEST_WINDOW, CLAMP (smoothing, 0, 1));
  self->x_last = NAN;
  self->raw_last = NAN;
  self->smoothed_maximum = NAN;
  self->smoothed_minimum = NAN;
}

/**
 * gradus_series_clear:
 * @self: a series, or one that is all zero
 *
 * Frees what a series holds.
 */
void
gradus_series_clear (GradusSeries *self)
{
  g_clear_pointer (&self->raw, g_free);
  g_clear_pointer (&self->smoothed, g_free);
  g_clear_pointer (&self->values, g_array_unref);
}

static void
add_to_column (GradusSeriesColumn *column, double x, float value)
{
  if (column->n_points++ == 0)
    {
      column->first = column->minimum = column->maximum = value;
      column->x_first = x;
    }
  else if (value < column->minimum)
    {
      column->minimum = value;
      column->minimum_first = FALSE;
    }
  else if (value > column->maximum)
    {
      column->maximum = value;
      column->minimum_first = TRUE;
    }
  column->sum += (double) value;
  column->sum_of_squares += (double) value * (double) value;
  column->last = value;
  column->x_last = x;
}

/* The average of the past with weights that fall off exponentially, divided by the sum of
 * these weights so that it is right from the first point on:
 *
 *   sₜ = Σᵢ kⁱ vₜ₋ᵢ / Σᵢ kⁱ,   i = 0 … t */
static float
smooth_value (GradusSeries *self, float value)
{
  self->sum = self->keep * self->sum + (1 - self->keep) * (double) value;
  self->weight = self->keep * self->weight + (1 - self->keep);
  return (float) (self->sum / self->weight);
}

/**
 * gradus_series_add:
 * @self: the series
 * @x: where, not left of the point before
 * @value: how much; NaN and infinity leave a mark but no point
 *
 * Appends a point.
 */
void
gradus_series_add (GradusSeries *self, double x, float value)
{
  double at = (x - self->x_minimum) / (self->x_maximum - self->x_minimum);
  double column = CLAMP (at * self->n_columns, 0, self->n_columns - 1);
  float  smoothed;

  self->ends_not_finite = !isfinite (value);
  if (!isfinite (value) || !isfinite (at))
    {
      guint n = self->values->len;

      smoothed = n > 0 ? g_array_index (self->values, float, n - 1) : NAN;
      g_array_append_val (self->values, smoothed);
      return;
    }
  smoothed = smooth_value (self, value);
  g_array_append_val (self->values, smoothed);
  add_to_column (&self->raw[(guint) column], x, value);
  add_to_column (&self->smoothed[(guint) column], x, smoothed);
  self->x_last = x;
  self->raw_last = value;
  /* fmaxf() and fminf() take the number where the other is NaN. */
  self->smoothed_maximum = fmaxf (self->smoothed_maximum, smoothed);
  self->smoothed_minimum = fminf (self->smoothed_minimum, smoothed);
}

/**
 * gradus_series_get_n_points:
 * @self: the series
 *
 * Counts the points, also those that are not finite.
 *
 * Returns: how many were added
 */
gsize
gradus_series_get_n_points (const GradusSeries *self)
{
  return self->values->len;
}

/**
 * gradus_series_get_smoothed:
 * @self: the series
 * @index: number of a point
 *
 * Gives the height of the smoothed curve at a point.
 *
 * Returns: the number; NaN if no point before was finite
 */
float
gradus_series_get_smoothed (const GradusSeries *self, gsize index)
{
  g_return_val_if_fail (index < self->values->len, NAN);

  return g_array_index (self->values, float, index);
}
