/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-predict-plot-private.h"

#include "plot/figure-regression.h"

/* What an arrow key moves the point by, of the width of the plane. */
#define KEY_STEP 0.02
/* So near to a dot one means it. */
#define REACH 12.0

static gboolean
find_place (GradusPredictPlot *self, double px, double py, double *x, double *y)
{
  GradusPlane plane;
  GradusAxes  axes;

  if (!gradus_predict_plot_get_plane (self, &plane))
    return FALSE;
  gradus_plane_get_axes (gradus_canvas_get_theme (self->main),
                         gtk_widget_get_width (GTK_WIDGET (self->main)),
                         gtk_widget_get_height (GTK_WIDGET (self->main)), &plane, &axes);
  return gradus_axes_find (&axes, px, py, x, y);
}

static void
ask_about (GradusPredictPlot *self, double px, double py)
{
  double x, y;

  if (find_place (self, px, py, &x, &y))
    gradus_studio_set_probe_pixels (self->studio,
                                    (const float[]){ (float) x, (float) y });
}

void
gradus_predict_plot_drag_begin_cb (GradusPredictPlot *self, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->main));
  ask_about (self, x, y);
}

void
gradus_predict_plot_drag_update_cb (GradusPredictPlot *self,
                                    double             by_x,
                                    double             by_y,
                                    GtkGestureDrag    *gesture)
{
  double x, y;

  gtk_gesture_drag_get_start_point (gesture, &x, &y);
  ask_about (self, x + by_x, y + by_y);
}

gboolean
gradus_predict_plot_key_cb (GradusPredictPlot *self,
                            guint              key,
                            guint              code,
                            GdkModifierType    state)
{
  static const struct
  {
    guint key, keypad;
    int   x, y;
  } moves[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0 },
    { GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0 },
    { GDK_KEY_Up, GDK_KEY_KP_Up, 0, 1 },
    { GDK_KEY_Down, GDK_KEY_KP_Down, 0, -1 },
  };
  GradusPlane plane;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK) ||
      !gradus_predict_plot_get_plane (self, &plane) || !plane.has_probe)
    return GDK_EVENT_PROPAGATE;
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    if (key == moves[i].key || key == moves[i].keypad)
      {
        double step = KEY_STEP * (plane.right - plane.left);
        float  place[] = {
           (float) CLAMP (plane.probe[0] + moves[i].x * step, plane.left, plane.right),
           (float) CLAMP (plane.probe[1] + moves[i].y * step, plane.bottom, plane.top)
        };

        gradus_studio_set_probe_pixels (self->studio, place);
        return GDK_EVENT_STOP;
      }
  return GDK_EVENT_PROPAGATE;
}

/* The nearest dot of the scatter, if it is near. */
void
gradus_predict_plot_second_pressed_cb (GradusPredictPlot *self,
                                       int                n_presses,
                                       double             px,
                                       double             py)
{
  const GradusSurvey *survey = self->survey;
  GradusFit           fit;
  GradusAxes          axes;
  int                 nearest = -1;
  double              least = REACH * REACH;

  if (survey == NULL || survey->answers == NULL)
    return;
  fit = (GradusFit){ survey->n, survey->truths, survey->answers, -1 };
  gradus_fit_get_axes (gradus_canvas_get_theme (self->second),
                       gtk_widget_get_width (GTK_WIDGET (self->second)),
                       gtk_widget_get_height (GTK_WIDGET (self->second)), &fit, &axes);
  for (gsize i = 0; i < fit.n; i++)
    {
      double dx = gradus_axes_x (&axes, (double) fit.truths[i]) - px;
      double dy = gradus_axes_y (&axes, (double) fit.answers[i]) - py;

      if (dx * dx + dy * dy < least)
        {
          least = dx * dx + dy * dy;
          nearest = (int) i;
        }
    }
  if (nearest >= 0)
    gradus_studio_set_probe_sample (self->studio, (guint) nearest);
}

void
gradus_predict_plot_another_cb (GradusPredictPlot *self)
{
  GradusDataset *data = gradus_studio_get_test_data (self->studio);
  guint          next = gradus_studio_get_probe_sample (self->studio) + 1;

  if (data != NULL && gradus_dataset_get_n_samples (data) > 0)
    gradus_studio_set_probe_sample (self->studio,
                                    next % gradus_dataset_get_n_samples (data));
}
