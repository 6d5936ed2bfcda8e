/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/blas.h"

#include <cblas.h>
#include <unistd.h>

#define CORE_VARIABLE "OPENBLAS_CORETYPE"

/* OpenBLAS's kernels without AVX2: what it falls back to on a processor that is newer
 * than itself. */
static const char *const old_cores[] = {
  "Prescott",   "Core2",       "Penryn",     "Dunnington", "Nehalem",      "Sandybridge",
  "Atom",       "Nano",        "Athlon",     "Opteron",    "Opteron_SSE3", "Barcelona",
  "Bobcat",     "Katmai",      "Coppermine", "Northwood",  "Banias",       "Bulldozer",
  "Piledriver", "Steamroller", "Generic",    "Unknown",    NULL,
};

/**
 * gradus_blas_choose_core:
 * @core: what OpenBLAS took this processor for
 * @has_avx2: whether it has AVX2 and FMA
 * @has_avx512: whether it has AVX-512 as well
 *
 * Source: OpenBLAS, driver/others/dynamic.c
 *
 * Returns: (nullable) (transfer none): the name of better kernels, as OpenBLAS knows them
 *   by; %NULL if there are none. What it has chosen among those with AVX2 is left alone:
 *   it knows the processor better than we do.
 */
const char *
gradus_blas_choose_core (const char *core, gboolean has_avx2, gboolean has_avx512)
{
  gboolean is_old = FALSE;

  for (guint i = 0; old_cores[i] != NULL; i++)
    is_old |= core == NULL || g_ascii_strcasecmp (core, old_cores[i]) == 0;
  if (!is_old || !has_avx2)
    return NULL;
  return has_avx512 ? "SkylakeX" : "Haswell";
}

/**
 * gradus_blas_prepare:
 * @argv: (array zero-terminated=1): the program's arguments
 *
 * OpenBLAS chooses its kernels when it is loaded and asks the environment only then. So
 * where it chose badly, the program sets the variable and starts itself anew, once.
 */
void
gradus_blas_prepare (char **argv)
{
#if defined(__x86_64__) && defined(__linux__)
  const char *core;

  if (g_getenv (CORE_VARIABLE) != NULL)
    return;
  core = gradus_blas_choose_core (openblas_get_corename (),
                                  __builtin_cpu_supports ("avx2") &&
                                    __builtin_cpu_supports ("fma"),
                                  __builtin_cpu_supports ("avx512f") &&
                                    __builtin_cpu_supports ("avx512vl") &&
                                    __builtin_cpu_supports ("avx512bw") &&
                                    __builtin_cpu_supports ("avx512dq"));
  if (core == NULL)
    return;
  g_setenv (CORE_VARIABLE, core, TRUE);
  execv ("/proc/self/exe", argv);
  /* If that failed, it goes on with the slow ones. */
#endif
}
