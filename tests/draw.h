/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/model.h"
#include "engine/random.h"

/* Networks drawn at random, small ones, for tests of what must hold for all of them. */

/* Normal, with deviation @scale. */
float *draw_floats (GradusRandom *random, gsize n, double scale);
/* A configuration that the descriptors allow, and some that they do not: they do not fit
 * anything. */
GradusConfig *draw_config (GradusRandom *random, const GradusKind *kind);
GradusShape   draw_shape (GradusRandom *random);
/* Kind and parameters in one line. */
char *draw_describe (const GradusConfig *config);
/* A stack of up to @n_layers that fit each other, of all kinds of layers. */
GradusSequential *draw_stack (GradusRandom *random, guint n_layers);
/* A model with weights as they could be after training; NULL if the stack does not fit.
 */
GradusModel *draw_model (GradusRandom *random, const GradusSequential *stack);
/* Samples (n, input): numbers, or symbols where the first layer wants such. Some time
 * steps are empty. */
float *draw_samples (GradusRandom *random, const GradusSequential *stack, gsize n);
