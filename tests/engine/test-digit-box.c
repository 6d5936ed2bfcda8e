/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/data/digit-box.h"
#include "engine/data/digits.h"
#include "io/data-source.h"

#include <math.h>
#include <string.h>

#define SIDE GRADUS_DIGIT_SIDE
#define DOTS 10
#define PAGE (SIDE * DOTS)

static guint8           ink[PAGE * PAGE];
static const GradusPage page = { ink, PAGE, PAGE };

static void
fill (guint left, guint top, guint right, guint bottom)
{
  for (guint y = top; y < bottom; y++)
    memset (ink + y * PAGE + left, 255, right - left);
}

static void
enlarge (const float *picture)
{
  for (guint y = 0; y < PAGE; y++)
    for (guint x = 0; x < PAGE; x++)
      ink[y * PAGE + x] = (guint8) lroundf (picture[y / DOTS * SIDE + x / DOTS] * 255);
}

/* The pixels with ink are exactly those of a rectangle, all of them full. */
static void
assert_rectangle (const float *picture, guint left, guint top, guint right, guint bottom)
{
  for (guint y = 0; y < SIDE; y++)
    for (guint x = 0; x < SIDE; x++)
      g_assert_cmpfloat_with_epsilon ((double) picture[y * SIDE + x],
                                      x >= left && x < right && y >= top && y < bottom,
                                      1e-6);
}

static void
test_blank (void)
{
  float picture[SIDE * SIDE] = { 1 };

  memset (ink, 0, sizeof ink);
  g_assert_false (gradus_digit_centre (&page, picture));
  assert_rectangle (picture, 0, 0, 0, 0);
  g_assert_false (gradus_digit_shrink (&page, picture));
}

/* Whatever its size and place, a square fills the box of 20 × 20, and a bar keeps its
 * proportions. Half a pixel off the middle is rounded to the right and down. */
static void
test_rectangles (void)
{
  static const struct
  {
    guint left, top, right, bottom;
    guint box[4];
  } cases[] = {
    { 0, 0, 40, 40, { 5, 5, 25, 25 } },       { 200, 13, 277, 90, { 5, 5, 25, 25 } },
    { 0, 0, 280, 280, { 5, 5, 25, 25 } },     { 30, 20, 60, 220, { 13, 5, 16, 25 } },
    { 20, 250, 220, 280, { 5, 13, 25, 16 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      float picture[SIDE * SIDE];

      memset (ink, 0, sizeof ink);
      fill (cases[i].left, cases[i].top, cases[i].right, cases[i].bottom);
      g_assert_true (gradus_digit_centre (&page, picture));
      assert_rectangle (picture, cases[i].box[0], cases[i].box[1], cases[i].box[2],
                        cases[i].box[3]);
    }
}

/* A foot pulls the centre of mass down and to the right; the picture moves by the
 * difference, rounded to whole pixels. */
static void
test_mass (void)
{
  float picture[SIDE * SIDE];

  memset (ink, 0, sizeof ink);
  fill (0, 0, 20, 200);     /* 2 × 20 pixels: mass 40 at (1, 10) of the box */
  fill (20, 160, 200, 200); /* 18 × 4: mass 72 at (11, 18) */
  g_assert_true (gradus_digit_centre (&page, picture));
  /* Mass at (7.43, 15.14) of the box that begins at (4, 4): to (14.5, 14.5) it is 3.07 to
   * the right and 4.64 up. */
  for (guint y = 0; y < SIDE; y++)
    for (guint x = 0; x < SIDE; x++)
      {
        int      column = (int) x - 4 - 3, row = (int) y - 4 + 5;
        gboolean is_inked = (column >= 0 && column < 2 && row >= 0 && row < 20) ||
                            (column >= 2 && column < 20 && row >= 16 && row < 20);

        g_assert_cmpfloat_with_epsilon ((double) picture[y * SIDE + x], is_inked, 1e-6);
      }
}

static void
test_uncentred (void)
{
  float picture[SIDE * SIDE];

  memset (ink, 0, sizeof ink);
  fill (0, 10, 30, 20);
  fill (45, 10, 50, 20);
  g_assert_true (gradus_digit_shrink (&page, picture));
  g_assert_cmpfloat_with_epsilon ((double) picture[SIDE + 2], 1, 1e-6);
  g_assert_cmpfloat_with_epsilon ((double) picture[SIDE + 3], 0, 1e-6);
  g_assert_cmpfloat_with_epsilon ((double) picture[SIDE + 4], 0.5, 1e-6);
}

/* The share of pictures that are what the rule makes of their own enlargement. */
static double
count_fixed (GradusDataset *data, guint n, double *difference)
{
  guint n_fixed = 0;

  *difference = 0;
  for (guint i = 0; i < n; i++)
    {
      float  was[SIDE * SIDE], is[SIDE * SIDE];
      double sum = 0;

      gradus_dataset_get_sample (data, i, was);
      enlarge (was);
      g_assert_true (gradus_digit_centre (&page, is));
      for (guint j = 0; j < SIDE * SIDE; j++)
        sum += fabs ((double) (was[j] - is[j]));
      n_fixed += sum < 1e-3;
      *difference += sum / (SIDE * SIDE) / n;
    }
  return (double) n_fixed / n;
}

static void
test_mnist (void)
{
  GradusDataRef             ref;
  g_autoptr (GradusDataset) train = NULL;
  g_autoptr (GradusDataset) test = NULL;
  double                    share, difference;

  gradus_data_ref_init (&ref);
  g_free (ref.source);
  ref.source = g_strdup ("mnist");
  ref.n_train = ref.n_test = 1000;
  if (!gradus_data_ref_load (&ref, &train, &test, NULL, NULL))
    g_test_skip ("no MNIST files here");
  else
    {
      share = count_fixed (test, 1000, &difference);
      g_test_message ("%.1f %% of MNIST's digits are left as they are", share * 100);
      g_assert_cmpfloat (share, >, 0.9);
    }
  gradus_data_ref_clear (&ref);
}

/* Gradus's own digits are of the same size and in the same place; only their grain makes
 * a few of them a little smaller. */
static void
test_digits (void)
{
  GradusDataRef             ref;
  g_autoptr (GradusDataset) train = NULL;
  g_autoptr (GradusDataset) test = NULL;
  double                    difference;

  gradus_data_ref_init (&ref);
  ref.n_train = ref.n_test = 200;
  g_assert_true (gradus_data_ref_load (&ref, &train, &test, NULL, NULL));
  count_fixed (test, 200, &difference);
  g_test_message ("mean difference %.4f", difference);
  g_assert_cmpfloat (difference, <, 0.002);
  gradus_data_ref_clear (&ref);
}

/* Where continuous integration has the real digits. */
static void
find_mnist (void)
{
  const char      *root = g_getenv ("GRADUS_SOURCE_ROOT");
  g_autofree char *folder =
    root != NULL ? g_build_filename (root, "..", "shared", "data", NULL) : NULL;

  if (folder != NULL)
    g_setenv ("GRADUS_DATA_DIR", folder, FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  find_mnist ();
  g_test_add_func ("/digit-box/blank", test_blank);
  g_test_add_func ("/digit-box/rectangles", test_rectangles);
  g_test_add_func ("/digit-box/mass", test_mass);
  g_test_add_func ("/digit-box/uncentred", test_uncentred);
  g_test_add_func ("/digit-box/mnist", test_mnist);
  g_test_add_func ("/digit-box/digits", test_digits);
  return g_test_run ();
}
