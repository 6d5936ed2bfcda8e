/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/random.h"
#include "engine/trainer.h"

G_BEGIN_DECLS

/**
 * RandomStackAccepts:
 *
 * Whether a layer that would fit, and that comes after those of @stack, may be part of
 * it.
 */
typedef gboolean (*RandomStackAccepts) (const GradusSequential *stack,
                                        const GradusConfig     *layer);

/* Networks for property tests: a stack of 1 … @n_layers layers of any kind that fit one
 * another, small, with a loss, metrics and an optimizer that go with its output. The same
 * stream draws the same network. @accepts: (nullable). */
GradusSequential *
random_stack_new (GradusRandom *random, guint n_layers, RandomStackAccepts accepts);
/* A member of a family whose parameters lie near their defaults. */
GradusConfig *random_stack_draw_config (GradusRandom *random, const GradusKind *kind);
GradusShape   random_stack_draw_shape (GradusRandom *random);
/* Kind and parameters in one line. */
char *random_stack_describe (const GradusConfig *config);
/* Such a network with weights as they could be after training; NULL if the stack does not
 * fit. */
GradusModel *random_stack_make_model (const GradusSequential *stack,
                                      GradusRandom           *random);
/* Samples and targets that such a network can be trained on. */
GradusDataset *random_stack_make_data (const GradusSequential *stack,
                                       GradusRandom           *random,
                                       guint                   n_samples);
/* (shape n, input): the samples alone, whole numbers where symbols are read. Some time
 * steps are empty. */
float *
random_stack_draw_input (const GradusSequential *stack, GradusRandom *random, gsize n);

G_END_DECLS
