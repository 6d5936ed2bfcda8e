/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/kernels.h"
#include "engine/layers/recurrent.h"
#include "engine/params.h"

#include <string.h>

/* The gates stand in Keras's order z (update), r (reset), h (candidate):
 *
 *   z, r = σ (x W + b + h[t − 1] R + b')
 *   reset_after:  ĥ = tanh (x W + b + r ⊙ (h[t − 1] R + b'))      extra[0] = h[t − 1] R +
 * b' otherwise:    ĥ = tanh (x W + b + (r ⊙ h[t − 1]) R)           extra[0] = r ⊙ h[t −
 * 1] h[t] = z ⊙ h[t − 1] + (1 − z) ⊙ ĥ
 *
 * On the way back, extra[0] of the first form is replaced by the gradient of the product.
 *
 * Source: Cho et al., Learning Phrase Representations using RNN Encoder-Decoder (2014);
 * the first form is that of cuDNN and Keras's default */

enum
{
  GATE_UPDATE,
  GATE_RESET,
  GATE_CANDIDATE,
  N_GATES
};

static const GradusParam gru_params[] = {
  PARAM_RECURRENT_UNITS,
  PARAMS_SEQUENCE,
  PARAM_ACTIVATION ("tanh"),
  PARAM_RECURRENT_ACTIVATION,
  PARAM_USE_BIAS,
  PARAM_KERNEL_INITIALIZER ("GlorotUniform"),
  PARAM_RECURRENT_INITIALIZER,
  PARAM_BIAS_INITIALIZER ("Zeros"),
  PARAMS_RECURRENT_PRICES,
  PARAMS_RECURRENT_DROPOUT,
  PARAM_BOOL ("reset_after",
              N_ ("Reset after"),
              N_ ("Whether the last state is reset after it went through its weights, "
                  "or before."),
              TRUE,
              .flags = GRADUS_PARAM_ADVANCED),
  PARAM_SEED,
};

static gboolean
resets_after (const GradusRecurrent *self)
{
  return gradus_config_get_bool (self->plan->config, "reset_after");
}

/* --- Forward --- */

GRADUS_HOT static void
open_first_gates (gsize n, gsize units, float *gates)
{
  for (gsize row = 0; row < n; row++)
    for (gsize j = 0; j < 2 * units; j++)
      gates[row * N_GATES * units + j] =
        gradus_sigmoid (gates[row * N_GATES * units + j]);
}

GRADUS_HOT static void
bend_candidate (gsize n, gsize units, float *gates)
{
  for (gsize row = 0; row < n; row++)
    {
      float *candidate = gates + row * N_GATES * units + GATE_CANDIDATE * units;

      for (gsize j = 0; j < units; j++)
        candidate[j] = gradus_tanh (candidate[j]);
    }
}

/* The gates z and r, from their sums. */
static void
activate_first (const GradusRecurrent *self, gsize step)
{
  if (gradus_recurrent_is_usual (self))
    {
      open_first_gates (self->n, self->units, gradus_recurrent_get_gates (self, step));
      return;
    }
  gradus_recurrent_keep_sums (self, step);
  gradus_recurrent_activate (self, "recurrent_activation", step, GATE_UPDATE);
  gradus_recurrent_activate (self, "recurrent_activation", step, GATE_RESET);
}

static void
activate_candidate (const GradusRecurrent *self, gsize step)
{
  if (gradus_recurrent_is_usual (self))
    {
      bend_candidate (self->n, self->units, gradus_recurrent_get_gates (self, step));
      return;
    }
  /* Only the sums of the candidate are new; the gates before it are no sums any more. */
  if (self->sums != NULL)
    for (gsize i = 0; i < self->n; i++)
      {
        gsize at = (step * self->n + i) * self->width + GATE_CANDIDATE * self->units;

        memcpy (self->sums + at, self->gates + at, self->units * sizeof (float));
      }
  gradus_recurrent_activate (self, "activation", step, GATE_CANDIDATE);
}

/* extra[0] = h[t − 1] R + b', and its first two parts go to the sums of the gates. */
static void
multiply_first (const GradusRecurrent *self, gsize step)
{
  gsize        units = self->units;
  const float *before = gradus_recurrent_get_h_before (self, step);
  float       *gates = gradus_recurrent_get_gates (self, step);
  float       *inner = gradus_recurrent_get_extra (self, 0, step);
  const float *bias = self->bias != NULL ? self->bias + self->width : NULL;

  gradus_recurrent_multiply (self, 0, 2 * units, before, TRUE, gates, self->width);
  if (!resets_after (self))
    return;
  if (bias != NULL)
    {
      for (gsize i = 0; i < self->n; i++)
        for (gsize j = 0; j < 2 * units; j++)
          gates[i * self->width + j] += bias[j];
      gradus_fill_rows (inner, self->n, units, bias + 2 * units);
    }
  gradus_recurrent_multiply (self, GATE_CANDIDATE * units, units, before, bias != NULL,
                             inner, units);
}

/* candidate += r ⊙ extra */
GRADUS_HOT static void
add_reset (gsize n, gsize units, const float *restrict extra, float *restrict gates)
{
  for (gsize i = 0; i < n; i++, gates += N_GATES * units, extra += units)
    for (gsize j = 0; j < units; j++)
      gates[GATE_CANDIDATE * units + j] += gates[GATE_RESET * units + j] * extra[j];
}

/* extra = r ⊙ h[t − 1] */
GRADUS_HOT static void
reset_state (gsize n,
             gsize units,
             const float *restrict gates,
             const float *restrict before,
             float *restrict extra)
{
  for (gsize i = 0; i < n; i++, gates += N_GATES * units)
    for (gsize j = 0; j < units; j++)
      extra[i * units + j] = gates[GATE_RESET * units + j] * before[i * units + j];
}

/* Completes the sum of the candidate. */
static void
reset (const GradusRecurrent *self, gsize step)
{
  gsize        units = self->units;
  const float *before = gradus_recurrent_get_h_before (self, step);
  float       *gates = gradus_recurrent_get_gates (self, step);
  float       *extra = gradus_recurrent_get_extra (self, 0, step);

  if (resets_after (self))
    {
      add_reset (self->n, units, extra, gates);
      return;
    }
  reset_state (self->n, units, gates, before, extra);
  gradus_recurrent_multiply (self, GATE_CANDIDATE * units, units, extra, TRUE,
                             gates + GATE_CANDIDATE * units, self->width);
}

/* h[t] = z ⊙ h[t − 1] + (1 − z) ⊙ ĥ */
GRADUS_HOT static void
mix_states (gsize n,
            gsize units,
            const float *restrict gates,
            const float *restrict before,
            float *restrict h)
{
  for (gsize i = 0; i < n; i++, gates += N_GATES * units)
    for (gsize j = 0; j < units; j++)
      h[i * units + j] = gates[j] * before[i * units + j] +
                         (1.0f - gates[j]) * gates[GATE_CANDIDATE * units + j];
}

static void
cell_forward (const GradusRecurrent *self, gsize step)
{
  multiply_first (self, step);
  activate_first (self, step);
  reset (self, step);
  activate_candidate (self, step);
  mix_states (self->n, self->units, gradus_recurrent_get_gates (self, step),
              gradus_recurrent_get_h_before (self, step),
              gradus_recurrent_get_h (self, step));
}

/* --- Backward --- */

/* d loss / d sum of the candidate in work, of the update gate in more_work; dh keeps what
 * the last state gets directly. */
static void
split_gradient (const GradusRecurrent *self, gsize step)
{
  gsize        units = self->units;
  const float *gates = gradus_recurrent_get_gates (self, step);
  const float *before = gradus_recurrent_get_h_before (self, step);

  for (gsize i = 0; i < self->n; i++)
    {
      const float *z = gates + i * self->width;
      const float *candidate = z + GATE_CANDIDATE * units;

      for (gsize j = 0; j < units; j++)
        {
          gsize at = i * units + j;

          self->work[at] = self->dh[at] * (1.0f - z[j]);
          self->more_work[at] = self->dh[at] * (before[at] - candidate[j]);
          self->dh[at] *= z[j];
        }
    }
  gradus_recurrent_deactivate (self, "activation", step, GATE_CANDIDATE, self->work,
                               units);
  gradus_recurrent_deactivate (self, "recurrent_activation", step, GATE_UPDATE,
                               self->more_work, units);
}

/* The same where the activations are the usual ones. */
GRADUS_HOT static void
split_gradient_usual (gsize n,
                      gsize units,
                      const float *restrict gates,
                      const float *restrict before,
                      float *restrict d_candidate,
                      float *restrict d_update,
                      float *restrict dh)
{
  for (gsize i = 0; i < n; i++, gates += N_GATES * units)
    for (gsize j = 0; j < units; j++)
      {
        gsize at = i * units + j;
        float z = gates[j];
        float candidate = gates[GATE_CANDIDATE * units + j];
        float d = dh[at];

        d_candidate[at] = d * (1.0f - z) * (1.0f - candidate * candidate);
        d_update[at] = d * (before[at] - candidate) * z * (1.0f - z);
        dh[at] = d * z;
      }
}

static void
store (const GradusRecurrent *self, gsize step, guint gate, const float *from)
{
  float *gates = gradus_recurrent_get_gates (self, step) + gate * self->units;

  for (gsize i = 0; i < self->n; i++)
    memcpy (gates + i * self->width, from + i * self->units,
            self->units * sizeof (float));
}

/* d_reset = d_candidate ⊙ extra,  extra = d_candidate ⊙ r */
GRADUS_HOT static void
reset_back_after (gsize n,
                  gsize units,
                  const float *restrict gates,
                  const float *restrict d_candidate,
                  float *restrict d_reset,
                  float *restrict extra)
{
  for (gsize i = 0; i < n; i++, gates += N_GATES * units)
    for (gsize j = 0; j < units; j++)
      {
        gsize at = i * units + j;

        d_reset[at] = d_candidate[at] * extra[at];
        extra[at] = d_candidate[at] * gates[GATE_RESET * units + j];
      }
}

/* d_reset holds d loss / d (r ⊙ h[t − 1]). */
GRADUS_HOT static void
reset_back_before (gsize n,
                   gsize units,
                   const float *restrict gates,
                   const float *restrict before,
                   float *restrict d_reset,
                   float *restrict dh)
{
  for (gsize i = 0; i < n; i++, gates += N_GATES * units)
    for (gsize j = 0; j < units; j++)
      {
        gsize at = i * units + j;

        dh[at] += d_reset[at] * gates[GATE_RESET * units + j];
        d_reset[at] *= before[at];
      }
}

/* From the candidate back to the reset gate, whose gradient comes to more_work. */
static void
reset_back (const GradusRecurrent *self, gsize step)
{
  gsize        units = self->units;
  const float *gates = gradus_recurrent_get_gates (self, step);
  const float *before = gradus_recurrent_get_h_before (self, step);
  float       *extra = gradus_recurrent_get_extra (self, 0, step);

  if (resets_after (self))
    {
      reset_back_after (self->n, units, gates, self->work, self->more_work, extra);
      if (step > 0)
        gradus_recurrent_multiply_back (self, GATE_CANDIDATE * units, units, extra, units,
                                        TRUE, self->dh);
      return;
    }
  gradus_recurrent_multiply_back (self, GATE_CANDIDATE * units, units, self->work, units,
                                  FALSE, self->more_work);
  reset_back_before (self->n, units, gates, before, self->more_work, self->dh);
}

static void
cell_backward (const GradusRecurrent *self, gsize step)
{
  gsize  units = self->units;
  float *gates = gradus_recurrent_get_gates (self, step);

  if (gradus_recurrent_is_usual (self))
    split_gradient_usual (self->n, units, gates,
                          gradus_recurrent_get_h_before (self, step), self->work,
                          self->more_work, self->dh);
  else
    split_gradient (self, step);
  store (self, step, GATE_CANDIDATE, self->work);
  store (self, step, GATE_UPDATE, self->more_work);
  reset_back (self, step);
  gradus_recurrent_deactivate (self, "recurrent_activation", step, GATE_RESET,
                               self->more_work, units);
  store (self, step, GATE_RESET, self->more_work);
  if (step > 0)
    gradus_recurrent_multiply_back (self, 0, 2 * units, gates, self->width, TRUE,
                                    self->dh);
}

static void
add_recurrent_bias_gradient (const GradusRecurrent *self)
{
  gsize    rows = self->n * self->n_steps;
  gsize    units = self->units;
  gboolean accumulate = self->run->accumulate;
  float   *gradient = self->bias_gradient + self->width;

  /* The update and the reset gate add both biases; their gradients are the same. */
  for (gsize j = 0; j < 2 * units; j++)
    gradient[j] = self->bias_gradient[j];
  gradus_sum_rows (self->extra[0], rows, units, accumulate, gradient + 2 * units);
}

static void
cell_add_recurrent_gradient (const GradusRecurrent *self)
{
  gsize units = self->units;

  gradus_recurrent_add_state_gradient (self, 0, 2 * units, self->gates, self->width);
  if (resets_after (self))
    {
      gradus_recurrent_add_state_gradient (self, GATE_CANDIDATE * units, units,
                                           self->extra[0], units);
      if (self->bias_gradient != NULL)
        add_recurrent_bias_gradient (self);
    }
  else if (self->recurrent_gradient != NULL)
    cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (blasint) units,
                 (blasint) units, (blasint) (self->n * self->n_steps), 1, self->extra[0],
                 (blasint) units, self->gates + GATE_CANDIDATE * units,
                 (blasint) self->width, 1,
                 self->recurrent_gradient + GATE_CANDIDATE * units,
                 (blasint) self->width);
}

/* --- As standard operators --- */

/* The bias of the state's sums, if it has one. */
static const char *
lower_inner_sums (const GradusLayerPlan *plan,
                  GradusLowering        *lowering,
                  const char            *state)
{
  const char *product =
    gradus_recurrent_lower_product (plan, lowering, state, 0, N_GATES);
  const GradusShape width =
    GRADUS_SHAPE_1 (N_GATES * gradus_config_get_int (plan->config, "units"));

  if (plan->n_weights < 3)
    return product;
  return gradus_lower_op (lowering, "Add", product,
                          gradus_lower_floats (lowering, "recurrent_bias", &width,
                                               lowering->weights[2] + width.dims[0]),
                          NULL);
}

static const char *
lower_gate (const GradusLayerPlan *plan,
            GradusLowering        *lowering,
            const char            *a,
            const char            *b)
{
  return gradus_recurrent_lower_bend (plan, lowering, "recurrent_activation",
                                      gradus_lower_op (lowering, "Add", a, b, NULL));
}

/* z ⊙ h[t − 1] + (1 − z) ⊙ ĥ */
static const char *
lower_mixture (GradusLowering *lowering,
               const char     *z,
               const char     *before,
               const char     *candidate)
{
  const char *rest =
    gradus_lower_op (lowering, "Sub", gradus_lower_number (lowering, 1), z, NULL);

  return gradus_lower_op (lowering, "Add",
                          gradus_lower_op (lowering, "Mul", z, before, NULL),
                          gradus_lower_op (lowering, "Mul", rest, candidate, NULL), NULL);
}

static void
cell_lower_step (const GradusLayerPlan *plan,
                 GradusLowering        *lowering,
                 const char            *sums,
                 const char           **states)
{
  gboolean    resets_late = gradus_config_get_bool (plan->config, "reset_after");
  guint       n_inner = resets_late ? N_GATES : GATE_CANDIDATE;
  const char *outer[N_GATES], *inner[N_GATES];
  const char *z, *r, *reset;

  gradus_recurrent_lower_split (lowering, sums, N_GATES, outer);
  gradus_recurrent_lower_split (lowering,
                                resets_late
                                  ? lower_inner_sums (plan, lowering, states[0])
                                  : gradus_recurrent_lower_product (plan, lowering,
                                                                    states[0], 0,
                                                                    n_inner),
                                n_inner, inner);
  z = lower_gate (plan, lowering, outer[GATE_UPDATE], inner[GATE_UPDATE]);
  r = lower_gate (plan, lowering, outer[GATE_RESET], inner[GATE_RESET]);
  if (resets_late)
    reset = gradus_lower_op (lowering, "Mul", r, inner[GATE_CANDIDATE], NULL);
  else
    reset = gradus_recurrent_lower_product (plan, lowering,
                                            gradus_lower_op (lowering, "Mul", r,
                                                             states[0], NULL),
                                            GATE_CANDIDATE, 1);
  reset = gradus_lower_op (lowering, "Add", outer[GATE_CANDIDATE], reset, NULL);
  states[0] =
    lower_mixture (lowering, z, states[0],
                   gradus_recurrent_lower_bend (plan, lowering, "activation", reset));
}

static const guint op_gates[] = { GATE_UPDATE, GATE_RESET, GATE_CANDIDATE };

static const GradusCell gru_cell = {
  .kernel = "gru_cell/kernel",
  .recurrent_kernel = "gru_cell/recurrent_kernel",
  .bias = "gru_cell/bias",
  .n_gates = N_GATES,
  .n_extra = 1,
  .forward = cell_forward,
  .backward = cell_backward,
  .add_recurrent_gradient = cell_add_recurrent_gradient,
  .op = "GRU",
  .op_gates = op_gates,
  .lower_step = cell_lower_step,
};

static gboolean
gru_infer (GradusLayerPlan *plan, GError **error)
{
  if (!gradus_recurrent_infer (plan, &gru_cell, error))
    return FALSE;
  if (gradus_config_get_bool (plan->config, "use_bias") &&
      gradus_config_get_bool (plan->config, "reset_after"))
    plan->weights[2].shape = GRADUS_SHAPE_2 (2, plan->weights[2].shape.dims[0]);
  return TRUE;
}

static const char *const gru_gates[N_GATES + 1] = {
  [GATE_UPDATE] = NC_ ("gate", "update gate"),
  [GATE_RESET] = NC_ ("gate", "reset gate"),
  [GATE_CANDIDATE] = NC_ ("gate", "candidate"),
};

const GradusLayerKind gradus_layer_kind_gru = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "GRU",
    .id = "gru",
    .module = "keras.layers",
    .title = NC_ ("layer", "GRU"),
    .summary = N_ ("Reads a sequence with a memory that two gates update and reset: a "
                   "lighter LSTM."),
    .formula = "h_t = z ⊙ h_{t−1} + (1 − z) ⊙ ĥ",
    .source = "https://keras.io/api/layers/recurrent_layers/gru/",
    .keywords = N_ ("recurrent sequence time memory gate"),
    PARAMS (gru_params),
    FIELDS (gradus_recurrent_fields),
  },
  .category = GRADUS_CATEGORY_RECURRENT,
  .gates = gru_gates,
  .icon = "gradus-layer-gru-symbolic",
  .infer = gru_infer,
  .write_c = gradus_gru_write_c,
  .forward = gradus_recurrent_forward,
  .backward = gradus_recurrent_backward,
  .lower = gradus_recurrent_lower,
};
