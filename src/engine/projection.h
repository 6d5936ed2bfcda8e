/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/neighbours.h"

G_BEGIN_DECLS

/**
 * GradusPca:
 * @n_features: numbers of a sample
 * @n_components: directions that were kept
 * @mean: (shape n_features): of the samples
 * @components: (shape n_components, n_features): directions of length 1, the one with the
 * largest variance first; the largest number of each is positive
 * @variance: (shape n_components): of the samples along each direction, over n − 1
 * @ratio: (shape n_components): the part of the whole variance that this is
 *
 * Principal components: the flat view that shows most of how samples differ.
 */
typedef struct
{
  gsize   n_features;
  gsize   n_components;
  double *mean;
  double *components;
  double *variance;
  double *ratio;
} GradusPca;

/* @x: (shape n, n_features) */
GradusPca *gradus_pca_new (gsize n, gsize n_features, const float *x, gsize n_components);
GradusPca *gradus_pca_new_full (gsize             n,
                                gsize             n_features,
                                const float      *x,
                                gsize             n_components,
                                double            tolerance,
                                GradusProceedFunc proceed,
                                gpointer          user_data);
void       gradus_pca_free (GradusPca *self);
/* @scores: (out) (shape n, n_components): where the samples lie */
void gradus_pca_project (const GradusPca *self, gsize n, const float *x, float *scores);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusPca, gradus_pca_free)

G_END_DECLS
