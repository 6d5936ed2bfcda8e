/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/losses-common.h"

/* Members of the table of metrics that live in files of their own. */
extern const GradusMetricKind gradus_metric_precision;
extern const GradusMetricKind gradus_metric_recall;
extern const GradusMetricKind gradus_metric_f1_score;
extern const GradusMetricKind gradus_metric_fbeta_score;
extern const GradusMetricKind gradus_metric_auc;
extern const GradusMetricKind gradus_metric_true_positives;
extern const GradusMetricKind gradus_metric_true_negatives;
extern const GradusMetricKind gradus_metric_false_positives;
extern const GradusMetricKind gradus_metric_false_negatives;

static inline double
gradus_row_weight (const float *row_weight, gsize row)
{
  return row_weight != NULL ? (double) row_weight[row] : 1;
}

/* state: Σ weight · value, Σ weight */
static inline gsize
gradus_mean_n_state (const GradusConfig *config, gsize n_columns)
{
  return 2;
}

static inline void
gradus_mean_result (const GradusConfig *config,
                    gsize               n_columns,
                    const double       *state,
                    double             *results)
{
  results[0] = state[1] > 0 ? state[0] / state[1] : 0;
}

/* Keras's divide_no_nan () */
static inline double
gradus_quotient (double a, double b)
{
  return b != 0 ? a / b : 0;
}

#define NOTHING (void) 0

/* Defines the update of a metric that is the weighted mean of one number per row, made
 * of @t and @p, the row's targets and predictions. */
#define MEAN_OF_ROWS(name_, setup_, target_width_, value_)                               \
  static void name_##_update (const GradusConfig *config, gsize n_rows, gsize n_columns, \
                              const float *y_true, const float *y_pred,                  \
                              const float *row_weight, double *state)                    \
  {                                                                                      \
    setup_;                                                                              \
    for (gsize row = 0; row < n_rows; row++)                                             \
      {                                                                                  \
        const float *t = y_true + row * (target_width_);                                 \
        const float *p = y_pred + row * n_columns;                                       \
        double       weight = gradus_row_weight (row_weight, row);                       \
        state[0] += weight * (value_);                                                   \
        state[1] += weight;                                                              \
      }                                                                                  \
  }

#define METRIC_BASE(name_, class_, form_, higher_, title_, summary_, formula_,           \
                    keywords_, ...)                                                      \
  .base = { .family = GRADUS_FAMILY_METRIC,                                              \
            .name = class_,                                                              \
            .id = #name_,                                                                \
            .module = "keras.metrics",                                                   \
            .title = title_,                                                             \
            .summary = summary_,                                                         \
            .formula = formula_,                                                         \
            .source = "https://keras.io/api/metrics/",                                   \
            .keywords = keywords_,                                                       \
            __VA_ARGS__ },                                                               \
  .target_form = form_, .higher_is_better = higher_, .update = name_##_update
#define METRIC(name_, class_, form_, n_state_, result_, higher_, ...)                    \
  static const GradusMetricKind metric_##name_ = {                                       \
    METRIC_BASE (name_, class_, form_, higher_, __VA_ARGS__),                            \
    .n_state = n_state_,                                                                 \
    .result = result_,                                                                   \
  };
#define MEAN_METRIC(name_, class_, form_, higher_, ...)                                  \
  METRIC (name_, class_, form_, gradus_mean_n_state, gradus_mean_result, higher_,        \
          __VA_ARGS__)
