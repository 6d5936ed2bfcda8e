/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-representations-view.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-canvas.h"
#include "app/gradus-digit-chooser.h"
#include "app/gradus-journey.h"
#include "app/gradus-stage-header.h"
#include "app/gradus-template.h"

/* What every layer makes of the chosen digit. */
struct _GradusRepresentationsView
{
  GtkWidget          parent_instance;
  GradusStudio      *studio;
  GradusStageHeader *header;
  GradusCanvas      *canvas;
  GtkLabel          *read_out;
  GtkToggleButton   *with_weights;
  GtkToggleButton   *at_start;
  GtkToggleButton   *change;
  GradusJourney     *journey;
};

enum
{
  PROP_0,
  PROP_STUDIO,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (GradusRepresentationsView,
                     gradus_representations_view,
                     GTK_TYPE_WIDGET)

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  GradusRepresentationsView        *self = user_data;
  const GradusRepresentationColumn *columns;
  guint                             n_columns;

  if (self->journey == NULL)
    return;
  columns = gradus_journey_get_columns (self->journey, &n_columns);
  gradus_representation_draw (cr, theme, width, height, columns, n_columns);
}

static void
update_title (GradusRepresentationsView *self)
{
  GradusDataset   *data = gradus_studio_get_test_data (self->studio);
  g_autofree char *title = NULL;

  if (gradus_studio_is_probe_drawn (self->studio) || data == NULL)
    title = g_strdup (_ ("How the network comes to see your drawing"));
  else
    title =
      g_strdup_printf (_ ("How the network comes to see a %u"),
                       gradus_dataset_get_original_label (data,
                                                          gradus_studio_get_probe_sample (
                                                            self->studio)));
  gradus_stage_header_set_title (self->header, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->canvas),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
refresh (GradusRepresentationsView *self)
{
  GradusJourneyMoment moment = GRADUS_JOURNEY_NOW;

  if (self->studio == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (gtk_toggle_button_get_active (self->at_start))
    moment = GRADUS_JOURNEY_START;
  else if (gtk_toggle_button_get_active (self->change))
    moment = GRADUS_JOURNEY_CHANGE;
  g_clear_pointer (&self->journey, gradus_journey_free);
  self->journey =
    gradus_journey_new (self->studio, gtk_toggle_button_get_active (self->with_weights),
                        moment);
  update_title (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

static void
motion_cb (GradusRepresentationsView *self, double x, double y)
{
  const GradusRepresentationColumn *columns;
  GradusRepresentationCell          cell;
  g_autofree char                  *text = NULL;
  guint                             n_columns;

  if (self->journey == NULL)
    return;
  columns = gradus_journey_get_columns (self->journey, &n_columns);
  gradus_representation_hit (gtk_widget_get_width (GTK_WIDGET (self->canvas)),
                             gtk_widget_get_height (GTK_WIDGET (self->canvas)),
                             gradus_canvas_get_theme (self->canvas), columns, n_columns,
                             x, y, &cell);
  if (cell.column >= 0)
    /* Translators: layer, number of the value in its output, the value */
    text = g_strdup_printf (_ ("%s, value %zu: %+.3f"), columns[cell.column].title,
                            cell.index + 1, (double) cell.value);
  gtk_label_set_label (self->read_out, text != NULL ? text : "");
}

static void
leave_cb (GradusRepresentationsView *self)
{
  gtk_label_set_label (self->read_out, "");
}

static void
set_studio (GradusRepresentationsView *self, GradusStudio *studio)
{
  if (!g_set_object (&self->studio, studio))
    return;
  if (studio != NULL)
    {
      g_signal_connect_object (studio, "probe-changed", G_CALLBACK (refresh), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "data-changed", G_CALLBACK (refresh), self,
                               G_CONNECT_SWAPPED);
      refresh (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STUDIO]);
}

static void
gradus_representations_view_get_property (GObject    *object,
                                          guint       id,
                                          GValue     *value,
                                          GParamSpec *pspec)
{
  if (id == PROP_STUDIO)
    g_value_set_object (value, GRADUS_REPRESENTATIONS_VIEW (object)->studio);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
gradus_representations_view_set_property (GObject      *object,
                                          guint         id,
                                          const GValue *value,
                                          GParamSpec   *pspec)
{
  if (id == PROP_STUDIO)
    set_studio (GRADUS_REPRESENTATIONS_VIEW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* A view that is not seen costs nothing; it catches up when it is shown. */
static void
gradus_representations_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gradus_representations_view_parent_class)->map (widget);
  refresh (GRADUS_REPRESENTATIONS_VIEW (widget));
}

static void
gradus_representations_view_dispose (GObject *object)
{
  GradusRepresentationsView *self = GRADUS_REPRESENTATIONS_VIEW (object);

  if (self->studio != NULL)
    g_signal_handlers_disconnect_by_data (self->studio, self);
  g_clear_object (&self->studio);
  gradus_template_dispose (GTK_WIDGET (self), GRADUS_TYPE_REPRESENTATIONS_VIEW);
  g_clear_pointer (&self->journey, gradus_journey_free);
  G_OBJECT_CLASS (gradus_representations_view_parent_class)->dispose (object);
}

static void
gradus_representations_view_class_init (GradusRepresentationsViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = gradus_representations_view_get_property;
  object_class->set_property = gradus_representations_view_set_property;
  object_class->dispose = gradus_representations_view_dispose;
  widget_class->map = gradus_representations_view_map;
  properties[PROP_STUDIO] =
    g_param_spec_object ("studio", NULL, NULL, GRADUS_TYPE_STUDIO,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                           G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (GRADUS_TYPE_CANVAS);
  g_type_ensure (GRADUS_TYPE_DIGIT_CHOOSER);
  g_type_ensure (GRADUS_TYPE_STAGE_HEADER);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-representations-view.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView, header);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView, canvas);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView,
                                        read_out);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView,
                                        with_weights);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView,
                                        at_start);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView, change);
  gtk_widget_class_bind_template_callback (widget_class, refresh);
  gtk_widget_class_bind_template_callback (widget_class, motion_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
}

static void
gradus_representations_view_init (GradusRepresentationsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_canvas_set_func (self->canvas, draw, self);
}
