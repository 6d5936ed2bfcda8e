/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/figure-private.h"

#include <glib/gi18n-lib.h>

#define PROGRESS_WHOLE 1000

/**
 * gradus_figure_new_later:
 * @kind: of what
 * @words: what is said about it until it is made; copied
 * @make: makes it
 * @request: (transfer full): for @make
 * @free_request: frees it
 *
 * Makes a figure that costs time only if it is drawn, and then in the thread that draws
 * it. That there is nothing to show may turn out only then.
 *
 * Returns: (transfer full): a figure
 */
GradusFigure *
gradus_figure_new_later (const GradusFigureKind  *kind,
                         const GradusFigureWords *words,
                         GradusFigureMake         make,
                         gpointer                 request,
                         GDestroyNotify           free_request)
{
  GradusFigure *self;

  g_return_val_if_fail (make != NULL, NULL);

  self = gradus_figure_new (kind, words, request);
  self->data = NULL;
  self->make = make;
  self->request = request;
  self->free_request = free_request;
  self->progress = -1;
  g_mutex_init (&self->mutex);
  return self;
}

static void
take_made (GradusFigure *self, GradusFigure *made)
{
  if (made == NULL)
    made = gradus_figure_new_missing (self->kind, _ ("There is nothing to draw."));
  gradus_figure_set_note (made, self->note);
  g_atomic_pointer_set (&self->made, made);
  g_clear_pointer (&self->request, self->free_request);
}

/**
 * gradus_figure_work_out:
 * @self: a figure
 * @cancellable: (nullable): stops it; what was done by then is lost
 *
 * Makes a figure that was to be made later, or waits for the thread that is at it. All
 * others are there already.
 *
 * Threads: any, though it may take long
 *
 * Returns: whether it can be drawn now, or says why there is nothing to draw
 */
gboolean
gradus_figure_work_out (GradusFigure *self, GCancellable *cancellable)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->make == NULL)
    return TRUE;
  g_mutex_lock (&self->mutex);
  if (self->made == NULL && !g_cancellable_is_cancelled (cancellable))
    {
      g_autoptr (GradusFigure) made = NULL;

      gradus_figure_set_progress (self, -1);
      made = self->make (self, self->request, cancellable);
      if (!g_cancellable_is_cancelled (cancellable))
        take_made (self, g_steal_pointer (&made));
    }
  g_mutex_unlock (&self->mutex);
  return gradus_figure_is_worked_out (self);
}

gboolean
gradus_figure_is_worked_out (const GradusFigure *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->make == NULL || g_atomic_pointer_get (&self->made) != NULL;
}

void
gradus_figure_set_progress (GradusFigure *self, double progress)
{
  g_return_if_fail (self != NULL);

  g_atomic_int_set (&self->progress,
                    progress < 0 ? -1 : (gint) (MIN (progress, 1) * PROGRESS_WHOLE));
}

double
gradus_figure_get_progress (const GradusFigure *self)
{
  gint progress;

  g_return_val_if_fail (self != NULL, -1);

  progress = g_atomic_int_get (&self->progress);
  return progress < 0 ? -1 : (double) progress / PROGRESS_WHOLE;
}

const GradusFigure *
gradus_figure_resolve (const GradusFigure *figure)
{
  GradusFigure *self = (GradusFigure *) figure; /* a cache does not change what it is */

  if (self->make == NULL)
    return self;
  gradus_figure_work_out (self, NULL);
  return self->made;
}
