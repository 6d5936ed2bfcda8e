/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-layer-edits.h"

/* As they stand, those that are switched off among them. */
static GPtrArray *
list_layers (GradusStudio *self)
{
  return gradus_project_list_layers (
    gradus_document_get_project (gradus_studio_get_document (self)));
}

static guint64
get_uid (const GPtrArray *layers, guint index)
{
  return ((const GradusLayer *) layers->pdata[index])->uid;
}

/* Where the selection begins and ends in the stack. FALSE if no layer is selected. */
static gboolean
find_span (GradusStudio *self, guint *first, guint *last)
{
  g_autoptr (GPtrArray) layers = NULL;
  gboolean              is_found = FALSE;

  *first = *last = 0;
  if (gradus_studio_get_document (self) == NULL)
    return FALSE;
  layers = list_layers (self);
  for (guint i = 0; i < layers->len; i++)
    if (gradus_studio_is_layer_selected (self, get_uid (layers, i)))
      {
        if (!is_found)
          *first = i;
        *last = i;
        is_found = TRUE;
      }
  return is_found;
}

/* The document emits while it changes, and the selection with it: what is edited must not
 * change under the edit. */
static guint64 *
dup_selected (GradusStudio *self, guint *n_uids)
{
  const guint64 *uids = gradus_studio_get_selected_layers (self, n_uids);

  return g_memdup2 (uids, *n_uids * sizeof (guint64));
}

/* The layer that takes the place of those that go, so that Delete can be pressed again;
 * 0 if none is left. */
static guint64
find_next (GradusStudio *self, guint last)
{
  g_autoptr (GPtrArray) layers = list_layers (self);

  if (last + 1 < layers->len)
    return get_uid (layers, last + 1);
  for (guint i = last + 1; i > 0; i--)
    {
      guint64 uid = get_uid (layers, i - 1);

      if (!gradus_studio_is_layer_selected (self, uid))
        return uid;
    }
  return 0;
}

void
gradus_studio_remove_layers (GradusStudio *self)
{
  g_autofree guint64 *uids = NULL;
  guint               n_uids, first, last;
  guint64             next;

  g_return_if_fail (GRADUS_IS_STUDIO (self));
  if (!find_span (self, &first, &last) ||
      gradus_document_is_read_only (gradus_studio_get_document (self)))
    return;
  uids = dup_selected (self, &n_uids);
  next = find_next (self, last);
  gradus_studio_select (self, next != 0 ? GRADUS_BLOCK_LAYER : GRADUS_BLOCK_INPUT, next);
  gradus_document_remove_layers (gradus_studio_get_document (self), uids, n_uids);
}

static const GradusLayer *
find_layer (GradusStudio *self, guint64 uid)
{
  return gradus_project_find_layer (gradus_document_get_project (
                                      gradus_studio_get_document (self)),
                                    uid);
}

void
gradus_studio_duplicate_layers (GradusStudio *self)
{
  g_autofree guint64 *uids = NULL;
  g_autoptr (GArray)  copies = NULL;
  guint               n_uids, first, last;

  g_return_if_fail (GRADUS_IS_STUDIO (self));
  if (!find_span (self, &first, &last))
    return;
  uids = dup_selected (self, &n_uids);
  copies =
    gradus_document_duplicate_layers (gradus_studio_get_document (self), uids, n_uids);
  /* A document that can only be read has none of them. */
  if (copies->len > 0 && find_layer (self, g_array_index (copies, guint64, 0)) != NULL)
    gradus_studio_select_layers (self, (const guint64 *) (gpointer) copies->data,
                                 copies->len, g_array_index (copies, guint64, 0));
}

/**
 * gradus_studio_can_move_layers:
 * @self: a studio
 * @by: -1 for up, 1 for down
 *
 * Returns: whether there is a layer above or below that the selected ones can pass
 */
gboolean
gradus_studio_can_move_layers (GradusStudio *self, int by)
{
  g_autoptr (GPtrArray) layers = NULL;
  guint                 first, last;

  g_return_val_if_fail (GRADUS_IS_STUDIO (self), FALSE);
  if (!find_span (self, &first, &last))
    return FALSE;
  layers = list_layers (self);
  return by < 0 ? first > 0 : last + 1 < layers->len;
}

/* The gap next to the selection. A folded group is passed as one. */
static guint
find_gap (GradusStudio *self, const GPtrArray *layers, guint first, guint last, int by)
{
  guint                   neighbour = by < 0 ? first - 1 : last + 1;
  const GradusLayerGroup *group =
    gradus_layer_groups_find (gradus_document_get_project (
                                gradus_studio_get_document (self))
                                ->groups,
                              get_uid (layers, neighbour));

  if (group == NULL || !group->is_folded ||
      gradus_layer_group_has (group, get_uid (layers, by < 0 ? first : last)))
    return by < 0 ? neighbour : neighbour + 1;
  return by < 0 ? neighbour + 1 - group->uids->len : neighbour + group->uids->len;
}

void
gradus_studio_move_layers (GradusStudio *self, int by)
{
  g_autofree guint64   *uids = NULL;
  g_autoptr (GPtrArray) layers = NULL;
  guint                 n_uids, first, last;

  g_return_if_fail (GRADUS_IS_STUDIO (self));
  if (!gradus_studio_can_move_layers (self, by) || !find_span (self, &first, &last))
    return;
  uids = dup_selected (self, &n_uids);
  layers = list_layers (self);
  gradus_document_move_layers (gradus_studio_get_document (self), uids, n_uids,
                               find_gap (self, layers, first, last, by));
}

char *
gradus_studio_copy_layers (GradusStudio *self)
{
  const guint64 *uids;
  guint          n_uids;

  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  if (gradus_studio_get_document (self) == NULL)
    return NULL;
  uids = gradus_studio_get_selected_layers (self, &n_uids);
  return gradus_document_copy_layers (gradus_studio_get_document (self), uids, n_uids);
}

guint
gradus_studio_get_insert_place (GradusStudio *self)
{
  g_autoptr (GPtrArray) layers = NULL;
  guint                 first, last;

  g_return_val_if_fail (GRADUS_IS_STUDIO (self), 0);
  if (find_span (self, &first, &last))
    return last + 1;
  if (gradus_studio_get_document (self) == NULL ||
      gradus_studio_get_selected_block (self) == GRADUS_BLOCK_INPUT)
    return 0;
  layers = list_layers (self);
  return layers->len;
}

static void
select_span (GradusStudio    *self,
             const GPtrArray *layers,
             guint            first,
             guint            last,
             guint64          lead)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = first; i <= last; i++)
    {
      guint64 uid = get_uid (layers, i);

      g_array_append_val (uids, uid);
    }
  gradus_studio_select_layers (self, (const guint64 *) (gpointer) uids->data, uids->len,
                               lead);
}

gboolean
gradus_studio_paste_layers (GradusStudio *self, const char *text, GError **error)
{
  g_autoptr (GPtrArray) layers = NULL;
  guint                 n_before;
  guint64               uid;
  int                   first;

  g_return_val_if_fail (gradus_studio_get_document (self) != NULL, FALSE);
  layers = list_layers (self);
  n_before = layers->len;
  uid = gradus_document_paste_layers (gradus_studio_get_document (self),
                                      gradus_studio_get_insert_place (self), text, error);
  if (uid == 0)
    return FALSE;
  g_ptr_array_unref (layers);
  layers = list_layers (self);
  first = gradus_layers_find_uid (layers, uid);
  if (first >= 0 && layers->len > n_before)
    select_span (self, layers, (guint) first, (guint) first + layers->len - n_before - 1,
                 uid);
  return TRUE;
}

void
gradus_studio_select_all_layers (GradusStudio *self)
{
  g_autoptr (GPtrArray) layers = NULL;
  guint64               lead = gradus_studio_get_selected_layer (self);

  g_return_if_fail (gradus_studio_get_document (self) != NULL);
  layers = list_layers (self);
  if (layers->len > 0)
    select_span (self, layers, 0, layers->len - 1,
                 lead != 0 ? lead : get_uid (layers, 0));
}

void
gradus_studio_toggle_layer (GradusStudio *self, guint64 uid)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint64            lead = gradus_studio_get_selected_layer (self);
  const guint64     *selected;
  guint              n_uids;

  g_return_if_fail (GRADUS_IS_STUDIO (self));
  selected = gradus_studio_get_selected_layers (self, &n_uids);
  for (guint i = 0; i < n_uids; i++)
    if (selected[i] != uid)
      g_array_append_val (uids, selected[i]);
  if (uids->len == n_uids)
    {
      g_array_append_val (uids, uid);
      lead = uid;
    }
  else if (uids->len == 0)
    return;
  else if (lead == uid)
    lead = g_array_index (uids, guint64, uids->len - 1);
  gradus_studio_select_layers (self, (const guint64 *) (gpointer) uids->data, uids->len,
                               lead);
}

/* Whether at least one of the selected layers is on. */
gboolean
gradus_studio_has_layer_on (GradusStudio *self)
{
  const GradusProject *project;
  const guint64       *uids;
  guint                n_uids;

  g_return_val_if_fail (GRADUS_IS_STUDIO (self), FALSE);
  if (gradus_studio_get_document (self) == NULL)
    return FALSE;
  project = gradus_document_get_project (gradus_studio_get_document (self));
  uids = gradus_studio_get_selected_layers (self, &n_uids);
  for (guint i = 0; i < n_uids; i++)
    if (!gradus_project_is_bypassed (project, uids[i]))
      return TRUE;
  return FALSE;
}

void
gradus_studio_switch_layers (GradusStudio *self)
{
  g_autofree guint64 *uids = NULL;
  guint               n_uids, first, last;

  g_return_if_fail (GRADUS_IS_STUDIO (self));
  if (!find_span (self, &first, &last))
    return;
  uids = dup_selected (self, &n_uids);
  gradus_document_set_bypassed (gradus_studio_get_document (self), uids, n_uids,
                                gradus_studio_has_layer_on (self));
}

void
gradus_studio_group_layers (GradusStudio *self)
{
  g_autofree guint64 *uids = NULL;
  guint               n_uids, first, last;

  g_return_if_fail (GRADUS_IS_STUDIO (self));
  if (!find_span (self, &first, &last))
    return;
  uids = dup_selected (self, &n_uids);
  if (gradus_document_group_layers (gradus_studio_get_document (self), uids, n_uids))
    {
      g_autoptr (GPtrArray) layers = list_layers (self);

      select_span (self, layers, first, last, get_uid (layers, first));
    }
}

void
gradus_studio_ungroup_layers (GradusStudio *self)
{
  guint64 uid;

  g_return_if_fail (GRADUS_IS_STUDIO (self));
  uid = gradus_studio_get_selected_layer (self);
  if (uid != 0)
    gradus_document_ungroup (gradus_studio_get_document (self), uid);
}

/* The group whose layers are selected, all of them and no others; NULL for none. */
const GradusLayerGroup *
gradus_studio_get_selected_group (GradusStudio *self)
{
  const GradusLayerGroup *group;
  guint                   n_uids;

  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  if (gradus_studio_get_document (self) == NULL)
    return NULL;
  gradus_studio_get_selected_layers (self, &n_uids);
  group = gradus_layer_groups_find (gradus_document_get_project (
                                      gradus_studio_get_document (self))
                                      ->groups,
                                    gradus_studio_get_selected_layer (self));
  if (group == NULL || group->uids->len != n_uids)
    return NULL;
  for (guint i = 0; i < n_uids; i++)
    if (!gradus_studio_is_layer_selected (self, g_array_index (group->uids, guint64, i)))
      return NULL;
  return group;
}
