/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-repairs.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_FIX_BAR (gradus_fix_bar_get_type ())
G_DECLARE_FINAL_TYPE (GradusFixBar, gradus_fix_bar, GRADUS, FIX_BAR, GtkWidget)

/**
 * GradusFixBar:
 *
 * The first repair of a block as a button, the others behind an arrow beside it. They
 * activate `block.fix`, with a parameter of type %GRADUS_FIX_TARGET.
 */
GtkWidget *gradus_fix_bar_new (void);
/* @repairs: (nullable): NULL, or without repairs, hides it */
void gradus_fix_bar_show (GradusFixBar        *self,
                          const GradusRepairs *repairs,
                          GradusBlock          block,
                          guint64              uid);
/* The button, for those who want to click it. */
GtkWidget *gradus_fix_bar_get_button (GradusFixBar *self);
/* Adds all repairs that are offered to a menu. */
void gradus_fix_bar_fill_menu (GradusFixBar *self, GMenu *menu);

/* Without the arrow, for what is only a picture of a card. */
void gradus_fix_bar_remove_menu (GradusFixBar *self);

/* Type of the parameter of `block.fix`: block, layer, number of the repair. */
#define GRADUS_FIX_TARGET "(utu)"

G_END_DECLS
