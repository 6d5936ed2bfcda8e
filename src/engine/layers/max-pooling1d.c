/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/pooling.h"

POOL_PARAMS (pool_params, 1, "2");

const GradusLayerKind gradus_layer_kind_max_pooling1d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "MaxPooling1D",
    .id = "max_pooling1d",
    .module = "keras.layers",
    .title = NC_ ("layer", "MaxPooling1D"),
    .summary = N_ ("Keeps only the largest number of each few time steps."),
    .formula = "y_{t,c} = max_{a} x_{s t+a,c}",
    .source = "https://keras.io/api/layers/pooling_layers/max_pooling1d/",
    .keywords = N_ ("pooling subsampling shrink maximum sequence"),
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
