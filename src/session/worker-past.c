/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "session/worker-private.h"

#include <time.h>

/* Keeping moments may cost this share of the time of training, and a little at once so
 * that the first steps are not missed. */
#define SHARE 0.005
#define SECONDS_AT_ONCE 0.005
/* Moments that follow each other faster than this cannot be told apart on the line. */
#define KEEP_INTERVAL (20 * G_TIME_SPAN_MILLISECOND)

/* --- Keeping --- */

/* On a busy computer the clock on the wall would count what others do meanwhile. */
static double
get_processor_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double) time.tv_sec + 1e-9 * (double) time.tv_nsec;
}

void
gradus_worker_locate (GradusWorker *self, GradusMoment *moment)
{
  GradusStepReport report;

  gradus_trainer_get_report (self->trainer, &report);
  moment->step = report.step - self->step_base;
  moment->epoch = self->epoch_base + report.epoch;
  if (report.n_batches > 0)
    moment->epoch += (double) report.batch / report.n_batches;
  moment->n_steps = gradus_history_get_n_steps (self->history);
  moment->n_epochs = gradus_history_get_n_epochs (self->history);
}

/* The first steps change most: they are kept one by one, then every other … . */
static gboolean
is_early (const GradusWorker *self, guint64 step)
{
  return step - MIN (self->kept_step, step) > self->kept_step / 4;
}

static gboolean
is_due (const GradusWorker *self, const GradusStepReport *report)
{
  if (self->kept_seconds > SECONDS_AT_ONCE + SHARE * self->seconds_total)
    return FALSE;
  if (report->phase == GRADUS_PHASE_EPOCH_END)
    return TRUE;
  /* The last batch of an epoch leaves it to the epoch's end, which is the same step. */
  return report->phase == GRADUS_PHASE_BATCH && report->batch < report->n_batches &&
         (is_early (self, report->step - self->step_base) ||
          g_get_monotonic_time () - self->kept_time >= KEEP_INTERVAL);
}

void
gradus_worker_keep (GradusWorker *self, gboolean must)
{
  GradusStepReport    report;
  GradusKept          kept = { 0 };
  GradusTrainerState *state;
  double              begin;

  if (self->trainer == NULL || self->state == GRADUS_SESSION_DIVERGED)
    return;
  gradus_trainer_get_report (self->trainer, &report);
  if (!must && !is_due (self, &report))
    return;
  begin = get_processor_time ();
  gradus_worker_locate (self, &kept.moment);
  kept.epoch_base = self->epoch_base;
  kept.epochs = self->options.epochs;
  kept.rate = self->rate;
  kept.era = self->era;
  kept.is_trained = self->is_trained;
  kept.is_milestone = report.phase == GRADUS_PHASE_EPOCH_END;
  state = gradus_trainer_dup_state (self->trainer);
  gradus_past_add (self->past, &kept, state);
  self->kept_step = kept.moment.step;
  self->kept_time = g_get_monotonic_time ();
  self->kept_seconds += get_processor_time () - begin;
}

/* --- Looking --- */

void
gradus_worker_look_back (GradusWorker *self, guint64 step)
{
  int             index = gradus_past_find (self->past, step);
  GPtrArray      *weights;
  GradusSnapshot *past;

  if (self->trainer == NULL || index < 0)
    return;
  weights = gradus_past_load_weights (self->past, (guint) index);
  if (weights == NULL)
    return;
  past = gradus_worker_describe (self);
  past->weights = weights;
  past->is_past = TRUE;
  gradus_past_describe (self->past, (guint) index, past);
  g_clear_pointer (&self->answer, gradus_snapshot_unref);
  self->answer = past;
}

GradusSnapshot *
gradus_worker_steal_past (GradusWorker *self)
{
  return g_steal_pointer (&self->answer);
}

/* --- Going on from there --- */

static void
settle (GradusWorker *self, const GradusKept *kept)
{
  GradusStepReport report;

  gradus_trainer_get_report (self->trainer, &report);
  self->epoch_base = kept->epoch_base;
  self->step_base = report.step - kept->moment.step;
  self->is_trained = kept->is_trained;
  self->is_validating = FALSE;
  self->weights_are_stale = TRUE;
  self->seconds_in_epoch = 0;
  self->n_batches_timed = 0;
  self->kept_step = kept->moment.step;
  self->state = kept->is_trained ? GRADUS_SESSION_PAUSED : GRADUS_SESSION_READY;
  if (report.phase == GRADUS_PHASE_EPOCH_END && report.batch > 0 &&
      (report.is_stopped || report.epoch + 1 >= self->options.epochs))
    {
      /* The end of the run, of which the trainer says so only when asked for more. */
      gradus_trainer_step (self->trainer, &report);
      self->state = GRADUS_SESSION_FINISHED;
    }
}

/* What had been measured by then, to be continued in another way. */
static void
rewind_history (GradusWorker *self, const GradusMoment *moment)
{
  GradusHistory *beginning =
    gradus_history_new_beginning (self->history, moment->n_steps, moment->n_epochs);

  gradus_history_unref (self->history);
  self->history = beginning;
  self->has_shared_history = FALSE;
}

/* The trainer of an earlier era, made again. */
static gboolean
return_to_era (GradusWorker *self, GradusEra *era)
{
  GradusTrainer *trainer;

  if (era == self->era)
    return TRUE;
  trainer = gradus_trainer_new (era->sequential, era->data, NULL, &era->options, NULL);
  if (trainer == NULL)
    return FALSE;
  gradus_trainer_free (self->trainer);
  self->trainer = trainer;
  gradus_era_ref (era);
  gradus_era_unref (self->era);
  self->era = era;
  self->options = era->options;
  return TRUE;
}

/**
 * gradus_worker_go_back:
 * @self: a worker with a trainer
 * @step: of the run
 *
 * Goes back to the last moment that was kept and is not after @step, as if nothing had
 * happened since, but for a learning rate that was set since.
 *
 * Returns: whether it could; else nothing has changed
 */
gboolean
gradus_worker_go_back (GradusWorker *self, guint64 step)
{
  int                            index = gradus_past_find (self->past, step);
  g_autoptr (GradusTrainerState) state = NULL;
  guint                          n_epochs = self->epoch_base + self->options.epochs;
  GradusKept                     kept;

  if (index >= 0)
    state = gradus_past_load (self->past, (guint) index);
  if (state == NULL)
    return FALSE;
  kept = *gradus_past_get (self->past, (guint) index);
  if (!return_to_era (self, kept.era))
    return FALSE;
  gradus_trainer_set_epochs (self->trainer, kept.epochs);
  if (!gradus_trainer_restore (self->trainer, state, NULL))
    return FALSE;
  /* What was the end then need not be the end now. */
  self->options.epochs = MAX (n_epochs, kept.epoch_base + 1) - kept.epoch_base;
  gradus_trainer_set_epochs (self->trainer, self->options.epochs);
  /* Else it stays what a callback may have made of it. */
  if (self->rate != kept.rate)
    gradus_trainer_set_learning_rate (self->trainer, self->rate);
  rewind_history (self, &kept.moment);
  gradus_past_cut (self->past, (guint) index);
  settle (self, &kept);
  return TRUE;
}
