/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-learning-page.h"

#include "app/gradus-canvas.h"
#include "app/gradus-errand.h"
#include "app/gradus-figure-menu.h"
#include "plot/text.h"

#include <glib/gi18n-lib.h>

/* Units are asked this many samples, fewer where layers put out much. */
#define MOST_SAMPLES 256u
#define MOST_NUMBERS (gsize) (8 << 20)
/* Of a processor, while training wants both. */
#define SHARE_WHILE_TRAINING 0.02

struct _GradusLearningPage
{
  GtkWidget            parent_instance;
  GradusCanvas        *canvas;
  GradusErrand        *errand;
  GradusStandIn       *stand_in;
  GradusLearningSheet *sheet;  /* NULL before the first step */
  GArray              *health; /* of GradusLayerHealth; NULL until counted */
  GradusPlan          *plan;   /* what it was counted for, and what is shown */
  GPtrArray           *stats;
  GPtrArray           *asked; /* weights that were sent; only compared */
  guint                layer;
};

enum
{
  DESCRIBED,
  LAYER_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GradusLearningPage, gradus_learning_page, GTK_TYPE_WIDGET)

/* --- Counting units --- */

static guint
count_samples (const GradusQuestion *question)
{
  gsize numbers = 1;

  for (guint i = 0; i < gradus_plan_get_n_layers (question->plan); i++)
    {
      GradusShape shape;

      if (gradus_plan_get_output (question->plan, (int) i, &shape))
        numbers += gradus_shape_size (&shape);
    }
  return (guint) MIN (MIN (MOST_SAMPLES, gradus_dataset_get_n_samples (question->data)),
                      MAX (MOST_NUMBERS / numbers, 8));
}

static gpointer
count_units (gpointer user_data, GCancellable *cancellable)
{
  const GradusQuestion *question = user_data;
  GradusModel          *model = gradus_question_get_model (question);
  guint                 n = count_samples (question);
  gsize             size = gradus_shape_size (gradus_dataset_get_shape (question->data));
  g_autofree float *x = g_new (float, MAX (n * size, 1));

  if (model == NULL || n == 0)
    return NULL;
  for (guint i = 0; i < n; i++)
    gradus_dataset_get_sample (question->data, i, x + i * size);
  return gradus_unit_health_measure (model, n, x);
}

static void
remake (GradusLearningPage *self)
{
  g_clear_pointer (&self->sheet, gradus_learning_sheet_free);
  if (self->plan != NULL)
    self->sheet =
      gradus_learning_sheet_new (self->plan, self->stats, self->health, self->layer);
  gtk_widget_queue_draw (GTK_WIDGET (self->canvas));
  g_signal_emit (self, signals[DESCRIBED], 0);
}

static void
counted_cb (gpointer result, gpointer user_data)
{
  GradusLearningPage *self = user_data;

  if (result == NULL)
    return;
  g_clear_pointer (&self->health, g_array_unref);
  self->health = result;
  remake (self);
}

static void
ask (GradusLearningPage *self, const GradusSnapshot *snapshot, GradusDataset *data)
{
  const GradusSequential *sequential = gradus_plan_get_sequential (snapshot->plan);
  GradusQuestion         *question;

  if (data == NULL || self->asked == snapshot->weights ||
      !gradus_shape_equal (gradus_dataset_get_shape (data), &sequential->input))
    return;
  self->asked = snapshot->weights;
  question = gradus_question_new (self->stand_in, snapshot);
  question->data = gradus_dataset_ref (data);
  gradus_errand_send (self->errand, question,
                      snapshot->state == GRADUS_SESSION_RUNNING ? SHARE_WHILE_TRAINING
                                                                : 1);
}

/* --- Drawing and choosing --- */

static void
draw (cairo_t           *cr,
      const GradusTheme *theme,
      double             width,
      double             height,
      gpointer           user_data)
{
  GradusLearningPage *self = user_data;

  if (self->sheet != NULL)
    gradus_learning_sheet_draw (cr, theme, width, height, self->sheet);
  else
    gradus_text_draw (cr, theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_DIM, GRADUS_ALIGN_CENTER,
                      width / 2, height / 2,
                      _ ("How weights move is recorded while the network trains."));
}

static void
pressed_cb (GradusLearningPage *self, int n_press, double x, double y)
{
  GtkWidget *canvas = GTK_WIDGET (self->canvas);
  int        layer;

  gtk_widget_grab_focus (canvas);
  if (self->sheet == NULL)
    return;
  layer = gradus_learning_sheet_hit (self->sheet, gradus_canvas_get_theme (self->canvas),
                                     gtk_widget_get_width (canvas),
                                     gtk_widget_get_height (canvas), x, y);
  if (layer >= 0)
    g_signal_emit (self, signals[LAYER_CHOSEN], 0, (guint) layer);
}

static gboolean
key_cb (GradusLearningPage *self, guint key, guint code, GdkModifierType state)
{
  int by = key == GDK_KEY_Down ? 1 : key == GDK_KEY_Up ? -1 : 0;

  if (by == 0 || self->sheet == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return FALSE;
  for (guint i = 0; i < self->sheet->rows->len; i++)
    {
      int next = (int) i + by;

      if (g_array_index (self->sheet->rows, GradusLearningRow, i).layer !=
          self->sheet->layer_index)
        continue;
      if (next >= 0 && next < (int) self->sheet->rows->len)
        g_signal_emit (self, signals[LAYER_CHOSEN], 0,
                       g_array_index (self->sheet->rows, GradusLearningRow, next).layer);
      break;
    }
  return TRUE;
}

static GradusFigure *
make_figure (gpointer user_data)
{
  return gradus_figure_learning_new (GRADUS_LEARNING_PAGE (user_data)->sheet);
}

/* --- Object --- */

static void
gradus_learning_page_dispose (GObject *object)
{
  GradusLearningPage *self = GRADUS_LEARNING_PAGE (object);
  GtkWidget          *child;

  g_clear_pointer (&self->errand, gradus_errand_free);
  g_clear_pointer (&self->stand_in, gradus_stand_in_unref);
  g_clear_pointer (&self->sheet, gradus_learning_sheet_free);
  g_clear_pointer (&self->health, g_array_unref);
  g_clear_pointer (&self->plan, gradus_plan_unref);
  g_clear_pointer (&self->stats, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gradus_learning_page_parent_class)->dispose (object);
}

static void
gradus_learning_page_class_init (GradusLearningPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gradus_learning_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BIN_LAYOUT);
  signals[DESCRIBED] =
    g_signal_new ("described", GRADUS_TYPE_LEARNING_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                  NULL, NULL, G_TYPE_NONE, 0);
  signals[LAYER_CHOSEN] =
    g_signal_new ("layer-chosen", GRADUS_TYPE_LEARNING_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
add_controllers (GradusLearningPage *self)
{
  GtkGesture         *click = gtk_gesture_click_new ();
  GtkEventController *key = gtk_event_controller_key_new ();

  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->canvas), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->canvas), key);
}

static void
gradus_learning_page_init (GradusLearningPage *self)
{
  GtkWidget *canvas = gradus_canvas_new ();

  self->canvas = GRADUS_CANVAS (canvas);
  self->stand_in = gradus_stand_in_new ();
  self->errand = gradus_errand_new (count_units, gradus_question_free,
                                    (GDestroyNotify) g_array_unref, counted_cb, self);
  gtk_widget_set_focusable (canvas, TRUE);
  gtk_widget_set_hexpand (canvas, TRUE);
  gtk_widget_set_vexpand (canvas, TRUE);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (canvas), 260);
  gtk_widget_set_parent (canvas, GTK_WIDGET (self));
  gradus_canvas_set_func (self->canvas, draw, self);
  add_controllers (self);
  gradus_figure_menu_add (canvas, make_figure, self);
}

void
gradus_learning_page_show (GradusLearningPage   *self,
                           const GradusSnapshot *snapshot,
                           guint                 layer,
                           GradusDataset        *data)
{
  gboolean is_same;

  g_return_if_fail (GRADUS_IS_LEARNING_PAGE (self));
  g_return_if_fail (snapshot->plan != NULL);

  is_same = self->plan == snapshot->plan && self->stats == snapshot->stats &&
            self->layer == layer;
  if (self->plan != snapshot->plan)
    {
      g_clear_pointer (&self->health, g_array_unref);
      g_clear_pointer (&self->plan, gradus_plan_unref);
      self->plan = gradus_plan_ref (snapshot->plan);
      self->asked = NULL;
    }
  if (self->stats != snapshot->stats)
    {
      g_clear_pointer (&self->stats, g_ptr_array_unref);
      self->stats = snapshot->stats != NULL ? g_ptr_array_ref (snapshot->stats) : NULL;
    }
  self->layer = layer;
  ask (self, snapshot, data);
  if (!is_same)
    remake (self);
}

void
gradus_learning_page_rest (GradusLearningPage *self)
{
  g_return_if_fail (GRADUS_IS_LEARNING_PAGE (self));
  gradus_errand_cancel (self->errand);
  self->asked = NULL;
}

const GradusLearningSheet *
gradus_learning_page_get_sheet (GradusLearningPage *self)
{
  g_return_val_if_fail (GRADUS_IS_LEARNING_PAGE (self), NULL);
  return self->sheet;
}

/**
 * gradus_learning_page_dup_words:
 * @self: a page
 *
 * Returns: (transfer full): what can be said about how the network learns
 */
char *
gradus_learning_page_dup_words (GradusLearningPage *self)
{
  g_return_val_if_fail (GRADUS_IS_LEARNING_PAGE (self), NULL);
  return self->sheet != NULL ? gradus_learning_sheet_describe (self->sheet)
                             : g_strdup (_ ("Train, and see here how the weights move."));
}
