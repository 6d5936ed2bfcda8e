/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-properties-dialog.h"
#include "app/gradus-window-private.h"

#include "engine/error.h"
#include "io/atomic-file.h"

#include <glib/gi18n-lib.h>

static void save_as (GradusWindow *self);
static void save_to (GradusWindow *self, GFile *location, const char *stamp);

/* --- Messages --- */

GtkWidget *
gradus_window_show_error (GradusWindow *self, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

char *
gradus_window_dup_file_title (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  return g_filename_display_name (base);
}

/* --- Saving --- */

/* What is being written: a copy, so that editing goes on meanwhile. */
typedef struct
{
  GFile           *location;
  GradusKerasFile *file;
  char *stamp; /* what must be there; afterwards what is there. NULL: anything */
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_object_unref (save->location);
  g_clear_pointer (&save->file, gradus_keras_file_free);
  g_free (save->stamp);
  g_free (save);
}

/* FALSE: somebody else has written there since. */
static gboolean
is_as_expected (const Save *save, const char *path)
{
  g_autofree char *found = gradus_file_dup_stamp (path);

  return save->stamp == NULL || found == NULL || g_str_equal (found, save->stamp);
}

static void
save_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Save            *save = task_data;
  GError          *error = NULL;
  g_autofree char *path = g_file_get_path (save->location);

  if (path == NULL)
    g_task_return_new_error (task, GRADUS_ERROR, GRADUS_ERROR_IO, "%s",
                             _ ("Gradus saves to this computer only."));
  else if (!is_as_expected (save, path))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG,
                             "The file has changed"); /* becomes a question */
  else if (!gradus_keras_file_save (save->file, path, &error))
    g_task_return_error (task, error);
  else
    {
      g_free (save->stamp);
      save->stamp = gradus_file_dup_stamp (path);
      g_task_return_boolean (task, TRUE);
    }
}

static void
failed_response_cb (GradusWindow *self, const char *response)
{
  if (g_str_equal (response, "save-as"))
    save_as (self);
}

static void
show_save_error (GradusWindow *self, const char *sentence)
{
  g_autofree char *body = g_strdup_printf (
    "%s\n\n%s", sentence,
    _ ("The network is still open here, and what was saved before is untouched."));
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
    gradus_window_show_error (self, _ ("Could Not Save the File"), body));

  adw_message_dialog_add_response (dialog, "save-as", _ ("Save _As…"));
  adw_message_dialog_set_response_appearance (dialog, "save-as", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "save-as");
  adw_message_dialog_set_close_response (dialog, "close");
  g_signal_connect_object (dialog, "response", G_CALLBACK (failed_response_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
replace_response_cb (GtkWidget *dialog, const char *response, GradusWindow *self)
{
  GFile *location = g_object_get_data (G_OBJECT (dialog), "location");

  if (g_str_equal (response, "replace"))
    save_to (self, location, NULL);
  else if (g_str_equal (response, "save-as"))
    save_as (self);
  else
    gradus_window_stay_open (self);
}

/* @body: with the file's name in the place of %s */
static void
ask_before_replacing (GradusWindow *self,
                      GFile        *location,
                      const char   *heading,
                      const char   *body)
{
  g_autofree char    *title = gradus_window_dup_file_title (location);
  GtkWidget          *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, NULL);
  g_autoptr (GString) text = g_string_new (body);

  g_string_replace (text, "%s", title, 1);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), text->str);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"),
                                    "save-as", _ ("Save _As…"), "replace", _ ("_Replace"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "replace",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save-as");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "location", g_object_ref (location),
                          g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (replace_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
take_saved (GradusWindow *self, const Save *save, const char *title)
{
  g_autofree char *text = NULL;

  gradus_studio_mark_saved (self->studio, save->file, save->location, save->stamp);
  g_set_object (&self->origin, save->location);
  gradus_autosave_update (self->autosave);
  gradus_window_update_actions (self);
  gradus_window_remember (self, save->location);
  if (self->closes_after_save)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  text = g_strdup_printf (_ ("Saved as “%s”"), title);
  gradus_window_toast (self, text);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GradusWindow      *self = GRADUS_WINDOW (source);
  Save              *save = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean           is_saved = g_task_propagate_boolean (G_TASK (result), &error);
  g_autofree char   *title = gradus_window_dup_file_title (save->location);

  if (self->studio == NULL)
    return;
  self->is_saving = FALSE;
  if (is_saved)
    take_saved (self, save, title);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG))
    ask_before_replacing (self, save->location, _ ("Replace the Changed File?"),
                          /* Translators: a file's name */
                          _ ("Another program has changed “%s” since it was opened here. "
                             "Saving replaces what it wrote."));
  else if (error != NULL)
    {
      gradus_window_stay_open (self);
      show_save_error (self, error->message);
    }
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GradusWindow     *self = g_task_get_source_object (task);
  Save             *save = g_task_get_task_data (task);

  save->file = gradus_studio_dup_file_finish (GRADUS_STUDIO (source), result, NULL);
  if (self->studio == NULL || save->file == NULL)
    g_task_return_boolean (task, FALSE);
  else
    g_task_run_in_thread (task, save_in_thread);
}

/* @stamp: (nullable): what must be at @location for it to be written */
static void
save_to (GradusWindow *self, GFile *location, const char *stamp)
{
  GTask *task = g_task_new (self, NULL, saved_cb, NULL);
  Save  *save = g_new0 (Save, 1);

  self->is_saving = TRUE;
  save->location = g_object_ref (location);
  save->stamp = g_strdup (stamp);
  g_task_set_task_data (task, save, save_free);
  gradus_studio_dup_file_async (self->studio, copied_cb, task);
}

static GFile *
with_keras_suffix (GFile *file)
{
  g_autofree char  *base = g_file_get_basename (file);
  g_autofree char  *name = NULL;
  g_autoptr (GFile) folder = NULL;

  if (g_str_has_suffix (base, ".keras"))
    return g_object_ref (file);
  name = g_strconcat (base, ".keras", NULL);
  folder = g_file_get_parent (file);
  return g_file_get_child (folder, name);
}

static void
save_response_cb (GradusWindow *self, int response, GtkNativeDialog *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      g_autoptr (GFile) location = with_keras_suffix (file);

      /* The chooser has asked about the name that was typed only. */
      if (!g_file_equal (file, location) && g_file_query_exists (location, NULL))
        ask_before_replacing (self, location, _ ("Replace the File?"),
                              /* Translators: a file's name */
                              _ ("“%s” is there already. Saving replaces it."));
      else
        save_to (self, location, NULL);
    }
  else
    gradus_window_stay_open (self);
  g_object_unref (chooser);
}

static void
save_as (GradusWindow *self)
{
  GradusDocument       *document = gradus_studio_get_document (self->studio);
  GtkFileChooserNative *chooser =
    gradus_window_new_chooser (self, _ ("Save the Network"), GTK_FILE_CHOOSER_ACTION_SAVE,
                               _ ("_Save"));
  g_autofree char *name =
    g_strconcat (gradus_document_get_project (document)->title, ".keras", NULL);
  g_autoptr (GFile) location = NULL;

  g_object_get (document, "file", &location, NULL);
  if (location != NULL)
    gtk_file_chooser_set_file (GTK_FILE_CHOOSER (chooser), location, NULL);
  else
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser),
                                       g_strdelimit (name, "/\\:", '-'));
  g_signal_connect_object (chooser, "response", G_CALLBACK (save_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
save (GradusWindow *self)
{
  GradusDocument   *document = gradus_studio_get_document (self->studio);
  g_autoptr (GFile) location = NULL;

  if (self->is_saving)
    return;
  g_object_get (document, "file", &location, NULL);
  if (location != NULL)
    save_to (self, location, gradus_document_get_stamp (document));
  else
    save_as (self);
}

static void
save_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  save (user_data);
}

static void
save_as_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  save_as (user_data);
}

/* --- Closing, and starting anew --- */

gboolean
gradus_window_has_unsaved (GradusWindow *self)
{
  return gradus_studio_has_unsaved (self->studio);
}

gboolean
gradus_window_keep_copy (GradusWindow *self, gboolean begin)
{
  g_return_val_if_fail (GRADUS_IS_WINDOW (self), TRUE);

  if (begin)
    gradus_autosave_update (self->autosave);
  return !gradus_autosave_is_busy (self->autosave);
}

void
gradus_window_stay_open (GradusWindow *self)
{
  self->closes_after_save = FALSE;
  g_signal_emit_by_name (self, "kept-open");
}

static gboolean
destroy_cb (gpointer user_data)
{
  gtk_window_destroy (user_data);
  return G_SOURCE_REMOVE;
}

/* The dialog goes first: GTK 4.8 looks for the parent of a dialog that it finalizes. */
static void
close_response_cb (GradusWindow *self, const char *response)
{
  self->is_asking = FALSE;
  if (g_str_equal (response, "discard"))
    {
      self->is_discarded = TRUE;
      g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, destroy_cb, g_object_ref (self),
                       g_object_unref);
    }
  else if (g_str_equal (response, "save"))
    {
      self->closes_after_save = TRUE;
      save (self);
    }
  else
    gradus_window_stay_open (self);
}

gboolean
gradus_window_confirm_close (GradusWindow *self)
{
  AdwMessageDialog *dialog;
  const char       *title;

  if (!gradus_window_has_unsaved (self))
    return TRUE;
  if (self->is_asking)
    return FALSE;
  self->is_asking = TRUE;
  title = gradus_document_get_project (gradus_studio_get_document (self->studio))->title;
  dialog = ADW_MESSAGE_DIALOG (
    adw_message_dialog_new (GTK_WINDOW (self), _ ("Save Before Closing?"), NULL));
  /* Translators: %s is the name of a network */
  adw_message_dialog_format_body (
    dialog, _ ("“%s” has changes, or has learned something, that is not saved yet."),
    title);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "discard",
                                    _ ("_Close Without Saving"), "save", _ ("_Save"),
                                    NULL);
  adw_message_dialog_set_response_appearance (dialog, "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (dialog, "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "save");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (close_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  return FALSE;
}

static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_window_show_start (user_data);
}

static void
leave_start_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gradus_window_leave_start (user_data);
}

/* --- What it is called --- */

static void
properties_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow   *self = user_data;
  GradusDocument *document = gradus_studio_get_document (self->studio);

  if (document != NULL)
    gtk_window_present (
      GTK_WINDOW (gradus_properties_dialog_new (GTK_WINDOW (self), document)));
}

static const GActionEntry file_entries[] = {
  { "new", new_cb },         { "leave-start", leave_start_cb }, { "save", save_cb },
  { "save-as", save_as_cb }, { "properties", properties_cb },
};

void
gradus_window_add_file_actions (GradusWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), file_entries,
                                   G_N_ELEMENTS (file_entries), self);
  gradus_window_add_open_actions (self);
  gradus_window_add_template_actions (self);
}
