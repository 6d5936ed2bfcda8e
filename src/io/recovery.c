/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/recovery.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/error.h"
#include "io/atomic-file.h"
#include "io/json-guard.h"

/* What crashes may leave behind, all together. */
#define MAX_COPIES 16
#define MAX_TOTAL ((guint64) 1 << 30)
/* A larger network would keep the disk busy every minute. */
#define MAX_COPY ((guint64) 512 << 20)
#define MAX_NOTE (64 << 10)
#define N_TRIES 8

#define COPY ".keras"
#define NOTE ".json"
#define LOCK ".lock"

struct _GradusRecovery
{
  char    *stem; /* the path without what comes after the last point */
  int      lock; /* a file descriptor */
  gboolean has_copy;
  char    *title;
  char    *location;
  char    *stamp;
  gint64   time;
  guint64  n_bytes;
};

static char *
get_path (const GradusRecovery *self, const char *suffix)
{
  return g_strconcat (self->stem, suffix, NULL);
}

static void
remove_file (const GradusRecovery *self, const char *suffix)
{
  g_autofree char *path = get_path (self, suffix);

  g_unlink (path);
}

/**
 * gradus_recovery_dup_folder:
 *
 * Returns: (transfer full): where the copies of this user lie; need not exist yet
 */
char *
gradus_recovery_dup_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "gradus", "recovery", NULL);
}

/* --- Holding --- */

/* Whoever held the file before may have removed it just now. */
static gboolean
is_still_there (int fd, const char *path)
{
  struct stat held;
  struct stat found;

  return fstat (fd, &held) == 0 && stat (path, &found) == 0 &&
         held.st_ino == found.st_ino && held.st_dev == found.st_dev;
}

/* -1: somebody else holds it, or it cannot be held here. */
static int
take_lock (const char *path, int flags)
{
  int fd = open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
  int saved;

  if (fd < 0)
    return -1;
  if (flock (fd, LOCK_EX | LOCK_NB) == 0 && is_still_there (fd, path))
    return fd;
  saved = errno;
  close (fd);
  errno = saved;
  return -1;
}

/* Takes @lock. */
static GradusRecovery *
recovery_new_take (char *stem, int lock)
{
  GradusRecovery *self = g_new0 (GradusRecovery, 1);

  self->stem = stem;
  self->lock = lock;
  return self;
}

/**
 * gradus_recovery_new:
 * @folder: where copies lie; made if need be, for this user alone
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_IO`
 * Threads: any
 *
 * Returns: (transfer full): a place for the copy of one document, held by this process
 */
GradusRecovery *
gradus_recovery_new (const char *folder, GError **error)
{
  int saved;

  if (g_mkdir_with_parents (folder, 0700) == 0)
    for (int i = 0; i < N_TRIES; i++)
      {
        g_autofree char *id = g_uuid_string_random ();
        g_autofree char *stem = g_build_filename (folder, id, NULL);
        g_autofree char *path = g_strconcat (stem, LOCK, NULL);
        int              lock = take_lock (path, O_CREAT | O_EXCL);

        if (lock >= 0)
          return recovery_new_take (g_steal_pointer (&stem), lock);
      }
  saved = errno;
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_IO,
               /* Translators: what the system says */
               _ ("There is no place for safety copies: %s."), g_strerror (saved));
  return NULL;
}

/**
 * gradus_recovery_free:
 * @self: (nullable) (transfer full): a copy
 *
 * Lets go of a copy. One that was not discarded stays, and counts as left by a crash.
 */
void
gradus_recovery_free (GradusRecovery *self)
{
  if (self == NULL)
    return;
  if (!self->has_copy)
    remove_file (self, LOCK);
  close (self->lock);
  g_free (self->stem);
  g_free (self->title);
  g_free (self->location);
  g_free (self->stamp);
  g_free (self);
}

/* --- Writing --- */

static guint64
count_bytes (const GPtrArray *tensors)
{
  guint64 n_bytes = 0;

  for (guint i = 0; tensors != NULL && i < tensors->len; i++)
    n_bytes += ((const GradusTensor *) tensors->pdata[i])->size * sizeof (float);
  return n_bytes;
}

static char *
write_note (const GradusRecovery *self)
{
  g_autoptr (JsonNode)  root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (self->time);
  g_autofree char      *when = g_date_time_format_iso8601 (time);
  JsonObject           *object = json_object_new ();

  json_node_take_object (root, object);
  json_object_set_string_member (object, "format", "gradus-recovery");
  json_object_set_string_member (object, "title", self->title);
  json_object_set_string_member (object, "time", when);
  json_object_set_int_member (object, "pid", getpid ());
  if (self->location != NULL)
    json_object_set_string_member (object, "location", self->location);
  if (self->stamp != NULL)
    json_object_set_string_member (object, "stamp", self->stamp);
  return json_to_string (root, TRUE);
}

static void
set_text (char **text, const char *value)
{
  char *copy = g_strdup (value);

  g_free (*text);
  *text = copy;
}

/**
 * gradus_recovery_write:
 * @self: a copy
 * @file: what the document holds now
 * @location: (nullable): URI of the file that the document belongs to
 * @stamp: (nullable): what that file was when the document last read or wrote it
 * @error: return location for an error
 *
 * Writes the copy anew. Whenever the process stops, there is the old copy or the new one.
 *
 * Errors: as gradus_keras_file_save(); `GRADUS_ERROR_TOO_LARGE` beyond 512 MB
 * Threads: any, one at a time
 *
 * Returns: whether the copy is in place
 */
gboolean
gradus_recovery_write (GradusRecovery        *self,
                       const GradusKerasFile *file,
                       const char            *location,
                       const char            *stamp,
                       GError               **error)
{
  g_autofree char *copy = get_path (self, COPY);
  g_autofree char *path = get_path (self, NOTE);
  g_autofree char *note = NULL;

  if (count_bytes (file->weights) + count_bytes (file->slots) > MAX_COPY)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                           _ ("The network is too large for safety copies."));
      return FALSE;
    }
  if (!gradus_keras_file_save (file, copy, error))
    return FALSE;
  set_text (&self->title, file->project->title);
  set_text (&self->location, location);
  set_text (&self->stamp, stamp);
  self->time = g_get_real_time () / G_USEC_PER_SEC;
  note = write_note (self);
  self->has_copy = TRUE;
  return gradus_atomic_file_write (path, note, strlen (note), error);
}

/**
 * gradus_recovery_discard:
 * @self: a copy
 *
 * Removes what was written, as after a save; the place is kept.
 */
void
gradus_recovery_discard (GradusRecovery *self)
{
  /* A copy without a note is nothing that could be offered. */
  remove_file (self, NOTE);
  remove_file (self, COPY);
  self->has_copy = FALSE;
}

gboolean
gradus_recovery_has_copy (const GradusRecovery *self)
{
  return self->has_copy;
}

/* --- After a crash --- */

static gboolean
read_note (GradusRecovery *self)
{
  g_autofree char      *path = get_path (self, NOTE);
  g_autofree char      *copy = get_path (self, COPY);
  g_autoptr (GBytes)    bytes = NULL;
  g_autoptr (JsonNode)  root = NULL;
  g_autoptr (GDateTime) time = NULL;
  const char           *when;
  GStatBuf              info;
  JsonObject           *object;
  char                 *text;
  gsize                 length;

  if (g_lstat (path, &info) != 0 || !S_ISREG (info.st_mode) || info.st_size > MAX_NOTE ||
      !g_file_get_contents (path, &text, &length, NULL))
    return FALSE;
  bytes = g_bytes_new_take (text, length);
  if (g_lstat (copy, &info) != 0 || !S_ISREG (info.st_mode) ||
      (root = gradus_json_parse (bytes, NOTE, NULL)) == NULL)
    return FALSE;
  object = json_node_get_object (root);
  when = gradus_json_get_string (object, "time");
  time = when != NULL ? g_date_time_new_from_iso8601 (when, NULL) : NULL;
  if (time == NULL ||
      g_strcmp0 (gradus_json_get_string (object, "format"), "gradus-recovery") != 0)
    return FALSE;
  self->title = g_strdup (gradus_json_get_string (object, "title"));
  self->location = g_strdup (gradus_json_get_string (object, "location"));
  self->stamp = g_strdup (gradus_json_get_string (object, "stamp"));
  self->time = g_date_time_to_unix (time);
  self->n_bytes = (guint64) info.st_size;
  self->has_copy = TRUE;
  return TRUE;
}

/* What gradus_atomic_file_write() had begun when the process died. */
static void
remove_halves (const GradusRecovery *self, const char *folder)
{
  g_autofree char *id = g_path_get_basename (self->stem);
  g_autofree char *prefix = g_strdup_printf (".%s.", id);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char      *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        g_unlink (path);
      }
}

/* What lies there without a note was cut off before there was anything to offer. */
static GradusRecovery *
claim (const char *folder, const char *name)
{
  g_autofree char           *path = g_build_filename (folder, name, NULL);
  g_autoptr (GradusRecovery) self = NULL;
  int                        lock = take_lock (path, 0);

  if (lock < 0)
    return NULL;
  self = recovery_new_take (g_strndup (path, strlen (path) - strlen (LOCK)), lock);
  remove_halves (self, folder);
  if (read_note (self))
    return g_steal_pointer (&self);
  gradus_recovery_discard (self);
  return NULL;
}

static int
compare_time (gconstpointer a, gconstpointer b)
{
  const GradusRecovery *one = *(const GradusRecovery *const *) a;
  const GradusRecovery *other = *(const GradusRecovery *const *) b;

  return (one->time < other->time) - (one->time > other->time);
}

static void
prune (GPtrArray *copies)
{
  guint64 total = 0;

  for (guint i = 0; i < copies->len;)
    {
      GradusRecovery *copy = copies->pdata[i];

      total += copy->n_bytes;
      /* The latest one is kept, however large. */
      if (i == 0 || (i < MAX_COPIES && total <= MAX_TOTAL))
        {
          i++;
          continue;
        }
      gradus_recovery_discard (copy);
      g_ptr_array_remove_index (copies, i);
    }
}

/**
 * gradus_recovery_claim_abandoned:
 * @folder: where copies lie; need not exist
 *
 * Finds the copies whose process is gone. They are held by the caller from now on, so
 * that another Gradus that starts meanwhile does not offer them, too. At most 16 copies
 * and 1 GB are kept; older ones are removed.
 *
 * Threads: any
 *
 * Returns: (transfer container) (element-type GradusRecovery): the copies, latest first
 */
GPtrArray *
gradus_recovery_claim_abandoned (const char *folder)
{
  GPtrArray *copies =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_recovery_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char      *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      GradusRecovery *copy = g_str_has_suffix (name, LOCK) ? claim (folder, name) : NULL;

      if (copy != NULL)
        g_ptr_array_add (copies, copy);
    }
  g_ptr_array_sort (copies, compare_time);
  prune (copies);
  return copies;
}

/**
 * gradus_recovery_load:
 * @self: a copy that was written
 * @error: return location for an error
 *
 * Errors: as gradus_keras_file_load()
 * Threads: any, one at a time
 *
 * Returns: (transfer full): what the document held
 */
GradusKerasFile *
gradus_recovery_load (GradusRecovery *self, GError **error)
{
  g_autofree char *path = get_path (self, COPY);

  return gradus_keras_file_load (path, error);
}

const char *
gradus_recovery_get_title (const GradusRecovery *self)
{
  return self->title != NULL ? self->title : "";
}

const char *
gradus_recovery_get_location (const GradusRecovery *self)
{
  return self->location;
}

const char *
gradus_recovery_get_stamp (const GradusRecovery *self)
{
  return self->stamp;
}

gint64
gradus_recovery_get_time (const GradusRecovery *self)
{
  return self->time;
}
