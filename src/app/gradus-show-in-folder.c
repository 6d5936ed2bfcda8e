/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-show-in-folder.h"

#define FILE_MANAGER "org.freedesktop.FileManager1"
#define FILE_MANAGER_PATH "/org/freedesktop/FileManager1"

typedef struct
{
  GtkWindow *parent; /* (nullable) */
  GFile     *file;
} Request;

static void
request_free (Request *request)
{
  g_clear_object (&request->parent);
  g_object_unref (request->file);
  g_free (request);
}

/* No file manager that can select a file: the folder, at least. */
static void
open_folder (const Request *request)
{
  g_autoptr (GFile) folder = g_file_get_parent (request->file);
  g_autofree char  *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  if (uri != NULL)
    gtk_show_uri (request->parent, uri, GDK_CURRENT_TIME);
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request             *request = user_data;
  g_autoptr (GVariant) reply =
    g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  if (reply == NULL)
    open_folder (request);
  request_free (request);
}

static void
bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Request                    *request = user_data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  g_autofree char            *uri = g_file_get_uri (request->file);
  const char *const           uris[] = { uri, NULL };

  if (bus == NULL)
    {
      open_folder (request);
      request_free (request);
      return;
    }
  g_dbus_connection_call (bus, FILE_MANAGER, FILE_MANAGER_PATH, FILE_MANAGER, "ShowItems",
                          g_variant_new ("(^ass)", uris, ""), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, shown_cb, request);
}

/**
 * gradus_show_in_folder:
 * @parent: (nullable): the window that asks
 * @file: a file
 *
 * Shows a file in the desktop's file manager, selected; where that cannot be asked, its
 * folder.
 */
void
gradus_show_in_folder (GtkWindow *parent, GFile *file)
{
  Request *request;

  g_return_if_fail (G_IS_FILE (file));

  request = g_new (Request, 1);
  *request =
    (Request){ parent != NULL ? g_object_ref (parent) : NULL, g_object_ref (file) };
  g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, request);
}
