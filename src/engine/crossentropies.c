/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/losses-common.h"

/* Crossentropies: what a prediction costs, in nats, when the truth is known. Source:
 * Goodfellow, Bengio, Courville, Deep Learning (2016), 6.2; clipping as in Keras. */

/* The targets after label smoothing: t · factor + offset. */
typedef struct
{
  float factor;
  float offset;
} Smoothing;

static Smoothing
get_smoothing (const GradusConfig *config, gsize n_classes)
{
  double amount = gradus_config_get_float (config, "label_smoothing");

  return (Smoothing){ (float) (1 - amount), (float) (amount / (double) n_classes) };
}

static float
clip_probability (float p)
{
  return gradus_clip (p, GRADUS_EPSILON, 1.0f - GRADUS_EPSILON);
}

/* Clipping is flat outside of its range. */
static gboolean
is_clipped (float p)
{
  return p < GRADUS_EPSILON || p > 1.0f - GRADUS_EPSILON;
}

/* --- binary --- */

/* max (x, 0) − t x + log (1 + exp (−|x|)) */
static float
binary_from_logit (float t, float x)
{
  return (x > 0.0f ? x : 0.0f) - t * x + log1pf (gradus_exp (x > 0.0f ? -x : x));
}

/* −t log p − (1 − t) log (1 − p) */
static float
binary_from_probability (float t, float p)
{
  p = clip_probability (p);
  return -t * logf (p) - (1.0f - t) * logf (1.0f - p);
}

static float
binary_slope (float t, float p)
{
  return is_clipped (p) ? 0.0f : (p - t) / ((1.0f - p) * p);
}

GRADUS_HOT static void
binary_crossentropy_forward (const GradusConfig *config,
                             gsize               n_rows,
                             gsize               n_columns,
                             const float        *y_true,
                             const float        *y_pred,
                             float              *row_loss)
{
  Smoothing smooth = get_smoothing (config, 2);
  gboolean  from_logits = gradus_config_get_bool (config, "from_logits");

  for (gsize row = 0; row < n_rows; row++)
    {
      double sum = 0;

      for (gsize j = row * n_columns; j < (row + 1) * n_columns; j++)
        {
          float t = y_true[j] * smooth.factor + smooth.offset;

          sum += (double) (from_logits ? binary_from_logit (t, y_pred[j])
                                       : binary_from_probability (t, y_pred[j]));
        }
      row_loss[row] = (float) (sum / (double) n_columns);
    }
}

GRADUS_HOT static void
binary_crossentropy_backward (const GradusConfig *config,
                              gsize               n_rows,
                              gsize               n_columns,
                              const float        *y_true,
                              const float        *y_pred,
                              const float        *row_scale,
                              float              *dy_pred)
{
  Smoothing smooth = get_smoothing (config, 2);
  gboolean  from_logits = gradus_config_get_bool (config, "from_logits");

  for (gsize row = 0; row < n_rows; row++)
    {
      float scale = row_scale[row] / (float) n_columns;

      for (gsize j = row * n_columns; j < (row + 1) * n_columns; j++)
        {
          float t = y_true[j] * smooth.factor + smooth.offset;

          dy_pred[j] = scale * (from_logits ? gradus_sigmoid (y_pred[j]) - t
                                            : binary_slope (t, y_pred[j]));
        }
    }
}

/* --- binary focal --- */

/* The focal factor makes what is already right count less: with q the probability given
 * to the truth, the loss is w · (1 − q)^γ · crossentropy.
 *
 * Source: Lin et al., Focal Loss for Dense Object Detection (ICCV 2017) */
typedef struct
{
  Smoothing smooth;
  gboolean  from_logits;
  gboolean  balanced;
  double    alpha;
  double    gamma;
} Focus;

static Focus
get_focus (const GradusConfig *config)
{
  return (Focus){
    .smooth = get_smoothing (config, 2),
    .from_logits = gradus_config_get_bool (config, "from_logits"),
    .balanced = gradus_config_get_bool (config, "apply_class_balancing"),
    .alpha = gradus_config_get_float (config, "alpha"),
    .gamma = gradus_config_get_float (config, "gamma"),
  };
}

/* Only the crossentropy is clipped, not the focal factor. */
static double
focal_value (const Focus *focus, float t_in, float p_in)
{
  double t = (double) t_in;
  double p = (double) p_in;
  double q = t * p + (1 - t) * (1 - p);
  double weight = focus->balanced ? t * focus->alpha + (1 - t) * (1 - focus->alpha) : 1;

  return weight * pow (1 - q, focus->gamma) *
         (double) binary_from_probability (t_in, p_in);
}

/* d value / dp, with dq / dp = 2t − 1 */
static double
focal_slope (const Focus *focus, float t_in, float p_in)
{
  double t = (double) t_in;
  double p = (double) p_in;
  double q = t * p + (1 - t) * (1 - p);
  double weight = focus->balanced ? t * focus->alpha + (1 - t) * (1 - focus->alpha) : 1;
  double factor = pow (1 - q, focus->gamma);
  double factor_slope =
    focus->gamma > 0 ? -focus->gamma * pow (1 - q, focus->gamma - 1) * (2 * t - 1) : 0;

  return weight * (factor_slope * (double) binary_from_probability (t_in, p_in) +
                   factor * (double) binary_slope (t_in, p_in));
}

GRADUS_HOT static void
binary_focal_crossentropy_forward (const GradusConfig *config,
                                   gsize               n_rows,
                                   gsize               n_columns,
                                   const float        *y_true,
                                   const float        *y_pred,
                                   float              *row_loss)
{
  Focus focus = get_focus (config);

  for (gsize row = 0; row < n_rows; row++)
    {
      double sum = 0;

      for (gsize j = row * n_columns; j < (row + 1) * n_columns; j++)
        {
          float t = y_true[j] * focus.smooth.factor + focus.smooth.offset;
          float p = focus.from_logits ? gradus_sigmoid (y_pred[j]) : y_pred[j];

          sum += focal_value (&focus, t, p);
        }
      row_loss[row] = (float) (sum / (double) n_columns);
    }
}

GRADUS_HOT static void
binary_focal_crossentropy_backward (const GradusConfig *config,
                                    gsize               n_rows,
                                    gsize               n_columns,
                                    const float        *y_true,
                                    const float        *y_pred,
                                    const float        *row_scale,
                                    float              *dy_pred)
{
  Focus focus = get_focus (config);

  for (gsize row = 0; row < n_rows; row++)
    for (gsize j = row * n_columns; j < (row + 1) * n_columns; j++)
      {
        float t = y_true[j] * focus.smooth.factor + focus.smooth.offset;
        float p = focus.from_logits ? gradus_sigmoid (y_pred[j]) : y_pred[j];
        float chain = focus.from_logits ? p * (1.0f - p) : 1.0f;

        dy_pred[j] =
          row_scale[row] / (float) n_columns * chain * (float) focal_slope (&focus, t, p);
      }
}

/* --- categorical --- */

static double
sum_row (gsize n, const float *x)
{
  double sum = 0;

  for (gsize j = 0; j < n; j++)
    sum += (double) x[j];
  return sum;
}

/* log Σ exp (xⱼ), split into the largest x and the rest so that nothing overflows. */
static void
measure_logits (gsize n, const float *x, float *maximum, double *sum)
{
  *maximum = x[0];
  for (gsize j = 1; j < n; j++)
    *maximum = x[j] > *maximum ? x[j] : *maximum;
  *sum = 0;
  for (gsize j = 0; j < n; j++)
    *sum += (double) gradus_exp (x[j] - *maximum);
}

static double
categorical_from_logits (Smoothing smooth, gsize n, const float *t, const float *x)
{
  float  maximum;
  double sum, log_sum;
  double loss = 0;

  measure_logits (n, x, &maximum, &sum);
  log_sum = log (sum);
  for (gsize j = 0; j < n; j++)
    loss -= (double) (t[j] * smooth.factor + smooth.offset) *
            ((double) x[j] - (double) maximum - log_sum);
  return loss;
}

static double
categorical_from_probabilities (Smoothing smooth, gsize n, const float *t, const float *p)
{
  float  scale = (float) (1 / sum_row (n, p));
  double loss = 0;

  for (gsize j = 0; j < n; j++)
    loss -= (double) (t[j] * smooth.factor + smooth.offset) *
            (double) logf (clip_probability (p[j] * scale));
  return loss;
}

/* dxᵢ = softmax (x)ᵢ · Σ t − tᵢ */
static void
categorical_logits_slope (Smoothing    smooth,
                          gsize        n,
                          const float *t,
                          const float *x,
                          float        scale,
                          float       *dx)
{
  float  maximum;
  double sum, total;
  float  factor;

  measure_logits (n, x, &maximum, &sum);
  total = sum_row (n, t) * (double) smooth.factor + (double) n * (double) smooth.offset;
  factor = (float) (total / sum);
  for (gsize j = 0; j < n; j++)
    dx[j] = scale * (gradus_exp (x[j] - maximum) * factor -
                     (t[j] * smooth.factor + smooth.offset));
}

/* With q = p / S, S = Σ p:   dqᵢ = −tᵢ / qᵢ,   dpᵢ = (dqᵢ − Σⱼ dqⱼ qⱼ) / S */
static void
categorical_probabilities_slope (Smoothing    smooth,
                                 gsize        n,
                                 const float *t,
                                 const float *p,
                                 float        scale,
                                 float       *dp)
{
  float  inverse = (float) (1 / sum_row (n, p));
  double common = 0;

  for (gsize j = 0; j < n; j++)
    {
      float q = p[j] * inverse;

      dp[j] = is_clipped (q) ? 0.0f : -(t[j] * smooth.factor + smooth.offset) / q;
      common += (double) dp[j] * (double) q;
    }
  for (gsize j = 0; j < n; j++)
    dp[j] = scale * inverse * (dp[j] - (float) common);
}

GRADUS_HOT static void
categorical_crossentropy_forward (const GradusConfig *config,
                                  gsize               n_rows,
                                  gsize               n_columns,
                                  const float        *y_true,
                                  const float        *y_pred,
                                  float              *row_loss)
{
  Smoothing smooth = get_smoothing (config, n_columns);
  gboolean  from_logits = gradus_config_get_bool (config, "from_logits");

  for (gsize row = 0; row < n_rows; row++)
    {
      const float *t = y_true + row * n_columns;
      const float *p = y_pred + row * n_columns;

      row_loss[row] =
        (float) (from_logits ? categorical_from_logits (smooth, n_columns, t, p)
                             : categorical_from_probabilities (smooth, n_columns, t, p));
    }
}

GRADUS_HOT static void
categorical_crossentropy_backward (const GradusConfig *config,
                                   gsize               n_rows,
                                   gsize               n_columns,
                                   const float        *y_true,
                                   const float        *y_pred,
                                   const float        *row_scale,
                                   float              *dy_pred)
{
  Smoothing smooth = get_smoothing (config, n_columns);
  gboolean  from_logits = gradus_config_get_bool (config, "from_logits");

  for (gsize row = 0; row < n_rows; row++)
    {
      gsize start = row * n_columns;

      if (from_logits)
        categorical_logits_slope (smooth, n_columns, y_true + start, y_pred + start,
                                  row_scale[row], dy_pred + start);
      else
        categorical_probabilities_slope (smooth, n_columns, y_true + start,
                                         y_pred + start, row_scale[row], dy_pred + start);
    }
}

/* --- sparse --- */

/* A class that does not exist has no loss; the data set should have refused it. */
static gboolean
get_class (float t, gsize n_classes, gsize *label)
{
  if (!(t >= 0 && t < (float) n_classes))
    return FALSE;
  *label = (gsize) t;
  return TRUE;
}

GRADUS_HOT static void
sparse_categorical_crossentropy_forward (const GradusConfig *config,
                                         gsize               n_rows,
                                         gsize               n_columns,
                                         const float        *y_true,
                                         const float        *y_pred,
                                         float              *row_loss)
{
  gboolean from_logits = gradus_config_get_bool (config, "from_logits");

  for (gsize row = 0; row < n_rows; row++)
    {
      const float *p = y_pred + row * n_columns;
      gsize        label;
      float        maximum;
      double       sum;

      row_loss[row] = NAN;
      if (!get_class (y_true[row], n_columns, &label))
        continue;
      if (from_logits)
        {
          measure_logits (n_columns, p, &maximum, &sum);
          row_loss[row] = (float) (log (sum) + (double) maximum - (double) p[label]);
        }
      else
        row_loss[row] =
          -logf (clip_probability (p[label] * (float) (1 / sum_row (n_columns, p))));
    }
}

static void
sparse_logits_slope (gsize n, gsize label, const float *x, float scale, float *dx)
{
  float  maximum;
  double sum;

  measure_logits (n, x, &maximum, &sum);
  for (gsize j = 0; j < n; j++)
    dx[j] = scale * gradus_exp (x[j] - maximum) * (float) (1 / sum);
  dx[label] -= scale;
}

/* As for one-hot targets, of which all but one are zero. */
static void
sparse_probabilities_slope (gsize n, gsize label, const float *p, float scale, float *dp)
{
  float inverse = (float) (1 / sum_row (n, p));
  float q = p[label] * inverse;
  float common = is_clipped (q) ? 0.0f : scale * inverse;

  for (gsize j = 0; j < n; j++)
    dp[j] = common;
  if (!is_clipped (q))
    dp[label] -= scale * inverse / q;
}

GRADUS_HOT static void
sparse_categorical_crossentropy_backward (const GradusConfig *config,
                                          gsize               n_rows,
                                          gsize               n_columns,
                                          const float        *y_true,
                                          const float        *y_pred,
                                          const float        *row_scale,
                                          float              *dy_pred)
{
  gboolean from_logits = gradus_config_get_bool (config, "from_logits");

  for (gsize row = 0; row < n_rows; row++)
    {
      const float *p = y_pred + row * n_columns;
      float       *dp = dy_pred + row * n_columns;
      gsize        label;

      if (!get_class (y_true[row], n_columns, &label))
        memset (dp, 0, n_columns * sizeof (float));
      else if (from_logits)
        sparse_logits_slope (n_columns, label, p, row_scale[row], dp);
      else
        sparse_probabilities_slope (n_columns, label, p, row_scale[row], dp);
    }
}

/* --- descriptors --- */

static const GradusParam smoothed_params[] = {
  PARAM_FROM_LOGITS,
  PARAM_LABEL_SMOOTHING,
  PARAM_REDUCTION,
};
static const GradusParam sparse_params[] = { PARAM_FROM_LOGITS, PARAM_REDUCTION };

static const GradusParam focal_params[] = {
  PARAM_BOOL ("apply_class_balancing",
              N_ ("Balance classes"),
              N_ ("Whether “yes” counts more or less than “no”."),
              FALSE),
  PARAM_FLOAT ("alpha",
               N_ ("Alpha"),
               N_ ("How much “yes” counts, if classes are balanced."),
               0,
               1,
               0.25,
               0.05,
               2),
  PARAM_FLOAT ("gamma",
               N_ ("Gamma"),
               N_ ("How little counts what is already right."),
               0,
               10,
               2,
               0.5,
               2),
  PARAM_FROM_LOGITS,
  PARAM_LABEL_SMOOTHING,
  PARAM_REDUCTION,
};

// clang-format off
LOSS (, gradus_loss_binary_focal_crossentropy, binary_focal_crossentropy, "BinaryFocalCrossentropy",
      GRADUS_TARGET_VALUES, YES_NO, NC_ ("loss", "Binary focal crossentropy"),
      N_ ("For a rare yes or no: what is already right counts less."),
      "loss &= −(1 − q)^γ ln q \\\\ q &= \\cases{p & y = 1 \\\\ 1 − p & y = 0}",
      N_ ("log loss imbalanced rare yes no"), PARAMS (focal_params))
LOSS (, gradus_loss_binary_crossentropy, binary_crossentropy, "BinaryCrossentropy",
      GRADUS_TARGET_VALUES, YES_NO, NC_ ("loss", "Binary crossentropy"),
      N_ ("For a yes or no: how surprised the prediction is by the truth. Being sure and wrong costs without limit."),
      "loss = −y ln p − (1 − y) ln(1 − p)",
      N_ ("log loss two classes yes no probability"), PARAMS (smoothed_params))
LOSS (, gradus_loss_categorical_crossentropy, categorical_crossentropy,
      "CategoricalCrossentropy", GRADUS_TARGET_VALUES, CLASS,
      NC_ ("loss", "Categorical crossentropy"),
      N_ ("For one of several classes, the truth given as a row of zeros and a one. Being sure and wrong costs without limit."),
      "loss = −Σ_j y_j ln p_j", N_ ("log loss classes one-hot probability"),
      PARAMS (smoothed_params))
LOSS (, gradus_loss_sparse_categorical_crossentropy, sparse_categorical_crossentropy,
      "SparseCategoricalCrossentropy", GRADUS_TARGET_CLASS, CLASS,
      NC_ ("loss", "Sparse categorical crossentropy"),
      N_ ("For one of several classes, the truth given as the number of the class. Being sure and wrong costs without limit."),
      "loss = −ln p_y", N_ ("log loss classes label probability"),
      PARAMS (sparse_params))
// clang-format on
