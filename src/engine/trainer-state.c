/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/error.h"
#include "engine/trainer-private.h"

/* The order of the samples is not kept: it follows from seed and epoch. */
struct _GradusTrainerState
{
  atomic_int          ref_count;
  GPtrArray          *weights;
  GPtrArray          *slots;
  GradusOptimizerStep step;
  GradusFitOptions    options;
  guint64             n_updates;
  guint64             first_epoch;
  guint               epoch;
  guint               batch;
  guint               validation_done;
  gboolean            is_validating;
  gboolean            has_diverged;
  gboolean            is_stopped;
  GArray             *callback_states;
  double              epoch_loss_sum;
  double              epoch_n_samples;
  double              validation_loss_sum;
  gsize               n_state;
  double             *epoch_state;
  double             *validation_state;
  GradusStepReport    report;
  GPtrArray          *silences; /* (nullable) */
};

/**
 * gradus_trainer_dup_state:
 * @self: a trainer, between two steps
 *
 * Copies everything that decides how training goes on.
 *
 * Returns: (transfer full): the state
 */
GradusTrainerState *
gradus_trainer_dup_state (const GradusTrainer *self)
{
  GradusTrainerState *state = g_new0 (GradusTrainerState, 1);
  gsize               n_bytes = gradus_trainer_get_state_size (self) * sizeof (double);

  atomic_init (&state->ref_count, 1);
  state->weights = gradus_model_dup_weights (self->model);
  state->slots = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_tensor_unref);
  for (guint i = 0; i < self->trained->len; i++)
    {
      const GradusTrained *trained = &g_array_index (self->trained, GradusTrained, i);

      for (guint j = 0; j < self->n_slots; j++)
        g_ptr_array_add (state->slots, gradus_tensor_new_from_data (&trained->spec->shape,
                                                                    trained->slots[j]));
    }
  state->step = self->step;
  state->options = self->options;
  state->n_updates = self->n_updates;
  state->first_epoch = self->first_epoch;
  state->epoch = self->epoch;
  state->batch = self->batch;
  state->validation_done = self->validation_done;
  state->is_validating = self->is_validating;
  state->has_diverged = self->has_diverged;
  state->is_stopped = self->is_stopped;
  state->callback_states = gradus_callback_states_copy (self->callback_states);
  state->epoch_loss_sum = self->epoch_loss_sum;
  state->epoch_n_samples = self->epoch_n_samples;
  state->validation_loss_sum = self->validation_loss_sum;
  state->n_state = gradus_trainer_get_state_size (self);
  state->epoch_state = g_memdup2 (self->epoch_state, MAX (n_bytes, 1));
  state->validation_state = g_memdup2 (self->validation_state, MAX (n_bytes, 1));
  state->report = self->report;
  return state;
}

/**
 * gradus_trainer_state_new_with_tensors:
 * @self: a state
 * @weights: (element-type GradusTensor): instead of its own; may be empty
 * @slots: (element-type GradusTensor): likewise
 *
 * Copies the place in training and puts other tensors in it, so that the tensors, which
 * are nearly all of a state, can be kept elsewhere. With empty arrays the new state is
 * good for nothing but to be filled in the same way later.
 *
 * Returns: (transfer full): the new state
 */
GradusTrainerState *
gradus_trainer_state_new_with_tensors (const GradusTrainerState *self,
                                       GPtrArray                *weights,
                                       GPtrArray                *slots)
{
  GradusTrainerState *state = g_memdup2 (self, sizeof *self);
  gsize               n_bytes = self->n_state * sizeof (double);

  atomic_init (&state->ref_count, 1);
  state->weights = g_ptr_array_ref (weights);
  state->slots = g_ptr_array_ref (slots);
  state->callback_states = gradus_callback_states_copy (self->callback_states);
  state->epoch_state = g_memdup2 (self->epoch_state, MAX (n_bytes, 1));
  state->validation_state = g_memdup2 (self->validation_state, MAX (n_bytes, 1));
  if (state->silences != NULL)
    g_ptr_array_ref (state->silences);
  return state;
}

/**
 * gradus_trainer_state_ref:
 * @self: a state
 *
 * Returns: (transfer full): the same state
 */
GradusTrainerState *
gradus_trainer_state_ref (GradusTrainerState *self)
{
  atomic_fetch_add_explicit (&self->ref_count, 1, memory_order_relaxed);
  return self;
}

/**
 * gradus_trainer_state_unref:
 * @self: (transfer full): a state
 */
void
gradus_trainer_state_unref (GradusTrainerState *self)
{
  if (atomic_fetch_sub_explicit (&self->ref_count, 1, memory_order_acq_rel) != 1)
    return;
  g_ptr_array_unref (self->weights);
  g_ptr_array_unref (self->slots);
  g_array_unref (self->callback_states);
  g_clear_pointer (&self->silences, g_ptr_array_unref);
  g_free (self->epoch_state);
  g_free (self->validation_state);
  g_free (self);
}

static gboolean
check_slots (const GradusTrainer *self, GPtrArray *slots, GError **error)
{
  gboolean fits = slots->len == self->trained->len * self->n_slots;

  for (guint i = 0; fits && i < slots->len; i++)
    {
      const GradusTensor  *slot = slots->pdata[i];
      const GradusTrained *trained =
        &g_array_index (self->trained, GradusTrained, i / MAX (self->n_slots, 1));

      fits = gradus_shape_equal (&slot->shape, &trained->spec->shape);
    }
  if (!fits)
    g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                         _ ("The optimizer's memory does not belong to this network."));
  return fits;
}

static void
set_slots (GradusTrainer *self, GPtrArray *slots)
{
  for (guint i = 0; i < slots->len; i++)
    {
      const GradusTensor *slot = slots->pdata[i];
      GradusTrained      *trained =
        &g_array_index (self->trained, GradusTrained, i / self->n_slots);

      memcpy (trained->slots[i % self->n_slots], slot->data, slot->size * sizeof (float));
    }
}

/* Weights, and where in the run they were. */
static gboolean
take_place (GradusTrainer *self, const GradusTrainerState *state, GError **error)
{
  gsize n_bytes = state->n_state * sizeof (double);

  if (state->n_state != gradus_trainer_get_state_size (self))
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                           _ ("The metrics of this state belong to another network."));
      return FALSE;
    }
  if (state->batch > self->n_batches)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                           _ ("This state belongs to a run through more data."));
      return FALSE;
    }
  if (!gradus_model_set_weights (self->model, state->weights, error))
    return FALSE;
  self->options.seed = state->options.seed;
  self->first_epoch = state->first_epoch;
  self->epoch = state->epoch;
  self->batch = state->batch;
  self->is_in_batch = FALSE;
  self->validation_done = state->validation_done;
  self->is_validating = state->is_validating;
  self->has_diverged = state->has_diverged;
  /* Other callbacks than those of the state begin afresh. */
  if (state->callback_states->len == self->callback_states->len)
    {
      g_array_unref (self->callback_states);
      self->callback_states = gradus_callback_states_copy (state->callback_states);
      self->is_stopped = state->is_stopped;
    }
  self->epoch_loss_sum = state->epoch_loss_sum;
  self->epoch_n_samples = state->epoch_n_samples;
  self->validation_loss_sum = state->validation_loss_sum;
  memcpy (self->epoch_state, state->epoch_state, n_bytes);
  memcpy (self->validation_state, state->validation_state, n_bytes);
  self->report = state->report;
  gradus_trainer_draw_order (self);
  return TRUE;
}

/**
 * gradus_trainer_restore:
 * @self: a trainer of the same network, data and options
 * @state: a state
 * @error: return location for an error
 *
 * Goes on from a state. The next steps give the same numbers, bit for bit, as if training
 * had never stopped.
 *
 * Errors: `GRADUS_ERROR_SHAPE` if the state belongs to another network,
 * `GRADUS_ERROR_DATA` if to more data; nothing has changed then
 *
 * Returns: whether the state was taken over
 */
gboolean
gradus_trainer_restore (GradusTrainer            *self,
                        const GradusTrainerState *state,
                        GError                  **error)
{
  const GradusConfig *optimizer = self->step.config;

  if (!check_slots (self, state->slots, error) || !take_place (self, state, error))
    return FALSE;
  set_slots (self, state->slots);
  self->step = state->step;
  self->step.config = optimizer;
  self->n_updates = state->n_updates;
  return TRUE;
}

/**
 * gradus_trainer_restore_place:
 * @self: a trainer of the same network, data and options
 * @state: a state that another optimizer may have come to
 * @error: return location for an error
 *
 * Goes on from the weights and the place in the epoch of a state, and leaves optimizer,
 * count of updates and learning rate as they are.
 *
 * Errors: `GRADUS_ERROR_SHAPE` if the state belongs to another network,
 * `GRADUS_ERROR_DATA` if to more data; nothing has changed then
 *
 * Returns: whether the state was taken over
 */
gboolean
gradus_trainer_restore_place (GradusTrainer            *self,
                              const GradusTrainerState *state,
                              GError                  **error)
{
  if (!take_place (self, state, error))
    return FALSE;
  self->report.step = self->n_updates;
  self->report.learning_rate = self->step.learning_rate;
  return TRUE;
}

/**
 * gradus_trainer_restore_from_parts:
 * @self: a trainer
 * @weights: (element-type GradusTensor): of its network
 * @slots: (nullable) (element-type GradusTensor): the optimizer's memory, weight by
 * weight
 * @iteration: updates made before
 * @learning_rate: of the next step; NaN leaves it as it is
 * @error: return location for an error
 *
 * Takes over what a file holds. The run begins with a fresh epoch, whose order is the one
 * that would have come next.
 *
 * Errors: `GRADUS_ERROR_SHAPE` if the parts belong to another network; nothing has
 * changed then
 *
 * Returns: whether the parts were taken over
 */
gboolean
gradus_trainer_restore_from_parts (GradusTrainer *self,
                                   GPtrArray     *weights,
                                   GPtrArray     *slots,
                                   guint64        iteration,
                                   double         learning_rate,
                                   GError       **error)
{
  if ((slots != NULL && !check_slots (self, slots, error)) ||
      !gradus_model_set_weights (self->model, weights, error))
    return FALSE;
  if (slots != NULL)
    {
      set_slots (self, slots);
      self->n_updates = iteration;
      self->report.step = iteration;
      self->first_epoch = iteration / MAX (self->n_batches, 1);
      gradus_trainer_draw_order (self);
    }
  if (isfinite (learning_rate))
    gradus_trainer_set_learning_rate (self, learning_rate);
  return TRUE;
}

/**
 * gradus_trainer_state_get_weights:
 * @self: a state
 *
 * Returns: (transfer none) (element-type GradusTensor): all weights, in the model's order
 */
GPtrArray *
gradus_trainer_state_get_weights (const GradusTrainerState *self)
{
  return self->weights;
}

/**
 * gradus_trainer_state_get_slots:
 * @self: a state
 *
 * Returns: (transfer none) (element-type GradusTensor): the optimizer's memory, weight by
 * weight
 */
GPtrArray *
gradus_trainer_state_get_slots (const GradusTrainerState *self)
{
  return self->slots;
}

/**
 * gradus_trainer_state_get_iteration:
 * @self: a state
 *
 * Returns: how many updates were made
 */
guint64
gradus_trainer_state_get_iteration (const GradusTrainerState *self)
{
  return self->n_updates;
}

/**
 * gradus_trainer_state_get_learning_rate:
 * @self: a state
 *
 * Returns: the learning rate of the next step
 */
double
gradus_trainer_state_get_learning_rate (const GradusTrainerState *self)
{
  return self->step.learning_rate;
}

static gsize
count_bytes (GPtrArray *tensors)
{
  gsize n_bytes = 0;

  for (guint i = 0; i < tensors->len; i++)
    n_bytes += ((const GradusTensor *) tensors->pdata[i])->size * sizeof (float);
  return n_bytes;
}

/**
 * gradus_trainer_state_get_n_bytes:
 * @self: a state
 *
 * Returns: how many bytes its weights and slots take
 */
gsize
gradus_trainer_state_get_n_bytes (const GradusTrainerState *self)
{
  return count_bytes (self->weights) + count_bytes (self->slots);
}

/**
 * gradus_trainer_state_get_report:
 * @self: a state
 * @report: (out): what the trainer had reported last
 */
void
gradus_trainer_state_get_report (const GradusTrainerState *self, GradusStepReport *report)
{
  *report = self->report;
}

GPtrArray *
gradus_trainer_state_get_silences (const GradusTrainerState *self)
{
  return self->silences;
}

/**
 * gradus_trainer_state_set_silences:
 * @self: a state that nobody else has yet
 * @silences: (nullable) (element-type GradusSilence): what units said that are held at
 *   zero
 */
void
gradus_trainer_state_set_silences (GradusTrainerState *self, GPtrArray *silences)
{
  g_clear_pointer (&self->silences, g_ptr_array_unref);
  self->silences = silences != NULL ? g_ptr_array_ref (silences) : NULL;
}
