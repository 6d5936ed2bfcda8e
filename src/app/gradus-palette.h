/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_PALETTE (gradus_palette_get_type ())
G_DECLARE_FINAL_TYPE (GradusPalette, gradus_palette, GRADUS, PALETTE, GtkWidget)

/**
 * GradusPalette:
 *
 * All kinds of layers by category, to be dragged into the stack or, with Enter, inserted
 * after the selection by the action `win.insert`.
 */
GtkWidget *gradus_palette_new (void);
/* Puts the cursor into the search entry. */
void gradus_palette_find (GradusPalette *self);

G_END_DECLS
