/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/sequential.h"

G_BEGIN_DECLS

/**
 * GradusFusion:
 * @n_layers: how many layers it takes
 * @fuse: the plan of one layer that does what @layers do one after the other, or NULL if
 * it cannot; its weights are those of the first
 * @forward: as a layer's
 * @backward: likewise
 *
 * Layers that run faster as one, because what flows between them need not be written
 * down.
 */
typedef struct
{
  guint n_layers;
  GradusLayerPlan *(*fuse) (const GradusLayerPlan *const *layers);
  void (*forward) (const GradusLayerPlan *plan, GradusLayerRun *run);
  void (*backward) (const GradusLayerPlan *plan, GradusLayerRun *run);
} GradusFusion;

extern const GradusFusion gradus_fusion_convolve_pool;

/**
 * GradusStage:
 * @first: its first layer
 * @last: its last layer; the same unless layers are fused
 * @plan: what it works with: the layer's plan, or that of the fused layers
 * @forward: what runs
 * @backward: (nullable): what runs on the way back
 *
 * One step on the way through a network.
 */
typedef struct
{
  guint                  first;
  guint                  last;
  const GradusLayerPlan *plan;
  void (*forward) (const GradusLayerPlan *plan, GradusLayerRun *run);
  void (*backward) (const GradusLayerPlan *plan, GradusLayerRun *run);
  GradusLayerPlan *own; /* of fused layers */
} GradusStage;

/* (element-type GradusStage): the stages of a whole plan, which must outlive them */
GArray *gradus_stages_new (const GradusPlan *plan, gboolean may_fuse);

G_END_DECLS
