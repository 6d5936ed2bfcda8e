/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-curves-view.h"

#include "app/gradus-curves-chart.h"
#include "app/gradus-figure-menu.h"
#include "app/gradus-figure-source.h"
#include "app/gradus-loss-curve.h"
#include "app/gradus-run-list.h"
#include "app/gradus-stage-header.h"
#include "app/gradus-style.h"
#include "plot/curves-reading.h"

/* How loss and accuracy went so far, and what can be taken away of that. */
struct _GradusCurvesView
{
  GradusStageView    parent_instance;
  GradusStudio      *studio; /* borrowed from the parent */
  GradusStageHeader *header;
  GradusCurvesChart *chart;
  GtkRange          *smoothing;
  GtkToggleButton   *logarithmic;
  GtkToggleButton   *in_batches;
  GtkToggleButton   *show_runs;
  GtkOrientable     *halves;
  GradusRunList     *run_list;
  GtkWidget         *reading_box;
  GtkLabel          *reading;
  GradusDocument    *document; /* only compared */
  char              *listed_id;
  guint              listed_epochs;
};

static void figure_source_init (GradusFigureSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (GradusCurvesView,
                               gradus_curves_view,
                               GRADUS_TYPE_STAGE_VIEW,
                               G_IMPLEMENT_INTERFACE (GRADUS_TYPE_FIGURE_SOURCE,
                                                      figure_source_init))

static void
update_header (GradusCurvesView *self, GradusSnapshot *snapshot)
{
  const GradusHistory *history = snapshot != NULL ? snapshot->history : NULL;

  gradus_stage_header_set_title (self->header, gradus_figure_curves_get_title (history));
  gradus_stage_header_set_subtitle (self->header,
                                    gradus_figure_curves_get_reading (history));
}

static void
update_zoom (GradusCurvesView *self)
{
  gboolean is_whole = gradus_curves_chart_is_whole (self->chart);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "curves.zoom-whole", !is_whole);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "curves.zoom-out", !is_whole);
}

/* The list says what may have changed only when an epoch is over, or another run began.
 */
static void
update_run_list (GradusCurvesView *self, GradusSnapshot *snapshot, gboolean anew)
{
  const char *id = gradus_run_keeper_get_id (gradus_studio_get_runs (self->studio));
  guint       n_epochs = snapshot->n_epochs + (snapshot->n_steps > 0);

  if (!anew && self->listed_epochs == n_epochs && g_strcmp0 (self->listed_id, id) == 0)
    return;
  self->listed_epochs = n_epochs;
  g_free (self->listed_id);
  self->listed_id = g_strdup (id);
  gradus_run_list_update (self->run_list, self->studio);
}

/* What the picture tells, in words. */
static void
update_reading (GradusCurvesView *self, const GradusSnapshot *snapshot)
{
  GradusDataset   *data = gradus_studio_get_train_data (self->studio);
  g_autofree char *text =
    gradus_curves_read_aloud (snapshot->history, snapshot->n_steps, snapshot->n_epochs,
                              data != NULL ? gradus_dataset_get_n_classes (data) : 0);

  gtk_label_set_text (self->reading, text != NULL ? text : "");
  gtk_widget_set_opacity (self->reading_box, text != NULL ? 1 : 0);
}

static void
refresh (GradusCurvesView *self)
{
  GradusSnapshot *snapshot;
  GradusSnapshot *shown;

  if (self->studio == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  snapshot = gradus_studio_get_live_snapshot (self->studio);
  shown = gradus_studio_get_snapshot (self->studio);
  gradus_curves_chart_set_snapshot (self->chart, snapshot);
  gradus_curves_chart_set_moment (self->chart, shown->is_past ? shown->n_steps : 0);
  update_header (self, snapshot);
  update_reading (self, snapshot);
  update_run_list (self, snapshot, FALSE);
}

static void
refresh_all (GradusCurvesView *self)
{
  GradusDocument *document;

  if (self->studio == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  document = gradus_studio_get_document (self->studio);
  refresh (self);
  gradus_curves_chart_set_runs (self->chart,
                                document != NULL
                                  ? gradus_document_get_project (document)->runs
                                  : NULL);
  update_run_list (self, gradus_studio_get_live_snapshot (self->studio), TRUE);
}

/* Another document is looked at as a whole. */
static void
document_changed_cb (GradusCurvesView *self, guint changes)
{
  GradusDocument *document = gradus_studio_get_document (self->studio);

  if (document != self->document)
    {
      self->document = document;
      gradus_curves_chart_zoom (self->chart, 0);
    }
  refresh_all (self);
}

static void
gradus_curves_view_follow (GradusStageView *view, GradusStudio *studio)
{
  GradusCurvesView *self = GRADUS_CURVES_VIEW (view);

  self->studio = studio;
  if (studio != NULL)
    {
      g_signal_connect_object (studio, "updated", G_CALLBACK (refresh), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "document-changed",
                               G_CALLBACK (document_changed_cb), self, G_CONNECT_SWAPPED);
    }
  refresh_all (self);
}

static void
smoothing_changed_cb (GradusCurvesView *self)
{
  gradus_curves_chart_set_smoothing (self->chart, gtk_range_get_value (self->smoothing));
}

static void
logarithmic_toggled_cb (GradusCurvesView *self)
{
  gradus_curves_chart_set_logarithmic (self->chart,
                                       gtk_toggle_button_get_active (self->logarithmic));
}

static void
in_batches_toggled_cb (GradusCurvesView *self)
{
  gradus_curves_chart_set_in_batches (self->chart,
                                      gtk_toggle_button_get_active (self->in_batches));
}

static void
by_validation_cb (GradusCurvesView *self, gboolean by_validation)
{
  gradus_curves_chart_set_runs_by_validation (self->chart, by_validation);
}

static void
zoom_in_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_curves_chart_zoom (GRADUS_CURVES_VIEW (widget)->chart, 2);
}

static void
zoom_out_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_curves_chart_zoom (GRADUS_CURVES_VIEW (widget)->chart, 0.5);
}

static void
zoom_whole_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gradus_curves_chart_zoom (GRADUS_CURVES_VIEW (widget)->chart, 0);
}

static GradusFigure *
make_figure (gpointer user_data)
{
  return gradus_curves_chart_make_figure (GRADUS_CURVES_VIEW (user_data)->chart);
}

static void
list_figures (GradusFigureSource *source, GPtrArray *figures)
{
  GradusCurvesView *self = GRADUS_CURVES_VIEW (source);

  gradus_curves_chart_set_snapshot (self->chart,
                                    gradus_studio_get_live_snapshot (self->studio));
  g_ptr_array_add (figures, make_figure (self));
  if (gradus_studio_get_document (self->studio) != NULL)
    g_ptr_array_add (figures, gradus_loss_curve_make_figure (self->studio));
}

static void
figure_source_init (GradusFigureSourceInterface *iface)
{
  iface->list = list_figures;
}

static gboolean
toggle_logarithmic (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  GtkToggleButton *button = GRADUS_CURVES_VIEW (widget)->logarithmic;

  gtk_toggle_button_set_active (button, !gtk_toggle_button_get_active (button));
  return TRUE;
}

static gboolean
toggle_runs (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  GtkToggleButton *button = GRADUS_CURVES_VIEW (widget)->show_runs;

  gtk_toggle_button_set_active (button, !gtk_toggle_button_get_active (button));
  return TRUE;
}

static gboolean
focus_smoothing (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  return gtk_widget_grab_focus (GTK_WIDGET (GRADUS_CURVES_VIEW (widget)->smoothing));
}

static void
gradus_curves_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gradus_curves_view_parent_class)->map (widget);
  refresh_all (GRADUS_CURVES_VIEW (widget));
}

static void
gradus_curves_view_dispose (GObject *object)
{
  GradusCurvesView *self = GRADUS_CURVES_VIEW (object);

  g_clear_pointer (&self->listed_id, g_free);
  G_OBJECT_CLASS (gradus_curves_view_parent_class)->dispose (object);
}

static void
add_bindings (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding (widget_class, GDK_KEY_l, 0, toggle_logarithmic, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_s, 0, focus_smoothing, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_r, 0, toggle_runs, NULL);
}

static void
gradus_curves_view_class_init (GradusCurvesViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GRADUS_STAGE_VIEW_CLASS (klass)->follow = gradus_curves_view_follow;
  object_class->dispose = gradus_curves_view_dispose;
  widget_class->map = gradus_curves_view_map;
  g_type_ensure (GRADUS_TYPE_CURVES_CHART);
  g_type_ensure (GRADUS_TYPE_RUN_LIST);
  g_type_ensure (GRADUS_TYPE_STAGE_HEADER);
  add_bindings (widget_class);
  gtk_widget_class_install_action (widget_class, "curves.zoom-in", NULL, zoom_in_cb);
  gtk_widget_class_install_action (widget_class, "curves.zoom-out", NULL, zoom_out_cb);
  gtk_widget_class_install_action (widget_class, "curves.zoom-whole", NULL,
                                   zoom_whole_cb);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-curves-view.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusCurvesView, header);
  gtk_widget_class_bind_template_child (widget_class, GradusCurvesView, chart);
  gtk_widget_class_bind_template_child (widget_class, GradusCurvesView, smoothing);
  gtk_widget_class_bind_template_child (widget_class, GradusCurvesView, logarithmic);
  gtk_widget_class_bind_template_child (widget_class, GradusCurvesView, in_batches);
  gtk_widget_class_bind_template_child (widget_class, GradusCurvesView, reading_box);
  gtk_widget_class_bind_template_child (widget_class, GradusCurvesView, reading);
  gtk_widget_class_bind_template_child (widget_class, GradusCurvesView, show_runs);
  gtk_widget_class_bind_template_child (widget_class, GradusCurvesView, halves);
  gtk_widget_class_bind_template_child (widget_class, GradusCurvesView, run_list);
  gtk_widget_class_bind_template_callback (widget_class, by_validation_cb);
  gtk_widget_class_bind_template_callback (widget_class, smoothing_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, logarithmic_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, in_batches_toggled_cb);
}

/* Beside large words nothing would be left of the curves. */
static void
place_run_list (GradusCurvesView *self)
{
  gtk_orientable_set_orientation (self->halves, gradus_style_get_text_scale () > 1.4
                                                  ? GTK_ORIENTATION_VERTICAL
                                                  : GTK_ORIENTATION_HORIZONTAL);
}

static void
gradus_curves_view_init (GradusCurvesView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_figure_menu_add (GTK_WIDGET (self->chart), make_figure, self);
  g_signal_connect_object (self->chart, "window-changed", G_CALLBACK (update_zoom), self,
                           G_CONNECT_SWAPPED);
  gradus_style_watch (self, G_CALLBACK (place_run_list));
  place_run_list (self);
  smoothing_changed_cb (self);
  update_zoom (self);
}
