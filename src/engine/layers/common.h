/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cblas.h>

#include "engine/layer.h"
#include "engine/layers/write-c.h"
#include "engine/parts.h"

G_BEGIN_DECLS

/* What layers with a kernel, a bias and an activation have in common. The parameters must
 * be called as in params.h. */
GradusWeightSpec      *
gradus_plan_add_weight (GradusLayerPlan *plan, const char *name, GradusShape shape);
void gradus_plan_add_kernel (GradusLayerPlan *plan, GradusShape shape);
void gradus_plan_add_bias (GradusLayerPlan *plan, gint64 units);
void gradus_plan_add_activation_cache (GradusLayerPlan *plan);

void gradus_fill_rows (float *rows, gsize n_rows, gsize n_columns, const float *row);
void gradus_sum_rows (const float *rows,
                      gsize        n_rows,
                      gsize        n_columns,
                      gboolean     accumulate,
                      float       *sum);

/* For layers that only see their input in another shape. */
void     gradus_copy_forward (const GradusLayerPlan *plan, GradusLayerRun *run);
void     gradus_copy_backward (const GradusLayerPlan *plan, GradusLayerRun *run);
gboolean gradus_same_shape_infer (GradusLayerPlan *plan, GError **error);

const GradusActivationKind *gradus_activation_kind_of (const GradusConfig *config);
void                        gradus_activate (const GradusLayerPlan *plan,
                                             gsize                  n_rows,
                                             gsize                  n_columns,
                                             const float           *z,
                                             float                 *y);
void                        gradus_deactivate (const GradusLayerPlan *plan,
                                               gsize                  n_rows,
                                               gsize                  n_columns,
                                               const float           *z,
                                               const float           *y,
                                               float                 *dy);

G_END_DECLS
