/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/sequential.h"

G_BEGIN_DECLS

/**
 * GradusLayerGroup:
 * @name: what the user calls it, like "Block 1"
 * @uids: (element-type guint64): its layers, from top to bottom, at least two
 * @is_folded: whether it is shown as one card; how it is looked at, and no part of what
 *   the project says
 *
 * Layers that stand together and are looked at as one. The network does not know of it.
 */
typedef struct
{
  char    *name;
  GArray  *uids;
  gboolean is_folded;
} GradusLayerGroup;

/* Lists of groups, from top to bottom. */
GPtrArray        *gradus_layer_groups_new (void);
GPtrArray        *gradus_layer_groups_copy (const GPtrArray *self);
gboolean          gradus_layer_groups_equal (const GPtrArray *a, const GPtrArray *b);
GradusLayerGroup *gradus_layer_groups_add (GPtrArray *self, const char *name);
/* The group that a layer belongs to, NULL if it is in none. */
GradusLayerGroup *gradus_layer_groups_find (const GPtrArray *self, guint64 uid);
gboolean          gradus_layer_group_has (const GradusLayerGroup *self, guint64 uid);
/* Takes layers out of their groups, but for groups of which all are among them. */
void gradus_layer_groups_leave (GPtrArray *self, const guint64 *uids, guint n_uids);
void gradus_layer_groups_remove (GPtrArray *self, GradusLayerGroup *group);
/* @layers: (element-type GradusLayer): all layers as they stand */
void gradus_layer_groups_repair (GPtrArray *self, const GPtrArray *layers);
/* Groups that both have are folded as in @from. */
void gradus_layer_groups_fold_like (GPtrArray *self, const GPtrArray *from);

G_END_DECLS
