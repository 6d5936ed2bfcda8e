/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plot/figure.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): what a chart shows now */
typedef GradusFigure *(*GradusFigureFunc) (gpointer user_data);

void gradus_figure_menu_add (GtkWidget *chart, GradusFigureFunc make, gpointer user_data);

/* Both put it on the clipboard and say so in the window, when it has been worked out. */
void gradus_figure_copy_picture (GtkWidget *widget, GradusFigure *figure);
void gradus_figure_copy_numbers (GtkWidget *widget, GradusFigure *figure);

/* Besides, above what all charts can do. */
void gradus_figure_menu_prepend (GtkWidget *chart, const char *label, const char *action);

G_END_DECLS
