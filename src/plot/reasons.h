/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/attribution.h"
#include "plot/evidence.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * GradusReasons:
 * @input: the sample
 * @answer: what the network answers
 * @occlusion: (nullable): for pictures, what it loses where it is covered
 * @gradient: (nullable) (shape input): how the odds of the answer follow the input
 *
 * What one answer rests on.
 */
typedef struct
{
  GradusTensor    *input;
  guint            answer;
  GradusOcclusion *occlusion;
  float           *gradient;
} GradusReasons;

GradusReasons *
gradus_reasons_new (GradusModel *model, GradusTensor *input, GCancellable *cancellable);
void gradus_reasons_free (GradusReasons *self);

/**
 * GradusFirstUnits:
 * @n: units of the first layer with weights; 0 if there is none
 * @values: (shape n): what they put out; the mean of a map or of all steps
 * @title: whose they are
 * @note: the layer
 *
 * What a network makes of a sample at first.
 */
typedef struct
{
  gsize  n;
  float *values;
  char  *title;
  char  *note;
} GradusFirstUnits;

/* @activations: (element-type GradusTensor): of all layers, of one sample */
void gradus_first_units_take (GradusFirstUnits *self,
                              GradusPlan       *plan,
                              GPtrArray        *activations);
void gradus_first_units_clear (GradusFirstUnits *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusReasons, gradus_reasons_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GradusFirstUnits, gradus_first_units_clear)

G_END_DECLS
