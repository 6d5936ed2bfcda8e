/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-tooltip.h"

/**
 * gradus_tooltip_set:
 * @widget: a widget
 * @text: (nullable): what is said when the pointer rests on it
 *
 * Sets a text that is told again and again while training runs. GTK asks the display
 * where the pointer is and waits for the answer whenever a tooltip is set, even to the
 * same words.
 */
void
gradus_tooltip_set (GtkWidget *widget, const char *text)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}
