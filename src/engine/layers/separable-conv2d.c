/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/depthwise.h"
#include "engine/params.h"

static const GradusParam separable_conv2d_params[] = {
  PARAM_DEPTH_MULTIPLIER,
  PARAM_FILTERS,
  PARAM_KERNEL_SIZE (2, "3, 3"),
  PARAM_STRIDES (2, "1, 1"),
  PARAM_PADDING (gradus_convolution_paddings),
  PARAM_DATA_FORMAT,
  PARAM_DILATION_RATE (2, "1, 1"),
  PARAM_ACTIVATION ("linear"),
  PARAM_USE_BIAS,
  PARAM_DEPTHWISE_INITIALIZER,
  PARAM_POINTWISE_INITIALIZER,
  PARAM_BIAS_INITIALIZER ("Zeros"),
  PARAM_REGULARIZER ("depthwise_regularizer", N_ ("Price on weights")),
  PARAM_REGULARIZER ("pointwise_regularizer", N_ ("Price on mixing weights")),
  PARAM_REGULARIZER ("bias_regularizer", N_ ("Price on biases")),
  PARAM_ACTIVITY_REGULARIZER (0),
  PARAM_CONSTRAINT ("depthwise_constraint", N_ ("Limit on weights")),
  PARAM_CONSTRAINT ("pointwise_constraint", N_ ("Limit on mixing weights")),
  PARAM_CONSTRAINT ("bias_constraint", N_ ("Limit on biases")),
};

const GradusLayerKind gradus_layer_kind_separable_conv2d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "SeparableConv2D",
    .id = "separable_conv2d",
    .module = "keras.layers",
    .title = NC_ ("layer", "SeparableConv2D"),
    .summary = N_ ("A convolution of a picture in two cheap steps: each channel by itself, then all channels mixed."),
    .formula = "y = f((x ∗ D) P + b)",
    .source = "https://keras.io/api/layers/convolution_layers/separable_convolution2d/",
    .keywords = N_ ("convolution separable depthwise pointwise picture image mobile"),
    PARAMS (separable_conv2d_params),
  },
  .category = GRADUS_CATEGORY_CONVOLUTION,
  .kernel_order = GRADUS_KERNEL_DEPTHWISE,
  .icon = "gradus-layer-conv2d-symbolic",
  .infer = gradus_separable_layer_infer,
  .write_c = gradus_separable_write_c,
  .forward = gradus_separable_layer_forward,
  .backward = gradus_separable_layer_backward,
  .lower = gradus_separable_layer_lower,
};
