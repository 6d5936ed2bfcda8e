/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/recurrent.h"
#include "engine/params.h"

#include <string.h>

/* h[t] = f (x[t] W + h[t − 1] R + b) */

static const GradusParam simple_rnn_params[] = {
  PARAM_RECURRENT_UNITS,
  PARAMS_SEQUENCE,
  PARAM_ACTIVATION ("tanh"),
  PARAM_USE_BIAS,
  PARAM_KERNEL_INITIALIZER ("GlorotUniform"),
  PARAM_RECURRENT_INITIALIZER,
  PARAM_BIAS_INITIALIZER ("Zeros"),
  PARAMS_RECURRENT_PRICES,
  PARAMS_RECURRENT_DROPOUT,
};

static void
cell_forward (const GradusRecurrent *self, gsize step)
{
  float *gates = gradus_recurrent_get_gates (self, step);

  gradus_recurrent_multiply (self, 0, self->units,
                             gradus_recurrent_get_h_before (self, step), TRUE, gates,
                             self->width);
  gradus_recurrent_keep_sums (self, step);
  gradus_activate (self->plan, self->n, self->units, gates,
                   gradus_recurrent_get_h (self, step));
}

static void
cell_backward (const GradusRecurrent *self, gsize step)
{
  float       *gates = gradus_recurrent_get_gates (self, step);
  const float *sums =
    self->sums != NULL ? self->sums + step * self->n * self->width : NULL;

  gradus_deactivate (self->plan, self->n, self->units, sums,
                     gradus_recurrent_get_h (self, step), self->dh);
  memcpy (gates, self->dh, self->n * self->units * sizeof (float));
  if (step > 0)
    gradus_recurrent_multiply_back (self, 0, self->units, gates, self->width, FALSE,
                                    self->dh);
}

static void
cell_add_recurrent_gradient (const GradusRecurrent *self)
{
  gradus_recurrent_add_state_gradient (self, 0, self->width, self->gates, self->width);
}

static void
cell_lower_step (const GradusLayerPlan *plan,
                 GradusLowering        *lowering,
                 const char            *sums,
                 const char           **states)
{
  const char *product = gradus_recurrent_lower_product (plan, lowering, states[0], 0, 1);

  states[0] =
    gradus_recurrent_lower_bend (plan, lowering, "activation",
                                 gradus_lower_op (lowering, "Add", sums, product, NULL));
}

static const guint op_gates[] = { 0 };

static const GradusCell simple_rnn_cell = {
  .kernel = "simple_rnn_cell/kernel",
  .recurrent_kernel = "simple_rnn_cell/recurrent_kernel",
  .bias = "simple_rnn_cell/bias",
  .n_gates = 1,
  .forward = cell_forward,
  .backward = cell_backward,
  .add_recurrent_gradient = cell_add_recurrent_gradient,
  .op = "RNN",
  .op_gates = op_gates,
  .lower_step = cell_lower_step,
};

static gboolean
simple_rnn_infer (GradusLayerPlan *plan, GError **error)
{
  return gradus_recurrent_infer (plan, &simple_rnn_cell, error);
}

const GradusLayerKind gradus_layer_kind_simple_rnn = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "SimpleRNN",
    .id = "simple_rnn",
    .module = "keras.layers",
    .title = NC_ ("layer", "SimpleRNN"),
    .summary = N_ ("Reads a sequence step by step and feeds what it made of one step into "
                   "the next."),
    .formula = "h_t = f(x_t W + h_{t−1} R + b)",
    .source = "https://keras.io/api/layers/recurrent_layers/simple_rnn/",
    .keywords = N_ ("recurrent sequence time memory"),
    PARAMS (simple_rnn_params),
    FIELDS (gradus_recurrent_fields),
  },
  .category = GRADUS_CATEGORY_RECURRENT,
  .icon = "gradus-layer-rnn-symbolic",
  .infer = simple_rnn_infer,
  .write_c = gradus_simple_rnn_write_c,
  .forward = gradus_recurrent_forward,
  .backward = gradus_recurrent_backward,
  .lower = gradus_recurrent_lower,
};
