/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/sequential.h"

G_BEGIN_DECLS

/* Multiplications and additions of matrices that training on one sample takes. */
double gradus_plan_count_flops (const GradusPlan *plan);

G_END_DECLS
