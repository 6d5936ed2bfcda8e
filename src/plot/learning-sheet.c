/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/learning-sheet.h"

#include "config.h"

#include "io/csv.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Steps differ: what a row says is the geometric mean of this many records. */
#define RECENT 5u
#define MANY_SHARE 0.2
#define LARGE_RATIO 3e-2
#define SMALL_RATIO 1e-6

static void
row_clear (gpointer data)
{
  g_free (((GradusLearningRow *) data)->name);
}

typedef double (*StatsFunc) (const GradusLayerStats *stats);

static double
average (const GPtrArray *stats, guint layer, StatsFunc func)
{
  double sum = 0;
  guint  n = 0;

  for (guint i = stats->len > RECENT ? stats->len - RECENT : 0; i < stats->len; i++)
    {
      const GradusLayerStats *found = gradus_weight_stats_find (stats->pdata[i], layer);
      double                  value = found != NULL ? func (found) : (double) NAN;

      if (!(value > 0))
        continue;
      sum += log (value);
      n++;
    }
  return n > 0 ? exp (sum / n) : (double) NAN;
}

static const GradusLayerHealth *
find_health (const GArray *health, guint layer)
{
  for (guint i = 0; health != NULL && i < health->len; i++)
    if (g_array_index (health, GradusLayerHealth, i).layer == layer)
      return &g_array_index (health, GradusLayerHealth, i);
  return NULL;
}

static void
add_row (GradusLearningSheet *self,
         GradusPlan          *plan,
         const GPtrArray     *stats,
         const GArray        *health,
         guint                layer)
{
  const GradusLayerHealth *units = find_health (health, layer);
  GradusLearningRow        row = {
           .layer = layer,
           .name = g_strdup (
             gradus_sequential_get_layer (gradus_plan_get_sequential (plan), layer)->name),
           .ratio = average (stats, layer, gradus_layer_stats_get_ratio),
           .gradient = average (stats, layer, gradus_layer_stats_get_gradient),
           .has_units = units != NULL,
  };

  if (units != NULL)
    {
      row.n_units = units->n_units;
      row.n_dead = units->n_dead;
      row.n_saturated = units->n_saturated;
    }
  g_array_append_val (self->rows, row);
}

/**
 * gradus_learning_sheet_new:
 * @plan: a network
 * @stats: (nullable) (element-type GradusWeightStats): what was recorded of its training
 * @health: (nullable) (element-type GradusLayerHealth): how its units answer to samples
 * @layer: number of the layer whose histograms are shown; another one if it is not
 * trained
 *
 * Returns: (transfer full) (nullable): how the network learns; %NULL before its first
 * step
 */
GradusLearningSheet *
gradus_learning_sheet_new (GradusPlan      *plan,
                           const GPtrArray *stats,
                           const GArray    *health,
                           guint            layer)
{
  const GradusWeightStats *latest;
  const GradusLayerStats  *shown;
  GradusLearningSheet     *self;

  if (stats == NULL || stats->len == 0)
    return NULL;
  latest = stats->pdata[stats->len - 1];
  if (latest->n_layers == 0)
    return NULL;
  shown = gradus_weight_stats_find (latest, layer);
  if (shown == NULL)
    shown = &latest->layers[0];
  self = g_new0 (GradusLearningSheet, 1);
  self->rows = g_array_new (FALSE, TRUE, sizeof (GradusLearningRow));
  g_array_set_clear_func (self->rows, row_clear);
  self->layer_index = shown->layer;
  self->n_weights = shown->n;
  self->layer = g_strdup (
    gradus_sequential_get_layer (gradus_plan_get_sequential (plan), shown->layer)->name);
  for (guint kind = 0; kind < GRADUS_N_RIDGES; kind++)
    self->ridges[kind] = gradus_ridges_new ((GradusRidgesKind) kind, stats, shown->layer);
  for (guint i = 0; i < latest->n_layers; i++)
    add_row (self, plan, stats, health, latest->layers[i].layer);
  return self;
}

GradusLearningSheet *
gradus_learning_sheet_copy (const GradusLearningSheet *self)
{
  GradusLearningSheet *copy = g_memdup2 (self, sizeof *self);

  copy->layer = g_strdup (self->layer);
  copy->rows = g_array_new (FALSE, TRUE, sizeof (GradusLearningRow));
  g_array_set_clear_func (copy->rows, row_clear);
  for (guint i = 0; i < self->rows->len; i++)
    {
      GradusLearningRow row = g_array_index (self->rows, GradusLearningRow, i);

      row.name = g_strdup (row.name);
      g_array_append_val (copy->rows, row);
    }
  for (guint kind = 0; kind < GRADUS_N_RIDGES; kind++)
    if (self->ridges[kind] != NULL)
      copy->ridges[kind] = gradus_ridges_copy (self->ridges[kind]);
  return copy;
}

void
gradus_learning_sheet_free (GradusLearningSheet *self)
{
  if (self == NULL)
    return;
  g_free (self->layer);
  g_array_unref (self->rows);
  for (guint kind = 0; kind < GRADUS_N_RIDGES; kind++)
    gradus_ridges_free (self->ridges[kind]);
  g_free (self);
}

/* --- In words --- */

/* 187 → "190", 3.42 → "3.4" */
static char *
format_factor (double factor)
{
  double rounded = pow (10, floor (log10 (factor)) - 1);

  rounded = round (factor / rounded) * rounded;
  return gradus_format_number (rounded, factor < 10 ? 1 : 0);
}

static const GradusLearningRow *
get_row (const GradusLearningSheet *self, guint index)
{
  return &g_array_index (self->rows, GradusLearningRow, index);
}

/* How the gradients change on the way back through the network. */
static char *
describe_gradients (const GradusLearningSheet *self)
{
  const GradusLearningRow *first = get_row (self, 0);
  const GradusLearningRow *last = get_row (self, self->rows->len - 1);
  double                   factor = last->gradient / first->gradient;
  g_autofree char         *text = NULL;

  if (self->rows->len < 2 || !(factor > 0) || !isfinite (factor))
    return NULL;
  text = format_factor (factor >= 1 ? factor : 1 / factor);
  if (factor >= GRADUS_GRADIENT_FACTOR)
    return g_strdup_printf (_ ("Gradients shrink by %s × from %s to %s: vanishing."),
                            text, last->name, first->name);
  if (factor <= 1 / GRADUS_GRADIENT_FACTOR)
    return g_strdup_printf (_ ("Gradients grow by %s × from %s to %s: exploding."), text,
                            last->name, first->name);
  return NULL;
}

static char *
describe_units (const GradusLearningSheet *self)
{
  const GradusLearningRow *worst = NULL;
  double                   most = MANY_SHARE;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const GradusLearningRow *row = get_row (self, i);
      double                   share = row->has_units && row->n_units > 0
                                         ? (double) (row->n_dead + row->n_saturated) / row->n_units
                                         : 0;

      if (share < most)
        continue;
      most = share;
      worst = row;
    }
  if (worst == NULL)
    return NULL;
  if (worst->n_dead >= worst->n_saturated)
    return g_strdup_printf (_ ("%u of %u units of %s are dead: nothing wakes them."),
                            worst->n_dead, worst->n_units, worst->name);
  return g_strdup_printf (
    _ ("%u of %u units of %s are saturated: they hardly learn any more."),
    worst->n_saturated, worst->n_units, worst->name);
}

static char *
describe_ratio (const GradusLearningSheet *self)
{
  const GradusLearningRow *largest = NULL, *smallest = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const GradusLearningRow *row = get_row (self, i);

      if (!isfinite (row->ratio))
        continue;
      if (largest == NULL || row->ratio > largest->ratio)
        largest = row;
      if (smallest == NULL || row->ratio < smallest->ratio)
        smallest = row;
    }
  if (largest == NULL)
    return NULL;
  if (largest->ratio > LARGE_RATIO)
    {
      g_autofree char *share = gradus_format_percent (MIN (largest->ratio, 9.99));

      return g_strdup_printf (
        _ ("One step changes the weights of %s by %s: that is a lot."), largest->name,
        share);
    }
  if (smallest->ratio < SMALL_RATIO)
    return g_strdup_printf (_ ("The weights of %s hardly move."), smallest->name);
  return NULL;
}

/**
 * gradus_learning_sheet_describe:
 * @self: how a network learns
 *
 * Names what goes wrong, the worst first.
 *
 * Returns: (transfer full): a sentence or two
 */
char *
gradus_learning_sheet_describe (const GradusLearningSheet *self)
{
  g_autofree char *gradients = describe_gradients (self);
  g_autofree char *units = describe_units (self);
  g_autofree char *ratio = describe_ratio (self);
  GString         *text = g_string_new (gradients);

  if (units != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", units);
  if (ratio != NULL && (gradients == NULL || units == NULL))
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", ratio);
  if (text->len == 0)
    g_string_append (text, _ ("Gradients reach all layers, and no layer has many units "
                              "that do not answer."));
  return g_string_free (text, FALSE);
}

/* --- As a figure --- */

static void
draw_figure (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gconstpointer      data)
{
  gradus_learning_sheet_draw (cr, theme, width, height, data);
}

static double
measure_figure (gconstpointer      data,
                const GradusTheme *theme,
                double             width,
                double            *least_width)
{
  const GradusLearningSheet *self = data;

  return (330 + 24 * self->rows->len) * theme->scale;
}

static char *
write_numbers (gconstpointer data)
{
  static const char *const   names[] = { "weights", "gradients", "updates" };
  const GradusLearningSheet *self = data;
  GString                   *csv = g_string_new ("what,epoch,from,to,height\n");

  for (guint kind = 0; kind < GRADUS_N_RIDGES; kind++)
    if (self->ridges[kind] != NULL)
      gradus_ridges_append_csv (self->ridges[kind], names[kind], csv);
  g_string_append (csv,
                   "\nlayer,update / weight,gradient,units,dead units,saturated units\n");
  for (guint i = 0; i < self->rows->len; i++)
    {
      const GradusLearningRow *row = get_row (self, i);

      gradus_csv_append_text (csv, row->name);
      gradus_csv_append_number (csv, row->ratio);
      gradus_csv_append_number (csv, row->gradient);
      if (row->has_units)
        g_string_append_printf (csv, ",%u,%u,%u\n", row->n_units, row->n_dead,
                                row->n_saturated);
      else
        g_string_append (csv, ",,,\n");
    }
  return g_string_free (csv, FALSE);
}

const GradusFigureKind gradus_figure_learning = {
  .id = "learning",
  .title = N_ ("Weights over time"),
  .width = 880,
  .height = 560,
  .least_width = 480,
  .least_height = 260,
  .measure = measure_figure,
  .draw = draw_figure,
  .to_csv = write_numbers,
  .free_data = (GDestroyNotify) gradus_learning_sheet_free,
};

/**
 * gradus_figure_learning_new:
 * @sheet: (nullable): what is shown; copied
 *
 * Returns: (transfer full): how a network learns as a figure, or what stands for it
 */
GradusFigure *
gradus_figure_learning_new (const GradusLearningSheet *sheet)
{
  g_autofree char  *reading = NULL;
  g_autofree char  *title = NULL;
  GradusFigureWords words = { 0 };

  if (sheet == NULL)
    return gradus_figure_new_missing (
      &gradus_figure_learning,
      _ ("How weights move is recorded while a network trains."));
  title = g_strdup_printf (_ ("How %s learns"), sheet->layer);
  reading = gradus_learning_sheet_describe (sheet);
  words.title = title;
  words.reading = reading;
  words.variant = sheet->layer;
  return gradus_figure_new (&gradus_figure_learning, &words,
                            gradus_learning_sheet_copy (sheet));
}
