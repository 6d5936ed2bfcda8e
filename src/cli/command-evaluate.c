/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "engine/confusion.h"

/* Returns: (transfer full): a trainer that only measures, holding the file's weights */
static GradusTrainer *
make_judge (const GradusKerasFile *model,
            GradusDataset         *data,
            int                    n_threads,
            GError               **error)
{
  GradusFitOptions          fit = model->project->fit;
  g_autoptr (GradusTrainer) trainer = NULL;

  fit.validation_split = 0;
  fit.n_threads = (guint) n_threads;
  trainer = gradus_trainer_new (model->project->sequential, data, NULL, &fit, error);
  if (trainer == NULL)
    return NULL;
  if (model->weights != NULL &&
      !gradus_model_set_weights (gradus_trainer_get_model (trainer), model->weights,
                                 error))
    return NULL;
  return g_steal_pointer (&trainer);
}

/* One row for each class: how often it was taken for which. */
static gboolean
print_confusion (GradusModel *model, const GradusDataset *data, GError **error)
{
  g_autoptr (GradusConfusion) confusion = gradus_confusion_new (model, data, 0);

  if (confusion == NULL)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_MISMATCH,
                           _ ("A confusion matrix needs data with classes, and a network "
                              "that tells them apart."));
      return FALSE;
    }
  g_print ("%s\n", _ ("Rows are what is, columns what the network says:"));
  for (guint i = 0; i < confusion->n_classes; i++)
    {
      g_print ("%12s", gradus_dataset_get_class_name (data, i));
      for (guint j = 0; j < confusion->n_classes; j++)
        g_print (" %6u", confusion->counts[i * confusion->n_classes + j]);
      g_print ("\n");
    }
  return TRUE;
}

static gboolean
evaluate (const GradusKerasFile *model,
          gboolean               on_training_data,
          gboolean               with_confusion,
          int                    n_threads,
          GError               **error)
{
  g_autoptr (GradusDataset) train = NULL;
  g_autoptr (GradusDataset) test = NULL;
  g_autoptr (GradusTrainer) trainer = NULL;
  g_autofree char          *scores = NULL;
  double                    loss;
  double                    metrics[GRADUS_MAX_METRICS];

  if (!gradus_cli_load_data (model->project, &train, &test, error))
    return FALSE;
  trainer = make_judge (model, on_training_data ? train : test, n_threads, error);
  if (trainer == NULL ||
      !gradus_trainer_evaluate (trainer, on_training_data ? train : test, &loss, metrics,
                                error))
    return FALSE;
  scores = gradus_cli_format_scores (trainer, loss, metrics);
  g_print ("%s\n", scores);
  return !with_confusion || print_confusion (gradus_trainer_get_model (trainer),
                                             on_training_data ? train : test, error);
}

static gboolean
run_evaluate (const GradusCliCommand *self,
              int                     argc,
              char                  **argv,
              int                    *status,
              GError                **error)
{
  gboolean           on_training_data = FALSE;
  gboolean           with_confusion = FALSE;
  int                n_threads = 0;
  const GOptionEntry entries[] = {
    { "training-data", 0, 0, G_OPTION_ARG_NONE, &on_training_data,
      N_ ("Judge by the training data instead of the test data"), NULL },
    { "confusion", 0, 0, G_OPTION_ARG_NONE, &with_confusion,
      N_ ("Print how often each class is taken for each other one"), NULL },
    { "threads", 0, 0, G_OPTION_ARG_INT, &n_threads,
      N_ ("Threads, 0 for one per processor; the result is the same"), "N" },
    { NULL },
  };
  g_autoptr (GOptionContext)     context = gradus_cli_context_new (self, entries);
  g_auto (GradusCliModelOptions) options = { 0 };
  g_autoptr (GradusKerasFile)    model = NULL;

  gradus_cli_add_model_entries (context, &options);
  gradus_cli_add_data_entries (context, &options);
  if (!g_option_context_parse (context, &argc, &argv, error) ||
      !gradus_cli_check_range ("--threads", n_threads, 0, 256, error))
    return FALSE;
  model = gradus_cli_load_model (&options, argc, argv, error);
  return model != NULL &&
         evaluate (model, on_training_data, with_confusion, n_threads, error);
}

const GradusCliCommand gradus_cli_command_evaluate = {
  .name = "evaluate",
  .synopsis = "[MODEL.keras]",
  .summary = N_ ("Measure loss and metrics on the test data"),
  .run = run_evaluate,
};
