/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/shapes.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/* Small strokes that all drawings share. Hairlines lie on whole pixels. */
void gradus_paint_hairline (cairo_t           *cr,
                            const GradusTheme *theme,
                            GradusToken        token,
                            double             x1,
                            double             y1,
                            double             x2,
                            double             y2);
void gradus_paint_frame (cairo_t           *cr,
                         const GradusTheme *theme,
                         GradusToken        token,
                         double             x,
                         double             y,
                         double             width,
                         double             height,
                         double             radius);
void gradus_paint_box (cairo_t           *cr,
                       const GradusTheme *theme,
                       double             x,
                       double             y,
                       double             width,
                       double             height);
void gradus_paint_dot (cairo_t           *cr,
                       const GradusTheme *theme,
                       GradusToken        token,
                       double             x,
                       double             y,
                       double             radius,
                       double             line_width);

G_END_DECLS
