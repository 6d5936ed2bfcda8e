/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-stage-view.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_CODE_VIEW (gradus_code_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusCodeView,
                      gradus_code_view,
                      GRADUS,
                      CODE_VIEW,
                      GradusStageView)

/* Property `studio` (GradusStudio). */

G_END_DECLS
