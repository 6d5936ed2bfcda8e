/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-window-private.h"

#include "engine/error.h"

#include <glib/gi18n-lib.h>

#define KERAS_MIME_TYPE "application/vnd.keras"
#define N_RECENT 8

/* --- Messages --- */

static void
show_error (GradusWindow *self, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static char *
dup_file_title (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  return g_filename_display_name (base);
}

/* --- File choosers --- */

static GtkFileFilter *
new_keras_filter (void)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Keras models (.keras)"));
  gtk_file_filter_add_pattern (filter, "*.keras");
  return filter;
}

static GtkFileChooserNative *
new_chooser (GradusWindow        *self,
             const char          *title,
             GtkFileChooserAction action,
             const char          *accept)
{
  GtkFileChooserNative *chooser =
    gtk_file_chooser_native_new (title, GTK_WINDOW (self), action, accept, _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = new_keras_filter ();

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  return chooser;
}

/* --- Opening --- */

static void
load_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError          *error = NULL;
  g_autofree char *path = g_file_get_path (G_FILE (task_data));
  GradusKerasFile *file;

  if (path == NULL)
    {
      g_task_return_new_error (task, GRADUS_ERROR, GRADUS_ERROR_IO,
                               _ ("Gradus opens files of this computer only."));
      return;
    }
  file = gradus_keras_file_load (path, &error);
  if (file == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, file, (GDestroyNotify) gradus_keras_file_free);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GradusWindow               *self = GRADUS_WINDOW (source);
  GFile                      *location = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError)          error = NULL;
  g_autoptr (GradusKerasFile) file = g_task_propagate_pointer (G_TASK (result), &error);
  g_autofree char            *uri = g_file_get_uri (location);

  if (self->studio == NULL) /* the window was closed meanwhile */
    return;
  if (file == NULL)
    {
      show_error (self, _ ("Could Not Open the File"), error->message);
      return;
    }

  {
    g_autoptr (GradusDocument) document =
      gradus_document_new_from_keras_file (file, location);

    gradus_window_show_document (self, document, file);
  }
  gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
}

void
gradus_window_open_file (GradusWindow *self, GFile *file)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (GRADUS_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (self, NULL, opened_cb, NULL);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  g_task_run_in_thread (task, load_in_thread);
}

/* A window that holds a document is left alone; another one opens. */
static void
open_somewhere (GradusWindow *self, GFile *file)
{
  GradusWindow *window = self;

  if (!gradus_window_is_untouched (self))
    {
      window = gradus_window_new (gtk_window_get_application (GTK_WINDOW (self)));
      gtk_window_present (GTK_WINDOW (window));
    }
  gradus_window_open_file (window, file);
}

static void
open_response_cb (GradusWindow *self, int response, GtkNativeDialog *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

      if (file != NULL)
        open_somewhere (self, file);
    }
  g_object_unref (chooser);
}

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow         *self = user_data;
  GtkFileChooserNative *chooser =
    new_chooser (self, _ ("Open a Network"), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"));

  g_signal_connect_object (chooser, "response", G_CALLBACK (open_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
open_recent_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  open_somewhere (user_data, file);
}

static int
compare_recent (gconstpointer a, gconstpointer b)
{
  return g_date_time_compare (gtk_recent_info_get_modified ((GtkRecentInfo *) b),
                              gtk_recent_info_get_modified ((GtkRecentInfo *) a));
}

void
gradus_window_update_recent (GradusWindow *self)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  guint  n_shown = 0;

  g_menu_remove_all (self->recent_section);
  items = g_list_sort (items, compare_recent);
  for (GList *l = items; l != NULL && n_shown < N_RECENT; l = l->next)
    {
      const char           *uri = gtk_recent_info_get_uri (l->data);
      g_autoptr (GMenuItem) item = NULL;

      if (!g_str_has_suffix (uri, ".keras") || !gtk_recent_info_exists (l->data))
        continue;
      item = g_menu_item_new (gtk_recent_info_get_display_name (l->data), NULL);
      g_menu_item_set_action_and_target (item, "win.open-recent", "s", uri);
      g_menu_append_item (self->recent_section, item);
      n_shown++;
    }
  if (n_shown == 0)
    g_menu_append (self->recent_section, _ ("No Recent Files"), "win.no-recent");
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
}

/* --- Saving --- */

/* What is being written: a copy, so that editing goes on meanwhile. */
typedef struct
{
  GFile           *location;
  GradusKerasFile *file;
} Save;

static void
save_free (Save *save)
{
  g_object_unref (save->location);
  gradus_keras_file_free (save->file);
  g_free (save);
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
    g_task_return_new_error (task, GRADUS_ERROR, GRADUS_ERROR_IO,
                             _ ("Gradus saves to this computer only."));
  else if (!gradus_keras_file_save (save->file, path, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GradusWindow      *self = GRADUS_WINDOW (source);
  Save              *save = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean           is_saved = g_task_propagate_boolean (G_TASK (result), &error);
  g_autofree char   *title = dup_file_title (save->location);
  g_autofree char   *uri = g_file_get_uri (save->location);

  if (self->studio == NULL)
    return;
  self->is_saving = FALSE;
  if (!is_saved)
    {
      self->closes_after_save = FALSE;
      show_error (self, _ ("Could Not Save the File"), error->message);
      return;
    }
  if (gradus_project_equal (save->file->project,
                            gradus_document_get_project (
                              gradus_studio_get_document (self->studio))))
    gradus_document_mark_saved (gradus_studio_get_document (self->studio),
                                save->location);
  gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
  if (self->closes_after_save)
    gtk_window_destroy (GTK_WINDOW (self));
  else
    {
      g_autofree char *text = g_strdup_printf (_ ("Saved as “%s”"), title);

      gradus_window_toast (self, text);
    }
}

static GPtrArray *
ref_array (GPtrArray *array)
{
  return array != NULL ? g_ptr_array_ref (array) : NULL;
}

/* The state is missing when there is nothing learned yet, as in a stack that does not
 * fit: then the description alone is saved. */
static void
state_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask)              task = user_data;
  GradusWindow                  *self = g_task_get_source_object (task);
  Save                          *save = g_task_get_task_data (task);
  g_autoptr (GradusTrainerState) state =
    gradus_session_dup_state_finish (GRADUS_SESSION (source), result, NULL);
  GradusSnapshot *snapshot;

  if (self->studio == NULL)
    {
      g_task_return_boolean (task, FALSE);
      return;
    }
  snapshot = gradus_studio_get_snapshot (self->studio);
  self->has_learned = snapshot->state == GRADUS_SESSION_RUNNING;
  if (state != NULL)
    {
      save->file->weights = ref_array (gradus_trainer_state_get_weights (state));
      save->file->slots = ref_array (gradus_trainer_state_get_slots (state));
      save->file->iteration = gradus_trainer_state_get_iteration (state);
      save->file->learning_rate = gradus_trainer_state_get_learning_rate (state);
      if (snapshot->history != NULL)
        save->file->history = gradus_history_ref (snapshot->history);
    }
  g_task_run_in_thread (task, save_in_thread);
}

static void
save_to (GradusWindow *self, GFile *location)
{
  GTask *task = g_task_new (self, NULL, saved_cb, NULL);
  Save  *save = g_new0 (Save, 1);

  self->is_saving = TRUE;
  save->location = g_object_ref (location);
  save->file = g_new0 (GradusKerasFile, 1);
  save->file->project = gradus_project_copy (
    gradus_document_get_project (gradus_studio_get_document (self->studio)));
  save->file->learning_rate = NAN;
  save->file->from_gradus = TRUE;
  g_task_set_task_data (task, save, (GDestroyNotify) save_free);
  gradus_session_dup_state_async (gradus_studio_get_session (self->studio), state_cb,
                                  task);
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

      save_to (self, location);
    }
  else
    self->closes_after_save = FALSE;
  g_object_unref (chooser);
}

static void
save_as (GradusWindow *self)
{
  GradusDocument       *document = gradus_studio_get_document (self->studio);
  GtkFileChooserNative *chooser =
    new_chooser (self, _ ("Save the Network"), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"));
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
  g_autoptr (GFile) location = NULL;

  if (self->is_saving)
    return;
  g_object_get (gradus_studio_get_document (self->studio), "file", &location, NULL);
  if (location != NULL)
    save_to (self, location);
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
  GradusDocument *document = gradus_studio_get_document (self->studio);
  gboolean        is_modified = FALSE;

  if (document == NULL)
    return FALSE;
  g_object_get (document, "modified", &is_modified, NULL);
  return is_modified || self->has_learned;
}

static void
close_response_cb (GradusWindow *self, const char *response)
{
  if (g_str_equal (response, "discard"))
    gtk_window_destroy (GTK_WINDOW (self));
  else if (g_str_equal (response, "save"))
    {
      self->closes_after_save = TRUE;
      save (self);
    }
}

gboolean
gradus_window_confirm_close (GradusWindow *self)
{
  AdwMessageDialog *dialog;
  const char       *title;

  if (!gradus_window_has_unsaved (self))
    return TRUE;
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

static const GActionEntry file_entries[] = {
  { "new", new_cb },   { "leave-start", leave_start_cb },
  { "open", open_cb }, { "open-recent", open_recent_cb, "s" },
  { "save", save_cb }, { "save-as", save_as_cb },
};

void
gradus_window_add_file_actions (GradusWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), file_entries,
                                   G_N_ELEMENTS (file_entries), self);
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed",
                           G_CALLBACK (gradus_window_update_recent), self,
                           G_CONNECT_SWAPPED);
}
