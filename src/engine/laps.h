/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <time.h>

G_BEGIN_DECLS

/**
 * GradusLaps:
 * @last: when the last lap ended
 * @seconds: (array): what all laps of each number took
 *
 * Tells how long the parts of a step take, each lap from the end of the one before. Where
 * nobody measures there are none, and a lap costs nothing.
 */
typedef struct
{
  double  last;
  double *seconds;
} GradusLaps;

enum
{
  GRADUS_LAP_DATA,
  GRADUS_LAP_LOSS,
  GRADUS_LAP_SUM,
  GRADUS_LAP_UPDATE,
  GRADUS_N_LAPS /* then two for each stage: there and back */
};

static inline double
gradus_laps_read_clock (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (double) now.tv_sec + 1e-9 * (double) now.tv_nsec;
}

static inline void
gradus_laps_begin (GradusLaps *self)
{
  if (self != NULL)
    self->last = gradus_laps_read_clock ();
}

static inline void
gradus_laps_take (GradusLaps *self, guint lap)
{
  double now;

  if (self == NULL)
    return;
  now = gradus_laps_read_clock ();
  self->seconds[lap] += now - self->last;
  self->last = now;
}

G_END_DECLS
