/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session/session.h"

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
  g_clear_pointer (&self->weights, g_ptr_array_unref);
  g_clear_pointer (&self->start_weights, g_ptr_array_unref);
  g_clear_pointer (&self->restarts, g_array_unref);
  g_free (self);
}
