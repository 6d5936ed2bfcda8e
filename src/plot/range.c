/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/range.h"

#include "plot/ticks.h"

#include <math.h>

/* The end of the first epoch is well below the mean of it, which early batches raise. */
#define TRAINING_ROOM 1.25
#define VALIDATION_ROOM 1.1
/* An accuracy is looked at from nearer: where validation is, training soon will be. */
#define SHARE_TRAINING_ROOM 0.7
#define SHARE_VALIDATION_ROOM 1.5
/* All curves below this share of the axis: it is halved. */
#define HALVING_SHARE 0.25

/**
 * gradus_range_init:
 * @self: (out): the range
 * @is_share: whether it is for numbers up to 1 of which more is better
 *
 * Prepares a range before the first epoch.
 */
void
gradus_range_init (GradusRange *self, gboolean is_share)
{
  *self = (GradusRange){ .is_share = is_share };
}

static double
choose_top (const GradusRange *self, double training, double validation)
{
  if (!self->is_share || isnan (validation))
    return gradus_range_round_up (
      fmax (TRAINING_ROOM * training, VALIDATION_ROOM * validation));
  return gradus_range_round_up (
    fmax (SHARE_TRAINING_ROOM * training, SHARE_VALIDATION_ROOM * validation));
}

/**
 * gradus_range_round_up:
 * @value: a positive number
 *
 * Finds the end of an axis from zero that has three or four round intervals.
 *
 * Returns: the round number, not below @value; 1 if @value is not a positive number
 */
double
gradus_range_round_up (double value)
{
  GradusTicks ticks;

  if (!(value > 0) || isinf (value))
    return 1;
  gradus_ticks_linear (&ticks, 0, value, 4);
  if (ticks.n_ticks == 0)
    return 1;
  return ceil (value / ticks.step - 1e-9) * ticks.step;
}

/**
 * gradus_range_add_epoch:
 * @self: the range
 * @training: mean over the epoch
 * @validation: at the end of the epoch; NaN if there is none
 *
 * Takes an epoch into account.
 */
void
gradus_range_add_epoch (GradusRange *self, double training, double validation)
{
  double highest;

  if (self->is_share)
    {
      training = 1 - training;
      validation = 1 - validation;
    }
  training = isfinite (training) ? training : NAN;
  validation = isfinite (validation) ? validation : NAN;
  /* fmax() takes the number where the other is NaN. */
  highest = fmax (training, validation);
  self->n_epochs++;
  if (!(highest > 0))
    return;
  if (self->top == 0)
    {
      self->top = choose_top (self, training, validation);
      self->highest = isfinite (validation) ? validation : 0;
      return;
    }
  self->highest = MAX (self->highest, highest);
  while (highest > self->top)
    self->top *= 2;
  while (self->highest < HALVING_SHARE * self->top)
    self->top /= 2;
}
