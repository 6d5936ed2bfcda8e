/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "engine/data/dataset.h"
#include "engine/model.h"
#include "session/session.h"

G_BEGIN_DECLS

/**
 * GradusErrand:
 *
 * Work that a view sends to another thread again and again. One piece runs at a time; of
 * those that wait the latest wins. For the main thread.
 */
typedef struct _GradusErrand GradusErrand;

/* In the other thread; NULL: there is no result, or it was cancelled. */
typedef gpointer (*GradusErrandRun) (gpointer request, GCancellable *cancellable);
/* In the main thread; takes @result, which may be NULL. */
typedef void (*GradusErrandDone) (gpointer result, gpointer user_data);

GradusErrand *gradus_errand_new (GradusErrandRun  run,
                                 GDestroyNotify   free_request,
                                 GDestroyNotify   free_result,
                                 GradusErrandDone done,
                                 gpointer         user_data);
/* What runs is cancelled, and nobody hears of it. */
void gradus_errand_free (GradusErrand *self);
/* Takes @request. @share: the part of a processor's time that such work may take, 1 for
 * all of it; with less, results come four times a second at most. */
void gradus_errand_send (GradusErrand *self, gpointer request, double share);
/* Forgets what waits and stops what runs; it gives no result. */
void gradus_errand_cancel (GradusErrand *self);

/**
 * GradusStandIn:
 *
 * A model that looks on in another thread, with weights from a snapshot; made anew only
 * when the network has changed. Reference-counted; used by one thread at a time.
 */
typedef struct _GradusStandIn GradusStandIn;

GradusStandIn *gradus_stand_in_new (void);
GradusStandIn *gradus_stand_in_ref (GradusStandIn *self);
void           gradus_stand_in_unref (GradusStandIn *self);
/* (nullable) (transfer none): NULL if the weights do not fit the plan */
GradusModel *
gradus_stand_in_get_model (GradusStandIn *self, GradusPlan *plan, GPtrArray *weights);

/**
 * GradusQuestion:
 * @stand_in: who is asked
 * @plan: the network
 * @weights: with which
 * @data: (nullable): samples
 * @input: (nullable): one sample
 *
 * What most errands take along.
 */
typedef struct
{
  GradusStandIn *stand_in;
  GradusPlan    *plan;
  GPtrArray     *weights;
  GradusDataset *data;
  GradusTensor  *input;
} GradusQuestion;

/* Of the network as a snapshot has it; data and input may be added. */
GradusQuestion *gradus_question_new (GradusStandIn        *stand_in,
                                     const GradusSnapshot *snapshot);
void            gradus_question_free (gpointer question);
/* (nullable) (transfer none): in the other thread */
GradusModel *gradus_question_get_model (const GradusQuestion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusErrand, gradus_errand_free)

G_END_DECLS
