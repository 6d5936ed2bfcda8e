/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-file.h"

#include "engine/parts.h"
#include "io-fixture.h"
#include "io/keras-json.h"
#include "io/model-formats.h"
#include "random-stack.h"

/* Training that is saved and opened in between gives the same weights, bit for bit, as
 * training that never stopped: with every optimizer, shuffled batches and noise. */

#define N_EPOCHS 3
#define N_SAMPLES 12
#define BATCH_SIZE 4
#define N_DRAWS 4

static char *folder;

static GradusSequential *
make_stack (GradusConfig *optimizer)
{
  GradusSequential *stack = gradus_sequential_new (&GRADUS_SHAPE_1 (5));

  gradus_sequential_add_dense (stack, 7, "tanh");
  gradus_sequential_add (stack, "BatchNormalization");
  gradus_config_set_float (gradus_sequential_add (stack, "Dropout"), "rate", 0.3, NULL);
  gradus_sequential_add_dense (stack, 3, "sigmoid");
  gradus_sequential_take_optimizer (stack, optimizer);
  return stack;
}

static GradusTrainer *
new_trainer (const GradusSequential *stack)
{
  GradusRandom              random = gradus_random_init (7, "test/resume/data");
  g_autoptr (GradusDataset) data = random_stack_make_data (stack, &random, N_SAMPLES);
  GradusFitOptions          options = GRADUS_FIT_OPTIONS_STANDARD;
  g_autoptr (GError)        error = NULL;
  GradusTrainer            *trainer;

  options.batch_size = BATCH_SIZE;
  options.epochs = 2 * N_EPOCHS;
  options.n_threads = 1;
  trainer = gradus_trainer_new (stack, data, NULL, &options, &error);
  g_assert_no_error (error);
  return trainer;
}

static void
train (GradusTrainer *trainer, guint n_epochs)
{
  GradusStepReport report;

  while (n_epochs > 0)
    {
      GradusPhase phase = gradus_trainer_step (trainer, &report);

      g_assert_cmpint (phase, !=, GRADUS_PHASE_DIVERGED);
      n_epochs -= phase == GRADUS_PHASE_EPOCH_END;
    }
}

static GradusKerasFile *
make_file (const GradusSequential *stack, const GradusTrainer *trainer)
{
  g_autoptr (GradusTrainerState) state = gradus_trainer_dup_state (trainer);
  GradusKerasFile               *file = g_new0 (GradusKerasFile, 1);

  file->project = gradus_project_new ();
  gradus_sequential_free (file->project->sequential);
  file->project->sequential = gradus_sequential_copy (stack);
  file->weights = g_ptr_array_ref (gradus_trainer_state_get_weights (state));
  file->slots = g_ptr_array_ref (gradus_trainer_state_get_slots (state));
  file->iteration = gradus_trainer_state_get_iteration (state);
  file->learning_rate = gradus_trainer_state_get_learning_rate (state);
  return file;
}

static GradusKerasFile *
pass_through_file (const GradusKerasFile *file, const char *format)
{
  g_autofree char   *path = g_strconcat (folder, "/t.", format, NULL);
  GradusModelExport  what = { .file = file };
  g_autoptr (GError) error = NULL;
  GradusKerasFile   *back;

  gradus_model_format_write (gradus_model_format_find (format), &what, path, &error);
  g_assert_no_error (error);
  back = gradus_keras_file_load (path, &error);
  g_assert_no_error (error);
  return back;
}

static GradusTrainer *
resume (const GradusKerasFile *file)
{
  GradusTrainer     *trainer = new_trainer (file->project->sequential);
  g_autoptr (GError) error = NULL;

  gradus_trainer_restore_from_parts (trainer, file->weights, file->slots, file->iteration,
                                     file->learning_rate, &error);
  g_assert_no_error (error);
  return trainer;
}

static void
assert_weights_equal (const GradusTrainer *a, const GradusTrainer *b)
{
  g_autoptr (GPtrArray) x = gradus_model_dup_weights (gradus_trainer_get_model (a));
  g_autoptr (GPtrArray) y = gradus_model_dup_weights (gradus_trainer_get_model (b));

  for (guint i = 0; i < x->len; i++)
    {
      const GradusTensor *p = x->pdata[i];
      const GradusTensor *q = y->pdata[i];

      g_assert_cmpmem (p->data, p->size * sizeof (float), q->data,
                       q->size * sizeof (float));
    }
}

static void
check_optimizer (GradusConfig *optimizer, const char *format)
{
  g_autoptr (GradusSequential) stack = make_stack (optimizer);
  g_autoptr (GradusTrainer)    whole = new_trainer (stack);
  g_autoptr (GradusTrainer)    first = new_trainer (stack);
  g_autoptr (GradusTrainer)    second = NULL;
  g_autoptr (GradusKerasFile)  file = NULL;
  g_autoptr (GradusKerasFile)  back = NULL;

  train (whole, 2 * N_EPOCHS);
  train (first, N_EPOCHS);
  file = make_file (stack, first);
  back = pass_through_file (file, format);
  second = resume (back);
  train (second, N_EPOCHS);
  assert_weights_equal (whole, second);
}

static void
test_optimizer (gconstpointer data)
{
  static const char *const formats[] = { "keras", "h5" };
  const GradusKind        *kind = data;
  GradusRandom             random = gradus_random_init (3, kind->name);

  for (guint draw = 0; draw < N_DRAWS; draw++)
    for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
      {
        GradusConfig *optimizer =
          draw == 0 ? gradus_config_new (kind) : random_stack_draw_config (&random, kind);

        /* A schedule of Gradus's own has no place in Keras's older format. */
        if (i == 0 || !gradus_keras_has_foreign_schedule (optimizer))
          check_optimizer (optimizer, formats[i]);
        else
          gradus_config_free (optimizer);
      }
}

int
main (int argc, char **argv)
{
  guint                    n_kinds;
  const GradusKind *const *kinds;
  int                      result;

  g_test_init (&argc, &argv, NULL);
  kinds = gradus_kind_list (GRADUS_FAMILY_OPTIMIZER, &n_kinds);
  folder = fixture_folder_new ();
  for (guint i = 0; i < n_kinds; i++)
    {
      g_autofree char *path = g_strdup_printf ("/resume/%s", kinds[i]->name);

      g_test_add_data_func (path, kinds[i], test_optimizer);
    }
  result = g_test_run ();
  fixture_folder_free (folder);
  return result;
}
