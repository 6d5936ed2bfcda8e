/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/model.h"

G_BEGIN_DECLS

/* What an answer rests on: which numbers of the input speak for it and which against.
 *
 * The measure is the logarithm of the odds of the answer, log p − log Σ (all others): it
 * goes on growing where the probability has long become 1. Where a network's numbers are
 * no probabilities it is the answer's lead over the best of the others. */

double gradus_attribution_score (const float *y, gsize n, guint answer);
/* @gradient: (input): d score / d @x; FALSE: the network has none */
gboolean gradus_attribution_gradient (GradusModel *model,
                                      const float *x,
                                      guint        answer,
                                      float       *gradient);

/**
 * GradusOcclusion:
 * @width: pixels in a row
 * @height: rows
 * @n_channels: numbers of a pixel
 * @patch: side of the square that is covered, in pixels
 * @answer: the class in question
 * @drop: (shape height, width): by how much the score falls when the square around a
 * pixel is covered with paper; negative where it rises
 * @probability: (shape height, width): what the network then gives the answer
 * @reading: (shape height, width): what it then answers
 *
 * What happens to an answer when part of the picture is covered.
 */
typedef struct
{
  guint   width;
  guint   height;
  guint   n_channels;
  guint   patch;
  guint   answer;
  float  *drop;
  float  *probability;
  guint8 *reading;
} GradusOcclusion;

GradusOcclusion *gradus_occlusion_new (guint width,
                                       guint height,
                                       guint n_channels,
                                       guint patch,
                                       guint answer);
void             gradus_occlusion_free (GradusOcclusion *self);
/* Covers each pixel of one row in turn. */
void gradus_occlusion_run_row (GradusOcclusion *self,
                               GradusModel     *model,
                               const float     *x,
                               guint            row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusOcclusion, gradus_occlusion_free)

G_END_DECLS
