/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/model-formats.h"

#include "config.h"

#include "engine/error.h"
#include "io/atomic-file.h"
#include "io/c-source.h"
#include "io/history-csv.h"
#include "io/keras-h5.h"
#include "io/keras-weights.h"
#include "io/onnx.h"
#include "io/python-code.h"
#include "io/weights-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SUMMARY_WIDTH 65

/* --- Formats that are a text made elsewhere --- */

static GBytes *
take_text (char *text)
{
  return g_bytes_new_take (text, strlen (text));
}

static gboolean
render_keras (const GradusModelExport *self,
              const char              *stem,
              GBytes                  *parts[],
              GError                 **error)
{
  parts[0] = gradus_keras_file_to_bytes (self->file, error);
  return parts[0] != NULL;
}

static gboolean
render_h5 (const GradusModelExport *self,
           const char              *stem,
           GBytes                  *parts[],
           GError                 **error)
{
  parts[0] = gradus_keras_h5_write (self->file, error);
  return parts[0] != NULL;
}

static gboolean
render_weights (const GradusModelExport *self,
                const char              *stem,
                GBytes                  *parts[],
                GError                 **error)
{
  parts[0] = gradus_keras_weights_write (self->file, error);
  return parts[0] != NULL;
}

static gboolean
render_python (const GradusModelExport *self,
               const char              *stem,
               GBytes                  *parts[],
               GError                 **error)
{
  parts[0] =
    take_text (gradus_project_to_python (self->file->project, GRADUS_PYTHON_LIST));
  return TRUE;
}

static gboolean
render_csv (const GradusModelExport *self,
            const char              *stem,
            GBytes                  *parts[],
            GError                 **error)
{
  parts[0] = take_text (gradus_history_to_csv (self->file->history));
  return TRUE;
}

static gboolean
render_summary (const GradusModelExport *self,
                const char              *stem,
                GBytes                  *parts[],
                GError                 **error)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (self->file->project->sequential);

  parts[0] = take_text (gradus_plan_to_summary (plan, SUMMARY_WIDTH));
  return TRUE;
}

static gboolean
render_npz (const GradusModelExport *self,
            const char              *stem,
            GBytes                  *parts[],
            GError                 **error)
{
  parts[0] = gradus_weights_file_write_npz (self->file, error);
  return parts[0] != NULL;
}

static const GradusModelFormat keras_format = {
  .id = "keras",
  .title = N_ ("Keras model"),
  .summary = N_ ("Gradus and Keras 3 open it, and go on training."),
  .endings = { ".keras" },
  .mime_type = "application/vnd.keras",
  .render = render_keras,
};

static const GradusModelFormat h5_format = {
  .id = "h5",
  .title = N_ ("Keras model, older format"),
  .summary = N_ ("One HDF5 file for programs that know no .keras files yet."),
  .endings = { ".h5" },
  .mime_type = "application/x-hdf5",
  .render = render_h5,
};

static const GradusModelFormat weights_format = {
  .id = "weights.h5",
  .title = N_ ("Keras weights"),
  .summary = N_ ("What Keras's load_weights() reads into the same network."),
  .endings = { ".weights.h5" },
  .mime_type = "application/x-hdf5",
  .render = render_weights,
};

static const GradusModelFormat python_format = {
  .id = "python",
  .title = N_ ("Keras code"),
  .summary = N_ ("A Python script that builds and trains the same network."),
  .endings = { ".py" },
  .mime_type = "text/x-python",
  .is_text = TRUE,
  .render = render_python,
};

static const GradusModelFormat c_format = {
  .id = "c",
  .title = N_ ("C code"),
  .summary = N_ ("Two files of plain C99 that compute the network, weights included."),
  .endings = { ".c", ".h" },
  .mime_type = "text/x-csrc",
  .is_text = TRUE,
  .needs_weights = TRUE,
  .can_take_bytes = TRUE,
  .wants_samples = TRUE,
  .render = gradus_c_source_render,
};

static const GradusModelFormat npz_format = {
  .id = "npz",
  .title = N_ ("Weights for NumPy"),
  .summary =
    N_ ("All weights as arrays that numpy.load() opens, named like dense/kernel."),
  .endings = { ".npz" },
  .mime_type = "application/x-npz",
  .needs_weights = TRUE,
  .render = render_npz,
};

static const GradusModelFormat csv_format = {
  .id = "csv",
  .title = N_ ("History as CSV"),
  .summary = N_ ("Loss and metrics of every epoch, for a spreadsheet."),
  .endings = { ".csv" },
  .mime_type = "text/csv",
  .is_text = TRUE,
  .needs_history = TRUE,
  .render = render_csv,
};

static const GradusModelFormat summary_format = {
  .id = "summary",
  .title = N_ ("Summary"),
  .summary = N_ ("The table that Keras's summary() prints."),
  .endings = { ".txt" },
  .mime_type = "text/plain",
  .is_text = TRUE,
  .render = render_summary,
};

static const GradusModelFormat *const formats[] = {
  &keras_format,       &h5_format, &weights_format,
#if GRADUS_HAS_ONNX
  &gradus_onnx_format,
#endif
  &python_format,      &c_format,  &npz_format,     &csv_format, &summary_format,
};

/* --- Finding and writing --- */

/**
 * gradus_model_format_list:
 * @n_formats: (out) (optional): how many there are
 *
 * Lists what a network can be exported as, in the order in which a person looks for it.
 *
 * Returns: (transfer none) (array length=n_formats): static data
 */
const GradusModelFormat *const *
gradus_model_format_list (guint *n_formats)
{
  if (n_formats != NULL)
    *n_formats = G_N_ELEMENTS (formats);
  return formats;
}

/**
 * gradus_model_format_find:
 * @id: like `onnx`
 *
 * Returns: (nullable) (transfer none): the format of that id
 */
const GradusModelFormat *
gradus_model_format_find (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i]->id, id))
      return formats[i];
  return NULL;
}

/**
 * gradus_model_format_find_by_path:
 * @path: a file name
 *
 * Finds the format by how the name ends. The longest ending wins: `.weights.h5` is not
 * `.h5`.
 *
 * Returns: (nullable) (transfer none): the format
 */
const GradusModelFormat *
gradus_model_format_find_by_path (const char *path)
{
  const GradusModelFormat *found = NULL;
  gsize                    longest = 0;

  g_return_val_if_fail (path != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    for (guint part = 0; part < GRADUS_MODEL_FORMAT_MAX_PARTS; part++)
      {
        const char *ending = formats[i]->endings[part];

        if (ending != NULL && g_str_has_suffix (path, ending) &&
            strlen (ending) > longest)
          {
            found = formats[i];
            longest = strlen (ending);
          }
      }
  return found;
}

static gboolean
fits (const GradusKerasFile *file)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (file->project->sequential);

  return gradus_plan_is_whole (plan);
}

/**
 * gradus_model_format_check:
 * @self: a format
 * @file: what is to be exported
 * @error: return location for an error
 *
 * Finds out, without doing any work, whether there is something to write.
 *
 * Errors: `GRADUS_ERROR_DATA` with the reason for a student
 *
 * Returns: whether there is
 */
gboolean
gradus_model_format_check (const GradusModelFormat *self,
                           const GradusKerasFile   *file,
                           GError                 **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (file != NULL, FALSE);

  if (self->needs_history && file->history == NULL)
    g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                         _ ("This network holds no history: it was not trained here."));
  else if (self->needs_weights && file->weights == NULL && !fits (file))
    g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                         _ ("This network has no weights: its layers do not fit."));
  else
    return TRUE;
  return FALSE;
}

/* A network that was never trained has the weights that it would start from, as where it
 * is saved.
 *
 * Returns: (transfer full): NULL if the network is too large */
static GPtrArray *
make_start_weights (const GradusKerasFile *file, GError **error)
{
  g_autoptr (GradusModel) model =
    gradus_model_new (file->project->sequential, file->project->fit.seed, error);

  return model != NULL ? gradus_model_dup_weights (model) : NULL;
}

static gboolean
render (const GradusModelFormat *self,
        const GradusModelExport *what,
        const char              *stem,
        GBytes                  *parts[],
        GError                 **error)
{
  GradusKerasFile       file = *what->file;
  GradusModelExport     filled = *what;
  g_autoptr (GPtrArray) weights = NULL;

  if (self->needs_weights && file.weights == NULL)
    {
      weights = make_start_weights (&file, error);
      if (weights == NULL)
        return FALSE;
      file.weights = weights;
      filled.file = &file;
    }
  return self->render (&filled, stem, parts, error);
}

/**
 * gradus_model_format_render:
 * @self: a format
 * @what: what is exported
 * @stem: the file name without folder and ending
 * @parts: (out): the files' contents; those that the format does not have are %NULL
 * @error: return location for an error
 *
 * Makes what gradus_model_format_write() writes.
 *
 * Errors: those of gradus_model_format_check(), `GRADUS_ERROR_UNSUPPORTED` if the network
 * has something that the format cannot say
 * Threads: any
 *
 * Returns: whether all parts were made; otherwise all are %NULL
 */
gboolean
gradus_model_format_render (const GradusModelFormat *self,
                            const GradusModelExport *what,
                            const char              *stem,
                            GBytes                  *parts[GRADUS_MODEL_FORMAT_MAX_PARTS],
                            GError                 **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (what != NULL && what->file != NULL, FALSE);
  g_return_val_if_fail (stem != NULL, FALSE);

  memset (parts, 0, GRADUS_MODEL_FORMAT_MAX_PARTS * sizeof *parts);
  if (gradus_model_format_check (self, what->file, error) &&
      render (self, what, stem, parts, error))
    return TRUE;
  for (guint i = 0; i < GRADUS_MODEL_FORMAT_MAX_PARTS; i++)
    g_clear_pointer (&parts[i], g_bytes_unref);
  return FALSE;
}

/* The path without its ending, whichever of the format's endings that is. */
static char *
dup_stem (const GradusModelFormat *self, const char *path)
{
  for (guint i = 0; i < GRADUS_MODEL_FORMAT_MAX_PARTS; i++)
    if (self->endings[i] != NULL && g_str_has_suffix (path, self->endings[i]))
      return g_strndup (path, strlen (path) - strlen (self->endings[i]));
  return g_strdup (path);
}

static gboolean
write_part (const char *path, GBytes *bytes, GError **error)
{
  return gradus_atomic_file_write (path, g_bytes_get_data (bytes, NULL),
                                   g_bytes_get_size (bytes), error);
}

/**
 * gradus_model_format_write:
 * @self: a format
 * @what: what is exported
 * @path: where the main file goes; other files go beside it
 * @error: return location for an error
 *
 * Exports. Each file is the old one or the new one whenever the program stops.
 *
 * Errors: those of gradus_model_format_render(), `GRADUS_ERROR_IO`
 * Threads: any
 *
 * Returns: whether all files are in place
 */
gboolean
gradus_model_format_write (const GradusModelFormat *self,
                           const GradusModelExport *what,
                           const char              *path,
                           GError                 **error)
{
  GBytes          *parts[GRADUS_MODEL_FORMAT_MAX_PARTS];
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *base_stem = dup_stem (self, base);
  g_autofree char *stem = dup_stem (self, path);
  gboolean         done = TRUE;

  if (!gradus_model_format_render (self, what, base_stem, parts, error))
    return FALSE;
  for (guint i = 0; i < GRADUS_MODEL_FORMAT_MAX_PARTS; i++)
    {
      g_autoptr (GBytes) bytes = parts[i];
      g_autofree char   *whole = NULL;

      if (bytes == NULL || !done)
        continue;
      whole = self->endings[1] == NULL ? g_strdup (path)
                                       : g_strconcat (stem, self->endings[i], NULL);
      done = write_part (whole, bytes, error);
    }
  return done;
}
