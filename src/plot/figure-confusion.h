/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/confusion.h"
#include "plot/figure.h"

G_BEGIN_DECLS

extern const GradusFigureKind gradus_figure_confusion;

/* @confusion: (nullable); @data names the classes */
GradusFigure *gradus_figure_confusion_new (const GradusConfusion *confusion,
                                           const GradusDataset   *data);

G_END_DECLS
