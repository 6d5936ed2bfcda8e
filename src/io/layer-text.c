/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/layer-text.h"

#include "config.h"

#include "engine/error.h"
#include "io/json-guard.h"
#include "io/keras-json.h"
#include "io/python-objects.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LAYERS_MOST 1000

static GPtrArray *
new_layers (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_layer_free);
}

/**
 * gradus_layers_to_text:
 * @layers: (array length=n_layers): layers with names
 * @n_layers: how many; at least one
 *
 * Writes layers as Keras serializes them: an object for one, a list for several.
 *
 * Returns: (transfer full): JSON
 */
char *
gradus_layers_to_text (const GradusLayer *const *layers, guint n_layers)
{
  g_autoptr (JsonNode)  root = NULL;
  g_autoptr (JsonArray) array = json_array_new ();

  g_return_val_if_fail (n_layers > 0, NULL);

  for (guint i = 0; i < n_layers; i++)
    json_array_add_element (array, gradus_layer_config_to_json (layers[i]->config,
                                                                layers[i]->name,
                                                                layers[i]->trainable));
  root = n_layers == 1 ? json_array_dup_element (array, 0)
                       : json_node_init_array (json_node_alloc (), array);
  return json_to_string (root, TRUE);
}

/* --- From JSON --- */

/**
 * gradus_layer_from_json:
 * @node: a layer as Keras serializes it
 * @error: return location for an error
 *
 * Errors: those of gradus_config_from_json()
 *
 * Returns: (transfer full): a layer with an identity of its own, named if @node has a
 * name
 */
GradusLayer *
gradus_layer_from_json (JsonNode *node, GError **error)
{
  GradusConfig *config = gradus_config_from_json (GRADUS_FAMILY_LAYER, node, error);
  GradusLayer  *layer;
  JsonObject   *members;
  JsonNode     *trainable;
  const char   *name;

  if (config == NULL)
    return NULL;
  layer = gradus_layer_new_from_config (config);
  members = JSON_NODE_HOLDS_OBJECT (node)
              ? gradus_json_get_object (json_node_get_object (node), "config")
              : NULL;
  if (members == NULL)
    return layer;
  name = gradus_json_get_string (members, "name");
  trainable = json_object_get_member (members, "trainable");
  if (name != NULL && *name != '\0' && strchr (name, '/') == NULL)
    layer->name = g_strdup (name);
  if (trainable != NULL && gradus_json_node_is_boolean (trainable))
    layer->trainable = json_node_get_boolean (trainable);
  return layer;
}

static JsonArray *
parse_json (const char *text, GError **error)
{
  g_autofree char     *whole = *text == '[' ? g_strdup_printf ("{\"layers\": %s}", text)
                                            : g_strdup_printf ("{\"layers\": [%s]}", text);
  g_autoptr (GBytes)   bytes = g_bytes_new_static (whole, strlen (whole));
  g_autoptr (JsonNode) root = gradus_json_parse (bytes, "JSON", NULL);
  JsonArray           *array = NULL;

  if (root != NULL)
    array = gradus_json_get_array (json_node_get_object (root), "layers");
  if (array != NULL)
    return json_array_ref (array);
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                       _ ("What is on the clipboard is damaged."));
  return NULL;
}

static GPtrArray *
read_json (const char *text, GError **error)
{
  g_autoptr (JsonArray) array = parse_json (text, error);
  g_autoptr (GPtrArray) layers = new_layers ();

  if (array == NULL)
    return NULL;
  for (guint i = 0; i < json_array_get_length (array) && i < LAYERS_MOST; i++)
    {
      GradusLayer *layer =
        gradus_layer_from_json (json_array_get_element (array, i), error);

      if (layer == NULL)
        return NULL;
      g_ptr_array_add (layers, layer);
    }
  return g_steal_pointer (&layers);
}

/* --- From Python: the lines between the brackets of a Sequential --- */

static GPtrArray *
read_python (const char *text, GError **error)
{
  g_autofree char             *list = g_strdup_printf ("[%s\n]", text);
  GradusPythonStatement        statement = { .source = list, .first_line = 1 };
  g_autofree char             *target = NULL;
  g_autoptr (GradusPythonNode) node =
    gradus_python_parse (&statement, &target, NULL, error);
  g_autoptr (GPtrArray)   layers = new_layers ();
  const GradusPythonNode *inner;

  if (node == NULL)
    return NULL;
  inner = node;
  if (node->items->len == 1 &&
      ((GradusPythonNode *) node->items->pdata[0])->type == GRADUS_PYTHON_SEQUENCE)
    inner = node->items->pdata[0];
  for (guint i = 0; i < inner->items->len && i < LAYERS_MOST; i++)
    {
      GradusLayer *layer = gradus_python_read_layer (inner->items->pdata[i], NULL, error);

      if (layer == NULL)
        return NULL;
      g_ptr_array_add (layers, layer);
    }
  return g_steal_pointer (&layers);
}

/**
 * gradus_layers_from_text:
 * @text: layers as Keras serializes them, or as Python writes them, like
 *   `layers.Dense(32),`
 * @error: return location for an error
 *
 * Reads what gradus_layers_to_text() wrote, or what a person copied out of a script.
 *
 * Errors: those of gradus_config_from_json() and gradus_python_read_layer();
 *   `GRADUS_ERROR_FORMAT` where there are no layers
 *
 * Returns: (transfer full) (element-type GradusLayer): at least one layer, each with an
 *   identity of its own
 */
GPtrArray *
gradus_layers_from_text (const char *text, GError **error)
{
  g_autoptr (GPtrArray) layers = NULL;
  const char           *start = text + strspn (text, " \t\r\n");

  if (*start == '{' || (*start == '[' && strchr (start, '{') != NULL))
    layers = read_json (start, error);
  else if (*start != '\0')
    layers = read_python (start, error);
  if (layers != NULL && layers->len > 0)
    return g_steal_pointer (&layers);
  if (layers != NULL || *start == '\0')
    g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                         _ ("There are no layers on the clipboard."));
  return NULL;
}
