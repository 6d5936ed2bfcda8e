/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"

#include "config.h"

#include "io/atomic-file.h"
#include "io/model-formats.h"
#include "plot/report.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GradusCliModelOptions model;
  char                 *format;
  char                 *output;
  gboolean              takes_bytes;
  char                 *author;
  char                 *paper;
} Options;

static void
options_clear (Options *self)
{
  gradus_cli_model_options_clear (&self->model);
  g_free (self->format);
  g_free (self->output);
  g_free (self->author);
  g_free (self->paper);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* All formats and, drawn and so no part of io, the report; NULL after the last. */
static const GradusModelFormat *
get_format (guint index)
{
  guint                           n_formats;
  const GradusModelFormat *const *formats = gradus_model_format_list (&n_formats);

  if (index < n_formats)
    return formats[index];
  return index == n_formats ? &gradus_report_format : NULL;
}

/* Where its schema was missing when Gradus was built. */
static gboolean
is_missing (const char *asked)
{
  return g_str_has_suffix (asked, "onnx") && gradus_model_format_find ("onnx") == NULL;
}

/* The formats, one a line, as the help lists them. */
static char *
describe_formats (void)
{
  GString                 *text = g_string_new (_ ("Formats:"));
  const GradusModelFormat *format;

  for (guint i = 0; (format = get_format (i)) != NULL; i++)
    g_string_append_printf (text, "\n  %-12s %-14s %s", format->id, format->endings[0],
                            _ (format->summary));
  return g_string_free (text, FALSE);
}

static char *
name_formats (void)
{
  GString                 *text = g_string_new (NULL);
  const GradusModelFormat *format;

  for (guint i = 0; (format = get_format (i)) != NULL; i++)
    g_string_append_printf (text, "%s%s (%s)", i > 0 ? ", " : "", format->id,
                            format->endings[0]);
  return g_string_free (text, FALSE);
}

static const GradusModelFormat *
find_format (const Options *options, GError **error)
{
  const char              *asked = options->format;
  const GradusModelFormat *format = NULL;

  if (asked != NULL)
    format = g_str_equal (asked, gradus_report_format.id)
               ? &gradus_report_format
               : gradus_model_format_find (asked);
  else if (options->output != NULL)
    {
      asked = options->output;
      format = g_str_has_suffix (asked, gradus_report_format.endings[0])
                 ? &gradus_report_format
                 : gradus_model_format_find_by_path (asked);
    }
  if (asked == NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                         _ ("Say what to export with --to or --output."));
  else if (format == NULL && is_missing (asked))
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                         _ ("This Gradus was built without ONNX."));
  else if (format == NULL)
    {
      g_autofree char *known = name_formats ();

      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   /* Translators: what was typed, then a list like "keras (.keras),
                      python (.py)" */
                   _ ("%s is none of the formats that Gradus writes: %s."), asked, known);
    }
  return format;
}

static gboolean
print_text (const GradusModelFormat *format,
            const GradusModelExport *what,
            GError                 **error)
{
  GBytes     *parts[GRADUS_MODEL_FORMAT_MAX_PARTS];
  const char *text;
  gsize       n_bytes;

  if (!gradus_model_format_render (format, what, "model", parts, error))
    return FALSE;
  for (guint i = 0; i < GRADUS_MODEL_FORMAT_MAX_PARTS; i++)
    if (parts[i] != NULL)
      {
        text = g_bytes_get_data (parts[i], &n_bytes);
        g_print ("%.*s%s", (int) n_bytes, text,
                 n_bytes > 0 && text[n_bytes - 1] == '\n' ? "" : "\n");
        g_bytes_unref (parts[i]);
      }
  return TRUE;
}

static gboolean
check_options (const Options *options, const GradusModelFormat *format, GError **error)
{
  if (!format->is_text && options->output == NULL)
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                         _ ("Say where to save the network with --output."));
  else if (options->takes_bytes && !format->can_take_bytes)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                 /* Translators: a format like "python" */
                 _ ("The format %s has no use for --bytes."), format->id);
  else
    return TRUE;
  return FALSE;
}

static gboolean
read_paper (const char *name, GradusReportPaper *paper, GError **error)
{
  *paper = gradus_report_get_usual_paper ();
  if (name == NULL)
    return TRUE;
  if (g_ascii_strcasecmp (name, "a4") == 0)
    *paper = GRADUS_REPORT_A4;
  else if (g_ascii_strcasecmp (name, "letter") == 0)
    *paper = GRADUS_REPORT_LETTER;
  else
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("--paper must be a4 or letter, not %s."), name);
      return FALSE;
    }
  return TRUE;
}

/* Without the data there is a report all the same, which then says less. */
static gboolean
write_report (const GradusKerasFile *model, const Options *options, GError **error)
{
  GradusReportOptions       how = { .author = options->author };
  g_autoptr (GradusDataset) train = NULL;
  g_autoptr (GradusDataset) test = NULL;
  g_autoptr (GError)        problem = NULL;
  g_autoptr (GBytes)        report = NULL;

  if (!read_paper (options->paper, &how.paper, error))
    return FALSE;
  if (!gradus_cli_load_data (model->project, &train, &test, &problem))
    g_printerr (_ ("The report says nothing about test samples: %s\n"), problem->message);
  report = gradus_report_render (model, test, &how, NULL, error);
  return report != NULL &&
         gradus_atomic_file_write (options->output, g_bytes_get_data (report, NULL),
                                   g_bytes_get_size (report), error);
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
      N_ ("One of the formats below; else by the ending of OUT"), N_ ("FORMAT") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      N_ ("Where to write; standard output if not given"), N_ ("OUT") },
    { "bytes", 0, 0, G_OPTION_ARG_NONE, &options.takes_bytes,
      N_ ("The written network takes pixels from 0 to 255"), NULL },
    { "author", 0, 0, G_OPTION_ARG_STRING, &options.author,
      N_ ("Whose name stands on a report; a line to write on if not given"),
      N_ ("NAME") },
    { "paper", 0, 0, G_OPTION_ARG_STRING, &options.paper,
      N_ ("Of a report: a4 or letter; else as the locale says"), N_ ("PAPER") },
    { NULL },
  };
  g_autoptr (GOptionContext)  context = gradus_cli_context_new (self, entries);
  g_autoptr (GradusKerasFile) model = NULL;
  g_autofree char            *formats = describe_formats ();
  g_autofree char            *description = NULL;
  g_autoptr (GradusDataset)   train = NULL;
  g_autoptr (GradusDataset)   test = NULL;
  GradusModelExport           what = { 0 };
  const GradusModelFormat    *format;

  gradus_cli_add_model_entries (context, &options.model);
  gradus_cli_add_data_entries (context, &options.model);
  description =
    g_strconcat (formats, "\n\n", g_option_context_get_description (context), NULL);
  g_option_context_set_description (context, description);
  if (!g_option_context_parse (context, &argc, &argv, error))
    return FALSE;
  format = find_format (&options, error);
  if (format == NULL || !check_options (&options, format, error))
    return FALSE;
  model = gradus_cli_load_model (&options.model, argc, argv, error);
  if (model == NULL)
    return FALSE;
  if (format == &gradus_report_format)
    return write_report (model, &options, error);
  what.file = model;
  /* Without the data the format does without. */
  if (format->wants_samples && gradus_cli_load_data (model->project, &train, &test, NULL))
    what.samples = test;
  what.takes_bytes = options.takes_bytes;
  return options.output != NULL
           ? gradus_model_format_write (format, &what, options.output, error)
           : print_text (format, &what, error);
}

const GradusCliCommand gradus_cli_command_export = {
  .name = "export",
  .synopsis = "[MODEL.keras]",
  .summary = N_ ("Write a network as Keras code, its history as CSV and more"),
  .run = run_export,
};
