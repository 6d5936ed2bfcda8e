/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-loss-curve.h"

#include "app/gradus-canvas.h"
#include "app/gradus-figure-menu.h"
#include "plot/figure-loss.h"
#include "plot/loss-plot.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define HEIGHT 200
/* Where the point begins, as a share of the axis: sure, and wrong. */
#define FIRST_PLACE 0.23
/* What a key moves the point by, of the axis. */
#define KEY_STEP 0.01
#define KEY_PAGE 0.1
/* How often the dots follow the batches. */
#define DOTS_INTERVAL (100 * G_TIME_SPAN_MILLISECOND)

struct _GradusLossCurve
{
  GtkWidget     parent_instance;
  GradusStudio *studio;
  GtkWidget    *truths; /* the row with the two buttons */
  GtkWidget    *no;
  GtkWidget    *yes;
  GtkWidget    *canvas;
  double        x;
  double        drag_x;
  GArray       *samples; /* those that are drawn */
  gint64        samples_time;
};

G_DEFINE_FINAL_TYPE (GradusLossCurve, gradus_loss_curve, GTK_TYPE_WIDGET)

static const GradusConfig *
get_loss (GradusStudio *studio)
{
  return gradus_document_get_project (gradus_studio_get_document (studio))
    ->sequential->loss;
}

static guint
get_n_classes (GradusStudio *studio)
{
  GradusPlan *plan = gradus_document_get_plan (gradus_studio_get_document (studio));
  guint       n_layers = gradus_plan_get_n_layers (plan);
  GradusShape shape;

  if (n_layers == 0 || !gradus_plan_get_output (plan, (int) n_layers - 1, &shape))
    return 2;
  return (guint) CLAMP (gradus_shape_last (&shape), 2, 10000);
}

/* Samples belong to the loss that was trained with, not to one that was chosen since. */
static GArray *
get_samples (GradusStudio *studio)
{
  GradusSnapshot *snapshot = gradus_studio_get_snapshot (studio);

  if (snapshot == NULL || snapshot->loss_samples == NULL || snapshot->plan == NULL ||
      !gradus_config_equal (gradus_plan_get_sequential (snapshot->plan)->loss,
                            get_loss (studio)))
    return NULL;
  return snapshot->loss_samples;
}

/* (nullable): what the data call a yes (1) or a no (0) */
static const char *
get_answer_name (GradusStudio *studio, guint answer)
{
  GradusDataset *data = gradus_studio_get_train_data (studio);

  return data != NULL && gradus_dataset_is_yes_no (data) &&
             gradus_dataset_get_n_classes (data) >= 2
           ? gradus_dataset_get_class_name (data, answer)
           : NULL;
}

static GradusLossPlot
get_plot (GradusLossCurve *self)
{
  GradusLossPlot plot = {
    .loss = get_loss (self->studio),
    .n_classes = get_n_classes (self->studio),
    .is_yes = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->yes)),
    .yes_name = get_answer_name (self->studio, 1),
    .x = self->x,
    .has_handle = TRUE,
  };

  if (self->samples != NULL)
    {
      plot.samples = (const GradusLossSample *) (gpointer) self->samples->data;
      plot.n_samples = self->samples->len;
    }
  return plot;
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  GradusLossPlot plot = get_plot (user_data);

  gradus_loss_plot_draw (cr, theme, width, height, &plot);
}

static GradusFigure *
make_figure (gpointer user_data)
{
  GradusLossPlot plot = get_plot (user_data);

  return gradus_figure_loss_new (&plot);
}

GradusFigure *
gradus_loss_curve_make_figure (GradusStudio *studio)
{
  GArray        *samples = get_samples (studio);
  GradusLossPlot plot = { .loss = get_loss (studio),
                          .n_classes = get_n_classes (studio),
                          .is_yes = TRUE,
                          .yes_name = get_answer_name (studio, 1),
                          .x = NAN };

  if (samples != NULL)
    {
      plot.samples = (const GradusLossSample *) (gpointer) samples->data;
      plot.n_samples = samples->len;
    }
  return gradus_figure_loss_new (&plot);
}

/* --- Words --- */

static void
tell (GradusLossCurve *self)
{
  GradusLossPlot   plot = get_plot (self);
  g_autofree char *text = gradus_loss_plot_describe (&plot);
  double           from, to;

  gradus_loss_get_range (plot.loss, &from, &to);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->canvas),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, from,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, to,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, self->x,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
set_truth_label (GtkWidget *button, const char *name, const char *value)
{
  g_autofree char *text = g_strdup_printf ("%s, %s", name, value);

  gtk_button_set_label (GTK_BUTTON (button), text);
}

/* "odd, y = 0 | even, y = 1" */
static void
show_truths (GradusLossCurve *self)
{
  const GradusConfig *loss = get_loss (self->studio);
  gboolean            is_margin = gradus_loss_get_axis (loss) == GRADUS_LOSS_AXIS_MARGIN;
  const char         *no = get_answer_name (self->studio, 0);
  const char         *yes = get_answer_name (self->studio, 1);

  gtk_widget_set_visible (self->truths, gradus_loss_has_two_truths (loss));
  set_truth_label (self->no, no != NULL ? no : _ ("no"), is_margin ? "y = −1" : "y = 0");
  set_truth_label (self->yes, yes != NULL ? yes : _ ("yes"), "y = 1");
}

/* --- The point --- */

double
gradus_loss_curve_get_place (GradusLossCurve *self)
{
  g_return_val_if_fail (GRADUS_IS_LOSS_CURVE (self), 0);
  return self->x;
}

void
gradus_loss_curve_set_place (GradusLossCurve *self, double x)
{
  double from, to;

  g_return_if_fail (GRADUS_IS_LOSS_CURVE (self));

  gradus_loss_get_range (get_loss (self->studio), &from, &to);
  x = CLAMP (x, from, to);
  if (x == self->x)
    return;
  self->x = x;
  tell (self);
  gtk_widget_queue_draw (self->canvas);
}

static void
move_to (GradusLossCurve *self, double px)
{
  GradusLossPlot plot = get_plot (self);
  GradusAxes     axes;
  double         x, y;

  gradus_loss_plot_get_axes (&plot,
                             gradus_canvas_get_theme (GRADUS_CANVAS (self->canvas)),
                             gtk_widget_get_width (self->canvas),
                             gtk_widget_get_height (self->canvas), &axes);
  gradus_axes_find (&axes, px, 0, &x, &y);
  gradus_loss_curve_set_place (self, x);
}

static void
drag_begin_cb (GradusLossCurve *self, double x, double y)
{
  gtk_widget_grab_focus (self->canvas);
  self->drag_x = x;
  move_to (self, x);
}

static void
drag_update_cb (GradusLossCurve *self, double by_x, double by_y)
{
  move_to (self, self->drag_x + by_x);
}

static gboolean
key_cb (GradusLossCurve *self, guint key, guint code, GdkModifierType state)
{
  static const struct
  {
    guint  key, keypad;
    double by;
  } moves[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, -KEY_STEP },
    { GDK_KEY_Right, GDK_KEY_KP_Right, KEY_STEP },
    { GDK_KEY_Down, GDK_KEY_KP_Down, -KEY_STEP },
    { GDK_KEY_Up, GDK_KEY_KP_Up, KEY_STEP },
    { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, -KEY_PAGE },
    { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, KEY_PAGE },
    { GDK_KEY_Home, GDK_KEY_KP_Home, -1 },
    { GDK_KEY_End, GDK_KEY_KP_End, 1 },
  };
  double from, to;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK))
    return GDK_EVENT_PROPAGATE;
  gradus_loss_get_range (get_loss (self->studio), &from, &to);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    if (key == moves[i].key || key == moves[i].keypad)
      {
        gradus_loss_curve_set_place (self, self->x + moves[i].by * (to - from));
        return GDK_EVENT_STOP;
      }
  return GDK_EVENT_PROPAGATE;
}

static void
truth_cb (GradusLossCurve *self)
{
  tell (self);
  gtk_widget_queue_draw (self->canvas);
}

/* --- Following the studio --- */

static void
take_samples (GradusLossCurve *self)
{
  GArray *samples = get_samples (self->studio);

  self->samples_time = g_get_monotonic_time ();
  if (samples == self->samples)
    return;
  g_clear_pointer (&self->samples, g_array_unref);
  if (samples != NULL)
    self->samples = g_array_ref (samples);
  gtk_widget_queue_draw (self->canvas);
}

static void
updated_cb (GradusLossCurve *self)
{
  gboolean is_running =
    gradus_studio_get_snapshot (self->studio)->state == GRADUS_SESSION_RUNNING;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      (!is_running || g_get_monotonic_time () - self->samples_time >= DOTS_INTERVAL))
    take_samples (self);
}

void
gradus_loss_curve_refresh (GradusLossCurve *self)
{
  g_return_if_fail (GRADUS_IS_LOSS_CURVE (self));

  show_truths (self);
  take_samples (self);
  tell (self);
  gtk_widget_queue_draw (self->canvas);
}

/* --- Object --- */

static void
gradus_loss_curve_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gradus_loss_curve_parent_class)->map (widget);
  take_samples (GRADUS_LOSS_CURVE (widget));
}

static void
gradus_loss_curve_dispose (GObject *object)
{
  GradusLossCurve *self = GRADUS_LOSS_CURVE (object);
  GtkWidget       *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->studio);
  g_clear_pointer (&self->samples, g_array_unref);
  G_OBJECT_CLASS (gradus_loss_curve_parent_class)->dispose (object);
}

static void
gradus_loss_curve_class_init (GradusLossCurveClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gradus_loss_curve_dispose;
  GTK_WIDGET_CLASS (klass)->map = gradus_loss_curve_map;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "losscurve");
}

static GtkWidget *
new_truths (GradusLossCurve *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (_ ("Truth"));
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->no = gtk_toggle_button_new ();
  self->yes = gtk_toggle_button_new ();
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->yes),
                               GTK_TOGGLE_BUTTON (self->no));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->yes), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_add_css_class (buttons, "linked");
  gtk_widget_add_css_class (buttons, "truths");
  gtk_box_append (GTK_BOX (buttons), self->no);
  gtk_box_append (GTK_BOX (buttons), self->yes);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), buttons);
  g_signal_connect_swapped (self->yes, "toggled", G_CALLBACK (truth_cb), self);
  return row;
}

static GtkWidget *
new_canvas (GradusLossCurve *self)
{
  /* It is a slider to who hears it. */
  GtkWidget          *canvas = g_object_new (GRADUS_TYPE_CANVAS, "accessible-role",
                                             GTK_ACCESSIBLE_ROLE_SLIDER, NULL);
  GtkGesture         *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (canvas), HEIGHT);
  gtk_widget_set_focusable (canvas, TRUE);
  gtk_widget_set_cursor_from_name (canvas, "ew-resize");
  gtk_widget_set_tooltip_text (canvas,
                               _ ("Drag the point, or move it by the arrow keys"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (canvas), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Curve of the loss"), -1);
  gtk_widget_add_controller (canvas, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (canvas, keys);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gradus_canvas_set_func (GRADUS_CANVAS (canvas), draw, self);
  gradus_figure_menu_add (canvas, make_figure, self);
  return canvas;
}

static void
gradus_loss_curve_init (GradusLossCurve *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (
                                    gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (
                                gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                              8);
  self->truths = new_truths (self);
  self->canvas = new_canvas (self);
  gtk_widget_set_parent (self->truths, GTK_WIDGET (self));
  gtk_widget_set_parent (self->canvas, GTK_WIDGET (self));
}

GtkWidget *
gradus_loss_curve_new (GradusStudio *studio)
{
  GradusLossCurve *self = g_object_new (GRADUS_TYPE_LOSS_CURVE, NULL);
  double           from, to;

  self->studio = g_object_ref (studio);
  gradus_loss_get_range (get_loss (studio), &from, &to);
  self->x = from + FIRST_PLACE * (to - from);
  g_signal_connect_object (studio, "updated", G_CALLBACK (updated_cb), self,
                           G_CONNECT_SWAPPED);
  gradus_loss_curve_refresh (self);
  return GTK_WIDGET (self);
}
