/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "session/learned-private.h"
#include "session/worker-private.h"

/* Epochs of a run that were never complete; more of them in a file make no sense. */
#define MAX_SKIPPED 10000

void
gradus_worker_forget_run (GradusWorker *self)
{
  g_clear_pointer (&self->stats, gradus_stats_ring_free);
  gradus_worker_begin_watching (self);
  g_clear_pointer (&self->trainer, gradus_trainer_free);
  g_clear_pointer (&self->pending, gradus_weight_stats_unref);
  g_clear_pointer (&self->history, gradus_history_unref);
  g_clear_pointer (&self->start_weights, g_ptr_array_unref);
  g_clear_pointer (&self->restarts, g_array_unref);
  g_clear_pointer (&self->weights, g_ptr_array_unref);
  g_clear_pointer (&self->era, gradus_era_unref);
  gradus_past_clear (self->past);
  self->kept_step = 0;
  self->kept_seconds = 0;
  g_clear_pointer (&self->loss_samples, g_array_unref);
  self->state = GRADUS_SESSION_EMPTY;
  self->epoch_base = 0;
  self->step_base = 0;
  self->has_shared_history = FALSE;
  self->is_trained = FALSE;
  self->is_validating = FALSE;
  self->weights_are_stale = TRUE;
  self->seconds_total = self->seconds_in_epoch = self->seconds_per_epoch = 0;
  self->n_batches_timed = 0;
}

static GradusHistory *
new_history (const GradusTrainer *trainer)
{
  const char *names[GRADUS_MAX_METRICS];
  guint       n = gradus_trainer_get_n_metrics (trainer);

  for (guint i = 0; i < n; i++)
    names[i] = gradus_trainer_get_metric_name (trainer, i);
  return gradus_history_new (n, names);
}

char *
gradus_worker_begin_run (GradusWorker *self)
{
  g_autoptr (GError) error = NULL;

  gradus_worker_forget_run (self);
  self->options.epochs = self->run_epochs;
  if (self->data == NULL || self->sequential == NULL)
    return NULL;
  self->trainer =
    gradus_trainer_new (self->sequential, self->data, NULL, &self->options, &error);
  if (self->trainer == NULL)
    return g_strdup (error->message);
  self->history = new_history (self->trainer);
  self->start_weights =
    gradus_model_dup_weights (gradus_trainer_get_model (self->trainer));
  self->state = GRADUS_SESSION_READY;
  self->era = gradus_era_new (self->sequential, self->data, &self->options);
  self->rate = gradus_trainer_get_learning_rate (self->trainer);
  return NULL;
}

static guint64
count_updates (const GradusWorker *self)
{
  GradusStepReport report;

  gradus_trainer_get_report (self->trainer, &report);
  return report.step;
}

static GradusSessionState
at_rest (GradusSessionState state)
{
  return state == GRADUS_SESSION_RUNNING ? GRADUS_SESSION_PAUSED : state;
}

/* The epochs of a run that goes on: as many as it had come to, unless the project asks
 * for others now. */
static void
plan_epochs (GradusWorker *self, guint old_run_epochs, guint old_epochs)
{
  guint epochs = self->run_epochs == old_run_epochs ? old_epochs : self->run_epochs;
  guint run_epochs = self->run_epochs;

  gradus_worker_set_epochs (self, epochs);
  self->run_epochs = run_epochs;
}

/* --- Putting a run aside, and taking it up again --- */

static void
put_aside (const GradusWorker *run, GradusLearned *learned)
{
  GradusMemory *memory = g_new0 (GradusMemory, 1);

  memory->trainer = gradus_worker_dup_state (run);
  memory->state = at_rest (run->state);
  memory->history = gradus_history_ref (run->history);
  memory->start_weights = g_ptr_array_ref (run->start_weights);
  memory->restarts = run->restarts != NULL ? g_array_ref (run->restarts) : NULL;
  memory->epochs = run->options.epochs;
  memory->run_epochs = run->run_epochs;
  memory->epoch_base = run->epoch_base;
  memory->step_base = run->step_base;
  memory->seconds_total = run->seconds_total;
  memory->seconds_per_epoch = run->seconds_per_epoch;
  gradus_learned_fill (learned, memory);
}

static void
take_run (GradusWorker *self, GradusMemory *memory)
{
  g_clear_pointer (&self->history, gradus_history_unref);
  g_clear_pointer (&self->start_weights, g_ptr_array_unref);
  g_clear_pointer (&self->restarts, g_array_unref);
  self->history = g_steal_pointer (&memory->history);
  self->has_shared_history = TRUE;
  self->start_weights = g_steal_pointer (&memory->start_weights);
  self->restarts = g_steal_pointer (&memory->restarts);
  self->epoch_base = memory->epoch_base;
  self->step_base = memory->step_base;
  self->seconds_total = memory->seconds_total;
  self->seconds_per_epoch = memory->seconds_per_epoch;
  self->state = memory->state;
  plan_epochs (self, memory->run_epochs, memory->epochs);
}

/* FALSE: it could not be taken up, as when the data are others now; of the weights, all
 * that fit are there. */
static gboolean
take_up (GradusWorker *self, GradusMemory *memory)
{
  GradusTrainerState *state = memory->trainer;

  self->is_trained = TRUE;
  gradus_trainer_set_epochs (self->trainer, memory->epochs);
  if (gradus_trainer_restore (self->trainer, state, NULL))
    {
      gradus_worker_take_silences (self, gradus_trainer_state_get_silences (state));
      take_run (self, memory);
      return TRUE;
    }
  gradus_trainer_set_epochs (self->trainer, self->options.epochs);
  if (gradus_trainer_restore_from_parts (self->trainer,
                                         gradus_trainer_state_get_weights (state),
                                         gradus_trainer_state_get_slots (state),
                                         gradus_trainer_state_get_iteration (state),
                                         gradus_trainer_state_get_learning_rate (state),
                                         NULL))
    self->step_base = count_updates (self);
  else
    self->is_trained = FALSE;
  return FALSE;
}

/* --- Going on after an edit --- */

/* Layers that had begun afresh before this edit, and were not trained since, still do. */
static void
keep_restarts (GradusWorker *self, const GArray *before, GArray *restarts)
{
  for (guint i = 0; before != NULL && i < before->len; i++)
    {
      GradusRestart *old = &g_array_index (before, GradusRestart, i);
      gboolean is_known = gradus_sequential_find_uid (self->sequential, old->uid) < 0;

      for (guint j = 0; j < restarts->len && !is_known; j++)
        is_known = g_array_index (restarts, GradusRestart, j).uid == old->uid;
      if (!is_known)
        g_array_append_vals (restarts, old, 1);
    }
  if (restarts->len > 0)
    self->restarts = g_array_ref (restarts);
}

static void
keep_place (GradusWorker *self, GradusWorker *before)
{
  guint64     n_steps = count_updates (before) - before->step_base;
  GradusPast *past = self->past;

  self->past = before->past;
  before->past = past;
  self->kept_step = before->kept_step;
  self->kept_seconds = before->kept_seconds;

  g_clear_pointer (&self->history, gradus_history_unref);
  self->history = g_steal_pointer (&before->history);
  self->has_shared_history = before->has_shared_history;
  self->epoch_base = before->epoch_base;
  self->step_base = count_updates (self) - n_steps;
  self->is_validating = before->is_validating;
  self->seconds_total = before->seconds_total;
  self->seconds_in_epoch = before->seconds_in_epoch;
  self->n_batches_timed = before->n_batches_timed;
  self->seconds_per_epoch = before->seconds_per_epoch;
  /* What made the loss leave the numbers may be what was changed. */
  self->state = before->state == GRADUS_SESSION_DIVERGED ? GRADUS_SESSION_PAUSED
                                                         : at_rest (before->state);
  self->options.epochs = before->options.epochs;
  plan_epochs (self, before->run_epochs, before->options.epochs);
}

/* Whether an epoch that was begun with some settings can be ended with others. */
static gboolean
can_end_epoch (const GradusWorker *self, const GradusWorker *before)
{
  const GradusFitOptions *a = &self->options;
  const GradusFitOptions *b = &before->options;

  return a->batch_size == b->batch_size && a->validation_split == b->validation_split &&
         a->shuffle == b->shuffle && a->seed == b->seed &&
         gradus_config_equal (self->sequential->loss, before->sequential->loss);
}

/* In the middle of an epoch that cannot be ended, the next one begins. */
static void
begin_next_epoch (GradusWorker *self, const GradusMoment *moment)
{
  guint n_over = (guint) ceil (moment->epoch - 1e-9) - self->epoch_base;
  guint epochs = MAX (self->options.epochs, n_over + 1) - n_over;
  guint run_epochs = self->run_epochs;

  self->epoch_base += n_over;
  self->state = GRADUS_SESSION_PAUSED;
  gradus_worker_set_epochs (self, epochs);
  self->run_epochs = run_epochs;
}

/* A branch goes on from its point on the curves, other than the edit of a run, even if
 * what was measured is no more what would be measured now. FALSE: it is of something
 * else. */
static gboolean
keep_curves (GradusWorker *self, GradusWorker *before)
{
  g_autoptr (GradusTrainerState) state = NULL;
  GradusMoment                   moment;
  gboolean                       keeps_place;

  if (!gradus_worker_history_fits (self, before->history))
    return FALSE;
  state = gradus_trainer_dup_state (before->trainer);
  gradus_worker_locate (before, &moment);
  keeps_place = can_end_epoch (self, before) &&
                gradus_trainer_restore_place (self->trainer, state, NULL);
  keep_place (self, before);
  if (!keeps_place)
    begin_next_epoch (self, &moment);
  return TRUE;
}

/* Takes over from the run before the edit what the edit has left. Training goes on by
 * itself unless a layer has to begin again: that wants to be seen first. */
static void
go_on (GradusWorker *self, GradusWorker *before, gboolean same_data, gboolean is_branch)
{
  g_autoptr (GArray) restarts = g_array_new (FALSE, TRUE, sizeof (GradusRestart));
  GradusAdoption     adoption =
    gradus_trainer_adopt (self->trainer, before->trainer, same_data, restarts);
  gboolean has_new_restarts = restarts->len > 0;

  self->is_trained = TRUE;
  keep_restarts (self, before->restarts, restarts);
  if (adoption.has_weights)
    {
      g_clear_pointer (&self->start_weights, g_ptr_array_unref);
      self->start_weights = g_ptr_array_ref (before->start_weights);
    }
  if (adoption.has_place)
    keep_place (self, before);
  else if (!is_branch || !adoption.has_weights || !same_data ||
           !keep_curves (self, before))
    self->step_base = count_updates (self);
  if (before->state == GRADUS_SESSION_RUNNING && !has_new_restarts)
    {
      self->mode = before->mode;
      self->state = GRADUS_SESSION_RUNNING;
    }
}

/* Layers that go for a while, like those that are switched off, find again what they
 * knew; with undo, all comes back anyway. */
static void
use_shelf (GradusWorker *self, const GradusWorker *before)
{
  GradusModel       *model = gradus_trainer_get_model (self->trainer);
  const GradusModel *old = gradus_trainer_get_model (before->trainer);

  gradus_shelf_put (self->shelf, old, model);
  gradus_shelf_take (self->shelf, old, model);
}

/* Whether somebody else than this order will ever look at @learned. */
static gboolean
is_wanted (GradusLearned *learned)
{
  return learned != NULL &&
         g_atomic_int_get ((gint *) &G_OBJECT (learned)->ref_count) > 1;
}

static gboolean
holds_anything (GradusLearned *learned)
{
  return learned != NULL && gradus_learned_get_n_bytes (learned) > 0;
}

static gboolean
has_same_weights (const GradusWorker *self, const GradusWorker *before)
{
  return self->trainer != NULL && before->trainer != NULL &&
         gradus_model_has_same_weights (gradus_trainer_get_model (self->trainer),
                                        gradus_trainer_get_model (before->trainer));
}

/* Before the run goes back, its end is put aside for undo. */
static char *
leave_for_branch (GradusWorker *self, GradusOrder *order)
{
  if (self->is_trained && is_wanted (order->leaving))
    put_aside (self, order->leaving);
  if (gradus_worker_go_back (self, order->step))
    return NULL;
  return g_strdup (_ ("What was known of this moment could not be read again."));
}

char *
gradus_worker_set_project (GradusWorker *self, GradusOrder *order)
{
  GradusWorker             before;
  g_autoptr (GradusMemory) memory = NULL;
  gboolean                 is_kept;
  char                    *problem;
  g_autofree char         *branch_problem = NULL;

  if (order->is_branch && self->trainer != NULL)
    branch_problem = leave_for_branch (self, order);
  before = *self;
  *self = (GradusWorker){ .serial = order->serial,
                          .sequential = g_steal_pointer (&order->sequential),
                          .data = g_steal_pointer (&order->data),
                          .options = order->options,
                          .run_epochs = order->options.epochs,
                          .shelf = before.shelf,
                          .lesions = before.lesions,
                          .probe = before.probe,
                          .past = gradus_past_new (&GRADUS_PAST_LIMITS_STANDARD) };
  problem = gradus_worker_begin_run (self);
  /* An edit that leaves all weights has nothing to bring back when it is undone, unless
   * it was one of an earlier moment. */
  is_kept = order->keep_weights && !order->is_branch && order->leaving != order->coming &&
            has_same_weights (self, &before) && !holds_anything (order->coming);
  if (before.trainer != NULL && before.is_trained && !is_kept && !order->is_branch &&
      is_wanted (order->leaving))
    put_aside (&before, order->leaving);
  if (self->trainer != NULL && !is_kept && order->coming != NULL)
    memory = gradus_learned_steal (order->coming);
  if (memory != NULL)
    take_up (self, memory);
  else if (self->trainer != NULL && before.trainer != NULL && before.is_trained &&
           order->keep_weights)
    go_on (self, &before, self->data == before.data, order->is_branch);
  if (!order->keep_weights)
    gradus_shelf_clear (self->shelf);
  else if (self->trainer != NULL && before.trainer != NULL && before.is_trained &&
           memory == NULL)
    use_shelf (self, &before);
  gradus_worker_forget_run (&before);
  gradus_past_free (before.past);
  if (problem == NULL)
    problem = g_steal_pointer (&branch_problem);
  g_clear_pointer (&before.sequential, gradus_sequential_free);
  g_clear_pointer (&before.data, gradus_dataset_unref);
  return problem;
}

/* --- Taking over what a file holds --- */

gboolean
gradus_worker_history_fits (GradusWorker *self, GradusHistory *history)
{
  if (gradus_history_get_n_metrics (history) !=
      gradus_trainer_get_n_metrics (self->trainer))
    return FALSE;
  for (guint i = 0; i < gradus_history_get_n_metrics (history); i++)
    if (strcmp (gradus_history_get_metric_name (history, i),
                gradus_trainer_get_metric_name (self->trainer, i)) != 0)
      return FALSE;
  return TRUE;
}

/* How many updates @history covers. */
static guint64
count_steps (const GradusHistory *history)
{
  gsize n_steps = gradus_history_get_n_steps (history);
  guint n_epochs = gradus_history_get_n_epochs (history);

  if (n_steps > 0)
    return gradus_history_get_step (history, n_steps - 1)->step;
  return n_epochs > 0 ? gradus_history_get_epoch (history, n_epochs - 1)->step : 0;
}

char *
gradus_worker_restore (GradusWorker *self, GradusOrder *order)
{
  g_autoptr (GError) error = NULL;
  guint              n_epochs = 0;
  guint              n_over = 0;

  if (self->trainer == NULL || order->weights == NULL)
    return NULL;
  if (!gradus_trainer_restore_from_parts (self->trainer, order->weights, order->slots,
                                          order->iteration, order->rate, &error))
    return g_strdup (error->message);
  gradus_worker_take_silences (self, order->silences);
  if (order->history != NULL && gradus_worker_history_fits (self, order->history))
    {
      g_clear_pointer (&self->history, gradus_history_unref);
      self->history = g_steal_pointer (&order->history);
      n_epochs = gradus_history_get_n_epochs (self->history);
      if (n_epochs > 0)
        {
          const GradusHistoryEpoch *last =
            gradus_history_get_epoch (self->history, n_epochs - 1);

          self->seconds_per_epoch = last->seconds;
          /* More than are complete if another run took over in the middle of one. */
          n_over = CLAMP (last->epoch, n_epochs, n_epochs + MAX_SKIPPED);
        }
    }
  self->is_trained = TRUE;
  self->rate = gradus_trainer_get_learning_rate (self->trainer);
  self->epoch_base = n_over;
  self->step_base = count_updates (self) - count_steps (self->history);
  gradus_worker_begin_watching (self);
  self->weights_are_stale = TRUE;
  if (n_epochs > 0)
    self->state = GRADUS_SESSION_FINISHED;
  else if (order->iteration > 0)
    self->state = GRADUS_SESSION_PAUSED;
  return NULL;
}
