/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-matrix.h"

#include <glib/gi18n-lib.h>

#include "app/gradus-canvas.h"
#include "app/gradus-format.h"
#include "plot/confusion-matrix.h"
#include "plot/ticks.h"

struct _GradusMatrix
{
  GtkWidget              parent_instance;
  GradusCanvas          *canvas;
  const GradusConfusion *confusion; /* borrowed */
  const char *const     *names;     /* borrowed */
  GradusMatrixMarks      marks;
  int                    key_row, key_column;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusMatrix, gradus_matrix, GTK_TYPE_WIDGET)

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  GradusMatrix *self = user_data;

  if (self->confusion != NULL)
    gradus_confusion_matrix_draw (cr, theme, width, height, self->confusion, self->names,
                                  &self->marks);
}

static char *
describe_square (GradusMatrix *self, int row, int column)
{
  const GradusConfusion *confusion = self->confusion;
  guint                  n = confusion->n_classes;
  guint                  count = confusion->counts[row * (int) n + column];
  guint                  total = 0;
  g_autofree char       *number = gradus_format_count (count);
  g_autofree char       *share = NULL;

  for (guint j = 0; j < n; j++)
    total += confusion->counts[row * (int) n + (int) j];
  share = gradus_format_percent (total > 0 ? (double) count / total : 0);
  /* Translators: a square of the confusion matrix: "4 read as 9: 17 times, 1.7 % of all
   * 4" */
  return g_strdup_printf (_ ("%s read as %s: %s times, %s of all %s"), self->names[row],
                          self->names[column], number, share, self->names[row]);
}

static void
update_marks (GradusMatrix *self)
{
  gboolean         has_focus = gtk_widget_has_visible_focus (GTK_WIDGET (self));
  g_autofree char *text = NULL;

  self->marks.focus_row = has_focus ? self->key_row : -1;
  self->marks.focus_column = self->key_column;
  if (has_focus && self->confusion != NULL)
    text = describe_square (self, self->key_row, self->key_column);
  if (text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

static void
toggle (GradusMatrix *self, int row, int column)
{
  if (self->marks.row == row && self->marks.column == column)
    row = -1;
  gradus_matrix_choose (self, row, column);
}

static gboolean
find_square (GradusMatrix *self, double x, double y, int *row, int *column)
{
  return self->confusion != NULL &&
         gradus_confusion_matrix_hit (gradus_canvas_get_theme (self->canvas),
                                      gtk_widget_get_width (GTK_WIDGET (self->canvas)),
                                      gtk_widget_get_height (GTK_WIDGET (self->canvas)),
                                      self->confusion->n_classes, self->names, x, y, row,
                                      column);
}

static void
pressed_cb (GradusMatrix *self, int n_presses, double x, double y)
{
  int row, column;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!find_square (self, x, y, &row, &column))
    return;
  self->key_row = row;
  self->key_column = column;
  toggle (self, row, column);
  update_marks (self);
}

static gboolean
tooltip_cb (GradusMatrix *self, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  g_autofree char *text = NULL;
  int              row = self->key_row, column = self->key_column;

  if (self->confusion == NULL ||
      (!by_keyboard && !find_square (self, x, y, &row, &column)))
    return FALSE;
  text = describe_square (self, row, column);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static gboolean
key_cb (GradusMatrix *self, guint key, guint code, GdkModifierType state)
{
  static const struct
  {
    guint key, keypad;
    int   by_row, by_column;
  } moves[] = {
    { GDK_KEY_Up, GDK_KEY_KP_Up, -1, 0 },
    { GDK_KEY_Down, GDK_KEY_KP_Down, 1, 0 },
    { GDK_KEY_Left, GDK_KEY_KP_Left, 0, -1 },
    { GDK_KEY_Right, GDK_KEY_KP_Right, 0, 1 },
  };
  int last = self->confusion != NULL ? (int) self->confusion->n_classes - 1 : -1;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK) || last < 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    {
      toggle (self, self->key_row, self->key_column);
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_Escape && self->marks.row >= 0)
    {
      gradus_matrix_choose (self, -1, -1);
      return GDK_EVENT_STOP;
    }
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    if (key == moves[i].key || key == moves[i].keypad)
      {
        self->key_row = CLAMP (self->key_row + moves[i].by_row, 0, last);
        self->key_column = CLAMP (self->key_column + moves[i].by_column, 0, last);
        update_marks (self);
        return GDK_EVENT_STOP;
      }
  return GDK_EVENT_PROPAGATE;
}

static void
gradus_matrix_dispose (GObject *object)
{
  GradusMatrix *self = GRADUS_MATRIX (object);

  if (self->canvas != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->canvas));
  self->canvas = NULL;
  G_OBJECT_CLASS (gradus_matrix_parent_class)->dispose (object);
}

static void
gradus_matrix_class_init (GradusMatrixClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_matrix_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", GRADUS_TYPE_MATRIX, G_SIGNAL_RUN_LAST, 0,
                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
gradus_matrix_init (GradusMatrix *self)
{
  GtkGesture         *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->marks = (GradusMatrixMarks){ -1, -1, -1, -1 };
  self->canvas = GRADUS_CANVAS (gradus_canvas_new ());
  gradus_canvas_set_func (self->canvas, draw, self);
  gtk_widget_set_parent (GTK_WIDGET (self->canvas), GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (tooltip_cb), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Confusion matrix"), -1);

  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (update_marks), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (update_marks), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

void
gradus_matrix_set_confusion (GradusMatrix          *self,
                             const GradusConfusion *confusion,
                             const char *const     *names)
{
  guint n = confusion != NULL ? confusion->n_classes : 0;

  g_return_if_fail (GRADUS_IS_MATRIX (self));

  self->confusion = confusion;
  self->names = names;
  if (self->key_row >= (int) n || self->key_column >= (int) n)
    self->key_row = self->key_column = 0;
  if (self->marks.row >= (int) n || self->marks.column >= (int) n)
    gradus_matrix_choose (self, -1, -1);
  update_marks (self);
}

gboolean
gradus_matrix_get_chosen (GradusMatrix *self, int *row, int *column)
{
  g_return_val_if_fail (GRADUS_IS_MATRIX (self), FALSE);

  *row = self->marks.row;
  *column = self->marks.column;
  return *row >= 0;
}

void
gradus_matrix_choose (GradusMatrix *self, int row, int column)
{
  g_return_if_fail (GRADUS_IS_MATRIX (self));

  if (row < 0)
    column = -1;
  if (self->marks.row == row && self->marks.column == column)
    return;
  self->marks.row = row;
  self->marks.column = column;
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
  g_signal_emit (self, signals[CHOSEN], 0);
}
