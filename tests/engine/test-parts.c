/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/data/digits.h"
#include "engine/trainer-private.h"

#include <string.h>

/* However a step is shared out among threads, and wherever it is interrupted, it does the
 * same to the last bit: for networks of every way of computing. */

#define N_SAMPLES 300
#define BATCH 256

typedef void (*BuildFunc) (GradusSequential *stack);

static GradusConfig *
add (GradusSequential *stack, const char *name, const char *param, const char *value)
{
  GradusConfig *layer = gradus_sequential_add (stack, name);
  GError       *error = NULL;

  if (param != NULL)
    gradus_config_set_from_string (layer, param, value, &error);
  g_assert_no_error (error);
  return layer;
}

static void
build_dense (GradusSequential *stack)
{
  gradus_sequential_add_dense (stack, 70, "relu");
  gradus_sequential_add (stack, "Dropout");
}

static void
build_convolution (GradusSequential *stack)
{
  add (stack, "Reshape", "target_shape", "28,28,1");
  add (stack, "Conv2D", "filters", "9");
  gradus_sequential_add (stack, "MaxPooling2D");
  add (stack, "Conv2D", "filters", "20");
  gradus_sequential_add (stack, "MaxPooling2D");
  gradus_sequential_add (stack, "Flatten");
}

static void
build_single_convolution (GradusSequential *stack)
{
  add (stack, "Reshape", "target_shape", "28,28,1");
  add (stack, "Conv2D", "filters", "6");
  gradus_sequential_add (stack, "GlobalAveragePooling2D");
}

static void
build_lstm (GradusSequential *stack)
{
  add (stack, "Reshape", "target_shape", "28,28");
  add (stack, "LSTM", "units", "10");
}

static void
build_gru (GradusSequential *stack)
{
  add (stack, "Reshape", "target_shape", "28,28");
  add (stack, "GRU", "units", "12");
}

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
make_trainer (BuildFunc build, guint n_threads)
{
  GradusShape                  shape = GRADUS_SHAPE_1 (GRADUS_DIGITS_SIZE);
  g_autoptr (GradusSequential) stack = gradus_sequential_new (&shape);
  g_autoptr (GradusDataset)    data = make_digits ();
  GradusFitOptions             options = GRADUS_FIT_OPTIONS_STANDARD;
  GError                      *error = NULL;
  GradusTrainer               *trainer;

  build (stack);
  gradus_sequential_add_dense (stack, 10, "softmax");
  gradus_sequential_take_loss (
    stack,
    gradus_config_new_by_name (GRADUS_FAMILY_LOSS, "sparse_categorical_crossentropy"));
  gradus_sequential_take_optimizer (stack,
                                    gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER,
                                                               "adam"));
  options.epochs = 2;
  options.batch_size = BATCH;
  options.n_threads = n_threads;
  trainer = gradus_trainer_new (stack, data, NULL, &options, &error);
  g_assert_no_error (error);
  return trainer;
}

static void
assert_same (GradusTrainer *a, GradusTrainer *b)
{
  GradusStepReport report, other;

  gradus_trainer_get_report (a, &report);
  gradus_trainer_get_report (b, &other);
  g_assert_cmpfloat (report.loss, ==, other.loss);
  for (guint i = 0; i < gradus_model_get_n_weights (a->model); i++)
    {
      gsize n = gradus_shape_size (&gradus_model_get_weight_info (a->model, i)->shape);

      g_assert_cmpmem (gradus_model_get_weight_data (a->model, i), n * sizeof (float),
                       gradus_model_get_weight_data (b->model, i), n * sizeof (float));
    }
}

static void
test_threads (gconstpointer data)
{
  g_autoptr (GradusTrainer) alone = make_trainer ((BuildFunc) data, 1);

  while (gradus_trainer_step (alone, NULL) != GRADUS_PHASE_FINISHED)
    continue;
  for (guint n = 2; n <= 3; n++)
    {
      g_autoptr (GradusTrainer) together = make_trainer ((BuildFunc) data, n);

      while (gradus_trainer_step (together, NULL) != GRADUS_PHASE_FINISHED)
        continue;
      assert_same (alone, together);
    }
}

/* A step whose time is always over: it stops after each part. */
static void
test_interruption (gconstpointer data)
{
  g_autoptr (GradusTrainer) whole = make_trainer ((BuildFunc) data, 1);
  g_autoptr (GradusTrainer) parts = make_trainer ((BuildFunc) data, 2);
  guint                     n_calls = 1;

  /* Small parts, and the same for both, because they decide what is added up first. */
  whole->part_capacity = parts->part_capacity = MIN (whole->part_capacity, 16);
  g_assert_cmpint (gradus_trainer_step (whole, NULL), !=, GRADUS_PHASE_DIVERGED);
  gradus_trainer_begin_pass (parts, parts->data, parts->order, BATCH, TRUE);
  while (!gradus_trainer_go_on (parts, 0))
    n_calls++;
  g_assert_cmpuint (n_calls, ==, BATCH / parts->n_slices / parts->part_capacity);
  /* The step finds the batch complete and moves the weights. */
  parts->is_in_batch = TRUE;
  while (gradus_trainer_step (parts, NULL) == GRADUS_PHASE_PART)
    continue;
  while (whole->batch == 0)
    gradus_trainer_step (whole, NULL);
  assert_same (whole, parts);
}

/* What uses the slices for something else makes the batch begin anew. */
static void
test_evaluation_between (void)
{
  g_autoptr (GradusTrainer) plain = make_trainer (build_convolution, 1);
  g_autoptr (GradusTrainer) disturbed = make_trainer (build_convolution, 1);

  plain->part_capacity = disturbed->part_capacity = 16;
  while (plain->batch == 0)
    gradus_trainer_step (plain, NULL);
  gradus_trainer_begin_pass (disturbed, disturbed->data, disturbed->order, BATCH, TRUE);
  g_assert_false (gradus_trainer_go_on (disturbed, 0));
  disturbed->is_in_batch = TRUE;
  g_assert_true (gradus_trainer_evaluate (disturbed, disturbed->data, NULL, NULL, NULL));
  g_assert_false (disturbed->is_in_batch);
  while (disturbed->batch == 0)
    gradus_trainer_step (disturbed, NULL);
  assert_same (plain, disturbed);
}

/* However large the batch, a part of it is small. */
static void
test_bounded (void)
{
  g_autoptr (GradusTrainer) trainer = make_trainer (build_lstm, 1);

  g_assert_cmpuint (trainer->part_capacity, <=, 128);
  g_assert_cmpuint (gradus_trainer_get_evaluation_size (trainer), <=,
                    128 * trainer->n_slices);
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *name;
    BuildFunc   build;
  } networks[] = {
    { "dense", build_dense },
    { "convolution", build_convolution },
    { "single-convolution", build_single_convolution },
    { "lstm", build_lstm },
    { "gru", build_gru },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (networks); i++)
    {
      g_autofree char *threads = g_strdup_printf ("/parts/threads/%s", networks[i].name);
      g_autofree char *interruption =
        g_strdup_printf ("/parts/interruption/%s", networks[i].name);

      g_test_add_data_func (threads, networks[i].build, test_threads);
      g_test_add_data_func (interruption, networks[i].build, test_interruption);
    }
  g_test_add_func ("/parts/evaluation-between", test_evaluation_between);
  g_test_add_func ("/parts/bounded", test_bounded);
  return g_test_run ();
}
