/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sparse.h"

#include <string.h>

#include "engine/kernels.h"
#include "engine/simd/simd.h"

/* Above this share of numbers that are not zero, OpenBLAS is quicker. */
#define SHARE_MOST 0.45
/* Smaller products are not worth the lists. */
#define INPUTS_LEAST 64
#define UNITS_LEAST 16

GRADUS_HOT static gsize
count_non_zero (const float *x, gsize n)
{
  guint32 count = 0;

  for (gsize i = 0; i < n; i++)
    count += x[i] != 0.0f;
  return count;
}

/**
 * gradus_sparse_is_mostly_zero:
 * @n: how many numbers
 * @x: (array length=n): the numbers
 *
 * Returns: whether so few of them are not zero that visiting only those is quicker; a
 *   question of @x alone, so that the answer does not depend on threads
 */
gboolean
gradus_sparse_is_mostly_zero (gsize n, const float *x)
{
  return n <= G_MAXUINT32 && (double) count_non_zero (x, n) <= SHARE_MOST * (double) n;
}

/**
 * gradus_sparse_is_sparse:
 * @self: filled lists
 *
 * Returns: the same, of lists
 */
gboolean
gradus_sparse_is_sparse (const GradusSparse *self)
{
  return self->n_rows > 0 &&
         (double) self->ends[self->n_rows - 1] <=
           SHARE_MOST * (double) self->n_rows * (double) self->n_inputs;
}

/**
 * gradus_sparse_is_worthwhile:
 * @n_inputs: columns of a matrix that may be sparse
 * @n_units: columns of the other factor
 *
 * Returns: whether it is worth finding out
 */
gboolean
gradus_sparse_is_worthwhile (gsize n_inputs, gsize n_units)
{
  return n_inputs >= INPUTS_LEAST && n_units >= UNITS_LEAST;
}

gsize
gradus_sparse_get_room (gsize n_rows, gsize n_inputs)
{
  return n_rows * (2 * n_inputs + 1) + 2 * GRADUS_LIST_SLACK;
}

GradusSparse
gradus_sparse_at (gsize n_rows, gsize n_inputs, float *room)
{
  gsize n_most = n_rows * n_inputs + GRADUS_LIST_SLACK;

  return (GradusSparse){ .n_rows = n_rows,
                         .n_inputs = n_inputs,
                         .ends = (guint32 *) (gpointer) room,
                         .indices = (guint32 *) (gpointer) (room + n_rows),
                         .values = room + n_rows + n_most };
}

/**
 * gradus_sparse_fill:
 * @self: lists
 * @x: (shape n_rows, n_inputs): what to list
 */
void
gradus_sparse_fill (GradusSparse *self, const float *x)
{
  const GradusSimd *simd = gradus_simd_get ();
  gsize             n_listed = 0;

  for (gsize i = 0; i < self->n_rows; i++)
    {
      n_listed += simd->list_non_zero (x + i * self->n_inputs, self->n_inputs,
                                       self->indices + n_listed, self->values + n_listed);
      self->ends[i] = (guint32) n_listed;
    }
}

/**
 * gradus_sparse_multiply:
 * @x: filled lists
 * @n_units: columns of w
 * @w: (shape n_inputs, n_units): the other factor
 * @bias: (nullable) (shape n_units): added to each row
 * @z: (out) (shape n_rows, n_units): x · w + bias
 */
void
gradus_sparse_multiply (const GradusSparse *x,
                        gsize               n_units,
                        const float        *w,
                        const float        *bias,
                        float              *z)
{
  gradus_simd_get ()->sum_lists (&(GradusListSum){ .n_lists = x->n_rows,
                                                   .ends = x->ends,
                                                   .indices = x->indices,
                                                   .values = x->values,
                                                   .rows = w,
                                                   .row_stride = n_units,
                                                   .n_columns = n_units,
                                                   .bias = bias,
                                                   .to = z,
                                                   .to_stride = n_units });
}

gsize
gradus_sparse_get_turned_room (gsize n_rows, gsize n_inputs)
{
  return gradus_sparse_get_room (n_inputs, n_rows);
}

/* Sorts lists of rows into lists of columns. */
static void
turn (const GradusSparse *x, GradusSparse *turned)
{
  guint32 start = 0;

  memset (turned->ends, 0, turned->n_rows * sizeof (guint32));
  for (gsize k = 0; k < x->ends[x->n_rows - 1]; k++)
    turned->ends[x->indices[k]]++;
  for (gsize j = 0; j < turned->n_rows; j++)
    {
      guint32 count = turned->ends[j];

      turned->ends[j] = start;
      start += count;
    }
  for (gsize i = 0, k = 0; i < x->n_rows; i++)
    for (; k < x->ends[i]; k++)
      {
        guint32 place = turned->ends[x->indices[k]]++;

        turned->indices[place] = (guint32) i;
        turned->values[place] = x->values[k];
      }
}

/**
 * gradus_sparse_multiply_transposed:
 * @x: filled lists
 * @n_units: columns of dz
 * @dz: (shape n_rows, n_units): the other factor
 * @accumulate: whether to add to @dw
 * @dw: (inout) (shape n_inputs, n_units): xᵀ · dz
 * @room: gradus_sparse_get_turned_room() floats
 */
void
gradus_sparse_multiply_transposed (const GradusSparse *x,
                                   gsize               n_units,
                                   const float        *dz,
                                   gboolean            accumulate,
                                   float              *dw,
                                   float              *room)
{
  GradusSparse turned = gradus_sparse_at (x->n_inputs, x->n_rows, room);

  if (x->n_rows == 0)
    return;
  turn (x, &turned);
  gradus_simd_get ()->sum_lists (&(GradusListSum){ .n_lists = turned.n_rows,
                                                   .ends = turned.ends,
                                                   .indices = turned.indices,
                                                   .values = turned.values,
                                                   .rows = dz,
                                                   .row_stride = n_units,
                                                   .n_columns = n_units,
                                                   .accumulate = accumulate,
                                                   .to = dw,
                                                   .to_stride = n_units });
}
