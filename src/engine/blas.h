/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The kernel set that OpenBLAS should have taken instead of @core; NULL if its choice is
 * good. */
const char *
gradus_blas_choose_core (const char *core, gboolean has_avx2, gboolean has_avx512);
/* Starts the program @argv anew with better kernels, if there are any. To be called first
 * of all. */
void gradus_blas_prepare (char **argv);

G_END_DECLS
