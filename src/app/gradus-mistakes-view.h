/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-tiles-view.h"
#include "engine/confusion.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_MISTAKES_VIEW (gradus_mistakes_view_get_type ())
G_DECLARE_FINAL_TYPE (GradusMistakesView,
                      gradus_mistakes_view,
                      GRADUS,
                      MISTAKES_VIEW,
                      GradusTilesView)

/**
 * GradusMistakesView:
 *
 * A gallery of samples with what a network takes them for. Draws only what is seen, so
 * that thousands cost no more than a few.
 */

/* @samples: (array length=n): numbers of samples, copied; the rest is borrowed until the
 * next call, and NULL or empty for an empty gallery. */
void gradus_mistakes_view_show (GradusMistakesView    *self,
                                GradusDataset         *data,
                                const GradusConfusion *confusion,
                                const char *const     *names,
                                const guint           *samples,
                                guint                  n);

G_END_DECLS
