/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/history-json.h"

#include <math.h>

#include "io/json-guard.h"

/* Columns are packed: a run of 20,000 steps is 20,000 numbers per column, which as JSON
 * would be slow to read and would not come back bit for bit. A column is base64 of
 * little-endian numbers of the size that its struct member has. */
typedef struct
{
  const char *name;
  gsize       offset;
  gsize       size;
  gboolean    per_metric; /* GRADUS_MAX_METRICS entries follow one another */
} Column;

static const Column step_columns[] = {
  { "step", G_STRUCT_OFFSET (GradusHistoryStep, step), sizeof (guint64) },
  { "epoch", G_STRUCT_OFFSET (GradusHistoryStep, epoch), sizeof (double) },
  { "loss", G_STRUCT_OFFSET (GradusHistoryStep, loss), sizeof (float) },
  { "metrics", G_STRUCT_OFFSET (GradusHistoryStep, metrics), sizeof (float), TRUE },
  { "learning_rate", G_STRUCT_OFFSET (GradusHistoryStep, learning_rate), sizeof (float) },
};

static const Column epoch_columns[] = {
  { "epoch", G_STRUCT_OFFSET (GradusHistoryEpoch, epoch), sizeof (guint) },
  { "step", G_STRUCT_OFFSET (GradusHistoryEpoch, step), sizeof (guint64) },
  { "loss", G_STRUCT_OFFSET (GradusHistoryEpoch, loss), sizeof (double) },
  { "metrics", G_STRUCT_OFFSET (GradusHistoryEpoch, metrics), sizeof (double), TRUE },
  { "has_validation", G_STRUCT_OFFSET (GradusHistoryEpoch, has_validation),
    sizeof (gboolean) },
  { "validation_loss", G_STRUCT_OFFSET (GradusHistoryEpoch, validation_loss),
    sizeof (double) },
  { "validation_metrics", G_STRUCT_OFFSET (GradusHistoryEpoch, validation_metrics),
    sizeof (double), TRUE },
  { "seconds", G_STRUCT_OFFSET (GradusHistoryEpoch, seconds), sizeof (double) },
};

typedef const void *(*GetRow) (const GradusHistory *history, gsize index);

static const void *
get_step (const GradusHistory *history, gsize index)
{
  return gradus_history_get_step (history, index);
}

static const void *
get_epoch (const GradusHistory *history, gsize index)
{
  return gradus_history_get_epoch (history, (guint) index);
}

/* Copies a number and turns its bytes around where the machine is big-endian. */
static void
copy_number (guint8 *to, const guint8 *from, gsize size)
{
  for (gsize i = 0; i < size; i++)
    to[i] = from[G_BYTE_ORDER == G_LITTLE_ENDIAN ? i : size - 1 - i];
}

/* ---- Writing ---- */

static char *
pack_column (const GradusHistory *history, GetRow get, gsize n_rows, const Column *column)
{
  guint n_numbers = column->per_metric ? gradus_history_get_n_metrics (history) : 1;
  gsize n_bytes = n_rows * n_numbers * column->size;
  g_autofree guint8 *bytes = g_malloc (n_bytes + 1);
  guint8            *to = bytes;

  for (gsize row = 0; row < n_rows; row++)
    {
      const guint8 *from = (const guint8 *) get (history, row) + column->offset;

      for (guint i = 0; i < n_numbers; i++, to += column->size)
        copy_number (to, from + i * column->size, column->size);
    }
  return g_base64_encode (bytes, n_bytes);
}

static JsonObject *
pack_rows (const GradusHistory *history,
           GetRow               get,
           gsize                n_rows,
           const Column        *columns,
           guint                n_columns)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "count", (gint64) n_rows);
  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *packed = pack_column (history, get, n_rows, &columns[i]);

      json_object_set_string_member (object, columns[i].name, packed);
    }
  return object;
}

/**
 * gradus_history_to_json:
 * @history: what training has measured
 *
 * Returns: (transfer full): names of the metrics, and steps and epochs in columns
 */
JsonObject *
gradus_history_to_json (const GradusHistory *history)
{
  JsonObject *object = json_object_new ();
  JsonArray  *metrics = json_array_new ();

  for (guint i = 0; i < gradus_history_get_n_metrics (history); i++)
    json_array_add_string_element (metrics, gradus_history_get_metric_name (history, i));
  json_object_set_array_member (object, "metrics", metrics);
  json_object_set_object_member (object, "steps",
                                 pack_rows (history, get_step,
                                            gradus_history_get_n_steps (history),
                                            step_columns, G_N_ELEMENTS (step_columns)));
  json_object_set_object_member (object, "epochs",
                                 pack_rows (history, get_epoch,
                                            gradus_history_get_n_epochs (history),
                                            epoch_columns, G_N_ELEMENTS (epoch_columns)));
  return object;
}

/* ---- Reading ---- */

/* Fills one member of all rows; FALSE unless the column has just the right length. */
static gboolean
unpack_column (JsonObject   *object,
               const Column *column,
               guint         n_metrics,
               guint8       *rows,
               gsize         row_size,
               gsize         n_rows)
{
  guint              n_numbers = column->per_metric ? n_metrics : 1;
  const char        *packed = gradus_json_get_string (object, column->name);
  gsize              n_bytes = 0;
  g_autofree guint8 *bytes = NULL;
  const guint8      *from;

  if (packed != NULL)
    bytes = g_base64_decode (packed, &n_bytes);
  if (packed == NULL || n_bytes != n_rows * n_numbers * column->size)
    return FALSE;
  from = bytes;
  for (gsize row = 0; row < n_rows; row++)
    {
      guint8 *to = rows + row * row_size + column->offset;

      for (guint i = 0; i < n_numbers; i++, from += column->size)
        copy_number (to + i * column->size, from, column->size);
    }
  return TRUE;
}

/* The count is believed only as far as the longest column, of 8 bytes a row, reaches. */
static guint8 *
unpack_rows (JsonObject   *object,
             const Column *columns,
             guint         n_columns,
             guint         n_metrics,
             gsize         row_size,
             gsize        *n_rows)
{
  const char *steps = object != NULL ? gradus_json_get_string (object, "step") : NULL;
  g_autofree guint8 *rows = NULL;
  guint64            count;

  if (steps == NULL ||
      !gradus_json_get_uint (object, "count", strlen (steps) / sizeof (guint64), &count))
    return NULL;
  rows = g_malloc0 (count * row_size + 1);
  for (guint i = 0; i < n_columns; i++)
    if (!unpack_column (object, &columns[i], n_metrics, rows, row_size, count))
      return NULL;
  *n_rows = count;
  return g_steal_pointer (&rows);
}

static GradusHistory *
make_history (JsonArray *metrics)
{
  const char *names[GRADUS_MAX_METRICS + 1] = { NULL };
  guint       n_metrics = json_array_get_length (metrics);

  if (n_metrics > GRADUS_MAX_METRICS)
    return NULL;
  for (guint i = 0; i < n_metrics; i++)
    {
      JsonNode *node = json_array_get_element (metrics, i);

      if (!gradus_json_node_is_string (node))
        return NULL;
      names[i] = json_node_get_string (node);
    }
  return gradus_history_new (n_metrics, names);
}

/* Time runs forward in a history; drawing and searching rely on it. */
static gboolean
append_steps (GradusHistory *history, const GradusHistoryStep *steps, gsize n_steps)
{
  for (gsize i = 0; i < n_steps; i++)
    {
      if (!isfinite (steps[i].epoch) || (i > 0 && (steps[i].step < steps[i - 1].step ||
                                                   steps[i].epoch < steps[i - 1].epoch)))
        return FALSE;
      gradus_history_append_step (history, &steps[i]);
    }
  return TRUE;
}

static gboolean
append_epochs (GradusHistory *history, const GradusHistoryEpoch *epochs, gsize n_epochs)
{
  for (gsize i = 0; i < n_epochs; i++)
    {
      if (!isfinite (epochs[i].seconds) ||
          (i > 0 && (epochs[i].epoch < epochs[i - 1].epoch ||
                     epochs[i].step < epochs[i - 1].step)))
        return FALSE;
      gradus_history_append_epoch (history, &epochs[i]);
    }
  return TRUE;
}

/**
 * gradus_history_from_json:
 * @object: what gradus_history_to_json() made, or something else
 *
 * Returns: (transfer full) (nullable): the history, NULL if @object is damaged
 */
GradusHistory *
gradus_history_from_json (JsonObject *object)
{
  JsonArray                *metrics = gradus_json_get_array (object, "metrics");
  g_autoptr (GradusHistory) history = metrics != NULL ? make_history (metrics) : NULL;
  g_autofree guint8        *steps = NULL;
  g_autofree guint8        *epochs = NULL;
  gsize                     n_steps = 0;
  gsize                     n_epochs;

  if (history == NULL)
    return NULL;
  steps =
    unpack_rows (gradus_json_get_object (object, "steps"), step_columns,
                 G_N_ELEMENTS (step_columns), gradus_history_get_n_metrics (history),
                 sizeof (GradusHistoryStep), &n_steps);
  epochs =
    unpack_rows (gradus_json_get_object (object, "epochs"), epoch_columns,
                 G_N_ELEMENTS (epoch_columns), gradus_history_get_n_metrics (history),
                 sizeof (GradusHistoryEpoch), &n_epochs);
  if (steps == NULL || epochs == NULL ||
      !append_steps (history, (const GradusHistoryStep *) (gpointer) steps, n_steps) ||
      !append_epochs (history, (const GradusHistoryEpoch *) (gpointer) epochs, n_epochs))
    return NULL;
  return g_steal_pointer (&history);
}
