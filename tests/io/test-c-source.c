/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/c-source.h"

#include <config.h>

#include <gio/gio.h>
#include <math.h>

#include "engine/model.h"
#include "engine/random.h"
#include "io-fixture.h"
#include "io/keras-json.h"
#include "random-stack.h"

#define N_RANDOM 100
#define N_LAYERS 5

/* Networks as C: what is written compiles without a warning under strict rules, and its
 * self-test finds the numbers that Gradus gives. All layers that Keras's numbers are kept
 * of, all templates, and files that Keras wrote. */

static char *folder;
static char *golden; /* folder of the layers' cases */

/* ---- Compiling and running ---- */

static char *
run (const char *const *argv, int *status)
{
  g_autoptr (GError) error = NULL;
  char              *out = NULL;
  g_autofree char   *shown = NULL;

  g_spawn_sync (folder, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out,
                &shown, status, &error);
  g_assert_no_error (error);
  if (*shown != '\0')
    g_test_message ("%s", shown);
  return out;
}

static gboolean
has_compiler (const char *compiler)
{
  g_autofree char *path = g_find_program_in_path (compiler);

  return path != NULL;
}

static void
compile_and_run (const char *compiler, const char *const *flags)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char      *out = NULL;
  g_autofree char      *answer = NULL;
  int                   status;

  g_ptr_array_add (argv, (gpointer) compiler);
  for (guint i = 0; flags[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) flags[i]);
  g_ptr_array_add (argv, NULL);
  out = run ((const char *const *) argv->pdata, &status);
  g_assert_cmpint (status, ==, 0);
  answer = run ((const char *const[]){ "./test", NULL }, &status);
  g_test_message ("%s", answer);
  g_assert_true (g_str_has_prefix (answer, "PASS: "));
  g_assert_cmpint (status, ==, 0);
}

#define STRICT "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"

static void
check (const GradusKerasFile *file, GradusDataset *samples, gboolean thoroughly)
{
  const GradusModelFormat *format = gradus_model_format_find ("c");
  const GradusModelExport  what = { .file = file, .samples = samples };
  g_autofree char         *path = g_build_filename (folder, "net.c", NULL);
  g_autoptr (GError)       error = NULL;

  g_assert_true (gradus_model_format_write (format, &what, path, &error));
  g_assert_no_error (error);
  if (!has_compiler ("gcc"))
    {
      g_test_skip ("gcc is not installed");
      return;
    }
  compile_and_run ("gcc", (const char *const[]){ STRICT, "-DGRADUS_SELF_TEST", "net.c",
                                                 "-lm", "-o", "test", NULL });
  if (!thoroughly || !has_compiler ("clang"))
    return;
  compile_and_run ("clang", (const char *const[]){ STRICT, "-fsanitize=address,undefined",
                                                   "-fno-sanitize-recover=all",
                                                   "-DGRADUS_SELF_TEST", "net.c", "-lm",
                                                   "-o", "test", NULL });
}

/* ---- Networks ---- */

/* All weights moved a little, so that none is 0 or 1 by itself; less than would make a
 * variance negative. */
static void
shake (GradusKerasFile *file)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (GradusModel) model = gradus_model_new (file->project->sequential, 3, &error);
  GradusRandom            random = gradus_random_init (4, "weights");

  g_assert_no_error (error);
  file->weights = gradus_model_dup_weights (model);
  for (guint i = 0; i < file->weights->len; i++)
    {
      GradusTensor *tensor = file->weights->pdata[i];

      for (gsize j = 0; j < tensor->size; j++)
        tensor->data[j] += (float) (0.1 * gradus_random_uniform (&random) - 0.05);
    }
}

static GradusKerasFile *
new_file (void)
{
  GradusKerasFile *file = g_new0 (GradusKerasFile, 1);

  file->project = gradus_project_new ();
  return file;
}

static void
test_template (gconstpointer data)
{
  const GradusTemplate       *model = data;
  g_autoptr (GradusKerasFile) file = new_file ();

  g_clear_pointer (&file->project, gradus_project_free);
  file->project = gradus_template_build (model);
  shake (file);
  check (file, NULL, TRUE);
}

static void
test_file (gconstpointer data)
{
  g_autoptr (GError)          error = NULL;
  g_autofree char            *path = fixture_path (data);
  g_autoptr (GradusKerasFile) file = gradus_keras_file_load (path, &error);

  g_assert_no_error (error);
  check (file, NULL, TRUE);
}

/* ---- Layers ---- */

static JsonObject *
parse (const char *path, JsonParser *parser)
{
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

/* {"class_name": "Sequential", …} around the case's layer */
static JsonNode *
wrap (JsonObject *root, gboolean has_mask)
{
  JsonArray *dims =
    json_object_get_array_member (json_object_get_object_member (root, "input"), "shape");
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "class_name");
  json_builder_add_string_value (builder, "Sequential");
  json_builder_set_member_name (builder, "config");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, "s");
  json_builder_set_member_name (builder, "layers");
  json_builder_begin_array (builder);
  json_builder_add_value (
    builder,
    json_from_string (
      "{\"class_name\": \"InputLayer\", \"config\": {\"batch_shape\": [null]}}", NULL));
  if (has_mask)
    json_builder_add_value (
      builder,
      json_from_string ("{\"class_name\": \"Masking\", \"config\": {\"name\": \"mask\"}}",
                        NULL));
  json_builder_add_value (builder,
                          json_node_copy (json_object_get_member (root, "layer")));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  {
    JsonNode   *node = json_builder_get_root (builder);
    JsonObject *config =
      json_object_get_object_member (json_node_get_object (node), "config");
    JsonObject *input =
      json_array_get_object_element (json_object_get_array_member (config, "layers"), 0);
    JsonArray *shape =
      json_object_get_array_member (json_object_get_object_member (input, "config"),
                                    "batch_shape");

    for (guint i = 1; i < json_array_get_length (dims); i++)
      json_array_add_int_element (shape, json_array_get_int_element (dims, i));
    return node;
  }
}

static GPtrArray *
read_weights (JsonArray *list)
{
  GPtrArray *weights =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_tensor_unref);

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *value =
        json_object_get_object_member (json_array_get_object_element (list, i), "value");
      JsonArray    *dims = json_object_get_array_member (value, "shape");
      JsonArray    *data = json_object_get_array_member (value, "data");
      GradusShape   shape = { .rank = json_array_get_length (dims) };
      GradusTensor *tensor;

      for (guint j = 0; j < shape.rank; j++)
        shape.dims[j] = json_array_get_int_element (dims, j);
      tensor = gradus_tensor_new (&shape);
      g_assert_cmpuint (json_array_get_length (data), ==, tensor->size);
      for (guint j = 0; j < tensor->size; j++)
        tensor->data[j] = (float) json_array_get_double_element (data, j);
      g_ptr_array_add (weights, tensor);
    }
  return weights;
}

/* The case's own inputs, of which a network's odd numbers are part. */
static GradusDataset *
read_samples (JsonObject *root, const GradusShape *shape)
{
  JsonObject        *input = json_object_get_object_member (root, "input");
  JsonArray         *data = json_object_get_array_member (input, "data");
  gsize              size = gradus_shape_size (shape);
  guint              n = (guint) (json_array_get_length (data) / size);
  float             *x = g_new (float, n *size);
  g_autoptr (GBytes) x_bytes = NULL;
  g_autoptr (GBytes) y_bytes = NULL;

  for (guint i = 0; i < n * size; i++)
    x[i] = (float) json_array_get_double_element (data, i);
  x_bytes = g_bytes_new_take (x, n * size * sizeof (float));
  y_bytes = g_bytes_new_take (g_new0 (float, n), n * sizeof (float));
  return gradus_dataset_new_from_floats ("case", shape, &GRADUS_SHAPE_1 (1), n, x_bytes,
                                         y_bytes);
}

static gboolean
has_mask (JsonObject *root)
{
  return json_object_has_member (root, "mask") &&
         !json_object_get_null_member (root, "mask");
}

static void
test_layer (gconstpointer data)
{
  g_autofree char            *path = g_build_filename (golden, data, NULL);
  g_autoptr (JsonParser)      parser = json_parser_new ();
  JsonObject                 *root = parse (path, parser);
  g_autoptr (JsonNode)        config = wrap (root, has_mask (root));
  g_autoptr (GError)          error = NULL;
  g_autoptr (GradusKerasFile) file = new_file ();
  g_autoptr (GradusDataset)   samples = NULL;
  GradusSequential           *sequential = gradus_sequential_from_json (config, &error);

  g_assert_no_error (error);
  gradus_sequential_free (file->project->sequential);
  file->project->sequential = sequential;
  file->weights = read_weights (json_object_get_array_member (root, "weights"));
  /* With a mask, random inputs end in steps that do not count. */
  if (!has_mask (root))
    samples = read_samples (root, &sequential->input);
  check (file, samples, FALSE);
}

/* Of kinds that Keras's numbers are not kept of. */
static void
test_more_layers (void)
{
  static const char *const    names[] = { "Normalization", "SpatialDropout1D" };
  g_autoptr (GradusKerasFile) file = new_file ();
  GradusSequential           *sequential = file->project->sequential;

  sequential->input = GRADUS_SHAPE_2 (5, 3);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gradus_sequential_add (sequential, names[i]);
  shake (file);
  check (file, NULL, TRUE);
}

/* Symbol 0 does not count in what averages. */
static void
test_masks (void)
{
  g_autoptr (GradusKerasFile) file = new_file ();
  GradusSequential           *sequential = file->project->sequential;
  GradusConfig               *config;

  sequential->input = GRADUS_SHAPE_1 (7);
  config = gradus_sequential_add (sequential, "Embedding");
  gradus_config_set_int (config, "input_dim", 6, NULL);
  gradus_config_set_int (config, "output_dim", 3, NULL);
  gradus_config_set_bool (config, "mask_zero", TRUE, NULL);
  gradus_sequential_add (sequential, "Dropout");
  config = gradus_sequential_add (sequential, "Bidirectional");
  config = gradus_sequential_add (sequential, "GlobalAveragePooling1D");
  config = (GradusConfig *)
    gradus_config_get_object (gradus_sequential_get_layer (sequential, 2)->config,
                              "layer");
  gradus_config_set_int (config, "units", 4, NULL);
  gradus_config_set_bool (config, "return_sequences", TRUE, NULL);
  gradus_config_set_bool (config, "go_backwards", TRUE, NULL);
  shake (file);
  check (file, NULL, TRUE);
}

/* Roots of variances drawn below 0 are no numbers, which C code need not hand on. */
static gboolean
is_sound (const GradusKerasFile *file, GradusDataset *samples)
{
  g_autoptr (GradusModel) model = gradus_model_new (file->project->sequential, 1, NULL);
  GradusPlan             *plan = gradus_model_get_plan (model);
  gsize                   n_in = gradus_shape_size (&file->project->sequential->input);
  GradusShape             output;
  g_autofree float       *x = g_new (float, n_in);
  g_autofree float       *y = NULL;

  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output);
  y = g_new (float, gradus_shape_size (&output));
  g_assert_true (gradus_model_set_weights (model, file->weights, NULL));
  for (guint i = 0; i < gradus_dataset_get_n_samples (samples); i++)
    {
      gradus_dataset_get_sample (samples, i, x);
      gradus_model_predict (model, 1, x, y);
      for (gsize j = 0; j < gradus_shape_size (&output); j++)
        if (!isfinite (y[j]))
          return FALSE;
    }
  return TRUE;
}

/* Networks of any kind, one after another. */
static void
test_random (void)
{
  GradusRandom random = gradus_random_init (5, "c-source");
  guint        n_checked = 0;

  while (n_checked < N_RANDOM)
    {
      g_autoptr (GradusKerasFile) file = new_file ();
      g_autoptr (GradusDataset)   samples = NULL;
      GradusSequential           *stack = random_stack_new (&random, N_LAYERS, NULL);

      gradus_sequential_free (file->project->sequential);
      file->project->sequential = stack;
      samples = random_stack_make_data (stack, &random, 6);
      shake (file);
      if (!is_sound (file, samples))
        continue;
      check (file, samples, FALSE);
      n_checked++;
    }
}

/* Names that C does not allow, or that are taken. */
static void
test_names (void)
{
  static const char *const names[] = { "int", "relu", "2 für */ x", "ü", "ä", "main" };
  g_autoptr (GradusKerasFile) file = new_file ();
  GradusSequential           *sequential = file->project->sequential;
  const GradusModelFormat    *format = gradus_model_format_find ("c");
  GradusModelExport           what = { .file = file };
  g_autofree char            *path = g_build_filename (folder, "3 ways (1).c", NULL);
  g_autofree char            *header = g_build_filename (folder, "3 ways (1).h", NULL);
  g_autofree char            *text = NULL;
  g_autoptr (GError)          error = NULL;

  sequential->input = GRADUS_SHAPE_1 (3);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GradusLayer *layer;

      gradus_sequential_add_dense (sequential, 2, "relu");
      layer = gradus_sequential_get_layer (sequential, i);
      g_free (layer->name);
      layer->name = g_strdup (names[i]);
    }
  shake (file);
  check (file, NULL, TRUE);
  g_assert_true (gradus_model_format_write (format, &what, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (header, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "void n3_ways_1_predict (const float *input"));
  if (has_compiler ("gcc"))
    compile_and_run ("gcc",
                     (const char *const[]){ STRICT, "-DGRADUS_SELF_TEST", "3 ways (1).c",
                                            "-lm", "-o", "test", NULL });
}

/* Pixels come in as bytes. */
static void
test_bytes (void)
{
  g_autoptr (GradusKerasFile) file = new_file ();
  const GradusModelExport     what = { .file = file, .takes_bytes = TRUE };
  g_autofree char            *path = g_build_filename (folder, "net.c", NULL);
  g_autofree char            *text = NULL;
  g_autoptr (GError)          error = NULL;

  file->project->sequential->input = GRADUS_SHAPE_1 (3);
  gradus_sequential_add_dense (file->project->sequential, 2, "tanh");
  shake (file);
  g_assert_true (
    gradus_model_format_write (gradus_model_format_find ("c"), &what, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "scaled[i] = input[i] / 255;"));
  if (has_compiler ("gcc"))
    compile_and_run ("gcc", (const char *const[]){ STRICT, "-DGRADUS_SELF_TEST", "net.c",
                                                   "-lm", "-o", "test", NULL });
}

/* A self-test that finds a wrong number says so. */
static void
test_failure (void)
{
  g_autoptr (GradusKerasFile) file = new_file ();
  g_autofree char            *path = g_build_filename (folder, "net.c", NULL);
  g_autofree char            *text = NULL;
  g_autofree char            *wrong = NULL;
  g_autofree char            *answer = NULL;
  g_auto (GStrv)              parts = NULL;
  int                         status;

  if (!has_compiler ("gcc"))
    {
      g_test_skip ("gcc is not installed");
      return;
    }
  file->project->sequential->input = GRADUS_SHAPE_1 (2);
  gradus_sequential_add_dense (file->project->sequential, 2, "relu");
  shake (file);
  check (file, NULL, FALSE);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  parts = g_strsplit (text, "return x > 0", 2);
  g_assert_nonnull (parts[1]);
  wrong = g_strjoinv ("return x > 1000", parts);
  g_assert_true (g_file_set_contents (path, wrong, -1, NULL));
  g_free (run ((const char *const[]){ "gcc", "-DGRADUS_SELF_TEST", "net.c", "-lm", "-o",
                                      "test", NULL },
               &status));
  g_assert_cmpint (status, ==, 0);
  answer = run ((const char *const[]){ "./test", NULL }, &status);
  g_assert_true (g_str_has_prefix (answer, "FAIL: "));
  g_assert_cmpint (status, !=, 0);
}

/* ---- All kinds ---- */

/* Every kind is in one of the cases above. */
static void
test_complete (void)
{
  g_autoptr (GHashTable) seen =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GDir                    *dir = g_dir_open (golden, 0, NULL);
  const char              *name;
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_LAYER, &n_kinds);

  g_hash_table_add (seen, g_strdup ("Normalization"));
  g_hash_table_add (seen, g_strdup ("SpatialDropout1D"));
  g_hash_table_add (seen, g_strdup ("Masking"));
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char       *path = g_build_filename (golden, name, NULL);
      g_autoptr (JsonParser) parser = json_parser_new ();

      g_hash_table_add (seen,
                        g_strdup (json_object_get_string_member (
                          json_object_get_object_member (parse (path, parser), "layer"),
                          "class_name")));
    }
  g_dir_close (dir);
  for (guint i = 0; i < n_kinds; i++)
    {
      g_test_message ("%s", kinds[i]->name);
      g_assert_true (g_hash_table_contains (seen, kinds[i]->name));
    }
}

static void
add_layers (void)
{
  GDir       *dir = g_dir_open (golden, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *test = g_strconcat ("/c/layer/", name, NULL);

      test[strlen (test) - strlen (".json")] = '\0';
      g_test_add_data_func_full (test, g_strdup (name), test_layer, g_free);
    }
  g_dir_close (dir);
}

int
main (int argc, char **argv)
{
  static const char *const     files[] = { "cnn_bn_dropout.keras", "conv1d.keras",
                                           "embedding.keras",      "gru_bidirectional.keras",
                                           "lstm.keras",           "mlp.keras",
                                           "uncompiled_misc.keras" };
  guint                        n_templates;
  const GradusTemplate *const *templates = gradus_template_list (&n_templates);
  int                          status;

  g_test_init (&argc, &argv, NULL);
  folder = fixture_folder_new ();
  golden =
    g_build_filename (g_getenv ("GRADUS_SOURCE_ROOT"), "tests", "golden", "layers", NULL);
  for (guint i = 0; i < n_templates; i++)
    {
      g_autofree char *test = g_strconcat ("/c/template/", templates[i]->id, NULL);

      g_test_add_data_func (test, templates[i], test_template);
    }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *test = g_strconcat ("/c/file/", files[i], NULL);

      g_test_add_data_func (test, files[i], test_file);
    }
  add_layers ();
  g_test_add_func ("/c/more-layers", test_more_layers);
  g_test_add_func ("/c/masks", test_masks);
  g_test_add_func ("/c/random", test_random);
  g_test_add_func ("/c/names", test_names);
  g_test_add_func ("/c/bytes", test_bytes);
  g_test_add_func ("/c/failure", test_failure);
  g_test_add_func ("/c/complete", test_complete);
  status = g_test_run ();
  fixture_folder_free (folder);
  g_free (golden);
  return status;
}
