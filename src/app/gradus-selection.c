/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-selection.h"

void
gradus_selection_init (GradusSelection *self)
{
  self->lead = 0;
  self->uids = g_array_new (FALSE, FALSE, sizeof (guint64));
}

void
gradus_selection_clear (GradusSelection *self)
{
  g_clear_pointer (&self->uids, g_array_unref);
}

static gboolean
contains (const guint64 *uids, guint n_uids, guint64 uid)
{
  for (guint i = 0; i < n_uids; i++)
    if (uids[i] == uid)
      return TRUE;
  return FALSE;
}

gboolean
gradus_selection_has (const GradusSelection *self, guint64 uid)
{
  return contains ((const guint64 *) (gpointer) self->uids->data, self->uids->len, uid);
}

/**
 * gradus_selection_set:
 * @self: a selection
 * @uids: (array length=n_uids): layers, none twice
 * @n_uids: how many; 0 selects none
 * @lead: one of @uids
 *
 * Returns: whether it is another selection now
 */
gboolean
gradus_selection_set (GradusSelection *self,
                      const guint64   *uids,
                      guint            n_uids,
                      guint64          lead)
{
  gboolean is_same = n_uids == self->uids->len && lead == self->lead;

  for (guint i = 0; i < n_uids && is_same; i++)
    is_same = gradus_selection_has (self, uids[i]);
  if (is_same)
    return FALSE;
  self->lead = n_uids > 0 ? lead : 0;
  g_array_set_size (self->uids, 0);
  g_array_append_vals (self->uids, uids, n_uids);
  return TRUE;
}
