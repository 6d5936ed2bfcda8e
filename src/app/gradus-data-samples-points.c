/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-data-samples-private.h"

#include "plot/plane.h"

/* How near to a point the pointer counts as on it. */
#define REACH 12.0

gboolean
gradus_data_samples_is_plane (GradusDataSamples *self)
{
  return self->data != NULL &&
         gradus_shape_size (gradus_dataset_get_shape (self->data)) == 2 &&
         gradus_dataset_get_n_classes (self->data) > 0;
}

typedef struct
{
  GradusPlane plane;
  float      *points;
  guint8     *classes;
} Cloud;

static void
make_cloud (GradusDataSamples *self, Cloud *cloud)
{
  guint n = self->n_samples;

  *cloud = (Cloud){ .points = g_new (float, 2 * (gsize) n + 1),
                    .classes = g_new0 (guint8, n + 1) };
  for (guint i = 0; i < n; i++)
    {
      guint sample = self->samples != NULL ? self->samples[i] : i;

      gradus_dataset_get_sample (self->data, sample, cloud->points + 2 * i);
      cloud->classes[i] = (guint8) gradus_dataset_get_label (self->data, sample);
    }
  cloud->plane.n_points = n;
  cloud->plane.points = cloud->points;
  cloud->plane.classes = cloud->classes;
  cloud->plane.n_classes = MAX (gradus_dataset_get_n_classes (self->data), 1);
  gradus_axes_cover (&cloud->plane.left, &cloud->plane.right, cloud->points, n, 2);
  gradus_axes_cover (&cloud->plane.bottom, &cloud->plane.top, cloud->points + 1, n, 2);
}

static void
clear_cloud (Cloud *cloud)
{
  g_free (cloud->points);
  g_free (cloud->classes);
}

void
gradus_data_samples_draw_points (cairo_t           *cr,
                                 const GradusTheme *theme,
                                 double             width,
                                 double             height,
                                 gpointer           user_data)
{
  GradusDataSamples *self = user_data;
  Cloud              cloud;

  if (!gradus_data_samples_is_plane (self))
    return;
  make_cloud (self, &cloud);
  if (self->card.data != NULL)
    {
      float at[2];

      gradus_dataset_get_sample (self->data, self->card.sample, at);
      cloud.plane.has_probe = TRUE;
      cloud.plane.probe[0] = (double) at[0];
      cloud.plane.probe[1] = (double) at[1];
    }
  gradus_plane_draw (cr, theme, width, height, &cloud.plane);
  clear_cloud (&cloud);
}

/* The sample nearest to a place, -1 if none is near. */
static int
find_point (GradusDataSamples *self, double x, double y)
{
  GtkWidget *canvas = GTK_WIDGET (self->points);
  double     least = REACH * REACH;
  int        nearest = -1;
  GradusAxes axes;
  Cloud      cloud;

  if (!gradus_data_samples_is_plane (self))
    return -1;
  make_cloud (self, &cloud);
  gradus_plane_get_axes (gradus_canvas_get_theme (self->points),
                         gtk_widget_get_width (canvas), gtk_widget_get_height (canvas),
                         &cloud.plane, &axes);
  for (guint i = 0; i < self->n_samples; i++)
    {
      double dx = gradus_axes_x (&axes, (double) cloud.points[2 * i]) - x;
      double dy = gradus_axes_y (&axes, (double) cloud.points[2 * i + 1]) - y;

      if (dx * dx + dy * dy < least)
        {
          least = dx * dx + dy * dy;
          nearest = (int) (self->samples != NULL ? self->samples[i] : i);
        }
    }
  clear_cloud (&cloud);
  return nearest;
}

void
gradus_data_samples_pointed_cb (GradusDataSamples *self, int sample)
{
  if (self->pointed == sample)
    return;
  self->pointed = sample;
  gradus_data_samples_show_card (self);
}

void
gradus_data_samples_points_motion_cb (GradusDataSamples *self, double x, double y)
{
  gradus_data_samples_pointed_cb (self, find_point (self, x, y));
}

void
gradus_data_samples_points_leave_cb (GradusDataSamples *self)
{
  gradus_data_samples_pointed_cb (self, -1);
}

void
gradus_data_samples_chosen_cb (GradusDataSamples *self, guint sample)
{
  gradus_data_split_choose (self->studio, self->split, sample);
  gradus_data_samples_pointed_cb (self, (int) sample);
}

void
gradus_data_samples_points_pressed_cb (GradusDataSamples *self,
                                       int                n_presses,
                                       double             x,
                                       double             y)
{
  int sample = find_point (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self->points));
  if (sample >= 0)
    gradus_data_samples_chosen_cb (self, (guint) sample);
}

/* From one point to the next in the order of the data. */
gboolean
gradus_data_samples_points_key_cb (GradusDataSamples *self,
                                   guint              key,
                                   guint              code,
                                   GdkModifierType    state)
{
  int step = (key == GDK_KEY_Right || key == GDK_KEY_Down) -
             (key == GDK_KEY_Left || key == GDK_KEY_Up);

  if (self->data == NULL || self->n_samples == 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Return && self->pointed >= 0)
    gradus_data_samples_chosen_cb (self, (guint) self->pointed);
  else if (step != 0)
    gradus_data_samples_pointed_cb (self,
                                    CLAMP (MAX (gradus_data_samples_get_shown (self), 0) +
                                             step,
                                           0,
                                           (int) gradus_dataset_get_n_samples (
                                             self->data) -
                                             1));
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}
