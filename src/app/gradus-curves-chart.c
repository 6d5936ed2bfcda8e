/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-curves-chart.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Curves are redrawn 15 times a second at most; what comes in between is dropped. */
#define REDRAW_MS 66

/* The curves of a run with their read-out. Everything but the read-out is kept in a
 * picture, so that moving the pointer costs little. */
struct _GradusCurvesChart
{
  GtkWidget           parent_instance;
  GradusSnapshot     *snapshot;
  GradusCurvesLayout *layout;
  GradusCurvesOptions options;
  GradusThemeId       theme;
  cairo_surface_t    *picture; /* without the read-out; NULL if it must be drawn anew */
  int                 picture_scale;
  gssize              cursor; /* a step, −1 if none */
  gboolean            pinned;
  guint               redraw_id;
  guint               described_epochs;
};

G_DEFINE_FINAL_TYPE (GradusCurvesChart, gradus_curves_chart, GTK_TYPE_WIDGET)

static const GradusTheme *
get_theme (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  return gradus_theme_get (
    gradus_theme_choose (adw_style_manager_get_dark (manager),
                         adw_style_manager_get_high_contrast (manager)));
}

static void
take_options (const GradusSnapshot *snapshot, GradusCurvesOptions *options)
{
  options->n_epochs_planned = MAX (snapshot->n_epochs_planned, 1);
  options->n_batches = snapshot->report.n_batches;
  options->diverged = snapshot->state == GRADUS_SESSION_DIVERGED;
}

static gboolean
update_layout (GradusCurvesChart *self,
               const GradusTheme *theme,
               double             width,
               double             height)
{
  GradusCurvesLayout *layout = self->layout;
  GradusCurvesOptions options = self->options;
  GradusSnapshot     *snapshot = self->snapshot;

  if (snapshot == NULL)
    return gradus_curves_layout_update (layout, NULL, 0, 0, &options, theme, width,
                                        height);
  take_options (snapshot, &options);
  return gradus_curves_layout_update (layout, snapshot->history, snapshot->n_steps,
                                      snapshot->n_epochs, &options, theme, width, height);
}

static void
draw_picture (GradusCurvesChart *self, const GradusTheme *theme, int width, int height)
{
  int      scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  cairo_t *cr;

  g_clear_pointer (&self->picture, cairo_surface_destroy);
  self->picture =
    cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  cairo_surface_set_device_scale (self->picture, scale, scale);
  self->picture_scale = scale;
  self->theme = theme->id;
  cr = cairo_create (self->picture);
  gradus_curves_draw (self->layout, theme, cr);
  cairo_destroy (cr);
}

/* The sentence for a screen reader changes once an epoch, so that it does not talk all
 * the time. */
static void
describe (GradusCurvesChart *self)
{
  g_autofree char *text = NULL;

  if (self->described_epochs == self->layout->n_epochs + (self->layout->n_steps > 0))
    return;
  self->described_epochs = self->layout->n_epochs + (self->layout->n_steps > 0);
  text = gradus_curves_layout_describe (self->layout);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
draw_focus (GradusCurvesChart *self, const GradusTheme *theme, cairo_t *cr)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ACCENT);
  cairo_set_line_width (cr, 2);
  cairo_rectangle (cr, 1, 1, width - 2, height - 2);
  cairo_stroke (cr);
}

static void
gradus_curves_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusCurvesChart *self = GRADUS_CURVES_CHART (widget);
  const GradusTheme *theme = get_theme ();
  int                width = gtk_widget_get_width (widget);
  int                height = gtk_widget_get_height (widget);
  cairo_t           *cr;

  if (width < 1 || height < 1)
    return;
  if (update_layout (self, theme, width, height) || self->picture == NULL ||
      self->theme != theme->id ||
      self->picture_scale != gtk_widget_get_scale_factor (widget))
    draw_picture (self, theme, width, height);
  describe (self);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_set_source_surface (cr, self->picture, 0, 0);
  cairo_paint (cr);
  if (self->cursor >= 0)
    gradus_curves_draw_hover (self->layout, theme, cr, (gsize) self->cursor);
  if (gtk_widget_has_visible_focus (widget))
    draw_focus (self, theme, cr);
  cairo_destroy (cr);
}

static void
gradus_curves_chart_measure (GtkWidget     *widget,
                             GtkOrientation orientation,
                             int            for_size,
                             int           *minimum,
                             int           *natural,
                             int           *minimum_baseline,
                             int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 240;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 480;
}

static gboolean
redraw_cb (gpointer user_data)
{
  GradusCurvesChart *self = user_data;

  self->redraw_id = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static void
redraw_soon (GradusCurvesChart *self)
{
  if (self->redraw_id == 0)
    self->redraw_id = g_timeout_add (REDRAW_MS, redraw_cb, self);
}

static void
set_cursor (GradusCurvesChart *self, gssize cursor)
{
  if (self->cursor == cursor)
    return;
  self->cursor = cursor;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
motion_cb (GradusCurvesChart *self, double x, double y)
{
  gsize index;

  if (self->pinned)
    return;
  set_cursor (self, gradus_curves_layout_hit (self->layout, x, y, &index) ? (gssize) index
                                                                          : -1);
}

static void
leave_cb (GradusCurvesChart *self)
{
  if (!self->pinned)
    set_cursor (self, -1);
}

static void
pressed_cb (GradusCurvesChart *self, int n_press, double x, double y)
{
  gsize index;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!gradus_curves_layout_hit (self->layout, x, y, &index))
    {
      self->pinned = FALSE;
      set_cursor (self, -1);
      return;
    }
  self->pinned = !self->pinned;
  set_cursor (self, (gssize) index);
}

static void
move_cursor (GradusCurvesChart *self, int n_batches, int n_epochs)
{
  gsize            from;
  g_autofree char *text = NULL;

  if (self->layout->n_steps == 0)
    return;
  from = self->cursor >= 0 ? (gsize) self->cursor : self->layout->n_steps - 1;
  self->pinned = TRUE;
  set_cursor (self,
              (gssize) gradus_curves_layout_move (self->layout, from,
                                                  self->cursor >= 0 ? n_batches : 0,
                                                  self->cursor >= 0 ? n_epochs : 0));
  text = gradus_curves_layout_describe_step (self->layout, (gsize) self->cursor);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static gboolean
key_pressed_cb (GradusCurvesChart *self, guint key, guint code, GdkModifierType state)
{
  gboolean control = (state & GDK_CONTROL_MASK) != 0;

  switch (key)
    {
    case GDK_KEY_Left:
      move_cursor (self, control ? 0 : -1, control ? -1 : 0);
      return TRUE;
    case GDK_KEY_Right:
      move_cursor (self, control ? 0 : 1, control ? 1 : 0);
      return TRUE;
    case GDK_KEY_Home:
      move_cursor (self, G_MININT, 0);
      return TRUE;
    case GDK_KEY_End:
      move_cursor (self, G_MAXINT, 0);
      return TRUE;
    case GDK_KEY_Escape:
      if (self->cursor < 0)
        return FALSE;
      self->pinned = FALSE;
      set_cursor (self, -1);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
add_controllers (GradusCurvesChart *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture         *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
gradus_curves_chart_dispose (GObject *object)
{
  GradusCurvesChart *self = GRADUS_CURVES_CHART (object);

  g_clear_handle_id (&self->redraw_id, g_source_remove);
  g_clear_pointer (&self->picture, cairo_surface_destroy);
  g_clear_pointer (&self->snapshot, gradus_snapshot_unref);
  G_OBJECT_CLASS (gradus_curves_chart_parent_class)->dispose (object);
}

static void
gradus_curves_chart_finalize (GObject *object)
{
  g_clear_pointer (&GRADUS_CURVES_CHART (object)->layout, gradus_curves_layout_free);
  G_OBJECT_CLASS (gradus_curves_chart_parent_class)->finalize (object);
}

static void
gradus_curves_chart_class_init (GradusCurvesChartClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = gradus_curves_chart_dispose;
  object_class->finalize = gradus_curves_chart_finalize;
  widget_class->snapshot = gradus_curves_chart_snapshot;
  widget_class->measure = gradus_curves_chart_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "curves");
}

static void
gradus_curves_chart_init (GradusCurvesChart *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->options = GRADUS_CURVES_OPTIONS_STANDARD;
  self->layout = gradus_curves_layout_new ();
  self->cursor = -1;
  self->described_epochs = G_MAXUINT;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  add_controllers (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Curves of loss and accuracy"), -1);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (gtk_widget_queue_draw),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/**
 * gradus_curves_chart_set_snapshot:
 * @self: a chart
 * @snapshot: (nullable): what training has measured so far
 *
 * Shows what is new, a moment later.
 */
void
gradus_curves_chart_set_snapshot (GradusCurvesChart *self, GradusSnapshot *snapshot)
{
  GradusSnapshot *old;

  g_return_if_fail (GRADUS_IS_CURVES_CHART (self));

  if (self->snapshot == snapshot)
    return;
  old = self->snapshot;
  self->snapshot = snapshot != NULL ? gradus_snapshot_ref (snapshot) : NULL;
  /* A new run has other steps. */
  if (snapshot == NULL || old == NULL || old->history != snapshot->history ||
      snapshot->n_steps < old->n_steps)
    {
      self->cursor = -1;
      self->pinned = FALSE;
    }
  g_clear_pointer (&old, gradus_snapshot_unref);
  redraw_soon (self);
}

/**
 * gradus_curves_chart_get_snapshot:
 * @self: a chart
 *
 * Gives what is shown.
 *
 * Returns: (transfer none) (nullable): the snapshot
 */
GradusSnapshot *
gradus_curves_chart_get_snapshot (GradusCurvesChart *self)
{
  g_return_val_if_fail (GRADUS_IS_CURVES_CHART (self), NULL);

  return self->snapshot;
}

/**
 * gradus_curves_chart_set_smoothing:
 * @self: a chart
 * @smoothing: 0 not at all, 1 most
 *
 * Chooses how much the training curves are smoothed.
 */
void
gradus_curves_chart_set_smoothing (GradusCurvesChart *self, double smoothing)
{
  g_return_if_fail (GRADUS_IS_CURVES_CHART (self));

  self->options.smoothing = smoothing;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * gradus_curves_chart_set_logarithmic:
 * @self: a chart
 * @logarithmic: whether the loss has an axis of powers of ten
 *
 * Chooses the axis of the loss.
 */
void
gradus_curves_chart_set_logarithmic (GradusCurvesChart *self, gboolean logarithmic)
{
  g_return_if_fail (GRADUS_IS_CURVES_CHART (self));

  self->options.logarithmic = logarithmic;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * gradus_curves_chart_set_in_batches:
 * @self: a chart
 * @in_batches: whether the shared axis counts batches
 *
 * Chooses the shared axis.
 */
void
gradus_curves_chart_set_in_batches (GradusCurvesChart *self, gboolean in_batches)
{
  g_return_if_fail (GRADUS_IS_CURVES_CHART (self));

  self->options.in_batches = in_batches;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * gradus_curves_chart_make_figure:
 * @self: a chart
 *
 * Takes what the chart shows, without the read-out.
 *
 * Returns: (transfer full): a figure
 */
GradusFigure *
gradus_curves_chart_make_figure (GradusCurvesChart *self)
{
  GradusSnapshot     *snapshot = self->snapshot;
  GradusCurvesOptions options;

  g_return_val_if_fail (GRADUS_IS_CURVES_CHART (self), NULL);

  options = self->options;
  if (snapshot == NULL)
    return gradus_figure_curves_new (NULL, 0, 0, &options);
  take_options (snapshot, &options);
  return gradus_figure_curves_new (snapshot->history, snapshot->n_steps,
                                   snapshot->n_epochs, &options);
}
