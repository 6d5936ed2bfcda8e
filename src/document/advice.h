/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/document.h"

G_BEGIN_DECLS

/**
 * GradusAdvice:
 *
 * What keeps a project from training, and the repairs that were tried and found to help.
 * Private to the document library.
 */
typedef struct _GradusAdvice GradusAdvice;

/* NULL when the project can train. @plan: of project->sequential */
GradusAdvice *gradus_advice_new (const GradusProject *project, const GradusPlan *plan);
void          gradus_advice_free (GradusAdvice *self);
const GradusProblem *gradus_advice_get_problem (const GradusAdvice *self);
void gradus_advice_apply (const GradusAdvice *self, guint fix, GradusProject *draft);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusAdvice, gradus_advice_free)

G_END_DECLS
