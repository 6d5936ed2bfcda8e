/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/neighbours.h"

#include <math.h>
#include <string.h>

#include "engine/product.h"

/* Samples whose distances to all others are one product of matrices. */
#define BLOCK 64

/* Every block is computed in the same way whichever thread does it. */
typedef struct
{
  gsize    n;
  gsize    d;
  guint    k;
  float   *x;       /* (n, d), with the mean taken off */
  float   *lengths; /* n, squared */
  guint    first;   /* block of this round */
  float  **products;
  guint32 *indices;
  float   *squares;
} Search;

/* Small distances between samples far from zero would drown in rounding. */
static void
take_centered (Search *search, const float *x)
{
  gsize              d = search->d;
  g_autofree double *mean = g_new0 (double, d);

  for (gsize i = 0; i < search->n; i++)
    for (gsize j = 0; j < d; j++)
      mean[j] += (double) x[i * d + j];
  for (gsize j = 0; j < d; j++)
    mean[j] /= (double) search->n;
  for (gsize i = 0; i < search->n; i++)
    {
      double sum = 0;

      for (gsize j = 0; j < d; j++)
        {
          float value = x[i * d + j] - (float) mean[j];

          search->x[i * d + j] = value;
          sum += (double) value * (double) value;
        }
      search->lengths[i] = (float) sum;
    }
}

/* Farther, and of equals the one with the larger number, so that ties have one order. */
static inline gboolean
is_farther (const float *squares, const guint32 *indices, guint a, guint b)
{
  return squares[a] > squares[b] || (squares[a] == squares[b] && indices[a] > indices[b]);
}

static inline void
swap (float *squares, guint32 *indices, guint a, guint b)
{
  float   square = squares[a];
  guint32 index = indices[a];

  squares[a] = squares[b];
  indices[a] = indices[b];
  squares[b] = square;
  indices[b] = index;
}

static void
sift (float *squares, guint32 *indices, guint from, guint n)
{
  for (guint child; (child = 2 * from + 1) < n; from = child)
    {
      if (child + 1 < n && is_farther (squares, indices, child + 1, child))
        child++;
      if (!is_farther (squares, indices, child, from))
        return;
      swap (squares, indices, child, from);
    }
}

/* The k nearest in a heap whose top is the farthest; in the end they are sorted. */
static void
keep_nearest (const Search *search, gsize i, const float *products)
{
  guint    k = search->k, n_kept = 0;
  float   *squares = search->squares + i * k;
  guint32 *indices = search->indices + i * k;

  for (gsize j = 0; j < search->n; j++)
    {
      float square =
        MAX (search->lengths[i] + search->lengths[j] - 2 * products[j], 0.0f);

      if (j == i || (n_kept == k && !(square < squares[0])))
        continue;
      if (n_kept < k)
        {
          squares[n_kept] = square;
          indices[n_kept++] = (guint32) j;
          if (n_kept == k)
            for (guint parent = k / 2; parent-- > 0;)
              sift (squares, indices, parent, k);
          continue;
        }
      squares[0] = square;
      indices[0] = (guint32) j;
      sift (squares, indices, 0, k);
    }
  for (guint left = k; left-- > 1;)
    {
      swap (squares, indices, 0, left);
      sift (squares, indices, 0, left);
    }
}

static void
search_block (guint task, gpointer user_data)
{
  const Search *search = user_data;
  gsize         begin = (gsize) (search->first + task) * BLOCK;
  gsize         n_rows = MIN (BLOCK, search->n - begin);
  float        *products = search->products[task];

  gradus_product_nt (n_rows, search->n, search->d, search->x + begin * search->d,
                     search->x, products);
  for (gsize row = 0; row < n_rows; row++)
    keep_nearest (search, begin + row, products + row * search->n);
}

/**
 * gradus_neighbours_find:
 * @n: how many samples
 * @n_features: numbers of each
 * @x: (shape n, n_features): the samples
 * @k: how many neighbours of each, fewer than @n
 * @pool: (nullable): threads to share the work among
 * @proceed: (nullable): asked every few milliseconds
 * @user_data: for @proceed
 * @indices: (out) (shape n, k): the nearest other samples, the nearest first
 * @squares: (out) (shape n, k): squares of their Euclidean distances
 *
 * Finds the nearest neighbours of every sample exactly. The result does not depend on the
 * number of threads.
 *
 * Returns: %FALSE if @proceed ended it
 */
gboolean
gradus_neighbours_find (gsize             n,
                        gsize             n_features,
                        const float      *x,
                        guint             k,
                        GradusPool       *pool,
                        GradusProceedFunc proceed,
                        gpointer          user_data,
                        guint32          *indices,
                        float            *squares)
{
  guint    n_threads = pool != NULL ? gradus_pool_get_n_threads (pool) : 1;
  guint    n_blocks = (guint) ((n + BLOCK - 1) / BLOCK);
  gboolean goes_on = TRUE;
  Search   search = { n, n_features, k };

  g_return_val_if_fail (k > 0 && k < n, FALSE);

  search.x = g_new (float, n *n_features);
  search.lengths = g_new (float, n);
  search.products = g_new (float *, n_threads);
  for (guint i = 0; i < n_threads; i++)
    search.products[i] = g_new (float, BLOCK *n);
  search.indices = indices;
  search.squares = squares;
  take_centered (&search, x);
  for (; search.first < n_blocks && goes_on; search.first += n_threads)
    {
      guint n_tasks = MIN (n_threads, n_blocks - search.first);

      if (pool != NULL)
        gradus_pool_run (pool, n_tasks, search_block, &search);
      else
        search_block (0, &search);
      goes_on = proceed == NULL || proceed (user_data);
    }
  for (guint i = 0; i < n_threads; i++)
    g_free (search.products[i]);
  g_free (search.products);
  g_free (search.lengths);
  g_free (search.x);
  return goes_on;
}

/**
 * gradus_neighbours_get_purity:
 * @n: how many samples
 * @k: neighbours of each
 * @indices: (shape n, k): as found
 * @labels: (array length=n): their classes
 *
 * Returns: the part of all neighbours that have the class of the sample itself
 */
double
gradus_neighbours_get_purity (gsize          n,
                              guint          k,
                              const guint32 *indices,
                              const guint8  *labels)
{
  gsize n_same = 0;

  for (gsize i = 0; i < n * k; i++)
    n_same += labels[indices[i]] == labels[i / k];
  return n * k > 0 ? (double) n_same / (double) (n * k) : 0;
}
