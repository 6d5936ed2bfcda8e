/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <glib/gi18n-lib.h>

#include "engine/data/digits.h"
#include "io/data-source-tables.h"

#define N_TRAIN 60000
#define N_TEST 10000
#define N_MOST 1000000
/* Test digits come from far along the stream, where no training set reaches. */
#define FIRST_TEST ((guint64) 1 << 40)

static gboolean
digits_are_available (const GradusDataRef *ref)
{
  return TRUE;
}

static GradusDataset *
draw (const GradusDataRef *ref, guint64 first, guint n)
{
  GradusShape        shape = GRADUS_SHAPE_3 (GRADUS_DIGITS_SIDE, GRADUS_DIGITS_SIDE, 1);
  guint8            *pixels = g_malloc ((gsize) n * GRADUS_DIGITS_SIZE);
  guint8            *labels = g_malloc (n);
  g_autoptr (GBytes) pixel_bytes =
    g_bytes_new_take (pixels, (gsize) n * GRADUS_DIGITS_SIZE);
  g_autoptr (GBytes) label_bytes = g_bytes_new_take (labels, n);

  gradus_digits_draw_many (ref->seed, first, n, 0, pixels, labels);
  return gradus_dataset_new_from_bytes (_ ("Built-in digits"), &shape, n, pixel_bytes,
                                        label_bytes, 10);
}

static gboolean
digits_load (const GradusDataRef *ref,
             GradusDataset      **train,
             GradusDataset      **test,
             GCancellable        *cancellable,
             GError             **error)
{
  *train = draw (ref, 0, ref->n_train > 0 ? MIN (ref->n_train, N_MOST) : N_TRAIN);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      g_clear_pointer (train, gradus_dataset_unref);
      return FALSE;
    }
  *test = draw (ref, FIRST_TEST, ref->n_test > 0 ? MIN (ref->n_test, N_MOST) : N_TEST);
  return TRUE;
}

const GradusDataSource gradus_data_source_digits = {
  .id = "digits",
  .title = N_ ("Built-in digits"),
  .summary = N_ ("Digits that Gradus draws itself, in many hands; they need no file."),
  .shape = { 3, { GRADUS_DIGITS_SIDE, GRADUS_DIGITS_SIDE, 1 } },
  .n_classes = 10,
  .has_digits = TRUE,
  .n_train = N_TRAIN,
  .n_test = N_TEST,
  .is_available = digits_are_available,
  .load = digits_load,
};
