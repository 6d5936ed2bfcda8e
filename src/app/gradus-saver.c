/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-saver.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GtkWidget     *widget; /* borrowed: the response comes no later than its end */
  GradusStudio  *studio;
  GradusSaveFunc save;
  gpointer       user_data;
} Request;

static void
request_free (gpointer data, GClosure *closure)
{
  Request *request = data;

  g_object_unref (request->studio);
  g_free (request);
}

static void
tell (GradusStudio *studio, const char *text)
{
  g_signal_emit_by_name (studio, "message", text);
}

static void
write_file (const Request *request, GFile *file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char   *name = g_file_get_basename (file);
  g_autofree char   *text = NULL;

  if (g_file_peek_path (file) == NULL)
    {
      tell (request->studio, _ ("Choose a folder on this computer."));
      return;
    }
  if (!request->save (g_file_peek_path (file), request->user_data, &error))
    {
      tell (request->studio, error->message);
      return;
    }
  /* Translators: a file's name */
  text = g_strdup_printf (_ ("“%s” saved"), name);
  tell (request->studio, text);
}

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  const Request    *request = user_data;
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    write_file (request, file);
  g_object_set_data (G_OBJECT (request->widget), "gradus-saver", NULL);
}

/**
 * gradus_saver_ask:
 * @widget: what asks
 * @studio: is told how it went
 * @title: of the dialog
 * @name: suggested for the file
 * @save: writes the file
 * @user_data: for @save
 *
 * Lets the user choose a place and a name, then writes the file. A widget asks one
 * question at a time.
 */
void
gradus_saver_ask (GtkWidget     *widget,
                  GradusStudio  *studio,
                  const char    *title,
                  const char    *name,
                  GradusSaveFunc save,
                  gpointer       user_data)
{
  GtkRoot              *root = gtk_widget_get_root (widget);
  GtkFileChooserNative *dialog;
  Request              *request;

  if (g_object_get_data (G_OBJECT (widget), "gradus-saver") != NULL)
    return;
  dialog =
    gtk_file_chooser_native_new (title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                 GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"),
                                 _ ("_Cancel"));
  request = g_new (Request, 1);
  *request = (Request){ widget, g_object_ref (studio), save, user_data };
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), request,
                         request_free, 0);
  g_object_set_data_full (G_OBJECT (widget), "gradus-saver", dialog, g_object_unref);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
