/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "io/idx.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <zlib.h>

#include "engine/error.h"

/* More than any data set that Gradus is for; a file that claims more is not believed. */
#define N_BYTES_MOST ((gsize) 1 << 30)
#define UNSIGNED_BYTE 0x08
#define IDX_MAX_RANK 4

typedef struct
{
  gzFile file;
  char  *name; /* without its folder, for messages */
} Reader;

static void
reader_clear (Reader *reader)
{
  if (reader->file != NULL)
    gzclose (reader->file);
  g_free (reader->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

/* Up to n bytes; fewer at the end of the file. FALSE with an error if the packing is
 * damaged. */
static gboolean
read_bytes (Reader *reader, gpointer bytes, gsize n, gsize *n_read, GError **error)
{
  *n_read = 0;
  while (*n_read < n)
    {
      unsigned part = (unsigned) MIN (n - *n_read, (gsize) 1 << 24);
      int      got = gzread (reader->file, (guint8 *) bytes + *n_read, part);
      int      code = Z_OK;

      if (got > 0)
        {
          *n_read += (gsize) got;
          continue;
        }
      gzerror (reader->file, &code);
      if (got == 0 && code != Z_BUF_ERROR)
        return TRUE;
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                   _ ("“%s” is damaged: it could not be unpacked to its end."),
                   reader->name);
      return FALSE;
    }
  return TRUE;
}

static guint32
get_uint32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 |
         bytes[3];
}

static gboolean
read_shape (Reader *reader, guint rank, GradusShape *shape, gsize *size, GError **error)
{
  guint8 head[4 + 4 * IDX_MAX_RANK];
  gsize  n_head = 4 + 4 * (gsize) rank;
  gsize  n_read;

  if (!read_bytes (reader, head, n_head, &n_read, error))
    return FALSE;
  if (n_read < 4 || head[0] != 0 || head[1] != 0)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                   _ ("“%s” is not an IDX file, the format that MNIST comes in."),
                   reader->name);
      return FALSE;
    }
  if (head[2] != UNSIGNED_BYTE || head[3] != rank)
    {
      g_set_error (
        error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
        _ ("“%s” holds numbers of another kind or with %u axes; bytes with %u axes "
           "are needed here."),
        reader->name, head[3], rank);
      return FALSE;
    }
  if (n_read < n_head)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                   _ ("“%s” ends in the middle of its header."), reader->name);
      return FALSE;
    }
  *shape = (GradusShape){ .rank = rank };
  for (guint i = 0; i < rank; i++)
    shape->dims[i] = get_uint32 (head + 4 + 4 * i);
  if (!gradus_shape_checked_size (shape, size) || *size > N_BYTES_MOST)
    {
      g_autofree char *text = gradus_shape_to_string (shape);

      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                   _ ("“%s” claims to hold %s numbers, which is more than Gradus reads."),
                   reader->name, text);
      return FALSE;
    }
  return TRUE;
}

/* Reads what the header has promised, growing with what is there, so that a short file
 * which promises much costs little. */
static GBytes *
read_body (Reader *reader, gsize size, GError **error)
{
  gsize              n_room = MIN (size, (gsize) 1 << 20);
  g_autofree guint8 *body = g_malloc (MAX (n_room, 1));
  gsize              n = 0;
  guint8             rest;
  gsize              n_rest;

  while (n < size)
    {
      gsize n_read;

      if (n == n_room)
        {
          n_room = MIN (size, n_room * 4);
          body = g_realloc (body, n_room);
        }
      if (!read_bytes (reader, body + n, n_room - n, &n_read, error))
        return NULL;
      n += n_read;
      if (n < n_room)
        {
          g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                       _ ("“%s” is cut short: it holds %zu of %zu bytes."), reader->name,
                       n, size);
          return NULL;
        }
    }
  if (!read_bytes (reader, &rest, 1, &n_rest, error))
    return NULL;
  if (n_rest > 0)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                   _ ("“%s” holds more than its header says."), reader->name);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&body), size);
}

/**
 * gradus_idx_load:
 * @path: the file, plain or gzip
 * @rank: how many axes it must have: 3 for pictures, 1 for labels
 * @shape: (out): its shape, samples first
 * @error: return location for an error
 *
 * Reads a file of bytes in the IDX format. Nothing is believed before it is checked:
 * memory grows with what the file really holds.
 *
 * Errors: `GRADUS_ERROR_IO` if it cannot be opened; `GRADUS_ERROR_FORMAT` if it is
 * damaged or of another format; `GRADUS_ERROR_TOO_LARGE` if it claims more than 1 GiB
 * Source: http://yann.lecun.com/exdb/mnist/
 *
 * Returns: (transfer full) (nullable): the bytes
 */
GBytes *
gradus_idx_load (const char *path, guint rank, GradusShape *shape, GError **error)
{
  g_auto (Reader) reader = { NULL, g_path_get_basename (path) };
  gsize           size;

  g_return_val_if_fail (rank >= 1 && rank <= IDX_MAX_RANK, NULL);

  reader.file = gzopen (path, "rb");
  if (reader.file == NULL)
    {
      int code = errno;

      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_IO,
                   _ ("“%s” could not be opened: %s."), reader.name,
                   code != 0 ? g_strerror (code) : _ ("not enough memory"));
      return NULL;
    }
  gzbuffer (reader.file, 1 << 18);
  if (!read_shape (&reader, rank, shape, &size, error))
    return NULL;
  return read_body (&reader, size, error);
}
