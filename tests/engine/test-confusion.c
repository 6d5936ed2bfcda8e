/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/confusion.h"

/* A network whose answers are known: it hands its inputs on, and the largest wins. */

#define N 300

static GradusModel *
make_model (guint n_classes)
{
  GradusShape                  input = GRADUS_SHAPE_1 (n_classes);
  g_autoptr (GradusSequential) stack = gradus_sequential_new (&input);
  g_autoptr (GError)           error = NULL;
  GradusModel                 *model;

  gradus_sequential_add (stack, "Activation");
  model = gradus_model_new (stack, 1, &error);
  g_assert_no_error (error);
  return model;
}

/* Sample i is of class i % 3; the network takes every fourth for the class after it. */
static GradusDataset *
make_data (void)
{
  float             *x = g_new0 (float, 3 * N);
  guint8            *labels = g_new (guint8, N);
  g_autoptr (GBytes) x_bytes = g_bytes_new_take (x, 3 * N * sizeof (float));
  g_autoptr (GBytes) label_bytes = g_bytes_new_take (labels, N);

  for (guint i = 0; i < N; i++)
    {
      labels[i] = (guint8) (i % 3);
      x[3 * i + (labels[i] + (i % 4 == 0 ? 1 : 0)) % 3] = 1;
    }
  return gradus_dataset_new_from_points ("points", &GRADUS_SHAPE_1 (3), N, x_bytes,
                                         label_bytes, 3);
}

static void
test_counts (void)
{
  g_autoptr (GradusModel)     model = make_model (3);
  g_autoptr (GradusDataset)   data = make_data ();
  g_autoptr (GradusConfusion) confusion = gradus_confusion_new (model, data, 0);

  g_assert_nonnull (confusion);
  g_assert_cmpuint (confusion->n_classes, ==, 3);
  g_assert_cmpuint (confusion->n_samples, ==, N);
  g_assert_cmpuint (confusion->n_right, ==, N * 3 / 4);
  for (guint i = 0; i < 3; i++)
    for (guint j = 0; j < 3; j++)
      g_assert_cmpuint (confusion->counts[3 * i + j], ==,
                        i == j             ? N / 4
                        : j == (i + 1) % 3 ? N / 12
                                           : 0);
}

static void
test_most (void)
{
  g_autoptr (GradusModel)     model = make_model (3);
  g_autoptr (GradusDataset)   data = make_data ();
  g_autoptr (GradusConfusion) confusion = gradus_confusion_new (model, data, 12);

  g_assert_cmpuint (confusion->n_samples, ==, 12);
  g_assert_cmpuint (confusion->n_right, ==, 9);
}

/* Sample 4 j is mistaken; the confidence of all answers is 1, so that order decides. */
static void
test_list (void)
{
  g_autoptr (GradusModel)     model = make_model (3);
  g_autoptr (GradusDataset)   data = make_data ();
  g_autoptr (GradusConfusion) confusion = gradus_confusion_new (model, data, 0);
  g_autofree guint           *all = NULL, *some = NULL, *right = NULL;
  guint                       n;

  all = gradus_confusion_list (confusion, data, GRADUS_ANY_CLASS, GRADUS_ANY_CLASS, &n);
  g_assert_cmpuint (n, ==, N / 4);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (all[i], ==, 4 * i);

  /* A mistake made with less confidence goes to the end. */
  confusion->confidences[12] = 0.5f;
  some = gradus_confusion_list (confusion, data, 0, 1, &n);
  g_assert_cmpuint (n, ==, N / 12);
  g_assert_cmpuint (some[0], ==, 0);
  g_assert_cmpuint (some[n - 1], ==, 12);
  for (guint i = 0; i < n; i++)
    g_assert_cmpuint (gradus_dataset_get_label (data, some[i]), ==, 0);

  right = gradus_confusion_list (confusion, data, 2, 2, &n);
  g_assert_cmpuint (n, ==, N / 4);
  for (guint i = 0; i < n; i++)
    g_assert_true (right[i] % 3 == 2 && right[i] % 4 != 0);
}

static void
test_steps (void)
{
  g_autoptr (GradusModel)     model = make_model (3);
  g_autoptr (GradusDataset)   data = make_data ();
  g_autoptr (GradusConfusion) confusion = gradus_confusion_begin (model, data, 0);

  g_assert_cmpuint (confusion->n_read, ==, 0);
  g_assert_true (gradus_confusion_go_on (confusion, model, data));
  g_assert_cmpuint (confusion->n_read, ==, 256);
  g_assert_false (gradus_confusion_go_on (confusion, model, data));
  g_assert_cmpuint (confusion->n_read, ==, N);
  g_assert_cmpuint (confusion->n_right, ==, N * 3 / 4);
}

static void
test_mismatch (void)
{
  g_autoptr (GradusModel)   model = make_model (2);
  g_autoptr (GradusDataset) data = make_data ();

  g_assert_null (gradus_confusion_new (model, data, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/confusion/counts", test_counts);
  g_test_add_func ("/confusion/most", test_most);
  g_test_add_func ("/confusion/list", test_list);
  g_test_add_func ("/confusion/steps", test_steps);
  g_test_add_func ("/confusion/mismatch", test_mismatch);
  return g_test_run ();
}
