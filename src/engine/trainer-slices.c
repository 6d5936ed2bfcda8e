/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/trainer-private.h"

/* The first phase of a step: every slice of the batch goes forward and, when training,
 * back, in parts that the cache can hold. Slices touch nothing of each other. */

/* The part of @n samples that slice number @slice has. */
static gsize
cut (const GradusTrainer *self, gsize n, guint slice, gsize *first)
{
  gsize size = (n + self->n_slices - 1) / self->n_slices;

  *first = MIN (size * slice, n);
  return MIN (size, n - *first);
}

static void
gather_targets (GradusTrainer *self, GradusSlice *slice, const guint32 *indices, gsize n)
{
  for (guint form = 0; form < 2; form++)
    if (slice->targets[form] != NULL)
      gradus_dataset_gather_targets (self->pass_data, indices, n, (GradusTargetForm) form,
                                     self->output_size, slice->targets[form]);
}

/* How much a sample counts: its own weight times, in training, that of its class. */
static double
get_sample_weight (const GradusTrainer *self, guint32 index)
{
  const GArray *classes = gradus_model_get_sequential (self->model)->class_weights;
  double        weight = gradus_dataset_get_weight (self->pass_data, index);
  guint         class_index;

  if (!self->pass_training || classes->len == 0)
    return weight;
  class_index = gradus_dataset_find_class (self->pass_data, index);
  return class_index < classes->len
           ? weight * g_array_index (classes, double, class_index)
           : weight;
}

/* A sample's weight counts for all its rows. */
static void
weigh_rows (const GradusTrainer *self,
            GradusSlice         *slice,
            const guint32       *indices,
            gsize                n)
{
  for (gsize i = 0; slice->row_weight != NULL && i < n; i++)
    {
      float weight = (float) get_sample_weight (self, indices[i]);

      for (gsize row = 0; row < self->rows_per_sample; row++)
        slice->row_weight[i * self->rows_per_sample + row] = weight;
    }
}

/* Keras's apply_mask (): rows that are masked do not count, and a mean is taken over
 * those that are left. Only where the whole batch is one slice. */
static void
mask_rows (GradusTrainer *self, GradusSlice *slice, gsize n)
{
  const guint8 *mask = gradus_lane_get_output_mask (slice->lane);
  gsize         n_rows = n * self->rows_per_sample;
  gsize         n_steps = self->n_masked_steps;
  double        n_valid = 0;
  double        sum = 0;

  if (mask == NULL)
    return;
  for (gsize i = 0; i < n_rows; i++)
    {
      gsize sample = i / self->rows_per_sample;
      gsize step = i % self->rows_per_sample / (self->rows_per_sample / n_steps);

      if (mask[sample * n_steps + step])
        n_valid++;
      else
        slice->row_weight[i] = 0;
      sum += (double) slice->row_weight[i];
    }
  if (self->reduction == GRADUS_REDUCTION_WEIGHTED_MEAN)
    self->pass_divisor = sum;
  else if (self->reduction == GRADUS_REDUCTION_MEAN)
    self->pass_divisor = n_valid + 1e-7;
}

static void
measure (GradusTrainer *self, GradusSlice *slice, const float *y_pred, gsize n_rows)
{
  self->loss_kind->forward (self->loss, n_rows, self->n_columns,
                            slice->targets[self->loss_kind->target_form], y_pred,
                            slice->row_loss);
  for (gsize i = 0; i < n_rows; i++)
    slice->loss_sum += slice->row_weight != NULL
                         ? (double) slice->row_weight[i] * (double) slice->row_loss[i]
                         : (double) slice->row_loss[i];
  for (guint i = 0; i < self->n_metrics; i++)
    self->metric_kinds[i]->update (self->metrics[i], n_rows, self->n_columns,
                                   slice->targets[self->metric_kinds[i]->target_form],
                                   y_pred,
                                   i >= self->first_weighted ? slice->row_weight : NULL,
                                   slice->metric_state + self->metric_offset[i]);
}

static void
go_back (GradusTrainer    *self,
         GradusSlice      *slice,
         const GradusPass *pass,
         const float      *y_pred)
{
  gsize n_rows = pass->n * self->rows_per_sample;
  float scale = (float) (1 / self->pass_divisor);

  for (gsize i = 0; i < n_rows; i++)
    slice->row_scale[i] =
      slice->row_weight != NULL ? scale * slice->row_weight[i] : scale;
  self->loss_kind->backward (self->loss, n_rows, self->n_columns,
                             slice->targets[self->loss_kind->target_form], y_pred,
                             slice->row_scale,
                             gradus_lane_get_output_gradient (slice->lane));
  gradus_laps_take (slice->lane->laps, GRADUS_LAP_LOSS);
  gradus_lane_backward (slice->lane, pass);
}

/* Takes samples @first … @first + @n of the batch forward and back. */
static void
run_part (GradusTrainer *self, GradusSlice *slice, gsize first, gsize n, gboolean is_more)
{
  const guint32 *indices = self->pass_indices + first;
  const float   *y_pred;
  GradusPass     pass = { .n = n,
                          .first = first,
                          .x = slice->x,
                          .weights = (float *const *) self->model->data->pdata,
                          .first_weight = self->model->first_weight,
                          .batch_n = self->pass_n,
                          .accumulate = is_more,
                          .training = self->pass_training,
                          .noise_keys = self->noise_keys,
                          .noise_step = self->n_updates,
                          .lowest_trained = self->lowest_trained };

  if (self->pass_training)
    pass.weight_gradients = slice->gradients;
  gradus_laps_begin (slice->lane->laps);
  gradus_dataset_gather (self->pass_data, indices, n, slice->x);
  gather_targets (self, slice, indices, n);
  gradus_laps_take (slice->lane->laps, GRADUS_LAP_DATA);
  y_pred = gradus_lane_forward (slice->lane, &pass);
  slice->activity_penalty += slice->lane->activity_penalty;
  weigh_rows (self, slice, indices, n);
  mask_rows (self, slice, n);
  measure (self, slice, y_pred, n * self->rows_per_sample);
  slice->n_last = n;
  if (self->pass_training)
    go_back (self, slice, &pass, y_pred);
}

static void
clear_sums (const GradusTrainer *self, GradusSlice *slice)
{
  slice->loss_sum = 0;
  slice->activity_penalty = 0;
  for (gsize i = 0; i < gradus_trainer_get_state_size (self); i++)
    slice->metric_state[i] = 0;
}

/* Where a slice is interrupted changes nothing: its parts are always the same. */
static void
run_slice (guint task, gpointer user_data)
{
  GradusTrainer *self = user_data;
  GradusSlice   *slice = &self->slices[task];
  gsize          first;
  gsize          n = cut (self, self->pass_n, task, &first);

  if (slice->n_done == 0)
    clear_sums (self, slice);
  while (slice->n_done < n)
    {
      gsize part = MIN (self->part_capacity, n - slice->n_done);

      run_part (self, slice, first + slice->n_done, part, slice->n_done > 0);
      slice->n_done += part;
      if (g_get_monotonic_time () >= self->pass_deadline)
        break;
    }
}

/* What Keras's reduction divides the sum of the weighted losses by. */
static double
find_divisor (const GradusTrainer *self)
{
  double sum = 0;

  if (self->reduction == GRADUS_REDUCTION_SUM)
    return 1;
  if (self->reduction == GRADUS_REDUCTION_MEAN)
    return (double) (self->pass_n * self->rows_per_sample);
  for (gsize i = 0; i < self->pass_n; i++)
    sum += get_sample_weight (self, self->pass_indices[i]);
  return sum * (double) self->rows_per_sample;
}

/* Sets up a pass of n samples, cut into slices, through the network. */
void
gradus_trainer_begin_pass (GradusTrainer *self,
                           GradusDataset *data,
                           const guint32 *indices,
                           gsize          n,
                           gboolean       training)
{
  self->pass_data = data;
  self->pass_indices = indices;
  self->pass_n = n;
  self->pass_training = training;
  self->pass_divisor = find_divisor (self);
  for (guint i = 0; i < self->n_slices; i++)
    self->slices[i].n_done = self->slices[i].n_last = 0;
}

static gboolean
is_complete (const GradusTrainer *self)
{
  for (guint i = 0; i < self->n_slices; i++)
    {
      gsize first;

      if (self->slices[i].n_done < cut (self, self->pass_n, i, &first))
        return FALSE;
    }
  return TRUE;
}

/* Goes on with the pass until it is complete or @deadline (monotonic time) is over, and
 * in the first case leaves sums and gradients in the slices. */
gboolean
gradus_trainer_go_on (GradusTrainer *self, gint64 deadline)
{
  self->pass_deadline = deadline;
  gradus_pool_run (self->pool, self->n_slices, run_slice, self);
  return is_complete (self);
}

/* A whole pass that does not train. A batch that was begun is begun again. */
void
gradus_trainer_run_slices (GradusTrainer *self,
                           GradusDataset *data,
                           const guint32 *indices,
                           gsize          n)
{
  self->is_in_batch = FALSE;
  gradus_trainer_begin_pass (self, data, indices, n, FALSE);
  gradus_trainer_go_on (self, G_MAXINT64);
}

/* How many slices have samples; the others hold gradients of an earlier batch. */
guint
gradus_trainer_count_slices (const GradusTrainer *self)
{
  guint n_used = 0;

  for (guint i = 0; i < self->n_slices; i++)
    {
      gsize first;

      n_used += cut (self, self->pass_n, i, &first) > 0;
    }
  return n_used;
}

double
gradus_trainer_get_pass_loss (const GradusTrainer *self)
{
  double sum = 0;
  double penalty = 0;

  for (guint i = 0; i < self->n_slices; i++)
    {
      sum += self->slices[i].loss_sum;
      penalty += self->slices[i].activity_penalty;
    }
  return sum / self->pass_divisor + penalty;
}

gsize
gradus_trainer_get_state_size (const GradusTrainer *self)
{
  return self->metric_offset[self->n_metrics];
}

void
gradus_trainer_add_states (const GradusTrainer *self, double *state)
{
  for (guint i = 0; i < self->n_slices; i++)
    for (gsize j = 0; j < gradus_trainer_get_state_size (self); j++)
      state[j] += self->slices[i].metric_state[j];
}

void
gradus_trainer_get_results (const GradusTrainer *self,
                            const double        *state,
                            double              *metrics)
{
  for (guint i = 0; i < self->n_metrics; i++)
    metrics[i] = gradus_metric_get_result (self->metrics[i], self->n_columns,
                                           state + self->metric_offset[i]);
}

gsize
gradus_trainer_get_evaluation_size (const GradusTrainer *self)
{
  /* Where the loss of a batch is more than the sum of its samples', Keras's batches
   * count.
   */
  if (self->reduction != GRADUS_REDUCTION_MEAN || self->n_masked_steps > 0)
    return MIN (self->options.batch_size, self->slice_capacity * self->n_slices);
  return MIN (MAX (self->part_capacity, GRADUS_EVALUATION_LEAST), self->slice_capacity) *
         self->n_slices;
}
