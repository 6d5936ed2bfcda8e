/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/theme.h"

G_BEGIN_DECLS

/* The path of a rectangle with round corners. */
void gradus_shapes_rounded (cairo_t *cr,
                            double   x,
                            double   y,
                            double   width,
                            double   height,
                            double   radius);
/* A forward arrow from left to right; nothing where there is no room for its head. */
void gradus_shapes_arrow (cairo_t           *cr,
                          const GradusTheme *theme,
                          double             from,
                          double             to,
                          double             y);

G_END_DECLS
