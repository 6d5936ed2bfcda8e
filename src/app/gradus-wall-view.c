/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-wall-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/gradus-canvas.h"
#include "plot/wall-tiles.h"

/* How long new strips may be painted in one frame; the rest comes with the next one. */
#define BUDGET_US 4000
#define WHEEL_STEP 72.0

struct _GradusWallView
{
  GtkWidget      parent_instance;
  GradusCanvas  *canvas;
  GtkWidget     *scrollbar;
  GtkAdjustment *adjustment; /* in pixels */
  GradusWall    *wall;       /* NULL: no data */
  GradusDataset *data;
  guint          zoom;
  int            marked;  /* a sample */
  guint          focused; /* a place */
  int            hovered; /* a place, -1 for none */
  guint          redraw;  /* source: strips are missing */
};

enum
{
  CHOSEN,
  POINTED,
  ZOOMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusWallView, gradus_wall_view, GTK_TYPE_WIDGET)

static gboolean
lay_out (GradusWallView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self->canvas));

  if (self->wall == NULL || width <= 0)
    return FALSE;
  gradus_wall_lay_out (self->wall, gradus_canvas_get_theme (self->canvas), width);
  return TRUE;
}

static void
update_scrolling (GradusWallView *self)
{
  double seen = MAX (gtk_widget_get_height (GTK_WIDGET (self->canvas)), 1);
  double height = lay_out (self) ? gradus_wall_get_height (self->wall) : 0;
  double step = self->wall != NULL ? gradus_wall_get_row_height (self->wall) : 1;

  gtk_adjustment_configure (self->adjustment,
                            CLAMP (gtk_adjustment_get_value (self->adjustment), 0,
                                   MAX (height - seen, 0)),
                            0, MAX (height, seen), step, seen * 0.9, seen);
  /* It keeps its place: the width decides how high the wall is. */
  gtk_widget_set_opacity (self->scrollbar, height > seen ? 1 : 0);
  gtk_widget_set_sensitive (self->scrollbar, height > seen);
}

static gboolean
redraw_cb (gpointer user_data)
{
  GradusWallView *self = user_data;

  self->redraw = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
  return G_SOURCE_REMOVE;
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  GradusWallView *self = user_data;
  double          offset = round (gtk_adjustment_get_value (self->adjustment));

  if (!lay_out (self))
    return;
  if (!gradus_wall_draw (self->wall, cr, theme, height, offset, BUDGET_US) &&
      self->redraw == 0)
    self->redraw = g_idle_add (redraw_cb, self);
  if (self->marked >= 0)
    {
      int place = gradus_wall_find_sample (self->wall, (guint) self->marked);

      if (place >= 0)
        gradus_wall_draw_mark (self->wall, cr, theme, (guint) place, offset, 1);
    }
  if (self->hovered >= 0)
    gradus_wall_draw_mark (self->wall, cr, theme, (guint) self->hovered, offset, 0);
  if (gtk_widget_has_visible_focus (GTK_WIDGET (self)))
    gradus_wall_draw_mark (self->wall, cr, theme, self->focused, offset, 3);
}

/* --- What is pointed at --- */

static void
point_at (GradusWallView *self, int place)
{
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
  if (self->hovered == place)
    return;
  self->hovered = place;
  g_signal_emit (self, signals[POINTED], 0,
                 place >= 0 && self->wall != NULL
                   ? (int) gradus_wall_get_sample (self->wall, (guint) place)
                   : -1);
}

static int
find_place (GradusWallView *self, double x, double y)
{
  if (!lay_out (self))
    return -1;
  return gradus_wall_find_place (self->wall, x,
                                 y + gtk_adjustment_get_value (self->adjustment));
}

static void
motion_cb (GradusWallView *self, double x, double y)
{
  int place = find_place (self, x, y);

  if (place != self->hovered)
    point_at (self, place);
}

static void
leave_cb (GradusWallView *self)
{
  point_at (self, -1);
}

static void
choose (GradusWallView *self, guint place)
{
  g_signal_emit (self, signals[CHOSEN], 0, gradus_wall_get_sample (self->wall, place));
}

static void
pressed_cb (GradusWallView *self, int n_presses, double x, double y)
{
  int place = find_place (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (place < 0)
    return;
  self->focused = (guint) place;
  choose (self, (guint) place);
}

static gboolean
scroll_cb (GradusWallView *self, double dx, double dy, GtkEventController *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (controller);
  gboolean        is_wheel =
    gtk_event_controller_scroll_get_unit (GTK_EVENT_CONTROLLER_SCROLL (controller)) ==
    GDK_SCROLL_UNIT_WHEEL;

  if (state & GDK_CONTROL_MASK)
    {
      if (dy != 0)
        gradus_wall_view_set_zoom (self, dy < 0 ? self->zoom + 1
                                                : self->zoom - MIN (self->zoom, 1));
      return GDK_EVENT_STOP;
    }
  gtk_adjustment_set_value (self->adjustment,
                            gtk_adjustment_get_value (self->adjustment) +
                              dy * (is_wheel ? WHEEL_STEP : 1));
  return GDK_EVENT_STOP;
}

/* --- Keys --- */

static void
reveal (GradusWallView *self)
{
  double x, y, width, height;
  double from = gtk_adjustment_get_value (self->adjustment);
  double seen = gtk_adjustment_get_page_size (self->adjustment);

  gradus_wall_get_tile (self->wall, self->focused, &x, &y, &width, &height);
  if (y - 4 < from)
    gtk_adjustment_set_value (self->adjustment, y - 4);
  else if (y + height + 4 > from + seen)
    gtk_adjustment_set_value (self->adjustment, y + height + 4 - seen);
}

static gboolean
go (GradusWallView *self, guint key)
{
  gint64 n = gradus_wall_get_n_places (self->wall);
  gint64 columns = gradus_wall_get_n_columns (self->wall);
  gint64 rows = (gint64) MAX (gtk_adjustment_get_page_size (self->adjustment) /
                                gradus_wall_get_row_height (self->wall),
                              1);
  gint64 to = self->focused;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      to -= 1;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      to += 1;
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      to -= columns;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      to += columns;
      break;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      to -= rows * columns;
      break;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      to += rows * columns;
      break;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      to = 0;
      break;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      to = n - 1;
      break;
    default:
      return FALSE;
    }
  self->focused = (guint) CLAMP (to, 0, n - 1);
  reveal (self);
  point_at (self, (int) self->focused);
  return TRUE;
}

static gboolean
key_cb (GradusWallView *self, guint key, guint code, GdkModifierType state)
{
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK) || !lay_out (self) ||
      gradus_wall_get_n_places (self->wall) == 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_plus || key == GDK_KEY_KP_Add || key == GDK_KEY_equal)
    gradus_wall_view_set_zoom (self, self->zoom + 1);
  else if (key == GDK_KEY_minus || key == GDK_KEY_KP_Subtract)
    gradus_wall_view_set_zoom (self, self->zoom - MIN (self->zoom, 1));
  else if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    choose (self, self->focused);
  else
    return go (self, key);
  return GDK_EVENT_STOP;
}

static void
focus_cb (GradusWallView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

/* --- Object --- */

static void
gradus_wall_view_dispose (GObject *object)
{
  GradusWallView *self = GRADUS_WALL_VIEW (object);
  GtkWidget      *child;

  g_clear_handle_id (&self->redraw, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->wall, gradus_wall_free);
  g_clear_pointer (&self->data, gradus_dataset_unref);
  G_OBJECT_CLASS (gradus_wall_view_parent_class)->dispose (object);
}

static void
gradus_wall_view_class_init (GradusWallViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_wall_view_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", GRADUS_TYPE_WALL_VIEW, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[POINTED] = g_signal_new ("pointed", GRADUS_TYPE_WALL_VIEW, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[ZOOMED] = g_signal_new ("zoomed", GRADUS_TYPE_WALL_VIEW, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
add_controllers (GradusWallView *self)
{
  GtkWidget          *widget = GTK_WIDGET (self);
  GtkGesture         *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
    GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_KINETIC);

  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->canvas), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->canvas), motion);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (widget, scroll);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (widget, keys);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (focus_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_cb), self);
  gtk_widget_add_controller (widget, focus);
}

static void
gradus_wall_view_init (GradusWallView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->marked = self->hovered = -1;
  self->zoom = 2;
  self->adjustment = gtk_adjustment_new (0, 0, 1, 1, 1, 1);
  self->canvas = GRADUS_CANVAS (gradus_canvas_new ());
  self->scrollbar = gtk_scrollbar_new (GTK_ORIENTATION_VERTICAL, self->adjustment);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->canvas), 120);
  gtk_widget_set_hexpand (GTK_WIDGET (self->canvas), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->canvas), TRUE);
  gradus_canvas_set_func (self->canvas, draw, self);
  gtk_widget_set_parent (GTK_WIDGET (self->canvas), widget);
  gtk_widget_set_parent (self->scrollbar, widget);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Samples"), -1);
  g_signal_connect_swapped (self->adjustment, "value-changed",
                            G_CALLBACK (gtk_widget_queue_draw), self->canvas);
  g_signal_connect_swapped (self->canvas, "resize", G_CALLBACK (update_scrolling), self);
  add_controllers (self);
}

/**
 * gradus_wall_view_show:
 * @data: (nullable): samples
 * @samples: (nullable) (array length=n): which of them; NULL for all
 * @n: how many
 *
 * Shows samples from the first one on.
 */
void
gradus_wall_view_show (GradusWallView *self,
                       GradusDataset  *data,
                       const guint    *samples,
                       guint           n)
{
  g_return_if_fail (GRADUS_IS_WALL_VIEW (self));

  g_clear_pointer (&self->wall, gradus_wall_free);
  g_clear_pointer (&self->data, gradus_dataset_unref);
  self->hovered = -1;
  self->focused = 0;
  if (data != NULL)
    {
      self->data = gradus_dataset_ref (data);
      self->wall = gradus_wall_new (data);
      gradus_wall_set_zoom (self->wall, self->zoom);
      if (samples != NULL)
        gradus_wall_set_samples (self->wall, samples, n);
    }
  gtk_adjustment_set_value (self->adjustment, 0);
  update_scrolling (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

void
gradus_wall_view_mark (GradusWallView *self, int sample)
{
  g_return_if_fail (GRADUS_IS_WALL_VIEW (self));

  if (self->marked == sample)
    return;
  self->marked = sample;
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

/**
 * gradus_wall_view_set_zoom:
 * @zoom: 0 to %GRADUS_WALL_N_ZOOMS − 1
 *
 * Changes the size of the tiles; what was at the upper edge stays there.
 */
void
gradus_wall_view_set_zoom (GradusWallView *self, guint zoom)
{
  guint first;

  g_return_if_fail (GRADUS_IS_WALL_VIEW (self));

  zoom = MIN (zoom, GRADUS_WALL_N_ZOOMS - 1);
  if (self->zoom == zoom)
    return;
  first = gradus_wall_view_get_first (self);
  self->zoom = zoom;
  if (self->wall != NULL)
    {
      double x, y, width, height;

      gradus_wall_set_zoom (self->wall, zoom);
      update_scrolling (self);
      gradus_wall_get_tile (self->wall, first, &x, &y, &width, &height);
      gtk_adjustment_set_value (self->adjustment, first > 0 ? y - 4 : 0);
    }
  self->hovered = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
  g_signal_emit (self, signals[ZOOMED], 0);
}

guint
gradus_wall_view_get_zoom (GradusWallView *self)
{
  g_return_val_if_fail (GRADUS_IS_WALL_VIEW (self), 0);
  return self->zoom;
}

guint
gradus_wall_view_get_first (GradusWallView *self)
{
  int place;

  g_return_val_if_fail (GRADUS_IS_WALL_VIEW (self), 0);

  if (!lay_out (self))
    return 0;
  place = gradus_wall_find_place (self->wall, 8,
                                  gtk_adjustment_get_value (self->adjustment) +
                                    gradus_wall_get_row_height (self->wall) / 2);
  return (guint) MAX (place, 0);
}

guint
gradus_wall_view_get_n_seen (GradusWallView *self)
{
  double rows;

  g_return_val_if_fail (GRADUS_IS_WALL_VIEW (self), 0);

  if (!lay_out (self))
    return 0;
  rows = ceil (gtk_adjustment_get_page_size (self->adjustment) /
               gradus_wall_get_row_height (self->wall));
  return MIN ((guint) rows * gradus_wall_get_n_columns (self->wall),
              gradus_wall_get_n_places (self->wall));
}
