/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/random.h"
#include "io/data-source-tables.h"

/* Points along a curve: one number in, one number out. What a network makes of it can be
 * seen as a whole. */

#define N_TRAIN 600
#define N_TEST 300
#define N_MOST 1000000
#define NOISE 0.08

static GradusDataset *
draw_curve (guint64 seed, const char *stream, guint n)
{
  GradusRandom       random = gradus_random_init (seed, stream);
  float             *x = g_new (float, n);
  float             *y = g_new (float, n);
  g_autoptr (GBytes) x_bytes = g_bytes_new_take (x, n * sizeof (float));
  g_autoptr (GBytes) y_bytes = g_bytes_new_take (y, n * sizeof (float));

  for (guint i = 0; i < n; i++)
    {
      double at = 6 * gradus_random_uniform (&random) - 3;

      x[i] = (float) at;
      y[i] =
        (float) (0.8 * sin (2 * at) + 0.2 * at + NOISE * gradus_random_normal (&random));
    }
  return gradus_dataset_new_from_floats (_ ("A curve"), &GRADUS_SHAPE_1 (1),
                                         &GRADUS_SHAPE_1 (1), n, x_bytes, y_bytes);
}

static gboolean
curve_load (const GradusDataRef *ref,
            GradusDataset      **train,
            GradusDataset      **test,
            GCancellable        *cancellable,
            GError             **error)
{
  *train = draw_curve (ref->seed, "curve/train",
                       ref->n_train > 0 ? MIN (ref->n_train, N_MOST) : N_TRAIN);
  *test = draw_curve (ref->seed, "curve/test",
                      ref->n_test > 0 ? MIN (ref->n_test, N_MOST) : N_TEST);
  return TRUE;
}

static gboolean
is_available (const GradusDataRef *ref)
{
  return TRUE;
}

const GradusDataSource gradus_data_source_curve = {
  .id = "curve",
  .title = N_ ("A curve"),
  .summary = N_ ("Noisy points along a curve; the answer is their height."),
  .shape = { 1, { 1 } },
  .n_classes = 0,
  .n_train = N_TRAIN,
  .n_test = N_TEST,
  .is_available = is_available,
  .load = curve_load,
};
