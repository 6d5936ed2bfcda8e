/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/confusion.h"
#include "plot/figure.h"

G_BEGIN_DECLS

extern const GradusFigureKind gradus_figure_mistakes;

/* @confusion: (nullable); @samples: (array length=n): which of @data, the first first */
GradusFigure *gradus_figure_mistakes_new (const char            *title,
                                          const GradusConfusion *confusion,
                                          const GradusDataset   *data,
                                          const guint           *samples,
                                          guint                  n);

/* (transfer full): "17 × 4 read as 9"; either may be GRADUS_ANY_CLASS */
char *
gradus_mistakes_dup_title (const GradusDataset *data, int truth, int answer, guint n);

G_END_DECLS
