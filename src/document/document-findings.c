/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "document/document-private.h"

void
gradus_document_forget_findings (GradusDocument *self)
{
  g_clear_pointer (&self->plan, gradus_plan_unref);
  g_clear_pointer (&self->advice, gradus_advice_free);
  self->has_advice = FALSE;
  g_clear_pointer (&self->hint, gradus_hint_free);
  self->has_hint = FALSE;
}

/**
 * gradus_document_get_plan:
 * @self: a document
 *
 * Returns: (transfer none): shapes of the present stack, valid until the next change
 */
GradusPlan *
gradus_document_get_plan (GradusDocument *self)
{
  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), NULL);

  if (self->plan == NULL)
    self->plan = gradus_plan_new (self->project->sequential);
  return self->plan;
}

static GradusAdvice *
get_advice (GradusDocument *self)
{
  if (!self->has_advice)
    {
      self->advice = gradus_advice_new (self->project, gradus_document_get_plan (self));
      self->has_advice = TRUE;
    }
  return self->advice;
}

/**
 * gradus_document_get_problem:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): the first thing that keeps the project from
 * training, or %NULL if it can train; valid until the next change
 */
const GradusProblem *
gradus_document_get_problem (GradusDocument *self)
{
  GradusAdvice *advice;

  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), NULL);

  advice = get_advice (self);
  return advice != NULL ? gradus_advice_get_problem (advice) : NULL;
}

/**
 * gradus_document_apply_fix:
 * @self: a document with a problem
 * @fix: which repair, below the problem's n_fixes
 *
 * Makes the repair as one step, labelled like its button.
 */
void
gradus_document_apply_fix (GradusDocument *self, guint fix)
{
  const GradusProblem *problem = gradus_document_get_problem (self);
  GradusProject       *draft;

  g_return_if_fail (problem != NULL && fix < problem->n_fixes);

  draft = gradus_document_begin (self, problem->fix_titles[fix], NULL);
  gradus_advice_apply (get_advice (self), fix, draft);
  gradus_document_commit (self);
}

/**
 * gradus_document_get_hint:
 * @self: a document
 *
 * Returns: (transfer none) (nullable): what will not learn well, or %NULL; valid until
 *   the next change
 */
const GradusHint *
gradus_document_get_hint (GradusDocument *self)
{
  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), NULL);

  if (!self->has_hint && get_advice (self) == NULL)
    self->hint = gradus_hint_new (self->project, gradus_document_get_plan (self));
  self->has_hint = TRUE;
  return self->hint;
}

/**
 * gradus_document_apply_hint:
 * @self: a document with a hint
 * @fix: which repair, below the hint's n_fixes
 *
 * Makes the repair as one step, labelled like its button.
 */
void
gradus_document_apply_hint (GradusDocument *self, guint fix)
{
  const GradusHint *hint = gradus_document_get_hint (self);
  GradusProject    *draft;

  g_return_if_fail (hint != NULL && fix < hint->n_fixes);

  draft = gradus_document_begin (self, hint->fix_titles[fix], NULL);
  gradus_hint_apply (hint, fix, draft);
  gradus_document_commit (self);
}
