/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-zip.h"

#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/error.h"

#define MAX_MEMBERS 1000
#define CHUNK (1 << 18)

typedef struct archive ReadArchive;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ReadArchive, archive_read_free)
typedef struct archive       WriteArchive;
typedef struct archive_entry Entry;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Entry, archive_entry_free)

static void
free_member (gpointer data)
{
  GradusZipMember *member = data;

  g_free (member->name);
  g_bytes_unref (member->data);
  g_free (member);
}

GPtrArray *
gradus_zip_members_new (void)
{
  return g_ptr_array_new_with_free_func (free_member);
}

void
gradus_zip_members_add (GPtrArray *members, const char *name, GBytes *data)
{
  GradusZipMember *member = g_new0 (GradusZipMember, 1);

  member->name = g_strdup (name);
  member->data = g_bytes_ref (data);
  g_ptr_array_add (members, member);
}

/* Borrowed; NULL if there is none. */
GBytes *
gradus_zip_members_find (GPtrArray *members, const char *name)
{
  for (guint i = 0; i < members->len; i++)
    {
      GradusZipMember *member = g_ptr_array_index (members, i);

      if (strcmp (member->name, name) == 0)
        return member->data;
    }
  return NULL;
}

/* ---- Reading ---- */

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                       _ ("It is no whole zip file, as it should be."));
  return FALSE;
}

static gboolean
set_too_large (GError **error, const char *name, gsize limit)
{
  g_autofree char *size = g_format_size_full (limit, G_FORMAT_SIZE_IEC_UNITS);

  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
               /* Translators: a part of a file, like "config.json", then a size */
               _ ("Its %s holds more than %s."), name, size);
  return FALSE;
}

/**
 * gradus_zip_stream_read:
 * @self: a member that is being visited
 * @bytes: (out caller-allocates): filled
 * @n_bytes: how many bytes are wanted
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_FORMAT` if the member is cut off or its check sum is wrong
 *
 * Returns: how many bytes there were, fewer only at the end; -1 if @error is set
 */
gssize
gradus_zip_stream_read (GradusZipStream *self,
                        gpointer         bytes,
                        gsize            n_bytes,
                        GError         **error)
{
  gsize n_done = 0;

  while (n_done < n_bytes)
    {
      la_ssize_t n_read = archive_read_data ((struct archive *) self,
                                             (guint8 *) bytes + n_done, n_bytes - n_done);

      if (n_read < 0)
        {
          set_damaged (error);
          return -1;
        }
      if (n_read == 0)
        break;
      n_done += (gsize) n_read;
    }
  return (gssize) n_done;
}

/* Reads to the end, growing with what is there, so that a member which promises much and
 * holds little costs little; and never beyond @most, so that no more is taken than a
 * quarter over what the member was allowed to hold. */
static GBytes *
read_member (GradusZipStream *stream, const char *name, gsize most, GError **error)
{
  gsize              n_room = MIN (most, CHUNK);
  g_autofree guint8 *bytes = g_malloc (MAX (n_room, 1));
  gsize              n = 0;

  for (;;)
    {
      guint8 more;
      gssize n_read = n < n_room
                        ? gradus_zip_stream_read (stream, bytes + n, n_room - n, error)
                        : gradus_zip_stream_read (stream, &more, 1, error);

      if (n_read < 0)
        return NULL;
      if (n_read == 0)
        break;
      if (n == most)
        {
          set_too_large (error, name, most);
          return NULL;
        }
      if (n == n_room)
        {
          n_room = MIN (most, n_room * 4);
          bytes = g_realloc (bytes, n_room);
          bytes[n] = more;
        }
      n += (gsize) n_read;
    }
  bytes = g_realloc (bytes, MAX (n, 1));
  return g_bytes_new_take (g_steal_pointer (&bytes), n);
}

static const GradusZipLimit *
find_limit (const GradusZipLimit *limits, guint n_limits, const char *name)
{
  for (guint i = 0; i < n_limits; i++)
    if (g_strcmp0 (limits[i].name, name) == 0)
      return &limits[i];
  return NULL;
}

typedef struct
{
  const GradusZipLimit *limits;
  guint                 n_limits;
  GPtrArray            *members;
} Wanted;

static gboolean
keep_member (const char      *name,
             gint64           n_bytes,
             GradusZipStream *stream,
             gpointer         user_data,
             GError         **error)
{
  Wanted               *wanted = user_data;
  const GradusZipLimit *limit = find_limit (wanted->limits, wanted->n_limits, name);
  g_autoptr (GBytes)    data = NULL;

  if (limit == NULL)
    return TRUE;
  if (gradus_zip_members_find (wanted->members, limit->name) != NULL)
    return set_damaged (error);
  if (n_bytes > 0 && (guint64) n_bytes > limit->n_bytes)
    return set_too_large (error, limit->name, limit->n_bytes);
  data = read_member (stream, limit->name,
                      n_bytes >= 0 ? (gsize) n_bytes : limit->n_bytes, error);
  if (data == NULL)
    return FALSE;
  gradus_zip_members_add (wanted->members, limit->name, data);
  return TRUE;
}

static gboolean
visit_entry (struct archive       *archive,
             struct archive_entry *entry,
             GradusZipVisit        visit,
             gpointer              user_data,
             GError              **error)
{
  const char *name = archive_entry_pathname (entry);
  gint64      n_bytes =
    archive_entry_size_is_set (entry) ? (gint64) archive_entry_size (entry) : -1;

  if (name == NULL || archive_entry_is_encrypted (entry) ||
      (archive_entry_size_is_set (entry) && n_bytes < 0))
    return set_damaged (error);
  return visit (name, n_bytes, (GradusZipStream *) archive, user_data, error);
}

static gboolean
visit_entries (struct archive *archive,
               guint           max_members,
               GradusZipVisit  visit,
               gpointer        user_data,
               GError        **error)
{
  for (guint i = 0; i <= max_members; i++)
    {
      struct archive_entry *entry;
      int                   result = archive_read_next_header (archive, &entry);

      if (result == ARCHIVE_EOF)
        return TRUE;
      if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
        return set_damaged (error);
      if (!visit_entry (archive, entry, visit, user_data, error))
        return FALSE;
    }
  return set_damaged (error);
}

/* The seeking reader alone: it goes by the list at the end of the file, as Python does,
 * so a cut file is noticed. */
static struct archive *
open_archive (int fd)
{
  g_autoptr (ReadArchive) archive = archive_read_new ();

  if (archive == NULL ||
      archive_read_support_format_zip_seekable (archive) != ARCHIVE_OK ||
      archive_read_open_fd (archive, fd, CHUNK) != ARCHIVE_OK)
    return NULL;
  return g_steal_pointer (&archive);
}

static int
open_file (const char *path, GError **error)
{
  /* A pipe must not make the program wait. */
  int         fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat status;

  if (fd >= 0 && fstat (fd, &status) == 0 && S_ISREG (status.st_mode))
    return fd;
  if (fd >= 0)
    {
      close (fd);
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_IO, _ ("It is no file."));
      return -1;
    }
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_IO, "%s.", g_strerror (errno));
  return -1;
}

/**
 * gradus_zip_visit:
 * @path: a zip file
 * @max_members: how many members it may have
 * @visit: (scope call): called for each member in turn; reads as much of it as it wants
 * @user_data: handed to @visit
 * @error: return location for an error
 *
 * Goes through a zip file, stored or deflated. Ends at once when @visit returns %FALSE,
 * which then has set @error.
 *
 * Errors: `GRADUS_ERROR_IO`, `GRADUS_ERROR_FORMAT`, and those of @visit
 * Threads: any
 *
 * Returns: whether all members were visited
 */
gboolean
gradus_zip_visit (const char    *path,
                  guint          max_members,
                  GradusZipVisit visit,
                  gpointer       user_data,
                  GError       **error)
{
  g_autoptr (ReadArchive) archive = NULL;
  int                     fd = open_file (path, error);
  gboolean                done;

  if (fd < 0)
    return FALSE;
  archive = open_archive (fd);
  done = archive != NULL ? visit_entries (archive, max_members, visit, user_data, error)
                         : set_damaged (error);
  g_clear_pointer (&archive, archive_read_free);
  close (fd);
  return done;
}

/**
 * gradus_zip_read:
 * @path: a zip file
 * @limits: (array length=n_limits): the members that are wanted, and how large each may
 * be
 * @n_limits: how many
 * @error: return location for an error
 *
 * Unpacks some members of a zip file into memory, stored or deflated, in any order.
 * Members that are not wanted are passed over. Check sums must be right.
 *
 * Errors: `GRADUS_ERROR_IO`, `GRADUS_ERROR_FORMAT`, `GRADUS_ERROR_TOO_LARGE`
 * Threads: any
 *
 * Returns: (transfer full) (element-type GradusZipMember): those that the file has
 */
GPtrArray *
gradus_zip_read (const char           *path,
                 const GradusZipLimit *limits,
                 guint                 n_limits,
                 GError              **error)
{
  g_autoptr (GPtrArray) members = gradus_zip_members_new ();
  Wanted                wanted = { limits, n_limits, members };

  if (!gradus_zip_visit (path, MAX_MEMBERS, keep_member, &wanted, error))
    return NULL;
  return g_steal_pointer (&members);
}

/* ---- Writing ---- */

static la_ssize_t
append_cb (struct archive *archive, void *user_data, const void *data, size_t n_bytes)
{
  GByteArray *bytes = user_data;

  if (n_bytes > (gsize) G_MAXUINT - bytes->len)
    {
      archive_set_error (archive, EFBIG, "too large");
      return -1;
    }
  g_byte_array_append (bytes, data, (guint) n_bytes);
  return (la_ssize_t) n_bytes;
}

static gboolean
write_member (struct archive *archive, const GradusZipMember *member)
{
  g_autoptr (Entry) entry = archive_entry_new ();
  gsize             n_bytes;
  const char       *data = g_bytes_get_data (member->data, &n_bytes);

  archive_entry_set_pathname (entry, member->name);
  archive_entry_set_size (entry, (la_int64_t) n_bytes);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0644);
  archive_entry_set_mtime (entry, time (NULL), 0);
  if (archive_write_header (archive, entry) != ARCHIVE_OK)
    return FALSE;
  for (gsize i = 0; i < n_bytes;)
    {
      la_ssize_t n_written = archive_write_data (archive, data + i, n_bytes - i);

      if (n_written <= 0)
        return FALSE;
      i += (gsize) n_written;
    }
  return archive_write_finish_entry (archive) == ARCHIVE_OK;
}

static gboolean
write_members (struct archive *archive, GPtrArray *members, GByteArray *bytes)
{
  if (archive_write_set_format_zip (archive) != ARCHIVE_OK ||
      archive_write_zip_set_compression_store (archive) != ARCHIVE_OK ||
      archive_write_set_bytes_in_last_block (archive, 1) != ARCHIVE_OK ||
      archive_write_open (archive, bytes, NULL, append_cb, NULL) != ARCHIVE_OK)
    return FALSE;
  for (guint i = 0; i < members->len; i++)
    if (!write_member (archive, g_ptr_array_index (members, i)))
      return FALSE;
  return archive_write_close (archive) == ARCHIVE_OK;
}

/**
 * gradus_zip_write:
 * @members: (element-type GradusZipMember): what to put in, in this order
 * @error: return location for an error
 *
 * Makes a zip file in memory. Members are stored as they are, as Keras does: weights
 * hardly shrink.
 *
 * Errors: `GRADUS_ERROR_TOO_LARGE` beyond 4 GiB
 * Threads: any
 *
 * Returns: (transfer full): the zip file
 */
GBytes *
gradus_zip_write (GPtrArray *members, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  struct archive        *archive = archive_write_new ();
  gboolean               done = write_members (archive, members, bytes);

  archive_write_free (archive);
  if (!done)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                           _ ("The network is too large for one file."));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
