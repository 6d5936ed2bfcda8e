/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/history-csv.h"

#include "io/atomic-file.h"
#include "io/csv.h"

#include <string.h>

/* Keras's names: `accuracy`, and `val_accuracy` for validation. */
static void
append_name (GString *csv, const char *prefix, const char *name)
{
  g_autofree char *field = g_strconcat (prefix, name, NULL);

  gradus_csv_append_text (csv, field);
}

static void
append_head (GString *csv, const GradusHistory *history)
{
  guint n_metrics = gradus_history_get_n_metrics (history);

  g_string_append (csv, "epoch,step,loss");
  for (guint i = 0; i < n_metrics; i++)
    append_name (csv, "", gradus_history_get_metric_name (history, i));
  g_string_append (csv, ",val_loss");
  for (guint i = 0; i < n_metrics; i++)
    append_name (csv, "val_", gradus_history_get_metric_name (history, i));
  g_string_append (csv, ",seconds\n");
}

static void
append_epoch (GString *csv, guint n_metrics, const GradusHistoryEpoch *epoch)
{
  g_string_append_printf (csv, "%u,%" G_GUINT64_FORMAT, epoch->epoch, epoch->step);
  gradus_csv_append_number (csv, epoch->loss);
  for (guint i = 0; i < n_metrics; i++)
    gradus_csv_append_number (csv, epoch->metrics[i]);
  if (epoch->has_validation)
    {
      gradus_csv_append_number (csv, epoch->validation_loss);
      for (guint i = 0; i < n_metrics; i++)
        gradus_csv_append_number (csv, epoch->validation_metrics[i]);
    }
  else
    for (guint i = 0; i < n_metrics + 1; i++)
      g_string_append_c (csv, ',');
  gradus_csv_append_number (csv, epoch->seconds);
  g_string_append_c (csv, '\n');
}

/**
 * gradus_history_to_csv:
 * @history: what training has measured
 *
 * Writes a head line and one line per complete epoch: epoch, step, loss, metrics, their
 * validation with Keras's prefix `val_`, seconds. Fields of epochs without validation
 * are empty.
 *
 * Returns: (transfer full): comma-separated values, lines ending in a line feed
 */
char *
gradus_history_to_csv (const GradusHistory *history)
{
  GString *csv = g_string_new (NULL);
  guint    n_metrics = gradus_history_get_n_metrics (history);
  guint    n_epochs = gradus_history_get_n_epochs (history);

  append_head (csv, history);
  for (guint i = 0; i < n_epochs; i++)
    append_epoch (csv, n_metrics, gradus_history_get_epoch (history, i));
  return g_string_free (csv, FALSE);
}

/* Lines of another run, after its title in quotes. */
static void
append_run (GString *csv, const char *title, const GradusHistory *history)
{
  guint n_epochs = gradus_history_get_n_epochs (history);

  for (guint i = 0; i < n_epochs; i++)
    {
      gradus_csv_append_text (csv, title);
      g_string_append_c (csv, ',');
      append_epoch (csv, gradus_history_get_n_metrics (history),
                    gradus_history_get_epoch (history, i));
    }
}

/* Whether two histories have the same columns. */
static gboolean
has_same_metrics (const GradusHistory *a, const GradusHistory *b)
{
  guint n = gradus_history_get_n_metrics (a);

  if (gradus_history_get_n_metrics (b) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (strcmp (gradus_history_get_metric_name (a, i),
                gradus_history_get_metric_name (b, i)) != 0)
      return FALSE;
  return TRUE;
}

/**
 * gradus_runs_to_csv:
 * @history: (nullable): what the present run has measured
 * @runs: (element-type GradusRun): earlier runs; hidden ones are left out
 *
 * Writes what gradus_history_to_csv() does, with a column "run" before the others where
 * there are earlier runs; that of the present run is empty. Wherever the metrics change,
 * another head line begins another table.
 *
 * Returns: (transfer full): comma-separated values, lines ending in a line feed
 */
char *
gradus_runs_to_csv (const GradusHistory *history, const GPtrArray *runs)
{
  const GradusHistory *before = NULL;
  GString             *csv = g_string_new (NULL);
  guint                n_shown = 0;

  for (guint i = 0; i < runs->len; i++)
    n_shown += !((const GradusRun *) runs->pdata[i])->hidden;
  if (n_shown == 0 && history != NULL)
    {
      g_string_free (csv, TRUE);
      return gradus_history_to_csv (history);
    }
  for (guint i = 0; i <= runs->len; i++)
    {
      const GradusRun     *run = i > 0 ? runs->pdata[i - 1] : NULL;
      const GradusHistory *measured = run != NULL ? run->history : history;

      if (measured == NULL || (run != NULL && run->hidden))
        continue;
      if (before == NULL || !has_same_metrics (before, measured))
        {
          g_string_append (csv, before == NULL ? "run," : "\nrun,");
          append_head (csv, measured);
        }
      append_run (csv, run != NULL ? run->title : "", measured);
      before = measured;
    }
  return g_string_free (csv, FALSE);
}

/**
 * gradus_history_csv_save:
 * @history: what training has measured
 * @path: where to write
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_IO`
 *
 * Returns: whether the file is written
 */
gboolean
gradus_history_csv_save (const GradusHistory *history, const char *path, GError **error)
{
  g_autofree char *csv = gradus_history_to_csv (history);

  return gradus_atomic_file_write (path, csv, strlen (csv), error);
}
