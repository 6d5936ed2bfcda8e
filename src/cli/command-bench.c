/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <sys/resource.h>

#include "cli/workloads.h"
#include "engine/flops.h"
#include "engine/laps.h"
#include "engine/peak.h"

typedef struct
{
  GradusCliModelOptions model;
  char                 *workload;
  int                   batch;
  int                   n_threads;
  int                   epochs;
  int                   n_steps;
  gboolean              is_verbose;
  gint64                seed;
} Options;

static void
options_clear (Options *self)
{
  gradus_cli_model_options_clear (&self->model);
  g_free (self->workload);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static GradusProject *
build (const GradusWorkload *workload, const Options *options, GError **error)
{
  g_autoptr (GradusProject) project = gradus_project_new ();
  const char               *data = options->model.data;
  const char               *folder = options->model.data_dir;

  if (data != NULL && gradus_data_source_find (data) == NULL)
    {
      folder = data;
      data = NULL;
    }
  g_free (project->data.source);
  project->data.source = g_strdup (data != NULL ? data : "mnist");
  g_free (project->data.folder);
  project->data.folder = g_strdup (folder);
  project->data.task = workload->task;
  project->data.flatten = TRUE;
  project->data.n_train = (guint) options->model.n_train;
  project->data.n_test = (guint) options->model.n_test;
  if (!gradus_workload_build (workload, project->sequential, error))
    return NULL;
  project->fit.batch_size = options->batch > 0 ? (guint) options->batch : workload->batch;
  project->fit.epochs = (guint) options->epochs;
  project->fit.n_threads = (guint) options->n_threads;
  project->fit.seed = (guint64) options->seed;
  return g_steal_pointer (&project);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Steps that are measured for the table of layers. */
#define N_PROFILED 50

/* What was measured: of the steps in seconds, of the epochs as well. */
typedef struct
{
  GArray *steps;
  GArray *epochs;
} Times;

static void
times_init (Times *self)
{
  self->steps = g_array_new (FALSE, FALSE, sizeof (double));
  self->epochs = g_array_new (FALSE, FALSE, sizeof (double));
}

static void
times_clear (Times *self)
{
  g_array_unref (self->steps);
  g_array_unref (self->epochs);
}

/* @times in order: the one that a share of them is below. */
static double
get_quantile (GArray *times, double share)
{
  if (times->len == 0)
    return 0;
  g_array_sort (times, compare_doubles);
  return g_array_index (times, double, (guint) (share * times->len));
}

static void
print_timings (GradusTrainer *trainer)
{
  g_autoptr (GArray) timings = gradus_trainer_profile (trainer, N_PROFILED);
  double             total = 0;

  for (guint i = 0; i < timings->len; i++)
    total += g_array_index (timings, GradusTiming, i).forward +
             g_array_index (timings, GradusTiming, i).backward;
  g_printerr ("# %-32s %10s %10s %7s\n", _ ("µs a step, all threads"), _ ("forward"),
              _ ("backward"), _ ("share"));
  for (guint i = 0; i < timings->len; i++)
    {
      const GradusTiming *timing = &g_array_index (timings, GradusTiming, i);

      g_printerr ("# %-32s %10.1f %10.1f %5.1f %%\n", timing->name, 1e6 * timing->forward,
                  1e6 * timing->backward,
                  100 * (timing->forward + timing->backward) / MAX (total, 1e-12));
    }
}

static void
print_rate (GradusTrainer *trainer, double seconds, guint n_threads)
{
  GradusPlan *plan = gradus_model_get_plan (gradus_trainer_get_model (trainer));
  guint  n_samples = gradus_dataset_get_n_samples (gradus_trainer_get_data (trainer));
  double rate = 1e-9 * gradus_plan_count_flops (plan) * n_samples / seconds;
  double peak = gradus_measure_sgemm (n_threads);

  g_printerr ("# %.1f GFLOP/s; SGEMM of 2048³ reaches %.1f: %.0f %% of it\n", rate, peak,
              100 * rate / peak);
}

static double
get_memory (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) usage.ru_maxrss / 1024;
}

/* The lines of the peers, so that all can be read by one program: the quickest epoch, and
 * behind # the 10th percentile of the step times, times the steps of an epoch, which is
 * what an epoch takes on a machine that does nothing else. */
static double
print_times (const GradusWorkload *workload,
             const Options        *options,
             GradusTrainer        *trainer,
             Times                *times,
             double                accuracy)
{
  const GradusFitOptions *fit = gradus_trainer_get_options (trainer);
  GradusStepReport        report;
  double                  quiet;
  guint                   n_threads =
    options->n_threads > 0 ? (guint) options->n_threads : g_get_num_processors ();

  gradus_trainer_get_report (trainer, &report);
  quiet = get_quantile (times->steps, 0.1) * report.n_batches;
  g_printerr ("# quiet %.4f  (step p10 x steps)   step-median epoch %.4f\n", quiet,
              get_quantile (times->steps, 0.5) * report.n_batches);
  g_print ("%s gradus %u %u %u %.4f %.4f\n", workload->name, n_threads, fit->batch_size,
           fit->epochs, get_quantile (times->epochs, 0), accuracy);
  g_printerr ("# wall min %.4f med %.4f  rss_mb %.0f\n", get_quantile (times->epochs, 0),
              get_quantile (times->epochs, 0.5), get_memory ());
  return quiet;
}

/* Trains to the end, or for @n_steps steps if that is not 0. */
static void
measure (GradusTrainer *trainer, guint n_steps, Times *times)
{
  GradusPhase phase;
  double      epoch_start = gradus_laps_read_clock ();
  double      start = epoch_start;

  do
    {
      double now;
      double seconds;

      phase = gradus_trainer_step (trainer, NULL);
      if (phase == GRADUS_PHASE_PART)
        continue;
      now = gradus_laps_read_clock ();
      seconds = now - start;
      start = now;
      if (phase == GRADUS_PHASE_BATCH)
        g_array_append_val (times->steps, seconds);
      if (phase != GRADUS_PHASE_EPOCH_END)
        continue;
      seconds = now - epoch_start;
      epoch_start = now;
      g_array_append_val (times->epochs, seconds);
    }
  while (phase != GRADUS_PHASE_FINISHED && phase != GRADUS_PHASE_DIVERGED &&
         (n_steps == 0 || times->steps->len < n_steps));
}

static gboolean
report (const GradusWorkload *workload,
        const Options        *options,
        GradusTrainer        *trainer,
        GradusDataset        *test,
        Times                *times,
        GError              **error)
{
  guint n_threads =
    options->n_threads > 0 ? (guint) options->n_threads : g_get_num_processors ();
  double loss;
  double metrics[GRADUS_MAX_METRICS];
  double quiet;

  if (!gradus_trainer_evaluate (trainer, test, &loss, metrics, error))
    return FALSE;
  quiet = print_times (workload, options, trainer, times, metrics[0]);
  if (!options->is_verbose)
    return TRUE;
  print_rate (trainer, quiet, n_threads);
  gradus_trainer_set_epochs (trainer, G_MAXUINT);
  print_timings (trainer);
  return TRUE;
}

static gboolean
bench (const GradusWorkload *workload, const Options *options, GError **error)
{
  g_autoptr (GradusProject) project = build (workload, options, error);
  g_autoptr (GradusDataset) train = NULL;
  g_autoptr (GradusDataset) test = NULL;
  g_autoptr (GradusTrainer) trainer = NULL;
  gboolean                  is_done;
  Times                     times;

  if (project == NULL || !gradus_cli_load_data (project, &train, &test, error))
    return FALSE;
  trainer = gradus_trainer_new (project->sequential, train, NULL, &project->fit, error);
  if (trainer == NULL)
    return FALSE;
  times_init (&times);
  measure (trainer, (guint) options->n_steps, &times);
  is_done =
    options->n_steps > 0 || report (workload, options, trainer, test, &times, error);
  times_clear (&times);
  return is_done;
}

static gboolean
run_bench (const GradusCliCommand *self,
           int                     argc,
           char                  **argv,
           int                    *status,
           GError                **error)
{
  g_auto (Options)   options = { .epochs = 3, .n_threads = 1, .seed = 1 };
  const GOptionEntry entries[] = {
    { "workload", 0, 0, G_OPTION_ARG_STRING, &options.workload,
      N_ ("W1 to W5, W5gru or W5rnn"), "W" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &options.batch,
      N_ ("Samples per update instead of the workload's own"), "N" },
    { "epochs", 0, 0, G_OPTION_ARG_INT, &options.epochs, N_ ("Passes over the data"),
      "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &options.n_threads,
      N_ ("Threads, 0 for one per processor"), "N" },
    { "steps", 0, 0, G_OPTION_ARG_INT, &options.n_steps,
      N_ ("End after so many updates and print nothing, for counting instructions"),
      "N" },
    { "verbose", 0, 0, G_OPTION_ARG_NONE, &options.is_verbose,
      N_ ("Compare with what the machine can do"), NULL },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options.seed,
      N_ ("Seed of weights, order and noise"), "S" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = gradus_cli_context_new (self, entries);
  const GradusWorkload      *workload;

  gradus_cli_add_data_entries (context, &options.model);
  g_option_context_set_description (
    context,
    _ ("Prints: workload gradus threads batch epochs seconds_per_epoch test_accuracy"));
  if (!g_option_context_parse (context, &argc, &argv, error) ||
      !gradus_cli_check_range ("--batch", options.batch, 0, 1e6, error) ||
      !gradus_cli_check_range ("--epochs", options.epochs, 1, 1e6, error) ||
      !gradus_cli_check_range ("--steps", options.n_steps, 0, 1e6, error) ||
      !gradus_cli_check_range ("--threads", options.n_threads, 0, 256, error) ||
      !gradus_cli_check_range ("--seed", (double) options.seed, 0, (double) G_MAXINT64,
                               error) ||
      !gradus_cli_check_range ("--train-n", options.model.n_train, 0, G_MAXINT, error) ||
      !gradus_cli_check_range ("--test-n", options.model.n_test, 0, G_MAXINT, error))
    return FALSE;
  if (argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                   _ ("bench takes no argument %s."), argv[1]);
      return FALSE;
    }
  workload =
    gradus_workload_find (options.workload != NULL ? options.workload : "W2", error);
  return workload != NULL && bench (workload, &options, error);
}

const GradusCliCommand gradus_cli_command_bench = {
  .name = "bench",
  .synopsis = NULL,
  .summary = N_ ("Measure how long an epoch of a known workload takes"),
  .run = run_bench,
};
