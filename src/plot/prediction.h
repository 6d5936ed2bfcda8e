/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/shape.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/**
 * GradusPrediction:
 * @input_shape: of the sample
 * @input: (nullable): the sample, borrowed
 * @n_values: numbers that the network puts out
 * @values: (nullable): those numbers, borrowed
 * @names: (nullable) (array zero-terminated=1): of the classes
 * @truth: which class it really is, -1 if nobody knows
 *
 * A sample and what the network makes of it. One value with two names is the probability
 * of the second of them.
 */
typedef struct
{
  GradusShape        input_shape;
  const float       *input;
  gsize              n_values;
  const float       *values;
  const char *const *names;
  int                truth;
} GradusPrediction;

/* Rows of bars, and what each says; two for a single number with two names. */
guint  gradus_prediction_get_n_rows (const GradusPrediction *self);
double gradus_prediction_get_value (const GradusPrediction *self, guint row);
/* The class the network decides for, -1 if there is no prediction. */
int  gradus_prediction_get_best (const GradusPrediction *self, double *probability);
void gradus_prediction_draw_bars (cairo_t                *cr,
                                  const GradusTheme      *theme,
                                  double                  width,
                                  double                  height,
                                  const GradusPrediction *prediction);
void gradus_prediction_draw (cairo_t                *cr,
                             const GradusTheme      *theme,
                             double                  width,
                             double                  height,
                             const GradusPrediction *prediction);

G_END_DECLS
