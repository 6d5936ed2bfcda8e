/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/weights-sheet-private.h"

#include "config.h"

#include "io/csv.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define DETAIL_WIDTH 420.0
#define TILES_LEAST 180.0

static double
measure_figure (gconstpointer      data,
                const GradusTheme *theme,
                double             width,
                double            *least_width)
{
  const GradusWeightsSheet *self = data;
  double                    bar = GRADUS_WEIGHTS_BAR_ROOM * theme->scale;
  double                    height;
  GradusWeightsLayout       layout;
  GradusWeightsKernel       kernel = gradus_weights_sheet_get_kernel (self);

  /* As large as looks well on a page that is wider than high. */
  gradus_weights_layout (&layout, &kernel, theme, width, width * 0.75);
  /* A weight is a pixel at least, and tiles stand side by side or below each other. */
  *least_width = MAX (*least_width, layout.cell * layout.tile_width + 2 * layout.left);
  if (self->form != GRADUS_WEIGHTS_TILES || self->unit < 0 ||
      width < DETAIL_WIDTH * theme->scale)
    return bar + layout.height;
  height = bar + MAX (layout.height, TILES_LEAST * theme->scale) + 1;
  return height + gradus_weights_sheet_get_below (height, theme->scale);
}

static void
draw_figure (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gconstpointer      data)
{
  gradus_weights_sheet_draw (cr, theme, width, height, data);
}

/* A line for each input, a column for each unit, as the tensor lies in memory. */
static char *
write_numbers (gconstpointer data)
{
  const GradusWeightsSheet *self = data;
  gsize                     n_units = gradus_weights_sheet_count_units (self);
  GString                  *csv = g_string_new ("input");

  for (gsize i = 0; i < n_units; i++)
    g_string_append_printf (csv, ",unit %zu", i + 1);
  for (gsize i = 0; i < self->kernel->size; i++)
    {
      if (i % n_units == 0)
        g_string_append_printf (csv, "\n%zu", i / n_units + 1);
      gradus_csv_append_number (csv, (double) self->kernel->data[i]);
    }
  g_string_append_c (csv, '\n');
  return g_string_free (csv, FALSE);
}

const GradusFigureKind gradus_figure_weights = {
  .id = "weights",
  .title = N_ ("Weights"),
  .width = 880,
  .least_width = 300,
  .least_height = 120,
  .measure = measure_figure,
  .draw = draw_figure,
  .to_csv = write_numbers,
  .free_data = (GDestroyNotify) gradus_weights_sheet_free,
};

/**
 * gradus_figure_weights_new:
 * @sheet: (nullable): what is shown; copied
 *
 * Returns: (transfer full): the weights of a layer as a figure, or what stands for them
 * where no layer has any
 */
GradusFigure *
gradus_figure_weights_new (const GradusWeightsSheet *sheet)
{
  g_autofree char    *title = NULL;
  g_autofree char    *variant = NULL;
  GradusFigureWords   words = { 0 };
  GradusWeightsSheet *copy;

  if (sheet == NULL)
    return gradus_figure_new_missing (&gradus_figure_weights,
                                      _ ("There are no weights to look at yet."));
  title = gradus_weights_sheet_dup_title (sheet);
  variant =
    g_strdup_printf ("%s, %s", sheet->layer,
                     sheet->form == GRADUS_WEIGHTS_TILES ? C_ ("weights", "tiles")
                                                         : C_ ("weights", "matrix"));
  words.title = title;
  words.variant = variant;
  words.reading =
    _ ("Blue ink counts for the unit, red ink against it, bare paper not at all.");
  copy = gradus_weights_sheet_copy (sheet);
  /* All of them, however far the window is zoomed in. */
  copy->cell = 0;
  copy->scroll = 0;
  return gradus_figure_new (&gradus_figure_weights, &words, copy);
}
