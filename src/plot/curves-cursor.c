/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/curves-private.h"

#include <math.h>

/* A little beyond the end of a curve still means its end. */
#define END_ROOM 12.0
#define EDGE_ROOM 4.0

/* The step of a run that lies nearest to @x. */
static gsize
find_nearest (const GradusCurvesTrace *trace, gboolean in_batches, double x)
{
  gsize index = gradus_curves_trace_find (trace, in_batches, x);

  if (index >= trace->n_steps)
    return trace->n_steps - 1;
  if (index > 0 && x - gradus_curves_trace_get_x (trace, in_batches, index - 1) <=
                     gradus_curves_trace_get_x (trace, in_batches, index) - x)
    index--;
  return index;
}

static double
get_end (const GradusCurvesTrace *trace, gboolean in_batches)
{
  return gradus_curves_trace_get_x (trace, in_batches, trace->n_steps - 1);
}

/**
 * gradus_curves_layout_hit:
 * @self: the layout
 * @x: of the pointer
 * @y: of the pointer
 * @cursor: (out): the nearest step, of the present run where it has come so far, else of
 *   an earlier one
 *
 * Finds the step that the pointer is at.
 *
 * Returns: whether there is one: the pointer is in a chart and not in the future of all
 *   runs
 */
gboolean
gradus_curves_layout_hit (const GradusCurvesLayout *self,
                          double                    x,
                          double                    y,
                          GradusCurvesCursor       *cursor)
{
  const GradusCurvesPanel *first = &self->panels[0];
  const GradusCurvesPanel *last = &self->panels[MAX (self->n_panels, 1) - 1];

  if (x < first->x - EDGE_ROOM || x > first->x + first->width + EDGE_ROOM ||
      y < first->y - EDGE_ROOM || y > last->y + last->height + EDGE_ROOM)
    return FALSE;
  for (guint i = 0; i <= self->runs->len; i++)
    {
      const GradusCurvesTrace *trace = gradus_curves_layout_get_trace (self, i);
      gboolean                 in_batches = self->options.in_batches;

      if (trace->n_steps == 0 ||
          x > gradus_curves_layout_x_to_pixel (self, get_end (trace, in_batches)) +
                END_ROOM)
        continue;
      cursor->trace = i;
      cursor->index =
        find_nearest (trace, in_batches, gradus_curves_layout_pixel_to_x (self, x));
      return TRUE;
    }
  return FALSE;
}

/**
 * gradus_curves_layout_find_end:
 * @self: the layout
 * @cursor: (out): the last step of the present run, or of the first earlier one
 *
 * Finds where reading begins with the keyboard.
 *
 * Returns: whether there is anything to read
 */
gboolean
gradus_curves_layout_find_end (const GradusCurvesLayout *self, GradusCurvesCursor *cursor)
{
  for (guint i = 0; i <= self->runs->len; i++)
    {
      gsize n_steps = gradus_curves_layout_get_trace (self, i)->n_steps;

      if (n_steps == 0)
        continue;
      *cursor = (GradusCurvesCursor){ i, n_steps - 1 };
      return TRUE;
    }
  return FALSE;
}

/**
 * gradus_curves_layout_move:
 * @self: the layout
 * @cursor: (inout): a step
 * @n_batches: how many steps to go on, or back if negative
 * @n_epochs: how many epochs to go on, or back if negative
 *
 * Moves a cursor and keeps it inside.
 */
void
gradus_curves_layout_move (const GradusCurvesLayout *self,
                           GradusCurvesCursor       *cursor,
                           int                       n_batches,
                           int                       n_epochs)
{
  const GradusCurvesTrace *trace = gradus_curves_layout_get_trace (self, cursor->trace);
  double                   to =
    (double) cursor->index + n_batches + (double) n_epochs * MAX (self->n_batches, 1);

  cursor->index = (gsize) CLAMP (to, 0, (double) MAX (trace->n_steps, 1) - 1);
}

/**
 * gradus_curves_layout_get_cursor_x:
 * @self: the layout
 * @cursor: a step
 *
 * Returns: where the cursor lies on the axis, in epochs or batches
 */
double
gradus_curves_layout_get_cursor_x (const GradusCurvesLayout *self,
                                   const GradusCurvesCursor *cursor)
{
  return gradus_curves_trace_get_x (gradus_curves_layout_get_trace (self, cursor->trace),
                                    self->options.in_batches, cursor->index);
}

/**
 * gradus_curves_layout_count_epochs:
 * @self: the layout
 * @step: updates made
 *
 * Counts the epochs of the present run that were complete, with their validation, after a
 * step.
 *
 * Returns: how many
 */
guint
gradus_curves_layout_count_epochs (const GradusCurvesLayout *self, guint64 step)
{
  return gradus_curves_trace_count_epochs (self->present, step);
}
