/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/theme.h"

G_BEGIN_DECLS

void gradus_votes_draw (cairo_t           *cr,
                        const GradusTheme *theme,
                        double             width,
                        double             height,
                        const float       *weights,
                        guint              n_weights,
                        gsize              stride,
                        const char *const *names);

G_END_DECLS
