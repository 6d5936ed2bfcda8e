/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/curves.h"

G_BEGIN_DECLS

#define GRADUS_CURVES_RATE_METRIC (-2)

GradusCurvesTrace *gradus_curves_trace_new (GradusRun *run, double smoothing);
void               gradus_curves_trace_free (GradusCurvesTrace *self);
void               gradus_curves_trace_set_history (GradusCurvesTrace *self,
                                                    GradusHistory     *history,
                                                    gsize              n_steps,
                                                    guint              n_epochs,
                                                    double             smoothing);
void     gradus_curves_trace_set_smoothing (GradusCurvesTrace *self, double smoothing);
void     gradus_curves_trace_set_metric (GradusCurvesTrace *self,
                                         int                metric,
                                         gboolean           is_share,
                                         double             smoothing);
gboolean gradus_curves_trace_add_points (GradusCurvesTrace *self, gsize *budget);
double   gradus_curves_trace_get_x (const GradusCurvesTrace *self,
                                    gboolean                 in_batches,
                                    gsize                    index);
double   gradus_curves_trace_get_epoch_x (const GradusCurvesTrace *self,
                                          gboolean                 in_batches,
                                          guint                    index);
double   gradus_curves_trace_get_validation (const GradusCurvesTrace *self,
                                             GradusCurvesRole         role,
                                             guint                    index);
gsize
gradus_curves_trace_find (const GradusCurvesTrace *self, gboolean in_batches, double x);
guint gradus_curves_trace_count_epochs (const GradusCurvesTrace *self, guint64 step);
void  gradus_curves_trace_set_bounds (GradusCurvesTrace *self,
                                      gboolean           in_batches,
                                      double             x_minimum,
                                      double             x_maximum,
                                      guint              n_columns);

void gradus_curves_choose_range (const GradusCurvesLayout *self,
                                 GradusCurvesPanel        *panel);
void gradus_curves_place_labels (GradusCurvesLayout *self, GradusCurvesPanel *panel);
const GradusCurvesTrace *gradus_curves_layout_get_trace (const GradusCurvesLayout *self,
                                                         guint                     index);

void gradus_curves_draw_axes (const GradusCurvesLayout *self,
                              const GradusCurvesPanel  *panel,
                              const GradusTheme        *theme,
                              cairo_t                  *cr);
void gradus_curves_paint_raw (const GradusCurvesLayout *self,
                              const GradusCurvesPanel  *panel,
                              const GradusCurvesTrace  *trace,
                              cairo_t                  *cr);
void gradus_curves_paint_smoothed (const GradusCurvesLayout *self,
                                   const GradusCurvesPanel  *panel,
                                   const GradusCurvesTrace  *trace,
                                   cairo_t                  *cr);
void gradus_curves_trace_rate (const GradusCurvesLayout *self,
                               const GradusCurvesPanel  *panel,
                               const GradusCurvesTrace  *trace,
                               cairo_t                  *cr);
void gradus_curves_trace_validation (const GradusCurvesLayout *self,
                                     const GradusCurvesPanel  *panel,
                                     const GradusCurvesTrace  *trace,
                                     cairo_t                  *cr);

G_END_DECLS
