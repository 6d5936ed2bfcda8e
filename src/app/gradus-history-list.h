/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document/document.h"

G_BEGIN_DECLS

/* A popover with all steps that can be undone or made again; choosing one goes there. */
GtkWidget *gradus_history_list_new (GradusDocument *document);

G_END_DECLS
