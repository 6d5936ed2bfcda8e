/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

#define IMAGES "train-images-idx3-ubyte"

/* Where the real MNIST lies: (transfer full) (nullable) */
static char *
find_mnist (void)
{
  const char           *source = g_getenv ("GRADUS_SOURCE_ROOT");
  const char           *shared = g_getenv ("GRADUS_SHARED");
  const char           *data = g_getenv ("GRADUS_DATA_DIR");
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func (g_free);

  if (data != NULL)
    {
      g_ptr_array_add (places, g_strdup (data));
      g_ptr_array_add (places, g_build_filename (data, "mnist", NULL));
    }
  if (shared != NULL)
    g_ptr_array_add (places, g_build_filename (shared, "data", "mnist", NULL));
  if (source != NULL)
    g_ptr_array_add (places,
                     g_build_filename (source, "..", "shared", "data", "mnist", NULL));
  for (guint i = 0; i < places->len; i++)
    {
      const char      *place = g_ptr_array_index (places, i);
      g_autofree char *plain = g_build_filename (place, IMAGES, NULL);
      g_autofree char *packed = g_build_filename (place, IMAGES ".gz", NULL);

      if (g_file_test (plain, G_FILE_TEST_EXISTS) ||
          g_file_test (packed, G_FILE_TEST_EXISTS))
        return g_strdup (place);
    }
  return NULL;
}

/* Runs gradus-cli; @line is split at spaces, so no path in it may hold one. */
static double
train (const char *line, const char *mnist, const char *data, const char *save)
{
  g_auto (GStrv)           words = g_strsplit (line, " ", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv)           args = NULL;
  g_autofree char         *out = NULL;
  g_autoptr (GError)       error = NULL;
  const char              *accuracy;
  int                      status;

  g_strv_builder_add (builder, g_getenv ("GRADUS_CLI"));
  g_strv_builder_addv (builder, (const char **) words);
  g_strv_builder_add_many (builder, "--data", data, "--save", save, NULL);
  if (g_str_equal (data, "mnist"))
    g_strv_builder_add_many (builder, "--data-dir", mnist, NULL);
  args = g_strv_builder_end (builder);
  g_spawn_sync (NULL, args, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_test_message ("%s", out);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  accuracy = g_strrstr (out, "accuracy ");
  g_assert_nonnull (accuracy);
  return g_ascii_strtod (accuracy + strlen ("accuracy "), NULL);
}

static void
assert_same_weights (const char *one, const char *other)
{
  g_autoptr (GradusKerasFile) a = gradus_keras_file_load (one, NULL);
  g_autoptr (GradusKerasFile) b = gradus_keras_file_load (other, NULL);

  g_assert_true (a != NULL && b != NULL);
  g_assert_cmpuint (a->weights->len, ==, 4);
  g_assert_cmpuint (b->weights->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      const GradusTensor *x = g_ptr_array_index (a->weights, i);
      const GradusTensor *y = g_ptr_array_index (b->weights, i);

      g_assert_cmpmem (x->data, x->size * sizeof (float), y->data,
                       y->size * sizeof (float));
    }
}

/* Issue 2: at least 97 % after five epochs, and the same weights with one thread and with
 * two. */
static void
test_mnist (void)
{
  g_autofree char *mnist = find_mnist ();
  g_autofree char *folder = NULL;
  g_autofree char *one = NULL;
  g_autofree char *two = NULL;

  if (mnist == NULL)
    {
      g_test_skip ("MNIST is absent");
      return;
    }
  folder = g_dir_make_tmp ("gradus-acceptance-XXXXXX", NULL);
  one = g_build_filename (folder, "one.keras", NULL);
  two = g_build_filename (folder, "two.keras", NULL);
#define LINE "train --template mnist-mlp --epochs 5 --seed 1 --threads "
  g_assert_cmpfloat (train (LINE "1", mnist, "mnist", one), >=, 0.97);
  g_assert_cmpfloat (train (LINE "2", mnist, "mnist", two), >=, 0.97);
  assert_same_weights (one, two);
  g_unlink (one);
  g_unlink (two);
  g_rmdir (folder);
}

/* What is learned on digits that the program drew itself holds for those that people
 * wrote: at least 85 %. */
static void
test_digits (void)
{
  g_autofree char *mnist = find_mnist ();
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autofree char *out = NULL;
  int              status;

  if (mnist == NULL)
    {
      g_test_skip ("MNIST is absent");
      return;
    }
  folder = g_dir_make_tmp ("gradus-acceptance-XXXXXX", NULL);
  path = g_build_filename (folder, "digits.keras", NULL);
  train ("train --template mnist-mlp --epochs 5 --seed 1", mnist, "digits", path);
  {
    const char *args[] = { g_getenv ("GRADUS_CLI"),
                           "evaluate",
                           path,
                           "--data",
                           "mnist",
                           "--data-dir",
                           mnist,
                           NULL };

    g_spawn_sync (NULL, (char **) args, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL,
                  &status, NULL);
  }
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
  g_test_message ("%s", out);
  g_assert_nonnull (g_strrstr (out, "accuracy "));
  g_assert_cmpfloat (g_ascii_strtod (g_strrstr (out, "accuracy ") + strlen ("accuracy "),
                                     NULL),
                     >=, 0.85);
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/acceptance/mnist", test_mnist);
  g_test_add_func ("/acceptance/digits", test_digits);
  return g_test_run ();
}
