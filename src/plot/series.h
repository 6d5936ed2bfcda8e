/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/pyramid.h"

G_BEGIN_DECLS

/**
 * GradusSeries:
 *
 * One measured quantity, raw and smoothed, that any piece can be shown of. Adding a point
 * takes constant time however many there are, drawing takes time by columns.
 */
typedef struct
{
  GradusPyramid raw;
  GradusPyramid smoothed;
  double        keep; /* share of the past in the moving average */
  double        sum;  /* of the moving average, not yet divided by weight */
  double        weight;
  gssize        last; /* index of the last finite point; −1 if none */
  float         raw_last;
  float         smoothed_maximum; /* of all; NaN if none */
  float         smoothed_minimum;
  gboolean      ends_not_finite;
} GradusSeries;

void  gradus_series_init (GradusSeries *self, double smoothing);
void  gradus_series_clear (GradusSeries *self);
void  gradus_series_add (GradusSeries *self, float value);
void  gradus_series_set_smoothing (GradusSeries *self, double smoothing);
gsize gradus_series_get_n_points (const GradusSeries *self);
float gradus_series_get_smoothed (const GradusSeries *self, gsize index);

G_END_DECLS
