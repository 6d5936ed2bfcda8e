/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-window-private.h"
#include "io/own-templates.h"

#include <glib/gi18n-lib.h>

/* Saving the network as a template of the user's own. */

typedef struct
{
  GradusProject *project;
  char          *title;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  gradus_project_free (saving->project);
  g_free (saving->title);
  g_free (saving);
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Saving *saving = data;
  GError *error = NULL;

  if (gradus_own_template_save (saving->project, saving->title, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GradusWindow      *self = GRADUS_WINDOW (object);
  const Saving      *saving = g_task_get_task_data (G_TASK (result));
  g_autofree char   *text = NULL;
  g_autoptr (GError) error = NULL;

  if (self->studio == NULL)
    return;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      gradus_window_show_error (self, _ ("Could Not Save the Template"), error->message);
      return;
    }
  /* Translators: %s is what the user calls a template */
  text = g_strdup_printf (_ ("“%s” is among your templates now"), saving->title);
  gradus_window_toast (self, text);
}

static const char *
get_name (AdwMessageDialog *dialog)
{
  return gtk_editable_get_text (
    GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog)));
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, GradusWindow *self)
{
  GradusDocument   *document = gradus_studio_get_document (self->studio);
  g_autoptr (GTask) task = NULL;
  Saving           *saving;

  if (!g_str_equal (response, "save") || document == NULL)
    return;
  saving = g_new0 (Saving, 1);
  saving->project = gradus_project_copy (gradus_document_get_project (document));
  saving->title = g_strstrip (g_strdup (get_name (dialog)));
  task = g_task_new (self, NULL, saved_cb, NULL);
  g_task_set_task_data (task, saving, saving_free);
  g_task_run_in_thread (task, save_thread);
}

static void
name_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "save", *name != '\0');
}

static void
save_template_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow     *self = user_data;
  GradusDocument   *document = gradus_studio_get_document (self->studio);
  GtkWidget        *entry = gtk_entry_new ();
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (
    GTK_WINDOW (self), _ ("Save as Template"),
    _ ("The network and how it is trained, without what it has learned. A template of "
       "the same name is replaced.")));

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "save", _ ("_Save"),
                                    NULL);
  adw_message_dialog_set_response_appearance (dialog, "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "save");
  adw_message_dialog_set_close_response (dialog, "cancel");
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name"), -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (name_changed_cb), dialog, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry),
                         gradus_document_get_project (document)->title);
  adw_message_dialog_set_extra_child (dialog, entry);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
update_cb (GradusWindow *self)
{
  GradusDocument *document = gradus_studio_get_document (self->studio);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "save-template");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                               document != NULL &&
                                 gradus_sequential_get_n_layers (
                                   gradus_document_get_project (document)->sequential) >
                                   0);
}

void
gradus_window_add_template_actions (GradusWindow *self)
{
  static const GActionEntry entries[] = { { "save-template", save_template_cb } };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries),
                                   self);
  g_signal_connect_object (self->studio, "document-changed", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  update_cb (self);
}
