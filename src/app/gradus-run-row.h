/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document/document.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_RUN_ROW (gradus_run_row_get_type ())
G_DECLARE_FINAL_TYPE (GradusRunRow, gradus_run_row, GRADUS, RUN_ROW, GtkListBoxRow)

/**
 * GradusRunRow:
 *
 * One run in a list: colour, name, what it differs in, how it went. Edits go to the
 * document; deleting is left to the action `runs.remove` of whoever holds the list, so
 * that it can tell.
 */
GtkWidget *gradus_run_row_new (void);
/* @run: (nullable) the present one */
void gradus_run_row_show (GradusRunRow    *self,
                          GradusDocument  *document,
                          const GradusRun *run,
                          const char      *details,
                          const char      *result);

G_END_DECLS
