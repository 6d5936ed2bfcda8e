/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Products with a matrix that is mostly zeros, like the pixels of a digit or what relu
 * lets through: they visit only what is not zero. */

/**
 * GradusSparse:
 * @n_rows: rows of the matrix
 * @n_inputs: its columns
 * @n_blocks: into how many blocks of columns the lists are divided
 * @bounds: (array length=n_rows * n_blocks + 1): block b of row i has the entries from
 * bounds[i · n_blocks + b] up to the next bound
 * @indices: the column of each entry
 * @values: its number
 *
 * The numbers of a matrix that are not zero, row by row.
 */
typedef struct
{
  gsize    n_rows;
  gsize    n_inputs;
  gsize    n_blocks;
  guint32 *bounds;
  guint32 *indices;
  float   *values;
} GradusSparse;

/* Whether products with so large a matrix can gain from lists. */
gboolean gradus_sparse_is_worthwhile (gsize n_inputs, gsize n_units);
/* Floats of room that the lists of @n_rows rows take; the sum for several matrices is
 * enough for one with all their rows. */
gsize gradus_sparse_get_room (gsize n_rows, gsize n_inputs);
/* Lists in @room, not yet filled, or filled before. */
GradusSparse gradus_sparse_at (gsize n_rows, gsize n_inputs, float *room);
void         gradus_sparse_fill (GradusSparse *self, const float *x);
/* Whether few enough numbers are not zero, of lists and of numbers. */
gboolean gradus_sparse_is_sparse (const GradusSparse *self);
gboolean gradus_sparse_is_mostly_zero (gsize n, const float *x);

/* z (n_rows, n_units) = x · w + bias */
void gradus_sparse_multiply (const GradusSparse *x,
                             gsize               n_units,
                             const float        *w,
                             const float        *bias,
                             float              *z);
/* dw (n_inputs, n_units) = xᵀ · dz, or added to dw; @room is for the lists turned round
 */
void  gradus_sparse_multiply_transposed (const GradusSparse *x,
                                         gsize               n_units,
                                         const float        *dz,
                                         gboolean            accumulate,
                                         float              *dw,
                                         float              *room);
gsize gradus_sparse_get_turned_room (gsize n_rows, gsize n_inputs);

G_END_DECLS
