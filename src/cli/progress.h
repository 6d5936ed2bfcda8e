/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/trainer.h"

G_BEGIN_DECLS

/**
 * GradusCliProgress:
 *
 * How training is shown on standard output: on a terminal a bar that moves, as Keras
 * draws it; elsewhere one plain line for each epoch.
 */
typedef struct
{
  const GradusTrainer *trainer; /* borrowed */
  gboolean             is_terminal;
  gboolean             has_title; /* of the epoch at hand */
  guint                n_epochs;
  gint64               epoch_start_us;
  gint64               shown_us;
} GradusCliProgress;

void gradus_cli_progress_init (GradusCliProgress   *self,
                               const GradusTrainer *trainer,
                               guint                n_epochs);
void gradus_cli_progress_show (GradusCliProgress *self, const GradusStepReport *report);
/* Ends a bar that is not full. */
void gradus_cli_progress_stop (GradusCliProgress *self);

G_END_DECLS
