/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/series.h"

#include <math.h>
#include <string.h>

/* At full smoothing the average looks back over about this many points. */
#define LONGEST_WINDOW 250.0

static void
forget_average (GradusSeries *self, double smoothing)
{
  self->keep = 1 - 1 / pow (LONGEST_WINDOW, CLAMP (smoothing, 0, 1));
  self->sum = self->weight = 0;
  self->smoothed_maximum = NAN;
  self->smoothed_minimum = NAN;
}

/**
 * gradus_series_init:
 * @self: (out): the series
 * @smoothing: 0 not at all, 1 most
 *
 * Prepares an empty series.
 */
void
gradus_series_init (GradusSeries *self, double smoothing)
{
  memset (self, 0, sizeof *self);
  gradus_pyramid_init (&self->raw);
  gradus_pyramid_init (&self->smoothed);
  self->last = -1;
  self->raw_last = NAN;
  forget_average (self, smoothing);
}

/**
 * gradus_series_clear:
 * @self: a series, or one that is all zero
 *
 * Frees what a series holds.
 */
void
gradus_series_clear (GradusSeries *self)
{
  gradus_pyramid_clear (&self->raw);
  gradus_pyramid_clear (&self->smoothed);
}

/* The average of the past with weights that fall off exponentially, divided by the sum of
 * these weights so that it is right from the first point on:
 *
 *   sₜ = Σᵢ kⁱ vₜ₋ᵢ / Σᵢ kⁱ,   i = 0 … t */
static void
add_smoothed (GradusSeries *self, float value)
{
  float smoothed;

  if (!isfinite (value))
    {
      gradus_pyramid_add (&self->smoothed, NAN, FALSE);
      return;
    }
  self->sum = self->keep * self->sum + (1 - self->keep) * (double) value;
  self->weight = self->keep * self->weight + (1 - self->keep);
  smoothed = (float) (self->sum / self->weight);
  gradus_pyramid_add (&self->smoothed, smoothed, TRUE);
  /* fmaxf() and fminf() take the number where the other is NaN. */
  self->smoothed_maximum = fmaxf (self->smoothed_maximum, smoothed);
  self->smoothed_minimum = fminf (self->smoothed_minimum, smoothed);
}

/**
 * gradus_series_add:
 * @self: the series
 * @value: how much; NaN and infinity leave a mark but no point
 *
 * Appends a point.
 */
void
gradus_series_add (GradusSeries *self, float value)
{
  self->ends_not_finite = !isfinite (value);
  if (isfinite (value))
    {
      self->last = (gssize) gradus_pyramid_get_n_points (&self->raw);
      self->raw_last = value;
    }
  gradus_pyramid_add (&self->raw, isfinite (value) ? value : NAN, isfinite (value));
  add_smoothed (self, value);
}

/**
 * gradus_series_set_smoothing:
 * @self: the series
 * @smoothing: 0 not at all, 1 most
 *
 * Smooths all points anew.
 */
void
gradus_series_set_smoothing (GradusSeries *self, double smoothing)
{
  gsize n = gradus_pyramid_get_n_points (&self->raw);

  forget_average (self, smoothing);
  gradus_pyramid_truncate (&self->smoothed);
  for (gsize i = 0; i < n; i++)
    add_smoothed (self, gradus_pyramid_get_value (&self->raw, i));
}

/**
 * gradus_series_get_n_points:
 * @self: the series
 *
 * Counts the points, also those that are not finite.
 *
 * Returns: how many were added
 */
gsize
gradus_series_get_n_points (const GradusSeries *self)
{
  return gradus_pyramid_get_n_points (&self->raw);
}

/**
 * gradus_series_get_smoothed:
 * @self: the series
 * @index: number of a point
 *
 * Gives the height of the smoothed curve at a point, or at the last one before that was
 * finite.
 *
 * Returns: the number; NaN if no point before was finite
 */
float
gradus_series_get_smoothed (const GradusSeries *self, gsize index)
{
  float value = gradus_pyramid_get_value (&self->smoothed, index);

  while (isnan (value) && index > 0)
    value = gradus_pyramid_get_value (&self->smoothed, --index);
  return value;
}
