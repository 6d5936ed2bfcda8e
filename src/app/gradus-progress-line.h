/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_PROGRESS_LINE (gradus_progress_line_get_type ())
G_DECLARE_FINAL_TYPE (GradusProgressLine,
                      gradus_progress_line,
                      GRADUS,
                      PROGRESS_LINE,
                      GtkWidget)

/**
 * GradusProgressLine:
 *
 * A line of 3 pixels that is divided into epochs and fills as they pass.
 */

/* @epochs_done: like 2.25; @n_epochs: 0 draws nothing; @looked_at: an earlier moment,
 * which what came after it steps back behind, or negative */
void gradus_progress_line_set (GradusProgressLine *self,
                               double              epochs_done,
                               guint               n_epochs,
                               double              looked_at);

G_END_DECLS
