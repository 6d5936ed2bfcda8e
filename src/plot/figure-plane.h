/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/figure.h"
#include "plot/survey.h"

G_BEGIN_DECLS

extern const GradusFigureKind gradus_figure_plane;

/* @survey: (nullable); @probe: (nullable) (array fixed-size=2): gets a ring */
GradusFigure *gradus_figure_plane_new (GradusSurvey *survey, const float *probe);
/* @activations: (nullable): of all layers, for the ringed point; NULL: no layer bends */
GradusFigure *gradus_figure_plane_new_bent (GradusSurvey    *survey,
                                            const GPtrArray *activations);

G_END_DECLS
