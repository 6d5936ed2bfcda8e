/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-canvas.h"
#include "app/gradus-digit-chooser.h"
#include "app/gradus-exam.h"
#include "app/gradus-matrix.h"
#include "app/gradus-mistakes-view.h"
#include "app/gradus-pad.h"
#include "app/gradus-predict-digits.h"
#include "app/gradus-probe-reading.h"
#include "plot/evidence.h"
#include "plot/figure.h"

G_BEGIN_DECLS

/* gradus-predict-digits.c follows the studio and reads the answer; the pad, the evidence
 * and the test data have a file each. */

/* A pad to draw on, what the network makes of the drawing and why; below, what it makes
 * of the test data. */
struct _GradusPredictDigits
{
  GradusStageView     parent_instance;
  GradusStudio       *studio; /* borrowed from the parent */
  GradusPad          *pad;
  GradusCanvas       *first_arrow;
  GradusCanvas       *evidence;
  GradusCanvas       *second_arrow;
  GradusCanvas       *bars;
  GtkWidget          *controls;
  GtkWidget          *separator;
  GtkWidget          *matrix_box;
  GtkWidget          *mistakes_box;
  GtkToggleButton    *pen;
  GtkToggleButton    *eraser;
  GtkMenuButton      *pen_button;
  GtkAdjustment      *pen_adjustment;
  GtkWidget          *undo;
  GtkWidget          *redo;
  GtkWidget          *clear;
  GtkCheckButton     *uncentred;
  GradusDigitChooser *chooser;
  GtkPopover         *samples;
  GtkLabel           *matrix_score;
  GtkLabel           *matrix_note;
  GradusMatrix       *matrix;
  GtkLabel           *mistakes_title;
  GtkWidget          *show_all;
  GradusMistakesView *mistakes;

  GradusProbeReading *reading; /* what is shown */
  gint64              reading_time;
  guint               reading_timer;
  guint               told_epoch; /* to assistive technology */
  GradusDocument     *document;   /* only compared: whose drawing it is */
  gboolean            is_laying;  /* the pad follows the probe, not the other way */

  GradusErrand  *exam_errand;
  GradusStandIn *exam_model;
  GradusExam    *exam;
  GPtrArray     *exam_weights; /* that were asked last */
  GradusErrand  *reasons_errand;
  GradusStandIn *reasons_model;
  GradusReasons *reasons;
};

void          gradus_predict_digits_draw_evidence (cairo_t           *cr,
                                                   const GradusTheme *theme,
                                                   double             width,
                                                   double             height,
                                                   gpointer           user_data);
void          gradus_predict_digits_ask_for_reasons (GradusPredictDigits *self);
void          gradus_predict_digits_reasons_cb (gpointer result, gpointer user_data);
gboolean      gradus_predict_digits_evidence_tooltip_cb (GradusPredictDigits *self,
                                                         int                  x,
                                                         int                  y,
                                                         gboolean             by_keyboard,
                                                         GtkTooltip          *tooltip);
GradusFigure *gradus_predict_digits_make_evidence_figure (gpointer user_data);
void          gradus_predict_digits_update_buttons (GradusPredictDigits *self);
void          gradus_predict_digits_pad_changed_cb (GradusPredictDigits *self);
void          gradus_predict_digits_follow_probe (GradusPredictDigits *self);
void          gradus_predict_digits_tool_changed_cb (GradusPredictDigits *self);
void          gradus_predict_digits_eraser_toggled_cb (GradusPredictDigits *self);
void          gradus_predict_digits_pen_width_cb (GradusPredictDigits *self);
void          gradus_predict_digits_undo_cb (GradusPredictDigits *self);
void          gradus_predict_digits_redo_cb (GradusPredictDigits *self);
void          gradus_predict_digits_clear_cb (GradusPredictDigits *self);
void          gradus_predict_digits_show_tools (GradusPredictDigits *self);
void          gradus_predict_digits_show_mistakes (GradusPredictDigits *self);
void          gradus_predict_digits_show_all_cb (GradusPredictDigits *self);
void gradus_predict_digits_mistake_chosen_cb (GradusPredictDigits *self, guint sample);
void gradus_predict_digits_mark_probe (GradusPredictDigits *self);
void gradus_predict_digits_forget_exam (GradusPredictDigits *self);
void gradus_predict_digits_show_lower_half (GradusPredictDigits *self, gboolean is_shown);
void gradus_predict_digits_exam_cb (gpointer result, gpointer user_data);
void gradus_predict_digits_ask_for_exam (GradusPredictDigits *self);
GradusFigure *gradus_predict_digits_make_confusion_figure (gpointer user_data);
GradusFigure *gradus_predict_digits_make_mistakes_figure (gpointer user_data);
gboolean      gradus_predict_digits_is_training (GradusPredictDigits *self);
gboolean      gradus_predict_digits_is_seen (GradusPredictDigits *self);
gboolean      gradus_predict_digits_is_current (GradusPredictDigits *self);

G_END_DECLS
