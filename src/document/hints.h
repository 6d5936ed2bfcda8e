/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/document.h"

G_BEGIN_DECLS

/* What would train, but not well. Private to the document library; @project has no
 * problem. NULL if nothing strikes. */
GradusHint *gradus_hint_new (const GradusProject *project, const GradusPlan *plan);
void        gradus_hint_free (GradusHint *self);
void        gradus_hint_apply (const GradusHint *self, guint fix, GradusProject *draft);

G_END_DECLS
