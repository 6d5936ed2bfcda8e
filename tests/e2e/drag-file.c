/* SPDX-License-Identifier: GPL-3.0-or-later */
/* drag-file FILE…: a window from which files can be dragged, as from a file manager. */
#include <gtk/gtk.h>

static GSList *files;

static GdkContentProvider *
prepare_cb (void)
{
  return gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST,
                                         gdk_file_list_new_from_list (files));
}

int
main (int argc, char *argv[])
{
  GtkDragSource *source;
  GtkWidget     *window;
  GtkWidget     *label;

  gtk_init ();
  for (int i = 1; i < argc; i++)
    files = g_slist_append (files, g_file_new_for_commandline_arg (argv[i]));
  window = gtk_window_new ();
  label = gtk_label_new ("Drag me");
  source = gtk_drag_source_new ();
  gtk_window_set_title (GTK_WINDOW (window), "Files");
  gtk_window_set_default_size (GTK_WINDOW (window), 240, 120);
  gtk_window_set_child (GTK_WINDOW (window), label);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), NULL);
  gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (source));
  gtk_window_present (GTK_WINDOW (window));
  while (gtk_widget_get_visible (window))
    g_main_context_iteration (NULL, TRUE);
  return 0;
}
