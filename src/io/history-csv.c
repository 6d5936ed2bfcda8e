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
