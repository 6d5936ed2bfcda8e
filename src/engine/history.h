/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/trainer.h"

G_BEGIN_DECLS

/**
 * GradusHistory:
 *
 * What training has measured, step by step and epoch by epoch; Keras's History with the
 * steps kept too. One thread appends; any thread may read what a count that was handed to
 * it covers, because points never move once written. Reference-counted.
 */
typedef struct _GradusHistory GradusHistory;

typedef struct
{
  guint64 step;  /* updates made, counting this one */
  double  epoch; /* where it lies on an axis of epochs, like 2.25 */
  float   loss;
  float   metrics[GRADUS_MAX_METRICS];
  float   learning_rate;
} GradusHistoryStep;

typedef struct
{
  guint    epoch; /* from 1: how many were complete */
  guint64  step;
  double   loss;
  double   metrics[GRADUS_MAX_METRICS];
  gboolean has_validation;
  double   validation_loss;
  double   validation_metrics[GRADUS_MAX_METRICS];
  double   seconds;
} GradusHistoryEpoch;

GradusHistory *gradus_history_new (guint n_metrics, const char *const *metric_names);
GradusHistory *gradus_history_ref (GradusHistory *self);
void           gradus_history_unref (GradusHistory *self);
guint          gradus_history_get_n_metrics (const GradusHistory *self);
const char    *gradus_history_get_metric_name (const GradusHistory *self, guint metric);
void  gradus_history_append_step (GradusHistory *self, const GradusHistoryStep *step);
void  gradus_history_append_epoch (GradusHistory *self, const GradusHistoryEpoch *epoch);
gsize gradus_history_get_n_steps (const GradusHistory *self);
guint gradus_history_get_n_epochs (const GradusHistory *self);
/* Borrowed, valid as long as the history. */
const GradusHistoryStep *gradus_history_get_step (const GradusHistory *self, gsize index);
const GradusHistoryEpoch *gradus_history_get_epoch (const GradusHistory *self,
                                                    guint                index);

GradusHistory *gradus_history_copy (const GradusHistory *self);
/* What had been measured up to a point, to be continued in another way. */
GradusHistory *
gradus_history_new_beginning (const GradusHistory *self, gsize n_steps, guint n_epochs);
/* At most so many steps, each the mean of several; @self itself if it is short enough. */
GradusHistory *gradus_history_thin (GradusHistory *self, gsize max_steps);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusHistory, gradus_history_unref)

G_END_DECLS
