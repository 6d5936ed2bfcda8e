/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-curves-chart-private.h"

#include <math.h>

/* One click of a wheel, or one press of a key. */
#define ZOOM_FACTOR 1.25
#define PAN_PIXELS 60.0

/* What pointer and keyboard do in the chart. */

/* --- Reading --- */

static void
set_cursor (GradusCurvesChart *self, const GradusCurvesCursor *cursor)
{
  if (self->has_cursor && self->cursor.trace == cursor->trace &&
      self->cursor.index == cursor->index)
    return;
  self->has_cursor = TRUE;
  self->cursor = *cursor;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
motion_cb (GradusCurvesChart *self, double x, double y)
{
  GradusCurvesCursor cursor;

  /* An event of the wheel does not say where it was. */
  self->pointer[0] = x;
  self->pointer[1] = y;
  if (self->pinned)
    return;
  if (gradus_curves_layout_hit (self->layout, x, y, &cursor))
    set_cursor (self, &cursor);
  else
    gradus_curves_chart_drop_cursor (self);
}

static void
leave_cb (GradusCurvesChart *self)
{
  if (!self->pinned)
    gradus_curves_chart_drop_cursor (self);
}

static void
pressed_cb (GradusCurvesChart *self, int n_press, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* A click pins what is read out; a second one at once shows the whole instead. */
static void
released_cb (GradusCurvesChart *self, int n_press, double x, double y)
{
  GradusCurvesCursor cursor;

  if (n_press > 1)
    {
      gradus_curves_chart_drop_cursor (self);
      gradus_curves_chart_zoom (self, 0);
      return;
    }
  if (!gradus_curves_layout_hit (self->layout, x, y, &cursor))
    {
      gradus_curves_chart_drop_cursor (self);
      return;
    }
  self->pinned = !self->pinned;
  set_cursor (self, &cursor);
}

/* Moves the part that is shown so far that the cursor is in it. */
static void
follow_cursor (GradusCurvesChart *self)
{
  const GradusCurvesPanel *panel = &self->layout->panels[0];
  double                   x =
    gradus_curves_layout_x_to_pixel (self->layout,
                                     gradus_curves_layout_get_cursor_x (self->layout,
                                                                        &self->cursor));
  double by = x < panel->x                  ? panel->x - x + panel->width / 4
              : x > panel->x + panel->width ? panel->x + 3 * panel->width / 4 - x
                                            : 0;

  if (by == 0)
    return;
  gradus_curves_window_pan (self->layout, &self->options.window, by, 0);
  gradus_curves_chart_window_changed (self);
}

static void
move_cursor (GradusCurvesChart *self, int n_batches, int n_epochs)
{
  GradusCurvesCursor cursor = self->cursor;
  g_autofree char   *text = NULL;

  if (!self->has_cursor && !gradus_curves_layout_find_end (self->layout, &cursor))
    return;
  if (self->has_cursor)
    gradus_curves_layout_move (self->layout, &cursor, n_batches, n_epochs);
  self->pinned = TRUE;
  set_cursor (self, &cursor);
  follow_cursor (self);
  text = gradus_curves_layout_describe_step (self->layout, &self->cursor);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

/* --- Looking at a part --- */

static void
pan (GradusCurvesChart *self, double dx, double dy)
{
  gradus_curves_window_pan (self->layout, &self->options.window, dx, dy);
  gradus_curves_chart_window_changed (self);
}

/* The wheel comes nearer at the pointer, with Control in the axis of the chart; with
 * Shift, or sideways, it moves along. */
static gboolean
scroll_cb (GradusCurvesChart *self, double dx, double dy, GtkEventController *scroll)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (scroll);

  if (self->layout->n_panels == 0)
    return FALSE;
  if (state & GDK_SHIFT_MASK)
    dx += dy;
  if ((state & GDK_SHIFT_MASK) != 0 || fabs (dx) > fabs (dy))
    {
      pan (self, -dx * PAN_PIXELS, 0);
      return TRUE;
    }
  if (state & GDK_CONTROL_MASK)
    gradus_curves_window_zoom_y (self->layout, &self->options.window, self->pointer[1],
                                 pow (ZOOM_FACTOR, -dy));
  else
    gradus_curves_window_zoom (self->layout, &self->options.window, self->pointer[0],
                               pow (ZOOM_FACTOR, -dy));
  gradus_curves_chart_window_changed (self);
  return TRUE;
}

/* Dragging moves what is shown; where that is all there is, or with Control, it draws a
 * frame around what is to be shown. */
static void
drag_begin_cb (GradusCurvesChart *self, double x, double y)
{
  GdkModifierType state =
    gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (self->drag));

  self->dragged[0] = self->dragged[1] = 0;
  self->frame[0] = self->frame[2] = x;
  self->frame[1] = self->frame[3] = y;
  self->wants_frame = gradus_curves_window_is_whole (&self->options.window) ||
                      (state & GDK_CONTROL_MASK) != 0;
}

static void
drag_update_cb (GradusCurvesChart *self, double dx, double dy)
{
  if (!gtk_drag_check_threshold (GTK_WIDGET (self), 0, 0, (int) dx, (int) dy) &&
      !self->is_dragging)
    return;
  if (!self->is_dragging)
    gtk_gesture_set_state (self->drag, GTK_EVENT_SEQUENCE_CLAIMED);
  if (self->wants_frame)
    {
      self->frame[2] = self->frame[0] + dx;
      self->frame[3] = self->frame[1] + dy;
      self->is_framing = TRUE;
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
  else
    pan (self, dx - self->dragged[0], dy - self->dragged[1]);
  self->is_dragging = TRUE;
  self->dragged[0] = dx;
  self->dragged[1] = dy;
}

static void
drag_end_cb (GradusCurvesChart *self, double dx, double dy)
{
  const double *frame = self->frame;

  if (self->is_framing)
    {
      if (gradus_curves_window_frame (self->layout, &self->options.window, frame[0],
                                      frame[1], frame[2], frame[3]))
        gradus_curves_chart_drop_cursor (self);
      gradus_curves_chart_window_changed (self);
    }
  self->is_framing = FALSE;
  self->is_dragging = FALSE;
}

/* --- Keyboard --- */

/* FALSE: the key is for something else. */
static gboolean
zoom_by_key (GradusCurvesChart *self, guint key)
{
  switch (key)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      gradus_curves_chart_zoom (self, 2);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      gradus_curves_chart_zoom (self, 0.5);
      return TRUE;
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      gradus_curves_chart_zoom (self, 0);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
pan_by_key (GradusCurvesChart *self, guint key)
{
  switch (key)
    {
    case GDK_KEY_Left:
      pan (self, PAN_PIXELS, 0);
      return TRUE;
    case GDK_KEY_Right:
      pan (self, -PAN_PIXELS, 0);
      return TRUE;
    case GDK_KEY_Up:
      pan (self, 0, PAN_PIXELS / 2);
      return TRUE;
    case GDK_KEY_Down:
      pan (self, 0, -PAN_PIXELS / 2);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
read_by_key (GradusCurvesChart *self, guint key, gboolean by_epochs)
{
  switch (key)
    {
    case GDK_KEY_Left:
      move_cursor (self, by_epochs ? 0 : -1, by_epochs ? -1 : 0);
      return TRUE;
    case GDK_KEY_Right:
      move_cursor (self, by_epochs ? 0 : 1, by_epochs ? 1 : 0);
      return TRUE;
    case GDK_KEY_Home:
      move_cursor (self, G_MININT, 0);
      return TRUE;
    case GDK_KEY_End:
      move_cursor (self, G_MAXINT, 0);
      return TRUE;
    case GDK_KEY_Escape:
      if (!self->has_cursor)
        return FALSE;
      gradus_curves_chart_drop_cursor (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
key_pressed_cb (GradusCurvesChart *self, guint key, guint code, GdkModifierType state)
{
  if (self->layout->n_panels == 0)
    return FALSE;
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) == 0 && zoom_by_key (self, key))
    return TRUE;
  if ((state & GDK_SHIFT_MASK) != 0 && pan_by_key (self, key))
    return TRUE;
  return read_by_key (self, key, (state & GDK_CONTROL_MASK) != 0);
}

void
gradus_curves_chart_add_controllers (GradusCurvesChart *self)
{
  GtkWidget          *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture         *click = gtk_gesture_click_new ();
  GtkEventController *scroll =
    gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (widget, key);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (widget, scroll);
  self->drag = gtk_gesture_drag_new ();
  g_signal_connect_swapped (self->drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (self->drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (self->drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (self->drag));
}
