/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For processors with AVX-512: thirty-two registers of sixteen floats. */
#define LANES 16
#define TILE_ROWS 8
#define REGISTER "v"
#include "engine/simd/simd-body.h"
#include "engine/simd/simd-sets.h"

#include <immintrin.h>

/* The processor packs the numbers in @mask at once. What it writes behind the last one is
 * overwritten by the next. */
static inline gsize
store_listed (__m512    numbers,
              __mmask16 mask,
              gsize     first,
              guint32  *indices,
              float    *values)
{
  __m512i lanes =
    _mm512_setr_epi32 (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  __m512i places = _mm512_add_epi32 (lanes, _mm512_set1_epi32 ((int) first));
  guint32 bits = _cvtmask16_u32 (mask);

  _mm512_storeu_ps (values, _mm512_maskz_compress_ps (mask, numbers));
  _mm512_storeu_si512 (indices, _mm512_maskz_compress_epi32 (mask, places));
  /* GCC 12 may keep the mask in memory, write sixteen bits and count in thirty-two: so
   * the bits go through a register first. */
  __asm__("" : "+r"(bits));
  return (gsize) __builtin_popcount (bits);
}

static gsize
list_non_zero (const float *x, gsize first, gsize end, guint32 *indices, float *values)
{
  gsize end_whole = first + (end - first) / LANES * LANES;
  gsize count = 0;

  for (gsize i = first; i < end_whole; i += LANES)
    {
      __m512    numbers = _mm512_loadu_ps (x + i);
      __mmask16 mask = _mm512_cmp_ps_mask (numbers, _mm512_setzero_ps (), _CMP_NEQ_UQ);

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
  __m512i number = _mm512_set1_epi32 (wanted);

  for (gsize i = 0; i < n_whole; i += LANES)
    {
      __m512  numbers = _mm512_loadu_ps (x + i);
      __m512i won =
        _mm512_cvtepu8_epi32 (_mm_loadu_si128 ((const __m128i *) (winners + i)));
      __mmask16 mask = _mm512_cmpeq_epi32_mask (won, number) &
                       _mm512_cmp_ps_mask (numbers, _mm512_setzero_ps (), _CMP_NEQ_UQ);

      count += store_listed (numbers, mask, i, indices + count, values + count);
    }
  return count + list_winners_plain (x, winners, wanted, n_whole, n, indices + count,
                                     values + count);
}

const GradusSimd gradus_simd_avx512 = {
  .name = "AVX-512",
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
