/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/tensor.h"

G_BEGIN_DECLS

/**
 * GradusHdf5Reader:
 * @data: the file; borrowed
 * @n_bytes: its length
 * @root: address of the root group's header
 * @n_left: bytes of numbers that may still be read; they cannot be more than the file
 * @n_steps: how much searching is left, so that no file makes one search for ever
 *
 * An HDF5 file that nobody vouches for. Libraries for HDF5 trust what a file says about
 * itself and fall over damaged ones, so what Keras's files use of the format is read
 * here, with every address and length checked: superblock 0 and 1, groups with symbol
 * tables, datasets of plain numbers in one piece, and attributes that hold a text or a
 * list of them. Soft
 * and external links, external storage, chunks and filters are not followed.
 *
 * Source: The HDF Group, HDF5 File Format Specification Version 3.0
 */
typedef struct
{
  const guint8 *data;
  gsize         n_bytes;
  guint64       root;
  gsize         n_left;
  guint         n_steps;
} GradusHdf5Reader;

gboolean gradus_hdf5_reader_open (GradusHdf5Reader *self, GBytes *image, GError **error);
gboolean gradus_hdf5_reader_has (GradusHdf5Reader *self, const char *path);
/* Exactly @shape, of float32 or float64; a single number may be a whole one. */
GradusTensor *gradus_hdf5_reader_read (GradusHdf5Reader  *self,
                                       const char        *path,
                                       const GradusShape *shape,
                                       GError           **error);
gboolean      gradus_hdf5_reader_read_int (GradusHdf5Reader *self,
                                           const char       *path,
                                           gint64           *value,
                                           GError          **error);

/* (transfer full): the text of an attribute of the object at @path, "" being the root. */
char *gradus_hdf5_reader_read_text (GradusHdf5Reader *self,
                                    const char       *path,
                                    const char       *attribute,
                                    GError          **error);
/* (transfer full) (element-type utf8): the same for a list of texts. */
GPtrArray *gradus_hdf5_reader_read_texts (GradusHdf5Reader *self,
                                          const char       *path,
                                          const char       *attribute,
                                          GError          **error);

G_END_DECLS
