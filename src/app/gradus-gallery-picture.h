/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/* Draws the picture of a template's card. @id: GradusTemplate's picture; @digits:
 * (nullable): samples to draw, NULL while they are not there yet. */
void gradus_gallery_picture_draw (cairo_t           *cr,
                                  const GradusTheme *theme,
                                  const char        *id,
                                  GradusDataset     *digits,
                                  double             width,
                                  double             height);

G_END_DECLS
