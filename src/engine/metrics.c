/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kind-tables.h"
#include "engine/params.h"
#include "engine/parts.h"

/* Metrics are sums, so that slices of a batch can be measured apart and added up. */

/* --- means --- */

/* state: Σ weight · value, Σ weight */
static gsize
mean_n_state (const GradusConfig *config, gsize n_columns)
{
  return 2;
}

static double
mean_result (const GradusConfig *config, gsize n_columns, const double *state)
{
  return state[1] > 0 ? state[0] / state[1] : 0;
}

static double
get_weight (const float *row_weight, gsize row)
{
  return row_weight != NULL ? (double) row_weight[row] : 1;
}

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
        double       weight = get_weight (row_weight, row);                              \
        state[0] += weight * (value_);                                                   \
        state[1] += weight;                                                              \
      }                                                                                  \
  }

#define NOTHING (void) 0

/* --- accuracies --- */

/* The first of the largest. */
static gsize
find_largest (gsize n, const float *x)
{
  gsize best = 0;

  for (gsize j = 1; j < n; j++)
    if (x[j] > x[best])
      best = j;
  return best;
}

static double
share_equal (gsize n, const float *t, const float *p)
{
  gsize n_equal = 0;

  for (gsize j = 0; j < n; j++)
    n_equal += t[j] == p[j];
  return (double) n_equal / (double) n;
}

static double
share_same_side (gsize n, const float *t, const float *p, float threshold)
{
  gsize n_equal = 0;

  for (gsize j = 0; j < n; j++)
    n_equal += t[j] == (p[j] > threshold ? 1.0f : 0.0f);
  return (double) n_equal / (double) n;
}

MEAN_OF_ROWS (accuracy, NOTHING, n_columns, share_equal (n_columns, t, p))
MEAN_OF_ROWS (binary_accuracy,
              float threshold = (float) gradus_config_get_float (config, "threshold"),
              n_columns,
              share_same_side (n_columns, t, p, threshold))
MEAN_OF_ROWS (categorical_accuracy,
              NOTHING,
              n_columns,
              find_largest (n_columns, t) == find_largest (n_columns, p))
MEAN_OF_ROWS (sparse_categorical_accuracy,
              NOTHING,
              1,
              t[0] == (float) find_largest (n_columns, p))

/* --- descriptors --- */

#define METRIC(name_, class_, form_, n_state_, result_, higher_, title_, summary_,       \
               formula_, keywords_, ...)                                                 \
  static const GradusMetricKind metric_##name_ = {                                       \
    .base = { .family = GRADUS_FAMILY_METRIC,                                            \
              .name = class_,                                                            \
              .id = #name_,                                                              \
              .module = "keras.metrics",                                                 \
              .title = title_,                                                           \
              .summary = summary_,                                                       \
              .formula = formula_,                                                       \
              .source = "https://keras.io/api/metrics/",                                 \
              .keywords = keywords_,                                                     \
              __VA_ARGS__ },                                                             \
    .target_form = form_,                                                                \
    .higher_is_better = higher_,                                                         \
    .n_state = n_state_,                                                                 \
    .update = name_##_update,                                                            \
    .result = result_,                                                                   \
  };
#define MEAN_METRIC(name_, class_, form_, higher_, ...)                                  \
  METRIC (name_, class_, form_, mean_n_state, mean_result, higher_, __VA_ARGS__)

static const GradusParam threshold_params[] = {
  PARAM_FLOAT ("threshold",
               N_ ("Threshold"),
               N_ ("From where on a number means yes."),
               0,
               1,
               0.5,
               0.05,
               2),
};

// clang-format off
MEAN_METRIC (accuracy, "Accuracy", GRADUS_TARGET_VALUES, TRUE,
             NC_ ("metric", "Accuracy"), N_ ("How many answers are right."),
             "right / all", N_ ("share correct acc"))
MEAN_METRIC (binary_accuracy, "BinaryAccuracy", GRADUS_TARGET_VALUES, TRUE,
             NC_ ("metric", "Binary accuracy"),
             N_ ("How many yes-or-no answers are right."), "mean (y = [p > threshold])",
             N_ ("share correct"), PARAMS (threshold_params))
MEAN_METRIC (categorical_accuracy, "CategoricalAccuracy", GRADUS_TARGET_VALUES, TRUE,
             NC_ ("metric", "Categorical accuracy"),
             N_ ("How often the largest number is the right one."),
             "mean (argmax y = argmax p)", N_ ("share correct one-hot"))
MEAN_METRIC (sparse_categorical_accuracy, "SparseCategoricalAccuracy",
             GRADUS_TARGET_CLASS, TRUE, NC_ ("metric", "Sparse categorical accuracy"),
             N_ ("How often the largest number is that of the right class."),
             "mean (class = argmax p)", N_ ("share correct label"))
// clang-format on

const GradusKind *const gradus_metric_kinds[] = {
  &metric_accuracy.base,
  &metric_binary_accuracy.base,
  &metric_categorical_accuracy.base,
  &metric_sparse_categorical_accuracy.base,
  NULL,
};

/**
 * gradus_metric_resolve:
 * @metric: the configuration of a metric, as the user chose it
 * @loss: the loss of the model
 * @n_columns: length of the last axis of the model's output
 *
 * Keras's `metrics=["accuracy"]` stands for three metrics: it means BinaryAccuracy if the
 * network gives one number, SparseCategoricalAccuracy if the targets are class numbers,
 * and CategoricalAccuracy otherwise. Here the kind `Accuracy` in a stack's list of
 * metrics is that word. It keeps the name "accuracy" in the history.
 *
 * Returns: (transfer full): the metric to compute; a copy of @metric if it is not
 * `Accuracy`
 */
GradusConfig *
gradus_metric_resolve (const GradusConfig *metric,
                       const GradusConfig *loss,
                       gint64              n_columns)
{
  const GradusLossKind *loss_kind =
    (const GradusLossKind *) gradus_config_get_kind (loss);
  const GradusMetricKind *kind = &metric_categorical_accuracy;

  g_return_val_if_fail (loss_kind->base.family == GRADUS_FAMILY_LOSS, NULL);

  if (gradus_config_get_kind (metric) != &metric_accuracy.base)
    return gradus_config_copy (metric);
  if (n_columns == 1)
    kind = &metric_binary_accuracy;
  else if (loss_kind->target_form == GRADUS_TARGET_CLASS)
    kind = &metric_sparse_categorical_accuracy;
  return gradus_config_new (&kind->base);
}
