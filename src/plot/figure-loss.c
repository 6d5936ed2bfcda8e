/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/figure-loss.h"

#include <glib/gi18n-lib.h>

#include "io/csv.h"

#define N_LINES 100

typedef struct
{
  GradusLossPlot    plot;
  GradusConfig     *loss;
  GradusLossSample *samples;
  char             *yes_name;
} Loss;

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gconstpointer      data)
{
  gradus_loss_plot_draw (cr, theme, width, height, &((const Loss *) data)->plot);
}

static void
append_line (GString *csv, const char *what, double x, double loss)
{
  g_string_append (csv, what);
  gradus_csv_append_number (csv, x);
  gradus_csv_append_number (csv, loss);
  g_string_append_c (csv, '\n');
}

/* The curve, then the samples. */
static char *
write_numbers (gconstpointer data)
{
  const GradusLossPlot *plot = &((const Loss *) data)->plot;
  GString              *csv = g_string_new ("what,prediction,loss\n");
  double                from, to;

  gradus_loss_get_range (plot->loss, &from, &to);
  for (guint i = 0; i <= N_LINES; i++)
    {
      double x = from + (to - from) * i / N_LINES;

      append_line (csv, "curve", x,
                   gradus_loss_at (plot->loss, plot->n_classes, plot->is_yes, x, NULL));
    }
  for (guint i = 0; i < plot->n_samples; i++)
    if (!gradus_loss_has_two_truths (plot->loss) ||
        !plot->samples[i].is_yes == !plot->is_yes)
      append_line (csv, "sample", (double) plot->samples[i].x,
                   (double) plot->samples[i].loss);
  return g_string_free (csv, FALSE);
}

static void
free_loss (gpointer data)
{
  Loss *self = data;

  gradus_config_free (self->loss);
  g_free (self->samples);
  g_free (self->yes_name);
  g_free (self);
}

const GradusFigureKind gradus_figure_loss = {
  .id = "loss",
  .title = N_ ("Loss of one sample"),
  .width = 520,
  .height = 360,
  .least_width = 240,
  .least_height = 190,
  .draw = draw,
  .to_csv = write_numbers,
  .free_data = free_loss,
};

/**
 * gradus_figure_loss_new:
 * @plot: the curve of a loss
 *
 * Returns: (transfer full): the curve as a figure
 */
GradusFigure *
gradus_figure_loss_new (const GradusLossPlot *plot)
{
  const GradusKind *kind = gradus_config_get_kind (plot->loss);
  GradusFigureWords words = { .title = _ (kind->title), .reading = _ (kind->summary) };
  Loss             *self = g_new0 (Loss, 1);

  self->plot = *plot;
  self->plot.has_handle = FALSE;
  self->plot.loss = self->loss = gradus_config_copy (plot->loss);
  if (plot->n_samples > 0)
    self->samples =
      g_memdup2 (plot->samples, plot->n_samples * sizeof (GradusLossSample));
  self->plot.samples = self->samples;
  self->plot.yes_name = self->yes_name = g_strdup (plot->yes_name);
  return gradus_figure_new (&gradus_figure_loss, &words, self);
}
