/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/figure-update.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gconstpointer      data)
{
  gradus_update_draw (cr, theme, width, height, data);
}

static void
append_number (GString *csv, const char *name, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (csv, "%s,%s\n", name,
                          g_ascii_dtostr (text, sizeof text, value));
}

static void
append_terms (GString *csv, const GradusUpdateRecord *record)
{
  char input[G_ASCII_DTOSTR_BUF_SIZE];
  char error[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (csv, "\nsample,input,error\n");
  for (guint i = 0; i < record->n_samples; i++)
    g_string_append_printf (csv, "%u,%s,%s\n", i + 1,
                            g_ascii_dtostr (input, sizeof input,
                                            (double) record->inputs[i]),
                            g_ascii_dtostr (error, sizeof error,
                                            (double) record->errors[i] *
                                              record->n_samples));
}

static char *
write_numbers (gconstpointer data)
{
  const GradusUpdateRecord *record = data;
  GString                  *csv = g_string_new ("quantity,value\n");

  append_number (csv, "step", (double) record->step);
  append_number (csv, "learning_rate", record->learning_rate);
  append_number (csv, "gradient", (double) record->gradient);
  append_number (csv, "before", (double) record->before);
  append_number (csv, "after", (double) record->after);
  if (record->has_terms)
    append_terms (csv, record);
  return g_string_free (csv, FALSE);
}

static void
free_record (gpointer data)
{
  gradus_update_record_unref (data);
}

const GradusFigureKind gradus_figure_update = {
  .id = "update",
  .title = N_ ("One update"),
  .width = 760,
  .height = 430,
  .least_width = 640,
  .least_height = 300,
  .draw = draw,
  .to_csv = write_numbers,
  .free_data = free_record,
};

/* "dense · kernel [14, 3]", in which brackets hold the place. NULL: it is of another
 * network. */
static char *
dup_name (const GradusUpdateRecord *record, GradusPlan *plan)
{
  guint n = 0;

  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    {
      const GradusLayerPlan *layer = gradus_plan_get_layer (plan, i);

      if (record->weight < n + layer->n_weights)
        {
          const GradusWeightSpec *spec = &layer->weights[record->weight - n];
          g_autofree char        *place =
            gradus_update_format_place (&spec->shape, record->offset);

          return g_strdup_printf (
            "%s · %s %s",
            gradus_sequential_get_layer (gradus_plan_get_sequential (plan), i)->name,
            spec->name, place);
        }
      n += layer->n_weights;
    }
  return NULL;
}

/**
 * gradus_figure_update_new:
 * @record: (nullable): an update
 * @plan: (nullable): of the network that made it
 *
 * Returns: (transfer full): one update of one number as a figure
 */
GradusFigure *
gradus_figure_update_new (GradusUpdateRecord *record, GradusPlan *plan)
{
  g_autofree char  *name = NULL;
  g_autofree char  *title = NULL;
  g_autofree char  *reading = NULL;
  GradusFigureWords words = { 0 };

  if (record != NULL && plan != NULL)
    name = dup_name (record, plan);
  if (name == NULL)
    return gradus_figure_new_missing (&gradus_figure_update,
                                      _ ("Put a weight under the microscope (Ctrl+M) and "
                                         "train one batch first."));
  /* Translators: a number of an update, then the name and the place of a weight */
  title = g_strdup_printf (_ ("Update %" PRIu64 " of %s"), record->step, name);
  reading = gradus_update_describe (record);
  words.title = title;
  words.reading = reading;
  return gradus_figure_new (&gradus_figure_update, &words,
                            gradus_update_record_ref (record));
}
