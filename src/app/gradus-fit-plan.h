/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-studio.h"

G_BEGIN_DECLS

/**
 * GradusFitPlan:
 * @n_samples: that are trained on, without those held back
 * @n_batches: in an epoch
 * @n_updates: in the whole run
 *
 * How much work a run is. All are 0 while there are no data, but @n_updates then counts
 * epochs of one batch.
 */
typedef struct
{
  guint   n_samples;
  guint   n_batches;
  guint64 n_updates;
} GradusFitPlan;

void gradus_fit_plan_get (GradusStudio *studio, GradusFitPlan *plan);

/* How often each class is among the samples that are trained on. (element-type guint)
 * (transfer full) (nullable): %NULL where there are no classes */
GArray *gradus_fit_plan_count_classes (GradusStudio *studio);

G_END_DECLS
