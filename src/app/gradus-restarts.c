/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-restarts.h"

#include <glib/gi18n-lib.h>

/* More names than that are not read. */
#define MAX_NAMES 3

const GradusRestart *
gradus_restarts_find (const GArray *restarts, guint64 uid)
{
  for (guint i = 0; restarts != NULL && i < restarts->len; i++)
    if (g_array_index (restarts, GradusRestart, i).uid == uid)
      return &g_array_index (restarts, GradusRestart, i);
  return NULL;
}

/* Whether both are about the same layers. */
gboolean
gradus_restarts_equal (const GArray *a, const GArray *b)
{
  guint n = a != NULL ? a->len : 0;

  if (n != (b != NULL ? b->len : 0))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (gradus_restarts_find (b, g_array_index (a, GradusRestart, i).uid) == NULL)
      return FALSE;
  return TRUE;
}

static const char *
get_name (const GradusSequential *sequential, const GradusRestart *restart)
{
  int index = gradus_sequential_find_uid (sequential, restart->uid);

  return index >= 0 ? gradus_sequential_get_layer (sequential, (guint) index)->name
                    : NULL;
}

static char *
describe_one (const GradusRestart *restart, const char *name)
{
  if (restart->weight[0] == '\0')
    return g_strdup_printf (_ ("%s starts again: it is another kind of layer now"), name);
  /* Translators: "dense_2 starts again: its kernel has another shape" */
  return g_strdup_printf (_ ("%s starts again: its %s has another shape"), name,
                          restart->weight);
}

/**
 * gradus_restarts_describe:
 * @restarts: (nullable) (element-type GradusRestart): layers that begin afresh
 * @sequential: the stack
 *
 * Returns: (transfer full) (nullable): a sentence about them, %NULL if there are none
 */
char *
gradus_restarts_describe (const GArray *restarts, const GradusSequential *sequential)
{
  g_autoptr (GString)  names = g_string_new (NULL);
  const GradusRestart *first = NULL;
  guint                n = 0;

  for (guint i = 0; restarts != NULL && i < restarts->len; i++)
    {
      const GradusRestart *restart = &g_array_index (restarts, GradusRestart, i);
      const char          *name = get_name (sequential, restart);

      if (name == NULL)
        continue;
      if (n++ == 0)
        first = restart;
      if (n <= MAX_NAMES)
        g_string_append_printf (names, "%s%s", n > 1 ? ", " : "", name);
    }
  if (n == 0)
    return NULL;
  if (n == 1)
    return describe_one (first, names->str);
  if (n > MAX_NAMES)
    g_string_append (names, ", …");
  /* Translators: %s is like "dense, dense_1" */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%u layer starts again with new weights: %s",
                                       "%u layers start again with new weights: %s", n),
                          n, names->str);
}

/**
 * gradus_restart_explain:
 * @restart: a layer that begins afresh
 *
 * Returns: (transfer full): why, for where it is clear which layer is meant
 */
char *
gradus_restart_explain (const GradusRestart *restart)
{
  if (restart->weight[0] == '\0')
    return g_strdup (_ ("Starts again with new weights: it is another kind of layer now. "
                        "Undo brings back what it had learned."));
  return g_strdup_printf (_ ("Starts again with new weights: its %s has another shape. "
                             "Undo brings back what it had learned."),
                          restart->weight);
}
