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

G_END_DECLS
