/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-file.h"

#include "h5-compare.h"
#include "io-fixture.h"
#include "io/keras-zip.h"
#include "io/model-formats.h"

/* Files that Keras made, opened and saved again: they are what Keras wrote, down to the
 * attributes of HDF5. Keras's predictions from them are compared by golden-runner. */

static const GradusZipLimit limits[] = { { "metadata.json", 1 << 20 },
                                         { "config.json", 1 << 24 },
                                         { "model.weights.h5", 1 << 28 } };

static GPtrArray *
read_members (const char *path)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *members = gradus_zip_read (path, limits, G_N_ELEMENTS (limits), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (members->len, ==, G_N_ELEMENTS (limits));
  return members;
}

static JsonNode *
parse_config (GPtrArray *members)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = gradus_json_parse (gradus_zip_members_find (members, "config.json"),
                                      "config.json", &error);

  g_assert_no_error (error);
  return node;
}

static char *
write_weights (GPtrArray *members, const char *folder, const char *name)
{
  char   *path = g_build_filename (folder, name, NULL);
  GBytes *bytes = gradus_zip_members_find (members, "model.weights.h5");

  fixture_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return path;
}

static void
compare_files (const char *original, const char *saved, const char *folder)
{
  g_autoptr (GPtrArray) a = read_members (original);
  g_autoptr (GPtrArray) b = read_members (saved);
  g_autoptr (JsonNode)  wanted = parse_config (a);
  g_autoptr (JsonNode)  found = parse_config (b);
  g_autofree char      *weights_a = write_weights (a, folder, "a.h5");
  g_autofree char      *weights_b = write_weights (b, folder, "b.h5");

  g_assert_true (fixture_json_equal (wanted, found));
  h5_assert_same (weights_a, weights_b, NULL);
}

static void
test_keras (gconstpointer data)
{
  g_autofree char            *original = fixture_path (data);
  char                       *folder = fixture_folder_new ();
  g_autofree char            *saved = g_build_filename (folder, "t.keras", NULL);
  g_autoptr (GError)          error = NULL;
  g_autoptr (GradusKerasFile) file = gradus_keras_file_load (original, &error);

  g_assert_no_error (error);
  gradus_keras_file_save (file, saved, &error);
  g_assert_no_error (error);
  compare_files (original, saved, folder);
  fixture_folder_free (folder);
}

/* ---- Keras's older format ---- */

static char *
h5_path (const char *name)
{
  return g_build_filename (g_getenv ("GRADUS_SOURCE_ROOT"), "tests", "golden", "h5_files",
                           name, NULL);
}

static void
export_to (const GradusKerasFile *file, const char *path)
{
  GradusModelExport  what = { .file = file };
  g_autoptr (GError) error = NULL;

  gradus_model_format_write (gradus_model_format_find_by_path (path), &what, path,
                             &error);
  g_assert_no_error (error);
}

static void
test_h5 (gconstpointer data)
{
  g_autofree char            *original = h5_path (data);
  char                       *folder = fixture_folder_new ();
  g_autofree char            *saved = g_build_filename (folder, "t.h5", NULL);
  g_autoptr (GError)          error = NULL;
  g_autoptr (GradusKerasFile) file = gradus_keras_file_load (original, &error);

  g_assert_no_error (error);
  export_to (file, saved);
  h5_assert_same (original, saved, NULL);
  fixture_folder_free (folder);
}

/* The weights alone come from the file with the whole model. */
static void
test_weights (gconstpointer data)
{
  g_autofree char            *whole = g_strconcat (data, ".h5", NULL);
  g_autofree char            *alone = g_strconcat (data, ".weights.h5", NULL);
  g_autofree char            *original = h5_path (alone);
  g_autofree char            *whole_path = h5_path (whole);
  char                       *folder = fixture_folder_new ();
  g_autofree char            *saved = g_build_filename (folder, "t.weights.h5", NULL);
  g_autoptr (GError)          error = NULL;
  g_autoptr (GradusKerasFile) file = gradus_keras_file_load (whole_path, &error);

  g_assert_no_error (error);
  export_to (file, saved);
  h5_assert_same (original, saved, NULL);
  fixture_folder_free (folder);
}

int
main (int argc, char **argv)
{
  static const char *const files[] = {
    "cnn_bn_dropout.keras",    "conv1d.keras",
    "embedding.keras",         "lstm.keras",
    "gru_bidirectional.keras", "mlp.keras",
    "mlp_deflated.keras",      "mlp_torch_module.keras",
    "uncompiled_misc.keras",
  };
  static const char *const h5_files[] = { "cnn_bn_dropout.h5", "embedding.h5", "lstm.h5",
                                          "mlp.h5" };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_strdup_printf ("/golden-files/%s", files[i]);

      g_test_add_data_func (path, files[i], test_keras);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (h5_files); i++)
    {
      g_autofree char *path = g_strdup_printf ("/golden-files/%s", h5_files[i]);

      g_test_add_data_func (path, h5_files[i], test_h5);
    }
  g_test_add_data_func ("/golden-files/mlp.weights.h5", "mlp", test_weights);
  g_test_add_data_func ("/golden-files/cnn_bn_dropout.weights.h5", "cnn_bn_dropout",
                        test_weights);
  return g_test_run ();
}
