/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-stage-view.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_CURVES_VIEW (gradus_curves_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusCurvesView,
                      gradus_curves_view,
                      GRADUS,
                      CURVES_VIEW,
                      GradusStageView)

G_END_DECLS
