/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/transposed.h"
#include "engine/params.h"

static const GradusParam conv1d_transpose_params[] = {
  PARAM_FILTERS,
  PARAM_KERNEL_SIZE (1, "3"),
  PARAM_STRIDES (1, "1"),
  PARAM_PADDING (gradus_convolution_paddings),
  PARAM_OUTPUT_PADDING (1),
  PARAM_DATA_FORMAT,
  PARAM_DILATION_RATE (1, "1"),
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

const GradusLayerKind gradus_layer_kind_conv1d_transpose = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Conv1DTranspose",
    .id = "conv1d_transpose",
    .module = "keras.layers",
    .title = NC_ ("layer", "Conv1DTranspose"),
    .summary = N_ ("A convolution run backwards: it paints patterns and makes a sequence larger."),
    .formula = "y_{s p+a,k} = f(Σ_{p,c} x_{p,c} W_{a,k,c} + b_k)",
    .source = "https://keras.io/api/layers/convolution_layers/convolution1d_transpose/",
    .keywords = N_ ("deconvolution transposed decoder enlarge sequence signal"),
    PARAMS (conv1d_transpose_params),
  },
  .category = GRADUS_CATEGORY_CONVOLUTION,
  .kernel_order = GRADUS_KERNEL_INPUTS_LAST,
  .icon = "gradus-layer-conv1d-symbolic",
  .infer = gradus_transposed_infer,
  .write_c = gradus_transposed_write_c,
  .forward = gradus_transposed_forward,
  .backward = gradus_transposed_backward,
  .lower = gradus_transposed_lower,
};
