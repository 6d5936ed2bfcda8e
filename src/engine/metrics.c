/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/metrics-common.h"

/* Metrics are sums, so that slices of a batch can be measured apart and added up. */

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

/* Whether the number at @truth is among the @k largest; equals share a place, as in
 * Keras. */
static gboolean
is_in_top (gsize n, const float *p, gsize truth, gint64 k)
{
  gint64 n_larger = 0;

  if (truth >= n)
    return FALSE;
  for (gsize j = 0; j < n; j++)
    n_larger += p[j] > p[truth];
  return n_larger < k;
}

MEAN_OF_ROWS (top_k_categorical_accuracy,
              gint64 k = gradus_config_get_int (config, "k"),
              n_columns,
              is_in_top (n_columns, p, find_largest (n_columns, t), k))
MEAN_OF_ROWS (sparse_top_k_categorical_accuracy,
              gint64 k = gradus_config_get_int (config, "k"),
              1,
              t[0] >= 0 && is_in_top (n_columns, p, (gsize) t[0], k))

/* --- means of losses --- */

static double
get_loss (const GradusLossKind *loss,
          const GradusConfig   *config,
          gsize                 n_columns,
          const float          *t,
          const float          *p)
{
  float row;

  /* The loss reads its parameters from the metric, which has those that it needs. */
  loss->forward (config, 1, n_columns, t, p, &row);
  return (double) row;
}

#define FIND_LOSS(id_)                                                                   \
  const GradusLossKind *loss =                                                           \
    (const GradusLossKind *) gradus_kind_find (GRADUS_FAMILY_LOSS, id_)
#define MEAN_OF_LOSS(name_, id_, width_, sign_)                                          \
  MEAN_OF_ROWS (name_, FIND_LOSS (id_), width_,                                          \
                sign_ get_loss (loss, config, n_columns, t, p))

MEAN_OF_LOSS (mean_squared_error, "mean_squared_error", n_columns, +)
MEAN_OF_LOSS (root_mean_squared_error, "mean_squared_error", n_columns, +)
MEAN_OF_LOSS (mean_absolute_error, "mean_absolute_error", n_columns, +)
MEAN_OF_LOSS (mean_absolute_percentage_error,
              "mean_absolute_percentage_error",
              n_columns,
              +)
MEAN_OF_LOSS (mean_squared_logarithmic_error,
              "mean_squared_logarithmic_error",
              n_columns,
              +)
MEAN_OF_LOSS (logcosh, "log_cosh", n_columns, +)
MEAN_OF_LOSS (cosine_similarity, "cosine_similarity", n_columns, -)
MEAN_OF_LOSS (kl_divergence, "kl_divergence", n_columns, +)
MEAN_OF_LOSS (poisson, "poisson", n_columns, +)
MEAN_OF_LOSS (hinge, "hinge", n_columns, +)
MEAN_OF_LOSS (squared_hinge, "squared_hinge", n_columns, +)
MEAN_OF_LOSS (categorical_hinge, "categorical_hinge", n_columns, +)
MEAN_OF_LOSS (binary_crossentropy, "binary_crossentropy", n_columns, +)
MEAN_OF_LOSS (categorical_crossentropy, "categorical_crossentropy", n_columns, +)
MEAN_OF_LOSS (sparse_categorical_crossentropy, "sparse_categorical_crossentropy", 1, +)

static void
root_result (const GradusConfig *config,
             gsize               n_columns,
             const double       *state,
             double             *results)
{
  gradus_mean_result (config, n_columns, state, results);
  results[0] = sqrt (results[0]);
}

/* --- R² --- */

/* state: rows, then Σ w y, Σ w y², Σ w (y − p)², Σ w of each column */
enum
{
  R2_SUM,
  R2_SQUARES,
  R2_RESIDUALS,
  R2_WEIGHT,
  R2_N
};

static gsize
r2_score_n_state (const GradusConfig *config, gsize n_columns)
{
  return 1 + R2_N * n_columns;
}

static void
r2_score_update (const GradusConfig *config,
                 gsize               n_rows,
                 gsize               n_columns,
                 const float        *y_true,
                 const float        *y_pred,
                 const float        *row_weight,
                 double             *state)
{
  state[0] += (double) n_rows;
  for (gsize i = 0; i < n_rows * n_columns; i++)
    {
      double *column = state + 1 + R2_N * (i % n_columns);
      double  weight = gradus_row_weight (row_weight, i / n_columns);
      double  y = (double) y_true[i];
      double  residual = y - (double) y_pred[i];

      column[R2_SUM] += weight * y;
      column[R2_SQUARES] += weight * y * y;
      column[R2_RESIDUALS] += weight * residual * residual;
      column[R2_WEIGHT] += weight;
    }
}

static double
r2_total (const double *column)
{
  return column[R2_WEIGHT] > 0
           ? column[R2_SQUARES] - column[R2_SUM] * column[R2_SUM] / column[R2_WEIGHT]
           : 0;
}

static double
r2_of_column (const double *column)
{
  double r2 = 1 - column[R2_RESIDUALS] / r2_total (column);

  return isinf (r2) ? 0 : r2;
}

/* Keras counts all numbers of the targets as samples. */
static double
r2_adjust (const GradusConfig *config, double r2, double n)
{
  double p = (double) gradus_config_get_int (config, "num_regressors");

  return p == 0 || p >= n - 1 ? r2 : 1 - (1 - r2) * (n - 1) / (n - p - 1);
}

static gsize
r2_score_n_results (const GradusConfig *config, gsize n_columns)
{
  return gradus_config_is_none (config, "class_aggregation")
           ? MIN (n_columns, GRADUS_MAX_RESULTS)
           : 1;
}

static void
r2_score_result (const GradusConfig *config,
                 gsize               n_columns,
                 const double       *state,
                 double             *results)
{
  gsize    n_results = r2_score_n_results (config, n_columns);
  gboolean each = gradus_config_is_none (config, "class_aggregation");
  double   n = state[0] * (double) n_columns;
  double   sum = 0;
  double   weights = 0;

  for (gsize j = 0; j < n_columns; j++)
    {
      const double *column = state + 1 + R2_N * j;
      double        weight = 1;

      if (each && j < n_results)
        results[j] = r2_adjust (config, r2_of_column (column), n);
      else if (!each && strcmp (gradus_config_get_choice (config, "class_aggregation"),
                                "variance_weighted_average") == 0)
        weight = r2_total (column);
      sum += weight * r2_of_column (column);
      weights += weight;
    }
  if (!each)
    results[0] = r2_adjust (config, sum / weights, n);
}

static const char *const r2_aggregations[] = { "uniform_average",
                                               "variance_weighted_average", NULL };

static const GradusParam r2_score_params[] = {
  PARAM_CHOICE ("class_aggregation",
                N_ ("Average"),
                N_ ("How the numbers of several outputs become one."),
                r2_aggregations,
                "uniform_average",
                .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_ADVANCED),
  PARAM_INT ("num_regressors",
             N_ ("Regressors"),
             N_ (
               "How many inputs explain the answer, for the adjusted R²; 0 is the plain "
               "one."),
             0,
             1000000,
             0,
             .flags = GRADUS_PARAM_ADVANCED),
};

/* --- descriptors --- */

static const GradusParam k_params[] = {
  PARAM_INT ("k",
             N_ ("Places"),
             N_ ("An answer counts if it is among so many of the largest numbers."),
             1,
             1000,
             5),
};

static const GradusParam logits_params[] = {
  PARAM_FROM_LOGITS,
  PARAM_LABEL_SMOOTHING,
};

static const GradusParam sparse_logits_params[] = {
  PARAM_FROM_LOGITS,
};

static const GradusKerasField axis_fields[] = { { "axis", "-1" } };
static const GradusKerasField sparse_fields[] = { { "ignore_class", "null" },
                                                  { "axis", "-1" } };

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
MEAN_METRIC (top_k_categorical_accuracy, "TopKCategoricalAccuracy",
             GRADUS_TARGET_VALUES, TRUE, NC_ ("metric", "Top-k categorical accuracy"),
             N_ ("How often the right answer is among the k largest numbers."),
             "mean (rank (y) ≤ k)", N_ ("share correct best top"), PARAMS (k_params))
MEAN_METRIC (sparse_top_k_categorical_accuracy, "SparseTopKCategoricalAccuracy",
             GRADUS_TARGET_CLASS, TRUE,
             NC_ ("metric", "Sparse top-k categorical accuracy"),
             N_ ("How often the right class is among the k largest numbers."),
             "mean (rank (class) ≤ k)", N_ ("share correct best top"), PARAMS (k_params))
MEAN_METRIC (mean_squared_error, "MeanSquaredError", GRADUS_TARGET_VALUES, FALSE,
             NC_ ("metric", "Mean squared error"),
             N_ ("The mean of the squared differences."), "mean ((y − p)²)",
             N_ ("mse regression distance"))
METRIC (root_mean_squared_error, "RootMeanSquaredError", GRADUS_TARGET_VALUES,
        gradus_mean_n_state, root_result, FALSE,
        NC_ ("metric", "Root mean squared error"),
        N_ ("How far off a usual answer is, in the unit of the answers."),
        "√ mean ((y − p)²)", N_ ("rmse regression distance"))
MEAN_METRIC (mean_absolute_error, "MeanAbsoluteError", GRADUS_TARGET_VALUES, FALSE,
             NC_ ("metric", "Mean absolute error"),
             N_ ("The mean of the differences, whatever their sign."), "mean |y − p|",
             N_ ("mae regression distance"))
MEAN_METRIC (mean_absolute_percentage_error, "MeanAbsolutePercentageError",
             GRADUS_TARGET_VALUES, FALSE,
             NC_ ("metric", "Mean absolute percentage error"),
             N_ ("The mean difference in per cent of the true number."),
             "100 · mean |(y − p) / y|", N_ ("mape regression relative"))
MEAN_METRIC (mean_squared_logarithmic_error, "MeanSquaredLogarithmicError",
             GRADUS_TARGET_VALUES, FALSE,
             NC_ ("metric", "Mean squared logarithmic error"),
             N_ ("The squared differences of the logarithms: ratios count."),
             "mean ((log (1 + y) − log (1 + p))²)", N_ ("msle regression ratio"))
MEAN_METRIC (logcosh, "LogCoshError", GRADUS_TARGET_VALUES, FALSE,
             NC_ ("metric", "Log-cosh error"),
             N_ ("Squared near zero, absolute far away."), "mean (log cosh (p − y))",
             N_ ("regression distance"))
MEAN_METRIC (cosine_similarity, "CosineSimilarity", GRADUS_TARGET_VALUES, TRUE,
             NC_ ("metric", "Cosine similarity"),
             N_ ("How far two rows of numbers point the same way."),
             "y · p / (|y| |p|)", N_ ("angle direction"))
MEAN_METRIC (binary_crossentropy, "BinaryCrossentropy", GRADUS_TARGET_VALUES, FALSE,
             NC_ ("metric", "Binary cross-entropy"),
             N_ ("How surprised the network is by yes-or-no answers."),
             "−mean (y log p + (1 − y) log (1 − p))", N_ ("bce loss"),
             PARAMS (logits_params))
MEAN_METRIC (categorical_crossentropy, "CategoricalCrossentropy", GRADUS_TARGET_VALUES,
             FALSE, NC_ ("metric", "Categorical cross-entropy"),
             N_ ("How surprised the network is by the right class."),
             "−Σ y log p", N_ ("cce loss"), PARAMS (logits_params), FIELDS (axis_fields))
MEAN_METRIC (sparse_categorical_crossentropy, "SparseCategoricalCrossentropy",
             GRADUS_TARGET_CLASS, FALSE,
             NC_ ("metric", "Sparse categorical cross-entropy"),
             N_ ("How surprised the network is by the right class, given as a number."),
             "−log p[class]", N_ ("loss"), PARAMS (sparse_logits_params),
             FIELDS (sparse_fields))
MEAN_METRIC (kl_divergence, "KLDivergence", GRADUS_TARGET_VALUES, FALSE,
             NC_ ("metric", "KL divergence"),
             N_ ("How far one distribution is from another."), "Σ y log (y / p)",
             N_ ("kullback leibler"))
MEAN_METRIC (poisson, "Poisson", GRADUS_TARGET_VALUES, FALSE,
             NC_ ("metric", "Poisson"), N_ ("For answers that count events."),
             "mean (p − y log p)", N_ ("count"))
MEAN_METRIC (hinge, "Hinge", GRADUS_TARGET_VALUES, FALSE, NC_ ("metric", "Hinge"),
             N_ ("How far answers are from the right side of a margin."),
             "mean (max (1 − y p, 0))", N_ ("margin svm"))
MEAN_METRIC (squared_hinge, "SquaredHinge", GRADUS_TARGET_VALUES, FALSE,
             NC_ ("metric", "Squared hinge"),
             N_ ("The same, with far ones counting more."), "mean (max (1 − y p, 0)²)",
             N_ ("margin svm"))
MEAN_METRIC (categorical_hinge, "CategoricalHinge", GRADUS_TARGET_VALUES, FALSE,
             NC_ ("metric", "Categorical hinge"),
             N_ ("How far the right class is ahead of the best wrong one."),
             "max (1 + max ((1 − y) p) − Σ y p, 0)", N_ ("margin svm"))
// clang-format on

static const GradusMetricKind metric_r2_score = {
  METRIC_BASE (r2_score,
               "R2Score",
               GRADUS_TARGET_VALUES,
               TRUE,
               NC_ ("metric", "R² score"),
               N_ ("How much of the variation the network explains: 1 is all, 0 no more "
                   "than the mean."),
               "1 − Σ (y − p)² / Σ (y − ȳ)²",
               N_ ("regression variance determination"),
               PARAMS (r2_score_params)),
  .n_state = r2_score_n_state,
  .n_results = r2_score_n_results,
  .result = r2_score_result,
};

const GradusKind *const gradus_metric_kinds[] = {
  &metric_accuracy.base,
  &metric_binary_accuracy.base,
  &metric_categorical_accuracy.base,
  &metric_sparse_categorical_accuracy.base,
  &metric_top_k_categorical_accuracy.base,
  &metric_sparse_top_k_categorical_accuracy.base,
  &gradus_metric_precision.base,
  &gradus_metric_recall.base,
  &gradus_metric_f1_score.base,
  &gradus_metric_fbeta_score.base,
  &gradus_metric_auc.base,
  &gradus_metric_true_positives.base,
  &gradus_metric_true_negatives.base,
  &gradus_metric_false_positives.base,
  &gradus_metric_false_negatives.base,
  &metric_mean_squared_error.base,
  &metric_root_mean_squared_error.base,
  &metric_mean_absolute_error.base,
  &metric_mean_absolute_percentage_error.base,
  &metric_mean_squared_logarithmic_error.base,
  &metric_r2_score.base,
  &metric_logcosh.base,
  &metric_cosine_similarity.base,
  &metric_binary_crossentropy.base,
  &metric_categorical_crossentropy.base,
  &metric_sparse_categorical_crossentropy.base,
  &metric_kl_divergence.base,
  &metric_poisson.base,
  &metric_hinge.base,
  &metric_squared_hinge.base,
  &metric_categorical_hinge.base,
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

static const GradusMetricKind *
metric_kind_of (const GradusConfig *metric)
{
  const GradusKind *kind = gradus_config_get_kind (metric);

  g_assert (kind->family == GRADUS_FAMILY_METRIC);
  return (const GradusMetricKind *) kind;
}

/**
 * gradus_metric_get_n_results:
 * @metric: a metric
 * @n_columns: length of the last axis of the model's output
 *
 * Returns: how many numbers it gives: one for each threshold or class where it does not
 * average
 */
gsize
gradus_metric_get_n_results (const GradusConfig *metric, gsize n_columns)
{
  const GradusMetricKind *kind = metric_kind_of (metric);

  return kind->n_results != NULL ? kind->n_results (metric, n_columns) : 1;
}

/**
 * gradus_metric_get_result:
 * @metric: a metric
 * @n_columns: length of the last axis of the model's output
 * @state: its sums
 *
 * Returns: what it says of all that was seen
 */
double
gradus_metric_get_result (const GradusConfig *metric,
                          gsize               n_columns,
                          const double       *state)
{
  double results[GRADUS_MAX_RESULTS];
  gsize  n_results = gradus_metric_get_n_results (metric, n_columns);
  double sum = 0;

  metric_kind_of (metric)->result (metric, n_columns, state, results);
  for (gsize i = 0; i < n_results; i++)
    sum += results[i];
  return sum / (double) n_results;
}
