/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/axes.h"

G_BEGIN_DECLS

/**
 * GradusFit:
 * @n: how many samples
 * @truths: (shape n): the right answers
 * @answers: (shape n): what the network says
 * @marked: the sample that is looked at, -1 for none
 *
 * Numbers that a network says beside those that are right.
 */
typedef struct
{
  gsize        n;
  const float *truths;
  const float *answers;
  int          marked;
} GradusFit;

void gradus_fit_get_axes (const GradusTheme *theme,
                          double             width,
                          double             height,
                          const GradusFit   *fit,
                          GradusAxes        *axes);
void gradus_fit_draw (cairo_t           *cr,
                      const GradusTheme *theme,
                      double             width,
                      double             height,
                      const GradusFit   *fit);

/**
 * GradusForecast:
 * @n_steps: numbers that the network is given
 * @steps: (shape n_steps): these
 * @truth: the right answer, NaN if nobody knows
 * @answer: what the network says, NaN without
 * @is_next: whether the answer is what comes after the last step
 *
 * A sequence and how it goes on.
 */
typedef struct
{
  gsize        n_steps;
  const float *steps;
  double       truth;
  double       answer;
  gboolean     is_next;
} GradusForecast;

void gradus_forecast_draw (cairo_t              *cr,
                           const GradusTheme    *theme,
                           double                width,
                           double                height,
                           const GradusForecast *forecast);

/**
 * GradusFittedCurve:
 * @n: data points
 * @x: (shape n): the input
 * @y: (shape n): the right answer
 * @n_steps: points of the curve
 * @curve_x: (shape n_steps): inputs
 * @curve_y: (shape n_steps): what the network says
 *
 * A function of one input and the points that it was fitted to.
 */
typedef struct
{
  gsize        n;
  const float *x;
  const float *y;
  gsize        n_steps;
  const float *curve_x;
  const float *curve_y;
} GradusFittedCurve;

void gradus_fitted_curve_draw (cairo_t                 *cr,
                               const GradusTheme       *theme,
                               double                   width,
                               double                   height,
                               const GradusFittedCurve *curve);

G_END_DECLS
