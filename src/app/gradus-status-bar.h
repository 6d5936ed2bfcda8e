/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-timeline.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_STATUS_BAR (gradus_status_bar_get_type ())
G_DECLARE_FINAL_TYPE (GradusStatusBar, gradus_status_bar, GRADUS, STATUS_BAR, GtkWidget)

/**
 * GradusStatusBar:
 *
 * One line on how training goes, under a line that shows how far it is. Property
 * `studio`.
 */

GradusTimeline *gradus_status_bar_get_timeline (GradusStatusBar *self);

G_END_DECLS
