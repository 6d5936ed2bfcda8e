/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/layers/common.h"

G_BEGIN_DECLS

/**
 * GradusWrapped:
 * @config: what the layer inside runs with
 * @plan: its plan
 * @first_weight: where its weights begin among those of the layer around it
 * @names: (element-type utf8): strings that the plan around it borrows
 *
 * A layer inside another one.
 */
typedef struct
{
  GradusConfig   *config;
  GradusLayerPlan plan;
  guint           first_weight;
  GPtrArray      *names;
} GradusWrapped;

gboolean gradus_wrapped_plan (GradusWrapped     *self,
                              GradusConfig      *config,
                              const GradusShape *input,
                              gboolean           has_mask,
                              gboolean           is_frozen,
                              GError           **error);
void     gradus_wrapped_clear (GradusWrapped *self);
/* Adds its weights to @plan, their names below @name and their groups below @group. */
void gradus_wrapped_add_weights (GradusWrapped   *self,
                                 GradusLayerPlan *plan,
                                 const char      *name,
                                 const char      *group);
/* A run of the layer inside that shares weights, gradients and flags with @run. */
GradusLayerRun gradus_wrapped_prepare (const GradusWrapped  *self,
                                       const GradusLayerRun *run);

G_END_DECLS
