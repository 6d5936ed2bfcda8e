/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-representations-view.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-canvas.h"
#include "app/gradus-digit-chooser.h"
#include "app/gradus-figure-menu.h"
#include "app/gradus-figure-source.h"
#include "app/gradus-journey.h"
#include "app/gradus-late-figures.h"
#include "app/gradus-maps.h"
#include "app/gradus-pace.h"
#include "app/gradus-stage-header.h"
#include "app/gradus-wrap-box.h"
#include "plot/figure-representations.h"
#include "plot/figure-scatter.h"
#include "plot/picture.h"
#include "plot/projection-words.h"
#include "session/projector.h"

/* While training, numbers change this often at most. */
#define REFRESH_MS 400
/* Fewer rows or columns of numbers are no picture. */
#define LEAST_PICTURE 8

static const guint counts[] = { 500, 1500, 5000, 10000 };

/* Above, what every layer makes of the chosen digit; below, where many samples lie after
 * every layer. */
struct _GradusRepresentationsView
{
  GradusStageView    parent_instance;
  GradusStudio      *studio; /* borrowed from the parent */
  GradusStageHeader *header;
  GradusCanvas      *canvas;
  GtkLabel          *read_out;
  GtkToggleButton   *with_weights;
  GtkToggleButton   *at_start;
  GtkToggleButton   *change;
  GtkToggleButton   *by_pca;
  GtkDropDown       *n_points;
  GradusCanvas      *legend;
  GtkWidget         *rule;
  GradusStageHeader *maps_header;
  GradusMaps        *maps;
  GtkToggleButton   *as_marks;
  GtkLabel          *caption;
  GradusJourney     *journey;
  GradusProjector   *projector;
  GPtrArray         *asked_weights; /* only compared; borrowed by the last request */
  gboolean           asked_training;
  guint              refresh_id;
  gint64             refresh_time; /* the last one, monotonic */
  guint              n_columns;    /* of the journey, when it was last measured */
};

static void figure_source_init (GradusFigureSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (GradusRepresentationsView,
                               gradus_representations_view,
                               GRADUS_TYPE_STAGE_VIEW,
                               G_IMPLEMENT_INTERFACE (GRADUS_TYPE_FIGURE_SOURCE,
                                                      figure_source_init))

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

static double
get_height (const GradusTheme *theme, double width, gpointer user_data)
{
  GradusRepresentationsView *self = user_data;
  guint                      n_columns = 0;

  if (self->journey != NULL)
    gradus_journey_get_columns (self->journey, &n_columns);
  return gradus_representation_get_height (theme, width, MAX (n_columns, 1));
}

static char *
dup_title (GradusRepresentationsView *self)
{
  GradusDataset *data = gradus_studio_get_test_data (self->studio);
  guint          sample = gradus_studio_get_probe_sample (self->studio);

  if (gradus_studio_is_probe_drawn (self->studio) || data == NULL)
    return g_strdup (_ ("How the network comes to see your drawing"));
  if (gradus_studio_get_probe_origin (self->studio) == GRADUS_PROBE_TRAINING)
    {
      data = gradus_studio_get_train_data (self->studio);
      sample = gradus_studio_get_probe_training (self->studio);
    }
  return gradus_representations_dup_title (data, sample);
}

static gboolean
has_layers (GradusRepresentationsView *self)
{
  GradusDocument *document = gradus_studio_get_document (self->studio);

  return document != NULL && gradus_sequential_get_n_layers (
                               gradus_document_get_project (document)->sequential) > 0;
}

/* What one may say of pictures is not true of two numbers. */
static const char *
get_reading (GradusRepresentationsView *self)
{
  GradusDataset *data = gradus_studio_get_test_data (self->studio);
  guint          width, height, n_channels;

  if (!has_layers (self))
    return _ ("Every layer of the stack makes a column beside what goes in.");
  if (data != NULL)
    {
      gradus_picture_get_size (gradus_dataset_get_shape (data), &width, &height,
                               &n_channels);
      if (MIN (width, height) < LEAST_PICTURE)
        return _ ("Each layer turns the numbers of the one before into its own.");
    }
  return _ ("Each layer keeps less of the picture and more of its meaning.");
}

/* Nothing lies after a layer where there is none. */
static void
update_lower_half (GradusRepresentationsView *self)
{
  gboolean has_maps = has_layers (self);

  gtk_widget_set_visible (self->rule, has_maps);
  gtk_widget_set_visible (GTK_WIDGET (self->maps_header), has_maps);
  gtk_widget_set_visible (GTK_WIDGET (self->maps), has_maps);
  gtk_widget_set_visible (GTK_WIDGET (self->caption), has_maps);
}

static void
update_title (GradusRepresentationsView *self)
{
  g_autofree char *title = dup_title (self);

  gradus_stage_header_set_subtitle (self->header, get_reading (self));
  gradus_stage_header_set_title (self->header, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->canvas),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static GradusJourneyMoment
get_moment (GradusRepresentationsView *self)
{
  if (gtk_toggle_button_get_active (self->at_start))
    return GRADUS_JOURNEY_START;
  return gtk_toggle_button_get_active (self->change) ? GRADUS_JOURNEY_CHANGE
                                                     : GRADUS_JOURNEY_NOW;
}

static gboolean
is_training (GradusRepresentationsView *self)
{
  return gradus_studio_get_snapshot (self->studio)->state == GRADUS_SESSION_RUNNING;
}

/* --- The maps --- */

static GradusDataset *
get_data (GradusRepresentationsView *self)
{
  GradusDataset *test =
    self->studio != NULL ? gradus_studio_get_test_data (self->studio) : NULL;

  if (self->studio == NULL)
    return NULL;
  return test != NULL ? test : gradus_studio_get_train_data (self->studio);
}

static gboolean
shows_test_data (GradusRepresentationsView *self, const GradusProjection *maps)
{
  return maps->data == gradus_studio_get_test_data (self->studio);
}

static void
update_maps_title (GradusRepresentationsView *self)
{
  GradusProjection *maps = gradus_projector_get_latest (self->projector);
  g_autofree char  *title =
    gradus_projection_dup_title (maps, maps != NULL && shows_test_data (self, maps));

  gradus_stage_header_set_title (self->maps_header, title);
}

static void
update_caption (GradusRepresentationsView *self)
{
  GradusProjection *maps = gradus_projector_get_latest (self->projector);
  g_autofree char  *text = gradus_maps_describe_hovered (self->maps);

  if (text == NULL)
    text = gradus_maps_describe_selection (self->maps);
  if (text == NULL && maps != NULL && maps->points->classes != NULL)
    text = g_strdup (_ ("Share of samples that lie nearest to the centre of their own "
                        "class, measured in all dimensions of the layer"));
  else if (text == NULL && maps != NULL && maps->points->values != NULL)
    text = g_strdup_printf (_ ("Pale is %.3g, dark is %.3g. The share of the targets' "
                               "variance that a weighted sum of the layer tells"),
                            maps->points->least, maps->points->most);
  gtk_label_set_label (self->caption, text != NULL ? text : "");
}

static void
update_maps_words (GradusRepresentationsView *self)
{
  GradusProjection *maps = gradus_projector_get_latest (self->projector);
  gboolean          has_classes = maps == NULL || maps->points->classes != NULL;
  gboolean          by_pca = gtk_toggle_button_get_active (self->by_pca);
  g_autofree char  *text =
    g_strjoin (" ",
               gradus_projection_method_describe (by_pca ? GRADUS_PROJECTION_PCA
                                                         : GRADUS_PROJECTION_TSNE,
                                                  has_classes),
               by_pca ? NULL : _ ("The ring marks the one above."), NULL);

  gradus_stage_header_set_subtitle (self->maps_header, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->maps),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_set_sensitive (GTK_WIDGET (self->as_marks), has_classes);
  update_maps_title (self);
  update_caption (self);
}

static void
projected_cb (GradusRepresentationsView *self)
{
  gradus_maps_set_projection (self->maps, gradus_projector_get_latest (self->projector));
  update_maps_words (self);
}

/* A window that is minimised keeps its widgets, but nobody looks at them. */
static gboolean
is_seen (GradusRepresentationsView *self)
{
  GtkNative  *native = gtk_widget_get_native (GTK_WIDGET (self));
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;

  return self->studio != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
         !(GDK_IS_TOPLEVEL (surface) && (gdk_toplevel_get_state (GDK_TOPLEVEL (surface)) &
                                         GDK_TOPLEVEL_STATE_MINIMIZED));
}

/* FALSE: something is missing for maps. */
static gboolean
get_request (GradusRepresentationsView *self, GradusProjectionRequest *request)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);

  *request = (GradusProjectionRequest){
    .plan = snapshot->plan,
    .weights = snapshot->weights,
    .data = get_data (self),
    .probe = gradus_studio_get_probe_input (self->studio),
    .method = gtk_toggle_button_get_active (self->by_pca) ? GRADUS_PROJECTION_PCA
                                                          : GRADUS_PROJECTION_TSNE,
    .only_with_weights = gtk_toggle_button_get_active (self->with_weights),
    .n_points = counts[MIN (gtk_drop_down_get_selected (self->n_points),
                            G_N_ELEMENTS (counts) - 1)],
  };
  if (get_moment (self) == GRADUS_JOURNEY_START && snapshot->start_weights != NULL)
    request->weights = snapshot->start_weights;
  return request->plan != NULL && request->weights != NULL && request->data != NULL &&
         has_layers (self);
}

static void
ask_for_maps (GradusRepresentationsView *self)
{
  GradusProjectionRequest request;

  if (!get_request (self, &request))
    {
      gradus_projector_rest (self->projector);
      return;
    }
  request.is_training = is_training (self);
  self->asked_weights = request.weights;
  self->asked_training = request.is_training;
  gradus_projector_ask (self->projector, &request);
}

static void
marks_cb (GradusRepresentationsView *self, GtkToggleButton *button)
{
  gradus_maps_set_as_marks (self->maps, gtk_toggle_button_get_active (button));
}

static void
chosen_cb (GradusRepresentationsView *self, guint sample)
{
  if (self->studio != NULL &&
      get_data (self) == gradus_studio_get_test_data (self->studio))
    gradus_studio_set_probe_sample (self->studio, sample);
}

/* --- All of it --- */

static void
show_all (GradusRepresentationsView *self)
{
  guint n_columns;

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (!is_seen (self))
    return;
  self->refresh_time = g_get_monotonic_time ();
  g_clear_pointer (&self->journey, gradus_journey_free);
  self->journey =
    gradus_studio_make_journey (self->studio,
                                gtk_toggle_button_get_active (self->with_weights),
                                get_moment (self));
  update_title (self);
  update_lower_half (self);
  gradus_journey_get_columns (self->journey, &n_columns);
  if (self->n_columns != n_columns)
    gtk_widget_queue_resize (GTK_WIDGET (self->canvas));
  self->n_columns = n_columns;
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
  ask_for_maps (self);
}

static gboolean
refresh_cb (gpointer user_data)
{
  GradusRepresentationsView *self = user_data;

  self->refresh_id = 0;
  show_all (self);
  return G_SOURCE_REMOVE;
}

/* What training changes is shown now and then, what the user does at once. */
static void
probe_changed_cb (GradusRepresentationsView *self)
{
  gint64 wait_ms;

  if (!is_seen (self))
    return;
  wait_ms = gradus_pace_get_wait_ms (self->refresh_time, REFRESH_MS);
  if (!is_training (self) || wait_ms == 0)
    show_all (self);
  else if (self->refresh_id == 0)
    self->refresh_id = g_timeout_add ((guint) wait_ms, refresh_cb, self);
}

/* The end of training is no other weight, but all processors are free again. */
static void
updated_cb (GradusRepresentationsView *self)
{
  if (is_seen (self) && is_training (self) != self->asked_training)
    ask_for_maps (self);
}

static void
choice_cb (GradusRepresentationsView *self)
{
  if (self->maps == NULL)
    return;
  update_maps_words (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->legend));
  show_all (self);
}

static void
draw_legend (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gpointer           user_data)
{
  gradus_representation_draw_legend (cr, theme, width, height / 2,
                                     get_moment (user_data) == GRADUS_JOURNEY_CHANGE);
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

/* --- Taking away --- */

static const char *const moment_names[] = {
  [GRADUS_JOURNEY_NOW] = NC_ ("representations", "now"),
  [GRADUS_JOURNEY_START] = NC_ ("representations", "at the start"),
  [GRADUS_JOURNEY_CHANGE] = NC_ ("representations", "change"),
};

static GradusFigure *
make_figure_at (GradusRepresentationsView *self, GradusJourneyMoment moment)
{
  g_autoptr (GradusJourney) journey =
    gradus_studio_make_journey (self->studio,
                                gtk_toggle_button_get_active (self->with_weights),
                                moment);
  const GradusRepresentationColumn *columns;
  g_autofree char                  *title = dup_title (self);
  GradusFigureWords                 words = { .title = title,
                                              .variant = g_dpgettext2 (GETTEXT_PACKAGE, "representations",
                                                                       moment_names[moment]) };
  guint                             n_columns;

  columns = gradus_journey_get_columns (journey, &n_columns);
  return gradus_figure_representations_new (&words, columns, n_columns);
}

static GradusFigure *
make_figure (gpointer user_data)
{
  GradusRepresentationsView *self = user_data;

  return make_figure_at (self, get_moment (self));
}

/* What nobody has looked at for a while may be of an earlier network. */
static gboolean
are_maps_current (GradusRepresentationsView *self)
{
  const GradusSnapshot *snapshot = gradus_studio_get_snapshot (self->studio);

  return is_seen (self) || self->asked_weights == snapshot->weights ||
         (self->asked_weights == snapshot->start_weights &&
          get_moment (self) == GRADUS_JOURNEY_START);
}

static GradusFigure *
make_maps_figure (gpointer user_data)
{
  GradusRepresentationsView *self = user_data;
  GradusProjection          *maps = gradus_maps_get_projection (self->maps);
  GradusProjectionRequest    request;

  if ((!are_maps_current (self) || maps == NULL) && get_request (self, &request))
    return gradus_late_maps_new (&request,
                                 request.data ==
                                   gradus_studio_get_test_data (self->studio),
                                 gtk_toggle_button_get_active (self->as_marks));
  if (!are_maps_current (self))
    return gradus_figure_scatter_new_projection (NULL, NULL, FALSE, FALSE, NULL);
  return gradus_maps_make_figure (self->maps,
                                  gradus_studio_get_snapshot (self->studio)->plan,
                                  maps != NULL && shows_test_data (self, maps));
}

/* What is on the stage first. */
static void
list_figures (GradusFigureSource *source, GPtrArray *figures)
{
  GradusRepresentationsView *self = GRADUS_REPRESENTATIONS_VIEW (source);
  GradusJourneyMoment        chosen = get_moment (self);

  g_ptr_array_add (figures, make_figure_at (self, chosen));
  for (guint i = 0; i < G_N_ELEMENTS (moment_names); i++)
    if (i != chosen)
      g_ptr_array_add (figures, make_figure_at (self, (GradusJourneyMoment) i));
  g_ptr_array_add (figures, make_maps_figure (self));
}

static void
figure_source_init (GradusFigureSourceInterface *iface)
{
  iface->list = list_figures;
}

static void
gradus_representations_view_follow (GradusStageView *view, GradusStudio *studio)
{
  GradusRepresentationsView *self = GRADUS_REPRESENTATIONS_VIEW (view);

  self->studio = studio;
  if (studio != NULL)
    {
      g_signal_connect_object (studio, "probe-changed", G_CALLBACK (probe_changed_cb),
                               self, G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "data-changed", G_CALLBACK (show_all), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "updated", G_CALLBACK (updated_cb), self,
                               G_CONNECT_SWAPPED);
      show_all (self);
    }
}

static void
surface_changed_cb (GradusRepresentationsView *self)
{
  if (is_seen (self))
    show_all (self);
  else
    gradus_projector_rest (self->projector);
}

/* A view that is not seen costs nothing; it catches up when it is shown. */
static void
gradus_representations_view_map (GtkWidget *widget)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));

  GTK_WIDGET_CLASS (gradus_representations_view_parent_class)->map (widget);
  g_signal_connect_object (surface, "notify::state", G_CALLBACK (surface_changed_cb),
                           widget, G_CONNECT_SWAPPED);
  show_all (GRADUS_REPRESENTATIONS_VIEW (widget));
}

static void
gradus_representations_view_unmap (GtkWidget *widget)
{
  GradusRepresentationsView *self = GRADUS_REPRESENTATIONS_VIEW (widget);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  gradus_projector_rest (self->projector);
  g_signal_handlers_disconnect_by_func (gtk_native_get_surface (
                                          gtk_widget_get_native (widget)),
                                        surface_changed_cb, self);
  GTK_WIDGET_CLASS (gradus_representations_view_parent_class)->unmap (widget);
}

static void
gradus_representations_view_dispose (GObject *object)
{
  GradusRepresentationsView *self = GRADUS_REPRESENTATIONS_VIEW (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->projector != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->projector, self);
      gradus_projector_close (self->projector);
    }
  g_clear_object (&self->projector);
  g_clear_pointer (&self->journey, gradus_journey_free);
  G_OBJECT_CLASS (gradus_representations_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView, rule);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView, header);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView, canvas);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView,
                                        read_out);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView,
                                        with_weights);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView,
                                        at_start);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView, change);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView, by_pca);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView,
                                        n_points);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView, legend);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView,
                                        maps_header);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView, maps);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView,
                                        as_marks);
  gtk_widget_class_bind_template_child (widget_class, GradusRepresentationsView, caption);
}

static void
gradus_representations_view_class_init (GradusRepresentationsViewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GRADUS_STAGE_VIEW_CLASS (klass)->follow = gradus_representations_view_follow;
  object_class->dispose = gradus_representations_view_dispose;
  widget_class->map = gradus_representations_view_map;
  widget_class->unmap = gradus_representations_view_unmap;
  g_type_ensure (GRADUS_TYPE_CANVAS);
  g_type_ensure (GRADUS_TYPE_DIGIT_CHOOSER);
  g_type_ensure (GRADUS_TYPE_MAPS);
  g_type_ensure (GRADUS_TYPE_STAGE_HEADER);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-representations-view.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, choice_cb);
  gtk_widget_class_bind_template_callback (widget_class, marks_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_caption);
  gtk_widget_class_bind_template_callback (widget_class, motion_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
}

static void
gradus_representations_view_init (GradusRepresentationsView *self)
{
  self->projector = gradus_projector_new ();
  g_type_ensure (GRADUS_TYPE_WRAP_BOX);
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_canvas_set_func (self->canvas, draw, self);
  gradus_figure_menu_add (GTK_WIDGET (self->canvas), make_figure, self);
  gradus_figure_menu_add (GTK_WIDGET (self->maps), make_maps_figure, self);
  gradus_canvas_set_height_func (self->canvas, get_height);
  gradus_canvas_set_func (self->legend, draw_legend, self);
  g_signal_connect_object (self->projector, "updated", G_CALLBACK (projected_cb), self,
                           G_CONNECT_SWAPPED);
  update_maps_words (self);
}
