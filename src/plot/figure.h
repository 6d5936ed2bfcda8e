/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/export.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * GradusFigureKind:
 * @id: for the command line and names of files, like "curves"
 * @title: translatable: for a list, like "Curves"
 * @width: of the drawing where nobody asks for another one, in pixels of 1/96 inch
 * @height: likewise; of no meaning with @measure
 * @least_width: below this it is drawn at this size and made smaller as a whole
 * @least_height: likewise
 * @measure: (nullable): the height that the drawing needs at a width; else any will do.
 * It may raise the least width
 * @draw: draws at the origin; axes, units and legend included, the title not
 * @to_csv: (nullable): the numbers behind it as comma-separated values
 * @free_data: frees the data
 *
 * A kind of drawing that can be taken away. Screen, clipboard, export dialog and
 * command line all go through it, so that a new kind of drawing is one of these.
 */
typedef struct
{
  const char *id;
  const char *title;
  double      width;
  double      height;
  double      least_width;
  double      least_height;
  double (*measure) (gconstpointer      data,
                     const GradusTheme *theme,
                     double             width,
                     double            *least_width);
  void (*draw) (cairo_t           *cr,
                const GradusTheme *theme,
                double             width,
                double             height,
                gconstpointer      data);
  char *(*to_csv) (gconstpointer data);
  GDestroyNotify free_data;
} GradusFigureKind;

/**
 * GradusFigure:
 *
 * A drawing together with all that it shows, or the reason why there is nothing to show.
 * It does not change any more, so that any thread may draw it; reference-counted.
 */
typedef struct _GradusFigure GradusFigure;

/**
 * GradusFigureWords:
 * @title: (nullable): above the drawing; the kind's title if %NULL
 * @reading: (nullable): a sentence below the title: how to read it
 * @variant: (nullable): tells figures of one kind apart in a list, like "dense, tiles"
 * @note: (nullable): small, below the drawing: which network and when
 *
 * What is said about a figure.
 */
typedef struct
{
  const char *title;
  const char *reading;
  const char *variant;
  const char *note;
} GradusFigureWords;

/**
 * GradusFigureSettings:
 * @format: kind of file
 * @theme: how it looks; the screen's theme has no say
 * @width: of the page in pixels of 1/96 inch, with margins; 0 for what fits the figure
 * @height: likewise
 * @scale: pixels of a PNG for one of @width
 * @plain: whether title, sentence and note are left out
 *
 * How a figure is written.
 */
typedef struct
{
  GradusExportFormat format;
  GradusThemeId      theme;
  double             width;
  double             height;
  double             scale;
  gboolean           plain;
} GradusFigureSettings;

#define GRADUS_FIGURE_SETTINGS_STANDARD                                                  \
  ((GradusFigureSettings){ .theme = GRADUS_THEME_PRINT, .scale = 2 })

/* The smallest and largest side of a page. */
#define GRADUS_FIGURE_LEAST_SIDE 100
#define GRADUS_FIGURE_MOST_SIDE 16000

GradusFigure *gradus_figure_new (const GradusFigureKind  *kind,
                                 const GradusFigureWords *words,
                                 gpointer                 data);
GradusFigure *gradus_figure_new_missing (const GradusFigureKind *kind,
                                         const char             *reason);
/* (transfer full) (nullable): the figure itself; in the thread that wants to draw it.
 * @figure: where gradus_figure_set_progress() says how far it is; once @cancellable says
 * so anything may be returned, and it is asked again when somebody wants it. */
typedef GradusFigure *(*GradusFigureMake) (GradusFigure *figure,
                                           gpointer      request,
                                           GCancellable *cancellable);
/* A figure that takes time: it is made when it is first drawn. */
GradusFigure *gradus_figure_new_later (const GradusFigureKind  *kind,
                                       const GradusFigureWords *words,
                                       GradusFigureMake         make,
                                       gpointer                 request,
                                       GDestroyNotify           free_request);
/* Makes it now. FALSE: it was cancelled before it was done. */
gboolean gradus_figure_work_out (GradusFigure *self, GCancellable *cancellable);
gboolean gradus_figure_is_worked_out (const GradusFigure *self);
/* The part that is done, 0 … 1; −1: nobody knows. Any thread. */
void          gradus_figure_set_progress (GradusFigure *self, double progress);
double        gradus_figure_get_progress (const GradusFigure *self);
GradusFigure *gradus_figure_ref (GradusFigure *self);
void          gradus_figure_unref (GradusFigure *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusFigure, gradus_figure_unref)

const GradusFigureKind *gradus_figure_get_kind (const GradusFigure *self);
const char             *gradus_figure_get_title (const GradusFigure *self);
const char             *gradus_figure_get_reading (const GradusFigure *self);
const char             *gradus_figure_get_variant (const GradusFigure *self);
/* (nullable): why there is nothing to show, as a sentence */
const char *gradus_figure_get_problem (const GradusFigure *self);
/* Before anybody else holds it: what stands below the drawing. */
void gradus_figure_set_note (GradusFigure *self, const char *note);

/* (transfer full): "Digit reader, after 10 epochs" */
char *gradus_figure_describe_run (const char *title, guint n_epochs);

void     gradus_figure_get_size (const GradusFigure         *self,
                                 const GradusFigureSettings *settings,
                                 double                     *width,
                                 double                     *height);
void     gradus_figure_draw (const GradusFigure *self,
                             cairo_t            *cr,
                             const GradusTheme  *theme,
                             double              width,
                             double              height);
void     gradus_figure_draw_page (const GradusFigure         *self,
                                  const GradusFigureSettings *settings,
                                  cairo_t                    *cr,
                                  double                      width,
                                  double                      height);
GBytes  *gradus_figure_render (const GradusFigure         *self,
                               const GradusFigureSettings *settings,
                               GError                    **error);
gboolean gradus_figure_save (const GradusFigure         *self,
                             const GradusFigureSettings *settings,
                             const char                 *path,
                             GError                    **error);
char    *gradus_figure_to_csv (const GradusFigure *self);
char    *gradus_figure_dup_stem (const GradusFigure *self, const char *document);

/* "Digit reader" → "digit-reader": what any system takes as the name of a file. */
char *gradus_file_stem (const char *title, const char *suffix);

G_END_DECLS
