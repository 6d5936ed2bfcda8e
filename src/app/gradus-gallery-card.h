/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/project.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A card of the gallery: a picture above a title and a line about @project. @project:
 * (nullable): NULL says @summary instead. @draw: as of a GtkDrawingArea; @data must live
 * as long as the card. */
GtkWidget *gradus_gallery_card_new (const char            *title,
                                    const char            *summary,
                                    const GradusProject   *project,
                                    GtkDrawingAreaDrawFunc draw,
                                    gpointer               data);
/* Puts a button on the picture; takes @button. */
void gradus_gallery_card_add_button (GtkWidget *card, GtkWidget *button);
void gradus_gallery_card_redraw (GtkWidget *card);

G_END_DECLS
