/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/depthwise.h"
#include "engine/params.h"

static const GradusParam depthwise_conv2d_params[] = {
  PARAM_DEPTH_MULTIPLIER,
  PARAM_KERNEL_SIZE (2, "3, 3"),
  PARAM_STRIDES (2, "1, 1"),
  PARAM_PADDING (gradus_convolution_paddings),
  PARAM_DATA_FORMAT,
  PARAM_DILATION_RATE (2, "1, 1"),
  PARAM_ACTIVATION ("linear"),
  PARAM_USE_BIAS,
  PARAM_DEPTHWISE_INITIALIZER,
  PARAM_BIAS_INITIALIZER ("Zeros"),
  PARAM_REGULARIZER ("depthwise_regularizer", N_ ("Price on weights")),
  PARAM_REGULARIZER ("bias_regularizer", N_ ("Price on biases")),
  PARAM_ACTIVITY_REGULARIZER (0),
  PARAM_CONSTRAINT ("depthwise_constraint", N_ ("Limit on weights")),
  PARAM_CONSTRAINT ("bias_constraint", N_ ("Limit on biases")),
};

const GradusLayerKind gradus_layer_kind_depthwise_conv2d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "DepthwiseConv2D",
    .id = "depthwise_conv2d",
    .module = "keras.layers",
    .title = NC_ ("layer", "DepthwiseConv2D"),
    .summary = N_ ("Slides small patterns over a picture, each channel by itself."),
    .formula = "y_{p,c m+k} = f(Σ_a x_{p+a,c} W_{a,c,k} + b_{c m+k})",
    .source = "https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/",
    .keywords = N_ ("convolution depthwise channel picture image mobile"),
    PARAMS (depthwise_conv2d_params),
  },
  .category = GRADUS_CATEGORY_CONVOLUTION,
  .kernel_order = GRADUS_KERNEL_DEPTHWISE,
  .icon = "gradus-layer-conv2d-symbolic",
  .infer = gradus_depthwise_layer_infer,
  .write_c = gradus_depthwise_write_c,
  .forward = gradus_depthwise_layer_forward,
  .backward = gradus_depthwise_layer_backward,
  .lower = gradus_depthwise_layer_lower,
};
