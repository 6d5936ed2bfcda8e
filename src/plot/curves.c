/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/curves.h"

#include "plot/text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define HEADING_ROOM 39.0
#define AXIS_ROOM 31.0
#define RIGHT_GAP 18.0
#define LABEL_GAP 14.0
#define LOSS_SHARE 0.55
/* Labels keep 2.7 lines of 9 pt apart. */
#define LABEL_DISTANCE (2.7 * 12)
/* Beyond this many pixels outside, Cairo's fixed-point numbers would wrap around. */
#define FAR_AWAY 4000.0

/**
 * gradus_curves_layout_new:
 *
 * Creates a layout without a run.
 *
 * Returns: (transfer full): the layout
 */
GradusCurvesLayout *
gradus_curves_layout_new (void)
{
  return g_new0 (GradusCurvesLayout, 1);
}

/**
 * gradus_curves_layout_free:
 * @self: (transfer full) (nullable): a layout
 *
 * Frees a layout.
 */
void
gradus_curves_layout_free (GradusCurvesLayout *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < GRADUS_CURVES_MAX_PANELS; i++)
    gradus_series_clear (&self->panels[i].series);
  g_clear_pointer (&self->history, gradus_history_unref);
  g_free (self);
}

/* Metrics between 0 and 1 of which more is better. */
static gboolean
is_share (const char *metric)
{
  static const char *const endings[] = { "accuracy",  "acc",    "auc",
                                         "precision", "recall", "score" };
  g_autofree char         *lower = g_ascii_strdown (metric, -1);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

/**
 * gradus_curves_metric_title:
 * @self: the layout
 * @metric: a metric of the history, or −1 for the loss
 *
 * Names a quantity as its heading does.
 *
 * Returns: (transfer full): the name
 */
char *
gradus_curves_metric_title (const GradusCurvesLayout *self, int metric)
{
  const char *name;
  char       *title;

  if (metric < 0 || self->history == NULL)
    return g_strdup (_ ("Loss"));
  name = gradus_history_get_metric_name (self->history, (guint) metric);
  if (g_str_has_suffix (name, "accuracy"))
    return g_strdup (_ ("Accuracy"));
  title = g_strdelimit (g_strdup (name), "_", ' ');
  title[0] = g_ascii_toupper (title[0]);
  return title;
}

/**
 * gradus_curves_panel_get_training:
 * @panel: a chart
 * @epoch: a complete epoch
 *
 * Gives the mean over an epoch of what a chart shows.
 *
 * Returns: the number
 */
double
gradus_curves_panel_get_training (const GradusCurvesPanel  *panel,
                                  const GradusHistoryEpoch *epoch)
{
  return panel->metric < 0 ? epoch->loss : epoch->metrics[panel->metric];
}

/**
 * gradus_curves_panel_get_validation:
 * @panel: a chart
 * @epoch: a complete epoch
 *
 * Gives what validation measured at the end of an epoch of what a chart shows.
 *
 * Returns: the number, NaN without validation
 */
double
gradus_curves_panel_get_validation (const GradusCurvesPanel  *panel,
                                    const GradusHistoryEpoch *epoch)
{
  if (!epoch->has_validation)
    return NAN;
  return panel->metric < 0 ? epoch->validation_loss
                           : epoch->validation_metrics[panel->metric];
}

static float
get_step_value (const GradusCurvesPanel *panel, const GradusHistoryStep *step)
{
  return panel->metric < 0 ? step->loss : step->metrics[panel->metric];
}

/**
 * gradus_curves_layout_get_step_x:
 * @self: the layout
 * @index: a step of the history
 *
 * Finds where a step lies on the axis.
 *
 * Returns: a number of epochs or batches
 */
double
gradus_curves_layout_get_step_x (const GradusCurvesLayout *self, gsize index)
{
  const GradusHistoryStep *step = gradus_history_get_step (self->history, index);

  return self->options.in_batches ? (double) step->step : step->epoch;
}

/**
 * gradus_curves_layout_get_epoch_x:
 * @self: the layout
 * @index: an epoch of the history
 *
 * Finds where the end of an epoch lies on the axis.
 *
 * Returns: a number of epochs or batches
 */
double
gradus_curves_layout_get_epoch_x (const GradusCurvesLayout *self, guint index)
{
  const GradusHistoryEpoch *epoch = gradus_history_get_epoch (self->history, index);

  return self->options.in_batches ? (double) epoch->step : epoch->epoch;
}

/**
 * gradus_curves_layout_x_to_pixel:
 * @self: the layout
 * @x: epochs or batches
 *
 * Finds where a number of the shared axis is drawn.
 *
 * Returns: pixels from the left
 */
double
gradus_curves_layout_x_to_pixel (const GradusCurvesLayout *self, double x)
{
  const GradusCurvesPanel *panel = &self->panels[0];

  return panel->x + panel->width * x / self->x_maximum;
}

static double
get_position (const GradusCurvesPanel *panel, double value)
{
  if (!panel->logarithmic)
    return (value - panel->minimum) / (panel->maximum - panel->minimum);
  if (value <= 0)
    return -1;
  return log (value / panel->minimum) / log (panel->maximum / panel->minimum);
}

/**
 * gradus_curves_panel_y_to_pixel:
 * @panel: a chart
 * @value: loss or metric
 *
 * Finds the height at which a number is drawn; what is far outside is kept near enough
 * for Cairo.
 *
 * Returns: pixels from the top
 */
double
gradus_curves_panel_y_to_pixel (const GradusCurvesPanel *panel, double value)
{
  double bottom = panel->y + panel->height;
  double y;

  if (isnan (value))
    return bottom;
  y = bottom - panel->height * get_position (panel, value);
  return CLAMP (y, -FAR_AWAY, bottom + FAR_AWAY);
}

/* Batches in an epoch: as told, or as the steps so far say. */
static guint
find_n_batches (GradusHistory *history, gsize n_steps, const GradusCurvesOptions *options)
{
  const GradusHistoryStep *step;

  if (options->n_batches > 0)
    return options->n_batches;
  if (history == NULL || n_steps == 0)
    return 0;
  step = gradus_history_get_step (history, n_steps - 1);
  return step->epoch > 0 ? (guint) MAX (1, lrint ((double) step->step / step->epoch)) : 0;
}

/* The whole planned run; more only if more was trained. */
static double
find_x_maximum (const GradusCurvesLayout *self)
{
  double n_epochs = MAX (self->options.n_epochs_planned, 1);

  if (self->history != NULL && self->n_steps > 0)
    {
      double trained = gradus_history_get_step (self->history, self->n_steps - 1)->epoch;

      if (isfinite (trained))
        n_epochs = MAX (n_epochs, ceil (trained - 1e-6));
    }
  if (!self->options.in_batches)
    return n_epochs;
  return self->n_batches > 0 ? n_epochs * self->n_batches : n_epochs;
}

static double
measure_label (const GradusTheme *theme)
{
  double training, validation;
  /* As wide as labels get, so that the charts keep their width. */
  g_autofree char *training_text = g_strdup_printf ("%s 0.000", _ ("training"));
  g_autofree char *validation_text = g_strdup_printf ("%s 0.000", _ ("validation"));

  gradus_text_measure (theme, GRADUS_TEXT_LABEL, training_text, &training, NULL);
  gradus_text_measure (theme, GRADUS_TEXT_LABEL, validation_text, &validation, NULL);
  return MAX (training, validation);
}

static void
place_panels (GradusCurvesLayout *self, const GradusTheme *theme)
{
  double scale = theme->scale;
  double left, label = measure_label (theme);
  double free_height = self->height - AXIS_ROOM * scale - 4;
  double top = 0;

  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, "0.000", &left, NULL);
  /* Whole pixels, so that frame and grid are crisp. */
  left = ceil (left + 10 * scale);
  if (self->n_panels > 1)
    free_height -= AXIS_ROOM * scale;
  free_height -= self->n_panels * HEADING_ROOM * scale;
  for (guint i = 0; i < self->n_panels; i++)
    {
      GradusCurvesPanel *panel = &self->panels[i];
      double share = self->n_panels == 1 ? 1 : i == 0 ? LOSS_SHARE : 1 - LOSS_SHARE;

      panel->x = left;
      panel->y = round (top + HEADING_ROOM * scale);
      panel->width = MAX (20, floor (self->width - left - label -
                                     (LABEL_GAP + RIGHT_GAP) * scale / 2));
      panel->height = MAX (20, round (free_height * share));
      top = panel->y + panel->height + AXIS_ROOM * scale;
    }
}

static void
choose_panels (GradusCurvesLayout *self)
{
  guint n_metrics =
    self->history != NULL ? gradus_history_get_n_metrics (self->history) : 0;

  self->n_panels = 1;
  self->panels[0].metric = -1;
  self->panels[0].is_share = FALSE;
  self->panels[0].logarithmic = self->options.logarithmic;
  if (n_metrics == 0)
    return;
  self->n_panels = 2;
  self->panels[1].metric = (int) MIN (self->options.metric, n_metrics - 1);
  self->panels[1].logarithmic = FALSE;
  self->panels[1].is_share = is_share (
    gradus_history_get_metric_name (self->history, (guint) self->panels[1].metric));
}

static void
start_series (GradusCurvesLayout *self)
{
  for (guint i = 0; i < GRADUS_CURVES_MAX_PANELS; i++)
    gradus_series_clear (&self->panels[i].series);
  for (guint i = 0; i < self->n_panels; i++)
    {
      GradusCurvesPanel *panel = &self->panels[i];

      gradus_range_init (&panel->range, panel->is_share);
      gradus_series_init (&panel->series, 0, self->x_maximum, (guint) panel->width,
                          self->options.smoothing);
    }
}

static void
add_new_points (GradusCurvesLayout *self)
{
  for (guint i = 0; i < self->n_panels; i++)
    {
      GradusCurvesPanel *panel = &self->panels[i];

      for (gsize k = gradus_series_get_n_points (&panel->series); k < self->n_steps; k++)
        gradus_series_add (&panel->series, gradus_curves_layout_get_step_x (self, k),
                           get_step_value (panel,
                                           gradus_history_get_step (self->history, k)));
      for (guint k = panel->range.n_epochs; k < self->n_epochs; k++)
        {
          const GradusHistoryEpoch *epoch = gradus_history_get_epoch (self->history, k);
          double training = gradus_curves_panel_get_training (panel, epoch);
          double validation = gradus_curves_panel_get_validation (panel, epoch);

          gradus_range_add_epoch (&panel->range, training, validation);
        }
    }
}

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

/* All that was measured by the end of the last epoch, so that the range keeps still in
 * between. */
static void
choose_log_range (const GradusCurvesLayout *self, GradusCurvesPanel *panel)
{
  double low = INFINITY, high = panel->series.smoothed_maximum;

  for (guint i = 0; i < self->n_epochs; i++)
    {
      const GradusHistoryEpoch *epoch = gradus_history_get_epoch (self->history, i);
      double training = gradus_curves_panel_get_training (panel, epoch);
      double validation = gradus_curves_panel_get_validation (panel, epoch);

      if (training > 0)
        low = fmin (low, training);
      if (validation > 0)
        low = fmin (low, validation);
      high = fmax (high, isfinite (validation) ? validation : NAN);
    }
  if (isinf (low))
    low = panel->series.smoothed_minimum;
  if (!(low > 0) || !(high >= low))
    {
      panel->minimum = 0.01;
      panel->maximum = 10;
      return;
    }
  panel->minimum = round_log (low / 2, FALSE);
  panel->maximum = MAX (round_log (high, TRUE), 10 * panel->minimum);
}

static void
choose_linear_range (GradusCurvesPanel *panel)
{
  double top = panel->range.top;
  double low = panel->series.smoothed_minimum;
  double high = panel->series.smoothed_maximum;

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

static void
choose_ranges (GradusCurvesLayout *self)
{
  for (guint i = 0; i < self->n_panels; i++)
    {
      GradusCurvesPanel *panel = &self->panels[i];
      guint              n = panel->height < 110 * self->scale ? 2 : 4;

      if (panel->logarithmic)
        {
          choose_log_range (self, panel);
          gradus_ticks_log (&panel->ticks, panel->minimum, panel->maximum);
          continue;
        }
      choose_linear_range (panel);
      gradus_ticks_linear (&panel->ticks, panel->minimum, panel->maximum, n);
    }
}

static void
choose_x_ticks (GradusCurvesLayout *self)
{
  /* Room for a number and as much space again. */
  double room = (self->options.in_batches ? 80 : 44) * self->scale;
  guint  n = (guint) CLAMP (self->panels[0].width / room, 2, 20);

  gradus_ticks_whole (&self->x_ticks, 0, self->x_maximum, n);
}

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
add_label (GradusCurvesPanel *panel, GradusCurve curve, double value)
{
  GradusCurveLabel *label = &panel->labels[curve];
  double            y = gradus_curves_panel_y_to_pixel (panel, value);

  label->shown = isfinite (value);
  label->value = value;
  label->end_y = y;
  label->middle = CLAMP (y, panel->y, panel->y + panel->height);
}

static void
place_labels (GradusCurvesLayout *self, GradusCurvesPanel *panel)
{
  gsize  n_points = gradus_series_get_n_points (&panel->series);
  double middles[GRADUS_N_CURVES];
  guint  n = 0;

  add_label (panel, GRADUS_CURVE_TRAINING,
             n_points > 0
               ? (double) gradus_series_get_smoothed (&panel->series, n_points - 1)
               : (double) NAN);
  add_label (panel, GRADUS_CURVE_VALIDATION,
             self->n_epochs > 0
               ? gradus_curves_panel_get_validation (
                   panel, gradus_history_get_epoch (self->history, self->n_epochs - 1))
               : (double) NAN);
  for (guint i = 0; i < GRADUS_N_CURVES; i++)
    if (panel->labels[i].shown)
      middles[n++] = panel->labels[i].middle;
  gradus_labels_part (middles, n, LABEL_DISTANCE * self->scale, panel->y,
                      panel->y + panel->height);
  n = 0;
  for (guint i = 0; i < GRADUS_N_CURVES; i++)
    if (panel->labels[i].shown)
      panel->labels[i].middle = middles[n++];
}

static gboolean
must_start_anew (const GradusCurvesLayout  *self,
                 GradusHistory             *history,
                 gsize                      n_steps,
                 guint                      n_epochs,
                 const GradusCurvesOptions *options,
                 const GradusTheme         *theme,
                 double                     width,
                 double                     height)
{
  const GradusCurvesOptions *old = &self->options;

  return self->n_panels == 0 || self->history != history || n_steps < self->n_steps ||
         n_epochs < self->n_epochs || self->width != width || self->height != height ||
         self->scale != theme->scale || old->smoothing != options->smoothing ||
         old->in_batches != options->in_batches || old->metric != options->metric;
}

/* Whether what was drawn last is still true. */
static gboolean
is_up_to_date (const GradusCurvesLayout  *self,
               gsize                      n_steps,
               guint                      n_epochs,
               const GradusCurvesOptions *options)
{
  const GradusCurvesOptions *old = &self->options;

  return self->n_steps == n_steps && self->n_epochs == n_epochs &&
         old->logarithmic == options->logarithmic && old->diverged == options->diverged &&
         old->n_epochs_planned == options->n_epochs_planned &&
         old->n_batches == options->n_batches;
}

/**
 * gradus_curves_layout_update:
 * @self: the layout
 * @history: (nullable): what was measured; the layout keeps a reference
 * @n_steps: steps that may be read
 * @n_epochs: epochs that may be read
 * @options: how to draw
 * @theme: font and scale
 * @width: of the drawing
 * @height: of the drawing
 *
 * Brings the layout up to date.
 *
 * Returns: whether anything changed
 */
gboolean
gradus_curves_layout_update (GradusCurvesLayout        *self,
                             GradusHistory             *history,
                             gsize                      n_steps,
                             guint                      n_epochs,
                             const GradusCurvesOptions *options,
                             const GradusTheme         *theme,
                             double                     width,
                             double                     height)
{
  gboolean anew =
    must_start_anew (self, history, n_steps, n_epochs, options, theme, width, height);
  double x_maximum = self->x_maximum;

  if (!anew && is_up_to_date (self, n_steps, n_epochs, options))
    return FALSE;
  if (self->history != history)
    {
      g_clear_pointer (&self->history, gradus_history_unref);
      self->history = history != NULL ? gradus_history_ref (history) : NULL;
    }
  self->n_steps = history != NULL ? n_steps : 0;
  self->n_epochs = history != NULL ? n_epochs : 0;
  self->width = width;
  self->height = height;
  self->scale = theme->scale;
  self->options = *options;
  self->n_batches = find_n_batches (history, self->n_steps, options);
  self->x_maximum = find_x_maximum (self);
  choose_panels (self);
  if (anew)
    place_panels (self, theme);
  if (anew || x_maximum != self->x_maximum)
    start_series (self);
  add_new_points (self);
  choose_ranges (self);
  choose_x_ticks (self);
  for (guint i = 0; i < self->n_panels; i++)
    place_labels (self, &self->panels[i]);
  return TRUE;
}

/**
 * gradus_curves_layout_hit:
 * @self: the layout
 * @x: of the pointer
 * @y: of the pointer
 * @index: (out): the nearest step
 *
 * Finds the step that the pointer is at.
 *
 * Returns: whether there is one: the pointer is in a chart and not in its future
 */
gboolean
gradus_curves_layout_hit (const GradusCurvesLayout *self,
                          double                    x,
                          double                    y,
                          gsize                    *index)
{
  const GradusCurvesPanel *first = &self->panels[0];
  const GradusCurvesPanel *last = &self->panels[MAX (self->n_panels, 1) - 1];
  gsize                    low = 0, high = self->n_steps;
  double                   at;

  if (self->n_steps == 0 || x < first->x - 4 || x > first->x + first->width + 4 ||
      y < first->y - 4 || y > last->y + last->height + 4)
    return FALSE;
  at = (x - first->x) / first->width * self->x_maximum;
  while (low + 1 < high)
    {
      gsize middle = low + (high - low) / 2;

      if (gradus_curves_layout_get_step_x (self, middle) <= at)
        low = middle;
      else
        high = middle;
    }
  if (low + 1 < self->n_steps && gradus_curves_layout_get_step_x (self, low + 1) - at <
                                   at - gradus_curves_layout_get_step_x (self, low))
    low++;
  *index = low;
  /* A little beyond the end still means the end. */
  return x <=
         gradus_curves_layout_x_to_pixel (self,
                                          gradus_curves_layout_get_step_x (self,
                                                                           self->n_steps -
                                                                             1)) +
           12;
}

/**
 * gradus_curves_layout_move:
 * @self: the layout
 * @index: a step
 * @n_batches: how many steps to go on, or back if negative
 * @n_epochs: how many epochs to go on, or back if negative
 *
 * Moves a cursor and keeps it inside.
 *
 * Returns: the step it comes to
 */
gsize
gradus_curves_layout_move (const GradusCurvesLayout *self,
                           gsize                     index,
                           int                       n_batches,
                           int                       n_epochs)
{
  double to = (double) index + n_batches + (double) n_epochs * MAX (self->n_batches, 1);

  return (gsize) CLAMP (to, 0, (double) MAX (self->n_steps, 1) - 1);
}

/**
 * gradus_curves_layout_count_epochs:
 * @self: the layout
 * @step: updates made
 *
 * Counts the epochs that were complete, with their validation, after a step.
 *
 * Returns: how many
 */
guint
gradus_curves_layout_count_epochs (const GradusCurvesLayout *self, guint64 step)
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
