/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/history.h"

G_BEGIN_DECLS

/**
 * GradusReading:
 * @GRADUS_READING_NONE: there is nothing to say
 * @GRADUS_READING_EARLY: too few epochs to see a shape
 * @GRADUS_READING_NOT_A_NUMBER: the loss left the finite numbers
 * @GRADUS_READING_CHANCE: as many right answers as guessing gives
 * @GRADUS_READING_RISING: the training loss rises
 * @GRADUS_READING_JUMPING: the training loss goes up and down
 * @GRADUS_READING_FLAT: the training loss hardly falls from the beginning on
 * @GRADUS_READING_OVERFITTING: validation gets worse while training gets better
 * @GRADUS_READING_PARTING: training gets better, validation no longer
 * @GRADUS_READING_FALLING: all still gets better
 * @GRADUS_READING_UNDERFITTING: all has levelled off, high
 * @GRADUS_READING_LEVEL: all has levelled off
 *
 * What the curves of a run tell somebody who can read them.
 */
typedef enum
{
  GRADUS_READING_NONE,
  GRADUS_READING_EARLY,
  GRADUS_READING_NOT_A_NUMBER,
  GRADUS_READING_CHANCE,
  GRADUS_READING_RISING,
  GRADUS_READING_JUMPING,
  GRADUS_READING_FLAT,
  GRADUS_READING_OVERFITTING,
  GRADUS_READING_PARTING,
  GRADUS_READING_FALLING,
  GRADUS_READING_UNDERFITTING,
  GRADUS_READING_LEVEL,
} GradusReading;

GradusReading gradus_curves_read (const GradusHistory *history,
                                  gsize                n_steps,
                                  guint                n_epochs,
                                  guint                n_classes);
char         *gradus_curves_read_aloud (const GradusHistory *history,
                                        gsize                n_steps,
                                        guint                n_epochs,
                                        guint                n_classes);

G_END_DECLS
