/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-recovery-dialog.h"

#include <glib/gi18n-lib.h>

/* --- Words --- */

/* "today, 14:05", "yesterday, 09:30", "3 May 2026, 18:00". */
static char *
describe_time (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) day_before = g_date_time_add_days (now, -1);

  if (time == NULL)
    return g_strdup ("");
  if (g_date_time_get_year (time) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (now))
    /* Translators: a time of today, as strftime() takes it */
    return g_date_time_format (time, _ ("today, %H:%M"));
  if (g_date_time_get_year (time) == g_date_time_get_year (day_before) &&
      g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (day_before))
    /* Translators: a time of yesterday, as strftime() takes it */
    return g_date_time_format (time, _ ("yesterday, %H:%M"));
  /* Translators: a date and a time, as strftime() takes it */
  return g_date_time_format (time, _ ("%-d %B %Y, %H:%M"));
}

static char *
describe_place (const char *uri)
{
  g_autoptr (GFile) file = uri != NULL ? g_file_new_for_uri (uri) : NULL;
  g_autofree char  *name = file != NULL ? g_file_get_parse_name (file) : NULL;

  return name != NULL ? g_steal_pointer (&name) : g_strdup (_ ("never saved"));
}

static GtkWidget *
new_row (const GradusRecovery *copy)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *time = describe_time (gradus_recovery_get_time (copy));
  g_autofree char *place = describe_place (gradus_recovery_get_location (copy));
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", time, place);
  const char      *title = gradus_recovery_get_title (copy);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 *title != '\0' ? title : _ ("Network without a name"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static GtkWidget *
new_list (GPtrArray *copies)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (list, "in-question");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Networks that were not saved"), -1);
  for (guint i = 0; i < copies->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), new_row (copies->pdata[i]));
  /* Room for the shadow of the list. */
  gtk_widget_set_margin_start (list, 3);
  gtk_widget_set_margin_end (list, 3);
  gtk_widget_set_margin_top (list, 3);
  gtk_widget_set_margin_bottom (list, 3);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 260);
  return scroller;
}

/* --- Restoring --- */

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError          *error = NULL;
  GradusKerasFile *file = gradus_recovery_load (data, &error);

  if (file != NULL)
    g_task_return_pointer (task, file, (GDestroyNotify) gradus_keras_file_free);
  else
    g_task_return_error (task, error);
}

static GradusWindow *
find_room (GradusWindow *window)
{
  GradusWindow *other = window;

  if (!gradus_window_is_untouched (window))
    {
      other = gradus_window_new (gtk_window_get_application (GTK_WINDOW (window)));
      gtk_window_present (GTK_WINDOW (other));
    }
  return other;
}

/* The task's data are the copy; a window that takes it steals it from there. */
static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GradusWindow               *window = GRADUS_WINDOW (source);
  GradusRecovery            **copy = user_data;
  g_autoptr (GError)          error = NULL;
  g_autoptr (GradusKerasFile) file = g_task_propagate_pointer (G_TASK (result), &error);

  if (gradus_window_get_studio (window) != NULL && file != NULL)
    gradus_window_restore (find_room (window), file, g_steal_pointer (copy));
  else if (gradus_window_get_studio (window) != NULL)
    gradus_window_toast (window, error->message);
  g_clear_pointer (copy, gradus_recovery_free);
  g_free (copy);
}

static void
restore (GradusWindow *window, GPtrArray *copies)
{
  while (copies->len > 0)
    {
      GradusRecovery  **copy = g_new (GradusRecovery *, 1);
      g_autoptr (GTask) task = NULL;

      *copy = g_ptr_array_steal_index (copies, 0);
      task = g_task_new (window, NULL, loaded_cb, copy);
      g_task_set_task_data (task, *copy, NULL);
      g_task_run_in_thread (task, load_thread);
    }
}

static void
discard (GPtrArray *copies)
{
  for (guint i = 0; i < copies->len; i++)
    gradus_recovery_discard (copies->pdata[i]);
}

/* Without an answer the copies stay for the next start. */
static void
response_cb (GtkWidget *dialog, const char *response, gpointer user_data)
{
  GradusWindow *window =
    GRADUS_WINDOW (gtk_window_get_transient_for (GTK_WINDOW (dialog)));
  GPtrArray *copies = user_data;

  if (g_str_equal (response, "restore"))
    restore (window, copies);
  else if (g_str_equal (response, "discard"))
    discard (copies);
}

static void
free_copies (gpointer data, GClosure *closure)
{
  g_ptr_array_unref (data);
}

/* @copies: (transfer full) */
static void
show_dialog (GradusWindow *window, GPtrArray *copies)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
    adw_message_dialog_new (GTK_WINDOW (window), _ ("Restore Your Work?"), NULL));

  adw_message_dialog_set_body (
    dialog, ngettext ("Gradus ended unexpectedly. This network, with what it had "
                      "learned, was not saved:",
                      "Gradus ended unexpectedly. These networks, with what they had "
                      "learned, were not saved:",
                      copies->len));
  adw_message_dialog_set_extra_child (dialog, new_list (copies));
  adw_message_dialog_add_responses (dialog, "later", _ ("_Not Now"), "discard",
                                    _ ("_Discard"), "restore", _ ("_Restore"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (dialog, "restore", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "restore");
  adw_message_dialog_set_close_response (dialog, "later");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), copies,
                         free_copies, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Looking --- */

static void
claim_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *folder = gradus_recovery_dup_folder ();

  g_task_return_pointer (task, gradus_recovery_claim_abandoned (folder),
                         (GDestroyNotify) g_ptr_array_unref);
}

static void
claimed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GradusWindow         *window = GRADUS_WINDOW (source);
  g_autoptr (GPtrArray) copies = g_task_propagate_pointer (G_TASK (result), NULL);

  if (copies != NULL && copies->len > 0 && gradus_window_get_studio (window) != NULL)
    show_dialog (window, g_steal_pointer (&copies));
}

/**
 * gradus_recovery_dialog_offer:
 * @window: what asks, and takes the first of what is restored if it is untouched
 *
 * Looks in a thread for safety copies that a crash left. If there are any, a dialog says
 * which and of when, and offers to restore or to discard them.
 */
void
gradus_recovery_dialog_offer (GradusWindow *window)
{
  g_autoptr (GTask) task = g_task_new (window, NULL, claimed_cb, NULL);

  g_task_run_in_thread (task, claim_thread);
}
