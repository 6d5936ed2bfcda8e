/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/separability.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

/* --- Nearest centre --- */

/* Σ (x − c)², without the part that is the same for all centres: |c|² − 2 x·c. */
static guint
find_nearest (const float  *x,
              gsize         d,
              const float  *centers,
              const double *lengths,
              guint         n)
{
  double best = INFINITY;
  guint  nearest = 0;

  for (guint c = 0; c < n; c++)
    {
      double dot = (double) cblas_sdot ((blasint) d, x, 1, centers + (gsize) c * d, 1);
      double distance = lengths[c] - 2 * dot;

      if (distance < best)
        {
          best = distance;
          nearest = c;
        }
    }
  return nearest;
}

/**
 * gradus_separability_nearest_center:
 * @n: how many samples
 * @n_features: numbers of each
 * @x: (shape n, n_features): the samples
 * @labels: (array length=n): their classes
 * @n_classes: how many classes
 *
 * Asks of every sample whether the centre of its own class is nearer than that of any
 * other. Between two centres the border is a plane, so this is a linear classifier, and
 * one that has nothing to learn by heart.
 *
 * Returns: the part of the samples of which this is so
 */
double
gradus_separability_nearest_center (gsize         n,
                                    gsize         n_features,
                                    const float  *x,
                                    const guint8 *labels,
                                    guint         n_classes)
{
  gsize              d = n_features, n_right = 0;
  g_autofree double *sums = g_new0 (double, n_classes *d);
  g_autofree float  *centers = g_new0 (float, n_classes *d);
  g_autofree double *lengths = g_new0 (double, n_classes);
  g_autofree gsize  *counts = g_new0 (gsize, n_classes);

  for (gsize i = 0; i < n; i++)
    {
      counts[labels[i]]++;
      for (gsize j = 0; j < d; j++)
        sums[labels[i] * d + j] += (double) x[i * d + j];
    }
  for (guint c = 0; c < n_classes; c++)
    {
      lengths[c] = counts[c] > 0 ? 0 : INFINITY;
      for (gsize j = 0; j < d && counts[c] > 0; j++)
        {
          double value = sums[c * d + j] / (double) counts[c];

          centers[c * d + j] = (float) value;
          lengths[c] += value * value;
        }
    }
  for (gsize i = 0; i < n; i++)
    n_right += find_nearest (x + i * d, d, centers, lengths, n_classes) == labels[i];
  return n > 0 ? (double) n_right / (double) n : 0;
}

/* --- Linear fit --- */

/* LAPACK's solver of a x = b for symmetric positive matrices, as Fortran calls it. */
void dposv_ (const char    *triangle,
             const blasint *n,
             const blasint *n_columns,
             double        *a,
             const blasint *lda,
             double        *b,
             const blasint *ldb,
             blasint       *info,
             size_t         triangle_length);

/* So little that it matters only where the samples leave the answer open. */
#define RIDGE 1e-3

typedef struct
{
  gsize   n;
  gsize   d;
  gsize   m;
  double *x;    /* (n, d), the mean of the first half taken off */
  double *y;    /* (n, m), likewise */
  double *gram; /* (n, n): x xᵀ */
} Fit;

/* Takes off the mean of the samples that are learned from: those with even numbers. */
static double *
center (gsize n, gsize d, const float *x)
{
  double *centered = g_new (double, n *d);
  gsize   n_even = (n + 1) / 2;

  for (gsize j = 0; j < d; j++)
    {
      double mean = 0;

      for (gsize i = 0; i < n; i += 2)
        mean += (double) x[i * d + j] / (double) n_even;
      for (gsize i = 0; i < n; i++)
        centered[i * d + j] = (double) x[i * d + j] - mean;
    }
  return centered;
}

/* The dual form: as many unknowns as samples, however wide the layer. @alpha: (m, n_even)
 */
static gboolean
solve (const Fit *fit, double *alpha)
{
  gsize              n_even = (fit->n + 1) / 2;
  g_autofree double *a = g_new (double, n_even *n_even);
  blasint            order = (blasint) n_even, columns = (blasint) fit->m, info;
  double             trace = 0;

  for (gsize i = 0; i < n_even; i++)
    {
      for (gsize j = 0; j < n_even; j++)
        a[i * n_even + j] = fit->gram[2 * i * fit->n + 2 * j];
      trace += a[i * n_even + i];
      for (gsize t = 0; t < fit->m; t++)
        alpha[t * n_even + i] = fit->y[2 * i * fit->m + t];
    }
  for (gsize i = 0; i < n_even; i++)
    a[i * n_even + i] += RIDGE * trace / (double) n_even + 1e-12;
  dposv_ ("U", &order, &columns, a, &order, alpha, &order, &info, 1);
  return info == 0;
}

/* What is left of the variance of the samples with odd numbers. */
static double
measure_rest (const Fit *fit, const double *alpha)
{
  gsize  n_even = (fit->n + 1) / 2;
  double rest = 0, whole = 0;

  for (gsize i = 1; i < fit->n; i += 2)
    for (gsize t = 0; t < fit->m; t++)
      {
        double y = fit->y[i * fit->m + t], guess = 0;

        for (gsize j = 0; j < n_even; j++)
          guess += alpha[t * n_even + j] * fit->gram[i * fit->n + 2 * j];
        rest += (y - guess) * (y - guess);
        whole += y * y;
      }
  return whole > 0 ? rest / whole : 1;
}

/**
 * gradus_separability_linear_fit:
 * @n: how many samples
 * @n_features: numbers of each
 * @x: (shape n, n_features): the samples
 * @n_targets: numbers of a target
 * @y: (shape n, n_targets): what should be told from them
 *
 * Fits the targets by weighted sums of the numbers on every second sample (ridge
 * regression), and measures on the others how much of the targets' variance that tells.
 *
 * Returns: R², not below 0
 */
double
gradus_separability_linear_fit (gsize        n,
                                gsize        n_features,
                                const float *x,
                                gsize        n_targets,
                                const float *y)
{
  Fit                fit = { .n = n, .d = n_features, .m = n_targets };
  g_autofree double *alpha = g_new (double, (n + 1) / 2 * n_targets);
  double             told = 0;

  if (n < 4)
    return 0;
  fit.x = center (n, n_features, x);
  fit.y = center (n, n_targets, y);
  fit.gram = g_new (double, n *n);
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (blasint) n, (blasint) n,
               (blasint) fit.d, 1, fit.x, (blasint) fit.d, fit.x, (blasint) fit.d, 0,
               fit.gram, (blasint) n);
  if (solve (&fit, alpha))
    told = 1 - measure_rest (&fit, alpha);
  g_free (fit.x);
  g_free (fit.y);
  g_free (fit.gram);
  return CLAMP (told, 0, 1);
}
