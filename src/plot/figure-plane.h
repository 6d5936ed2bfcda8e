/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/figure.h"
#include "plot/survey.h"

G_BEGIN_DECLS

extern const GradusFigureKind gradus_figure_plane;

/* @survey: (nullable) */
GradusFigure *gradus_figure_plane_new (GradusSurvey *survey);
GradusFigure *gradus_figure_plane_new_bent (GradusSurvey *survey);

G_END_DECLS
