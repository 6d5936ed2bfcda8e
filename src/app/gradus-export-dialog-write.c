/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-export-dialog-private.h"

#include <glib/gi18n-lib.h>

static void
set_writing (GradusExportDialog *self, gboolean is_writing)
{
  gtk_widget_set_sensitive (self->body, !is_writing);
  gtk_spinner_set_spinning (self->write_spinner, is_writing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.choose-file", !is_writing);
}

void
gradus_export_dialog_stop_writing (GradusExportDialog *self)
{
  if (self->writing != NULL)
    g_cancellable_cancel (self->writing);
  g_clear_object (&self->writing);
}

static void
show_error (GradusExportDialog *self, const char *text)
{
  GtkWidget *dialog =
    adw_message_dialog_new (GTK_WINDOW (self), _ ("Could Not Export the File"), text);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GradusExportDialog) self = user_data;
  g_autoptr (GError)             error = NULL;
  g_autoptr (GFile)              file = NULL;

  /* It was closed meanwhile. */
  if (self->writing == NULL)
    return;
  g_clear_object (&self->writing);
  set_writing (self, FALSE);
  if (!gradus_export_write_finish (result, &error))
    {
      show_error (self, error->message);
      return;
    }
  file = g_object_steal_data (G_OBJECT (self), "file");
  g_signal_emit_by_name (self, "exported", file);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* The name always ends as the format says. */
static GFile *
with_ending (GFile *file, const char *ending)
{
  g_autofree char  *base = g_file_get_basename (file);
  g_autofree char  *lower = g_ascii_strdown (base, -1);
  g_autofree char  *name = NULL;
  g_autoptr (GFile) folder = NULL;

  if (g_str_has_suffix (lower, ending))
    return g_object_ref (file);
  name = g_strconcat (base, ending, NULL);
  folder = g_file_get_parent (file);
  return g_file_get_child (folder, name);
}

void
gradus_export_dialog_export_to (GradusExportDialog *self, GFile *file)
{
  GradusExportChoice choice;
  GFile             *target;

  g_return_if_fail (GRADUS_IS_EXPORT_DIALOG (self));
  g_return_if_fail (self->item != NULL);

  gradus_export_dialog_take_choice (self, &choice);
  target = with_ending (file, gradus_export_choice_get_ending (&choice));
  g_object_set_data_full (G_OBJECT (self), "file", target, g_object_unref);
  if (g_file_peek_path (target) == NULL)
    {
      show_error (self, _ ("Choose a folder on this computer."));
      return;
    }
  set_writing (self, TRUE);
  self->writing = g_cancellable_new ();
  gradus_export_write_async (self->material, &choice, g_file_peek_path (target),
                             self->writing, written_cb, g_object_ref (self));
}

static void
response_cb (GradusExportDialog *self, int response, GtkNativeDialog *chooser)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  g_clear_object (&self->chooser);
  if (file != NULL)
    gradus_export_dialog_export_to (self, file);
}

static GtkFileFilter *
new_filter (const char *title, const char *ending)
{
  GtkFileFilter   *filter = gtk_file_filter_new ();
  g_autofree char *pattern = g_strconcat ("*", ending, NULL);
  g_autofree char *name = g_strdup_printf ("%s (%s)", title, ending);

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  return filter;
}

static void
choose_file (GtkWidget *widget, const char *action, GVariant *parameter)
{
  GradusExportDialog       *self = GRADUS_EXPORT_DIALOG (widget);
  g_autofree char          *name = NULL;
  g_autoptr (GtkFileFilter) filter = NULL;
  GradusExportChoice        choice;

  if (self->item == NULL || self->chooser != NULL)
    return;
  gradus_export_dialog_take_choice (self, &choice);
  name = gradus_export_dialog_dup_file_name (self, 0);
  filter = new_filter (self->item->title, gradus_export_choice_get_ending (&choice));
  self->chooser = gtk_file_chooser_native_new (_ ("Export"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_SAVE,
                                               _ ("_Export"), _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

void
gradus_export_dialog_class_install_write (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "export.choose-file", NULL, choose_file);
}
