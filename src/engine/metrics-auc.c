/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/metrics-common.h"

/* The area under the curve that runs through all thresholds.
 *
 * state, for each label: the weight of the positive numbers in each bucket between two
 * thresholds, then that of the negative ones.
 *
 * Source: Keras 3, keras/src/metrics/confusion_metrics.py; Davis and Goadrich, The
 * Relationship Between Precision-Recall and ROC Curves (2006), for the interpolation */

#define EDGE 1e-7

static gsize
count_thresholds (const GradusConfig *config)
{
  guint n;

  if (gradus_config_is_none (config, "thresholds"))
    return (gsize) gradus_config_get_int (config, "num_thresholds");
  gradus_config_get_numbers (config, "thresholds", &n);
  return n + 2;
}

static double
get_threshold (const GradusConfig *config, gsize index)
{
  gsize last = count_thresholds (config) - 1;
  guint n;

  if (index == 0 || index == last)
    return index == 0 ? -EDGE : 1 + EDGE;
  if (gradus_config_is_none (config, "thresholds"))
    return (double) index / (double) last;
  return gradus_config_get_numbers (config, "thresholds", &n)[index - 1];
}

static gsize
count_labels (const GradusConfig *config, gsize n_columns)
{
  return gradus_config_get_bool (config, "multi_label") ? n_columns : 1;
}

static gsize
auc_n_state (const GradusConfig *config, gsize n_columns)
{
  return 2 * count_thresholds (config) * count_labels (config, n_columns);
}

/* The last threshold that @p is above. */
static gsize
find_bucket (const GradusConfig *config, gsize n_thresholds, float p)
{
  gsize bucket = 0;

  if (!(p > 0))
    return 0;
  if (gradus_config_is_none (config, "thresholds"))
    return (gsize) MAX (ceilf (MIN (p, 1) * (float) (n_thresholds - 1)) - 1, 0);
  while (bucket + 1 < n_thresholds && (double) p > get_threshold (config, bucket + 1))
    bucket++;
  return bucket;
}

static void
auc_update (const GradusConfig *config,
            gsize               n_rows,
            gsize               n_columns,
            const float        *y_true,
            const float        *y_pred,
            const float        *row_weight,
            double             *state)
{
  gsize    n = count_thresholds (config);
  gsize    n_labels = count_labels (config, n_columns);
  gboolean from_logits = gradus_config_get_bool (config, "from_logits");

  for (gsize i = 0; i < n_rows * n_columns; i++)
    {
      float p = from_logits ? gradus_sigmoid (y_pred[i]) : y_pred[i];
      gsize label = n_labels > 1 ? i % n_columns : 0;
      gsize side = y_true[i] != 0 ? 0 : 1;

      state[(2 * label + side) * n + find_bucket (config, n, p)] +=
        gradus_row_weight (row_weight, i / n_columns);
    }
}

/* How many positives and negatives lie above threshold @index and those behind it. */
typedef struct
{
  double tp, fp;
} Above;

static double
find_height (const char *method, double a, double b)
{
  if (strcmp (method, "minoring") == 0)
    return MIN (a, b);
  if (strcmp (method, "majoring") == 0)
    return MAX (a, b);
  return (a + b) / 2;
}

/* One strip under the interpolated precision-recall curve. */
static double
interpolate_strip (Above low, Above high, double n_positive)
{
  double dp = low.tp + low.fp - high.tp - high.fp;
  double slope = gradus_quotient (low.tp - high.tp, MAX (dp, 0));
  double intercept = high.tp - slope * (high.tp + high.fp);
  double ratio = low.tp + low.fp > 0 && high.tp + high.fp > 0
                   ? (low.tp + low.fp) / (high.tp + high.fp)
                   : 1;

  return gradus_quotient (slope * (low.tp - high.tp + intercept * log (ratio)),
                          n_positive);
}

static double
find_strip (const GradusConfig *config, Above low, Above high, double p, double n)
{
  const char *method = gradus_config_get_choice (config, "summation_method");
  gboolean    is_pr = strcmp (gradus_config_get_choice (config, "curve"), "PR") == 0;
  double      recall_low = gradus_quotient (low.tp, p);
  double      recall_high = gradus_quotient (high.tp, p);

  if (is_pr && strcmp (method, "interpolation") == 0)
    return interpolate_strip (low, high, p);
  if (is_pr)
    return (recall_low - recall_high) *
           find_height (method, gradus_quotient (low.tp, low.tp + low.fp),
                        gradus_quotient (high.tp, high.tp + high.fp));
  return (gradus_quotient (low.fp, n) - gradus_quotient (high.fp, n)) *
         find_height (method, recall_low, recall_high);
}

static double
find_area (const GradusConfig *config, const double *positives, const double *negatives)
{
  gsize  n_thresholds = count_thresholds (config);
  double p = 0, n = 0, area = 0;
  Above  high = { 0 };

  for (gsize i = 0; i < n_thresholds; i++)
    {
      p += positives[i];
      n += negatives[i];
    }
  high = (Above){ positives[n_thresholds - 1], negatives[n_thresholds - 1] };
  for (gsize i = n_thresholds - 1; i-- > 0;)
    {
      Above low = { high.tp + positives[i], high.fp + negatives[i] };

      area += find_strip (config, low, high, p, n);
      high = low;
    }
  return area;
}

static void
auc_result (const GradusConfig *config,
            gsize               n_columns,
            const double       *state,
            double             *results)
{
  gsize  n = count_thresholds (config);
  gsize  n_labels = count_labels (config, n_columns);
  double sum = 0;

  for (gsize i = 0; i < n_labels; i++)
    sum += find_area (config, state + 2 * i * n, state + (2 * i + 1) * n);
  results[0] = sum / (double) n_labels;
}

static const char *const curves[] = { "ROC", "PR", NULL };
static const char *const methods[] = { "interpolation", "minoring", "majoring", NULL };

static const GradusParam auc_params[] = {
  PARAM_INT ("num_thresholds",
             N_ ("Thresholds"),
             N_ ("How finely the curve is followed."),
             2,
             10000,
             200,
             .flags = GRADUS_PARAM_ADVANCED),
  PARAM_CHOICE ("curve",
                N_ ("Curve"),
                N_ ("Hits over false alarms (ROC), or precision over recall (PR)."),
                curves,
                "ROC"),
  PARAM_CHOICE ("summation_method",
                N_ ("Between points"),
                N_ ("How high the curve runs between two thresholds."),
                methods,
                "interpolation",
                .flags = GRADUS_PARAM_ADVANCED),
  PARAM_BOOL ("multi_label",
              N_ ("Each output alone"),
              N_ ("Whether each output has a curve of its own, and the mean counts."),
              FALSE,
              .flags = GRADUS_PARAM_ADVANCED),
  PARAM_INT ("num_labels",
             N_ ("Outputs"),
             N_ ("Keras's own count of the outputs, kept for the file."),
             1,
             1000000,
             PARAM_STANDARD_NONE,
             .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_HIDDEN),
  PARAM_FROM_LOGITS,
  { .name = "thresholds",
    .title = N_ ("Only thresholds"),
    .help = N_ ("The thresholds to use instead of evenly spaced ones."),
    .type = GRADUS_PARAM_NUMBERS,
    .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_ADVANCED | GRADUS_PARAM_UNWRITTEN,
    .minimum = 0,
    .maximum = 1,
    .step = 0.05,
    .digits = 2 },
};

static const GradusKerasField auc_fields[] = { { "label_weights", "null" } };

const GradusMetricKind gradus_metric_auc = {
  METRIC_BASE (auc,
               "AUC",
               GRADUS_TARGET_VALUES,
               TRUE,
               NC_ ("metric", "AUC"),
               N_ ("How well yes and no are told apart, whatever the threshold."),
               "∫ TPR d FPR",
               N_ ("area under curve roc pr"),
               PARAMS (auc_params),
               FIELDS (auc_fields)),
  .n_state = auc_n_state,
  .result = auc_result,
};
