/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/hdf5-writer.h"

#include <pthread.h>

#define INCREMENT (1 << 16)
/* An attribute holds 64 KiB, and 16 bytes for each text, wherever that stands. */
#define TEXTS_IN_ATTRIBUTE 4000

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* The library prints its errors and registers a function for exit; neither is wanted.  */
void
gradus_hdf5_lock (void)
{
  static gboolean begun = FALSE;

  pthread_mutex_lock (&mutex);
  if (!begun)
    H5dont_atexit ();
  begun = TRUE;
  H5Eset_auto2 (H5E_DEFAULT, NULL, NULL);
}

void
gradus_hdf5_unlock (void)
{
  pthread_mutex_unlock (&mutex);
}

hid_t
gradus_hdf5_create (void)
{
  gradus_auto_hid access = H5Pcreate (H5P_FILE_ACCESS);

  if (H5Pset_fapl_core (access, INCREMENT, FALSE) < 0 ||
      H5Pset_fclose_degree (access, H5F_CLOSE_STRONG) < 0)
    return -1;
  return H5Fcreate ("gradus", H5F_ACC_TRUNC, H5P_DEFAULT, access);
}

/* Closes the file and returns what would have been on disk, NULL if that fails. */
GBytes *
gradus_hdf5_finish (hid_t file)
{
  GBytes *image = NULL;
  gssize  n_bytes = -1;

  if (H5Fflush (file, H5F_SCOPE_LOCAL) >= 0)
    n_bytes = H5Fget_file_image (file, NULL, 0);
  if (n_bytes > 0)
    {
      gpointer data = g_malloc ((gsize) n_bytes);

      if (H5Fget_file_image (file, data, (gsize) n_bytes) == n_bytes)
        image = g_bytes_new_take (data, (gsize) n_bytes);
      else
        g_free (data);
    }
  H5Fclose (file);
  return image;
}

/* @name: of the layer or optimizer whose variables they are; Keras notes it there. */
gboolean
gradus_hdf5_write_vars_group (hid_t file, const char *path, const char *name)
{
  gradus_auto_hid links = H5Pcreate (H5P_LINK_CREATE);
  gradus_auto_hid space = H5Screate (H5S_SCALAR);
  gradus_auto_hid type = H5Tcopy (H5T_C_S1);
  gradus_auto_hid group = -1;
  gradus_auto_hid attribute = -1;

  H5Pset_create_intermediate_group (links, 1);
  if (H5Lexists (file, path, H5P_DEFAULT) > 0)
    return TRUE;
  group = H5Gcreate2 (file, path, links, H5P_DEFAULT, H5P_DEFAULT);
  if (group < 0 || name == NULL)
    return group >= 0;
  H5Tset_size (type, H5T_VARIABLE);
  H5Tset_cset (type, H5T_CSET_UTF8);
  attribute = H5Acreate2 (group, "name", type, space, H5P_DEFAULT, H5P_DEFAULT);
  return attribute >= 0 && H5Awrite (attribute, type, &name) >= 0;
}

gboolean
gradus_hdf5_create_group (hid_t file, const char *path)
{
  return gradus_hdf5_write_vars_group (file, path, NULL);
}

static gboolean
write_attribute (hid_t       file,
                 const char *path,
                 const char *name,
                 hid_t       type,
                 hid_t       space,
                 const void *data)
{
  gradus_auto_hid object = H5Oopen (file, path, H5P_DEFAULT);
  gradus_auto_hid attribute = -1;

  if (object < 0 || space < 0)
    return FALSE;
  attribute = H5Acreate2 (object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  return attribute >= 0 && (data == NULL || H5Awrite (attribute, type, data) >= 0);
}

static hid_t
new_text_type (gboolean is_utf8)
{
  hid_t type = H5Tcopy (H5T_C_S1);

  H5Tset_size (type, H5T_VARIABLE);
  H5Tset_cset (type, is_utf8 ? H5T_CSET_UTF8 : H5T_CSET_ASCII);
  return type;
}

/* @is_utf8: how the type is declared; Python declares bytes as ASCII, whatever they are
 */
gboolean
gradus_hdf5_write_text (hid_t       file,
                        const char *path,
                        const char *name,
                        const char *text,
                        gboolean    is_utf8)
{
  gradus_auto_hid space = H5Screate (H5S_SCALAR);
  gradus_auto_hid type = new_text_type (is_utf8);

  return write_attribute (file, path, name, type, space, &text);
}

static gboolean
write_some_texts (hid_t       file,
                  const char *path,
                  const char *name,
                  gpointer   *texts,
                  guint       n_texts)
{
  hsize_t         n = n_texts;
  gradus_auto_hid space = H5Screate_simple (1, &n, NULL);
  gradus_auto_hid type = new_text_type (FALSE);

  return write_attribute (file, path, name, type, space, texts);
}

/* An empty list is one of numbers, as Python makes it. More than an attribute can hold
 * are parted, and the parts numbered, as Keras does it. */
gboolean
gradus_hdf5_write_texts (hid_t file, const char *path, const char *name, GPtrArray *texts)
{
  if (texts->len == 0)
    {
      hsize_t         none = 0;
      gradus_auto_hid space = H5Screate_simple (1, &none, NULL);

      return write_attribute (file, path, name, H5T_IEEE_F64LE, space, NULL);
    }
  if (texts->len <= TEXTS_IN_ATTRIBUTE)
    return write_some_texts (file, path, name, texts->pdata, texts->len);
  for (guint i = 0; i * TEXTS_IN_ATTRIBUTE < texts->len; i++)
    {
      g_autofree char *part = g_strdup_printf ("%s%u", name, i);
      guint            first = i * TEXTS_IN_ATTRIBUTE;

      if (!write_some_texts (file, path, part, texts->pdata + first,
                             MIN (TEXTS_IN_ATTRIBUTE, texts->len - first)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_dataset (hid_t       file,
               const char *path,
               hid_t       space,
               hid_t       file_type,
               hid_t       memory_type,
               const void *data)
{
  gradus_auto_hid creation = H5Pcreate (H5P_DATASET_CREATE);
  gradus_auto_hid links = H5Pcreate (H5P_LINK_CREATE);
  gradus_auto_hid dataset = -1;

  H5Pset_create_intermediate_group (links, 1);
  /* Without a time in it the same weights are the same bytes. */
  H5Pset_obj_track_times (creation, FALSE);
  dataset = H5Dcreate2 (file, path, file_type, space, links, creation, H5P_DEFAULT);
  return dataset >= 0 &&
         H5Dwrite (dataset, memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) >= 0;
}

gboolean
gradus_hdf5_write (hid_t file, const char *path, const GradusTensor *tensor)
{
  hsize_t         dims[GRADUS_MAX_RANK];
  gradus_auto_hid space = -1;

  for (guint i = 0; i < tensor->shape.rank; i++)
    dims[i] = (hsize_t) tensor->shape.dims[i];
  space = tensor->shape.rank == 0
            ? H5Screate (H5S_SCALAR)
            : H5Screate_simple ((int) tensor->shape.rank, dims, NULL);
  return space >= 0 && write_dataset (file, path, space, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT,
                                      tensor->data);
}

/* Keras counts in 32 bits; so does this while it can. */
gboolean
gradus_hdf5_write_int (hid_t file, const char *path, gint64 value)
{
  gradus_auto_hid space = H5Screate (H5S_SCALAR);

  return write_dataset (file, path, space,
                        value <= G_MAXINT32 ? H5T_STD_I32LE : H5T_STD_I64LE,
                        H5T_NATIVE_INT64, &value);
}
