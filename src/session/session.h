/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/history.h"
#include "engine/update-record.h"
#include "session/learned.h"

G_BEGIN_DECLS

/**
 * GradusSessionState:
 * @GRADUS_SESSION_EMPTY: no network that could train
 * @GRADUS_SESSION_READY: start weights, nothing learned yet
 * @GRADUS_SESSION_RUNNING: training
 * @GRADUS_SESSION_PAUSED: stopped between two batches
 * @GRADUS_SESSION_FINISHED: all epochs are over
 * @GRADUS_SESSION_DIVERGED: the loss left the finite numbers
 */
typedef enum
{
  GRADUS_SESSION_EMPTY,
  GRADUS_SESSION_READY,
  GRADUS_SESSION_RUNNING,
  GRADUS_SESSION_PAUSED,
  GRADUS_SESSION_FINISHED,
  GRADUS_SESSION_DIVERGED,
} GradusSessionState;

/**
 * GradusMoment:
 * @step: of the run, as its history counts
 * @epoch: where it lies on an axis of epochs, like 2.25
 * @n_steps: how many steps of the history had been measured
 * @n_epochs: how many epochs
 *
 * A moment of the run that one can go back to.
 */
typedef struct
{
  guint64 step;
  double  epoch;
  gsize   n_steps;
  guint   n_epochs;
} GradusMoment;

/**
 * GradusDivergence:
 * @GRADUS_DIVERGENCE_NONE: all is well
 * @GRADUS_DIVERGENCE_NOT_FINITE: the loss, or a gradient, is no number any more
 * @GRADUS_DIVERGENCE_EXPLODED: the loss is many times what it was at the start
 *
 * Why a run was stopped.
 */
typedef enum
{
  GRADUS_DIVERGENCE_NONE,
  GRADUS_DIVERGENCE_NOT_FINITE,
  GRADUS_DIVERGENCE_EXPLODED,
} GradusDivergence;

/**
 * GradusCheck:
 * @is_known: whether it was measured
 * @loss: mean over samples that are held back
 * @has_metric: whether there is a metric
 * @metric: the first one
 *
 * How good the network was at some moment.
 */
typedef struct
{
  gboolean is_known;
  double   loss;
  gboolean has_metric;
  double   metric;
} GradusCheck;

/**
 * GradusSnapshot:
 * @state: what the worker is doing
 * @serial: the latest gradus_session_set_project() that it had come to; 0 before the
 * first
 * @report: numbers of the last step
 * @plan: (nullable): the network that is trained
 * @history: (nullable): shared with the worker; read no further than @n_steps and
 * @n_epochs
 * @n_steps: steps that may be read
 * @n_epochs: epochs that may be read
 * @weights: (nullable) (element-type GradusTensor): all weights at @report.step
 * @divergence: why the run was stopped; @weights are the last good ones then
 * @good_step: after which these were copied
 * @check: how good the network is after weights were changed by hand, until training goes
 * on
 * @check_before: how good it was before
 * @start_loss: of the first batch of the run; 0 while unknown
 * @start_weights: (nullable) (element-type GradusTensor): as they were before training
 * @stats: (nullable) (element-type GradusWeightStats): what steps did to the weights,
 * from the first to the latest
 * @restarts: (nullable) (element-type GradusRestart): layers that began afresh with the
 * last edit, while others kept what they had learned; until the next step
 * @has_learned: whether any weight is not as it was at the start
 * @seconds_per_epoch: of late; 0 while unknown
 * @seconds_left: 0 while unknown
 * @seconds_total: spent training
 * @n_epochs_planned: the whole run
 * @loss_samples: (nullable) (element-type GradusLossSample): where samples of the last
 * batch stood on the curve of the loss
 * @update: (nullable): what the last step did to the number that is watched
 * @order: (nullable): the samples trained on, in the order of the epoch at hand, as
 * uint32
 * @validating: whether the end of an epoch is being measured
 * @moments: (nullable) (element-type GradusMoment): what one can go back to, in order
 * @moment: where in the run this is
 * @is_past: whether one looks back; then @report, @weights, @n_steps, @n_epochs and
 * @moment are of that time, and all else is of now
 *
 * What the interface may know of training at one moment. Immutable, reference-counted.
 */
typedef struct
{
  GradusSessionState  state;
  guint64             serial;
  GradusStepReport    report;
  GradusPlan         *plan;
  GradusHistory      *history;
  gsize               n_steps;
  guint               n_epochs;
  GPtrArray          *weights;
  GradusDivergence    divergence;
  guint64             good_step;
  double              start_loss;
  GradusCheck         check;
  GradusCheck         check_before;
  GPtrArray          *start_weights;
  GPtrArray          *stats;
  GArray             *restarts;
  gboolean            has_learned;
  GArray             *loss_samples;
  double              seconds_per_epoch;
  double              seconds_left;
  double              seconds_total;
  guint               n_epochs_planned;
  GradusUpdateRecord *update;
  GBytes             *order;
  gboolean            validating;
  GArray             *moments;
  GradusMoment        moment;
  gboolean            is_past;
  gint                ref_count; /* private */
} GradusSnapshot;

GradusSnapshot *gradus_snapshot_ref (GradusSnapshot *self);
/* @past as it is to be shown beside what is going on now. */
GradusSnapshot *gradus_snapshot_new_past (const GradusSnapshot *past,
                                          const GradusSnapshot *now);
void            gradus_snapshot_unref (GradusSnapshot *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusSnapshot, gradus_snapshot_unref)

#define GRADUS_TYPE_SESSION (gradus_session_get_type ())
G_DECLARE_FINAL_TYPE (GradusSession, gradus_session, GRADUS, SESSION, GObject)

/**
 * GradusSession:
 *
 * Training on a thread of its own. All functions are for the main thread and return at
 * once; orders go through one queue, news come back through one mailbox in which the
 * latest snapshot wins. Signal `updated` (no arguments) is emitted in the main context,
 * at most 30 times a second, when gradus_session_get_snapshot() has something new;
 * `failed` (const char *message) when the worker could not do what it was asked.
 */
GradusSession *gradus_session_new (void);

/* A new network, other data or other options. With @keep_weights, layers (by uid and
 * kind) keep what they have learned where the shapes of all their weights are the same;
 * if the network has the same weights as before, the optimizer's memory, the place in the
 * run and training itself go on, too, as far as gradus_trainer_adopt() can. @data NULL
 * makes the session empty. The number says which snapshots have come so far. */
guint64 gradus_session_set_project (GradusSession          *self,
                                    const GradusSequential *sequential,
                                    GradusDataset          *data,
                                    const GradusFitOptions *options,
                                    gboolean                keep_weights);
/* The same for versions of one project, as undo goes through them. */
guint64 gradus_session_change_project (GradusSession          *self,
                                       const GradusSequential *sequential,
                                       GradusDataset          *data,
                                       const GradusFitOptions *options,
                                       gboolean                keep_weights,
                                       GradusLearned          *leaving,
                                       GradusLearned          *coming);
/* The same, but from an earlier moment of the run on, whose curves the new run continues
 * if the network still is one for them. It waits to be trained. */
guint64 gradus_session_branch (GradusSession          *self,
                               guint64                 step,
                               const GradusSequential *sequential,
                               GradusDataset          *data,
                               const GradusFitOptions *options,
                               GradusLearned          *leaving,
                               GradusLearned          *coming);
/* Weights, optimizer memory and history that came from a file. NULL is left as it is. */
void gradus_session_restore (GradusSession *self,
                             GPtrArray     *weights,
                             GPtrArray     *slots,
                             guint64        iteration,
                             double         learning_rate,
                             GradusHistory *history,
                             GPtrArray     *silences);
void gradus_session_train (GradusSession *self);
void gradus_session_pause (GradusSession *self);
void gradus_session_step_batch (GradusSession *self);
void gradus_session_step_epoch (GradusSession *self);
void gradus_session_reset (GradusSession *self);
/* Watches one number of a weight of the layer with @uid, so that snapshots say what each
 * step did to it; uid 0 watches nothing. */
void gradus_session_probe (GradusSession *self, guint64 uid, guint weight, gsize offset);
void gradus_session_set_news_interval (GradusSession *self, guint interval_ms);
void gradus_session_set_learning_rate (GradusSession *self, double rate);
void gradus_session_set_epochs (GradusSession *self, guint epochs);

/* A weight of the model, by its place in snapshots. */
void
gradus_session_edit_weight (GradusSession *self, guint weight, gsize index, float value);
/* (element-type GradusLesion): the units that are switched off from now on */
void gradus_session_set_lesions (GradusSession *self, const GArray *lesions);

/* Borrowed until the next main-loop turn; never NULL. */
GradusSnapshot *gradus_session_get_snapshot (GradusSession *self);
/* Asks for the last moment that was kept and is not after @step; of several questions
 * only the latest is answered. The answer comes with `updated`. Training goes on. */
void gradus_session_look_back (GradusSession *self, guint64 step);
/* Looks at what is going on now. Another run does that by itself. */
void gradus_session_look_at_now (GradusSession *self);
/* NULL unless one looks back and the answer is there; borrowed until the next main-loop
 * turn. */
GradusSnapshot *gradus_session_get_past (GradusSession *self);
/* Pauses between two batches, copies, goes on: for saving. The callback runs in the main
 * context; finish gives weights, slots, iteration, learning rate. */
void                gradus_session_dup_state_async (GradusSession      *self,
                                                    GAsyncReadyCallback callback,
                                                    gpointer            user_data);
GradusTrainerState *gradus_session_dup_state_finish (GradusSession *self,
                                                     GAsyncResult  *result,
                                                     GError       **error);
/* Stops and joins the thread; called by dispose, too. Call it before main() returns. */
void gradus_session_close (GradusSession *self);

G_END_DECLS
