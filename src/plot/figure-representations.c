/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure-representations.h"

#include "config.h"

#include "io/csv.h"
#include "plot/columns.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  GradusRepresentationColumn *columns; /* all that they point to is owned */
  guint                       n_columns;
} Journey;

#define COLUMN_LEAST 120.0
#define LEGEND_HEIGHT 26.0

static double
measure (gconstpointer data, const GradusTheme *theme, double width, double *least_width)
{
  const Journey *self = data;
  guint          n = self->n_columns;

  *least_width = MAX (*least_width,
                      (n * COLUMN_LEAST + (n - 1) * GRADUS_COLUMNS_ARROW) * theme->scale);
  return LEGEND_HEIGHT * theme->scale +
         gradus_representation_get_height (theme, width, n);
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gconstpointer      data)
{
  const Journey *self = data;
  double         head = round (LEGEND_HEIGHT * theme->scale);

  gradus_representation_draw_legend (cr, theme, width, 8 * theme->scale,
                                     self->columns[1].difference);
  cairo_translate (cr, 0, head);
  gradus_representation_draw (cr, theme, width, height - head, self->columns,
                              self->n_columns);
}

static char *
write_numbers (gconstpointer data)
{
  const Journey *self = data;
  GString       *csv = g_string_new ("layer,index,value\n");

  for (guint i = 0; i < self->n_columns; i++)
    for (gsize j = 0; self->columns[i].values != NULL &&
                      j < gradus_shape_size (&self->columns[i].shape);
         j++)
      {
        gradus_csv_append_field (csv, self->columns[i].title);
        g_string_append_printf (csv, ",%zu", j + 1);
        gradus_csv_append_number (csv, (double) self->columns[i].values[j]);
        g_string_append_c (csv, '\n');
      }
  return g_string_free (csv, FALSE);
}

static void
free_journey (gpointer data)
{
  Journey *self = data;

  for (guint i = 0; i < self->n_columns; i++)
    {
      g_free ((char *) self->columns[i].title);
      g_free ((char *) self->columns[i].detail);
      g_free ((char *) self->columns[i].caption);
      g_free ((float *) self->columns[i].values);
      g_strfreev ((char **) self->columns[i].names);
    }
  g_free (self->columns);
  g_free (self);
}

const GradusFigureKind gradus_figure_representations = {
  .id = "representations",
  .title = N_ ("Representations"),
  .width = 960,
  .least_width = 400,
  .least_height = 200,
  .measure = measure,
  .draw = draw,
  .to_csv = write_numbers,
  .free_data = free_journey,
};

static GradusRepresentationColumn
copy_column (const GradusRepresentationColumn *column)
{
  GradusRepresentationColumn copy = *column;

  copy.title = g_strdup (column->title);
  copy.detail = g_strdup (column->detail);
  copy.caption = g_strdup (column->caption);
  copy.values =
    g_memdup2 (column->values, sizeof (float) * gradus_shape_size (&column->shape));
  copy.names = (const char *const *) g_strdupv ((char **) column->names);
  return copy;
}

/**
 * gradus_figure_representations_new:
 * @words: what is said about it
 * @columns: (nullable) (array length=n_columns): stops on a sample's way; copied
 * @n_columns: how many
 *
 * Returns: (transfer full): what every layer makes of a sample as a figure
 */
GradusFigure *
gradus_figure_representations_new (const GradusFigureWords          *words,
                                   const GradusRepresentationColumn *columns,
                                   guint                             n_columns)
{
  Journey *self;

  if (columns == NULL || n_columns < 2)
    return gradus_figure_new_missing (&gradus_figure_representations,
                                      _ ("There is no digit on its way yet."));
  self = g_new (Journey, 1);
  self->n_columns = n_columns;
  self->columns = g_new (GradusRepresentationColumn, n_columns);
  for (guint i = 0; i < n_columns; i++)
    self->columns[i] = copy_column (&columns[i]);
  return gradus_figure_new (&gradus_figure_representations, words, self);
}

char *
gradus_representations_dup_title (const GradusDataset *data, guint sample)
{
  /* Only pictures of digits are called so. */
  if (gradus_shape_size (gradus_dataset_get_shape (data)) != 784)
    return g_strdup (_ ("How one sample looks after each layer"));
  return g_strdup_printf (_ ("How the network comes to see a %u"),
                          gradus_dataset_get_original_label (data, sample));
}
