/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-maps-private.h"

#include "app/gradus-style.h"
#include "plot/projection-words.h"

#include <math.h>

#define CLICK_DISTANCE 4.0
#define LASSO_STEP 3.0

static gboolean
get_plot (GradusMaps *self, GradusScatterLayout *layout, GradusScatterPlot *plot)
{
  if (self->projection == NULL)
    return FALSE;
  gradus_maps_fill_plot (self, plot, NULL);
  gradus_scatter_layout_init (layout, gradus_style_get_theme (),
                              gtk_widget_get_width (GTK_WIDGET (self)),
                              gtk_widget_get_height (GTK_WIDGET (self)), plot->n_panels);
  return TRUE;
}

static void
set_hovered (GradusMaps *self, int point, guint panel)
{
  if (self->hovered == point && (point < 0 || self->hovered_panel == panel))
    return;
  self->hovered = point;
  self->hovered_panel = panel;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_clear_pointer (&self->sample, g_free);
  if (point >= 0)
    {
      GradusDataset *data = self->projection->data;

      self->sample = g_new (float, gradus_shape_size (gradus_dataset_get_shape (data)));
      gradus_dataset_get_sample (data, self->projection->points->samples[point],
                                 self->sample);
    }
  g_signal_emit (self, gradus_maps_signals[HOVERED], 0);
}

static void
motion_cb (GradusMaps *self, double x, double y)
{
  GradusScatterLayout layout;
  GradusScatterPlot   plot;
  int                 panel;

  if (self->lasso->len > 0 || !get_plot (self, &layout, &plot))
    return;
  panel = gradus_scatter_layout_find_panel (&layout, x, y);
  set_hovered (self, panel < 0 ? -1 : gradus_scatter_hit (&layout, &plot, x, y),
               (guint) MAX (panel, 0));
}

static void
leave_cb (GradusMaps *self)
{
  set_hovered (self, -1, 0);
}

static void
take_selection (GradusMaps *self, guint8 *selected, guint n_selected)
{
  if (n_selected == 0)
    g_clear_pointer (&selected, g_free);
  if (selected == NULL && self->selected == NULL)
    return;
  g_free (self->selected);
  self->selected = selected;
  gradus_maps_redraw (self);
  g_signal_emit (self, gradus_maps_signals[SELECTION_CHANGED], 0);
}

/* A second time lets all stand out again. */
static void
select_class (GradusMaps *self, guint class_index)
{
  const GradusProjectionPoints *points = self->projection->points;
  guint8                       *selected = g_new0 (guint8, points->n);
  guint                         n_selected = 0;
  gboolean                      is_same = self->selected != NULL;

  for (guint i = 0; i < points->n && points->classes != NULL; i++)
    {
      selected[i] = points->classes[i] == class_index;
      n_selected += selected[i];
      is_same = is_same && self->selected[i] == selected[i];
    }
  if (n_selected == 0 || is_same)
    {
      g_free (selected);
      if (is_same)
        take_selection (self, NULL, 0);
      return;
    }
  take_selection (self, selected, n_selected);
}

static void
choose_hovered (GradusMaps *self)
{
  if (self->hovered >= 0)
    g_signal_emit (self, gradus_maps_signals[CHOSEN], 0,
                   self->projection->points->samples[self->hovered]);
}

static void
drag_begin_cb (GradusMaps *self, double x, double y)
{
  GradusScatterLayout layout;
  GradusScatterPlot   plot;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  g_array_set_size (self->lasso, 0);
  self->lasso_panel = get_plot (self, &layout, &plot)
                        ? gradus_scatter_layout_find_panel (&layout, x, y)
                        : -1;
}

static void
drag_update_cb (GradusMaps *self, double offset_x, double offset_y, GtkGestureDrag *drag)
{
  double x, y, last_x, last_y;

  if (self->lasso_panel < 0 || !gtk_gesture_drag_get_start_point (drag, &x, &y) ||
      (self->lasso->len == 0 && hypot (offset_x, offset_y) < CLICK_DISTANCE))
    return;
  if (self->lasso->len == 0)
    {
      g_array_append_val (self->lasso, x);
      g_array_append_val (self->lasso, y);
    }
  last_x = g_array_index (self->lasso, double, self->lasso->len - 2);
  last_y = g_array_index (self->lasso, double, self->lasso->len - 1);
  x += offset_x;
  y += offset_y;
  if (hypot (x - last_x, y - last_y) < LASSO_STEP)
    return;
  g_array_append_val (self->lasso, x);
  g_array_append_val (self->lasso, y);
  set_hovered (self, -1, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
clicked (GradusMaps *self, double x, double y)
{
  GradusScatterLayout layout;
  GradusScatterPlot   plot;
  g_auto (GStrv)      names = NULL;
  int                 class_index;

  if (!get_plot (self, &layout, &plot))
    return;
  names = gradus_projection_dup_class_names (self->projection);
  plot.names = (const char *const *) names;
  class_index = gradus_scatter_hit_disc (&layout, gradus_style_get_theme (), &plot, x, y);
  if (class_index >= 0)
    select_class (self, (guint) class_index);
  else if (self->hovered >= 0)
    choose_hovered (self);
  else
    take_selection (self, NULL, 0);
}

/* A straight stroke stands for the rectangle that it is the diagonal of. */
static void
close_lasso (GradusMaps *self)
{
  double *corners = (double *) (gpointer) self->lasso->data;
  guint   n = self->lasso->len / 2;
  double  length = 0, left, top, right, bottom;

  if (n < 2)
    return;
  left = corners[0];
  top = corners[1];
  right = corners[2 * n - 2];
  bottom = corners[2 * n - 1];
  for (guint i = 1; i < n; i++)
    length += hypot (corners[2 * i] - corners[2 * i - 2],
                     corners[2 * i + 1] - corners[2 * i - 1]);
  if (length > 1.15 * hypot (right - left, bottom - top))
    return;
  g_array_set_size (self->lasso, 0);
  g_array_append_vals (self->lasso,
                       (double[]){ left, top, right, top, right, bottom, left, bottom },
                       8);
}

static void
drag_end_cb (GradusMaps *self, double offset_x, double offset_y, GtkGestureDrag *drag)
{
  GradusScatterLayout layout;
  GradusScatterPlot   plot;
  double              x, y;

  if (self->lasso->len == 0)
    {
      if (gtk_gesture_drag_get_start_point (drag, &x, &y) &&
          hypot (offset_x, offset_y) < CLICK_DISTANCE)
        clicked (self, x, y);
      return;
    }
  close_lasso (self);
  if (get_plot (self, &layout, &plot) && (guint) self->lasso_panel < plot.n_panels)
    {
      guint8 *selected = g_new0 (guint8, MAX (plot.n_points, 1));
      guint   n_selected =
        gradus_scatter_select (&layout, &plot, (guint) self->lasso_panel,
                               self->lasso->len / 2,
                               (const double *) (gpointer) self->lasso->data, selected);

      take_selection (self, selected, n_selected);
    }
  g_array_set_size (self->lasso, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The next point that stands out. */
static void
step_hovered (GradusMaps *self, int by)
{
  int n = (int) self->projection->points->n;
  int point = self->hovered;

  for (int tries = 0; tries < n; tries++)
    {
      point = point < 0 ? (by > 0 ? 0 : n - 1) : (point + by + n) % n;
      if (self->selected == NULL || self->selected[point])
        break;
    }
  set_hovered (self, point, MIN (self->hovered_panel, self->projection->n_panels - 1));
}

static gboolean
key_pressed_cb (GradusMaps *self, guint key, guint code, GdkModifierType state)
{
  if (self->projection == NULL || self->projection->n_panels == 0 ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return FALSE;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      step_hovered (self, key == GDK_KEY_Right ? 1 : -1);
      return TRUE;
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      if (self->hovered < 0)
        return FALSE;
      set_hovered (self, self->hovered,
                   (self->hovered_panel +
                    (key == GDK_KEY_Down ? 1 : self->projection->n_panels - 1)) %
                     self->projection->n_panels);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      choose_hovered (self);
      return TRUE;
    case GDK_KEY_Escape:
      if (self->selected == NULL && self->hovered < 0)
        return FALSE;
      set_hovered (self, -1, 0);
      take_selection (self, NULL, 0);
      return TRUE;
    default:
      if (key < GDK_KEY_0 || key > GDK_KEY_9 || self->projection->points->classes == NULL)
        return FALSE;
      select_class (self, key - GDK_KEY_0);
      return TRUE;
    }
}

void
gradus_maps_add_controllers (GradusMaps *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture         *drag = gtk_gesture_drag_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}
