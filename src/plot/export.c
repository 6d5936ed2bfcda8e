/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/export.h"

#include "engine/error.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>

/* What Cairo's image surfaces can hold. */
#define MOST_PIXELS 32767.0
#define POINTS_PER_PIXEL 0.75

static cairo_status_t
append_cb (void *data, const unsigned char *bytes, unsigned int n_bytes)
{
  g_byte_array_append (data, bytes, n_bytes);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
create_surface (GradusExportFormat format,
                double             width,
                double             height,
                double             scale,
                GByteArray        *file)
{
  cairo_surface_t *surface;

  switch (format)
    {
    case GRADUS_EXPORT_SVG:
      surface = cairo_svg_surface_create_for_stream (append_cb, file, width, height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
      return surface;
    case GRADUS_EXPORT_PDF:
      return cairo_pdf_surface_create_for_stream (append_cb, file,
                                                  width * POINTS_PER_PIXEL,
                                                  height * POINTS_PER_PIXEL);
    case GRADUS_EXPORT_PNG:
    case GRADUS_N_EXPORT_FORMATS:
    default:
      surface =
        cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width * scale),
                                    (int) ceil (height * scale));
      cairo_surface_set_device_scale (surface, scale, scale);
      return surface;
    }
}

static cairo_status_t
draw_on_surface (cairo_surface_t   *surface,
                 GradusExportFormat format,
                 double             width,
                 double             height,
                 GradusPlotFunc     draw,
                 gpointer           user_data)
{
  const GradusTheme *theme = gradus_theme_get (GRADUS_THEME_PRINT);
  cairo_t           *cr = cairo_create (surface);
  cairo_status_t     status;

  if (format == GRADUS_EXPORT_PDF)
    cairo_scale (cr, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
  /* Without paper, black text would vanish on a dark page. */
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VIEW);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  draw (cr, theme, width, height, user_data);
  cairo_show_page (cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  return status;
}

/**
 * gradus_plot_render:
 * @format: kind of file
 * @width: of the drawing in pixels of 1/96 inch
 * @height: of the drawing
 * @scale: pixels of a PNG for one of @width; of no meaning to the other formats
 * @draw: draws
 * @user_data: for @draw
 * @error: return location for an error
 *
 * Makes the bytes of a picture file, in the print theme on white paper.
 *
 * Errors: `GRADUS_ERROR_TOO_LARGE` for a PNG of more than 32767 pixels on a side,
 * `GRADUS_ERROR_IO` if there is no memory
 *
 * Returns: (transfer full): the file
 */
GBytes *
gradus_plot_render (GradusExportFormat format,
                    double             width,
                    double             height,
                    double             scale,
                    GradusPlotFunc     draw,
                    gpointer           user_data,
                    GError           **error)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  cairo_surface_t       *surface;
  cairo_status_t         status;

  g_return_val_if_fail (width >= 1 && height >= 1 && scale > 0, NULL);

  if (format == GRADUS_EXPORT_PNG && MAX (width, height) * scale > MOST_PIXELS)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                   _ ("A picture may be %d pixels wide and high, not %.0f × %.0f."),
                   (int) MOST_PIXELS, width * scale, height * scale);
      return NULL;
    }
  surface = create_surface (format, width, height, scale, file);
  status = draw_on_surface (surface, format, width, height, draw, user_data);
  if (status == CAIRO_STATUS_SUCCESS && format == GRADUS_EXPORT_PNG)
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
  return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}

/**
 * gradus_plot_export:
 * @path: the file to be
 * @format: kind of file
 * @width: of the drawing in pixels of 1/96 inch
 * @height: of the drawing
 * @scale: pixels of a PNG for one of @width
 * @draw: draws
 * @user_data: for @draw
 * @error: return location for an error
 *
 * Saves a drawing. A file that was there is replaced only once the new one is complete.
 *
 * Errors: those of gradus_plot_render(); `GRADUS_ERROR_IO` if the file cannot be written
 *
 * Returns: whether it was saved
 */
gboolean
gradus_plot_export (const char        *path,
                    GradusExportFormat format,
                    double             width,
                    double             height,
                    double             scale,
                    GradusPlotFunc     draw,
                    gpointer           user_data,
                    GError           **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autofree char   *name = NULL;
  gconstpointer      data;
  gsize              n_bytes;

  file = gradus_plot_render (format, width, height, scale, draw, user_data, error);
  if (file == NULL)
    return FALSE;
  data = g_bytes_get_data (file, &n_bytes);
  if (g_file_set_contents_full (path, data, (gssize) n_bytes,
                                G_FILE_SET_CONTENTS_CONSISTENT, 0644, &problem))
    return TRUE;
  name = g_filename_display_basename (path);
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_IO, _ ("%s could not be saved: %s."),
               name, problem->message);
  return FALSE;
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
  static const char *const endings[GRADUS_N_EXPORT_FORMATS] = { ".png", ".svg", ".pdf" };
  g_autofree char         *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < GRADUS_N_EXPORT_FORMATS; i++)
    if (g_str_has_suffix (lower, endings[i]))
      {
        *format = (GradusExportFormat) i;
        return TRUE;
      }
  return FALSE;
}
