/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pool.h"

G_BEGIN_DECLS

/**
 * GradusAffinities:
 * @begins: (array length=n+1): where the list of each sample begins
 * @indices: whom it attracts
 * @values: how much; the same both ways, and 1 in sum
 *
 * Who attracts whom in t-SNE.
 */
typedef struct
{
  gsize   *begins;
  guint32 *indices;
  float   *values;
} GradusAffinities;

void gradus_affinities_init (GradusAffinities *self,
                             gsize             n,
                             guint             k,
                             const guint32    *neighbours,
                             const float      *squares,
                             double            perplexity,
                             GradusPool       *pool);
void gradus_affinities_clear (GradusAffinities *self);

G_END_DECLS
