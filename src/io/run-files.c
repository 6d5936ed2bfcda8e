/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/run-files.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/error.h"
#include "engine/parts.h"
#include "io/atomic-file.h"

typedef struct
{
  GradusConfig *callback;
  double        best;
  char         *before; /* what a log began with, if it is appended to */
} Writer;

struct _GradusRunFiles
{
  char   *folder;
  GArray *writers; /* of Writer */
};

static gboolean
is_a (const GradusConfig *callback, const char *name)
{
  return strcmp (gradus_config_get_kind (callback)->name, name) == 0;
}

static gboolean
writes_files (const GradusConfig *callback)
{
  return is_a (callback, "ModelCheckpoint") || is_a (callback, "CSVLogger");
}

gboolean
gradus_run_files_is_needed (const GradusSequential *sequential)
{
  for (guint i = 0; i < sequential->callbacks->len; i++)
    if (writes_files (sequential->callbacks->pdata[i]))
      return TRUE;
  return FALSE;
}

static char *
make_path (const GradusRunFiles *self, const char *name)
{
  return g_path_is_absolute (name) ? g_strdup (name)
                                   : g_build_filename (self->folder, name, NULL);
}

static void
clear_writer (gpointer data)
{
  Writer *writer = data;

  gradus_config_free (writer->callback);
  g_free (writer->before);
}

static Writer
make_writer (const GradusRunFiles *self, const GradusConfig *callback)
{
  Writer writer = { .callback = gradus_config_copy (callback), .best = NAN };

  if (is_a (callback, "ModelCheckpoint"))
    writer.best = gradus_config_get_float (callback, "initial_value_threshold");
  else if (gradus_config_get_bool (callback, "append"))
    {
      g_autofree char *path =
        make_path (self, gradus_config_get_choice (callback, "filename"));

      g_file_get_contents (path, &writer.before, NULL, NULL);
    }
  return writer;
}

/**
 * gradus_run_files_new:
 * @sequential: a network with its callbacks; copied
 * @folder: where names without a folder lie
 *
 * Returns: (transfer full): what writes the files of a run
 */
GradusRunFiles *
gradus_run_files_new (const GradusSequential *sequential, const char *folder)
{
  GradusRunFiles *self = g_new0 (GradusRunFiles, 1);

  self->folder = g_strdup (folder);
  self->writers = g_array_new (FALSE, TRUE, sizeof (Writer));
  g_array_set_clear_func (self->writers, clear_writer);
  for (guint i = 0; i < sequential->callbacks->len; i++)
    if (writes_files (sequential->callbacks->pdata[i]))
      {
        Writer writer = make_writer (self, sequential->callbacks->pdata[i]);

        g_array_append_val (self->writers, writer);
      }
  return self;
}

void
gradus_run_files_free (GradusRunFiles *self)
{
  g_free (self->folder);
  g_array_unref (self->writers);
  g_free (self);
}

/* --- Numbers of an epoch by name --- */

static gboolean
find_number (const GradusHistory *history, guint index, const char *name, double *value)
{
  const GradusHistoryEpoch *epoch = gradus_history_get_epoch (history, index);
  gboolean                  is_validation = g_str_has_prefix (name, "val_");
  const char               *plain = is_validation ? name + 4 : name;

  if (is_validation && !epoch->has_validation)
    return FALSE;
  if (strcmp (plain, "loss") == 0)
    {
      *value = is_validation ? epoch->validation_loss : epoch->loss;
      return TRUE;
    }
  for (guint i = 0; i < gradus_history_get_n_metrics (history); i++)
    if (strcmp (gradus_history_get_metric_name (history, i), plain) == 0)
      {
        *value = is_validation ? epoch->validation_metrics[i] : epoch->metrics[i];
        return TRUE;
      }
  return FALSE;
}

/* --- Checkpoints --- */

/* "{epoch:02d}" and "{val_loss:.2f}", as Python formats them. */
static void
append_field (GString *text, const char *field, const GradusHistory *history, guint epoch)
{
  g_auto (GStrv) parts = g_strsplit (field, ":", 2);
  const char    *form = parts[0] != NULL && parts[1] != NULL ? parts[1] : "";
  const char    *point = strchr (form, '.');
  double         value;
  char           buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char           format[16];

  if (strcmp (parts[0], "epoch") == 0)
    {
      guint width = (guint) CLAMP (g_ascii_strtoll (form, NULL, 10), 0, 20);

      g_string_append_printf (text, "%0*u", (int) width, epoch + 1);
      return;
    }
  if (!find_number (history, epoch, parts[0], &value))
    {
      g_string_append (text, parts[0]);
      return;
    }
  g_snprintf (format, sizeof format, "%%.%df",
              point != NULL ? (int) CLAMP (g_ascii_strtoll (point + 1, NULL, 10), 0, 12)
                            : 6);
  g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, format, value));
}

static char *
fill_in (const char *pattern, const GradusHistory *history, guint epoch)
{
  GString *text = g_string_new (NULL);

  while (*pattern != '\0')
    {
      const char *end = *pattern == '{' ? strchr (pattern, '}') : NULL;

      if (end == NULL)
        g_string_append_c (text, *pattern++);
      else
        {
          g_autofree char *field = g_strndup (pattern + 1, (gsize) (end - pattern - 1));

          append_field (text, field, history, epoch);
          pattern = end + 1;
        }
    }
  return g_string_free (text, FALSE);
}

static gboolean
is_max (const GradusConfig *callback)
{
  const char       *mode = gradus_config_get_choice (callback, "mode");
  const char       *name = gradus_config_get_choice (callback, "monitor");
  const GradusKind *metric;

  if (strcmp (mode, "auto") != 0)
    return strcmp (mode, "max") == 0;
  metric = gradus_kind_find (GRADUS_FAMILY_METRIC,
                             g_str_has_prefix (name, "val_") ? name + 4 : name);
  return metric != NULL && ((const GradusMetricKind *) metric)->higher_is_better;
}

/* Whether this epoch is to be saved: any, or one better than all before. */
static gboolean
is_due (Writer *writer, const GradusHistory *history, guint index)
{
  double value;

  if (!gradus_config_get_bool (writer->callback, "save_best_only"))
    return TRUE;
  if (!find_number (history, index,
                    gradus_config_get_choice (writer->callback, "monitor"), &value))
    return FALSE;
  if (!isnan (writer->best) &&
      !(is_max (writer->callback) ? value > writer->best : value < writer->best))
    return FALSE;
  writer->best = value;
  return TRUE;
}

static gboolean
write_checkpoint (GradusRunFiles        *self,
                  Writer                *writer,
                  const GradusKerasFile *file,
                  guint                  first,
                  guint                  index,
                  GError               **error)
{
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  if (!is_due (writer, file->history, index))
    return TRUE;
  name = fill_in (gradus_config_get_choice (writer->callback, "filepath"), file->history,
                  index - first);
  path = make_path (self, name);
  return gradus_keras_file_save (file, path, error);
}

/* --- Logs --- */

static void
append_names (GString *text, const GradusHistory *history, gboolean has_validation)
{
  for (guint part = 0; part < (has_validation ? 2 : 1); part++)
    {
      const char *prefix = part == 0 ? "" : "val_";

      for (guint i = 0; i < gradus_history_get_n_metrics (history); i++)
        g_string_append_printf (text, "%s%s\n", prefix,
                                gradus_history_get_metric_name (history, i));
      g_string_append_printf (text, "%sloss\n", prefix);
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The columns as Keras orders them: by name. */
static char **
list_columns (const GradusHistory *history, guint index)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char              **names;

  append_names (text, history, gradus_history_get_epoch (history, index)->has_validation);
  g_string_truncate (text, text->len - 1);
  names = g_strsplit (text->str, "\n", -1);
  qsort (names, g_strv_length (names), sizeof (char *), compare_names);
  return names;
}

static gboolean
write_log (GradusRunFiles        *self,
           Writer                *writer,
           const GradusKerasFile *file,
           guint                  first,
           guint                  index,
           GError               **error)
{
  const char      *separator = gradus_config_get_choice (writer->callback, "separator");
  g_auto (GStrv)   columns = list_columns (file->history, index);
  g_autofree char *head = g_strjoinv (separator, columns);
  g_autofree char *path =
    make_path (self, gradus_config_get_choice (writer->callback, "filename"));
  g_autoptr (GString) text = g_string_new (writer->before);

  if (text->len == 0)
    g_string_append_printf (text, "epoch%s%s\n", separator, head);
  for (guint i = first; i <= index; i++)
    {
      g_string_append_printf (text, "%u", i - first);
      for (guint j = 0; columns[j] != NULL; j++)
        {
          char   number[G_ASCII_DTOSTR_BUF_SIZE];
          double value = (double) NAN;

          find_number (file->history, i, columns[j], &value);
          g_string_append_printf (text, "%s%s", separator,
                                  g_ascii_dtostr (number, sizeof number, value));
        }
      g_string_append_c (text, '\n');
    }
  return gradus_atomic_file_write (path, text->str, text->len, error);
}

/**
 * gradus_run_files_end_epoch:
 * @self: what writes the files
 * @file: the network as it is now, with a history
 * @first: the first epoch of this run in the history
 * @index: the epoch that has ended
 * @error: return location for an error
 *
 * Writes what is due.
 *
 * Errors: `GRADUS_ERROR_IO`; the files that could be written are there
 *
 * Returns: whether all could be written
 */
gboolean
gradus_run_files_end_epoch (GradusRunFiles        *self,
                            const GradusKerasFile *file,
                            guint                  first,
                            guint                  index,
                            GError               **error)
{
  gboolean is_written = TRUE;

  for (guint i = 0; i < self->writers->len; i++)
    {
      Writer *writer = &g_array_index (self->writers, Writer, i);

      is_written =
        (is_a (writer->callback, "CSVLogger")
           ? write_log (self, writer, file, first, index, is_written ? error : NULL)
           : write_checkpoint (self, writer, file, first, index,
                               is_written ? error : NULL)) &&
        is_written;
    }
  return is_written;
}
