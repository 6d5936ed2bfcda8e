/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/metrics-common.h"

/* Metrics made of how often the network said yes and was right, said yes and was wrong,
 * and so on. */

typedef enum
{
  TRUE_POSITIVES,
  FALSE_POSITIVES,
  TRUE_NEGATIVES,
  FALSE_NEGATIVES,
  N_COUNTS
} Count;

/* --- counts for thresholds --- */

/* state: the four counts for each threshold */
static gsize
count_thresholds (const GradusConfig *config)
{
  guint n = 0;

  if (gradus_config_is_none (config, "thresholds"))
    return 1;
  gradus_config_get_numbers (config, "thresholds", &n);
  return CLAMP (n, 1, GRADUS_MAX_RESULTS);
}

static gboolean
has_param (const GradusConfig *config, const char *name)
{
  return gradus_kind_find_param (gradus_config_get_kind (config), name) != NULL &&
         !gradus_config_is_none (config, name);
}

static float
get_threshold (const GradusConfig *config, gsize index)
{
  guint n;

  if (!gradus_config_is_none (config, "thresholds"))
    return (float) gradus_config_get_numbers (config, "thresholds", &n)[index];
  return has_param (config, "top_k") ? -INFINITY : 0.5f;
}

/* Whether fewer than @k numbers stand before that at @index, the first of equals first.
 */
static gboolean
is_among_largest (const float *p, gsize n, gsize index, gint64 k)
{
  gint64 n_before = 0;

  for (gsize j = 0; j < n; j++)
    n_before += p[j] > p[index] || (p[j] == p[index] && j < index);
  return n_before < k;
}

static void
count_number (const GradusConfig *config, float y, float p, double weight, double *state)
{
  gsize n_thresholds = count_thresholds (config);

  for (gsize i = 0; i < n_thresholds; i++)
    {
      gboolean says_yes = p > get_threshold (config, i);
      Count    count = y != 0 ? (says_yes ? TRUE_POSITIVES : FALSE_NEGATIVES)
                              : (says_yes ? FALSE_POSITIVES : TRUE_NEGATIVES);

      state[i * N_COUNTS + count] += weight;
    }
}

static void
counts_update (const GradusConfig *config,
               gsize               n_rows,
               gsize               n_columns,
               const float        *y_true,
               const float        *y_pred,
               const float        *row_weight,
               double             *state)
{
  gint64 k = has_param (config, "top_k") ? gradus_config_get_int (config, "top_k") : 0;
  gint64 only =
    has_param (config, "class_id") ? gradus_config_get_int (config, "class_id") : -1;

  for (gsize i = 0; i < n_rows * n_columns; i++)
    {
      const float *row = y_pred + i / n_columns * n_columns;
      gsize        j = i % n_columns;
      float        p = y_pred[i];

      if (only >= 0 && (gsize) only != j)
        continue;
      if (k > 0 && !is_among_largest (row, n_columns, j, k))
        p = -INFINITY;
      count_number (config, y_true[i], p, gradus_row_weight (row_weight, i / n_columns),
                    state);
    }
}

static gsize
counts_n_state (const GradusConfig *config, gsize n_columns)
{
  return N_COUNTS * count_thresholds (config);
}

static gsize
counts_n_results (const GradusConfig *config, gsize n_columns)
{
  return count_thresholds (config);
}

static void
divide_by_sum (const GradusConfig *config,
               const double       *state,
               Count               other,
               double             *results)
{
  for (gsize i = 0; i < count_thresholds (config); i++)
    {
      const double *counts = state + i * N_COUNTS;

      results[i] =
        gradus_quotient (counts[TRUE_POSITIVES], counts[TRUE_POSITIVES] + counts[other]);
    }
}

static void
precision_result (const GradusConfig *config,
                  gsize               n_columns,
                  const double       *state,
                  double             *results)
{
  divide_by_sum (config, state, FALSE_POSITIVES, results);
}

static void
recall_result (const GradusConfig *config,
               gsize               n_columns,
               const double       *state,
               double             *results)
{
  divide_by_sum (config, state, FALSE_NEGATIVES, results);
}

#define COUNT_RESULT(name_, count_)                                                      \
  static void name_##_result (const GradusConfig *config, gsize n_columns,               \
                              const double *state, double *results)                      \
  {                                                                                      \
    for (gsize i = 0; i < count_thresholds (config); i++)                                \
      results[i] = state[i * N_COUNTS + count_];                                         \
  }

COUNT_RESULT (true_positives, TRUE_POSITIVES)
COUNT_RESULT (true_negatives, TRUE_NEGATIVES)
COUNT_RESULT (false_positives, FALSE_POSITIVES)
COUNT_RESULT (false_negatives, FALSE_NEGATIVES)

#define PARAM_THRESHOLDS                                                                 \
  {                                                                                      \
    .name = "thresholds", .title = N_ ("Thresholds"),                                    \
    .help = N_ ("From where on a number means yes; None is 0.5."),                       \
    .type = GRADUS_PARAM_NUMBERS,                                                        \
    .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_ONE_AS_NUMBER, .minimum = 0,           \
    .maximum = 1, .step = 0.05, .digits = 2                                              \
  }

static const GradusParam counts_params[] = {
  PARAM_THRESHOLDS,
};

static const GradusParam rate_params[] = {
  PARAM_THRESHOLDS,
  PARAM_INT ("top_k",
             N_ ("Places"),
             N_ ("Only so many of the largest numbers of a row can mean yes."),
             1,
             1000,
             PARAM_STANDARD_NONE,
             .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_ADVANCED),
  PARAM_INT ("class_id",
             N_ ("Only class"),
             N_ ("The one class that counts."),
             0,
             1000000,
             PARAM_STANDARD_NONE,
             .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_ADVANCED),
};

#define precision_update counts_update
#define recall_update counts_update
#define true_positives_update counts_update
#define true_negatives_update counts_update
#define false_positives_update counts_update
#define false_negatives_update counts_update

#define COUNTS_METRIC(name_, class_, higher_, ...)                                       \
  const GradusMetricKind gradus_metric_##name_ = {                                       \
    METRIC_BASE (name_, class_, GRADUS_TARGET_VALUES, higher_, __VA_ARGS__),             \
    .n_state = counts_n_state,                                                           \
    .n_results = counts_n_results,                                                       \
    .result = name_##_result,                                                            \
  };

// clang-format off
COUNTS_METRIC (precision, "Precision", TRUE, NC_ ("metric", "Precision"),
               N_ ("How many of those called yes are yes."), "TP / (TP + FP)",
               N_ ("positive predictive value"), PARAMS (rate_params))
COUNTS_METRIC (recall, "Recall", TRUE, NC_ ("metric", "Recall"),
               N_ ("How many of those that are yes were found."), "TP / (TP + FN)",
               N_ ("sensitivity hit rate"), PARAMS (rate_params))
COUNTS_METRIC (true_positives, "TruePositives", TRUE, NC_ ("metric", "True positives"),
               N_ ("How often yes was right."), "TP", N_ ("count hits"),
               PARAMS (counts_params))
COUNTS_METRIC (true_negatives, "TrueNegatives", TRUE, NC_ ("metric", "True negatives"),
               N_ ("How often no was right."), "TN", N_ ("count"),
               PARAMS (counts_params))
COUNTS_METRIC (false_positives, "FalsePositives", FALSE,
               NC_ ("metric", "False positives"), N_ ("How often yes was wrong."), "FP",
               N_ ("count false alarm"), PARAMS (counts_params))
COUNTS_METRIC (false_negatives, "FalseNegatives", FALSE,
               NC_ ("metric", "False negatives"), N_ ("How often no was wrong."), "FN",
               N_ ("count missed"), PARAMS (counts_params))
// clang-format on

/* --- F scores --- */

/* state: true positives, false positives, false negatives and Σ w y of each class */
enum
{
  F_TRUE,
  F_FALSE,
  F_MISSED,
  F_WEIGHT,
  F_N
};

static gsize
f_n_state (const GradusConfig *config, gsize n_columns)
{
  return F_N * n_columns;
}

/* Without a threshold, yes is the largest number of the row, unless all are 0. */
static gboolean
says_yes (const GradusConfig *config, const float *row, gsize n_columns, gsize j)
{
  float largest = row[0];

  if (!gradus_config_is_none (config, "threshold"))
    return row[j] > (float) gradus_config_get_float (config, "threshold");
  for (gsize i = 1; i < n_columns; i++)
    largest = MAX (largest, row[i]);
  return row[j] >= largest && fabsf (row[j]) > 1e-9f;
}

static void
f_update (const GradusConfig *config,
          gsize               n_rows,
          gsize               n_columns,
          const float        *y_true,
          const float        *y_pred,
          const float        *row_weight,
          double             *state)
{
  for (gsize i = 0; i < n_rows * n_columns; i++)
    {
      gsize   j = i % n_columns;
      double *counts = state + F_N * j;
      double  weight = gradus_row_weight (row_weight, i / n_columns);
      double  y = (double) y_true[i];
      double  p = says_yes (config, y_pred + (i - j), n_columns, j);

      counts[F_TRUE] += weight * y * p;
      counts[F_FALSE] += weight * p * (1 - y);
      counts[F_MISSED] += weight * (1 - p) * y;
      counts[F_WEIGHT] += weight * y;
    }
}

static double
get_beta (const GradusConfig *config)
{
  return has_param (config, "beta") ? gradus_config_get_float (config, "beta") : 1;
}

static double
f_of_counts (double beta, const double *counts)
{
  const double epsilon = (double) GRADUS_EPSILON;
  double       precision = counts[F_TRUE] / (counts[F_TRUE] + counts[F_FALSE] + epsilon);
  double       recall = counts[F_TRUE] / (counts[F_TRUE] + counts[F_MISSED] + epsilon);

  return precision * recall * (1 + beta * beta) /
         (beta * beta * precision + recall + epsilon);
}

static gsize
f_n_results (const GradusConfig *config, gsize n_columns)
{
  return gradus_config_is_none (config, "average") ? MIN (n_columns, GRADUS_MAX_RESULTS)
                                                   : 1;
}

static double
f_micro (double beta, gsize n_columns, const double *state)
{
  double counts[F_N] = { 0 };

  for (gsize i = 0; i < F_N * n_columns; i++)
    counts[i % F_N] += state[i];
  return f_of_counts (beta, counts);
}

static void
f_result (const GradusConfig *config,
          gsize               n_columns,
          const double       *state,
          double             *results)
{
  double      beta = get_beta (config);
  const char *average = gradus_config_is_none (config, "average")
                          ? NULL
                          : gradus_config_get_choice (config, "average");
  double      total = (double) GRADUS_EPSILON;
  double      sum = 0;

  for (gsize j = 0; j < n_columns; j++)
    total += state[F_N * j + F_WEIGHT];
  if (average == NULL)
    for (gsize j = 0; j < f_n_results (config, n_columns); j++)
      results[j] = f_of_counts (beta, state + F_N * j);
  else if (strcmp (average, "micro") == 0)
    results[0] = f_micro (beta, n_columns, state);
  else
    {
      gboolean is_weighted = strcmp (average, "weighted") == 0;

      for (gsize j = 0; j < n_columns; j++)
        sum += f_of_counts (beta, state + F_N * j) *
               (is_weighted ? state[F_N * j + F_WEIGHT] / total : 1 / (double) n_columns);
      results[0] = sum;
    }
}

static const char *const averages[] = { "micro", "macro", "weighted", NULL };

#define PARAM_AVERAGE                                                                    \
  PARAM_CHOICE ("average", N_ ("Average"),                                               \
                N_ (                                                                     \
                  "How the scores of the classes become one: all counts together, the "  \
                  "plain mean, or weighted by how often a class occurs."),               \
                averages, NULL, .flags = GRADUS_PARAM_NULLABLE)
#define PARAM_F_THRESHOLD                                                                \
  PARAM_FLOAT ("threshold", N_ ("Threshold"),                                            \
               N_ ("From where on a number means yes; None takes the largest of each "   \
                   "row."),                                                              \
               0, 1, PARAM_STANDARD_NONE, 0.05, 2, .flags = GRADUS_PARAM_NULLABLE)

static const GradusParam f1_params[] = {
  PARAM_AVERAGE,
  PARAM_F_THRESHOLD,
};

static const GradusParam fbeta_params[] = {
  PARAM_AVERAGE,
  PARAM_FLOAT ("beta",
               N_ ("Beta"),
               N_ ("How much more recall counts than precision."),
               0,
               1000,
               1,
               0.5,
               2,
               .flags = GRADUS_PARAM_OPEN_MINIMUM),
  PARAM_F_THRESHOLD,
};

#define f1_score_update f_update
#define fbeta_score_update f_update

#define F_METRIC(name_, class_, ...)                                                     \
  const GradusMetricKind gradus_metric_##name_ = {                                       \
    METRIC_BASE (name_, class_, GRADUS_TARGET_VALUES, TRUE, __VA_ARGS__),                \
    .n_state = f_n_state,                                                                \
    .n_results = f_n_results,                                                            \
    .result = f_result,                                                                  \
  };

// clang-format off
F_METRIC (f1_score, "F1Score", NC_ ("metric", "F1 score"),
          N_ ("Precision and recall in one number: high only if both are."),
          "2 P R / (P + R)", N_ ("precision recall harmonic"), PARAMS (f1_params))
F_METRIC (fbeta_score, "FBetaScore", NC_ ("metric", "F-beta score"),
          N_ ("Precision and recall in one number, one of them counting more."),
          "(1 + β²) P R / (β² P + R)", N_ ("precision recall harmonic"),
          PARAMS (fbeta_params))
// clang-format on
