/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/pooling.h"

POOL_PARAMS (pool_params, 2, "2, 2");

const GradusLayerKind gradus_layer_kind_average_pooling2d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "AveragePooling2D",
    .id = "average_pooling2d",
    .module = "keras.layers",
    .title = NC_ ("layer", "AveragePooling2D"),
    .summary = N_ ("Takes the mean of each small window of a picture."),
    .formula = "y_{i,j,c} = \\frac{1}{n} Σ_{a,b} x_{s i+a,s j+b,c}",
    .source = "https://keras.io/api/layers/pooling_layers/average_pooling2d/",
    .keywords = N_ ("pooling subsampling shrink mean picture image"),
    PARAMS (pool_params),
  },
  .category = GRADUS_CATEGORY_POOLING,
  .icon = "gradus-layer-pool-symbolic",
  .flags = GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = gradus_average_pool_infer,
  .write_c = gradus_average_pool_write_c,
  .forward = gradus_average_pool_forward,
  .backward = gradus_average_pool_backward,
  .lower = gradus_average_pool_lower,
};
