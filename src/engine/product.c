/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/product.h"

#include <cblas.h>
#include <string.h>

#include "engine/simd/simd.h"

/* A call of OpenBLAS takes one to two microseconds before it computes anything. */
#define SMALL_MOST ((gsize) 1 << 18)
#define PANELS_MOST 8192
#define SEGMENTS_MOST 256

static gboolean
is_small (gsize m, gsize n, gsize k)
{
  return m * n * k <= SMALL_MOST && gradus_simd_get_packed_size (k, n) <= PANELS_MOST;
}

static void
multiply_small (GradusProduct *product,
                const float   *b,
                gsize          row_stride,
                gsize          column_stride)
{
  const GradusSimd *simd = gradus_simd_get ();
  float             panels[PANELS_MOST];

  gradus_simd_pack (simd, product->n_segments * product->segment, product->n_columns, b,
                    row_stride, column_stride, panels);
  product->panels = panels;
  product->c_stride = product->n_columns;
  simd->multiply (product);
}

/**
 * gradus_product:
 * @m: rows of A and C
 * @n: columns of B and C
 * @k: columns of A, rows of B
 * @a: (shape m, k): a factor
 * @b: (shape k, n): a factor
 * @bias: (nullable) (shape n): what each row of C starts from
 * @c: (out) (shape m, n): A · B + bias
 */
void
gradus_product (gsize        m,
                gsize        n,
                gsize        k,
                const float *a,
                const float *b,
                const float *bias,
                float       *c)
{
  if (is_small (m, n, k))
    {
      multiply_small (&(GradusProduct){ .n_rows = m,
                                        .a = a,
                                        .row_stride = k,
                                        .n_segments = 1,
                                        .segment = k,
                                        .n_columns = n,
                                        .bias = bias,
                                        .c = c },
                      b, n, 1);
      return;
    }
  for (gsize i = 0; bias != NULL && i < m; i++)
    memcpy (c + i * n, bias, n * sizeof (float));
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) m, (blasint) n,
               (blasint) k, 1.0f, a, (blasint) k, b, (blasint) n,
               bias != NULL ? 1.0f : 0.0f, c, (blasint) n);
}

/**
 * gradus_product_tn:
 * @m: columns of A, rows of C
 * @n: columns of B and C
 * @k: rows of A and B
 * @a: (shape k, m): a factor
 * @b: (shape k, n): a factor
 * @accumulate: whether to add to @c
 * @c: (inout) (shape m, n): Aᵀ · B
 */
void
gradus_product_tn (gsize        m,
                   gsize        n,
                   gsize        k,
                   const float *a,
                   const float *b,
                   gboolean     accumulate,
                   float       *c)
{
  if (is_small (m, n, k) && k <= SEGMENTS_MOST)
    {
      guint32 segments[SEGMENTS_MOST];

      /* A row of Aᵀ has each number in another row of A. */
      for (gsize i = 0; i < k; i++)
        segments[i] = (guint32) (i * m);
      multiply_small (&(GradusProduct){ .n_rows = m,
                                        .a = a,
                                        .row_stride = 1,
                                        .n_segments = k,
                                        .segments = segments,
                                        .segment = 1,
                                        .n_columns = n,
                                        .accumulate = accumulate,
                                        .c = c },
                      b, n, 1);
      return;
    }
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (blasint) m, (blasint) n,
               (blasint) k, 1.0f, a, (blasint) m, b, (blasint) n,
               accumulate ? 1.0f : 0.0f, c, (blasint) n);
}

/**
 * gradus_product_nt:
 * @m: rows of A and C
 * @n: rows of B, columns of C
 * @k: columns of A and B
 * @a: (shape m, k): a factor
 * @b: (shape n, k): a factor
 * @c: (out) (shape m, n): A · Bᵀ
 */
void
gradus_product_nt (gsize m, gsize n, gsize k, const float *a, const float *b, float *c)
{
  if (is_small (m, n, k))
    {
      multiply_small (&(GradusProduct){ .n_rows = m,
                                        .a = a,
                                        .row_stride = k,
                                        .n_segments = 1,
                                        .segment = k,
                                        .n_columns = n,
                                        .c = c },
                      b, 1, k);
      return;
    }
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (blasint) m, (blasint) n,
               (blasint) k, 1.0f, a, (blasint) k, b, (blasint) k, 0.0f, c, (blasint) n);
}
