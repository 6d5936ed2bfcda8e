/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

/**
 * GradusPace:
 *
 * Keeps watching from slowing the training down: where it takes the interface long to
 * show news, they come less often.
 */
typedef struct _GradusPace GradusPace;

GradusPace *gradus_pace_new (GradusSession *session);
void        gradus_pace_free (GradusPace *self);
gint64      gradus_pace_get_wait_ms (gint64 last, guint interval_ms);
guint       gradus_pace_choose (double cost_ms, guint n_processors, guint before_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusPace, gradus_pace_free)

G_END_DECLS
