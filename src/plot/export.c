/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/export.h"

#include "engine/error.h"
#include "io/atomic-file.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What Cairo's image surfaces can hold. */
#define MOST_PIXELS 32767.0
#define POINTS_PER_PIXEL 0.75

typedef struct
{
  const char *ending;
  const char *mime_type;
} FormatRow;

static const FormatRow format_rows[GRADUS_N_EXPORT_FORMATS] = {
  [GRADUS_EXPORT_PNG] = { ".png", "image/png" },
  [GRADUS_EXPORT_SVG] = { ".svg", "image/svg+xml" },
  [GRADUS_EXPORT_PDF] = { ".pdf", "application/pdf" },
};

static cairo_status_t
append_cb (void *data, const unsigned char *bytes, unsigned int n_bytes)
{
  g_byte_array_append (data, bytes, n_bytes);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
create_surface (const GradusExport *self, GByteArray *file)
{
  cairo_surface_t *surface;

  switch (self->format)
    {
    case GRADUS_EXPORT_SVG:
      surface =
        cairo_svg_surface_create_for_stream (append_cb, file, self->width, self->height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
      return surface;
    case GRADUS_EXPORT_PDF:
      surface = cairo_pdf_surface_create_for_stream (append_cb, file,
                                                     self->width * POINTS_PER_PIXEL,
                                                     self->height * POINTS_PER_PIXEL);
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Gradus");
      if (self->title != NULL)
        cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->title);
      if (self->description != NULL)
        cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT,
                                        self->description);
      return surface;
    case GRADUS_EXPORT_PNG:
    case GRADUS_N_EXPORT_FORMATS:
    default:
      surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                            (int) ceil (self->width * self->scale),
                                            (int) ceil (self->height * self->scale));
      cairo_surface_set_device_scale (surface, self->scale, self->scale);
      return surface;
    }
}

static cairo_status_t
draw_on_surface (const GradusExport *self,
                 cairo_surface_t    *surface,
                 GradusPlotFunc      draw,
                 gpointer            user_data)
{
  const GradusTheme *theme = gradus_theme_get (self->theme);
  cairo_t           *cr = cairo_create (surface);
  cairo_status_t     status;

  if (self->format == GRADUS_EXPORT_PDF)
    cairo_scale (cr, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
  /* Without paper, black text would vanish on a dark page. */
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VIEW);
  cairo_paint (cr);
  draw (cr, theme, self->width, self->height, user_data);
  cairo_show_page (cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  return status;
}

/* Letters become shapes in Cairo's SVG; its words stand in elements for those who search
 * or cannot see. */
static GByteArray *
add_svg_words (GByteArray *file, const GradusExport *self)
{
  const char *text = (const char *) file->data;
  const char *start = g_strstr_len (text, file->len, "<svg");
  const char *end =
    start != NULL ? memchr (start, '>', (gsize) (text + file->len - start)) : NULL;
  g_autofree char *title = NULL;
  g_autofree char *description = NULL;
  g_autofree char *words = NULL;
  GByteArray      *whole;

  if (end == NULL || (self->title == NULL && self->description == NULL))
    return file;
  title = g_markup_escape_text (self->title != NULL ? self->title : "", -1);
  description =
    g_markup_escape_text (self->description != NULL ? self->description : "", -1);
  words = g_strdup_printf ("\n<title>%s</title>\n<desc>%s</desc>", title, description);
  whole = g_byte_array_sized_new (file->len + (guint) strlen (words));
  g_byte_array_append (whole, file->data, (guint) (end + 1 - text));
  g_byte_array_append (whole, (const guint8 *) words, (guint) strlen (words));
  g_byte_array_append (whole, (const guint8 *) end + 1,
                       (guint) (text + file->len - (end + 1)));
  g_byte_array_unref (file);
  return whole;
}

static gboolean
check_size (const GradusExport *self, GError **error)
{
  if (self->format != GRADUS_EXPORT_PNG ||
      MAX (self->width, self->height) * self->scale <= MOST_PIXELS)
    return TRUE;
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
               _ ("A picture may be %d pixels wide and high, not %.0f × %.0f."),
               (int) MOST_PIXELS, self->width * self->scale, self->height * self->scale);
  return FALSE;
}

/**
 * gradus_export_render:
 * @self: the file to be
 * @draw: draws
 * @user_data: for @draw
 * @error: return location for an error
 *
 * Makes the bytes of a picture file, on the painted paper of its theme.
 *
 * Errors: `GRADUS_ERROR_TOO_LARGE` for a PNG of more than 32767 pixels on a side,
 * `GRADUS_ERROR_IO` if there is no memory
 * Threads: any
 *
 * Returns: (transfer full): the file
 */
GBytes *
gradus_export_render (const GradusExport *self,
                      GradusPlotFunc      draw,
                      gpointer            user_data,
                      GError            **error)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  cairo_surface_t       *surface;
  cairo_status_t         status;

  g_return_val_if_fail (self->width >= 1 && self->height >= 1, NULL);
  g_return_val_if_fail (self->scale > 0, NULL);

  if (!check_size (self, error))
    return NULL;
  surface = create_surface (self, file);
  status = draw_on_surface (self, surface, draw, user_data);
  if (status == CAIRO_STATUS_SUCCESS && self->format == GRADUS_EXPORT_PNG)
    status = cairo_surface_write_to_png_stream (surface, append_cb, file);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_IO,
                   _ ("The picture could not be drawn: %s."),
                   cairo_status_to_string (status));
      return NULL;
    }
  if (self->format == GRADUS_EXPORT_SVG)
    file = add_svg_words (g_steal_pointer (&file), self);
  return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}

/**
 * gradus_export_save:
 * @self: the file to be
 * @path: where
 * @draw: draws
 * @user_data: for @draw
 * @error: return location for an error
 *
 * Saves a drawing. A file that was there is replaced only once the new one is complete.
 *
 * Errors: those of gradus_export_render() and gradus_atomic_file_write()
 *
 * Returns: whether it was saved
 */
gboolean
gradus_export_save (const GradusExport *self,
                    const char         *path,
                    GradusPlotFunc      draw,
                    gpointer            user_data,
                    GError            **error)
{
  g_autoptr (GBytes) file = gradus_export_render (self, draw, user_data, error);

  return file != NULL && gradus_atomic_file_write (path, g_bytes_get_data (file, NULL),
                                                   g_bytes_get_size (file), error);
}

/**
 * gradus_export_format_get_ending:
 * @format: a kind of file
 *
 * Returns: (transfer none): how its names end, with the point
 */
const char *
gradus_export_format_get_ending (GradusExportFormat format)
{
  g_return_val_if_fail (format < GRADUS_N_EXPORT_FORMATS, NULL);

  return format_rows[format].ending;
}

/**
 * gradus_export_format_get_mime_type:
 * @format: a kind of file
 *
 * Returns: (transfer none): what the desktop calls it
 */
const char *
gradus_export_format_get_mime_type (GradusExportFormat format)
{
  g_return_val_if_fail (format < GRADUS_N_EXPORT_FORMATS, NULL);

  return format_rows[format].mime_type;
}

/**
 * gradus_export_format_of_path:
 * @path: a file name
 * @format: (out): what its ending says
 *
 * Finds the format that a file name asks for.
 *
 * Returns: whether the ending is .png, .svg or .pdf
 */
gboolean
gradus_export_format_of_path (const char *path, GradusExportFormat *format)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < GRADUS_N_EXPORT_FORMATS; i++)
    if (g_str_has_suffix (lower, format_rows[i].ending))
      {
        *format = (GradusExportFormat) i;
        return TRUE;
      }
  return FALSE;
}
