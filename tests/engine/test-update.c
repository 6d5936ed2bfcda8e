/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formula.h"
#include "engine/update-record.h"

#include <math.h>
#include <string.h>

/* The record of an update holds the trainer's own numbers: from what was before, the
 * optimizer comes to what is after, bit for bit. */

#define N_SAMPLES 70
#define N_INPUTS 6
#define N_UNITS 4
#define BATCH 32

static GradusDataset *
make_data (void)
{
  g_autoptr (GBytes) x_bytes = NULL;
  g_autoptr (GBytes) y_bytes = NULL;
  float             *x = g_new (float, N_SAMPLES *N_INPUTS);
  float             *y = g_new (float, N_SAMPLES);

  for (guint i = 0; i < N_SAMPLES * N_INPUTS; i++)
    x[i] = sinf ((float) i * 1.7f);
  for (guint i = 0; i < N_SAMPLES; i++)
    y[i] = x[i * N_INPUTS] - 2 * x[i * N_INPUTS + 3];
  x_bytes = g_bytes_new_take (x, N_SAMPLES * N_INPUTS * sizeof (float));
  y_bytes = g_bytes_new_take (y, N_SAMPLES * sizeof (float));
  return gradus_dataset_new_from_floats ("Waves", &GRADUS_SHAPE_1 (N_INPUTS),
                                         &GRADUS_SHAPE_1 (1), N_SAMPLES, x_bytes,
                                         y_bytes);
}

/* @set: a parameter that is a number, or NULL */
typedef struct
{
  const char *optimizer;
  const char *set;
  double      value;
  const char *flag; /* a parameter that is yes or no */
} Case;

static const Case cases[] = {
  { "SGD" },
  { "SGD", "momentum", 0.9 },
  { "SGD", "momentum", 0.9, "nesterov" },
  { "SGD", "weight_decay", 0.1 },
  { "SGD", "clipvalue", 0.01 },
  { "SGD", "clipnorm", 0.05 },
  { "SGD", "global_clipnorm", 0.05 },
  { "Adam" },
  { "Adam", NULL, 0, "amsgrad" },
  { "AdamW" },
  { "RMSprop" },
  { "RMSprop", "momentum", 0.8 },
  { "RMSprop", NULL, 0, "centered" },
  { "RMSprop", "momentum", 0.8, "centered" },
  { "Adagrad" },
  { "Adadelta" },
  { "Adamax" },
  { "Nadam" },
  { "Ftrl", "l1_regularization_strength", 0.001 },
  { "Lion" },
};

static GradusTrainer *
make_trainer (const Case *test)
{
  g_autoptr (GradusSequential) stack = gradus_sequential_new (&GRADUS_SHAPE_1 (N_INPUTS));
  g_autoptr (GradusDataset)    data = make_data ();
  g_autoptr (GError)           error = NULL;
  GradusFitOptions             options = GRADUS_FIT_OPTIONS_STANDARD;
  GradusConfig                *optimizer =
    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER, test->optimizer);
  GradusTrainer *trainer;

  gradus_sequential_add_dense (stack, N_UNITS, "tanh");
  gradus_sequential_add_dense (stack, 1, "linear");
  gradus_config_set_float (optimizer, "learning_rate", 0.05, NULL);
  if (test->set != NULL)
    gradus_config_set_float (optimizer, test->set, test->value, NULL);
  if (test->flag != NULL)
    gradus_config_set_bool (optimizer, test->flag, TRUE, NULL);
  gradus_sequential_take_loss (stack, gradus_config_new_by_name (GRADUS_FAMILY_LOSS,
                                                                 "mean_squared_error"));
  gradus_sequential_take_optimizer (stack, optimizer);
  options.batch_size = BATCH;
  options.n_threads = 2;
  trainer = gradus_trainer_new (stack, data, NULL, &options, &error);
  g_assert_no_error (error);
  return trainer;
}

/* The optimizer's own rule, for one number. */
static float
move_again (const GradusUpdateRecord *record, float *slots)
{
  const GradusOptimizerKind *kind =
    (const GradusOptimizerKind *) gradus_config_get_kind (record->optimizer);
  GradusOptimizerStep step = { .config = record->optimizer,
                               .learning_rate = record->learning_rate };
  float              *places[GRADUS_MAX_SLOTS];
  float               w = record->decayed;

  memcpy (step.terms, record->terms, sizeof step.terms);
  memcpy (slots, record->slots_before, sizeof record->slots_before);
  for (guint i = 0; i < GRADUS_MAX_SLOTS; i++)
    places[i] = &slots[i];
  kind->update (&step, 1, &w, &record->clipped, places);
  return w;
}

static void
check_terms (const GradusUpdateRecord *record)
{
  double sum = 0, size = 1e-6;

  g_assert_true (record->has_terms);
  for (guint i = 0; i < record->n_samples; i++)
    {
      double term = (double) record->inputs[i] * (double) record->errors[i];

      sum += term;
      size += fabs (term);
    }
  g_assert_cmpfloat (fabs (sum - (double) record->gradient), <, 1e-5 * size);
}

static void
check_text (const GradusUpdateRecord *record)
{
  g_autofree char          *text = gradus_update_record_format (record);
  g_autoptr (GError)        error = NULL;
  g_autoptr (GradusFormula) formula = gradus_formula_parse (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (formula);
  g_assert_null (strchr (text, '@'));
}

static void
test_case (gconstpointer data)
{
  const Case               *test = data;
  g_autoptr (GradusTrainer) trainer = make_trainer (test);
  GradusModel              *model = gradus_trainer_get_model (trainer);

  for (guint weight = 0; weight < gradus_model_get_n_weights (model); weight++)
    {
      const float *values = gradus_model_get_weight_data (model, weight);
      gsize        offset =
        gradus_shape_size (&gradus_model_get_weight_info (model, weight)->shape) - 1;

      g_assert_true (gradus_trainer_probe (trainer, (int) weight, offset));
      g_assert_null (gradus_trainer_dup_record (trainer));
      for (guint step = 0; step < 7; step++)
        {
          float                          before = values[offset];
          float                          slots[GRADUS_MAX_SLOTS];
          float                          moved;
          g_autoptr (GradusUpdateRecord) record = NULL;
          GradusStepReport               report;

          while (gradus_trainer_step (trainer, &report) != GRADUS_PHASE_BATCH)
            ;
          record = gradus_trainer_dup_record (trainer);
          g_assert_nonnull (record);
          g_assert_cmpuint (record->step, ==, report.step);
          g_assert_cmpuint (record->n_samples, ==,
                            report.batch < report.n_batches ? BATCH
                                                            : N_SAMPLES - 2 * BATCH);
          g_assert_cmpfloat (record->before, ==, before);
          g_assert_cmpfloat (record->after, ==, values[offset]);
          moved = move_again (record, slots);
          /* The compiler may fuse a product and a sum in the long loop. */
          g_assert_cmpfloat (fabsf (moved - record->moved), <=, 1e-7f);
          for (guint i = 0; i < record->n_slots; i++)
            g_assert_cmpfloat (fabsf (slots[i] - record->slots_after[i]), <=, 1e-7f);
          g_assert_cmpfloat (record->moved, ==, record->after);
          check_terms (record);
          check_text (record);
        }
    }
}

/* Watching does not change what is learned. */
static void
test_silent (void)
{
  g_autoptr (GradusTrainer) one = make_trainer (&cases[7]);
  g_autoptr (GradusTrainer) other = make_trainer (&cases[7]);

  g_assert_true (gradus_trainer_probe (one, 0, 3));
  g_assert_false (gradus_trainer_probe (other, 0, 1 << 20));
  for (guint step = 0; step < 20; step++)
    {
      gradus_trainer_step (one, NULL);
      gradus_trainer_step (other, NULL);
    }
  g_assert_cmpmem (gradus_model_get_weight_data (gradus_trainer_get_model (one), 0),
                   N_INPUTS * N_UNITS * sizeof (float),
                   gradus_model_get_weight_data (gradus_trainer_get_model (other), 0),
                   N_INPUTS * N_UNITS * sizeof (float));
  g_assert_null (gradus_trainer_dup_record (other));
}

static void
test_format (void)
{
  g_autoptr (GradusTrainer)      trainer = make_trainer (&cases[0]);
  g_autoptr (GradusUpdateRecord) record = NULL;
  g_autofree char               *text = NULL;

  gradus_trainer_probe (trainer, 0, 3);
  gradus_trainer_step (trainer, NULL);
  record = gradus_trainer_dup_record (trainer);
  record->decayed = 0.5f;
  record->clipped = -0.25f;
  record->learning_rate = 2e-5;
  record->moved = 0.500005f;
  text = gradus_update_record_format (record);
  g_assert_cmpstr (text, ==, "w &= 0.5 − 2 · 10^{−5} · (−0.25) = 0.50000501");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path =
        g_strdup_printf ("/engine/update/%u-%s%s%s%s", i, cases[i].optimizer,
                         cases[i].set ? "-" : "", cases[i].set ? cases[i].set : "",
                         cases[i].flag ? cases[i].flag : "");

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/engine/update/silent", test_silent);
  g_test_add_func ("/engine/update/format", test_format);
  return g_test_run ();
}
