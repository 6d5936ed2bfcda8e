/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-tiles-view.h"
#include "engine/data/dataset.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_WALL_VIEW (gradus_wall_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusWallView,
                      gradus_wall_view,
                      GRADUS,
                      WALL_VIEW,
                      GradusTilesView)

/**
 * GradusWallView:
 *
 * Samples side by side, thousands at once, that scroll. Arrow keys go from one to the
 * next, Return chooses, plus and minus change the size, as does the wheel with Control.
 *
 * Signals:
 * - `pointed` (int sample): what the pointer or the keys are on, -1 for nothing
 * - `zoomed`
 */

/* @data: (nullable): a reference is taken; @samples: (nullable) (array length=n): copied
 */
void  gradus_wall_view_show (GradusWallView *self,
                             GradusDataset  *data,
                             const guint    *samples,
                             guint           n);
void  gradus_wall_view_set_zoom (GradusWallView *self, guint zoom);
guint gradus_wall_view_get_zoom (GradusWallView *self);
/* The place at the upper edge. */
guint gradus_wall_view_get_first (GradusWallView *self);
/* How many are seen at once. */
guint gradus_wall_view_get_n_seen (GradusWallView *self);

G_END_DECLS
