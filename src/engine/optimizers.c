/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kind-tables.h"
#include "engine/params.h"
#include "engine/parts.h"

/* Optimizers move weights w against the gradient g. Each update() is a plain loop over
 * the numbers of a weight; what is the same for all of them is worked out once, in
 * begin(). */

#define PARAM_LEARNING_RATE(standard_)                                                   \
  PARAM_FLOAT ("learning_rate", N_ ("Learning rate"),                                    \
               N_ ("How far one step goes along the slope."), 1e-8, 1000, standard_,     \
               0.001, 4, .flags = GRADUS_PARAM_LOG_SCALE | GRADUS_PARAM_LIVE)

#define PARAM_BETA(name_, title_, help_, standard_)                                      \
  PARAM_FLOAT (name_, title_, help_, 0, 1, standard_, 0.01, 4,                           \
               .flags = GRADUS_PARAM_OPEN_MAXIMUM)

#define PARAM_EPSILON                                                                    \
  PARAM_FLOAT ("epsilon", N_ ("Epsilon"), N_ ("Keeps quotients finite."), 0, 1, 1e-7,    \
               1e-8, 9, .flags = GRADUS_PARAM_LOG_SCALE | GRADUS_PARAM_ADVANCED)

#define NULLABLE (GRADUS_PARAM_NULLABLE | GRADUS_PARAM_ADVANCED)

/* What Keras's base class knows; the trainer does it. */
#define PARAMS_COMMON(decay_)                                                            \
  PARAM_FLOAT ("weight_decay", N_ ("Weight decay"),                                      \
               N_ (                                                                      \
                 "The part of every weight that each step takes away, times the rate."), \
               0, 100, decay_, 0.001, 4, .flags = NULLABLE | GRADUS_PARAM_LOG_SCALE),    \
    PARAM_FLOAT ("clipnorm", N_ ("Longest gradient"),                                    \
                 N_ ("Shortens the gradient of each weight to this length."), 0, 1e6,    \
                 PARAM_STANDARD_NONE, 0.1, 3,                                            \
                 .flags = NULLABLE | GRADUS_PARAM_OPEN_MINIMUM),                         \
    PARAM_FLOAT ("clipvalue", N_ ("Largest gradient"),                                   \
                 N_ ("Cuts every number of a gradient at this size."), 0, 1e6,           \
                 PARAM_STANDARD_NONE, 0.1, 3,                                            \
                 .flags = NULLABLE | GRADUS_PARAM_OPEN_MINIMUM),                         \
    PARAM_FLOAT ("global_clipnorm", N_ ("Longest gradient of all"),                      \
                 N_ ("Shortens all gradients together to this length."), 0, 1e6,         \
                 PARAM_STANDARD_NONE, 0.1, 3,                                            \
                 .flags = NULLABLE | GRADUS_PARAM_OPEN_MINIMUM)

#define OPTIMIZER(name_, class_, title_, summary_, formula_, source_, keywords_, ...)    \
  static const GradusOptimizerKind optimizer_##name_ = {                                 \
    .base = {                                                                            \
      .family = GRADUS_FAMILY_OPTIMIZER,                                                 \
      .name = class_,                                                                    \
      .id = #name_,                                                                      \
      .module = "keras.optimizers",                                                      \
      .title = title_,                                                                   \
      .summary = summary_,                                                               \
      .formula = formula_,                                                               \
      .source = source_,                                                                 \
      .keywords = keywords_,                                                             \
      PARAMS (name_##_params),                                                           \
    },                                                                                   \
    .slot_names = name_##_slots,                                                         \
    .n_slots = name_##_n_slots,                                                          \
    .update = name_##_update,                                                            \
    __VA_ARGS__                                                                          \
  };

/* --- SGD --- */

static const char *const sgd_slots[] = { "momentum", NULL };

static guint
sgd_n_slots (const GradusConfig *config)
{
  return gradus_config_get_float (config, "momentum") != 0 ? 1 : 0;
}

static void
sgd_begin (GradusOptimizerStep *step)
{
  step->terms[0] = gradus_config_get_float (step->config, "momentum");
  step->terms[1] = gradus_config_get_bool (step->config, "nesterov");
}

/* w ← w − rate · g;  with momentum  m ← momentum · m − rate · g,  w ← w + m, and with
 * nesterov  w ← w + momentum · m − rate · g */
static void
sgd_update (const GradusOptimizerStep *step,
            gsize                      n,
            float                     *w,
            const float               *gradient,
            float *const              *slots)
{
  float  rate = (float) step->learning_rate;
  float  momentum = (float) step->terms[0];
  float *m = momentum != 0.0f ? slots[0] : NULL;

  if (m == NULL)
    for (gsize i = 0; i < n; i++)
      w[i] -= rate * gradient[i];
  else if (step->terms[1] != 0)
    for (gsize i = 0; i < n; i++)
      {
        m[i] = momentum * m[i] - rate * gradient[i];
        w[i] += momentum * m[i] - rate * gradient[i];
      }
  else
    for (gsize i = 0; i < n; i++)
      {
        m[i] = momentum * m[i] - rate * gradient[i];
        w[i] += m[i];
      }
}

static const GradusParam sgd_params[] = {
  PARAM_LEARNING_RATE (0.01),
  PARAM_FLOAT ("momentum",
               N_ ("Momentum"),
               N_ ("How much of the last step carries on into this one."),
               0,
               1,
               0,
               0.05,
               2),
  PARAM_BOOL ("nesterov",
              N_ ("Nesterov"),
              N_ ("Looks at the slope where the momentum will lead."),
              FALSE),
  PARAMS_COMMON (PARAM_STANDARD_NONE),
};

/* --- Adam --- */

#define BETA_PARAMS(beta_2_)                                                             \
  PARAM_BETA ("beta_1", N_ ("Beta 1"),                                                   \
              N_ ("How slowly the mean of the gradients forgets."), 0.9),                \
    PARAM_BETA ("beta_2", N_ ("Beta 2"),                                                 \
                N_ ("How slowly the mean of their squares forgets."), beta_2_)

#define PARAM_AMSGRAD                                                                    \
  PARAM_BOOL ("amsgrad", N_ ("AMSGrad"), N_ ("Never lets steps grow again."), FALSE,     \
              .flags = GRADUS_PARAM_ADVANCED)

static const char *const adam_slots[] = { "momentum", "velocity", "velocity_hat", NULL };

static guint
adam_n_slots (const GradusConfig *config)
{
  return gradus_config_get_bool (config, "amsgrad") ? 3 : 2;
}

/* terms: rate with both bias corrections, 1 − β₁, 1 − β₂, ε, amsgrad */
static void
adam_begin (GradusOptimizerStep *step)
{
  double t = (double) (step->iteration + 1);
  double beta_1 = gradus_config_get_float (step->config, "beta_1");
  double beta_2 = gradus_config_get_float (step->config, "beta_2");

  step->terms[0] =
    step->learning_rate * sqrt (1 - pow (beta_2, t)) / (1 - pow (beta_1, t));
  step->terms[1] = 1 - beta_1;
  step->terms[2] = 1 - beta_2;
  step->terms[3] = gradus_config_get_float (step->config, "epsilon");
  step->terms[4] = gradus_config_get_bool (step->config, "amsgrad");
}

/* m ← m + (g − m)(1 − β₁),  v ← v + (g² − v)(1 − β₂),  w ← w − α m / (√v + ε) */
static void
adam_update (const GradusOptimizerStep *step,
             gsize                      n,
             float                     *w,
             const float               *gradient,
             float *const              *slots)
{
  float  alpha = (float) step->terms[0];
  float  share_1 = (float) step->terms[1];
  float  share_2 = (float) step->terms[2];
  float  epsilon = (float) step->terms[3];
  float *m = slots[0];
  float *v = slots[1];
  float *top = step->terms[4] != 0 ? slots[2] : v;

  for (gsize i = 0; i < n; i++)
    {
      m[i] += (gradient[i] - m[i]) * share_1;
      v[i] += (gradient[i] * gradient[i] - v[i]) * share_2;
    }
  /* With amsgrad the largest v ever seen counts; otherwise top is v itself. */
  for (gsize i = 0; i < n; i++)
    top[i] = top[i] > v[i] ? top[i] : v[i];
  for (gsize i = 0; i < n; i++)
    w[i] -= m[i] * alpha / (sqrtf (top[i]) + epsilon);
}

static const GradusParam adam_params[] = {
  PARAM_LEARNING_RATE (0.001),         BETA_PARAMS (0.999), PARAM_EPSILON, PARAM_AMSGRAD,
  PARAMS_COMMON (PARAM_STANDARD_NONE),
};

/* --- descriptors --- */

// clang-format off
OPTIMIZER (sgd, "SGD", NC_ ("optimizer", "SGD"),
           N_ ("Plain gradient descent: a step straight down the slope."),
           "w ← w − rate · g", "https://keras.io/api/optimizers/sgd/",
           N_ ("stochastic gradient descent momentum nesterov"), .begin = sgd_begin)
OPTIMIZER (adam, "Adam", NC_ ("optimizer", "Adam"),
           N_ ("Gives every weight its own step size, from how its slope has varied."),
           "w ← w − rate · m̂ / (√v̂ + ε)",
           "Kingma and Ba, Adam: A Method for Stochastic Optimization (2015)",
           N_ ("adaptive moments"), .begin = adam_begin)
// clang-format on

const GradusKind *const gradus_optimizer_kinds[] = {
  &optimizer_sgd.base,
  &optimizer_adam.base,
  NULL,
};

const GradusKind *const gradus_schedule_kinds[] = { NULL };
