/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/convolve.h"
#include "engine/params.h"

/* Slides small patterns over a picture; each filter answers where it finds its own. */

static const GradusParam conv2d_params[] = {
  PARAM_FILTERS,
  PARAM_KERNEL_SIZE (2, "3, 3"),
  PARAM_STRIDES (2, "1, 1"),
  PARAM_PADDING (gradus_convolution_paddings),
  PARAM_DATA_FORMAT,
  PARAM_DILATION_RATE (2, "1, 1"),
  PARAM_GROUPS,
  PARAM_ACTIVATION ("linear"),
  PARAM_USE_BIAS,
  PARAM_KERNEL_INITIALIZER ("GlorotUniform"),
  PARAM_BIAS_INITIALIZER ("Zeros"),
  PARAM_REGULARIZER ("kernel_regularizer", N_ ("Price on weights")),
  PARAM_REGULARIZER ("bias_regularizer", N_ ("Price on biases")),
  PARAM_ACTIVITY_REGULARIZER (0),
  PARAM_CONSTRAINT ("kernel_constraint", N_ ("Limit on weights")),
  PARAM_CONSTRAINT ("bias_constraint", N_ ("Limit on biases")),
};

const GradusLayerKind gradus_layer_kind_conv2d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Conv2D",
    .id = "conv2d",
    .module = "keras.layers",
    .title = NC_ ("layer", "Conv2D"),
    .summary = N_ ("Slides small patterns over a picture and tells where it finds them."),
    .formula = "y_{i,j,k} = f(Σ_{a,b,c} x_{i+a,j+b,c} W_{a,b,c,k} + b_k)",
    .source = "https://keras.io/api/layers/convolution_layers/convolution2d/",
    .keywords = N_ ("convolution picture image filter kernel pattern cnn"),
    PARAMS (conv2d_params),
  },
  .category = GRADUS_CATEGORY_CONVOLUTION,
  .icon = "gradus-layer-conv2d-symbolic",
  .infer = gradus_convolve_infer,
  .write_c = gradus_convolve_write_c,
  .forward = gradus_convolve_forward,
  .backward = gradus_convolve_backward,
  .lower = gradus_convolve_lower,
};
