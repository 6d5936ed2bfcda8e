/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/curves-private.h"

#include <math.h>

/* Labels keep 2.7 lines of 9 pt apart, where there is room. */
#define LABEL_DISTANCE (2.7 * 12)
#define LEAST_DISTANCE 15.0

static int
compare_middles (gconstpointer a, gconstpointer b, gpointer data)
{
  const double *middles = data;
  double        difference = middles[*(const guint *) a] - middles[*(const guint *) b];

  return difference < 0 ? -1 : difference > 0;
}

/**
 * gradus_labels_part:
 * @middles: (inout) (array length=n_labels): heights of labels
 * @n_labels: how many
 * @distance: between neighbours at least
 * @top: of the room for them
 * @bottom: of the room for them
 *
 * Parts labels that stand too close, evenly about where they would stand; their order
 * stays.
 */
void
gradus_labels_part (double *middles,
                    guint   n_labels,
                    double  distance,
                    double  top,
                    double  bottom)
{
  g_autofree guint  *order = g_new (guint, MAX (n_labels, 1));
  g_autofree double *centres = g_new (double, MAX (n_labels, 1));
  g_autofree guint  *counts = g_new (guint, MAX (n_labels, 1));
  guint              n_groups = 0, k = 0;

  for (guint i = 0; i < n_labels; i++)
    order[i] = i;
  g_qsort_with_data (order, (gint) n_labels, sizeof (guint), compare_middles, middles);
  /* Neighbouring groups that overlap become one about their common centre. */
  for (guint i = 0; i < n_labels; i++)
    {
      centres[n_groups] = middles[order[i]];
      counts[n_groups++] = 1;
      while (n_groups > 1 &&
             centres[n_groups - 1] - centres[n_groups - 2] <
               distance * (counts[n_groups - 1] + counts[n_groups - 2]) / 2)
        {
          guint a = counts[n_groups - 2], b = counts[n_groups - 1];

          n_groups--;
          centres[n_groups - 1] =
            (centres[n_groups - 1] * a + centres[n_groups] * b) / (a + b);
          counts[n_groups - 1] = a + b;
        }
    }
  for (guint g = 0; g < n_groups; g++)
    for (guint i = 0; i < counts[g]; i++, k++)
      middles[order[k]] = centres[g] + distance * (i - (counts[g] - 1) / 2.0);
  for (guint i = n_labels; i-- > 0;)
    middles[order[i]] = MIN (middles[order[i]], bottom - (n_labels - 1 - i) * distance);
  for (guint i = 0; i < n_labels; i++)
    middles[order[i]] = MAX (middles[order[i]], top + i * distance);
}

static void
add_label (const GradusCurvesPanel *panel,
           GradusCurveLabel        *label,
           double                   x,
           double                   value)
{
  double right = panel->x + panel->width;
  double y = gradus_curves_panel_y_to_pixel (panel, value);

  label->shown = isfinite (value) && x >= panel->x;
  label->is_cut = x > right + 1;
  label->value = value;
  label->end_x = fmin (x, right);
  label->end_y = y;
  label->middle = CLAMP (y, panel->y, panel->y + panel->height);
}

/* Where a run ends on the shared axis, in pixels. */
static double
get_end (const GradusCurvesLayout *self, const GradusCurvesTrace *trace)
{
  gboolean in_batches = self->options.in_batches;
  gssize   last = trace->series[GRADUS_CURVES_LOSS].last;
  double x = last >= 0 ? gradus_curves_trace_get_x (trace, in_batches, (gsize) last) : 0;

  if (trace->n_epochs > 0)
    x =
      fmax (x, gradus_curves_trace_get_epoch_x (trace, in_batches, trace->n_epochs - 1));
  return gradus_curves_layout_x_to_pixel (self, x);
}

/* Height of the smoothed curve at its end, or where it leaves what is shown; NaN if it
 * has not begun. */
static double
get_last (const GradusCurvesTrace *trace, GradusCurvesRole role)
{
  const GradusSeries *series = &trace->series[role];
  gsize               end = trace->bounds[trace->n_columns];

  if (series->last < 0 || end == 0 || gradus_series_get_n_points (series) < end)
    return NAN;
  return (double) gradus_series_get_smoothed (series,
                                              MIN (end - 1, (gsize) series->last));
}

static double
get_last_validation (const GradusCurvesLayout *self,
                     const GradusCurvesTrace  *trace,
                     GradusCurvesRole          role)
{
  guint n = trace->n_epochs;

  while (n > 0 && gradus_curves_trace_get_epoch_x (trace, self->options.in_batches,
                                                   n - 1) > self->x_maximum)
    n--;
  return n > 0 ? gradus_curves_trace_get_validation (trace, role, n - 1) : NAN;
}

/* What stands beside the ends of the present run's curves. */
static guint
add_present (GradusCurvesLayout *self,
             GradusCurvesPanel  *panel,
             GradusCurveLabel  **labels)
{
  double end = get_end (self, self->present);
  guint  n = 0;

  add_label (panel, &panel->labels[GRADUS_CURVE_TRAINING], end,
             get_last (self->present, panel->role));
  add_label (panel, &panel->labels[GRADUS_CURVE_VALIDATION], end,
             get_last_validation (self, self->present, panel->role));
  for (guint i = 0; i < GRADUS_N_CURVES; i++)
    if (panel->labels[i].shown)
      labels[n++] = &panel->labels[i];
  return n;
}

static guint
add_runs (GradusCurvesLayout *self, GradusCurvesPanel *panel, GradusCurveLabel **labels)
{
  guint n = 0;

  for (guint i = 0; i < self->runs->len; i++)
    {
      GradusCurvesTrace *trace = self->runs->pdata[i];
      double             value = get_last (trace, panel->role);
      double             validation = get_last_validation (self, trace, panel->role);

      if (self->options.runs_by_validation && isfinite (validation))
        value = validation;
      add_label (panel, &trace->label, get_end (self, trace), value);
      trace->label.shown &= self->runs->len <= GRADUS_CURVES_MAX_LABELS;
      if (trace->label.shown)
        labels[n++] = &trace->label;
    }
  return n;
}

/* Chooses where names stand beside the ends of the curves. Those of earlier runs stand
 * beside the loss only. */
void
gradus_curves_place_labels (GradusCurvesLayout *self, GradusCurvesPanel *panel)
{
  GradusCurveLabel *labels[GRADUS_N_CURVES + GRADUS_CURVES_MAX_LABELS];
  double            middles[G_N_ELEMENTS (labels)];
  guint             n = add_present (self, panel, labels);
  double            distance = LABEL_DISTANCE * self->scale;

  if (panel->role == GRADUS_CURVES_LOSS)
    n += add_runs (self, panel, labels + n);
  if (n > 2)
    distance = CLAMP (panel->height / n, LEAST_DISTANCE * self->scale, 0.7 * distance);
  for (guint i = 0; i < n; i++)
    middles[i] = labels[i]->middle;
  gradus_labels_part (middles, n, distance, panel->y, panel->y + panel->height);
  for (guint i = 0; i < n; i++)
    labels[i]->middle = middles[i];
}
