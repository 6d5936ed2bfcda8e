/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/run.h"

/**
 * gradus_run_new:
 * @title: what it is called
 * @summary: its settings in a line
 * @history: what it measured; nobody may append any more. A long one is thinned.
 *
 * Returns: (transfer full): a run with an id of its own and no settings, to be filled in
 */
GradusRun *
gradus_run_new (const char *title, const char *summary, GradusHistory *history)
{
  GradusRun *self = g_new0 (GradusRun, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->id = g_uuid_string_random ();
  self->title = g_strdup (title);
  self->summary = g_strdup (summary);
  self->history = gradus_history_thin (history, GRADUS_RUN_MAX_STEPS);
  self->settings = gradus_run_settings_new ();
  return self;
}

/**
 * gradus_run_copy:
 * @self: a run
 *
 * Returns: (transfer full): the same run once more, to be changed; history and settings
 *   are shared
 */
GradusRun *
gradus_run_copy (const GradusRun *self)
{
  GradusRun *copy = g_new0 (GradusRun, 1);

  g_atomic_ref_count_init (&copy->ref_count);
  copy->id = g_strdup (self->id);
  copy->title = g_strdup (self->title);
  copy->summary = g_strdup (self->summary);
  copy->history = gradus_history_ref (self->history);
  copy->settings = g_ptr_array_ref (self->settings);
  copy->color = self->color;
  copy->hidden = self->hidden;
  copy->parent = g_strdup (self->parent);
  copy->parent_step = self->parent_step;
  return copy;
}

/**
 * gradus_run_ref:
 * @self: a run
 *
 * Returns: (transfer full): the same run
 */
GradusRun *
gradus_run_ref (GradusRun *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * gradus_run_unref:
 * @self: (transfer full): a run
 */
void
gradus_run_unref (GradusRun *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->id);
  g_free (self->title);
  g_free (self->summary);
  g_free (self->parent);
  gradus_history_unref (self->history);
  g_ptr_array_unref (self->settings);
  g_free (self);
}
