/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/projection-maps.h"
#include "plot/figure.h"
#include "plot/scatter.h"

G_BEGIN_DECLS

extern const GradusFigureKind gradus_figure_scatter;

/* @plot: (nullable): copied with all that it borrows; @titles: of its panels */
GradusFigure *gradus_figure_scatter_new (const GradusFigureWords *words,
                                         const GradusScatterPlot *plot,
                                         const char *const       *titles);

/* @maps: (nullable); @plan: (nullable): names the layers; @selected: (nullable) */
GradusFigure *gradus_figure_scatter_new_projection (const GradusProjection *maps,
                                                    GradusPlan             *plan,
                                                    gboolean                is_test,
                                                    gboolean                as_marks,
                                                    const guint8           *selected);

G_END_DECLS
