/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tsne-private.h"

#include <math.h>
#include <string.h>

#define MOST_TRIES 60
#define CLOSE_ENOUGH 1e-4
#define CHUNK 64

typedef struct
{
  gsize        n;
  guint        k;
  double       entropy; /* wanted: log of the perplexity */
  const float *squares;
  float       *p; /* (n, k): p(j|i) */
} Search;

/* p(j|i) ∝ exp (−β dᵢⱼ²). Returns its entropy. */
static double
weigh (guint k, const float *squares, double beta, float *p)
{
  double sum = 0, mean = 0;

  for (guint j = 0; j < k; j++)
    {
      /* The nearest has weight 1, so that the sum is never 0. */
      double square = (double) (squares[j] - squares[0]);
      double weight = exp (-beta * square);

      p[j] = (float) weight;
      sum += weight;
      mean += weight * square;
    }
  for (guint j = 0; j < k; j++)
    p[j] = (float) ((double) p[j] / sum);
  return log (sum) + beta * mean / sum;
}

/* More β is less entropy: double it or halve it, then go halfway between bounds. */
static void
weigh_sample (const Search *search, gsize i)
{
  guint        k = search->k;
  const float *squares = search->squares + i * k;
  float       *p = search->p + i * k;
  double       least = 0, most = INFINITY, mean = 0, beta;

  for (guint j = 0; j < k; j++)
    mean += (double) (squares[j] - squares[0]) / k;
  beta = mean > 0 ? 1 / mean : 1;
  for (guint try = 0; try < MOST_TRIES; try++)
    {
      double off = weigh (k, squares, beta, p) - search->entropy;

      if (fabs (off) < CLOSE_ENOUGH)
        return;
      if (off > 0)
        {
          least = beta;
          beta = isinf (most) ? 2 * beta : (beta + most) / 2;
        }
      else
        {
          most = beta;
          beta = (beta + least) / 2;
        }
    }
}

static void
weigh_chunk (guint task, gpointer user_data)
{
  const Search *search = user_data;
  gsize         end = MIN (search->n, ((gsize) task + 1) * CHUNK);

  for (gsize i = (gsize) task * CHUNK; i < end; i++)
    weigh_sample (search, i);
}

/* Places p(j|i) in the lists of both i and j; a pair may then be in a list twice. */
static void
list_both_ways (GradusAffinities *self, const Search *search, const guint32 *neighbours)
{
  gsize             n = search->n, n_pairs = n * search->k;
  g_autofree gsize *ends = g_new0 (gsize, n + 1);

  for (gsize i = 0; i < n_pairs; i++)
    {
      ends[i / search->k + 1]++;
      ends[neighbours[i] + 1]++;
    }
  for (gsize i = 0; i < n; i++)
    ends[i + 1] += ends[i];
  memcpy (self->begins, ends, (n + 1) * sizeof (gsize));
  for (gsize pair = 0; pair < n_pairs; pair++)
    {
      gsize i = pair / search->k, j = neighbours[pair];

      self->indices[ends[i]] = (guint32) j;
      self->values[ends[i]++] = search->p[pair];
      self->indices[ends[j]] = (guint32) i;
      self->values[ends[j]++] = search->p[pair];
    }
}

/* Adds up pairs that are listed twice, with @sums (n zeros) at hand; lists get shorter.
 * p = (p(j|i) + p(i|j)) / 2n, so that all of them together are 1. */
static void
merge_pairs (GradusAffinities *self, gsize n)
{
  g_autofree float *sums = g_new0 (float, n);
  gsize             to = 0;

  for (gsize i = 0; i < n; i++)
    {
      gsize begin = self->begins[i], end = self->begins[i + 1];

      self->begins[i] = to;
      for (gsize pair = begin; pair < end; pair++)
        sums[self->indices[pair]] += self->values[pair];
      for (gsize pair = begin; pair < end; pair++)
        {
          guint32 j = self->indices[pair];

          if (!(sums[j] > 0))
            continue;
          self->indices[to] = j;
          self->values[to++] = sums[j] / (2 * (float) n);
          sums[j] = 0;
        }
    }
  self->begins[n] = to;
}

/**
 * gradus_affinities_init:
 * @self: (out): who attracts whom how much
 * @n: how many samples
 * @k: neighbours of each
 * @neighbours: (shape n, k): the nearest others, the nearest first
 * @squares: (shape n, k): squared distances
 * @perplexity: wanted, below @k
 * @pool: (nullable): threads to share the work among
 *
 * Finds for every sample the width of a bell curve under which as many neighbours count
 * as the perplexity says.
 */
void
gradus_affinities_init (GradusAffinities *self,
                        gsize             n,
                        guint             k,
                        const guint32    *neighbours,
                        const float      *squares,
                        double            perplexity,
                        GradusPool       *pool)
{
  Search search = { n, k, log (perplexity), squares };
  guint  n_tasks = (guint) ((n + CHUNK - 1) / CHUNK);

  search.p = g_new (float, n *k);
  if (pool != NULL)
    gradus_pool_run (pool, n_tasks, weigh_chunk, &search);
  else
    for (guint i = 0; i < n_tasks; i++)
      weigh_chunk (i, &search);
  self->begins = g_new (gsize, n + 1);
  self->indices = g_new (guint32, 2 * n * k);
  self->values = g_new (float, 2 * n * k);
  list_both_ways (self, &search, neighbours);
  merge_pairs (self, n);
  g_free (search.p);
}

void
gradus_affinities_clear (GradusAffinities *self)
{
  g_clear_pointer (&self->begins, g_free);
  g_clear_pointer (&self->indices, g_free);
  g_clear_pointer (&self->values, g_free);
}
