/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* So many batches must agree that the loss is out of hand. */
#define GRADUS_EXPLOSION_STEPS 20
/* Times the loss at the start of the run. */
#define GRADUS_EXPLOSION_FACTOR 4.0

/**
 * GradusExplosion:
 *
 * Watches whether the loss of a run has left all measure. A loss that is cut off, as
 * crossentropy is, never becomes infinite: it stays many times as large as it was before
 * the first step.
 */
typedef struct
{
  double start; /* the largest loss of the first steps */
  guint  n;     /* steps seen */
  double recent[GRADUS_EXPLOSION_STEPS];
} GradusExplosion;

void     gradus_explosion_reset (GradusExplosion *self);
gboolean gradus_explosion_add (GradusExplosion *self, double loss);
gboolean gradus_explosion_is_calm (const GradusExplosion *self);

G_END_DECLS
