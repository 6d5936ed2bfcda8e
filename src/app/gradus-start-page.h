/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/project.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_START_PAGE (gradus_start_page_get_type ())
G_DECLARE_FINAL_TYPE (GradusStartPage, gradus_start_page, GRADUS, START_PAGE, GtkWidget)

/**
 * GradusStartPage:
 *
 * The gallery: what shall the network learn?
 *
 * Signals: `chosen` when a template was activated, `focused` when another one is looked
 * at; gradus_start_page_dup_project() says which.
 */
GtkWidget     *gradus_start_page_new (void);
GradusProject *gradus_start_page_dup_project (GradusStartPage *self);
/* Whether there is a document to go back to. */
void gradus_start_page_set_can_leave (GradusStartPage *self, gboolean can_leave);
void gradus_start_page_focus (GradusStartPage *self);

G_END_DECLS
