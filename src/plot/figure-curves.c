/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure-curves.h"

#include "config.h"

#include "io/history-csv.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GradusHistory      *history;
  gsize               n_steps;
  guint               n_epochs;
  GradusCurvesOptions options;
} Curves;

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gconstpointer      data)
{
  const Curves                  *self = data;
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();

  gradus_curves_layout_update (layout, self->history, self->n_steps, self->n_epochs,
                               &self->options, theme, width, height);
  gradus_curves_draw (layout, theme, cr);
}

static char *
write_numbers (gconstpointer data)
{
  const Curves *self = data;

  return gradus_history_to_csv (self->history);
}

static void
free_curves (gpointer data)
{
  Curves *self = data;

  gradus_history_unref (self->history);
  g_free (self);
}

const GradusFigureKind gradus_figure_curves = {
  .id = "curves",
  .title = N_ ("Curves"),
  .width = 880,
  .height = 520,
  .least_width = 340,
  .least_height = 240,
  .draw = draw,
  .to_csv = write_numbers,
  .free_data = free_curves,
};

static gboolean
has_metric (const GradusHistory *history)
{
  return history != NULL && gradus_history_get_n_metrics (history) > 0;
}

/**
 * gradus_figure_curves_get_title:
 * @history: (nullable): what was measured
 *
 * Returns: (transfer none): what the curves show
 */
const char *
gradus_figure_curves_get_title (const GradusHistory *history)
{
  return has_metric (history) ? _ ("Loss and accuracy") : _ ("Loss");
}

/**
 * gradus_figure_curves_get_reading:
 * @history: (nullable): what was measured
 *
 * Returns: (transfer none): how to read them, in a sentence
 */
const char *
gradus_figure_curves_get_reading (const GradusHistory *history)
{
  return has_metric (history)
           ? _ (
               "The loss is what training makes smaller; accuracy is what we care about.")
           : _ ("The loss is what training makes smaller.");
}

/**
 * gradus_figure_curves_new:
 * @history: (nullable): what was measured
 * @n_steps: steps that may be read
 * @n_epochs: epochs that may be read
 * @options: how the curves are drawn
 *
 * Returns: (transfer full): the curves of a run as a figure
 */
GradusFigure *
gradus_figure_curves_new (GradusHistory             *history,
                          gsize                      n_steps,
                          guint                      n_epochs,
                          const GradusCurvesOptions *options)
{
  GradusFigureWords words = { 0 };
  Curves           *self;

  if (history == NULL || n_steps == 0)
    return gradus_figure_new_missing (&gradus_figure_curves,
                                      _ ("There are no curves before training."));
  self = g_new (Curves, 1);
  *self = (Curves){ gradus_history_ref (history), n_steps, n_epochs, *options };
  words.title = gradus_figure_curves_get_title (history);
  words.reading = gradus_figure_curves_get_reading (history);
  return gradus_figure_new (&gradus_figure_curves, &words, self);
}
