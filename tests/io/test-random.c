/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-file.h"

#include <math.h>

#include "engine/parts.h"
#include "io-fixture.h"
#include "io/keras-json.h"
#include "io/model-formats.h"
#include "random-stack.h"

/* Networks of any kind, trained a little, saved and opened again: nothing is lost. */

#define N_STACKS 600
#define N_LAYERS 5
#define N_SAMPLES 6

static char *folder;

/* --- What was drawn --- */

static void
note_kind (GHashTable *seen, const GradusConfig *config)
{
  g_hash_table_add (seen, (gpointer) gradus_config_get_kind (config));
}

static void
note_kinds (GHashTable *seen, const GradusSequential *stack)
{
  for (guint i = 0; i < gradus_sequential_get_n_layers (stack); i++)
    note_kind (seen, gradus_sequential_get_layer (stack, i)->config);
  note_kind (seen, stack->loss);
  note_kind (seen, stack->optimizer);
  for (guint i = 0; i < stack->metrics->len; i++)
    note_kind (seen, stack->metrics->pdata[i]);
}

/* A kind that is never drawn is never tested. */
static void
assert_all_seen (GHashTable *seen)
{
  static const GradusFamily families[] = { GRADUS_FAMILY_LAYER, GRADUS_FAMILY_LOSS,
                                           GRADUS_FAMILY_OPTIMIZER,
                                           GRADUS_FAMILY_METRIC };
  guint                     n_missing = 0;

  for (gsize f = 0; f < G_N_ELEMENTS (families); f++)
    {
      guint                    n_kinds;
      const GradusKind *const *kinds = gradus_kind_list (families[f], &n_kinds);

      for (guint i = 0; i < n_kinds; i++)
        if (!g_hash_table_contains (seen, kinds[i]))
          {
            g_test_message ("%s was never drawn", kinds[i]->name);
            n_missing++;
          }
    }
  g_assert_cmpuint (n_missing, ==, 0);
}

/* --- Comparing --- */

static void
assert_tensors_equal (GPtrArray *a, GPtrArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    {
      const GradusTensor *x = g_ptr_array_index (a, i);
      const GradusTensor *y = g_ptr_array_index (b, i);

      g_assert_true (gradus_shape_equal (&x->shape, &y->shape));
      g_assert_cmpmem (x->data, x->size * sizeof (float), y->data,
                       y->size * sizeof (float));
    }
}

static GradusTrainer *
new_trainer (const GradusSequential *stack, GradusRandom *random)
{
  g_autoptr (GradusDataset) data = random_stack_make_data (stack, random, N_SAMPLES);
  GradusFitOptions          options = GRADUS_FIT_OPTIONS_STANDARD;
  g_autoptr (GError)        error = NULL;
  GradusTrainer            *trainer;

  options.batch_size = N_SAMPLES / 2;
  options.n_threads = 1;
  trainer = gradus_trainer_new (stack, data, NULL, &options, &error);
  g_assert_no_error (error);
  return trainer;
}

/* What a document holds after a few steps. */
static GradusKerasFile *
make_file (const GradusSequential *stack, GradusTrainer *trainer, GradusRandom *random)
{
  GradusKerasFile               *file = g_new0 (GradusKerasFile, 1);
  g_autoptr (GradusTrainerState) state = NULL;
  GradusStepReport               report;

  for (guint n = gradus_random_below (random, 4); n > 0; n--)
    gradus_trainer_step (trainer, &report);
  state = gradus_trainer_dup_state (trainer);
  file->project = gradus_project_new ();
  gradus_sequential_free (file->project->sequential);
  file->project->sequential = gradus_sequential_copy (stack);
  file->weights = g_ptr_array_ref (gradus_trainer_state_get_weights (state));
  file->slots = g_ptr_array_ref (gradus_trainer_state_get_slots (state));
  file->iteration = gradus_trainer_state_get_iteration (state);
  file->learning_rate = gradus_trainer_state_get_learning_rate (state);
  return file;
}

static void
assert_predictions_equal (GradusKerasFile *a, GradusKerasFile *b, GradusRandom *random)
{
  GradusKerasFile   *files[] = { a, b };
  g_autofree float  *x = random_stack_draw_input (a->project->sequential, random, 3);
  g_autofree float  *y[2] = { NULL, NULL };
  g_autoptr (GError) error = NULL;
  GradusShape        output = GRADUS_SHAPE_0;

  for (guint i = 0; i < 2; i++)
    {
      const GradusSequential *stack = files[i]->project->sequential;
      guint                   n_layers = gradus_sequential_get_n_layers (stack);
      g_autoptr (GradusModel) model = gradus_model_new (stack, 1, &error);

      g_assert_no_error (error);
      gradus_model_set_weights (model, files[i]->weights, &error);
      g_assert_no_error (error);
      gradus_plan_get_output (gradus_model_get_plan (model), (int) n_layers - 1, &output);
      y[i] = g_new0 (float, 3 * gradus_shape_size (&output));
      gradus_model_predict (model, 3, x, y[i]);
    }
  g_assert_cmpmem (y[0], 3 * gradus_shape_size (&output) * sizeof (float), y[1],
                   3 * gradus_shape_size (&output) * sizeof (float));
  g_free (y[1]);
}

static void
assert_files_equal (GradusKerasFile *file, GradusKerasFile *back, GradusRandom *random)
{
  GradusConfig        *optimizer = file->project->sequential->optimizer;
  g_autoptr (JsonNode) wanted = NULL;
  g_autoptr (JsonNode) found = gradus_sequential_to_json (back->project->sequential);

  /* The rate at hand is what the document goes on with; under a schedule the rate is what
   * it was chosen to be without. */
  if (gradus_config_is_none (optimizer, "learning_rate_schedule"))
    gradus_config_set_float (optimizer, "learning_rate", file->learning_rate, NULL);
  wanted = gradus_sequential_to_json (file->project->sequential);
  g_assert_true (fixture_json_equal (wanted, found));
  assert_tensors_equal (file->weights, back->weights);
  assert_tensors_equal (file->slots, back->slots);
  g_assert_cmpuint (file->iteration, ==, back->iteration);
  if (gradus_config_is_none (optimizer, "learning_rate_schedule"))
    g_assert_cmpfloat ((double) (float) file->learning_rate, ==,
                       (double) (float) back->learning_rate);
  assert_predictions_equal (file, back, random);
}

static void
check_stack (guint64 seed, const char *ending, GHashTable *seen)
{
  GradusRandom random = gradus_random_init_indexed (1, "test/random", seed);
  g_autoptr (GradusSequential) stack = random_stack_new (&random, N_LAYERS, NULL);
  g_autoptr (GradusTrainer)    trainer = new_trainer (stack, &random);
  g_autoptr (GradusKerasFile)  file = make_file (stack, trainer, &random);
  g_autoptr (GradusKerasFile)  back = NULL;
  g_autofree char             *path = g_strconcat (folder, "/t", ending, NULL);
  GradusModelExport            what = { .file = file };
  g_autoptr (GError)           error = NULL;

  note_kinds (seen, stack);
  gradus_model_format_write (gradus_model_format_find_by_path (path), &what, path,
                             &error);
  g_assert_no_error (error);
  back = gradus_keras_file_load (path, &error);
  g_assert_no_error (error);
  assert_files_equal (file, back, &random);
}

static void
test_format (gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < N_STACKS; i++)
    {
      g_test_message ("stack %u", i);
      check_stack (i, data, seen);
    }
  assert_all_seen (seen);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = fixture_folder_new ();
  g_test_add_data_func ("/random/keras", ".keras", test_format);
  g_test_add_data_func ("/random/h5", ".h5", test_format);
  result = g_test_run ();
  fixture_folder_free (folder);
  return result;
}
