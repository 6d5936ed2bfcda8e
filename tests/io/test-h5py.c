/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-file.h"

#include <math.h>

#include "io-fixture.h"
#include "io/keras-optimizer.h"
#include "io/keras-slots.h"
#include "io/model-formats.h"
#include "random-stack.h"

/* Another program's eyes: h5py reads what was written, see read-h5.py. */

#define N_STACKS 40
#define N_LAYERS 8

static GradusKerasFile *
make_file (GradusRandom *random)
{
  GradusKerasFile        *file = g_new0 (GradusKerasFile, 1);
  g_autoptr (GradusModel) model = NULL;
  g_autoptr (GError)      error = NULL;

  file->project = gradus_project_new ();
  gradus_sequential_free (file->project->sequential);
  file->project->sequential = random_stack_new (random, N_LAYERS, NULL);
  model = gradus_model_new (file->project->sequential, 1, &error);
  g_assert_no_error (error);
  file->weights = gradus_model_dup_weights (model);
  file->iteration = 1 + gradus_random_below (random, 1000);
  file->learning_rate = (double) NAN;
  return file;
}

static void
set_numbers (JsonObject *object, const GradusTensor *tensor)
{
  JsonArray *shape = json_array_new ();
  JsonArray *data = json_array_new ();

  for (guint i = 0; i < tensor->shape.rank; i++)
    json_array_add_int_element (shape, tensor->shape.dims[i]);
  for (gsize i = 0; i < tensor->size; i++)
    json_array_add_double_element (data, (double) tensor->data[i]);
  json_object_set_array_member (object, "shape", shape);
  json_object_set_array_member (object, "data", data);
}

static JsonArray *
list_weights (const GradusKerasFile *file, GPtrArray *weights)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < weights->len; i++)
    {
      const GradusKerasWeight *weight = g_ptr_array_index (weights, i);
      JsonObject              *object = json_object_new ();

      json_object_set_string_member (object, "path", weight->path);
      json_object_set_string_member (object, "group", weight->group);
      json_object_set_int_member (object, "index", weight->index);
      json_object_set_boolean_member (object, "whole", weight->is_whole);
      set_numbers (object, file->weights->pdata[i]);
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonArray *
list_layers (const GradusSequential *sequential)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < gradus_sequential_get_n_layers (sequential); i++)
    json_array_add_string_element (array,
                                   gradus_sequential_get_layer (sequential, i)->name);
  return array;
}

static void
write_expected (const GradusKerasFile *file, const char *folder)
{
  const GradusSequential *sequential = file->project->sequential;
  g_autoptr (GradusPlan)  plan = gradus_plan_new (sequential);
  g_autoptr (GPtrArray)   weights = gradus_keras_list_weights (plan, FALSE);
  g_autoptr (JsonNode)    root = json_node_new (JSON_NODE_OBJECT);
  JsonObject             *object = json_object_new ();
  g_autofree char        *path = g_build_filename (folder, "expected.json", NULL);
  g_autofree char        *text = NULL;

  json_object_set_string_member (object, "name", sequential->name);
  json_object_set_int_member (object, "iteration", (gint64) file->iteration);
  json_object_set_int_member (object, "n_variables",
                              gradus_keras_count_variables (sequential->optimizer,
                                                            weights));
  json_object_set_array_member (object, "layers", list_layers (sequential));
  json_object_set_array_member (object, "weights", list_weights (file, weights));
  json_node_take_object (root, object);
  text = json_to_string (root, FALSE);
  fixture_write (path, text, strlen (text));
}

static void
write_formats (const GradusKerasFile *file, const char *folder)
{
  static const char *const formats[] = { "keras", "h5", "weights.h5" };

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      GradusModelExport  what = { .file = file };
      g_autofree char   *path = g_strdup_printf ("%s/t.%s", folder, formats[i]);
      g_autoptr (GError) error = NULL;

      gradus_model_format_write (gradus_model_format_find (formats[i]), &what, path,
                                 &error);
      g_assert_no_error (error);
    }
}

static gboolean
has_h5py (void)
{
  const char *const probe[] = { g_getenv ("GRADUS_PYTHON"), "-c", "import h5py", NULL };
  int               status;

  return g_spawn_sync (NULL, (char **) probe, NULL,
                       G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                       NULL, &status, NULL) &&
         status == 0;
}

static void
read_back (const char *folder)
{
  g_autofree char *script =
    g_build_filename (g_getenv ("GRADUS_SOURCE_ROOT"), "tests", "io", "read-h5.py", NULL);
  const char *const  argv[] = { g_getenv ("GRADUS_PYTHON"), script, folder, NULL };
  g_autofree char   *output = NULL;
  g_autofree char   *problem = NULL;
  g_autoptr (GError) error = NULL;
  int                status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                &problem, &status, &error);
  g_assert_no_error (error);
  g_test_message ("%s%s", output, problem);
  g_assert_cmpint (status, ==, 0);
}

static void
test_read (void)
{
  GradusRandom random = gradus_random_init (2, "test/h5py");

  if (!has_h5py ())
    {
      g_test_skip ("h5py is not installed (python3-h5py)");
      return;
    }
  for (guint i = 0; i < N_STACKS; i++)
    {
      g_autoptr (GradusKerasFile) file = make_file (&random);
      char                       *folder = fixture_folder_new ();

      write_formats (file, folder);
      write_expected (file, folder);
      read_back (folder);
      fixture_folder_free (folder);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/h5py/read", test_read);
  return g_test_run ();
}
