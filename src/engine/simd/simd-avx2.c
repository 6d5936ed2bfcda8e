/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For processors with AVX2 and FMA: sixteen registers of eight floats. */
#define LANES 8
#define TILE_ROWS 6
#define REGISTER "x"
#include "engine/simd/simd-body.h"
#include "engine/simd/simd-sets.h"

#include <immintrin.h>

/* The numbers in @mask are moved to the front; what is written behind them is overwritten
 * by the next. */
static inline gsize
store_listed (__m256 numbers, guint mask, gsize first, guint32 *indices, float *values)
{
  __m256i lanes =
    _mm256_cvtepu8_epi32 (_mm_loadl_epi64 ((const __m128i *) gradus_simd_lanes[mask]));

  _mm256_storeu_ps (values, _mm256_permutevar8x32_ps (numbers, lanes));
  _mm256_storeu_si256 ((__m256i *) indices,
                       _mm256_add_epi32 (lanes, _mm256_set1_epi32 ((int) first)));
  return (gsize) __builtin_popcount (mask);
}

static gsize
list_non_zero (const float *x, gsize first, gsize end, guint32 *indices, float *values)
{
  gsize end_whole = first + (end - first) / LANES * LANES;
  gsize count = 0;

  for (gsize i = first; i < end_whole; i += LANES)
    {
      __m256 numbers = _mm256_loadu_ps (x + i);
      guint  mask = (guint) _mm256_movemask_ps (
         _mm256_cmp_ps (numbers, _mm256_setzero_ps (), _CMP_NEQ_UQ));

      if (mask != 0)
        count += store_listed (numbers, mask, i, indices + count, values + count);
    }
  return count + list_plain (x, end_whole, end, indices + count, values + count);
}

static gsize
list_winners (const float  *x,
              const guint8 *winners,
              guint8        wanted,
              gsize         n,
              guint32      *indices,
              float        *values)
{
  gsize   n_whole = n / LANES * LANES;
  gsize   count = 0;
  __m256i number = _mm256_set1_epi32 (wanted);

  for (gsize i = 0; i < n_whole; i += LANES)
    {
      __m256  numbers = _mm256_loadu_ps (x + i);
      __m256i won = _mm256_cmpeq_epi32 (_mm256_cvtepu8_epi32 (_mm_loadl_epi64 (
                                          (const __m128i *) (winners + i))),
                                        number);
      __m256  counts = _mm256_cmp_ps (numbers, _mm256_setzero_ps (), _CMP_NEQ_UQ);
      guint   mask =
        (guint) _mm256_movemask_ps (_mm256_and_ps (counts, _mm256_castsi256_ps (won)));

      if (mask != 0)
        count += store_listed (numbers, mask, i, indices + count, values + count);
    }
  return count + list_winners_plain (x, winners, wanted, n_whole, n, indices + count,
                                     values + count);
}

const GradusSimd gradus_simd_avx2 = {
  .name = "AVX2",
  .panel = PANEL,
  .multiply = simd_multiply,
  .sum_lists = simd_sum_lists,
  .add_lists = simd_add_lists,
  .scatter = simd_scatter,
  .list_non_zero = list_non_zero,
  .keep_largest = simd_keep_largest,
  .list_winners = list_winners,
  .repel = simd_repel,
};
