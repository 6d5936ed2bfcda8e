/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "io/npz.h"

#define MOST 100000

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError)    error = NULL;
  g_autoptr (GPtrArray) arrays = gradus_npz_read (fuzz_file (data, size), MOST, &error);
  g_autoptr (GBytes)    bytes = NULL;
  gsize                 n_numbers = 0;

  fuzz_check (arrays != NULL, error);
  if (arrays == NULL)
    return 0;
  for (guint i = 0; i < arrays->len; i++)
    n_numbers += ((GradusNpzArray *) arrays->pdata[i])->tensor->size;
  g_assert_cmpuint (n_numbers, <=, MOST);
  bytes = gradus_npz_write (arrays, &error);
  g_assert_no_error (error);
  return 0;
}
