/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tsne.h"

#include <math.h>
#include <string.h>

#include "engine/data/digits.h"
#include "engine/neighbours.h"
#include "engine/procrustes.h"
#include "engine/projection.h"
#include "engine/quad-tree.h"
#include "engine/random.h"
#include "engine/separability.h"
#include "engine/sketch.h"

/* --- Samples --- */

typedef struct
{
  gsize    n;
  gsize    d;
  float   *x;
  guint8  *labels;
  guint    k;
  guint32 *indices;
  float   *squares;
} Samples;

static void
samples_clear (Samples *self)
{
  g_free (self->x);
  g_free (self->labels);
  g_free (self->indices);
  g_free (self->squares);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Samples, samples_clear)

static void
find_neighbours (Samples *self, GradusPool *pool)
{
  GradusTsneOptions options = GRADUS_TSNE_OPTIONS_STANDARD;

  self->k = gradus_tsne_count_neighbours (self->n, &options);
  self->indices = g_renew (guint32, self->indices, self->n * self->k);
  self->squares = g_renew (float, self->squares, self->n * self->k);
  g_assert_true (gradus_neighbours_find (self->n, self->d, self->x, self->k, pool, NULL,
                                         NULL, self->indices, self->squares));
}

/* Clouds around corners, one for each class. */
static Samples
make_clouds (gsize n, gsize d, guint n_classes)
{
  Samples      self = { .n = n, .d = d };
  GradusRandom random = gradus_random_init (3, "clouds");

  self.x = g_new (float, n *d);
  self.labels = g_new (guint8, n);
  for (gsize i = 0; i < n; i++)
    {
      self.labels[i] = (guint8) (i % n_classes);
      for (gsize j = 0; j < d; j++)
        self.x[i * d + j] = (float) (gradus_random_normal (&random) +
                                     (j % n_classes == self.labels[i] ? 6 : 0) + 100);
    }
  return self;
}

static Samples
make_digits (guint n)
{
  Samples            self = { .n = n, .d = GRADUS_DIGITS_SIZE };
  g_autofree guint8 *pixels = g_new (guint8, n * GRADUS_DIGITS_SIZE);

  self.x = g_new (float, n *GRADUS_DIGITS_SIZE);
  self.labels = g_new (guint8, n);
  gradus_digits_draw_many (1, 0, n, 1, pixels, self.labels);
  for (gsize i = 0; i < n * self.d; i++)
    self.x[i] = pixels[i] / 255.0f;
  return self;
}

/* --- Neighbours --- */

static double
get_square (const Samples *samples, gsize i, gsize j)
{
  double sum = 0;

  for (gsize k = 0; k < samples->d; k++)
    sum += pow ((double) samples->x[i * samples->d + k] -
                  (double) samples->x[j * samples->d + k],
                2);
  return sum;
}

static void
test_neighbours (void)
{
  g_auto (Samples) samples = make_clouds (203, 7, 3);
  guint            k;

  find_neighbours (&samples, NULL);
  k = samples.k;
  for (gsize i = 0; i < samples.n; i++)
    {
      double farthest = 0;
      guint  n_nearer = 0;

      for (guint j = 0; j < k; j++)
        {
          double square = get_square (&samples, i, samples.indices[i * k + j]);

          g_assert_cmpuint (samples.indices[i * k + j], !=, i);
          g_assert_cmpfloat_with_epsilon (square, (double) samples.squares[i * k + j],
                                          1e-3);
          g_assert_cmpfloat (square, >=, farthest - 1e-3);
          farthest = square;
        }
      for (gsize j = 0; j < samples.n; j++)
        n_nearer += j != i && get_square (&samples, i, j) < farthest - 1e-3;
      g_assert_cmpuint (n_nearer, <, k);
    }
}

static gboolean
refuse_cb (gpointer user_data)
{
  return ++*(guint *) user_data < 2;
}

static void
test_neighbours_stop (void)
{
  g_auto (Samples)    samples = make_clouds (300, 4, 2);
  g_autofree guint32 *indices = g_new (guint32, 300 * 5);
  g_autofree float   *squares = g_new (float, 300 * 5);
  guint               n_asked = 0;

  g_assert_false (gradus_neighbours_find (300, 4, samples.x, 5, NULL, refuse_cb, &n_asked,
                                          indices, squares));
  g_assert_cmpuint (n_asked, ==, 2);
}

/* Shorter samples are about as far from each other. */
static void
test_sketch (void)
{
  g_auto (Samples)  wide = make_clouds (60, 6000, 3);
  g_autofree float *sketch = g_new (float, 60 * 1024);
  double            worst = 0;

  gradus_sketch (60, 6000, wide.x, 1024, 1, sketch);
  for (gsize i = 0; i < 60; i++)
    for (gsize j = 0; j < i; j++)
      {
        double want = get_square (&wide, i, j), got = 0;

        for (gsize k = 0; k < 1024; k++)
          got += pow ((double) sketch[i * 1024 + k] - (double) sketch[j * 1024 + k], 2);
        worst = MAX (worst, fabs (got / want - 1));
      }
  /* 1,770 pairs, whose standard deviation is 4.4 %. */
  g_assert_cmpfloat (worst, <, 0.2);
  g_assert_cmpfloat (worst, >, 0.02);
}

/* --- Tree --- */

static void
repel_naively (gsize n, const float *x, const float *y, gsize i, GradusRepulsion *sum)
{
  *sum = (GradusRepulsion){ 0 };
  for (gsize j = 0; j < n; j++)
    {
      double dx = (double) x[i] - (double) x[j], dy = (double) y[i] - (double) y[j];
      double q = 1 / (1 + dx * dx + dy * dy);

      if (i == j)
        continue;
      sum->x += q * q * dx;
      sum->y += q * q * dy;
      sum->weight += q;
    }
}

/* Also with many points in one place and all on a line. */
static void
test_tree (gconstpointer data)
{
  double                     theta = *(const double *) data;
  double                     allowed = theta > 0 ? 0.04 : 1e-4;
  gsize                      n = 700;
  GradusRandom               random = gradus_random_init (9, "tree");
  g_autofree float          *x = g_new (float, n);
  g_autofree float          *y = g_new (float, n);
  g_autoptr (GradusQuadTree) tree = gradus_quad_tree_new (n);

  for (guint round = 0; round < 4; round++)
    {
      double off = 0, whole = 0;

      for (gsize i = 0; i < n; i++)
        {
          x[i] = round == 2 ? 3 : (float) (20 * gradus_random_normal (&random));
          y[i] = round >= 1 && i % 2 ? 5 : (float) (20 * gradus_random_normal (&random));
          if (round == 3)
            x[i] = y[i] = -7;
        }
      gradus_quad_tree_build (tree, x, y);
      for (gsize i = 0; i < n; i++)
        {
          GradusRepulsion got, want;

          gradus_quad_tree_repel (tree, i, theta, &got);
          repel_naively (n, x, y, i, &want);
          g_assert_cmpfloat_with_epsilon (got.weight, want.weight,
                                          allowed * (want.weight + 1));
          off += pow (got.x - want.x, 2) + pow (got.y - want.y, 2);
          whole += pow (want.x, 2) + pow (want.y, 2);
        }
      g_assert_cmpfloat (sqrt (off), <=, allowed * (sqrt (whole) + 1e-3));
    }
}

/* --- t-SNE --- */

static GradusTsne *
begin (const Samples *samples, double theta, GradusPool *pool)
{
  GradusTsneOptions options = GRADUS_TSNE_OPTIONS_STANDARD;

  options.theta = theta;
  return gradus_tsne_new (samples->n, samples->k, samples->indices, samples->squares,
                          &options, pool);
}

/* The slope, against what moving one point really does to the divergence. */
static void
test_gradient (void)
{
  g_auto (Samples)       samples = make_clouds (150, 5, 3);
  g_autofree float      *layout = g_new (float, 300);
  g_autofree float      *slope = g_new (float, 300);
  g_autoptr (GradusTsne) tsne = NULL;
  const float            by = 0.02f;

  find_neighbours (&samples, NULL);
  tsne = begin (&samples, 0, NULL);
  gradus_tsne_step (tsne, 300, NULL);
  gradus_tsne_get_layout (tsne, layout);
  for (gsize i = 0; i < 300; i++)
    layout[i] *= 0.7f;
  gradus_tsne_set_layout (tsne, layout);
  gradus_tsne_get_gradient (tsne, NULL, slope);
  for (gsize i = 0; i < 300; i += 17)
    {
      float  before = layout[i];
      double up, down;

      layout[i] = before + by;
      gradus_tsne_set_layout (tsne, layout);
      up = gradus_tsne_get_divergence (tsne);
      layout[i] = before - by;
      gradus_tsne_set_layout (tsne, layout);
      down = gradus_tsne_get_divergence (tsne);
      layout[i] = before;
      g_assert_cmpfloat_with_epsilon ((up - down) / (2 * (double) by), (double) slope[i],
                                      1e-5 + 0.01 * fabs ((double) slope[i]));
    }
}

/* Barnes and Hut's slope, against that of every pair. Pull and push nearly cancel, so
 * that errors of one in a hundred in the push weigh ten times as much in the slope. */
static void
check_barnes_hut (const Samples *samples,
                  const float   *layout,
                  const float   *exact,
                  double         theta,
                  double         allowed)
{
  g_autofree float      *coarse = g_new (float, 2 * samples->n);
  g_autoptr (GradusTsne) tree = begin (samples, theta, NULL);
  double                 off = 0, whole = 0;

  gradus_tsne_set_layout (tree, layout);
  gradus_tsne_get_gradient (tree, NULL, coarse);
  for (gsize i = 0; i < 2 * samples->n; i++)
    {
      off += pow ((double) coarse[i] - (double) exact[i], 2);
      whole += pow ((double) exact[i], 2);
    }
  g_test_message ("theta = %.2f: relative error of the slope %.4f", theta,
                  sqrt (off / whole));
  g_assert_cmpfloat (sqrt (off / whole), <, allowed);
}

static void
test_barnes_hut (void)
{
  g_auto (Samples)       samples = make_digits (900);
  g_autofree float      *layout = g_new (float, 1800);
  g_autofree float      *exact = g_new (float, 1800);
  g_autoptr (GradusTsne) every_pair = NULL;

  find_neighbours (&samples, NULL);
  every_pair = begin (&samples, 0, NULL);
  gradus_tsne_step (every_pair, 350, NULL);
  gradus_tsne_get_layout (every_pair, layout);
  for (gsize i = 0; i < 1800; i++)
    layout[i] *= 1.1f; /* out of balance, where slopes would be tiny */
  gradus_tsne_set_layout (every_pair, layout);
  gradus_tsne_get_gradient (every_pair, NULL, exact);
  check_barnes_hut (&samples, layout, exact, 0.5, 0.2);
  check_barnes_hut (&samples, layout, exact, 0.2, 0.03);
  check_barnes_hut (&samples, layout, exact, 0.05, 0.003);
}

static void
test_threads (gconstpointer data)
{
  double            theta = *(const double *) data;
  g_auto (Samples)  samples = make_digits (500);
  g_autofree float *first = g_new (float, 1000);
  g_autofree float *layout = g_new (float, 1000);

  for (guint n_threads = 1; n_threads <= 4; n_threads++)
    {
      g_autoptr (GradusTsne) tsne = NULL;
      GradusPool            *pool = n_threads > 1 ? gradus_pool_new (n_threads) : NULL;

      find_neighbours (&samples, pool);
      tsne = begin (&samples, theta, pool);
      gradus_tsne_step (tsne, 120, pool);
      gradus_tsne_get_layout (tsne, n_threads == 1 ? first : layout);
      if (n_threads > 1)
        g_assert_cmpmem (first, 1000 * sizeof (float), layout, 1000 * sizeof (float));
      g_clear_pointer (&pool, gradus_pool_free);
    }
}

/* How many of ten neighbours are of the same class. */
static double
measure_purity (gsize n, gsize d, const float *x, const guint8 *labels)
{
  g_autofree guint32 *indices = g_new (guint32, n * 10);
  g_autofree float   *squares = g_new (float, n * 10);

  gradus_neighbours_find (n, d, x, 10, NULL, NULL, NULL, indices, squares);
  return gradus_neighbours_get_purity (n, 10, indices, labels);
}

/* Neighbours stay neighbours, although 784 dimensions become two. */

static void
test_digits (gconstpointer data)
{
  double                 theta = *(const double *) data;
  g_auto (Samples)       samples = make_digits (1000);
  g_autofree float      *layout = g_new (float, 2000);
  g_autoptr (GradusTsne) tsne = NULL;
  gint64                 begun = g_get_monotonic_time ();
  double                 divergence, purity, before;

  find_neighbours (&samples, NULL);
  tsne = begin (&samples, theta, NULL);
  gradus_tsne_step (tsne, 500, NULL);
  divergence = gradus_tsne_get_divergence (tsne);
  gradus_tsne_get_layout (tsne, layout);
  before = measure_purity (samples.n, samples.d, samples.x, samples.labels);
  purity = measure_purity (samples.n, 2, layout, samples.labels);
  g_test_message ("purity %.3f of %.3f, divergence %.3f nats, %.2f s", purity, before,
                  divergence,
                  (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC);
  g_assert_cmpfloat (purity, >, before - 0.03);
  g_assert_cmpfloat (gradus_tsne_get_motion (tsne), <, 0.02);
  gradus_tsne_step (tsne, 300, NULL);
  g_assert_cmpfloat (gradus_tsne_get_divergence (tsne), <, divergence + 0.01);
}

/* Equal samples, fewer than the perplexity: nothing may leave the finite numbers. */
static void
test_few (void)
{
  for (gsize n = 2; n < 40; n += 3)
    {
      g_auto (Samples)       samples = { .n = n, .d = 3, .x = g_new0 (float, n * 3) };
      g_autofree float      *layout = g_new (float, 2 * n);
      g_autoptr (GradusTsne) tsne = NULL;

      find_neighbours (&samples, NULL);
      tsne = begin (&samples, n % 2 ? 0.5 : 0, NULL);
      gradus_tsne_step (tsne, 300, NULL);
      gradus_tsne_get_layout (tsne, layout);
      for (gsize i = 0; i < 2 * n; i++)
        g_assert_true (isfinite (layout[i]));
    }
}

/* --- Procrustes --- */

static void
test_procrustes (void)
{
  GradusRandom random = gradus_random_init (4, "procrustes");
  float        reference[100], points[100];

  for (guint round = 0; round < 40; round++)
    {
      double   angle = gradus_random_uniform (&random) * 2 * G_PI;
      gboolean is_mirrored = round % 2;

      for (guint i = 0; i < 50; i++)
        {
          double x = gradus_random_normal (&random), y =
                                                       3 * gradus_random_normal (&random);

          reference[2 * i] = (float) x;
          reference[2 * i + 1] = (float) y;
          if (is_mirrored)
            x = -x;
          points[2 * i] = (float) (cos (angle) * x - sin (angle) * y + 5);
          points[2 * i + 1] = (float) (sin (angle) * x + cos (angle) * y - 2);
        }
      g_assert_cmpfloat (gradus_procrustes_align (50, reference, points), <, 1e-9);
      for (guint i = 0; i < 100; i++)
        g_assert_cmpfloat_with_epsilon (points[i], reference[i], 1e-4);
    }
}

/* No rotation or reflection by hand does better. */
static void
test_procrustes_best (void)
{
  GradusRandom random = gradus_random_init (5, "procrustes");
  float        reference[60], points[60], tried[60];

  for (guint i = 0; i < 60; i++)
    {
      reference[i] = (float) gradus_random_normal (&random);
      points[i] = (float) gradus_random_normal (&random);
    }
  double best = gradus_procrustes_align (30, reference, points);

  for (guint step = 0; step < 720; step++)
    {
      double angle = step * G_PI / 360, sum = 0, x = 0, y = 0;

      for (guint i = 0; i < 30; i++)
        {
          x += (double) points[2 * i] / 30;
          y += (double) points[2 * i + 1] / 30;
        }
      for (guint i = 0; i < 30; i++)
        {
          double px = (double) points[2 * i] - x, py = (double) points[2 * i + 1] - y;

          py *= step < 360 ? 1 : -1;
          tried[2 * i] = (float) (x + cos (angle) * px - sin (angle) * py);
          tried[2 * i + 1] = (float) (y + sin (angle) * px + cos (angle) * py);
        }
      for (guint i = 0; i < 60; i++)
        sum += pow ((double) tried[i] - (double) reference[i], 2);
      g_assert_cmpfloat (sum / 30, >=, best - 1e-6);
    }
}

/* --- Separability --- */

static void
test_separability (void)
{
  g_auto (Samples)  samples = make_clouds (400, 6, 3);
  g_autofree float *y = g_new (float, 400);
  GradusRandom      random = gradus_random_init (6, "targets");

  g_assert_cmpfloat (gradus_separability_nearest_center (400, 6, samples.x,
                                                         samples.labels, 3),
                     >, 0.97);
  for (guint i = 0; i < 400; i++)
    y[i] = 3 * samples.x[6 * i] - samples.x[6 * i + 4] + 7;
  g_assert_cmpfloat (gradus_separability_linear_fit (400, 6, samples.x, 1, y), >, 0.99);
  for (guint i = 0; i < 400; i++)
    {
      y[i] = (float) gradus_random_normal (&random);
      samples.labels[i] = (guint8) gradus_random_below (&random, 3);
    }
  g_assert_cmpfloat (gradus_separability_linear_fit (400, 6, samples.x, 1, y), <, 0.1);
  g_assert_cmpfloat (gradus_separability_nearest_center (400, 6, samples.x,
                                                         samples.labels, 3),
                     <, 0.6);
}

int
main (int argc, char **argv)
{
  static const double every_pair = 0, barnes_hut = 0.5;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/neighbours/every-pair", test_neighbours);
  g_test_add_func ("/neighbours/stop", test_neighbours_stop);
  g_test_add_func ("/neighbours/sketch", test_sketch);
  g_test_add_data_func ("/quad-tree/exact", &every_pair, test_tree);
  g_test_add_data_func ("/quad-tree/coarse", &barnes_hut, test_tree);
  g_test_add_func ("/tsne/gradient", test_gradient);
  g_test_add_func ("/tsne/barnes-hut", test_barnes_hut);
  g_test_add_data_func ("/tsne/threads/every-pair", &every_pair, test_threads);
  g_test_add_data_func ("/tsne/threads/barnes-hut", &barnes_hut, test_threads);
  g_test_add_data_func ("/tsne/digits/every-pair", &every_pair, test_digits);
  g_test_add_data_func ("/tsne/digits/barnes-hut", &barnes_hut, test_digits);
  g_test_add_func ("/tsne/few", test_few);
  g_test_add_func ("/procrustes/exact", test_procrustes);
  g_test_add_func ("/procrustes/best", test_procrustes_best);
  g_test_add_func ("/separability", test_separability);
  return g_test_run ();
}
