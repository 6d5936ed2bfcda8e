/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-stage-view.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_PREDICT_VIEW (gradus_predict_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusPredictView,
                      gradus_predict_view,
                      GRADUS,
                      PREDICT_VIEW,
                      GradusStageView)

G_END_DECLS
