/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The inner loops, written once. A file for a kind of processor defines
 *
 *   LANES          floats in a register
 *   TILE_ROWS      rows of a product that are summed up together, at most 8
 *   REGISTER       the letter by which inline assembly knows such a register
 *
 * and includes this. Its registers must hold TILE_ROWS · TILE_VECTORS sums, and STRIP
 * sums, and a few numbers more. */

#include <string.h>

#include "engine/simd/simd.h"

#define TILE_VECTORS 2
#define PANEL (TILE_VECTORS * LANES)

G_STATIC_ASSERT (PANEL <= GRADUS_PANEL_MOST);

typedef float Vector __attribute__ ((vector_size (LANES * sizeof (float)),
                                     aligned (sizeof (float)),
                                     may_alias));

#define INLINE __attribute__ ((always_inline)) static inline

static const float simd_zeros[8 * LANES];

/* --- Products --- */

/* @n rows of one panel. @n is a constant where this is called, so that all sums stay in
 * registers. */
INLINE void
multiply_tile (const GradusProduct *product,
               const float *const  *rows,
               const float         *panel,
               const float *const  *starts,
               float *const        *to,
               const gsize          n)
{
  Vector       sums[8][TILE_VECTORS];
  const float *a[8];

#pragma GCC unroll 8
  for (gsize r = 0; r < n; r++)
    for (gsize v = 0; v < TILE_VECTORS; v++)
      sums[r][v] = *(const Vector *) (starts[r] + v * LANES);
  for (gsize s = 0; s < product->n_segments; s++)
    {
      gsize from = product->segments != NULL ? product->segments[s] : 0;

#pragma GCC unroll 8
      for (gsize r = 0; r < n; r++)
        a[r] = rows[r] + from;
      for (gsize k = 0; k < product->segment; k++, panel += PANEL)
        {
          Vector columns[TILE_VECTORS];

          for (gsize v = 0; v < TILE_VECTORS; v++)
            columns[v] = *(const Vector *) (panel + v * LANES);
#pragma GCC unroll 8
          for (gsize r = 0; r < n; r++)
            {
              Vector value = a[r][k] - (Vector){ 0 };

              /* Hides where it comes from, or the compiler would read the numbers of all
               * rows first and run out of registers. */
              __asm__("" : "+" REGISTER (value));
              for (gsize v = 0; v < TILE_VECTORS; v++)
                sums[r][v] += value * columns[v];
            }
        }
    }
#pragma GCC unroll 8
  for (gsize r = 0; r < n; r++)
    for (gsize v = 0; v < TILE_VECTORS; v++)
      *(Vector *) (to[r] + v * LANES) = sums[r][v];
}

#define TILE_OF(n)                                                                       \
  case n:                                                                                \
    multiply_tile (product, rows, panel, starts, to, n);                                 \
    break;

static void
multiply_rows (const GradusProduct *product,
               const float *const  *rows,
               const float         *panel,
               const float *const  *starts,
               float *const        *to,
               gsize                n)
{
  switch (n)
    {
      TILE_OF (1)
      TILE_OF (2)
      TILE_OF (3)
      TILE_OF (4)
#if TILE_ROWS > 4
      TILE_OF (5)
      TILE_OF (6)
#endif
#if TILE_ROWS > 6
      TILE_OF (7)
      TILE_OF (8)
#endif
    default:
      g_assert_not_reached ();
    }
}

static inline const float *
get_row (const GradusProduct *product, gsize row)
{
  return product->a +
         (product->rows != NULL ? product->rows[row] : row * product->row_stride);
}

/* Columns @first … of up to TILE_ROWS rows; the last panel may be wider than C. */
static void
multiply_block (const GradusProduct *product, gsize row, gsize n, gsize first)
{
  gsize        width = MIN (PANEL, product->n_columns - first);
  gsize        n_inner = product->n_segments * product->segment;
  const float *panel = product->panels + first * n_inner;
  const float *rows[TILE_ROWS];
  const float *starts[TILE_ROWS];
  float       *to[TILE_ROWS];
  float        edge[TILE_ROWS][PANEL];

  for (gsize r = 0; r < n; r++)
    {
      rows[r] = get_row (product, row + r);
      to[r] = product->c + (row + r) * product->c_stride + first;
      starts[r] = product->accumulate     ? to[r]
                  : product->bias != NULL ? product->bias + first
                                          : simd_zeros;
      if (width == PANEL)
        continue;
      memset (edge[r], 0, sizeof edge[r]);
      memcpy (edge[r], starts[r], width * sizeof (float));
      starts[r] = edge[r];
      to[r] = edge[r];
    }
  multiply_rows (product, rows, panel, starts, to, n);
  for (gsize r = 0; r < n && width < PANEL; r++)
    memcpy (product->c + (row + r) * product->c_stride + first, edge[r],
            width * sizeof (float));
}

/* A panel stays in the first-level cache while all rows meet it. */
static void
simd_multiply (const GradusProduct *product)
{
  for (gsize first = 0; first < product->n_columns; first += PANEL)
    for (gsize row = 0; row < product->n_rows; row += TILE_ROWS)
      multiply_block (product, row, MIN (TILE_ROWS, product->n_rows - row), first);
}

/* --- Sums of listed rows --- */

/* @width vectors of one sum; @turns sums take turns, so that none need wait for its last
 * addition. Both are constants where this is called. */
INLINE void
sum_strip (const GradusListSum *sum,
           gsize                first,
           gsize                end,
           const float         *rows,
           const float         *start,
           float               *to,
           const gsize          width,
           const gsize          turns)
{
  Vector         sums[4][8];
  const guint32 *indices = sum->indices;
  const float   *values = sum->values;
  gsize          stride = sum->row_stride;
  gsize          k = first;

#pragma GCC unroll 8
  for (gsize v = 0; v < width; v++)
    {
      sums[0][v] = *(const Vector *) (start + v * LANES);
#pragma GCC unroll 4
      for (gsize t = 1; t < turns; t++)
        sums[t][v] = (Vector){ 0 };
    }
  for (; k + turns <= end; k += turns)
#pragma GCC unroll 4
    for (gsize t = 0; t < turns; t++)
      {
        const Vector *row = (const Vector *) (rows + indices[k + t] * stride);
        float         value = values[k + t];

#pragma GCC unroll 8
        for (gsize v = 0; v < width; v++)
          sums[t][v] += value * row[v];
      }
  for (; k < end; k++)
    {
      const Vector *row = (const Vector *) (rows + indices[k] * stride);

#pragma GCC unroll 8
      for (gsize v = 0; v < width; v++)
        sums[0][v] += values[k] * row[v];
    }
#pragma GCC unroll 8
  for (gsize v = 0; v < width; v++)
    {
#pragma GCC unroll 4
      for (gsize t = 1; t < turns; t++)
        sums[0][v] += sums[t][v];
      *(Vector *) (to + v * LANES) = sums[0][v];
    }
}

static void
sum_rest (const GradusListSum *sum,
          gsize                first,
          gsize                end,
          const float         *rows,
          const float         *start,
          float               *to,
          gsize                n)
{
  for (gsize j = 0; j < n; j++)
    to[j] = start[j];
  for (gsize k = first; k < end; k++)
    for (gsize j = 0; j < n; j++)
      to[j] += sum->values[k] * rows[sum->indices[k] * sum->row_stride + j];
}

/* A strip of a block of rows must fit into the first-level cache, whatever the registers
 * hold. */
#define STRIP_COLUMNS 64
#define STRIP_MOST (STRIP_COLUMNS / LANES < 8 ? STRIP_COLUMNS / LANES : 8)

/* How many of @n columns the next strip takes: whole strips of a power of two vectors. */
INLINE gsize
choose_strip (gsize n)
{
  for (gsize width = STRIP_MOST; width > 0; width /= 2)
    if (n >= width * LANES)
      return width;
  return 0;
}

/* @width vectors of all sums from @column on; 0 stands for less than one vector. */
INLINE void
sum_strips (const GradusListSum *all, gsize column, const gsize width, const gsize turns)
{
  /* A copy, because what is written through Vector could be anything. */
  const GradusListSum sum = *all;
  const float        *rows = sum.rows + column;
  const float        *usual = sum.bias != NULL ? sum.bias + column : simd_zeros;

  for (gsize i = 0; i < sum.n_lists; i++)
    {
      gsize        first = sum.bounds[i * sum.bound_stride];
      gsize        end = sum.bounds[i * sum.bound_stride + sum.bound_span];
      gsize        place = sum.places != NULL ? sum.places[i] : i * sum.to_stride;
      float       *to = sum.to + place + column;
      const float *start = sum.accumulate ? to : usual;

      if (first == end && sum.accumulate)
        continue;
      if (width > 0)
        sum_strip (&sum, first, end, rows, start, to, width, turns);
      else
        sum_rest (&sum, first, end, rows, start, to, sum.n_columns - column);
    }
}

static void
sum_column (const GradusListSum *sum, gsize column, gsize width)
{
  switch (width)
    {
    case 8:
      sum_strips (sum, column, 8, 1);
      break;
    case 4:
      sum_strips (sum, column, 4, 2);
      break;
    case 2:
      sum_strips (sum, column, 2, 4);
      break;
    case 1:
      sum_strips (sum, column, 1, 4);
      break;
    default:
      sum_strips (sum, column, 0, 1);
    }
}

/* Strip by strip, so that a strip of all rows stays in the cache. */
static void
simd_sum_lists (const GradusListSum *sum)
{
  gsize column = 0;

  while (column < sum->n_columns)
    {
      gsize width = choose_strip (sum->n_columns - column);

      sum_column (sum, column, width);
      column = width > 0 ? column + width * LANES : sum->n_columns;
    }
}

/* --- Rows added to where lists say --- */

/* The list's row stays in @width registers; a constant where this is called. */
INLINE void
add_strips (const GradusListAdd *all, gsize column, const gsize width)
{
  /* A copy, because what is written through Vector could be anything. */
  const GradusListAdd add = *all;

  for (gsize i = 0; i < add.n_lists; i++)
    {
      const float *row = add.rows + i * add.row_stride + column;
      gsize        end = add.bounds[i * add.bound_stride + add.bound_span];
      Vector       numbers[8];

#pragma GCC unroll 8
      for (gsize v = 0; v < width; v++)
        numbers[v] = *(const Vector *) (row + v * LANES);
      for (gsize k = add.bounds[i * add.bound_stride]; k < end; k++)
        {
          float *to = add.to + add.indices[k] * add.to_stride + column;

#pragma GCC unroll 8
          for (gsize v = 0; v < width; v++)
            *(Vector *) (to + v * LANES) += add.values[k] * numbers[v];
        }
    }
}

static void
add_rest (const GradusListAdd *add, gsize column)
{
  for (gsize i = 0; i < add->n_lists; i++)
    for (gsize k = add->bounds[i * add->bound_stride];
         k < add->bounds[i * add->bound_stride + add->bound_span]; k++)
      for (gsize j = column; j < add->n_columns; j++)
        add->to[add->indices[k] * add->to_stride + j] +=
          add->values[k] * add->rows[i * add->row_stride + j];
}

static void
add_column (const GradusListAdd *add, gsize column, gsize width)
{
  switch (width)
    {
    case 8:
      add_strips (add, column, 8);
      break;
    case 4:
      add_strips (add, column, 4);
      break;
    case 2:
      add_strips (add, column, 2);
      break;
    case 1:
      add_strips (add, column, 1);
      break;
    default:
      add_rest (add, column);
    }
}

static void
simd_add_lists (const GradusListAdd *add)
{
  gsize column = 0;

  while (column < add->n_columns)
    {
      gsize width = choose_strip (add->n_columns - column);

      add_column (add, column, width);
      column = width > 0 ? column + width * LANES : add->n_columns;
    }
}

static void
simd_scatter (const GradusScatter *scatter)
{
  /* A copy, because what is written through Vector could be anything. */
  const GradusScatter s = *scatter;

  for (gsize k = 0; k < s.n; k++)
    {
      const float *row = s.rows + s.sources[k] * s.row_stride;
      float       *to = s.to + s.targets[k] * s.to_stride;
      float        value = s.values[k];
      gsize        j = 0;

      for (; j + LANES <= s.n_columns; j += LANES)
        *(Vector *) (to + j) += value * *(const Vector *) (row + j);
      for (; j < s.n_columns; j++)
        to[j] += value * row[j];
    }
}

/* Every number is written, and the next one only counts if it was not zero: no branch to
 * mispredict. */
G_GNUC_UNUSED static gsize
list_plain (const float *x, gsize first, gsize n, guint32 *indices, float *values)
{
  gsize count = 0;

  for (gsize i = first; i < n; i++)
    {
      indices[count] = (guint32) i;
      values[count] = x[i];
      count += x[i] != 0.0f;
    }
  return count;
}

G_GNUC_UNUSED static gsize
list_winners_plain (const float  *x,
                    const guint8 *winners,
                    guint8        wanted,
                    gsize         first,
                    gsize         n,
                    guint32      *indices,
                    float        *values)
{
  gsize count = 0;

  for (gsize i = first; i < n; i++)
    {
      indices[count] = (guint32) i;
      values[count] = x[i];
      count += x[i] != 0.0f && winners[i] == wanted;
    }
  return count;
}

/* --- The largest of a window --- */

typedef gint32 Whole __attribute__ ((vector_size (LANES * sizeof (float)), may_alias));
typedef guint8 Bytes __attribute__ ((vector_size (LANES), aligned (1), may_alias));

INLINE void
keep_largest_of (gsize window, gsize stride, const float *z, float *y, guint8 *winners)
{
  Vector best = *(const Vector *) z;
  Whole  winner = { 0 };

  for (gsize row = 1; row < window; row++)
    {
      Vector next = *(const Vector *) (z + row * stride);
      Whole  is_better = ~(next <= best);
      Whole  number = (Whole){ 0 } + (gint32) row;

      best = (Vector) ((is_better & (Whole) next) | (~is_better & (Whole) best));
      winner = (is_better & number) | (~is_better & winner);
    }
  *(Vector *) y = best;
  *(Bytes *) winners = __builtin_convertvector(winner, Bytes);
}

static void
keep_largest_rest (gsize        window,
                   gsize        stride,
                   gsize        n,
                   const float *z,
                   float       *y,
                   guint8      *winners)
{
  for (gsize j = 0; j < n; j++)
    {
      y[j] = z[j];
      winners[j] = 0;
      for (gsize row = 1; row < window; row++)
        if (!(z[row * stride + j] <= y[j]))
          {
            y[j] = z[row * stride + j];
            winners[j] = (guint8) row;
          }
    }
}

static void
simd_keep_largest (gsize        n_windows,
                   gsize        window,
                   gsize        n_columns,
                   const float *z,
                   float       *y,
                   guint8      *winners)
{
  for (gsize i = 0; i < n_windows; i++)
    {
      gsize j = 0;

      for (; j + LANES <= n_columns; j += LANES)
        keep_largest_of (window, n_columns, z + j, y + j, winners + j);
      keep_largest_rest (window, n_columns, n_columns - j, z + j, y + j, winners + j);
      z += window * n_columns;
      y += n_columns;
      winners += n_columns;
    }
}

/* --- Points that push one away --- */

INLINE float
sum_lanes (Vector v)
{
  float sum = 0;

  for (gsize i = 0; i < LANES; i++)
    sum += v[i];
  return sum;
}

static void
simd_repel (gsize        n,
            const float *x,
            const float *y,
            float        at_x,
            float        at_y,
            float        sums[3])
{
  Vector push_x = { 0 }, push_y = { 0 }, weight = { 0 };
  gsize  n_whole = n / LANES * LANES;

  for (gsize j = 0; j < n_whole; j += LANES)
    {
      Vector dx = at_x - *(const Vector *) (x + j);
      Vector dy = at_y - *(const Vector *) (y + j);
      Vector q = 1.0f / (1.0f + dx * dx + dy * dy);

      weight += q;
      q *= q;
      push_x += q * dx;
      push_y += q * dy;
    }
  sums[0] = sum_lanes (push_x);
  sums[1] = sum_lanes (push_y);
  sums[2] = sum_lanes (weight);
  for (gsize j = n_whole; j < n; j++)
    {
      float dx = at_x - x[j], dy = at_y - y[j];
      float q = 1 / (1 + dx * dx + dy * dy);

      sums[2] += q;
      sums[0] += q * q * dx;
      sums[1] += q * q * dy;
    }
}
