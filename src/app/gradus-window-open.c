/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-window-private.h"

#include "engine/error.h"
#include "io/atomic-file.h"
#include "io/weights-file.h"

#include <glib/gi18n-lib.h>

#define N_RECENT 8
/* Shorter waits need no words. */
#define PATIENCE_MS 500

/* --- File choosers --- */

/* Endings of what Gradus opens. */
static const char *const endings[] = { ".keras", ".h5", ".hdf5", ".npz" };

gboolean
gradus_window_can_open (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = base != NULL ? g_ascii_strdown (base, -1) : NULL;

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i]))
      return TRUE;
  return FALSE;
}

static GtkFileFilter *
new_filter (const char *title, gsize n_endings)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, title);
  for (gsize i = 0; i < n_endings; i++)
    gtk_file_filter_add_suffix (filter, endings[i] + 1);
  return filter;
}

GtkFileChooserNative *
gradus_window_new_chooser (GradusWindow        *self,
                           const char          *title,
                           GtkFileChooserAction action,
                           const char          *accept)
{
  gboolean              opens = action == GTK_FILE_CHOOSER_ACTION_OPEN;
  GtkFileChooserNative *chooser =
    gtk_file_chooser_native_new (title, GTK_WINDOW (self), action, accept, _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter =
    opens ? new_filter (_ ("Keras models and weights"), G_N_ELEMENTS (endings))
          : new_filter (_ ("Keras models (.keras)"), 1);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), filter);
  return chooser;
}

/* --- Loading --- */

/* An opening that is under way. The thread reads the first three. */
typedef struct
{
  GFile         *location;
  char          *path;
  GradusProject *project; /* that weights are wanted for; NULL: a whole network */
  guint          source;  /* until the dialog shows */
  GtkWidget     *dialog;  /* weak */
} Opening;

/* What the thread brings. */
typedef struct
{
  GradusKerasFile *file;
  char            *stamp;
  gboolean         is_weights; /* and nothing else: then there is no file */
} Loaded;

static void
loaded_free (gpointer data)
{
  Loaded *loaded = data;

  g_clear_pointer (&loaded->file, gradus_keras_file_free);
  g_free (loaded->stamp);
  g_free (loaded);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Loaded, loaded_free)

/* May come from the thread, when nobody waited for it any longer. */
static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_object_unref (opening->location);
  g_clear_pointer (&opening->project, gradus_project_free);
  g_free (opening->path);
  g_free (opening);
}

static void
load_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const Opening     *opening = task_data;
  g_autoptr (Loaded) loaded = g_new0 (Loaded, 1);
  g_autoptr (GError) error = NULL;

  loaded->stamp = gradus_file_dup_stamp (opening->path);
  if (opening->project != NULL)
    loaded->file = gradus_weights_file_open (opening->project, opening->path, &error);
  else
    {
      loaded->file = gradus_keras_file_load (opening->path, &error);
      loaded->is_weights = loaded->file == NULL && gradus_weights_file_is (opening->path);
    }
  if (loaded->file == NULL && !loaded->is_weights)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&loaded), loaded_free);
}

/* --- Waiting for it --- */

static void
wait_response_cb (GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static gboolean
show_wait_cb (gpointer user_data)
{
  GTask           *task = user_data;
  GradusWindow    *self = g_task_get_source_object (task);
  Opening         *opening = g_task_get_task_data (task);
  g_autofree char *title = gradus_window_dup_file_title (opening->location);
  g_autofree char *heading = NULL;
  GtkWidget       *spinner = gtk_spinner_new ();
  GtkWidget       *dialog;

  opening->source = 0;
  /* Translators: a file's name */
  heading = g_strdup_printf (_ ("Opening “%s”"), title);
  dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, NULL);
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_size_request (spinner, 32, 32);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), spinner);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (wait_response_cb),
                           g_task_get_cancellable (task), G_CONNECT_SWAPPED);
  g_set_weak_pointer (&opening->dialog, dialog);
  gtk_window_present (GTK_WINDOW (dialog));
  return G_SOURCE_REMOVE;
}

static void
end_wait (Opening *opening)
{
  GtkWidget *dialog = opening->dialog;

  g_clear_handle_id (&opening->source, g_source_remove);
  g_clear_weak_pointer (&opening->dialog);
  if (dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (dialog));
}

static void opened_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* @project: (nullable) (transfer full): what weights are for */
static void
begin (GradusWindow *self, GFile *location, GradusProject *project)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GTask)        task = g_task_new (self, cancellable, opened_cb, NULL);
  Opening                 *opening = g_new0 (Opening, 1);

  opening->location = g_object_ref (location);
  opening->path = g_file_get_path (location);
  opening->project = project;
  g_task_set_task_data (task, opening, opening_free);
  if (opening->path == NULL)
    {
      g_task_return_new_error (task, GRADUS_ERROR, GRADUS_ERROR_IO, "%s",
                               _ ("Gradus opens files of this computer only."));
      return;
    }
  opening->source = g_timeout_add (PATIENCE_MS, show_wait_cb, task);
  g_signal_connect_object (self, "destroy", G_CALLBACK (g_cancellable_cancel),
                           cancellable, G_CONNECT_SWAPPED);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, load_in_thread);
}

/* --- Showing it --- */

/* Where nothing would be replaced that cannot be had again with two clicks. */
static gboolean
is_free (GradusWindow *self)
{
  GradusDocument   *document = gradus_studio_get_document (self->studio);
  g_autoptr (GFile) file = NULL;

  if (document == NULL)
    return TRUE;
  g_object_get (document, "file", &file, NULL);
  return file == NULL && self->origin == NULL && !gradus_window_has_unsaved (self);
}

static GradusWindow *
choose_window (GradusWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  GradusWindow   *window;

  if (is_free (self))
    return self;
  window = gradus_window_new (application);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* A Keras file of an older kind is not written again: saving asks for a name. */
static GFile *
get_home (GFile *location)
{
  g_autofree char *base = g_file_get_basename (location);

  return g_str_has_suffix (base, ".keras") ? location : NULL;
}

static void
show_loaded (GradusWindow *self, const Loaded *loaded, GFile *location)
{
  GradusWindow              *window = choose_window (self);
  g_autoptr (GradusDocument) document =
    gradus_document_new_from_keras_file (loaded->file, get_home (location));

  gradus_document_set_stamp (document, loaded->stamp);
  gradus_document_set_read_only (document, loaded->file->from_newer);
  gradus_window_show_document (window, document, loaded->file);
  g_set_object (&window->origin, location);
  gradus_window_remember (window, location);
}

/* What a dialog asks about. */
typedef struct
{
  GradusWindow *window; /* borrowed: the dialog goes before it */
  Loaded       *loaded;
  GFile        *location;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_clear_pointer (&question->loaded, loaded_free);
  g_object_unref (question->location);
  g_free (question);
}

static void
ask (GradusWindow *self,
     Loaded       *loaded,
     GFile        *location,
     const char   *heading,
     const char   *body,
     const char   *accept,
     GCallback     callback)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);
  Question  *question = g_new (Question, 1);

  *question = (Question){ self, loaded, g_object_ref (location) };
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"),
                                    "accept", accept, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "accept",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "accept");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", callback, question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
newer_response_cb (GtkWidget *dialog, const char *response, gpointer user_data)
{
  const Question *question = user_data;

  if (g_str_equal (response, "accept"))
    show_loaded (question->window, question->loaded, question->location);
}

static void
weights_response_cb (GtkWidget *dialog, const char *response, gpointer user_data)
{
  const Question *question = user_data;
  GradusDocument *document = gradus_studio_get_document (question->window->studio);

  if (g_str_equal (response, "accept") && document != NULL)
    begin (question->window, question->location,
           gradus_project_copy (gradus_document_get_project (document)));
}

/* Weights alone are no document; they can be put into one. */
static void
offer_weights (GradusWindow *self, GFile *location)
{
  GradusDocument  *document = gradus_studio_get_document (self->studio);
  g_autofree char *title = gradus_window_dup_file_title (location);
  g_autofree char *body = NULL;

  if (document == NULL || gradus_document_is_read_only (document))
    {
      body = g_strdup_printf (
        /* Translators: a file's name */
        _ ("“%s” holds weights, but not the network that they belong to. Open or build "
           "the network first, then open the weights."),
        title);
      gradus_window_show_error (self, _ ("Weights Without a Network"), body);
      return;
    }
  body = g_strdup_printf (
    /* Translators: a file's name, then the name of a network */
    _ ("“%s” holds weights, but not the network that they belong to. If they fit, they "
       "take the place of what “%s” has learned."),
    title, gradus_document_get_project (document)->title);
  ask (self, NULL, location, _ ("Load the Weights?"), body, _ ("_Load Weights"),
       G_CALLBACK (weights_response_cb));
}

static void
take_weights (GradusWindow *self, const Loaded *loaded, GFile *location)
{
  g_autofree char *title = gradus_window_dup_file_title (location);
  g_autofree char *text = NULL;

  gradus_studio_take_learned (self->studio, loaded->file);
  gradus_window_leave_start (self);
  /* Translators: a file's name */
  text = g_strdup_printf (_ ("Weights of “%s” loaded"), title);
  gradus_window_toast (self, text);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GradusWindow      *self = GRADUS_WINDOW (source);
  Opening           *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (Loaded) loaded = g_task_propagate_pointer (G_TASK (result), &error);

  end_wait (opening);
  if (self->studio == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (loaded == NULL)
    gradus_window_show_error (self, _ ("Could Not Open the File"), error->message);
  else if (opening->project != NULL)
    take_weights (self, loaded, opening->location);
  else if (loaded->is_weights)
    offer_weights (self, opening->location);
  else if (loaded->file->from_newer)
    ask (self, g_steal_pointer (&loaded), opening->location, _ ("A File of the Future"),
         _ ("This file comes from a newer Gradus. It can be looked at, but not changed."),
         _ ("_Open for Reading"), G_CALLBACK (newer_response_cb));
  else
    show_loaded (self, loaded, opening->location);
}

/* --- Opening --- */

static GradusWindow *
find_window (GradusWindow *self, GFile *file)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  GList *windows = application != NULL ? gtk_application_get_windows (application) : NULL;

  for (GList *l = windows; l != NULL; l = l->next)
    if (GRADUS_IS_WINDOW (l->data) && GRADUS_WINDOW (l->data)->origin != NULL &&
        g_file_equal (GRADUS_WINDOW (l->data)->origin, file))
      return l->data;
  return NULL;
}

/**
 * gradus_window_open_file:
 * @file: what to open
 *
 * Opens a file: in the window that shows it already, here if nothing was begun here, else
 * in a new window. Until all is read, and if it cannot be read, everything stays as it
 * is.
 */
void
gradus_window_open_file (GradusWindow *self, GFile *file)
{
  GradusWindow *window;

  g_return_if_fail (GRADUS_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  window = find_window (self, file);
  if (window != NULL)
    {
      gradus_window_leave_start (window);
      gtk_window_present (GTK_WINDOW (window));
      return;
    }
  begin (self, file, NULL);
}

static void
open_response_cb (GradusWindow *self, int response, GtkNativeDialog *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files =
        gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));

      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);

          gradus_window_open_file (self, file);
        }
    }
  g_object_unref (chooser);
}

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow         *self = user_data;
  GtkFileChooserNative *chooser =
    gradus_window_new_chooser (self, _ ("Open a Network"), GTK_FILE_CHOOSER_ACTION_OPEN,
                               _ ("_Open"));

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (open_response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* --- Recent files --- */

void
gradus_window_remember (GradusWindow *self, GFile *location)
{
  g_autofree char *uri = g_file_get_uri (location);

  gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
}

static void
open_recent_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GradusWindow     *self = user_data;
  const char       *uri = g_variant_get_string (parameter, NULL);
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  g_autofree char  *title = gradus_window_dup_file_title (file);
  g_autofree char  *text = NULL;

  if (g_file_query_exists (file, NULL))
    {
      gradus_window_open_file (self, file);
      return;
    }
  gtk_recent_manager_remove_item (gtk_recent_manager_get_default (), uri, NULL);
  /* Translators: a file's name */
  text = g_strdup_printf (_ ("“%s” is not there any longer"), title);
  gradus_window_toast (self, text);
}

/* Only what was opened or saved here: the list belongs to all programs of the user. */
static gboolean
is_ours (GtkRecentInfo *info)
{
  g_autoptr (GFile) file = g_file_new_for_uri (gtk_recent_info_get_uri (info));

  return gtk_recent_info_has_application (info, g_get_application_name ()) &&
         gradus_window_can_open (file);
}

static void
clear_recent_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkRecentManager *manager = gtk_recent_manager_get_default ();
  GList            *items = gtk_recent_manager_get_items (manager);

  for (GList *l = items; l != NULL; l = l->next)
    if (is_ours (l->data))
      gtk_recent_manager_remove_item (manager, gtk_recent_info_get_uri (l->data), NULL);
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
}

static int
compare_recent (gconstpointer a, gconstpointer b)
{
  return g_date_time_compare (gtk_recent_info_get_modified ((GtkRecentInfo *) b),
                              gtk_recent_info_get_modified ((GtkRecentInfo *) a));
}

static void
add_recent (GMenu *menu, GtkRecentInfo *info)
{
  const char           *uri = gtk_recent_info_get_uri (info);
  const char           *name = gtk_recent_info_get_display_name (info);
  g_auto (GStrv)        parts = g_strsplit (name, "_", -1);
  g_autofree char      *label = g_strjoinv ("__", parts); /* no mnemonic */
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "win.open-recent", "s", uri);
  g_menu_append_item (menu, item);
}

void
gradus_window_update_recent (GradusWindow *self)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  guint  n_shown = 0;

  g_menu_remove_all (self->recent_section);
  items = g_list_sort (items, compare_recent);
  for (GList *l = items; l != NULL && n_shown < N_RECENT; l = l->next)
    if (is_ours (l->data) && gtk_recent_info_exists (l->data))
      {
        add_recent (self->recent_section, l->data);
        n_shown++;
      }
  if (n_shown == 0)
    g_menu_append (self->recent_section, _ ("No Recent Files"), "win.no-recent");
  g_simple_action_set_enabled (G_SIMPLE_ACTION (
                                 g_action_map_lookup_action (G_ACTION_MAP (self),
                                                             "clear-recent")),
                               n_shown > 0);
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
}

static const GActionEntry open_entries[] = {
  { "open", open_cb },
  { "open-recent", open_recent_cb, "s" },
  { "clear-recent", clear_recent_cb },
};

void
gradus_window_add_open_actions (GradusWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), open_entries,
                                   G_N_ELEMENTS (open_entries), self);
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed",
                           G_CALLBACK (gradus_window_update_recent), self,
                           G_CONNECT_SWAPPED);
}
