/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/keras-file.h"

G_BEGIN_DECLS

/**
 * GradusRecovery:
 *
 * The safety copy of one open document: a `.keras` file, a small JSON that says where the
 * document lies and when the copy was made, and a lock that the process holds while it
 * lives. What is left without a holder was left by a crash. Used by one thread at a time.
 */
typedef struct _GradusRecovery GradusRecovery;

/* The folder that the user's copies lie in. */
char *gradus_recovery_dup_folder (void);
/* A place for one more document; nothing is written yet. */
GradusRecovery *gradus_recovery_new (const char *folder, GError **error);
/* Ends the hold on the copy, which stays where it is unless it was discarded. */
void gradus_recovery_free (GradusRecovery *self);

/* Replaces the copy. @location: (nullable): URI of the document; @stamp: (nullable): what
 * gradus_file_dup_stamp() said of it. */
gboolean gradus_recovery_write (GradusRecovery        *self,
                                const GradusKerasFile *file,
                                const char            *location,
                                const char            *stamp,
                                GError               **error);
/* Removes the copy; another may be written later. */
void             gradus_recovery_discard (GradusRecovery *self);
gboolean         gradus_recovery_has_copy (const GradusRecovery *self);
GradusKerasFile *gradus_recovery_load (GradusRecovery *self, GError **error);

/* What the copy says about itself. */
const char *gradus_recovery_get_title (const GradusRecovery *self);
const char *gradus_recovery_get_location (const GradusRecovery *self); /* or NULL */
const char *gradus_recovery_get_stamp (const GradusRecovery *self);    /* or NULL */
gint64      gradus_recovery_get_time (const GradusRecovery *self);     /* seconds, Unix */

/* (element-type GradusRecovery) (transfer container): what crashes left, latest first;
 * the caller holds them from now on. The oldest are removed when there are too many. */
GPtrArray *gradus_recovery_claim_abandoned (const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusRecovery, gradus_recovery_free)

G_END_DECLS
