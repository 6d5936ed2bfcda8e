/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sample-file.h"

#include "config.h"

#include "engine/error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_BYTES (256 * 1024 * 1024)
#define MAX_SIDE 16384
#define MAX_WORD 20 /* bytes of it that a message shows */

typedef struct
{
  const guchar *at;
  const guchar *end;
} Cursor;

static gboolean
set_damaged (const char *path, const char *what, GError **error)
{
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT, "%s: %s", path, what);
  return FALSE;
}

static gboolean
set_misfit (const char *path, const char *given, const GradusShape *shape, GError **error)
{
  g_autofree char *expected = gradus_shape_to_string (shape);

  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
               _ ("%s holds %s, but the network takes in %s."), path, given, expected);
  return FALSE;
}

/* Whether a picture of this size is one sample: rows of a flat list, or its first axes.
 */
static gboolean
check_picture (const char        *path,
               gsize              width,
               gsize              height,
               const GradusShape *shape,
               GError           **error)
{
  g_autofree char *given = NULL;

  if (shape->rank <= 1 || gradus_shape_last (shape) == 1 || shape->rank == 2)
    {
      gboolean fits = gradus_shape_size (shape) == width * height;

      if (shape->rank >= 2)
        fits =
          fits && shape->dims[0] == (gint64) height && shape->dims[1] == (gint64) width;
      if (fits)
        return TRUE;
    }
  given = g_strdup_printf (_ ("a picture of %zu × %zu"), width, height);
  return set_misfit (path, given, shape, error);
}

/* Skips white space and comments, as a PGM header allows them. */
static void
skip_blanks (Cursor *cursor)
{
  while (cursor->at < cursor->end)
    {
      if (*cursor->at == '#')
        while (cursor->at < cursor->end && *cursor->at != '\n')
          cursor->at++;
      else if (g_ascii_isspace (*cursor->at))
        cursor->at++;
      else
        return;
    }
}

static gboolean
read_count (Cursor *cursor, guint maximum, guint *count)
{
  gboolean has_digit = FALSE;

  skip_blanks (cursor);
  *count = 0;
  while (cursor->at < cursor->end && g_ascii_isdigit (*cursor->at))
    {
      has_digit = TRUE;
      *count = *count * 10 + (guint) (*cursor->at++ - '0');
      if (*count > maximum)
        return FALSE;
    }
  return has_digit;
}

static gboolean
read_pixels (Cursor *cursor, gboolean is_plain, guint white, gsize n, float *x)
{
  gsize n_bytes = white > 255 ? 2 : 1;

  if (!is_plain)
    {
      cursor->at++; /* the one white space after the header */
      if (cursor->at > cursor->end || (gsize) (cursor->end - cursor->at) < n * n_bytes)
        return FALSE;
    }
  for (gsize i = 0; i < n; i++)
    {
      guint value;

      if (is_plain)
        {
          if (!read_count (cursor, white, &value))
            return FALSE;
        }
      else
        {
          value = *cursor->at++;
          if (n_bytes == 2)
            value = value << 8 | *cursor->at++;
        }
      x[i] = (float) MIN (value, white) / (float) white;
    }
  return TRUE;
}

static float *
load_pgm (const char *path, Cursor cursor, const GradusShape *shape, GError **error)
{
  gboolean          is_plain = cursor.at[1] == '2';
  guint             width, height, white;
  gsize             n;
  g_autofree float *x = NULL;

  cursor.at += 2;
  if (!read_count (&cursor, MAX_SIDE, &width) ||
      !read_count (&cursor, MAX_SIDE, &height) || !read_count (&cursor, 65535, &white) ||
      width == 0 || height == 0 || white == 0)
    {
      set_damaged (path, _ ("The head of this PGM picture is damaged."), error);
      return NULL;
    }
  if (!check_picture (path, width, height, shape, error))
    return NULL;
  n = (gsize) width * height;
  x = g_new (float, n);
  if (!read_pixels (&cursor, is_plain, white, n, x))
    {
      set_damaged (path, _ ("This PGM picture ends too early."), error);
      return NULL;
    }
  return g_steal_pointer (&x);
}

static guint32
read_big_endian (const guchar *at)
{
  return (guint32) at[0] << 24 | (guint32) at[1] << 16 | (guint32) at[2] << 8 | at[3];
}

static float *
load_idx (const char        *path,
          Cursor             cursor,
          guint              index,
          const GradusShape *shape,
          GError           **error)
{
  gsize  n_bytes = (gsize) (cursor.end - cursor.at);
  guint  n_samples, height, width;
  gsize  n;
  float *x;

  if (n_bytes < 16)
    {
      set_damaged (path, _ ("This IDX file ends too early."), error);
      return NULL;
    }
  n_samples = read_big_endian (cursor.at + 4);
  height = read_big_endian (cursor.at + 8);
  width = read_big_endian (cursor.at + 12);
  if (height == 0 || width == 0 || height > MAX_SIDE || width > MAX_SIDE)
    {
      set_damaged (path, _ ("The head of this IDX file is damaged."), error);
      return NULL;
    }
  if (index >= n_samples)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                   _ ("%s holds %u pictures; there is no number %u."), path, n_samples,
                   index);
      return NULL;
    }
  if (!check_picture (path, width, height, shape, error))
    return NULL;
  n = (gsize) width * height;
  if ((n_bytes - 16) / n <= index)
    {
      set_damaged (path, _ ("This IDX file ends too early."), error);
      return NULL;
    }
  x = g_new (float, n);
  for (gsize i = 0; i < n; i++)
    x[i] = (float) cursor.at[16 + index * n + i] / 255.0f;
  return x;
}

static float *
load_csv (const char *path, const char *text, const GradusShape *shape, GError **error)
{
  g_auto (GStrv)    words = g_strsplit_set (text, ",; \t\r\n", -1);
  gsize             size = gradus_shape_size (shape);
  gsize             n = 0;
  g_autofree float *x = g_new0 (float, size);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      char  *end;
      double value;

      if (*words[i] == '\0')
        continue;
      value = g_ascii_strtod (words[i], &end);
      if (*end != '\0' || !isfinite (value))
        {
          g_autofree char *word =
            g_utf8_make_valid (words[i], (gssize) MIN (strlen (words[i]), MAX_WORD));

          g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                       _ ("%s: “%s” is not a number."), path, word);
          return NULL;
        }
      if (n < size)
        x[n] = (float) value;
      n++;
    }
  if (n != size)
    {
      g_autofree char *given =
        g_strdup_printf (ngettext ("%zu number", "%zu numbers", n), n);

      set_misfit (path, given, shape, error);
      return NULL;
    }
  return g_steal_pointer (&x);
}

static GInputStream *
open_file (const char *path, GError **error)
{
  g_autoptr (GFile)             file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream)  stream = g_file_read (file, NULL, error);
  g_autoptr (GZlibDecompressor) unpack = NULL;

  if (stream == NULL)
    return NULL;
  if (!g_str_has_suffix (path, ".gz"))
    return G_INPUT_STREAM (g_steal_pointer (&stream));
  unpack = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  return g_converter_input_stream_new (G_INPUT_STREAM (stream), G_CONVERTER (unpack));
}

/* The whole file, unpacked if it is gzip, ended by a zero byte that does not count. */
static GByteArray *
read_bytes (const char *path, GError **error)
{
  g_autoptr (GInputStream) stream = open_file (path, error);
  g_autoptr (GByteArray)   bytes = g_byte_array_new ();
  guint8                   piece[16384];
  gssize                   n;

  if (stream == NULL)
    return NULL;
  while ((n = g_input_stream_read (stream, piece, sizeof piece, NULL, error)) > 0)
    {
      if (bytes->len > MAX_BYTES)
        {
          g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                       _ ("%s is too large for one sample."), path);
          return NULL;
        }
      g_byte_array_append (bytes, piece, (guint) n);
    }
  if (n < 0)
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  g_byte_array_set_size (bytes, bytes->len - 1);
  return g_steal_pointer (&bytes);
}

float *
gradus_cli_sample_file_load (const char        *path,
                             guint              index,
                             const GradusShape *shape,
                             GError           **error)
{
  static const guchar    idx_magic[4] = { 0, 0, 8, 3 }; /* bytes, three axes */
  g_autoptr (GByteArray) bytes = read_bytes (path, error);
  Cursor                 cursor;

  if (bytes == NULL)
    return NULL;
  cursor = (Cursor){ bytes->data, bytes->data + bytes->len };
  if (bytes->len >= 3 &&
      (memcmp (bytes->data, "P2", 2) == 0 || memcmp (bytes->data, "P5", 2) == 0))
    return load_pgm (path, cursor, shape, error);
  if (bytes->len >= 4 && memcmp (bytes->data, idx_magic, 4) == 0)
    return load_idx (path, cursor, index, shape, error);
  if (memchr (bytes->data, 0, bytes->len) == NULL)
    return load_csv (path, (const char *) bytes->data, shape, error);
  set_damaged (path, _ ("This is no PGM picture, no CSV and no IDX file."), error);
  return NULL;
}
