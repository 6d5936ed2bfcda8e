/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-pad.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-canvas.h"

#define PEN_WIDTH_USUAL 2.4
/* The eraser is broader than the pen, as real ones are. */
#define ERASER_SHARE 1.6

struct _GradusPad
{
  GtkWidget      parent_instance;
  GradusCanvas  *canvas;
  GradusDrawing *drawing;
  GradusTool     tool;
  double         pen_width;

  /* The pen of the keyboard, or the ring around the pointer; in cells. */
  GradusPadCursor cursor;
  gboolean        is_pointed;
  double          key_x, key_y;
  gboolean        is_key_down;
};

enum
{
  CHANGED,
  TOOL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusPad, gradus_pad, GTK_TYPE_WIDGET)

static double
get_width (GradusPad *self, GradusTool tool)
{
  return self->pen_width * (tool == GRADUS_TOOL_ERASER ? ERASER_SHARE : 1);
}

static double
get_side (GradusPad *self)
{
  return MIN (gtk_widget_get_width (GTK_WIDGET (self->canvas)),
              gtk_widget_get_height (GTK_WIDGET (self->canvas)));
}

static double
to_cells (GradusPad *self, double at)
{
  return at * GRADUS_DRAWING_SIDE / MAX (get_side (self), 1);
}

static void
update_actions (GradusPad *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "pad.undo",
                                 gradus_drawing_can_undo (self->drawing));
  gtk_widget_action_set_enabled (widget, "pad.redo",
                                 gradus_drawing_can_redo (self->drawing));
}

static void
update_cursor (GradusPad *self)
{
  self->cursor.is_shown =
    self->is_pointed || gtk_widget_has_visible_focus (GTK_WIDGET (self));
  if (!self->is_pointed)
    {
      self->cursor.x = self->key_x;
      self->cursor.y = self->key_y;
      self->cursor.is_down = self->is_key_down;
    }
  self->cursor.is_eraser = self->tool == GRADUS_TOOL_ERASER;
  self->cursor.width = get_width (self, self->tool);
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

static void
announce (GradusPad *self)
{
  update_actions (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  GradusPad *self = user_data;

  gradus_drawing_paint (cr, theme, MIN (width, height), self->drawing, &self->cursor);
}

/* --- Pointer --- */

static void
begin_stroke (GradusPad *self, GradusTool tool, double x, double y, double pressure)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->is_key_down = FALSE;
  self->cursor.is_down = TRUE;
  gradus_drawing_begin (self->drawing, tool, get_width (self, tool));
  gradus_drawing_add (self->drawing, to_cells (self, x), to_cells (self, y), pressure);
  announce (self);
}

static void
go_on (GradusPad *self, double x, double y, double pressure)
{
  if (gradus_drawing_is_drawing (self->drawing))
    gradus_drawing_add (self->drawing, to_cells (self, x), to_cells (self, y), pressure);
}

static void
point_at (GradusPad *self, double x, double y)
{
  self->is_pointed = TRUE;
  self->cursor.x = to_cells (self, x);
  self->cursor.y = to_cells (self, y);
  update_cursor (self);
}

static void
end_stroke (GradusPad *self)
{
  if (!gradus_drawing_is_drawing (self->drawing))
    return;
  gradus_drawing_end (self->drawing);
  self->cursor.is_down = FALSE;
  announce (self);
}

/* A stylus has a gesture of its own. */
static gboolean
is_stylus (GtkGesture *gesture)
{
  GdkEvent *event =
    gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));

  return event != NULL && gdk_event_get_device_tool (event) != NULL;
}

static void
drag_begin_cb (GradusPad *self, double x, double y, GtkGesture *gesture)
{
  if (!is_stylus (gesture))
    begin_stroke (self, self->tool, x, y, GRADUS_PRESSURE_USUAL);
}

/* Where the pointer was since the last frame; without these a quick curve has corners. */
static void
add_history (GradusPad *self, GdkEvent *event)
{
  GtkNative               *native = gtk_widget_get_native (GTK_WIDGET (self));
  guint                    n = 0;
  g_autofree GdkTimeCoord *history = gdk_event_get_history (event, &n);
  double                   left = 0, top = 0;

  if (history == NULL || native == NULL)
    return;
  gtk_native_get_surface_transform (native, &left, &top);
  for (guint i = 0; i < n; i++)
    {
      double x, y;

      if (gtk_widget_translate_coordinates (GTK_WIDGET (native),
                                            GTK_WIDGET (self->canvas),
                                            history[i].axes[GDK_AXIS_X] - left,
                                            history[i].axes[GDK_AXIS_Y] - top, &x, &y))
        go_on (self, x, y, GRADUS_PRESSURE_USUAL);
    }
}

static void
drag_update_cb (GradusPad *self, double by_x, double by_y, GtkGesture *gesture)
{
  GdkEvent *event =
    gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (gesture));
  double x, y;

  if (is_stylus (gesture) || !gradus_drawing_is_drawing (self->drawing))
    return;
  gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (gesture), &x, &y);
  if (event != NULL)
    add_history (self, event);
  go_on (self, x + by_x, y + by_y, GRADUS_PRESSURE_USUAL);
  point_at (self, x + by_x, y + by_y);
  announce (self);
}

static void
drag_end_cb (GradusPad *self, double by_x, double by_y, GtkGesture *gesture)
{
  if (!is_stylus (gesture))
    end_stroke (self);
}

static double
get_pressure (GtkGestureStylus *stylus)
{
  double pressure;

  return gtk_gesture_stylus_get_axis (stylus, GDK_AXIS_PRESSURE, &pressure)
           ? pressure
           : GRADUS_PRESSURE_USUAL;
}

static void
stylus_down_cb (GradusPad *self, double x, double y, GtkGestureStylus *stylus)
{
  GdkDeviceTool *tool = gtk_gesture_stylus_get_device_tool (stylus);
  gboolean       is_eraser =
    tool != NULL && gdk_device_tool_get_tool_type (tool) == GDK_DEVICE_TOOL_TYPE_ERASER;

  begin_stroke (self, is_eraser ? GRADUS_TOOL_ERASER : self->tool, x, y,
                get_pressure (stylus));
}

static void
stylus_motion_cb (GradusPad *self, double x, double y, GtkGestureStylus *stylus)
{
  g_autofree GdkTimeCoord *backlog = NULL;
  guint                    n = 0;

  if (!gradus_drawing_is_drawing (self->drawing))
    return;
  if (gtk_gesture_stylus_get_backlog (stylus, &backlog, &n))
    for (guint i = 0; i < n; i++)
      go_on (self, backlog[i].axes[GDK_AXIS_X], backlog[i].axes[GDK_AXIS_Y],
             backlog[i].flags & GDK_AXIS_FLAG_PRESSURE
               ? backlog[i].axes[GDK_AXIS_PRESSURE]
               : GRADUS_PRESSURE_USUAL);
  else
    go_on (self, x, y, get_pressure (stylus));
  point_at (self, x, y);
  announce (self);
}

static void
leave_cb (GradusPad *self)
{
  self->is_pointed = FALSE;
  update_cursor (self);
}

/* --- Keys --- */

static void
put_key_pen (GradusPad *self, gboolean is_down)
{
  if (self->is_key_down == is_down)
    return;
  self->is_key_down = is_down;
  if (is_down)
    {
      gradus_drawing_begin (self->drawing, self->tool, get_width (self, self->tool));
      gradus_drawing_add (self->drawing, self->key_x, self->key_y, GRADUS_PRESSURE_USUAL);
    }
  else
    gradus_drawing_end (self->drawing);
  announce (self);
}

static gboolean
move_key_pen (GradusPad *self, int by_x, int by_y)
{
  self->is_pointed = FALSE;
  self->key_x = CLAMP (self->key_x + by_x, 0.5, GRADUS_DRAWING_SIDE - 0.5);
  self->key_y = CLAMP (self->key_y + by_y, 0.5, GRADUS_DRAWING_SIDE - 0.5);
  if (self->is_key_down && gradus_drawing_is_drawing (self->drawing))
    {
      gradus_drawing_add (self->drawing, self->key_x, self->key_y, GRADUS_PRESSURE_USUAL);
      announce (self);
    }
  return GDK_EVENT_STOP;
}

static gboolean
key_cb (GradusPad *self, guint key, guint code, GdkModifierType state)
{
  gboolean handled = GDK_EVENT_STOP;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      move_key_pen (self, -1, 0);
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      move_key_pen (self, 1, 0);
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      move_key_pen (self, 0, -1);
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      move_key_pen (self, 0, 1);
      break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      put_key_pen (self, !self->is_key_down);
      break;
    case GDK_KEY_e:
    case GDK_KEY_E:
      put_key_pen (self, FALSE);
      gradus_pad_set_tool (self, self->tool == GRADUS_TOOL_PEN ? GRADUS_TOOL_ERASER
                                                               : GRADUS_TOOL_PEN);
      break;
    case GDK_KEY_Escape:
      handled = self->is_key_down;
      put_key_pen (self, FALSE);
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  update_cursor (self);
  return handled;
}

static void
focus_left_cb (GradusPad *self)
{
  put_key_pen (self, FALSE);
  update_cursor (self);
}

/* --- Actions --- */

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusPad *self = GRADUS_PAD (widget);

  self->is_key_down = FALSE;
  gradus_drawing_undo (self->drawing);
  announce (self);
}

static void
redo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusPad *self = GRADUS_PAD (widget);

  gradus_drawing_redo (self->drawing);
  announce (self);
}

static void
clear_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GradusPad *self = GRADUS_PAD (widget);

  self->is_key_down = FALSE;
  gradus_drawing_clear (self->drawing);
  announce (self);
}

/* --- Object --- */

static void
gradus_pad_dispose (GObject *object)
{
  GradusPad *self = GRADUS_PAD (object);

  if (self->canvas != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->canvas));
  self->canvas = NULL;
  G_OBJECT_CLASS (gradus_pad_parent_class)->dispose (object);
}

static void
gradus_pad_finalize (GObject *object)
{
  gradus_drawing_free (GRADUS_PAD (object)->drawing);
  G_OBJECT_CLASS (gradus_pad_parent_class)->finalize (object);
}

static void
add_bindings (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "pad.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "pad.redo", NULL, redo_action);
  gtk_widget_class_install_action (widget_class, "pad.clear", NULL, clear_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_BackSpace, 0, "pad.undo",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK,
                                       "pad.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z,
                                       GDK_CONTROL_MASK | GDK_SHIFT_MASK, "pad.redo",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_y, GDK_CONTROL_MASK,
                                       "pad.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "pad.clear",
                                       NULL);
}

static void
gradus_pad_class_init (GradusPadClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = gradus_pad_dispose;
  object_class->finalize = gradus_pad_finalize;
  signals[CHANGED] = g_signal_new ("changed", GRADUS_TYPE_PAD, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[TOOL_CHANGED] =
    g_signal_new ("tool-changed", GRADUS_TYPE_PAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "pad");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  add_bindings (widget_class);
}

static void
add_pointer (GradusPad *self)
{
  GtkWidget          *canvas = GTK_WIDGET (self->canvas);
  GtkGesture         *drag = gtk_gesture_drag_new ();
  GtkGesture         *stylus = gtk_gesture_stylus_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (canvas, GTK_EVENT_CONTROLLER (drag));

  g_signal_connect_swapped (stylus, "down", G_CALLBACK (stylus_down_cb), self);
  g_signal_connect_swapped (stylus, "motion", G_CALLBACK (stylus_motion_cb), self);
  g_signal_connect_swapped (stylus, "up", G_CALLBACK (end_stroke), self);
  gtk_widget_add_controller (canvas, GTK_EVENT_CONTROLLER (stylus));
  gtk_gesture_group (drag, stylus);

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (point_at), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (canvas, motion);
}

static void
add_keys (GradusPad *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (update_cursor), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

static void
gradus_pad_init (GradusPad *self)
{
  self->drawing = gradus_drawing_new ();
  self->pen_width = PEN_WIDTH_USUAL;
  self->key_x = self->key_y = GRADUS_DRAWING_SIDE / 2 + 0.5;
  self->canvas = GRADUS_CANVAS (gradus_canvas_new ());
  gradus_canvas_set_func (self->canvas, draw, self);
  gtk_widget_set_parent (GTK_WIDGET (self->canvas), GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->canvas), "crosshair");
  gtk_accessible_update_property (
    GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Pad to draw a digit"),
    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
    _ ("Arrow keys move the pen, Enter lowers and lifts it, E changes to the eraser, "
       "Backspace takes the last stroke back, Delete clears the pad."),
    -1);
  add_pointer (self);
  add_keys (self);
  update_actions (self);
}

GradusDrawing *
gradus_pad_get_drawing (GradusPad *self)
{
  g_return_val_if_fail (GRADUS_IS_PAD (self), NULL);
  return self->drawing;
}

void
gradus_pad_refresh (GradusPad *self)
{
  g_return_if_fail (GRADUS_IS_PAD (self));
  self->is_key_down = FALSE;
  update_actions (self);
  update_cursor (self);
}

void
gradus_pad_set_tool (GradusPad *self, GradusTool tool)
{
  g_return_if_fail (GRADUS_IS_PAD (self));

  if (self->tool == tool)
    return;
  self->tool = tool;
  update_cursor (self);
  g_signal_emit (self, signals[TOOL_CHANGED], 0);
}

GradusTool
gradus_pad_get_tool (GradusPad *self)
{
  g_return_val_if_fail (GRADUS_IS_PAD (self), GRADUS_TOOL_PEN);
  return self->tool;
}

void
gradus_pad_set_pen_width (GradusPad *self, double width)
{
  g_return_if_fail (GRADUS_IS_PAD (self));
  self->pen_width = width;
  update_cursor (self);
}
