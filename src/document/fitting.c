/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/document.h"

#include "config.h"

#include "document/groups.h"
#include "document/starters.h"
#include "document/whole-stack.h"

/* Whether the layers up to and including @uid had their shapes. */
static gboolean
did_fit (const GradusPlan *plan, guint64 uid)
{
  int index = gradus_sequential_find_uid (gradus_plan_get_sequential (plan), uid);
  int wrong = gradus_plan_get_problem (plan, NULL);

  return index >= 0 && (wrong < 0 || index < wrong);
}

static gboolean
contains (const guint64 *uids, guint n_uids, guint64 uid)
{
  for (guint i = 0; i < n_uids; i++)
    if (uids[i] == uid)
      return TRUE;
  return FALSE;
}

/* A stack that did not fit before may go on not fitting: one must be able to repair it
 * layer by layer. Only what comes to a wrong place, or puts another layer to one, does
 * not fit. */
static gboolean
fits (GradusDocument         *self,
      const GradusSequential *trial,
      const guint64          *uids,
      guint                   n_uids,
      char                  **reason)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (trial);
  const GError          *error = NULL;
  int                    wrong = gradus_plan_get_problem (plan, &error);
  guint64                uid;

  if (wrong < 0)
    return TRUE;
  uid = gradus_sequential_get_layer (trial, (guint) wrong)->uid;
  if (!contains (uids, n_uids, uid) && !did_fit (gradus_document_get_plan (self), uid))
    return TRUE;
  if (reason != NULL)
    *reason = g_strdup (error->message);
  return FALSE;
}

/**
 * gradus_document_fits_new:
 * @self: a document
 * @place: where the layer would stand
 * @class_name: a kind of layer, like "Dense"
 * @reason: (out) (optional): why not, in a sentence
 *
 * Asks whether all layers would find shapes that they can work on if one came to @place.
 * Nothing changes.
 *
 * Returns: whether it fits
 */
gboolean
gradus_document_fits_new (GradusDocument *self,
                          guint           place,
                          const char     *class_name,
                          char          **reason)
{
  g_autoptr (GradusProject) trial = NULL;
  const GradusKind         *kind = gradus_kind_find (GRADUS_FAMILY_LAYER, class_name);
  GradusLayer              *layer;
  GArray                   *asleep;
  guint64                   uid;

  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (kind != NULL, FALSE);

  trial = gradus_project_copy (gradus_document_get_project (self));
  asleep = gradus_whole_stack_join (trial);
  layer = gradus_starter_layer_new (kind->name);
  uid = layer->uid;
  gradus_sequential_insert (trial->sequential,
                            MIN (place,
                                 gradus_sequential_get_n_layers (trial->sequential)),
                            layer);
  gradus_whole_stack_part (trial, asleep);
  return fits (self, trial->sequential, &uid, 1, reason);
}

/**
 * gradus_document_fits_move:
 * @self: a document
 * @place: a gap between the layers as they are, 0 is above the first
 * @uids: (array length=n_uids): layers of the stack
 * @n_uids: how many
 * @reason: (out) (optional): why not, in a sentence
 *
 * Asks the same of layers that move to @place, as gradus_document_move_layers() does it.
 *
 * Returns: whether they fit
 */
gboolean
gradus_document_fits_move (GradusDocument *self,
                           guint           place,
                           const guint64  *uids,
                           guint           n_uids,
                           char          **reason)
{
  g_autoptr (GradusProject) trial = NULL;

  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), FALSE);

  trial = gradus_project_copy (gradus_document_get_project (self));
  gradus_move_layers (trial, uids, n_uids, place);
  return fits (self, trial->sequential, uids, n_uids, reason);
}
