/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kind-tables.h"
#include "engine/params.h"
#include "engine/parts.h"

/* How the learning rate changes from update to update. Steps are updates (batches),
 * counted from 0.
 *
 * Source: Keras 3, keras/src/optimizers/schedules/learning_rate_schedule.py */

static double
get (const GradusConfig *config, const char *name)
{
  return gradus_config_get_float (config, name);
}

static double
get_steps (const GradusConfig *config, const char *name)
{
  return (double) gradus_config_get_int (config, name);
}

/* How many decays have gone by. */
static double
get_progress (const GradusConfig *config, guint64 step)
{
  double progress = (double) step / get_steps (config, "decay_steps");

  return gradus_config_get_bool (config, "staircase") ? floor (progress) : progress;
}

static double
exponential_rate (const GradusConfig *config, guint64 step)
{
  return get (config, "initial_learning_rate") *
         pow (get (config, "decay_rate"), get_progress (config, step));
}

static double
inverse_time_rate (const GradusConfig *config, guint64 step)
{
  return get (config, "initial_learning_rate") /
         (1 + get (config, "decay_rate") * get_progress (config, step));
}

static double
piecewise_rate (const GradusConfig *config, guint64 step)
{
  guint         n_boundaries, n_values;
  const double *boundaries =
    gradus_config_get_numbers (config, "boundaries", &n_boundaries);
  const double *values = gradus_config_get_numbers (config, "values", &n_values);
  guint         i = 0;

  while (i < n_boundaries && (double) step > boundaries[i])
    i++;
  /* Lists of other lengths than Keras wants go on with their last value. */
  return n_values == 0 ? 0 : values[MIN (i, n_values - 1)];
}

static double
polynomial_rate (const GradusConfig *config, guint64 step)
{
  double n_steps = get_steps (config, "decay_steps");
  double end = get (config, "end_learning_rate");
  double at = (double) step;

  if (gradus_config_get_bool (config, "cycle"))
    n_steps *= step == 0 ? 1 : ceil (at / n_steps);
  else
    at = MIN (at, n_steps);
  return (get (config, "initial_learning_rate") - end) *
           pow (1 - at / n_steps, get (config, "power")) +
         end;
}

static double
bend (double alpha, double completed, double height)
{
  return (1 - alpha) * height * 0.5 * (1 + cos (G_PI * completed)) + alpha;
}

static double
cosine_rate (const GradusConfig *config, guint64 step)
{
  double n_steps = get_steps (config, "decay_steps");
  double n_warmup = get_steps (config, "warmup_steps");
  double start = get (config, "initial_learning_rate");
  double at = (double) step;

  if (!gradus_config_is_none (config, "warmup_target"))
    {
      double target = get (config, "warmup_target");

      if (at < n_warmup)
        return start + (target - start) * at / n_warmup;
      at -= n_warmup;
      start = target;
    }
  return start * bend (get (config, "alpha"), MIN (at, n_steps) / n_steps, 1);
}

static double
restarts_rate (const GradusConfig *config, guint64 step)
{
  double completed = (double) step / get_steps (config, "first_decay_steps");
  double t_mul = get (config, "t_mul");
  double n_restarts;

  if (t_mul == 1)
    {
      n_restarts = floor (completed);
      completed -= n_restarts;
    }
  else
    {
      n_restarts = floor (log (1 - completed * (1 - t_mul)) / log (t_mul));
      completed = (completed - (1 - pow (t_mul, n_restarts)) / (1 - t_mul)) /
                  pow (t_mul, n_restarts);
    }
  return get (config, "initial_learning_rate") *
         bend (get (config, "alpha"), completed, pow (get (config, "m_mul"), n_restarts));
}

/* Up along a cosine to the largest rate, then down to next to nothing. */
static double
one_cycle_rate (const GradusConfig *config, guint64 step)
{
  double total = get_steps (config, "total_steps");
  double n_up = MAX (1, total * get (config, "warmup_share"));
  double top = get (config, "max_learning_rate");
  double start = top / get (config, "start_factor");
  double end = start / get (config, "end_factor");
  double at = MIN ((double) step, total);

  if (at < n_up)
    return top + (start - top) * 0.5 * (1 + cos (G_PI * at / n_up));
  return end + (top - end) * 0.5 * (1 + cos (G_PI * (at - n_up) / MAX (1, total - n_up)));
}

#define PARAM_INITIAL_RATE(standard_)                                                    \
  PARAM_FLOAT ("initial_learning_rate", N_ ("Rate at first"),                            \
               N_ ("The learning rate of the first update."), 0, 1000, standard_, 0.001, \
               4, .flags = GRADUS_PARAM_LOG_SCALE | GRADUS_PARAM_REQUIRED)
#define PARAM_DECAY_STEPS(name_, standard_)                                              \
  PARAM_INT (name_, N_ ("Updates"), N_ ("How many updates (batches) one decay takes."),  \
             1, 1e9, standard_, .flags = GRADUS_PARAM_LOG_SCALE | GRADUS_PARAM_REQUIRED)
#define PARAM_STAIRCASE                                                                  \
  PARAM_BOOL ("staircase", N_ ("In stairs"),                                             \
              N_ ("Whether the rate falls in steps instead of evenly."), FALSE)
#define PARAM_ALPHA                                                                      \
  PARAM_FLOAT ("alpha", N_ ("Lowest share"),                                             \
               N_ ("The share of the first rate that is left at the end."), 0, 1, 0,     \
               0.01, 4)

static const GradusParam exponential_params[] = {
  PARAM_INITIAL_RATE (0.1),
  PARAM_DECAY_STEPS ("decay_steps", 1000),
  PARAM_FLOAT ("decay_rate",
               N_ ("Factor"),
               N_ ("What the rate is multiplied by in one decay."),
               0,
               1000,
               0.96,
               0.01,
               4,
               .flags = GRADUS_PARAM_OPEN_MINIMUM | GRADUS_PARAM_REQUIRED),
  PARAM_STAIRCASE,
};

static const GradusParam inverse_time_params[] = {
  PARAM_INITIAL_RATE (0.1),
  PARAM_DECAY_STEPS ("decay_steps", 1000),
  PARAM_FLOAT ("decay_rate",
               N_ ("Decay"),
               N_ ("How much is added to the divisor of the rate in one decay."),
               0,
               1000,
               0.5,
               0.01,
               4,
               .flags = GRADUS_PARAM_REQUIRED),
  PARAM_STAIRCASE,
};

static const GradusParam piecewise_params[] = {
  { .name = "boundaries",
    .title = N_ ("Changes after"),
    .help = N_ ("After which updates the rate changes."),
    .type = GRADUS_PARAM_NUMBERS,
    .flags = GRADUS_PARAM_REQUIRED,
    .minimum = 0,
    .maximum = 1e9,
    .standard_text = "1000, 2000",
    .step = 100 },
  { .name = "values",
    .title = N_ ("Rates"),
    .help = N_ ("One more rate than there are changes."),
    .type = GRADUS_PARAM_NUMBERS,
    .flags = GRADUS_PARAM_REQUIRED,
    .minimum = 0,
    .maximum = 1000,
    .standard_text = "0.1, 0.01, 0.001",
    .step = 0.01,
    .digits = 4 },
};

static const GradusParam polynomial_params[] = {
  PARAM_INITIAL_RATE (0.1),
  PARAM_DECAY_STEPS ("decay_steps", 1000),
  PARAM_FLOAT ("end_learning_rate",
               N_ ("Rate at last"),
               N_ ("The learning rate when the decay is over."),
               0,
               1000,
               0.0001,
               0.001,
               5,
               .flags = GRADUS_PARAM_LOG_SCALE),
  PARAM_FLOAT ("power",
               N_ ("Power"),
               N_ ("1 falls along a line; more falls faster at first."),
               0,
               100,
               1,
               0.1,
               2),
  PARAM_BOOL ("cycle",
              N_ ("Start again"),
              N_ ("Whether the rate rises again after each decay."),
              FALSE),
};

static const GradusParam cosine_params[] = {
  PARAM_INITIAL_RATE (0.1),
  PARAM_DECAY_STEPS ("decay_steps", 1000),
  PARAM_ALPHA,
  PARAM_FLOAT ("warmup_target",
               N_ ("Rate after warm-up"),
               N_ ("Where the rate rises to before it falls; None starts at the top."),
               0,
               1000,
               PARAM_STANDARD_NONE,
               0.001,
               4,
               .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_LOG_SCALE),
  PARAM_INT ("warmup_steps",
             N_ ("Updates of warm-up"),
             N_ ("How many updates the rise takes."),
             0,
             1e9,
             0),
};

static const GradusParam restarts_params[] = {
  PARAM_INITIAL_RATE (0.1),
  PARAM_DECAY_STEPS ("first_decay_steps", 1000),
  PARAM_FLOAT ("t_mul",
               N_ ("Longer each time"),
               N_ ("How much longer each decay is than the one before."),
               1,
               100,
               2,
               0.1,
               2),
  PARAM_FLOAT ("m_mul",
               N_ ("Higher each time"),
               N_ ("How much higher each restart begins than the one before."),
               0,
               100,
               1,
               0.1,
               2),
  PARAM_ALPHA,
};

static const GradusParam one_cycle_params[] = {
  PARAM_FLOAT ("max_learning_rate",
               N_ ("Largest rate"),
               N_ ("The rate at the top of the cycle."),
               0,
               1000,
               0.01,
               0.001,
               4,
               .flags = GRADUS_PARAM_LOG_SCALE | GRADUS_PARAM_OPEN_MINIMUM),
  PARAM_INT ("total_steps",
             N_ ("Updates"),
             N_ ("How many updates the whole cycle takes."),
             1,
             1e9,
             1000,
             .flags = GRADUS_PARAM_LOG_SCALE),
  PARAM_FLOAT ("warmup_share",
               N_ ("Rising part"),
               N_ ("The part of the cycle in which the rate rises."),
               0,
               1,
               0.3,
               0.05,
               2),
  PARAM_FLOAT ("start_factor",
               N_ ("Start divisor"),
               N_ ("How many times smaller than the top the first rate is."),
               1,
               1e6,
               25,
               1,
               1,
               .flags = GRADUS_PARAM_ADVANCED),
  PARAM_FLOAT ("end_factor",
               N_ ("End divisor"),
               N_ ("How many times smaller than the first rate the last one is."),
               1,
               1e9,
               10000,
               1,
               1,
               .flags = GRADUS_PARAM_ADVANCED),
};

/* The same in the words of Keras; constructor and get_config() as Keras's own have them.
 */
#define ONE_CYCLE_PYTHON                                                                 \
  "class OneCycle(keras.optimizers.schedules.LearningRateSchedule):\n"                   \
  "    \"\"\"Gradus's schedule: up to a large rate along a cosine, then down.\"\"\"\n"   \
  "\n"                                                                                   \
  "    def __init__(\n"                                                                  \
  "        self,\n"                                                                      \
  "        max_learning_rate=0.01,\n"                                                    \
  "        total_steps=1000,\n"                                                          \
  "        warmup_share=0.3,\n"                                                          \
  "        start_factor=25.0,\n"                                                         \
  "        end_factor=10000.0,\n"                                                        \
  "    ):\n"                                                                             \
  "        self.max_learning_rate = max_learning_rate\n"                                 \
  "        self.total_steps = total_steps\n"                                             \
  "        self.warmup_share = warmup_share\n"                                           \
  "        self.start_factor = start_factor\n"                                           \
  "        self.end_factor = end_factor\n"                                               \
  "\n"                                                                                   \
  "    def __call__(self, step):\n"                                                      \
  "        ops = keras.ops\n"                                                            \
  "        step = ops.minimum(ops.cast(step, \"float32\"), self.total_steps)\n"          \
  "        n_up = max(1, self.total_steps * self.warmup_share)\n"                        \
  "        n_down = max(1, self.total_steps - n_up)\n"                                   \
  "        top = self.max_learning_rate\n"                                               \
  "        start = top / self.start_factor\n"                                            \
  "        end = start / self.end_factor\n"                                              \
  "        rising = (1 + ops.cos(math.pi * step / n_up)) / 2\n"                          \
  "        falling = (1 + ops.cos(math.pi * (step - n_up) / n_down)) / 2\n"              \
  "        return ops.where(\n"                                                          \
  "            step < n_up,\n"                                                           \
  "            top + (start - top) * rising,\n"                                          \
  "            end + (top - end) * falling,\n"                                           \
  "        )\n"                                                                          \
  "\n"                                                                                   \
  "    def get_config(self):\n"                                                          \
  "        return {\n"                                                                   \
  "            \"max_learning_rate\": self.max_learning_rate,\n"                         \
  "            \"total_steps\": self.total_steps,\n"                                     \
  "            \"warmup_share\": self.warmup_share,\n"                                   \
  "            \"start_factor\": self.start_factor,\n"                                   \
  "            \"end_factor\": self.end_factor,\n"                                       \
  "        }\n"

/* Keras names two of its schedules otherwise than their classes. */
#define FIELD_NAME(name_, text_)                                                         \
  static const GradusKerasField name_##_fields[] = { { "name", text_, TRUE } };

FIELD_NAME (exponential, "\"ExponentialDecay\"")
FIELD_NAME (inverse_time, "\"InverseTimeDecay\"")
FIELD_NAME (piecewise, "\"PiecewiseConstant\"")
FIELD_NAME (polynomial, "\"PolynomialDecay\"")
FIELD_NAME (cosine, "\"CosineDecay\"")
FIELD_NAME (restarts, "\"SGDRDecay\"")
FIELD_NAME (one_cycle, "\"OneCycle\"")

#define SCHEDULE(name_, class_, id_, module_, title_, summary_, formula_, source_,       \
                 keywords_, ...)                                                         \
  static const GradusScheduleKind schedule_##name_ = {                                   \
    .base = { .family = GRADUS_FAMILY_SCHEDULE,                                          \
              .name = class_,                                                            \
              .id = id_,                                                                 \
              .module = module_,                                                         \
              .title = title_,                                                           \
              .summary = summary_,                                                       \
              .formula = formula_,                                                       \
              .source = source_,                                                         \
              .keywords = keywords_,                                                     \
              PARAMS (name_##_params),                                                   \
              FIELDS (name_##_fields) },                                                 \
    .rate = name_##_rate,                                                                \
    __VA_ARGS__                                                                          \
  };
#define KERAS_SCHEDULE(name_, class_, id_, ...)                                          \
  SCHEDULE (name_, class_, id_, "keras.optimizers.schedules", __VA_ARGS__, .python = NULL)
#define KERAS_PAGE(word_) "https://keras.io/api/optimizers/learning_rate_schedules/" word_

// clang-format off
KERAS_SCHEDULE (exponential, "ExponentialDecay", "exponential_decay",
                NC_ ("schedule", "Exponential decay"),
                N_ ("Falls by the same factor again and again."),
                "α = α₀ r^{t / T}", KERAS_PAGE ("exponential_decay/"), N_ ("decay fall"))
KERAS_SCHEDULE (piecewise, "PiecewiseConstantDecay", "piecewise_constant_decay",
                NC_ ("schedule", "Piecewise constant"),
                N_ ("Keeps one rate up to a certain update, then the next."),
                "α = \\cases{α₀ & t ≤ b₁ \\\\ α₁ & b₁ < t ≤ b₂ \\\\ … & }", KERAS_PAGE ("piecewise_constant_decay/"),
                N_ ("steps stairs"))
KERAS_SCHEDULE (polynomial, "PolynomialDecay", "polynomial_decay",
                NC_ ("schedule", "Polynomial decay"),
                N_ ("Falls along a line or a steeper curve to a last rate."),
                "α = α₁ + (α₀ − α₁) (1 − \\frac{t}{T})^p", KERAS_PAGE ("polynomial_decay/"),
                N_ ("linear decay"))
KERAS_SCHEDULE (inverse_time, "InverseTimeDecay", "inverse_time_decay",
                NC_ ("schedule", "Inverse time decay"),
                N_ ("Falls as one over the time."), "α = \\frac{α₀}{1 + r t / T}",
                KERAS_PAGE ("inverse_time_decay/"), N_ ("decay hyperbola"))
KERAS_SCHEDULE (cosine, "CosineDecay", "cosine_decay",
                NC_ ("schedule", "Cosine decay"),
                N_ ("Falls along half a cosine, after a warm-up if you like."),
                "α = α₀ \\frac{1 + cos(π t / T)}{2}", KERAS_PAGE ("cosine_decay/"),
                N_ ("warm-up decay smooth"))
KERAS_SCHEDULE (restarts, "CosineDecayRestarts", "cosine_decay_restarts",
                NC_ ("schedule", "Cosine restarts"),
                N_ ("Falls along a cosine and jumps up again, each time for longer."),
                "α = α₀ m^i \\frac{1 + cos(π t / T_i)}{2}",
                KERAS_PAGE ("cosine_decay_restarts/"), N_ ("sgdr warm restarts"))
SCHEDULE (one_cycle, "OneCycle", "one_cycle", "gradus.schedules",
          NC_ ("schedule", "One cycle"),
          N_ ("Rises to a large rate and falls to almost none, once."),
          "α &= \\cases{α₀ + (α₁ − α₀) s(\\frac{t}{T₁}) & t < T₁ \\\\ α₁ + (α₂ − α₁) s(\\frac{t − T₁}{T₂}) & t ≥ T₁} \\\\ s(x) &= \\frac{1}{2} (1 − cos π x)", "https://arxiv.org/abs/1708.07120",
          N_ ("super-convergence smith"), .python = ONE_CYCLE_PYTHON)
// clang-format on

const GradusKind *const gradus_schedule_kinds[] = {
  &schedule_exponential.base, &schedule_piecewise.base,
  &schedule_polynomial.base,  &schedule_inverse_time.base,
  &schedule_cosine.base,      &schedule_restarts.base,
  &schedule_one_cycle.base,   NULL,
};

/**
 * gradus_schedule_get_rate:
 * @schedule: a schedule
 * @step: an update, counted from 0
 *
 * Returns: its learning rate
 */
double
gradus_schedule_get_rate (const GradusConfig *schedule, guint64 step)
{
  const GradusKind *kind = gradus_config_get_kind (schedule);

  g_assert (kind->family == GRADUS_FAMILY_SCHEDULE);
  return ((const GradusScheduleKind *) kind)->rate (schedule, step);
}
