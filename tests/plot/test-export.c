/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/export.h"

#include "engine/error.h"
#include "plot/text.h"

#include <glib/gstdio.h>
#include <string.h>

static void
draw_sample (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gpointer           user_data)
{
  g_assert_cmpint (theme->id, ==, GRADUS_THEME_PRINT);
  gradus_text_draw (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    10, 20, "Validation 0.152");
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_TRAINING);
  cairo_rectangle (cr, 10, 40, width - 20, height - 50);
  cairo_fill (cr);
}

/* A file of 120 × 80 in the print theme. */
static GradusExport
as (GradusExportFormat format, double scale)
{
  return (GradusExport){ .format = format,
                         .theme = GRADUS_THEME_PRINT,
                         .width = 120,
                         .height = 80,
                         .scale = scale,
                         .title = "Curves & more",
                         .description = "Falling" };
}

static char *
make_path (const char *name)
{
  g_autofree char *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL);

  return g_build_filename (folder, name, NULL);
}

static gboolean
save (const char *path, GradusExportFormat format, double scale, GError **error)
{
  GradusExport file = as (format, scale);

  return gradus_export_save (&file, path, draw_sample, NULL, error);
}

static void
forget_path (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_remove (path);
  /* Also fails if a temporary file was left behind. */
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static guint32
read_big_endian (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 |
         bytes[3];
}

static void
test_png (void)
{
  g_autofree char   *path = make_path ("curves.png");
  g_autofree char   *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize              n;

  g_assert_true (save (path, GRADUS_EXPORT_PNG, 2, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_cmpmem (bytes, 8, "\x89PNG\r\n\x1a\n", 8);
  g_assert_cmpuint (read_big_endian ((const guint8 *) bytes + 16), ==, 240);
  g_assert_cmpuint (read_big_endian ((const guint8 *) bytes + 20), ==, 160);
  forget_path (path);
}

static void
test_png_has_paper (void)
{
  g_autofree char *path = make_path ("curves.png");
  cairo_surface_t *surface;
  const guint32   *pixels;

  g_assert_true (save (path, GRADUS_EXPORT_PNG, 1, NULL));
  surface = cairo_image_surface_create_from_png (path);
  pixels = (const guint32 *) (const void *) cairo_image_surface_get_data (surface);
  g_assert_cmphex (pixels[0] & 0xffffff, ==, 0xffffff);
  g_assert_cmphex (pixels[60 * cairo_image_surface_get_stride (surface) / 4 + 60] &
                     0xffffff,
                   ==, 0x1a66c2);
  cairo_surface_destroy (surface);
  forget_path (path);
}

static void
count_element_cb (GMarkupParseContext *context,
                  const char          *name,
                  const char         **names,
                  const char         **values,
                  gpointer             user_data,
                  GError             **error)
{
  guint *counts = user_data;

  counts[0] += g_str_equal (name, "svg");
  /* Shapes of letters come before the drawing, and have no colour. */
  for (guint i = 0; names[i] != NULL; i++)
    if ((g_str_equal (name, "rect") || g_str_equal (name, "path")) &&
        strstr (values[i], "rgb(") != NULL)
      {
        /* Paper comes first: white over the whole page. */
        if (counts[1]++ == 0)
          counts[2] = strstr (values[i], "100%,100%,100%") != NULL ||
                      strstr (values[i], "rgb(255,255,255)") != NULL;
      }
}

static void
test_svg (void)
{
  static const GMarkupParser      parser = { .start_element = count_element_cb };
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GBytes)              file = NULL;
  g_autoptr (GError)              error = NULL;
  GradusExport                    how = as (GRADUS_EXPORT_SVG, 1);
  guint                           counts[3] = { 0 };
  const char                     *text;
  gsize                           n;

  file = gradus_export_render (&how, draw_sample, NULL, &error);
  g_assert_no_error (error);
  text = g_bytes_get_data (file, &n);
  context = g_markup_parse_context_new (&parser, 0, counts, NULL);
  g_assert_true (g_markup_parse_context_parse (context, text, (gssize) n, &error));
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  g_assert_cmpuint (counts[0], ==, 1);
  g_assert_cmpuint (counts[1], >=, 2);
  g_assert_cmpuint (counts[2], ==, 1);
  g_assert_nonnull (g_strstr_len (text, (gssize) n, "width=\"120px\""));
  g_assert_nonnull (g_strstr_len (text, (gssize) n, "<title>Curves &amp; more</title>"));
  g_assert_nonnull (g_strstr_len (text, (gssize) n, "<desc>Falling</desc>"));
}

static void
test_pdf (void)
{
  g_autofree char *path = make_path ("curves.pdf");
  g_autofree char *bytes = NULL;
  gsize            n;

  g_assert_true (save (path, GRADUS_EXPORT_PDF, 1, NULL));
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_cmpmem (bytes, 5, "%PDF-", 5);
  forget_path (path);
}

static void
test_pdf_text (void)
{
  g_autofree char   *tool = g_find_program_in_path ("pdftotext");
  g_autofree char   *path = NULL;
  g_autofree char   *text = NULL;
  g_autoptr (GError) error = NULL;

  if (tool == NULL)
    {
      g_test_skip ("pdftotext (package poppler-utils) is not installed");
      return;
    }
  path = make_path ("curves.pdf");
  g_assert_true (save (path, GRADUS_EXPORT_PDF, 1, NULL));
  const char *arguments[] = { tool, path, "-", NULL };
  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL, G_SPAWN_DEFAULT, NULL,
                               NULL, &text, NULL, NULL, &error));
  g_assert_nonnull (strstr (text, "Validation 0.152"));
  forget_path (path);
}

static void
test_replaces (void)
{
  g_autofree char *path = make_path ("curves.svg");
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  g_assert_true (save (path, GRADUS_EXPORT_SVG, 1, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "<?xml"));
  forget_path (path);
}

static void
test_errors (void)
{
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) large = NULL;
  g_autofree char   *path = make_path ("curves.png");
  g_autofree char   *inside = g_build_filename (path, "missing", "curves.png", NULL);

  GradusExport wide = as (GRADUS_EXPORT_PNG, 2);

  wide.width = 20000;
  g_assert_false (save (inside, GRADUS_EXPORT_PNG, 1, &missing));
  g_assert_error (missing, GRADUS_ERROR, GRADUS_ERROR_IO);
  g_assert_nonnull (strstr (missing->message, "curves.png"));
  g_assert_false (gradus_export_save (&wide, path, draw_sample, NULL, &large));
  g_assert_error (large, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  forget_path (path);
}

static void
test_format_of_path (void)
{
  GradusExportFormat format = GRADUS_N_EXPORT_FORMATS;

  g_assert_true (gradus_export_format_of_path ("a/b.svg", &format));
  g_assert_cmpint (format, ==, GRADUS_EXPORT_SVG);
  g_assert_true (gradus_export_format_of_path ("B.PDF", &format));
  g_assert_cmpint (format, ==, GRADUS_EXPORT_PDF);
  g_assert_true (gradus_export_format_of_path ("c.png", &format));
  g_assert_cmpint (format, ==, GRADUS_EXPORT_PNG);
  g_assert_false (gradus_export_format_of_path ("png", &format));
  for (guint i = 0; i < GRADUS_N_EXPORT_FORMATS; i++)
    {
      g_autofree char *name =
        g_strconcat ("a", gradus_export_format_get_ending ((GradusExportFormat) i), NULL);

      g_assert_true (gradus_export_format_of_path (name, &format));
      g_assert_cmpuint (format, ==, i);
      g_assert_nonnull (gradus_export_format_get_mime_type (format));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/export/png", test_png);
  g_test_add_func ("/plot/export/png-has-paper", test_png_has_paper);
  g_test_add_func ("/plot/export/svg", test_svg);
  g_test_add_func ("/plot/export/pdf", test_pdf);
  g_test_add_func ("/plot/export/pdf-text", test_pdf_text);
  g_test_add_func ("/plot/export/replaces", test_replaces);
  g_test_add_func ("/plot/export/errors", test_errors);
  g_test_add_func ("/plot/export/format-of-path", test_format_of_path);
  return g_test_run ();
}
