/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/curves-private.h"

#include <math.h>

/* Nearer than that there is one batch on the whole width. */
#define LEAST_SHARE 1e-6
/* A frame smaller than this was meant as a click. */
#define LEAST_FRAME 6.0

/* Positions on an axis are numbers, on an axis of powers of ten their logarithms: in
 * these, moving and zooming are the same on both. */
static double
to_position (gboolean logarithmic, double value)
{
  return logarithmic ? log (value) : value;
}

static double
from_position (gboolean logarithmic, double position)
{
  return logarithmic ? exp (position) : position;
}

static double
get_unit (const GradusCurvesLayout *layout)
{
  return layout->options.in_batches ? MAX (layout->n_batches, 1) : 1;
}

/* Shows @from to @to of the shared axis, moved so that it lies within the whole; all of
 * it where that is as much. */
static void
set_x (const GradusCurvesLayout *layout,
       GradusCurvesWindow       *window,
       double                    from,
       double                    to)
{
  double width = MAX (to - from, LEAST_SHARE * layout->x_end);

  window->is_set = width < layout->x_end * (1 - 1e-9);
  from = CLAMP (from, 0, MAX (layout->x_end - width, 0));
  window->from = window->is_set ? from / get_unit (layout) : 0;
  window->to = window->is_set ? (from + width) / get_unit (layout) : 0;
}

static void
set_y (GradusCurvesWindow *window, const GradusCurvesPanel *panel, double from, double to)
{
  from = from_position (panel->logarithmic, from);
  to = from_position (panel->logarithmic, to);
  if (!isfinite (from) || !isfinite (to) ||
      !(to - from > 1e-12 * fmax (fabs (from), fabs (to))))
    return;
  window->y[panel->role].is_set = TRUE;
  window->y[panel->role].from = from;
  window->y[panel->role].to = to;
}

static const GradusCurvesPanel *
find_panel (const GradusCurvesLayout *layout, double y)
{
  for (guint i = 0; i < layout->n_panels; i++)
    if (y <= layout->panels[i].y + layout->panels[i].height || i + 1 == layout->n_panels)
      return &layout->panels[i];
  return NULL;
}

/**
 * gradus_curves_window_is_whole:
 * @window: what is looked at
 *
 * Returns: whether that is all there is
 */
gboolean
gradus_curves_window_is_whole (const GradusCurvesWindow *window)
{
  for (guint i = 0; i < GRADUS_CURVES_N_ROLES; i++)
    if (window->y[i].is_set)
      return FALSE;
  return !window->is_set;
}

/**
 * gradus_curves_window_zoom:
 * @layout: what is shown now
 * @window: (inout): what is to be shown
 * @x: of the pointer, in pixels; what is there stays there
 * @factor: above 1 comes nearer
 *
 * Changes how much of the shared axis is shown.
 */
void
gradus_curves_window_zoom (const GradusCurvesLayout *layout,
                           GradusCurvesWindow       *window,
                           double                    x,
                           double                    factor)
{
  const GradusCurvesPanel *panel = &layout->panels[0];
  double at = gradus_curves_layout_pixel_to_x (layout, CLAMP (x, panel->x,
                                                              panel->x + panel->width));

  g_return_if_fail (factor > 0);

  set_x (layout, window, at - (at - layout->x_minimum) / factor,
         at + (layout->x_maximum - at) / factor);
}

/**
 * gradus_curves_window_zoom_y:
 * @layout: what is shown now
 * @window: (inout): what is to be shown
 * @y: of the pointer, in pixels; what is there stays there
 * @factor: above 1 comes nearer
 *
 * Changes how much is shown of the axis of the chart that the pointer is in.
 */
void
gradus_curves_window_zoom_y (const GradusCurvesLayout *layout,
                             GradusCurvesWindow       *window,
                             double                    y,
                             double                    factor)
{
  const GradusCurvesPanel *panel = find_panel (layout, y);
  double                   at, low, high;

  g_return_if_fail (factor > 0);

  if (panel == NULL)
    return;
  y = CLAMP (y, panel->y, panel->y + panel->height);
  at = to_position (panel->logarithmic, gradus_curves_panel_pixel_to_y (panel, y));
  low = to_position (panel->logarithmic, panel->minimum);
  high = to_position (panel->logarithmic, panel->maximum);
  set_y (window, panel, at - (at - low) / factor, at + (high - at) / factor);
}

/**
 * gradus_curves_window_pan:
 * @layout: what is shown now
 * @window: (inout): what is to be shown
 * @dx: pixels that the curves move to the right
 * @dy: pixels that they move down, in those charts of which a part is shown
 *
 * Moves what is shown.
 */
void
gradus_curves_window_pan (const GradusCurvesLayout *layout,
                          GradusCurvesWindow       *window,
                          double                    dx,
                          double                    dy)
{
  double per_pixel =
    (layout->x_maximum - layout->x_minimum) / MAX (layout->panels[0].width, 1);

  set_x (layout, window, layout->x_minimum - dx * per_pixel,
         layout->x_maximum - dx * per_pixel);
  for (guint i = 0; i < layout->n_panels; i++)
    {
      const GradusCurvesPanel *panel = &layout->panels[i];
      double                   low = to_position (panel->logarithmic, panel->minimum);
      double                   high = to_position (panel->logarithmic, panel->maximum);
      double                   by = dy * (high - low) / MAX (panel->height, 1);

      if (layout->options.window.y[panel->role].is_set)
        set_y (window, panel, low + by, high + by);
    }
}

/**
 * gradus_curves_window_frame:
 * @layout: what is shown now
 * @window: (inout): what is to be shown
 * @x1: a corner of the frame, in pixels
 * @y1: a corner of the frame, which says in which chart it is
 * @x2: the opposite corner
 * @y2: the opposite corner
 *
 * Shows what lies in a frame that was drawn.
 *
 * Returns: whether the frame is large enough to have been meant
 */
gboolean
gradus_curves_window_frame (const GradusCurvesLayout *layout,
                            GradusCurvesWindow       *window,
                            double                    x1,
                            double                    y1,
                            double                    x2,
                            double                    y2)
{
  const GradusCurvesPanel *panel = find_panel (layout, y1);
  double                   top, bottom;

  if (panel == NULL || fabs (x2 - x1) < LEAST_FRAME || fabs (y2 - y1) < LEAST_FRAME)
    return FALSE;
  top = CLAMP (MIN (y1, y2), panel->y, panel->y + panel->height);
  bottom = CLAMP (MAX (y1, y2), panel->y, panel->y + panel->height);
  set_x (layout, window, gradus_curves_layout_pixel_to_x (layout, MIN (x1, x2)),
         gradus_curves_layout_pixel_to_x (layout, MAX (x1, x2)));
  set_y (window, panel,
         to_position (panel->logarithmic, gradus_curves_panel_pixel_to_y (panel, bottom)),
         to_position (panel->logarithmic, gradus_curves_panel_pixel_to_y (panel, top)));
  return TRUE;
}
