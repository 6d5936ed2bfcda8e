/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-studio-private.h"

/* How often the probe is run while training: faster than that nobody reads it. */
#define PROBE_INTERVAL_MS 100
/* And while one looks back, when the hand wants to see at once what it does. */
#define PROBE_PAST_MS 30

static GradusDataset *
get_probe_data (GradusStudio *self)
{
  return self->test_data != NULL ? self->test_data : self->train_data;
}

static void
clear_activations (GradusStudio *self)
{
  g_clear_pointer (&self->probe_activations, g_ptr_array_unref);
  g_clear_pointer (&self->probe_start_activations, g_ptr_array_unref);
}

static void
take_from (GradusStudio     *self,
           GradusProbeOrigin origin,
           GradusDataset    *data,
           guint            *sample)
{
  g_clear_pointer (&self->probe_input, gradus_tensor_unref);
  self->origin = origin;
  if (data == NULL || gradus_dataset_get_n_samples (data) == 0)
    return;
  *sample = MIN (*sample, gradus_dataset_get_n_samples (data) - 1);
  self->probe_input = gradus_tensor_new (gradus_dataset_get_shape (data));
  gradus_dataset_get_sample (data, *sample, self->probe_input->data);
}

void
gradus_studio_take_sample (GradusStudio *self)
{
  take_from (self, GRADUS_PROBE_TEST, get_probe_data (self), &self->probe_sample);
}

/* The probe's own model for the plan that is trained. FALSE: there is none. */
static gboolean
ensure_probe_model (GradusStudio *self, const GradusSnapshot *snapshot)
{
  const GradusSequential *sequential;

  if (snapshot->plan == NULL || snapshot->weights == NULL || self->probe_input == NULL)
    return FALSE;
  sequential = gradus_plan_get_sequential (snapshot->plan);
  if (gradus_shape_size (&sequential->input) != self->probe_input->size)
    return FALSE;
  if (self->probe_plan == snapshot->plan)
    return self->probe_model != NULL;

  g_clear_pointer (&self->probe_model, gradus_model_free);
  g_clear_pointer (&self->probe_plan, gradus_plan_unref);
  g_clear_pointer (&self->probe_weights, g_ptr_array_unref);
  self->probe_plan = gradus_plan_ref (snapshot->plan);
  self->probe_model = gradus_model_new (sequential, 1, NULL);
  return self->probe_model != NULL;
}

static GPtrArray *
compute_activations (GradusStudio *self, GPtrArray *weights)
{
  if (self->probe_weights != weights)
    {
      g_clear_pointer (&self->probe_weights, g_ptr_array_unref);
      if (!gradus_model_set_weights (self->probe_model, weights, NULL))
        return NULL;
      self->probe_weights = g_ptr_array_ref (weights);
    }
  return gradus_model_get_activations (self->probe_model, 1, self->probe_input->data);
}

static void
run_probe (GradusStudio *self)
{
  GradusSnapshot *snapshot = gradus_lookout_get_snapshot (self->lookout);

  g_clear_handle_id (&self->probe_source, g_source_remove);
  self->probe_time = g_get_monotonic_time ();
  clear_activations (self);
  if (ensure_probe_model (self, snapshot))
    self->probe_activations = compute_activations (self, snapshot->weights);
  g_signal_emit (self, gradus_studio_signals[PROBE_CHANGED], 0);
}

static gboolean
probe_cb (gpointer user_data)
{
  GradusStudio *self = user_data;

  self->probe_source = 0;
  run_probe (self);
  return G_SOURCE_REMOVE;
}

void
gradus_studio_queue_probe (GradusStudio *self)
{
  gint64 wait_ms;

  if (!g_signal_has_handler_pending (self, gradus_studio_signals[PROBE_CHANGED], 0,
                                     FALSE))
    return;
  wait_ms = gradus_pace_get_wait_ms (self->probe_time,
                                     gradus_lookout_is_looking_back (self->lookout)
                                       ? PROBE_PAST_MS
                                       : PROBE_INTERVAL_MS);
  if (wait_ms <= 0)
    run_probe (self);
  else if (self->probe_source == 0)
    self->probe_source = g_timeout_add ((guint) wait_ms, probe_cb, self);
}

void
gradus_studio_follow_weights (GradusStudio *self)
{
  if (gradus_lookout_get_snapshot (self->lookout)->weights != self->probe_weights)
    gradus_studio_queue_probe (self);
}

void
gradus_studio_forget_probe (GradusStudio *self)
{
  g_clear_pointer (&self->probe_input, gradus_tensor_unref);
  self->origin = GRADUS_PROBE_TEST;
  clear_activations (self);
}

void
gradus_studio_clear_probe (GradusStudio *self)
{
  g_clear_handle_id (&self->probe_source, g_source_remove);
  g_clear_pointer (&self->probe_model, gradus_model_free);
  g_clear_pointer (&self->probe_plan, gradus_plan_unref);
  g_clear_pointer (&self->probe_weights, g_ptr_array_unref);
}

/**
 * gradus_studio_set_probe_sample:
 * @index: a sample of the test data
 *
 * Looks at another digit, also instead of a drawn one.
 */
void
gradus_studio_set_probe_sample (GradusStudio *self, guint index)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));

  if (index == self->probe_sample && self->origin == GRADUS_PROBE_TEST)
    return;
  self->probe_sample = index;
  gradus_studio_take_sample (self);
  run_probe (self);
}

/**
 * gradus_studio_set_probe_training:
 * @index: a sample of the training data, those held back included
 *
 * Looks at something that the network learns from.
 */
void
gradus_studio_set_probe_training (GradusStudio *self, guint index)
{
  g_return_if_fail (GRADUS_IS_STUDIO (self));

  if (self->train_data == NULL ||
      (index == self->probe_training && self->origin == GRADUS_PROBE_TRAINING))
    return;
  self->probe_training = index;
  take_from (self, GRADUS_PROBE_TRAINING, self->train_data, &self->probe_training);
  run_probe (self);
}

/**
 * gradus_studio_set_probe_pixels:
 * @pixels: (nullable): 0 … 1, as many as a sample has numbers
 *
 * Looks at a drawing, or at the sample again. Does nothing while there are no data.
 */
void
gradus_studio_set_probe_pixels (GradusStudio *self, const float *pixels)
{
  GradusDataset *data;

  g_return_if_fail (GRADUS_IS_STUDIO (self));

  data = get_probe_data (self);
  if (data == NULL || (pixels == NULL && self->origin == GRADUS_PROBE_TEST))
    return;
  if (pixels == NULL)
    gradus_studio_take_sample (self);
  else
    {
      g_clear_pointer (&self->probe_input, gradus_tensor_unref);
      self->probe_input =
        gradus_tensor_new_from_data (gradus_dataset_get_shape (data), pixels);
      self->origin = GRADUS_PROBE_DRAWN;
    }
  gradus_studio_queue_probe (self);
}

gboolean
gradus_studio_is_probe_drawn (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), FALSE);
  return self->origin == GRADUS_PROBE_DRAWN;
}

guint
gradus_studio_get_probe_training (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), 0);
  return self->probe_training;
}

GradusProbeOrigin
gradus_studio_get_probe_origin (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), GRADUS_PROBE_TEST);
  return self->origin;
}

guint
gradus_studio_get_probe_sample (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), 0);
  return self->probe_sample;
}

GradusTensor *
gradus_studio_get_probe_input (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return self->probe_input;
}

GPtrArray *
gradus_studio_get_probe_activations (GradusStudio *self)
{
  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);
  return self->probe_activations;
}

GPtrArray *
gradus_studio_get_probe_start_activations (GradusStudio *self)
{
  GradusSnapshot *snapshot;

  g_return_val_if_fail (GRADUS_IS_STUDIO (self), NULL);

  snapshot = gradus_lookout_get_snapshot (self->lookout);
  if (self->probe_start_activations == NULL && snapshot->start_weights != NULL &&
      ensure_probe_model (self, snapshot))
    self->probe_start_activations = compute_activations (self, snapshot->start_weights);
  return self->probe_start_activations;
}
