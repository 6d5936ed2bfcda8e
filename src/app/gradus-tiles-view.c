/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-tiles-view.h"

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef GradusTilesParts GradusTilesViewPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (GradusTilesView,
                                  gradus_tiles_view,
                                  GTK_TYPE_WIDGET,
                                  G_ADD_PRIVATE (GradusTilesView))

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  GRADUS_TILES_VIEW_GET_CLASS (user_data)->draw (user_data, cr, theme, width, height);
}

static void
choose (GradusTilesView *self, guint place)
{
  g_signal_emit (self, signals[CHOSEN], 0,
                 GRADUS_TILES_VIEW_GET_CLASS (self)->get_sample (self, place));
}

static void
pressed_cb (GradusTilesView *self, int n_presses, double x, double y)
{
  GradusTilesViewClass *klass = GRADUS_TILES_VIEW_GET_CLASS (self);
  int                   place = klass->find_place (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (place < 0)
    return;
  gradus_tiles_view_get_parts (self)->focused = (guint) place;
  klass->focus_changed (self);
  choose (self, (guint) place);
}

/* --- Keys --- */

/* Where a key leads from a place. FALSE: it is none that leads anywhere. */
static gboolean
follow_key (guint key, const GradusTilesGrid *grid, gint64 *place)
{
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      *place -= 1;
      return TRUE;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      *place += 1;
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      *place -= grid->n_columns;
      return TRUE;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      *place += grid->n_columns;
      return TRUE;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      *place -= (gint64) grid->n_rows * grid->n_columns;
      return TRUE;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      *place += (gint64) grid->n_rows * grid->n_columns;
      return TRUE;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      *place = 0;
      return TRUE;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      *place = grid->n_places - 1;
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
zoom_by_key (GradusTilesView *self, guint key)
{
  GradusTilesViewClass *klass = GRADUS_TILES_VIEW_GET_CLASS (self);
  int                   by = 0;

  if (key == GDK_KEY_plus || key == GDK_KEY_KP_Add || key == GDK_KEY_equal)
    by = 1;
  else if (key == GDK_KEY_minus || key == GDK_KEY_KP_Subtract)
    by = -1;
  if (by == 0 || klass->zoom == NULL)
    return FALSE;
  klass->zoom (self, by);
  return TRUE;
}

static gboolean
key_cb (GradusTilesView *self, guint key, guint code, GdkModifierType state)
{
  GradusTilesViewClass *klass = GRADUS_TILES_VIEW_GET_CLASS (self);
  GradusTilesParts     *parts = gradus_tiles_view_get_parts (self);
  GradusTilesGrid       grid;
  gint64                place = parts->focused;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK) || !klass->get_grid (self, &grid))
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    choose (self, parts->focused);
  else if (follow_key (key, &grid, &place))
    {
      parts->focused = (guint) CLAMP (place, 0, (gint64) grid.n_places - 1);
      klass->go_to (self, parts->focused);
    }
  else
    return zoom_by_key (self, key);
  return GDK_EVENT_STOP;
}

/* --- Object --- */

static void
focus_cb (GradusTilesView *self)
{
  GRADUS_TILES_VIEW_GET_CLASS (self)->focus_changed (self);
}

static void
resize_cb (GradusTilesView *self)
{
  GRADUS_TILES_VIEW_GET_CLASS (self)->update_scrolling (self);
}

static void
gradus_tiles_view_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_tiles_view_parent_class)->dispose (object);
}

static void
gradus_tiles_view_class_init (GradusTilesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_tiles_view_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", GRADUS_TYPE_TILES_VIEW, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
add_controllers (GradusTilesView *self, GtkWidget *canvas)
{
  GtkGesture         *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (canvas, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (focus_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

static void
gradus_tiles_view_init (GradusTilesView *self)
{
  GradusTilesParts *parts = gradus_tiles_view_get_parts (self);
  GtkWidget        *canvas = gradus_canvas_new ();

  parts->marked = -1;
  parts->adjustment = gtk_adjustment_new (0, 0, 1, 1, 1, 1);
  parts->canvas = GRADUS_CANVAS (canvas);
  parts->scrollbar = gtk_scrollbar_new (GTK_ORIENTATION_VERTICAL, parts->adjustment);
  gtk_widget_set_hexpand (canvas, TRUE);
  gtk_widget_set_vexpand (canvas, TRUE);
  gradus_canvas_set_func (parts->canvas, draw, self);
  gtk_widget_set_parent (canvas, GTK_WIDGET (self));
  gtk_widget_set_parent (parts->scrollbar, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (parts->adjustment, "value-changed",
                            G_CALLBACK (gtk_widget_queue_draw), canvas);
  g_signal_connect_swapped (canvas, "resize", G_CALLBACK (resize_cb), self);
  add_controllers (self, canvas);
}

GradusTilesParts *
gradus_tiles_view_get_parts (GradusTilesView *self)
{
  return gradus_tiles_view_get_instance_private (self);
}

void
gradus_tiles_view_mark (GradusTilesView *self, int sample)
{
  GradusTilesParts *parts;

  g_return_if_fail (GRADUS_IS_TILES_VIEW (self));

  parts = gradus_tiles_view_get_parts (self);
  if (parts->marked == sample)
    return;
  parts->marked = sample;
  gtk_widget_queue_draw (GTK_WIDGET (parts->canvas));
}
