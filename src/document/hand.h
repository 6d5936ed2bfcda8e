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
/* How many units of a layer are off; of those that it has. */
guint
gradus_project_count_lesions (const GradusProject *project, guint64 uid, guint n_units);
/* Whether any unit of the stack is off. */
gboolean gradus_document_has_lesions (GradusDocument *self);
void     gradus_document_clear_lesions (GradusDocument *self);

G_END_DECLS
