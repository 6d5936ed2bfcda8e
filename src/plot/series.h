/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * GradusSeriesColumn:
 * @n_points: how many finite points fell into this column; the rest is undefined if none
 * @minimum: the smallest of them
 * @maximum: the largest
 * @first: the first
 * @last: the last
 * @x_first: where the first lies, in units of the axis
 * @x_last: where the last lies
 * @sum: of all, for their mean
 * @sum_of_squares: of all, for their standard deviation
 * @minimum_first: whether the smallest came before the largest
 *
 * All that can be seen of the points of one column of pixels.
 */
typedef struct
{
  guint    n_points;
  float    minimum;
  float    maximum;
  float    first;
  float    last;
  double   x_first;
  double   x_last;
  double   sum;
  double   sum_of_squares;
  gboolean minimum_first;
} GradusSeriesColumn;

/**
 * GradusSeries:
 *
 * One measured quantity, reduced to columns while it grows, raw and smoothed. Adding a
 * point takes constant time however many there are, drawing takes time by columns.
 */
typedef struct
{
  double              x_minimum;
  double              x_maximum;
  guint               n_columns;
  GradusSeriesColumn *raw;      /* owned, n_columns */
  GradusSeriesColumn *smoothed; /* owned, n_columns */
  GArray             *values;   /* owned, float: smoothed, one for each point */
  double              keep;     /* share of the past in the moving average */
  double              sum;      /* of the moving average, not yet divided by weight */
  double              weight;
  double              x_last; /* of the last finite point; NaN if none */
  float               raw_last;
  float               smoothed_maximum; /* of all; NaN if none */
  float               smoothed_minimum;
  gboolean            ends_not_finite;
} GradusSeries;

void  gradus_series_init (GradusSeries *self,
                          double        x_minimum,
                          double        x_maximum,
                          guint         n_columns,
                          double        smoothing);
void  gradus_series_clear (GradusSeries *self);
void  gradus_series_add (GradusSeries *self, double x, float value);
gsize gradus_series_get_n_points (const GradusSeries *self);
float gradus_series_get_smoothed (const GradusSeries *self, gsize index);

G_END_DECLS
