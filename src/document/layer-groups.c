/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/document.h"

#include "config.h"

#include <glib/gi18n-lib.h>

static guint64
get_uid (const GPtrArray *layers, guint index)
{
  return ((const GradusLayer *) layers->pdata[index])->uid;
}

/* A name that no group has yet. */
static char *
make_name (const GPtrArray *groups)
{
  for (guint number = 1;; number++)
    {
      /* Translators: what a group of layers is called at first */
      char    *name = g_strdup_printf (_ ("Block %u"), number);
      gboolean is_taken = FALSE;

      for (guint i = 0; i < groups->len; i++)
        is_taken =
          is_taken || g_str_equal (((GradusLayerGroup *) groups->pdata[i])->name, name);
      if (!is_taken)
        return name;
      g_free (name);
    }
}

static void
add_group (GradusProject *draft, const GPtrArray *layers, guint first, guint n)
{
  g_autofree char  *name = NULL;
  GradusLayerGroup *group;

  for (guint i = draft->groups->len; i > 0; i--)
    {
      GradusLayerGroup *other = draft->groups->pdata[i - 1];

      for (guint k = 0; k < n; k++)
        if (gradus_layer_group_has (other, get_uid (layers, first + k)))
          {
            gradus_layer_groups_remove (draft->groups, other);
            break;
          }
    }
  name = make_name (draft->groups);
  group = gradus_layer_groups_add (draft->groups, name);
  group->is_folded = TRUE;
  for (guint i = 0; i < n; i++)
    {
      guint64 uid = get_uid (layers, first + i);

      g_array_append_val (group->uids, uid);
    }
}

/**
 * gradus_document_group_layers:
 * @self: a document
 * @uids: (array length=n_uids): layers
 * @n_uids: how many
 *
 * Makes a group of the layers from the topmost to the lowest of @uids, folded, as one
 * step. Groups that they were in are dissolved.
 *
 * Returns: whether there was more than one layer to group
 */
gboolean
gradus_document_group_layers (GradusDocument *self, const guint64 *uids, guint n_uids)
{
  g_autoptr (GPtrArray) layers =
    gradus_project_list_layers (gradus_document_get_project (self));
  guint            first = G_MAXUINT, last = 0;
  g_autofree char *label = NULL;
  GradusProject   *draft;

  for (guint i = 0; i < n_uids; i++)
    {
      int index = gradus_layers_find_uid (layers, uids[i]);

      if (index < 0)
        continue;
      first = MIN (first, (guint) index);
      last = MAX (last, (guint) index);
    }
  if (first >= last)
    return FALSE;
  label = g_strdup_printf (_ ("Group %u layers"), last - first + 1);
  draft = gradus_document_begin (self, label, NULL);
  g_ptr_array_unref (layers);
  layers = gradus_project_list_layers (draft);
  add_group (draft, layers, first, last - first + 1);
  gradus_document_commit (self);
  return TRUE;
}

/**
 * gradus_document_ungroup:
 * @self: a document
 * @uid: a layer; nothing happens if it is in no group
 *
 * Dissolves the group of a layer. The layers stay where they are.
 */
void
gradus_document_ungroup (GradusDocument *self, guint64 uid)
{
  const GradusLayerGroup *group =
    gradus_layer_groups_find (gradus_document_get_project (self)->groups, uid);
  g_autofree char *label = NULL;
  GradusProject   *draft;

  if (group == NULL)
    return;
  label = g_strdup_printf (_ ("Ungroup %s"), group->name);
  draft = gradus_document_begin (self, label, NULL);
  gradus_layer_groups_remove (draft->groups,
                              gradus_layer_groups_find (draft->groups, uid));
  gradus_document_commit (self);
}

/**
 * gradus_document_rename_group:
 * @self: a document
 * @uid: a layer of the group
 * @name: what it shall be called; not empty
 */
void
gradus_document_rename_group (GradusDocument *self, guint64 uid, const char *name)
{
  GradusLayerGroup *group;
  g_autofree char  *label = NULL;
  GradusProject    *draft;

  if (*name == '\0' ||
      gradus_layer_groups_find (gradus_document_get_project (self)->groups, uid) == NULL)
    return;
  /* Translators: an edit: a group of layers gets another name */
  label = g_strdup_printf (_ ("Call the group %s"), name);
  draft = gradus_document_begin (self, label, "group-name");
  group = gradus_layer_groups_find (draft->groups, uid);
  g_free (group->name);
  group->name = g_strdup (name);
  gradus_document_commit (self);
}

static const char *
get_kind (const GPtrArray *layers, guint index)
{
  return gradus_config_get_kind (((const GradusLayer *) layers->pdata[index])->config)
    ->name;
}

/* How often the @period kinds of layers from @first on follow each other. */
static guint
count_repeats (const GPtrArray *layers, guint first, guint period)
{
  guint n = period;

  while (first + n < layers->len && g_str_equal (get_kind (layers, first + n),
                                                 get_kind (layers, first + n - period)))
    n++;
  return n / period;
}

/**
 * gradus_document_group_repeats:
 * @self: a document
 *
 * Finds the blocks that a deep network repeats, like convolution, normalization and
 * activation, and makes each a folded group, all as one step. Of several ways to divide
 * the stack, it takes the one that covers most layers, in the smallest blocks.
 *
 * Returns: how many blocks were found
 */
guint
gradus_document_group_repeats (GradusDocument *self)
{
  g_autoptr (GPtrArray) layers =
    gradus_project_list_layers (gradus_document_get_project (self));
  guint            first = 0, period = 0, n_blocks = 0;
  g_autofree char *label = NULL;
  GradusProject   *draft;

  for (guint p = 2; 2 * p <= layers->len; p++)
    for (guint i = 0; i + 2 * p <= layers->len; i++)
      {
        guint n = count_repeats (layers, i, p);

        if (n >= 2 && n * p > n_blocks * period)
          {
            first = i;
            period = p;
            n_blocks = n;
          }
      }
  if (n_blocks == 0)
    return 0;
  label = g_strdup_printf (_ ("Group %u blocks"), n_blocks);
  draft = gradus_document_begin (self, label, NULL);
  g_ptr_array_unref (layers);
  layers = gradus_project_list_layers (draft);
  for (guint i = 0; i < n_blocks; i++)
    add_group (draft, layers, first + i * period, period);
  gradus_document_commit (self);
  return n_blocks;
}

/**
 * gradus_document_set_folded:
 * @self: a document
 * @uid: a layer; nothing happens if it is in no group
 * @is_folded: whether its group is shown as one card
 *
 * How a group is looked at is no edit: there is nothing to undo or to save, but it is
 * written when the document is saved.
 */
void
gradus_document_set_folded (GradusDocument *self, guint64 uid, gboolean is_folded)
{
  GradusLayerGroup *group =
    gradus_layer_groups_find (gradus_document_get_project (self)->groups, uid);

  if (group == NULL || group->is_folded == is_folded)
    return;
  group->is_folded = is_folded;
  g_signal_emit_by_name (self, "changed", GRADUS_CHANGE_GROUPS);
}
