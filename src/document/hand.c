/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/hand.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * gradus_document_edit_weight:
 * @self: a document
 * @uid: a layer
 * @weight: which of its weights
 * @index: which number of it
 * @before: the number as it is
 * @after: as it is to be
 *
 * Notes that a weight was set by hand, so that undo sets it back.
 */
void
gradus_document_edit_weight (GradusDocument *self,
                             guint64         uid,
                             guint           weight,
                             gsize           index,
                             float           before,
                             float           after)
{
  GradusWeightEdit edit;
  g_autofree char *key =
    g_strdup_printf ("weight-%" G_GUINT64_FORMAT "-%u-%zu", uid, weight, index);
  GradusProject *draft;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  if (before == after)
    return;
  /* Edits are compared as bytes. */
  memset (&edit, 0, sizeof edit);
  edit.uid = uid;
  edit.weight = weight;
  edit.index = index;
  edit.before = before;
  edit.after = after;
  draft = gradus_document_begin (self, _ ("Change a weight"), key);
  g_array_append_val (draft->weight_edits, edit);
  gradus_document_commit (self);
}

static int
find_lesion (const GradusProject *project, guint64 uid, guint unit)
{
  for (guint i = 0; i < project->lesions->len; i++)
    {
      const GradusLesion *lesion = &g_array_index (project->lesions, GradusLesion, i);

      if (lesion->uid == uid && lesion->unit == unit)
        return (int) i;
    }
  return -1;
}

gboolean
gradus_document_has_lesion (GradusDocument *self, guint64 uid, guint unit)
{
  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), FALSE);
  return find_lesion (gradus_document_get_project (self), uid, unit) >= 0;
}

void
gradus_document_toggle_lesion (GradusDocument *self, guint64 uid, guint unit)
{
  GradusLesion     lesion;
  GradusProject   *draft;
  g_autofree char *label = NULL;
  int              index;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  memset (&lesion, 0, sizeof lesion);
  lesion.uid = uid;
  lesion.unit = unit;
  index = find_lesion (gradus_document_get_project (self), uid, unit);
  label = g_strdup_printf (index < 0 ? _ ("Switch unit %u off") : _ ("Switch unit %u on"),
                           unit + 1);
  draft = gradus_document_begin (self, label, NULL);
  if (index < 0)
    g_array_append_val (draft->lesions, lesion);
  else
    g_array_remove_index (draft->lesions, (guint) index);
  gradus_document_commit (self);
}

guint
gradus_project_count_lesions (const GradusProject *project, guint64 uid, guint n_units)
{
  guint n = 0;

  for (guint i = 0; i < project->lesions->len; i++)
    {
      const GradusLesion *lesion = &g_array_index (project->lesions, GradusLesion, i);

      n += lesion->uid == uid && lesion->unit < n_units;
    }
  return n;
}

/**
 * gradus_document_has_lesions:
 * @self: a document
 *
 * Returns: whether a unit of a layer that is still there is switched off
 */
gboolean
gradus_document_has_lesions (GradusDocument *self)
{
  const GradusProject *project;

  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), FALSE);
  project = gradus_document_get_project (self);
  for (guint i = 0; i < project->lesions->len; i++)
    if (gradus_project_find_layer (project,
                                   g_array_index (project->lesions, GradusLesion, i)
                                     .uid) != NULL)
      return TRUE;
  return FALSE;
}

/**
 * gradus_document_clear_lesions:
 * @self: a document
 *
 * Switches all units on again, in one step.
 */
void
gradus_document_clear_lesions (GradusDocument *self)
{
  GradusProject *draft;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  if (gradus_document_get_project (self)->lesions->len == 0)
    return;
  draft = gradus_document_begin (self, _ ("Switch all units on"), NULL);
  g_array_set_size (draft->lesions, 0);
  gradus_document_commit (self);
}
