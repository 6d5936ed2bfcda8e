/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/report-sections.h"

#include "plot/curves.h"
#include "plot/report-words.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define COLUMN_GAP 34.0
#define CURVES_HEIGHT 420.0
#define CURVES_LEAST 300.0
#define LOSS_HEIGHT 260.0
#define LOSS_LEAST 190.0

static const GradusReportColumn setting_columns[] = {
  { 0.5, GRADUS_ALIGN_START, GRADUS_TEXT_READING },
  { 0.5, GRADUS_ALIGN_END, GRADUS_TEXT_READING },
};

static void
begin_group (const GradusReportWriter *self,
             GradusReportTable        *table,
             GradusReportFlow         *flow,
             const char               *title)
{
  gradus_report_add_subheading (flow, self->theme, title);
  gradus_report_table_begin (table, flow, self->theme, setting_columns,
                             G_N_ELEMENTS (setting_columns), NULL);
}

static void
add_setting (GradusReportTable *table, const char *name, const char *value)
{
  const char *const cells[] = { name, value };

  gradus_report_table_add (table, FALSE, cells);
}

static void
add_count (GradusReportTable *table, const char *name, guint64 n)
{
  g_autofree char *count = gradus_report_format_count (n);

  add_setting (table, name, count);
}

/* ---- What a loss, an optimizer … is set to ---- */

static const char *
translate_value (const char *value)
{
  return g_str_equal (value, "None")    ? _ ("none")
         : g_str_equal (value, "True")  ? _ ("yes")
         : g_str_equal (value, "False") ? _ ("no")
                                        : value;
}

/* What a parameter that is a thing of its own, like a schedule, is set to stands below
 * it. */
static void
add_params (GradusReportTable *table, const GradusConfig *config, const char *indent)
{
  const GradusKind *kind = gradus_config_get_kind (config);
  gboolean          has_schedule =
    gradus_kind_find_param (kind, "learning_rate_schedule") != NULL &&
    !gradus_config_is_none (config, "learning_rate_schedule");
  g_autofree char *deeper = g_strconcat (indent, "– ", NULL);

  for (guint i = 0; i < kind->n_params; i++)
    {
      const GradusParam  *param = &kind->params[i];
      const GradusConfig *object = NULL;
      g_autofree char    *name = g_strconcat (indent, _ (param->title), NULL);
      g_autofree char    *value = NULL;

      /* A schedule takes the place of the rate. */
      if ((param->flags & GRADUS_PARAM_HIDDEN) ||
          (has_schedule && g_str_equal (param->name, "learning_rate")) ||
          (!has_schedule && g_str_equal (param->name, "learning_rate_schedule")))
        continue;
      if (param->type == GRADUS_PARAM_OBJECT)
        object = gradus_config_get_object (config, param->name);
      value = gradus_config_value_to_string (config, param->name);
      add_setting (table, name,
                   object != NULL ? _ (gradus_config_get_kind (object)->title)
                                  : translate_value (value));
      if (object != NULL)
        add_params (table, object, deeper);
    }
}

static void
add_config (GradusReportTable *table, const char *name, const GradusConfig *config)
{
  add_setting (table, name, _ (gradus_config_get_kind (config)->title));
  add_params (table, config, "");
}

static void
add_configs (GradusReportTable *table, const char *name, const GPtrArray *configs)
{
  for (guint i = 0; i < configs->len; i++)
    add_config (table, name, configs->pdata[i]);
}

/* ---- Groups ---- */

/* Samples as Keras splits them: the last part is held back. */
static void
count_samples (const GradusProject *project, guint *n_train, guint *n_validation)
{
  const GradusDataSource *source = gradus_data_source_find (project->data.source);
  guint                   n = project->data.n_train;

  if (n == 0 && source != NULL)
    n = source->n_train;
  *n_train = (guint) floor (n * (1 - project->fit.validation_split));
  *n_validation = n - *n_train;
}

static void
add_data (const GradusReportWriter *self, GradusReportFlow *flow)
{
  const GradusProject    *project = self->facts->file->project;
  const GradusDataSource *source = gradus_data_source_find (project->data.source);
  g_autofree char        *title = gradus_report_describe_source (project);
  g_autofree char        *task = gradus_report_describe_task (project);
  g_autofree char        *shape = gradus_shape_to_string (&project->sequential->input);
  guint                   n_train, n_validation, n_test = project->data.n_test;
  GradusReportTable       table;

  count_samples (project, &n_train, &n_validation);
  if (self->facts->samples != NULL)
    n_test = gradus_dataset_get_n_samples (self->facts->samples);
  else if (n_test == 0 && source != NULL)
    n_test = source->n_test;
  begin_group (self, &table, flow, _ ("Data"));
  add_setting (&table, _ ("Data set"), title);
  if (task != NULL)
    add_setting (&table, _ ("Question"), task);
  add_setting (&table, _ ("Shape of a sample"), shape);
  if (n_train > 0)
    add_count (&table, _ ("Training samples"), n_train);
  if (n_validation > 0)
    add_count (&table, _ ("Validation samples"), n_validation);
  if (n_test > 0)
    add_count (&table, _ ("Test samples"), n_test);
  if (source != NULL && !source->needs_folder)
    {
      g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, project->data.seed);

      add_setting (&table, _ ("Seed of the data"), seed);
    }
  gradus_report_table_end (&table);
}

static void
add_fit (const GradusReportWriter *self, GradusReportFlow *flow)
{
  const GradusFitOptions *fit = &self->facts->file->project->fit;
  g_autofree char        *split = gradus_format_number (fit->validation_split, 2);
  g_autofree char        *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, fit->seed);
  guint                   n_train, n_validation;
  GradusReportTable       table;

  count_samples (self->facts->file->project, &n_train, &n_validation);
  begin_group (self, &table, flow, _ ("Fit"));
  add_count (&table, _ ("Epochs planned"), fit->epochs);
  add_count (&table, _ ("Batch size"), fit->batch_size);
  if (n_train > 0 && fit->batch_size > 0)
    add_count (&table, _ ("Batches per epoch"),
               (n_train + fit->batch_size - 1) / fit->batch_size);
  add_setting (&table, _ ("Validation split"), split);
  add_setting (&table, _ ("Shuffled each epoch"), fit->shuffle ? _ ("yes") : _ ("no"));
  add_setting (&table, _ ("Seed"), seed);
  gradus_report_table_end (&table);
}

static void
add_goal (const GradusReportWriter *self, GradusReportFlow *flow)
{
  const GradusSequential *sequential = self->facts->file->project->sequential;
  GradusReportTable       table;

  begin_group (self, &table, flow, _ ("Loss and metrics"));
  add_config (&table, _ ("Loss"), sequential->loss);
  add_configs (&table, _ ("Metric"), sequential->metrics);
  add_configs (&table, _ ("Weighted metric"), sequential->weighted_metrics);
  for (guint i = 0; i < sequential->class_weights->len; i++)
    {
      double           weight = g_array_index (sequential->class_weights, double, i);
      g_autofree char *name = g_strdup_printf (_ ("Weight of class %u"), i);
      g_autofree char *value = gradus_format_value (weight);

      add_setting (&table, name, value);
    }
  gradus_report_table_end (&table);
}

static void
add_optimizer (const GradusReportWriter *self, GradusReportFlow *flow)
{
  GradusReportTable table;

  begin_group (self, &table, flow, _ ("Optimizer"));
  add_config (&table, _ ("Optimizer"), self->facts->file->project->sequential->optimizer);
  gradus_report_table_end (&table);
}

static void
add_callbacks (const GradusReportWriter *self, GradusReportFlow *flow)
{
  const GPtrArray  *callbacks = self->facts->file->project->sequential->callbacks;
  GradusReportTable table;

  if (callbacks->len == 0)
    return;
  begin_group (self, &table, flow, _ ("Callbacks"));
  add_configs (&table, _ ("Callback"), callbacks);
  gradus_report_table_end (&table);
}

void
gradus_report_write_data_and_fit (const GradusReportWriter *self, GradusReportFlow *flow)
{
  add_data (self, flow);
  add_fit (self, flow);
}

void
gradus_report_write_settings (const GradusReportWriter *self)
{
  double            width = (gradus_report_flow_get_width (self->flow) - COLUMN_GAP) / 2;
  GradusReportFlow *left = gradus_report_flow_new (width);
  GradusReportFlow *right = gradus_report_flow_new (width);

  gradus_report_add_heading (self->flow, self->theme, _ ("How it learns"));
  add_goal (self, left);
  add_optimizer (self, right);
  add_callbacks (self, gradus_report_flow_get_height (left) <
                           gradus_report_flow_get_height (right)
                         ? left
                         : right);
  gradus_report_flow_add_columns (self->flow, left, right, COLUMN_GAP, self->height - 60);
}

/* ---- Results ---- */

typedef struct
{
  char *name;
  char *training;
  char *validation;
  char *best;
  char *epoch;
  char *test;
} ResultRow;

static void
result_row_clear (ResultRow *row)
{
  g_free (row->name);
  g_free (row->training);
  g_free (row->validation);
  g_free (row->best);
  g_free (row->epoch);
  g_free (row->test);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ResultRow, result_row_clear)

static char *
format_result (const char *metric, double value)
{
  if (!isfinite (value))
    return g_strdup ("–");
  return metric == NULL ? gradus_format_value (value)
                        : gradus_report_format_metric (metric, value);
}

static double
find_test (const GradusReportFacts *facts, const char *metric)
{
  if (facts->trainer == NULL)
    return NAN;
  if (metric == NULL)
    return facts->test_loss;
  for (guint i = 0; i < gradus_trainer_get_n_metrics (facts->trainer); i++)
    if (g_str_equal (gradus_trainer_get_metric_name (facts->trainer, i), metric))
      return facts->test_metrics[i];
  return NAN;
}

static void
fill_measured (ResultRow *row, GradusHistory *history, int index, const char *metric)
{
  GradusReportBest          best = gradus_report_find_best (history, index);
  guint                     n = gradus_history_get_n_epochs (history);
  const GradusHistoryEpoch *last;

  if (n == 0)
    return;
  last = gradus_history_get_epoch (history, n - 1);
  row->training = format_result (metric, index < 0 ? last->loss : last->metrics[index]);
  row->validation = format_result (metric, !last->has_validation ? (double) NAN
                                           : index < 0           ? last->validation_loss
                                                       : last->validation_metrics[index]);
  row->best = format_result (metric, best.value);
  row->epoch = best.epoch > 0 ? g_strdup_printf ("%u", best.epoch) : g_strdup ("–");
}

static void
add_result (const GradusReportWriter *self,
            GradusReportTable        *table,
            int                       index,
            const char               *metric)
{
  GradusHistory     *history = self->facts->file->history;
  double             test = find_test (self->facts, metric);
  g_auto (ResultRow) row = { NULL };

  row.name = metric == NULL ? g_strdup (_ ("Loss")) : gradus_report_name_metric (metric);
  if (history != NULL)
    fill_measured (&row, history, index, metric);
  row.test = format_result (metric, test);
  {
    const char *const cells[] = { row.name, row.training, row.validation,
                                  row.best, row.epoch,    row.test };

    gradus_report_table_add (table, FALSE, cells);
  }
}

static void
add_result_table (const GradusReportWriter *self)
{
  static const GradusReportColumn columns[] = {
    { 0.28, GRADUS_ALIGN_START, GRADUS_TEXT_READING },
    { 0.145, GRADUS_ALIGN_END, GRADUS_TEXT_READING },
    { 0.145, GRADUS_ALIGN_END, GRADUS_TEXT_READING },
    { 0.165, GRADUS_ALIGN_END, GRADUS_TEXT_READING },
    { 0.12, GRADUS_ALIGN_END, GRADUS_TEXT_READING },
    { 0.145, GRADUS_ALIGN_END, GRADUS_TEXT_READING },
  };
  GradusHistory *history = self->facts->file->history;
  gboolean       is_validated =
    history != NULL && gradus_report_find_best (history, -1).is_validation;
  const char *const head[] = {
    "",
    _ ("Training"),
    _ ("Validation"),
    is_validated ? _ ("Best validation") : _ ("Best training"),
    _ ("in epoch"),
    _ ("Test"),
  };
  guint             n_metrics = history != NULL ? gradus_history_get_n_metrics (history)
                                : self->facts->trainer != NULL
                                  ? gradus_trainer_get_n_metrics (self->facts->trainer)
                                  : 0;
  GradusReportTable table;

  gradus_report_table_begin (&table, self->flow, self->theme, columns,
                             G_N_ELEMENTS (columns), head);
  add_result (self, &table, -1, NULL);
  for (guint i = 0; i < n_metrics; i++)
    add_result (self, &table, (int) i,
                history != NULL
                  ? gradus_history_get_metric_name (history, i)
                  : gradus_trainer_get_metric_name (self->facts->trainer, i));
  gradus_report_table_end (&table);
}

/* "10 epochs with 18,760 updates of the weights, in 12 s of computing." */
static char *
tell_effort (GradusHistory *history)
{
  guint            n_epochs = gradus_history_get_n_epochs (history);
  gsize            n_steps = gradus_history_get_n_steps (history);
  guint64          n_updates = n_steps;
  double           seconds = 0;
  g_autofree char *updates = NULL;
  g_autofree char *time = NULL;

  for (guint i = 0; i < n_epochs; i++)
    seconds += gradus_history_get_epoch (history, i)->seconds;
  if (n_steps > 0)
    n_updates = gradus_history_get_step (history, n_steps - 1)->step;
  else if (n_epochs > 0)
    n_updates = gradus_history_get_epoch (history, n_epochs - 1)->step;
  updates = gradus_report_format_count (n_updates);
  time = gradus_report_format_seconds (seconds);
  if (!(seconds >= 0.05))
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "%u whole epoch, %s updates of the weights.",
                                         "%u whole epochs, %s updates of the weights.",
                                         n_epochs),
                            n_epochs, updates);
  return g_strdup_printf (
    g_dngettext (GETTEXT_PACKAGE, "%u whole epoch, %s updates of the weights, in %s.",
                 "%u whole epochs, %s updates of the weights, in %s.", n_epochs),
    n_epochs, updates, time);
}

void
gradus_report_write_results (const GradusReportWriter *self)
{
  GradusHistory *history = self->facts->file->history;
  gboolean is_measured = history != NULL && gradus_history_get_n_epochs (history) > 0;

  gradus_report_add_heading (self->flow, self->theme, _ ("Results"));
  if (history == NULL || gradus_history_get_n_steps (history) == 0)
    {
      gradus_report_add_text (self->flow, self->theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_FG,
                              8,
                              _ ("The file holds no history: this network was not "
                                 "trained in Gradus, or not yet."));
      if (self->facts->trainer == NULL)
        return;
    }
  else
    {
      g_autofree char *effort = tell_effort (history);

      gradus_report_add_text (self->flow, self->theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_FG,
                              8, effort);
    }
  if (!is_measured && self->facts->trainer == NULL)
    return;
  gradus_report_flow_keep_next (self->flow);
  add_result_table (self);
  if (is_measured)
    gradus_report_add_text (
      self->flow, self->theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, 8,
      _ ("Training numbers are means over the last epoch, while the weights were still "
         "changing; validation and test numbers are measured with the weights as they "
         "are."));
}

/* ---- Curves ---- */

static void
paint_curves (cairo_t           *cr,
              const GradusTheme *theme,
              double             width,
              double             height,
              gpointer           data)
{
  GradusHistory                 *history = data;
  GradusCurvesOptions            options = GRADUS_CURVES_OPTIONS_STANDARD;
  g_autoptr (GradusCurvesLayout) layout = gradus_curves_layout_new ();

  options.n_epochs_planned = MAX (gradus_history_get_n_epochs (history), 1);
  options.diverged = gradus_report_has_diverged (history);
  gradus_curves_layout_update (layout, history, gradus_history_get_n_steps (history),
                               gradus_history_get_n_epochs (history), &options, theme,
                               width, height);
  gradus_curves_draw (layout, theme, cr);
}

void
gradus_report_write_curves (const GradusReportWriter *self)
{
  GradusHistory   *history = self->facts->file->history;
  g_autofree char *reading = NULL;
  gboolean         has_metric;

  if (history == NULL || gradus_history_get_n_steps (history) < 2)
    return;
  has_metric = gradus_history_get_n_metrics (history) > 0;
  reading = gradus_report_read_curves (history);
  gradus_report_add_heading (self->flow, self->theme, _ ("Curves"));
  if (reading != NULL)
    {
      gradus_report_add_text (self->flow, self->theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_FG,
                              8, reading);
      gradus_report_flow_keep_next (self->flow);
    }
  gradus_report_flow_add (self->flow,
                          &(GradusReportBlock){
                            .height = has_metric ? CURVES_HEIGHT : LOSS_HEIGHT,
                            .least = has_metric ? CURVES_LEAST : LOSS_LEAST,
                            .gap = 6,
                            .head = -1,
                            .tag = "Figure",
                            .paint = paint_curves,
                            .data = history });
}
