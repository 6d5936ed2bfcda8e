/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/pooling.h"

POOL_PARAMS (pool_params, 1, "2");

const GradusLayerKind gradus_layer_kind_average_pooling1d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "AveragePooling1D",
    .id = "average_pooling1d",
    .module = "keras.layers",
    .title = NC_ ("layer", "AveragePooling1D"),
    .summary = N_ ("Takes the mean of each few time steps."),
    .formula = "y_{t,c} = \\frac{1}{n} Σ_a x_{s t+a,c}",
    .source = "https://keras.io/api/layers/pooling_layers/average_pooling1d/",
    .keywords = N_ ("pooling subsampling shrink mean sequence"),
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
