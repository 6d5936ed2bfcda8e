/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/sequential.h"

G_BEGIN_DECLS

/* Multiplications and additions of matrices that training on one sample takes. */
double gradus_layer_count_multiply_adds (const GradusLayerPlan *layer);
double gradus_plan_count_flops (const GradusPlan *plan);

G_END_DECLS
