/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure-private.h"

#include "engine/error.h"
#include "io/atomic-file.h"

typedef struct
{
  const GradusFigure         *figure;
  const GradusFigureSettings *settings;
} Job;

static void
draw_cb (cairo_t           *cr,
         const GradusTheme *theme,
         double             width,
         double             height,
         gpointer           user_data)
{
  const Job *job = user_data;

  gradus_figure_draw_page (job->figure, job->settings, cr, width, height);
}

/**
 * gradus_figure_render:
 * @self: a figure
 * @settings: how it is written
 * @error: return location for an error
 *
 * Makes the bytes of a picture file.
 *
 * Errors: `GRADUS_ERROR_DATA` if there is nothing to show, those of
 * gradus_export_render()
 * Threads: any
 *
 * Returns: (transfer full): the file
 */
GBytes *
gradus_figure_render (const GradusFigure         *self,
                      const GradusFigureSettings *settings,
                      GError                    **error)
{
  Job          job = { self, settings };
  GradusExport file = { .format = settings->format,
                        .theme = settings->theme,
                        .scale = settings->scale };

  g_return_val_if_fail (self != NULL, NULL);

  job.figure = self = gradus_figure_resolve (self);
  if (self->problem != NULL)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA, self->problem);
      return NULL;
    }
  file.title = self->title;
  file.description = self->reading;
  gradus_figure_get_size (self, settings, &file.width, &file.height);
  return gradus_export_render (&file, draw_cb, &job, error);
}

/**
 * gradus_figure_save:
 * @self: a figure
 * @settings: how it is written
 * @path: the file to be
 * @error: return location for an error
 *
 * Saves a figure. A file that was there is replaced only once the new one is complete.
 *
 * Errors: those of gradus_figure_render() and gradus_atomic_file_write()
 *
 * Returns: whether it was saved
 */
gboolean
gradus_figure_save (const GradusFigure         *self,
                    const GradusFigureSettings *settings,
                    const char                 *path,
                    GError                    **error)
{
  g_autoptr (GBytes) file = gradus_figure_render (self, settings, error);

  return file != NULL && gradus_atomic_file_write (path, g_bytes_get_data (file, NULL),
                                                   g_bytes_get_size (file), error);
}

/**
 * gradus_figure_to_csv:
 * @self: a figure
 *
 * Writes the numbers behind it as comma-separated values with a head line.
 *
 * Returns: (transfer full) (nullable): the text; %NULL if the kind has no numbers or
 * there is nothing to show
 */
char *
gradus_figure_to_csv (const GradusFigure *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  self = gradus_figure_resolve (self);
  if (self->data == NULL || self->kind->to_csv == NULL)
    return NULL;
  return self->kind->to_csv (self->data);
}

/* --- Names --- */

static void
append_slug (GString *stem, const char *text)
{
  g_autofree char *ascii = NULL;
  gboolean         pending = stem->len > 0;

  if (text == NULL)
    return;
  ascii = g_str_to_ascii (text, NULL);
  for (const char *c = ascii; *c != '\0'; c++)
    if (g_ascii_isalnum (*c))
      {
        if (pending && stem->len > 0)
          g_string_append_c (stem, '-');
        pending = FALSE;
        g_string_append_c (stem, g_ascii_tolower (*c));
      }
    else if (*c != '?' && *c != '\'')
      pending = TRUE;
}

/**
 * gradus_file_stem:
 * @title: (nullable): of the document
 * @suffix: (nullable): what of it
 *
 * Makes the name of a file, without its ending, that every system takes.
 *
 * Returns: (transfer full): like "digit-reader-curves"
 */
char *
gradus_file_stem (const char *title, const char *suffix)
{
  GString *stem = g_string_new (NULL);

  append_slug (stem, title);
  append_slug (stem, suffix);
  if (stem->len == 0)
    g_string_append (stem, "gradus");
  return g_string_free (stem, FALSE);
}

/**
 * gradus_figure_dup_stem:
 * @self: a figure
 * @document: (nullable): title of the document
 *
 * Returns: (transfer full): like "digit-reader-weights-dense-tiles"
 */
char *
gradus_figure_dup_stem (const GradusFigure *self, const char *document)
{
  g_autofree char *what = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  what = g_strjoin (" ", self->kind->id, self->variant, NULL);
  return gradus_file_stem (document, what);
}
