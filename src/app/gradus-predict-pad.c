/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-predict-digits-private.h"

#include <glib/gi18n-lib.h>

#include "plot/drawing.h"

/* What the drawing knows a training sample by: its number from here on. */
#define FIRST_TRAINING (1 << 24)

void
gradus_predict_digits_update_buttons (GradusPredictDigits *self)
{
  GradusDrawing *drawing = gradus_pad_get_drawing (self->pad);

  gtk_widget_set_sensitive (self->undo, gradus_drawing_can_undo (drawing));
  gtk_widget_set_sensitive (self->redo, gradus_drawing_can_redo (drawing));
  gtk_widget_set_sensitive (GTK_WIDGET (self->uncentred),
                            gradus_drawing_get_picture_name (drawing) < 0);
}

/* The network is shown what lies on the pad. */
void
gradus_predict_digits_pad_changed_cb (GradusPredictDigits *self)
{
  GradusDrawing *drawing = gradus_pad_get_drawing (self->pad);
  int            name = gradus_drawing_get_picture_name (drawing);
  float          pixels[GRADUS_DRAWING_SIDE * GRADUS_DRAWING_SIDE];

  gradus_predict_digits_update_buttons (self);
  if (self->is_laying || self->studio == NULL)
    return;
  if (name >= FIRST_TRAINING)
    gradus_studio_set_probe_training (self->studio, (guint) (name - FIRST_TRAINING));
  else if (name >= 0)
    gradus_studio_set_probe_sample (self->studio, (guint) name);
  else
    {
      gradus_drawing_get_pixels (drawing, !gtk_check_button_get_active (self->uncentred),
                                 pixels);
      gradus_studio_set_probe_pixels (self->studio, pixels);
    }
}

/* A sample that was chosen somewhere lies on the pad, too. */
void
gradus_predict_digits_follow_probe (GradusPredictDigits *self)
{
  GradusDrawing *drawing = gradus_pad_get_drawing (self->pad);
  GradusTensor  *input = gradus_studio_get_probe_input (self->studio);
  gboolean       is_training =
    gradus_studio_get_probe_origin (self->studio) == GRADUS_PROBE_TRAINING;
  int sample = is_training
                 ? (int) gradus_studio_get_probe_training (self->studio) + FIRST_TRAINING
                 : (int) gradus_studio_get_probe_sample (self->studio);

  if (input == NULL || gradus_studio_is_probe_drawn (self->studio) ||
      gradus_drawing_get_picture_name (drawing) == sample ||
      !gradus_predict_digits_can_draw (&input->shape))
    return;
  gradus_drawing_lay (drawing, input->data, sample);
  gradus_pad_refresh (self->pad);
  gradus_predict_digits_update_buttons (self);
}

void
gradus_predict_digits_tool_changed_cb (GradusPredictDigits *self)
{
  gtk_toggle_button_set_active (gradus_pad_get_tool (self->pad) == GRADUS_TOOL_ERASER
                                  ? self->eraser
                                  : self->pen,
                                TRUE);
}

void
gradus_predict_digits_eraser_toggled_cb (GradusPredictDigits *self)
{
  gradus_pad_set_tool (self->pad, gtk_toggle_button_get_active (self->eraser)
                                    ? GRADUS_TOOL_ERASER
                                    : GRADUS_TOOL_PEN);
}

void
gradus_predict_digits_pen_width_cb (GradusPredictDigits *self)
{
  gradus_pad_set_pen_width (self->pad, gtk_adjustment_get_value (self->pen_adjustment));
}

void
gradus_predict_digits_undo_cb (GradusPredictDigits *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->pad), "pad.undo", NULL);
}

void
gradus_predict_digits_redo_cb (GradusPredictDigits *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->pad), "pad.redo", NULL);
}

void
gradus_predict_digits_clear_cb (GradusPredictDigits *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->pad), "pad.clear", NULL);
}

/* Whether there is a pad depends on the data. */
void
gradus_predict_digits_show_tools (GradusPredictDigits *self)
{
  GradusDataset *data = gradus_studio_get_test_data (self->studio);
  gboolean       can_draw =
    data == NULL || gradus_predict_digits_can_draw (gradus_dataset_get_shape (data));

  gtk_widget_set_visible (GTK_WIDGET (self->pad), can_draw);
  gtk_widget_set_visible (GTK_WIDGET (self->first_arrow), can_draw);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->pen)), can_draw);
  gtk_widget_set_visible (gtk_widget_get_parent (self->undo), can_draw);
  gtk_widget_set_visible (self->clear, can_draw);
  gtk_widget_set_visible (GTK_WIDGET (self->uncentred), can_draw);
}
