/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure.h"

#include "config.h"

#include "engine/error.h"
#include "io/atomic-file.h"
#include "plot/text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MARGIN 24.0
#define READING_GAP 4.0 /* between title and sentence */
#define HEAD_GAP 18.0   /* between them and the drawing */
#define NOTE_GAP 12.0
#define SMALLEST_SCALE 0.05
#define PROGRESS_WHOLE 1000

struct _GradusFigure
{
  gint                    ref_count;
  const GradusFigureKind *kind;
  char                   *title;
  char                   *reading;
  char                   *variant;
  char                   *note;
  char                   *problem;
  gpointer                data; /* owned, NULL if there is a problem */

  /* Of one that is made later; then it has neither problem nor data. */
  GradusFigureMake make;
  gpointer         request; /* NULL once it is made */
  GDestroyNotify   free_request;
  GMutex           mutex;    /* held by whoever makes it */
  GradusFigure    *made;     /* atomic; set once, under the mutex */
  gint             progress; /* atomic; of PROGRESS_WHOLE, −1 if nobody knows */
};

/**
 * gradus_figure_new:
 * @kind: of what
 * @words: what is said about it; copied
 * @data: (transfer full): what is shown
 *
 * Returns: (transfer full): a figure
 */
GradusFigure *
gradus_figure_new (const GradusFigureKind  *kind,
                   const GradusFigureWords *words,
                   gpointer                 data)
{
  GradusFigure *self;

  g_return_val_if_fail (kind != NULL, NULL);
  g_return_val_if_fail (data != NULL, NULL);

  self = g_new0 (GradusFigure, 1);
  self->ref_count = 1;
  self->kind = kind;
  self->title = g_strdup (words->title != NULL ? words->title : _ (kind->title));
  self->reading = g_strdup (words->reading);
  self->variant = g_strdup (words->variant);
  self->note = g_strdup (words->note);
  self->data = data;
  return self;
}

/**
 * gradus_figure_new_missing:
 * @kind: of what
 * @reason: why there is nothing to show, as a sentence
 *
 * Makes what stands greyed in a list.
 *
 * Returns: (transfer full): a figure that cannot be drawn
 */
GradusFigure *
gradus_figure_new_missing (const GradusFigureKind *kind, const char *reason)
{
  GradusFigure *self;

  g_return_val_if_fail (kind != NULL, NULL);
  g_return_val_if_fail (reason != NULL, NULL);

  self = g_new0 (GradusFigure, 1);
  self->ref_count = 1;
  self->kind = kind;
  self->title = g_strdup (_ (kind->title));
  self->problem = g_strdup (reason);
  return self;
}

/**
 * gradus_figure_new_later:
 * @kind: of what
 * @words: what is said about it until it is made; copied
 * @make: makes it
 * @request: (transfer full): for @make
 * @free_request: frees it
 *
 * Makes a figure that costs time only if it is drawn, and then in the thread that draws
 * it. That there is nothing to show may turn out only then.
 *
 * Returns: (transfer full): a figure
 */
GradusFigure *
gradus_figure_new_later (const GradusFigureKind  *kind,
                         const GradusFigureWords *words,
                         GradusFigureMake         make,
                         gpointer                 request,
                         GDestroyNotify           free_request)
{
  GradusFigure *self;

  g_return_val_if_fail (make != NULL, NULL);

  self = gradus_figure_new (kind, words, request);
  self->data = NULL;
  self->make = make;
  self->request = request;
  self->free_request = free_request;
  self->progress = -1;
  g_mutex_init (&self->mutex);
  return self;
}

static void
take_made (GradusFigure *self, GradusFigure *made)
{
  if (made == NULL)
    made = gradus_figure_new_missing (self->kind, _ ("There is nothing to draw."));
  gradus_figure_set_note (made, self->note);
  g_atomic_pointer_set (&self->made, made);
  g_clear_pointer (&self->request, self->free_request);
}

/**
 * gradus_figure_work_out:
 * @self: a figure
 * @cancellable: (nullable): stops it; what was done by then is lost
 *
 * Makes a figure that was to be made later, or waits for the thread that is at it. All
 * others are there already.
 *
 * Threads: any, though it may take long
 *
 * Returns: whether it can be drawn now, or says why there is nothing to draw
 */
gboolean
gradus_figure_work_out (GradusFigure *self, GCancellable *cancellable)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->make == NULL)
    return TRUE;
  g_mutex_lock (&self->mutex);
  if (self->made == NULL && !g_cancellable_is_cancelled (cancellable))
    {
      g_autoptr (GradusFigure) made = NULL;

      gradus_figure_set_progress (self, -1);
      made = self->make (self, self->request, cancellable);
      if (!g_cancellable_is_cancelled (cancellable))
        take_made (self, g_steal_pointer (&made));
    }
  g_mutex_unlock (&self->mutex);
  return gradus_figure_is_worked_out (self);
}

gboolean
gradus_figure_is_worked_out (const GradusFigure *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->make == NULL || g_atomic_pointer_get (&self->made) != NULL;
}

void
gradus_figure_set_progress (GradusFigure *self, double progress)
{
  g_return_if_fail (self != NULL);

  g_atomic_int_set (&self->progress,
                    progress < 0 ? -1 : (gint) (MIN (progress, 1) * PROGRESS_WHOLE));
}

double
gradus_figure_get_progress (const GradusFigure *self)
{
  gint progress;

  g_return_val_if_fail (self != NULL, -1);

  progress = g_atomic_int_get (&self->progress);
  return progress < 0 ? -1 : (double) progress / PROGRESS_WHOLE;
}

/* The figure that is drawn in the place of @self. */
static const GradusFigure *
resolve (const GradusFigure *figure)
{
  GradusFigure *self = (GradusFigure *) figure; /* a cache does not change what it is */

  if (self->make == NULL)
    return self;
  gradus_figure_work_out (self, NULL);
  return self->made;
}

GradusFigure *
gradus_figure_ref (GradusFigure *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
gradus_figure_unref (GradusFigure *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  if (self->data != NULL)
    self->kind->free_data (self->data);
  if (self->request != NULL)
    self->free_request (self->request);
  g_clear_pointer (&self->made, gradus_figure_unref);
  if (self->make != NULL)
    g_mutex_clear (&self->mutex);
  g_free (self->title);
  g_free (self->reading);
  g_free (self->variant);
  g_free (self->note);
  g_free (self->problem);
  g_free (self);
}

const GradusFigureKind *
gradus_figure_get_kind (const GradusFigure *self)
{
  return self->kind;
}

const char *
gradus_figure_get_title (const GradusFigure *self)
{
  return self->title;
}

const char *
gradus_figure_get_reading (const GradusFigure *self)
{
  return self->reading;
}

const char *
gradus_figure_get_variant (const GradusFigure *self)
{
  return self->variant;
}

const char *
gradus_figure_get_problem (const GradusFigure *self)
{
  return self->problem;
}

/**
 * gradus_figure_set_note:
 * @self: a figure that nobody else holds yet
 * @note: (nullable): which network it is and when, like "Digit reader, after 10 epochs"
 *
 * Says what stands small below the drawing. A figure that has a note keeps it.
 */
void
gradus_figure_set_note (GradusFigure *self, const char *note)
{
  g_return_if_fail (self != NULL);

  if (self->note == NULL)
    self->note = g_strdup (note);
}

/**
 * gradus_figure_describe_run:
 * @title: of the network
 * @n_epochs: complete epochs
 *
 * Returns: (transfer full): a note: which network it is and when
 */
char *
gradus_figure_describe_run (const char *title, guint n_epochs)
{
  if (n_epochs == 0)
    /* Translators: %s is the name of a network */
    return g_strdup_printf (_ ("%s, untrained"), title);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, after %u epoch",
                                       "%s, after %u epochs", n_epochs),
                          title, n_epochs);
}

/* --- The page: title, sentence, drawing, note --- */

typedef struct
{
  double width; /* between the margins */
  double title_height;
  double reading_height;
  double head; /* all above the drawing, the margin included */
  double foot; /* all below it */
} Page;

/* Text that is broken at a width. */
static PangoLayout *
new_text (cairo_t           *cr,
          const GradusTheme *theme,
          GradusTextRole     role,
          double             width,
          const char        *text)
{
  PangoLayout *layout = gradus_text_layout_new (cr, theme, role, text);

  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  return layout;
}

static void
draw_text (cairo_t           *cr,
           const GradusTheme *theme,
           GradusTextRole     role,
           GradusToken        color,
           double             y,
           double             width,
           const char        *text)
{
  PangoLayout *layout = new_text (cr, theme, role, width, text);

  gradus_theme_set_source (theme, cr, color);
  cairo_move_to (cr, MARGIN * theme->scale, y);
  pango_cairo_show_layout (cr, layout);
  cairo_new_path (cr);
  g_object_unref (layout);
}

static double
measure_text (cairo_t           *cr,
              const GradusTheme *theme,
              GradusTextRole     role,
              double             width,
              const char        *text)
{
  PangoLayout   *layout = new_text (cr, theme, role, width, text);
  PangoRectangle logical;

  pango_layout_get_extents (layout, NULL, &logical);
  g_object_unref (layout);
  return (double) logical.height / PANGO_SCALE;
}

static void
lay_out_page (const GradusFigure *self,
              const GradusTheme  *theme,
              gboolean            plain,
              double              width,
              Page               *page)
{
  /* Only a context can measure broken text. */
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR, NULL);
  cairo_t         *cr = cairo_create (surface);
  double           scale = theme->scale;

  *page = (Page){ .width = MAX (width - 2 * MARGIN * scale, 1),
                  .head = MARGIN * scale,
                  .foot = MARGIN * scale };
  if (!plain)
    {
      page->title_height =
        measure_text (cr, theme, GRADUS_TEXT_TITLE_2, page->width, self->title);
      page->head += page->title_height + HEAD_GAP * scale;
    }
  if (!plain && self->reading != NULL)
    {
      page->reading_height =
        measure_text (cr, theme, GRADUS_TEXT_READING, page->width, self->reading);
      page->head += page->reading_height + READING_GAP * scale;
    }
  if (!plain && self->note != NULL)
    page->foot += gradus_text_line_height (theme, GRADUS_TEXT_CAPTION) + NOTE_GAP * scale;
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* The room that the drawing needs below the head when it is so wide. */
static double
get_needed_height (const GradusFigure *self,
                   const GradusTheme  *theme,
                   double              width,
                   double             *least_width)
{
  const GradusFigureKind *kind = self->kind;
  double                  least = kind->least_height * theme->scale;

  *least_width = kind->least_width * theme->scale;
  if (kind->measure == NULL)
    return least;
  return MAX (least, ceil (kind->measure (self->data, theme, width, least_width)));
}

/**
 * gradus_figure_get_size:
 * @self: a figure that can be drawn
 * @settings: how it is written
 * @width: (out): of the page
 * @height: (out): of the page
 *
 * Finds how large the page is: as asked, or as fits the figure.
 */
void
gradus_figure_get_size (const GradusFigure         *self,
                        const GradusFigureSettings *settings,
                        double                     *width,
                        double                     *height)
{
  const GradusTheme *theme = gradus_theme_get (settings->theme);
  double             least_width;
  Page               page;

  g_return_if_fail (self != NULL);
  self = resolve (self);
  g_return_if_fail (self->data != NULL);

  *width = settings->width;
  *height = settings->height;
  if (*width <= 0)
    *width = ceil (self->kind->width + 2 * MARGIN * theme->scale);
  if (*height > 0)
    return;
  lay_out_page (self, theme, settings->plain, *width, &page);
  *height = page.head + page.foot +
            (self->kind->measure != NULL
               ? get_needed_height (self, theme, page.width, &least_width)
               : self->kind->height);
  *height = MIN (ceil (*height), GRADUS_FIGURE_MOST_SIDE);
}

/* How much smaller everything must be drawn, so that it all fits. */
static double
find_scale (const GradusFigure *self,
            const GradusTheme  *theme,
            gboolean            plain,
            double              width,
            double              height,
            Page               *page)
{
  double scale;

  for (scale = 1; scale > SMALLEST_SCALE; scale *= 0.96)
    {
      double needed, least_width;

      lay_out_page (self, theme, plain, width / scale, page);
      needed = get_needed_height (self, theme, page->width, &least_width);
      if (page->width >= least_width &&
          page->head + page->foot + needed <= height / scale + 0.5)
        break;
    }
  return scale;
}

/**
 * gradus_figure_draw:
 * @self: a figure that can be drawn
 * @cr: where to; the origin is the top left corner
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 *
 * Draws the figure alone, as a view on the screen does that has a title of its own.
 */
void
gradus_figure_draw (const GradusFigure *self,
                    cairo_t            *cr,
                    const GradusTheme  *theme,
                    double              width,
                    double              height)
{
  g_return_if_fail (self != NULL);
  self = resolve (self);
  g_return_if_fail (self->data != NULL);

  cairo_save (cr);
  self->kind->draw (cr, theme, width, height, self->data);
  cairo_restore (cr);
}

static void
draw_head (const GradusFigure *self,
           cairo_t            *cr,
           const GradusTheme  *theme,
           const Page         *page)
{
  double y = MARGIN * theme->scale;

  draw_text (cr, theme, GRADUS_TEXT_TITLE_2, GRADUS_TOKEN_FG, y, page->width,
             self->title);
  if (self->reading != NULL)
    draw_text (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM,
               y + page->title_height + READING_GAP * theme->scale, page->width,
               self->reading);
}

/**
 * gradus_figure_draw_page:
 * @self: a figure that can be drawn
 * @settings: how it is written
 * @cr: where to; the origin is the top left corner
 * @width: of the page
 * @height: of the page
 *
 * Draws what a file shows: paper, title, sentence, the drawing and the note. On a page
 * that is too small everything becomes smaller; nothing is cut off.
 *
 * Threads: any
 */
void
gradus_figure_draw_page (const GradusFigure         *self,
                         const GradusFigureSettings *settings,
                         cairo_t                    *cr,
                         double                      width,
                         double                      height)
{
  const GradusTheme *theme = gradus_theme_get (settings->theme);
  double             scale;
  double             margin = MARGIN * theme->scale;
  Page               page;

  g_return_if_fail (self != NULL);
  self = resolve (self);
  g_return_if_fail (self->data != NULL);

  scale = find_scale (self, theme, settings->plain, width, height, &page);
  cairo_save (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VIEW);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  cairo_scale (cr, scale, scale);
  height /= scale;
  if (!settings->plain)
    draw_head (self, cr, theme, &page);
  if (!settings->plain && self->note != NULL)
    gradus_text_draw_baseline (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                               GRADUS_ALIGN_START, margin, height - margin, self->note);
  cairo_translate (cr, margin, round (page.head));
  gradus_figure_draw (self, cr, theme, page.width,
                      height - round (page.head) - page.foot);
  cairo_restore (cr);
}

/* --- Files --- */

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

  job.figure = self = resolve (self);
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

  self = resolve (self);
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
