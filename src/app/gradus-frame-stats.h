/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-window.h"

G_BEGIN_DECLS

/**
 * GradusFrameStats:
 *
 * Measures how smoothly the windows run: the work of every frame, the time between
 * frames, how late the main loop comes, and how fast training goes meanwhile. For `gradus
 * --frame-stats FILE`.
 *
 * While it lives, SIGUSR1 writes what was measured so far and begins anew, so that a
 * script can look at one thing after the other, and SIGTERM ends the program as closing
 * all windows would, without questions.
 */
typedef struct _GradusFrameStats GradusFrameStats;

GradusFrameStats *gradus_frame_stats_new (GApplication *application, const char *path);
void              gradus_frame_stats_free (GradusFrameStats *self);
/* Measures a window too, from when it is shown; of a main window also its training. */
void gradus_frame_stats_watch (GradusFrameStats *self, GtkWindow *window);
/* (transfer full): what was measured so far, as JSON. */
char    *gradus_frame_stats_to_json (const GradusFrameStats *self);
gboolean gradus_frame_stats_save (const GradusFrameStats *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusFrameStats, gradus_frame_stats_free)

G_END_DECLS
