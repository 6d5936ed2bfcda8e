/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/render-subject.h"

G_BEGIN_DECLS

/* Figures of the data alone; those that the network has not learned from. */
GradusFigure *gradus_cli_make_sample_wall (GradusCliSubject *self, GError **error);
GradusFigure *gradus_cli_make_points (GradusCliSubject *self, GError **error);
GradusFigure *gradus_cli_make_tensor (GradusCliSubject *self, GError **error);
GradusFigure *gradus_cli_make_batches (GradusCliSubject *self, GError **error);
GradusFigure *gradus_cli_make_balance (GradusCliSubject *self, GError **error);

G_END_DECLS
