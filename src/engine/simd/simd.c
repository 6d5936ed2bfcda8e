/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/simd/simd.h"

#include <pthread.h>
#include <string.h>

#include "engine/simd/simd-sets.h"

#define MOST_SETS 3

guint8                   gradus_simd_lanes[256][8];
static const GradusSimd *supported[MOST_SETS + 1];
static const GradusSimd *chosen;

/* Here, because the files of the sets are compiled for processors that this one may not
 * be. */
static void
find_supported (void)
{
  guint n = 0;

#ifdef __x86_64__
  __builtin_cpu_init ();
  if (__builtin_cpu_supports ("avx512f") && __builtin_cpu_supports ("avx512vl") &&
      __builtin_cpu_supports ("avx512bw") && __builtin_cpu_supports ("avx512dq"))
    supported[n++] = &gradus_simd_avx512;
  if (__builtin_cpu_supports ("avx2") && __builtin_cpu_supports ("fma"))
    supported[n++] = &gradus_simd_avx2;
#endif
  supported[n++] = &gradus_simd_plain;
}

static void
fill_lanes (void)
{
  for (guint mask = 0; mask < 256; mask++)
    for (guint lane = 0, n = 0; lane < 8; lane++)
      if (mask >> lane & 1)
        gradus_simd_lanes[mask][n++] = (guint8) lane;
}

/* GRADUS_SIMD names the set to take instead of the best, for comparing them. */
static void
prepare (void)
{
  const char *wanted = g_getenv ("GRADUS_SIMD");

  fill_lanes ();
  find_supported ();
  chosen = supported[0];
  for (guint i = 0; wanted != NULL && supported[i] != NULL; i++)
    if (g_ascii_strcasecmp (wanted, supported[i]->name) == 0)
      chosen = supported[i];
}

static void
prepare_once (void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;

  pthread_once (&once, prepare);
}

/**
 * gradus_simd_get:
 *
 * Returns: (transfer none): the inner loops that are quickest on this processor
 */
const GradusSimd *
gradus_simd_get (void)
{
  prepare_once ();
  return chosen;
}

/**
 * gradus_simd_get_all:
 *
 * Returns: (transfer none) (array zero-terminated=1): all sets that this processor can
 * run, best first
 */
const GradusSimd *const *
gradus_simd_get_all (void)
{
  prepare_once ();
  return supported;
}

/**
 * gradus_simd_get_packed_size:
 * @n_rows: rows of a matrix
 * @n_columns: its columns
 *
 * Returns: how many floats gradus_simd_pack() writes at most, on any processor
 */
gsize
gradus_simd_get_packed_size (gsize n_rows, gsize n_columns)
{
  return n_rows * ((n_columns + GRADUS_PANEL_MOST - 1) / GRADUS_PANEL_MOST) *
         GRADUS_PANEL_MOST;
}

/**
 * gradus_simd_pack:
 * @self: inner loops
 * @n_rows: rows of the matrix
 * @n_columns: columns of the matrix
 * @matrix: numbers
 * @row_stride: from one row to the next
 * @column_stride: from one column to the next; 1 unless the matrix is turned
 * @panels: (out): the same numbers in panels of @self->panel columns, each panel row by
 * row, the last filled up with zeros
 */
void
gradus_simd_pack (const GradusSimd *self,
                  gsize             n_rows,
                  gsize             n_columns,
                  const float      *matrix,
                  gsize             row_stride,
                  gsize             column_stride,
                  float            *panels)
{
  for (gsize first = 0; first < n_columns; first += self->panel)
    {
      gsize width = MIN (self->panel, n_columns - first);

      for (gsize row = 0; row < n_rows; row++, panels += self->panel)
        {
          const float *from = matrix + row * row_stride + first * column_stride;

          if (width < self->panel)
            memset (panels, 0, self->panel * sizeof (float));
          if (column_stride == 1)
            memcpy (panels, from, width * sizeof (float));
          else
            for (gsize j = 0; j < width; j++)
              panels[j] = from[j * column_stride];
        }
    }
}
