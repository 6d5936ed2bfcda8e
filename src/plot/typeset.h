/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/formula.h"
#include "plot/text.h"

G_BEGIN_DECLS

/**
 * GradusTypeset:
 *
 * A formula that is laid out: every sign has its place. For one thread, as Pango's
 * objects are.
 */
typedef struct _GradusTypeset GradusTypeset;

/* @points: type size of letters, before the theme's scale */
GradusTypeset *gradus_typeset_new (const GradusFormula *formula,
                                   const GradusTheme   *theme,
                                   double               points);
void           gradus_typeset_free (GradusTypeset *self);
/* In pixels; ascent and descent from the baseline, both positive. */
void gradus_typeset_get_extents (const GradusTypeset *self,
                                 double              *width,
                                 double              *ascent,
                                 double              *descent);
void gradus_typeset_draw (const GradusTypeset *self,
                          cairo_t             *cr,
                          const GradusTheme   *theme,
                          GradusToken          color,
                          double               x,
                          double               baseline);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusTypeset, gradus_typeset_free)

G_END_DECLS
