/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/figure.h"
#include "plot/wall.h"

G_BEGIN_DECLS

extern const GradusFigureKind gradus_figure_samples;
extern const GradusFigureKind gradus_figure_points;

/* @data: (nullable); @samples: (nullable) (array length=n): which of them, copied, NULL
 * for all; @first: the place that comes first; @zoom: as of a wall */
GradusFigure *gradus_figure_samples_new (const GradusFigureWords *words,
                                         GradusDataset           *data,
                                         const guint             *samples,
                                         guint                    n,
                                         guint                    first,
                                         guint                    zoom);

/* Points of two numbers with classes. @data: (nullable); @samples: as above */
GradusFigure *gradus_figure_points_new (const GradusFigureWords *words,
                                        GradusDataset           *data,
                                        const guint             *samples,
                                        guint                    n);

G_END_DECLS
