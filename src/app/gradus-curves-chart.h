/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plot/figure-curves.h"
#include "session/session.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_CURVES_CHART (gradus_curves_chart_get_type ())
G_DECLARE_FINAL_TYPE (GradusCurvesChart,
                      gradus_curves_chart,
                      GRADUS,
                      CURVES_CHART,
                      GtkWidget)

void gradus_curves_chart_set_moment (GradusCurvesChart *self, gsize n_steps);
void gradus_curves_chart_set_snapshot (GradusCurvesChart *self, GradusSnapshot *snapshot);
GradusSnapshot *gradus_curves_chart_get_snapshot (GradusCurvesChart *self);
void gradus_curves_chart_set_smoothing (GradusCurvesChart *self, double smoothing);
void gradus_curves_chart_set_logarithmic (GradusCurvesChart *self, gboolean logarithmic);
void gradus_curves_chart_set_in_batches (GradusCurvesChart *self, gboolean in_batches);
void gradus_curves_chart_set_runs (GradusCurvesChart *self, const GPtrArray *runs);
void gradus_curves_chart_set_runs_by_validation (GradusCurvesChart *self,
                                                 gboolean           by_validation);
void gradus_curves_chart_zoom (GradusCurvesChart *self, double factor);
gboolean      gradus_curves_chart_is_whole (GradusCurvesChart *self);
GradusFigure *gradus_curves_chart_make_figure (GradusCurvesChart *self);

G_END_DECLS
