/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/losses-common.h"

#include <math.h>

/* Categorical crossentropy in which classes that are already right count less:
 *
 *   q = p / Σ p (of the softmax, where p are logits)      C = −α Σ tⱼ (1 − qⱼ)^γ ln qⱼ
 *
 * Source: Lin et al., Focal Loss for Dense Object Detection (2017); Keras 3,
 * keras/src/losses/losses.py */

typedef struct
{
  double   alpha;
  double   gamma;
  double   factor; /* label smoothing */
  double   offset;
  gboolean from_logits;
} Focal;

static Focal
read_focal (const GradusConfig *config, gsize n)
{
  double smoothing = gradus_config_get_float (config, "label_smoothing");

  return (Focal){ .alpha = gradus_config_get_float (config, "alpha"),
                  .gamma = gradus_config_get_float (config, "gamma"),
                  .factor = 1 - smoothing,
                  .offset = smoothing / (double) n,
                  .from_logits = gradus_config_get_bool (config, "from_logits") };
}

/* What turns p into something that adds up to 1: a shift of logits, and a divisor. */
static void
measure (const Focal *focal, gsize n, const float *p, double *shift, double *sum)
{
  *shift = (double) p[0];
  *sum = 0;
  for (gsize j = 1; j < n; j++)
    *shift = MAX (*shift, (double) p[j]);
  for (gsize j = 0; j < n; j++)
    *sum += focal->from_logits ? exp ((double) p[j] - *shift) : (double) p[j];
}

static double
get_share (const Focal *focal, float p, double shift, double sum)
{
  return (focal->from_logits ? exp ((double) p - shift) : (double) p) / sum;
}

static double
clip (double q)
{
  const double epsilon = (double) GRADUS_EPSILON;

  return q < epsilon ? epsilon : q > 1 - epsilon ? 1 - epsilon : q;
}

static double
get_slope (const Focal *focal, double t, double q)
{
  if (q != clip (q))
    return 0;
  return focal->alpha * t *
         (focal->gamma * pow (1 - q, focal->gamma - 1) * log (q) -
          pow (1 - q, focal->gamma) / q);
}

static void
categorical_focal_crossentropy_forward (const GradusConfig *config,
                                        gsize               n_rows,
                                        gsize               n_columns,
                                        const float        *y_true,
                                        const float        *y_pred,
                                        float              *row_loss)
{
  Focal focal = read_focal (config, n_columns);

  for (gsize row = 0; row < n_rows; row++)
    {
      const float *p = y_pred + row * n_columns;
      double       shift, sum, loss = 0;

      measure (&focal, n_columns, p, &shift, &sum);
      for (gsize j = 0; j < n_columns; j++)
        {
          double t = (double) y_true[row * n_columns + j] * focal.factor + focal.offset;
          double q = clip (get_share (&focal, p[j], shift, sum));

          loss -= focal.alpha * t * pow (1 - q, focal.gamma) * log (q);
        }
      row_loss[row] = (float) loss;
    }
}

static void
categorical_focal_crossentropy_backward (const GradusConfig *config,
                                         gsize               n_rows,
                                         gsize               n_columns,
                                         const float        *y_true,
                                         const float        *y_pred,
                                         const float        *row_scale,
                                         float              *dy_pred)
{
  Focal focal = read_focal (config, n_columns);

  for (gsize row = 0; row < n_rows; row++)
    {
      const float *t = y_true + row * n_columns;
      const float *p = y_pred + row * n_columns;
      float       *dp = dy_pred + row * n_columns;
      double       shift, sum, common = 0;

      measure (&focal, n_columns, p, &shift, &sum);
      for (gsize j = 0; j < n_columns; j++)
        {
          double q = get_share (&focal, p[j], shift, sum);

          common +=
            q * get_slope (&focal, (double) t[j] * focal.factor + focal.offset, q);
        }
      for (gsize j = 0; j < n_columns; j++)
        {
          double q = get_share (&focal, p[j], shift, sum);
          double slope =
            get_slope (&focal, (double) t[j] * focal.factor + focal.offset, q) - common;

          dp[j] =
            (float) ((double) row_scale[row] * slope * (focal.from_logits ? q : 1 / sum));
        }
    }
}

static const GradusParam categorical_focal_params[] = {
  PARAM_FLOAT ("alpha",
               N_ ("Alpha"),
               N_ ("By how much the loss is multiplied."),
               0,
               1000,
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

static const GradusKerasField categorical_focal_fields[] = { { "axis", "-1" } };

// clang-format off
LOSS (, gradus_loss_categorical_focal_crossentropy, categorical_focal_crossentropy,
      "CategoricalFocalCrossentropy", GRADUS_TARGET_VALUES, CLASS,
      NC_ ("loss", "Categorical focal crossentropy"),
      N_ ("For one of several classes, some of them rare: what is already right counts less."),
      "loss = −α Σ_j y_j (1 − p_j)^γ ln p_j", N_ ("log loss imbalanced rare classes"),
      PARAMS (categorical_focal_params), FIELDS (categorical_focal_fields))
// clang-format on
