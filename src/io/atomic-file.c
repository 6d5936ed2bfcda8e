/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/atomic-file.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/error.h"

static void
set_errno_error (GError **error, const char *path)
{
  int              saved = errno;
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_IO,
               /* Translators: a file name, then what the system says */
               _ ("“%s” cannot be written: %s."), name, g_strerror (saved));
}

static gboolean
write_all (int fd, const char *data, gsize n_bytes)
{
  /* write() takes at most 2^31 - 4096 bytes at once. */
  const gsize chunk = 1 << 30;

  while (n_bytes > 0)
    {
      gssize n_written = write (fd, data, MIN (n_bytes, chunk));

      if (n_written < 0 && errno == EINTR)
        continue;
      if (n_written < 0)
        return FALSE;
      data += n_written;
      n_bytes -= (gsize) n_written;
    }
  return TRUE;
}

/* A new file gets what the process's mask leaves of rw-rw-rw-; an existing one keeps its
 * mode. The mask can only be read by setting it, which other threads would see, so the
 * kernel's copy is asked for. */
static mode_t
choose_mode (const char *path)
{
  struct stat      status;
  g_autofree char *text = NULL;
  const char      *line;

  if (stat (path, &status) == 0)
    return status.st_mode & 07777;
  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL) ||
      (line = strstr (text, "\nUmask:")) == NULL)
    return 0644;
  return 0666 & ~(mode_t) g_ascii_strtoull (line + strlen ("\nUmask:"), NULL, 8);
}

static gboolean
fill (int fd, const char *data, gsize n_bytes, mode_t mode)
{
  gboolean done =
    write_all (fd, data, n_bytes) && fchmod (fd, mode) == 0 && fsync (fd) == 0;
  int saved = errno;

  if (close (fd) != 0 && done)
    return FALSE;
  errno = saved;
  return done;
}

/* Some file systems cannot sync a folder; the rename itself has succeeded by now. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int              fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

/* A link to a document is written through, not replaced. */
static char *
follow_links (const char *path)
{
  char *real = realpath (path, NULL);
  char *target = g_strdup (real != NULL ? real : path);

  free (real);
  return target;
}

/**
 * gradus_atomic_file_write:
 * @path: where the file shall be
 * @data: (array length=n_bytes): what it shall hold
 * @n_bytes: how much
 * @error: return location for an error
 *
 * Replaces a file as a whole: writes beside it, syncs, renames, and syncs the folder.
 * Whenever the process or the machine stops, @path is the old file or the new one. A
 * file that was there keeps its mode; a symbolic link keeps pointing where it did.
 *
 * Errors: `GRADUS_ERROR_IO`; the old file is then untouched
 * Threads: any
 *
 * Returns: whether the new file is in place
 */
gboolean
gradus_atomic_file_write (const char   *path,
                          gconstpointer data,
                          gsize         n_bytes,
                          GError      **error)
{
  g_autofree char *target = follow_links (path);
  g_autofree char *folder = g_path_get_dirname (target);
  g_autofree char *name = g_path_get_basename (target);
  g_autofree char *beside = g_strdup_printf ("%s/.%s.XXXXXX", folder, name);
  int              fd;

  fd = g_mkstemp_full (beside, O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_errno_error (error, path);
      return FALSE;
    }
  if (!fill (fd, data, n_bytes, choose_mode (target)) || g_rename (beside, target) != 0)
    {
      set_errno_error (error, path);
      g_unlink (beside);
      return FALSE;
    }
  sync_folder (target);
  return TRUE;
}

/**
 * gradus_file_dup_stamp:
 * @path: a file
 *
 * Describes which file lies at @path, so that the same text later means that nobody has
 * changed or replaced it.
 *
 * Threads: any
 *
 * Returns: (transfer full) (nullable): the description, NULL if there is no file
 */
char *
gradus_file_dup_stamp (const char *path)
{
  struct stat info;

  if (stat (path, &info) != 0)
    return NULL;
  return g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT
                          ".%09ld",
                          (guint64) info.st_ino, (gint64) info.st_size,
                          (gint64) info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
}
