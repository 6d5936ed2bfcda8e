/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-properties-dialog.h"

#include "app/gradus-code-text.h"
#include "app/gradus-show-in-folder.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _GradusPropertiesDialog
{
  AdwWindow       parent_instance;
  AdwEntryRow    *title_row;
  AdwActionRow   *file_row;
  GtkWidget      *folder_button;
  GtkTextView    *notes;
  GradusDocument *document;
};

G_DEFINE_FINAL_TYPE (GradusPropertiesDialog, gradus_properties_dialog, ADW_TYPE_WINDOW)

static char *
dup_notes (GradusPropertiesDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->notes);
  GtkTextIter    start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

/* A document keeps its title where somebody leaves none. */
static void
apply (GradusPropertiesDialog *self)
{
  g_autofree char *title =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->title_row))));
  g_autofree char *notes = dup_notes (self);

  if (self->document == NULL)
    return;
  if (*title != '\0' && strlen (title) <= GRADUS_PROJECT_MAX_TITLE)
    g_object_set (self->document, "title", title, NULL);
  gradus_document_set_notes (self->document, notes);
}

static gboolean
close_request_cb (GradusPropertiesDialog *self)
{
  apply (self);
  return GDK_EVENT_PROPAGATE;
}

static void
show_in_folder_cb (GradusPropertiesDialog *self)
{
  g_autoptr (GFile) file = NULL;

  g_object_get (self->document, "file", &file, NULL);
  if (file != NULL)
    gradus_show_in_folder (GTK_WINDOW (self), file);
}

static void
show_file (GradusPropertiesDialog *self)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char  *name = NULL;

  g_object_get (self->document, "file", &file, NULL);
  name = file != NULL ? g_file_get_parse_name (file) : NULL;
  adw_action_row_set_subtitle (self->file_row, name != NULL ? name : _ ("Not saved yet"));
  gtk_widget_set_visible (self->folder_button, file != NULL);
}

static void
show_document (GradusPropertiesDialog *self)
{
  const GradusProject *project = gradus_document_get_project (self->document);
  gboolean             is_fixed = gradus_document_is_read_only (self->document);
  GtkTextBuffer       *buffer = gtk_text_view_get_buffer (self->notes);

  gtk_editable_set_text (GTK_EDITABLE (self->title_row), project->title);
  gtk_text_buffer_set_text (buffer, project->notes, -1);
  /* What was there before is not undone by the keys of the text. */
  gtk_text_buffer_set_enable_undo (buffer, FALSE);
  gtk_text_buffer_set_enable_undo (buffer, TRUE);
  gtk_editable_set_editable (GTK_EDITABLE (self->title_row), !is_fixed);
  gtk_text_view_set_editable (self->notes, !is_fixed);
  show_file (self);
}

static void
gradus_properties_dialog_dispose (GObject *object)
{
  GradusPropertiesDialog *self = GRADUS_PROPERTIES_DIALOG (object);

  g_clear_object (&self->document);
  G_OBJECT_CLASS (gradus_properties_dialog_parent_class)->dispose (object);
}

static void
gradus_properties_dialog_class_init (GradusPropertiesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gradus_properties_dialog_dispose;
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/gradus/Gradus/ui/gradus-properties-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, GradusPropertiesDialog, title_row);
  gtk_widget_class_bind_template_child (widget_class, GradusPropertiesDialog, file_row);
  gtk_widget_class_bind_template_child (widget_class, GradusPropertiesDialog,
                                        folder_button);
  gtk_widget_class_bind_template_child (widget_class, GradusPropertiesDialog, notes);
  gtk_widget_class_bind_template_callback (widget_class, apply);
  gtk_widget_class_bind_template_callback (widget_class, show_in_folder_cb);
}

static void
gradus_properties_dialog_init (GradusPropertiesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gradus_text_calm (self->notes);
  g_signal_connect (self, "close-request", G_CALLBACK (close_request_cb), NULL);
}

/**
 * gradus_properties_dialog_new:
 * @parent: the window of the document
 * @document: whose title and notes are shown
 *
 * Returns: the dialog, not yet shown
 */
GradusPropertiesDialog *
gradus_properties_dialog_new (GtkWindow *parent, GradusDocument *document)
{
  GradusPropertiesDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (GRADUS_IS_DOCUMENT (document), NULL);

  self = g_object_new (GRADUS_TYPE_PROPERTIES_DIALOG, "transient-for", parent, NULL);
  self->document = g_object_ref (document);
  show_document (self);
  return self;
}
