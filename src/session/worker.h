/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

/**
 * GradusOrderKind:
 *
 * What the main thread may ask of the worker.
 */
typedef enum
{
  GRADUS_ORDER_PROJECT,
  GRADUS_ORDER_RESTORE,
  GRADUS_ORDER_TRAIN,
  GRADUS_ORDER_PAUSE,
  GRADUS_ORDER_STEP_BATCH,
  GRADUS_ORDER_STEP_EPOCH,
  GRADUS_ORDER_RESET,
  GRADUS_ORDER_PROBE,
  GRADUS_ORDER_LEARNING_RATE,
  GRADUS_ORDER_EPOCHS,
  GRADUS_ORDER_DUP_STATE,
  GRADUS_ORDER_EDIT_WEIGHT,
  GRADUS_ORDER_LESIONS,
  GRADUS_ORDER_LOOK_BACK,
} GradusOrderKind;

/* One number of a weight of a layer; uid 0 is none. */
typedef struct
{
  guint64 uid;
  guint   weight;
  gsize   offset;
} GradusNumberProbe;

/* One order, with what it needs; the rest is NULL or 0. */
typedef struct
{
  GradusOrderKind   kind;
  guint64           serial;
  GradusSequential *sequential;
  GradusDataset    *data;
  GradusFitOptions  options;
  gboolean          keep_weights;
  gboolean          is_branch; /* goes on from @step */
  guint64           step;
  GradusLearned    *leaving;
  GradusLearned    *coming;
  GPtrArray        *weights;
  GPtrArray        *slots;
  GradusHistory    *history;
  guint64           iteration;
  double            rate;
  GradusNumberProbe probe;
  guint             epochs;
  guint             weight;
  gsize             index;
  float             value;
  GArray           *lesions;
  GPtrArray        *silences;
  GTask            *task;
  GradusTrainerState
    *state; /* the answer to DUP_STATE, which freeing the order hands over */
} GradusOrder;

GradusOrder *gradus_order_new (GradusOrderKind kind);
void         gradus_order_free (GradusOrder *order);

/**
 * GradusWorker:
 *
 * The training thread's own state; nobody else touches it. The thread asks for orders,
 * follows them, and steps the trainer in between.
 */
typedef struct _GradusWorker GradusWorker;

GradusWorker *gradus_worker_new (void);
void          gradus_worker_free (GradusWorker *self);
/* (nullable): a sentence if the order could not be followed */
char    *gradus_worker_follow (GradusWorker *self, GradusOrder *order);
gboolean gradus_worker_is_running (const GradusWorker *self);
/* One bounded piece of training. TRUE if the state changed and should be told at once. */
gboolean gradus_worker_step (GradusWorker *self);
/* (nullable): the answer to LOOK_BACK, once */
GradusSnapshot *gradus_worker_steal_past (GradusWorker *self);
/* @complete: copy the weights even if that was done a moment ago */
GradusSnapshot *gradus_worker_take_snapshot (GradusWorker *self, gboolean complete);

G_END_DECLS
