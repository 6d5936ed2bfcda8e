/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/pooling.h"

GLOBAL_POOL_PARAMS (pool_params);

const GradusLayerKind gradus_layer_kind_global_average_pooling2d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "GlobalAveragePooling2D",
    .id = "global_average_pooling2d",
    .module = "keras.layers",
    .title = NC_ ("layer", "GlobalAveragePooling2D"),
    .summary = N_ ("Takes the mean of each channel of a picture."),
    .formula = "y_c = \\frac{1}{n} Σ_{i,j} x_{i,j,c}",
    .source = "https://keras.io/api/layers/pooling_layers/global_average_pooling2d/",
    .keywords = N_ ("pooling mean whole picture image"),
    PARAMS (pool_params),
  },
  .category = GRADUS_CATEGORY_POOLING,
  .icon = "gradus-layer-global-pool-symbolic",
  .flags = GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = gradus_global_pool_infer,
  .write_c = gradus_global_average_pool_write_c,
  .forward = gradus_global_average_pool_forward,
  .backward = gradus_global_average_pool_backward,
  .lower = gradus_global_average_pool_lower,
};
