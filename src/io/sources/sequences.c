/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/random.h"
#include "io/data-source-tables.h"

/* Small sequences that Gradus makes itself. */

#define N_TRAIN 4000
#define N_TEST 1000
#define N_MOST 1000000
#define SINE_STEPS 30
#define BRACKET_STEPS 20

enum
{
  BRACKET_NONE,
  BRACKET_OPEN,
  BRACKET_CLOSE,
  BRACKET_N_SYMBOLS
};

static guint
count (guint wanted, guint usual)
{
  return wanted > 0 ? MIN (wanted, N_MOST) : usual;
}

static gboolean
are_available (const GradusDataRef *ref)
{
  return TRUE;
}

/* --- What comes next on a wave? --- */

static GradusDataset *
draw_waves (guint64 seed, const char *stream, guint n)
{
  GradusRandom       random = gradus_random_init (seed, stream);
  float             *x = g_new (float, n *SINE_STEPS);
  float             *y = g_new (float, n);
  g_autoptr (GBytes) x_bytes = g_bytes_new_take (x, n * SINE_STEPS * sizeof (float));
  g_autoptr (GBytes) y_bytes = g_bytes_new_take (y, n * sizeof (float));

  for (guint i = 0; i < n; i++)
    {
      double phase = 2 * G_PI * gradus_random_uniform (&random);
      double period = 12 + 24 * gradus_random_uniform (&random);

      for (guint t = 0; t < SINE_STEPS; t++)
        x[i * SINE_STEPS + t] = (float) sin (phase + 2 * G_PI * t / period);
      y[i] = (float) sin (phase + 2 * G_PI * SINE_STEPS / period);
    }
  return gradus_dataset_new_from_floats (_ ("Sine waves"),
                                         &GRADUS_SHAPE_2 (SINE_STEPS, 1),
                                         &GRADUS_SHAPE_1 (1), n, x_bytes, y_bytes);
}

static gboolean
sine_load (const GradusDataRef *ref,
           GradusDataset      **train,
           GradusDataset      **test,
           GCancellable        *cancellable,
           GError             **error)
{
  *train = draw_waves (ref->seed, "sine/train", count (ref->n_train, N_TRAIN));
  *test = draw_waves (ref->seed, "sine/test", count (ref->n_test, N_TEST));
  return TRUE;
}

const GradusDataSource gradus_data_source_sine = {
  .id = "sine",
  .title = N_ ("Sine waves"),
  .summary = N_ ("Thirty steps of a wave; the answer is the next one."),
  .shape = { 2, { SINE_STEPS, 1 } },
  .n_classes = 0,
  .n_train = N_TRAIN,
  .n_test = N_TEST,
  .is_available = are_available,
  .load = sine_load,
};

/* --- Are all brackets closed? --- */

/* A balanced sequence: at each place a bracket opens or closes, as likely as leaves both
 * possible until the end. */
static guint
draw_balanced (GradusRandom *random, guint8 *symbols)
{
  guint length = 2 * (2 + gradus_random_below (random, BRACKET_STEPS / 2 - 1));
  guint depth = 0;

  for (guint i = 0; i < length; i++)
    {
      guint    left = length - i;
      gboolean opens =
        depth == 0 || (depth < left && gradus_random_below (random, 2) == 0);

      symbols[i] = opens ? BRACKET_OPEN : BRACKET_CLOSE;
      depth = opens ? depth + 1 : depth - 1;
    }
  return length;
}

static gboolean
is_balanced (const guint8 *symbols, guint length)
{
  int depth = 0;

  for (guint i = 0; i < length && depth >= 0; i++)
    depth += symbols[i] == BRACKET_OPEN ? 1 : -1;
  return depth == 0;
}

/* Turning one bracket, or two, mostly spoils the balance. */
static void
spoil (GradusRandom *random, guint8 *symbols, guint length)
{
  do
    {
      guint8 *symbol = &symbols[gradus_random_below (random, length)];

      *symbol = *symbol == BRACKET_OPEN ? BRACKET_CLOSE : BRACKET_OPEN;
    }
  while (is_balanced (symbols, length));
}

static GradusDataset *
draw_brackets (guint64 seed, const char *stream, guint n)
{
  GradusRandom       random = gradus_random_init (seed, stream);
  float             *x = g_new0 (float, n *BRACKET_STEPS);
  guint8            *labels = g_new (guint8, n);
  g_autoptr (GBytes) x_bytes = g_bytes_new_take (x, n * BRACKET_STEPS * sizeof (float));
  g_autoptr (GBytes) label_bytes = g_bytes_new_take (labels, n);

  for (guint i = 0; i < n; i++)
    {
      guint8 symbols[BRACKET_STEPS] = { BRACKET_NONE };
      guint  length = draw_balanced (&random, symbols);

      labels[i] = (guint8) gradus_random_below (&random, 2);
      if (labels[i] == 0)
        spoil (&random, symbols, length);
      for (guint t = 0; t < length; t++)
        x[i * BRACKET_STEPS + t] = symbols[t];
    }
  return gradus_dataset_new_from_points (_ ("Brackets"), &GRADUS_SHAPE_1 (BRACKET_STEPS),
                                         n, x_bytes, label_bytes, 2);
}

static gboolean
brackets_load (const GradusDataRef *ref,
               GradusDataset      **train,
               GradusDataset      **test,
               GCancellable        *cancellable,
               GError             **error)
{
  *train = draw_brackets (ref->seed, "brackets/train", count (ref->n_train, N_TRAIN));
  *test = draw_brackets (ref->seed, "brackets/test", count (ref->n_test, N_TEST));
  return TRUE;
}

const GradusDataSource gradus_data_source_brackets = {
  .id = "brackets",
  .title = N_ ("Brackets"),
  .summary = N_ ("Up to twenty brackets, as symbols: does each that opens close again?"),
  .shape = { 1, { BRACKET_STEPS } },
  .n_classes = 2,
  .n_train = N_TRAIN,
  .n_test = N_TEST,
  .is_available = are_available,
  .load = brackets_load,
};
