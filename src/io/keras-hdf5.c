/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-hdf5.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>

#include "engine/error.h"

#define INCREMENT (1 << 16)

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

/* ---- Reading ---- */

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                       _ ("Its weights are damaged."));
  return FALSE;
}

/* What is at @path, in words for messages. */
static gboolean
set_unreadable (GError **error, const char *path)
{
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
               /* Translators: a place in a file, like "layers/dense/vars/0" */
               _ ("Its weights “%s” cannot be read."), path);
  return FALSE;
}

gboolean
gradus_hdf5_reader_open (GradusHdf5Reader *self, GBytes *image, GError **error)
{
  gsize           n_bytes;
  gconstpointer   data = g_bytes_get_data (image, &n_bytes);
  gradus_auto_hid access = H5Pcreate (H5P_FILE_ACCESS);

  self->n_left = n_bytes;
  self->file = -1;
  if (n_bytes == 0)
    return set_damaged (error);
  /* The library copies the image, in spite of the missing const. */
  if (H5Pset_fapl_core (access, INCREMENT, FALSE) >= 0 &&
      H5Pset_fclose_degree (access, H5F_CLOSE_STRONG) >= 0 &&
      H5Pset_file_image (access, (void *) data, n_bytes) >= 0)
    self->file = H5Fopen ("gradus", H5F_ACC_RDONLY, access);
  return self->file >= 0 || set_damaged (error);
}

void
gradus_hdf5_reader_close (GradusHdf5Reader *self)
{
  if (self->file >= 0)
    H5Fclose (self->file);
  self->file = -1;
}

/* Follows hard links alone: soft ones may go in circles, external ones lead to other
 * files. */
gboolean
gradus_hdf5_reader_has (GradusHdf5Reader *self, const char *path)
{
  for (const char *end = path; end != NULL;)
    {
      g_autofree char *part = NULL;
      H5L_info_t       info;

      end = strchr (end + 1, '/');
      part = end != NULL ? g_strndup (path, (gsize) (end - path)) : g_strdup (path);
      if (H5Lexists (self->file, part, H5P_DEFAULT) <= 0 ||
          H5Lget_info (self->file, part, &info, H5P_DEFAULT) < 0 ||
          info.type != H5L_TYPE_HARD)
        return FALSE;
    }
  return TRUE;
}

static hid_t
open_dataset (GradusHdf5Reader *self, const char *path, GError **error)
{
  hid_t dataset = -1;

  if (gradus_hdf5_reader_has (self, path))
    dataset = H5Dopen2 (self->file, path, H5P_DEFAULT);
  if (dataset < 0)
    set_unreadable (error, path);
  return dataset;
}

static gboolean
check_shape (hid_t dataset, const char *path, const GradusShape *shape, GError **error)
{
  gradus_auto_hid  space = H5Dget_space (dataset);
  hsize_t          dims[GRADUS_MAX_RANK] = { 0 };
  int              rank = space < 0 ? -1 : H5Sget_simple_extent_ndims (space);
  GradusShape      found = { .rank = (guint) rank };
  g_autofree char *found_text = NULL;
  g_autofree char *wanted_text = NULL;

  if (rank < 0 || rank > GRADUS_MAX_RANK ||
      H5Sget_simple_extent_type (space) == H5S_NULL ||
      H5Sget_simple_extent_dims (space, dims, NULL) < 0)
    return set_unreadable (error, path);
  for (int i = 0; i < rank; i++)
    found.dims[i] = dims[i] > G_MAXINT64 ? G_MAXINT64 : (gint64) dims[i];
  if (gradus_shape_equal (&found, shape))
    return TRUE;
  found_text = gradus_shape_to_string (&found);
  wanted_text = gradus_shape_to_string (shape);
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
               /* Translators: a place in a file, then two shapes like (784, 32) */
               _ ("Its weights “%s” have the shape %s, and the network needs %s."), path,
               found_text, wanted_text);
  return FALSE;
}

/* Filters may unpack a little into a lot, external and virtual storage reads other
 * files. Keras uses none of them. */
static gboolean
is_plain (hid_t dataset)
{
  gradus_auto_hid creation = H5Dget_create_plist (dataset);
  H5D_layout_t    layout = creation < 0 ? H5D_LAYOUT_ERROR : H5Pget_layout (creation);

  return (layout == H5D_COMPACT || layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED) &&
         H5Pget_nfilters (creation) == 0 &&
         (layout != H5D_CONTIGUOUS || H5Pget_external_count (creation) == 0);
}

/* Checks all that is declared before any memory is taken for it. */
static gboolean
check_dataset (GradusHdf5Reader  *self,
               hid_t              dataset,
               const char        *path,
               const GradusShape *shape,
               H5T_class_t        type_class,
               GError           **error)
{
  gradus_auto_hid type = H5Dget_type (dataset);
  gsize           item = type < 0 ? 0 : H5Tget_size (type);
  gsize           size;

  if (!check_shape (dataset, path, shape, error))
    return FALSE;
  if (item == 0 || item > sizeof (double) || H5Tget_class (type) != type_class ||
      !is_plain (dataset) || !gradus_shape_checked_size (shape, &size) ||
      !g_size_checked_mul (&size, size, item) || H5Dget_storage_size (dataset) < size ||
      size > self->n_left)
    return set_unreadable (error, path);
  self->n_left -= size;
  return TRUE;
}

/* Returns: (transfer full): numbers of exactly @shape, as float32 */
GradusTensor *
gradus_hdf5_reader_read (GradusHdf5Reader  *self,
                         const char        *path,
                         const GradusShape *shape,
                         GError           **error)
{
  gradus_auto_hid          dataset = open_dataset (self, path, error);
  g_autoptr (GradusTensor) tensor = NULL;

  if (dataset < 0 || !check_dataset (self, dataset, path, shape, H5T_FLOAT, error))
    return NULL;
  tensor = gradus_tensor_new (shape);
  if (H5Dread (dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, tensor->data) <
      0)
    {
      set_unreadable (error, path);
      return NULL;
    }
  return g_steal_pointer (&tensor);
}

gboolean
gradus_hdf5_reader_read_int (GradusHdf5Reader *self,
                             const char       *path,
                             gint64           *value,
                             GError          **error)
{
  gradus_auto_hid dataset = open_dataset (self, path, error);

  if (dataset < 0 ||
      !check_dataset (self, dataset, path, &GRADUS_SHAPE_0, H5T_INTEGER, error))
    return FALSE;
  return H5Dread (dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, value) >= 0 ||
         set_unreadable (error, path);
}

/* ---- Writing ---- */

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

static gboolean
write_dataset (hid_t       file,
               const char *path,
               hid_t       space,
               hid_t       file_type,
               hid_t       memory_type,
               const void *data)
{
  gradus_auto_hid creation = H5Pcreate (H5P_DATASET_CREATE);
  gradus_auto_hid dataset = -1;

  /* Without a time in it the same weights are the same bytes. */
  H5Pset_obj_track_times (creation, FALSE);
  dataset = H5Dcreate2 (file, path, file_type, space, H5P_DEFAULT, creation, H5P_DEFAULT);
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
