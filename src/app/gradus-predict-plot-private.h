/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-canvas.h"
#include "app/gradus-predict-plot.h"
#include "app/gradus-probe-reading.h"
#include "app/gradus-survey.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/* Samples of few numbers, shown as what they are: points in the plane with the line that
 * the network draws between them, a sequence and how it goes on, a curve through dots. */
struct _GradusPredictPlot
{
  GradusStageView     parent_instance;
  GradusStudio       *studio; /* borrowed from the parent */
  GradusCanvas       *main;
  GtkLabel           *main_note;
  GtkLabel           *first_title;
  GradusCanvas       *first;
  GtkLabel           *second_title;
  GtkLabel           *second_note;
  GradusCanvas       *second;
  GtkWidget          *another;
  GradusProbeReading *reading;
  gint64              reading_time;
  guint               reading_timer;
  guint               told_epoch;
  GradusErrand       *errand;
  GradusStandIn      *stand_in;
  GradusSurvey       *survey;
  GPtrArray          *asked_weights;
};

/* gradus-predict-plot.c */
gboolean            gradus_predict_plot_is_seen (GradusPredictPlot *self);
const GradusTensor *gradus_predict_plot_get_input (GradusPredictPlot *self);
int                 gradus_predict_plot_get_sample (GradusPredictPlot *self);

/* gradus-predict-plot-draw.c */
GradusSurveyKind gradus_predict_plot_get_kind (GradusPredictPlot *self);
gboolean      gradus_predict_plot_get_plane (GradusPredictPlot *self, GradusPlane *plane);
void          gradus_predict_plot_draw_main (cairo_t           *cr,
                                             const GradusTheme *theme,
                                             double             width,
                                             double             height,
                                             gpointer           user_data);
void          gradus_predict_plot_draw_first (cairo_t           *cr,
                                              const GradusTheme *theme,
                                              double             width,
                                              double             height,
                                              gpointer           user_data);
void          gradus_predict_plot_draw_second (cairo_t           *cr,
                                               const GradusTheme *theme,
                                               double             width,
                                               double             height,
                                               gpointer           user_data);
GradusFigure *gradus_predict_plot_make_main_figure (gpointer user_data);
GradusFigure *gradus_predict_plot_make_first_figure (gpointer user_data);
GradusFigure *gradus_predict_plot_make_second_figure (gpointer user_data);

/* gradus-predict-plot-place.c */
void     gradus_predict_plot_drag_begin_cb (GradusPredictPlot *self, double x, double y);
void     gradus_predict_plot_drag_update_cb (GradusPredictPlot *self,
                                             double             by_x,
                                             double             by_y,
                                             GtkGestureDrag    *gesture);
gboolean gradus_predict_plot_key_cb (GradusPredictPlot *self,
                                     guint              key,
                                     guint              code,
                                     GdkModifierType    state);
void     gradus_predict_plot_second_pressed_cb (GradusPredictPlot *self,
                                                int                n_presses,
                                                double             px,
                                                double             py);
void     gradus_predict_plot_another_cb (GradusPredictPlot *self);

G_END_DECLS
