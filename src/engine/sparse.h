/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Products with a matrix that is mostly zeros, like the pixels of a digit or what relu
 * lets through: they visit only what is not zero. */

/* Whether few enough numbers are not zero. */
gboolean gradus_sparse_is_mostly_zero (gsize n, const float *x);
/* Whether skipping zeros is quicker than a product with everything. */
gboolean gradus_sparse_is_worthwhile (gsize        n_rows,
                                      gsize        n_inputs,
                                      gsize        n_units,
                                      const float *x,
                                      gboolean     is_transposed);
/* How many floats of scratch the two functions need. */
gsize gradus_sparse_get_scratch_per_row (gsize n_inputs);
gsize gradus_sparse_get_fixed_scratch (gsize n_inputs);

/* z = x · w + bias */
void gradus_sparse_multiply (gsize        n_rows,
                             gsize        n_inputs,
                             gsize        n_units,
                             const float *x,
                             const float *w,
                             const float *bias,
                             float       *z,
                             float       *scratch);
/* dw = xᵀ · dz, or added to dw */
void gradus_sparse_multiply_transposed (gsize        n_rows,
                                        gsize        n_inputs,
                                        gsize        n_units,
                                        const float *x,
                                        const float *dz,
                                        gboolean     accumulate,
                                        float       *dw,
                                        float       *scratch);

G_END_DECLS
