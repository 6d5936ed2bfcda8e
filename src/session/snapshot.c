/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/session.h"

#include "engine/weight-stats.h"

/**
 * gradus_snapshot_ref:
 * @self: a snapshot
 *
 * Returns: (transfer full): the same snapshot
 */
GradusSnapshot *
gradus_snapshot_ref (GradusSnapshot *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

/* What had been recorded after a step. */
static GPtrArray *
dup_stats (GPtrArray *stats, guint64 step)
{
  GPtrArray *copy =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_weight_stats_unref);

  for (guint i = 0; i < stats->len; i++)
    if (((const GradusWeightStats *) stats->pdata[i])->step <= step)
      g_ptr_array_add (copy, gradus_weight_stats_ref (stats->pdata[i]));
  return copy;
}

/**
 * gradus_snapshot_new_past:
 * @past: a moment
 * @now: the latest snapshot of the same run
 *
 * Puts together what is shown while one looks back: network and numbers of then, with
 * what training is doing now.
 *
 * Returns: (transfer full): a snapshot
 */
GradusSnapshot *
gradus_snapshot_new_past (const GradusSnapshot *past, const GradusSnapshot *now)
{
  GradusSnapshot *self = g_memdup2 (now, sizeof *now);

  self->ref_count = 1;
  self->is_past = TRUE;
  self->report = past->report;
  self->n_steps = past->n_steps;
  self->n_epochs = past->n_epochs;
  self->moment = past->moment;
  self->plan = now->plan != NULL ? gradus_plan_ref (now->plan) : NULL;
  self->history = now->history != NULL ? gradus_history_ref (now->history) : NULL;
  self->weights = past->weights != NULL ? g_ptr_array_ref (past->weights) : NULL;
  self->start_weights =
    now->start_weights != NULL ? g_ptr_array_ref (now->start_weights) : NULL;
  self->stats = now->stats != NULL ? dup_stats (now->stats, past->report.step) : NULL;
  self->restarts = now->restarts != NULL ? g_array_ref (now->restarts) : NULL;
  self->moments = now->moments != NULL ? g_array_ref (now->moments) : NULL;
  /* Nobody kept the batches of then. */
  self->loss_samples = NULL;
  self->order = NULL;
  self->update = NULL;
  return self;
}

/* GLib counts who holds the list, where the thread sanitizer does not see it. That this
 * thread reads the tensors no more is shown to it on their own counts. */
static void
drop_weights (GPtrArray *weights)
{
#ifdef __SANITIZE_THREAD__
  for (guint i = 0; i < weights->len; i++)
    gradus_tensor_unref (gradus_tensor_ref (weights->pdata[i]));
#endif
  g_ptr_array_unref (weights);
}

/**
 * gradus_snapshot_unref:
 * @self: (transfer full): a snapshot
 *
 * Gives up a reference, and frees the snapshot with the last one. Any thread.
 */
void
gradus_snapshot_unref (GradusSnapshot *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_clear_pointer (&self->plan, gradus_plan_unref);
  g_clear_pointer (&self->history, gradus_history_unref);
  g_clear_pointer (&self->weights, drop_weights);
  g_clear_pointer (&self->start_weights, drop_weights);
  g_clear_pointer (&self->stats, g_ptr_array_unref);
  g_clear_pointer (&self->order, g_bytes_unref);
  g_clear_pointer (&self->update, gradus_update_record_unref);
  g_clear_pointer (&self->restarts, g_array_unref);
  g_clear_pointer (&self->moments, g_array_unref);
  g_clear_pointer (&self->loss_samples, g_array_unref);
  g_free (self);
}
