/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/report.h"

#include "engine/error.h"
#include "io/python-code.h"
#include "plot/report-sections.h"
#include "plot/report-words.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#ifdef __GLIBC__
#include <langinfo.h>
#endif

#define POINTS_PER_PIXEL 0.75
#define PIXELS_PER_MM (96 / 25.4)
/* On paper the sizes of the screen are large: body text comes to 10 pt. */
#define PRINT_SCALE 0.91

#define MARGIN_SIDE (20 * PIXELS_PER_MM)
#define MARGIN_TOP (24 * PIXELS_PER_MM)
#define MARGIN_BOTTOM (22 * PIXELS_PER_MM)
#define HEAD_BASELINE (14 * PIXELS_PER_MM)
#define FOOT_BASELINE (13 * PIXELS_PER_MM) /* from below */

typedef struct
{
  double width;
  double height;
} Paper;

static const Paper papers[GRADUS_N_REPORT_PAPERS] = {
  [GRADUS_REPORT_A4] = { 210 * PIXELS_PER_MM, 297 * PIXELS_PER_MM },
  [GRADUS_REPORT_LETTER] = { 8.5 * 96, 11 * 96 },
};

/**
 * gradus_report_get_usual_paper:
 *
 * Finds the paper of the user's country.
 *
 * Returns: Letter where the locale says so, else A4
 */
GradusReportPaper
gradus_report_get_usual_paper (void)
{
#ifdef __GLIBC__
  /* glibc hands out the number itself in place of a pointer to text. */
  union
  {
    const char *text;
    guint       height_mm;
  } answer = { nl_langinfo (_NL_PAPER_HEIGHT) };

  if (answer.height_mm == 279)
    return GRADUS_REPORT_LETTER;
#endif
  return GRADUS_REPORT_A4;
}

/* ---- The last section ---- */

void
gradus_report_write_repeat (const GradusReportWriter *self)
{
  const GradusProject *project = self->facts->file->project;
  g_autofree char     *code = gradus_project_to_python (project, GRADUS_PYTHON_LIST);
  g_autofree char     *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, project->fit.seed);
  /* Translators: a version, then a number */
  g_autofree char *words = g_strdup_printf (
    _ ("Gradus %s with seed %s draws the same start weights, the same order of the "
       "samples and the same noise, and computes the same numbers with any number of "
       "threads. Choose these settings, press Train, and the curves come out again."),
    GRADUS_VERSION, seed);

  gradus_report_add_heading (self->flow, self->theme, _ ("How to repeat this run"));
  gradus_report_add_text (self->flow, self->theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_FG, 8,
                          words);
  gradus_report_flow_keep_next (self->flow);
  gradus_report_add_text (self->flow, self->theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_FG, 6,
                          _ ("In Keras, this script builds and trains the same network. "
                             "Keras draws other random "
                             "numbers, so its curves will be similar, not equal."));
  gradus_report_flow_keep_next (self->flow);
  gradus_report_add_code (self->flow, self->theme, self->height - 160, code);
}

/* ---- Pages ---- */

typedef struct
{
  const GradusReportWriter *writer;
  const Paper              *paper;
  cairo_surface_t          *surface; /* NULL for what is no PDF */
  cairo_t                  *cr;
  GArray                   *places;
  guint                     n_pages;
} Press;

static const char *
get_title (const Press *press)
{
  const char *title = press->writer->facts->file->project->title;

  return title != NULL && *title != '\0' ? title : _ ("Untitled network");
}

static void
draw_head (const Press *press)
{
  const GradusTheme *theme = press->writer->theme;
  cairo_t           *cr = press->cr;
  g_autofree char   *date = gradus_report_format_date (press->writer->options->date);
  double             right = press->paper->width - MARGIN_SIDE, width;
  PangoLayout       *layout;

  width = gradus_text_draw_baseline (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                                     GRADUS_ALIGN_END, right, HEAD_BASELINE, date);
  layout = gradus_text_layout_new (NULL, theme, GRADUS_TEXT_CAPTION, get_title (press));
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout,
                          (int) ((right - MARGIN_SIDE - width - 24) * PANGO_SCALE));
  /* At the left, whichever way its letters run. */
  pango_layout_set_auto_dir (layout, FALSE);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_DIM);
  cairo_move_to (cr, MARGIN_SIDE,
                 HEAD_BASELINE -
                   (double) pango_layout_get_baseline (layout) / PANGO_SCALE);
  pango_cairo_show_layout (cr, layout);
  g_object_unref (layout);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BORDER);
  cairo_set_line_width (cr, 0.7);
  cairo_move_to (cr, MARGIN_SIDE, HEAD_BASELINE + 8);
  cairo_line_to (cr, right, HEAD_BASELINE + 8);
  cairo_stroke (cr);
}

static void
draw_foot (const Press *press, guint page)
{
  double baseline = press->paper->height - FOOT_BASELINE;
  /* Translators: number of a page, and how many there are */
  g_autofree char *number =
    g_strdup_printf (_ ("page %u of %u"), page + 1, press->n_pages);

  gradus_text_draw_baseline (press->cr, press->writer->theme, GRADUS_TEXT_CAPTION,
                             GRADUS_TOKEN_DIM, GRADUS_ALIGN_END,
                             press->paper->width - MARGIN_SIDE, baseline, number);
}

/* A place in the document, and a line of the outline that leads there. */
static void
mark (const Press *press, const GradusReportPlace *place, const char *title)
{
  int              y = (int) ((MARGIN_TOP + place->y - 8) * POINTS_PER_PIXEL);
  g_autofree char *target =
    g_strdup_printf ("name='section-%u' x=0 y=%d", place->block, MAX (y, 0));
  g_autofree char *link = g_strdup_printf ("dest='section-%u'", place->block);

  cairo_tag_begin (press->cr, CAIRO_TAG_DEST, target);
  cairo_tag_end (press->cr, CAIRO_TAG_DEST);
  cairo_pdf_surface_add_outline (press->surface, CAIRO_PDF_OUTLINE_ROOT, title, link,
                                 CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

static void
print_page (const Press *press, guint page)
{
  const GradusReportFlow *flow = press->writer->flow;

  cairo_save (press->cr);
  cairo_scale (press->cr, POINTS_PER_PIXEL, POINTS_PER_PIXEL);
  if (page > 0)
    draw_head (press);
  draw_foot (press, page);
  cairo_translate (press->cr, MARGIN_SIDE, MARGIN_TOP);
  for (guint i = 0; i < press->places->len; i++)
    {
      const GradusReportPlace *place =
        &g_array_index (press->places, GradusReportPlace, i);
      const GradusReportBlock *block = gradus_report_flow_get_block (flow, place->block);

      if (place->page != page)
        continue;
      if (press->surface != NULL && block->outline != NULL && !place->is_repeated)
        mark (press, place, block->outline);
      gradus_report_flow_paint (flow, place, press->cr, press->writer->theme);
    }
  cairo_restore (press->cr);
  cairo_show_page (press->cr);
}

static void
write_metadata (const Press *press)
{
  const GradusReportOptions *options = press->writer->options;
  /* Cairo knows no fractions of a second. */
  g_autofree char *date = g_date_time_format (options->date, "%Y-%m-%dT%H:%M:%S%:z");

  cairo_pdf_surface_set_metadata (press->surface, CAIRO_PDF_METADATA_TITLE,
                                  get_title (press));
  cairo_pdf_surface_set_metadata (press->surface, CAIRO_PDF_METADATA_SUBJECT,
                                  _ ("Report of a training run"));
  if (options->author != NULL)
    cairo_pdf_surface_set_metadata (press->surface, CAIRO_PDF_METADATA_AUTHOR,
                                    options->author);
  cairo_pdf_surface_set_metadata (press->surface, CAIRO_PDF_METADATA_CREATOR,
                                  "Gradus " GRADUS_VERSION);
  cairo_pdf_surface_set_metadata (press->surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
  cairo_pdf_surface_set_metadata (press->surface, CAIRO_PDF_METADATA_MOD_DATE, date);
}

static cairo_status_t
append_cb (void *data, const unsigned char *bytes, unsigned int n_bytes)
{
  g_byte_array_append (data, bytes, n_bytes);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
print (Press *press, GByteArray *bytes)
{
  cairo_status_t status;

  press->surface =
    cairo_pdf_surface_create_for_stream (append_cb, bytes,
                                         press->paper->width * POINTS_PER_PIXEL,
                                         press->paper->height * POINTS_PER_PIXEL);
  press->cr = cairo_create (press->surface);
  write_metadata (press);
  cairo_tag_begin (press->cr, "Document", NULL);
  for (guint page = 0; page < press->n_pages; page++)
    print_page (press, page);
  cairo_tag_end (press->cr, "Document");
  status = cairo_status (press->cr);
  cairo_destroy (press->cr);
  cairo_surface_finish (press->surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (press->surface);
  cairo_surface_destroy (press->surface);
  return status;
}

static void
write_sections (const GradusReportWriter *writer)
{
  gradus_report_write_title (writer);
  gradus_report_write_notes (writer);
  gradus_report_write_network (writer);
  gradus_report_write_settings (writer);
  gradus_report_write_results (writer);
  gradus_report_write_curves (writer);
  gradus_report_write_answers (writer);
  gradus_report_write_weights (writer);
  gradus_report_write_repeat (writer);
}

/* Composes the report and has the press do something with it. */
static cairo_status_t
compose (const GradusKerasFile     *file,
         GradusDataset             *samples,
         const GradusReportOptions *options,
         cairo_status_t (*work) (Press *press, gpointer data),
         gpointer data)
{
  g_autoptr (GDateTime)         now = g_date_time_new_now_local ();
  g_autoptr (GradusReportFacts) facts = gradus_report_facts_new (file, samples);
  GradusReportOptions           chosen =
    options != NULL
                ? *options
                : (GradusReportOptions){ gradus_report_get_usual_paper (), NULL, NULL };
  const Paper                 *paper = &papers[chosen.paper];
  GradusTheme                  theme = *gradus_theme_get (GRADUS_THEME_PRINT);
  g_autoptr (GradusReportFlow) flow =
    gradus_report_flow_new (paper->width - 2 * MARGIN_SIDE);
  GradusReportWriter writer = { flow, &theme, facts, &chosen,
                                paper->height - MARGIN_TOP - MARGIN_BOTTOM };
  Press              press = { .writer = &writer, .paper = paper };
  cairo_status_t     status;

  theme.scale = PRINT_SCALE;
  if (chosen.date == NULL)
    chosen.date = now;
  write_sections (&writer);
  press.places = gradus_report_flow_break (flow, writer.height, &press.n_pages);
  status = work (&press, data);
  g_array_unref (press.places);
  return status;
}

typedef struct
{
  GByteArray *bytes;
  guint       n_pages;
} Print;

static cairo_status_t
print_cb (Press *press, gpointer data)
{
  Print *job = data;

  job->n_pages = press->n_pages;
  return print (press, job->bytes);
}

/**
 * gradus_report_render:
 * @file: a network, its settings and its history
 * @samples: (nullable): test samples, for what the network makes of them
 * @options: (nullable): paper, author and date
 * @n_pages: (out) (optional): how many pages it has
 * @error: return location for an error
 *
 * Makes a PDF that says all about a run: the stack, its summary, the settings, the
 * results, the curves, the answers to the test samples, the weights and how to repeat it.
 * What there is not, because the network was never trained or has no data, is left out.
 *
 * Errors: `GRADUS_ERROR_IO` if there is no memory
 * Threads: any; may take seconds, as the network answers all samples
 *
 * Returns: (transfer full): the file
 */
GBytes *
gradus_report_render (const GradusKerasFile     *file,
                      GradusDataset             *samples,
                      const GradusReportOptions *options,
                      guint                     *n_pages,
                      GError                   **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Print                  job = { .bytes = bytes };
  cairo_status_t         status = compose (file, samples, options, print_cb, &job);

  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_IO,
                   _ ("The report could not be drawn: %s."),
                   cairo_status_to_string (status));
      return NULL;
    }
  if (n_pages != NULL)
    *n_pages = job.n_pages;
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/* ---- A look before ---- */

typedef struct
{
  double     width;
  double     height;
  GPtrArray *pages;
} Look;

static cairo_status_t
look_cb (Press *press, gpointer data)
{
  Look  *look = data;
  double zoom =
    MIN (look->width / press->paper->width, look->height / press->paper->height);

  for (guint page = 0; page < press->n_pages; page++)
    {
      cairo_surface_t *surface =
        cairo_image_surface_create (CAIRO_FORMAT_RGB24,
                                    MAX ((int) round (press->paper->width * zoom), 1),
                                    MAX ((int) round (press->paper->height * zoom), 1));

      press->cr = cairo_create (surface);
      cairo_set_source_rgb (press->cr, 1, 1, 1);
      cairo_paint (press->cr);
      cairo_scale (press->cr, zoom / POINTS_PER_PIXEL, zoom / POINTS_PER_PIXEL);
      print_page (press, page);
      cairo_destroy (press->cr);
      g_ptr_array_add (look->pages, surface);
    }
  return CAIRO_STATUS_SUCCESS;
}

/**
 * gradus_report_draw_pages:
 * @file: what is reported on
 * @samples: (nullable): samples that it was not trained on
 * @options: (nullable): what else it says
 * @width: that a page may have, in pixels
 * @height: that a page may have
 *
 * Draws every page as it will be printed, as large as fits.
 *
 * Threads: any
 *
 * Returns: (transfer full) (element-type cairo_surface_t): opaque images
 */
GPtrArray *
gradus_report_draw_pages (const GradusKerasFile     *file,
                          GradusDataset             *samples,
                          const GradusReportOptions *options,
                          double                     width,
                          double                     height)
{
  Look look = { width, height, NULL };

  look.pages = g_ptr_array_new_with_free_func ((GDestroyNotify) cairo_surface_destroy);
  compose (file, samples, options, look_cb, &look);
  return look.pages;
}

static gboolean
render_report (const GradusModelExport *self,
               const char              *stem,
               GBytes                  *parts[],
               GError                 **error)
{
  parts[0] = gradus_report_render (self->file, self->samples, NULL, NULL, error);
  return parts[0] != NULL;
}

const GradusModelFormat gradus_report_format = {
  .id = "report",
  .title = N_ ("Report"),
  .summary = N_ ("A PDF to print or hand in: the network, its settings and results."),
  .endings = { ".pdf" },
  .mime_type = "application/pdf",
  .render = render_report,
};
