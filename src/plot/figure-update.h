/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/figure.h"
#include "plot/update.h"

G_BEGIN_DECLS

extern const GradusFigureKind gradus_figure_update;

/* @record: (nullable): what a step did to a number of the weights of @plan */
GradusFigure *gradus_figure_update_new (GradusUpdateRecord *record, GradusPlan *plan);

G_END_DECLS
