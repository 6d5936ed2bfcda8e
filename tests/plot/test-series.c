/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/range.h"
#include "plot/series.h"

#include <math.h>

#define N_POINTS 5000
#define N_COLUMNS 97

/* What a column holds is what a search through all points finds. */
static void
test_columns_hold_extremes (void)
{
  GradusSeries series;
  double       x[N_POINTS];
  float        y[N_POINTS];

  gradus_series_init (&series, 0, 10, N_COLUMNS, 0);
  for (guint i = 0; i < N_POINTS; i++)
    {
      x[i] = 10.0 * (i + 1) / N_POINTS;
      y[i] = (float) g_test_rand_double_range (-3, 5);
      gradus_series_add (&series, x[i], y[i]);
    }
  for (guint k = 0; k < N_COLUMNS; k++)
    {
      float minimum = INFINITY, maximum = -INFINITY, first = NAN, last = NAN;
      guint n = 0;

      for (guint i = 0; i < N_POINTS; i++)
        if ((guint) MIN (x[i] / 10 * N_COLUMNS, N_COLUMNS - 1) == k)
          {
            minimum = MIN (minimum, y[i]);
            maximum = MAX (maximum, y[i]);
            first = n++ == 0 ? y[i] : first;
            last = y[i];
          }
      g_assert_cmpuint (series.raw[k].n_points, ==, n);
      g_assert_cmpfloat (series.raw[k].minimum, ==, minimum);
      g_assert_cmpfloat (series.raw[k].maximum, ==, maximum);
      g_assert_cmpfloat (series.raw[k].first, ==, first);
      g_assert_cmpfloat (series.raw[k].last, ==, last);
    }
  gradus_series_clear (&series);
}

/* Without smoothing the strong curve is the measured one. */
static void
test_no_smoothing (void)
{
  GradusSeries series;

  gradus_series_init (&series, 0, 1, 10, 0);
  for (guint i = 0; i < 100; i++)
    {
      float value = (float) g_test_rand_double ();

      gradus_series_add (&series, i / 100.0, value);
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

  gradus_series_init (&series, 0, 1, 10, 0.7);
  for (guint i = 0; i < 100; i++)
    {
      gradus_series_add (&series, i / 100.0, 2.5f);
      g_assert_cmpfloat_with_epsilon (gradus_series_get_smoothed (&series, i), 2.5f,
                                      1e-6);
    }
  gradus_series_clear (&series);

  gradus_series_init (&series, 0, 1, 10, 0.7);
  gradus_series_add (&series, 0, 1);
  gradus_series_add (&series, 0.1, 0);
  g_assert_cmpfloat_with_epsilon ((double) gradus_series_get_smoothed (&series, 1),
                                  series.keep / (1 + series.keep), 1e-6);
  gradus_series_clear (&series);
}

static void
test_not_finite (void)
{
  GradusSeries series;

  gradus_series_init (&series, 0, 1, 4, 0.5);
  gradus_series_add (&series, 0, NAN);
  g_assert_true (isnan (gradus_series_get_smoothed (&series, 0)));
  g_assert_true (isnan (series.x_last));
  gradus_series_add (&series, 0.1, 3);
  gradus_series_add (&series, 0.2, INFINITY);
  g_assert_true (series.ends_not_finite);
  g_assert_cmpfloat (gradus_series_get_smoothed (&series, 2), ==, 3);
  g_assert_cmpuint (gradus_series_get_n_points (&series), ==, 3);
  g_assert_cmpuint (series.raw[0].n_points, ==, 1);
  g_assert_cmpfloat (series.smoothed_maximum, ==, 3);
  gradus_series_add (&series, 7, 1);
  g_assert_cmpuint (series.raw[3].n_points, ==, 1);
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
  g_test_add_func ("/plot/series/columns-hold-extremes", test_columns_hold_extremes);
  g_test_add_func ("/plot/series/no-smoothing", test_no_smoothing);
  g_test_add_func ("/plot/series/smoothing", test_smoothing);
  g_test_add_func ("/plot/series/not-finite", test_not_finite);
  g_test_add_func ("/plot/range/loss", test_range_of_loss);
  g_test_add_func ("/plot/range/is-halved", test_range_is_halved);
  g_test_add_func ("/plot/range/accuracy", test_range_of_accuracy);
  g_test_add_func ("/plot/range/nothing", test_range_of_nothing);
  return g_test_run ();
}
