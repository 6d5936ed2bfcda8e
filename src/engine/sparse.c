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
/* Inputs whose weights, a strip of STRIP units wide, stay in the first-level cache while
 * all rows use them. */
#define BLOCK 64
#define STRIP 64
/* Additions for an input below which turning its list round costs more than it saves by
 * keeping the sum in registers. */
#define FEW_ADDITIONS 256

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
         (double) self->bounds[self->n_rows * self->n_blocks] <=
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

static gsize
count_blocks (gsize n_inputs)
{
  return (n_inputs + BLOCK - 1) / BLOCK;
}

static gsize
get_room (gsize n_rows, gsize n_inputs, gsize n_blocks)
{
  return n_rows * (2 * n_inputs + n_blocks) + 1 + 2 * GRADUS_LIST_SLACK;
}

static GradusSparse
place_lists (gsize n_rows, gsize n_inputs, gsize n_blocks, float *room)
{
  gsize  n_most = n_rows * n_inputs + GRADUS_LIST_SLACK;
  float *entries = room + n_rows * n_blocks + 1;

  return (GradusSparse){ .n_rows = n_rows,
                         .n_inputs = n_inputs,
                         .n_blocks = n_blocks,
                         .bounds = (guint32 *) (gpointer) room,
                         .indices = (guint32 *) (gpointer) entries,
                         .values = entries + n_most };
}

gsize
gradus_sparse_get_room (gsize n_rows, gsize n_inputs)
{
  return get_room (n_rows, n_inputs, count_blocks (n_inputs));
}

GradusSparse
gradus_sparse_at (gsize n_rows, gsize n_inputs, float *room)
{
  return place_lists (n_rows, n_inputs, count_blocks (n_inputs), room);
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
  guint32          *bound = self->bounds;

  *bound++ = 0;
  for (gsize i = 0; i < self->n_rows; i++, x += self->n_inputs)
    for (gsize first = 0; first < self->n_inputs; first += BLOCK)
      {
        n_listed +=
          simd->list_non_zero (x, first, MIN (first + BLOCK, self->n_inputs),
                               self->indices + n_listed, self->values + n_listed);
        *bound++ = (guint32) n_listed;
      }
}

/* Blocks that are gone through together, because the strip is narrower than it could be.
 */
static gsize
get_span (gsize n_units)
{
  return MAX (STRIP / n_units, 1);
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
  gsize span = get_span (n_units);

  for (gsize block = 0; block < x->n_blocks; block += span)
    gradus_simd_get ()->sum_lists (
      &(GradusListSum){ .n_lists = x->n_rows,
                        .bounds = x->bounds + block,
                        .bound_stride = x->n_blocks,
                        .bound_span = MIN (span, x->n_blocks - block),
                        .indices = x->indices,
                        .values = x->values,
                        .rows = w,
                        .row_stride = n_units,
                        .n_columns = n_units,
                        .bias = bias,
                        .accumulate = block > 0,
                        .to = z,
                        .to_stride = n_units });
}

gsize
gradus_sparse_get_turned_room (gsize n_rows, gsize n_inputs)
{
  return get_room (n_inputs, n_rows, 1);
}

/* Sorts lists of rows into lists of columns. bounds[j + 1] counts, then tells where list
 * j is at, and in the end where it ends. */
static void
turn (const GradusSparse *x, GradusSparse *turned)
{
  guint32 *at = turned->bounds + 1;
  gsize    n_entries = x->bounds[x->n_rows * x->n_blocks];
  guint32  start = 0;

  memset (turned->bounds, 0, (turned->n_rows + 1) * sizeof (guint32));
  for (gsize k = 0; k < n_entries; k++)
    at[x->indices[k]]++;
  for (gsize j = 0; j < turned->n_rows; j++)
    {
      guint32 count = at[j];

      at[j] = start;
      start += count;
    }
  for (gsize i = 0, k = 0; i < x->n_rows; i++)
    for (; k < x->bounds[(i + 1) * x->n_blocks]; k++)
      {
        guint32 place = at[x->indices[k]]++;

        turned->indices[place] = (guint32) i;
        turned->values[place] = x->values[k];
      }
}

/* Block by block of inputs, so that what is added to stays in the first-level cache. */
static void
add_directly (const GradusSparse *x,
              gsize               n_units,
              const float        *dz,
              gboolean            accumulate,
              float              *dw)
{
  gsize span = get_span (n_units);

  for (gsize block = 0; block < x->n_blocks; block += span)
    {
      gsize first = block * BLOCK;
      gsize n = MIN (span * BLOCK, x->n_inputs - first);

      if (!accumulate)
        memset (dw + first * n_units, 0, n * n_units * sizeof (float));
      gradus_simd_get ()->add_lists (
        &(GradusListAdd){ .n_lists = x->n_rows,
                          .bounds = x->bounds + block,
                          .bound_stride = x->n_blocks,
                          .bound_span = MIN (span, x->n_blocks - block),
                          .indices = x->indices,
                          .values = x->values,
                          .rows = dz,
                          .n_columns = n_units,
                          .row_stride = n_units,
                          .to = dw,
                          .to_stride = n_units });
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
  GradusSparse turned = place_lists (x->n_inputs, x->n_rows, 1, room);

  if (x->n_rows == 0)
    return;
  if (x->bounds[x->n_rows * x->n_blocks] * n_units < FEW_ADDITIONS * x->n_inputs)
    {
      add_directly (x, n_units, dz, accumulate, dw);
      return;
    }
  turn (x, &turned);
  gradus_simd_get ()->sum_lists (&(GradusListSum){ .n_lists = turned.n_rows,
                                                   .bounds = turned.bounds,
                                                   .bound_stride = 1,
                                                   .bound_span = 1,
                                                   .indices = turned.indices,
                                                   .values = turned.values,
                                                   .rows = dz,
                                                   .row_stride = n_units,
                                                   .n_columns = n_units,
                                                   .accumulate = accumulate,
                                                   .to = dw,
                                                   .to_stride = n_units });
}
