/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-mistakes-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "app/gradus-canvas.h"
#include "plot/mistakes.h"
#include "plot/ticks.h"

struct _GradusMistakesView
{
  GtkWidget              parent_instance;
  GradusCanvas          *canvas;
  GtkWidget             *scrollbar;
  GtkAdjustment         *adjustment; /* in rows of tiles */
  GradusDataset         *data;       /* borrowed */
  const GradusConfusion *confusion;  /* borrowed */
  const char *const     *names;      /* borrowed */
  guint                 *samples;
  guint                  n_samples;
  int                    marked;  /* a sample */
  guint                  focused; /* a place in the list */
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusMistakesView, gradus_mistakes_view, GTK_TYPE_WIDGET)

static gboolean
lay_out (GradusMistakesView *self, GradusMistakesLayout *layout)
{
  if (self->n_samples == 0 || self->names == NULL)
    return FALSE;
  gradus_mistakes_lay_out (gradus_canvas_get_theme (self->canvas),
                           gtk_widget_get_width (GTK_WIDGET (self->canvas)), self->names,
                           layout);
  return TRUE;
}

static guint
get_first_row (GradusMistakesView *self)
{
  return (guint) MAX (round (gtk_adjustment_get_value (self->adjustment)), 0);
}

static void
update_scrolling (GradusMistakesView *self)
{
  GradusMistakesLayout layout;
  double               n_rows = 0, n_seen = 1;

  if (lay_out (self, &layout))
    {
      n_rows = ceil ((double) self->n_samples / layout.n_columns);
      n_seen = MAX (floor ((gtk_widget_get_height (GTK_WIDGET (self->canvas)) + 10) /
                           layout.tile_height),
                    1);
    }
  gtk_adjustment_configure (self->adjustment,
                            CLAMP (gtk_adjustment_get_value (self->adjustment), 0,
                                   MAX (n_rows - n_seen, 0)),
                            0, MAX (n_rows, n_seen), 1, n_seen, n_seen);
  gtk_widget_set_visible (self->scrollbar, n_rows > n_seen);
}

/* Whole rows only: half a digit says nothing. */
static void
draw_rows (GradusMistakesView         *self,
           cairo_t                    *cr,
           const GradusTheme          *theme,
           double                      width,
           double                      height,
           const GradusMistakesLayout *layout)
{
  const GradusShape *shape = gradus_dataset_get_shape (self->data);
  gsize              size = gradus_shape_size (shape);
  guint              first = get_first_row (self) * layout->n_columns;
  guint n_rows = (guint) MAX (floor ((height + 10) / layout->tile_height), 1);
  guint n =
    MIN (n_rows * layout->n_columns, self->n_samples - MIN (first, self->n_samples));
  int                       marked = -1;
  int                       focused = gtk_widget_has_visible_focus (GTK_WIDGET (self))
                                        ? (int) self->focused - (int) first
                                        : -1;
  g_autofree float         *pixels = g_new (float, MAX (n, 1) * size);
  g_autofree GradusMistake *mistakes = g_new (GradusMistake, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    {
      guint sample = self->samples[first + i];

      gradus_dataset_get_sample (self->data, sample, pixels + i * size);
      mistakes[i] = (GradusMistake){ pixels + i * size, self->confusion->answers[sample],
                                     gradus_dataset_get_label (self->data, sample) };
      if ((int) sample == self->marked)
        marked = (int) i;
    }
  gradus_mistakes_draw (cr, theme, width, shape, mistakes, n, self->names, marked,
                        focused);
}

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  GradusMistakesView  *self = user_data;
  GradusMistakesLayout layout;

  if (lay_out (self, &layout))
    draw_rows (self, cr, theme, width, height, &layout);
}

static char *
describe (GradusMistakesView *self, guint place)
{
  guint            sample = self->samples[place];
  double           confidence = (double) self->confusion->confidences[sample];
  const char      *said = self->names[self->confusion->answers[sample]];
  const char      *is = self->names[gradus_dataset_get_label (self->data, sample)];
  g_autofree char *share = gradus_format_percent (confidence);

  if (!(confidence >= 0 && confidence <= 1))
    /* Translators: a sample in the gallery of mistakes: "read 2, is 7; test digit 123" */
    return g_strdup_printf (_ ("read %s, is %s; test sample %u"), said, is, sample + 1);
  /* Translators: "read 2 with 99.8 %, is 7; test sample 123" */
  return g_strdup_printf (_ ("read %s with %s, is %s; test sample %u"), said, share, is,
                          sample + 1);
}

static void
update_focus (GradusMistakesView *self)
{
  g_autofree char *text = NULL;

  if (gtk_widget_has_visible_focus (GTK_WIDGET (self)) && self->focused < self->n_samples)
    text = describe (self, self->focused);
  if (text != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}

/* --- Pointer --- */

static gboolean
find_place (GradusMistakesView *self, double x, double y, guint *place)
{
  GradusMistakesLayout layout;
  guint                column;

  if (!lay_out (self, &layout) || x < 0 || y < 0)
    return FALSE;
  column = (guint) (x / layout.tile_width);
  *place =
    (get_first_row (self) + (guint) (y / layout.tile_height)) * layout.n_columns + column;
  return column < layout.n_columns && *place < self->n_samples;
}

static void
pressed_cb (GradusMistakesView *self, int n_presses, double x, double y)
{
  guint place;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!find_place (self, x, y, &place))
    return;
  self->focused = place;
  update_focus (self);
  g_signal_emit (self, signals[CHOSEN], 0, self->samples[place]);
}

static gboolean
scroll_cb (GradusMistakesView *self, double dx, double dy)
{
  gtk_adjustment_set_value (self->adjustment,
                            gtk_adjustment_get_value (self->adjustment) + dy);
  return GDK_EVENT_STOP;
}

static gboolean
tooltip_cb (GradusMistakesView *self,
            int                 x,
            int                 y,
            gboolean            by_keyboard,
            GtkTooltip         *tooltip)
{
  g_autofree char *text = NULL;
  guint            place = self->focused;

  if (by_keyboard ? place >= self->n_samples : !find_place (self, x, y, &place))
    return FALSE;
  text = describe (self, place);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* --- Keys --- */

static void
reveal (GradusMistakesView *self, guint n_columns)
{
  double row = self->focused / n_columns;
  double first = gtk_adjustment_get_value (self->adjustment);
  double n_seen = gtk_adjustment_get_page_size (self->adjustment);

  if (row < first)
    gtk_adjustment_set_value (self->adjustment, row);
  else if (row >= first + n_seen)
    gtk_adjustment_set_value (self->adjustment, row - n_seen + 1);
}

static gboolean
key_cb (GradusMistakesView *self, guint key, guint code, GdkModifierType state)
{
  GradusMistakesLayout layout;
  int                  page, to = (int) self->focused;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK) || !lay_out (self, &layout))
    return GDK_EVENT_PROPAGATE;
  page = (int) gtk_adjustment_get_page_size (self->adjustment) * (int) layout.n_columns;
  if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    {
      if (self->focused < self->n_samples)
        g_signal_emit (self, signals[CHOSEN], 0, self->samples[self->focused]);
      return GDK_EVENT_STOP;
    }
  if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    to -= 1;
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    to += 1;
  else if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)
    to -= (int) layout.n_columns;
  else if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    to += (int) layout.n_columns;
  else if (key == GDK_KEY_Page_Up || key == GDK_KEY_KP_Page_Up)
    to -= page;
  else if (key == GDK_KEY_Page_Down || key == GDK_KEY_KP_Page_Down)
    to += page;
  else if (key == GDK_KEY_Home)
    to = 0;
  else if (key == GDK_KEY_End)
    to = (int) self->n_samples - 1;
  else
    return GDK_EVENT_PROPAGATE;
  self->focused = (guint) CLAMP (to, 0, (int) self->n_samples - 1);
  reveal (self, layout.n_columns);
  update_focus (self);
  return GDK_EVENT_STOP;
}

/* --- Object --- */

static void
gradus_mistakes_view_dispose (GObject *object)
{
  GradusMistakesView *self = GRADUS_MISTAKES_VIEW (object);
  GtkWidget          *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->samples, g_free);
  self->n_samples = 0;
  G_OBJECT_CLASS (gradus_mistakes_view_parent_class)->dispose (object);
}

static void
gradus_mistakes_view_class_init (GradusMistakesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_mistakes_view_dispose;
  signals[CHOSEN] = g_signal_new ("chosen", GRADUS_TYPE_MISTAKES_VIEW, G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
add_controllers (GradusMistakesView *self)
{
  GtkWidget          *widget = GTK_WIDGET (self);
  GtkGesture         *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
    GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);

  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->canvas), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (widget, scroll);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (widget, keys);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (update_focus), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (update_focus), self);
  gtk_widget_add_controller (widget, focus);
}

static void
gradus_mistakes_view_init (GradusMistakesView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->marked = -1;
  self->adjustment = gtk_adjustment_new (0, 0, 1, 1, 1, 1);
  self->canvas = GRADUS_CANVAS (gradus_canvas_new ());
  self->scrollbar = gtk_scrollbar_new (GTK_ORIENTATION_VERTICAL, self->adjustment);
  gtk_widget_set_hexpand (GTK_WIDGET (self->canvas), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->canvas), TRUE);
  gradus_canvas_set_func (self->canvas, draw, self);
  gtk_widget_set_parent (GTK_WIDGET (self->canvas), widget);
  gtk_widget_set_parent (self->scrollbar, widget);
  gtk_widget_set_visible (self->scrollbar, FALSE);
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_has_tooltip (widget, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Gallery of mistakes"), -1);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (tooltip_cb), NULL);
  g_signal_connect_swapped (self->adjustment, "value-changed",
                            G_CALLBACK (gtk_widget_queue_draw), self->canvas);
  g_signal_connect_swapped (self->canvas, "resize", G_CALLBACK (update_scrolling), self);
  add_controllers (self);
}

void
gradus_mistakes_view_show (GradusMistakesView    *self,
                           GradusDataset         *data,
                           const GradusConfusion *confusion,
                           const char *const     *names,
                           const guint           *samples,
                           guint                  n)
{
  gboolean is_same;

  g_return_if_fail (GRADUS_IS_MISTAKES_VIEW (self));

  is_same = self->data == data && self->n_samples == n && n > 0 &&
            memcmp (self->samples, samples, n * sizeof (guint)) == 0;
  self->data = data;
  self->confusion = confusion;
  self->names = names;
  if (is_same)
    return;
  g_free (self->samples);
  self->samples = n > 0 ? g_memdup2 (samples, n * sizeof (guint)) : NULL;
  self->n_samples = n;
  self->focused = MIN (self->focused, n > 0 ? n - 1 : 0);
  update_scrolling (self);
  update_focus (self);
}

void
gradus_mistakes_view_mark (GradusMistakesView *self, int sample)
{
  g_return_if_fail (GRADUS_IS_MISTAKES_VIEW (self));

  if (self->marked == sample)
    return;
  self->marked = sample;
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
}
