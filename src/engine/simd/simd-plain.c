/* SPDX-License-Identifier: GPL-3.0-or-later */

/* For any processor: registers of four floats, as SSE2 and NEON have them. */
#define LANES 4
#define TILE_ROWS 4
#if defined(__x86_64__) || defined(__i386__)
#define REGISTER "x"
#elif defined(__aarch64__)
#define REGISTER "w"
#else
#define REGISTER "m"
#endif
#include "engine/simd/simd-body.h"
#include "engine/simd/simd-sets.h"

static gsize
list_non_zero (const float *x, gsize first, gsize end, guint32 *indices, float *values)
{
  return list_plain (x, first, end, indices, values);
}

static gsize
list_winners (const float  *x,
              const guint8 *winners,
              guint8        wanted,
              gsize         n,
              guint32      *indices,
              float        *values)
{
  return list_winners_plain (x, winners, wanted, 0, n, indices, values);
}

const GradusSimd gradus_simd_plain = {
  .name = "plain",
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
