/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * GradusProduct:
 * @n_rows: rows of A and C
 * @a: where A begins
 * @rows: (nullable) (array length=n_rows): where each row of A begins, counted in floats
 * from @a; NULL if they follow each other every @row_stride
 * @row_stride: from one row of A to the next
 * @n_segments: pieces of a row of A
 * @segments: (nullable) (array length=n_segments): where each piece begins, counted from
 * the row; NULL if there is one, at 0
 * @segment: length of a piece
 * @panels: B (n_segments · segment, n_columns), as gradus_simd_pack() lays it out
 * @n_columns: columns of B and C
 * @bias: (nullable) (shape n_columns): what each row of C starts from
 * @accumulate: whether C starts from what it holds, instead of bias or zero
 * @c: (shape n_rows, n_columns): the result
 * @c_stride: from one row of C to the next
 *
 * C = start + A · B, where A need not lie in one piece: the places under the kernel of a
 * convolution are a product with rows that overlap.
 */
typedef struct
{
  gsize          n_rows;
  const float   *a;
  const guint32 *rows;
  gsize          row_stride;
  gsize          n_segments;
  const guint32 *segments;
  gsize          segment;
  const float   *panels;
  gsize          n_columns;
  const float   *bias;
  gboolean       accumulate;
  float         *c;
  gsize          c_stride;
} GradusProduct;

/**
 * GradusListSum:
 * @n_lists: how many sums
 * @bounds: list i holds the entries from bounds[i · bound_stride] up to
 * bounds[i · bound_stride + bound_span]
 * @bound_stride: 1 if the lists follow each other
 * @bound_span: 1 if each list has only its own bounds
 * @indices: which row each entry takes
 * @values: what it takes it times
 * @rows: the rows
 * @row_stride: from one row to the next; 1 if the indices are places
 * @n_columns: how much of a row is taken
 * @bias: (nullable) (shape n_columns): what each sum starts from
 * @accumulate: whether it starts from what is there instead
 * @to: where the sums go
 * @places: (nullable) (array length=n_lists): where each sum goes, counted from @to; NULL
 * if they follow each other every @to_stride
 * @to_stride: from one sum to the next
 *
 * to[i] = start + Σ values[k] · rows[indices[k]] over the entries k of list i: a product
 * with a matrix that is mostly zeros.
 */
typedef struct
{
  gsize          n_lists;
  const guint32 *bounds;
  gsize          bound_stride;
  gsize          bound_span;
  const guint32 *indices;
  const float   *values;
  const float   *rows;
  gsize          row_stride;
  gsize          n_columns;
  const float   *bias;
  gboolean       accumulate;
  float         *to;
  const guint32 *places;
  gsize          to_stride;
} GradusListSum;

/**
 * GradusScatter:
 * @n: how many entries
 * @sources: which row each entry takes
 * @targets: which sum it is added to
 * @values: what the row is taken times
 * @rows: the rows
 * @n_columns: length of a row
 * @row_stride: from one row to the next
 * @to: the sums
 * @to_stride: from one sum to the next
 *
 * to[targets[k]] += values[k] · rows[sources[k]], for rows that are a few numbers long.
 */
typedef struct
{
  gsize          n;
  const guint32 *sources;
  const guint32 *targets;
  const float   *values;
  const float   *rows;
  gsize          n_columns;
  gsize          row_stride;
  float         *to;
  gsize          to_stride;
} GradusScatter;

/**
 * GradusListAdd:
 * @n_lists: how many lists
 * @bounds: list i holds the entries from bounds[i · bound_stride] up to
 * bounds[i · bound_stride + bound_span]
 * @bound_stride: 1 if the lists follow each other
 * @bound_span: 1 if each list has only its own bounds
 * @indices: which sum each entry is added to
 * @values: what the list's row is taken times
 * @rows: one row for each list
 * @n_columns: length of a row
 * @row_stride: from one row to the next
 * @to: the sums
 * @to_stride: from one sum to the next
 *
 * to[indices[k]] += values[k] · rows[i] over the entries k of list i: a product with the
 * transpose of a matrix that is mostly zeros.
 */
typedef struct
{
  gsize          n_lists;
  const guint32 *bounds;
  gsize          bound_stride;
  gsize          bound_span;
  const guint32 *indices;
  const float   *values;
  const float   *rows;
  gsize          n_columns;
  gsize          row_stride;
  float         *to;
  gsize          to_stride;
} GradusListAdd;

/* A list may be written this much past its end. */
#define GRADUS_LIST_SLACK 16
/* The widest panel of any processor. */
#define GRADUS_PANEL_MOST 32

/**
 * GradusSimd:
 * @name: of the instruction set
 * @panel: columns in a panel
 * @multiply: see #GradusProduct
 * @sum_lists: see #GradusListSum
 * @add_lists: see #GradusListAdd
 * @scatter: see #GradusScatter
 * @list_non_zero: writes which of the numbers from @first up to @end are not zero, and
 * these numbers, and returns how many; there must be room for %GRADUS_LIST_SLACK more
 *
 * @keep_largest: of each @window rows of z (n_windows · window, n_columns) that follow
 * each other, the largest number in each column, and which row had it; of equal numbers
 * the first wins, and one that is no number wins always
 * @list_winners: as list_non_zero, but only those numbers whose winner is @wanted
 * @repel: with q = 1 ÷ (1 + (at_x − xⱼ)² + (at_y − yⱼ)²), the sums of q² · (at_x − xⱼ),
 * of q² · (at_y − yⱼ) and of q over n points: how points push one away in t-SNE
 *
 * The inner loops of the engine for one kind of processor: one source, simd-body.h,
 * compiled for each.
 */
typedef struct
{
  const char *name;
  gsize       panel;
  void (*multiply) (const GradusProduct *product);
  void (*sum_lists) (const GradusListSum *sum);
  void (*add_lists) (const GradusListAdd *add);
  void (*scatter) (const GradusScatter *scatter);
  gsize (*list_non_zero) (const float *x,
                          gsize        first,
                          gsize        end,
                          guint32     *indices,
                          float       *values);
  void (*keep_largest) (gsize        n_windows,
                        gsize        window,
                        gsize        n_columns,
                        const float *z,
                        float       *y,
                        guint8      *winners);
  gsize (*list_winners) (const float  *x,
                         const guint8 *winners,
                         guint8        wanted,
                         gsize         n,
                         guint32      *indices,
                         float        *values);
  void (*repel) (gsize        n,
                 const float *x,
                 const float *y,
                 float        at_x,
                 float        at_y,
                 float        sums[3]);
} GradusSimd;

/* The best that this processor can run. Threads: any */
const GradusSimd *gradus_simd_get (void);
/* (array zero-terminated=1): all that this processor can run, best first. */
const GradusSimd *const *gradus_simd_get_all (void);

gsize gradus_simd_get_packed_size (gsize n_rows, gsize n_columns);
void  gradus_simd_pack (const GradusSimd *self,
                        gsize             n_rows,
                        gsize             n_columns,
                        const float      *matrix,
                        gsize             row_stride,
                        gsize             column_stride,
                        float            *panels);

G_END_DECLS
