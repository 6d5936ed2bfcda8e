/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "engine/sequential.h"

G_BEGIN_DECLS

/**
 * GradusWorkload:
 * @name: what other programs' scripts call it
 * @input: shape of a sample
 * @task: the question asked of the digits
 * @batch: samples per update
 * @loss: class of the loss
 * @optimizer: class of the optimizer, with its usual parameters
 * @layers: (array zero-terminated=1): each a class and, after it, parameters: "Dense
 *   units=32 activation=sigmoid"
 *
 * A network on real digits that other programs were measured with.
 */
typedef struct
{
  const char *name;
  GradusShape input;
  GradusTask  task;
  guint       batch;
  const char *loss;
  const char *optimizer;
  const char *layers[10];
} GradusWorkload;

const GradusWorkload *gradus_workload_find (const char *name, GError **error);
gboolean              gradus_workload_build (const GradusWorkload *self,
                                             GradusSequential     *stack,
                                             GError              **error);

G_END_DECLS
