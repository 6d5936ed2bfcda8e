/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
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

/* Stands in the place of the learning rate in Keras's files. */
#define PARAM_SCHEDULE                                                                   \
  PARAM_OBJECT ("learning_rate_schedule", N_ ("Schedule"),                               \
                N_ (                                                                     \
                  "How the learning rate changes while training; it then replaces the "  \
                  "learning rate."),                                                     \
                GRADUS_FAMILY_SCHEDULE, NULL,                                            \
                .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_UNWRITTEN)

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
    .numbers = name_##_numbers,                                                          \
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
GRADUS_HOT static void
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

static const char *
sgd_numbers (const GradusOptimizerStep *step)
{
  if (step->terms[0] == 0)
    return "w &= @w − @r · @g = @W";
  if (step->terms[1] != 0)
    return "m &= @t0 · @s0 − @r · @g = @S0 \\\\ w &= @w + @t0 · @S0 − @r · @g = @W";
  return "m &= @t0 · @s0 − @r · @g = @S0 \\\\ w &= @w + @S0 = @W";
}

static const GradusParam sgd_params[] = {
  PARAM_LEARNING_RATE (0.01),
  PARAM_SCHEDULE,
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
/* With amsgrad the largest v ever seen counts. */
GRADUS_HOT static void
adam_update_amsgrad (const GradusOptimizerStep *step,
                     gsize                      n,
                     float *restrict w,
                     const float *restrict gradient,
                     float *restrict m,
                     float *restrict v,
                     float *restrict top)
{
  float alpha = (float) step->terms[0];
  float share_1 = (float) step->terms[1];
  float share_2 = (float) step->terms[2];
  float epsilon = (float) step->terms[3];

  for (gsize i = 0; i < n; i++)
    {
      m[i] += (gradient[i] - m[i]) * share_1;
      v[i] += (gradient[i] * gradient[i] - v[i]) * share_2;
      top[i] = top[i] > v[i] ? top[i] : v[i];
      w[i] -= m[i] * alpha / (sqrtf (top[i]) + epsilon);
    }
}

GRADUS_HOT static void
adam_update_plain (const GradusOptimizerStep *step,
                   gsize                      n,
                   float *restrict w,
                   const float *restrict gradient,
                   float *restrict m,
                   float *restrict v)
{
  float alpha = (float) step->terms[0];
  float share_1 = (float) step->terms[1];
  float share_2 = (float) step->terms[2];
  float epsilon = (float) step->terms[3];

  for (gsize i = 0; i < n; i++)
    {
      float mean = m[i] + (gradient[i] - m[i]) * share_1;
      float square = v[i] + (gradient[i] * gradient[i] - v[i]) * share_2;

      m[i] = mean;
      v[i] = square;
      w[i] -= mean * alpha / (sqrtf (square) + epsilon);
    }
}

static void
adam_update (const GradusOptimizerStep *step,
             gsize                      n,
             float                     *w,
             const float               *gradient,
             float *const              *slots)
{
  if (step->terms[4] != 0)
    adam_update_amsgrad (step, n, w, gradient, slots[0], slots[1], slots[2]);
  else
    adam_update_plain (step, n, w, gradient, slots[0], slots[1]);
}

#define ADAM_MOMENTS                                                                     \
  "m &= @s0 + (@g − @s0) · @t1 = @S0 \\\\ v &= @s1 + ((@g)² − @s1) · @t2 = @S1 \\\\ "

static const char *
adam_numbers (const GradusOptimizerStep *step)
{
  if (step->terms[4] != 0)
    return ADAM_MOMENTS "v̂ &= max(@s2, @S1) = @S2 \\\\ "
                        "w &= @w − @t0 · \\frac{@S0}{√(@S2) + @t3} = @W";
  return ADAM_MOMENTS "w &= @w − @t0 · \\frac{@S0}{√(@S1) + @t3} = @W";
}

static const GradusParam adam_params[] = {
  PARAM_LEARNING_RATE (0.001),
  PARAM_SCHEDULE,
  BETA_PARAMS (0.999),
  PARAM_EPSILON,
  PARAM_AMSGRAD,
  PARAMS_COMMON (PARAM_STANDARD_NONE),
};

/* --- AdamW: Adam whose weights decay by themselves --- */

#define adamw_slots adam_slots
#define adamw_n_slots adam_n_slots
#define adamw_update adam_update
#define adamw_numbers adam_numbers

static const GradusParam adamw_params[] = {
  PARAM_LEARNING_RATE (0.001),
  PARAM_SCHEDULE,
  BETA_PARAMS (0.999),
  PARAM_EPSILON,
  PARAM_AMSGRAD,
  PARAMS_COMMON (0.004),
};

/* --- RMSprop --- */

static const char *const rmsprop_slots[] = { "velocity", "momentum", "average_gradient",
                                             NULL };

static guint
rmsprop_n_slots (const GradusConfig *config)
{
  return 1 + (gradus_config_get_float (config, "momentum") > 0) +
         gradus_config_get_bool (config, "centered");
}

static void
rmsprop_begin (GradusOptimizerStep *step)
{
  step->terms[0] = gradus_config_get_float (step->config, "rho");
  step->terms[1] = gradus_config_get_float (step->config, "epsilon");
  step->terms[2] = gradus_config_get_float (step->config, "momentum");
  step->terms[3] = gradus_config_get_bool (step->config, "centered");
}

/* v ← ρ v + (1 − ρ) g²,  w ← w − rate · g / √(v + ε); centered takes the square of the
 * mean gradient off v; momentum adds up the steps */
GRADUS_HOT static void
rmsprop_update (const GradusOptimizerStep *step,
                gsize                      n,
                float                     *w,
                const float               *gradient,
                float *const              *slots)
{
  float  rate = (float) step->learning_rate;
  float  rho = (float) step->terms[0];
  float  epsilon = (float) step->terms[1];
  float  momentum = (float) step->terms[2];
  float *v = slots[0];
  float *m = momentum > 0 ? slots[1] : NULL;
  float *mean = step->terms[3] != 0 ? slots[m != NULL ? 2 : 1] : NULL;

  for (gsize i = 0; i < n; i++)
    {
      float g = gradient[i];
      float spread;
      float change;

      v[i] = rho * v[i] + (1.0f - rho) * g * g;
      if (mean != NULL)
        mean[i] = rho * mean[i] + (1.0f - rho) * g;
      spread = mean != NULL ? v[i] - mean[i] * mean[i] : v[i];
      change = rate * g / sqrtf (spread + epsilon);
      if (m != NULL)
        change = m[i] = momentum * m[i] + change;
      w[i] -= change;
    }
}

#define RMSPROP_SQUARES "v &= @t0 · @s0 + (1 − @t0) · (@g)² = @S0 \\\\ "

static const char *
rmsprop_numbers (const GradusOptimizerStep *step)
{
  gboolean has_momentum = step->terms[2] > 0;

  if (step->terms[3] == 0)
    return has_momentum ? RMSPROP_SQUARES "m &= @t2 · @s1 + @r · \\frac{@g}{√(@S0 + "
                                          "@t1)} = @S1 \\\\ w &= @w − @S1 = @W"
                        : RMSPROP_SQUARES "w &= @w − @r · \\frac{@g}{√(@S0 + @t1)} = @W";
  return has_momentum ? RMSPROP_SQUARES
           "a &= @t0 · @s2 + (1 − @t0) · @g = @S2 \\\\ "
           "m &= @t2 · @s1 + @r · \\frac{@g}{√(@S0 − (@S2)² + @t1)} = @S1 "
           "\\\\ w &= @w − @S1 = @W"
                      : RMSPROP_SQUARES
           "a &= @t0 · @s1 + (1 − @t0) · @g = @S1 \\\\ "
           "w &= @w − @r · \\frac{@g}{√(@S0 − (@S1)² + @t1)} = @W";
}

#define PARAM_RHO(standard_)                                                             \
  PARAM_BETA ("rho", N_ ("Rho"), N_ ("How slowly the mean of the squares forgets."),     \
              standard_)

static const GradusParam rmsprop_params[] = {
  PARAM_LEARNING_RATE (0.001),
  PARAM_SCHEDULE,
  PARAM_RHO (0.9),
  PARAM_FLOAT ("momentum",
               N_ ("Momentum"),
               N_ ("How much of the last step carries on into this one."),
               0,
               1,
               0,
               0.05,
               2),
  PARAM_EPSILON,
  PARAM_BOOL ("centered",
              N_ ("Centered"),
              N_ ("Measures how much gradients vary, not how large they are."),
              FALSE,
              .flags = GRADUS_PARAM_ADVANCED),
  PARAMS_COMMON (PARAM_STANDARD_NONE),
};

/* --- Adagrad --- */

static const char *const adagrad_slots[] = { "accumulator", NULL };

static guint
one_slot (const GradusConfig *config)
{
  return 1;
}

static guint
two_slots (const GradusConfig *config)
{
  return 2;
}

#define adagrad_n_slots one_slot

static float
get_first_accumulator (const GradusConfig *config, guint slot)
{
  return slot == 0 ? (float) gradus_config_get_float (config, "initial_accumulator_value")
                   : 0.0f;
}

static void
adagrad_begin (GradusOptimizerStep *step)
{
  step->terms[0] = gradus_config_get_float (step->config, "epsilon");
}

/* a ← a + g²,  w ← w − rate · g / √(a + ε) */
GRADUS_HOT static void
adagrad_update (const GradusOptimizerStep *step,
                gsize                      n,
                float                     *w,
                const float               *gradient,
                float *const              *slots)
{
  float  rate = (float) step->learning_rate;
  float  epsilon = (float) step->terms[0];
  float *a = slots[0];

  for (gsize i = 0; i < n; i++)
    {
      a[i] += gradient[i] * gradient[i];
      w[i] -= rate * gradient[i] / sqrtf (a[i] + epsilon);
    }
}

static const char *
adagrad_numbers (const GradusOptimizerStep *step)
{
  return "a &= @s0 + (@g)² = @S0 \\\\ w &= @w − @r · \\frac{@g}{√(@S0 + @t0)} = @W";
}

#define PARAM_FIRST_ACCUMULATOR                                                          \
  PARAM_FLOAT ("initial_accumulator_value", N_ ("First sum"),                            \
               N_ ("What the sum of squares starts from."), 0, 1000, 0.1, 0.1, 3,        \
               .flags = GRADUS_PARAM_ADVANCED)

static const GradusParam adagrad_params[] = {
  PARAM_LEARNING_RATE (0.001),
  PARAM_SCHEDULE,
  PARAM_FIRST_ACCUMULATOR,
  PARAM_EPSILON,
  PARAMS_COMMON (PARAM_STANDARD_NONE),
};

/* --- Adadelta --- */

static const char *const adadelta_slots[] = { "accumulated_grad", "accumulated_delta_var",
                                              NULL };
#define adadelta_n_slots two_slots

static void
adadelta_begin (GradusOptimizerStep *step)
{
  step->terms[0] = gradus_config_get_float (step->config, "rho");
  step->terms[1] = gradus_config_get_float (step->config, "epsilon");
}

/* a ← ρ a + (1 − ρ) g²,  d = g · √(b + ε) / √(a + ε),  b ← ρ b + (1 − ρ) d²,
 * w ← w − rate · d */
GRADUS_HOT static void
adadelta_update (const GradusOptimizerStep *step,
                 gsize                      n,
                 float                     *w,
                 const float               *gradient,
                 float *const              *slots)
{
  float  rate = (float) step->learning_rate;
  float  rho = (float) step->terms[0];
  float  epsilon = (float) step->terms[1];
  float *a = slots[0];
  float *b = slots[1];

  for (gsize i = 0; i < n; i++)
    {
      float g = gradient[i];
      float d;

      a[i] = rho * a[i] + (1.0f - rho) * g * g;
      d = g * sqrtf (b[i] + epsilon) / sqrtf (a[i] + epsilon);
      b[i] = rho * b[i] + (1.0f - rho) * d * d;
      w[i] -= rate * d;
    }
}

static const char *
adadelta_numbers (const GradusOptimizerStep *step)
{
  return "a &= @t0 · @s0 + (1 − @t0) · (@g)² = @S0 \\\\ "
         "d &= @g · \\frac{√(@s1 + @t1)}{√(@S0 + @t1)} \\\\ "
         "b &= @t0 · @s1 + (1 − @t0) · d² = @S1 \\\\ w &= @w − @r · d = @W";
}

static const GradusParam adadelta_params[] = {
  PARAM_LEARNING_RATE (0.001),         PARAM_SCHEDULE, PARAM_RHO (0.95), PARAM_EPSILON,
  PARAMS_COMMON (PARAM_STANDARD_NONE),
};

/* --- Adamax --- */

static const char *const adamax_slots[] = { "momentum", "norm", NULL };
#define adamax_n_slots two_slots

/* terms: rate with bias correction, 1 − β₁, β₂, ε */
static void
adamax_begin (GradusOptimizerStep *step)
{
  double t = (double) (step->iteration + 1);
  double beta_1 = gradus_config_get_float (step->config, "beta_1");

  step->terms[0] = step->learning_rate / (1 - pow (beta_1, t));
  step->terms[1] = 1 - beta_1;
  step->terms[2] = gradus_config_get_float (step->config, "beta_2");
  step->terms[3] = gradus_config_get_float (step->config, "epsilon");
}

/* m ← m + (g − m)(1 − β₁),  u ← max (β₂ u, |g|),  w ← w − α m / (u + ε) */
GRADUS_HOT static void
adamax_update (const GradusOptimizerStep *step,
               gsize                      n,
               float                     *w,
               const float               *gradient,
               float *const              *slots)
{
  float  alpha = (float) step->terms[0];
  float  share_1 = (float) step->terms[1];
  float  beta_2 = (float) step->terms[2];
  float  epsilon = (float) step->terms[3];
  float *m = slots[0];
  float *u = slots[1];

  for (gsize i = 0; i < n; i++)
    {
      float size = fabsf (gradient[i]);

      m[i] += (gradient[i] - m[i]) * share_1;
      u[i] = beta_2 * u[i] > size ? beta_2 * u[i] : size;
      w[i] -= alpha * m[i] / (u[i] + epsilon);
    }
}

static const char *
adamax_numbers (const GradusOptimizerStep *step)
{
  return "m &= @s0 + (@g − @s0) · @t1 = @S0 \\\\ u &= max(@t2 · @s1, |@g|) = @S1 \\\\ "
         "w &= @w − @t0 · \\frac{@S0}{@S1 + @t3} = @W";
}

static const GradusParam adamax_params[] = {
  PARAM_LEARNING_RATE (0.001),         PARAM_SCHEDULE, BETA_PARAMS (0.999), PARAM_EPSILON,
  PARAMS_COMMON (PARAM_STANDARD_NONE),
};

/* --- Nadam --- */

static const char *const nadam_slots[] = { "momentum", "velocity", NULL };
#define nadam_n_slots two_slots

/* How far the momentum has warmed up at step t. */
static double
warm_up (double beta_1, double t)
{
  return beta_1 * (1 - 0.5 * pow (0.96, t));
}

/* The product of all warm-ups before an update. The warm-up is over long before the
 * last factor of a long run, so the rest is a power. */
static double
get_product (const GradusConfig *config, guint64 iteration)
{
  double  beta_1 = gradus_config_get_float (config, "beta_1");
  double  product = 1;
  guint64 n_warm = MIN (iteration, 2000);

  for (guint64 t = 1; t <= n_warm; t++)
    product *= warm_up (beta_1, (double) t);
  return product * pow (beta_1, (double) (iteration - n_warm));
}

/* Keras's _u_product: the same, rounded to float32 where Keras rounds, so that files hold
 * the same bits. */
static double
nadam_trailing (const GradusConfig *config, guint64 iteration)
{
  float beta_1 = (float) gradus_config_get_float (config, "beta_1");
  float product = 1;

  if (iteration > 100000)
    return get_product (config, iteration);
  for (guint64 t = 1; t <= iteration && product > 0; t++)
    {
      float warm = beta_1 * (1.0f - 0.5f * powf (0.96f, (float) t));

      product *= warm;
    }
  return (double) product;
}

/* memory: that product, and the iteration that it is for */
static void
nadam_start (GradusOptimizerStep *step)
{
  step->memory[0] = 1;
  step->memory[1] = 0;
}

/* terms: what m̂ takes of m and of g, 1 / (1 − β₂ᵗ), 1 − β₁, 1 − β₂, ε */
static void
nadam_begin (GradusOptimizerStep *step)
{
  double t = (double) (step->iteration + 1);
  double beta_1 = gradus_config_get_float (step->config, "beta_1");
  double beta_2 = gradus_config_get_float (step->config, "beta_2");
  double now = warm_up (beta_1, t);
  double next = warm_up (beta_1, t + 1);

  if (step->memory[1] != (double) step->iteration)
    step->memory[0] = get_product (step->config, step->iteration);
  step->memory[0] *= now;
  step->memory[1] = t;
  step->terms[0] = next / (1 - step->memory[0] * next);
  step->terms[1] = (1 - now) / (1 - step->memory[0]);
  step->terms[2] = 1 / (1 - pow (beta_2, t));
  step->terms[3] = 1 - beta_1;
  step->terms[4] = 1 - beta_2;
  step->terms[5] = gradus_config_get_float (step->config, "epsilon");
}

/* m ← m + (g − m)(1 − β₁),  v ← v + (g² − v)(1 − β₂),  w ← w − rate · m̂ / (√v̂ + ε) */
GRADUS_HOT static void
nadam_update (const GradusOptimizerStep *step,
              gsize                      n,
              float                     *w,
              const float               *gradient,
              float *const              *slots)
{
  float  rate = (float) step->learning_rate;
  float  of_m = (float) step->terms[0];
  float  of_g = (float) step->terms[1];
  float  of_v = (float) step->terms[2];
  float  share_1 = (float) step->terms[3];
  float  share_2 = (float) step->terms[4];
  float  epsilon = (float) step->terms[5];
  float *m = slots[0];
  float *v = slots[1];

  for (gsize i = 0; i < n; i++)
    {
      float g = gradient[i];

      m[i] += (g - m[i]) * share_1;
      v[i] += (g * g - v[i]) * share_2;
      w[i] -= rate * (of_m * m[i] + of_g * g) / (sqrtf (of_v * v[i]) + epsilon);
    }
}

static const char *
nadam_numbers (const GradusOptimizerStep *step)
{
  return "m &= @s0 + (@g − @s0) · @t3 = @S0 \\\\ "
         "v &= @s1 + ((@g)² − @s1) · @t4 = @S1 \\\\ "
         "w &= @w − @r · \\frac{@t0 · @S0 + @t1 · @g}{√(@t2 · @S1) + @t5} = @W";
}

static const GradusParam nadam_params[] = {
  PARAM_LEARNING_RATE (0.001),         PARAM_SCHEDULE, BETA_PARAMS (0.999), PARAM_EPSILON,
  PARAMS_COMMON (PARAM_STANDARD_NONE),
};

/* --- Ftrl --- */

static const char *const ftrl_slots[] = { "accumulator", "linear", NULL };
#define ftrl_n_slots two_slots

/* terms: −power, l1, l2 with beta's share, 2 · shrinkage */
static void
ftrl_begin (GradusOptimizerStep *step)
{
  const GradusConfig *config = step->config;

  step->terms[0] = -gradus_config_get_float (config, "learning_rate_power");
  step->terms[1] = gradus_config_get_float (config, "l1_regularization_strength");
  step->terms[2] = gradus_config_get_float (config, "l2_regularization_strength") +
                   gradus_config_get_float (config, "beta") / (2 * step->learning_rate);
  step->terms[3] =
    2 * gradus_config_get_float (config, "l2_shrinkage_regularization_strength");
}

/* a' = a + g²,  z ← z + g + 2 s w − (a'ᵖ − aᵖ) w / rate,
 * w ← (clip (z, −l1, l1) − z) / (a'ᵖ / rate + 2 l2),  a ← a' */
GRADUS_HOT static void
ftrl_update (const GradusOptimizerStep *step,
             gsize                      n,
             float                     *w,
             const float               *gradient,
             float *const              *slots)
{
  float  rate = (float) step->learning_rate;
  float  power = (float) step->terms[0];
  float  l1 = (float) step->terms[1];
  float  l2 = (float) step->terms[2];
  float  shrink = (float) step->terms[3];
  float *a = slots[0];
  float *z = slots[1];

  for (gsize i = 0; i < n; i++)
    {
      float g = gradient[i];
      float sum = a[i] + g * g;
      float steep = powf (sum, power);

      z[i] += g + shrink * w[i] - (steep - powf (a[i], power)) / rate * w[i];
      w[i] = (CLAMP (z[i], -l1, l1) - z[i]) / (steep / rate + 2.0f * l2);
      a[i] = sum;
    }
}

static const char *
ftrl_numbers (const GradusOptimizerStep *step)
{
  return "a &= @s0 + (@g)² = @S0 \\\\ z &= @s1 + @g + @t3 · @w − "
         "\\frac{(@S0)^{@t0} − (@s0)^{@t0}}{@r} · @w = @S1 \\\\ "
         "w &= \\frac{clip(@S1, −@t1, @t1) − @S1}{(@S0)^{@t0} / @r + 2 · @t2} = @W";
}

static const GradusParam ftrl_params[] = {
  PARAM_LEARNING_RATE (0.001),
  PARAM_SCHEDULE,
  PARAM_FLOAT ("learning_rate_power",
               N_ ("Power"),
               N_ ("How fast the rate falls with the sum of squares."),
               -10,
               0,
               -0.5,
               0.1,
               2,
               .flags = GRADUS_PARAM_ADVANCED),
  PARAM_FIRST_ACCUMULATOR,
  PARAM_FLOAT ("l1_regularization_strength",
               N_ ("Price per size"),
               N_ ("What each unit of a weight costs."),
               0,
               1000,
               0,
               0.001,
               4),
  PARAM_FLOAT ("l2_regularization_strength",
               N_ ("Price per square"),
               N_ ("What each squared weight costs."),
               0,
               1000,
               0,
               0.001,
               4),
  PARAM_FLOAT ("l2_shrinkage_regularization_strength",
               N_ ("Shrinkage"),
               N_ ("How much weights shrink on their own."),
               0,
               1000,
               0,
               0.001,
               4,
               .flags = GRADUS_PARAM_ADVANCED),
  PARAM_FLOAT ("beta",
               N_ ("Beta"),
               N_ ("A further price that falls with the rate."),
               0,
               1000,
               0,
               0.1,
               3,
               .flags = GRADUS_PARAM_ADVANCED),
  PARAMS_COMMON (PARAM_STANDARD_NONE),
};

/* --- Lion --- */

static const char *const lion_slots[] = { "momentum", NULL };
#define lion_n_slots one_slot

static void
lion_begin (GradusOptimizerStep *step)
{
  step->terms[0] = gradus_config_get_float (step->config, "beta_1");
  step->terms[1] = gradus_config_get_float (step->config, "beta_2");
}

/* w ← w − rate · sign (β₁ m + (1 − β₁) g),  m ← β₂ m + (1 − β₂) g */
GRADUS_HOT static void
lion_update (const GradusOptimizerStep *step,
             gsize                      n,
             float                     *w,
             const float               *gradient,
             float *const              *slots)
{
  float  rate = (float) step->learning_rate;
  float  beta_1 = (float) step->terms[0];
  float  beta_2 = (float) step->terms[1];
  float *m = slots[0];

  for (gsize i = 0; i < n; i++)
    {
      float mixed = beta_1 * m[i] + (1.0f - beta_1) * gradient[i];

      w[i] -= rate * (float) ((mixed > 0) - (mixed < 0));
      m[i] = beta_2 * m[i] + (1.0f - beta_2) * gradient[i];
    }
}

static const char *
lion_numbers (const GradusOptimizerStep *step)
{
  return "w &= @w − @r · sign(@t0 · @s0 + (1 − @t0) · @g) = @W \\\\ "
         "m &= @t1 · @s0 + (1 − @t1) · @g = @S0";
}

static const GradusParam lion_params[] = {
  PARAM_LEARNING_RATE (0.001),
  PARAM_SCHEDULE,
  BETA_PARAMS (0.99),
  PARAMS_COMMON (PARAM_STANDARD_NONE),
};

/* --- descriptors --- */

// clang-format off
OPTIMIZER (sgd, "SGD", NC_ ("optimizer", "SGD"),
           N_ ("Plain gradient descent: a step straight down the slope."),
           "m &← μ m − α g \\\\ w &← w + m", "https://keras.io/api/optimizers/sgd/",
           N_ ("stochastic gradient descent momentum nesterov"), .begin = sgd_begin)
OPTIMIZER (adam, "Adam", NC_ ("optimizer", "Adam"),
           N_ ("Gives every weight its own step size, from how its slope has varied."),
           "m &← β₁ m + (1 − β₁) g \\\\ v &← β₂ v + (1 − β₂) g² \\\\ w &← w − α \\frac{m̂}{√v̂ + ε}",
           "Kingma and Ba, Adam: A Method for Stochastic Optimization (2015)",
           N_ ("adaptive moments"), .begin = adam_begin)
OPTIMIZER (rmsprop, "RMSprop", NC_ ("optimizer", "RMSprop"),
           N_ ("Divides each step by how large the gradients have been lately."),
           "v &← ρ v + (1 − ρ) g² \\\\ w &← w − α \\frac{g}{√(v + ε)}",
           "Hinton, Neural Networks for Machine Learning, lecture 6 (2012)",
           N_ ("adaptive root mean square"), .begin = rmsprop_begin)
OPTIMIZER (adamw, "AdamW", NC_ ("optimizer", "AdamW"),
           N_ ("Adam that also lets every weight shrink a little in each step."),
           "m &← β₁ m + (1 − β₁) g \\\\ v &← β₂ v + (1 − β₂) g² \\\\ w &← w − α (\\frac{m̂}{√v̂ + ε} + λ w)",
           "Loshchilov and Hutter, Decoupled Weight Decay Regularization (2019)",
           N_ ("adaptive weight decay"), .begin = adam_begin)
OPTIMIZER (adagrad, "Adagrad", NC_ ("optimizer", "Adagrad"),
           N_ ("Takes smaller steps for weights that have moved much."),
           "a &← a + g² \\\\ w &← w − α \\frac{g}{√(a + ε)}",
           "Duchi, Hazan, Singer, Adaptive Subgradient Methods (JMLR 2011)",
           N_ ("adaptive sparse"), .slot_start = get_first_accumulator,
           .begin = adagrad_begin)
OPTIMIZER (adadelta, "Adadelta", NC_ ("optimizer", "Adadelta"),
           N_ ("Measures its steps by the size of earlier steps; wants a rate near 1."),
           "a &← ρ a + (1 − ρ) g² \\\\ d &= g √(\\frac{b + ε}{a + ε}) \\\\ b &← ρ b + (1 − ρ) d² \\\\ w &← w − α d",
           "Zeiler, ADADELTA: An Adaptive Learning Rate Method (2012)",
           N_ ("adaptive"), .begin = adadelta_begin)
OPTIMIZER (adamax, "Adamax", NC_ ("optimizer", "Adamax"),
           N_ ("Adam measured by the largest gradient instead of the mean square."),
           "m &← β₁ m + (1 − β₁) g \\\\ u &← max(β₂ u, |g|) \\\\ w &← w − α \\frac{m̂}{u + ε}",
           "Kingma and Ba, Adam: A Method for Stochastic Optimization (2015), 7.1",
           N_ ("adaptive infinity norm"), .begin = adamax_begin)
OPTIMIZER (nadam, "Nadam", NC_ ("optimizer", "Nadam"),
           N_ ("Adam that looks ahead, as Nesterov's momentum does."),
           "m &← β₁ m + (1 − β₁) g \\\\ v &← β₂ v + (1 − β₂) g² \\\\ w &← w − α \\frac{c₁ m + c₂ g}{√v̂ + ε}",
           "Dozat, Incorporating Nesterov Momentum into Adam (2016)",
           N_ ("adaptive nesterov"), .start = nadam_start, .begin = nadam_begin,
           .trailing = nadam_trailing)
OPTIMIZER (ftrl, "Ftrl", NC_ ("optimizer", "Ftrl"),
           N_ ("Follows the sum of all gradients; sends weights to exactly zero."),
           "z &← z + g − \\frac{√(a + g²) − √a}{α} w \\\\ a &← a + g² \\\\ w &← −\\frac{sign(z) max(0, |z| − λ₁)}{√a / α + 2 λ₂}",
           "McMahan et al., Ad Click Prediction (KDD 2013)",
           N_ ("sparse online"), .slot_start = get_first_accumulator, .begin = ftrl_begin)
OPTIMIZER (lion, "Lion", NC_ ("optimizer", "Lion"),
           N_ ("Steps of one size: only the direction of the momentum counts."),
           "w &← w − α sign(β₁ m + (1 − β₁) g) \\\\ m &← β₂ m + (1 − β₂) g",
           "Chen et al., Symbolic Discovery of Optimization Algorithms (2023)",
           N_ ("sign momentum"), .begin = lion_begin)
// clang-format on

const GradusKind *const gradus_optimizer_kinds[] = {
  &optimizer_sgd.base,
  &optimizer_adam.base,
  &optimizer_rmsprop.base,
  &optimizer_adamw.base,
  &optimizer_adagrad.base,
  &optimizer_adadelta.base,
  &optimizer_adamax.base,
  &optimizer_nadam.base,
  &optimizer_ftrl.base,
  &optimizer_lion.base,
  NULL,
};
