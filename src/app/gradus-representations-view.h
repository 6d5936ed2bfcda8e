/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-stage-view.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_REPRESENTATIONS_VIEW (gradus_representations_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusRepresentationsView,
                      gradus_representations_view,
                      GRADUS,
                      REPRESENTATIONS_VIEW,
                      GradusStageView)

G_END_DECLS
