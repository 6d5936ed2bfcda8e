/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * GradusDragItem:
 * @class_name: (nullable): the kind of a layer that is to be made, like `Dense`
 * @uid: the layer that is held, 0 when a new one is dragged
 * @uids: (nullable) (array length=n_uids): all layers that move with it, itself included
 * @n_uids: how many
 *
 * What the pointer carries from the palette, or from one place of the stack to another.
 * A boxed type, so that it can be the content of a #GtkDragSource and is known to no
 * other program.
 */
typedef struct
{
  char    *class_name;
  guint64  uid;
  guint64 *uids;
  guint    n_uids;
} GradusDragItem;

#define GRADUS_TYPE_DRAG_ITEM (gradus_drag_item_get_type ())
GType gradus_drag_item_get_type (void) G_GNUC_CONST;

GradusDragItem *gradus_drag_item_new_layer (const char *class_name);
GradusDragItem *gradus_drag_item_new_move (guint64 uid);
GradusDragItem *
gradus_drag_item_new_move_several (guint64 uid, const guint64 *uids, guint n_uids);
GradusDragItem *gradus_drag_item_copy (const GradusDragItem *self);
void            gradus_drag_item_free (GradusDragItem *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusDragItem, gradus_drag_item_free)

G_END_DECLS
