/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-data-choice.h"

#include <glib/gi18n-lib.h>

static const GradusDataRef *
get_data (GradusStudio *studio)
{
  return &gradus_document_get_project (gradus_studio_get_document (studio))->data;
}

static gboolean
has_digits (const char *id)
{
  const GradusDataSource *source = gradus_data_source_find (id);

  return source == NULL || source->has_digits;
}

void
gradus_data_choice_set_source (GradusStudio *studio,
                               const char   *source,
                               const char   *folder)
{
  GradusDataRef ref;

  gradus_data_ref_init (&ref);
  gradus_data_ref_copy (&ref, get_data (studio));
  g_free (ref.source);
  g_free (ref.folder);
  ref.source = g_strdup (source);
  ref.folder = g_strdup (folder);
  if (!has_digits (source))
    ref.task = (GradusTask){ .kind = GRADUS_TASK_CLASSES };
  gradus_document_set_data (gradus_studio_get_document (studio), &ref);
  gradus_data_ref_clear (&ref);
}

static void
folder_response_cb (GtkNativeDialog *chooser, int response, GradusStudio *studio)
{
  if (response == GTK_RESPONSE_ACCEPT && gradus_studio_get_document (studio) != NULL)
    {
      g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      g_autofree char  *path = g_file_get_path (folder);
      const char       *source = get_data (studio)->source;

      gradus_data_choice_set_source (studio,
                                     g_strcmp0 (source, "digits") == 0 ? "mnist" : source,
                                     path);
    }
  g_object_unref (chooser);
}

void
gradus_data_choice_ask_folder (GradusStudio *studio, GtkWindow *window)
{
  GtkFileChooserNative *chooser =
    gtk_file_chooser_native_new (_ ("Choose the Folder of the Digits"), window,
                                 GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Choose"),
                                 _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (folder_response_cb), studio,
                           0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
