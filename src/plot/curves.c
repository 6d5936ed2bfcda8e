/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/curves-private.h"

#include "plot/text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define HEADING_ROOM 39.0
#define AXIS_ROOM 31.0
/* Below an axis without numbers. */
#define NARROW_ROOM 8.0
#define RIGHT_GAP 18.0
#define LABEL_GAP 14.0
#define LOSS_SHARE 0.55
#define RATE_SHARE 0.17
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
  GradusCurvesLayout *self = g_new0 (GradusCurvesLayout, 1);

  self->present = gradus_curves_trace_new (NULL, 0);
  self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_curves_trace_free);
  return self;
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
  gradus_curves_trace_free (self->present);
  g_ptr_array_unref (self->runs);
  g_free (self);
}

/**
 * gradus_token_of_run:
 * @color: of an earlier run
 *
 * Finds colours that are told apart also by those who do not see red or green, and that
 * are neither that of training nor that of validation.
 *
 * Returns: which colour of the theme it is
 */
GradusToken
gradus_token_of_run (guint color)
{
  static const guint classes[GRADUS_RUN_N_COLORS] = { 0, 5, 8, 2, 7, 4, 9, 3 };

  return gradus_token_of_class (classes[color % GRADUS_RUN_N_COLORS]);
}

/* The present run, or an earlier one that is shown. */
const GradusCurvesTrace *
gradus_curves_layout_get_trace (const GradusCurvesLayout *self, guint index)
{
  return index == 0 ? self->present : self->runs->pdata[index - 1];
}

/* Whose metrics the charts are for: the present run's, or the first one's before there is
 * one. */
static const GradusCurvesTrace *
get_leader (const GradusCurvesLayout *self)
{
  if (self->present->history == NULL && self->runs->len > 0)
    return self->runs->pdata[0];
  return self->present;
}

/* NULL for what is no metric. */
static const char *
get_metric_name (const GradusCurvesLayout *self, int metric)
{
  const GradusHistory *history = get_leader (self)->history;

  return history != NULL && metric >= 0
           ? gradus_history_get_metric_name (history, (guint) metric)
           : NULL;
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
 * @metric: a metric of the history, −1 for the loss, −2 for the learning rate
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

  if (metric == GRADUS_CURVES_RATE_METRIC)
    return g_strdup (_ ("Learning rate"));
  name = get_metric_name (self, metric);
  if (name == NULL)
    return g_strdup (_ ("Loss"));
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
  return gradus_curves_trace_get_x (self->present, self->options.in_batches, index);
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
  return gradus_curves_trace_get_epoch_x (self->present, self->options.in_batches, index);
}

/**
 * gradus_curves_layout_x_to_pixel:
 * @self: the layout
 * @x: epochs or batches
 *
 * Finds where a number of the shared axis is drawn; what is far outside is kept near
 * enough for Cairo.
 *
 * Returns: pixels from the left
 */
double
gradus_curves_layout_x_to_pixel (const GradusCurvesLayout *self, double x)
{
  const GradusCurvesPanel *panel = &self->panels[0];
  double at = (x - self->x_minimum) / (self->x_maximum - self->x_minimum);

  return CLAMP (panel->x + panel->width * at, -FAR_AWAY,
                panel->x + panel->width + FAR_AWAY);
}

/**
 * gradus_curves_layout_pixel_to_x:
 * @self: the layout
 * @pixel: pixels from the left
 *
 * Returns: which number of the shared axis is drawn there
 */
double
gradus_curves_layout_pixel_to_x (const GradusCurvesLayout *self, double pixel)
{
  const GradusCurvesPanel *panel = &self->panels[0];

  return self->x_minimum +
         (pixel - panel->x) / panel->width * (self->x_maximum - self->x_minimum);
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

/**
 * gradus_curves_panel_pixel_to_y:
 * @panel: a chart
 * @pixel: pixels from the top
 *
 * Returns: which number is drawn at that height
 */
double
gradus_curves_panel_pixel_to_y (const GradusCurvesPanel *panel, double pixel)
{
  double at = (panel->y + panel->height - pixel) / panel->height;

  if (panel->logarithmic)
    return panel->minimum * pow (panel->maximum / panel->minimum, at);
  return panel->minimum + at * (panel->maximum - panel->minimum);
}

/* Batches in an epoch: as told, or as the steps so far say. */
static guint
find_n_batches (const GradusCurvesTrace *trace, const GradusCurvesOptions *options)
{
  const GradusHistoryStep *step;

  if (options->n_batches > 0)
    return options->n_batches;
  if (trace->n_steps == 0)
    return 0;
  step = gradus_history_get_step (trace->history, trace->n_steps - 1);
  return step->epoch > 0 ? (guint) MAX (1, lrint ((double) step->step / step->epoch)) : 0;
}

/* Where a run ends, rounded up to whole epochs. */
static double
get_end (const GradusCurvesTrace *trace, double n_epochs)
{
  double trained =
    trace->n_steps > 0 ? gradus_curves_trace_get_x (trace, FALSE, trace->n_steps - 1) : 0;

  return isfinite (trained) ? MAX (n_epochs, ceil (trained - 1e-6)) : n_epochs;
}

/* The whole planned run; more only if more was trained. */
static double
find_x_end (const GradusCurvesLayout *self)
{
  double n_epochs = get_end (self->present, MAX (self->options.n_epochs_planned, 1));
  double end;

  for (guint i = 0; i < self->runs->len; i++)
    n_epochs = get_end (self->runs->pdata[i], n_epochs);
  if (!self->options.in_batches)
    return n_epochs;
  end = self->n_batches > 0 ? n_epochs * self->n_batches : n_epochs;
  /* An earlier run may have had smaller batches, and so more of them. */
  for (guint i = 0; i < self->runs->len; i++)
    {
      const GradusCurvesTrace *trace = self->runs->pdata[i];

      if (trace->n_steps > 0)
        end = MAX (end, gradus_curves_trace_get_x (trace, TRUE, trace->n_steps - 1));
    }
  return end;
}

/* What of the axis is shown: all of it, or a window that lies in it. */
static void
choose_x_range (GradusCurvesLayout *self)
{
  const GradusCurvesWindow *window = &self->options.window;
  double                    unit = self->options.in_batches ? self->n_batches : 1;
  double                    from = window->from * unit, to = window->to * unit;

  self->x_end = find_x_end (self);
  self->x_minimum = 0;
  self->x_maximum = self->x_end;
  if (!window->is_set || !(to - from > 0) || !isfinite (to - from) || from >= self->x_end)
    return;
  self->x_minimum = from;
  self->x_maximum = to;
}

static double
measure_label (const GradusTheme *theme)
{
  double training, validation;
  /* As wide as labels get, so that the charts keep their width. What is learned by heart
   * has a training loss of ten to the minus. */
  g_autofree char *least = gradus_format_value (1.1e-5);
  g_autofree char *training_text = g_strdup_printf ("%s %s", _ ("training"), least);
  g_autofree char *validation_text = g_strdup_printf ("%s 0.000", _ ("validation"));

  gradus_text_measure (theme, GRADUS_TEXT_LABEL, training_text, &training, NULL);
  gradus_text_measure (theme, GRADUS_TEXT_LABEL, validation_text, &validation, NULL);
  return MAX (training, validation);
}

/* How much of the height each chart gets. */
static double
get_share (const GradusCurvesLayout *self, guint index)
{
  gboolean has_rate = self->panels[self->n_panels - 1].role == GRADUS_CURVES_RATE;
  double   rest = has_rate ? 1 - RATE_SHARE : 1;
  gboolean has_metric = self->n_panels > (has_rate ? 2 : 1);

  switch (self->panels[index].role)
    {
    case GRADUS_CURVES_METRIC:
      return rest * (1 - LOSS_SHARE);
    case GRADUS_CURVES_RATE:
      return RATE_SHARE;
    case GRADUS_CURVES_LOSS:
    case GRADUS_CURVES_N_ROLES:
    default:
      return has_metric ? rest * LOSS_SHARE : rest;
    }
}

static double
get_axis_room (const GradusCurvesPanel *panel)
{
  return panel->has_numbers ? AXIS_ROOM : NARROW_ROOM;
}

static void
place_panels (GradusCurvesLayout *self, const GradusTheme *theme)
{
  double scale = theme->scale;
  double left, label = measure_label (theme);
  double free_height = self->height - 4;
  double top = 0;

  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, "0.000", &left, NULL);
  /* Whole pixels, so that frame and grid are crisp. */
  left = ceil (left + 10 * scale);
  for (guint i = 0; i < self->n_panels; i++)
    {
      /* Three axes with numbers would leave little for the curves. */
      self->panels[i].has_numbers = self->n_panels < 3 || i + 1 == self->n_panels;
      free_height -= (HEADING_ROOM + get_axis_room (&self->panels[i])) * scale;
    }
  for (guint i = 0; i < self->n_panels; i++)
    {
      GradusCurvesPanel *panel = &self->panels[i];

      panel->x = left;
      panel->y = round (top + HEADING_ROOM * scale);
      panel->width = MAX (20, floor (self->width - left - label -
                                     (LABEL_GAP + RIGHT_GAP) * scale / 2));
      panel->height = MAX (20, round (free_height * get_share (self, i)));
      top = panel->y + panel->height + get_axis_room (panel) * scale;
    }
}

static void
add_panel (GradusCurvesLayout *self, GradusCurvesRole role, int metric)
{
  GradusCurvesPanel *panel = &self->panels[self->n_panels++];
  const char        *name = get_metric_name (self, metric);

  panel->role = role;
  panel->metric = metric;
  panel->is_share = name != NULL && is_share (name);
  panel->logarithmic = role == GRADUS_CURVES_LOSS && self->options.logarithmic;
}

static gboolean
any_rate_changes (const GradusCurvesLayout *self)
{
  if (self->present->n_steps > 0 || self->runs->len == 0)
    return self->present->rate_changes;
  for (guint i = 0; i < self->runs->len; i++)
    if (((const GradusCurvesTrace *) self->runs->pdata[i])->rate_changes)
      return TRUE;
  return FALSE;
}

static void
choose_panels (GradusCurvesLayout *self)
{
  const GradusHistory *history = get_leader (self)->history;
  guint n_metrics = history != NULL ? gradus_history_get_n_metrics (history) : 0;

  self->n_panels = 0;
  add_panel (self, GRADUS_CURVES_LOSS, -1);
  if (n_metrics > 0)
    add_panel (self, GRADUS_CURVES_METRIC,
               (int) MIN (self->options.metric, n_metrics - 1));
  if (any_rate_changes (self))
    add_panel (self, GRADUS_CURVES_RATE, GRADUS_CURVES_RATE_METRIC);
}

/* A run has its metrics in an order of its own, or has other ones. */
static int
find_metric (const GradusHistory *history, const char *name)
{
  for (guint i = 0;
       history != NULL && name != NULL && i < gradus_history_get_n_metrics (history); i++)
    if (strcmp (gradus_history_get_metric_name (history, i), name) == 0)
      return (int) i;
  return -1;
}

/* FALSE: the budget was not enough. */
static gboolean
follow_metric (const GradusCurvesLayout *self, GradusCurvesTrace *trace, gsize *budget)
{
  const GradusHistory *leader = get_leader (self)->history;
  guint       n_metrics = leader != NULL ? gradus_history_get_n_metrics (leader) : 0;
  const char *name =
    n_metrics > 0
      ? get_metric_name (self, (int) MIN (self->options.metric, n_metrics - 1))
      : NULL;

  gradus_curves_trace_set_metric (trace, find_metric (trace->history, name),
                                  name != NULL && is_share (name),
                                  self->options.smoothing);
  return gradus_curves_trace_add_points (trace, budget);
}

/* Undo may have made an earlier run the present one again. */
static gboolean
is_shown (const GradusRun *run, const GradusHistory *present)
{
  return !run->hidden && run->history != present;
}

/* Whether the runs that are to be shown are those that are shown. */
static gboolean
has_runs (const GradusCurvesLayout *self, const GPtrArray *runs)
{
  guint n = 0;

  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      const GradusRun *run = runs->pdata[i];

      if (!is_shown (run, self->present->history))
        continue;
      if (n >= self->runs->len ||
          ((const GradusCurvesTrace *) self->runs->pdata[n])->run != run)
        return FALSE;
      n++;
    }
  return n == self->runs->len;
}

/* What was reduced of a run stays when others come and go, or it gets another name. */
static GradusCurvesTrace *
steal_trace (GPtrArray *traces, const GradusRun *run)
{
  for (guint i = 0; i < traces->len; i++)
    {
      GradusCurvesTrace *trace = traces->pdata[i];

      if (trace != NULL && trace->history == run->history)
        {
          traces->pdata[i] = NULL;
          return trace;
        }
    }
  return NULL;
}

static void
free_trace (gpointer data)
{
  if (data != NULL)
    gradus_curves_trace_free (data);
}

static void
set_runs (GradusCurvesLayout *self, const GPtrArray *runs)
{
  GPtrArray *old = self->runs;

  self->runs = g_ptr_array_new_with_free_func (free_trace);
  for (guint i = 0; runs != NULL && i < runs->len; i++)
    {
      GradusRun         *run = runs->pdata[i];
      GradusCurvesTrace *trace;

      if (!is_shown (run, self->present->history))
        continue;
      trace = steal_trace (old, run);
      if (trace == NULL)
        trace = gradus_curves_trace_new (run, self->options.smoothing);
      else if (trace->run != run)
        {
          gradus_run_unref (trace->run);
          trace->run = gradus_run_ref (run);
        }
      g_ptr_array_add (self->runs, trace);
    }
  g_ptr_array_unref (old);
}

static void
choose_x_ticks (GradusCurvesLayout *self)
{
  /* Room for a number and as much space again. */
  double room = (self->options.in_batches ? 80 : 44) * self->scale;
  guint  n = (guint) CLAMP (self->panels[0].width / room, 2, 20);

  if (self->x_maximum - self->x_minimum < 3 && !self->options.in_batches &&
      self->options.window.is_set)
    gradus_ticks_linear (&self->x_ticks, self->x_minimum, self->x_maximum, n);
  else
    gradus_ticks_whole (&self->x_ticks, self->x_minimum, self->x_maximum, n);
}

static gboolean
windows_equal (const GradusCurvesWindow *a, const GradusCurvesWindow *b)
{
  if (!a->is_set != !b->is_set || a->from != b->from || a->to != b->to)
    return FALSE;
  for (guint i = 0; i < GRADUS_CURVES_N_ROLES; i++)
    if (!a->y[i].is_set != !b->y[i].is_set || a->y[i].from != b->y[i].from ||
        a->y[i].to != b->y[i].to)
      return FALSE;
  return TRUE;
}

/* Whether what was drawn last is still true. */
static gboolean
is_up_to_date (const GradusCurvesLayout  *self,
               const GradusHistory       *history,
               gsize                      n_steps,
               guint                      n_epochs,
               const GradusCurvesOptions *options)
{
  const GradusCurvesOptions *old = &self->options;

  return self->n_panels > 0 && self->is_complete && self->history == history &&
         (history == NULL || (self->n_steps == n_steps && self->n_epochs == n_epochs)) &&
         old->smoothing == options->smoothing && old->metric == options->metric &&
         !old->in_batches == !options->in_batches &&
         !old->logarithmic == !options->logarithmic &&
         !old->diverged == !options->diverged &&
         old->n_epochs_planned == options->n_epochs_planned &&
         old->n_batches == options->n_batches &&
         !old->runs_by_validation == !options->runs_by_validation &&
         windows_equal (&old->window, &options->window) && has_runs (self, options->runs);
}

static void
take_runs (GradusCurvesLayout        *self,
           GradusHistory             *history,
           gsize                      n_steps,
           guint                      n_epochs,
           const GradusCurvesOptions *options)
{
  double old_smoothing = self->options.smoothing;
  gsize  budget = options->max_new_points > 0 ? options->max_new_points : G_MAXSIZE;

  self->is_complete = TRUE;
  self->options = *options;
  self->options.runs = NULL; /* only borrowed */
  gradus_curves_trace_set_history (self->present, history, n_steps, n_epochs,
                                   options->smoothing);
  self->history = self->present->history;
  self->n_steps = self->present->n_steps;
  self->n_epochs = self->present->n_epochs;
  set_runs (self, options->runs);
  for (guint i = 0; i <= self->runs->len; i++)
    {
      GradusCurvesTrace *trace =
        (GradusCurvesTrace *) gradus_curves_layout_get_trace (self, i);

      if (old_smoothing != options->smoothing)
        gradus_curves_trace_set_smoothing (trace, options->smoothing);
      self->is_complete &= follow_metric (self, trace, &budget);
    }
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
  if (self->width == width && self->height == height && self->scale == theme->scale &&
      is_up_to_date (self, history, n_steps, n_epochs, options))
    return FALSE;
  take_runs (self, history, n_steps, n_epochs, options);
  self->width = width;
  self->height = height;
  self->scale = theme->scale;
  self->n_batches = find_n_batches (get_leader (self), options);
  choose_x_range (self);
  choose_panels (self);
  place_panels (self, theme);
  for (guint i = 0; i <= self->runs->len; i++)
    gradus_curves_trace_set_bounds ((GradusCurvesTrace *)
                                      gradus_curves_layout_get_trace (self, i),
                                    options->in_batches, self->x_minimum, self->x_maximum,
                                    (guint) self->panels[0].width);
  for (guint i = 0; i < self->n_panels; i++)
    gradus_curves_choose_range (self, &self->panels[i]);
  choose_x_ticks (self);
  for (guint i = 0; i < self->n_panels; i++)
    gradus_curves_place_labels (self, &self->panels[i]);
  return TRUE;
}
