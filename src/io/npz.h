/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/tensor.h"

G_BEGIN_DECLS

/**
 * GradusNpzArray:
 * @name: like `dense/kernel`, without NumPy's ending
 * @tensor: its numbers
 *
 * One named array of an archive as `numpy.savez()` writes it.
 */
typedef struct
{
  char         *name;
  GradusTensor *tensor;
} GradusNpzArray;

/* (element-type GradusNpzArray): a list that frees what it holds */
GPtrArray *gradus_npz_arrays_new (void);
void gradus_npz_arrays_add (GPtrArray *arrays, const char *name, GradusTensor *tensor);
/* Borrowed; NULL if there is none. */
GradusTensor *gradus_npz_arrays_find (GPtrArray *arrays, const char *name);

/* Whether it begins as one; any thread. */
gboolean   gradus_npz_is_file (const char *path);
GPtrArray *gradus_npz_read (const char *path, gsize max_numbers, GError **error);
GBytes    *gradus_npz_write (GPtrArray *arrays, GError **error);

G_END_DECLS
