/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cli.h"
#include "cli/render-figures.h"

#include "config.h"

#include "io/atomic-file.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#define MOST_SCALE 8

typedef struct
{
  GradusCliModelOptions  model;
  GradusCliFigureOptions figure;
  char                  *what;
  char                  *output;
  char                  *size;
  char                  *theme;
  char                  *format;
  int                    scale;
  gboolean               plain;
  gboolean               numbers;
} Options;

static void
options_clear (Options *self)
{
  gradus_cli_model_options_clear (&self->model);
  gradus_cli_figure_options_clear (&self->figure);
  g_free (self->what);
  g_free (self->output);
  g_free (self->size);
  g_free (self->theme);
  g_free (self->format);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
read_theme (const char *name, GradusThemeId *theme, GError **error)
{
  static const struct
  {
    const char   *name;
    GradusThemeId id;
  } themes[] = {
    { "print", GRADUS_THEME_PRINT },
    { "light", GRADUS_THEME_LIGHT },
    { "dark", GRADUS_THEME_DARK },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (themes); i++)
    if (name == NULL || g_str_equal (themes[i].name, name))
      {
        *theme = themes[i].id;
        return TRUE;
      }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--theme must be print, light or dark, not %s."), name);
  return FALSE;
}

static gboolean
read_size (const char *text, GradusFigureSettings *settings, GError **error)
{
  int   n_read = 0;
  guint width, height;

  if (text == NULL)
    return TRUE;
  if (sscanf (text, "%5ux%5u%n", &width, &height, &n_read) == 2 && text[n_read] == '\0' &&
      MIN (width, height) >= GRADUS_FIGURE_LEAST_SIDE &&
      MAX (width, height) <= GRADUS_FIGURE_MOST_SIDE)
    {
      settings->width = width;
      settings->height = height;
      return TRUE;
    }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--size must look like 960x600, each at least %d, not %s."),
               GRADUS_FIGURE_LEAST_SIDE, text);
  return FALSE;
}

/* By name, or by the ending of the file. */
static gboolean
read_format (const Options *options, GradusExportFormat *format, GError **error)
{
  if (options->format != NULL)
    for (guint i = 0; i < GRADUS_N_EXPORT_FORMATS; i++)
      if (g_str_equal (gradus_export_format_get_ending ((GradusExportFormat) i) +
                         strlen ("."),
                       options->format))
        {
          *format = (GradusExportFormat) i;
          return TRUE;
        }
  if (options->format != NULL)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("--format must be png, svg or pdf, not %s."), options->format);
  else if (options->output != NULL &&
           gradus_export_format_of_path (options->output, format))
    return TRUE;
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("--output must end in .png, .svg or .pdf, not %s."),
                 options->output != NULL ? options->output : _ ("be left out"));
  return FALSE;
}

static gboolean
read_settings (const Options *options, GradusFigureSettings *settings, GError **error)
{
  *settings = GRADUS_FIGURE_SETTINGS_STANDARD;
  settings->plain = options->plain;
  settings->scale = options->scale;
  return gradus_cli_check_range ("--scale", options->scale, 1, MOST_SCALE, error) &&
         read_theme (options->theme, &settings->theme, error) &&
         read_size (options->size, settings, error) &&
         (options->numbers || read_format (options, &settings->format, error));
}

static GOptionContext *
make_context (const GradusCliCommand *command, Options *options)
{
  const GOptionEntry entries[] = {
    { "what", 0, 0, G_OPTION_ARG_STRING, &options->what,
      N_ ("What to draw: curves, loss, schedule, weights, update, representations, maps, "
          "prediction, confusion, evidence, mistakes, plane, regression, samples, "
          "points, classes, tensor or batches"),
      N_ ("WHAT") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("The picture: .png, .svg or .pdf"), N_ ("OUT") },
    { "format", 0, 0, G_OPTION_ARG_STRING, &options->format,
      N_ ("png, svg or pdf; else by the ending of OUT"), N_ ("FORMAT") },
    { "size", 0, 0, G_OPTION_ARG_STRING, &options->size,
      N_ ("Width and height of the page, like 960x600; what fits if not given"),
      N_ ("WxH") },
    { "scale", 0, 0, G_OPTION_ARG_INT, &options->scale,
      N_ ("Pixels of a PNG for one of the size, 1 to 8; 2 if not given"), "N" },
    { "theme", 0, 0, G_OPTION_ARG_STRING, &options->theme, N_ ("print, light or dark"),
      N_ ("THEME") },
    { "plain", 0, 0, G_OPTION_ARG_NONE, &options->plain,
      N_ ("Without title and words, for a text that has its own"), NULL },
    { "numbers", 0, 0, G_OPTION_ARG_NONE, &options->numbers,
      N_ ("Write the numbers as CSV and no picture"), NULL },
    { NULL },
  };
  GOptionContext *context = gradus_cli_context_new (command, entries);

  gradus_cli_add_model_entries (context, &options->model);
  gradus_cli_add_data_entries (context, &options->model);
  gradus_cli_add_figure_entries (context, &options->figure);
  return context;
}

static gboolean
write_numbers (const GradusFigure *figure, const char *output, GError **error)
{
  g_autofree char *csv = gradus_figure_to_csv (figure);

  if (csv == NULL)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                           gradus_figure_get_problem (figure));
      return FALSE;
    }
  if (output != NULL)
    return gradus_atomic_file_write (output, csv, strlen (csv), error);
  g_print ("%s", csv);
  return TRUE;
}

static gboolean
run_render (const GradusCliCommand *self,
            int                     argc,
            char                  **argv,
            int                    *status,
            GError                **error)
{
  g_auto (Options)            options = { .scale = 2 };
  g_autoptr (GOptionContext)  context = make_context (self, &options);
  g_autoptr (GradusKerasFile) file = NULL;
  g_autoptr (GradusFigure)    figure = NULL;
  GradusFigureSettings        settings;

  if (!g_option_context_parse (context, &argc, &argv, error) ||
      !gradus_cli_figure_options_check (&options.figure, options.what, error) ||
      !read_settings (&options, &settings, error))
    return FALSE;
  file = gradus_cli_load_model (&options.model, argc, argv, error);
  if (file != NULL)
    figure = gradus_cli_make_figure (file, &options.figure, options.what, error);
  if (figure == NULL)
    return FALSE;
  return options.numbers ? write_numbers (figure, options.output, error)
                         : gradus_figure_save (figure, &settings, options.output, error);
}

const GradusCliCommand gradus_cli_command_render = {
  .name = "render",
  .synopsis = "[MODEL.keras]",
  .summary = N_ ("Draw the curves, the weights or what a network makes of a sample"),
  .run = run_render,
};
