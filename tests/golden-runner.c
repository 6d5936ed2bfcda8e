/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "golden-case.h"

#include <string.h>

/* golden-runner DIR…: compares the engine with numbers that Keras computed, one fixture a
 * file, and says how far they are apart. */

static const struct
{
  const char *kind;
  void (*check) (GoldenCase *self);
} checks[] = {
  { "layer", golden_check_layer },
  { "loss", golden_check_loss },
  { "metric", golden_check_metric },
  { "optimizer", golden_check_optimizer },
  { "regularizer", golden_check_regularizer },
  { "constraint", golden_check_constraint },
  { "initializer", golden_check_initializer },
  { "initializer_exact", golden_check_initializer_exact },
  { "initializer_orthogonal", golden_check_initializer_orthogonal },
  { "pca", golden_check_pca },
  { "schedule", golden_check_schedule },
  { "trajectory", golden_check_trajectory },
  { "fit", golden_check_fit },
  { "keras_file", golden_check_file },
  { "h5_file", golden_check_file },
  { "weights_h5_file", golden_check_weights_file },
};

static void
check_fixture (GoldenCase *self)
{
  const char *kind = json_object_get_string_member (self->root, "kind");

  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    if (strcmp (checks[i].kind, kind) == 0)
      {
        checks[i].check (self);
        return;
      }
  golden_unsupported (self, "kind of fixture");
}

static const char *
get_text (JsonObject *object, const char *name)
{
  return json_object_has_member (object, name)
           ? json_object_get_string_member (object, name)
           : "?";
}

static void
report (const GoldenCase *self, const char *name)
{
  if (self->outcome == GOLDEN_OK)
    g_print ("ok %s %.2g\n", name, self->max_error);
  else if (self->outcome == GOLDEN_FAIL)
    g_print ("FAIL %s %.2g (%s)\n", name, self->max_error, self->reason);
  else
    g_print ("unsupported %s (%s)\n", name, self->reason);
}

/* Returns whether @path is a fixture; lists of fixtures are none. */
static gboolean
run_file (const char *path, guint counts[3])
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError)     error = NULL;
  g_autofree char       *name = NULL;
  g_autofree char       *folder = g_path_get_dirname (path);
  GoldenCase             self = { .folder = folder };

  if (!json_parser_load_from_file (parser, path, &error))
    g_error ("%s: %s", path, error->message);
  self.root = json_node_get_object (json_parser_get_root (parser));
  if (!json_object_has_member (self.root, "kind"))
    return FALSE;
  name = g_strdup_printf ("%s/%s", get_text (self.root, "group"),
                          get_text (self.root, "name"));
  check_fixture (&self);
  report (&self, name);
  counts[self.outcome]++;
  g_free (self.reason);
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
run_folder (const char *folder, guint counts[3])
{
  g_autoptr (GDir)      dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char           *name;

  if (dir == NULL)
    return;
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    if (g_file_test (names->pdata[i], G_FILE_TEST_IS_DIR))
      run_folder (names->pdata[i], counts);
    else if (g_str_has_suffix (names->pdata[i], ".json"))
      run_file (names->pdata[i], counts);
}

int
main (int argc, char **argv)
{
  guint counts[3] = { 0 };

  for (int i = 1; i < argc; i++)
    if (g_file_test (argv[i], G_FILE_TEST_IS_DIR))
      run_folder (argv[i], counts);
    else
      run_file (argv[i], counts);
  g_print ("%u ok, %u failed, %u unsupported\n", counts[GOLDEN_OK], counts[GOLDEN_FAIL],
           counts[GOLDEN_UNSUPPORTED]);
  /* A run that compared nothing has shown nothing. */
  return counts[GOLDEN_FAIL] > 0 || counts[GOLDEN_OK] == 0 ? 1 : 0;
}
