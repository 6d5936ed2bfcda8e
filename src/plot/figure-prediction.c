/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure-prediction.h"

#include "config.h"

#include "io/csv.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GradusPrediction prediction; /* points into the following */
  float           *input;
  float           *values;
  char           **names;
} Owned;

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gconstpointer      data)
{
  const Owned *self = data;

  gradus_prediction_draw (cr, theme, width, height, &self->prediction);
}

static char *
write_numbers (gconstpointer data)
{
  const Owned *self = data;
  guint        n_names = self->names != NULL ? g_strv_length (self->names) : 0;
  GString     *csv = g_string_new ("class,probability\n");

  for (gsize i = 0; i < self->prediction.n_values; i++)
    {
      gsize            name = self->prediction.n_values == 1 && n_names == 2 ? 1 : i;
      g_autofree char *number = g_strdup_printf ("%zu", i);

      gradus_csv_append_field (csv, name < n_names ? self->names[name] : number);
      gradus_csv_append_number (csv, (double) self->values[i]);
      g_string_append_c (csv, '\n');
    }
  return g_string_free (csv, FALSE);
}

static void
free_owned (gpointer data)
{
  Owned *self = data;

  g_free (self->input);
  g_free (self->values);
  g_strfreev (self->names);
  g_free (self);
}

const GradusFigureKind gradus_figure_prediction = {
  .id = "prediction",
  .title = N_ ("Prediction"),
  .width = 820,
  .height = 480,
  .least_width = 480,
  .least_height = 220,
  .draw = draw,
  .to_csv = write_numbers,
  .free_data = free_owned,
};

/**
 * gradus_prediction_describe:
 * @self: a prediction
 *
 * Says what the network makes of the sample.
 *
 * Returns: (transfer full) (nullable): like "It reads 7, with 99.9 %"; %NULL without
 * prediction
 */
char *
gradus_prediction_describe (const GradusPrediction *self)
{
  guint  n_names = self->names != NULL ? g_strv_length ((char **) self->names) : 0;
  double probability;
  int    best = gradus_prediction_get_best (self, &probability);

  if (best < 0 || (guint) best >= n_names)
    return NULL;
  /* Translators: the class, then how sure the network is in per cent */
  return g_strdup_printf (_ ("It reads %s, with %.1f %%"), self->names[best],
                          probability * 100);
}

/**
 * gradus_figure_prediction_new:
 * @prediction: a sample and what the network makes of it; copied
 *
 * Returns: (transfer full): the prediction as a figure
 */
GradusFigure *
gradus_figure_prediction_new (const GradusPrediction *prediction)
{
  GradusFigureWords words = { .title = _ ("How sure the network is of each class") };
  g_autofree char  *reading = NULL;
  Owned            *self;

  if (prediction->values == NULL || prediction->input == NULL)
    return gradus_figure_new_missing (&gradus_figure_prediction,
                                      _ ("There is no prediction yet."));
  self = g_new0 (Owned, 1);
  self->prediction = *prediction;
  self->input = g_memdup2 (prediction->input,
                           sizeof (float) * gradus_shape_size (&prediction->input_shape));
  self->values = g_memdup2 (prediction->values, sizeof (float) * prediction->n_values);
  self->names = g_strdupv ((char **) prediction->names);
  self->prediction.input = self->input;
  self->prediction.values = self->values;
  self->prediction.names = (const char *const *) self->names;
  reading = gradus_prediction_describe (prediction);
  words.reading = reading;
  return gradus_figure_new (&gradus_figure_prediction, &words, self);
}
