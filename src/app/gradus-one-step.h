/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/document.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * GradusOneStepFunc:
 *
 * Returns: (transfer none) (nullable): the document that a control edits at present
 */
typedef GradusDocument *(*GradusOneStepFunc) (gpointer owner);

/* What is done with @widget from press to release, of the pointer or of a key that is
 * held, is one step to undo; two presses are two. @owner must live as long as @widget. */
void
gradus_one_step_watch (GtkWidget *widget, GradusOneStepFunc document, gpointer owner);
/* The same from when the focus comes to when it leaves, for what is typed. */
void gradus_one_step_watch_typing (GtkWidget        *widget,
                                   GradusOneStepFunc document,
                                   gpointer          owner);

G_END_DECLS
