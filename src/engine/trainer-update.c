/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/trainer-private.h"

#include "engine/kernels.h"

#include <math.h>

/* The second phase of a step: the slices' gradients are added up in the order of the
 * slices, regularized and clipped; the third: the optimizer moves the weights. Both are
 * shared out by chunks and element-wise, so the threads cannot change the result. */

static GradusTrained *
get_trained (const GradusTrainer *self, guint index)
{
  return &g_array_index (self->trained, GradusTrained, index);
}

GRADUS_HOT static void
add (float *restrict sum, const float *restrict more, gsize n)
{
  for (gsize i = 0; i < n; i++)
    sum[i] += more[i];
}

typedef union
{
  float   value;
  guint32 bits;
} Number;

/* ∞ and NaN have all bits of the exponent set. */
static inline guint32
is_bad (float x)
{
  Number number = { .value = x };

  return (number.bits & 0x7f800000) == 0x7f800000;
}

GRADUS_HOT static gboolean
is_finite (const float *x, gsize n)
{
  guint32 n_bad = 0;

  for (gsize i = 0; i < n; i++)
    n_bad |= is_bad (x[i]);
  return n_bad == 0;
}

/* Both in one pass: @more is added, and whether the sum is finite. */
GRADUS_HOT static gboolean
add_last (float *restrict sum, const float *restrict more, gsize n)
{
  guint32 n_bad = 0;

  for (gsize i = 0; i < n; i++)
    {
      sum[i] += more[i];
      n_bad |= is_bad (sum[i]);
    }
  return n_bad == 0;
}

static void
add_chunk (guint task, gpointer user_data)
{
  GradusTrainer       *self = user_data;
  const GradusChunk   *chunk = &g_array_index (self->chunks, GradusChunk, task);
  const GradusTrained *trained = get_trained (self, chunk->weight);
  float               *sum = self->slices[0].gradients[trained->index] + chunk->first;
  guint                n_slices = gradus_trainer_count_slices (self);
  gboolean             is_good;

  for (guint i = 1; i + 1 < n_slices; i++)
    add (sum, self->slices[i].gradients[trained->index] + chunk->first, chunk->n);
  if (n_slices > 1)
    is_good =
      add_last (sum, self->slices[n_slices - 1].gradients[trained->index] + chunk->first,
                chunk->n);
  else
    is_good = is_finite (sum, chunk->n);
  if (!is_good)
    atomic_store (&self->has_non_finite, TRUE);
}

static void
add_penalty_gradients (GradusTrainer *self)
{
  for (guint i = 0; i < self->trained->len; i++)
    {
      const GradusTrained *trained = get_trained (self, i);
      const GradusConfig  *regularizer = trained->spec->regularizer;

      if (regularizer != NULL)
        ((const GradusRegularizerKind *) gradus_config_get_kind (regularizer))
          ->add_gradient (regularizer, &trained->spec->shape, trained->data,
                          self->slices[0].gradients[trained->index]);
    }
}

static double
sum_of_squares (const float *x, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += (double) x[i] * (double) x[i];
  return sum;
}

static void
scale (float *x, gsize n, double factor)
{
  for (gsize i = 0; i < n; i++)
    x[i] *= (float) factor;
}

/* Keras's rules: clipnorm for each weight alone, global_clipnorm for all together,
 * clipvalue for each number; at most one of them is set. */
static void
clip (GradusTrainer *self)
{
  double total = 0;

  for (guint i = 0; i < self->trained->len; i++)
    {
      GradusTrained *trained = get_trained (self, i);
      float         *gradient = self->slices[0].gradients[trained->index];
      float          most = (float) self->clipping.clipvalue;

      if (self->clipping.clipnorm > 0)
        {
          double norm = sqrt (sum_of_squares (gradient, trained->n));

          if (norm > self->clipping.clipnorm)
            scale (gradient, trained->n, self->clipping.clipnorm / norm);
        }
      else if (self->clipping.global_clipnorm > 0)
        total += sum_of_squares (gradient, trained->n);
      else if (self->clipping.clipvalue > 0)
        for (gsize j = 0; j < trained->n; j++)
          gradient[j] = CLAMP (gradient[j], -most, most);
    }
  if (total > self->clipping.global_clipnorm * self->clipping.global_clipnorm)
    for (guint i = 0; i < self->trained->len; i++)
      scale (self->slices[0].gradients[get_trained (self, i)->index],
             get_trained (self, i)->n, self->clipping.global_clipnorm / sqrt (total));
}

static void
move_chunk (guint task, gpointer user_data)
{
  GradusTrainer     *self = user_data;
  const GradusChunk *chunk = &g_array_index (self->chunks, GradusChunk, task);
  GradusTrained     *trained = get_trained (self, chunk->weight);
  float             *w = trained->data + chunk->first;
  float             *slots[GRADUS_MAX_SLOTS] = { NULL };

  for (guint i = 0; i < self->n_slots; i++)
    slots[i] = trained->slots[i] + chunk->first;
  if (self->clipping.weight_decay > 0)
    {
      float decay = (float) (self->clipping.weight_decay * self->step.learning_rate);

      for (gsize i = 0; i < chunk->n; i++)
        w[i] -= w[i] * decay;
    }
  self->optimizer_kind->update (&self->step, chunk->n, w,
                                self->slices[0].gradients[trained->index] + chunk->first,
                                slots);
}

static void
constrain (GradusTrainer *self)
{
  for (guint i = 0; i < self->trained->len; i++)
    {
      GradusTrained      *trained = get_trained (self, i);
      const GradusConfig *constraint = trained->spec->constraint;

      if (constraint != NULL)
        ((const GradusConstraintKind *) gradus_config_get_kind (constraint))
          ->project (constraint, &trained->spec->shape, trained->data);
    }
}

/* What regularization adds to the loss at the weights as they are. */
double
gradus_trainer_get_penalty (const GradusTrainer *self)
{
  double penalty = 0;

  for (guint i = 0; i < self->trained->len; i++)
    {
      const GradusTrained *trained = get_trained (self, i);
      const GradusConfig  *regularizer = trained->spec->regularizer;

      if (regularizer != NULL)
        penalty += ((const GradusRegularizerKind *) gradus_config_get_kind (regularizer))
                     ->value (regularizer, &trained->spec->shape, trained->data);
    }
  return penalty;
}

/* Moves the weights by the slices' gradients. FALSE, and nothing moved, if they are not
 * finite. */
gboolean
gradus_trainer_apply_gradients (GradusTrainer *self)
{
  if (self->trained->len == 0)
    return TRUE;
  atomic_store (&self->has_non_finite, FALSE);
  gradus_laps_begin (self->laps);
  gradus_pool_run (self->pool, self->chunks->len, add_chunk, self);
  if (atomic_load (&self->has_non_finite))
    return FALSE;
  gradus_trainer_probe_sum (self);
  add_penalty_gradients (self);
  gradus_trainer_probe_price (self);
  clip (self);
  gradus_laps_take (self->laps, GRADUS_LAP_SUM);
  self->step.iteration = self->n_updates;
  if (self->optimizer_kind->begin != NULL)
    self->optimizer_kind->begin (&self->step);
  if (self->watch != NULL)
    gradus_trainer_watch_before (self);
  gradus_trainer_probe_begin (self);
  gradus_pool_run (self->pool, self->chunks->len, move_chunk, self);
  gradus_trainer_probe_move (self);
  constrain (self);
  if (self->held != NULL)
    gradus_trainer_apply_hold (self);
  gradus_trainer_probe_end (self);
  if (self->watch != NULL)
    gradus_trainer_watch_after (self);
  gradus_laps_take (self->laps, GRADUS_LAP_UPDATE);
  return TRUE;
}
