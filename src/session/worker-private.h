/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/worker.h"

G_BEGIN_DECLS

typedef enum
{
  GRADUS_MODE_TRAIN,
  GRADUS_MODE_BATCH,
  GRADUS_MODE_EPOCH,
} GradusMode;

/* worker.c follows orders, trains and tells; worker-run.c begins runs, puts them aside
 * and takes them up again. */
struct _GradusWorker
{
  GradusSessionState state;
  guint64            serial; /* of the latest project */
  GradusMode         mode;
  GradusSequential  *sequential;
  GradusDataset     *data;
  GradusFitOptions   options;
  guint              run_epochs; /* how many more epochs Train adds after the last one */
  GradusTrainer     *trainer;
  GradusHistory     *history;
  gboolean           has_shared_history; /* to be copied before anything is added */
  GPtrArray         *start_weights;
  GArray            *restarts;   /* (nullable): of GradusRestart; nobody changes it */
  guint              epoch_base; /* epochs of an earlier session, from a file */
  guint64            step_base;  /* updates made before the history begins */
  gboolean           is_trained; /* some weights are not those of the start */
  gboolean           is_validating;

  GPtrArray *weights; /* the latest copy */
  guint64    weights_step;
  gint64     weights_time;
  gboolean   weights_are_stale;

  double seconds_total;
  double seconds_in_epoch;
  guint  n_batches_timed; /* in this epoch */
  double seconds_per_epoch;
};

/* worker-run.c. Those that return a text: (nullable): why it could not be done. */
void  gradus_worker_forget_run (GradusWorker *self);
char *gradus_worker_begin_run (GradusWorker *self);
char *gradus_worker_set_project (GradusWorker *self, GradusOrder *order);
char *gradus_worker_restore (GradusWorker *self, GradusOrder *order);

/* worker.c */
void gradus_worker_set_epochs (GradusWorker *self, guint epochs);

G_END_DECLS
