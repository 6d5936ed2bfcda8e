/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-drag.h"

G_DEFINE_BOXED_TYPE (GradusDragItem,
                     gradus_drag_item,
                     gradus_drag_item_copy,
                     gradus_drag_item_free)

/**
 * gradus_drag_item_new_layer:
 * @class_name: a layer's class name
 *
 * Makes the item for a layer that does not exist yet.
 */
GradusDragItem *
gradus_drag_item_new_layer (const char *class_name)
{
  GradusDragItem *self = g_new0 (GradusDragItem, 1);

  self->class_name = g_strdup (class_name);
  return self;
}

/**
 * gradus_drag_item_new_move:
 * @uid: a layer of the stack
 *
 * Makes the item for a layer that is carried to another place.
 */
GradusDragItem *
gradus_drag_item_new_move (guint64 uid)
{
  return gradus_drag_item_new_move_several (uid, &uid, 1);
}

/**
 * gradus_drag_item_new_move_several:
 * @uid: the layer under the pointer
 * @uids: (array length=n_uids): all layers that are carried, @uid among them; copied
 * @n_uids: how many
 *
 * Makes the item for layers that are carried together to another place.
 */
GradusDragItem *
gradus_drag_item_new_move_several (guint64 uid, const guint64 *uids, guint n_uids)
{
  GradusDragItem *self = g_new0 (GradusDragItem, 1);

  self->uid = uid;
  self->uids = g_memdup2 (uids, n_uids * sizeof (guint64));
  self->n_uids = n_uids;
  return self;
}

GradusDragItem *
gradus_drag_item_copy (const GradusDragItem *self)
{
  GradusDragItem *copy = g_new0 (GradusDragItem, 1);

  copy->class_name = g_strdup (self->class_name);
  copy->uid = self->uid;
  copy->uids = g_memdup2 (self->uids, self->n_uids * sizeof (guint64));
  copy->n_uids = self->n_uids;
  return copy;
}

void
gradus_drag_item_free (GradusDragItem *self)
{
  if (self == NULL)
    return;
  g_free (self->class_name);
  g_free (self->uids);
  g_free (self);
}
