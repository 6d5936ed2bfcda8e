/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-axis-handles.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "app/gradus-canvas.h"
#include "plot/paint.h"
#include "plot/text.h"

#define ROW 38.0
#define BAR 8.0
#define KNOB 7.0
#define REACH 12.0
#define EDGE 8.0 /* so that a knob at the end is whole */

typedef enum
{
  PART_NONE,
  PART_START,
  PART_STOP,
  PART_ALL,
} Part;

struct _GradusAxisHandles
{
  GtkWidget     parent_instance;
  GradusCanvas *canvas;
  guint         rank;
  gint64        dims[GRADUS_ARRAY_MAX_RANK];
  char         *names[GRADUS_ARRAY_MAX_RANK];
  gboolean      can_move;
  GradusSlice   slice; /* an index for each axis, new axes between them */
  guint         axis;  /* that keys act on */
  guint         dragged_axis;
  Part          dragged;
  gint64        grabbed[2]; /* start and stop when the drag began */
  double        grabbed_x;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusAxisHandles, gradus_axis_handles, GTK_TYPE_WIDGET)

/* --- What a slice takes of an axis --- */

static GradusIndex *
get_index (GradusAxisHandles *self, guint axis)
{
  guint n = 0;

  for (guint i = 0; i < self->slice.n; i++)
    if (self->slice.indices[i].kind <= GRADUS_INDEX_RANGE && n++ == axis)
      return &self->slice.indices[i];
  return NULL;
}

/* From the first entry to behind the last one, in their order in memory. */
static void
get_range (GradusAxisHandles *self, guint axis, gint64 *from, gint64 *to)
{
  const GradusIndex *index = get_index (self, axis);
  GradusArrayView    view;
  GradusSlice        one = { .n = 1 };

  *from = 0;
  *to = self->dims[axis];
  if (index == NULL)
    return;
  one.indices[0] = *index;
  gradus_array_view_init (&view, 1, &self->dims[axis]);
  if (!gradus_slice_apply (&one, &view, NULL))
    return;
  if (view.count[0] == 0)
    {
      *from = *to = CLAMP (index->has_start ? index->start : 0, 0, self->dims[axis]);
      return;
    }
  *from = MIN (view.first[0], view.first[0] + (view.count[0] - 1) * view.step[0]);
  *to = MAX (view.first[0], view.first[0] + (view.count[0] - 1) * view.step[0]) + 1;
  /* Without a step in it, the end is where it was written. */
  if (index->kind == GRADUS_INDEX_RANGE && view.step[0] > 0)
    {
      gint64 stop = index->has_stop ? index->stop : self->dims[axis];

      *to = CLAMP (stop < 0 ? stop + self->dims[axis] : stop, *to, self->dims[axis]);
    }
}

static void
set_range (GradusAxisHandles *self, guint axis, gint64 from, gint64 to)
{
  GradusIndex *index = get_index (self, axis);
  gint64       n = self->dims[axis];

  if (index == NULL || !self->can_move || n == 0)
    return;
  if (index->kind == GRADUS_INDEX_NUMBER)
    index->start = CLAMP (from, 0, n - 1);
  else
    {
      gboolean is_backward = index->has_step && index->step < 0;

      from = CLAMP (from, 0, n - 1);
      to = CLAMP (to, from + 1, n);
      index->has_start = is_backward ? to < n : from > 0;
      index->has_stop = is_backward ? from > 0 : to < n;
      index->start = is_backward ? to - 1 : from;
      index->stop = is_backward ? from - 1 : to;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- Drawing --- */

static double
get_bar_width (GradusAxisHandles *self)
{
  return MAX (gtk_widget_get_width (GTK_WIDGET (self->canvas)) - 2 * EDGE, 1);
}

static double
get_x (GradusAxisHandles *self, guint axis, double entry)
{
  return EDGE + entry / (double) MAX (self->dims[axis], 1) * get_bar_width (self);
}

static double
get_row (GradusAxisHandles *self)
{
  double scale = gradus_canvas_get_theme (self->canvas)->scale;

  return MIN (ROW * scale,
              gtk_widget_get_height (GTK_WIDGET (self->canvas)) / MAX (self->rank, 1.0));
}

static void
draw_knob (cairo_t *cr, const GradusTheme *theme, double x, double y, GradusToken token)
{
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VIEW);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, KNOB, 0, 2 * G_PI);
  cairo_fill_preserve (cr);
  gradus_theme_set_source (theme, cr, token);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

static void
draw_axis (GradusAxisHandles *self, cairo_t *cr, const GradusTheme *theme, guint axis)
{
  const GradusIndex *index = get_index (self, axis);
  double             row = get_row (self);
  double             text_y = axis * row + 9 * theme->scale;
  double             y = axis * row + row - 11 * theme->scale;
  double             width = gtk_widget_get_width (GTK_WIDGET (self->canvas));
  gboolean           is_number = index != NULL && index->kind == GRADUS_INDEX_NUMBER;
  GradusToken        token = is_number ? GRADUS_TOKEN_VALIDATION : GRADUS_TOKEN_FORWARD;
  gboolean           is_focused =
    gtk_widget_has_visible_focus (GTK_WIDGET (self)) && axis == self->axis;
  g_autofree char *says = NULL;
  gint64           from, to;

  get_range (self, axis, &from, &to);
  says = is_number ? g_strdup_printf ("%" G_GINT64_FORMAT, from)
                   : g_strdup_printf ("%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, from, to);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION,
                    is_focused ? GRADUS_TOKEN_ACCENT : GRADUS_TOKEN_DIM,
                    GRADUS_ALIGN_START, 0, text_y, self->names[axis]);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                    GRADUS_ALIGN_END, width, text_y, says);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_TRACK);
  gradus_shapes_rounded (cr, EDGE, y - BAR / 2, get_bar_width (self), BAR, BAR / 2);
  cairo_fill (cr);
  if (is_number)
    {
      draw_knob (cr, theme, get_x (self, axis, (double) from + 0.5), y, token);
      return;
    }
  gradus_theme_set_source_alpha (theme, cr, token, self->can_move ? 1 : 0.4);
  gradus_shapes_rounded (cr, get_x (self, axis, (double) from), y - BAR / 2,
                         MAX (get_x (self, axis, (double) to) -
                                get_x (self, axis, (double) from),
                              2),
                         BAR, 2);
  cairo_fill (cr);
  if (self->can_move)
    {
      draw_knob (cr, theme, get_x (self, axis, (double) from), y, token);
      draw_knob (cr, theme, get_x (self, axis, (double) to), y, token);
    }
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  GradusAxisHandles *self = user_data;

  for (guint axis = 0; axis < self->rank; axis++)
    draw_axis (self, cr, theme, axis);
}

/* --- Pointer --- */

static void
drag_begin_cb (GradusAxisHandles *self, double x, double y)
{
  guint  axis = (guint) MAX (y / get_row (self), 0);
  gint64 from, to;
  double to_start, to_stop;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->dragged = PART_NONE;
  if (!self->can_move || axis >= self->rank)
    return;
  self->axis = self->dragged_axis = axis;
  get_range (self, axis, &from, &to);
  self->grabbed[0] = from;
  self->grabbed[1] = to;
  self->grabbed_x = x;
  to_start = fabs (x - get_x (self, axis, (double) from));
  to_stop = fabs (x - get_x (self, axis, (double) to));
  if (get_index (self, axis)->kind == GRADUS_INDEX_NUMBER)
    self->dragged = PART_START;
  else if (MIN (to_start, to_stop) <= REACH)
    /* Where both lie on each other, the side says which one is meant. */
    self->dragged = to_start < to_stop || (to_start == to_stop && x < to_start)
                      ? PART_START
                      : PART_STOP;
  else if (x > get_x (self, axis, (double) from) && x < get_x (self, axis, (double) to))
    self->dragged = PART_ALL;
  else
    self->dragged = to_start < to_stop ? PART_START : PART_STOP;
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

static void
drag_update_cb (GradusAxisHandles *self, double dx, double dy)
{
  guint  axis = self->dragged_axis;
  double n = (double) self->dims[axis];
  double at = (self->grabbed_x + dx - EDGE) / get_bar_width (self) * n;
  gint64 from = self->grabbed[0], to = self->grabbed[1];
  gint64 length = to - from;

  if (self->dragged == PART_NONE)
    return;
  if (self->dragged == PART_ALL)
    {
      from = CLAMP (from + (gint64) round (dx / get_bar_width (self) * n), 0,
                    self->dims[axis] - length);
      to = from + length;
    }
  else if (get_index (self, axis)->kind == GRADUS_INDEX_NUMBER)
    from = (gint64) floor (CLAMP (at, 0, n - 1));
  else if (self->dragged == PART_START)
    from = (gint64) round (CLAMP (at, 0, (double) (to - 1)));
  else
    to = (gint64) round (CLAMP (at, (double) (from + 1), n));
  set_range (self, axis, from, to);
}

static void
drag_end_cb (GradusAxisHandles *self, double dx, double dy)
{
  self->dragged = PART_NONE;
}

/* --- Keys --- */

static void
toggle_number (GradusAxisHandles *self)
{
  GradusIndex *index = get_index (self, self->axis);
  gint64       from, to;

  get_range (self, self->axis, &from, &to);
  *index =
    (GradusIndex){ .kind = index->kind == GRADUS_INDEX_NUMBER ? GRADUS_INDEX_RANGE
                                                              : GRADUS_INDEX_NUMBER,
                   .start = from,
                   .step = 1 };
  set_range (self, self->axis, from, from + MAX (self->dims[self->axis] / 10, 1));
}

static void
take_all (GradusAxisHandles *self)
{
  *get_index (self, self->axis) = (GradusIndex){ .kind = GRADUS_INDEX_RANGE, .step = 1 };
  set_range (self, self->axis, 0, self->dims[self->axis]);
}

static gboolean
key_cb (GradusAxisHandles *self, guint key, guint code, GdkModifierType state)
{
  gint64 from, to, step;

  if (!self->can_move || self->rank == 0 || state & GDK_ALT_MASK)
    return GDK_EVENT_PROPAGATE;
  get_range (self, self->axis, &from, &to);
  step = state & GDK_CONTROL_MASK ? MAX (self->dims[self->axis] / 20, 1) : 1;
  switch (key)
    {
    case GDK_KEY_Up:
      self->axis = self->axis > 0 ? self->axis - 1 : 0;
      break;
    case GDK_KEY_Down:
      self->axis = MIN (self->axis + 1, self->rank - 1);
      break;
    case GDK_KEY_Left:
      step = -step;
      G_GNUC_FALLTHROUGH;
    case GDK_KEY_Right:
      if (state & GDK_SHIFT_MASK)
        set_range (self, self->axis, from, to + step);
      else
        set_range (self, self->axis, MIN (from + step, to - 1), to);
      break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      toggle_number (self);
      break;
    case GDK_KEY_Delete:
    case GDK_KEY_BackSpace:
      take_all (self);
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
  return GDK_EVENT_STOP;
}

static void
focus_cb (GradusAxisHandles *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

/* --- Object --- */

static void
gradus_axis_handles_dispose (GObject *object)
{
  GradusAxisHandles *self = GRADUS_AXIS_HANDLES (object);
  GtkWidget         *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  for (guint i = 0; i < GRADUS_ARRAY_MAX_RANK; i++)
    g_clear_pointer (&self->names[i], g_free);
  self->rank = 0;
  G_OBJECT_CLASS (gradus_axis_handles_parent_class)->dispose (object);
}

static void
gradus_axis_handles_class_init (GradusAxisHandlesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_axis_handles_dispose;
  signals[CHANGED] = g_signal_new ("changed", GRADUS_TYPE_AXIS_HANDLES, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
gradus_axis_handles_init (GradusAxisHandles *self)
{
  GtkWidget          *widget = GTK_WIDGET (self);
  GtkGesture         *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->canvas = GRADUS_CANVAS (gradus_canvas_new ());
  gradus_canvas_set_func (self->canvas, draw, self);
  gtk_widget_set_parent (GTK_WIDGET (self->canvas), widget);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What is taken of each axis"), -1);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->canvas), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (widget, keys);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (focus_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (focus_cb), self);
  gtk_widget_add_controller (widget, focus);
}

void
gradus_axis_handles_show (GradusAxisHandles *self,
                          guint              rank,
                          const gint64      *dims,
                          const char *const *names,
                          const GradusSlice *slice)
{
  g_return_if_fail (GRADUS_IS_AXIS_HANDLES (self));
  g_return_if_fail (rank <= GRADUS_ARRAY_MAX_RANK);

  self->rank = rank;
  self->axis = MIN (self->axis, rank > 0 ? rank - 1 : 0);
  for (guint i = 0; i < rank; i++)
    {
      self->dims[i] = dims[i];
      g_free (self->names[i]);
      self->names[i] = g_strdup (names[i]);
    }
  self->slice = slice != NULL ? *slice : (GradusSlice){ 0 };
  self->can_move = slice != NULL && gradus_slice_expand (&self->slice, rank);
  if (!self->can_move)
    self->slice.n = 0;
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->canvas),
                                       (int) (rank * ROW *
                                              gradus_canvas_get_theme (self->canvas)
                                                ->scale));
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

const GradusSlice *
gradus_axis_handles_get_slice (GradusAxisHandles *self)
{
  g_return_val_if_fail (GRADUS_IS_AXIS_HANDLES (self), NULL);
  return &self->slice;
}
