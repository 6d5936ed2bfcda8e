/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plot/theme.h"

G_BEGIN_DECLS

/* Gives CSS the colours of the theme from now on, and again whenever it changes. */
void gradus_style_start (void);
/* The theme at hand, its scale that of the desktop's text. */
const GradusTheme *gradus_style_get_theme (void);
/* How much larger than usual the desktop's text is: 1, 1.25, 2 … */
double gradus_style_get_text_scale (void);
/* Calls @changed with @object, as long as that lives, when the theme at hand is another.
 */
void gradus_style_watch (gpointer object, GCallback changed);
/* For gradus_style_watch(): a widget that draws with the theme and asks for room by it.
 */
void gradus_style_redraw (GtkWidget *widget);
/* "kind-core" …: the style class that tints an icon. */
const char *gradus_style_get_category_class (GradusCategory category);
/* A kind's icon on its 12 % tint. @style_class: (nullable): NULL for parts of the loop */
GtkWidget *gradus_style_new_kind_icon (const char *icon_name, const char *style_class);

G_END_DECLS
