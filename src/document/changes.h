/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/keras-file.h"

G_BEGIN_DECLS

/**
 * GradusChange:
 *
 * What an edit touched, so that listeners do no more than they must.
 */
typedef enum
{
  GRADUS_CHANGE_TITLE = 1 << 0,
  GRADUS_CHANGE_STACK = 1 << 1,   /* layers came, went, moved or changed parameters */
  GRADUS_CHANGE_COMPILE = 1 << 2, /* loss, metrics, optimizer kind or parameters */
  GRADUS_CHANGE_RATE = 1 << 3,    /* nothing but the learning rate */
  GRADUS_CHANGE_FIT = 1 << 4,     /* batch size, split, shuffle, seed */
  GRADUS_CHANGE_EPOCHS = 1 << 5,  /* nothing but the number of epochs */
  GRADUS_CHANGE_DATA = 1 << 6,
  GRADUS_CHANGE_GROUPS = 1 << 10, /* groups of layers, or how they are folded */
  GRADUS_CHANGE_BYPASSED =
    1 << 9,                    /* layers that are switched off; perhaps the stack, too */
  GRADUS_CHANGE_RUNS = 1 << 7, /* earlier runs came, went or are shown otherwise */
  GRADUS_CHANGE_LEARNED =
    1 << 8, /* the project may be the same; what it learned is not */
  GRADUS_CHANGE_NOTES = 1 << 12,
  GRADUS_CHANGE_WEIGHTS = 1 << 13, /* some were set by hand */
  GRADUS_CHANGE_LESIONS = 1 << 14, /* units were switched off or on */
} GradusChange;

guint gradus_project_compare (const GradusProject *a, const GradusProject *b);

G_END_DECLS
