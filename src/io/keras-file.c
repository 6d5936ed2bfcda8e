/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-file.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/error.h"
#include "io/atomic-file.h"
#include "io/gradus-member.h"
#include "io/json-guard.h"
#include "io/keras-h5.h"
#include "io/keras-json.h"
#include "io/keras-weights.h"
#include "io/keras-zip.h"

#define METADATA "metadata.json"
#define CONFIG "config.json"
#define WEIGHTS "model.weights.h5"

static const GradusZipLimit limits[] = {
  { METADATA, 1 << 20 },
  { CONFIG, 64 << 20 },
  { GRADUS_MEMBER_NAME, 256 << 20 },
  { WEIGHTS, (gsize) 2 << 30 },
};

/**
 * gradus_keras_file_free:
 * @self: (nullable) (transfer full): what a file holds
 */
void
gradus_keras_file_free (GradusKerasFile *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->project, gradus_project_free);
  g_clear_pointer (&self->weights, g_ptr_array_unref);
  g_clear_pointer (&self->slots, g_ptr_array_unref);
  g_clear_pointer (&self->history, gradus_history_unref);
  g_clear_pointer (&self->silences, g_ptr_array_unref);
  g_free (self);
}

/* ---- Reading ---- */

static GBytes *
find_member (GPtrArray *members, const char *name, GError **error)
{
  GBytes *data = gradus_zip_members_find (members, name);

  if (data == NULL)
    g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                 /* Translators: the name of a part of a file, like "config.json" */
                 _ ("It has no %s, as a .keras file must."), name);
  return data;
}

static gboolean
read_sequential (GPtrArray *members, GradusProject *project, GError **error)
{
  GBytes              *text = find_member (members, CONFIG, error);
  g_autoptr (JsonNode) root = NULL;
  GradusSequential    *sequential;

  if (text == NULL)
    return FALSE;
  root = gradus_json_parse (text, CONFIG, error);
  sequential = root != NULL ? gradus_sequential_from_json (root, error) : NULL;
  if (sequential == NULL)
    return FALSE;
  gradus_sequential_free (project->sequential);
  project->sequential = sequential;
  return TRUE;
}

static char *
make_title (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  if (g_str_has_suffix (name, ".keras"))
    name[strlen (name) - strlen (".keras")] = '\0';
  else if (g_str_has_suffix (name, ".h5"))
    name[strlen (name) - strlen (".h5")] = '\0';
  return g_filename_display_name (name);
}

/* Of Keras's own files only the shape tells what they were fitted on. */
static void
guess_data (GradusProject *project, const char *path)
{
  g_free (project->title);
  project->title = make_title (path);
  project->data.flatten = project->sequential->input.rank == 1;
}

static gboolean
read_members (GradusKerasFile *self, GPtrArray *members, const char *path, GError **error)
{
  GBytes *weights = find_member (members, WEIGHTS, error);
  GBytes *member = gradus_zip_members_find (members, GRADUS_MEMBER_NAME);

  if (weights == NULL || find_member (members, METADATA, error) == NULL ||
      !read_sequential (members, self->project, error))
    return FALSE;
  guess_data (self->project, path);
  self->from_gradus = member != NULL;
  return (member == NULL || gradus_member_read (member, self, error)) &&
         gradus_keras_weights_read (weights, self, error);
}

static gboolean
read_hdf5 (GradusKerasFile *self, const char *path, GError **error)
{
  g_autoptr (GBytes) image = gradus_keras_h5_load (path, error);

  if (image == NULL || !gradus_keras_h5_read (image, self, error))
    return FALSE;
  if (!self->from_gradus)
    guess_data (self->project, path);
  return TRUE;
}

static void
prefix_error (GError **error, const char *path, gboolean writing)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *shown = g_filename_display_name (name);

  if (writing)
    /* Translators: a file name; what is wrong follows as a sentence */
    g_prefix_error (error, _ ("“%s” cannot be saved: "), shown);
  else
    /* Translators: a file name; what is wrong follows as a sentence */
    g_prefix_error (error, _ ("“%s” cannot be opened: "), shown);
}

/**
 * gradus_keras_file_load:
 * @path: a `.keras` file made by Keras or by Gradus, or an `.h5` file made by Keras
 * @error: return location for an error
 *
 * Opens a file that nobody vouches for: what it declares is checked before memory is
 * taken, and nothing that it names is executed. Of a file that a newer Gradus wrote, what
 * this one understands is read, and @from_newer is set.
 *
 * Errors: `GRADUS_ERROR_IO`, `GRADUS_ERROR_FORMAT`, `GRADUS_ERROR_TOO_LARGE`,
 * `GRADUS_ERROR_PARAMETER`; `GRADUS_ERROR_UNSUPPORTED` for layers, losses … that Gradus
 * does not know. Messages are sentences that name the file.
 * Threads: any
 *
 * Returns: (transfer full): what the file holds
 */
GradusKerasFile *
gradus_keras_file_load (const char *path, GError **error)
{
  g_autoptr (GradusKerasFile) self = g_new0 (GradusKerasFile, 1);
  g_autoptr (GPtrArray)       members = NULL;
  gboolean                    done;

  self->project = gradus_project_new ();
  self->learning_rate = NAN;
  if (gradus_keras_h5_is_file (path))
    done = read_hdf5 (self, path, error);
  else
    {
      members = gradus_zip_read (path, limits, G_N_ELEMENTS (limits), error);
      done = members != NULL && read_members (self, members, path, error);
    }
  if (!done)
    {
      prefix_error (error, path, FALSE);
      return NULL;
    }
  gradus_keras_forget_groups (self->project->sequential);
  return g_steal_pointer (&self);
}

/* ---- Writing ---- */

static GBytes *
write_metadata (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char      *date = g_date_time_format (now, "%Y-%m-%d@%H:%M:%S");
  char *text = g_strdup_printf ("{\"keras_version\": \"%s\", \"date_saved\": \"%s\"}",
                                GRADUS_KERAS_VERSION, date);

  return g_bytes_new_take (text, strlen (text));
}

/**
 * gradus_keras_file_make_config:
 * @self: what to save
 *
 * Makes what `config.json` holds. The learning rate may have been moved while training;
 * Keras keeps it in two places.
 *
 * Returns: (transfer full): an object
 */
JsonNode *
gradus_keras_file_make_config (const GradusKerasFile *self)
{
  g_autoptr (GradusSequential) sequential =
    gradus_sequential_copy (self->project->sequential);

  if (self->iteration > 0)
    gradus_keras_mark_compiled (sequential);
  if (isfinite (self->learning_rate))
    gradus_config_set_float (sequential->optimizer, "learning_rate", self->learning_rate,
                             NULL);
  return gradus_sequential_to_json (sequential);
}

static GBytes *
write_config (const GradusKerasFile *self)
{
  g_autoptr (JsonNode) root = gradus_keras_file_make_config (self);
  char                *text = json_to_string (root, FALSE);

  return g_bytes_new_take (text, strlen (text));
}

/**
 * gradus_keras_file_to_bytes:
 * @self: what to save
 * @error: return location for an error
 *
 * Makes what gradus_keras_file_save() writes.
 *
 * Errors: as there, but for `GRADUS_ERROR_IO`
 * Threads: any
 *
 * Returns: (transfer full): the file's contents
 */
GBytes *
gradus_keras_file_to_bytes (const GradusKerasFile *self, GError **error)
{
  g_autoptr (GPtrArray) members = gradus_zip_members_new ();
  g_autoptr (GBytes)    metadata = write_metadata ();
  g_autoptr (GBytes)    config = write_config (self);
  g_autoptr (GBytes)    member = gradus_member_write (self);
  g_autoptr (GBytes)    weights = gradus_keras_weights_write (self, error);

  if (weights == NULL)
    return NULL;
  gradus_zip_members_add (members, METADATA, metadata);
  gradus_zip_members_add (members, CONFIG, config);
  gradus_zip_members_add (members, WEIGHTS, weights);
  gradus_zip_members_add (members, GRADUS_MEMBER_NAME, member);
  return gradus_zip_write (members, error);
}

/**
 * gradus_keras_file_save:
 * @self: what to save
 * @path: where
 * @error: return location for an error
 *
 * Writes a `.keras` file that Keras opens, with a member of Gradus's own that Keras
 * passes over. @path is the old file or the new one whenever the program stops. A stack
 * that does not fit is saved without weights.
 *
 * Errors: `GRADUS_ERROR_IO`, `GRADUS_ERROR_SHAPE` if the weights are of another network,
 * `GRADUS_ERROR_TOO_LARGE`, `GRADUS_ERROR_UNSUPPORTED` for what a newer Gradus wrote.
 * Messages are sentences that name the file. Threads: any
 *
 * Returns: whether the file is in place
 */
gboolean
gradus_keras_file_save (const GradusKerasFile *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (self->from_newer)
    /* What this Gradus does not know would be lost. */
    g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
                         _ ("It comes from a newer Gradus and cannot be changed here."));
  else
    bytes = gradus_keras_file_to_bytes (self, error);
  if (bytes == NULL)
    {
      prefix_error (error, path, TRUE);
      return FALSE;
    }
  return gradus_atomic_file_write (path, g_bytes_get_data (bytes, NULL),
                                   g_bytes_get_size (bytes), error);
}
