/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <hdf5.h>

#include "engine/tensor.h"

G_BEGIN_DECLS

/* The HDF5 library is one big shared state: whoever calls anything below holds its lock.
 */
void gradus_hdf5_lock (void);
void gradus_hdf5_unlock (void);

static inline void
gradus_hid_close (hid_t *id)
{
  if (*id >= 0)
    H5Idec_ref (*id);
}
#define gradus_auto_hid __attribute__ ((cleanup (gradus_hid_close))) hid_t

/**
 * GradusHdf5Reader:
 * @file: the open file
 * @n_left: bytes that may still be read; numbers cannot be more than the file holds
 *
 * A file in memory that nobody vouches for.
 */
typedef struct
{
  hid_t file;
  gsize n_left;
} GradusHdf5Reader;

gboolean gradus_hdf5_reader_open (GradusHdf5Reader *self, GBytes *image, GError **error);
void     gradus_hdf5_reader_close (GradusHdf5Reader *self);
gboolean gradus_hdf5_reader_has (GradusHdf5Reader *self, const char *path);
GradusTensor *gradus_hdf5_reader_read (GradusHdf5Reader  *self,
                                       const char        *path,
                                       const GradusShape *shape,
                                       GError           **error);
gboolean      gradus_hdf5_reader_read_int (GradusHdf5Reader *self,
                                           const char       *path,
                                           gint64           *value,
                                           GError          **error);

/* Writing fails only when memory is short; negative ids tell. */
hid_t    gradus_hdf5_create (void);
GBytes  *gradus_hdf5_finish (hid_t file);
gboolean gradus_hdf5_write_vars_group (hid_t file, const char *path, const char *name);
gboolean gradus_hdf5_write (hid_t file, const char *path, const GradusTensor *tensor);
gboolean gradus_hdf5_write_int (hid_t file, const char *path, gint64 value);

G_END_DECLS
