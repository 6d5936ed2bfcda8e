/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-lookout.h"

/* While the slider is dragged, questions are asked this often at most; the last one
 * always is. */
#define ASK_INTERVAL_MS 30

struct _GradusLookout
{
  GradusSession  *session;
  GradusSnapshot *shown; /* (nullable): then and now put together */
  gboolean        is_looking_back;
  guint64         step;
  guint           source;
  gint64          asked; /* monotonic */
};

GradusLookout *
gradus_lookout_new (GradusSession *session)
{
  GradusLookout *self = g_new0 (GradusLookout, 1);

  self->session = g_object_ref (session);
  return self;
}

void
gradus_lookout_free (GradusLookout *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->shown, gradus_snapshot_unref);
  g_object_unref (self->session);
  g_free (self);
}

static void
stop (GradusLookout *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->shown, gradus_snapshot_unref);
  self->is_looking_back = FALSE;
}

/**
 * gradus_lookout_refresh:
 * @self: a lookout
 *
 * Follows the session, which looks at now by itself when another run begins.
 */
void
gradus_lookout_refresh (GradusLookout *self)
{
  GradusSnapshot *past = gradus_session_get_past (self->session);
  GradusSnapshot *now = gradus_session_get_snapshot (self->session);

  if (past == NULL)
    {
      if (self->shown != NULL)
        stop (self);
      return;
    }
  g_clear_pointer (&self->shown, gradus_snapshot_unref);
  self->shown = gradus_snapshot_new_past (past, now);
}

GradusSnapshot *
gradus_lookout_get_snapshot (GradusLookout *self)
{
  /* The session may have begun another run without news yet. */
  if (self->shown != NULL && gradus_session_get_past (self->session) == NULL)
    stop (self);
  return self->shown != NULL ? self->shown : gradus_session_get_snapshot (self->session);
}

static gboolean
ask_cb (gpointer user_data)
{
  GradusLookout *self = user_data;

  self->source = 0;
  self->asked = g_get_monotonic_time ();
  gradus_session_look_back (self->session, self->step);
  return G_SOURCE_REMOVE;
}

/**
 * gradus_lookout_look_back:
 * @self: a lookout
 * @step: a moment of the run
 *
 * Asks for an earlier moment; what is shown changes when the answer comes.
 */
void
gradus_lookout_look_back (GradusLookout *self, guint64 step)
{
  gint64 wait_ms =
    ASK_INTERVAL_MS - (g_get_monotonic_time () - self->asked) / G_TIME_SPAN_MILLISECOND;

  if (self->is_looking_back && self->step == step)
    return;
  self->is_looking_back = TRUE;
  self->step = step;
  if (self->source != 0)
    return;
  if (wait_ms <= 0)
    ask_cb (self);
  else
    self->source = g_timeout_add ((guint) wait_ms, ask_cb, self);
}

void
gradus_lookout_look_at_now (GradusLookout *self)
{
  stop (self);
  gradus_session_look_at_now (self->session);
}

gboolean
gradus_lookout_is_looking_back (const GradusLookout *self)
{
  return self->is_looking_back;
}

guint64
gradus_lookout_get_step (const GradusLookout *self)
{
  return self->step;
}
