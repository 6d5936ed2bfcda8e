/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure-evidence.h"

#include "config.h"

#include "io/csv.h"
#include "plot/picture.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  GradusEvidence   evidence; /* points into the following */
  GradusOcclusion *occlusion;
  float           *input;
  float           *units;
  float           *output;
  float           *gradient;
  char            *input_note;
  char            *units_title;
  char            *units_note;
  char            *answer;
} Owned;

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gconstpointer      data)
{
  const Owned *self = data;

  gradus_evidence_draw (cr, theme, width, height, &self->evidence);
}

static void
append_map (GString *csv, const float *values, gsize index)
{
  gradus_csv_append_number (csv, (double) values[index]);
}

/* A line for each number of the sample, with what the maps say of it. */
static char *
write_numbers (gconstpointer data)
{
  const Owned *self = data;
  gsize        n = gradus_shape_size (&self->evidence.input_shape);
  guint        width, height, n_channels;
  GString     *csv = g_string_new ("row,column,input");

  gradus_picture_get_size (&self->evidence.input_shape, &width, &height, &n_channels);
  n_channels = MAX (n_channels, 1);
  if (self->output != NULL)
    g_string_append (csv, ",output");
  if (self->occlusion != NULL)
    g_string_append (csv, ",drop if covered,probability if covered");
  if (self->gradient != NULL)
    g_string_append (csv, ",gain by ink");
  g_string_append_c (csv, '\n');
  for (gsize i = 0; i < n; i++)
    {
      gsize pixel = i / n_channels;

      g_string_append_printf (csv, "%zu,%zu", pixel / width + 1, pixel % width + 1);
      append_map (csv, self->input, i);
      if (self->output != NULL)
        append_map (csv, self->output, i);
      if (self->occlusion != NULL)
        {
          append_map (csv, self->occlusion->drop, pixel);
          append_map (csv, self->occlusion->probability, pixel);
        }
      if (self->gradient != NULL)
        append_map (csv, self->gradient, i);
      g_string_append_c (csv, '\n');
    }
  return g_string_free (csv, FALSE);
}

static void
free_owned (gpointer data)
{
  Owned *self = data;

  g_clear_pointer (&self->occlusion, gradus_occlusion_free);
  g_free (self->input);
  g_free (self->units);
  g_free (self->output);
  g_free (self->gradient);
  g_free (self->input_note);
  g_free (self->units_title);
  g_free (self->units_note);
  g_free (self->answer);
  g_free (self);
}

const GradusFigureKind gradus_figure_evidence = {
  .id = "evidence",
  .title = N_ ("What the answer rests on"),
  .width = 480,
  .height = 480,
  .least_width = 340,
  .least_height = 300,
  .draw = draw,
  .to_csv = write_numbers,
  .free_data = free_owned,
};

static GradusOcclusion *
copy_occlusion (const GradusOcclusion *from)
{
  GradusOcclusion *self =
    gradus_occlusion_new (from->width, from->height, from->n_channels, from->patch,
                          from->answer);
  gsize n = (gsize) from->width * from->height;

  memcpy (self->drop, from->drop, n * sizeof (float));
  memcpy (self->probability, from->probability, n * sizeof (float));
  memcpy (self->reading, from->reading, n);
  return self;
}

static void
copy_words (Owned *self, const GradusEvidence *evidence)
{
  self->evidence.input_note = self->input_note = g_strdup (evidence->input_note);
  self->evidence.units_title = self->units_title = g_strdup (evidence->units_title);
  self->evidence.units_note = self->units_note = g_strdup (evidence->units_note);
  self->evidence.answer = self->answer = g_strdup (evidence->answer);
}

static const char *
get_title (const GradusEvidence *evidence)
{
  if (evidence->has_maps)
    return _ (gradus_figure_evidence.title);
  return evidence->output != NULL ? _ ("What it draws again")
                                  : _ ("What the network sees");
}

/**
 * gradus_figure_evidence_new:
 * @evidence: a sample and what an answer rests on; copied with all that it borrows
 *
 * Returns: (transfer full): the four pictures as a figure
 */
GradusFigure *
gradus_figure_evidence_new (const GradusEvidence *evidence)
{
  GradusFigureWords words = { .title = get_title (evidence) };
  gsize             n = gradus_shape_size (&evidence->input_shape);
  Owned            *self;

  /* Maps that are still being made would be blank for ever. */
  if (evidence->input == NULL || n == 0 ||
      (evidence->has_maps && evidence->occlusion == NULL && evidence->gradient == NULL))
    return gradus_figure_new_missing (&gradus_figure_evidence,
                                      _ ("This needs test data that fit the network."));
  self = g_new0 (Owned, 1);
  self->evidence = *evidence;
  self->input = g_memdup2 (evidence->input, n * sizeof (float));
  self->units = g_memdup2 (evidence->units, evidence->n_units * sizeof (float));
  self->output = g_memdup2 (evidence->output, n * sizeof (float));
  self->gradient = g_memdup2 (evidence->gradient, n * sizeof (float));
  if (evidence->occlusion != NULL)
    self->occlusion = copy_occlusion (evidence->occlusion);
  self->evidence.input = self->input;
  self->evidence.units = self->units;
  self->evidence.output = self->output;
  self->evidence.gradient = self->gradient;
  self->evidence.occlusion = self->occlusion;
  copy_words (self, evidence);
  return gradus_figure_new (&gradus_figure_evidence, &words, self);
}
