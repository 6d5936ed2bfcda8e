/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "engine/error.h"
#include "io/json-guard.h"
#include "io/keras-file.h"

/* A path in the source tree's tests/golden/keras_files. */
static inline char *
fixture_path (const char *name)
{
  return g_build_filename (g_getenv ("GRADUS_SOURCE_ROOT"), "tests", "golden",
                           "keras_files", name, NULL);
}

/* A folder of this test alone, removed by fixture_folder_free(). */
static inline char *
fixture_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char              *folder = g_dir_make_tmp ("gradus-io-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static inline void
fixture_folder_free (char *folder)
{
  GDir       *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_dir_close (dir);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
}

/* Without the syncs of g_file_set_contents(), for thousands of files. */
static inline void
fixture_write (const char *path, gconstpointer data, gsize n_bytes)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, data, n_bytes), ==, (gssize) n_bytes);
  close (fd);
}

static inline GBytes *
fixture_read (const char *path)
{
  char              *text = NULL;
  gsize              length = 0;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (text, length);
}

static inline gboolean fixture_json_equal (JsonNode *a, JsonNode *b);

static inline gboolean
fixture_objects_equal (JsonObject *a, JsonObject *b)
{
  g_autoptr (GList) names = json_object_get_members (a);
  guint             n_shared = 0;

  for (GList *i = names; i != NULL; i = i->next)
    {
      JsonNode *other = json_object_get_member (b, i->data);

      /* Keras counts objects by their address. */
      if (strcmp (i->data, "shared_object_id") == 0)
        n_shared++;
      else if (other == NULL ||
               !fixture_json_equal (json_object_get_member (a, i->data), other))
        {
          g_test_message ("they differ in %s", (char *) i->data);
          return FALSE;
        }
    }
  return json_object_get_size (a) - n_shared ==
         json_object_get_size (b) - json_object_has_member (b, "shared_object_id");
}

static inline gboolean
fixture_arrays_equal (JsonArray *a, JsonArray *b)
{
  if (json_array_get_length (a) != json_array_get_length (b))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (a); i++)
    if (!fixture_json_equal (json_array_get_element (a, i),
                             json_array_get_element (b, i)))
      return FALSE;
  return TRUE;
}

/* Equal as Python would see it: 1 is 1.0, and the order of members does not count. */
static inline gboolean
fixture_json_equal (JsonNode *a, JsonNode *b)
{
  double x;
  double y;

  if (gradus_json_node_get_number (a, &x) && gradus_json_node_get_number (b, &y))
    return x == y;
  if (json_node_get_node_type (a) != json_node_get_node_type (b))
    return FALSE;
  if (JSON_NODE_HOLDS_OBJECT (a))
    return fixture_objects_equal (json_node_get_object (a), json_node_get_object (b));
  if (JSON_NODE_HOLDS_ARRAY (a))
    return fixture_arrays_equal (json_node_get_array (a), json_node_get_array (b));
  return json_node_equal (a, b);
}
