/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/recurrent.h"

#include <string.h>

#include "engine/error.h"
#include "engine/kernels.h"
#include "engine/layers/noise.h"
#include "engine/params.h"
#include "engine/simd/simd.h"

/* What SimpleRNN, LSTM and GRU have in common: the way through time, there and back.
 *
 * Everything is kept time first, so that the inputs of all steps go through the kernel in
 * one product, and the gradients of kernel, recurrent kernel and inputs come from one
 * product each; only h R and its way back are made step by step.
 *
 * Source: Keras 3, keras/src/layers/rnn and keras/src/backend rnn() */

const GradusKerasField gradus_recurrent_fields[3] = {
  { "return_state", "false" },
  { "stateful", "false" },
  { "unroll", "false", TRUE },
};

/* Weights up to this many are packed before the steps, so that every step finds them in
 * the order in which it needs them. */
#define PACKED_MOST ((gsize) 1 << 20)

enum
{
  WEIGHT_KERNEL,
  WEIGHT_RECURRENT,
  WEIGHT_BIAS
};

static gboolean
needs_sums (const GradusConfig *config)
{
  const GradusConfig *activation = gradus_config_get_object (config, "activation");
  gboolean            needs = gradus_activation_kind_of (activation)->needs_input;

  if (gradus_kind_find_param (gradus_config_get_kind (config), "recurrent_activation") !=
      NULL)
    needs = needs || gradus_activation_kind_of (
                       gradus_config_get_object (config, "recurrent_activation"))
                       ->needs_input;
  return needs;
}

static gboolean
drops_states (const GradusConfig *config)
{
  return gradus_config_get_float (config, "recurrent_dropout") > 0;
}

static gboolean
is_packed (gsize n_in, gsize units, guint n_gates)
{
  return (n_in + units) * units * n_gates <= PACKED_MOST;
}

/* Floats that the packed kernel takes, and one gate of the packed recurrent kernel. */
static gsize
get_kernel_room (gsize n_in, gsize width)
{
  return gradus_simd_get_packed_size (n_in, width);
}

static gsize
get_gate_room (gsize units)
{
  return gradus_simd_get_packed_size (units, units);
}

static void
add_weight (GradusLayerPlan *plan, const char *name, GradusShape shape, const char *word)
{
  g_autofree char  *initializer = g_strconcat (word, "_initializer", NULL);
  g_autofree char  *regularizer = g_strconcat (word, "_regularizer", NULL);
  g_autofree char  *constraint = g_strconcat (word, "_constraint", NULL);
  GradusWeightSpec *weight = gradus_plan_add_weight (plan, name, shape);

  weight->group = "cell";
  weight->initializer = gradus_config_get_object (plan->config, initializer);
  weight->regularizer = gradus_config_get_object (plan->config, regularizer);
  weight->constraint = gradus_config_get_object (plan->config, constraint);
}

static void
add_weights (GradusLayerPlan *plan, const GradusCell *cell, gint64 n_in, gint64 units)
{
  gint64 width = units * cell->n_gates;

  add_weight (plan, cell->kernel, GRADUS_SHAPE_2 (n_in, width), "kernel");
  add_weight (plan, cell->recurrent_kernel, GRADUS_SHAPE_2 (units, width), "recurrent");
  if (gradus_config_get_bool (plan->config, "use_bias"))
    add_weight (plan, cell->bias, GRADUS_SHAPE_1 (width), "bias");
}

/**
 * gradus_recurrent_infer:
 * @plan: a plan whose input is known
 * @cell: what a step does
 * @error: return location for an error
 *
 * Plans a recurrent layer: sequences (time steps, channels) become the last state
 * (units,), or all of them (time steps, units). A cell with a bias of another shape
 * changes it afterwards.
 *
 * Errors: `GRADUS_ERROR_SHAPE` if the input is no sequence
 *
 * Returns: whether it fits
 */
gboolean
gradus_recurrent_infer (GradusLayerPlan *plan, const GradusCell *cell, GError **error)
{
  gint64           units = gradus_config_get_int (plan->config, "units");
  gboolean         all = gradus_config_get_bool (plan->config, "return_sequences");
  gsize            n_in, n_steps, per_step;
  g_autofree char *shape = gradus_shape_to_string (&plan->input);

  if (plan->input.rank != 2)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                   _ ("%s needs sequences of time steps and channels, but it gets %s."),
                   gradus_config_get_kind (plan->config)->name, shape);
      return FALSE;
    }
  plan->data = (gpointer) cell; /* static, nothing to free */
  n_steps = (gsize) plan->input.dims[0];
  n_in = (gsize) plan->input.dims[1];
  add_weights (plan, cell, plan->input.dims[1], units);
  plan->output =
    all ? GRADUS_SHAPE_2 (plan->input.dims[0], units) : GRADUS_SHAPE_1 (units);
  plan->has_output_mask = all && plan->has_input_mask;
  per_step = n_in + (gsize) units * (cell->n_gates + 1 + cell->n_extra);
  if (needs_sums (plan->config))
    per_step += (gsize) units * cell->n_gates;
  if (drops_states (plan->config))
    per_step += (gsize) units;
  plan->n_cache = n_steps * per_step + n_in + (gsize) units;
  plan->n_scratch = n_steps * n_in + 7 * (gsize) units;
  if (is_packed (n_in, (gsize) units, cell->n_gates))
    plan->n_fixed_scratch = get_kernel_room (n_in, (gsize) units * cell->n_gates) +
                            2 * cell->n_gates * get_gate_room ((gsize) units);
  return TRUE;
}

/* --- Places --- */

static float *
take (float **place, gsize n)
{
  float *taken = *place;

  *place += n;
  return taken;
}

static void
set_out_cache (GradusRecurrent *self)
{
  gsize  rows = self->n * self->n_steps;
  float *place = self->run->cache;

  self->x = take (&place, rows * self->n_in);
  self->gates = take (&place, rows * self->width);
  self->h = take (&place, rows * self->units);
  for (guint i = 0; i < self->cell->n_extra; i++)
    self->extra[i] = take (&place, rows * self->units);
  if (needs_sums (self->plan->config))
    self->sums = take (&place, rows * self->width);
  if (drops_states (self->plan->config) && self->run->training)
    self->dropped = take (&place, rows * self->units);
  self->input_noise = take (&place, self->n * self->n_in);
  self->state_noise = take (&place, self->n * self->units);
}

static void
set_out_scratch (GradusRecurrent *self)
{
  gsize  size = self->n * self->units;
  float *place = self->run->scratch;

  self->dx = take (&place, self->n * self->n_steps * self->n_in);
  self->zeros = take (&place, size);
  self->work = take (&place, size);
  self->more_work = take (&place, size);
  self->held[0] = take (&place, size);
  self->held[1] = take (&place, size);
  self->dh = take (&place, size);
  self->dc = take (&place, size);
  memset (self->zeros, 0, size * sizeof (float));
  if (!is_packed (self->n_in, self->units, self->cell->n_gates))
    return;
  self->kernel_panels = take (&place, get_kernel_room (self->n_in, self->width));
  self->panels = take (&place, self->cell->n_gates * get_gate_room (self->units));
  self->turned_panels = take (&place, self->cell->n_gates * get_gate_room (self->units));
}

static GradusRecurrent
set_out (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusCell *cell = plan->data;
  GradusRecurrent   self = { .plan = plan, .run = run, .cell = cell, .n = run->n };

  self.n_steps = (gsize) plan->input.dims[0];
  self.n_in = (gsize) plan->input.dims[1];
  self.units = (gsize) gradus_config_get_int (plan->config, "units");
  self.width = self.units * cell->n_gates;
  self.is_reversed = gradus_config_get_bool (plan->config, "go_backwards");
  self.kernel = run->weights[WEIGHT_KERNEL];
  self.recurrent_kernel = run->weights[WEIGHT_RECURRENT];
  if (run->gradients != NULL)
    self.recurrent_gradient = run->gradients[WEIGHT_RECURRENT];
  if (plan->n_weights > WEIGHT_BIAS)
    {
      self.bias = run->weights[WEIGHT_BIAS];
      if (run->gradients != NULL)
        self.bias_gradient = run->gradients[WEIGHT_BIAS];
    }
  set_out_cache (&self);
  set_out_scratch (&self);
  return self;
}

/* Where in the sequence the step number @step looks. */
static gsize
find_time (const GradusRecurrent *self, gsize step)
{
  return self->is_reversed ? self->n_steps - 1 - step : step;
}

static gboolean
counts (const GradusRecurrent *self, gsize sample, gsize step)
{
  return self->run->mask == NULL ||
         self->run->mask[sample * self->n_steps + find_time (self, step)];
}

float *
gradus_recurrent_get_gates (const GradusRecurrent *self, gsize step)
{
  return self->gates + step * self->n * self->width;
}

float *
gradus_recurrent_get_h (const GradusRecurrent *self, gsize step)
{
  return self->h + step * self->n * self->units;
}

float *
gradus_recurrent_get_extra (const GradusRecurrent *self, guint which, gsize step)
{
  return self->extra[which] + step * self->n * self->units;
}

const float *
gradus_recurrent_get_h_before (const GradusRecurrent *self, gsize step)
{
  if (self->dropped != NULL)
    return self->dropped + step * self->n * self->units;
  return step == 0 ? self->zeros : gradus_recurrent_get_h (self, step - 1);
}

const float *
gradus_recurrent_get_extra_before (const GradusRecurrent *self, gsize step)
{
  return step == 0 ? self->zeros : gradus_recurrent_get_extra (self, 0, step - 1);
}

/* --- Products --- */

static void
pack_forward (const GradusRecurrent *self)
{
  const GradusSimd *simd = gradus_simd_get ();

  if (self->panels == NULL)
    return;
  gradus_simd_pack (simd, self->n_in, self->width, self->kernel, self->width, 1,
                    self->kernel_panels);
  for (guint gate = 0; gate < self->cell->n_gates; gate++)
    gradus_simd_pack (simd, self->units, self->units,
                      self->recurrent_kernel + gate * self->units, self->width, 1,
                      self->panels + gate * get_gate_room (self->units));
}

static void
pack_backward (const GradusRecurrent *self)
{
  for (guint gate = 0; gate < self->cell->n_gates && self->panels != NULL; gate++)
    gradus_simd_pack (gradus_simd_get (), self->units, self->units,
                      self->recurrent_kernel + gate * self->units, 1, self->width,
                      self->turned_panels + gate * get_gate_room (self->units));
}

/* One gate's part of a product with the packed recurrent kernel. */
static void
multiply_gate (const GradusRecurrent *self,
               const float           *panels,
               const float           *from,
               gsize                  from_width,
               gboolean               add,
               float                 *to,
               gsize                  to_width)
{
  gradus_simd_get ()->multiply (&(GradusProduct){ .n_rows = self->n,
                                                  .a = from,
                                                  .row_stride = from_width,
                                                  .n_segments = 1,
                                                  .segment = self->units,
                                                  .panels = panels,
                                                  .n_columns = self->units,
                                                  .accumulate = add,
                                                  .c = to,
                                                  .c_stride = to_width });
}

void
gradus_recurrent_multiply (const GradusRecurrent *self,
                           gsize                  first,
                           gsize                  n_columns,
                           const float           *from,
                           gboolean               add,
                           float                 *to,
                           gsize                  to_width)
{
  if (from == self->zeros && add)
    return;
  if (self->panels == NULL)
    {
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) self->n,
                   (blasint) n_columns, (blasint) self->units, 1, from,
                   (blasint) self->units, self->recurrent_kernel + first,
                   (blasint) self->width, add ? 1 : 0, to, (blasint) to_width);
      return;
    }
  for (gsize done = 0; done < n_columns; done += self->units)
    multiply_gate (self,
                   self->panels +
                     (first + done) / self->units * get_gate_room (self->units),
                   from, self->units, add, to + done, to_width);
}

void
gradus_recurrent_multiply_back (const GradusRecurrent *self,
                                gsize                  first,
                                gsize                  n_columns,
                                const float           *from,
                                gsize                  from_width,
                                gboolean               add,
                                float                 *to)
{
  if (self->panels == NULL)
    {
      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (blasint) self->n,
                   (blasint) self->units, (blasint) n_columns, 1, from,
                   (blasint) from_width, self->recurrent_kernel + first,
                   (blasint) self->width, add ? 1 : 0, to, (blasint) self->units);
      return;
    }
  for (gsize done = 0; done < n_columns; done += self->units)
    multiply_gate (self,
                   self->turned_panels +
                     (first + done) / self->units * get_gate_room (self->units),
                   from + done, from_width, add || done > 0, to, self->units);
}

/* The state before the first step is zero and adds nothing, so all states but the last
 * meet all steps but the first. */
void
gradus_recurrent_add_state_gradient (const GradusRecurrent *self,
                                     gsize                  first,
                                     gsize                  n_columns,
                                     const float           *d_sums,
                                     gsize                  d_width)
{
  gsize        skip = self->dropped != NULL ? 0 : 1;
  gsize        rows = (self->n_steps - skip) * self->n;
  const float *states = self->dropped != NULL ? self->dropped : self->h;

  if (self->recurrent_gradient == NULL || rows == 0)
    return;
  cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (blasint) self->units,
               (blasint) n_columns, (blasint) rows, 1, states, (blasint) self->units,
               d_sums + skip * self->n * d_width, (blasint) d_width, 1,
               self->recurrent_gradient + first, (blasint) self->width);
}

/* --- Activations --- */

void
gradus_recurrent_keep_sums (const GradusRecurrent *self, gsize step)
{
  if (self->sums != NULL)
    memcpy (self->sums + step * self->n * self->width,
            gradus_recurrent_get_gates (self, step),
            self->n * self->width * sizeof (float));
}

void
gradus_recurrent_activate (const GradusRecurrent *self,
                           const char            *param,
                           gsize                  step,
                           guint                  gate)
{
  const GradusConfig *activation = gradus_config_get_object (self->plan->config, param);
  const GradusActivationKind *kind = gradus_activation_kind_of (activation);
  gsize                       offset = step * self->n * self->width + gate * self->units;

  for (gsize i = 0; i < self->n; i++, offset += self->width)
    kind->forward (activation, 1, self->units,
                   (self->sums != NULL ? self->sums : self->gates) + offset,
                   self->gates + offset);
}

void
gradus_recurrent_deactivate (const GradusRecurrent *self,
                             const char            *param,
                             gsize                  step,
                             guint                  gate,
                             float                 *d_gate,
                             gsize                  d_width)
{
  const GradusConfig *activation = gradus_config_get_object (self->plan->config, param);
  const GradusActivationKind *kind = gradus_activation_kind_of (activation);
  gsize                       offset = step * self->n * self->width + gate * self->units;

  for (gsize i = 0; i < self->n; i++, offset += self->width, d_gate += d_width)
    kind->backward (activation, 1, self->units,
                    self->sums != NULL ? self->sums + offset : NULL, self->gates + offset,
                    d_gate, d_gate);
}

gboolean
gradus_recurrent_is_usual (const GradusRecurrent *self)
{
  const GradusConfig *config = self->plan->config;

  return strcmp (gradus_config_get_kind (gradus_config_get_object (config, "activation"))
                   ->id,
                 "tanh") == 0 &&
         strcmp (gradus_config_get_kind (
                   gradus_config_get_object (config, "recurrent_activation"))
                   ->id,
                 "sigmoid") == 0;
}

/* --- Forward --- */

static void
draw_noise (GradusRecurrent *self)
{
  double  rate = gradus_config_get_float (self->plan->config, "dropout");
  double  state_rate = gradus_config_get_float (self->plan->config, "recurrent_dropout");
  guint64 key = gradus_noise_get_key (self->run);

  for (gsize i = 0; i < self->n && rate > 0; i++)
    gradus_noise_draw_mask (key, self->run->first + i, rate, self->n_in,
                            self->input_noise + i * self->n_in);
  for (gsize i = 0; i < self->n && state_rate > 0; i++)
    gradus_noise_draw_mask (key ^ G_GUINT64_CONSTANT (0x9e3779b97f4a7c15),
                            self->run->first + i, state_rate, self->units,
                            self->state_noise + i * self->units);
}

static gboolean
drops_inputs (const GradusRecurrent *self)
{
  return self->run->training &&
         gradus_config_get_float (self->plan->config, "dropout") > 0;
}

static void
multiply (const float *a, const float *b, gsize n, float *to)
{
  for (gsize i = 0; i < n; i++)
    to[i] = a[i] * b[i];
}

/* The inputs, time first. */
static void
gather_inputs (const GradusRecurrent *self)
{
  gsize    n_in = self->n_in;
  gboolean drops = drops_inputs (self);

  for (gsize step = 0; step < self->n_steps; step++)
    for (gsize i = 0; i < self->n; i++)
      {
        const float *from =
          self->run->x + (i * self->n_steps + find_time (self, step)) * n_in;
        float *to = self->x + (step * self->n + i) * n_in;

        if (drops)
          multiply (from, self->input_noise + i * n_in, n_in, to);
        else
          memcpy (to, from, n_in * sizeof (float));
      }
}

/* gates = x W + b for @n_steps steps from @step on */
static void
sum_inputs (const GradusRecurrent *self, gsize step, gsize n_steps)
{
  gsize        rows = self->n * n_steps;
  const float *x = self->x + step * self->n * self->n_in;
  float       *gates = gradus_recurrent_get_gates (self, step);

  if (self->kernel_panels != NULL)
    {
      gradus_simd_get ()->multiply (&(GradusProduct){ .n_rows = rows,
                                                      .a = x,
                                                      .row_stride = self->n_in,
                                                      .n_segments = 1,
                                                      .segment = self->n_in,
                                                      .panels = self->kernel_panels,
                                                      .n_columns = self->width,
                                                      .bias = self->bias,
                                                      .c = gates,
                                                      .c_stride = self->width });
      return;
    }
  if (self->bias != NULL)
    gradus_fill_rows (gates, rows, self->width, self->bias);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) rows,
               (blasint) self->width, (blasint) self->n_in, 1, x, (blasint) self->n_in,
               self->kernel, (blasint) self->width, self->bias != NULL ? 1 : 0, gates,
               (blasint) self->width);
}

static void
drop_state (const GradusRecurrent *self, gsize step)
{
  gsize  size = self->n * self->units;
  float *dropped;

  if (self->dropped == NULL)
    return;
  dropped = self->dropped + step * size;
  if (step == 0)
    memset (dropped, 0, size * sizeof (float));
  else
    multiply (gradus_recurrent_get_h (self, step - 1), self->state_noise, size, dropped);
}

/* A time step that does not count leaves all states as they were. */
static void
skip_masked (const GradusRecurrent *self, gsize step)
{
  gsize        units = self->units;
  const float *before = step == 0 ? self->zeros : gradus_recurrent_get_h (self, step - 1);

  for (gsize i = 0; self->run->mask != NULL && i < self->n; i++)
    {
      if (counts (self, i, step))
        continue;
      memcpy (gradus_recurrent_get_h (self, step) + i * units, before + i * units,
              units * sizeof (float));
      if (self->cell->carries_extra)
        memcpy (gradus_recurrent_get_extra (self, 0, step) + i * units,
                gradus_recurrent_get_extra_before (self, step) + i * units,
                units * sizeof (float));
    }
}

static void
put_out (const GradusRecurrent *self)
{
  gboolean all = gradus_config_get_bool (self->plan->config, "return_sequences");
  gboolean zero = gradus_config_get_bool (self->plan->config, "zero_output_for_mask");
  gsize    n_out = all ? self->n_steps : 1;

  for (gsize i = 0; i < self->n; i++)
    for (gsize k = 0; k < n_out; k++)
      {
        gsize  step = self->n_steps - n_out + k;
        float *to = self->run->y + (i * n_out + k) * self->units;

        if (zero && !counts (self, i, step))
          memset (to, 0, self->units * sizeof (float));
        else
          memcpy (to, gradus_recurrent_get_h (self, step) + i * self->units,
                  self->units * sizeof (float));
      }
  /* As Keras: in the input's order, even where the outputs come out backwards. */
  if (self->run->mask_out != NULL)
    memcpy (self->run->mask_out, self->run->mask, self->n * self->n_steps);
}

/**
 * gradus_recurrent_forward:
 * @plan: a plan made by gradus_recurrent_infer()
 * @run: what to work on
 */
void
gradus_recurrent_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  GradusRecurrent self = set_out (plan, run);

  if (run->training)
    draw_noise (&self);
  gather_inputs (&self);
  pack_forward (&self);
  if (self.panels == NULL)
    sum_inputs (&self, 0, self.n_steps);
  for (gsize step = 0; step < self.n_steps; step++)
    {
      /* Step by step, while the cache still holds the sums for what comes next. */
      if (self.panels != NULL)
        sum_inputs (&self, step, 1);
      drop_state (&self, step);
      self.cell->forward (&self, step);
      skip_masked (&self, step);
    }
  put_out (&self);
}

/* --- Backward --- */

/* Adds what comes back from the output of a step to dh. */
static void
take_output_gradient (const GradusRecurrent *self, gsize step)
{
  gboolean all = gradus_config_get_bool (self->plan->config, "return_sequences");
  gboolean zero = gradus_config_get_bool (self->plan->config, "zero_output_for_mask");
  gsize    n_out = all ? self->n_steps : 1;
  gsize    units = self->units;

  if (step + n_out < self->n_steps)
    return;
  for (gsize i = 0; i < self->n; i++)
    {
      const float *dy =
        self->run->dy + (i * n_out + step + n_out - self->n_steps) * units;

      if (zero && !counts (self, i, step))
        continue;
      for (gsize j = 0; j < units; j++)
        self->dh[i * units + j] += dy[j];
    }
}

/* Takes the gradients of skipped samples aside, so that the step does nothing with them;
 * give_back() hands them on to the step before. */
static void
hold_masked (const GradusRecurrent *self, gsize step)
{
  float *gradients[] = { self->dh, self->dc };
  gsize  bytes = self->units * sizeof (float);

  for (gsize i = 0; self->run->mask != NULL && i < self->n; i++)
    for (guint k = 0; k < 2 && !counts (self, i, step); k++)
      {
        memcpy (self->held[k] + i * self->units, gradients[k] + i * self->units, bytes);
        memset (gradients[k] + i * self->units, 0, bytes);
      }
}

static void
give_back (const GradusRecurrent *self, gsize step)
{
  float *gradients[] = { self->dh, self->dc };

  for (gsize i = 0; self->run->mask != NULL && i < self->n; i++)
    for (guint k = 0; k < 2 && !counts (self, i, step); k++)
      memcpy (gradients[k] + i * self->units, self->held[k] + i * self->units,
              self->units * sizeof (float));
}

static void
add_kernel_gradients (const GradusRecurrent *self)
{
  gsize    rows = self->n * self->n_steps;
  gboolean accumulate = self->run->accumulate;
  float   *kernel_gradient = self->run->gradients[WEIGHT_KERNEL];

  if (kernel_gradient != NULL)
    cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (blasint) self->n_in,
                 (blasint) self->width, (blasint) rows, 1, self->x, (blasint) self->n_in,
                 self->gates, (blasint) self->width, accumulate ? 1 : 0, kernel_gradient,
                 (blasint) self->width);
  if (self->bias_gradient != NULL)
    gradus_sum_rows (self->gates, rows, self->width, accumulate, self->bias_gradient);
  if (self->recurrent_gradient != NULL && !accumulate)
    memset (self->recurrent_gradient, 0, self->units * self->width * sizeof (float));
  self->cell->add_recurrent_gradient (self);
}

static void
put_input_gradient (const GradusRecurrent *self)
{
  gsize    rows = self->n * self->n_steps;
  gsize    n_in = self->n_in;
  gboolean drops = drops_inputs (self);

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (blasint) rows, (blasint) n_in,
               (blasint) self->width, 1, self->gates, (blasint) self->width, self->kernel,
               (blasint) self->width, 0, self->dx, (blasint) n_in);
  for (gsize step = 0; step < self->n_steps; step++)
    for (gsize i = 0; i < self->n; i++)
      {
        const float *from = self->dx + (step * self->n + i) * n_in;
        float *to = self->run->dx + (i * self->n_steps + find_time (self, step)) * n_in;

        if (drops)
          multiply (from, self->input_noise + i * n_in, n_in, to);
        else
          memcpy (to, from, n_in * sizeof (float));
      }
}

/**
 * gradus_recurrent_backward:
 * @plan: a plan made by gradus_recurrent_infer()
 * @run: the run that went forward
 *
 * Backpropagation through time.
 */
void
gradus_recurrent_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  GradusRecurrent self = set_out (plan, run);
  gsize           size = self.n * self.units;

  pack_backward (&self);
  memset (self.dh, 0, size * sizeof (float));
  memset (self.dc, 0, size * sizeof (float));
  for (gsize step = self.n_steps; step-- > 0;)
    {
      take_output_gradient (&self, step);
      hold_masked (&self, step);
      self.cell->backward (&self, step);
      if (self.dropped != NULL)
        multiply (self.dh, self.state_noise, size, self.dh);
      give_back (&self, step);
    }
  add_kernel_gradients (&self);
  if (run->dx != NULL)
    put_input_gradient (&self);
}
