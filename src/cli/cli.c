/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "io/weights-file.h"

void
gradus_cli_model_options_clear (GradusCliModelOptions *self)
{
  g_clear_pointer (&self->template_name, g_free);
  g_clear_pointer (&self->weights, g_free);
  g_clear_pointer (&self->data, g_free);
  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->task, g_free);
}

GOptionContext *
gradus_cli_context_new (const GradusCliCommand *command, const GOptionEntry *entries)
{
  g_autofree char *name = g_strdup_printf ("gradus-cli %s", command->name);
  GOptionContext  *context = g_option_context_new (command->synopsis);

  g_set_prgname (name); /* GOption's help begins with it */
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ (command->summary));
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return context;
}

/* One line for each template: id and title. */
static char *
describe_templates (void)
{
  GString                     *text = g_string_new (_ ("Templates:"));
  guint                        n_templates;
  const GradusTemplate *const *templates = gradus_template_list (&n_templates);

  for (guint i = 0; i < n_templates; i++)
    g_string_append_printf (text, "\n  %-20s %s", templates[i]->id,
                            _ (templates[i]->title));
  return g_string_free (text, FALSE);
}

void
gradus_cli_add_model_entries (GOptionContext *context, GradusCliModelOptions *options)
{
  const GOptionEntry entries[] = {
    { "template", 0, 0, G_OPTION_ARG_STRING, &options->template_name,
      N_ ("Begin with a template instead of a .keras file"), N_ ("NAME") },
    { "weights", 0, 0, G_OPTION_ARG_FILENAME, &options->weights,
      N_ ("Take the weights from here: NumPy's .npz, or Keras's .weights.h5"),
      N_ ("FILE") },
    { NULL },
  };
  g_autofree char *templates = describe_templates ();

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_description (context, templates);
}

void
gradus_cli_add_data_entries (GOptionContext *context, GradusCliModelOptions *options)
{
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_STRING, &options->data,
      N_ ("Data set, like digits (drawn by the program), mnist or spirals"), N_ ("SET") },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->data_dir,
      N_ ("Folder that holds the files of the data set"), N_ ("DIR") },
    { "task", 0, 0, G_OPTION_ARG_STRING, &options->task,
      N_ ("Question: classes, digit>=5, is-7, even or autoencode"), N_ ("TASK") },
    { "train-n", 0, 0, G_OPTION_ARG_INT, &options->n_train,
      N_ ("Use only the first N training samples"), N_ ("N") },
    { "test-n", 0, 0, G_OPTION_ARG_INT, &options->n_test,
      N_ ("Use only the first N test samples"), N_ ("N") },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

/**
 * gradus_cli_check_range:
 * @option: what was typed, like "--epochs"
 * @value: its value
 * @minimum: the smallest that is allowed
 * @maximum: the largest
 * @error: return location for an error
 *
 * Errors: `G_OPTION_ERROR_BAD_VALUE` if @value lies outside or is not a number
 *
 * Returns: whether @value may be used
 */
gboolean
gradus_cli_check_range (const char *option,
                        double      value,
                        double      minimum,
                        double      maximum,
                        GError    **error)
{
  if (value >= minimum && value <= maximum) /* refuses NaN, too */
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("%s must lie between %.10g and %.10g, not %.10g."), option, minimum,
               maximum, value);
  return FALSE;
}

static GradusKerasFile *
load_template (const char *name, GError **error)
{
  const GradusTemplate *model = gradus_template_find (name);
  GradusKerasFile      *file;

  if (model == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("There is no template called %s."), name);
      return NULL;
    }
  file = g_new0 (GradusKerasFile, 1);
  file->project = gradus_template_build (model);
  file->from_gradus = TRUE;
  return file;
}

/* A foreign file does not say what it was trained on: the width of its output does. */
static void
guess_task (GradusProject *project)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (project->sequential);
  GradusShape            output;

  if (!gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output))
    return;
  if (gradus_shape_equal (&output, &project->sequential->input))
    project->data.task = (GradusTask){ .kind = GRADUS_TASK_AUTOENCODE };
  else if (gradus_shape_last (&output) == 1)
    project->data.task = (GradusTask){ .kind = GRADUS_TASK_AT_LEAST, .digit = 5 };
  else
    project->data.task = (GradusTask){ .kind = GRADUS_TASK_CLASSES };
}

/* Rows of numbers or pictures, whichever the network takes in. */
static void
choose_form (GradusProject *project)
{
  GradusShape shape;

  project->data.flatten = project->sequential->input.rank <= 1;
  if (gradus_data_ref_get_shape (&project->data, &shape) &&
      !gradus_shape_equal (&shape, &project->sequential->input))
    project->data.flatten = !project->data.flatten;
}

static gboolean
choose_data (GradusKerasFile *file, const GradusCliModelOptions *options, GError **error)
{
  GradusProject *project = file->project;

  if (!gradus_cli_check_range ("--train-n", options->n_train, 0, G_MAXINT, error) ||
      !gradus_cli_check_range ("--test-n", options->n_test, 0, G_MAXINT, error))
    return FALSE;
  if (options->data != NULL)
    {
      if (gradus_data_source_find (options->data) == NULL)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       _ ("There is no data set called %s."), options->data);
          return FALSE;
        }
      g_free (project->data.source);
      project->data.source = g_strdup (options->data);
    }
  if (options->data_dir != NULL)
    {
      g_free (project->data.folder);
      project->data.folder = g_strdup (options->data_dir);
    }
  if (!file->from_gradus)
    guess_task (project);
  if (options->task != NULL &&
      !gradus_task_from_string (options->task, &project->data.task, error))
    return FALSE;
  if (options->n_train > 0)
    project->data.n_train = (guint) options->n_train;
  if (options->n_test > 0)
    project->data.n_test = (guint) options->n_test;
  choose_form (project);
  return TRUE;
}

/* In the place of what the network had learned; what it measured then stays. */
static gboolean
take_weights (GradusKerasFile *file, const char *path, GError **error)
{
  g_autoptr (GradusKerasFile) other =
    gradus_weights_file_open (file->project, path, error);

  if (other == NULL)
    return FALSE;
  gradus_project_free (file->project);
  g_clear_pointer (&file->weights, g_ptr_array_unref);
  g_clear_pointer (&file->slots, g_ptr_array_unref);
  file->project = g_steal_pointer (&other->project);
  file->weights = g_steal_pointer (&other->weights);
  file->slots = g_steal_pointer (&other->slots);
  file->iteration = other->iteration;
  file->learning_rate = other->learning_rate;
  return TRUE;
}

/**
 * gradus_cli_load_model:
 * @options: what was chosen
 * @argc: number of arguments that are left
 * @argv: those arguments, the command's name first
 * @error: return location for an error
 *
 * Errors: `G_OPTION_ERROR` if the arguments do not name one network, and what
 * gradus_keras_file_load() reports
 *
 * Returns: (transfer full): the network, or %NULL if @error is set
 */
GradusKerasFile *
gradus_cli_load_model (const GradusCliModelOptions *options,
                       int                          argc,
                       char                       **argv,
                       GError                     **error)
{
  g_autoptr (GradusKerasFile) file = NULL;

  if ((options->template_name != NULL) + (argc - 1) != 1)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           options->template_name == NULL && argc < 2
                             ? _ ("Name a .keras file, or a template with --template.")
                             : _ ("Name one network only."));
      return NULL;
    }
  file = options->template_name != NULL ? load_template (options->template_name, error)
                                        : gradus_keras_file_load (argv[1], error);
  if (file == NULL ||
      (options->weights != NULL && !take_weights (file, options->weights, error)) ||
      !choose_data (file, options, error))
    return NULL;
  return g_steal_pointer (&file);
}

gboolean
gradus_cli_load_data (const GradusProject *project,
                      GradusDataset      **train,
                      GradusDataset      **test,
                      GError             **error)
{
  return gradus_data_ref_load (&project->data, train, test, NULL, error);
}

char *
gradus_cli_format_scores (const GradusTrainer *trainer,
                          double               loss,
                          const double        *metrics)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "loss %.4f", loss);
  for (guint i = 0; i < gradus_trainer_get_n_metrics (trainer); i++)
    g_string_append_printf (text, ", %s %.4f",
                            gradus_trainer_get_metric_name (trainer, i), metrics[i]);
  return g_string_free (text, FALSE);
}
