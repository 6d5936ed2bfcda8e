/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/layers/convolution.h"

G_BEGIN_DECLS

/* What Conv1DTranspose and Conv2DTranspose have in common. */
gboolean gradus_transposed_infer (GradusLayerPlan *plan, GError **error);
void     gradus_transposed_forward (const GradusLayerPlan *plan, GradusLayerRun *run);
void     gradus_transposed_backward (const GradusLayerPlan *plan, GradusLayerRun *run);
void     gradus_transposed_lower (const GradusLayerPlan *plan, GradusLowering *lowering);

G_END_DECLS
