/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_WEIGHT_EDITOR (gradus_weight_editor_get_type ())
G_DECLARE_FINAL_TYPE (GradusWeightEditor,
                      gradus_weight_editor,
                      GRADUS,
                      WEIGHT_EDITOR,
                      GtkPopover)

/**
 * GradusWeightEditor:
 *
 * A bubble in which one weight is typed or dragged, and what comes of it.
 *
 * Signals:
 * - `edited` (double value): by the user
 */
GtkWidget *gradus_weight_editor_new (void);
/* @limit: how far from zero the slider reaches at least */
void gradus_weight_editor_set_weight (GradusWeightEditor *self,
                                      const char         *title,
                                      double              value,
                                      double              limit);
/* What comes of it; NULL leaves a line out. */
void gradus_weight_editor_set_words (GradusWeightEditor *self,
                                     const char         *prediction,
                                     const char         *check);

G_END_DECLS
