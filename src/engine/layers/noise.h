/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/layers/common.h"

G_BEGIN_DECLS

/* Random numbers that depend only on the layer, the step, and the sample's place in the
 * batch: the same however the batch is cut. */
guint64 gradus_noise_get_key (const GradusLayerRun *run);
/* 0 with the probability @rate, else 1 / (1 − rate) */
void gradus_noise_draw_mask (guint64 key,
                             guint64 sample,
                             double  rate,
                             gsize   size,
                             float  *mask);
/* Normal, with mean 0 and deviation 1 */
void gradus_noise_draw_normal (guint64 key, guint64 sample, gsize size, float *noise);
/* y = x · cache and dx = dy · cache, and what infer() sets up for them. */
gboolean gradus_noise_infer (GradusLayerPlan *plan, GError **error);
void     gradus_noise_multiply (const GradusLayerPlan *plan, GradusLayerRun *run);
void     gradus_noise_multiply_back (const GradusLayerPlan *plan, GradusLayerRun *run);
gboolean gradus_noise_is_active (const GradusLayerPlan *plan, const GradusLayerRun *run);

G_END_DECLS
