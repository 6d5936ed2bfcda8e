/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/update-record.h"
#include "plot/theme.h"

G_BEGIN_DECLS

/* One update of one number: what came in and which error, the optimizer's rule, the rule
 * with the numbers in it, and where the number goes. */
void gradus_update_draw (cairo_t                  *cr,
                         const GradusTheme        *theme,
                         double                    width,
                         double                    height,
                         const GradusUpdateRecord *record);
/* (transfer full): "0.0123 − 0.0004 = 0.0119", as a sentence for assistive technology */
char *gradus_update_describe (const GradusUpdateRecord *record);

/* The number that is looked at unless another one is chosen: in the middle of the
 * picture, where there is ink. */
gsize gradus_update_choose_offset (const GradusShape *shape);
/* (transfer full): "[14, 3]" */
char *gradus_update_format_place (const GradusShape *shape, gsize offset);

G_END_DECLS
