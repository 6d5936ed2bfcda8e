/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/hdf5-reader.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"

/* Enough for the weights of a thousand layers, and done in a second. */
#define MAX_STEPS 50000000
#define MAX_LEVEL 16
#define MAX_BLOCKS 64

enum
{
  MESSAGE_DATASPACE = 0x01,
  MESSAGE_DATATYPE = 0x03,
  MESSAGE_EXTERNAL_FILES = 0x07,
  MESSAGE_LAYOUT = 0x08,
  MESSAGE_FILTERS = 0x0b,
  MESSAGE_ATTRIBUTE = 0x0c,
  MESSAGE_CONTINUATION = 0x10,
  MESSAGE_SYMBOL_TABLE = 0x11,
};

/* ---- Bytes ---- */

static gboolean
fits (const GradusHdf5Reader *self, guint64 address, guint64 length)
{
  return address <= self->n_bytes && length <= self->n_bytes - address;
}

static gboolean
spend (GradusHdf5Reader *self)
{
  if (self->n_steps == 0)
    return FALSE;
  self->n_steps--;
  return TRUE;
}

/* HDF5 writes its own numbers with the low byte first. */
static guint64
get_uint (const guint8 *bytes, guint n_bytes)
{
  guint64 value = 0;

  for (guint i = n_bytes; i > 0; i--)
    value = value << 8 | bytes[i - 1];
  return value;
}

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                       _ ("Its weights are damaged."));
  return FALSE;
}

static gboolean
set_unreadable (GError **error, const char *path)
{
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
               /* Translators: a place in a file, like "layers/dense/vars/0" */
               _ ("Its weights “%s” cannot be read."), path);
  return FALSE;
}

/* ---- Object headers ---- */

typedef struct
{
  const guint8 *data;
  gsize         size;
} Message;

typedef struct
{
  guint64 address;
  guint64 length;
} Block;

static void
note_continuation (const Message *message, Block *blocks, guint *n_blocks)
{
  if (*n_blocks == MAX_BLOCKS || message->size < 16)
    return;
  blocks[*n_blocks].address = get_uint (message->data, 8);
  blocks[*n_blocks].length = get_uint (message->data + 8, 8);
  (*n_blocks)++;
}

/* The first message of a type in one block, after @n_skipped of them. Each is type (2),
 * size (2), flags (1), reserved (3), data. */
static gboolean
search_block (GradusHdf5Reader *self,
              Block            *blocks,
              guint            *n_blocks,
              guint             index,
              guint             type,
              guint            *n_skipped,
              Message          *message)
{
  const Block block = blocks[index];

  if (!fits (self, block.address, block.length))
    return FALSE;
  for (guint64 i = 0; block.length - i >= 8;)
    {
      const guint8 *head = self->data + block.address + i;
      guint         found = (guint) get_uint (head, 2);

      message->data = head + 8;
      message->size = get_uint (head + 2, 2);
      if (!spend (self) || message->size > block.length - i - 8)
        return FALSE;
      /* Bit 1: the message is kept elsewhere, which Keras never does. */
      if (found == type && (*n_skipped)-- == 0)
        return (head[4] & 2) == 0;
      if (found == MESSAGE_CONTINUATION)
        note_continuation (message, blocks, n_blocks);
      i += 8 + message->size;
    }
  return FALSE;
}

/* A header of version 1 is version (1), reserved (1), number of messages (2), reference
 * count (4), length of the first block (4), padding (4), first block. */
static gboolean
find_message_number (GradusHdf5Reader *self,
                     guint64           header,
                     guint             type,
                     guint             number,
                     Message          *message)
{
  Block blocks[MAX_BLOCKS];
  guint n_blocks = 1;

  if (!fits (self, header, 16) || self->data[header] != 1)
    return FALSE;
  blocks[0].address = header + 16;
  blocks[0].length = get_uint (self->data + header + 8, 4);
  for (guint i = 0; i < n_blocks; i++)
    if (search_block (self, blocks, &n_blocks, i, type, &number, message))
      return TRUE;
  return FALSE;
}

static gboolean
find_message (GradusHdf5Reader *self, guint64 header, guint type, Message *message)
{
  return find_message_number (self, header, type, 0, message);
}

/* ---- Groups ---- */

typedef struct
{
  const char *name;
  guint64     names; /* address of the group's heap of names */
  guint64     names_length;
  guint64     header; /* of what was found */
} Search;

/* Entries are offset of the name (8), header (8), cache type (4), reserved (4),
 * scratch (16); type 2 is a soft link. */
static gboolean
search_symbols (GradusHdf5Reader *self, guint64 address, Search *search)
{
  gsize length = strlen (search->name) + 1;
  guint n_symbols;

  if (!fits (self, address, 8) || memcmp (self->data + address, "SNOD\1", 5) != 0)
    return FALSE;
  n_symbols = (guint) get_uint (self->data + address + 6, 2);
  if (!fits (self, address + 8, 40 * (guint64) n_symbols))
    return FALSE;
  for (guint i = 0; i < n_symbols; i++)
    {
      const guint8 *entry = self->data + address + 8 + 40 * (gsize) i;
      guint64       offset = get_uint (entry, 8);

      if (!spend (self))
        return FALSE;
      if (offset > search->names_length || length > search->names_length - offset ||
          memcmp (self->data + search->names + offset, search->name, length) != 0)
        continue;
      search->header = get_uint (entry + 8, 8);
      return get_uint (entry + 16, 4) != 2;
    }
  return FALSE;
}

/* A node is "TREE", type (1), level (1), entries (2), siblings (16), then keys and
 * children in turn. Levels fall towards the leaves, so a circle is noticed. */
static gboolean
search_tree (GradusHdf5Reader *self, guint64 address, guint level, Search *search)
{
  const guint8 *node;
  guint         n_entries;

  if (!spend (self) || !fits (self, address, 24))
    return FALSE;
  node = self->data + address;
  n_entries = (guint) get_uint (node + 6, 2);
  if (memcmp (node, "TREE\0", 5) != 0 || node[5] != level ||
      !fits (self, address + 24, 16 * (guint64) n_entries + 8))
    return FALSE;
  for (guint i = 0; i < n_entries; i++)
    {
      guint64 child = get_uint (node + 32 + 16 * (gsize) i, 8);

      if (level > 0 ? search_tree (self, child, level - 1, search)
                    : search_symbols (self, child, search))
        return TRUE;
    }
  return FALSE;
}

/* The heap is "HEAP", version (1), reserved (3), length (8), free list (8), address. */
static gboolean
open_names (GradusHdf5Reader *self, guint64 heap, Search *search)
{
  if (!fits (self, heap, 32) || memcmp (self->data + heap, "HEAP\0", 5) != 0)
    return FALSE;
  search->names_length = get_uint (self->data + heap + 8, 8);
  search->names = get_uint (self->data + heap + 24, 8);
  return fits (self, search->names, search->names_length);
}

static gboolean
find_child (GradusHdf5Reader *self, guint64 *header, const char *name)
{
  Search  search = { .name = name };
  Message message;
  guint64 tree;

  if (!find_message (self, *header, MESSAGE_SYMBOL_TABLE, &message) ||
      message.size < 16 || !open_names (self, get_uint (message.data + 8, 8), &search))
    return FALSE;
  tree = get_uint (message.data, 8);
  if (!fits (self, tree, 24) || self->data[tree + 5] > MAX_LEVEL ||
      !search_tree (self, tree, self->data[tree + 5], &search))
    return FALSE;
  *header = search.header;
  return TRUE;
}

static gboolean
find_object (GradusHdf5Reader *self, const char *path, guint64 *header)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  *header = self->root;
  for (guint i = 0; parts[i] != NULL; i++)
    if (!find_child (self, header, parts[i]))
      return FALSE;
  return TRUE;
}

/* ---- Datasets ---- */

typedef enum
{
  NUMBER_UNKNOWN,
  NUMBER_INTEGER,
  NUMBER_FLOAT32,
  NUMBER_FLOAT64,
} NumberType;

typedef struct
{
  GradusShape   shape;
  NumberType    type;
  guint         item_size;
  gboolean      is_signed;
  const guint8 *data;
  gsize         n_bytes;
} Dataset;

/* Version 1: version, rank, flags, reserved (5), lengths (8 each). Version 2: version,
 * rank, flags, type (2 is "null"), lengths. */
static gboolean
read_dataspace (const Message *message, GradusShape *shape)
{
  guint start = message->size >= 4 && message->data[0] == 1 ? 8 : 4;

  if (message->size < 4 || message->data[0] < 1 || message->data[0] > 2 ||
      (message->data[0] == 2 && message->data[3] > 1) ||
      message->data[1] > GRADUS_MAX_RANK ||
      message->size < start + 8 * (gsize) message->data[1])
    return FALSE;
  *shape = (GradusShape){ .rank = message->data[1] };
  for (guint i = 0; i < shape->rank; i++)
    {
      guint64 length = get_uint (message->data + start + 8 * i, 8);

      shape->dims[i] = (gint64) MIN (length, (guint64) G_MAXINT64);
    }
  return TRUE;
}

/* Class and version (1), bits (3), size (4), then for integers offset (2) and precision
 * (2), for floats also where exponent and mantissa stand (4) and the bias (4). */
static gboolean
read_datatype (const Message *message, Dataset *dataset)
{
  static const guint8 float32[] = { 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0 };
  static const guint8 float64[] = { 0, 0, 64, 0, 52, 11, 0, 52, 255, 3, 0, 0 };
  const guint8       *data = message->data;
  guint               type_class = message->size >= 12 ? data[0] & 15 : 15;

  if (type_class == 15 || (data[1] & 1) != 0)
    return FALSE;
  dataset->item_size = (guint) get_uint (data + 4, 4);
  dataset->is_signed = (data[1] & 8) != 0;
  if (type_class == 0 && get_uint (data + 8, 2) == 0 && dataset->item_size <= 8 &&
      get_uint (data + 10, 2) == 8 * dataset->item_size)
    dataset->type = NUMBER_INTEGER;
  else if (type_class == 1 && dataset->item_size == 4 && message->size >= 20 &&
           memcmp (data + 8, float32, sizeof float32) == 0)
    dataset->type = NUMBER_FLOAT32;
  else if (type_class == 1 && dataset->item_size == 8 && message->size >= 20 &&
           memcmp (data + 8, float64, sizeof float64) == 0)
    dataset->type = NUMBER_FLOAT64;
  return dataset->type != NUMBER_UNKNOWN && dataset->item_size > 0;
}

/* Version (1) and class (1): 0 is inside the header, 1 in one piece elsewhere. */
static gboolean
read_layout (GradusHdf5Reader *self, const Message *message, Dataset *dataset)
{
  const guint8 *data = message->data;
  guint64       address;

  if (message->size < 4 || (data[0] != 3 && data[0] != 4) || data[1] > 1)
    return FALSE;
  if (data[1] == 0)
    {
      dataset->data = data + 4;
      dataset->n_bytes = get_uint (data + 2, 2);
      return dataset->n_bytes <= message->size - 4;
    }
  if (message->size < 18)
    return FALSE;
  address = get_uint (data + 2, 8);
  dataset->n_bytes = get_uint (data + 10, 8);
  /* Numbers that were never written have an address beyond all files. */
  if (!fits (self, address, dataset->n_bytes))
    return FALSE;
  dataset->data = self->data + address;
  return TRUE;
}

static gboolean
open_dataset (GradusHdf5Reader *self, const char *path, Dataset *dataset)
{
  guint64 header;
  Message message;

  *dataset = (Dataset){ 0 };
  return find_object (self, path, &header) &&
         !find_message (self, header, MESSAGE_EXTERNAL_FILES, &message) &&
         !find_message (self, header, MESSAGE_FILTERS, &message) &&
         find_message (self, header, MESSAGE_DATASPACE, &message) &&
         read_dataspace (&message, &dataset->shape) &&
         find_message (self, header, MESSAGE_DATATYPE, &message) &&
         read_datatype (&message, dataset) &&
         find_message (self, header, MESSAGE_LAYOUT, &message) &&
         read_layout (self, &message, dataset);
}

static gboolean
check_shape (const Dataset     *dataset,
             const char        *path,
             const GradusShape *shape,
             GError           **error)
{
  g_autofree char *found = NULL;
  g_autofree char *wanted = NULL;

  if (gradus_shape_equal (&dataset->shape, shape))
    return TRUE;
  found = gradus_shape_to_string (&dataset->shape);
  wanted = gradus_shape_to_string (shape);
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
               /* Translators: a place in a file, then two shapes like (784, 32) */
               _ ("Its weights “%s” have the shape %s, and the network needs %s."), path,
               found, wanted);
  return FALSE;
}

/* Pieces may lie on top of each other; together they are still no more than the file. */
static gboolean
take_bytes (GradusHdf5Reader *self, const Dataset *dataset)
{
  gsize size;

  if (!gradus_shape_checked_size (&dataset->shape, &size) ||
      !g_size_checked_mul (&size, size, dataset->item_size) || size > dataset->n_bytes ||
      size > self->n_left)
    return FALSE;
  self->n_left -= size;
  return TRUE;
}

/* The sign is copied into the bits that are missing to 64. */
static gint64
get_integer (const Dataset *dataset)
{
  guint64 bits = get_uint (dataset->data, dataset->item_size);
  guint   shift = 64 - 8 * dataset->item_size;

  return dataset->is_signed ? (gint64) (bits << shift) >> shift
                            : (gint64) MIN (bits, (guint64) G_MAXINT64);
}

static float
get_float (const Dataset *dataset, gsize index)
{
  const guint8 *bytes = dataset->data + index * dataset->item_size;
  guint64       bits = get_uint (bytes, dataset->item_size);
  guint32       bits32 = (guint32) bits;
  float         single;
  double        value;

  if (dataset->type == NUMBER_INTEGER)
    return (float) get_integer (dataset);
  if (dataset->type == NUMBER_FLOAT32)
    {
      memcpy (&single, &bits32, sizeof single);
      return single;
    }
  memcpy (&value, &bits, sizeof value);
  return (float) value;
}

/**
 * gradus_hdf5_reader_open:
 * @self: (out caller-allocates): a reader
 * @image: the file; must outlive @self
 * @error: return location for an error
 *
 * Returns: whether it is an HDF5 file of the kind that Keras writes
 */
gboolean
gradus_hdf5_reader_open (GradusHdf5Reader *self, GBytes *image, GError **error)
{
  gsize         n_bytes;
  const guint8 *data = g_bytes_get_data (image, &n_bytes);
  guint         start;

  *self = (GradusHdf5Reader){
    .data = data, .n_bytes = n_bytes, .n_left = n_bytes, .n_steps = MAX_STEPS
  };
  /* Signature (8), version (1), …, sizes of addresses and lengths at 13. */
  if (n_bytes < 100 || memcmp (data, "\x89HDF\r\n\x1a\n", 8) != 0)
    return set_damaged (error);
  if (data[8] > 1)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
                           _ ("Its weights are in a newer HDF5 format than Keras "
                              "writes."));
      return FALSE;
    }
  /* Version 1 has four bytes more before the base address. */
  start = data[8] == 0 ? 24 : 28;
  if (data[13] != 8 || data[14] != 8 || get_uint (data + start, 8) != 0)
    return set_damaged (error);
  self->root = get_uint (data + start + 40, 8);
  return TRUE;
}

/**
 * gradus_hdf5_reader_has:
 * @self: a reader
 * @path: like `layers/dense/vars/0`
 *
 * Returns: whether hard links alone lead to something of that name
 */
gboolean
gradus_hdf5_reader_has (GradusHdf5Reader *self, const char *path)
{
  guint64 header;

  return find_object (self, path, &header);
}

/**
 * gradus_hdf5_reader_read:
 * @self: a reader
 * @path: like `layers/dense/vars/0`
 * @shape: what it must hold
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_FORMAT`, before any memory is taken
 *
 * Returns: (transfer full): the numbers as float32
 */
GradusTensor *
gradus_hdf5_reader_read (GradusHdf5Reader  *self,
                         const char        *path,
                         const GradusShape *shape,
                         GError           **error)
{
  Dataset       dataset;
  GradusTensor *tensor;

  /* Counts are whole numbers; a table of them is no table of weights. */
  if (!open_dataset (self, path, &dataset) ||
      (dataset.type == NUMBER_INTEGER && dataset.shape.rank > 0))
    {
      set_unreadable (error, path);
      return NULL;
    }
  if (!check_shape (&dataset, path, shape, error))
    return NULL;
  if (!take_bytes (self, &dataset))
    {
      set_unreadable (error, path);
      return NULL;
    }
  tensor = gradus_tensor_new (shape);
  for (gsize i = 0; i < tensor->size; i++)
    tensor->data[i] = get_float (&dataset, i);
  return tensor;
}

/**
 * gradus_hdf5_reader_read_int:
 * @self: a reader
 * @path: like `optimizer/vars/0`
 * @value: (out): a single whole number
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_FORMAT`
 *
 * Returns: whether there was one
 */
gboolean
gradus_hdf5_reader_read_int (GradusHdf5Reader *self,
                             const char       *path,
                             gint64           *value,
                             GError          **error)
{
  Dataset dataset;

  if (!open_dataset (self, path, &dataset) || dataset.type != NUMBER_INTEGER)
    return set_unreadable (error, path);
  if (!check_shape (&dataset, path, &GRADUS_SHAPE_0, error))
    return FALSE;
  if (!take_bytes (self, &dataset))
    return set_unreadable (error, path);
  *value = get_integer (&dataset);
  return TRUE;
}

/* ---- Attributes ---- */

#define MAX_ATTRIBUTES 64
#define MAX_TEXTS 20000
#define MAX_NAME 4096

typedef struct
{
  Message name;
  Message type;
  Message space;
  Message data;
} Attribute;

static gboolean
cut_off (Message *rest, gsize size, gsize padding, Message *piece)
{
  gsize whole = (size + padding - 1) / padding * padding;

  if (whole > rest->size)
    return FALSE;
  *piece = (Message){ rest->data, size };
  rest->data += whole;
  rest->size -= whole;
  return TRUE;
}

/* Version (1), flags (1), lengths of name, type and space (2 each), from version 3 on the
 * name's encoding (1); then these three, in version 1 padded to 8 bytes, and the data. */
static gboolean
read_attribute (const Message *message, Attribute *attribute)
{
  Message rest = *message;
  Message head;
  guint   version = message->size > 0 ? message->data[0] : 0;
  gsize   padding = version == 1 ? 8 : 1;

  if (version < 1 || version > 3 || !cut_off (&rest, version == 3 ? 9 : 8, 1, &head) ||
      !cut_off (&rest, get_uint (head.data + 2, 2), padding, &attribute->name) ||
      !cut_off (&rest, get_uint (head.data + 4, 2), padding, &attribute->type) ||
      !cut_off (&rest, get_uint (head.data + 6, 2), padding, &attribute->space))
    return FALSE;
  attribute->data = rest;
  return TRUE;
}

/* An object is index (2), references (2), reserved (4), size (8), then the data, padded
 * to 8 bytes; the heap begins "GCOL", version (1), reserved (3), its size (8). */
static gboolean
find_in_heap (GradusHdf5Reader *self, guint64 heap, guint64 index, Message *object)
{
  guint64 size;
  guint64 at = 16;

  if (!fits (self, heap, 16) || memcmp (self->data + heap, "GCOL\1", 5) != 0)
    return FALSE;
  size = get_uint (self->data + heap + 8, 8);
  if (!fits (self, heap, size))
    return FALSE;
  while (at <= size && size - at >= 16)
    {
      const guint8 *head = self->data + heap + at;
      guint64       length = get_uint (head + 8, 8);

      if (!spend (self) || get_uint (head, 2) == 0 || length > size - at - 16)
        return FALSE;
      *object = (Message){ head + 16, length };
      if (get_uint (head, 2) == index)
        return TRUE;
      at += 16 + (length + 7) / 8 * 8;
    }
  return FALSE;
}

/* A text stands in the attribute itself (class 3), or its length (4), heap (8) and place
 * in the heap (4) do (class 9). */
static gboolean
find_text (GradusHdf5Reader *self, const Attribute *attribute, Message *text)
{
  guint type_class = attribute->type.size >= 8 ? attribute->type.data[0] & 15 : 15;
  gsize length;

  if (attribute->space.size < 4 || attribute->space.data[1] != 0)
    return FALSE;
  if (type_class == 3)
    {
      length = get_uint (attribute->type.data + 4, 4);
      *text = (Message){ attribute->data.data, MIN (length, attribute->data.size) };
      return TRUE;
    }
  if (type_class != 9 || attribute->data.size < 16)
    return FALSE;
  length = get_uint (attribute->data.data, 4);
  if (!find_in_heap (self, get_uint (attribute->data.data + 4, 8),
                     get_uint (attribute->data.data + 12, 4), text))
    return FALSE;
  text->size = MIN (text->size, length);
  return TRUE;
}

static gboolean
find_attribute (GradusHdf5Reader *self,
                guint64           header,
                const char       *name,
                Attribute        *attribute)
{
  gsize   length = strlen (name) + 1;
  Message message;

  for (guint i = 0; i < MAX_ATTRIBUTES; i++)
    {
      if (!find_message_number (self, header, MESSAGE_ATTRIBUTE, i, &message))
        return FALSE;
      if (read_attribute (&message, attribute) && attribute->name.size >= length &&
          memcmp (attribute->name.data, name, length) == 0)
        return TRUE;
    }
  return FALSE;
}

/* How many texts a list has: the only length of a simple dataspace. */
static gboolean
count_texts (const Attribute *attribute, gsize *n_texts)
{
  GradusShape shape;

  if (!read_dataspace (&attribute->space, &shape) || shape.rank != 1 ||
      shape.dims[0] < 0 || shape.dims[0] > MAX_TEXTS)
    return FALSE;
  *n_texts = (gsize) shape.dims[0];
  return TRUE;
}

/* Like find_text(), but one of several. */
static gboolean
find_text_number (GradusHdf5Reader *self,
                  const Attribute  *attribute,
                  gsize             number,
                  Message          *text)
{
  guint type_class = attribute->type.size >= 8 ? attribute->type.data[0] & 15 : 15;
  gsize size = type_class == 9 ? 16 : 0;
  const guint8 *at;

  if (type_class == 3)
    size = get_uint (attribute->type.data + 4, 4);
  if (size == 0 || size > attribute->data.size / (number + 1))
    return FALSE;
  at = attribute->data.data + number * size;
  *text = (Message){ at, size };
  if (type_class == 3)
    return TRUE;
  if (!find_in_heap (self, get_uint (at + 4, 8), get_uint (at + 12, 4), text))
    return FALSE;
  text->size = MIN (text->size, get_uint (at, 4));
  return TRUE;
}

static gboolean
append_texts (GradusHdf5Reader *self, const Attribute *attribute, GPtrArray *texts)
{
  gsize n_texts;

  if (!count_texts (attribute, &n_texts))
    return FALSE;
  for (gsize i = 0; i < n_texts; i++)
    {
      Message text;
      char   *name;

      if (texts->len == MAX_TEXTS || !find_text_number (self, attribute, i, &text) ||
          text.size > MAX_NAME)
        return FALSE;
      name = g_strndup ((const char *) text.data, text.size);
      g_ptr_array_add (texts, name);
      if (!g_utf8_validate (name, -1, NULL))
        return FALSE;
    }
  return TRUE;
}

/**
 * gradus_hdf5_reader_read_texts:
 * @self: a reader
 * @path: an object, like `model_weights`; empty for the file itself
 * @attribute: the name of one of its attributes, or what the names of several begin with
 *   that are numbered from 0
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_FORMAT`
 *
 * Returns: (transfer full) (element-type utf8): its list of texts
 */
GPtrArray *
gradus_hdf5_reader_read_texts (GradusHdf5Reader *self,
                               const char       *path,
                               const char       *attribute,
                               GError          **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  guint64               header = self->root;
  gboolean              found = *path == '\0' || find_object (self, path, &header);
  Attribute             list;

  if (found && find_attribute (self, header, attribute, &list))
    found = append_texts (self, &list, texts);
  else
    for (guint i = 0; found; i++)
      {
        g_autofree char *part = g_strdup_printf ("%s%u", attribute, i);

        if (!find_attribute (self, header, part, &list))
          {
            found = i > 0;
            break;
          }
        found = append_texts (self, &list, texts);
      }
  if (found)
    return g_steal_pointer (&texts);
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
               /* Translators: the name of an attribute, like "model_config" */
               _ ("It has no readable “%s”."), attribute);
  return NULL;
}

/**
 * gradus_hdf5_reader_read_text:
 * @self: a reader
 * @path: an object, like `model_weights`; empty for the file itself
 * @attribute: the name of one of its attributes
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_FORMAT`
 *
 * Returns: (transfer full): its text
 */
char *
gradus_hdf5_reader_read_text (GradusHdf5Reader *self,
                              const char       *path,
                              const char       *attribute,
                              GError          **error)
{
  guint64   header = self->root;
  Attribute found;
  Message   text;

  if ((*path != '\0' && !find_object (self, path, &header)) ||
      !find_attribute (self, header, attribute, &found) ||
      !find_text (self, &found, &text))
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                   /* Translators: the name of an attribute, like "model_config" */
                   _ ("It has no readable “%s”."), attribute);
      return NULL;
    }
  return g_strndup ((const char *) text.data, text.size);
}
