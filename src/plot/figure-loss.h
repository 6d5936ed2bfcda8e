/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/figure.h"
#include "plot/loss-plot.h"

G_BEGIN_DECLS

extern const GradusFigureKind gradus_figure_loss;

/* @plot: copied with all that it borrows; without a handle */
GradusFigure *gradus_figure_loss_new (const GradusLossPlot *plot);

G_END_DECLS
