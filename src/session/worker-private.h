/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/explosion.h"
#include "session/past.h"
#include "session/shelf.h"
#include "session/stats-ring.h"
#include "session/worker.h"

G_BEGIN_DECLS

typedef enum
{
  GRADUS_MODE_TRAIN,
  GRADUS_MODE_BATCH,
  GRADUS_MODE_EPOCH,
} GradusMode;

/* worker.c follows orders, trains and tells; worker-run.c begins runs, puts them aside
 * and takes them up again; worker-past.c keeps moments and goes back to them. */
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
  gboolean           must_start_again; /* asked to while the end of an epoch went on */

  GradusNumberProbe probe; /* the number whose updates are told */

  GBytes *order; /* (nullable): a copy of the epoch's order */
  guint   order_epoch;

  GArray    *loss_samples; /* of the last batch that was told of; nobody changes it */
  GPtrArray *weights;      /* the latest copy */
  guint64    weights_step;
  gint64     weights_time;
  gboolean   weights_are_stale;

  GradusExplosion  explosion;
  GradusDivergence divergence;
  GPtrArray       *good_weights; /* (nullable): that gave a loss that was well */
  guint64          good_step;
  GPtrArray       *untried_weights; /* (nullable): copied since */
  guint64          untried_step;

  GArray     *lesions; /* (nullable): worker-edit.c knows of what */
  GradusCheck check;
  GradusCheck check_before;

  GradusStatsRing   *stats;   /* (nullable): recorded of this run */
  GradusWeightStats *pending; /* (nullable): that the trainer is to fill */

  double seconds_total;
  double seconds_in_epoch;
  guint  n_batches_timed; /* in this epoch */
  double seconds_per_epoch;

  GradusShelf    *shelf; /* what layers know that are switched off */
  GradusPast     *past;
  GradusEra      *era;       /* (nullable): settings of the trainer */
  GradusSnapshot *answer;    /* to LOOK_BACK, until it is fetched */
  double          rate;      /* that was asked for last */
  guint64         kept_step; /* of the latest moment */
  gint64          kept_time;
  double          kept_seconds; /* that keeping has taken since the run began */
};

/* worker-run.c. Those that return a text: (nullable): why it could not be done. */
void  gradus_worker_forget_run (GradusWorker *self);
char *gradus_worker_begin_run (GradusWorker *self);
char *gradus_worker_set_project (GradusWorker *self, GradusOrder *order);
char *gradus_worker_restore (GradusWorker *self, GradusOrder *order);

gboolean gradus_worker_history_fits (GradusWorker *self, GradusHistory *history);

/* worker-past.c */
/* Keeps the moment if it is worth it, or in any case. */
void     gradus_worker_keep (GradusWorker *self, gboolean must);
void     gradus_worker_locate (GradusWorker *self, GradusMoment *moment);
void     gradus_worker_look_back (GradusWorker *self, guint64 step);
gboolean gradus_worker_go_back (GradusWorker *self, guint64 step);

/* worker-edit.c */
void gradus_worker_apply_lesions (GradusWorker *self);
void gradus_worker_forget_check (GradusWorker *self);
void gradus_worker_set_lesions (GradusWorker *self, const GArray *lesions);
/* Takes what units said that are off by now from a file. */
void gradus_worker_take_silences (GradusWorker *self, const GPtrArray *silences);
/* For a file, or undo: with what units said that are off. */
GradusTrainerState *gradus_worker_dup_state (const GradusWorker *self);
void
gradus_worker_edit_weight (GradusWorker *self, guint weight, gsize index, float value);

/* worker.c */
void gradus_worker_begin_watching (GradusWorker *self);
/* A snapshot without weights. */
GradusSnapshot *gradus_worker_describe (GradusWorker *self);
void            gradus_worker_set_epochs (GradusWorker *self, guint epochs);

G_END_DECLS
