/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/learned.h"
#include "session/session.h"

G_BEGIN_DECLS

/**
 * GradusMemory:
 * @trainer: what decides how training goes on
 * @state: what the worker was doing
 * @history: what was measured; nobody appends to it meanwhile
 * @start_weights: (element-type GradusTensor): before the first step
 * @restarts: (nullable) (element-type GradusRestart): layers that had begun afresh
 * @epochs: planned for the whole run
 * @run_epochs: what the project had asked for
 * @epoch_base: epochs of an earlier session
 * @step_base: updates made before the history begins
 *
 * A run that was put aside.
 */
typedef struct
{
  GradusTrainerState *trainer;
  GradusSessionState  state;
  GradusHistory      *history;
  GPtrArray          *start_weights;
  GArray             *restarts;
  guint               epochs;
  guint               run_epochs;
  guint               epoch_base;
  guint64             step_base;
  double              seconds_total;
  double              seconds_per_epoch;
} GradusMemory;

void gradus_memory_free (GradusMemory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusMemory, gradus_memory_free)

/* Takes @memory. */
void gradus_learned_fill (GradusLearned *self, GradusMemory *memory);
/* (transfer full) (nullable) */
GradusMemory *gradus_learned_steal (GradusLearned *self);

G_END_DECLS
