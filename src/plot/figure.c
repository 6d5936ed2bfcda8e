/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure.h"

#include "config.h"

#include "plot/figure-private.h"
#include "plot/text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MARGIN 24.0
#define READING_GAP 4.0 /* between title and sentence */
#define HEAD_GAP 18.0   /* between them and the drawing */
#define NOTE_GAP 12.0
#define SMALLEST_SCALE 0.05

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
  self = gradus_figure_resolve (self);
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
  self = gradus_figure_resolve (self);
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
  self = gradus_figure_resolve (self);
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
