/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "h5-compare.h"

#include <hdf5.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "io-fixture.h"
#include "io/keras-h5.h"

/* What an object looks like, as text: two files are alike if their texts are. */
typedef struct
{
  GPtrArray         *lines;
  const char *const *unlike;
  GString           *place;
} Listing;

static char *
describe_type (hid_t type)
{
  return g_strdup_printf ("class %d, %s%d bytes, order %d", H5Tget_class (type),
                          H5Tis_variable_str (type) > 0 ? "variable, " : "",
                          (int) H5Tget_size (type), H5Tget_order (type));
}

static char *
describe_space (hid_t space)
{
  hsize_t  dims[32];
  int      rank = H5Sget_simple_extent_dims (space, dims, NULL);
  GString *text =
    g_string_new (H5Sget_simple_extent_type (space) == H5S_SCALAR ? "scalar" : "array");

  for (int i = 0; i < rank; i++)
    g_string_append_printf (text, " %d", (int) dims[i]);
  return g_string_free (text, FALSE);
}

static char *
describe_data (const void *data, gsize n_bytes)
{
  g_autofree char *sum =
    n_bytes == 0 ? g_strdup ("")
                 : g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, n_bytes);

  return g_strdup_printf ("%d bytes %s", (int) n_bytes, sum);
}

/* Members of a JSON object in the order of their names. */
static JsonNode *
sort_json (JsonNode *node)
{
  JsonNode  *sorted = json_node_copy (node);
  GList     *names;
  JsonArray *array;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      array = json_array_new ();
      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        json_array_add_element (array,
                                sort_json (
                                  json_array_get_element (json_node_get_array (node),
                                                          i)));
      json_node_take_array (sorted, array);
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return sorted;
  json_node_take_object (sorted, json_object_new ());
  names = g_list_sort (json_object_get_members (json_node_get_object (node)),
                       (GCompareFunc) strcmp);
  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (json_node_get_object (sorted), l->data,
                            sort_json (
                              json_object_get_member (json_node_get_object (node),
                                                      l->data)));
  g_list_free (names);
  return sorted;
}

/* JSON is compared as JSON, other text as it is. */
static char *
describe_text (const char *text)
{
  g_autoptr (JsonNode) node = text[0] == '{' ? json_from_string (text, NULL) : NULL;
  g_autoptr (JsonNode) sorted = node != NULL ? sort_json (node) : NULL;

  return sorted != NULL ? json_to_string (sorted, FALSE) : g_strdup (text);
}

static char *
describe_texts (hid_t attribute, hid_t type, hid_t space)
{
  gsize             n = (gsize) H5Sget_simple_extent_npoints (space);
  g_autofree char **texts = g_new0 (char *, n + 1);
  GString          *all = g_string_new (NULL);

  g_assert_cmpint (H5Aread (attribute, type, texts), >=, 0);
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *text = describe_text (texts[i]);

      g_string_append_printf (all, "“%s” ", text);
    }
  H5Dvlen_reclaim (type, space, H5P_DEFAULT, texts);
  return g_string_free (all, FALSE);
}

static herr_t
list_attribute (hid_t object, const char *name, const H5A_info_t *info, void *data)
{
  Listing         *self = data;
  hid_t            attribute = H5Aopen (object, name, H5P_DEFAULT);
  hid_t            type = H5Aget_type (attribute);
  hid_t            space = H5Aget_space (attribute);
  g_autofree char *type_text = describe_type (type);
  g_autofree char *space_text = describe_space (space);
  g_autofree char *value = NULL;

  if (g_str_equal (name, GRADUS_KERAS_H5_MEMBER))
    value = NULL; /* Gradus's own, which Keras has not */
  else if (self->unlike != NULL && g_strv_contains (self->unlike, name))
    value = g_strdup ("");
  else if (H5Tis_variable_str (type) > 0)
    value = describe_texts (attribute, type, space);
  else
    value = g_strdup_printf ("%d numbers", (int) H5Sget_simple_extent_npoints (space));
  if (value != NULL)
    g_ptr_array_add (self->lines,
                     g_strdup_printf ("%s @%s: %s, %s, set %d, %s", self->place->str,
                                      name, type_text, space_text,
                                      H5Tget_class (type) == H5T_STRING
                                        ? (int) H5Tget_cset (type)
                                        : -1,
                                      value));
  H5Sclose (space);
  H5Tclose (type);
  H5Aclose (attribute);
  return 0;
}

static void
list_dataset (Listing *self, hid_t dataset)
{
  hid_t type = H5Dget_type (dataset);
  hid_t space = H5Dget_space (dataset);
  gsize n_bytes = (gsize) H5Sget_simple_extent_npoints (space) * H5Tget_size (type);
  g_autofree char *data = g_malloc (n_bytes + 1);
  g_autofree char *type_text = describe_type (type);
  g_autofree char *space_text = describe_space (space);
  g_autofree char *data_text = NULL;

  g_assert_cmpint (H5Dread (dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), >=, 0);
  data_text = describe_data (data, n_bytes);
  g_ptr_array_add (self->lines, g_strdup_printf ("%s: %s, %s, %s", self->place->str,
                                                 type_text, space_text, data_text));
  H5Sclose (space);
  H5Tclose (type);
}

static void list_object (Listing *self, hid_t object);

static herr_t
list_link (hid_t group, const char *name, const H5L_info_t *info, void *data)
{
  Listing *self = data;
  gsize    length = self->place->len;
  hid_t    object = H5Oopen (group, name, H5P_DEFAULT);

  g_string_append_printf (self->place, "/%s", name);
  list_object (self, object);
  g_string_truncate (self->place, length);
  H5Oclose (object);
  return 0;
}

static void
list_object (Listing *self, hid_t object)
{
  H5Aiterate2 (object, H5_INDEX_NAME, H5_ITER_INC, NULL, list_attribute, self);
  if (H5Iget_type (object) == H5I_DATASET)
    {
      list_dataset (self, object);
      return;
    }
  g_ptr_array_add (self->lines, g_strconcat (self->place->str, "/", NULL));
  H5Literate (object, H5_INDEX_NAME, H5_ITER_INC, NULL, list_link, self);
}

static GPtrArray *
list_file (const char *path, const char *const *unlike)
{
  Listing self = { g_ptr_array_new_with_free_func (g_free), unlike, g_string_new (NULL) };
  hid_t   file = H5Fopen (path, H5F_ACC_RDONLY, H5P_DEFAULT);
  hid_t   root;

  g_assert_cmpint (file, >=, 0);
  root = H5Gopen2 (file, "/", H5P_DEFAULT);
  list_object (&self, root);
  H5Gclose (root);
  H5Fclose (file);
  g_string_free (self.place, TRUE);
  return self.lines;
}

void
h5_assert_same (const char *path_a, const char *path_b, const char *const *unlike)
{
  g_autoptr (GPtrArray) a = list_file (path_a, unlike);
  g_autoptr (GPtrArray) b = list_file (path_b, unlike);

  for (guint i = 0; i < MIN (a->len, b->len); i++)
    g_assert_cmpstr (a->pdata[i], ==, b->pdata[i]);
  g_assert_cmpuint (a->len, ==, b->len);
}
