/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

/**
 * GradusLookout:
 *
 * Whether a window shows what a session is doing or an earlier moment of its run. Owned
 * by the studio, which tells when the session has news.
 */
typedef struct _GradusLookout GradusLookout;

GradusLookout *gradus_lookout_new (GradusSession *session);
void           gradus_lookout_free (GradusLookout *self);
/* The session has news. */
void gradus_lookout_refresh (GradusLookout *self);
/* Borrowed until the next main-loop turn. */
GradusSnapshot *gradus_lookout_get_snapshot (GradusLookout *self);
void            gradus_lookout_look_back (GradusLookout *self, guint64 step);
void            gradus_lookout_look_at_now (GradusLookout *self);
/* From the question on, also before the answer is there. */
gboolean gradus_lookout_is_looking_back (const GradusLookout *self);
/* Of the moment that was asked for last. */
guint64 gradus_lookout_get_step (const GradusLookout *self);

G_END_DECLS
