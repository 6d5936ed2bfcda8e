/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-studio.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_RUN_LIST (gradus_run_list_get_type ())
G_DECLARE_FINAL_TYPE (GradusRunList, gradus_run_list, GRADUS, RUN_LIST, GtkWidget)

/**
 * GradusRunList:
 *
 * The present run and the earlier ones, latest first, with what they differ in. Signal
 * `by-validation` (gboolean): they are to be compared by what validation measured.
 */
void gradus_run_list_update (GradusRunList *self, GradusStudio *studio);

G_END_DECLS
