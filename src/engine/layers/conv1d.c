/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/convolve.h"
#include "engine/params.h"

/* Slides small patterns along a sequence; each filter answers where it finds its own. */

static const GradusParam conv1d_params[] = {
  PARAM_FILTERS,
  PARAM_KERNEL_SIZE (1, "3"),
  PARAM_STRIDES (1, "1"),
  PARAM_PADDING (gradus_convolution_paddings_1d),
  PARAM_DATA_FORMAT,
  PARAM_DILATION_RATE (1, "1"),
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

const GradusLayerKind gradus_layer_kind_conv1d = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Conv1D",
    .id = "conv1d",
    .module = "keras.layers",
    .title = NC_ ("layer", "Conv1D"),
    .summary = N_ ("Slides small patterns along a sequence and tells where it finds them."),
    .formula = "y_{t,k} = f(Σ_{a,c} x_{t+a,c} W_{a,c,k} + b_k)",
    .source = "https://keras.io/api/layers/convolution_layers/convolution1d/",
    .keywords = N_ ("convolution sequence signal text filter kernel pattern cnn"),
    PARAMS (conv1d_params),
  },
  .category = GRADUS_CATEGORY_CONVOLUTION,
  .icon = "gradus-layer-conv1d-symbolic",
  .infer = gradus_convolve_infer,
  .write_c = gradus_convolve_write_c,
  .forward = gradus_convolve_forward,
  .backward = gradus_convolve_backward,
  .lower = gradus_convolve_lower,
};
