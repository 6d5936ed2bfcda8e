/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * GradusQuadTree:
 *
 * Points of the plane in squares within squares, so that what lies far away can be taken
 * together (Barnes and Hut). A tree may be built again and again without new memory.
 */
typedef struct _GradusQuadTree GradusQuadTree;

/**
 * GradusRepulsion:
 * @x: Σ q² · (x − xⱼ)
 * @y: Σ q² · (y − yⱼ)
 * @weight: Σ q
 *
 * How all other points push one away in t-SNE: q = 1 ÷ (1 + squared distance).
 */
typedef struct
{
  double x;
  double y;
  double weight;
} GradusRepulsion;

GradusQuadTree *gradus_quad_tree_new (gsize n_points);
void            gradus_quad_tree_free (GradusQuadTree *self);
void gradus_quad_tree_build (GradusQuadTree *self, const float *x, const float *y);
/* Threads: any number at a time, while nobody builds. */
void gradus_quad_tree_repel (const GradusQuadTree *self,
                             gsize                 point,
                             double                theta,
                             GradusRepulsion      *repulsion);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusQuadTree, gradus_quad_tree_free)

G_END_DECLS
