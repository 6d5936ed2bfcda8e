/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/layers/convolution.h"

G_BEGIN_DECLS

/* A convolution of each channel by itself, one sample at a time: what the depthwise and
 * the separable layers have in common. The kernel is (k_h, k_w, channels, multiplier),
 * output channel c · multiplier + m. */
void gradus_depthwise_forward (const GradusConvolution *geometry,
                               gsize                    multiplier,
                               const float             *x,
                               const float             *kernel,
                               const float             *bias,
                               float                   *y);
/* Adds to @d_kernel and @dx; either may be NULL. */
void gradus_depthwise_backward (const GradusConvolution *geometry,
                                gsize                    multiplier,
                                const float             *x,
                                const float             *kernel,
                                const float             *dy,
                                float                   *d_kernel,
                                float                   *dx);
/* The kernel with depthwise_initializer, _regularizer and _constraint. */
void gradus_plan_add_depthwise_kernel (GradusLayerPlan         *plan,
                                       const char              *name,
                                       const GradusConvolution *geometry,
                                       gint64                   multiplier);

/* The layers DepthwiseConv1D and DepthwiseConv2D */
gboolean gradus_depthwise_layer_infer (GradusLayerPlan *plan, GError **error);
void gradus_depthwise_layer_forward (const GradusLayerPlan *plan, GradusLayerRun *run);
void gradus_depthwise_layer_backward (const GradusLayerPlan *plan, GradusLayerRun *run);
void gradus_depthwise_layer_lower (const GradusLayerPlan *plan, GradusLowering *lowering);

/* The layers SeparableConv1D and SeparableConv2D */
gboolean gradus_separable_layer_infer (GradusLayerPlan *plan, GError **error);
void gradus_separable_layer_forward (const GradusLayerPlan *plan, GradusLayerRun *run);
void gradus_separable_layer_backward (const GradusLayerPlan *plan, GradusLayerRun *run);
void gradus_separable_layer_lower (const GradusLayerPlan *plan, GradusLowering *lowering);

#define PARAM_DEPTHWISE_INITIALIZER                                                      \
  PARAM_OBJECT ("depthwise_initializer", N_ ("Weights start as"),                        \
                N_ ("How the first weights are drawn."), GRADUS_FAMILY_INITIALIZER,      \
                "GlorotUniform",                                                         \
                .flags = GRADUS_PARAM_ADVANCED | GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS)
#define PARAM_POINTWISE_INITIALIZER                                                      \
  PARAM_OBJECT ("pointwise_initializer", N_ ("Mixing weights start as"),                 \
                N_ ("How the first weights that mix the channels are drawn."),           \
                GRADUS_FAMILY_INITIALIZER, "GlorotUniform",                              \
                .flags = GRADUS_PARAM_ADVANCED | GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS)

G_END_DECLS
