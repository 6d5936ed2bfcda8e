/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-progress-line.h"

#include "app/gradus-style.h"

#define HEIGHT 3
#define GAP 2.0f
/* How strong that is which comes after the moment that is looked at. */
#define AFTER 0.4f
/* More epochs than this and the gaps would eat the line. */
#define MAX_PARTS 100

struct _GradusProgressLine
{
  GtkWidget parent_instance;

  double epochs_done;
  guint  n_epochs;
  double looked_at; /* in epochs; negative: nowhere */
};

G_DEFINE_FINAL_TYPE (GradusProgressLine, gradus_progress_line, GTK_TYPE_WIDGET)

static void
append_part (GtkSnapshot *snapshot,
             GradusToken  token,
             float        opacity,
             float        x,
             float        width,
             float        height)
{
  const GradusColor *color = &gradus_style_get_theme ()->colors[token];
  GdkRGBA rgba = { (float) color->red, (float) color->green, (float) color->blue,
                   (float) color->alpha * opacity };

  if (width > 0.0f)
    gtk_snapshot_append_color (snapshot, &rgba,
                               &GRAPHENE_RECT_INIT (x, 0, width, height));
}

static void
gradus_progress_line_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GradusProgressLine *self = GRADUS_PROGRESS_LINE (widget);
  float               width = (float) gtk_widget_get_width (widget);
  guint               n_parts = MIN (self->n_epochs, MAX_PARTS);
  double              done, seen;
  float               part;

  if (n_parts == 0)
    {
      append_part (snapshot, GRADUS_TOKEN_BORDER, 1, 0, width, 1);
      return;
    }
  done = self->epochs_done * n_parts / self->n_epochs;
  seen = self->looked_at >= 0 ? self->looked_at * n_parts / self->n_epochs : done;
  part = width / (float) n_parts;
  for (guint i = 0; i < n_parts; i++)
    {
      float x = part * (float) i;
      float length = i + 1 < n_parts ? part - GAP : part;
      float filled = length * (float) CLAMP (done - i, 0.0, 1.0);
      float before = length * (float) CLAMP (MIN (seen, done) - i, 0.0, 1.0);

      append_part (snapshot, GRADUS_TOKEN_TRAINING, 1, x, before, HEIGHT);
      append_part (snapshot, GRADUS_TOKEN_TRAINING, AFTER, x + before, filled - before,
                   HEIGHT);
      append_part (snapshot, GRADUS_TOKEN_TRACK, 1, x + filled, length - filled, HEIGHT);
    }
}

static void
gradus_progress_line_measure (GtkWidget     *widget,
                              GtkOrientation orientation,
                              int            for_size,
                              int           *minimum,
                              int           *natural,
                              int           *minimum_baseline,
                              int           *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 0;
}

static void
gradus_progress_line_class_init (GradusProgressLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = gradus_progress_line_snapshot;
  widget_class->measure = gradus_progress_line_measure;
  gtk_widget_class_set_css_name (widget_class, "progressline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
}

static void
gradus_progress_line_init (GradusProgressLine *self)
{
  self->looked_at = -1;
}

void
gradus_progress_line_set (GradusProgressLine *self,
                          double              epochs_done,
                          guint               n_epochs,
                          double              looked_at)
{
  g_return_if_fail (GRADUS_IS_PROGRESS_LINE (self));

  if (self->epochs_done == epochs_done && self->n_epochs == n_epochs &&
      self->looked_at == looked_at)
    return;
  self->looked_at = looked_at;
  self->epochs_done = epochs_done;
  self->n_epochs = n_epochs;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, epochs_done,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) n_epochs,
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
