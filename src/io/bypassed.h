/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/sequential.h"

G_BEGIN_DECLS

/**
 * GradusBypassed:
 * @layer: a layer that is switched off
 * @after: the uid of the layer of the stack below which it stands, 0 for the top
 *
 * A layer that the user has switched off. It is no part of the network, so that nobody
 * who trains, writes or draws the network need know of it; but it keeps its place and can
 * be switched on again. Several behind the same layer stand in the order of their list.
 */
typedef struct
{
  GradusLayer *layer;
  guint64      after;
} GradusBypassed;

GPtrArray *gradus_bypassed_list_new (void);
GPtrArray *gradus_bypassed_list_copy (const GPtrArray *self);
gboolean   gradus_bypassed_list_equal (const GPtrArray *a, const GPtrArray *b);
/* @layer: (transfer full) */
void gradus_bypassed_list_add (GPtrArray *self, GradusLayer *layer, guint64 after);
/* NULL if there is none such. */
const GradusLayer *gradus_bypassed_list_find (const GPtrArray *self, guint64 uid);

G_END_DECLS
