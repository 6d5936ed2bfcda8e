/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/pooling.h"

POOL_PARAMS (pool_params, 2, "2, 2");

const GradusLayerKind gradus_layer_kind_max_pooling2d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "MaxPooling2D",
    .id = "max_pooling2d",
    .module = "keras.layers",
    .title = NC_ ("layer", "MaxPooling2D"),
    .summary = N_ ("Keeps only the largest number of each small window of a picture."),
    .formula = "y_{i,j,c} = max_{a,b} x_{s i+a,s j+b,c}",
    .source = "https://keras.io/api/layers/pooling_layers/max_pooling2d/",
    .keywords = N_ ("pooling subsampling shrink maximum picture image"),
    PARAMS (pool_params),
  },
  .category = GRADUS_CATEGORY_POOLING,
  .icon = "gradus-layer-pool-symbolic",
  .flags = GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = gradus_max_pool_infer,
  .write_c = gradus_max_pool_write_c,
  .forward = gradus_max_pool_forward,
  .backward = gradus_max_pool_backward,
  .lower = gradus_max_pool_lower,
};
