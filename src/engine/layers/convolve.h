/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/layers/convolution.h"

G_BEGIN_DECLS

/* What Conv1D and Conv2D have in common. */
gboolean gradus_convolve_infer (GradusLayerPlan *plan, GError **error);
void     gradus_convolve_forward (const GradusLayerPlan *plan, GradusLayerRun *run);
void     gradus_convolve_backward (const GradusLayerPlan *plan, GradusLayerRun *run);
void     gradus_convolve_lower (const GradusLayerPlan *plan, GradusLowering *lowering);

G_END_DECLS
