/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-studio.h"
#include "plot/learning-sheet.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_LEARNING_PAGE (gradus_learning_page_get_type ())
G_DECLARE_FINAL_TYPE (GradusLearningPage,
                      gradus_learning_page,
                      GRADUS,
                      LEARNING_PAGE,
                      GtkWidget)

/**
 * GradusLearningPage:
 *
 * Histograms of a layer's weights, gradients and updates over time, and how all layers
 * learn. Units are counted in another thread, over samples that are not trained on. A
 * click on a layer, or Up and Down, show another one.
 *
 * Signals:
 * - `described`: gradus_learning_page_dup_words() says something else
 * - `layer-chosen` (guint layer)
 */
/* @data: (nullable): whose samples the units are asked */
void gradus_learning_page_show (GradusLearningPage   *self,
                                const GradusSnapshot *snapshot,
                                guint                 layer,
                                GradusDataset        *data);
/* Lets go of what is shown, and stops counting. */
void gradus_learning_page_rest (GradusLearningPage *self);
/* NULL before the first step. */
const GradusLearningSheet *gradus_learning_page_get_sheet (GradusLearningPage *self);
char                      *gradus_learning_page_dup_words (GradusLearningPage *self);

G_END_DECLS
