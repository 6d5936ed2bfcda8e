/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/project.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/* A network in miniature: a bar for every layer, in the colour of its kind and the wider
 * the more numbers come out. Input above, loss below. */
void gradus_stack_picture_draw (cairo_t             *cr,
                                const GradusTheme   *theme,
                                const GradusProject *project,
                                double               width,
                                double               height);

G_END_DECLS
