/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/document.h"
#include "session/session.h"

G_BEGIN_DECLS

/**
 * GradusVersions:
 *
 * Leads a session through the versions of a document: which of them it trains, and where
 * what each has learned is kept meanwhile, so that undo brings it back. The places lie
 * in the undo steps of the document, and go with them.
 */
typedef struct _GradusVersions GradusVersions;

GradusVersions *gradus_versions_new (GradusSession *session); /* borrowed */
void            gradus_versions_free (GradusVersions *self);
/* Another document: nothing is kept of the one before. */
void gradus_versions_forget (GradusVersions *self);
/* The session trains the present version from now on. @keep_weights unset: a version that
 * is new has learned nothing. Returns the serial of the order; 0 if there was none to
 * give, because it is being trained already. */
guint64 gradus_versions_follow (GradusVersions *self,
                                GradusDocument *document,
                                GradusDataset  *data,
                                gboolean        keep_weights);
/* The same from an earlier moment of the run on, at @step. */
guint64 gradus_versions_branch (GradusVersions *self,
                                GradusDocument *document,
                                GradusDataset  *data,
                                guint64         step);
/* The present version differs from the one that is trained in what the session was told
 * otherwise, like the learning rate. */
void gradus_versions_note (GradusVersions *self, GradusDocument *document);

G_END_DECLS
