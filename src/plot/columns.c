/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/columns.h"

#include <math.h>

/* A column takes this much at least if there is room, and in a large window its share. */
#define COLUMN_MOST 300.0
#define SHARE_MOST 0.29

void
gradus_columns_place (double  width,
                      double  scale,
                      guint   n_columns,
                      guint   index,
                      double *x,
                      double *column_width)
{
  double arrow = GRADUS_COLUMNS_ARROW * scale;
  double column, step;

  /* Of many layers every one still wants to be seen. */
  if (n_columns > 6)
    arrow *= 6.0 / n_columns;
  column = (width - arrow * (n_columns - 1)) / MAX (n_columns, 1);
  column = floor (CLAMP (column - 2, 24, MAX (COLUMN_MOST * scale, SHARE_MOST * width)));
  step = n_columns > 1 ? (width - 2 - column) / (n_columns - 1) : 0;
  step = MIN (step, column + 3 * arrow);
  *x = floor (index * step) + 1; /* room for the frame */
  *column_width = column;
}
