/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/random.h"
#include "engine/simd/simd.h"

#include <math.h>
#include <string.h>

/* Every set of inner loops that this processor can run, against loops that nobody can get
 * wrong, for many drawn shapes. */

#define N_SHAPES 200

static const GradusSimd *
get_set (gconstpointer data)
{
  const GradusSimd *const *sets = gradus_simd_get_all ();

  for (guint i = 0; sets[i] != NULL; i++)
    if (strcmp (sets[i]->name, data) == 0)
      return sets[i];
  return NULL;
}

static gsize
draw (GradusRandom *random, gsize least, gsize most)
{
  return least + gradus_random_below (random, (guint32) (most - least + 1));
}

static float *
draw_floats (GradusRandom *random, gsize n)
{
  float *x = g_new (float, n + 1);

  for (gsize i = 0; i < n; i++)
    x[i] = gradus_random_uniform (random) - 0.5f;
  return x;
}

static void
assert_near (const float *x, const double *expected, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon ((double) x[i], expected[i], 2e-5);
}

/* C as the definition of GradusProduct says it. */
static void
multiply_naively (const GradusProduct *product, const float *b, double *c)
{
  gsize n_inner = product->n_segments * product->segment;

  for (gsize i = 0; i < product->n_rows; i++)
    for (gsize j = 0; j < product->n_columns; j++)
      {
        const float *row = product->a + (product->rows != NULL ? product->rows[i]
                                                               : i * product->row_stride);
        double sum = product->accumulate ? (double) product->c[i * product->c_stride + j]
                     : product->bias != NULL ? (double) product->bias[j]
                                             : 0;

        for (gsize k = 0; k < n_inner; k++)
          {
            gsize segment =
              product->segments != NULL ? product->segments[k / product->segment] : 0;

            sum += (double) row[segment + k % product->segment] *
                   (double) b[k * product->n_columns + j];
          }
        c[i * product->n_columns + j] = sum;
      }
}

static void
check_product (const GradusSimd *simd, GradusRandom *random)
{
  gsize             n_segments = draw (random, 1, 4);
  gboolean          is_scattered = draw (random, 0, 1);
  GradusProduct     product = { .n_rows = draw (random, 1, 40),
                                .n_segments = n_segments,
                                .segment = draw (random, 1, 20),
                                .n_columns = draw (random, 1, 80) };
  gsize             n_inner = n_segments * product.segment;
  guint32           segments[4];
  guint32           rows[40];
  gsize             n_a = 60 * n_inner;
  g_autofree float *a = draw_floats (random, n_a + 100);
  g_autofree float *b = draw_floats (random, n_inner * product.n_columns);
  g_autofree float *bias = draw_floats (random, product.n_columns);
  g_autofree float *c = NULL;
  g_autofree float *panels =
    g_new0 (float, gradus_simd_get_packed_size (n_inner, product.n_columns));
  g_autofree double *expected = g_new (double, product.n_rows *product.n_columns);

  product.row_stride = n_inner;
  product.c_stride = product.n_columns + draw (random, 0, 3);
  c = draw_floats (random, product.n_rows * product.c_stride);
  for (gsize i = 0; i < n_segments; i++)
    segments[i] = (guint32) draw (random, 0, 3 * n_inner);
  for (gsize i = 0; i < product.n_rows; i++)
    rows[i] = (guint32) draw (random, 0, 50 * n_inner);
  product.a = a;
  product.rows = is_scattered ? rows : NULL;
  product.segments = n_segments > 1 || is_scattered ? segments : NULL;
  product.bias = draw (random, 0, 1) ? bias : NULL;
  product.accumulate = draw (random, 0, 1);
  product.c = c;
  product.panels = panels;
  if (draw (random, 0, 1))
    gradus_simd_pack (simd, n_inner, product.n_columns, b, product.n_columns, 1, panels);
  else
    {
      g_autofree float *turned = g_new (float, n_inner *product.n_columns);

      for (gsize k = 0; k < n_inner; k++)
        for (gsize j = 0; j < product.n_columns; j++)
          turned[j * n_inner + k] = b[k * product.n_columns + j];
      gradus_simd_pack (simd, n_inner, product.n_columns, turned, 1, n_inner, panels);
    }
  multiply_naively (&product, b, expected);
  simd->multiply (&product);
  for (gsize i = 0; i < product.n_rows; i++)
    assert_near (c + i * product.c_stride, expected + i * product.n_columns,
                 product.n_columns);
}

static void
test_multiply (gconstpointer data)
{
  const GradusSimd *simd = get_set (data);
  GradusRandom      random = gradus_random_init (7, "products");

  for (guint i = 0; i < N_SHAPES; i++)
    check_product (simd, &random);
}

static void
sum_naively (const GradusListSum *sum, double *to)
{
  for (gsize i = 0; i < sum->n_lists; i++)
    {
      gsize first = sum->bounds[i * sum->bound_stride];
      gsize end = sum->bounds[i * sum->bound_stride + sum->bound_span];
      gsize place = sum->places != NULL ? sum->places[i] : i * sum->to_stride;

      for (gsize j = 0; j < sum->n_columns; j++)
        {
          double value = sum->accumulate     ? (double) sum->to[place + j]
                         : sum->bias != NULL ? (double) sum->bias[j]
                                             : 0;

          for (gsize k = first; k < end; k++)
            value += (double) sum->values[k] *
                     (double) sum->rows[sum->indices[k] * sum->row_stride + j];
          to[i * sum->n_columns + j] = value;
        }
    }
}

static void
check_sum (const GradusSimd *simd, GradusRandom *random)
{
  gsize              n_rows = draw (random, 1, 30);
  gboolean           is_scattered = draw (random, 0, 1);
  guint32            bounds[42], places[20];
  guint32            indices[41 * 30];
  g_autofree float  *values = draw_floats (random, 41 * 30);
  GradusListSum      sum = { .n_lists = draw (random, 1, 20),
                             .n_columns = draw (random, 1, 300),
                             .row_stride = 300 };
  g_autofree float  *rows = draw_floats (random, n_rows * sum.row_stride);
  g_autofree float  *bias = draw_floats (random, sum.n_columns);
  g_autofree float  *to = draw_floats (random, 20 * 400);
  g_autofree double *expected = g_new (double, sum.n_lists *sum.n_columns);
  gsize              n_entries = 0;

  bounds[0] = 0;
  for (gsize i = 0; i < 41; i++)
    {
      gsize n = draw (random, 0, 12);

      for (gsize k = 0; k < n; k++)
        indices[n_entries++] = (guint32) draw (random, 0, n_rows - 1);
      bounds[i + 1] = (guint32) n_entries;
    }
  for (gsize i = 0; i < sum.n_lists; i++)
    places[i] = (guint32) (400 * (sum.n_lists - 1 - i));
  sum.bounds = bounds;
  sum.bound_stride = draw (random, 1, 2);
  sum.bound_span = draw (random, 1, 2);
  sum.indices = indices;
  sum.values = values;
  sum.rows = rows;
  sum.bias = draw (random, 0, 1) ? bias : NULL;
  sum.accumulate = draw (random, 0, 1);
  sum.to = to;
  sum.to_stride = 320;
  sum.places = is_scattered ? places : NULL;
  sum_naively (&sum, expected);
  simd->sum_lists (&sum);
  for (gsize i = 0; i < sum.n_lists; i++)
    assert_near (to + (is_scattered ? places[i] : i * sum.to_stride),
                 expected + i * sum.n_columns, sum.n_columns);
}

static void
test_sum_lists (gconstpointer data)
{
  const GradusSimd *simd = get_set (data);
  GradusRandom      random = gradus_random_init (8, "sums");

  for (guint i = 0; i < N_SHAPES; i++)
    check_sum (simd, &random);
}

static void
check_list (const GradusSimd *simd, GradusRandom *random)
{
  gsize               n = draw (random, 0, 200);
  gsize               first = draw (random, 0, n);
  gsize               share = draw (random, 0, 10);
  gsize               count = 0;
  gsize               found;
  g_autofree float   *x = draw_floats (random, n);
  g_autofree guint32 *indices = g_new (guint32, n + GRADUS_LIST_SLACK);
  g_autofree float   *values = g_new (float, n + GRADUS_LIST_SLACK);

  for (gsize i = 0; i < n; i++)
    if (draw (random, 0, 9) >= share)
      x[i] = draw (random, 0, 1) ? 0.0f : -0.0f;
    else if (draw (random, 0, 9) == 0)
      x[i] = NAN;
  found = simd->list_non_zero (x, first, n, indices, values);
  for (gsize i = first; i < n; i++)
    if (x[i] != 0.0f)
      {
        g_assert_cmpuint (count, <, found);
        g_assert_cmpuint (indices[count], ==, i);
        g_assert_cmpmem (&values[count], sizeof (float), &x[i], sizeof (float));
        count++;
      }
  g_assert_cmpuint (count, ==, found);
}

static void
test_list_non_zero (gconstpointer data)
{
  const GradusSimd *simd = get_set (data);
  GradusRandom      random = gradus_random_init (9, "lists");

  for (guint i = 0; i < N_SHAPES; i++)
    check_list (simd, &random);
}

static void
check_scatter (const GradusSimd *simd, GradusRandom *random)
{
  guint32           sources[60], targets[60];
  g_autofree float *values = draw_floats (random, 60);
  GradusScatter     scatter = { .n = draw (random, 0, 60),
                                .n_columns = draw (random, 1, 50),
                                .row_stride = 53,
                                .to_stride = 51 };
  g_autofree float *rows = draw_floats (random, 10 * 53);
  g_autofree float *to = draw_floats (random, 8 * 51);
  double            expected[8 * 51];

  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    expected[i] = (double) to[i];
  for (gsize k = 0; k < scatter.n; k++)
    {
      sources[k] = (guint32) draw (random, 0, 9);
      targets[k] = (guint32) draw (random, 0, 7);
      for (gsize j = 0; j < scatter.n_columns; j++)
        expected[targets[k] * 51 + j] +=
          (double) values[k] * (double) rows[sources[k] * 53 + j];
    }
  scatter.sources = sources;
  scatter.targets = targets;
  scatter.values = values;
  scatter.rows = rows;
  scatter.to = to;
  simd->scatter (&scatter);
  assert_near (to, expected, G_N_ELEMENTS (expected));
}

static void
test_scatter (gconstpointer data)
{
  const GradusSimd *simd = get_set (data);
  GradusRandom      random = gradus_random_init (10, "scatter");

  for (guint i = 0; i < N_SHAPES; i++)
    check_scatter (simd, &random);
}

static void
check_add (const GradusSimd *simd, GradusRandom *random)
{
  guint32           bounds[22], indices[21 * 12];
  g_autofree float *values = draw_floats (random, 21 * 12);
  GradusListAdd     add = { .n_lists = draw (random, 1, 10),
                            .n_columns = draw (random, 1, 200),
                            .bound_stride = draw (random, 1, 2),
                            .bound_span = draw (random, 1, 2),
                            .row_stride = 203,
                            .to_stride = 201 };
  g_autofree float *rows = draw_floats (random, 10 * add.row_stride);
  g_autofree float *to = draw_floats (random, 8 * add.to_stride);
  double            expected[8 * 201];
  gsize             n_entries = 0;

  bounds[0] = 0;
  for (gsize i = 0; i < 21; i++)
    {
      gsize n = draw (random, 0, 12);

      for (gsize k = 0; k < n; k++)
        indices[n_entries++] = (guint32) draw (random, 0, 7);
      bounds[i + 1] = (guint32) n_entries;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    expected[i] = (double) to[i];
  for (gsize i = 0; i < add.n_lists; i++)
    for (gsize k = bounds[i * add.bound_stride];
         k < bounds[i * add.bound_stride + add.bound_span]; k++)
      for (gsize j = 0; j < add.n_columns; j++)
        expected[indices[k] * add.to_stride + j] +=
          (double) values[k] * (double) rows[i * add.row_stride + j];
  add.bounds = bounds;
  add.indices = indices;
  add.values = values;
  add.rows = rows;
  add.to = to;
  simd->add_lists (&add);
  assert_near (to, expected, G_N_ELEMENTS (expected));
}

static void
test_add_lists (gconstpointer data)
{
  const GradusSimd *simd = get_set (data);
  GradusRandom      random = gradus_random_init (14, "additions");

  for (guint i = 0; i < N_SHAPES; i++)
    check_add (simd, &random);
}

/* Whole numbers, so that there are equal ones, and now and then one that is none. */
static void
check_largest (const GradusSimd *simd, GradusRandom *random)
{
  gsize              n_windows = draw (random, 1, 6);
  gsize              window = draw (random, 1, 9);
  gsize              n = draw (random, 1, 50);
  g_autofree float  *z = g_new (float, n_windows *window *n);
  g_autofree float  *y = g_new (float, n_windows *n);
  g_autofree guint8 *winners = g_new (guint8, n_windows * n);

  for (gsize i = 0; i < n_windows * window * n; i++)
    z[i] = draw (random, 0, 40) == 0 ? NAN : (float) draw (random, 0, 5) - 3;
  simd->keep_largest (n_windows, window, n, z, y, winners);
  for (gsize i = 0; i < n_windows; i++)
    for (gsize j = 0; j < n; j++)
      {
        float  best = z[i * window * n + j];
        guint8 winner = 0;

        for (gsize row = 1; row < window; row++)
          if (isnan (z[(i * window + row) * n + j]) ||
              (!isnan (best) && z[(i * window + row) * n + j] > best) || isnan (best))
            {
              best = z[(i * window + row) * n + j];
              winner = (guint8) row;
            }
        g_assert_cmpmem (&y[i * n + j], sizeof (float), &best, sizeof (float));
        g_assert_cmpuint (winners[i * n + j], ==, winner);
      }
}

static void
test_keep_largest (gconstpointer data)
{
  const GradusSimd *simd = get_set (data);
  GradusRandom      random = gradus_random_init (11, "largest");

  for (guint i = 0; i < N_SHAPES; i++)
    check_largest (simd, &random);
}

static void
check_winners (const GradusSimd *simd, GradusRandom *random)
{
  gsize               n = draw (random, 0, 100);
  gsize               count = 0;
  gsize               found;
  guint8              wanted = (guint8) draw (random, 0, 3);
  g_autofree float   *x = draw_floats (random, n);
  g_autofree guint8  *winners = g_new (guint8, n + 1);
  g_autofree guint32 *indices = g_new (guint32, n + GRADUS_LIST_SLACK);
  g_autofree float   *values = g_new (float, n + GRADUS_LIST_SLACK);

  for (gsize i = 0; i < n; i++)
    {
      winners[i] = (guint8) draw (random, 0, 3);
      if (draw (random, 0, 1))
        x[i] = 0;
    }
  found = simd->list_winners (x, winners, wanted, n, indices, values);
  for (gsize i = 0; i < n; i++)
    if (x[i] != 0.0f && winners[i] == wanted)
      {
        g_assert_cmpuint (count, <, found);
        g_assert_cmpuint (indices[count], ==, i);
        g_assert_cmpfloat (values[count], ==, x[i]);
        count++;
      }
  g_assert_cmpuint (count, ==, found);
}

static void
test_list_winners (gconstpointer data)
{
  const GradusSimd *simd = get_set (data);
  GradusRandom      random = gradus_random_init (12, "winners");

  for (guint i = 0; i < N_SHAPES; i++)
    check_winners (simd, &random);
}

/* A test of every set has its line, also where this processor cannot run it. */
static void
test_repel (gconstpointer data)
{
  const GradusSimd *simd = get_set (data);
  GradusRandom      random = gradus_random_init (12, "repel");

  for (gsize n = 0; n < N_SHAPES; n++)
    {
      g_autofree float *x = draw_floats (&random, n + 1);
      g_autofree float *y = draw_floats (&random, n + 1);
      double            expected[3] = { 0 };
      float             sums[3];

      for (gsize j = 0; j < n; j++)
        {
          double dx = (double) x[n] - (double) x[j], dy = (double) y[n] - (double) y[j];
          double q = 1 / (1 + dx * dx + dy * dy);

          expected[0] += q * q * dx;
          expected[1] += q * q * dy;
          expected[2] += q;
        }
      simd->repel (n, x, y, x[n], y[n], sums);
      for (guint i = 0; i < 3; i++)
        {
          sums[i] /= (float) (n + 1);
          expected[i] /= (double) (n + 1);
        }
      assert_near (sums, expected, 3);
    }
}

static void
skip (gconstpointer data)
{
  g_test_skip ("this processor does not have the instructions");
}

static void
add_set (const char *name)
{
  const struct
  {
    const char   *path;
    GTestDataFunc func;
  } tests[] = {
    { "multiply", test_multiply },           { "sum-lists", test_sum_lists },
    { "add-lists", test_add_lists },         { "scatter", test_scatter },
    { "list-non-zero", test_list_non_zero }, { "keep-largest", test_keep_largest },
    { "list-winners", test_list_winners },   { "repel", test_repel },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/simd/%s/%s", name, tests[i].path);

      g_test_add_data_func (path, name, get_set (name) != NULL ? tests[i].func : skip);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_set ("AVX-512");
  add_set ("AVX2");
  add_set ("plain");
  return g_test_run ();
}
