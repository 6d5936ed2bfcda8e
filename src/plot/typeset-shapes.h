/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

/* Signs that grow with what they hold, in a rectangle. For typeset.c. */
typedef enum
{
  GRADUS_SHAPE_RULE,
  GRADUS_SHAPE_ROOT,
  GRADUS_SHAPE_HAT,
  GRADUS_SHAPE_TILDE,
  GRADUS_SHAPE_BAR,
  GRADUS_SHAPE_BRACE,
  GRADUS_SHAPE_LEFT_PAREN,
  GRADUS_SHAPE_RIGHT_PAREN,
  GRADUS_SHAPE_LEFT_BRACKET,
  GRADUS_SHAPE_RIGHT_BRACKET,
} GradusTypesetShape;

void gradus_typeset_draw_shape (cairo_t           *cr,
                                GradusTypesetShape shape,
                                double             x,
                                double             y,
                                double             width,
                                double             height,
                                double             pen);
