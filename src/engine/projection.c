/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/projection.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "engine/random.h"

/* Subspace iteration: a few random directions are multiplied by the covariance and made
 * orthogonal again and again; the best mixtures of them come from a small eigenvalue
 * problem, which Jacobi's rotations solve. More directions than wanted make it quick.
 *
 * Source: Halko, Martinsson and Tropp, Finding structure with randomness (2011) */

#define N_MORE 10
#define MOST_ROUNDS 1000
#define MOST_SWEEPS 60

typedef struct
{
  gsize   n;
  gsize   d;
  gsize   q;
  double *x;      /* (n, d), centered */
  double *v;      /* (q, d): the directions, one a row */
  double *y;      /* (n, q) */
  double *w;      /* (q, d) */
  double *small;  /* (q, q) */
  double *mix;    /* (q, q) */
  double *values; /* q */
} Work;

/* Gram and Schmidt, twice for accuracy. A direction that is lost is drawn anew. */
static void
make_orthonormal (Work *work, GradusRandom *random)
{
  for (gsize i = 0; i < work->q; i++)
    {
      double *row = work->v + i * work->d;
      double  length;

      for (guint round = 0; round < 2; round++)
        for (gsize j = 0; j < i; j++)
          {
            const double *other = work->v + j * work->d;

            cblas_daxpy ((blasint) work->d,
                         -cblas_ddot ((blasint) work->d, row, 1, other, 1), other, 1, row,
                         1);
          }
      length = cblas_dnrm2 ((blasint) work->d, row, 1);
      for (gsize k = 0; length < 1e-200 && k < work->d; k++)
        row[k] = gradus_random_normal (random) * 1e-3;
      length = cblas_dnrm2 ((blasint) work->d, row, 1);
      cblas_dscal ((blasint) work->d, 1 / length, row, 1);
    }
}

/* w = v C, with C = xᵀ x */
static void
multiply (Work *work)
{
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (blasint) work->n,
               (blasint) work->q, (blasint) work->d, 1, work->x, (blasint) work->d,
               work->v, (blasint) work->d, 0, work->y, (blasint) work->q);
  cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (blasint) work->q,
               (blasint) work->d, (blasint) work->n, 1, work->y, (blasint) work->q,
               work->x, (blasint) work->d, 0, work->w, (blasint) work->d);
}

static void
rotate (Work *work, gsize i, gsize j)
{
  gsize  q = work->q;
  double off = work->small[i * q + j];
  double theta = (work->small[j * q + j] - work->small[i * q + i]) / (2 * off);
  double t = copysign (1, theta) / (fabs (theta) + sqrt (theta * theta + 1));
  double c = 1 / sqrt (t * t + 1);
  double s = t * c;

  cblas_drot ((blasint) q, work->small + i, (blasint) q, work->small + j, (blasint) q, c,
              -s);
  cblas_drot ((blasint) q, work->small + i * q, 1, work->small + j * q, 1, c, -s);
  cblas_drot ((blasint) q, work->mix + i * q, 1, work->mix + j * q, 1, c, -s);
}

/* Jacobi: small becomes diagonal, the rows of mix its eigenvectors. */
static void
diagonalize (Work *work)
{
  gsize q = work->q;

  memset (work->mix, 0, q * q * sizeof (double));
  for (gsize i = 0; i < q; i++)
    work->mix[i * q + i] = 1;
  for (guint sweep = 0; sweep < MOST_SWEEPS; sweep++)
    {
      double off = 0, on = 0;

      for (gsize i = 0; i < q; i++)
        for (gsize j = 0; j < q; j++)
          *(i == j ? &on : &off) += work->small[i * q + j] * work->small[i * q + j];
      if (off <= 1e-30 * on)
        return;
      for (gsize i = 0; i < q; i++)
        for (gsize j = i + 1; j < q; j++)
          if (work->small[i * q + j] != 0)
            rotate (work, i, j);
    }
}

static int
compare_values (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Work *work = user_data;
  gsize       i = *(const gsize *) a, j = *(const gsize *) b;
  double      x = work->small[i * work->q + i], y = work->small[j * work->q + j];

  return (x < y) - (x > y);
}

/* The best mixtures of the directions: v = mix · v, the largest variance first. Returns
 * how much the variances changed. */
static double
mix_directions (Work *work)
{
  gsize              q = work->q;
  double             change = 0;
  g_autofree gsize  *order = g_new (gsize, q);
  g_autofree double *sorted = g_new (double, q *q);

  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (blasint) q, (blasint) q,
               (blasint) work->d, 1, work->w, (blasint) work->d, work->v,
               (blasint) work->d, 0, work->small, (blasint) q);
  diagonalize (work);
  for (gsize i = 0; i < q; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) q, sizeof (gsize), compare_values, work);
  for (gsize i = 0; i < q; i++)
    {
      double value = work->small[order[i] * q + order[i]];

      memcpy (sorted + i * q, work->mix + order[i] * q, q * sizeof (double));
      if (i + N_MORE < q || q <= N_MORE)
        change = MAX (change, fabs (value - work->values[i]) / (fabs (value) + 1e-300));
      work->values[i] = value;
    }
  /* w is v C: mixed, it is the next v. */
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) q, (blasint) work->d,
               (blasint) q, 1, sorted, (blasint) q, work->w, (blasint) work->d, 0,
               work->v, (blasint) work->d);
  return change;
}

static void
iterate (Work *work)
{
  GradusRandom random = gradus_random_init (1, "projection");
  guint        n_still = 0;

  for (gsize i = 0; i < work->q * work->d; i++)
    work->v[i] = gradus_random_normal (&random);
  make_orthonormal (work, &random);
  /* Directions settle slower than variances: their error is the root of it. */
  for (guint round = 0; round < MOST_ROUNDS && n_still < 4; round++)
    {
      multiply (work);
      n_still = mix_directions (work) < 1e-14 ? n_still + 1 : 0;
      make_orthonormal (work, &random);
    }
}

static double
center (const float *x, Work *work, double *mean)
{
  double total = 0;

  for (gsize j = 0; j < work->d; j++)
    {
      double sum = 0;

      for (gsize i = 0; i < work->n; i++)
        sum += (double) x[i * work->d + j];
      mean[j] = sum / (double) work->n;
      for (gsize i = 0; i < work->n; i++)
        {
          double value = (double) x[i * work->d + j] - mean[j];

          work->x[i * work->d + j] = value;
          total += value * value;
        }
    }
  return total;
}

static void
take_components (GradusPca *self, const Work *work, double total)
{
  for (gsize i = 0; i < self->n_components; i++)
    {
      const double *from = work->v + i * work->d;
      double       *to = self->components + i * work->d;
      double        sign = from[cblas_idamax ((blasint) work->d, from, 1)] < 0 ? -1 : 1;

      for (gsize j = 0; j < work->d; j++)
        to[j] = sign * from[j];
      self->variance[i] = work->values[i] / (double) MAX (work->n - 1, 1);
      self->ratio[i] = total > 0 ? work->values[i] / total : 0;
    }
}

/**
 * gradus_pca_new:
 * @n: how many samples
 * @n_features: numbers of each
 * @x: (shape n, n_features): the samples
 * @n_components: how many directions are wanted; no more than @n_features come
 *
 * Returns: (transfer full): the principal components
 */
GradusPca *
gradus_pca_new (gsize n, gsize n_features, const float *x, gsize n_components)
{
  GradusPca *self = g_new0 (GradusPca, 1);
  Work       work = { .n = n, .d = n_features };
  double     total;

  g_return_val_if_fail (n > 0 && n_features > 0, NULL);
  self->n_features = n_features;
  self->n_components = MIN (n_components, n_features);
  work.q = MIN (self->n_components + N_MORE, n_features);
  self->mean = g_new0 (double, n_features);
  self->components = g_new0 (double, self->n_components *n_features);
  self->variance = g_new0 (double, self->n_components + 1);
  self->ratio = g_new0 (double, self->n_components + 1);
  work.x = g_new (double, n *n_features);
  work.v = g_new (double, work.q *work.d);
  work.w = g_new (double, work.q *work.d);
  work.y = g_new (double, n *work.q);
  work.small = g_new (double, work.q *work.q);
  work.mix = g_new (double, work.q *work.q);
  work.values = g_new0 (double, work.q);
  total = center (x, &work, self->mean);
  iterate (&work);
  take_components (self, &work, total);
  g_free (work.x);
  g_free (work.v);
  g_free (work.w);
  g_free (work.y);
  g_free (work.small);
  g_free (work.mix);
  g_free (work.values);
  return self;
}

void
gradus_pca_free (GradusPca *self)
{
  g_free (self->mean);
  g_free (self->components);
  g_free (self->variance);
  g_free (self->ratio);
  g_free (self);
}

/**
 * gradus_pca_project:
 * @self: principal components
 * @n: how many samples
 * @x: (shape n, n_features): samples
 * @scores: (out) (shape n, n_components): where they lie along the directions
 */
void
gradus_pca_project (const GradusPca *self, gsize n, const float *x, float *scores)
{
  for (gsize i = 0; i < n; i++)
    for (gsize k = 0; k < self->n_components; k++)
      {
        const double *direction = self->components + k * self->n_features;
        double        sum = 0;

        for (gsize j = 0; j < self->n_features; j++)
          sum += ((double) x[i * self->n_features + j] - self->mean[j]) * direction[j];
        scores[i * self->n_components + k] = (float) sum;
      }
}
