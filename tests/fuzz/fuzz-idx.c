/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "io/idx.h"

/* Pictures and labels, plain or gzip. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const guint ranks[] = { 1, 3 };

  for (guint i = 0; i < G_N_ELEMENTS (ranks); i++)
    {
      g_autoptr (GError) error = NULL;
      GradusShape        shape;
      g_autoptr (GBytes) bytes =
        gradus_idx_load (fuzz_file (data, size), ranks[i], &shape, &error);

      fuzz_check (bytes != NULL, error);
      if (bytes != NULL)
        g_assert_cmpuint (gradus_shape_size (&shape), ==, g_bytes_get_size (bytes));
    }
  return 0;
}
