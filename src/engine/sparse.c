/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sparse.h"

#include <string.h>

#include "engine/kernels.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

/* Sixteen numbers that lie side by side anywhere in memory; the compiler uses as many
 * registers as the processor needs for them. */
#define WIDTH 16
typedef float Vector __attribute__ ((vector_size (WIDTH * sizeof (float)),
                                     aligned (sizeof (float)),
                                     may_alias));

/* Above this share of numbers that are not zero, OpenBLAS is quicker. */
#define SHARE_MOST 0.45
/* Smaller products are not worth the lists. */
#define INPUTS_LEAST 64

/* Numbers that are not zero, and where each of them stands. */
typedef struct
{
  guint32 *indices;
  float   *values;
} List;

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
 * Returns: whether so few of them are not zero that visiting only those is quicker
 */
gboolean
gradus_sparse_is_mostly_zero (gsize n, const float *x)
{
  return n <= G_MAXUINT32 && (double) count_non_zero (x, n) <= SHARE_MOST * (double) n;
}

/**
 * gradus_sparse_is_worthwhile:
 * @n_rows: rows of x
 * @n_inputs: columns of x
 * @n_units: columns of the other factor
 * @x: (shape n_rows, n_inputs): the matrix
 * @is_transposed: for xᵀ · dz instead of x · w
 *
 * Returns: whether skipping the zeros of @x is quicker than a product with everything; a
 *   question of @x alone, so that the answer does not depend on threads
 */
gboolean
gradus_sparse_is_worthwhile (gsize        n_rows,
                             gsize        n_inputs,
                             gsize        n_units,
                             const float *x,
                             gboolean     is_transposed)
{
  return n_units >= (is_transposed ? 4 * WIDTH : 2 * WIDTH) && n_inputs >= INPUTS_LEAST &&
         gradus_sparse_is_mostly_zero (n_rows * n_inputs, x);
}

/* Scratch holds two lists, each with room to spare for whole vectors, then where rows and
 * columns end. */
static gsize
get_room (gsize n_rows, gsize n_inputs)
{
  return n_rows * n_inputs + WIDTH;
}

static List
get_list (float *scratch, gsize n_rows, gsize n_inputs, gsize which)
{
  gsize  room = get_room (n_rows, n_inputs);
  float *start = scratch + 2 * room * which;

  return (List){ (guint32 *) (gpointer) start, start + room };
}

static guint32 *
get_ends (float *scratch, gsize n_rows, gsize n_inputs)
{
  return (guint32 *) (gpointer) (scratch + 4 * get_room (n_rows, n_inputs));
}

/**
 * gradus_sparse_get_scratch_per_row:
 * @n_inputs: columns of x
 *
 * Returns: floats of scratch for each row
 */
gsize
gradus_sparse_get_scratch_per_row (gsize n_inputs)
{
  return 4 * n_inputs + 1;
}

/**
 * gradus_sparse_get_fixed_scratch:
 * @n_inputs: columns of x
 *
 * Returns: floats of scratch besides
 */
gsize
gradus_sparse_get_fixed_scratch (gsize n_inputs)
{
  return 4 * WIDTH + n_inputs;
}

/* Every position is written, and the next one only counts if it was not zero: no branch
 * to mispredict. */
static gsize
list_row_plain (const float *x, gsize first, gsize n, List list)
{
  gsize count = 0;

  for (gsize i = first; i < n; i++)
    {
      list.indices[count] = (guint32) i;
      list.values[count] = x[i];
      count += x[i] != 0.0f;
    }
  return count;
}

#ifdef __x86_64__
/* The processor packs sixteen numbers at once. What it writes behind the last one is
 * overwritten by the next, so the final few are left to the plain loop. */
__attribute__ ((target ("avx512f"))) static gsize
list_row_avx512 (const float *x, gsize n, List list)
{
  gsize   n_whole = n / WIDTH * WIDTH;
  gsize   count = 0;
  __m512i places =
    _mm512_setr_epi32 (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

  for (gsize i = 0; i < n_whole; i += WIDTH)
    {
      __m512    numbers = _mm512_loadu_ps (x + i);
      __mmask16 mask = _mm512_cmp_ps_mask (numbers, _mm512_setzero_ps (), _CMP_NEQ_UQ);

      _mm512_storeu_ps (list.values + count, _mm512_maskz_compress_ps (mask, numbers));
      _mm512_storeu_si512 (list.indices + count,
                           _mm512_maskz_compress_epi32 (mask, places));
      places = _mm512_add_epi32 (places, _mm512_set1_epi32 (WIDTH));
      count += (gsize) __builtin_popcount (mask);
    }
  return count + list_row_plain (x, n_whole, n,
                                 (List){ list.indices + count, list.values + count });
}
#endif

/* There must be room for WIDTH more than a row has. */
static gsize
list_row (const float *x, gsize n, List list)
{
#ifdef __x86_64__
  if (__builtin_cpu_supports ("avx512f"))
    return list_row_avx512 (x, n, list);
#endif
  return list_row_plain (x, 0, n, list);
}

static void
list_rows (const float *x, gsize n_rows, gsize n_inputs, List list, guint32 *ends)
{
  gsize n_listed = 0;

  for (gsize i = 0; i < n_rows; i++)
    {
      List rest = { list.indices + n_listed, list.values + n_listed };

      n_listed += list_row (x + i * n_inputs, n_inputs, rest);
      ends[i] = (guint32) n_listed;
    }
}

/* What a sum of rows starts from where there is no bias and nothing to add to. */
static const float zeros[4 * WIDTH];

/* sum = start + Σ values[k] · rows[indices[k]], for 64 columns of @rows. */
__attribute__ ((always_inline)) static inline void
add_rows_4 (const List  *list,
            gsize        first,
            gsize        end,
            const float *rows,
            gsize        stride,
            const float *start,
            float       *sum)
{
  const Vector *from = (const Vector *) start;
  Vector       *to = (Vector *) sum;
  Vector        a = from[0], b = from[1], c = from[2], d = from[3];

  for (gsize k = first; k < end; k++)
    {
      const Vector *row = (const Vector *) (rows + list->indices[k] * stride);
      float         value = list->values[k];

      a += value * row[0];
      b += value * row[1];
      c += value * row[2];
      d += value * row[3];
    }
  to[0] = a;
  to[1] = b;
  to[2] = c;
  to[3] = d;
}

/* Two sums for each column take turns, so that one need not wait for the other. */
__attribute__ ((always_inline)) static inline void
add_rows_2 (const List  *list,
            gsize        first,
            gsize        end,
            const float *rows,
            gsize        stride,
            const float *start,
            float       *sum)
{
  const Vector *from = (const Vector *) start;
  Vector       *to = (Vector *) sum;
  Vector        a = from[0], b = from[1], c = { 0 }, d = { 0 };
  gsize         k = first;

  for (; k + 1 < end; k += 2)
    {
      const Vector *row = (const Vector *) (rows + list->indices[k] * stride);
      const Vector *next = (const Vector *) (rows + list->indices[k + 1] * stride);

      a += list->values[k] * row[0];
      b += list->values[k] * row[1];
      c += list->values[k + 1] * next[0];
      d += list->values[k + 1] * next[1];
    }
  if (k < end)
    {
      const Vector *row = (const Vector *) (rows + list->indices[k] * stride);

      a += list->values[k] * row[0];
      b += list->values[k] * row[1];
    }
  to[0] = a + c;
  to[1] = b + d;
}

__attribute__ ((always_inline)) static inline void
add_rows_rest (const List  *list,
               gsize        first,
               gsize        end,
               const float *rows,
               gsize        stride,
               gsize        n,
               const float *start,
               float       *sum)
{
  for (gsize j = 0; j < n; j++)
    sum[j] = start[j];
  for (gsize k = first; k < end; k++)
    for (gsize j = 0; j < n; j++)
      sum[j] += list->values[k] * rows[list->indices[k] * stride + j];
}

/* Up to 64 columns of one row of the result. */
__attribute__ ((always_inline)) static inline void
add_rows (const List  *list,
          gsize        first,
          gsize        end,
          const float *rows,
          gsize        stride,
          gsize        n_columns,
          const float *start,
          float       *sum)
{
  gsize j = 0;

  if (n_columns == 4 * WIDTH)
    {
      add_rows_4 (list, first, end, rows, stride, start, sum);
      return;
    }
  for (; j + 2 * WIDTH <= n_columns; j += 2 * WIDTH)
    add_rows_2 (list, first, end, rows + j, stride, start + j, sum + j);
  add_rows_rest (list, first, end, rows + j, stride, n_columns - j, start + j, sum + j);
}

/**
 * gradus_sparse_multiply:
 * @n_rows: rows of x
 * @n_inputs: columns of x
 * @n_units: columns of w
 * @x: (shape n_rows, n_inputs): mostly zeros
 * @w: (shape n_inputs, n_units): the other factor
 * @bias: (nullable) (shape n_units): added to each row
 * @z: (out) (shape n_rows, n_units): x · w + bias
 * @scratch: n_rows · scratch_per_row + fixed_scratch floats
 *
 * Goes through @w in strips of columns that stay in the cache while all rows use them.
 */
GRADUS_HOT void
gradus_sparse_multiply (gsize        n_rows,
                        gsize        n_inputs,
                        gsize        n_units,
                        const float *x,
                        const float *w,
                        const float *bias,
                        float       *z,
                        float       *scratch)
{
  List     list = get_list (scratch, n_rows, n_inputs, 0);
  guint32 *ends = get_ends (scratch, n_rows, n_inputs);

  list_rows (x, n_rows, n_inputs, list, ends);
  for (gsize j = 0; j < n_units; j += 4 * WIDTH)
    for (gsize i = 0; i < n_rows; i++)
      {
        add_rows (&list, i == 0 ? 0 : ends[i - 1], ends[i], w + j, n_units,
                  MIN (4 * WIDTH, n_units - j), bias != NULL ? bias + j : zeros,
                  z + i * n_units + j);
      }
}

/* Sorts a list of rows into one of columns: @ends tells where each column ends. */
static void
turn_list (const List    *rows,
           const guint32 *row_ends,
           gsize          n_rows,
           gsize          n_inputs,
           List          *columns,
           guint32       *ends)
{
  guint32 start = 0;

  memset (ends, 0, n_inputs * sizeof (guint32));
  for (gsize k = 0; k < row_ends[n_rows - 1]; k++)
    ends[rows->indices[k]]++;
  for (gsize j = 0; j < n_inputs; j++)
    {
      guint32 count = ends[j];

      ends[j] = start;
      start += count;
    }
  for (gsize i = 0, k = 0; i < n_rows; i++)
    for (; k < row_ends[i]; k++)
      {
        guint32 place = ends[rows->indices[k]]++;

        columns->indices[place] = (guint32) i;
        columns->values[place] = rows->values[k];
      }
}

/**
 * gradus_sparse_multiply_transposed:
 * @n_rows: rows of x
 * @n_inputs: columns of x
 * @n_units: columns of dz
 * @x: (shape n_rows, n_inputs): mostly zeros
 * @dz: (shape n_rows, n_units): the other factor
 * @accumulate: whether to add to @dw
 * @dw: (inout) (shape n_inputs, n_units): xᵀ · dz
 * @scratch: n_rows · scratch_per_row + fixed_scratch floats
 */
GRADUS_HOT void
gradus_sparse_multiply_transposed (gsize        n_rows,
                                   gsize        n_inputs,
                                   gsize        n_units,
                                   const float *x,
                                   const float *dz,
                                   gboolean     accumulate,
                                   float       *dw,
                                   float       *scratch)
{
  List     rows = get_list (scratch, n_rows, n_inputs, 0);
  List     list = get_list (scratch, n_rows, n_inputs, 1);
  guint32 *row_ends = get_ends (scratch, n_rows, n_inputs);
  guint32 *ends = row_ends + n_rows;

  if (n_rows == 0)
    return;
  list_rows (x, n_rows, n_inputs, rows, row_ends);
  turn_list (&rows, row_ends, n_rows, n_inputs, &list, ends);
  for (gsize i = 0; i < n_inputs; i++)
    for (gsize j = 0; j < n_units; j += 4 * WIDTH)
      {
        float *to = dw + i * n_units + j;

        add_rows (&list, i == 0 ? 0 : ends[i - 1], ends[i], dz + j, n_units,
                  MIN (4 * WIDTH, n_units - j), accumulate ? to : zeros, to);
      }
}
