/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-data-samples-private.h"

#include <glib/gi18n-lib.h>

#include "plot/picture.h"
#include "plot/wall-tiles.h"

#define MOST_NUMBERS 60

/* What the pointer is on, else what was chosen, else the first. */
int
gradus_data_samples_get_shown (GradusDataSamples *self)
{
  int chosen = gradus_data_split_get_chosen (self->studio, self->split);

  if (self->pointed >= 0)
    return self->pointed;
  if (chosen >= 0)
    return chosen;
  return self->n_samples > 0 ? (int) (self->samples != NULL ? self->samples[0] : 0) : -1;
}

static void
update_read_out (GradusDataSamples *self)
{
  g_autofree char *text = NULL;

  if (self->card.data != NULL)
    text = gradus_sample_card_describe (&self->card);
  if (text == NULL && self->data != NULL && gradus_dataset_has_bytes (self->data))
    text = g_strdup (_ ("0 is paper, 255 is ink"));
  gtk_label_set_label (self->read_out, text != NULL ? text : "");
}

/* What is not a picture is written out. */
static void
show_numbers (GradusDataSamples *self)
{
  const GradusShape  *shape = gradus_dataset_get_shape (self->data);
  gsize               n = gradus_shape_size (shape);
  g_autofree float   *values = g_new (float, n);
  g_autofree char    *text = gradus_shape_to_string (shape);
  g_autoptr (GString) numbers = g_string_new ("[");

  gradus_dataset_get_sample (self->data, self->card.sample, values);
  for (gsize i = 0; i < MIN (n, MOST_NUMBERS); i++)
    {
      g_autofree char *number = gradus_wall_format (values[i]);

      g_string_append_printf (numbers, i > 0 ? ", %s" : "%s", number);
    }
  g_string_append (numbers, n > MOST_NUMBERS ? ", …]" : "]");
  gtk_label_set_label (self->numbers, numbers->str);
  gtk_label_set_label (self->read_out, text);
}

void
gradus_data_samples_show_card (GradusDataSamples *self)
{
  int              shown = self->data != NULL ? gradus_data_samples_get_shown (self) : -1;
  g_autofree char *target = NULL;
  g_autofree char *title = NULL;

  if (shown < 0 || (guint) shown >= gradus_dataset_get_n_samples (self->data))
    {
      self->card.data = NULL;
      gtk_label_set_label (self->card_title, "");
      return;
    }
  if (self->card.data != self->data || self->card.sample != (guint) shown)
    self->card = (GradusSampleCard){ self->data, (guint) shown, -1, -1, -1, -1 };
  target = gradus_wall_describe_target (self->data, (guint) shown);
  /* Translators: the number of a sample, counted from 0, and what its answer is:
   * "Sample 4: 9" */
  title = g_strdup_printf (_ ("Sample %d: %s"), shown, target);
  gtk_label_set_label (self->card_title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->card_canvas),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  if (gradus_data_samples_is_pictures (self))
    update_read_out (self);
  else
    show_numbers (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->card_canvas));
  gtk_widget_queue_draw (GTK_WIDGET (self->balance_canvas));
  gtk_widget_queue_draw (GTK_WIDGET (self->points));
}

void
gradus_data_samples_draw_card (cairo_t           *cr,
                               const GradusTheme *theme,
                               double             width,
                               double             height,
                               gpointer           user_data)
{
  GradusDataSamples *self = user_data;

  if (self->card.data != NULL)
    gradus_sample_card_draw (cr, theme, width, height, &self->card);
}

void
gradus_data_samples_card_motion_cb (GradusDataSamples *self, double x, double y)
{
  GtkWidget *canvas = GTK_WIDGET (self->card_canvas);

  if (self->card.data == NULL)
    return;
  gradus_sample_card_point (&self->card, gradus_canvas_get_theme (self->card_canvas),
                            gtk_widget_get_width (canvas), gtk_widget_get_height (canvas),
                            x, y);
  update_read_out (self);
  gtk_widget_queue_draw (canvas);
}

void
gradus_data_samples_card_leave_cb (GradusDataSamples *self)
{
  self->card.row = self->card.column = -1;
  update_read_out (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->card_canvas));
}

gboolean
gradus_data_samples_card_key_cb (GradusDataSamples *self,
                                 guint              key,
                                 guint              code,
                                 GdkModifierType    state)
{
  guint columns, rows, n_channels;
  int   dx = (key == GDK_KEY_Right) - (key == GDK_KEY_Left);
  int   dy = (key == GDK_KEY_Down) - (key == GDK_KEY_Up);

  if (self->card.data == NULL || (dx == 0 && dy == 0) ||
      state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  gradus_picture_get_size (gradus_dataset_get_shape (self->card.data), &columns, &rows,
                           &n_channels);
  if (self->card.row < 0)
    {
      self->card.row = (int) rows / 2;
      self->card.column = (int) columns / 2;
    }
  self->card.row = CLAMP (self->card.row + dy, 0, (int) rows - 1);
  self->card.column = CLAMP (self->card.column + dx, 0, (int) columns - 1);
  self->card.top = MAX (self->card.row - 3, 0);
  self->card.left = MAX (self->card.column - 4, 0);
  update_read_out (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->card_canvas));
  return GDK_EVENT_STOP;
}
