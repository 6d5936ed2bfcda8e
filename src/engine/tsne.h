/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/pool.h"

G_BEGIN_DECLS

/**
 * GradusTsneOptions:
 * @perplexity: how many neighbours count, softly
 * @theta: how coarsely far points are taken together, 0 … 0.7; 0 computes every pair
 * @exaggeration: how much stronger points attract each other in the beginning
 * @n_exaggerated: steps for which they do
 * @seed: of the start layout
 *
 * How t-SNE is computed.
 */
typedef struct
{
  double  perplexity;
  double  theta;
  double  exaggeration;
  guint   n_exaggerated;
  guint64 seed;
} GradusTsneOptions;

#define GRADUS_TSNE_OPTIONS_STANDARD                                                     \
  ((GradusTsneOptions){ .perplexity = 30,                                                \
                        .theta = 0.5,                                                    \
                        .exaggeration = 12,                                              \
                        .n_exaggerated = 250,                                            \
                        .seed = 1 })

/**
 * GradusTsne:
 *
 * A map of samples on the plane that keeps neighbours together, made step by step. What
 * comes out depends on the samples, the options and the start layout alone, not on the
 * number of threads.
 */
typedef struct _GradusTsne GradusTsne;

/* How many neighbours of each of n samples gradus_tsne_new() wants to know. */
guint       gradus_tsne_count_neighbours (gsize n, const GradusTsneOptions *options);
GradusTsne *gradus_tsne_new (gsize                    n,
                             guint                    k,
                             const guint32           *neighbours,
                             const float             *squares,
                             const GradusTsneOptions *options,
                             GradusPool              *pool);
void        gradus_tsne_free (GradusTsne *self);
void        gradus_tsne_start_from (GradusTsne *self, const float *layout, double spread);
void        gradus_tsne_set_layout (GradusTsne *self, const float *layout);
void        gradus_tsne_step (GradusTsne *self, guint n_steps, GradusPool *pool);
guint       gradus_tsne_get_n_steps (const GradusTsne *self);
/* (out) (shape n, 2) */
void gradus_tsne_get_layout (const GradusTsne *self, float *layout);
/* How far points moved in the last step, against the spread of the layout. */
double gradus_tsne_get_motion (const GradusTsne *self);
/* (out) (shape n, 2): what the next step would go against, for tests */
void gradus_tsne_get_gradient (GradusTsne *self, GradusPool *pool, float *gradient);
/* The Kullback-Leibler divergence that t-SNE makes small, in nats; takes n² operations.
 */
double gradus_tsne_get_divergence (const GradusTsne *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusTsne, gradus_tsne_free)

G_END_DECLS
