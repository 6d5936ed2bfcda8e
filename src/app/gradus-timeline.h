/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-studio.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_TIMELINE (gradus_timeline_get_type ())
G_DECLARE_FINAL_TYPE (GradusTimeline, gradus_timeline, GRADUS, TIMELINE, GtkWidget)

/**
 * GradusTimeline:
 *
 * The line of epochs on the upper edge of the status bar: how far training has come, and
 * a slider on it that shows an earlier moment in all of the window.
 */

void gradus_timeline_set_studio (GradusTimeline *self, GradusStudio *studio);
/* Shows how far training has come. */
void gradus_timeline_update (GradusTimeline *self);
/* By so many moments, or epochs, into the past if negative. */
void gradus_timeline_move (GradusTimeline *self, int n_moments, int n_epochs);
void gradus_timeline_go_to_start (GradusTimeline *self);
/* Whether there is an earlier moment to go to, and a later one. */
gboolean gradus_timeline_has_earlier (GradusTimeline *self);
gboolean gradus_timeline_has_later (GradusTimeline *self);

G_END_DECLS
