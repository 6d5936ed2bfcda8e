/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "io/csv.h"
#include "plot/figure-samples.h"
#include "plot/plane.h"

typedef struct
{
  gsize   n;
  guint   n_classes;
  float  *points; /* (shape n, 2) */
  guint8 *classes;
  guint  *samples;
  double  left, right, bottom, top;
} Points;

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gconstpointer      data)
{
  const Points *self = data;
  GradusPlane   plane = { .left = self->left,
                          .right = self->right,
                          .bottom = self->bottom,
                          .top = self->top,
                          .n_classes = self->n_classes,
                          .n_points = self->n,
                          .points = self->points,
                          .classes = self->classes };

  gradus_plane_draw (cr, theme, width, height, &plane);
}

static char *
write_numbers (gconstpointer data)
{
  const Points *self = data;
  GString      *csv = g_string_new ("sample,x1,x2,class\n");

  for (gsize i = 0; i < self->n; i++)
    {
      g_string_append_printf (csv, "%u", self->samples[i]);
      gradus_csv_append_number (csv, (double) self->points[2 * i]);
      gradus_csv_append_number (csv, (double) self->points[2 * i + 1]);
      g_string_append_printf (csv, ",%u\n", self->classes[i]);
    }
  return g_string_free (csv, FALSE);
}

static void
free_points (gpointer data)
{
  Points *self = data;

  g_free (self->points);
  g_free (self->classes);
  g_free (self->samples);
  g_free (self);
}

const GradusFigureKind gradus_figure_points = {
  .id = "points",
  .title = N_ ("Points"),
  .width = 560,
  .height = 560,
  .least_width = 160,
  .least_height = 160,
  .draw = draw,
  .to_csv = write_numbers,
  .free_data = free_points,
};

/**
 * gradus_figure_points_new:
 * @words: what is said about it
 * @data: (nullable): samples of two numbers
 * @samples: (nullable) (array length=n): which of them; NULL for all
 * @n: how many
 *
 * Returns: (transfer full): where the points lie, as a figure
 */
GradusFigure *
gradus_figure_points_new (const GradusFigureWords *words,
                          GradusDataset           *data,
                          const guint             *samples,
                          guint                    n)
{
  Points *self;

  if (data == NULL || gradus_shape_size (gradus_dataset_get_shape (data)) != 2)
    return gradus_figure_new_missing (&gradus_figure_points,
                                      _ ("Only samples of two numbers are points."));
  if (samples == NULL)
    n = gradus_dataset_get_n_samples (data);
  self = g_new0 (Points, 1);
  self->n = n;
  self->n_classes = MAX (gradus_dataset_get_n_classes (data), 1);
  self->points = g_new (float, 2 * (gsize) n + 1);
  self->classes = g_new0 (guint8, n + 1);
  self->samples = g_new (guint, n + 1);
  for (guint i = 0; i < n; i++)
    {
      self->samples[i] = samples != NULL ? samples[i] : i;
      gradus_dataset_get_sample (data, self->samples[i], self->points + 2 * i);
      self->classes[i] = (guint8) gradus_dataset_get_label (data, self->samples[i]);
    }
  gradus_axes_cover (&self->left, &self->right, self->points, n, 2);
  gradus_axes_cover (&self->bottom, &self->top, self->points + 1, n, 2);
  return gradus_figure_new (&gradus_figure_points, words, self);
}
