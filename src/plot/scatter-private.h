/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/scatter.h"

G_BEGIN_DECLS

#define GRADUS_SCATTER_INKS 32

/* The colours of the points: of ten classes, or from small to large values. */
void  gradus_scatter_fill_inks (const GradusTheme       *theme,
                                const GradusScatterPlot *plot,
                                GradusColor              inks[GRADUS_SCATTER_INKS]);
guint gradus_scatter_choose_ink (const GradusScatterPlot *plot, guint point);
/* The name of a class: as given, or its number in @buffer. */
const char *gradus_scatter_get_name (const GradusScatterPlot *plot,
                                     guint                    class_index,
                                     char                     buffer[8]);

G_END_DECLS
