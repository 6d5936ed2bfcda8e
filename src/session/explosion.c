/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "session/explosion.h"

#include <math.h>

/* A loss below this is no explosion, however small it was at the start: a network that
 * has learned may get a little worse. */
#define LEAST_LOSS 1.0
#define START_STEPS 1u
#define AT_ONCE 1e6
#define CALM_FACTOR 1.5

/**
 * gradus_explosion_reset:
 * @self: a watch
 *
 * Begins anew, with the next loss as that of the start.
 */
void
gradus_explosion_reset (GradusExplosion *self)
{
  *self = (GradusExplosion){ 0 };
}

static double
average (const GradusExplosion *self)
{
  guint  n = MIN (self->n, GRADUS_EXPLOSION_STEPS);
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += self->recent[i];
  return n > 0 ? sum / n : 0;
}

/**
 * gradus_explosion_add:
 * @self: a watch
 * @loss: of another batch
 *
 * Returns: whether the loss has exploded
 */
gboolean
gradus_explosion_add (GradusExplosion *self, double loss)
{
  double most;

  if (self->n < START_STEPS)
    self->start = MAX (self->start, loss);
  self->recent[self->n++ % GRADUS_EXPLOSION_STEPS] = loss;
  most = MAX (GRADUS_EXPLOSION_FACTOR * self->start, LEAST_LOSS);
  if (!isfinite (loss) || loss > AT_ONCE * MAX (self->start, LEAST_LOSS))
    return TRUE;
  return self->n > GRADUS_EXPLOSION_STEPS && average (self) > most;
}

/**
 * gradus_explosion_is_calm:
 * @self: a watch
 *
 * Returns: whether the last loss was not much larger than that of the start
 */
gboolean
gradus_explosion_is_calm (const GradusExplosion *self)
{
  double last = self->n > 0 ? self->recent[(self->n - 1) % GRADUS_EXPLOSION_STEPS] : 0;

  return last <= MAX (CALM_FACTOR * self->start, 1e-30);
}
