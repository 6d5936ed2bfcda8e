/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/groups.h"

#include "config.h"

#include "document/document.h"
#include "document/whole-stack.h"
#include "io/layer-text.h"

#include <glib/gi18n-lib.h>

/* Edits of several layers at once, each of them one step. */

static gboolean
contains (const guint64 *uids, guint n_uids, guint64 uid)
{
  for (guint i = 0; i < n_uids; i++)
    if (uids[i] == uid)
      return TRUE;
  return FALSE;
}

/* Takes the layers out, in the order of the stack. @place, if there is one, goes on
 * meaning the same gap. */
static GPtrArray *
steal_layers (GradusSequential *sequential,
              const guint64    *uids,
              guint             n_uids,
              guint            *place)
{
  GPtrArray *layers = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_layer_free);
  guint      index = 0;
  guint      before = 0;

  for (guint i = 0; index < gradus_sequential_get_n_layers (sequential); i++)
    if (contains (uids, n_uids, gradus_sequential_get_layer (sequential, index)->uid))
      {
        g_ptr_array_add (layers, gradus_sequential_steal (sequential, index));
        before += place != NULL && i < *place;
      }
    else
      index++;
  if (place != NULL)
    *place = MIN (*place - MIN (before, *place), index);
  return layers;
}

void
gradus_move_layers (GradusProject *draft, const guint64 *uids, guint n_uids, guint place)
{
  GArray               *asleep = gradus_whole_stack_join (draft);
  g_autoptr (GPtrArray) layers = steal_layers (draft->sequential, uids, n_uids, &place);

  gradus_layer_groups_leave (draft->groups, uids, n_uids);
  while (layers->len > 0)
    gradus_sequential_insert (draft->sequential, place++,
                              g_ptr_array_steal_index (layers, 0));
  gradus_whole_stack_part (draft, asleep);
}

/* Those that are there, in the order of the stack. */
static GPtrArray *
find_layers (GradusDocument *self, const guint64 *uids, guint n_uids)
{
  g_autoptr (GPtrArray) all =
    gradus_project_list_layers (gradus_document_get_project (self));
  GPtrArray *layers = g_ptr_array_new ();

  for (guint i = 0; i < all->len; i++)
    if (contains (uids, n_uids, ((const GradusLayer *) all->pdata[i])->uid))
      g_ptr_array_add (layers, all->pdata[i]);
  return layers;
}

static const char *
first_name (const GPtrArray *layers)
{
  return ((const GradusLayer *) layers->pdata[0])->name;
}

/**
 * gradus_document_remove_layers:
 * @self: a document
 * @uids: (array length=n_uids): layers; those that the stack does not have are passed
 * over
 * @n_uids: how many
 *
 * Removes layers, as one step.
 */
void
gradus_document_remove_layers (GradusDocument *self, const guint64 *uids, guint n_uids)
{
  g_autoptr (GPtrArray) layers = NULL;
  g_autofree char      *label = NULL;
  GradusProject        *draft;
  GArray               *asleep;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));

  layers = find_layers (self, uids, n_uids);
  if (layers->len == 0)
    return;
  label = layers->len == 1 ? g_strdup_printf (_ ("Remove %s"), first_name (layers))
                           : g_strdup_printf (_ ("Remove %u layers"), layers->len);
  draft = gradus_document_begin (self, label, NULL);
  asleep = gradus_whole_stack_join (draft);
  g_ptr_array_unref (steal_layers (draft->sequential, uids, n_uids, NULL));
  gradus_whole_stack_part (draft, asleep);
  gradus_document_commit (self);
}

/**
 * gradus_document_move_layers:
 * @self: a document
 * @uids: (array length=n_uids): layers of the stack
 * @n_uids: how many
 * @place: a gap between the layers as they are: 0 is above the first, beyond the end
 * means at the end
 *
 * Moves layers together into one gap, as one step. They keep their order.
 */
void
gradus_document_move_layers (GradusDocument *self,
                             const guint64  *uids,
                             guint           n_uids,
                             guint           place)
{
  g_autoptr (GPtrArray) layers = NULL;
  g_autofree char      *label = NULL;
  GradusProject        *draft;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));

  layers = find_layers (self, uids, n_uids);
  if (layers->len == 0)
    return;
  label = layers->len == 1 ? g_strdup_printf (_ ("Move %s"), first_name (layers))
                           : g_strdup_printf (_ ("Move %u layers"), layers->len);
  draft = gradus_document_begin (self, label, NULL);
  gradus_move_layers (draft, uids, n_uids, place);
  gradus_document_commit (self);
}

/**
 * gradus_document_copy_layers:
 * @self: a document
 * @uids: (array length=n_uids): layers
 * @n_uids: how many
 *
 * Returns: (transfer full) (nullable): the layers as Keras serializes them, in the order
 *   of the stack; %NULL if it has none of them
 */
char *
gradus_document_copy_layers (GradusDocument *self, const guint64 *uids, guint n_uids)
{
  g_autoptr (GPtrArray) layers = NULL;

  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), NULL);

  layers = find_layers (self, uids, n_uids);
  if (layers->len == 0)
    return NULL;
  return gradus_layers_to_text ((const GradusLayer *const *) layers->pdata, layers->len);
}

/**
 * gradus_document_duplicate_layers:
 * @self: a document
 * @uids: (array length=n_uids): layers
 * @n_uids: how many
 *
 * Puts layers with the same parameters and names of their own below the last of @uids, as
 * one step.
 *
 * Returns: (transfer full) (element-type guint64): the new layers, as many as were found
 */
GArray *
gradus_document_duplicate_layers (GradusDocument *self, const guint64 *uids, guint n_uids)
{
  g_autoptr (GPtrArray) layers = NULL;
  g_autofree char      *label = NULL;
  GArray               *copies = g_array_new (FALSE, FALSE, sizeof (guint64));
  GradusProject        *draft;
  const GradusLayer    *last;
  GArray               *asleep;
  guint                 place;

  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), copies);

  layers = find_layers (self, uids, n_uids);
  if (layers->len == 0)
    return copies;
  label = layers->len == 1 ? g_strdup_printf (_ ("Duplicate %s"), first_name (layers))
                           : g_strdup_printf (_ ("Duplicate %u layers"), layers->len);
  draft = gradus_document_begin (self, label, NULL);
  asleep = gradus_whole_stack_join (draft);
  last = layers->pdata[layers->len - 1];
  place = (guint) gradus_sequential_find_uid (draft->sequential, last->uid) + 1;
  for (guint i = 0; i < layers->len; i++)
    {
      const GradusLayer *model = layers->pdata[i];
      GradusLayer       *layer =
        gradus_layer_new_from_config (gradus_config_copy (model->config));

      layer->trainable = model->trainable;
      g_array_append_val (copies, layer->uid);
      gradus_sequential_insert (draft->sequential, place + i, layer);
    }
  gradus_whole_stack_part (draft, asleep);
  gradus_document_commit (self);
  return copies;
}
