/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "cli/sample-file.h"

/* What `gradus-cli predict --input` takes: PGM, CSV and IDX, told apart by their bytes.
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const GradusShape shapes[] = {
    { 1, { 4 } },
    { 3, { 2, 2, 1 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree float  *x =
        gradus_cli_sample_file_load (fuzz_file (data, size), i, &shapes[i], &error);

      fuzz_check (x != NULL, error);
    }
  return 0;
}
