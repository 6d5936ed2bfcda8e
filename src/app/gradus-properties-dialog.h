/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document/document.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define GRADUS_TYPE_PROPERTIES_DIALOG (gradus_properties_dialog_get_type ())
G_DECLARE_FINAL_TYPE (GradusPropertiesDialog,
                      gradus_properties_dialog,
                      GRADUS,
                      PROPERTIES_DIALOG,
                      AdwWindow)

/**
 * GradusPropertiesDialog:
 *
 * What a document is called, where it lies, and what its owner notes about it. Title and
 * notes are edits of the document, each one step to undo, made when the dialog is closed
 * or loses the focus.
 */
GradusPropertiesDialog *gradus_properties_dialog_new (GtkWindow      *parent,
                                                      GradusDocument *document);

G_END_DECLS
