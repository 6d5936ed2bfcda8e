/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/render-subject.h"

G_BEGIN_DECLS

/* Figures of what a network makes of many samples. */
GradusFigure *gradus_cli_make_maps (GradusCliSubject *self, GError **error);
GradusFigure *gradus_cli_make_mistakes (GradusCliSubject *self, GError **error);
GradusFigure *gradus_cli_make_plane (GradusCliSubject *self, GError **error);
GradusFigure *gradus_cli_make_regression (GradusCliSubject *self, GError **error);

G_END_DECLS
