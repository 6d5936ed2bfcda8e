/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/data/digits.h"

#include <math.h>
#include <string.h>

#include "engine/random.h"

#define N 2000

static guint8 pixels[N * GRADUS_DIGITS_SIZE];
static guint8 labels[N];

static void
test_random_known_answer (void)
{
  guint32 block[4];

  /* From the known answers of Random123, the authors' own library. */
  gradus_random_block (0, 0, block);
  g_assert_cmphex (block[0], ==, 0x6627e8d5);
  g_assert_cmphex (block[1], ==, 0xe169c58d);
  g_assert_cmphex (block[2], ==, 0xbc57ac4c);
  g_assert_cmphex (block[3], ==, 0x9b00dbd8);
}

static void
test_random_shuffle (void)
{
  GradusRandom random = gradus_random_init (1, "test");
  guint32      items[1000];
  gboolean     is_seen[1000] = { FALSE };
  guint        n_at_home = 0;

  for (guint i = 0; i < 1000; i++)
    items[i] = i;
  gradus_random_shuffle (&random, items, 1000);
  for (guint i = 0; i < 1000; i++)
    {
      g_assert_false (is_seen[items[i]]);
      is_seen[items[i]] = TRUE;
      n_at_home += items[i] == i;
    }
  g_assert_cmpuint (n_at_home, <, 10);
}

static void
test_same_for_all_threads (void)
{
  g_autofree guint8 *other = g_malloc (sizeof pixels);
  g_autofree guint8 *other_labels = g_malloc (N);

  gradus_digits_draw_many (5, 100, N, 1, pixels, labels);
  gradus_digits_draw_many (5, 100, N, 3, other, other_labels);
  g_assert_cmpmem (pixels, sizeof pixels, other, sizeof pixels);
  g_assert_cmpmem (labels, N, other_labels, N);
  g_assert_cmpuint (gradus_digits_draw (5, 123, other), ==, labels[23]);
  g_assert_cmpmem (pixels + 23 * GRADUS_DIGITS_SIZE, GRADUS_DIGITS_SIZE, other,
                   GRADUS_DIGITS_SIZE);
}

static void
test_like_mnist (void)
{
  guint n_of[10] = { 0 };

  gradus_digits_draw_many (1, 0, N, 1, pixels, labels);
  for (guint i = 0; i < N; i++)
    {
      const guint8 *digit = pixels + i * GRADUS_DIGITS_SIZE;
      double        mass = 0, x = 0, y = 0;

      for (guint j = 0; j < GRADUS_DIGITS_SIZE; j++)
        {
          mass += digit[j];
          x += digit[j] * (j % GRADUS_DIGITS_SIDE + 0.5);
          y += digit[j] * ((double) (j / GRADUS_DIGITS_SIDE) + 0.5);
        }
      g_assert_cmpfloat (mass, >, 255 * 10);
      g_assert_cmpfloat (fabs (x / mass - 14.5), <, 0.52);
      g_assert_cmpfloat (fabs (y / mass - 14.5), <, 0.52);
      n_of[labels[i]]++;
    }
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (n_of[i], >, N / 10 - 60);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/random/known-answer", test_random_known_answer);
  g_test_add_func ("/random/shuffle", test_random_shuffle);
  g_test_add_func ("/digits/same-for-all-threads", test_same_for_all_threads);
  g_test_add_func ("/digits/like-mnist", test_like_mnist);
  return g_test_run ();
}
