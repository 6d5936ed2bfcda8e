/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-export-dialog.h"
#include "app/gradus-export-page.h"

G_BEGIN_DECLS

/**
 * GradusExportDialog:
 *
 * gradus-export-dialog.c shows the options that fit what is chosen,
 * gradus-export-dialog-list.c is the list of what there is,
 * gradus-export-dialog-preview.c what would be written, and
 * gradus-export-dialog-write.c writes it.
 */
struct _GradusExportDialog
{
  AdwWindow parent_instance;

  GtkWidget           *body;
  GtkListBox          *list;
  GradusExportPage    *page;
  GtkLabel            *item_title;
  GtkLabel            *item_summary;
  AdwPreferencesGroup *options;
  AdwComboRow         *variant_row;
  AdwComboRow         *format_row;
  AdwComboRow         *scale_row;
  AdwComboRow         *size_row;
  GtkWidget           *width_row;
  GtkWidget           *height_row;
  GtkSpinButton       *width;
  GtkSpinButton       *height;
  AdwComboRow         *theme_row;
  GtkWidget           *words_row;
  GtkSwitch           *words;
  GtkWidget           *bytes_row;
  GtkSwitch           *bytes;
  AdwComboRow         *part_row;
  GtkLabel            *file_name;
  GtkLabel            *file_size;
  GtkSpinner          *write_spinner;

  GradusExportMaterial   *material;
  const GradusExportItem *item; /* (nullable) borrowed from the material */
  GradusExportPreview    *preview;
  GCancellable           *previewing;
  guint                   rest_id;
  guint                   patience_id;

  /* A drawing that takes long goes on being worked out when only options change. */
  GradusFigure *worked_out; /* (nullable) what is at work */
  GCancellable *working;
  guint         progress_id;
  GradusFigure *stopped; /* (nullable) borrowed: what was stopped by hand */

  GCancellable         *writing;
  gboolean              is_filling; /* rows change because another thing was chosen */
  GtkFileChooserNative *chooser;
};

/* gradus-export-dialog.c */
/* (nullable) (transfer none): the drawing that is chosen */
GradusFigure *gradus_export_dialog_get_figure (GradusExportDialog *self);
void          gradus_export_dialog_take_choice (GradusExportDialog *self,
                                                GradusExportChoice *choice);
char         *gradus_export_dialog_dup_file_name (GradusExportDialog *self, guint part);
/* After another choice: rows, words and preview. */
void gradus_export_dialog_update (GradusExportDialog *self);

/* gradus-export-dialog-list.c */
void gradus_export_dialog_fill_list (GradusExportDialog *self);
/* (nullable): of what can be exported now; @id: NULL for the first of it */
GtkListBoxRow *gradus_export_dialog_find_row (GradusExportDialog *self, const char *id);
void           gradus_export_dialog_class_bind_list (GtkWidgetClass *widget_class);

/* gradus-export-dialog-preview.c */
/* Soon, when the hand has rested. */
void gradus_export_dialog_update_preview (GradusExportDialog *self);
void gradus_export_dialog_show_preview (GradusExportDialog *self);
/* Lets go of all that is under way. */
void gradus_export_dialog_stop_preview (GradusExportDialog *self);
void gradus_export_dialog_class_install_preview (GtkWidgetClass *widget_class);

/* gradus-export-dialog-write.c */
void gradus_export_dialog_stop_writing (GradusExportDialog *self);
void gradus_export_dialog_class_install_write (GtkWidgetClass *widget_class);

G_END_DECLS
