/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-predict-digits-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/gradus-figure-menu.h"
#include "app/gradus-predict-layout.h"
#include "app/gradus-wrap-box.h"
#include "plot/figure-prediction.h"
#include "plot/picture.h"
#include "plot/prediction.h"
#include "plot/shapes.h"

/* Numbers that change more often cannot be read; those of a new drawing come at once. */
#define READING_INTERVAL (250 * G_TIME_SPAN_MILLISECOND)

G_DEFINE_FINAL_TYPE (GradusPredictDigits, gradus_predict_digits, GRADUS_TYPE_STAGE_VIEW)

gboolean
gradus_predict_digits_can_draw (const GradusShape *shape)
{
  guint width, height, n_channels;

  gradus_picture_get_size (shape, &width, &height, &n_channels);
  return width == GRADUS_DRAWING_SIDE && height == GRADUS_DRAWING_SIDE && n_channels == 1;
}

gboolean
gradus_predict_digits_is_training (GradusPredictDigits *self)
{
  return gradus_studio_get_snapshot (self->studio)->state == GRADUS_SESSION_RUNNING;
}

gboolean
gradus_predict_digits_is_seen (GradusPredictDigits *self)
{
  return self->studio != NULL && gtk_widget_get_mapped (GTK_WIDGET (self));
}

/* --- Drawing --- */

static void
draw_arrow (cairo_t           *cr,
            const GradusTheme *theme,
            double             width,
            double             height,
            gpointer           user_data)
{
  gradus_shapes_arrow (cr, theme, 8, width - 8, height / 2);
}

static void
draw_bars (cairo_t           *cr,
           const GradusTheme *theme,
           double             width,
           double             height,
           gpointer           user_data)
{
  GradusPredictDigits *self = user_data;
  GradusPrediction     prediction;

  if (self->reading == NULL)
    return;
  if (gradus_probe_reading_get_prediction (self->reading, &prediction))
    gradus_prediction_draw_bars (cr, theme, width, height, &prediction);
}

/* --- What is read --- */

static void
describe_bars (GradusPredictDigits *self)
{
  g_autofree char *text = gradus_probe_reading_to_string (self->reading);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bars),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
take_reading (GradusPredictDigits *self)
{
  GradusTensor *input = gradus_studio_get_probe_input (self->studio);
  guint         n_epochs = gradus_studio_get_snapshot (self->studio)->n_epochs;
  gboolean      is_new =
    self->reading == NULL || gradus_probe_reading_get_input (self->reading) != input;

  g_clear_handle_id (&self->reading_timer, g_source_remove);
  self->reading_time = g_get_monotonic_time ();
  g_clear_pointer (&self->reading, gradus_probe_reading_free);
  self->reading = gradus_probe_reading_new (self->studio);
  gtk_widget_set_visible (GTK_WIDGET (self->second_arrow),
                          gradus_probe_reading_is_class (self->reading));
  if (is_new || n_epochs != self->told_epoch || !gradus_predict_digits_is_training (self))
    describe_bars (self);
  self->told_epoch = n_epochs;
  gradus_predict_digits_ask_for_reasons (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->evidence));
  gtk_widget_queue_draw (GTK_WIDGET (self->bars));
}

static gboolean
reading_timer_cb (gpointer user_data)
{
  GradusPredictDigits *self = user_data;

  self->reading_timer = 0;
  if (gradus_predict_digits_is_seen (self))
    take_reading (self);
  return G_SOURCE_REMOVE;
}

/* A stroke is answered at once, training at reading speed. */
static void
queue_reading (GradusPredictDigits *self)
{
  gint64 wait = self->reading_time + READING_INTERVAL - g_get_monotonic_time ();

  if (wait <= 0 || self->reading == NULL ||
      gradus_probe_reading_get_input (self->reading) !=
        gradus_studio_get_probe_input (self->studio))
    take_reading (self);
  else if (self->reading_timer == 0)
    self->reading_timer = g_timeout_add ((guint) (wait / G_TIME_SPAN_MILLISECOND) + 1,
                                         reading_timer_cb, self);
}

/* --- What can be taken away --- */

static GradusFigure *
make_prediction_figure (gpointer user_data)
{
  GradusPredictDigits *self = user_data;
  GradusPrediction     prediction = { .truth = -1 };

  if (self->reading != NULL)
    gradus_probe_reading_get_prediction (self->reading, &prediction);
  return gradus_figure_prediction_new (&prediction);
}

/**
 * gradus_predict_digits_list_figures:
 * @self: a page of the Predict stage
 * @figures: (element-type GradusFigure): gets what it draws of the data
 *
 * See #GradusFigureSource.
 */
void
gradus_predict_digits_list_figures (GradusPredictDigits *self, GPtrArray *figures)
{
  g_ptr_array_add (figures, gradus_predict_digits_make_evidence_figure (self));
  g_ptr_array_add (figures, gradus_predict_digits_make_confusion_figure (self));
  g_ptr_array_add (figures, gradus_predict_digits_make_mistakes_figure (self));
}

/* --- Following the studio --- */

static void
probe_changed_cb (GradusPredictDigits *self)
{
  if (!gradus_predict_digits_is_seen (self))
    return;
  self->is_laying = TRUE;
  gradus_predict_digits_follow_probe (self);
  self->is_laying = FALSE;
  gradus_predict_digits_mark_probe (self);
  queue_reading (self);
  gradus_predict_digits_ask_for_exam (self);
}

static void
updated_cb (GradusPredictDigits *self)
{
  if (gradus_predict_digits_is_seen (self))
    gradus_predict_digits_ask_for_exam (self);
}

/* Another question about the same digits leaves the drawing where it is; another document
 * begins with paper of its own. */
static void
data_changed_cb (GradusPredictDigits *self)
{
  GradusDrawing  *drawing = gradus_pad_get_drawing (self->pad);
  GradusDocument *document = gradus_studio_get_document (self->studio);

  gradus_predict_digits_forget_exam (self);
  g_clear_pointer (&self->reading, gradus_probe_reading_free);
  if (self->document != document)
    gradus_drawing_forget (drawing);
  self->document = document;
  gradus_predict_digits_show_tools (self);
  if (!gradus_predict_digits_is_seen (self))
    return;
  take_reading (self);
  if (gradus_drawing_get_picture_name (drawing) < 0 &&
      !gradus_drawing_is_blank (drawing) &&
      gtk_widget_get_visible (GTK_WIDGET (self->pad)))
    gradus_predict_digits_pad_changed_cb (self);
  probe_changed_cb (self);
}

static void
gradus_predict_digits_follow (GradusStageView *view, GradusStudio *studio)
{
  GradusPredictDigits *self = GRADUS_PREDICT_DIGITS (view);

  self->studio = studio;
  if (studio != NULL)
    {
      g_signal_connect_object (studio, "probe-changed", G_CALLBACK (probe_changed_cb),
                               self, G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "updated", G_CALLBACK (updated_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (studio, "data-changed", G_CALLBACK (data_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
}

/* --- Object --- */

static void
gradus_predict_digits_map (GtkWidget *widget)
{
  GradusPredictDigits *self = GRADUS_PREDICT_DIGITS (widget);

  GTK_WIDGET_CLASS (gradus_predict_digits_parent_class)->map (widget);
  if (self->studio == NULL)
    return;
  gradus_predict_digits_show_tools (self);
  take_reading (self);
  probe_changed_cb (self);
}

static void
gradus_predict_digits_dispose (GObject *object)
{
  GradusPredictDigits *self = GRADUS_PREDICT_DIGITS (object);

  g_clear_handle_id (&self->reading_timer, g_source_remove);
  g_clear_pointer (&self->exam_errand, gradus_errand_free);
  g_clear_pointer (&self->reasons_errand, gradus_errand_free);
  G_OBJECT_CLASS (gradus_predict_digits_parent_class)->dispose (object);
}

static void
gradus_predict_digits_finalize (GObject *object)
{
  GradusPredictDigits *self = GRADUS_PREDICT_DIGITS (object);

  g_clear_pointer (&self->reading, gradus_probe_reading_free);
  g_clear_pointer (&self->exam, gradus_exam_free);
  g_clear_pointer (&self->exam_weights, g_ptr_array_unref);
  g_clear_pointer (&self->reasons, gradus_reasons_free);
  g_clear_pointer (&self->exam_model, gradus_stand_in_unref);
  g_clear_pointer (&self->reasons_model, gradus_stand_in_unref);
  G_OBJECT_CLASS (gradus_predict_digits_parent_class)->finalize (object);
}

#define BIND(child_)                                                                     \
  gtk_widget_class_bind_template_child (widget_class, GradusPredictDigits, child_)

static void
bind_children (GtkWidgetClass *widget_class)
{
  BIND (pad);
  BIND (first_arrow);
  BIND (evidence);
  BIND (second_arrow);
  BIND (bars);
  BIND (controls);
  BIND (separator);
  BIND (matrix_box);
  BIND (mistakes_box);
  BIND (pen);
  BIND (eraser);
  BIND (pen_button);
  BIND (pen_adjustment);
  BIND (undo);
  BIND (redo);
  BIND (clear);
  BIND (uncentred);
  BIND (chooser);
  BIND (samples);
  BIND (matrix_score);
  BIND (matrix_note);
  BIND (matrix);
  BIND (mistakes_title);
  BIND (show_all);
  BIND (mistakes);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_predict_digits_pad_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_predict_digits_tool_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_predict_digits_eraser_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_predict_digits_pen_width_cb);
  gtk_widget_class_bind_template_callback (widget_class, gradus_predict_digits_undo_cb);
  gtk_widget_class_bind_template_callback (widget_class, gradus_predict_digits_redo_cb);
  gtk_widget_class_bind_template_callback (widget_class, gradus_predict_digits_clear_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_predict_digits_evidence_tooltip_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_predict_digits_show_mistakes);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_predict_digits_show_all_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           gradus_predict_digits_mistake_chosen_cb);
}

static void
gradus_predict_digits_class_init (GradusPredictDigitsClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GRADUS_STAGE_VIEW_CLASS (klass)->follow = gradus_predict_digits_follow;
  object_class->dispose = gradus_predict_digits_dispose;
  object_class->finalize = gradus_predict_digits_finalize;
  widget_class->map = gradus_predict_digits_map;
  g_type_ensure (GRADUS_TYPE_CANVAS);
  g_type_ensure (GRADUS_TYPE_DIGIT_CHOOSER);
  g_type_ensure (GRADUS_TYPE_MATRIX);
  g_type_ensure (GRADUS_TYPE_MISTAKES_VIEW);
  g_type_ensure (GRADUS_TYPE_PAD);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-predict-digits.ui");
  bind_children (widget_class);
}

static void
label (GradusCanvas *canvas, const char *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (canvas), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
}

static void
gradus_predict_digits_init (GradusPredictDigits *self)
{
  self->exam_errand = gradus_exam_errand_new (gradus_predict_digits_exam_cb, self);
  self->exam_model = gradus_stand_in_new ();
  self->reasons_errand =
    gradus_reasons_errand_new (gradus_predict_digits_reasons_cb, self);
  self->reasons_model = gradus_stand_in_new ();
  g_type_ensure (GRADUS_TYPE_WRAP_BOX);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self),
                                 gradus_predict_layout_new (&(GradusPredictParts){
                                   GTK_WIDGET (self->pad), GTK_WIDGET (self->first_arrow),
                                   GTK_WIDGET (self->evidence),
                                   GTK_WIDGET (self->second_arrow),
                                   GTK_WIDGET (self->bars), self->controls,
                                   self->separator, self->matrix_box,
                                   self->mistakes_box }));
  gradus_canvas_set_func (self->first_arrow, draw_arrow, self);
  gradus_canvas_set_func (self->second_arrow, draw_arrow, self);
  gradus_canvas_set_func (self->evidence, gradus_predict_digits_draw_evidence, self);
  gradus_canvas_set_func (self->bars, draw_bars, self);
  label (self->evidence, _ ("What the network sees, and what its answer rests on"));
  label (self->bars, _ ("Predicted probabilities"));
  gradus_figure_menu_add (GTK_WIDGET (self->bars), make_prediction_figure, self);
  gradus_figure_menu_add (GTK_WIDGET (self->evidence),
                          gradus_predict_digits_make_evidence_figure, self);
  gradus_figure_menu_add (GTK_WIDGET (self->matrix),
                          gradus_predict_digits_make_confusion_figure, self);
  gradus_figure_menu_add (GTK_WIDGET (self->mistakes),
                          gradus_predict_digits_make_mistakes_figure, self);
  gradus_predict_digits_show_lower_half (self, FALSE);
  gradus_predict_digits_update_buttons (self);
}
