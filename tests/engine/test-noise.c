/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layer.h"
#include "engine/sequential.h"

#include <math.h>

/* What noise does on average, and that it is the same however a batch is cut. */

#define N 64
#define SIZE 1000

typedef struct
{
  float *y;
  double mean;
  double variance;
  double zeros;
} Sample;

static GradusPlan *
make_plan (const char *name, const char *param, double value, const GradusShape *shape)
{
  g_autoptr (GradusSequential) stack = gradus_sequential_new (shape);

  gradus_config_set_float (gradus_sequential_add (stack, name), param, value, NULL);
  return gradus_plan_new (stack);
}

/* Runs samples @first … @first + @n of a batch of @x. */
static void
run (GradusPlan *plan, const float *x, gsize first, gsize n, float *y)
{
  const GradusLayerPlan *layer = gradus_plan_get_layer (plan, 0);
  g_autofree float      *cache = g_new0 (float, n * layer->n_cache + 1);
  g_autofree float      *scratch =
    g_new0 (float, n * layer->n_scratch + layer->n_fixed_scratch + 1);
  GradusLayerRun run = { .n = n,
                         .first = first,
                         .x = x + first * SIZE,
                         .y = y + first * SIZE,
                         .cache = cache,
                         .scratch = scratch,
                         .training = TRUE,
                         .noise_key = 17,
                         .noise_step = 3 };

  gradus_layer_kind_of (layer->config)->forward (layer, &run);
}

static void
measure (Sample *sample)
{
  sample->mean = sample->variance = sample->zeros = 0;
  for (gsize i = 0; i < N * SIZE; i++)
    {
      sample->mean += (double) sample->y[i] / (N * SIZE);
      sample->zeros += (sample->y[i] == 0) / (double) (N * SIZE);
    }
  for (gsize i = 0; i < N * SIZE; i++)
    sample->variance += pow ((double) sample->y[i] - sample->mean, 2) / (N * SIZE);
}

/* What comes of a batch that is @value everywhere. */
static Sample
draw (const char *name, const char *param, double amount, float value)
{
  GradusShape            shape = GRADUS_SHAPE_1 (SIZE);
  g_autoptr (GradusPlan) plan = make_plan (name, param, amount, &shape);
  g_autofree float      *x = g_new (float, N *SIZE);
  Sample                 sample = { .y = g_new0 (float, N *SIZE) };
  g_autofree float      *cut = g_new0 (float, N *SIZE);

  for (gsize i = 0; i < N * SIZE; i++)
    x[i] = value;
  run (plan, x, 0, N, sample.y);
  run (plan, x, 0, 10, cut);
  run (plan, x, 10, N - 10, cut);
  g_assert_cmpmem (cut, N * SIZE * sizeof (float), sample.y, N * SIZE * sizeof (float));
  measure (&sample);
  return sample;
}

static void
test_dropout (void)
{
  Sample sample = draw ("Dropout", "rate", 0.3, 2);

  g_assert_cmpfloat_with_epsilon (sample.zeros, 0.3, 0.01);
  g_assert_cmpfloat_with_epsilon (sample.mean, 2, 0.03);
  g_free (sample.y);
}

static void
test_gaussian_noise (void)
{
  Sample sample = draw ("GaussianNoise", "stddev", 0.5, 1);

  g_assert_cmpfloat_with_epsilon (sample.mean, 1, 0.01);
  g_assert_cmpfloat_with_epsilon (sqrt (sample.variance), 0.5, 0.01);
  g_free (sample.y);
}

/* The noise that a dropout of this rate would make: √(rate / (1 − rate)). */
static void
test_gaussian_dropout (void)
{
  Sample sample = draw ("GaussianDropout", "rate", 0.2, 1);

  g_assert_cmpfloat_with_epsilon (sample.mean, 1, 0.01);
  g_assert_cmpfloat_with_epsilon (sqrt (sample.variance), 0.5, 0.01);
  g_free (sample.y);
}

/* Mean 0 and variance 1 stay what they are; here the inputs are 1 and −1 in turn. */
static void
test_alpha_dropout (void)
{
  Sample up = draw ("AlphaDropout", "rate", 0.25, 1);
  Sample down = draw ("AlphaDropout", "rate", 0.25, -1);
  double mean = (up.mean + down.mean) / 2;
  double square =
    (up.variance + up.mean * up.mean + down.variance + down.mean * down.mean) / 2;

  g_assert_cmpfloat_with_epsilon (mean, 0, 0.02);
  g_assert_cmpfloat_with_epsilon (square - mean * mean, 1, 0.03);
  g_free (up.y);
  g_free (down.y);
}

/* Channels go as a whole. */
static void
test_spatial_dropout (void)
{
  GradusShape            shape = GRADUS_SHAPE_2 (SIZE / 10, 10);
  g_autoptr (GradusPlan) plan = make_plan ("SpatialDropout1D", "rate", 0.5, &shape);
  g_autofree float      *x = g_new (float, N *SIZE);
  g_autofree float      *y = g_new0 (float, N *SIZE);
  guint                  n_dropped = 0;

  for (gsize i = 0; i < N * SIZE; i++)
    x[i] = 1;
  run (plan, x, 0, N, y);
  for (guint i = 0; i < N; i++)
    for (guint channel = 0; channel < 10; channel++)
      {
        const float *sample = y + i * SIZE;

        n_dropped += sample[channel] == 0;
        for (guint t = 1; t < SIZE / 10; t++)
          g_assert_cmpfloat (sample[t * 10 + channel], ==, sample[channel]);
      }
  g_assert_cmpfloat_with_epsilon (n_dropped / (10.0 * N), 0.5, 0.06);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/noise/dropout", test_dropout);
  g_test_add_func ("/noise/gaussian-noise", test_gaussian_noise);
  g_test_add_func ("/noise/gaussian-dropout", test_gaussian_dropout);
  g_test_add_func ("/noise/alpha-dropout", test_alpha_dropout);
  g_test_add_func ("/noise/spatial-dropout", test_spatial_dropout);
  return g_test_run ();
}
