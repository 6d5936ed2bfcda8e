/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/curves-private.h"

#include <math.h>

static const GradusCurvesRole roles[] = { GRADUS_CURVES_LOSS, GRADUS_CURVES_METRIC,
                                          GRADUS_CURVES_RATE };

static void
start_series (GradusCurvesTrace *self, GradusCurvesRole role, double smoothing)
{
  gradus_series_clear (&self->series[role]);
  /* A rate is what it is and not a noisy measurement. */
  gradus_series_init (&self->series[role], role == GRADUS_CURVES_RATE ? 0 : smoothing);
}

GradusCurvesTrace *
gradus_curves_trace_new (GradusRun *run, double smoothing)
{
  GradusCurvesTrace *self = g_new0 (GradusCurvesTrace, 1);

  self->metric = -1;
  self->run = run != NULL ? gradus_run_ref (run) : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    start_series (self, roles[i], smoothing);
  if (run != NULL)
    gradus_curves_trace_set_history (self, run->history,
                                     gradus_history_get_n_steps (run->history),
                                     gradus_history_get_n_epochs (run->history),
                                     smoothing);
  return self;
}

void
gradus_curves_trace_free (GradusCurvesTrace *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    gradus_series_clear (&self->series[i]);
  g_clear_pointer (&self->history, gradus_history_unref);
  g_clear_pointer (&self->run, gradus_run_unref);
  g_free (self->bounds);
  g_free (self);
}

/* Another history, or more or less of the same; points are added later. */
void
gradus_curves_trace_set_history (GradusCurvesTrace *self,
                                 GradusHistory     *history,
                                 gsize              n_steps,
                                 guint              n_epochs,
                                 double             smoothing)
{
  gboolean anew =
    self->history != history || n_steps < self->n_steps || n_epochs < self->n_epochs;

  if (self->history != history)
    {
      g_clear_pointer (&self->history, gradus_history_unref);
      self->history = history != NULL ? gradus_history_ref (history) : NULL;
    }
  self->n_steps = history != NULL ? n_steps : 0;
  self->n_epochs = history != NULL ? n_epochs : 0;
  if (!anew)
    return;
  self->rate_changes = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      start_series (self, roles[i], smoothing);
      gradus_range_init (&self->ranges[i], self->ranges[i].is_share);
    }
}

void
gradus_curves_trace_set_smoothing (GradusCurvesTrace *self, double smoothing)
{
  gradus_series_set_smoothing (&self->series[GRADUS_CURVES_LOSS], smoothing);
  gradus_series_set_smoothing (&self->series[GRADUS_CURVES_METRIC], smoothing);
}

void
gradus_curves_trace_set_metric (GradusCurvesTrace *self,
                                int                metric,
                                gboolean           is_share,
                                double             smoothing)
{
  if (self->metric == metric && !self->ranges[GRADUS_CURVES_METRIC].is_share == !is_share)
    return;
  self->metric = metric;
  start_series (self, GRADUS_CURVES_METRIC, smoothing);
  gradus_range_init (&self->ranges[GRADUS_CURVES_METRIC], is_share);
}

static float
get_value (const GradusCurvesTrace *self, GradusCurvesRole role, gsize index)
{
  const GradusHistoryStep *step = gradus_history_get_step (self->history, index);

  if (role == GRADUS_CURVES_LOSS)
    return step->loss;
  return role == GRADUS_CURVES_RATE ? step->learning_rate : step->metrics[self->metric];
}

static double
get_epoch_mean (const GradusCurvesTrace *self, GradusCurvesRole role, guint index)
{
  const GradusHistoryEpoch *epoch = gradus_history_get_epoch (self->history, index);

  return role == GRADUS_CURVES_LOSS ? epoch->loss : epoch->metrics[self->metric];
}

/* What validation measured at the end of an epoch; NaN without. */
double
gradus_curves_trace_get_validation (const GradusCurvesTrace *self,
                                    GradusCurvesRole         role,
                                    guint                    index)
{
  const GradusHistoryEpoch *epoch = gradus_history_get_epoch (self->history, index);

  if (!epoch->has_validation || role == GRADUS_CURVES_RATE ||
      (role == GRADUS_CURVES_METRIC && self->metric < 0))
    return NAN;
  return role == GRADUS_CURVES_LOSS ? epoch->validation_loss
                                    : epoch->validation_metrics[self->metric];
}

static void
add_epochs (GradusCurvesTrace *self, GradusCurvesRole role)
{
  GradusRange *range = &self->ranges[role];

  for (guint i = range->n_epochs; i < self->n_epochs; i++)
    gradus_range_add_epoch (range, get_epoch_mean (self, role, i),
                            gradus_curves_trace_get_validation (self, role, i));
}

/* Takes into account what the series do not have yet, @budget points at most, which are
 * taken off it. FALSE: there is more. */
gboolean
gradus_curves_trace_add_points (GradusCurvesTrace *self, gsize *budget)
{
  gboolean is_complete = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      GradusSeries *series = &self->series[i];
      gsize         from = gradus_series_get_n_points (series);
      gsize         n;

      if (i == GRADUS_CURVES_METRIC && self->metric < 0)
        continue;
      n = MIN (self->n_steps - MIN (from, self->n_steps), *budget);
      for (gsize k = from; k < from + n; k++)
        gradus_series_add (series, get_value (self, roles[i], k));
      *budget -= n;
      is_complete &= from + n >= self->n_steps;
      if (i != GRADUS_CURVES_RATE)
        add_epochs (self, roles[i]);
    }
  /* The same number each time is no curve. */
  self->rate_changes = self->series[GRADUS_CURVES_RATE].smoothed_maximum >
                       self->series[GRADUS_CURVES_RATE].smoothed_minimum;
  return is_complete;
}

/* Where a step lies on the axis. */
double
gradus_curves_trace_get_x (const GradusCurvesTrace *self,
                           gboolean                 in_batches,
                           gsize                    index)
{
  const GradusHistoryStep *step = gradus_history_get_step (self->history, index);

  return in_batches ? (double) step->step : step->epoch;
}

/* Where the end of an epoch lies on the axis. */
double
gradus_curves_trace_get_epoch_x (const GradusCurvesTrace *self,
                                 gboolean                 in_batches,
                                 guint                    index)
{
  const GradusHistoryEpoch *epoch = gradus_history_get_epoch (self->history, index);

  return in_batches ? (double) epoch->step : epoch->epoch;
}

/* The first step that does not lie left of @x; n_steps if there is none. */
gsize
gradus_curves_trace_find (const GradusCurvesTrace *self, gboolean in_batches, double x)
{
  gsize low = 0, high = self->n_steps;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (gradus_curves_trace_get_x (self, in_batches, middle) < x)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* How many epochs were complete, with their validation, after a step. */
guint
gradus_curves_trace_count_epochs (const GradusCurvesTrace *self, guint64 step)
{
  guint low = 0, high = self->n_epochs;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (gradus_history_get_epoch (self->history, middle)->step <= step)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Finds which steps fall into which column of pixels. A step on the right edge belongs to
 * the last column. */
void
gradus_curves_trace_set_bounds (GradusCurvesTrace *self,
                                gboolean           in_batches,
                                double             x_minimum,
                                double             x_maximum,
                                guint              n_columns)
{
  if (self->n_columns != n_columns)
    {
      g_free (self->bounds);
      self->bounds = g_new (gsize, n_columns + 1);
      self->n_columns = n_columns;
    }
  for (guint i = 0; i < n_columns; i++)
    self->bounds[i] =
      gradus_curves_trace_find (self, in_batches,
                                x_minimum + (x_maximum - x_minimum) * i / n_columns);
  self->bounds[n_columns] =
    gradus_curves_trace_find (self, in_batches, nextafter (x_maximum, INFINITY));
}
