/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/document.h"

G_BEGIN_DECLS

/* Edits of what was learned, as steps of undo. */

/* @weight: of the layer's; edits of the same number that follow each other become one
 * step. @before: what it was. */
void     gradus_document_edit_weight (GradusDocument *self,
                                      guint64         uid,
                                      guint           weight,
                                      gsize           index,
                                      float           before,
                                      float           after);
gboolean gradus_document_has_lesion (GradusDocument *self, guint64 uid, guint unit);
/* Switches a unit off, or on again. */
void gradus_document_toggle_lesion (GradusDocument *self, guint64 uid, guint unit);

G_END_DECLS
