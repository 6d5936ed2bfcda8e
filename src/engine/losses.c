/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/losses-common.h"

const char *const gradus_loss_reductions[] = { "sum_over_batch_size", "sum", "mean",
                                               "mean_with_sample_weight", NULL };

/* Defines the two functions of a loss that is the mean over a row of a function of one
 * target t and one prediction p. @setup_ reads the parameters, once per call. */
#define MEAN_OVER_ROW(name_, setup_, value_, slope_)                                     \
  GRADUS_HOT static void name_##_forward (const GradusConfig *config, gsize n_rows,      \
                                          gsize n_columns, const float *y_true,          \
                                          const float *y_pred, float *row_loss)          \
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
  GRADUS_HOT static void name_##_backward (const GradusConfig *config, gsize n_rows,     \
                                           gsize n_columns, const float *y_true,         \
                                           const float *y_pred, const float *row_scale,  \
                                           float *dy_pred)                               \
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

static inline float
sign (float x)
{
  return (float) ((x > 0) - (x < 0));
}

MEAN_OVER_ROW (mean_absolute_error, NOTHING, fabsf (p - t), sign (p - t))

/* |t| is kept away from zero. */
static inline float
guard (float t)
{
  return fmaxf (fabsf (t), GRADUS_EPSILON);
}

MEAN_OVER_ROW (mean_absolute_percentage_error,
               NOTHING,
               100.0f * fabsf ((t - p) / guard (t)),
               100.0f * sign (p - t) / guard (t))

/* Negative numbers count as (nearly) zero. */
static inline float
log_plus_one (float x)
{
  return logf (fmaxf (x, GRADUS_EPSILON) + 1.0f);
}

static inline float
squared_logarithmic_slope (float t, float p)
{
  return p < GRADUS_EPSILON ? 0.0f
                            : 2.0f * (log_plus_one (p) - log_plus_one (t)) / (p + 1.0f);
}

static inline float
square (float x)
{
  return x * x;
}

MEAN_OVER_ROW (mean_squared_logarithmic_error,
               NOTHING,
               square (log_plus_one (p) - log_plus_one (t)),
               squared_logarithmic_slope (t, p))

#define READ_DELTA float delta = (float) gradus_config_get_float (config, "delta")

MEAN_OVER_ROW (huber,
               READ_DELTA,
               fabsf (p - t) <= delta ? 0.5f * (p - t) * (p - t)
                                      : delta * (fabsf (p - t) - 0.5f * delta),
               fabsf (p - t) <= delta ? p - t : delta * sign (p - t))

/* log cosh x = |x| + log (1 + exp (−2 |x|)) − log 2, which does not overflow */
static inline float
log_cosh_of (float x)
{
  return fabsf (x) + log1pf (gradus_exp (-2.0f * fabsf (x))) - 0.69314718f;
}

MEAN_OVER_ROW (log_cosh, NOTHING, log_cosh_of (p - t), gradus_tanh (p - t))

MEAN_OVER_ROW (poisson,
               NOTHING,
               p - t * logf (p + GRADUS_EPSILON),
               1.0f - t / (p + GRADUS_EPSILON))

/* --- hinges --- */

/* Targets 0 and 1 are taken as −1 and 1, as Keras does if there are no others. */
static gboolean
are_binary (gsize n, const float *t)
{
  for (gsize i = 0; i < n; i++)
    if (t[i] != 0.0f && t[i] != 1.0f)
      return FALSE;
  return TRUE;
}

#define READ_SIGNS                                                                       \
  gboolean binary = are_binary (n_rows * n_columns, y_true);                             \
  float    factor = binary ? 2.0f : 1.0f;                                                \
  float    offset = binary ? -1.0f : 0.0f

/* How far p is on the wrong side of the margin. */
static inline float
hinge_of (float t, float p)
{
  return fmaxf (1.0f - t * p, 0.0f);
}

MEAN_OVER_ROW (hinge,
               READ_SIGNS,
               hinge_of (t *factor + offset, p),
               hinge_of (t *factor + offset, p) > 0.0f ? -(t * factor + offset) : 0.0f)
MEAN_OVER_ROW (squared_hinge,
               READ_SIGNS,
               square (hinge_of (t *factor + offset, p)),
               -2.0f * (t * factor + offset) * hinge_of (t * factor + offset, p))

/* The score of the true class and the best of the others, and where that one is. */
static void
find_rivals (gsize n, const float *t, const float *p, double *positive, gsize *rival)
{
  *positive = 0;
  *rival = 0;
  for (gsize j = 0; j < n; j++)
    {
      *positive += (double) t[j] * (double) p[j];
      if ((1.0f - t[j]) * p[j] > (1.0f - t[*rival]) * p[*rival])
        *rival = j;
    }
}

/* max (0, 1 + maxⱼ (1 − tⱼ) pⱼ − Σⱼ tⱼ pⱼ) */
GRADUS_HOT static void
categorical_hinge_forward (const GradusConfig *config,
                           gsize               n_rows,
                           gsize               n_columns,
                           const float        *y_true,
                           const float        *y_pred,
                           float              *row_loss)
{
  for (gsize row = 0; row < n_rows; row++)
    {
      const float *t = y_true + row * n_columns;
      const float *p = y_pred + row * n_columns;
      double       positive;
      gsize        rival;

      find_rivals (n_columns, t, p, &positive, &rival);
      row_loss[row] =
        (float) fmax (0, 1 + (double) ((1.0f - t[rival]) * p[rival]) - positive);
    }
}

GRADUS_HOT static void
categorical_hinge_backward (const GradusConfig *config,
                            gsize               n_rows,
                            gsize               n_columns,
                            const float        *y_true,
                            const float        *y_pred,
                            const float        *row_scale,
                            float              *dy_pred)
{
  for (gsize row = 0; row < n_rows; row++)
    {
      const float *t = y_true + row * n_columns;
      const float *p = y_pred + row * n_columns;
      float       *dp = dy_pred + row * n_columns;
      double       positive;
      gsize        rival;
      gboolean     active;

      find_rivals (n_columns, t, p, &positive, &rival);
      active = 1 + (double) ((1.0f - t[rival]) * p[rival]) - positive > 0;
      for (gsize j = 0; j < n_columns; j++)
        dp[j] = active ? -row_scale[row] * t[j] : 0.0f;
      if (active)
        dp[rival] += row_scale[row] * (1.0f - t[rival]);
    }
}

/* --- between distributions and directions --- */

static inline float
clip_share (float x)
{
  return gradus_clip (x, GRADUS_EPSILON, 1.0f);
}

/* Σⱼ tⱼ log (tⱼ / pⱼ) */
GRADUS_HOT static void
kl_divergence_forward (const GradusConfig *config,
                       gsize               n_rows,
                       gsize               n_columns,
                       const float        *y_true,
                       const float        *y_pred,
                       float              *row_loss)
{
  for (gsize row = 0; row < n_rows; row++)
    {
      double sum = 0;

      for (gsize j = row * n_columns; j < (row + 1) * n_columns; j++)
        sum += (double) clip_share (y_true[j]) *
               (double) logf (clip_share (y_true[j]) / clip_share (y_pred[j]));
      row_loss[row] = (float) sum;
    }
}

GRADUS_HOT static void
kl_divergence_backward (const GradusConfig *config,
                        gsize               n_rows,
                        gsize               n_columns,
                        const float        *y_true,
                        const float        *y_pred,
                        const float        *row_scale,
                        float              *dy_pred)
{
  for (gsize row = 0; row < n_rows; row++)
    for (gsize j = row * n_columns; j < (row + 1) * n_columns; j++)
      dy_pred[j] = y_pred[j] < GRADUS_EPSILON || y_pred[j] > 1.0f
                     ? 0.0f
                     : -row_scale[row] * clip_share (y_true[j]) / y_pred[j];
}

/* One over the length of x, which is kept away from zero. */
static double
get_inverse_length (gsize n, const float *x)
{
  double sum = 0;

  for (gsize j = 0; j < n; j++)
    sum += (double) x[j] * (double) x[j];
  return 1 / fmax (sqrt (sum), (double) GRADUS_EPSILON);
}

static double
get_cosine (gsize n, const float *t, const float *p)
{
  double sum = 0;

  for (gsize j = 0; j < n; j++)
    sum += (double) t[j] * (double) p[j];
  return sum * get_inverse_length (n, t) * get_inverse_length (n, p);
}

GRADUS_HOT static void
cosine_similarity_forward (const GradusConfig *config,
                           gsize               n_rows,
                           gsize               n_columns,
                           const float        *y_true,
                           const float        *y_pred,
                           float              *row_loss)
{
  for (gsize row = 0; row < n_rows; row++)
    row_loss[row] =
      (float) -get_cosine (n_columns, y_true + row * n_columns, y_pred + row * n_columns);
}

/* d cos / dpⱼ = (tⱼ / |t| − cos · pⱼ / |p|) / |p|; no slope where |p| is held at ε */
GRADUS_HOT static void
cosine_similarity_backward (const GradusConfig *config,
                            gsize               n_rows,
                            gsize               n_columns,
                            const float        *y_true,
                            const float        *y_pred,
                            const float        *row_scale,
                            float              *dy_pred)
{
  for (gsize row = 0; row < n_rows; row++)
    {
      const float *t = y_true + row * n_columns;
      const float *p = y_pred + row * n_columns;
      double       t_inverse = get_inverse_length (n_columns, t);
      double       p_inverse = get_inverse_length (n_columns, p);
      double       cosine = get_cosine (n_columns, t, p);

      for (gsize j = 0; j < n_columns; j++)
        dy_pred[row * n_columns + j] =
          (float) (-(double) row_scale[row] * p_inverse *
                   ((double) t[j] * t_inverse - cosine * (double) p[j] * p_inverse));
    }
}

static const GradusParam reduction_params[] = { PARAM_REDUCTION };
static const GradusParam huber_params[] = {
  PARAM_FLOAT ("delta",
               N_ ("Delta"),
               N_ ("From which distance on a miss counts linearly."),
               0,
               1e6,
               1,
               0.1,
               2,
               .flags = GRADUS_PARAM_OPEN_MINIMUM | GRADUS_PARAM_UNWRITTEN),
  PARAM_REDUCTION,
};

// clang-format off
LOSS (static, loss_mean_squared_error, mean_squared_error, "MeanSquaredError",
      GRADUS_TARGET_VALUES, ERROR, NC_ ("loss", "Mean squared error"),
      N_ ("For numbers: the squared distance to the truth. Twice as far off costs four times as much."),
      "loss = \\frac{1}{n} Σ_{i=1}^n (p_i − y_i)²", N_ ("mse l2 regression quadratic"),
      PARAMS (reduction_params))
LOSS (static, loss_mean_absolute_error, mean_absolute_error, "MeanAbsoluteError",
      GRADUS_TARGET_VALUES, ERROR, NC_ ("loss", "Mean absolute error"),
      N_ ("For numbers: the plain distance to the truth. Samples that are far off do not take over."),
      "loss = \\frac{1}{n} Σ_{i=1}^n |p_i − y_i|", N_ ("mae l1 regression"),
      PARAMS (reduction_params))
LOSS (static, loss_huber, huber, "Huber",
      GRADUS_TARGET_VALUES, ERROR, NC_ ("loss", "Huber"),
      N_ ("For numbers with a few wild ones: squared when close, plain distance when far."),
      "loss &= \\cases{\\frac{1}{2} e² & |e| ≤ δ \\\\ δ (|e| − \\frac{δ}{2}) & |e| > δ} \\\\ e &= p − y", N_ ("robust regression"),
      PARAMS (huber_params))
LOSS (static, loss_log_cosh, log_cosh, "LogCosh",
      GRADUS_TARGET_VALUES, ERROR, NC_ ("loss", "Log cosh"),
      N_ ("For numbers with a few wild ones: a smooth relative of Huber, without a corner."),
      "loss = \\frac{1}{n} Σ_{i=1}^n ln cosh(p_i − y_i)", N_ ("robust regression smooth"),
      PARAMS (reduction_params))
LOSS (static, loss_mean_absolute_percentage_error, mean_absolute_percentage_error, "MeanAbsolutePercentageError",
      GRADUS_TARGET_VALUES, AMOUNT, NC_ ("loss", "Mean absolute percentage error"),
      N_ ("For positive numbers of all sizes: the distance in percent of the truth. A truth of zero has no percent."),
      "loss = \\frac{100}{n} Σ_{i=1}^n |\\frac{p_i − y_i}{y_i}|", N_ ("mape regression percent"),
      PARAMS (reduction_params))
LOSS (static, loss_mean_squared_logarithmic_error, mean_squared_logarithmic_error, "MeanSquaredLogarithmicError",
      GRADUS_TARGET_VALUES, AMOUNT, NC_ ("loss", "Mean squared logarithmic error"),
      N_ ("For positive numbers that grow fast, like prices: compares how many times too large or small."),
      "loss = \\frac{1}{n} Σ_{i=1}^n (ln \\frac{p_i + 1}{y_i + 1})²", N_ ("msle regression logarithm"),
      PARAMS (reduction_params))
LOSS (static, loss_hinge, hinge, "Hinge",
      GRADUS_TARGET_VALUES, MARGIN, NC_ ("loss", "Hinge"),
      N_ ("For −1 or 1: no cost once the answer is safely on the right side."),
      "loss = \\frac{1}{n} Σ_{i=1}^n max(0, 1 − y_i p_i)", N_ ("margin svm"),
      PARAMS (reduction_params))
LOSS (static, loss_squared_hinge, squared_hinge, "SquaredHinge",
      GRADUS_TARGET_VALUES, MARGIN, NC_ ("loss", "Squared hinge"),
      N_ ("For −1 or 1: a hinge that punishes far-off answers more."),
      "loss = \\frac{1}{n} Σ_{i=1}^n max(0, 1 − y_i p_i)²", N_ ("margin svm"),
      PARAMS (reduction_params))
LOSS (static, loss_categorical_hinge, categorical_hinge, "CategoricalHinge",
      GRADUS_TARGET_VALUES, CLASS, NC_ ("loss", "Categorical hinge"),
      N_ ("For classes: the right one must lead all others by a margin of one."),
      "loss = max(0, 1 + max_{j≠y} p_j − p_y)", N_ ("margin svm classes"),
      PARAMS (reduction_params))
LOSS (static, loss_kl_divergence, kl_divergence, "KLDivergence",
      GRADUS_TARGET_VALUES, CLASS, NC_ ("loss", "KL divergence"),
      N_ ("For distributions: how far the prediction is from the true one. It is zero where they agree."),
      "loss = Σ_j y_j ln \\frac{y_j}{p_j}", N_ ("kullback leibler relative entropy distribution"),
      PARAMS (reduction_params))
LOSS (static, loss_poisson, poisson, "Poisson",
      GRADUS_TARGET_VALUES, AMOUNT, NC_ ("loss", "Poisson"),
      N_ ("For counts, like visitors per hour: being off by two matters less where many come."),
      "loss = \\frac{1}{n} Σ_{i=1}^n (p_i − y_i ln p_i)", N_ ("counts regression"),
      PARAMS (reduction_params))
LOSS (static, loss_cosine_similarity, cosine_similarity, "CosineSimilarity",
      GRADUS_TARGET_VALUES, ANGLE, NC_ ("loss", "Cosine similarity"),
      N_ ("For directions, like meanings of words: −1 when they agree, whatever their lengths."),
      "loss = −\\frac{y · p}{|y| |p|}", N_ ("angle direction embedding"),
      PARAMS (reduction_params))
// clang-format on

const GradusKind *const gradus_loss_kinds[] = {
  &gradus_loss_binary_crossentropy.base,
  &gradus_loss_categorical_crossentropy.base,
  &gradus_loss_sparse_categorical_crossentropy.base,
  &loss_mean_squared_error.base,
  &loss_mean_absolute_error.base,
  &gradus_loss_binary_focal_crossentropy.base,
  &gradus_loss_categorical_focal_crossentropy.base,
  &loss_huber.base,
  &loss_log_cosh.base,
  &loss_mean_absolute_percentage_error.base,
  &loss_mean_squared_logarithmic_error.base,
  &loss_hinge.base,
  &loss_squared_hinge.base,
  &loss_categorical_hinge.base,
  &loss_kl_divergence.base,
  &loss_poisson.base,
  &loss_cosine_similarity.base,
  NULL,
};
