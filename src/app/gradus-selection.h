/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * GradusSelection:
 *
 * Which layers of a stack are selected. One of them leads: inspector and stage show it,
 * and it has the focus. Plain data that belong to a #GradusStudio.
 */
typedef struct
{
  guint64 lead; /* 0: no layer is selected */
  GArray *uids; /* (element-type guint64): all of them, the lead included */
} GradusSelection;

void     gradus_selection_init (GradusSelection *self);
void     gradus_selection_clear (GradusSelection *self);
gboolean gradus_selection_has (const GradusSelection *self, guint64 uid);
/* Whether anything has changed. */
gboolean gradus_selection_set (GradusSelection *self,
                               const guint64   *uids,
                               guint            n_uids,
                               guint64          lead);

G_END_DECLS
