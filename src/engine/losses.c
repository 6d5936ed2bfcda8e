/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/losses-common.h"

const char *const gradus_loss_reductions[] = { "sum_over_batch_size", "sum", "mean",
                                               "mean_with_sample_weight", NULL };

/* Defines the two functions of a loss that is the mean over a row of a function of one
 * target t and one prediction p. @setup_ reads the parameters, once per call. */
#define MEAN_OVER_ROW(name_, setup_, value_, slope_)                                     \
  static void name_##_forward (const GradusConfig *config, gsize n_rows,                 \
                               gsize n_columns, const float *y_true,                     \
                               const float *y_pred, float *row_loss)                     \
  {                                                                                      \
    setup_;                                                                              \
    for (gsize row = 0; row < n_rows; row++)                                             \
      {                                                                                  \
        double sum = 0;                                                                  \
        for (gsize j = row * n_columns; j < (row + 1) * n_columns; j++)                  \
          {                                                                              \
            float t = y_true[j];                                                         \
            float p = y_pred[j];                                                         \
            sum += (double) (value_);                                                    \
          }                                                                              \
        row_loss[row] = (float) (sum / (double) n_columns);                              \
      }                                                                                  \
  }                                                                                      \
  static void name_##_backward (const GradusConfig *config, gsize n_rows,                \
                                gsize n_columns, const float *y_true,                    \
                                const float *y_pred, const float *row_scale,             \
                                float *dy_pred)                                          \
  {                                                                                      \
    setup_;                                                                              \
    for (gsize row = 0; row < n_rows; row++)                                             \
      {                                                                                  \
        float scale = row_scale[row] / (float) n_columns;                                \
        for (gsize j = row * n_columns; j < (row + 1) * n_columns; j++)                  \
          {                                                                              \
            float t = y_true[j];                                                         \
            float p = y_pred[j];                                                         \
            dy_pred[j] = scale * (slope_);                                               \
          }                                                                              \
      }                                                                                  \
  }

#define NOTHING (void) 0

MEAN_OVER_ROW (mean_squared_error, NOTHING, (p - t) * (p - t), 2.0f * (p - t))

static const GradusParam reduction_params[] = { PARAM_REDUCTION };

// clang-format off
LOSS (static, loss_mean_squared_error, mean_squared_error, "MeanSquaredError",
      GRADUS_TARGET_VALUES, NC_ ("loss", "Mean squared error"),
      N_ ("For numbers: the squared distance to the truth; large misses cost most."),
      "C = 1/n Σ (p − y)²", N_ ("mse l2 regression quadratic"), PARAMS (reduction_params))
// clang-format on

const GradusKind *const gradus_loss_kinds[] = {
  &gradus_loss_binary_crossentropy.base,
  &gradus_loss_categorical_crossentropy.base,
  &gradus_loss_sparse_categorical_crossentropy.base,
  &loss_mean_squared_error.base,
  NULL,
};
