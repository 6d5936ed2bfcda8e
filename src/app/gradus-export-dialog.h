/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/gradus-export-material.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_EXPORT_DIALOG (gradus_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (GradusExportDialog,
                      gradus_export_dialog,
                      GRADUS,
                      EXPORT_DIALOG,
                      AdwWindow)

/**
 * GradusExportDialog:
 *
 * The one dialog in which everything is exported: on the left what there is, in the
 * middle what will be written, on the right how.
 *
 * Signal `exported` (GFile *file): a file was written; the dialog closes after it.
 */
GradusExportDialog *gradus_export_dialog_new (GtkWindow            *parent,
                                              GradusExportMaterial *material);
/* By the id of a figure's kind or of a format; @variant may be NULL. FALSE: there is no
 * such thing, or it cannot be exported now. */
gboolean gradus_export_dialog_choose (GradusExportDialog *self,
                                      const char         *id,
                                      const char         *variant);
/* Writes what is chosen, as after the file chooser. A message says why if it cannot. */
void gradus_export_dialog_export_to (GradusExportDialog *self, GFile *file);

G_END_DECLS
