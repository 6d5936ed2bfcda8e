/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/curves-private.h"

#include <math.h>

/* How much higher than the present run an earlier one may make the axis: one that went
 * wrong must not press the others flat. */
#define HIGHER 4.0

/* From the smallest 1, 2 or 5 times a power of ten that is not above half of the smallest
 * value, to the smallest one that is not below the largest value. */
static double
round_log (double value, gboolean up)
{
  static const double factors[] = { 1, 2, 5, 10 };
  double              unit = pow (10, floor (log10 (value)));
  guint               i = 0;

  if (up)
    {
      while (i < 3 && factors[i] * unit < value * (1 - 1e-9))
        i++;
      return factors[i] * unit;
    }
  while (i < 3 && factors[i + 1] * unit <= value * (1 + 1e-9))
    i++;
  return factors[i] * unit;
}

typedef struct
{
  double low;
  double high;
} Extent;

static void
add_number (Extent *extent, double value)
{
  if (!(value > 0) || !isfinite (value))
    return;
  extent->low = fmin (extent->low, value);
  extent->high = fmax (extent->high, value);
}

/* All that was measured by the end of the last epoch, so that the range keeps still in
 * between. */
static void
add_epochs (Extent *extent, const GradusCurvesTrace *trace, GradusCurvesRole role)
{
  double low = INFINITY;

  for (guint i = 0; i < trace->n_epochs; i++)
    {
      const GradusHistoryEpoch *epoch = gradus_history_get_epoch (trace->history, i);
      double validation = gradus_curves_trace_get_validation (trace, role, i);

      add_number (extent, validation);
      if (role == GRADUS_CURVES_LOSS && epoch->loss > 0)
        low = fmin (low, epoch->loss);
    }
  extent->low = fmin (extent->low, low);
  if (isinf (low))
    add_number (extent, (double) trace->series[role].smoothed_minimum);
  add_number (extent, (double) trace->series[role].smoothed_maximum);
}

static void
choose_log_range (const GradusCurvesLayout *self, GradusCurvesPanel *panel)
{
  Extent extent = { INFINITY, -INFINITY };

  for (guint i = 0; i <= self->runs->len; i++)
    {
      const GradusCurvesTrace *trace = gradus_curves_layout_get_trace (self, i);

      if (trace->n_steps > 0)
        add_epochs (&extent, trace, panel->role);
    }
  if (!(extent.low > 0) || !(extent.high >= extent.low))
    {
      panel->minimum = 0.01;
      panel->maximum = 10;
      return;
    }
  panel->minimum = round_log (extent.low / 2, FALSE);
  panel->maximum = MAX (round_log (extent.high, TRUE), 10 * panel->minimum);
}

/* How far from its calm end the axis must reach; 0 if nothing says so yet. */
static double
choose_top (const GradusCurvesLayout *self, const GradusCurvesPanel *panel)
{
  double own = self->present->ranges[panel->role].top;
  double top = own, least = INFINITY;

  for (guint i = 0; i < self->runs->len; i++)
    {
      const GradusCurvesTrace *trace = self->runs->pdata[i];

      if (trace->ranges[panel->role].top > 0)
        least = fmin (least, trace->ranges[panel->role].top);
    }
  if (own > 0)
    least = own;
  for (guint i = 0; i < self->runs->len; i++)
    {
      const GradusCurvesTrace *trace = self->runs->pdata[i];

      if (trace->ranges[panel->role].top > 0)
        top = fmax (top, fmin (trace->ranges[panel->role].top, HIGHER * least));
    }
  return top;
}

static void
choose_linear_range (const GradusCurvesLayout *self, GradusCurvesPanel *panel)
{
  double top = choose_top (self, panel);
  double low = NAN, high = NAN;

  for (guint i = 0; i <= self->runs->len; i++)
    {
      const GradusSeries *series =
        &gradus_curves_layout_get_trace (self, i)->series[panel->role];

      /* fmin() and fmax() take the number where the other is NaN. */
      low = fmin (low, (double) series->smoothed_minimum);
      if (i == 0)
        high = (double) series->smoothed_maximum;
    }
  if (panel->is_share)
    {
      panel->maximum = 1;
      panel->minimum = top > 0 ? 1 - MIN (top, 1) : 0;
      return;
    }
  /* During the first epoch all is shown, with room for the beginning to rise. */
  panel->maximum = top > 0 ? top : gradus_range_round_up (1.1 * high);
  /* Some losses go below zero, like that of cosine similarity. */
  panel->minimum = low < 0 ? -gradus_range_round_up (-1.25 * low) : 0;
}

/* A rate that fell by powers of ten is seen on an axis of these. */
static void
choose_rate_range (const GradusCurvesLayout *self, GradusCurvesPanel *panel)
{
  double low = NAN, high = NAN;

  for (guint i = 0; i <= self->runs->len; i++)
    {
      const GradusSeries *series =
        &gradus_curves_layout_get_trace (self, i)->series[GRADUS_CURVES_RATE];

      low = fmin (low, (double) series->smoothed_minimum);
      high = fmax (high, (double) series->smoothed_maximum);
    }
  panel->logarithmic = low > 0 && high >= 10 * low;
  panel->minimum = panel->logarithmic ? round_log (low, FALSE) : 0;
  panel->maximum =
    panel->logarithmic ? round_log (high, TRUE) : gradus_range_round_up (high);
}

static void
look_at_part (const GradusCurvesLayout *self, GradusCurvesPanel *panel)
{
  double from = self->options.window.y[panel->role].from;
  double to = self->options.window.y[panel->role].to;

  if (!self->options.window.y[panel->role].is_set || !(to > from) ||
      !isfinite (to - from) || (panel->logarithmic && from <= 0))
    return;
  panel->minimum = from;
  panel->maximum = to;
}

/* Chooses what the axis of a chart shows, and its ticks. */
void
gradus_curves_choose_range (const GradusCurvesLayout *self, GradusCurvesPanel *panel)
{
  guint n = panel->height < 110 * self->scale ? 2 : 4;

  if (panel->role == GRADUS_CURVES_RATE)
    choose_rate_range (self, panel);
  else if (panel->logarithmic)
    choose_log_range (self, panel);
  else
    choose_linear_range (self, panel);
  look_at_part (self, panel);
  if (panel->logarithmic)
    gradus_ticks_log (&panel->ticks, panel->minimum, panel->maximum);
  else
    gradus_ticks_linear (&panel->ticks, panel->minimum, panel->maximum, n);
}
