/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-progress-line.h"

#include "app/gradus-style.h"

#define HEIGHT 3
#define GAP 2.0f
/* More epochs than this and the gaps would eat the line. */
#define MAX_PARTS 100

struct _GradusProgressLine
{
  GtkWidget parent_instance;

  double epochs_done;
  guint  n_epochs;
};

G_DEFINE_FINAL_TYPE (GradusProgressLine, gradus_progress_line, GTK_TYPE_WIDGET)

static void
append_part (GtkSnapshot *snapshot, GradusToken token, float x, float width, float height)
{
  const GradusColor *color = &gradus_style_get_theme ()->colors[token];
  GdkRGBA rgba = { (float) color->red, (float) color->green, (float) color->blue,
                   (float) color->alpha };

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
  double              done;
  float               part;

  if (n_parts == 0)
    {
      append_part (snapshot, GRADUS_TOKEN_BORDER, 0, width, 1);
      return;
    }
  done = self->epochs_done * n_parts / self->n_epochs;
  part = width / (float) n_parts;
  for (guint i = 0; i < n_parts; i++)
    {
      float x = part * (float) i;
      float length = i + 1 < n_parts ? part - GAP : part;
      float filled = length * (float) CLAMP (done - i, 0.0, 1.0);

      append_part (snapshot, GRADUS_TOKEN_TRAINING, x, filled, HEIGHT);
      append_part (snapshot, GRADUS_TOKEN_TRACK, x + filled, length - filled, HEIGHT);
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
}

void
gradus_progress_line_set (GradusProgressLine *self, double epochs_done, guint n_epochs)
{
  g_return_if_fail (GRADUS_IS_PROGRESS_LINE (self));

  if (self->epochs_done == epochs_done && self->n_epochs == n_epochs)
    return;
  self->epochs_done = epochs_done;
  self->n_epochs = n_epochs;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, epochs_done,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) n_epochs,
                                  -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
