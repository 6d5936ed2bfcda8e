/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include "config.h"

#include "io/atomic-file.h"
#include "io/history-csv.h"
#include "io/python-code.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SUMMARY_WIDTH 65

typedef struct
{
  GradusCliModelOptions model;
  char                 *format;
  char                 *output;
} Options;

static void
options_clear (Options *self)
{
  gradus_cli_model_options_clear (&self->model);
  g_free (self->format);
  g_free (self->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static char *
write_python (const GradusKerasFile *model, GError **error)
{
  return gradus_project_to_python (model->project, GRADUS_PYTHON_LIST);
}

static char *
write_csv (const GradusKerasFile *model, GError **error)
{
  if (model->history != NULL)
    return gradus_history_to_csv (model->history);
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                       _ ("This network holds no history: it was not trained here."));
  return NULL;
}

static char *
write_summary (const GradusKerasFile *model, GError **error)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (model->project->sequential);

  return gradus_plan_to_summary (plan, SUMMARY_WIDTH);
}

/* write is NULL for what is no text. */
typedef struct
{
  const char *name;
  const char *ending;
  char *(*write) (const GradusKerasFile *model, GError **error);
} Format;

static const Format formats[] = {
  { "python", ".py", write_python },
  { "csv", ".csv", write_csv },
  { "summary", ".txt", write_summary },
  { "keras", ".keras", NULL },
};

static const Format *
find_format (const Options *options, GError **error)
{
  const char *asked = options->format != NULL ? options->format : options->output;

  for (gsize i = 0; asked != NULL && i < G_N_ELEMENTS (formats); i++)
    if (options->format != NULL ? g_str_equal (formats[i].name, asked)
                                : g_str_has_suffix (asked, formats[i].ending))
      return &formats[i];
  if (asked == NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                         _ ("Say what to export with --to or --output."));
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("%s is none of python (.py), csv (.csv), summary (.txt) and keras "
                    "(.keras)."),
                 asked);
  return NULL;
}

static gboolean
export_model (const GradusKerasFile *model,
              const Format          *format,
              const char            *output,
              GError               **error)
{
  g_autofree char *text = NULL;

  if (format->write == NULL)
    return gradus_keras_file_save (model, output, error);
  text = format->write (model, error);
  if (text == NULL)
    return FALSE;
  if (output != NULL)
    return gradus_atomic_file_write (output, text, strlen (text), error);
  g_print ("%s%s", text, g_str_has_suffix (text, "\n") ? "" : "\n");
  return TRUE;
}

static gboolean
run_export (const GradusCliCommand *self,
            int                     argc,
            char                  **argv,
            int                    *status,
            GError                **error)
{
  g_auto (Options)   options = { 0 };
  const GOptionEntry entries[] = {
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.format,
      N_ ("python, csv (the history), summary or keras; else by the ending of OUT"),
      N_ ("FORMAT") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      N_ ("Where to write; standard output if not given"), N_ ("OUT") },
    { NULL },
  };
  g_autoptr (GOptionContext)  context = gradus_cli_context_new (self, entries);
  g_autoptr (GradusKerasFile) model = NULL;
  const Format               *format;

  gradus_cli_add_model_entries (context, &options.model);
  gradus_cli_add_data_entries (context, &options.model);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  format = find_format (&options, error);
  if (format == NULL)
    return FALSE;
  if (format->write == NULL && options.output == NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                           _ ("Say where to save the network with --output."));
      return FALSE;
    }
  model = gradus_cli_load_model (&options.model, argc, argv, error);
  return model != NULL && export_model (model, format, options.output, error);
}

const GradusCliCommand gradus_cli_command_export = {
  .name = "export",
  .synopsis = "[MODEL.keras]",
  .summary = N_ ("Write a network as Keras code, its history as CSV and more"),
  .run = run_export,
};
