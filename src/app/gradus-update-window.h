/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/gradus-studio.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_UPDATE_WINDOW (gradus_update_window_get_type ())
G_DECLARE_FINAL_TYPE (GradusUpdateWindow,
                      gradus_update_window,
                      GRADUS,
                      UPDATE_WINDOW,
                      AdwWindow)

/* One update of one number under the microscope. @parent: whose actions train. */
GtkWindow *gradus_update_window_new (GtkWindow *parent, GradusStudio *studio);

/* Looks at one number of a weight of a layer. FALSE: training does not move it. */
gboolean gradus_update_window_choose (GradusUpdateWindow *self,
                                      guint64             uid,
                                      guint               index,
                                      gsize               offset);

G_END_DECLS
