/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/confusion.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/* @names: (array length=n_classes): of the classes */
void gradus_confusion_matrix_draw (cairo_t               *cr,
                                   const GradusTheme     *theme,
                                   double                 width,
                                   double                 height,
                                   const GradusConfusion *confusion,
                                   const char *const     *names);

G_END_DECLS
