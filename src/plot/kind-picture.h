/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/layer.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/* What a tooltip has room for. */
#define GRADUS_KIND_PICTURE_WIDTH 216
#define GRADUS_KIND_PICTURE_HEIGHT 96

/* Draws what a kind of layer does, in the corner of the given size from the origin. */
void gradus_kind_picture_draw (cairo_t               *cr,
                               const GradusTheme     *theme,
                               const GradusLayerKind *kind,
                               double                 width,
                               double                 height);

G_END_DECLS
