/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-curves-view.h"

#include "app/gradus-curves-chart.h"
#include "app/gradus-saver.h"
#include "app/gradus-stage-header.h"
#include "app/gradus-template.h"
#include "io/history-csv.h"
#include "plot/export.h"

#include <glib/gi18n-lib.h>

/* Pixels of a copied or saved PNG for one on the screen. */
#define PICTURE_SCALE 2

/* How loss and accuracy went so far, and what can be taken away of that. */
struct _GradusCurvesView
{
  GtkWidget          parent_instance;
  GradusStudio      *studio;
  GradusStageHeader *header;
  GradusCurvesChart *chart;
  GtkRange          *smoothing;
  GtkToggleButton   *logarithmic;
  GtkToggleButton   *in_batches;
};

enum
{
  PROP_0,
  PROP_STUDIO,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GradusCurvesView, gradus_curves_view, GTK_TYPE_WIDGET)

static void
update_header (GradusCurvesView *self, GradusSnapshot *snapshot)
{
  gboolean has_metric = snapshot != NULL && snapshot->history != NULL &&
                        gradus_history_get_n_metrics (snapshot->history) > 0;

  gradus_stage_header_set_title (self->header,
                                 has_metric ? _ ("Loss and accuracy") : _ ("Loss"));
  gradus_stage_header_set_subtitle (
    self->header,
    has_metric
      ? _ ("The loss is what training makes smaller; accuracy is what we care about.")
      : _ ("The loss is what training makes smaller."));
}

static void
update_actions (GradusCurvesView *self, GradusSnapshot *snapshot)
{
  static const char *const names[] = { "curves.save-picture", "curves.copy-picture",
                                       "curves.save-numbers", "curves.copy-numbers" };
  gboolean                 has_points = snapshot != NULL && snapshot->n_steps > 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), names[i], has_points);
}

static void
refresh (GradusCurvesView *self)
{
  GradusSnapshot *snapshot;

  if (self->studio == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  snapshot = gradus_studio_get_snapshot (self->studio);
  gradus_curves_chart_set_snapshot (self->chart, snapshot);
  update_header (self, snapshot);
  update_actions (self, snapshot);
}

static void
set_studio (GradusCurvesView *self, GradusStudio *studio)
{
  if (self->studio == studio)
    return;
  if (self->studio != NULL)
    g_signal_handlers_disconnect_by_data (self->studio, self);
  g_set_object (&self->studio, studio);
  if (studio != NULL)
    {
      g_signal_connect_object (studio, "updated", G_CALLBACK (refresh), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "document-changed", G_CALLBACK (refresh), self,
                               G_CONNECT_SWAPPED);
    }
  refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STUDIO]);
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
tell (GradusCurvesView *self, const char *text)
{
  if (self->studio != NULL)
    g_signal_emit_by_name (self->studio, "message", text);
}

static void
copy_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GradusCurvesView *self = GRADUS_CURVES_VIEW (widget);
  GtkWidget        *chart = GTK_WIDGET (self->chart);

  gradus_saver_copy_picture (widget, self->studio, gtk_widget_get_width (chart),
                             gtk_widget_get_height (chart), gradus_curves_chart_draw,
                             chart);
}

static void
copy_numbers (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GradusCurvesView *self = GRADUS_CURVES_VIEW (widget);
  GradusSnapshot   *snapshot = gradus_curves_chart_get_snapshot (self->chart);
  g_autofree char  *text = NULL;

  if (snapshot == NULL || snapshot->history == NULL)
    return;
  text = gradus_history_to_csv (snapshot->history);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  tell (self, _ ("Numbers copied"));
}

static gboolean
save_picture_to (const char *path, gpointer user_data, GError **error)
{
  GradusCurvesView  *self = user_data;
  GtkWidget         *chart = GTK_WIDGET (self->chart);
  GradusExportFormat format = GRADUS_EXPORT_PNG;

  gradus_export_format_of_path (path, &format);
  return gradus_plot_export (path, format, gtk_widget_get_width (chart),
                             gtk_widget_get_height (chart), PICTURE_SCALE,
                             gradus_curves_chart_draw, chart, error);
}

static gboolean
save_numbers_to (const char *path, gpointer user_data, GError **error)
{
  GradusCurvesView *self = user_data;
  GradusSnapshot   *snapshot = gradus_curves_chart_get_snapshot (self->chart);

  return snapshot == NULL || snapshot->history == NULL ||
         gradus_history_csv_save (snapshot->history, path, error);
}

static void
save_picture (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gradus_saver_ask (widget, GRADUS_CURVES_VIEW (widget)->studio,
                    _ ("Save Picture as SVG, PDF or PNG"), _ ("curves.svg"),
                    save_picture_to, widget);
}

static void
save_numbers (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gradus_saver_ask (widget, GRADUS_CURVES_VIEW (widget)->studio, _ ("Save Numbers"),
                    _ ("history.csv"), save_numbers_to, widget);
}

static gboolean
toggle_logarithmic (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  GtkToggleButton *button = GRADUS_CURVES_VIEW (widget)->logarithmic;

  gtk_toggle_button_set_active (button, !gtk_toggle_button_get_active (button));
  return TRUE;
}

static gboolean
focus_smoothing (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  return gtk_widget_grab_focus (GTK_WIDGET (GRADUS_CURVES_VIEW (widget)->smoothing));
}

static void
gradus_curves_view_get_property (GObject    *object,
                                 guint       id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  if (id == PROP_STUDIO)
    g_value_set_object (value, GRADUS_CURVES_VIEW (object)->studio);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_curves_view_set_property (GObject      *object,
                                 guint         id,
                                 const GValue *value,
                                 GParamSpec   *pspec)
{
  if (id == PROP_STUDIO)
    set_studio (GRADUS_CURVES_VIEW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_curves_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gradus_curves_view_parent_class)->map (widget);
  refresh (GRADUS_CURVES_VIEW (widget));
}

static void
gradus_curves_view_dispose (GObject *object)
{
  GradusCurvesView *self = GRADUS_CURVES_VIEW (object);

  if (self->studio != NULL)
    g_signal_handlers_disconnect_by_data (self->studio, self);
  g_clear_object (&self->studio);
  gradus_template_dispose (GTK_WIDGET (self), GRADUS_TYPE_CURVES_VIEW);
  G_OBJECT_CLASS (gradus_curves_view_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "curves.save-picture", NULL,
                                   save_picture);
  gtk_widget_class_install_action (widget_class, "curves.copy-picture", NULL,
                                   copy_picture);
  gtk_widget_class_install_action (widget_class, "curves.save-numbers", NULL,
                                   save_numbers);
  gtk_widget_class_install_action (widget_class, "curves.copy-numbers", NULL,
                                   copy_numbers);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_l, 0, toggle_logarithmic, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_s, 0, focus_smoothing, NULL);
}

static void
gradus_curves_view_class_init (GradusCurvesViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = gradus_curves_view_get_property;
  object_class->set_property = gradus_curves_view_set_property;
  object_class->dispose = gradus_curves_view_dispose;
  widget_class->map = gradus_curves_view_map;
  properties[PROP_STUDIO] =
    g_param_spec_object ("studio", NULL, NULL, GRADUS_TYPE_STUDIO,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GRADUS_TYPE_CURVES_CHART);
  g_type_ensure (GRADUS_TYPE_STAGE_HEADER);
  install_actions (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-curves-view.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusCurvesView, header);
  gtk_widget_class_bind_template_child (widget_class, GradusCurvesView, chart);
  gtk_widget_class_bind_template_child (widget_class, GradusCurvesView, smoothing);
  gtk_widget_class_bind_template_child (widget_class, GradusCurvesView, logarithmic);
  gtk_widget_class_bind_template_child (widget_class, GradusCurvesView, in_batches);
  gtk_widget_class_bind_template_callback (widget_class, smoothing_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, logarithmic_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, in_batches_toggled_cb);
}

static void
gradus_curves_view_init (GradusCurvesView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  smoothing_changed_cb (self);
}
