/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/kind.h"

G_BEGIN_DECLS

/* What is known of each family but the layers: NULL-terminated, in the order that a
 * student should meet them. A new kind is one row in one of these. */
extern const GradusKind *const gradus_activation_kinds[];
extern const GradusKind *const gradus_initializer_kinds[];
extern const GradusKind *const gradus_regularizer_kinds[];
extern const GradusKind *const gradus_constraint_kinds[];
extern const GradusKind *const gradus_loss_kinds[];
extern const GradusKind *const gradus_optimizer_kinds[];
extern const GradusKind *const gradus_schedule_kinds[];
extern const GradusKind *const gradus_metric_kinds[];
extern const GradusKind *const gradus_callback_kinds[];

G_END_DECLS
