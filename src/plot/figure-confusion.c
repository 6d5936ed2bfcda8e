/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure-confusion.h"

#include "config.h"

#include "io/csv.h"
#include "plot/confusion-matrix.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GradusConfusion confusion;
  char          **names;
} Matrix;

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gconstpointer      data)
{
  const Matrix *self = data;

  gradus_confusion_matrix_draw (cr, theme, width, height, &self->confusion,
                                (const char *const *) self->names, NULL);
}

/* A line for each class that is, a column for each that the network says. */
static char *
write_numbers (gconstpointer data)
{
  const Matrix *self = data;
  guint         n = self->confusion.n_classes;
  GString      *csv = g_string_new ("true class");

  for (guint i = 0; i < n; i++)
    gradus_csv_append_text (csv, self->names[i]);
  for (guint row = 0; row < n; row++)
    {
      g_string_append_c (csv, '\n');
      gradus_csv_append_field (csv, self->names[row]);
      for (guint i = 0; i < n; i++)
        g_string_append_printf (csv, ",%u", self->confusion.counts[row * n + i]);
    }
  g_string_append_c (csv, '\n');
  return g_string_free (csv, FALSE);
}

static void
free_matrix (gpointer data)
{
  Matrix *self = data;

  g_free (self->confusion.counts);
  g_strfreev (self->names);
  g_free (self);
}

const GradusFigureKind gradus_figure_confusion = {
  .id = "confusion",
  .title = N_ ("Confusion matrix"),
  .width = 520,
  .height = 520,
  .least_width = 300,
  .least_height = 300,
  .draw = draw,
  .to_csv = write_numbers,
  .free_data = free_matrix,
};

/**
 * gradus_figure_confusion_new:
 * @confusion: (nullable): what was counted; copied
 * @data: (nullable): what was asked about, which names the classes
 *
 * Returns: (transfer full): the confusion matrix as a figure
 */
GradusFigure *
gradus_figure_confusion_new (const GradusConfusion *confusion, const GradusDataset *data)
{
  GradusFigureWords words = { .title = _ ("Which class is taken for which") };
  g_autofree char  *share = NULL;
  g_autofree char  *reading = NULL;
  Matrix           *self;
  guint             n;

  if (confusion == NULL || data == NULL)
    return gradus_figure_new_missing (
      &gradus_figure_confusion, data == NULL
                                  ? _ ("This needs test data that fit the network.")
                                  : _ ("Only answers that are classes can be counted."));
  n = confusion->n_classes;
  self = g_new0 (Matrix, 1);
  self->confusion.n_classes = n;
  self->confusion.n_samples = confusion->n_samples;
  self->confusion.n_right = confusion->n_right;
  self->confusion.counts = g_memdup2 (confusion->counts, sizeof (guint) * n * n);
  self->names = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    self->names[i] = g_strdup (gradus_dataset_get_class_name (data, i));
  share =
    gradus_format_percent ((double) confusion->n_right / MAX (confusion->n_samples, 1));
  /* Translators: numbers of samples, then their share like "97.4 %" */
  reading =
    g_strdup_printf (_ ("%u of %u answers are right: %s. Only mistakes have a colour."),
                     confusion->n_right, confusion->n_samples, share);
  words.reading = reading;
  return gradus_figure_new (&gradus_figure_confusion, &words, self);
}
