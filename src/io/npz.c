/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/npz.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "engine/error.h"
#include "io/keras-zip.h"

/* Archives of arrays as NumPy has them: a zip file with one .npy member for each array.
 * Such a member is
 *
 *   magic (6), version (2), length of the head (2, from version 2 on 4), head, numbers
 *
 * and the head a Python dictionary, padded with blanks so that the numbers begin at a
 * multiple of 64:
 *
 *   {'descr': '<f4', 'fortran_order': False, 'shape': (784, 32), }
 *
 * Source: numpy/lib/format.py, NEP 1 */

#define MAGIC "\x93NUMPY"
#define N_MAGIC 6
#define ALIGNMENT 64
#define MAX_HEAD 4096
#define MAX_NAME 256
#define MAX_ARRAYS 100000
#define CHUNK 65536
#define ENDING ".npy"

static void
free_array (gpointer data)
{
  GradusNpzArray *array = data;

  g_free (array->name);
  gradus_tensor_unref (array->tensor);
  g_free (array);
}

GPtrArray *
gradus_npz_arrays_new (void)
{
  return g_ptr_array_new_with_free_func (free_array);
}

void
gradus_npz_arrays_add (GPtrArray *arrays, const char *name, GradusTensor *tensor)
{
  GradusNpzArray *array = g_new0 (GradusNpzArray, 1);

  array->name = g_strdup (name);
  array->tensor = gradus_tensor_ref (tensor);
  g_ptr_array_add (arrays, array);
}

GradusTensor *
gradus_npz_arrays_find (GPtrArray *arrays, const char *name)
{
  for (guint i = 0; i < arrays->len; i++)
    {
      GradusNpzArray *array = g_ptr_array_index (arrays, i);

      if (strcmp (array->name, name) == 0)
        return array->tensor;
    }
  return NULL;
}

/* ---- Heads ---- */

typedef struct
{
  GradusShape shape;
  guint       item_size; /* of a float: 4 or 8; 0 is any other type */
  gboolean    is_big_endian;
  gboolean    is_fortran; /* the first axis runs fastest */
  char        type[16];
  gboolean    has_shape, has_type, has_order;
} Head;

static gboolean
take (const char **at, const char *word)
{
  while (**at == ' ')
    (*at)++;
  if (!g_str_has_prefix (*at, word))
    return FALSE;
  *at += strlen (word);
  return TRUE;
}

/* A text between quotes of either kind, without escapes. */
static gboolean
take_text (const char **at, char *text, gsize room)
{
  char        quote;
  const char *end;

  take (at, "");
  quote = **at;
  if (quote != '\'' && quote != '"')
    return FALSE;
  end = strchr (*at + 1, quote);
  if (end == NULL || (gsize) (end - *at) > room)
    return FALSE;
  g_strlcpy (text, *at + 1, (gsize) (end - *at));
  *at = end + 1;
  return TRUE;
}

static gboolean
take_shape (const char **at, GradusShape *shape)
{
  *shape = GRADUS_SHAPE_0;
  if (!take (at, "("))
    return FALSE;
  while (!take (at, ")"))
    {
      char *end;

      take (at, "");
      if (shape->rank == GRADUS_MAX_RANK || !g_ascii_isdigit (**at))
        return FALSE;
      shape->dims[shape->rank++] = g_ascii_strtoll (*at, &end, 10);
      *at = end;
      if (!take (at, ",") && !g_str_has_prefix (*at, ")"))
        return FALSE;
    }
  return TRUE;
}

static void
understand_type (Head *head)
{
  const char *type = head->type;

  if ((type[0] != '<' && type[0] != '>') || type[1] != 'f' || type[3] != '\0' ||
      (type[2] != '4' && type[2] != '8'))
    return;
  head->is_big_endian = type[0] == '>';
  head->item_size = (guint) (type[2] - '0');
}

static gboolean
take_entry (const char **at, Head *head)
{
  char key[16];

  if (!take_text (at, key, sizeof key) || !take (at, ":"))
    return FALSE;
  if (strcmp (key, "descr") == 0)
    {
      head->has_type = TRUE;
      /* Records are a list of types. */
      return take_text (at, head->type, sizeof head->type);
    }
  if (strcmp (key, "fortran_order") == 0)
    {
      head->has_order = TRUE;
      head->is_fortran = take (at, "True");
      return head->is_fortran || take (at, "False");
    }
  if (strcmp (key, "shape") == 0)
    {
      head->has_shape = TRUE;
      return take_shape (at, &head->shape);
    }
  return FALSE;
}

static gboolean
parse_head (const char *text, Head *head)
{
  const char *at = text;

  if (!take (&at, "{"))
    return FALSE;
  while (!take (&at, "}"))
    if (!take_entry (&at, head) || (!take (&at, ",") && *at != '}'))
      return FALSE;
  understand_type (head);
  return head->has_type && head->has_order && head->has_shape;
}

/* ---- Reading ---- */

static gboolean
set_unreadable (const char *name, GError **error)
{
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
               /* Translators: the name of an array in a file, like "dense/kernel" */
               _ ("Its array “%s” is damaged."), name);
  return FALSE;
}

static gboolean
read_exactly (GradusZipStream *stream,
              const char      *name,
              gpointer         bytes,
              gsize            n_bytes,
              GError         **error)
{
  gssize n_read = gradus_zip_stream_read (stream, bytes, n_bytes, error);

  if (n_read < 0)
    return FALSE;
  return (gsize) n_read == n_bytes || set_unreadable (name, error);
}

/* Reads up to the first number; @n_head is how many bytes came before it. */
static gboolean
read_head (GradusZipStream *stream,
           const char      *name,
           Head            *head,
           gsize           *n_head,
           GError         **error)
{
  guint8           start[12];
  guint            n_length;
  gsize            length = 0;
  g_autofree char *text = NULL;

  if (!read_exactly (stream, name, start, 8, error))
    return FALSE;
  n_length = start[6] == 1 ? 2 : 4;
  if (memcmp (start, MAGIC, N_MAGIC) != 0 || start[6] < 1 || start[6] > 3)
    return set_unreadable (name, error);
  if (!read_exactly (stream, name, start + 8, n_length, error))
    return FALSE;
  for (guint i = n_length; i > 0; i--)
    length = length << 8 | start[8 + i - 1];
  if (length > MAX_HEAD)
    return set_unreadable (name, error);
  text = g_malloc0 (length + 1);
  if (!read_exactly (stream, name, text, length, error))
    return FALSE;
  *n_head = 8 + n_length + length;
  return (g_str_is_ascii (text) && parse_head (text, head)) ||
         set_unreadable (name, error);
}

static gboolean
check_head (const Head *head,
            const char *name,
            gsize       n_head,
            gint64      n_bytes,
            gsize       n_left,
            gsize      *size,
            GError    **error)
{
  if (head->item_size == 0)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
                   /* Translators: the name of an array, then NumPy's name of a type */
                   _ ("Its array “%s” holds “%s”, and only floating-point numbers of "
                      "32 or 64 bits can be used."),
                   name, head->type);
      return FALSE;
    }
  if (!gradus_shape_checked_size (&head->shape, size) || *size > n_left)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                   _ ("Its array “%s” holds more numbers than are needed."), name);
      return FALSE;
    }
  if (n_bytes >= 0 && (guint64) n_bytes != n_head + (guint64) *size * head->item_size)
    return set_unreadable (name, error);
  return TRUE;
}

static float
get_number (const Head *head, const guint8 *bytes)
{
  guint64 bits = 0;
  guint32 bits32;
  float   single;
  double  number;

  for (guint i = 0; i < head->item_size; i++)
    bits = bits << 8 | bytes[head->is_big_endian ? i : head->item_size - 1 - i];
  if (head->item_size == 8)
    {
      memcpy (&number, &bits, sizeof number);
      return (float) number;
    }
  bits32 = (guint32) bits;
  memcpy (&single, &bits32, sizeof single);
  return single;
}

/* Where number @index of the file belongs, if its first axis runs fastest. */
static gsize
find_place (const GradusShape *shape, gsize index)
{
  gsize place = 0;
  gsize stride = gradus_shape_size (shape);

  for (guint i = 0; i < shape->rank; i++)
    {
      gsize length = (gsize) shape->dims[i];

      stride /= length;
      place += index % length * stride;
      index /= length;
    }
  return place;
}

static gboolean
read_numbers (GradusZipStream *stream,
              const char      *name,
              const Head      *head,
              GradusTensor    *tensor,
              GError         **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  gsize              per_chunk = CHUNK / head->item_size;

  for (gsize done = 0; done < tensor->size;)
    {
      gsize n = MIN (per_chunk, tensor->size - done);

      if (!read_exactly (stream, name, chunk, n * head->item_size, error))
        return FALSE;
      for (gsize i = 0; i < n; i++)
        tensor->data[head->is_fortran ? find_place (&head->shape, done + i) : done + i] =
          get_number (head, chunk + i * head->item_size);
      done += n;
    }
  /* Looking for more makes the archive compare the check sum, too. */
  switch (gradus_zip_stream_read (stream, chunk, 1, error))
    {
    case 0:
      return TRUE;
    case -1:
      return FALSE;
    default:
      return set_unreadable (name, error);
    }
}

typedef struct
{
  GPtrArray  *arrays;
  GHashTable *names; /* borrowed from arrays */
  gsize       n_left;
} Reading;

static gboolean
read_array (const char      *member,
            gint64           n_bytes,
            GradusZipStream *stream,
            gpointer         user_data,
            GError         **error)
{
  Reading                 *reading = user_data;
  Head                     head = { 0 };
  gsize                    n_head;
  gsize                    size;
  g_autoptr (GradusTensor) tensor = NULL;
  g_autofree char         *name = NULL;

  if (!g_str_has_suffix (member, ENDING))
    return TRUE;
  name = g_utf8_make_valid (member,
                            (gssize) (MIN (strlen (member), MAX_NAME) - strlen (ENDING)));
  if (g_hash_table_contains (reading->names, name))
    return set_unreadable (name, error);
  if (!read_head (stream, name, &head, &n_head, error) ||
      !check_head (&head, name, n_head, n_bytes, reading->n_left, &size, error))
    return FALSE;
  tensor = gradus_tensor_new (&head.shape);
  if (!read_numbers (stream, name, &head, tensor, error))
    return FALSE;
  reading->n_left -= size;
  gradus_npz_arrays_add (reading->arrays, name, tensor);
  g_hash_table_add (reading->names,
                    ((GradusNpzArray *) reading->arrays->pdata[reading->arrays->len - 1])
                      ->name);
  return TRUE;
}

/**
 * gradus_npz_is_file:
 * @path: a file
 *
 * Returns: whether it is a zip file whose first member is an array
 */
gboolean
gradus_npz_is_file (const char *path)
{
  /* What stands before the name of a zip file's first member, and the name. */
  guint8 bytes[30 + MAX_NAME];
  /* Opening a pipe would wait for somebody to write into it. */
  FILE *file = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? fopen (path, "rb") : NULL;
  gsize n_read = file != NULL ? fread (bytes, 1, sizeof bytes, file) : 0;
  gsize n_name;

  if (file != NULL)
    fclose (file);
  if (n_read < 30 || memcmp (bytes, "PK\3\4", 4) != 0)
    return FALSE;
  n_name = bytes[26] + 256u * bytes[27];
  return n_name >= strlen (ENDING) && 30 + n_name <= n_read &&
         memcmp (bytes + 30 + n_name - strlen (ENDING), ENDING, strlen (ENDING)) == 0;
}

/**
 * gradus_npz_read:
 * @path: an archive that `numpy.savez()` or `numpy.savez_compressed()` wrote
 * @max_numbers: how many numbers all arrays together may hold
 * @error: return location for an error
 *
 * Reads arrays of float32 and float64 from a file that nobody vouches for. What a member
 * says about itself is compared with its length and with @max_numbers before memory is
 * taken; there is never more of it than the numbers need. Pickled objects are refused,
 * never executed.
 *
 * Errors: `GRADUS_ERROR_IO`, `GRADUS_ERROR_FORMAT`, `GRADUS_ERROR_TOO_LARGE`,
 * `GRADUS_ERROR_UNSUPPORTED` for numbers of another type
 * Threads: any
 *
 * Returns: (transfer full) (element-type GradusNpzArray): the arrays, in the file's order
 */
GPtrArray *
gradus_npz_read (const char *path, gsize max_numbers, GError **error)
{
  g_autoptr (GPtrArray)  arrays = gradus_npz_arrays_new ();
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  Reading                reading = { arrays, names, max_numbers };

  if (!gradus_zip_visit (path, MAX_ARRAYS, read_array, &reading, error))
    return NULL;
  return g_steal_pointer (&arrays);
}

/* ---- Writing ---- */

static GBytes *
write_array (const GradusTensor *tensor)
{
  g_autofree char *shape = gradus_shape_to_string (&tensor->shape);
  g_autofree char *head =
    g_strdup_printf ("{'descr': '<f4', 'fortran_order': False, 'shape': %s, }", shape);
  gsize       n_used = N_MAGIC + 4 + strlen (head) + 1;
  gsize       n_start = (n_used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  gsize       n_bytes = n_start + tensor->size * sizeof (float);
  guint8     *bytes = g_malloc (n_bytes);
  guint16     length = GUINT16_TO_LE ((guint16) (n_start - N_MAGIC - 4));
  const char *version = "\1\0";

  memset (bytes, ' ', n_start);
  memcpy (bytes, MAGIC, N_MAGIC);
  memcpy (bytes + N_MAGIC, version, 2);
  memcpy (bytes + N_MAGIC + 2, &length, 2);
  memcpy (bytes + N_MAGIC + 4, head, strlen (head));
  bytes[n_start - 1] = '\n';
  for (gsize i = 0; i < tensor->size; i++)
    {
      guint32 bits;

      memcpy (&bits, &tensor->data[i], sizeof bits);
      bits = GUINT32_TO_LE (bits);
      memcpy (bytes + n_start + i * sizeof bits, &bits, sizeof bits);
    }
  return g_bytes_new_take (bytes, n_bytes);
}

/**
 * gradus_npz_write:
 * @arrays: (element-type GradusNpzArray): what to put in, in this order
 * @error: return location for an error
 *
 * Makes an archive that `numpy.load()` opens, with float32 numbers in C order.
 *
 * Errors: `GRADUS_ERROR_TOO_LARGE`
 * Threads: any
 *
 * Returns: (transfer full): the file
 */
GBytes *
gradus_npz_write (GPtrArray *arrays, GError **error)
{
  g_autoptr (GPtrArray) members = gradus_zip_members_new ();

  for (guint i = 0; i < arrays->len; i++)
    {
      const GradusNpzArray *array = g_ptr_array_index (arrays, i);
      g_autofree char      *name = g_strconcat (array->name, ENDING, NULL);
      g_autoptr (GBytes)    data = write_array (array->tensor);

      gradus_zip_members_add (members, name, data);
    }
  return gradus_zip_write (members, error);
}
