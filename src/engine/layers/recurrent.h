/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/layers/common.h"
#include "engine/lower.h"

G_BEGIN_DECLS

#define GRADUS_RECURRENT_MAX_EXTRA 2

typedef struct _GradusRecurrent GradusRecurrent;

/**
 * GradusCell:
 * @kernel: the kernel's path below the layer, like `lstm_cell/kernel`
 * @recurrent_kernel: likewise
 * @bias: likewise
 * @n_gates: how many sums of inputs and last state a unit makes
 * @n_extra: how many more numbers a unit keeps of each step
 * @carries_extra: whether extra[0] is a state like h, carried over skipped steps
 * @forward: works out h (and the extras) of one step from gates, which hold x W + b
 * @backward: replaces gates by d loss / d gates, and dh (and dc) by the gradients of the
 * state before the step
 * @add_recurrent_gradient: adds the recurrent kernel's gradient (and that of a recurrent
 * bias), once all steps are done
 * @op: ONNX's operator for the whole layer
 * @op_gates: (array length=n_gates): which gate stands at each place there
 * @lower_step: for lower(): replaces states, h and c, by those after one step, from sums,
 * which is x W + b of all gates
 *
 * One step of a recurrent layer. All that goes on over time is common: see recurrent.c.
 */
typedef struct
{
  const char *kernel;
  const char *recurrent_kernel;
  const char *bias;
  guint       n_gates;
  guint       n_extra;
  gboolean    carries_extra;
  void (*forward) (const GradusRecurrent *self, gsize step);
  void (*backward) (const GradusRecurrent *self, gsize step);
  void (*add_recurrent_gradient) (const GradusRecurrent *self);
  const char  *op;
  const guint *op_gates;
  void (*lower_step) (const GradusLayerPlan *plan,
                      GradusLowering        *lowering,
                      const char            *sums,
                      const char           **states);
} GradusCell;

/**
 * GradusRecurrent:
 * @x: (shape n_steps, n, n_in): inputs, time first, as they are worked through
 * @gates: (shape n_steps, n, n_gates · units): what the cell makes of the sums
 * @sums: (nullable) (shape n_steps, n, n_gates · units): the sums, where an activation
 * needs them for its gradient
 * @h: (shape n_steps, n, units): the state after each step
 * @dropped: (nullable) (shape n_steps, n, units): the state before each step, some of it
 * dropped
 * @extra: (shape n_steps, n, units): what else the cell keeps
 * @zeros: (shape n, units): the state before the first step
 * @work: (shape n, units): for the cell's own use, as @more_work
 * @dh: (shape n, units): d loss / d h of the step at hand
 * @dc: (shape n, units): likewise of extra[0]
 * @recurrent_kernel: (shape units, n_gates · units): weights
 * @recurrent_gradient: (nullable): where their gradient goes
 * @panels: (nullable): the recurrent kernel as gradus_simd_pack() lays it out, gate by
 * gate; NULL where it is so large that OpenBLAS is as quick
 * @turned_panels: (nullable): likewise, each gate turned round for the way back
 * @kernel_panels: (nullable): the kernel, packed
 * @bias: (nullable): weights
 * @bias_gradient: (nullable): where their gradient goes
 *
 * A recurrent layer at work on one slice.
 */
struct _GradusRecurrent
{
  const GradusLayerPlan *plan;
  GradusLayerRun        *run;
  const GradusCell      *cell;
  gsize                  n;
  gsize                  n_steps;
  gsize                  n_in;
  gsize                  units;
  gsize                  width;
  gboolean               is_reversed;
  float                 *x;
  float                 *gates;
  float                 *sums;
  float                 *h;
  float                 *dropped;
  float                 *extra[GRADUS_RECURRENT_MAX_EXTRA];
  float                 *input_noise;
  float                 *state_noise;
  float                 *zeros;
  float                 *work;
  float                 *more_work;
  float                 *held[2];
  float                 *dh;
  float                 *dc;
  float                 *dx;
  const float           *kernel;
  const float           *recurrent_kernel;
  float                 *panels;
  float                 *turned_panels;
  float                 *kernel_panels;
  const float           *bias;
  float                 *recurrent_gradient;
  float                 *bias_gradient;
};

gboolean
gradus_recurrent_infer (GradusLayerPlan *plan, const GradusCell *cell, GError **error);
/* The two functions of every recurrent kind. */
void gradus_recurrent_forward (const GradusLayerPlan *plan, GradusLayerRun *run);
void gradus_recurrent_backward (const GradusLayerPlan *plan, GradusLayerRun *run);

void gradus_recurrent_lower (const GradusLayerPlan *plan, GradusLowering *lowering);

/* --- For cells --- */

float *gradus_recurrent_get_gates (const GradusRecurrent *self, gsize step);
float *gradus_recurrent_get_h (const GradusRecurrent *self, gsize step);
float *gradus_recurrent_get_extra (const GradusRecurrent *self, guint which, gsize step);
/* The state that a step starts from. */
const float *gradus_recurrent_get_h_before (const GradusRecurrent *self, gsize step);
const float *gradus_recurrent_get_extra_before (const GradusRecurrent *self, gsize step);
/* to (n, columns) = [to +] from (n, units) · R[:, first … first + columns], for the
 * columns of whole gates */
void gradus_recurrent_multiply (const GradusRecurrent *self,
                                gsize                  first,
                                gsize                  n_columns,
                                const float           *from,
                                gboolean               add,
                                float                 *to,
                                gsize                  to_width);
/* to (n, units) = [to +] from (n, columns) · R[:, first … first + columns]ᵀ */
void gradus_recurrent_multiply_back (const GradusRecurrent *self,
                                     gsize                  first,
                                     gsize                  n_columns,
                                     const float           *from,
                                     gsize                  from_width,
                                     gboolean               add,
                                     float                 *to);
/* dR[:, first … first + columns] += Σ h_beforeᵀ · d_sums over all steps */
void gradus_recurrent_add_state_gradient (const GradusRecurrent *self,
                                          gsize                  first,
                                          gsize                  n_columns,
                                          const float           *d_sums,
                                          gsize                  d_width);
/* Keeps the sums of a step where an activation will need them. */
void gradus_recurrent_keep_sums (const GradusRecurrent *self, gsize step);
/* The activation @param of gate @gate, in place; and its derivative: d_gate (n, units) is
 * turned from d loss / d activation into d loss / d sum. */
void gradus_recurrent_activate (const GradusRecurrent *self,
                                const char            *param,
                                gsize                  step,
                                guint                  gate);
void gradus_recurrent_deactivate (const GradusRecurrent *self,
                                  const char            *param,
                                  gsize                  step,
                                  guint                  gate,
                                  float                 *d_gate,
                                  gsize                  d_width);
/* Whether activation and recurrent_activation are Keras's defaults, tanh and sigmoid. */
gboolean gradus_recurrent_is_usual (const GradusRecurrent *self);

/* --- For lower_step() --- */

/* value · R[:, first gate … first + n gates] */
const char *gradus_recurrent_lower_product (const GradusLayerPlan *plan,
                                            GradusLowering        *lowering,
                                            const char            *value,
                                            guint                  first,
                                            guint                  n_gates);
/* Cuts a value along its last axis into equal parts. */
void gradus_recurrent_lower_split (GradusLowering *lowering,
                                   const char     *value,
                                   guint           n_parts,
                                   const char    **parts);
/* What the activation @param makes of @value. */
const char *gradus_recurrent_lower_bend (const GradusLayerPlan *plan,
                                         GradusLowering        *lowering,
                                         const char            *param,
                                         const char            *value);

/* --- Parameters --- */

#define PARAM_RECURRENT_UNITS                                                            \
  PARAM_INT ("units", N_ ("Units"), N_ ("How many numbers the layer remembers."), 1,     \
             65536, 32, .flags = GRADUS_PARAM_LOG_SCALE | GRADUS_PARAM_REQUIRED)
#define PARAMS_SEQUENCE                                                                  \
  PARAM_BOOL ("return_sequences", N_ ("Return sequences"),                               \
              N_ ("Whether the state of every time step comes out, or only the last."),  \
              FALSE),                                                                    \
    PARAM_BOOL ("go_backwards", N_ ("Go backwards"),                                     \
                N_ ("Whether the sequence is read from its end."), FALSE,                \
                .flags = GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS | GRADUS_PARAM_ADVANCED),     \
    PARAM_BOOL ("zero_output_for_mask", N_ ("Zero for skipped steps"),                   \
                N_ ("Whether zeros come out of time steps that are skipped, instead of " \
                    "the last state."),                                                  \
                FALSE,                                                                   \
                .flags = GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS | GRADUS_PARAM_ADVANCED)
#define PARAM_RECURRENT_ACTIVATION                                                       \
  PARAM_OBJECT ("recurrent_activation", N_ ("Gate activation"),                          \
                N_ ("What turns the sums of the gates into how far they open."),         \
                GRADUS_FAMILY_ACTIVATION, "sigmoid",                                     \
                .flags = GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS | GRADUS_PARAM_ADVANCED)
#define PARAM_RECURRENT_INITIALIZER                                                      \
  PARAM_OBJECT ("recurrent_initializer", N_ ("State weights start as"),                  \
                N_ ("How the first weights of the last state are drawn."),               \
                GRADUS_FAMILY_INITIALIZER, "Orthogonal",                                 \
                .flags = GRADUS_PARAM_ADVANCED | GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS)
#define PARAMS_RECURRENT_PRICES                                                          \
  PARAM_REGULARIZER ("kernel_regularizer", N_ ("Price on weights")),                     \
    PARAM_REGULARIZER ("recurrent_regularizer", N_ ("Price on state weights")),          \
    PARAM_REGULARIZER ("bias_regularizer", N_ ("Price on biases")),                      \
    PARAM_ACTIVITY_REGULARIZER (0),                                                      \
    PARAM_CONSTRAINT ("kernel_constraint", N_ ("Limit on weights")),                     \
    PARAM_CONSTRAINT ("recurrent_constraint", N_ ("Limit on state weights")),            \
    PARAM_CONSTRAINT ("bias_constraint", N_ ("Limit on biases"))
#define PARAMS_RECURRENT_DROPOUT                                                         \
  PARAM_FLOAT ("dropout", N_ ("Dropout"),                                                \
               N_ ("The part of the inputs that is dropped while training, the same in " \
                   "every time step."),                                                  \
               0, 1, 0, 0.05, 2, .flags = GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS),            \
    PARAM_FLOAT ("recurrent_dropout", N_ ("State dropout"),                              \
                 N_ ("The part of the last state that is dropped while training."), 0,   \
                 1, 0, 0.05, 2, .flags = GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS)

extern const GradusKerasField gradus_recurrent_fields[3];

G_END_DECLS
