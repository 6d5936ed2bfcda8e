/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/layers/common.h"

G_BEGIN_DECLS

/* Rows and columns that are added around a picture (or taken off, where negative): what
 * zero padding and cropping have in common. */
gboolean
gradus_frame_infer (GradusLayerPlan *plan, const char *name, int sign, GError **error);
void gradus_frame_forward (const GradusLayerPlan *plan, GradusLayerRun *run);
void gradus_frame_backward (const GradusLayerPlan *plan, GradusLayerRun *run);
void gradus_frame_lower (const GradusLayerPlan *plan, GradusLowering *lowering);

G_END_DECLS
