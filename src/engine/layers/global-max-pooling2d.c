/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/pooling.h"

GLOBAL_POOL_PARAMS (pool_params);

const GradusLayerKind gradus_layer_kind_global_max_pooling2d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "GlobalMaxPooling2D",
    .id = "global_max_pooling2d",
    .module = "keras.layers",
    .title = NC_ ("layer", "GlobalMaxPooling2D"),
    .summary = N_ ("Keeps the largest number of each channel of a picture."),
    .formula = "y_c = max_{i,j} x_{i,j,c}",
    .source = "https://keras.io/api/layers/pooling_layers/global_max_pooling2d/",
    .keywords = N_ ("pooling maximum whole picture image"),
    PARAMS (pool_params),
  },
  .category = GRADUS_CATEGORY_POOLING,
  .icon = "gradus-layer-global-pool-symbolic",
  .flags = GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = gradus_global_max_pool_infer,
  .write_c = gradus_global_max_pool_write_c,
  .forward = gradus_global_max_pool_forward,
  .backward = gradus_global_max_pool_backward,
  .lower = gradus_global_max_pool_lower,
};
