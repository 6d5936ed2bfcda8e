/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/confusion.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_MATRIX (gradus_matrix_get_type ())
G_DECLARE_FINAL_TYPE (GradusMatrix, gradus_matrix, GRADUS, MATRIX, GtkWidget)

/**
 * GradusMatrix:
 *
 * A confusion matrix in which a square can be chosen, with the pointer or with arrow keys
 * and Enter; choosing it again or Escape chooses none. Signal `chosen` when that changes.
 */

/* @confusion: (nullable) and @names: borrowed until the next call; the choice stays while
 * there are as many classes. */
void gradus_matrix_set_confusion (GradusMatrix          *self,
                                  const GradusConfusion *confusion,
                                  const char *const     *names);
/* FALSE: none is. Row: what it is, column: what the network says. */
gboolean gradus_matrix_get_chosen (GradusMatrix *self, int *row, int *column);
void     gradus_matrix_choose (GradusMatrix *self, int row, int column);

G_END_DECLS
