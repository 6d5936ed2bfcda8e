/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-curves-chart.h"

G_BEGIN_DECLS

/* The curves of a run with their read-out. Everything but the read-out is kept in a
 * picture, so that moving the pointer costs little. */
struct _GradusCurvesChart
{
  GtkWidget           parent_instance;
  GradusSnapshot     *snapshot;
  GradusCurvesLayout *layout;
  GradusCurvesOptions options;
  GPtrArray          *runs;    /* (nullable) those of the options */
  const GradusTheme  *theme;   /* of the picture */
  cairo_surface_t    *picture; /* without the read-out; NULL if it must be drawn anew */
  int                 picture_scale;
  GradusCurvesCursor  cursor;
  gboolean            has_cursor;
  gboolean            pinned;
  gsize               n_steps_then; /* at the moment that is looked at; 0: now */
  guint               redraw_id;
  gint64              redraw_time;
  guint               described_epochs;

  double      pointer[2]; /* where it was last */
  GtkGesture *drag;
  gboolean    is_dragging; /* far enough to be meant */
  gboolean    wants_frame; /* and does not move what is shown */
  gboolean    is_framing;
  double      frame[4];   /* two corners, while a frame is drawn */
  double      dragged[2]; /* so far */
};

void gradus_curves_chart_add_controllers (GradusCurvesChart *self);
void gradus_curves_chart_drop_cursor (GradusCurvesChart *self);
void gradus_curves_chart_window_changed (GradusCurvesChart *self);

G_END_DECLS
