/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-file.h"

#include <math.h>
#include <sys/stat.h>

#include "engine/model.h"
#include "io-fixture.h"
#include "io/keras-h5.h"
#include "io/keras-json.h"
#include "io/keras-zip.h"
#include "io/lesion-json.h"
#include "io/weights-file.h"

/* Fixtures: Keras 3.15.1 made them, see the "oracle" of each JSON file. */

static JsonObject *
read_golden (const char *name, JsonParser *parser)
{
  g_autofree char   *file = g_strconcat (name, ".json", NULL);
  g_autofree char   *path = fixture_path (file);
  g_autoptr (GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static GradusKerasFile *
load_fixture (const char *name)
{
  g_autofree char   *file = g_strconcat (name, ".keras", NULL);
  g_autofree char   *path = fixture_path (file);
  g_autoptr (GError) error = NULL;
  GradusKerasFile   *self = gradus_keras_file_load (path, &error);

  g_assert_no_error (error);
  return self;
}

static void
compare_numbers (const float *found, gsize n, JsonObject *tensor, double tolerance)
{
  JsonArray *wanted = json_object_get_array_member (tensor, "data");

  g_assert_cmpuint (json_array_get_length (wanted), ==, n);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon ((double) found[i],
                                    json_array_get_double_element (wanted, (guint) i),
                                    tolerance);
}

static void
compare_tensors (GPtrArray *tensors, JsonArray *wanted, guint first)
{
  g_assert_cmpuint (tensors->len, ==, json_array_get_length (wanted) - first);
  for (guint i = 0; i < tensors->len; i++)
    {
      GradusTensor *tensor = g_ptr_array_index (tensors, i);
      JsonObject   *value =
        json_object_get_object_member (json_array_get_object_element (wanted, i + first),
                                       "value");

      /* Nine digits tell every float32 apart; a parsed double is that close. */
      compare_numbers (tensor->data, tensor->size, value, 1e-8);
    }
}

static void
check_predictions (GradusKerasFile *file, JsonObject *golden)
{
  JsonObject *input = json_object_get_object_member (golden, "input");
  JsonObject *output = json_object_get_object_member (golden, "output");
  JsonArray  *numbers = json_object_get_array_member (input, "data");
  guint       n_numbers = json_array_get_length (numbers);
  gsize       n_columns = gradus_shape_size (&file->project->sequential->input);
  guint n_outputs = json_array_get_length (json_object_get_array_member (output, "data"));
  g_autofree float       *x = g_new (float, n_numbers);
  g_autofree float       *y = g_new (float, n_outputs);
  g_autoptr (GError)      error = NULL;
  g_autoptr (GradusModel) model = gradus_model_new (file->project->sequential, 1, &error);

  g_assert_no_error (error);
  gradus_model_set_weights (model, file->weights, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_numbers; i++)
    x[i] = (float) json_array_get_double_element (numbers, i);
  gradus_model_predict (model, n_numbers / n_columns, x, y);
  compare_numbers (y, n_outputs, output, 1e-5);
}

static void
test_golden (gconstpointer data)
{
  const char                 *name = data;
  g_autoptr (JsonParser)      parser = json_parser_new ();
  JsonObject                 *golden = read_golden (name, parser);
  g_autoptr (GradusKerasFile) file = load_fixture (name);
  JsonArray *variables = json_object_get_array_member (golden, "optimizer_variables");

  g_assert_cmpstr (file->project->title, ==, name);
  g_assert_false (file->from_gradus);
  g_assert_null (file->history);
  g_assert_cmpuint (gradus_sequential_get_n_layers (file->project->sequential), ==, 3);
  g_assert_cmpfloat (file->learning_rate, ==, 0.001);
  g_assert_cmpuint (file->iteration, ==, 3);
  compare_tensors (file->weights, json_object_get_array_member (golden, "weights"), 0);
  /* Of Adam: momentum and velocity side by side; the first two are no slots. */
  compare_tensors (file->slots, variables, 2);
  check_predictions (file, golden);
}

static JsonNode *
read_config (const char *path)
{
  static const GradusZipLimit limit = { "config.json", 1 << 20 };
  g_autoptr (GError)          error = NULL;
  g_autoptr (GPtrArray)       members = gradus_zip_read (path, &limit, 1, &error);
  JsonNode                   *node;

  g_assert_no_error (error);
  node = gradus_json_parse (gradus_zip_members_find (members, "config.json"),
                            "config.json", &error);
  g_assert_no_error (error);
  return node;
}

/* What Keras wrote, read and written again, is what Keras wrote. */
static void
test_config (gconstpointer data)
{
  g_autofree char             *file = g_strconcat (data, ".keras", NULL);
  g_autofree char             *path = fixture_path (file);
  g_autoptr (JsonNode)         wanted = read_config (path);
  g_autoptr (GError)           error = NULL;
  g_autoptr (GradusSequential) sequential = gradus_sequential_from_json (wanted, &error);
  g_autoptr (JsonNode)         found = NULL;

  g_assert_no_error (error);
  found = gradus_sequential_to_json (sequential);
  g_assert_true (fixture_json_equal (wanted, found));
}

static void
test_refused (gconstpointer data)
{
  static const char *const names[][2] = {
    { "cnn_bn_dropout.keras", "Conv2D" },
    { "conv1d.keras", "Conv1D" },
    { "embedding.keras", "Embedding" },
    { "gru_bidirectional.keras", "Bidirectional" },
    { "lstm.keras", "LSTM" },
    { "uncompiled_misc.keras", "ZeroPadding2D" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char   *path = fixture_path (names[i][0]);
      g_autoptr (GError) error = NULL;

      /* A kind that came meanwhile is tested by its own golden file. */
      if (gradus_kind_find (GRADUS_FAMILY_LAYER, names[i][1]) != NULL)
        continue;
      g_assert_null (gradus_keras_file_load (path, &error));
      g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, names[i][0]));
      g_assert_nonnull (strstr (error->message, names[i][1]));
    }
}

/* ---- Saving ---- */

static GradusHistory *
make_history (void)
{
  static const char *const names[] = { "accuracy", "mean_squared_error" };
  GradusHistory           *history = gradus_history_new (2, names);

  for (guint i = 0; i < 100; i++)
    {
      GradusHistoryStep step = { .step = i + 1,
                                 .epoch = (i + 1) / 50.0,
                                 .loss = 1.0f / (float) (i + 1),
                                 .metrics = { 0.5f, i == 3 ? NAN : 0.25f },
                                 .learning_rate = 0.1f };

      gradus_history_append_step (history, &step);
    }
  for (guint i = 0; i < 2; i++)
    {
      GradusHistoryEpoch epoch = { .epoch = i + 1,
                                   .step = 50 * (i + 1),
                                   .loss = 1.0 / 3,
                                   .metrics = { 0.1, 0.2 },
                                   .has_validation = i == 1,
                                   .validation_loss = 0.7,
                                   .validation_metrics = { 0.3, 0.4 },
                                   .seconds = 1.25 };

      gradus_history_append_epoch (history, &epoch);
    }
  return history;
}

static void
unref_tensor (gpointer tensor)
{
  gradus_tensor_unref (tensor);
}

static GPtrArray *
make_tensors (const GradusShape *shapes, guint n_shapes)
{
  GPtrArray *tensors = g_ptr_array_new_with_free_func (unref_tensor);

  for (guint i = 0; i < n_shapes; i++)
    {
      GradusTensor *tensor = gradus_tensor_new (&shapes[i]);

      for (gsize j = 0; j < tensor->size; j++)
        tensor->data[j] = (float) i + sinf ((float) j);
      g_ptr_array_add (tensors, tensor);
    }
  return tensors;
}

static void
add_run (GradusProject *project, const char *title, const char *summary)
{
  g_autoptr (GradusHistory) history = make_history ();
  GradusRun                *run = gradus_run_new (title, summary, history);

  run->color = project->runs->len + 3;
  run->hidden = project->runs->len == 0;
  if (project->runs->len > 0)
    {
      run->parent = g_strdup (((GradusRun *) project->runs->pdata[0])->id);
      run->parent_step = 77;
      gradus_run_settings_add (run->settings, "learning_rate", "0.1");
      gradus_run_settings_add (run->settings, "data", "Ä “1”");
    }
  g_ptr_array_add (project->runs, run);
}

/* A layer that is switched off, below another one or at the top. */
static void
add_bypassed (GradusProject *project, const char *class_name, guint64 after)
{
  GradusLayer *layer = gradus_layer_new (class_name);

  layer->name = g_strdup_printf ("%s_off", gradus_config_get_kind (layer->config)->id);
  layer->trainable = after == 0;
  gradus_bypassed_list_add (project->bypassed, layer, after);
}

/* A folded group of the layers as one sees them. */
static void
add_group (GradusProject *project, guint first, guint last)
{
  g_autoptr (GPtrArray) layers = gradus_project_list_layers (project);
  GradusLayerGroup     *group = gradus_layer_groups_add (project->groups, "Köpfe");

  group->is_folded = TRUE;
  for (guint i = first; i <= last; i++)
    g_array_append_val (group->uids, ((const GradusLayer *) layers->pdata[i])->uid);
}

/* Units that are switched off: one whose words are known, one of a layer that is gone,
 * one of a layer that is off itself. */
static void
add_lesions (GradusKerasFile *file)
{
  static const float    weights[] = { 0.1f, -2.5e-30f, INFINITY, 3 };
  const GradusBypassed *bypassed = file->project->bypassed->pdata[0];
  GradusLesion          lesion;

  memset (&lesion, 0, sizeof lesion);
  lesion.uid = gradus_sequential_get_layer (file->project->sequential, 0)->uid;
  lesion.unit = 127;
  g_array_append_val (file->project->lesions, lesion);
  file->silences = gradus_silences_new ();
  gradus_silences_add (file->silences, &lesion, weights, G_N_ELEMENTS (weights));
  lesion.uid = bypassed->layer->uid;
  lesion.unit = 0;
  g_array_append_val (file->project->lesions, lesion);
  lesion.uid = G_MAXUINT64;
  g_array_append_val (file->project->lesions, lesion);
}

static void
assert_lesions_equal (const GradusKerasFile *back, const GradusKerasFile *file)
{
  const GArray        *lesions = back->project->lesions;
  const GradusSilence *a, *b;

  g_assert_cmpuint (lesions->len, ==, 2);
  g_assert_cmpuint (g_array_index (lesions, GradusLesion, 0).uid, ==,
                    gradus_sequential_get_layer (back->project->sequential, 0)->uid);
  g_assert_cmpuint (g_array_index (lesions, GradusLesion, 0).unit, ==, 127);
  g_assert_cmpuint (g_array_index (lesions, GradusLesion, 1).uid, ==,
                    ((GradusBypassed *) back->project->bypassed->pdata[0])->layer->uid);
  a = gradus_silences_find (back->silences, &g_array_index (lesions, GradusLesion, 0));
  b = file->silences->pdata[0];
  g_assert_nonnull (a);
  g_assert_cmpmem (a->weights, a->n_weights * sizeof (float), b->weights,
                   b->n_weights * sizeof (float));
  g_assert_null (
    gradus_silences_find (back->silences, &g_array_index (lesions, GradusLesion, 1)));
}

/* As many as a file may have, each told twice: each is off once, and nobody waits. */
static void
test_many_units_off (void)
{
  const guint               n_units = 50000;
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("mnist-mlp"));
  g_autoptr (GPtrArray) silences = gradus_silences_new ();
  g_autoptr (JsonArray) array = json_array_new ();
  const char           *name = gradus_sequential_get_layer (project->sequential, 0)->name;

  for (guint i = 0; i < 2 * n_units; i++)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "layer", name);
      json_object_set_int_member (object, "unit", i % n_units);
      json_array_add_object_element (array, object);
    }
  g_assert_true (gradus_lesions_from_json (project, array, silences));
  g_assert_cmpuint (project->lesions->len, ==, n_units);
  g_assert_cmpuint (silences->len, ==, 0);
  json_array_add_null_element (array);
  g_assert_false (gradus_lesions_from_json (project, array, silences));
}

/* Dense 128, Dense 10 and Adam on 784 inputs. */
static GradusKerasFile *
make_file (void)
{
  static const GradusShape weights[] = {
    { 2, { 784, 128 } }, { 1, { 128 } }, { 2, { 128, 10 } }, { 1, { 10 } }
  };
  static const GradusShape slots[] = { { 2, { 784, 128 } }, { 2, { 784, 128 } },
                                       { 1, { 128 } },      { 1, { 128 } },
                                       { 2, { 128, 10 } },  { 2, { 128, 10 } },
                                       { 1, { 10 } },       { 1, { 10 } } };
  GradusKerasFile         *file = g_new0 (GradusKerasFile, 1);

  file->project = gradus_template_build (gradus_template_find ("mnist-mlp"));
  g_free (file->project->title);
  file->project->title = g_strdup ("Übung “1”\n");
  file->project->data.folder = g_strdup ("/home/ä/data");
  g_free (file->project->notes);
  file->project->notes = g_strdup ("Lernt “schnell”.\n\nNoch einmal mit 0.1?");
  g_free (file->project->view);
  file->project->view = g_strdup ("curves");
  add_bypassed (file->project, "LayerNormalization",
                gradus_sequential_get_layer (file->project->sequential, 0)->uid);
  add_bypassed (file->project, "Dropout", 0);
  add_group (file->project, 1, 3);
  add_lesions (file);
  add_run (file->project, "First", "SGD, rate 0.1");
  add_run (file->project, "Zweiter", "Adam");
  file->project->data.seed = G_MAXUINT64 - 1;
  file->project->fit.seed = G_MAXUINT64;
  file->project->fit.shuffle = FALSE;
  file->weights = make_tensors (weights, G_N_ELEMENTS (weights));
  file->slots = make_tensors (slots, G_N_ELEMENTS (slots));
  file->iteration = 1234;
  file->learning_rate = 0.25;
  file->history = make_history ();
  return file;
}

static void
assert_tensors_equal (GPtrArray *a, GPtrArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    {
      GradusTensor *x = g_ptr_array_index (a, i);
      GradusTensor *y = g_ptr_array_index (b, i);

      g_assert_true (gradus_shape_equal (&x->shape, &y->shape));
      g_assert_cmpmem (x->data, x->size * sizeof (float), y->data,
                       y->size * sizeof (float));
    }
}

static void
assert_histories_equal (GradusHistory *a, GradusHistory *b)
{
  g_assert_cmpuint (gradus_history_get_n_metrics (a), ==,
                    gradus_history_get_n_metrics (b));
  g_assert_cmpuint (gradus_history_get_n_steps (a), ==, gradus_history_get_n_steps (b));
  g_assert_cmpuint (gradus_history_get_n_epochs (a), ==, gradus_history_get_n_epochs (b));
  for (guint i = 0; i < gradus_history_get_n_metrics (a); i++)
    g_assert_cmpstr (gradus_history_get_metric_name (a, i), ==,
                     gradus_history_get_metric_name (b, i));
  for (gsize i = 0; i < gradus_history_get_n_steps (a); i++)
    g_assert_cmpmem (gradus_history_get_step (a, i), sizeof (GradusHistoryStep),
                     gradus_history_get_step (b, i), sizeof (GradusHistoryStep));
  for (guint i = 0; i < gradus_history_get_n_epochs (a); i++)
    {
      const GradusHistoryEpoch *x = gradus_history_get_epoch (a, i);
      const GradusHistoryEpoch *y = gradus_history_get_epoch (b, i);

      g_assert_cmpuint (x->epoch, ==, y->epoch);
      g_assert_cmpuint (x->step, ==, y->step);
      g_assert_cmpfloat (x->loss, ==, y->loss);
      g_assert_cmpfloat (x->metrics[1], ==, y->metrics[1]);
      g_assert_cmpint (x->has_validation, ==, y->has_validation);
      g_assert_cmpfloat (x->validation_loss, ==, y->validation_loss);
      g_assert_cmpfloat (x->validation_metrics[0], ==, y->validation_metrics[0]);
      g_assert_cmpfloat (x->seconds, ==, y->seconds);
    }
}

/* Layers of a file have identities of their own, so the stacks are compared as JSON. */
static void
assert_sequentials_equal (const GradusSequential *a, const GradusSequential *b)
{
  g_autoptr (JsonNode) x = gradus_sequential_to_json (a);
  g_autoptr (JsonNode) y = gradus_sequential_to_json (b);

  g_assert_true (fixture_json_equal (x, y));
}

static void
assert_settings_equal (const GPtrArray *a, const GPtrArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    {
      const GradusRunSetting *x = g_ptr_array_index (a, i);
      const GradusRunSetting *y = g_ptr_array_index (b, i);

      g_assert_cmpstr (x->name, ==, y->name);
      g_assert_cmpstr (x->value, ==, y->value);
    }
}

static void
assert_surroundings_equal (const GradusProject *a, const GradusProject *b)
{
  g_assert_cmpstr (a->notes, ==, b->notes);
  g_assert_cmpstr (a->view, ==, b->view);
  g_assert_cmpuint (a->groups->len, ==, b->groups->len);
  for (guint i = 0; i < a->groups->len; i++)
    {
      const GradusLayerGroup *x = a->groups->pdata[i];
      const GradusLayerGroup *y = b->groups->pdata[i];

      g_assert_cmpstr (x->name, ==, y->name);
      g_assert_cmpint (x->is_folded, ==, y->is_folded);
      g_assert_cmpuint (x->uids->len, ==, y->uids->len);
      for (guint k = 0; k < x->uids->len; k++)
        g_assert_cmpstr (
          gradus_project_find_layer (a, g_array_index (x->uids, guint64, k))->name, ==,
          gradus_project_find_layer (b, g_array_index (y->uids, guint64, k))->name);
    }
  g_assert_cmpuint (a->bypassed->len, ==, b->bypassed->len);
  for (guint i = 0; i < a->bypassed->len; i++)
    {
      const GradusBypassed *x = a->bypassed->pdata[i];
      const GradusBypassed *y = b->bypassed->pdata[i];

      g_assert_cmpstr (x->layer->name, ==, y->layer->name);
      g_assert_cmpint (x->layer->trainable, ==, y->layer->trainable);
      g_assert_true (gradus_config_equal (x->layer->config, y->layer->config));
      g_assert_cmpint (gradus_sequential_find_uid (a->sequential, x->after), ==,
                       gradus_sequential_find_uid (b->sequential, y->after));
    }
  g_assert_cmpuint (a->runs->len, ==, b->runs->len);
  for (guint i = 0; i < a->runs->len; i++)
    {
      const GradusRun *x = g_ptr_array_index (a->runs, i);
      const GradusRun *y = g_ptr_array_index (b->runs, i);

      g_assert_cmpstr (x->title, ==, y->title);
      g_assert_cmpstr (x->summary, ==, y->summary);
      g_assert_cmpstr (x->id, ==, y->id);
      g_assert_cmpuint (x->color, ==, y->color);
      g_assert_cmpint (x->hidden, ==, y->hidden);
      g_assert_cmpstr (x->parent, ==, y->parent);
      g_assert_cmpuint (x->parent_step, ==, y->parent_step);
      assert_settings_equal (x->settings, y->settings);
      assert_histories_equal (x->history, y->history);
    }
}

static void
save_as (const GradusKerasFile *file, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_str_has_suffix (path, ".h5")
                               ? gradus_keras_h5_write (file, &error)
                               : gradus_keras_file_to_bytes (file, &error);

  g_assert_no_error (error);
  fixture_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_round_trip (gconstpointer name)
{
  g_autoptr (GradusKerasFile) file = make_file ();
  g_autoptr (GradusKerasFile) back = NULL;
  char                       *folder = fixture_folder_new ();
  g_autofree char            *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError)          error = NULL;

  save_as (file, path);
  back = gradus_keras_file_load (path, &error);
  g_assert_no_error (error);
  g_assert_true (back->from_gradus);
  g_assert_cmpstr (back->project->title, ==, file->project->title);
  g_assert_true (gradus_data_ref_equal (&back->project->data, &file->project->data));
  assert_surroundings_equal (back->project, file->project);
  assert_lesions_equal (back, file);
  g_assert_cmpuint (back->project->fit.epochs, ==, file->project->fit.epochs);
  g_assert_cmpuint (back->project->fit.batch_size, ==, file->project->fit.batch_size);
  g_assert_cmpfloat (back->project->fit.validation_split, ==,
                     file->project->fit.validation_split);
  g_assert_cmpint (back->project->fit.shuffle, ==, file->project->fit.shuffle);
  g_assert_cmpuint (back->project->fit.seed, ==, file->project->fit.seed);
  g_assert_cmpuint (back->iteration, ==, file->iteration);
  g_assert_cmpfloat (back->learning_rate, ==, file->learning_rate);
  /* The rate at hand is what the document goes on with. */
  g_assert_cmpfloat (gradus_config_get_float (back->project->sequential->optimizer,
                                              "learning_rate"),
                     ==, 0.25);
  gradus_config_set_float (file->project->sequential->optimizer, "learning_rate", 0.25,
                           &error);
  g_assert_no_error (error);
  assert_sequentials_equal (back->project->sequential, file->project->sequential);
  assert_tensors_equal (back->weights, file->weights);
  assert_tensors_equal (back->slots, file->slots);
  assert_histories_equal (back->history, file->history);
  fixture_folder_free (folder);
}

/* An attribute of HDF5 is not longer than 64 KiB, unless its text stands elsewhere. */
static void
test_long_notes (void)
{
  g_autoptr (GradusKerasFile) file = make_file ();
  g_autoptr (GradusKerasFile) back = NULL;
  char                       *folder = fixture_folder_new ();
  g_autofree char            *path = g_build_filename (folder, "long.h5", NULL);
  g_autoptr (GError)          error = NULL;

  g_free (file->project->notes);
  file->project->notes = g_strnfill (300000, 'n');
  save_as (file, path);
  back = gradus_keras_file_load (path, &error);
  g_assert_no_error (error);
  assert_surroundings_equal (back->project, file->project);
  fixture_folder_free (folder);
}

/* More digits than Keras keeps are not lost, so that training goes on as it would have.
 */
static void
test_exact_rate (void)
{
  g_autoptr (GradusKerasFile) file = make_file ();
  g_autoptr (GradusKerasFile) back = NULL;
  char                       *folder = fixture_folder_new ();
  g_autofree char            *path = g_build_filename (folder, "t.keras", NULL);
  g_autoptr (GError)          error = NULL;

  file->learning_rate = 0.1 / 3;
  gradus_keras_file_save (file, path, &error);
  g_assert_no_error (error);
  back = gradus_keras_file_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (back->learning_rate, ==, 0.1 / 3);
  g_assert_cmpfloat (gradus_config_get_float (back->project->sequential->optimizer,
                                              "learning_rate"),
                     ==, 0.1 / 3);
  fixture_folder_free (folder);
}

/* Keras has one place for the schedule and the rate; without the schedule the rate that
 * was chosen before holds again. */
static void
test_rate_under_schedule (void)
{
  g_autoptr (GradusKerasFile) file = make_file ();
  g_autoptr (GradusKerasFile) back = NULL;
  GradusConfig               *optimizer = file->project->sequential->optimizer;
  char                       *folder = fixture_folder_new ();
  g_autofree char            *path = g_build_filename (folder, "t.keras", NULL);
  g_autoptr (GError)          error = NULL;

  gradus_config_set_float (optimizer, "learning_rate", 0.375, &error);
  g_assert_no_error (error);
  gradus_config_set_from_string (optimizer, "learning_rate_schedule",
                                 "ExponentialDecay(initial_learning_rate=0.5, "
                                 "decay_steps=10, decay_rate=0.5)",
                                 &error);
  g_assert_no_error (error);
  gradus_keras_file_save (file, path, &error);
  g_assert_no_error (error);
  back = gradus_keras_file_load (path, &error);
  g_assert_no_error (error);
  g_assert_true (gradus_config_equal (back->project->sequential->optimizer, optimizer));
  fixture_folder_free (folder);
}

#define FUTURE                                                                           \
  "{\"format\":\"gradus\",\"version\":1,\"title\":\"t\",\"colour\":{\"a\":[1,null]},"    \
  "\"data\":{\"source\":\"digits\",\"task\":\"classes\",\"flatten\":true,\"n_train\":1," \
  "\"n_test\":1,\"seed\":\"1\",\"mirror\":true},\"fit\":{\"epochs\":1,\"batch_size\":1," \
  "\"validation_split\":0,\"shuffle\":true,\"seed\":\"1\",\"patience\":\"long\"}}"

static JsonObject *
read_member (const char *path, JsonNode **root)
{
  static const GradusZipLimit limit = { "gradus.json", 1 << 20 };
  g_autoptr (GError)          error = NULL;
  g_autoptr (GPtrArray)       members = gradus_zip_read (path, &limit, 1, &error);

  g_assert_no_error (error);
  *root =
    gradus_json_parse (gradus_zip_members_find (members, limit.name), limit.name, &error);
  g_assert_no_error (error);
  return json_node_get_object (*root);
}

static void
put_member (const char *path, const char *text)
{
  static const GradusZipLimit limits[] = { { "metadata.json", 1 << 20 },
                                           { "config.json", 1 << 20 },
                                           { "model.weights.h5", 1 << 24 } };
  g_autoptr (GError)          error = NULL;
  g_autoptr (GPtrArray)       members =
    gradus_zip_read (path, limits, G_N_ELEMENTS (limits), &error);
  g_autoptr (GBytes) member = g_bytes_new_static (text, strlen (text));
  g_autoptr (GBytes) bytes = NULL;

  g_assert_no_error (error);
  gradus_zip_members_add (members, "gradus.json", member);
  bytes = gradus_zip_write (members, &error);
  g_assert_no_error (error);
  fixture_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* What a later Gradus says beyond this one is still there after saving here. */
static void
test_future_entries (void)
{
  g_autoptr (GradusKerasFile) file = make_file ();
  g_autoptr (GradusKerasFile) back = NULL;
  g_autoptr (GradusProject)   copy = NULL;
  char                       *folder = fixture_folder_new ();
  g_autofree char            *path = g_build_filename (folder, "t.keras", NULL);
  g_autoptr (GError)          error = NULL;
  g_autoptr (JsonNode)        root = NULL;
  JsonObject                 *member;

  gradus_keras_file_save (file, path, &error);
  g_assert_no_error (error);
  put_member (path, FUTURE);
  back = gradus_keras_file_load (path, &error);
  g_assert_no_error (error);
  /* As the window does. */
  copy = gradus_project_copy (back->project);
  gradus_project_free (back->project);
  back->project = g_steal_pointer (&copy);
  gradus_keras_file_save (back, path, &error);
  g_assert_no_error (error);
  member = read_member (path, &root);
  g_assert_true (json_array_get_null_element (
    json_object_get_array_member (json_object_get_object_member (member, "colour"), "a"),
    1));
  g_assert_true (
    json_object_get_boolean_member (json_object_get_object_member (member, "data"),
                                    "mirror"));
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (member,
                                                                                 "fit"),
                                                  "patience"),
                   ==, "long");
  g_assert_false (json_object_has_member (member, "runs"));
  fixture_folder_free (folder);
}

/* Every template, never trained: it comes back with the weights it would start from. */
static void
test_untrained (void)
{
  guint                        n_templates;
  const GradusTemplate *const *templates = gradus_template_list (&n_templates);
  char                        *folder = fixture_folder_new ();
  g_autofree char             *path = g_build_filename (folder, "t.keras", NULL);

  for (guint i = 0; i < n_templates; i++)
    {
      g_autoptr (GradusKerasFile) file = g_new0 (GradusKerasFile, 1);
      g_autoptr (GradusKerasFile) back = NULL;
      g_autoptr (GradusModel)     model = NULL;
      g_autoptr (GPtrArray)       weights = NULL;
      g_autoptr (GError)          error = NULL;

      file->project = gradus_template_build (templates[i]);
      file->learning_rate = NAN;
      gradus_keras_file_save (file, path, &error);
      g_assert_no_error (error);
      back = gradus_keras_file_load (path, &error);
      g_assert_no_error (error);
      assert_sequentials_equal (back->project->sequential, file->project->sequential);
      if (gradus_sequential_get_n_layers (file->project->sequential) > 0)
        {
          model =
            gradus_model_new (file->project->sequential, file->project->fit.seed, &error);
          g_assert_no_error (error);
          weights = gradus_model_dup_weights (model);
          assert_tensors_equal (back->weights, weights);
        }
      g_assert_cmpuint (back->iteration, ==, 0);
      g_assert_null (back->history);
    }
  fixture_folder_free (folder);
}

/* A stack that does not fit is a document, too: here a layer too large to train. */
static void
test_broken_stack (void)
{
  g_autoptr (GradusKerasFile) file = g_new0 (GradusKerasFile, 1);
  g_autoptr (GradusKerasFile) back = NULL;
  g_autoptr (GradusPlan)      plan = NULL;
  char                       *folder = fixture_folder_new ();
  g_autofree char            *path = g_build_filename (folder, "t.keras", NULL);
  g_autoptr (GError)          error = NULL;

  file->project = gradus_project_new ();
  file->learning_rate = NAN;
  gradus_sequential_add_dense (file->project->sequential, 100000, "relu");
  gradus_sequential_add_dense (file->project->sequential, 100000, "relu");
  plan = gradus_plan_new (file->project->sequential);
  g_assert_false (gradus_plan_is_whole (plan));
  gradus_keras_file_save (file, path, &error);
  g_assert_no_error (error);
  back = gradus_keras_file_load (path, &error);
  g_assert_no_error (error);
  g_assert_null (back->weights);
  g_assert_null (back->slots);
  assert_sequentials_equal (back->project->sequential, file->project->sequential);
  fixture_folder_free (folder);
}

/* Weights of another network are a mistake that must not reach the disk. */
static void
test_wrong_weights (void)
{
  g_autoptr (GradusKerasFile) file = make_file ();
  char                       *folder = fixture_folder_new ();
  g_autofree char            *path = g_build_filename (folder, "t.keras", NULL);
  g_autoptr (GError)          error = NULL;

  g_ptr_array_set_size (file->weights, 3);
  g_assert_false (gradus_keras_file_save (file, path, &error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  fixture_folder_free (folder);
}

/* A mode that the user set stays, and a link stays a link. */
static void
test_mode_and_link (void)
{
  g_autoptr (GradusKerasFile) file = make_file ();
  char                       *folder = fixture_folder_new ();
  g_autofree char            *path = g_build_filename (folder, "t.keras", NULL);
  g_autofree char            *link = g_build_filename (folder, "link.keras", NULL);
  g_autoptr (GError)          error = NULL;
  GStatBuf                    status;

  gradus_keras_file_save (file, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (path, 0640), ==, 0);
  g_assert_cmpint (symlink ("t.keras", link), ==, 0);
  gradus_keras_file_save (file, link, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_lstat (link, &status), ==, 0);
  g_assert_true (S_ISLNK (status.st_mode));
  g_assert_cmpint (g_lstat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 07777, ==, 0640);
  fixture_folder_free (folder);
}

static void
test_same_bytes (void)
{
  static const GradusZipLimit limit = { "model.weights.h5", 1 << 24 };
  g_autoptr (GradusKerasFile) file = make_file ();
  char                       *folder = fixture_folder_new ();
  g_autofree char            *path = g_build_filename (folder, "t.keras", NULL);
  g_autoptr (GBytes)          first = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError)    error = NULL;
      g_autoptr (GPtrArray) members = NULL;
      GBytes               *bytes;

      gradus_keras_file_save (file, path, &error);
      g_assert_no_error (error);
      members = gradus_zip_read (path, &limit, 1, &error);
      g_assert_no_error (error);
      bytes = gradus_zip_members_find (members, limit.name);
      if (first == NULL)
        first = g_bytes_ref (bytes);
      else
        g_assert_true (g_bytes_equal (first, bytes));
    }
  fixture_folder_free (folder);
}

/* --- Weights without a network --- */

static char *
h5_path (const char *name)
{
  return g_build_filename (g_getenv ("GRADUS_SOURCE_ROOT"), "tests", "golden", "h5_files",
                           name, NULL);
}

static GradusProject *
read_weights_project (void)
{
  g_autofree char       *path = h5_path ("mlp_weights.json");
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError)     error = NULL;
  GradusProject         *project = gradus_project_new ();

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  gradus_sequential_free (project->sequential);
  project->sequential =
    gradus_sequential_from_json (json_object_get_member (json_node_get_object (
                                                           json_parser_get_root (parser)),
                                                         "model"),
                                 &error);
  g_assert_no_error (error);
  return project;
}

static void
test_weights_only (void)
{
  g_autofree char            *path = h5_path ("mlp.weights.h5");
  g_autofree char            *whole = h5_path ("mlp.h5");
  g_autofree char            *keras = fixture_path ("mlp.keras");
  g_autoptr (GradusProject)   project = read_weights_project ();
  g_autoptr (GradusProject)   other = gradus_project_new ();
  g_autoptr (GradusKerasFile) file = NULL;
  g_autoptr (GError)          error = NULL;

  g_assert_true (gradus_weights_file_is (path));
  g_assert_false (gradus_weights_file_is (whole));
  g_assert_false (gradus_weights_file_is (keras));
  g_assert_null (gradus_keras_file_load (path, &error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED);
  g_clear_error (&error);

  file = gradus_weights_file_open (project, path, &error);
  g_assert_no_error (error);
  g_assert_true (gradus_project_equal (file->project, project));
  g_assert_nonnull (file->weights);
  g_assert_cmpuint (file->weights->len, >, 0);
  g_clear_pointer (&file, gradus_keras_file_free);

  /* An empty stack, and one that is another network. */
  g_assert_null (gradus_weights_file_open (other, path, &error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE);
  g_clear_error (&error);
  g_clear_pointer (&other, gradus_project_free);
  other = gradus_template_build (gradus_template_find ("tutorial"));
  g_assert_null (gradus_weights_file_open (other, path, &error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT);
  g_test_message ("%s", error->message);
}

/* --- A file of the future --- */

static void
replace_gradus_member (const char *path, const char *text)
{
  static const GradusZipLimit limits[] = { { "metadata.json", 1 << 20 },
                                           { "config.json", 1 << 20 },
                                           { "model.weights.h5", 1 << 24 } };
  g_autoptr (GPtrArray)       members =
    gradus_zip_read (path, limits, G_N_ELEMENTS (limits), NULL);
  g_autoptr (GBytes) member = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  gradus_zip_members_add (members, "gradus.json", member);
  bytes = gradus_zip_write (members, &error);
  g_assert_no_error (error);
  fixture_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_newer (void)
{
  static const char         text[] = "{\"format\":\"gradus\",\"version\":99,"
                                     "\"title\":\"From tomorrow\",\"data\":\"elsewhere\","
                                     "\"fit\":{\"epochs\":-3}}";
  char                     *folder = fixture_folder_new ();
  g_autofree char          *path = g_build_filename (folder, "new.keras", NULL);
  g_autoptr (GradusProject) project =
    gradus_template_build (gradus_template_find ("tutorial"));
  GradusKerasFile             written = { .project = project,
                                          .learning_rate = NAN,
                                          .from_gradus = TRUE };
  g_autoptr (GradusKerasFile) file = NULL;
  g_autoptr (GBytes)          before = NULL;
  g_autoptr (GBytes)          after = NULL;
  g_autoptr (GError)          error = NULL;

  g_assert_true (gradus_keras_file_save (&written, path, &error));
  replace_gradus_member (path, text);
  before = fixture_read (path);
  file = gradus_keras_file_load (path, &error);
  g_assert_no_error (error);
  g_assert_true (file->from_newer);
  g_assert_cmpstr (file->project->title, ==, "From tomorrow");
  g_assert_cmpuint (gradus_sequential_get_n_layers (file->project->sequential), ==, 3);
  g_assert_cmpuint (file->project->fit.epochs, >=, 1);
  g_assert_nonnull (file->weights);

  g_assert_false (gradus_keras_file_save (file, path, &error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED);
  after = fixture_read (path);
  g_assert_true (g_bytes_equal (before, after));
  fixture_folder_free (folder);
}

int
main (int argc, char **argv)
{
  static const char *const golden[] = { "mlp", "mlp_deflated", "mlp_torch_module" };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (golden); i++)
    {
      g_autofree char *path = g_strdup_printf ("/keras-file/golden/%s", golden[i]);
      g_autofree char *config = g_strdup_printf ("/keras-file/config/%s", golden[i]);

      g_test_add_data_func (path, golden[i], test_golden);
      g_test_add_data_func (config, golden[i], test_config);
    }
  g_test_add_data_func ("/keras-file/refused", NULL, test_refused);
  g_test_add_data_func ("/keras-file/round-trip", "ä b.keras", test_round_trip);
  g_test_add_data_func ("/keras-file/round-trip-h5", "ä b.h5", test_round_trip);
  g_test_add_func ("/keras-file/long-notes-h5", test_long_notes);
  g_test_add_func ("/keras-file/exact-rate", test_exact_rate);
  g_test_add_func ("/keras-file/rate-under-schedule", test_rate_under_schedule);
  g_test_add_func ("/keras-file/future-entries", test_future_entries);
  g_test_add_func ("/keras-file/many-units-off", test_many_units_off);
  g_test_add_func ("/keras-file/untrained", test_untrained);
  g_test_add_func ("/keras-file/broken-stack", test_broken_stack);
  g_test_add_func ("/keras-file/wrong-weights", test_wrong_weights);
  g_test_add_func ("/keras-file/mode-and-link", test_mode_and_link);
  g_test_add_func ("/keras-file/same-bytes", test_same_bytes);
  g_test_add_func ("/keras-file/weights-only", test_weights_only);
  g_test_add_func ("/keras-file/newer", test_newer);
  return g_test_run ();
}
