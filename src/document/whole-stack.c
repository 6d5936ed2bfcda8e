/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/whole-stack.h"

#include "config.h"

#include "document/document.h"

#include <glib/gi18n-lib.h>

static gboolean
has_uid (const GArray *uids, guint64 uid)
{
  for (guint i = 0; i < uids->len; i++)
    if (g_array_index (uids, guint64, i) == uid)
      return TRUE;
  return FALSE;
}

/**
 * gradus_whole_stack_join:
 * @draft: a project
 *
 * Puts the layers that are switched off where one sees them in the stack.
 *
 * Returns: (transfer full) (element-type guint64): which they are, for
 *   gradus_whole_stack_part()
 */
GArray *
gradus_whole_stack_join (GradusProject *draft)
{
  GArray *asleep = g_array_new (FALSE, FALSE, sizeof (guint64));

  /* From the last to the first, so that those with the same neighbour keep their order.
   */
  while (draft->bypassed->len > 0)
    {
      GradusBypassed *bypassed = draft->bypassed->pdata[draft->bypassed->len - 1];
      guint           index =
        bypassed->after == 0
                    ? 0
                    : (guint) (gradus_sequential_find_uid (draft->sequential, bypassed->after) + 1);

      g_array_append_val (asleep, bypassed->layer->uid);
      gradus_sequential_insert (draft->sequential, index,
                                g_steal_pointer (&bypassed->layer));
      g_ptr_array_set_size (draft->bypassed, (gint) draft->bypassed->len - 1);
    }
  return asleep;
}

/**
 * gradus_whole_stack_part:
 * @draft: a project
 * @asleep: (transfer full): layers that are switched off
 *
 * Takes @asleep out of the stack again, from wherever they stand now.
 */
void
gradus_whole_stack_part (GradusProject *draft, GArray *asleep)
{
  guint64 after = 0;
  guint   index = 0;

  while (index < gradus_sequential_get_n_layers (draft->sequential))
    {
      guint64 uid = gradus_sequential_get_layer (draft->sequential, index)->uid;

      if (has_uid (asleep, uid))
        gradus_bypassed_list_add (draft->bypassed,
                                  gradus_sequential_steal (draft->sequential, index),
                                  after);
      else
        {
          after = uid;
          index++;
        }
    }
  g_array_unref (asleep);
}

/* The next layer above that is still there; 0 for the top. */
static guint64
find_neighbour (const GradusSequential *now, const GradusSequential *old, guint64 after)
{
  if (gradus_sequential_find_uid (now, after) >= 0)
    return after;
  for (int i = gradus_sequential_find_uid (old, after); i >= 0; i--)
    {
      guint64 uid = gradus_sequential_get_layer (old, (guint) i)->uid;

      if (gradus_sequential_find_uid (now, uid) >= 0)
        return uid;
    }
  return 0;
}

/**
 * gradus_whole_stack_repair:
 * @draft: a project that was edited
 * @old: what it was before
 *
 * Edits need not know of layers that are switched off: those whose neighbour is gone go
 * to the next one above it.
 */
void
gradus_whole_stack_repair (GradusProject *draft, const GradusProject *old)
{
  for (guint i = 0; i < draft->bypassed->len; i++)
    {
      GradusBypassed *bypassed = draft->bypassed->pdata[i];

      bypassed->after =
        find_neighbour (draft->sequential, old->sequential, bypassed->after);
    }
}

/* What the step is called. */
static char *
make_label (const GradusLayer *layer, guint n_layers, gboolean is_off)
{
  if (n_layers == 1)
    return g_strdup_printf (is_off ? _ ("Switch off %s") : _ ("Switch on %s"),
                            layer->name);
  return g_strdup_printf (is_off ? _ ("Switch off %u layers") : _ ("Switch on %u layers"),
                          n_layers);
}

static void
set_asleep (GArray *asleep, guint64 uid, gboolean is_off)
{
  if (is_off && !has_uid (asleep, uid))
    g_array_append_val (asleep, uid);
  for (guint i = 0; i < asleep->len && !is_off; i++)
    if (g_array_index (asleep, guint64, i) == uid)
      {
        g_array_remove_index (asleep, i);
        return;
      }
}

/**
 * gradus_document_set_bypassed:
 * @self: a document
 * @uids: (array length=n_uids): layers; those that it does not have are passed over
 * @n_uids: how many
 * @is_off: whether they are switched off
 *
 * Switches layers off or on again, as one step. One that is off is no part of the
 * network: the data pass by it, and files, code and exports do without it. It keeps its
 * place and its parameters.
 */
void
gradus_document_set_bypassed (GradusDocument *self,
                              const guint64  *uids,
                              guint           n_uids,
                              gboolean        is_off)
{
  const GradusProject *project = gradus_document_get_project (self);
  const GradusLayer   *layer = NULL;
  guint                n_changed = 0;
  g_autofree char     *label = NULL;
  GradusProject       *draft;
  GArray              *asleep;

  for (guint i = 0; i < n_uids; i++)
    if (gradus_project_find_layer (project, uids[i]) != NULL &&
        gradus_project_is_bypassed (project, uids[i]) != is_off)
      {
        layer = gradus_project_find_layer (project, uids[i]);
        n_changed++;
      }
  if (n_changed == 0)
    return;
  label = make_label (layer, n_changed, is_off);
  draft = gradus_document_begin (self, label, NULL);
  asleep = gradus_whole_stack_join (draft);
  for (guint i = 0; i < n_uids; i++)
    set_asleep (asleep, uids[i], is_off);
  gradus_whole_stack_part (draft, asleep);
  gradus_document_commit (self);
}
