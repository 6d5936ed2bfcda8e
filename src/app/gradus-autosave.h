/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-studio.h"
#include "io/recovery.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_AUTOSAVE (gradus_autosave_get_type ())
G_DECLARE_FINAL_TYPE (GradusAutosave, gradus_autosave, GRADUS, AUTOSAVE, GObject)

/**
 * GradusAutosave:
 *
 * Keeps a safety copy of one window's document: every minute in which something was
 * edited or learned, in a thread of its own. The copy goes when the document is saved or
 * its window closes, and stays when the program dies.
 *
 * Signals: `failed` (const char *message), once until a copy succeeds again.
 */
GradusAutosave *gradus_autosave_new (GradusStudio *studio);
/* Takes the copy that the document was restored from. */
void gradus_autosave_adopt (GradusAutosave *self, GradusRecovery *copy);
/* Looks now whether there is anything to copy or to remove. */
void gradus_autosave_update (GradusAutosave *self);
/* Whether something is being written. */
gboolean gradus_autosave_is_busy (GradusAutosave *self);
gboolean gradus_autosave_has_copy (GradusAutosave *self);
/* The end. @keep: the copy stays, as after a crash. */
void gradus_autosave_close (GradusAutosave *self, gboolean keep);

G_END_DECLS
