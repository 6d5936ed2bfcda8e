/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-stage-view.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_PREDICT_PLOT (gradus_predict_plot_get_type ())
G_DECLARE_FINAL_TYPE (GradusPredictPlot,
                      gradus_predict_plot,
                      GRADUS,
                      PREDICT_PLOT,
                      GradusStageView)

/* (element-type GradusFigure) */
void gradus_predict_plot_list_figures (GradusPredictPlot *self, GPtrArray *figures);

G_END_DECLS
