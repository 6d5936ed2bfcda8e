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
  GPtrArray          *runs; /* (element-type GradusRun): those of the options */
} Curves;

static GPtrArray *
copy_runs (const GPtrArray *runs)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_run_unref);

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    g_ptr_array_add (copy, gradus_run_ref (runs->pdata[i]));
  return copy;
}

static guint
count_shown (const GPtrArray *runs)
{
  guint n = 0;

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    n += !((const GradusRun *) runs->pdata[i])->hidden;
  return n;
}

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

  return gradus_runs_to_csv (self->history, self->runs);
}

static void
free_curves (gpointer data)
{
  Curves *self = data;

  g_clear_pointer (&self->history, gradus_history_unref);
  g_ptr_array_unref (self->runs);
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

  if ((history == NULL || n_steps == 0) && count_shown (options->runs) == 0)
    return gradus_figure_new_missing (&gradus_figure_curves,
                                      _ ("There are no curves before training."));
  self = g_new (Curves, 1);
  *self = (Curves){ history != NULL ? gradus_history_ref (history) : NULL, n_steps,
                    n_epochs, *options, copy_runs (options->runs) };
  self->options.runs = self->runs;
  words.title = gradus_figure_curves_get_title (history);
  words.reading = gradus_figure_curves_get_reading (history);
  return gradus_figure_new (&gradus_figure_curves, &words, self);
}
