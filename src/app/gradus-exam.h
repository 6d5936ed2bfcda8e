/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-errand.h"
#include "engine/confusion.h"
#include "plot/reasons.h"
#include "session/session.h"

G_BEGIN_DECLS

/* What the Predict stage asks about a network, answered by other threads. */

/**
 * GradusExam:
 * @data: the samples that were asked
 * @names: (array zero-terminated=1): of the classes
 * @confusion: what was answered
 *
 * The network's answers to all test samples.
 */
typedef struct
{
  GradusDataset   *data;
  char           **names;
  GradusConfusion *confusion;
} GradusExam;

void gradus_exam_free (GradusExam *self);

/* @done gets a GradusExam, NULL where answers and classes do not match. */
GradusErrand *gradus_exam_errand_new (GradusErrandDone done, gpointer user_data);
void          gradus_exam_ask (GradusErrand         *errand,
                               GradusStandIn        *stand_in,
                               const GradusSnapshot *snapshot,
                               GradusDataset        *data,
                               double                share);
/* @done gets a GradusReasons, NULL where there is no answer. */
GradusErrand *gradus_reasons_errand_new (GradusErrandDone done, gpointer user_data);
void          gradus_reasons_ask (GradusErrand         *errand,
                                  GradusStandIn        *stand_in,
                                  const GradusSnapshot *snapshot,
                                  GradusTensor         *input,
                                  double                share);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusExam, gradus_exam_free)

G_END_DECLS
