/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/figure.h"
#include "plot/prediction.h"

G_BEGIN_DECLS

extern const GradusFigureKind gradus_figure_prediction;

GradusFigure *gradus_figure_prediction_new (const GradusPrediction *prediction);
/* (transfer full): what the network answers, in a sentence without markup */
char *gradus_prediction_describe (const GradusPrediction *self);

G_END_DECLS
