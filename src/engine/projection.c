/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/projection.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "engine/random.h"

/* Subspace iteration: a few random directions are multiplied by the covariance and made
 * orthogonal again and again; the best mixtures of them come from a small eigenvalue
 * problem, which LAPACK solves. More directions than wanted make it quick.
 *
 * Source: Halko, Martinsson and Tropp, Finding structure with randomness (2011) */

#define N_MORE 10
#define MOST_ROUNDS 1000

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

/* LAPACK's solver for symmetric matrices, as Fortran calls it: the lengths of texts come
 * last. */
void dsyev_ (const char    *job,
             const char    *triangle,
             const blasint *n,
             double        *a,
             const blasint *lda,
             double        *values,
             double        *work,
             const blasint *lwork,
             blasint       *info,
             size_t         job_length,
             size_t         triangle_length);

/* small becomes its eigenvectors, one a row, the one with the smallest value first. */
static void
diagonalize (Work *work, double *values)
{
  blasint            q = (blasint) work->q, size = (blasint) (work->q * 34), info;
  g_autofree double *space = g_new (double, size);

  dsyev_ ("V", "U", &q, work->small, &q, values, space, &size, &info, 1, 1);
  if (info != 0)
    g_debug ("LAPACK found no eigenvalues: %d", (int) info);
}

/* The best mixtures of the directions: v = mix · v, the largest variance first. Returns
 * how much the variances changed. */
static double
mix_directions (Work *work)
{
  gsize              q = work->q;
  double             change = 0;
  g_autofree double *values = g_new0 (double, q);

  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (blasint) q, (blasint) q,
               (blasint) work->d, 1, work->w, (blasint) work->d, work->v,
               (blasint) work->d, 0, work->small, (blasint) q);
  diagonalize (work, values);
  for (gsize i = 0; i < q; i++)
    {
      gsize  from = q - 1 - i;
      double value = values[from];

      memcpy (work->mix + i * q, work->small + from * q, q * sizeof (double));
      if (i + N_MORE < q || q <= N_MORE)
        change = MAX (change, fabs (value - work->values[i]) / (fabs (value) + 1e-300));
      work->values[i] = value;
    }
  /* w is v C: mixed, it is the next v. */
  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) q, (blasint) work->d,
               (blasint) q, 1, work->mix, (blasint) q, work->w, (blasint) work->d, 0,
               work->v, (blasint) work->d);
  return change;
}

/* FALSE if it was told to stop. */
static gboolean
iterate (Work *work, double tolerance, GradusProceedFunc proceed, gpointer user_data)
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
      n_still = mix_directions (work) < tolerance ? n_still + 1 : 0;
      make_orthonormal (work, &random);
      if (proceed != NULL && !proceed (user_data))
        return FALSE;
    }
  return TRUE;
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

static void
work_init (Work *work, gsize n_components)
{
  work->q = MIN (n_components + N_MORE, work->d);
  work->x = g_new (double, work->n * work->d);
  work->v = g_new (double, work->q * work->d);
  work->w = g_new (double, work->q * work->d);
  work->y = g_new (double, work->n * work->q);
  work->small = g_new (double, work->q * work->q);
  work->mix = g_new (double, work->q * work->q);
  work->values = g_new0 (double, work->q);
}

static void
work_clear (Work *work)
{
  g_free (work->x);
  g_free (work->v);
  g_free (work->w);
  g_free (work->y);
  g_free (work->small);
  g_free (work->mix);
  g_free (work->values);
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
  return gradus_pca_new_full (n, n_features, x, n_components, 1e-14, NULL, NULL);
}

/**
 * gradus_pca_new_full:
 * @n: how many samples
 * @n_features: numbers of each
 * @x: (shape n, n_features): the samples
 * @n_components: how many directions are wanted; no more than @n_features come
 * @tolerance: relative change of the variances at which it is good enough; 1e-6 is for
 * the eye
 * @proceed: (nullable): asked between rounds
 * @user_data: for @proceed
 *
 * Returns: (transfer full) (nullable): the principal components; %NULL if @proceed ended
 * it
 */
GradusPca *
gradus_pca_new_full (gsize             n,
                     gsize             n_features,
                     const float      *x,
                     gsize             n_components,
                     double            tolerance,
                     GradusProceedFunc proceed,
                     gpointer          user_data)
{
  GradusPca *self = g_new0 (GradusPca, 1);
  Work       work = { .n = n, .d = n_features };
  double     total;
  gboolean   is_whole;

  g_return_val_if_fail (n > 0 && n_features > 0, NULL);
  self->n_features = n_features;
  self->n_components = MIN (n_components, n_features);
  self->mean = g_new0 (double, n_features);
  self->components = g_new0 (double, self->n_components *n_features);
  self->variance = g_new0 (double, self->n_components + 1);
  self->ratio = g_new0 (double, self->n_components + 1);
  work_init (&work, self->n_components);
  total = center (x, &work, self->mean);
  is_whole = iterate (&work, tolerance, proceed, user_data);
  take_components (self, &work, total);
  work_clear (&work);
  if (!is_whole)
    g_clear_pointer (&self, gradus_pca_free);
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
