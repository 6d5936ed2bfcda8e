/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-canvas.h"
#include "app/gradus-figure-menu.h"
#include "app/gradus-fit-plan.h"
#include "app/gradus-inspector-page.h"
#include "plot/schedule-plot.h"

#include <glib/gi18n-lib.h>

#define HEIGHT 170
/* How often the mark follows training. */
#define MARK_INTERVAL (100 * G_TIME_SPAN_MILLISECOND)

/* The learning rate over the planned run. The canvas owns this. */
typedef struct
{
  GradusStudio *studio; /* borrowed; outlives the page */
  GtkWidget    *canvas;
  guint64       step; /* that is drawn */
  gint64        time;
} Curve;

static const GradusConfig *
get_schedule (GradusStudio *studio)
{
  const GradusConfig *optimizer =
    gradus_document_get_project (gradus_studio_get_document (studio))
      ->sequential->optimizer;

  return gradus_config_is_none (optimizer, "learning_rate_schedule")
           ? NULL
           : gradus_config_get_object (optimizer, "learning_rate_schedule");
}

static gboolean
get_plot (GradusStudio *studio, GradusSchedulePlot *plot)
{
  GradusFitPlan plan;

  *plot = (GradusSchedulePlot){ .schedule = get_schedule (studio) };
  if (plot->schedule == NULL)
    return FALSE;
  gradus_fit_plan_get (studio, &plan);
  plot->n_batches = plan.n_batches;
  plot->n_steps = plan.n_updates;
  plot->step = gradus_studio_get_snapshot (studio)->report.step;
  return TRUE;
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  Curve             *curve = user_data;
  GradusSchedulePlot plot;

  if (get_plot (curve->studio, &plot))
    gradus_schedule_plot_draw (cr, theme, width, height, &plot);
}

static GradusFigure *
make_figure (gpointer user_data)
{
  Curve             *curve = user_data;
  GradusSchedulePlot plot;

  return get_plot (curve->studio, &plot) ? gradus_figure_schedule_new (&plot) : NULL;
}

static void
refresh (GtkWidget *canvas, GradusStudio *studio)
{
  GradusSchedulePlot plot;
  g_autofree char   *text = NULL;

  gtk_widget_queue_draw (canvas);
  if (!get_plot (studio, &plot))
    return;
  text = gradus_schedule_plot_describe (&plot);
  gtk_accessible_update_property (GTK_ACCESSIBLE (canvas),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
updated_cb (GtkWidget *canvas, GradusStudio *studio)
{
  Curve          *curve = g_object_get_data (G_OBJECT (canvas), "curve");
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (studio);
  gint64          now = g_get_monotonic_time ();

  if (!gtk_widget_get_mapped (canvas) || snapshot->report.step == curve->step ||
      (snapshot->state == GRADUS_SESSION_RUNNING && now - curve->time < MARK_INTERVAL))
    return;
  curve->step = snapshot->report.step;
  curve->time = now;
  gtk_widget_queue_draw (canvas);
}

void
gradus_inspector_add_schedule (GradusInspectorPage *self)
{
  const GradusConfig  *schedule = get_schedule (self->studio);
  AdwPreferencesGroup *group;
  GtkWidget           *canvas;
  Curve               *curve;

  if (schedule == NULL)
    return;
  group = gradus_inspector_page_add_group (self, _ ("Learning rate over the run"));
  canvas = gradus_canvas_new ();
  curve = g_new0 (Curve, 1);
  curve->studio = self->studio;
  curve->canvas = canvas;
  g_object_set_data_full (G_OBJECT (canvas), "curve", curve, g_free);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (canvas), HEIGHT);
  gtk_widget_add_css_class (canvas, "schedule");
  gtk_accessible_update_property (GTK_ACCESSIBLE (canvas), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Curve of the learning rate"), -1);
  gradus_canvas_set_func (GRADUS_CANVAS (canvas), draw, curve);
  gradus_figure_menu_add (canvas, make_figure, curve);
  gradus_inspector_page_add_wide (group, canvas);
  gradus_inspector_page_add_formula (group, gradus_config_get_kind (schedule));
  gradus_inspector_page_add_live (self, canvas, refresh);
  g_signal_connect_object (self->studio, "updated", G_CALLBACK (updated_cb), canvas,
                           G_CONNECT_SWAPPED);
}
