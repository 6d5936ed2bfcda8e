/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/figure.h"
#include "plot/regression.h"
#include "plot/survey.h"

G_BEGIN_DECLS

extern const GradusFigureKind gradus_figure_regression;

/* What the network says beside what is right. @survey: (nullable); @marked: a sample, -1
 * for none */
GradusFigure *gradus_figure_regression_new_fit (GradusSurvey *survey, int marked);
GradusFigure *gradus_figure_regression_new_curve (GradusSurvey *survey);
/* @forecast: copied */
GradusFigure *gradus_figure_regression_new_forecast (const GradusForecast *forecast);
/* (transfer full): how far the answers are off, in a sentence */
char *gradus_survey_describe_numbers (const GradusSurvey *self);

G_END_DECLS
