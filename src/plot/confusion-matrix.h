/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/confusion.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/**
 * GradusMatrixMarks:
 * @row: of the chosen square, -1 for none
 * @column: of the chosen square
 * @focus_row: of the square that keys act on, -1 for none
 * @focus_column: of the square that keys act on
 *
 * Squares that stand out.
 */
typedef struct
{
  int row;
  int column;
  int focus_row;
  int focus_column;
} GradusMatrixMarks;

/* @names: (array length=n_classes): of the classes; @marks: (nullable) */
void     gradus_confusion_matrix_draw (cairo_t                 *cr,
                                       const GradusTheme       *theme,
                                       double                   width,
                                       double                   height,
                                       const GradusConfusion   *confusion,
                                       const char *const       *names,
                                       const GradusMatrixMarks *marks);
gboolean gradus_confusion_matrix_hit (const GradusTheme *theme,
                                      double             width,
                                      double             height,
                                      guint              n_classes,
                                      const char *const *names,
                                      double             x,
                                      double             y,
                                      int               *row,
                                      int               *column);

G_END_DECLS
