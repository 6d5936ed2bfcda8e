/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/peak.h"

#include <cblas.h>

#define SIDE 2048
#define N_TRIES 5

/**
 * gradus_measure_sgemm:
 * @n_threads: how many threads may work on it
 *
 * Multiplies two 2048 × 2048 matrices a few times.
 *
 * Returns: the rate of the fastest, in GFLOP/s
 */
double
gradus_measure_sgemm (guint n_threads)
{
  float *a = g_new0 (float, SIDE *SIDE);
  float *b = g_new0 (float, SIDE *SIDE);
  float *c = g_new0 (float, SIDE *SIDE);
  gint64 best = G_MAXINT64;

  openblas_set_num_threads ((int) n_threads);
  for (guint i = 0; i < N_TRIES; i++)
    {
      gint64 start = g_get_monotonic_time ();

      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, SIDE, SIDE, SIDE, 1, a,
                   SIDE, b, SIDE, 0, c, SIDE);
      best = MIN (best, g_get_monotonic_time () - start);
    }
  openblas_set_num_threads (1);
  g_free (a);
  g_free (b);
  g_free (c);
  return 2e-3 * SIDE * SIDE * SIDE / (double) MAX (best, 1);
}
