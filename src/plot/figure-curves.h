/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/curves.h"
#include "plot/figure.h"

G_BEGIN_DECLS

extern const GradusFigureKind gradus_figure_curves;

GradusFigure *gradus_figure_curves_new (GradusHistory             *history,
                                        gsize                      n_steps,
                                        guint                      n_epochs,
                                        const GradusCurvesOptions *options);
/* What stands above the curves, and how to read them; also on the screen. */
const char *gradus_figure_curves_get_title (const GradusHistory *history);
const char *gradus_figure_curves_get_reading (const GradusHistory *history);

G_END_DECLS
