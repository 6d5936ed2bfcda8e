/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/kind-tables.h"
#include "engine/params.h"
#include "engine/parts.h"

/* Activations bend numbers one by one, but for softmax and log_softmax, which work along
 * rows. Each takes the formula of Keras; derivatives at a corner are those of PyTorch. */

/* Defines the two functions of an activation that works number by number. @setup_ reads
 * the parameters, once per call. X is the input, Y the output, DY the derivative coming
 * in. A loop may work in place: ivdep promises that no number depends on a neighbour. */
#define ELEMENTWISE(name_, setup_, forward_, backward_)                                  \
  static void name_##_forward (const GradusConfig *config, gsize n_rows,                 \
                               gsize n_columns, const float *x, float *y)                \
  {                                                                                      \
    gsize n = n_rows * n_columns;                                                        \
    setup_;                                                                              \
    _Pragma ("GCC ivdep") for (gsize i = 0; i < n; i++) y[i] = (forward_);               \
  }                                                                                      \
  static void name_##_backward (const GradusConfig *config, gsize n_rows,                \
                                gsize n_columns, const float *x, const float *y,         \
                                const float *dy, float *dx)                              \
  {                                                                                      \
    gsize n = n_rows * n_columns;                                                        \
    setup_;                                                                              \
    _Pragma ("GCC ivdep") for (gsize i = 0; i < n; i++) dx[i] = dy[i] * (backward_);     \
  }

#define X x[i]
#define Y y[i]
#define NOTHING (void) 0

ELEMENTWISE (linear, NOTHING, X, 1.0f)
ELEMENTWISE (sigmoid, NOTHING, gradus_sigmoid (X), Y *(1.0f - Y))
ELEMENTWISE (tanh, NOTHING, gradus_tanh (X), 1.0f - Y * Y)

/* Written with comparisons that let NaN through, so that divergence is seen. */
ELEMENTWISE (relu, NOTHING, X<0.0f ? 0.0f : X, Y> 0.0f ? 1.0f : 0.0f)

/* --- along rows --- */

static float
find_row_maximum (gsize n, const float *x)
{
  float maximum = x[0];

  for (gsize j = 1; j < n; j++)
    maximum = x[j] > maximum ? x[j] : maximum;
  return maximum;
}

/* yᵢ = exp (xᵢ − m) / Σⱼ exp (xⱼ − m),   m = maxⱼ xⱼ */
static void
softmax_forward (const GradusConfig *config,
                 gsize               n_rows,
                 gsize               n_columns,
                 const float        *x,
                 float              *y)
{
  for (gsize row = 0; row < n_rows; row++, x += n_columns, y += n_columns)
    {
      float  maximum = find_row_maximum (n_columns, x);
      double sum = 0;
      float  scale;

#pragma GCC ivdep
      for (gsize j = 0; j < n_columns; j++)
        y[j] = gradus_exp (x[j] - maximum);
      for (gsize j = 0; j < n_columns; j++)
        sum += (double) y[j];
      scale = (float) (1 / sum);
      for (gsize j = 0; j < n_columns; j++)
        y[j] *= scale;
    }
}

/* dxᵢ = yᵢ · (dyᵢ − Σⱼ dyⱼ yⱼ) */
static void
softmax_backward (const GradusConfig *config,
                  gsize               n_rows,
                  gsize               n_columns,
                  const float        *x,
                  const float        *y,
                  const float        *dy,
                  float              *dx)
{
  for (gsize row = 0; row < n_rows; row++)
    {
      double sum = 0;

      for (gsize j = 0; j < n_columns; j++)
        sum += (double) dy[j] * (double) y[j];
#pragma GCC ivdep
      for (gsize j = 0; j < n_columns; j++)
        dx[j] = y[j] * (dy[j] - (float) sum);
      y += n_columns;
      dy += n_columns;
      dx += n_columns;
    }
}

/* --- descriptors --- */

#define ACTIVATION(name_, needs_input_, title_, summary_, formula_, keywords_, ...)      \
  static const GradusActivationKind activation_##name_ = {                               \
    .base = { .family = GRADUS_FAMILY_ACTIVATION,                                        \
              .name = #name_,                                                            \
              .id = #name_,                                                              \
              .module = "keras.activations",                                             \
              .title = title_,                                                           \
              .summary = summary_,                                                       \
              .formula = formula_,                                                       \
              .source = "https://keras.io/api/layers/activations/",                      \
              .keywords = keywords_,                                                     \
              __VA_ARGS__ },                                                             \
    .needs_input = needs_input_,                                                         \
    .forward = name_##_forward,                                                          \
    .backward = name_##_backward,                                                        \
  };

ACTIVATION (linear,
            FALSE,
            NC_ ("activation", "Linear"),
            N_ ("Leaves the numbers as they are."),
            "f(x) = x",
            N_ ("none identity"))
ACTIVATION (relu,
            FALSE,
            NC_ ("activation", "ReLU"),
            N_ ("Keeps what is positive and cuts off the rest."),
            "f(x) = max(0, x)",
            N_ ("rectified linear ramp"))
ACTIVATION (sigmoid,
            FALSE,
            NC_ ("activation", "Sigmoid"),
            N_ ("Squeezes every number between 0 and 1, like a probability."),
            "f(x) = 1 / (1 + exp(−x))",
            N_ ("logistic probability yes no"))
ACTIVATION (tanh,
            FALSE,
            NC_ ("activation", "Tanh"),
            N_ ("Squeezes every number between −1 and 1."),
            "f(x) = tanh(x)",
            N_ ("hyperbolic tangent"))
ACTIVATION (softmax,
            FALSE,
            NC_ ("activation", "Softmax"),
            N_ ("Turns scores into probabilities that add up to one."),
            "f(x)ᵢ = exp(xᵢ) / Σⱼ exp(xⱼ)",
            N_ ("probabilities classes"))

const GradusKind *const gradus_activation_kinds[] = {
  &activation_linear.base, &activation_relu.base,    &activation_sigmoid.base,
  &activation_tanh.base,   &activation_softmax.base, NULL,
};
