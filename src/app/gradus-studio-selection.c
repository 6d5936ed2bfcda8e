/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-studio-private.h"

/* Selected layers may be gone after an edit. */
void
gradus_studio_repair_selection (GradusStudio *self)
{
  g_autoptr (GPtrArray) layers = NULL;
  g_autoptr (GArray)    left = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint64               lead = self->layers.lead;

  if (self->block != GRADUS_BLOCK_LAYER)
    return;
  layers = gradus_project_list_layers (gradus_studio_get_project (self));
  for (guint i = 0; i < layers->len; i++)
    {
      guint64 uid = ((const GradusLayer *) layers->pdata[i])->uid;

      if (gradus_selection_has (&self->layers, uid))
        g_array_append_val (left, uid);
    }
  if (left->len == 0)
    {
      gradus_studio_select (self, GRADUS_BLOCK_INPUT, 0);
      return;
    }
  if (gradus_project_find_layer (gradus_studio_get_project (self), lead) == NULL)
    lead = g_array_index (left, guint64, 0);
  gradus_studio_select_layers (self, (const guint64 *) (gpointer) left->data, left->len,
                               lead);
}

GradusBlock
gradus_studio_get_selected_block (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), GRADUS_BLOCK_INPUT);
  return self->block;
}

guint64
gradus_studio_get_selected_layer (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), 0);
  return self->layers.lead;
}

const guint64 *
gradus_studio_get_selected_layers (GradusStudio *self, guint *n_layers)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  *n_layers = self->layers.uids->len;
  return (const guint64 *) (gpointer) self->layers.uids->data;
}

gboolean
gradus_studio_is_layer_selected (GradusStudio *self, guint64 uid)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), FALSE);
  return gradus_selection_has (&self->layers, uid);
}

/**
 * gradus_studio_select:
 * @block: a block of the loop
 * @uid: which layer, if @block is a layer
 *
 * Selects what the inspector shows and the stage talks about.
 */
void
gradus_studio_select (GradusStudio *self, GradusBlock block, guint64 uid)
{
  gboolean has_changed;

  g_return_if_fail (GRADUS_IS_STUDIO (self));

  has_changed =
    gradus_selection_set (&self->layers, &uid, block == GRADUS_BLOCK_LAYER ? 1 : 0, uid);
  if (!has_changed && self->block == block)
    return;
  self->block = block;
  g_signal_emit (self, gradus_studio_signals[SELECTION_CHANGED], 0);
}

/**
 * gradus_studio_select_layers:
 * @uids: (array length=n_uids): layers, none twice
 * @n_uids: how many, at least one
 * @lead: the one of them that inspector and stage show
 *
 * Selects several layers, which are then edited together.
 */
void
gradus_studio_select_layers (GradusStudio  *self,
                             const guint64 *uids,
                             guint          n_uids,
                             guint64        lead)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));
  g_return_if_fail (n_uids > 0);

  if (!gradus_selection_set (&self->layers, uids, n_uids, lead) &&
      self->block == GRADUS_BLOCK_LAYER)
    return;
  self->block = GRADUS_BLOCK_LAYER;
  g_signal_emit (self, gradus_studio_signals[SELECTION_CHANGED], 0);
}
