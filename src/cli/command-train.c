/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"
#include "cli/progress.h"

#include "config.h"

#include "io/history-csv.h"
#include "io/run-files.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <signal.h>
#include <time.h>

#define EXIT_INTERRUPTED 130

/* What the options say; NaN and -1 where nothing was said. */
typedef struct
{
  GradusCliModelOptions model;
  int                   epochs;
  int                   batch_size;
  double                learning_rate;
  double                validation_split;
  gint64                seed;
  int                   n_threads;
  char                 *save;
  char                 *history;
} Options;

typedef struct
{
  GradusKerasFile *model;
  GradusDataset   *train;
  GradusDataset   *test;
  GradusTrainer   *trainer;
  GradusHistory   *history;
  double           first_epoch; /* where this run begins on the history's axis */
  gint64           epoch_start_us;
  gboolean         is_diverged;
  guint            n_epochs_before;
  GradusRunFiles  *files; /* nullable */
} Run;

static volatile sig_atomic_t interrupted;
static volatile time_t       interrupted_at;

/* The first Ctrl+C ends training after the batch; one more, a while later, the program.
 * Some programs send the signal twice at once. */
static void
interrupt_cb (int number)
{
  time_t now = time (NULL);

  if (interrupted && now > interrupted_at + 1)
    {
      signal (number, SIG_DFL);
      raise (number);
    }
  else if (!interrupted)
    interrupted_at = now;
  interrupted = 1;
}

static void
catch_interrupts (void)
{
  struct sigaction action = { .sa_handler = interrupt_cb };

  sigemptyset (&action.sa_mask);
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

static void
options_clear (Options *self)
{
  gradus_cli_model_options_clear (&self->model);
  g_free (self->save);
  g_free (self->history);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
run_clear (Run *self)
{
  g_clear_pointer (&self->files, gradus_run_files_free);
  g_clear_pointer (&self->trainer, gradus_trainer_free);
  g_clear_pointer (&self->history, gradus_history_unref);
  g_clear_pointer (&self->train, gradus_dataset_unref);
  g_clear_pointer (&self->test, gradus_dataset_unref);
  g_clear_pointer (&self->model, gradus_keras_file_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static GOptionContext *
make_context (const GradusCliCommand *command, Options *options)
{
  const GOptionEntry entries[] = {
    { "epochs", 0, 0, G_OPTION_ARG_INT, &options->epochs, N_ ("Passes over the data"),
      "N" },
    { "batch-size", 0, 0, G_OPTION_ARG_INT, &options->batch_size,
      N_ ("Samples per update"), "N" },
    { "learning-rate", 0, 0, G_OPTION_ARG_DOUBLE, &options->learning_rate,
      N_ ("Learning rate of the optimizer"), "X" },
    { "validation-split", 0, 0, G_OPTION_ARG_DOUBLE, &options->validation_split,
      N_ ("Share of the training data that is held back"), "X" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed,
      N_ ("Seed of weights, order and noise"), "S" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &options->n_threads,
      N_ ("Threads, 0 for one per processor; the result is the same"), "N" },
    { "save", 0, 0, G_OPTION_ARG_FILENAME, &options->save,
      N_ ("Save the trained network"), N_ ("OUT.keras") },
    { "history", 0, 0, G_OPTION_ARG_FILENAME, &options->history,
      N_ ("Save what was measured"), N_ ("OUT.csv") },
    { NULL },
  };
  GOptionContext *context = gradus_cli_context_new (command, NULL);

  gradus_cli_add_model_entries (context, &options->model);
  gradus_cli_add_data_entries (context, &options->model);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return context;
}

static gboolean
parse (const GradusCliCommand *command,
       Options                *options,
       int                    *argc,
       char                 ***argv,
       GError                **error)
{
  g_autoptr (GOptionContext) context = make_context (command, options);

  options->epochs = options->batch_size = options->n_threads = -1;
  options->seed = -1;
  options->learning_rate = options->validation_split = NAN;
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  return (options->epochs == -1 ||
          gradus_cli_check_range ("--epochs", options->epochs, 1, 1e6, error)) &&
         (options->batch_size == -1 ||
          gradus_cli_check_range ("--batch-size", options->batch_size, 1, 1e6, error)) &&
         (options->n_threads == -1 ||
          gradus_cli_check_range ("--threads", options->n_threads, 0, 256, error)) &&
         (options->seed == -1 ||
          gradus_cli_check_range ("--seed", (double) options->seed, 0,
                                  (double) G_MAXINT64, error)) &&
         (isnan (options->validation_split) ||
          gradus_cli_check_range ("--validation-split", options->validation_split, 0,
                                  0.99, error));
}

/* Writes what the options say into the project. */
static gboolean
configure (GradusProject *project, const Options *options, GError **error)
{
  GradusFitOptions *fit = &project->fit;

  if (options->epochs > 0)
    fit->epochs = (guint) options->epochs;
  if (options->batch_size > 0)
    fit->batch_size = (guint) options->batch_size;
  if (!isnan (options->validation_split))
    fit->validation_split = options->validation_split;
  if (options->seed >= 0)
    fit->seed = (guint64) options->seed;
  if (options->n_threads >= 0)
    fit->n_threads = (guint) options->n_threads;
  return isnan (options->learning_rate) ||
         gradus_config_set_float (project->sequential->optimizer, "learning_rate",
                                  options->learning_rate, error);
}

/* Goes on from where the file left off. */
static gboolean
resume (Run *run, const Options *options, GError **error)
{
  const GradusKerasFile *model = run->model;
  double                 rate = options->learning_rate;

  if (isnan (rate))
    rate = isnan (model->learning_rate) ? gradus_trainer_get_learning_rate (run->trainer)
                                        : model->learning_rate;
  if (model->weights != NULL &&
      !gradus_trainer_restore_from_parts (run->trainer, model->weights, model->slots,
                                          model->iteration, rate, error))
    return FALSE;
  gradus_trainer_hold_lesions (run->trainer, model->project->lesions);
  return TRUE;
}

/* Whether the file's history is of the very updates that are gone on from. */
static gboolean
can_continue_history (const GradusKerasFile *model,
                      const char *const     *names,
                      guint                  n_metrics)
{
  const GradusHistory *history = model->history;
  gsize                n_steps;

  if (history == NULL || model->slots == NULL ||
      gradus_history_get_n_metrics (history) != n_metrics)
    return FALSE;
  for (guint i = 0; i < n_metrics; i++)
    if (g_strcmp0 (names[i], gradus_history_get_metric_name (history, i)) != 0)
      return FALSE;
  n_steps = gradus_history_get_n_steps (history);
  return n_steps > 0 &&
         gradus_history_get_step (history, n_steps - 1)->step == model->iteration;
}

static void
open_history (Run *run)
{
  const char *names[GRADUS_MAX_METRICS];
  guint       n_metrics = gradus_trainer_get_n_metrics (run->trainer);

  for (guint i = 0; i < n_metrics; i++)
    names[i] = gradus_trainer_get_metric_name (run->trainer, i);
  if (can_continue_history (run->model, names, n_metrics))
    {
      gsize n_steps = gradus_history_get_n_steps (run->model->history);

      run->history = gradus_history_ref (run->model->history);
      run->first_epoch = gradus_history_get_step (run->history, n_steps - 1)->epoch;
    }
  else
    run->history = gradus_history_new (n_metrics, names);
  run->n_epochs_before = gradus_history_get_n_epochs (run->history);
  if (gradus_run_files_is_needed (run->model->project->sequential))
    run->files = gradus_run_files_new (run->model->project->sequential, ".");
}

static gboolean
check_weights (const GradusTrainer *trainer, GError **error)
{
  GradusPlan *plan = gradus_model_get_plan (gradus_trainer_get_model (trainer));
  guint64     n_trainable = 0;

  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    n_trainable += gradus_plan_get_n_trainable_params (plan, i);
  if (n_trainable == 0)
    g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_MISMATCH,
                         _ ("This network has no weights that could learn."));
  return n_trainable > 0;
}

static gboolean
prepare (Run *run, const Options *options, int argc, char **argv, GError **error)
{
  run->model = gradus_cli_load_model (&options->model, argc, argv, error);
  if (run->model == NULL || !configure (run->model->project, options, error) ||
      !gradus_cli_load_data (run->model->project, &run->train, &run->test, error))
    return FALSE;
  run->trainer = gradus_trainer_new (run->model->project->sequential, run->train, NULL,
                                     &run->model->project->fit, error);
  if (run->trainer == NULL || !check_weights (run->trainer, error) ||
      !resume (run, options, error))
    return FALSE;
  open_history (run);
  return TRUE;
}

static void
record_step (Run *run, const GradusStepReport *report)
{
  GradusHistoryStep step = { .step = report->step, .loss = (float) report->loss };

  step.epoch = run->first_epoch + report->epoch +
               (double) report->batch / MAX (report->n_batches, 1);
  step.learning_rate = (float) report->learning_rate;
  for (guint i = 0; i < report->n_metrics; i++)
    step.metrics[i] = (float) report->metrics[i];
  gradus_history_append_step (run->history, &step);
}

static void
record_epoch (Run *run, const GradusStepReport *report)
{
  gint64             now = g_get_monotonic_time ();
  GradusHistoryEpoch epoch = { .epoch = gradus_history_get_n_epochs (run->history) + 1,
                               .step = report->step,
                               .loss = report->epoch_loss,
                               .has_validation = report->has_validation,
                               .validation_loss = report->validation_loss };

  for (guint i = 0; i < report->n_metrics; i++)
    {
      epoch.metrics[i] = report->epoch_metrics[i];
      epoch.validation_metrics[i] = report->validation_metrics[i];
    }
  epoch.seconds = (double) (now - run->epoch_start_us) / G_USEC_PER_SEC;
  run->epoch_start_us = now;
  gradus_history_append_epoch (run->history, &epoch);
}

/* The network as it is now; borrowed from @run and @state. */
static GradusKerasFile
get_file (const Run *run, const GradusTrainerState *state)
{
  return (GradusKerasFile){
    .project = run->model->project,
    .weights = gradus_trainer_state_get_weights (state),
    .slots = gradus_trainer_state_get_slots (state),
    .iteration = gradus_trainer_state_get_iteration (state),
    .learning_rate = gradus_trainer_state_get_learning_rate (state),
    .history = run->history,
    .silences = run->model->silences,
    .from_gradus = TRUE,
  };
}

/* What callbacks write. Training goes on where a file could not be written. */
static void
write_files (Run *run)
{
  g_autoptr (GradusTrainerState) state = gradus_trainer_dup_state (run->trainer);
  g_autoptr (GError)             error = NULL;
  GradusKerasFile                file = get_file (run, state);

  if (!gradus_run_files_end_epoch (run->files, &file, run->n_epochs_before,
                                   gradus_history_get_n_epochs (run->history) - 1,
                                   &error))
    g_printerr ("gradus-cli: %s\n", error->message);
}

static void
train (Run *run)
{
  GradusCliProgress progress;
  GradusStepReport  report;
  GradusPhase       phase;

  gradus_cli_progress_init (&progress, run->trainer, run->model->project->fit.epochs);
  run->epoch_start_us = g_get_monotonic_time ();
  do
    {
      phase = gradus_trainer_step (run->trainer, &report);
      if (phase == GRADUS_PHASE_BATCH)
        record_step (run, &report);
      else if (phase == GRADUS_PHASE_EPOCH_END)
        {
          record_epoch (run, &report);
          if (run->files != NULL)
            write_files (run);
        }
      gradus_cli_progress_show (&progress, &report);
    }
  while (phase != GRADUS_PHASE_FINISHED && phase != GRADUS_PHASE_DIVERGED &&
         !interrupted);
  gradus_cli_progress_stop (&progress);
  run->is_diverged = phase == GRADUS_PHASE_DIVERGED;
}

static gboolean
save (Run *run, const char *path, GError **error)
{
  g_autoptr (GradusTrainerState) state = gradus_trainer_dup_state (run->trainer);
  GradusKerasFile                file = get_file (run, state);

  if (!gradus_keras_file_save (&file, path, error))
    return FALSE;
  g_print (_ ("Saved %s\n"), path);
  return TRUE;
}

static gboolean
test (Run *run, GError **error)
{
  double           loss;
  double           metrics[GRADUS_MAX_METRICS];
  g_autofree char *scores = NULL;

  if (!gradus_trainer_evaluate (run->trainer, run->test, &loss, metrics, error))
    return FALSE;
  scores = gradus_cli_format_scores (run->trainer, loss, metrics);
  g_print (_ ("Test: %s\n"), scores);
  return TRUE;
}

static gboolean
run_train (const GradusCliCommand *self,
           int                     argc,
           char                  **argv,
           int                    *status,
           GError                **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Run)     run = { 0 };

  if (!parse (self, &options, &argc, &argv, error) ||
      !prepare (&run, &options, argc, argv, error))
    return FALSE;
  catch_interrupts ();
  train (&run);
  if (interrupted)
    g_print ("%s\n", _ ("Stopped."));
  if ((options.save != NULL && !save (&run, options.save, error)) ||
      (options.history != NULL &&
       !gradus_history_csv_save (run.history, options.history, error)))
    return FALSE;
  if (run.is_diverged)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DIVERGED,
                           _ ("The loss grew beyond all numbers. A smaller learning rate "
                              "usually helps."));
      return FALSE;
    }
  if (!test (&run, error))
    return FALSE;
  *status = interrupted ? EXIT_INTERRUPTED : 0;
  return TRUE;
}

const GradusCliCommand gradus_cli_command_train = {
  .name = "train",
  .synopsis = "[MODEL.keras]",
  .summary = N_ ("Train a network and save it"),
  .run = run_train,
};
