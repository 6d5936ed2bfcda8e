/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/data/dataset.h"
#include "engine/error.h"
#include "engine/history.h"
#include "engine/model.h"

#include <string.h>

/* Twelve pictures of 2 × 2; sample i holds 4 i, 4 i + 1 … and shows the digit i mod 10.
 */
static GradusDataset *
make_pictures (void)
{
  GradusShape        shape = GRADUS_SHAPE_3 (2, 2, 1);
  guint8             pixels[48], labels[12];
  g_autoptr (GBytes) pixel_bytes = NULL;
  g_autoptr (GBytes) label_bytes = NULL;

  for (guint i = 0; i < 48; i++)
    pixels[i] = (guint8) i;
  for (guint i = 0; i < 12; i++)
    labels[i] = (guint8) (i % 10);
  pixel_bytes = g_bytes_new (pixels, sizeof pixels);
  label_bytes = g_bytes_new (labels, sizeof labels);
  return gradus_dataset_new_from_bytes ("pictures", &shape, 12, pixel_bytes, label_bytes,
                                        10);
}

static void
test_gather (void)
{
  g_autoptr (GradusDataset) data = make_pictures ();
  g_autoptr (GradusDataset) slice = gradus_dataset_slice (data, 3, 5);
  const guint32             indices[] = { 4, 0 };
  float                     x[8], y[20], one_class[2];

  g_assert_cmpuint (gradus_dataset_get_n_samples (slice), ==, 5);
  gradus_dataset_gather (slice, indices, 2, x);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpfloat_with_epsilon (x[i], (28 + i) / 255.0, 1e-6);
      g_assert_cmpfloat_with_epsilon (x[4 + i], (12 + i) / 255.0, 1e-6);
    }
  gradus_dataset_gather_targets (slice, indices, 2, GRADUS_TARGET_CLASS, 10, one_class);
  g_assert_cmpfloat (one_class[0], ==, 7);
  g_assert_cmpfloat (one_class[1], ==, 3);
  gradus_dataset_gather_targets (slice, indices, 2, GRADUS_TARGET_VALUES, 10, y);
  for (guint i = 0; i < 10; i++)
    {
      g_assert_cmpfloat (y[i], ==, i == 7 ? 1 : 0);
      g_assert_cmpfloat (y[10 + i], ==, i == 3 ? 1 : 0);
    }
}

static void
test_tasks (void)
{
  static const struct
  {
    const char *text;
    guint       n_classes;
    guint       yes; /* how many of the twelve */
  } cases[] = { { "digit>=5", 2, 5 }, { "is-1", 2, 2 }, { "even", 2, 6 } };
  g_autoptr (GradusDataset) data = make_pictures ();
  g_autoptr (GError)        error = NULL;
  GradusTask                task;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GradusDataset) asked = NULL;
      g_autofree char          *text = NULL;
      guint                     n_yes = 0;

      g_assert_true (gradus_task_from_string (cases[i].text, &task, NULL));
      text = gradus_task_to_string (&task);
      g_assert_cmpstr (text, ==, cases[i].text);
      asked = gradus_dataset_apply_task (data, &task);
      g_assert_true (gradus_dataset_is_yes_no (asked));
      g_assert_cmpuint (gradus_dataset_get_n_classes (asked), ==, cases[i].n_classes);
      for (guint j = 0; j < 12; j++)
        n_yes += gradus_dataset_get_label (asked, j);
      g_assert_cmpuint (n_yes, ==, cases[i].yes);
      g_assert_cmpuint (gradus_dataset_get_original_label (asked, 11), ==, 1);
    }
  g_assert_false (gradus_task_from_string ("is it a horse", &task, &error));
  g_assert_nonnull (error);
}

static void
test_autoencode (void)
{
  g_autoptr (GradusDataset) data = make_pictures ();
  GradusTask                task = { .kind = GRADUS_TASK_AUTOENCODE };
  g_autoptr (GradusDataset) same = gradus_dataset_apply_task (data, &task);
  const guint32             index = 6;
  float                     x[4], y[4];

  gradus_dataset_gather (same, &index, 1, x);
  gradus_dataset_gather_targets (same, &index, 1, GRADUS_TARGET_VALUES, 4, y);
  g_assert_cmpmem (x, sizeof x, y, sizeof y);
}

static void
test_reshape (void)
{
  g_autoptr (GradusDataset) data = make_pictures ();
  g_autoptr (GradusDataset) flat =
    gradus_dataset_reshape (data, &GRADUS_SHAPE_1 (4), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (gradus_dataset_get_shape (flat)->rank, ==, 1);
  g_assert_null (gradus_dataset_reshape (data, &GRADUS_SHAPE_1 (5), &error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE);
}

static void
test_history (void)
{
  static const char *const  names[] = { "accuracy" };
  g_autoptr (GradusHistory) history = gradus_history_new (1, names);
  const GradusHistoryStep  *first;

  gradus_history_append_step (history, &(GradusHistoryStep){ .step = 1, .loss = 1 });
  first = gradus_history_get_step (history, 0);
  for (guint i = 2; i <= 50000; i++)
    gradus_history_append_step (history, &(GradusHistoryStep){ .step = i, .loss = i });
  /* Points never move, because other threads read them. */
  g_assert_true (first == gradus_history_get_step (history, 0));
  g_assert_cmpuint (gradus_history_get_n_steps (history), ==, 50000);
  for (guint i = 1; i <= 50000; i += 777)
    g_assert_cmpuint (gradus_history_get_step (history, i - 1)->step, ==, i);
}

static GradusModel *
make_model (guint64 seed)
{
  g_autoptr (GradusSequential) network = gradus_sequential_new (&GRADUS_SHAPE_1 (3));

  gradus_sequential_add_dense (network, 4, "relu");
  gradus_sequential_add_dense (network, 2, "linear");
  return gradus_model_new (network, seed, NULL);
}

/* More samples at once than a lane takes give what each gives alone. */
static void
test_predict (void)
{
  g_autoptr (GradusModel) model = make_model (1);
  enum
  {
    N = 150
  };
  float x[N * 3], y[N * 2];

  for (guint i = 0; i < N * 3; i++)
    x[i] = (float) (i % 17) / 8 - 1;
  gradus_model_predict (model, N, x, y);
  for (guint i = 0; i < N; i++)
    {
      float alone[2];

      gradus_model_predict (model, 1, x + 3 * i, alone);
      g_assert_cmpfloat_with_epsilon (alone[0], y[2 * i], 1e-5);
      g_assert_cmpfloat_with_epsilon (alone[1], y[2 * i + 1], 1e-5);
    }
}

static void
test_weights (void)
{
  g_autoptr (GradusModel) one = make_model (1);
  g_autoptr (GradusModel) same = make_model (1);
  g_autoptr (GradusModel) other = make_model (2);
  g_autoptr (GPtrArray)   weights = gradus_model_dup_weights (other);
  g_autoptr (GPtrArray)   too_few = gradus_model_dup_weights (other);
  g_autoptr (GError)      error = NULL;

  g_assert_cmpuint (gradus_model_get_n_weights (one), ==, 4);
  g_assert_cmpmem (gradus_model_get_weight_data (one, 0), 48,
                   gradus_model_get_weight_data (same, 0), 48);
  g_assert_cmpint (memcmp (gradus_model_get_weight_data (one, 0),
                           gradus_model_get_weight_data (other, 0), 48),
                   !=, 0);
  g_assert_true (gradus_model_set_weights (one, weights, NULL));
  g_assert_cmpmem (gradus_model_get_weight_data (one, 0), 48,
                   gradus_model_get_weight_data (other, 0), 48);
  g_ptr_array_remove_index (too_few, 3);
  g_assert_false (gradus_model_set_weights (same, too_few, &error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/gather", test_gather);
  g_test_add_func ("/dataset/tasks", test_tasks);
  g_test_add_func ("/dataset/autoencode", test_autoencode);
  g_test_add_func ("/dataset/reshape", test_reshape);
  g_test_add_func ("/history/points-stay", test_history);
  g_test_add_func ("/model/predict", test_predict);
  g_test_add_func ("/model/weights", test_weights);
  return g_test_run ();
}
