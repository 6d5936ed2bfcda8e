/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "session/worker-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"

/* Of a batch, so many samples are told of. */
#define MOST_SAMPLES 128

/* While training runs, weights are copied this often at most. */
#define WEIGHTS_INTERVAL (100 * G_TIME_SPAN_MILLISECOND)

GradusOrder *
gradus_order_new (GradusOrderKind kind)
{
  GradusOrder *order = g_new0 (GradusOrder, 1);

  order->kind = kind;
  return order;
}

static gboolean
release_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

/* A task keeps the session alive, and whoever drops the last reference of the session
 * joins the worker; so the worker itself must not be the one. */
static void
release_task (GTask *task)
{
  GSource *source = g_idle_source_new ();

  g_source_set_callback (source, release_cb, task, g_object_unref);
  g_source_attach (source, g_task_get_context (task));
  g_source_unref (source);
}

void
gradus_order_free (GradusOrder *order)
{
  g_clear_pointer (&order->sequential, gradus_sequential_free);
  g_clear_pointer (&order->data, gradus_dataset_unref);
  g_clear_pointer (&order->weights, g_ptr_array_unref);
  g_clear_pointer (&order->slots, g_ptr_array_unref);
  g_clear_pointer (&order->history, gradus_history_unref);
  if (order->state != NULL)
    g_task_return_pointer (order->task, order->state,
                           (GDestroyNotify) gradus_trainer_state_unref);
  else if (order->task != NULL)
    g_task_return_new_error (order->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "%s",
                             _ ("There is no network to save yet."));
  g_clear_object (&order->leaving);
  g_clear_object (&order->coming);
  g_clear_pointer (&order->lesions, g_array_unref);
  g_clear_pointer (&order->silences, g_ptr_array_unref);
  g_clear_pointer (&order->task, release_task);
  g_free (order);
}

GradusWorker *
gradus_worker_new (void)
{
  GradusWorker *self = g_new0 (GradusWorker, 1);

  self->past = gradus_past_new (&GRADUS_PAST_LIMITS_STANDARD);
  self->shelf = gradus_shelf_new ();
  return self;
}

void
gradus_worker_free (GradusWorker *self)
{
  gradus_worker_forget_run (self);
  gradus_past_free (self->past);
  gradus_shelf_free (self->shelf);
  g_clear_pointer (&self->order, g_bytes_unref);
  g_clear_pointer (&self->answer, gradus_snapshot_unref);
  g_clear_pointer (&self->sequential, gradus_sequential_free);
  g_clear_pointer (&self->data, gradus_dataset_unref);
  g_clear_pointer (&self->lesions, g_array_unref);
  g_free (self);
}

/* What the loss is compared with begins anew, and so does what is good. */
void
gradus_worker_begin_watching (GradusWorker *self)
{
  gradus_explosion_reset (&self->explosion);
  self->divergence = GRADUS_DIVERGENCE_NONE;
  g_clear_pointer (&self->good_weights, g_ptr_array_unref);
  g_clear_pointer (&self->untried_weights, g_ptr_array_unref);
}

/* --- Following orders --- */

/* Whether what was asked for is done, and only the end of the epoch still goes on. */
static gboolean
is_ending_epoch (const GradusWorker *self, const GradusStepReport *report)
{
  if (self->mode == GRADUS_MODE_EPOCH)
    return report->phase == GRADUS_PHASE_EPOCH_END;
  return report->phase == GRADUS_PHASE_VALIDATION ||
         report->phase == GRADUS_PHASE_EPOCH_END ||
         (report->phase == GRADUS_PHASE_BATCH && report->batch == report->n_batches);
}

static void
start (GradusWorker *self, GradusMode mode, guint more_epochs)
{
  GradusStepReport report;

  if (self->trainer == NULL || self->state == GRADUS_SESSION_DIVERGED)
    return;
  gradus_trainer_get_report (self->trainer, &report);
  self->must_start_again = self->state == GRADUS_SESSION_RUNNING &&
                           mode != GRADUS_MODE_TRAIN && self->mode == mode &&
                           is_ending_epoch (self, &report);
  if (self->must_start_again)
    return;
  if (report.phase == GRADUS_PHASE_FINISHED)
    {
      self->options.epochs += more_epochs;
      gradus_trainer_set_epochs (self->trainer, self->options.epochs);
    }
  self->mode = mode;
  self->state = GRADUS_SESSION_RUNNING;
}

void
gradus_worker_set_epochs (GradusWorker *self, guint epochs)
{
  GradusStepReport report;

  self->options.epochs = epochs;
  self->run_epochs = epochs;
  if (self->trainer == NULL)
    return;
  gradus_trainer_set_epochs (self->trainer, epochs);
  gradus_trainer_get_report (self->trainer, &report);
  if (self->state == GRADUS_SESSION_FINISHED && self->epoch_base == 0 &&
      report.epoch + 1 < epochs)
    self->state = GRADUS_SESSION_PAUSED;
}

static void
set_learning_rate (GradusWorker *self, double rate)
{
  self->rate = rate;
  if (self->trainer != NULL)
    gradus_trainer_set_learning_rate (self->trainer, rate);
  if (self->sequential != NULL)
    gradus_config_set_float (self->sequential->optimizer, "learning_rate", rate, NULL);
}

static void
pause_training (GradusWorker *self)
{
  self->must_start_again = FALSE;
  if (self->state != GRADUS_SESSION_RUNNING)
    return;
  self->state = GRADUS_SESSION_PAUSED;
  gradus_worker_keep (self, TRUE);
}

/* A trainer that is new is told which number it is asked about. */
static void
renew_probe (GradusWorker *self)
{
  const GradusModel *model = gradus_trainer_get_model (self->trainer);
  int                layer = -1, found = -1;

  if (self->probe.uid != 0)
    layer =
      gradus_sequential_find_uid (gradus_model_get_sequential (model), self->probe.uid);
  for (guint i = 0; layer >= 0 && i < gradus_model_get_n_weights (model); i++)
    {
      const GradusWeightInfo *info = gradus_model_get_weight_info (model, i);

      if (info->layer == (guint) layer && info->index == self->probe.weight)
        found = (int) i;
    }
  gradus_trainer_probe (self->trainer, found, self->probe.offset);
}

/* Whoever asks about the same number again keeps what is known of it. */
static void
set_probe (GradusWorker *self, const GradusNumberProbe *probe)
{
  if (self->probe.uid == probe->uid && self->probe.weight == probe->weight &&
      self->probe.offset == probe->offset)
    return;
  self->probe = *probe;
  if (self->trainer != NULL)
    renew_probe (self);
}

/* Orders that make another run, or put another one in its place. */
static char *
follow_to_another_run (GradusWorker *self, GradusOrder *order)
{
  char *problem;

  if (order->kind == GRADUS_ORDER_PROJECT)
    problem = gradus_worker_set_project (self, order);
  else if (order->kind == GRADUS_ORDER_RESTORE)
    problem = gradus_worker_restore (self, order);
  else
    {
      gradus_shelf_clear (self->shelf);
      problem = gradus_worker_begin_run (self);
    }
  gradus_worker_keep (self, TRUE);
  return problem;
}

static char *
follow (GradusWorker *self, GradusOrder *order)
{
  /* Another run, or another place in it, may have another order. */
  g_clear_pointer (&self->order, g_bytes_unref);
  switch (order->kind)
    {
    case GRADUS_ORDER_PROJECT:
    case GRADUS_ORDER_RESTORE:
    case GRADUS_ORDER_RESET:
      return follow_to_another_run (self, order);
    case GRADUS_ORDER_TRAIN:
      start (self, GRADUS_MODE_TRAIN, MAX (self->run_epochs, 1));
      break;
    case GRADUS_ORDER_PAUSE:
      pause_training (self);
      break;
    case GRADUS_ORDER_STEP_BATCH:
      start (self, GRADUS_MODE_BATCH, 1);
      break;
    case GRADUS_ORDER_STEP_EPOCH:
      start (self, GRADUS_MODE_EPOCH, 1);
      break;
    case GRADUS_ORDER_PROBE:
      set_probe (self, &order->probe);
      break;
    case GRADUS_ORDER_LEARNING_RATE:
      set_learning_rate (self, order->rate);
      break;
    case GRADUS_ORDER_EPOCHS:
      gradus_worker_set_epochs (self, order->epochs);
      break;
    case GRADUS_ORDER_DUP_STATE:
      if (self->trainer != NULL)
        order->state = gradus_worker_dup_state (self);
      break;
    case GRADUS_ORDER_LOOK_BACK:
      gradus_worker_look_back (self, order->step);
      break;
    case GRADUS_ORDER_EDIT_WEIGHT:
      gradus_worker_edit_weight (self, order->weight, order->index, order->value);
      break;
    case GRADUS_ORDER_LESIONS:
      gradus_worker_set_lesions (self, order->lesions);
      break;
    default:
      g_assert_not_reached ();
    }
  return NULL;
}

char *
gradus_worker_follow (GradusWorker *self, GradusOrder *order)
{
  GradusTrainer *trainer = self->trainer;
  char          *problem = follow (self, order);

  /* Units that are switched off stay so, whatever network and weights came. */
  if (self->trainer != trainer || order->kind == GRADUS_ORDER_RESTORE ||
      order->kind == GRADUS_ORDER_PROJECT)
    {
      gradus_worker_forget_check (self);
      gradus_worker_apply_lesions (self);
    }
  return problem;
}

/* --- Training --- */

gboolean
gradus_worker_is_running (const GradusWorker *self)
{
  return self->state == GRADUS_SESSION_RUNNING;
}

/* A run that was put aside counts as an earlier one, which must not grow any more. */
static void
own_history (GradusWorker *self)
{
  GradusHistory *copy;

  if (!self->has_shared_history)
    return;
  copy = gradus_history_copy (self->history);
  gradus_history_unref (self->history);
  self->history = copy;
  self->has_shared_history = FALSE;
}

static void
record_batch (GradusWorker *self, const GradusStepReport *report)
{
  GradusHistoryStep step = { .step = report->step - self->step_base,
                             .epoch = self->epoch_base + report->epoch +
                                      (double) report->batch / report->n_batches,
                             .loss = (float) report->loss,
                             .learning_rate = (float) report->learning_rate };

  for (guint i = 0; i < report->n_metrics; i++)
    step.metrics[i] = (float) report->metrics[i];
  own_history (self);
  gradus_history_append_step (self->history, &step);
  self->n_batches_timed++;
  self->weights_are_stale = TRUE;
  self->is_trained = TRUE;
  g_clear_pointer (&self->restarts, g_array_unref);
}

static void
record_epoch (GradusWorker *self, const GradusStepReport *report)
{
  GradusHistoryEpoch epoch = { .epoch = self->epoch_base + report->epoch + 1,
                               .step = report->step - self->step_base,
                               .loss = report->epoch_loss,
                               .has_validation = report->has_validation,
                               .validation_loss = report->validation_loss };

  memcpy (epoch.metrics, report->epoch_metrics, sizeof epoch.metrics);
  memcpy (epoch.validation_metrics, report->validation_metrics,
          sizeof epoch.validation_metrics);
  /* An epoch of which a part was timed only (after a single step) is scaled up. */
  epoch.seconds =
    self->seconds_in_epoch * report->n_batches / MAX (self->n_batches_timed, 1);
  own_history (self);
  gradus_history_append_epoch (self->history, &epoch);
  self->seconds_per_epoch = self->seconds_per_epoch > 0
                              ? 0.5 * self->seconds_per_epoch + 0.5 * epoch.seconds
                              : epoch.seconds;
  self->seconds_in_epoch = 0;
  self->n_batches_timed = 0;
}

/* Whether a run that was to go a certain way only has arrived. */
static gboolean
has_arrived (const GradusWorker *self, const GradusStepReport *report)
{
  if (self->mode == GRADUS_MODE_BATCH)
    return report->phase == GRADUS_PHASE_EPOCH_END ||
           (report->phase == GRADUS_PHASE_BATCH && report->batch < report->n_batches);
  return self->mode == GRADUS_MODE_EPOCH && report->phase == GRADUS_PHASE_EPOCH_END;
}

/* What follows from a step: whether training goes on. */
static GradusSessionState
find_state (const GradusWorker *self, const GradusStepReport *report)
{
  if (report->phase == GRADUS_PHASE_FINISHED)
    return GRADUS_SESSION_FINISHED;
  if (report->phase == GRADUS_PHASE_DIVERGED)
    return GRADUS_SESSION_DIVERGED;
  /* After the last epoch the trainer says so itself at the next step. */
  if (report->phase == GRADUS_PHASE_EPOCH_END &&
      report->epoch + 1 >= self->options.epochs)
    return GRADUS_SESSION_RUNNING;
  return has_arrived (self, report) ? GRADUS_SESSION_PAUSED : GRADUS_SESSION_RUNNING;
}

/* Has the trainer record what the next step does to the weights, now and then. */
static void
begin_watch (GradusWorker *self, gint64 now)
{
  GradusStepReport report;

  if (self->stats == NULL)
    self->stats = gradus_stats_ring_new ();
  gradus_trainer_get_report (self->trainer, &report);
  if (self->pending != NULL || !gradus_stats_ring_wants (self->stats, report.step, now))
    return;
  self->pending = gradus_weight_stats_new (gradus_trainer_get_model (self->trainer));
  gradus_trainer_watch (self->trainer, self->pending);
}

static void
end_watch (GradusWorker *self)
{
  if (self->pending == NULL || self->pending->step == 0)
    return;
  self->pending->epoch += self->epoch_base;
  gradus_stats_ring_add (self->stats, self->pending, g_get_monotonic_time (),
                         self->pending->cost_us);
  self->pending = NULL;
}

/* Weights are good if the loss that they give is: that of the batch after the copy. */
static gboolean
has_exploded (GradusWorker *self, const GradusStepReport *report)
{
  gboolean has_exploded = gradus_explosion_add (&self->explosion, report->loss);

  if (self->untried_weights != NULL && gradus_explosion_is_calm (&self->explosion))
    {
      g_clear_pointer (&self->good_weights, g_ptr_array_unref);
      self->good_weights = g_steal_pointer (&self->untried_weights);
      self->good_step = self->untried_step;
    }
  g_clear_pointer (&self->untried_weights, g_ptr_array_unref);
  return has_exploded;
}

static void
diverge (GradusWorker *self, GradusDivergence reason)
{
  self->state = GRADUS_SESSION_DIVERGED;
  self->divergence = reason;
  if (self->good_weights != NULL)
    gradus_model_set_weights (gradus_trainer_get_model (self->trainer),
                              self->good_weights, NULL);
  self->weights_are_stale = TRUE;
}

gboolean
gradus_worker_step (GradusWorker *self)
{
  gint64           begin = g_get_monotonic_time ();
  GradusStepReport report;
  double           seconds;

  begin_watch (self, begin);
  if (self->probe.uid != 0 && !gradus_trainer_is_probed (self->trainer))
    renew_probe (self);
  gradus_trainer_step (self->trainer, &report);
  end_watch (self);
  seconds = (double) (g_get_monotonic_time () - begin) / G_TIME_SPAN_SECOND;
  self->seconds_total += seconds;
  self->seconds_in_epoch += seconds;
  self->is_validating =
    report.phase == GRADUS_PHASE_VALIDATION ||
    (report.phase == GRADUS_PHASE_BATCH && report.batch == report.n_batches);
  if (report.phase == GRADUS_PHASE_BATCH)
    {
      record_batch (self, &report);
      gradus_worker_forget_check (self);
    }
  else if (report.phase == GRADUS_PHASE_EPOCH_END)
    record_epoch (self, &report);

  self->state = find_state (self, &report);
  if (self->must_start_again && self->state != GRADUS_SESSION_RUNNING)
    start (self, self->mode, 1);
  if (self->state == GRADUS_SESSION_DIVERGED)
    diverge (self, GRADUS_DIVERGENCE_NOT_FINITE);
  else if (report.phase == GRADUS_PHASE_BATCH && has_exploded (self, &report))
    diverge (self, GRADUS_DIVERGENCE_EXPLODED);
  if (report.phase != GRADUS_PHASE_FINISHED && self->divergence == GRADUS_DIVERGENCE_NONE)
    gradus_worker_keep (self, self->state == GRADUS_SESSION_PAUSED ||
                                (report.phase == GRADUS_PHASE_EPOCH_END &&
                                 report.epoch + 1 >= self->options.epochs));
  return self->state != GRADUS_SESSION_RUNNING;
}

/* --- Telling --- */

static void
copy_weights (GradusWorker *self, gboolean complete)
{
  gint64           now = g_get_monotonic_time ();
  GradusStepReport report;

  if (self->weights != NULL &&
      (!self->weights_are_stale ||
       (!complete && now - self->weights_time < WEIGHTS_INTERVAL)))
    return;
  g_clear_pointer (&self->weights, g_ptr_array_unref);
  self->weights = gradus_model_dup_weights (gradus_trainer_get_model (self->trainer));
  self->weights_time = now;
  self->weights_are_stale = FALSE;
  if (self->divergence != GRADUS_DIVERGENCE_NONE)
    return;
  g_clear_pointer (&self->untried_weights, g_ptr_array_unref);
  self->untried_weights = g_ptr_array_ref (self->weights);
  gradus_trainer_get_report (self->trainer, &report);
  self->untried_step = report.step;
}

/* Between the batches of validation those of the last batch stay. */
static void
copy_loss_samples (GradusWorker *self)
{
  GradusLossSample samples[MOST_SAMPLES];
  guint n = gradus_trainer_get_loss_samples (self->trainer, samples, MOST_SAMPLES);

  if (n == 0)
    return;
  g_clear_pointer (&self->loss_samples, g_array_unref);
  self->loss_samples = g_array_sized_new (FALSE, FALSE, sizeof (GradusLossSample), n);
  g_array_append_vals (self->loss_samples, samples, n);
}

static void
copy_order (GradusWorker *self)
{
  guint          epoch;
  const guint32 *order = gradus_trainer_get_order (self->trainer, &epoch);
  guint n = gradus_dataset_get_n_samples (gradus_trainer_get_data (self->trainer));

  if (self->order != NULL && self->order_epoch == epoch)
    return;
  g_clear_pointer (&self->order, g_bytes_unref);
  self->order = g_bytes_new (order, n * sizeof (guint32));
  self->order_epoch = epoch;
}

static void
estimate_times (const GradusWorker *self, GradusSnapshot *snapshot)
{
  const GradusStepReport *report = &snapshot->report;
  double                  done = 0;

  snapshot->seconds_per_epoch = self->seconds_per_epoch;
  if (snapshot->seconds_per_epoch <= 0 && self->n_batches_timed > 0)
    snapshot->seconds_per_epoch =
      self->seconds_in_epoch / self->n_batches_timed * report->n_batches;
  if (report->n_batches > 0)
    done = report->epoch + (double) report->batch / report->n_batches;
  snapshot->seconds_left =
    MAX (0, (snapshot->n_epochs_planned - done) * snapshot->seconds_per_epoch);
  snapshot->seconds_total = self->seconds_total;
}

/* What the end of the last epoch in @history said. */
static void
report_last_epoch (const GradusHistory *history, guint number, GradusStepReport *report)
{
  guint                     n_epochs = gradus_history_get_n_epochs (history);
  gsize                     n_steps = gradus_history_get_n_steps (history);
  const GradusHistoryEpoch *epoch = gradus_history_get_epoch (history, n_epochs - 1);

  report->epoch = number;
  report->batch = report->n_batches;
  report->epoch_loss = epoch->loss;
  report->loss = n_steps > 0
                   ? (double) gradus_history_get_step (history, n_steps - 1)->loss
                   : epoch->loss;
  report->has_validation = epoch->has_validation;
  report->validation_loss = epoch->validation_loss;
  for (guint i = 0; i < gradus_history_get_n_metrics (history); i++)
    {
      report->metrics[i] = report->epoch_metrics[i] = epoch->metrics[i];
      report->validation_metrics[i] = epoch->validation_metrics[i];
    }
}

GradusSnapshot *
gradus_worker_describe (GradusWorker *self)
{
  GradusSnapshot *snapshot = g_new0 (GradusSnapshot, 1);

  snapshot->ref_count = 1;
  snapshot->state = self->state;
  snapshot->serial = self->serial;
  if (self->trainer == NULL)
    return snapshot;
  gradus_trainer_get_report (self->trainer, &snapshot->report);
  snapshot->report.epoch += self->epoch_base;
  snapshot->n_epochs_planned = self->epoch_base + self->options.epochs;
  if (self->state == GRADUS_SESSION_FINISHED && self->epoch_base > 0 &&
      snapshot->report.phase != GRADUS_PHASE_FINISHED)
    {
      /* Straight from a file: the epochs of the file are all there are. */
      snapshot->n_epochs_planned = self->epoch_base;
      report_last_epoch (self->history, self->epoch_base - 1, &snapshot->report);
    }
  snapshot->plan =
    gradus_plan_ref (gradus_model_get_plan (gradus_trainer_get_model (self->trainer)));
  snapshot->history = gradus_history_ref (self->history);
  snapshot->n_steps = gradus_history_get_n_steps (self->history);
  snapshot->n_epochs = gradus_history_get_n_epochs (self->history);
  snapshot->divergence = self->divergence;
  snapshot->check = self->check;
  snapshot->check_before = self->check_before;
  snapshot->good_step = self->good_step;
  snapshot->start_loss = self->explosion.start;
  snapshot->start_weights = g_ptr_array_ref (self->start_weights);
  if (self->stats != NULL)
    snapshot->stats = gradus_stats_ring_get_list (self->stats);
  snapshot->restarts = self->restarts != NULL ? g_array_ref (self->restarts) : NULL;
  snapshot->has_learned = self->is_trained;
  snapshot->moments = gradus_past_dup_moments (self->past);
  gradus_worker_locate (self, &snapshot->moment);
  snapshot->validating = self->is_validating;
  estimate_times (self, snapshot);
  return snapshot;
}

GradusSnapshot *
gradus_worker_take_snapshot (GradusWorker *self, gboolean complete)
{
  GradusSnapshot *snapshot = gradus_worker_describe (self);

  if (self->trainer == NULL)
    return snapshot;
  copy_weights (self, complete);
  snapshot->weights = g_ptr_array_ref (self->weights);
  copy_loss_samples (self);
  if (self->loss_samples != NULL)
    snapshot->loss_samples = g_array_ref (self->loss_samples);
  if (self->probe.uid != 0)
    snapshot->update = gradus_trainer_dup_record (self->trainer);
  copy_order (self);
  snapshot->order = g_bytes_ref (self->order);
  return snapshot;
}
