/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/layers/recurrent.h"
#include "engine/params.h"

/* The gates stand in Keras's order i, f, c, o:
 *
 *   i, f, o = σ (x W + h[t − 1] R + b)      g = tanh (x W + h[t − 1] R + b)
 *   c[t] = f ⊙ c[t − 1] + i ⊙ g             h[t] = o ⊙ tanh (c[t])
 *
 * extra[0] holds c, extra[1] tanh (c).
 *
 * Source: Hochreiter and Schmidhuber, Long Short-Term Memory (1997); Gers, Schmidhuber
 * and Cummins, Learning to Forget (2000) */

enum
{
  GATE_INPUT,
  GATE_FORGET,
  GATE_CELL,
  GATE_OUTPUT,
  N_GATES
};

static const GradusParam lstm_params[] = {
  PARAM_RECURRENT_UNITS,
  PARAMS_SEQUENCE,
  PARAM_ACTIVATION ("tanh"),
  PARAM_RECURRENT_ACTIVATION,
  PARAM_USE_BIAS,
  PARAM_KERNEL_INITIALIZER ("GlorotUniform"),
  PARAM_RECURRENT_INITIALIZER,
  PARAM_BIAS_INITIALIZER ("Zeros"),
  PARAM_BOOL ("unit_forget_bias",
              N_ ("Remember at first"),
              N_ ("Whether the bias of the forget gate starts at 1, so that the layer "
                  "keeps what it knows until it learns otherwise."),
              TRUE,
              .flags = GRADUS_PARAM_ADVANCED | GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS),
  PARAMS_RECURRENT_PRICES,
  PARAMS_RECURRENT_DROPOUT,
  PARAM_SEED,
};

/* --- Forward --- */

GRADUS_HOT static void
open_gates (gsize n,
            gsize units,
            float *restrict gates,
            const float *restrict c_before,
            float *restrict c,
            float *restrict tanh_c,
            float *restrict h)
{
  for (gsize row = 0; row < n; row++)
    {
      float *restrict i = gates + row * N_GATES * units;
      float *restrict f = i + units;
      float *restrict g = f + units;
      float *restrict o = g + units;
      gsize at = row * units;

      for (gsize j = 0; j < units; j++)
        {
          float value;

          i[j] = gradus_sigmoid (i[j]);
          f[j] = gradus_sigmoid (f[j]);
          g[j] = gradus_tanh (g[j]);
          o[j] = gradus_sigmoid (o[j]);
          value = f[j] * c_before[at + j] + i[j] * g[j];
          c[at + j] = value;
          tanh_c[at + j] = gradus_tanh (value);
          h[at + j] = o[j] * tanh_c[at + j];
        }
    }
}

/* The same with any other activations. */
static void
open_gates_any (const GradusRecurrent *self, gsize step)
{
  const float *gates = gradus_recurrent_get_gates (self, step);
  const float *c_before = gradus_recurrent_get_extra_before (self, step);
  float       *c = gradus_recurrent_get_extra (self, 0, step);
  float       *bent = gradus_recurrent_get_extra (self, 1, step);
  float       *h = gradus_recurrent_get_h (self, step);
  gsize        units = self->units;

  gradus_recurrent_keep_sums (self, step);
  for (guint gate = 0; gate < N_GATES; gate++)
    gradus_recurrent_activate (self,
                               gate == GATE_CELL ? "activation" : "recurrent_activation",
                               step, gate);
  for (gsize at = 0; at < self->n * units; at++)
    {
      const float *gate = gates + at / units * N_GATES * units + at % units;

      c[at] = gate[GATE_FORGET * units] * c_before[at] +
              gate[GATE_INPUT * units] * gate[GATE_CELL * units];
    }
  gradus_activate (self->plan, self->n, units, c, bent);
  for (gsize at = 0; at < self->n * units; at++)
    h[at] =
      bent[at] * gates[at / units * N_GATES * units + GATE_OUTPUT * units + at % units];
}

static void
cell_forward (const GradusRecurrent *self, gsize step)
{
  float *gates = gradus_recurrent_get_gates (self, step);

  gradus_recurrent_multiply (self, 0, self->width,
                             gradus_recurrent_get_h_before (self, step), TRUE, gates,
                             self->width);
  if (gradus_recurrent_is_usual (self))
    open_gates (self->n, self->units, gates,
                gradus_recurrent_get_extra_before (self, step),
                gradus_recurrent_get_extra (self, 0, step),
                gradus_recurrent_get_extra (self, 1, step),
                gradus_recurrent_get_h (self, step));
  else
    open_gates_any (self, step);
}

/* --- Backward --- */

GRADUS_HOT static void
close_gates (gsize n,
             gsize units,
             float *restrict gates,
             const float *restrict c_before,
             const float *restrict tanh_c,
             const float *restrict dh,
             float *restrict dc)
{
  for (gsize row = 0; row < n; row++)
    {
      float *restrict i = gates + row * N_GATES * units;
      float *restrict f = i + units;
      float *restrict g = f + units;
      float *restrict o = g + units;
      gsize at = row * units;

      for (gsize j = 0; j < units; j++)
        {
          float bent = tanh_c[at + j];
          float d = dc[at + j] + dh[at + j] * o[j] * (1.0f - bent * bent);
          float d_input = d * g[j] * i[j] * (1.0f - i[j]);
          float d_forget = d * c_before[at + j] * f[j] * (1.0f - f[j]);
          float d_cell = d * i[j] * (1.0f - g[j] * g[j]);
          float d_output = dh[at + j] * bent * o[j] * (1.0f - o[j]);

          dc[at + j] = d * f[j];
          i[j] = d_input;
          f[j] = d_forget;
          g[j] = d_cell;
          o[j] = d_output;
        }
    }
}

static void
close_gates_any (const GradusRecurrent *self, gsize step)
{
  gsize        units = self->units;
  gsize        size = self->n * units;
  float       *gates = gradus_recurrent_get_gates (self, step);
  const float *c_before = gradus_recurrent_get_extra_before (self, step);
  const float *c = gradus_recurrent_get_extra (self, 0, step);
  const float *bent = gradus_recurrent_get_extra (self, 1, step);
  float       *d_gate[N_GATES];

  /* work: d loss / d c through h, then what the input and the forget gate get. */
  for (gsize at = 0; at < size; at++)
    self->work[at] =
      self->dh[at] *
      gates[at / units * N_GATES * units + GATE_OUTPUT * units + at % units];
  gradus_deactivate (self->plan, self->n, units, c, bent, self->work);
  for (gsize at = 0; at < size; at++)
    self->dc[at] += self->work[at];
  for (guint gate = 0; gate < N_GATES; gate++)
    d_gate[gate] = gate % 2 == 0 ? self->work : self->more_work;
  /* A gate's own derivative reads the gate, so that each is replaced only after the last
   * look at it: c and o need nothing of the others, and i and f need each other's. */
  for (gsize at = 0; at < size; at++)
    {
      const float *gate = gates + at / units * N_GATES * units + at % units;

      self->work[at] = self->dc[at] * gate[GATE_INPUT * units];
      self->more_work[at] = self->dh[at] * bent[at];
    }
  gradus_recurrent_deactivate (self, "activation", step, GATE_CELL, self->work, units);
  gradus_recurrent_deactivate (self, "recurrent_activation", step, GATE_OUTPUT,
                               self->more_work, units);
  for (gsize at = 0; at < size; at++)
    {
      float *gate = gates + at / units * N_GATES * units + at % units;
      float  g = gate[GATE_CELL * units];

      gate[GATE_CELL * units] = self->work[at];
      gate[GATE_OUTPUT * units] = self->more_work[at];
      d_gate[GATE_INPUT][at] = self->dc[at] * g;
      d_gate[GATE_FORGET][at] = self->dc[at] * c_before[at];
      self->dc[at] *= gate[GATE_FORGET * units];
    }
  for (guint gate = GATE_INPUT; gate <= GATE_FORGET; gate++)
    {
      gradus_recurrent_deactivate (self, "recurrent_activation", step, gate, d_gate[gate],
                                   units);
      for (gsize at = 0; at < size; at++)
        gates[at / units * N_GATES * units + gate * units + at % units] =
          d_gate[gate][at];
    }
}

static void
cell_backward (const GradusRecurrent *self, gsize step)
{
  float *gates = gradus_recurrent_get_gates (self, step);

  if (gradus_recurrent_is_usual (self))
    close_gates (self->n, self->units, gates,
                 gradus_recurrent_get_extra_before (self, step),
                 gradus_recurrent_get_extra (self, 1, step), self->dh, self->dc);
  else
    close_gates_any (self, step);
  /* Nobody asks for the gradient of the state before the first step. */
  if (step > 0)
    gradus_recurrent_multiply_back (self, 0, self->width, gates, self->width, FALSE,
                                    self->dh);
}

static void
cell_add_recurrent_gradient (const GradusRecurrent *self)
{
  gradus_recurrent_add_state_gradient (self, 0, self->width, self->gates, self->width);
}

/* --- As standard operators --- */

static void
cell_lower_step (const GradusLayerPlan *plan,
                 GradusLowering        *lowering,
                 const char            *sums,
                 const char           **states)
{
  const char *product =
    gradus_recurrent_lower_product (plan, lowering, states[0], 0, N_GATES);
  const char *gates[N_GATES];
  const char *kept, *added;

  gradus_recurrent_lower_split (lowering,
                                gradus_lower_op (lowering, "Add", sums, product, NULL),
                                N_GATES, gates);
  for (guint i = 0; i < N_GATES; i++)
    gates[i] =
      gradus_recurrent_lower_bend (plan, lowering,
                                   i == GATE_CELL ? "activation" : "recurrent_activation",
                                   gates[i]);
  kept = gradus_lower_op (lowering, "Mul", gates[GATE_FORGET], states[1], NULL);
  added = gradus_lower_op (lowering, "Mul", gates[GATE_INPUT], gates[GATE_CELL], NULL);
  states[1] = gradus_lower_op (lowering, "Add", kept, added, NULL);
  states[0] = gradus_lower_op (lowering, "Mul", gates[GATE_OUTPUT],
                               gradus_recurrent_lower_bend (plan, lowering, "activation",
                                                            states[1]),
                               NULL);
}

/* ONNX's order is i, o, f, c. */
static const guint op_gates[] = { GATE_INPUT, GATE_OUTPUT, GATE_FORGET, GATE_CELL };

static const GradusCell lstm_cell = {
  .kernel = "lstm_cell/kernel",
  .recurrent_kernel = "lstm_cell/recurrent_kernel",
  .bias = "lstm_cell/bias",
  .n_gates = N_GATES,
  .n_extra = 2,
  .carries_extra = TRUE,
  .forward = cell_forward,
  .backward = cell_backward,
  .add_recurrent_gradient = cell_add_recurrent_gradient,
  .op = "LSTM",
  .op_gates = op_gates,
  .lower_step = cell_lower_step,
};

static gboolean
lstm_infer (GradusLayerPlan *plan, GError **error)
{
  gsize units = (gsize) gradus_config_get_int (plan->config, "units");

  if (!gradus_recurrent_infer (plan, &lstm_cell, error))
    return FALSE;
  if (gradus_config_get_bool (plan->config, "use_bias") &&
      gradus_config_get_bool (plan->config, "unit_forget_bias"))
    {
      plan->weights[2].first_one = GATE_FORGET * units;
      plan->weights[2].n_ones = units;
    }
  return TRUE;
}

static const char *const lstm_gates[N_GATES + 1] = {
  [GATE_INPUT] = NC_ ("gate", "input gate"),
  [GATE_FORGET] = NC_ ("gate", "forget gate"),
  [GATE_CELL] = NC_ ("gate", "candidate"),
  [GATE_OUTPUT] = NC_ ("gate", "output gate"),
};

const GradusLayerKind gradus_layer_kind_lstm = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "LSTM",
    .id = "lstm",
    .module = "keras.layers",
    .title = NC_ ("layer", "LSTM"),
    .summary = N_ ("Reads a sequence with a long memory: gates decide what to keep, what "
                   "to forget and what to say."),
    .formula = "c_t &= f ⊙ c_{t−1} + i ⊙ g \\\\ h_t &= o ⊙ tanh c_t",
    .source = "https://keras.io/api/layers/recurrent_layers/lstm/",
    .keywords = N_ ("recurrent sequence time memory gate long short term"),
    PARAMS (lstm_params),
    FIELDS (gradus_recurrent_fields),
  },
  .category = GRADUS_CATEGORY_RECURRENT,
  .gates = lstm_gates,
  .icon = "gradus-layer-lstm-symbolic",
  .infer = lstm_infer,
  .write_c = gradus_lstm_write_c,
  .forward = gradus_recurrent_forward,
  .backward = gradus_recurrent_backward,
  .lower = gradus_recurrent_lower,
};
