/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/layers/convolution.h"
#include "engine/params.h"

G_BEGIN_DECLS

/* What the poolings over windows have in common, one and two axes alike. */
gboolean gradus_max_pool_infer (GradusLayerPlan *plan, GError **error);
void     gradus_max_pool_forward (const GradusLayerPlan *plan, GradusLayerRun *run);
void     gradus_max_pool_backward (const GradusLayerPlan *plan, GradusLayerRun *run);
void     gradus_max_pool_lower (const GradusLayerPlan *plan, GradusLowering *lowering);
gboolean gradus_average_pool_infer (GradusLayerPlan *plan, GError **error);
void     gradus_average_pool_forward (const GradusLayerPlan *plan, GradusLayerRun *run);
void     gradus_average_pool_backward (const GradusLayerPlan *plan, GradusLayerRun *run);
void gradus_average_pool_lower (const GradusLayerPlan *plan, GradusLowering *lowering);

/* What the poolings over everything have in common. */
gboolean gradus_global_pool_infer (GradusLayerPlan *plan, GError **error);
gboolean gradus_global_max_pool_infer (GradusLayerPlan *plan, GError **error);
void gradus_global_max_pool_forward (const GradusLayerPlan *plan, GradusLayerRun *run);
void gradus_global_max_pool_backward (const GradusLayerPlan *plan, GradusLayerRun *run);
void gradus_global_max_pool_lower (const GradusLayerPlan *plan, GradusLowering *lowering);
void gradus_global_average_pool_forward (const GradusLayerPlan *plan,
                                         GradusLayerRun        *run);
void gradus_global_average_pool_backward (const GradusLayerPlan *plan,
                                          GradusLayerRun        *run);
void gradus_global_average_pool_lower (const GradusLayerPlan *plan,
                                       GradusLowering        *lowering);

#define PARAM_POOL_SIZE(n_axes_, standard_)                                              \
  {                                                                                      \
    .name = "pool_size", .title = N_ ("Window"),                                         \
    .help = N_ ("How many numbers become one."), .type = GRADUS_PARAM_TUPLE,             \
    .minimum = 1, .maximum = 1024, .standard_text = standard_, .n_axes = n_axes_,        \
    .step = 1                                                                            \
  }
#define PARAM_POOL_STRIDES(n_axes_)                                                      \
  {                                                                                      \
    .name = "strides", .title = N_ ("Strides"),                                          \
    .help = N_ ("How far the window moves; none moves it by its own size."),             \
    .type = GRADUS_PARAM_TUPLE, .flags = GRADUS_PARAM_NULLABLE, .minimum = 1,            \
    .maximum = 1024, .n_axes = n_axes_, .step = 1                                        \
  }
#define PARAM_KEEPDIMS                                                                   \
  PARAM_BOOL ("keepdims", N_ ("Keep axes"),                                              \
              N_ ("Whether the axes that are pooled stay, with the length 1."), FALSE)

#define POOL_PARAMS(variable_, n_axes_, standard_)                                       \
  static const GradusParam variable_[] = {                                               \
    PARAM_POOL_SIZE (n_axes_, standard_),                                                \
    PARAM_POOL_STRIDES (n_axes_),                                                        \
    PARAM_PADDING (gradus_convolution_paddings),                                         \
    PARAM_DATA_FORMAT,                                                                   \
  }
#define GLOBAL_POOL_PARAMS(variable_)                                                    \
  static const GradusParam variable_[] = { PARAM_DATA_FORMAT, PARAM_KEEPDIMS }

G_END_DECLS
