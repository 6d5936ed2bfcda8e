/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-studio.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_WEIGHTS_VIEW (gradus_weights_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusWeightsView,
                      gradus_weights_view,
                      GRADUS,
                      WEIGHTS_VIEW,
                      GtkWidget)

G_END_DECLS
