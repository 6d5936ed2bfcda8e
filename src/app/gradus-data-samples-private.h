/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-canvas.h"
#include "app/gradus-data-samples.h"
#include "app/gradus-wall-view.h"
#include "plot/balance.h"
#include "plot/sample-card.h"

G_BEGIN_DECLS

/* What these files share, and nobody else. */
struct _GradusDataSamples
{
  GtkWidget        parent_instance;
  GradusStudio    *studio;
  GtkBox          *classes;
  GtkLabel        *count;
  GtkToggleButton *splits[GRADUS_N_SPLITS];
  GtkWidget       *smaller;
  GtkWidget       *larger;
  GtkOrientable   *halves;
  GtkStack        *forms;
  GradusWallView  *wall;
  GradusCanvas    *points;
  GtkWidget       *separator;
  GtkWidget       *band;
  GtkLabel        *card_title;
  GtkLabel        *read_out;
  GradusCanvas    *card_canvas;
  GtkLabel        *numbers;
  GtkWidget       *balance_box;
  GtkLabel        *balance_note;
  GradusCanvas    *balance_canvas;

  GradusSplit      split;
  GradusDataset   *whole; /* what the studio has; only compared */
  double           held_back;
  GradusDataset   *data; /* the part that is shown */
  GradusBalance   *balance;
  int              only;    /* a class, -1 for all */
  guint           *samples; /* NULL: all */
  guint            n_samples;
  int              pointed; /* a sample, -1 for none */
  GradusSampleCard card;
  gboolean         is_updating;
};

/* gradus-data-samples.c */
gboolean gradus_data_samples_is_pictures (GradusDataSamples *self);

/* gradus-data-samples-points.c */
gboolean gradus_data_samples_is_plane (GradusDataSamples *self);
void     gradus_data_samples_draw_points (cairo_t           *cr,
                                          const GradusTheme *theme,
                                          double             width,
                                          double             height,
                                          gpointer           user_data);
void     gradus_data_samples_pointed_cb (GradusDataSamples *self, int sample);
void gradus_data_samples_points_motion_cb (GradusDataSamples *self, double x, double y);
void gradus_data_samples_points_leave_cb (GradusDataSamples *self);
void gradus_data_samples_chosen_cb (GradusDataSamples *self, guint sample);
void gradus_data_samples_points_pressed_cb (GradusDataSamples *self,
                                            int                n_presses,
                                            double             x,
                                            double             y);
gboolean gradus_data_samples_points_key_cb (GradusDataSamples *self,
                                            guint              key,
                                            guint              code,
                                            GdkModifierType    state);

/* gradus-data-samples-sample.c */
int      gradus_data_samples_get_shown (GradusDataSamples *self);
void     gradus_data_samples_show_card (GradusDataSamples *self);
void     gradus_data_samples_draw_card (cairo_t           *cr,
                                        const GradusTheme *theme,
                                        double             width,
                                        double             height,
                                        gpointer           user_data);
void     gradus_data_samples_card_motion_cb (GradusDataSamples *self, double x, double y);
void     gradus_data_samples_card_leave_cb (GradusDataSamples *self);
gboolean gradus_data_samples_card_key_cb (GradusDataSamples *self,
                                          guint              key,
                                          guint              code,
                                          GdkModifierType    state);

G_END_DECLS
