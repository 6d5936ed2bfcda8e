/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-export-job.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_EXPORT_PAGE (gradus_export_page_get_type ())
G_DECLARE_FINAL_TYPE (GradusExportPage,
                      gradus_export_page,
                      GRADUS,
                      EXPORT_PAGE,
                      GtkWidget)

/**
 * GradusExportPage:
 *
 * Shows what will be written: a picture's page, a text with its colours, or what is to
 * know about a file that is not for reading.
 *
 * Signal `resized`: a picture would have another size now.
 */
void gradus_export_page_get_room (GradusExportPage *self, double *width, double *height);
void gradus_export_page_show_picture (GradusExportPage *self, cairo_surface_t *picture);
void gradus_export_page_show_text (GradusExportPage *self,
                                   GBytes           *text,
                                   const char       *file_name,
                                   const char       *mime_type);
void gradus_export_page_show_facts (GradusExportPage *self, GPtrArray *facts);
void gradus_export_page_show_problem (GradusExportPage *self, const char *problem);
void gradus_export_page_show_busy (GradusExportPage *self);
/* What takes long, with a button for `export.stop`. @progress: 0 … 1; −1: nobody knows */
void gradus_export_page_show_progress (GradusExportPage *self, double progress);
/* Only says so; what is shown stays. */
void gradus_export_page_set_progress (GradusExportPage *self, double progress);
/* What was stopped by hand, with a button for `export.work-out`. */
void gradus_export_page_show_stopped (GradusExportPage *self);

G_END_DECLS
