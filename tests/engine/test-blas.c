/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/blas.h"

static void
test_choose_core (void)
{
  /* Processors that OpenBLAS knows. */
  g_assert_null (gradus_blas_choose_core ("Zen", TRUE, FALSE));
  g_assert_null (gradus_blas_choose_core ("Haswell", TRUE, FALSE));
  g_assert_null (gradus_blas_choose_core ("Cooperlake", TRUE, TRUE));
  g_assert_null (gradus_blas_choose_core ("Haswell", TRUE, TRUE));
  /* Newer ones, which it takes for old ones. */
  g_assert_cmpstr (gradus_blas_choose_core ("Barcelona", TRUE, TRUE), ==, "SkylakeX");
  g_assert_cmpstr (gradus_blas_choose_core ("Prescott", TRUE, FALSE), ==, "Haswell");
  g_assert_cmpstr (gradus_blas_choose_core (NULL, TRUE, FALSE), ==, "Haswell");
  /* Really old ones. */
  g_assert_null (gradus_blas_choose_core ("Nehalem", FALSE, FALSE));
  g_assert_null (gradus_blas_choose_core ("Sandybridge", FALSE, FALSE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/blas/choose-core", test_choose_core);
  return g_test_run ();
}
