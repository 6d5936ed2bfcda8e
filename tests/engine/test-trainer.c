/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/trainer.h"

#include <math.h>
#include <string.h>

#include "engine/data/digits.h"

#define N_SAMPLES 700

static GradusDataset *
make_digits (void)
{
  GradusShape        shape = GRADUS_SHAPE_1 (GRADUS_DIGITS_SIZE);
  guint8            *pixels = g_malloc (N_SAMPLES * GRADUS_DIGITS_SIZE);
  guint8            *labels = g_malloc (N_SAMPLES);
  g_autoptr (GBytes) pixel_bytes =
    g_bytes_new_take (pixels, N_SAMPLES * GRADUS_DIGITS_SIZE);
  g_autoptr (GBytes) label_bytes = g_bytes_new_take (labels, N_SAMPLES);

  gradus_digits_draw_many (3, 0, N_SAMPLES, 1, pixels, labels);
  return gradus_dataset_new_from_bytes ("digits", &shape, N_SAMPLES, pixel_bytes,
                                        label_bytes, 10);
}

static GradusTrainer *
make_trainer (guint n_threads, guint epochs, double split)
{
  GradusShape                  shape = GRADUS_SHAPE_1 (GRADUS_DIGITS_SIZE);
  g_autoptr (GradusSequential) network = gradus_sequential_new (&shape);
  g_autoptr (GradusDataset)    data = make_digits ();
  g_autoptr (GError)           error = NULL;
  GradusFitOptions             options = GRADUS_FIT_OPTIONS_STANDARD;
  GradusTrainer               *trainer;

  gradus_sequential_add_dense (network, 24, "relu");
  gradus_sequential_add (network, "Dropout");
  gradus_sequential_add_dense (network, 10, "softmax");
  gradus_sequential_take_loss (
    network,
    gradus_config_new_by_name (GRADUS_FAMILY_LOSS, "sparse_categorical_crossentropy"));
  gradus_sequential_take_optimizer (network,
                                    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER,
                                                               "adam"));
  options.epochs = epochs;
  options.batch_size = 96; /* the last batch of an epoch is a partial one */
  options.n_threads = n_threads;
  options.validation_split = split;
  trainer = gradus_trainer_new (network, data, NULL, &options, &error);
  g_assert_no_error (error);
  return trainer;
}

static void
run (GradusTrainer *trainer)
{
  while (gradus_trainer_step (trainer, NULL) != GRADUS_PHASE_FINISHED)
    continue;
}

static void
assert_same_weights (GradusTrainer *a, GradusTrainer *b)
{
  GradusModel *one = gradus_trainer_get_model (a);
  GradusModel *other = gradus_trainer_get_model (b);

  for (guint i = 0; i < gradus_model_get_n_weights (one); i++)
    {
      gsize n = gradus_shape_size (&gradus_model_get_weight_info (one, i)->shape);

      g_assert_cmpmem (gradus_model_get_weight_data (one, i), n * sizeof (float),
                       gradus_model_get_weight_data (other, i), n * sizeof (float));
    }
}

static void
test_threads (void)
{
  g_autoptr (GradusTrainer) alone = make_trainer (1, 3, 0.2);
  GradusStepReport          report;

  run (alone);
  gradus_trainer_get_report (alone, &report);
  for (guint n = 2; n <= 4; n++)
    {
      g_autoptr (GradusTrainer) together = make_trainer (n, 3, 0.2);
      GradusStepReport          other;

      run (together);
      assert_same_weights (alone, together);
      gradus_trainer_get_report (together, &other);
      g_assert_cmpfloat (other.loss, ==, report.loss);
      g_assert_cmpfloat (other.epoch_loss, ==, report.epoch_loss);
      g_assert_cmpfloat (other.validation_loss, ==, report.validation_loss);
    }
}

/* Stopping in the middle of an epoch and going on in another trainer changes nothing. */
static void
test_restore (void)
{
  g_autoptr (GradusTrainer)      straight = make_trainer (2, 3, 0.2);
  g_autoptr (GradusTrainer)      first = make_trainer (1, 3, 0.2);
  g_autoptr (GradusTrainer)      second = make_trainer (2, 3, 0.2);
  g_autoptr (GradusTrainerState) state = NULL;
  g_autoptr (GError)             error = NULL;

  run (straight);
  for (int i = 0; i < 10; i++)
    gradus_trainer_step (first, NULL);
  state = gradus_trainer_dup_state (first);
  g_assert_true (gradus_trainer_restore (second, state, &error));
  g_assert_no_error (error);
  run (second);
  assert_same_weights (straight, second);
}

static void
test_split (void)
{
  g_autoptr (GradusTrainer) trainer = make_trainer (1, 1, 0.25);
  g_autoptr (GradusDataset) data = make_digits ();
  GradusDataset            *validation = gradus_trainer_get_validation (trainer);
  guint                     n = gradus_dataset_get_n_samples (validation);

  g_assert_cmpuint (n, ==, N_SAMPLES / 4);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (gradus_dataset_get_label (validation, i), ==,
                      gradus_dataset_get_label (data, N_SAMPLES - n + i));
}

static gpointer
run_thread (gpointer data)
{
  run (data);
  return NULL;
}

static void
test_side_by_side (void)
{
  g_autoptr (GradusTrainer) alone = make_trainer (1, 2, 0);
  GradusTrainer            *trainers[8];
  GThread                  *threads[8];

  run (alone);
  for (guint i = 0; i < 8; i++)
    {
      trainers[i] = make_trainer (2, 2, 0);
      threads[i] = g_thread_new ("trainer", run_thread, trainers[i]);
    }
  for (guint i = 0; i < 8; i++)
    {
      g_thread_join (threads[i]);
      assert_same_weights (alone, trainers[i]);
      gradus_trainer_free (trainers[i]);
    }
}

static void
test_learns (void)
{
  g_autoptr (GradusTrainer) trainer = make_trainer (2, 30, 0);
  g_autoptr (GError)        error = NULL;
  double                    loss, metrics[GRADUS_MAX_METRICS];

  run (trainer);
  g_assert_true (gradus_trainer_evaluate (trainer, gradus_trainer_get_data (trainer),
                                          &loss, metrics, &error));
  /* 2.3 is guessing. */
  g_assert_cmpfloat (loss, <, 1);
}

/* Units that are off stay off whatever is learned, and those of other networks are passed
 * over. */
static void
test_lesions (void)
{
  g_autoptr (GradusTrainer) trainer = make_trainer (2, 3, 0);
  GradusModel              *model = gradus_trainer_get_model (trainer);
  const GradusSequential   *network =
    gradus_plan_get_sequential (gradus_model_get_plan (model));
  guint64            uid = gradus_sequential_get_layer (network, 0)->uid;
  GradusLesion       off[] = { { uid, 3 }, { uid, 7 }, { G_MAXUINT64, 1 } };
  g_autoptr (GArray) lesions = g_array_new (FALSE, FALSE, sizeof (GradusLesion));
  const float       *kernel;

  g_array_append_vals (lesions, off, G_N_ELEMENTS (off));
  gradus_trainer_hold_lesions (trainer, lesions);
  run (trainer);
  kernel = gradus_model_get_weight_data (model, 2); /* (24, 10): of the last layer */
  for (guint unit = 0; unit < 24; unit++)
    {
      gboolean is_zero = TRUE;

      for (guint i = 0; i < 10; i++)
        is_zero &= kernel[unit * 10 + i] == 0;
      g_assert_true (is_zero == (unit == 3 || unit == 7));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trainer/threads", test_threads);
  g_test_add_func ("/trainer/restore", test_restore);
  g_test_add_func ("/trainer/split", test_split);
  g_test_add_func ("/trainer/side-by-side", test_side_by_side);
  g_test_add_func ("/trainer/lesions", test_lesions);
  g_test_add_func ("/trainer/learns", test_learns);
  return g_test_run ();
}
