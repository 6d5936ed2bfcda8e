/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/range.h"
#include "plot/series.h"

#include <math.h>

static float
make_value (guint i)
{
  /* Equal numbers and gaps, too. */
  if (i % 97 == 13)
    return NAN;
  return (float) (g_test_rand_int_range (-300, 500) / 100.0);
}

static void
assert_piece (const GradusPyramid *pyramid, const float *y, gsize from, gsize to)
{
  GradusPyramidNode found;
  float             minimum = INFINITY, maximum = -INFINITY;
  gsize             first = 0, last = 0, at_minimum = 0, at_maximum = 0;
  double            sum = 0, sum_of_squares = 0;
  guint             n = 0;

  for (gsize i = from; i < to; i++)
    if (isfinite (y[i]))
      {
        first = n++ == 0 ? i : first;
        last = i;
        at_minimum = y[i] < minimum ? i : at_minimum;
        at_maximum = y[i] > maximum ? i : at_maximum;
        minimum = MIN (minimum, y[i]);
        maximum = MAX (maximum, y[i]);
        sum += (double) y[i];
        sum_of_squares += (double) y[i] * (double) y[i];
      }
  gradus_pyramid_reduce (pyramid, from, to, &found);
  g_assert_cmpuint (found.n_points, ==, n);
  if (n == 0)
    return;
  g_assert_cmpfloat (found.minimum, ==, minimum);
  g_assert_cmpfloat (found.maximum, ==, maximum);
  g_assert_cmpuint (found.first, ==, first);
  g_assert_cmpuint (found.last, ==, last);
  g_assert_cmpfloat_with_epsilon (found.sum, sum, 1e-6 * n);
  g_assert_cmpfloat_with_epsilon (found.sum_of_squares, sum_of_squares, 1e-6 * n);
  if (minimum < maximum)
    g_assert_cmpint (found.minimum_first, ==, at_minimum < at_maximum);
}

/* What a piece comes to is what a search through all its points finds, wherever it lies
 * and while the row still grows. */
static void
test_pieces (void)
{
  static const gsize lengths[] = { 1, 15, 16, 17, 255, 256, 257, 4096, 5000, 20011 };
  g_autofree float  *y = g_new (float, 20011);
  GradusPyramid      pyramid;
  gsize              n = 0;

  gradus_pyramid_init (&pyramid);
  for (guint k = 0; k < G_N_ELEMENTS (lengths); k++)
    {
      for (; n < lengths[k]; n++)
        {
          y[n] = make_value ((guint) n);
          gradus_pyramid_add (&pyramid, y[n], isfinite (y[n]));
        }
      assert_piece (&pyramid, y, 0, n);
      assert_piece (&pyramid, y, n, n);
      for (guint i = 0; i < 200; i++)
        {
          gsize from = (gsize) g_test_rand_int_range (0, (gint32) n);
          gsize to = (gsize) g_test_rand_int_range ((gint32) from, (gint32) n + 1);

          assert_piece (&pyramid, y, from, to);
        }
    }
  gradus_pyramid_clear (&pyramid);
}

/* Without smoothing the strong curve is the measured one. */
static void
test_no_smoothing (void)
{
  GradusSeries series;

  gradus_series_init (&series, 0);
  for (guint i = 0; i < 100; i++)
    {
      float value = (float) g_test_rand_double ();

      gradus_series_add (&series, value);
      g_assert_cmpfloat (gradus_series_get_smoothed (&series, i), ==, value);
    }
  gradus_series_clear (&series);
}

/* An average of equal numbers is that number from the first one on, and one of two
 * numbers weighs the older one by what is kept. */
static void
test_smoothing (void)
{
  GradusSeries series;

  gradus_series_init (&series, 0.7);
  for (guint i = 0; i < 100; i++)
    {
      gradus_series_add (&series, 2.5f);
      g_assert_cmpfloat_with_epsilon (gradus_series_get_smoothed (&series, i), 2.5f,
                                      1e-6);
    }
  gradus_series_clear (&series);

  gradus_series_init (&series, 0.7);
  gradus_series_add (&series, 1);
  gradus_series_add (&series, 0);
  g_assert_cmpfloat_with_epsilon ((double) gradus_series_get_smoothed (&series, 1),
                                  series.keep / (1 + series.keep), 1e-6);
  gradus_series_clear (&series);
}

/* Smoothing anew is the same as having smoothed like that from the beginning. */
static void
test_smoothing_anew (void)
{
  GradusSeries one, other;

  gradus_series_init (&one, 0.2);
  gradus_series_init (&other, 0.9);
  for (guint i = 0; i < 1000; i++)
    {
      float value = make_value (i);

      gradus_series_add (&one, value);
      gradus_series_add (&other, value);
    }
  gradus_series_set_smoothing (&one, 0.9);
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpfloat (gradus_series_get_smoothed (&one, i), ==,
                       gradus_series_get_smoothed (&other, i));
  g_assert_cmpfloat (one.smoothed_maximum, ==, other.smoothed_maximum);
  gradus_series_clear (&one);
  gradus_series_clear (&other);
}

static void
test_not_finite (void)
{
  GradusSeries      series;
  GradusPyramidNode node;

  gradus_series_init (&series, 0.5);
  gradus_series_add (&series, NAN);
  g_assert_true (isnan (gradus_series_get_smoothed (&series, 0)));
  g_assert_cmpint (series.last, ==, -1);
  gradus_series_add (&series, 3);
  gradus_series_add (&series, INFINITY);
  g_assert_true (series.ends_not_finite);
  g_assert_cmpint (series.last, ==, 1);
  g_assert_cmpfloat (gradus_series_get_smoothed (&series, 2), ==, 3);
  g_assert_cmpuint (gradus_series_get_n_points (&series), ==, 3);
  gradus_pyramid_reduce (&series.raw, 0, 3, &node);
  g_assert_cmpuint (node.n_points, ==, 1);
  gradus_pyramid_reduce (&series.smoothed, 0, 3, &node);
  g_assert_cmpuint (node.n_points, ==, 1);
  g_assert_cmpfloat (series.smoothed_maximum, ==, 3);
  gradus_series_clear (&series);
}

static void
test_range_of_loss (void)
{
  static const struct
  {
    double training, validation, top;
  } epochs[] = {
    { 0.62, 0.283, 0.8 }, /* fixed: 1.25 · 0.62, rounded up */
    { 0.25, 0.22, 0.8 },  { 0.2, 0.19, 0.8 },      { 0.15, 0.17, 0.8 },
    { 0.82, 0.79, 1.6 }, /* outgrown */
    { 7, NAN, 12.8 },     { NAN, INFINITY, 12.8 }, { 0.1, 0.1, 12.8 },
  };
  GradusRange range;

  gradus_range_init (&range, FALSE);
  g_assert_cmpfloat (range.top, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (epochs); i++)
    {
      gradus_range_add_epoch (&range, epochs[i].training, epochs[i].validation);
      g_assert_cmpfloat_with_epsilon (range.top, epochs[i].top, 1e-9);
    }
  g_assert_cmpuint (range.n_epochs, ==, G_N_ELEMENTS (epochs));
}

/* The loss falls so far in the second epoch that the first axis is mostly empty. */
static void
test_range_is_halved (void)
{
  GradusRange range;

  gradus_range_init (&range, FALSE);
  gradus_range_add_epoch (&range, 2.4, NAN);
  g_assert_cmpfloat_with_epsilon (range.top, 3, 1e-9);
  gradus_range_add_epoch (&range, 0.5, NAN);
  g_assert_cmpfloat_with_epsilon (range.top, 1.5, 1e-9);
  gradus_range_add_epoch (&range, 0.4, NAN);
  g_assert_cmpfloat_with_epsilon (range.top, 1.5, 1e-9);
}

static void
test_range_of_accuracy (void)
{
  GradusRange range;

  gradus_range_init (&range, TRUE);
  gradus_range_add_epoch (&range, 0.84, 0.92);
  g_assert_cmpfloat_with_epsilon (range.top, 0.12, 1e-9);
  gradus_range_add_epoch (&range, 0.95, 0.95);
  g_assert_cmpfloat_with_epsilon (range.top, 0.12, 1e-9);
  gradus_range_add_epoch (&range, 0.8, 0.85);
  g_assert_cmpfloat_with_epsilon (range.top, 0.24, 1e-9);
}

static void
test_range_of_nothing (void)
{
  GradusRange range;

  gradus_range_init (&range, FALSE);
  gradus_range_add_epoch (&range, NAN, NAN);
  g_assert_cmpfloat (range.top, ==, 0);
  gradus_range_add_epoch (&range, 0, 0);
  g_assert_cmpfloat (range.top, ==, 0);
  gradus_range_add_epoch (&range, 1e-30, NAN);
  g_assert_cmpfloat (range.top, >, 0);
  g_assert_cmpfloat (range.top, <, 1e-29);
  g_assert_cmpfloat (gradus_range_round_up (NAN), ==, 1);
  g_assert_cmpfloat (gradus_range_round_up (-3), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/series/pieces", test_pieces);
  g_test_add_func ("/plot/series/smoothing-anew", test_smoothing_anew);
  g_test_add_func ("/plot/series/no-smoothing", test_no_smoothing);
  g_test_add_func ("/plot/series/smoothing", test_smoothing);
  g_test_add_func ("/plot/series/not-finite", test_not_finite);
  g_test_add_func ("/plot/range/loss", test_range_of_loss);
  g_test_add_func ("/plot/range/is-halved", test_range_is_halved);
  g_test_add_func ("/plot/range/accuracy", test_range_of_accuracy);
  g_test_add_func ("/plot/range/nothing", test_range_of_nothing);
  return g_test_run ();
}
