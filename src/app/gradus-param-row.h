/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-field.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A row that shows and edits a field; which widget it has follows from the parameter's
 * type. Its changes are edits of @document at once. */
GtkWidget *gradus_param_row_new (GradusDocument *document, const GradusField *field);
/* Shows the value that the document has now. */
void gradus_param_row_refresh (GtkWidget *row);
/* The wheel scrolls the page and not what lies under the pointer. */
void gradus_param_row_leave_wheel_alone (GtkWidget *widget);
/* Combo rows of kinds are made from the same mould: titles of a family, summaries as
 * tooltips. */
GtkStringList *gradus_param_row_list_titles (GradusFamily family, gboolean with_none);

G_END_DECLS
