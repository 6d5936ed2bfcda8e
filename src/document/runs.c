/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "document/document-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More than that nobody compares, and the file would grow without end. */
#define MAX_RUNS 60

/* Earlier runs of a document. That one was trained is no edit; what is done to it
 * afterwards is, and can be undone. */

static int
find_index (const GPtrArray *runs, const char *id)
{
  for (guint i = 0; i < runs->len; i++)
    if (strcmp (((const GradusRun *) runs->pdata[i])->id, id) == 0)
      return (int) i;
  return -1;
}

static gboolean
has_title (const GPtrArray *runs, const char *title)
{
  for (guint i = 0; i < runs->len; i++)
    if (strcmp (((const GradusRun *) runs->pdata[i])->title, title) == 0)
      return TRUE;
  return FALSE;
}

/* "Run 3" for the third, or the next number that is free. */
static char *
choose_title (const GPtrArray *runs)
{
  for (guint n = runs->len + 1;; n++)
    {
      /* Translators: the name of an earlier training run, like "Run 3" */
      g_autofree char *title = g_strdup_printf (_ ("Run %u"), n);

      if (!has_title (runs, title))
        return g_steal_pointer (&title);
    }
}

/* The one that the fewest have, the first of these. */
static guint
choose_color (const GPtrArray *runs)
{
  guint counts[GRADUS_RUN_N_COLORS] = { 0 };
  guint best = 0;

  for (guint i = 0; i < runs->len; i++)
    counts[((const GradusRun *) runs->pdata[i])->color % GRADUS_RUN_N_COLORS]++;
  for (guint i = 1; i < GRADUS_RUN_N_COLORS; i++)
    if (counts[i] < counts[best])
      best = i;
  return best;
}

/**
 * gradus_document_keep_run:
 * @self: a document
 * @run: (transfer full): a run that has ended; one without a title gets one, and a colour
 *
 * Keeps a run to compare later ones with. This is no step of undo, but the file has
 * changed. The oldest runs go where there are too many.
 */
void
gradus_document_keep_run (GradusDocument *self, GradusRun *run)
{
  const GPtrArray *runs;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));
  g_return_if_fail (run != NULL);

  runs = gradus_document_get_project (self)->runs;
  if (*run->title == '\0')
    {
      g_free (run->title);
      run->title = choose_title (runs);
      run->color = choose_color (runs);
    }
  gradus_document_append_run (self, run, MAX_RUNS);
  gradus_run_unref (run);
}

/**
 * gradus_document_find_run:
 * @self: a document
 * @id: of a run
 *
 * Returns: (transfer none) (nullable): the run, valid until the next change
 */
const GradusRun *
gradus_document_find_run (GradusDocument *self, const char *id)
{
  const GPtrArray *runs;
  int              index;

  g_return_val_if_fail (GRADUS_IS_DOCUMENT (self), NULL);

  runs = gradus_document_get_project (self)->runs;
  index = find_index (runs, id);
  return index >= 0 ? runs->pdata[index] : NULL;
}

/* Begins an edit with a copy of a run, which there is, in the place of the run. */
static GradusRun *
begin (GradusDocument *self, const char *id, const char *label)
{
  GPtrArray *runs;
  GradusRun *copy;
  int        index;

  runs = gradus_document_begin (self, label, NULL)->runs;
  index = find_index (runs, id);
  copy = gradus_run_copy (runs->pdata[index]);
  gradus_run_unref (runs->pdata[index]);
  runs->pdata[index] = copy;
  return copy;
}

/**
 * gradus_document_rename_run:
 * @self: a document
 * @id: of a run
 * @title: what it is called from now on; an empty one changes nothing
 */
void
gradus_document_rename_run (GradusDocument *self, const char *id, const char *title)
{
  const GradusRun *old = gradus_document_find_run (self, id);
  GradusRun       *run;

  if (old == NULL || *title == '\0' || strcmp (old->title, title) == 0)
    return;
  run = begin (self, id, _ ("Rename the run"));
  g_free (run->title);
  run->title = g_strdup (title);
  gradus_document_commit (self);
}

/**
 * gradus_document_hide_run:
 * @self: a document
 * @id: of a run
 * @is_hidden: whether its curves are left out
 */
void
gradus_document_hide_run (GradusDocument *self, const char *id, gboolean is_hidden)
{
  const GradusRun *old = gradus_document_find_run (self, id);

  if (old == NULL || !old->hidden == !is_hidden)
    return;
  begin (self, id, is_hidden ? _ ("Hide the run") : _ ("Show the run"))->hidden =
    is_hidden;
  gradus_document_commit (self);
}

/**
 * gradus_document_color_run:
 * @self: a document
 * @id: of a run
 * @color: below GRADUS_RUN_N_COLORS
 */
void
gradus_document_color_run (GradusDocument *self, const char *id, guint color)
{
  const GradusRun *old = gradus_document_find_run (self, id);

  g_return_if_fail (color < GRADUS_RUN_N_COLORS);

  if (old == NULL || old->color == color)
    return;
  begin (self, id, _ ("Colour the run"))->color = color;
  gradus_document_commit (self);
}

/**
 * gradus_document_remove_run:
 * @self: a document
 * @id: of a run
 */
void
gradus_document_remove_run (GradusDocument *self, const char *id)
{
  GPtrArray *runs;

  g_return_if_fail (GRADUS_IS_DOCUMENT (self));

  if (gradus_document_find_run (self, id) == NULL)
    return;
  runs = gradus_document_begin (self, _ ("Delete the run"), NULL)->runs;
  g_ptr_array_remove_index (runs, (guint) find_index (runs, id));
  gradus_document_commit (self);
}
