/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/figure-samples.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "io/csv.h"
#include "plot/text.h"
#include "plot/wall-tiles.h"

/* As many as a page shows well; the numbers hold all of them. */
#define N_TILES 600
#define N_ROWS 40 /* of a table */

typedef struct
{
  GradusDataset *data;
  guint         *samples; /* those that are drawn first, then all that are meant */
  guint          n;
  guint          n_drawn;
  guint          zoom;
} Samples;

/* A drawing has a wall of its own, because any thread may draw. */
static GradusWall *
new_wall (const Samples *self, const GradusTheme *theme, double width)
{
  GradusWall *wall = gradus_wall_new (self->data);

  gradus_wall_set_samples (wall, self->samples, self->n_drawn);
  gradus_wall_set_zoom (wall, self->zoom);
  gradus_wall_lay_out (wall, theme, width);
  return wall;
}

static double
measure (gconstpointer data, const GradusTheme *theme, double width, double *least_width)
{
  g_autoptr (GradusWall) wall = new_wall (data, theme, MAX (width, *least_width));

  return ceil (gradus_wall_get_height (wall));
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gconstpointer      data)
{
  g_autoptr (GradusWall) wall = new_wall (data, theme, width);

  gradus_wall_draw (wall, cr, theme, height, 0, -1);
}

static char *
write_numbers (gconstpointer data)
{
  const Samples *self = data;
  GString       *csv = g_string_new ("sample,target\n");

  for (guint i = 0; i < self->n; i++)
    {
      g_autofree char *target =
        gradus_wall_describe_target (self->data, self->samples[i]);

      g_string_append_printf (csv, "%u", self->samples[i]);
      gradus_csv_append_text (csv, target);
      g_string_append_c (csv, '\n');
    }
  return g_string_free (csv, FALSE);
}

static void
free_samples (gpointer data)
{
  Samples *self = data;

  gradus_dataset_unref (self->data);
  g_free (self->samples);
  g_free (self);
}

const GradusFigureKind gradus_figure_samples = {
  .id = "samples",
  .title = N_ ("Samples"),
  .width = 820,
  .least_width = 200,
  .least_height = 60,
  .measure = measure,
  .draw = draw,
  .to_csv = write_numbers,
  .free_data = free_samples,
};

/**
 * gradus_figure_samples_new:
 * @words: what is said about it
 * @data: (nullable): samples; a reference is taken
 * @samples: (nullable) (array length=n): which are meant; NULL for all
 * @n: how many
 * @first: the place in @samples that is drawn first
 * @zoom: how large tiles are, as of a wall
 *
 * Returns: (transfer full): some hundred samples side by side, as a figure
 */
GradusFigure *
gradus_figure_samples_new (const GradusFigureWords *words,
                           GradusDataset           *data,
                           const guint             *samples,
                           guint                    n,
                           guint                    first,
                           guint                    zoom)
{
  Samples *self;
  guint    most;

  if (data == NULL)
    return gradus_figure_new_missing (&gradus_figure_samples,
                                      _ ("There are no data yet."));
  if (samples == NULL)
    n = gradus_dataset_get_n_samples (data);
  if (n == 0)
    return gradus_figure_new_missing (&gradus_figure_samples,
                                      _ ("There are no samples of this class."));
  first = MIN (first, n - 1);
  most = gradus_wall_choose_form (gradus_dataset_get_shape (data)) == GRADUS_WALL_TABLE
           ? N_ROWS
           : N_TILES;
  self = g_new0 (Samples, 1);
  self->data = gradus_dataset_ref (data);
  self->n = n;
  self->n_drawn = MIN (most, n - first);
  self->zoom = zoom;
  self->samples = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    {
      guint place = (i + first) % n;

      self->samples[i] = samples != NULL ? samples[place] : place;
    }
  return gradus_figure_new (&gradus_figure_samples, words, self);
}
