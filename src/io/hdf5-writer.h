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

/* Writing fails only when memory is short; negative ids tell. */
hid_t    gradus_hdf5_create (void);
GBytes  *gradus_hdf5_finish (hid_t file);
gboolean gradus_hdf5_write_vars_group (hid_t file, const char *path, const char *name);
gboolean gradus_hdf5_write (hid_t file, const char *path, const GradusTensor *tensor);
gboolean gradus_hdf5_write_int (hid_t file, const char *path, gint64 value);
gboolean gradus_hdf5_create_group (hid_t file, const char *path);
/* Attributes of the object at @path, "/" being the file. */
gboolean gradus_hdf5_write_text (hid_t       file,
                                 const char *path,
                                 const char *name,
                                 const char *text,
                                 gboolean    is_utf8);
/* @texts: (element-type utf8) */
gboolean gradus_hdf5_write_texts (hid_t       file,
                                  const char *path,
                                  const char *name,
                                  GPtrArray  *texts);

G_END_DECLS
