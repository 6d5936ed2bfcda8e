/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/shape.h"
#include "plot/color-map.h"

G_BEGIN_DECLS

void gradus_picture_draw (cairo_t              *cr,
                          const GradusTheme    *theme,
                          const GradusColorMap *map,
                          const GradusGrid     *grid,
                          double                limit,
                          double                x,
                          double                y,
                          double                width,
                          double                height);
void gradus_picture_draw_sample (cairo_t           *cr,
                                 const GradusTheme *theme,
                                 const GradusShape *shape,
                                 const float       *values,
                                 double             x,
                                 double             y,
                                 double             size);
void gradus_picture_get_size (const GradusShape *shape,
                              guint             *width,
                              guint             *height,
                              guint             *n_channels);

G_END_DECLS
