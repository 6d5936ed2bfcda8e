/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "session/attic.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* What is left to others on the disk. */
#define LEAST_FREE ((guint64) 256 << 20)

struct _GradusAttic
{
  gsize    limit;
  int      file;       /* -1: none yet */
  gsize    place_size; /* 0: not known yet */
  guint    n_places;
  GArray  *empty;   /* of int: places that may be written again */
  gsize    n_used;  /* places */
  gboolean is_full; /* the disk refused; it is not asked again until cleared */
};

GradusAttic *
gradus_attic_new (gsize limit)
{
  GradusAttic *self = g_new0 (GradusAttic, 1);

  self->limit = limit;
  self->file = -1;
  self->empty = g_array_new (FALSE, FALSE, sizeof (int));
  return self;
}

void
gradus_attic_clear (GradusAttic *self)
{
  if (self->file >= 0)
    close (self->file);
  self->file = -1;
  self->place_size = 0;
  self->n_places = 0;
  self->n_used = 0;
  self->is_full = FALSE;
  g_array_set_size (self->empty, 0);
}

void
gradus_attic_free (GradusAttic *self)
{
  gradus_attic_clear (self);
  g_array_unref (self->empty);
  g_free (self);
}

/* A file that nobody else can open and that vanishes with its descriptor. */
static int
open_nameless (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "gradus", NULL);
  g_autofree char *name = g_build_filename (folder, "moments-XXXXXX", NULL);
  int              file = -1;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return -1;
#ifdef O_TMPFILE
  file = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
#endif
  if (file >= 0)
    return file;
  file = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0)
    g_unlink (name);
  return file;
}

/* --- Reading and writing --- */

static gboolean
write_all (int file, const void *data, gsize n_bytes, off_t at)
{
  const char *from = data;

  while (n_bytes > 0)
    {
      ssize_t n = pwrite (file, from, n_bytes, at);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      from += n;
      at += n;
      n_bytes -= (gsize) n;
    }
  return TRUE;
}

static gboolean
read_all (int file, void *data, gsize n_bytes, off_t at)
{
  char *to = data;

  while (n_bytes > 0)
    {
      ssize_t n = pread (file, to, n_bytes, at);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      to += n;
      at += n;
      n_bytes -= (gsize) n;
    }
  return TRUE;
}

/* One way or the other; @at moves on. */
static gboolean
move (int file, gboolean is_writing, GPtrArray *tensors, off_t *at)
{
  for (guint i = 0; i < tensors->len; i++)
    {
      GradusTensor *tensor = tensors->pdata[i];
      gsize         n_bytes = tensor->size * sizeof (float);

      if (is_writing ? !write_all (file, tensor->data, n_bytes, *at)
                     : !read_all (file, tensor->data, n_bytes, *at))
        return FALSE;
      *at += (off_t) n_bytes;
    }
  return TRUE;
}

/* --- Places --- */

static gsize
count_bytes (GPtrArray *tensors)
{
  gsize n_bytes = 0;

  for (guint i = 0; i < tensors->len; i++)
    n_bytes += ((const GradusTensor *) tensors->pdata[i])->size * sizeof (float);
  return n_bytes;
}

static gboolean
disk_has_room (const GradusAttic *self)
{
  struct statvfs disk;

  return fstatvfs (self->file, &disk) != 0 ||
         (guint64) disk.f_bavail * disk.f_frsize >= LEAST_FREE + self->place_size;
}

static int
take_place (GradusAttic *self)
{
  int place;

  if (self->empty->len > 0)
    {
      place = g_array_index (self->empty, int, self->empty->len - 1);
      g_array_set_size (self->empty, self->empty->len - 1);
      return place;
    }
  if ((self->n_places + 1) * self->place_size > self->limit)
    return -1;
  if (self->file < 0)
    self->file = open_nameless ();
  if (self->file < 0 || !disk_has_room (self))
    {
      self->is_full = TRUE;
      return -1;
    }
  return (int) self->n_places++;
}

/**
 * gradus_attic_put:
 * @self: an attic
 * @first: (element-type GradusTensor): what to keep
 * @second: (element-type GradusTensor): more of it
 *
 * Writes tensors to the disk.
 *
 * Returns: where they are, or -1 if there is no room
 */
int
gradus_attic_put (GradusAttic *self, GPtrArray *first, GPtrArray *second)
{
  gsize n_bytes = count_bytes (first) + count_bytes (second);
  int   place;
  off_t at;

  /* Room for another optimizer, which may want two numbers more for each weight. What is
   * not written takes no room on the disk. */
  if (self->place_size == 0)
    self->place_size = MAX (n_bytes, 3 * count_bytes (first));
  if (n_bytes > self->place_size || (self->is_full && self->empty->len == 0))
    return -1;
  place = take_place (self);
  if (place < 0)
    return -1;
  self->n_used++;
  at = (off_t) ((gsize) place * self->place_size);
  if (move (self->file, TRUE, first, &at) && move (self->file, TRUE, second, &at))
    return place;
  /* A full disk shows itself only here. What lies there already stays readable. */
  self->is_full = TRUE;
  self->n_used--;
  if (place == (int) self->n_places - 1)
    self->n_places--;
  else
    g_array_append_val (self->empty, place);
  return -1;
}

/**
 * gradus_attic_get:
 * @self: an attic
 * @place: where gradus_attic_put() left the tensors
 * @first: (element-type GradusTensor): tensors of the same shapes, to be filled
 * @second: (nullable) (element-type GradusTensor): likewise
 *
 * Returns: whether all of them could be read
 */
gboolean
gradus_attic_get (GradusAttic *self, int place, GPtrArray *first, GPtrArray *second)
{
  off_t at = (off_t) ((gsize) place * self->place_size);

  g_return_val_if_fail (self->file >= 0 && place < (int) self->n_places, FALSE);
  return move (self->file, FALSE, first, &at) &&
         (second == NULL || move (self->file, FALSE, second, &at));
}

/**
 * gradus_attic_drop:
 * @self: an attic
 * @place: what is no longer needed there
 */
void
gradus_attic_drop (GradusAttic *self, int place)
{
  self->n_used--;
  g_array_append_val (self->empty, place);
}

/**
 * gradus_attic_get_size:
 * @self: an attic
 *
 * Returns: how many bytes are in use on the disk
 */
gsize
gradus_attic_get_size (const GradusAttic *self)
{
  return self->n_used * self->place_size;
}
