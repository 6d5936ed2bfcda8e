/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"
#include "cli/sample-file.h"

#include "config.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GradusCliModelOptions model;
  int                   index;
  char                 *input;
} Options;

static void
options_clear (Options *self)
{
  gradus_cli_model_options_clear (&self->model);
  g_free (self->input);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* The sample at hand: from a file, or from the test data, which are handed out, too. */
static float *
load_sample (const Options       *options,
             const GradusProject *project,
             GradusDataset      **test,
             GError             **error)
{
  g_autoptr (GradusDataset) train = NULL;
  const GradusShape        *input = &project->sequential->input;
  float                    *x;

  if (options->input != NULL)
    return gradus_cli_sample_file_load (options->input, (guint) options->index, input,
                                        error);
  if (!gradus_cli_load_data (project, &train, test, error))
    return NULL;
  if ((guint) options->index >= gradus_dataset_get_n_samples (*test))
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                   _ ("There are %u test samples; there is no number %d."),
                   gradus_dataset_get_n_samples (*test), options->index);
      return NULL;
    }
  if (!gradus_shape_equal (gradus_dataset_get_shape (*test), input))
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                   _ ("The data do not have the shape that this network takes in."));
      return NULL;
    }
  x = g_new (float, gradus_shape_size (input));
  gradus_dataset_get_sample (*test, (guint) options->index, x);
  return x;
}

static void
print_class (guint index, const GradusDataset *data, double value)
{
  if (data != NULL && index < gradus_dataset_get_n_classes (data))
    g_print ("%-4s %.4f\n", gradus_dataset_get_class_name (data, index), value);
  else
    g_print ("%-4u %.4f\n", index, value);
}

static void
print_answer (const GradusProject *project,
              const GradusDataset *data,
              gsize                n,
              const float         *y)
{
  gsize best = 0;

  if (project->data.task.kind == GRADUS_TASK_AUTOENCODE)
    {
      for (gsize i = 0; i < n; i++)
        g_print ("%.4f\n", (double) y[i]);
      return;
    }
  if (n == 1)
    {
      g_print ("%-4s %.4f\n", _ ("yes"), (double) y[0]);
      g_print ("%-4s %.4f\n", _ ("no"), 1 - (double) y[0]);
      g_print ("%s: %s\n", _ ("answer"), y[0] > 0.5f ? _ ("yes") : _ ("no"));
      return;
    }
  for (gsize i = 0; i < n; i++)
    {
      print_class ((guint) i, data, (double) y[i]);
      if (y[i] > y[best])
        best = i;
    }
  if (data != NULL && best < gradus_dataset_get_n_classes (data))
    g_print ("%s: %s\n", _ ("answer"),
             gradus_dataset_get_class_name (data, (guint) best));
  else
    g_print ("%s: %" G_GSIZE_FORMAT "\n", _ ("answer"), best);
}

static gboolean
predict (const GradusKerasFile *file, const Options *options, GError **error)
{
  const GradusProject    *project = file->project;
  g_autoptr (GradusModel) model =
    gradus_model_new (project->sequential, project->fit.seed, error);
  g_autoptr (GradusDataset) test = NULL;
  g_autofree float         *x = NULL;
  g_autofree float         *y = NULL;
  GradusPlan               *plan;
  GradusShape               output;

  if (model == NULL ||
      (file->weights != NULL && !gradus_model_set_weights (model, file->weights, error)))
    return FALSE;
  x = load_sample (options, project, &test, error);
  if (x == NULL)
    return FALSE;
  plan = gradus_model_get_plan (model);
  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output);
  y = g_new (float, gradus_shape_size (&output));
  gradus_model_predict (model, 1, x, y);
  print_answer (project, test, gradus_shape_size (&output), y);
  if (test != NULL && gradus_dataset_get_n_classes (test) > 0)
    g_print ("%s: %s\n", _ ("truth"),
             gradus_dataset_get_class_name (test,
                                            gradus_dataset_get_label (test,
                                                                      (guint)
                                                                        options->index)));
  return TRUE;
}

static gboolean
run_predict (const GradusCliCommand *self,
             int                     argc,
             char                  **argv,
             int                    *status,
             GError                **error)
{
  g_auto (Options)   options = { 0 };
  const GOptionEntry entries[] = {
    { "index", 0, 0, G_OPTION_ARG_INT, &options.index,
      N_ ("Which sample of the test data, or of an IDX file"), "I" },
    { "input", 0, 0, G_OPTION_ARG_FILENAME, &options.input,
      N_ ("A .pgm picture (ink is white), a .csv file with numbers, or IDX pictures"),
      N_ ("FILE") },
    { NULL },
  };
  g_autoptr (GOptionContext)  context = gradus_cli_context_new (self, entries);
  g_autoptr (GradusKerasFile) file = NULL;

  gradus_cli_add_model_entries (context, &options.model);
  gradus_cli_add_data_entries (context, &options.model);
  if (!g_option_context_parse (context, &argc, &argv, error) ||
      !gradus_cli_check_range ("--index", options.index, 0, G_MAXINT, error))
    return FALSE;
  file = gradus_cli_load_model (&options.model, argc, argv, error);
  return file != NULL && predict (file, &options, error);
}

const GradusCliCommand gradus_cli_command_predict = {
  .name = "predict",
  .synopsis = "[MODEL.keras]",
  .summary = N_ ("Print what a network makes of one sample"),
  .run = run_predict,
};
