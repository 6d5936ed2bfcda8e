/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Products of matrices that lie row by row without gaps: by OpenBLAS, or by the engine's
 * own loops where a call of OpenBLAS costs more than the product. @bias (nullable) is
 * what each row of C starts from; with @accumulate C starts from what it holds. */

/* C (m, n) = start + A (m, k) · B (k, n) */
void gradus_product (gsize        m,
                     gsize        n,
                     gsize        k,
                     const float *a,
                     const float *b,
                     const float *bias,
                     float       *c);
/* C (m, n) = [C +] Aᵀ · B, for A (k, m) and B (k, n) */
void gradus_product_tn (gsize        m,
                        gsize        n,
                        gsize        k,
                        const float *a,
                        const float *b,
                        gboolean     accumulate,
                        float       *c);
/* C (m, n) = A (m, k) · Bᵀ, for B (n, k) */
void
gradus_product_nt (gsize m, gsize n, gsize k, const float *a, const float *b, float *c);

G_END_DECLS
