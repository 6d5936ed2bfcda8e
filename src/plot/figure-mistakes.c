/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure-mistakes.h"

#include "config.h"

#include "io/csv.h"
#include "plot/mistakes.h"
#include "plot/report-words.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* As many as a page shows well; the numbers hold all of them. */
#define N_PICTURES 120

typedef struct
{
  GradusShape    shape;
  char         **names;
  guint          n_pictures;
  float         *pixels;
  GradusMistake *mistakes; /* for each sample; those with pictures first */
  guint          n;
  guint         *samples;
  float         *confidences;
} Gallery;

static double
measure (gconstpointer data, const GradusTheme *theme, double width, double *least_width)
{
  const Gallery       *self = data;
  GradusMistakesLayout layout;

  gradus_mistakes_lay_out (theme, width, (const char *const *) self->names, &layout);
  /* A tile that stands alone is as wide as its words. */
  *least_width = MAX (*least_width, layout.tile_width);
  return ceil ((double) self->n_pictures / layout.n_columns) * layout.tile_height;
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gconstpointer      data)
{
  const Gallery *self = data;

  gradus_mistakes_draw (cr, theme, width, &self->shape, self->mistakes, self->n_pictures,
                        (const char *const *) self->names, -1, -1);
}

/* A line for each sample, also for those without a picture. */
static char *
write_numbers (gconstpointer data)
{
  const Gallery *self = data;
  GString       *csv = g_string_new ("sample,read,is,confidence\n");

  for (guint i = 0; i < self->n; i++)
    {
      g_string_append_printf (csv, "%u", self->samples[i] + 1);
      gradus_csv_append_text (csv, self->names[self->mistakes[i].said]);
      gradus_csv_append_text (csv, self->names[self->mistakes[i].is]);
      gradus_csv_append_number (csv, (double) self->confidences[i]);
      g_string_append_c (csv, '\n');
    }
  return g_string_free (csv, FALSE);
}

static void
free_gallery (gpointer data)
{
  Gallery *self = data;

  g_strfreev (self->names);
  g_free (self->pixels);
  g_free (self->mistakes);
  g_free (self->samples);
  g_free (self->confidences);
  g_free (self);
}

const GradusFigureKind gradus_figure_mistakes = {
  .id = "mistakes",
  .title = N_ ("Gallery of mistakes"),
  .width = 820,
  .least_width = 100,
  .least_height = 60,
  .measure = measure,
  .draw = draw,
  .to_csv = write_numbers,
  .free_data = free_gallery,
};

static void
take_samples (Gallery *self, const GradusConfusion *confusion, const GradusDataset *data)
{
  gsize size = gradus_shape_size (&self->shape);

  self->pixels = g_new (float, self->n_pictures *size);
  self->mistakes = g_new0 (GradusMistake, self->n);
  self->confidences = g_new (float, self->n);
  for (guint i = 0; i < self->n; i++)
    {
      guint sample = self->samples[i];

      self->mistakes[i].said = confusion->answers[sample];
      self->mistakes[i].is = gradus_dataset_get_label (data, sample);
      self->confidences[i] = confusion->confidences[sample];
      if (i >= self->n_pictures)
        continue;
      gradus_dataset_get_sample (data, sample, self->pixels + i * size);
      self->mistakes[i].pixels = self->pixels + i * size;
    }
}

/**
 * gradus_mistakes_dup_title:
 * @data: samples
 * @truth: the class that they are, or %GRADUS_ANY_CLASS
 * @answer: the class that the network takes them for, or %GRADUS_ANY_CLASS
 * @n: how many
 *
 * Returns: (transfer full): how many and which they are
 */
char *
gradus_mistakes_dup_title (const GradusDataset *data, int truth, int answer, guint n)
{
  g_autofree char *number = gradus_report_format_count (n);

  if (truth < 0 && answer < 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s misread digit",
                                         "%s misread digits", n),
                            number);
  if (truth < 0)
    /* Translators: how many samples, and the class that they are taken for: "31 wrongly
     * read as 9" */
    return g_strdup_printf (_ ("%s wrongly read as %s"), number,
                            gradus_dataset_get_class_name (data, (guint) answer));
  if (answer < 0)
    /* Translators: how many samples of a class are read wrongly: "23 × 4 misread" */
    return g_strdup_printf (_ ("%s × %s misread"), number,
                            gradus_dataset_get_class_name (data, (guint) truth));
  if (truth == answer)
    /* Translators: how many samples of a class are read right: "959 × 0 read right" */
    return g_strdup_printf (_ ("%s × %s read right"), number,
                            gradus_dataset_get_class_name (data, (guint) truth));
  /* Translators: a square of the confusion matrix: "17 × 4 read as 9" */
  return g_strdup_printf (_ ("%s × %s read as %s"), number,
                          gradus_dataset_get_class_name (data, (guint) truth),
                          gradus_dataset_get_class_name (data, (guint) answer));
}

/**
 * gradus_figure_mistakes_new:
 * @title: (nullable): how many and which they are
 * @confusion: (nullable): what the network answered; copied
 * @data: (nullable): the samples that it was asked
 * @samples: (array length=n): numbers of those that are shown, the first first
 * @n: how many
 *
 * Returns: (transfer full): samples with what the network takes them for, as a figure
 */
GradusFigure *
gradus_figure_mistakes_new (const char            *title,
                            const GradusConfusion *confusion,
                            const GradusDataset   *data,
                            const guint           *samples,
                            guint                  n)
{
  GradusFigureWords words = { .title = title };
  g_autofree char  *reading = NULL;
  guint             n_classes;
  Gallery          *self;

  if (confusion == NULL || data == NULL)
    return gradus_figure_new_missing (&gradus_figure_mistakes,
                                      _ ("This needs test data that fit the network."));
  if (n == 0)
    return gradus_figure_new_missing (&gradus_figure_mistakes,
                                      _ ("There are no mistakes to show."));
  self = g_new0 (Gallery, 1);
  self->shape = *gradus_dataset_get_shape (data);
  self->n = n;
  self->n_pictures = MIN (n, N_PICTURES);
  self->samples = g_memdup2 (samples, n * sizeof (guint));
  n_classes = gradus_dataset_get_n_classes (data);
  self->names = g_new0 (char *, n_classes + 1);
  for (guint i = 0; i < n_classes; i++)
    self->names[i] = g_strdup (gradus_dataset_get_class_name (data, i));
  take_samples (self, confusion, data);
  if (n > N_PICTURES)
    /* Translators: %u is a number of samples */
    reading = g_strdup_printf (_ ("The %u that the network is surest of."), N_PICTURES);
  words.reading = reading;
  return gradus_figure_new (&gradus_figure_mistakes, &words, self);
}
