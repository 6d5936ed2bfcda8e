/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/trainer-private.h"

/* In brackets, because a header beside this file has the same name. */
#include <config.h>

#include "engine/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* How long a step may take before it stops at the next opportunity and goes on when asked
 * again, so that pausing acts at once: in a batch, and in validation. */
#define BATCH_US 16000
#define VALIDATION_US 8000

static void
begin_epoch (GradusTrainer *self)
{
  self->batch = 0;
  self->epoch_loss_sum = 0;
  self->epoch_n_samples = 0;
  memset (self->epoch_state, 0, gradus_trainer_get_state_size (self) * sizeof (double));
  gradus_trainer_draw_order (self);
  gradus_trainer_begin_epoch_callbacks (self);
}

static void
report_batch (GradusTrainer *self, double loss, gsize n)
{
  GradusStepReport *report = &self->report;
  gsize             n_state = gradus_trainer_get_state_size (self);

  memset (self->batch_state, 0, n_state * sizeof (double));
  gradus_trainer_add_states (self, self->batch_state);
  for (gsize i = 0; i < n_state; i++)
    self->epoch_state[i] += self->batch_state[i];
  self->epoch_loss_sum += loss * (double) n;
  self->epoch_n_samples += (double) n;
  report->phase = GRADUS_PHASE_BATCH;
  report->step = self->n_updates;
  report->epoch = self->epoch;
  report->batch = self->batch;
  report->learning_rate = self->step.learning_rate;
  report->loss = loss;
  report->epoch_loss = self->epoch_loss_sum / self->epoch_n_samples;
  report->has_validation = FALSE;
  gradus_trainer_get_results (self, self->batch_state, report->metrics);
  gradus_trainer_get_results (self, self->epoch_state, report->epoch_metrics);
}

static GradusPhase
train_batch (GradusTrainer *self)
{
  guint  n_samples = gradus_dataset_get_n_samples (self->data);
  guint  first = self->batch * self->options.batch_size;
  guint  n = MIN (self->options.batch_size, n_samples - first);
  double loss;

  if (!self->is_in_batch)
    {
      if (self->schedule != NULL)
        self->step.learning_rate =
          gradus_schedule_get_rate (self->schedule, self->n_updates);
      gradus_trainer_begin_pass (self, self->data, self->order + first, n, TRUE);
    }
  self->is_in_batch = !gradus_trainer_go_on (self, g_get_monotonic_time () + BATCH_US);
  if (self->is_in_batch)
    return GRADUS_PHASE_PART;
  loss = gradus_trainer_get_pass_loss (self) + gradus_trainer_get_penalty (self);
  if (!isfinite (loss) || !gradus_trainer_apply_gradients (self))
    {
      self->has_diverged = TRUE;
      self->report.loss = loss;
      self->report.phase = GRADUS_PHASE_DIVERGED;
      return GRADUS_PHASE_DIVERGED;
    }
  self->n_updates++;
  self->batch++;
  report_batch (self, loss, n);
  if (self->batch == self->n_batches)
    self->is_validating = TRUE;
  return GRADUS_PHASE_BATCH;
}

static GradusPhase
end_epoch (GradusTrainer *self)
{
  GradusStepReport *report = &self->report;

  if (self->validation != NULL)
    {
      guint n = gradus_dataset_get_n_samples (self->validation);

      report->has_validation = TRUE;
      report->validation_loss =
        self->validation_loss_sum / (double) n + gradus_trainer_get_penalty (self);
      gradus_trainer_get_results (self, self->validation_state,
                                  report->validation_metrics);
    }
  self->is_validating = FALSE;
  self->validation_done = 0;
  self->validation_loss_sum = 0;
  memset (self->validation_state, 0,
          gradus_trainer_get_state_size (self) * sizeof (double));
  report->phase = GRADUS_PHASE_EPOCH_END;
  report->epoch = self->epoch;
  report->batch = self->batch;
  gradus_trainer_end_epoch_callbacks (self);
  report->is_stopped = self->is_stopped;
  self->epoch++;
  if (self->epoch < self->options.epochs && !self->is_stopped)
    begin_epoch (self);
  else
    gradus_trainer_finish_callbacks (self);
  return GRADUS_PHASE_EPOCH_END;
}

static GradusPhase
validate_part (GradusTrainer *self)
{
  gint64 deadline = g_get_monotonic_time () + VALIDATION_US;
  guint  n =
    self->validation != NULL ? gradus_dataset_get_n_samples (self->validation) : 0;

  while (self->validation_done < n)
    {
      gsize part =
        MIN (gradus_trainer_get_evaluation_size (self), n - self->validation_done);

      gradus_trainer_run_slices (self, self->validation,
                                 self->plain_order + self->validation_done, part);
      self->validation_loss_sum += gradus_trainer_get_pass_loss (self) * (double) part;
      gradus_trainer_add_states (self, self->validation_state);
      self->validation_done += (guint) part;
      if (self->validation_done < n && g_get_monotonic_time () > deadline)
        {
          self->report.phase = GRADUS_PHASE_VALIDATION;
          return GRADUS_PHASE_VALIDATION;
        }
    }
  return end_epoch (self);
}

/**
 * gradus_trainer_step:
 * @self: a trainer
 * @report: (out) (optional): what came of it
 *
 * Trains one batch, or goes through a part of the validation data at the end of an epoch.
 *
 * Returns: what was done
 */
GradusPhase
gradus_trainer_step (GradusTrainer *self, GradusStepReport *report)
{
  GradusPhase phase;

  if (self->has_diverged)
    phase = GRADUS_PHASE_DIVERGED;
  else if (self->is_validating)
    phase = validate_part (self);
  else if (self->epoch >= self->options.epochs || self->is_stopped)
    phase = GRADUS_PHASE_FINISHED;
  else
    {
      /* Taken over from a run that had ended here, and this one goes on. */
      if (self->batch >= self->n_batches)
        begin_epoch (self);
      phase = train_batch (self);
    }
  self->report.phase = phase;
  if (report != NULL)
    *report = self->report;
  return phase;
}

/**
 * gradus_trainer_get_report:
 * @self: a trainer
 * @report: (out): the last report
 */
void
gradus_trainer_get_report (const GradusTrainer *self, GradusStepReport *report)
{
  *report = self->report;
}

/**
 * gradus_trainer_get_model:
 * @self: a trainer
 *
 * Returns: (transfer none): the model that it trains
 */
GradusModel *
gradus_trainer_get_model (const GradusTrainer *self)
{
  return self->model;
}

/**
 * gradus_trainer_get_options:
 * @self: a trainer
 *
 * Returns: (transfer none): how it trains
 */
const GradusFitOptions *
gradus_trainer_get_options (const GradusTrainer *self)
{
  return &self->options;
}

/**
 * gradus_trainer_get_data:
 * @self: a trainer
 *
 * Returns: (transfer none): what it trains on
 */
GradusDataset *
gradus_trainer_get_data (const GradusTrainer *self)
{
  return self->data;
}

/**
 * gradus_trainer_get_validation:
 * @self: a trainer
 *
 * Returns: (transfer none) (nullable): what was held back
 */
GradusDataset *
gradus_trainer_get_validation (const GradusTrainer *self)
{
  return self->validation;
}

/**
 * gradus_trainer_get_order:
 * @self: a trainer
 * @epoch: (out) (optional): the epoch that it is for
 *
 * Returns: (transfer none): the samples trained on, in the order of the epoch; changes
 *   when an epoch begins
 */
const guint32 *
gradus_trainer_get_order (const GradusTrainer *self, guint *epoch)
{
  if (epoch != NULL)
    *epoch = self->epoch;
  return self->order;
}

/**
 * gradus_trainer_get_n_metrics:
 * @self: a trainer
 *
 * Returns: how many metrics it watches besides the loss
 */
guint
gradus_trainer_get_n_metrics (const GradusTrainer *self)
{
  return self->n_metrics;
}

/**
 * gradus_trainer_get_metric_name:
 * @self: a trainer
 * @index: which metric
 *
 * Returns: (transfer none): what Keras's History calls it
 */
const char *
gradus_trainer_get_metric_name (const GradusTrainer *self, guint index)
{
  g_return_val_if_fail (index < self->n_metrics, NULL);
  return self->metric_names[index];
}

/**
 * gradus_trainer_set_learning_rate:
 * @self: a trainer
 * @rate: from the next step on; a schedule does not listen
 */
void
gradus_trainer_set_learning_rate (GradusTrainer *self, double rate)
{
  if (self->schedule != NULL)
    return;
  self->step.learning_rate = rate;
  self->report.learning_rate = rate;
}

/**
 * gradus_trainer_get_learning_rate:
 * @self: a trainer
 *
 * Returns: the learning rate of the next step
 */
double
gradus_trainer_get_learning_rate (const GradusTrainer *self)
{
  return self->step.learning_rate;
}

/**
 * gradus_trainer_set_epochs:
 * @self: a trainer
 * @epochs: of the whole run, counting those that are over
 */
void
gradus_trainer_set_epochs (GradusTrainer *self, guint epochs)
{
  gboolean was_finished =
    (self->epoch >= self->options.epochs || self->is_stopped) && !self->is_validating;

  self->options.epochs = epochs;
  if (was_finished && self->epoch < epochs)
    {
      gradus_trainer_start_callbacks (self);
      begin_epoch (self);
    }
}

/**
 * gradus_trainer_evaluate:
 * @self: a trainer
 * @data: what to measure on
 * @loss: (out) (optional): mean loss, with regularization
 * @metrics: (out) (optional): room for %GRADUS_MAX_METRICS
 * @error: return location for an error
 *
 * Measures loss and metrics over a whole data set, as Keras's evaluate().
 *
 * Errors: `GRADUS_ERROR_SHAPE` if the samples have another size than those trained on;
 *   `GRADUS_ERROR_DATA` if there are none
 *
 * Returns: whether it could be measured
 */
gboolean
gradus_trainer_evaluate (GradusTrainer *self,
                         GradusDataset *data,
                         double        *loss,
                         double        *metrics,
                         GError       **error)
{
  guint               n = gradus_dataset_get_n_samples (data);
  double              sum = 0;
  g_autofree double  *state = g_new0 (double, gradus_trainer_get_state_size (self) + 1);
  g_autofree guint32 *order = g_new (guint32, MAX (n, 1));

  if (n == 0 || gradus_shape_size (gradus_dataset_get_shape (data)) != self->input_size)
    {
      g_set_error_literal (
        error, GRADUS_ERROR, n == 0 ? GRADUS_ERROR_DATA : GRADUS_ERROR_SHAPE,
        n == 0 ? _ ("There are no samples to measure on.")
               : _ ("These samples are not of the size that the network takes."));
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    order[i] = i;
  for (guint done = 0; done < n;)
    {
      gsize part = MIN (gradus_trainer_get_evaluation_size (self), n - done);

      gradus_trainer_run_slices (self, data, order + done, part);
      sum += gradus_trainer_get_pass_loss (self) * (double) part;
      gradus_trainer_add_states (self, state);
      done += (guint) part;
    }
  if (loss != NULL)
    *loss = sum / (double) n + gradus_trainer_get_penalty (self);
  if (metrics != NULL)
    gradus_trainer_get_results (self, state, metrics);
  return TRUE;
}
