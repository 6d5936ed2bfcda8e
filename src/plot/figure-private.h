/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/figure.h"

G_BEGIN_DECLS

/* figure.c makes figures and draws their pages, figure-later.c works out those that take
 * time, figure-file.c writes them. */
struct _GradusFigure
{
  gint                    ref_count;
  const GradusFigureKind *kind;
  char                   *title;
  char                   *reading;
  char                   *variant;
  char                   *note;
  char                   *problem;
  gpointer                data; /* owned, NULL if there is a problem */

  /* Of one that is made later; then it has neither problem nor data. */
  GradusFigureMake make;
  gpointer         request; /* NULL once it is made */
  GDestroyNotify   free_request;
  GMutex           mutex;    /* held by whoever makes it */
  GradusFigure    *made;     /* atomic; set once, under the mutex */
  gint             progress; /* atomic; of PROGRESS_WHOLE, −1 if nobody knows */
};

/* Made now if need be: the figure that is drawn in the place of @self. */
const GradusFigure *gradus_figure_resolve (const GradusFigure *self);

G_END_DECLS
