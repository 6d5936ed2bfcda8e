/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/gradus-studio.h"
#include "io/recovery.h"
#include "plot/figure.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_WINDOW (gradus_window_get_type ())
G_DECLARE_FINAL_TYPE (GradusWindow, gradus_window, GRADUS, WINDOW, AdwApplicationWindow)

/**
 * GradusWindow:
 *
 * One window on one document: palette, spine, stage, inspector, transport and status bar
 * around a #GradusStudio of its own. Until a template is chosen or a file is opened the
 * stage shows the gallery.
 */
GradusWindow *gradus_window_new (GtkApplication *application);
GradusStudio *gradus_window_get_studio (GradusWindow *self);
/* Whether nothing was begun here yet, so that a file may open in this window. */
gboolean gradus_window_is_untouched (GradusWindow *self);
void     gradus_window_show_document (GradusWindow          *self,
                                      GradusDocument        *document,
                                      const GradusKerasFile *file);
/* What a crash left, in an untouched window; takes @copy. */
void gradus_window_restore (GradusWindow          *self,
                            const GradusKerasFile *file,
                            GradusRecovery        *copy);
/* Sees to it that the safety copy holds all that is not saved. @begin: also what is newer
 * than the copy. FALSE: it is still being written. */
gboolean gradus_window_keep_copy (GradusWindow *self, gboolean begin);
/* Shows the gallery; the document stays open behind it. */
void gradus_window_show_start (GradusWindow *self);
/* Shows a view of the stage by its id, like "curves". */
void gradus_window_show_view (GradusWindow *self, const char *id);
/* Opens here or in another window; a file that cannot be opened leaves everything as it
 * is and says why. */
void gradus_window_open_file (GradusWindow *self, GFile *file);
/* The id of the nth view of the stage, NULL beyond the last, and its name. */
const char *gradus_window_get_view_id (guint index);
const char *gradus_window_get_view_title (guint index);
/* Whether an action of the group `layer` can be done now. */
gboolean gradus_window_can_do_with_layer (GradusWindow *self, const char *action);
void     gradus_window_toast (GradusWindow *self, const char *text);
/* For what was just done to the document: offers to take it back. */
void gradus_window_toast_undo (GradusWindow *self, const char *text);
/* Opens the export dialog with a figure chosen. */
void gradus_window_export_figure (GradusWindow *self, GradusFigure *figure);

G_END_DECLS
