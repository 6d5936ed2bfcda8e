/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-chain.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "io/json-guard.h"
#include "io/keras-extras.h"

/* A Sequential model is a list of layers. A Functional one is a graph: each layer says
 * where its input comes from. Where that graph is a chain, it is a list of layers as
 * well.
 *
 * Source: Keras 3, keras/src/models/functional.py, keras/src/saving/saving_lib.py */

#define MAX_LAYERS 1000

typedef struct
{
  GPtrArray *links; /* of GradusKerasLink */
  guint      n_layers;
} Chain;

static gboolean
append_model (Chain *chain, JsonObject *model, const char *prefix, GError **error);

static void
free_link (gpointer data)
{
  GradusKerasLink *link = data;

  g_free (link->group);
  g_free (link);
}

static gboolean
set_damaged (GError **error, const char *name)
{
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
               /* Translators: the name of an entry of a file, like "batch_shape" */
               _ ("The description of its network has no proper “%s”."), name);
  return FALSE;
}

static const char *
get_class (JsonObject *layer)
{
  return gradus_json_get_string (layer, "class_name");
}

gboolean
gradus_keras_is_model (const char *class_name)
{
  return g_strcmp0 (class_name, "Sequential") == 0 ||
         g_strcmp0 (class_name, "Functional") == 0 ||
         /* Keras 2's word for the latter */
         g_strcmp0 (class_name, "Model") == 0;
}

/* --- Following a graph --- */

/* The name by which others refer to a layer. */
static const char *
get_name (JsonObject *layer)
{
  const char *name = gradus_json_get_string (layer, "name");
  JsonObject *config = gradus_json_get_object (layer, "config");

  return name == NULL && config != NULL ? gradus_json_get_string (config, "name") : name;
}

static gboolean
set_branched (GError **error, JsonObject *layer)
{
  const char *name = get_name (layer);
  const char *class_name = get_class (layer);

  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
               /* Translators: the name of a layer, then its class, like "Concatenate" */
               _ ("Its network is no plain chain of layers: it branches at “%.80s” "
                  "(%.80s)."),
               name != NULL ? name : "?", class_name != NULL ? class_name : "?");
  return FALSE;
}

/* Collects the tensors among the arguments of a call, however they are nested. What is
 * neither tensor nor None nor a switch would change what the layer does. */
static gboolean
collect_sources (JsonNode *node, GPtrArray *sources)
{
  JsonObject *object;
  JsonObject *config;
  JsonArray  *array;

  if (JSON_NODE_HOLDS_NULL (node) || gradus_json_node_is_boolean (node))
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      array = json_node_get_array (node);
      for (guint i = 0; i < json_array_get_length (array); i++)
        if (!collect_sources (json_array_get_element (array, i), sources))
          return FALSE;
      return TRUE;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  object = json_node_get_object (node);
  config = gradus_json_get_object (object, "config");
  array = config != NULL ? gradus_json_get_array (config, "keras_history") : NULL;
  if (g_strcmp0 (get_class (object), "__keras_tensor__") != 0 || array == NULL ||
      json_array_get_length (array) != 3 ||
      !gradus_json_node_is_string (json_array_get_element (array, 0)))
    return FALSE;
  g_ptr_array_add (sources, (gpointer) json_array_get_string_element (array, 0));
  return TRUE;
}

/* Keras 2: [[["input_1", 0, 0, {}]]], the call's arguments in the last place. */
static gboolean
collect_old_sources (JsonArray *call, GPtrArray *sources)
{
  for (guint i = 0; i < json_array_get_length (call); i++)
    {
      JsonNode  *node = json_array_get_element (call, i);
      JsonArray *source =
        JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      JsonNode *last;

      if (source == NULL || json_array_get_length (source) < 3 ||
          json_array_get_length (source) > 4 ||
          !gradus_json_node_is_string (json_array_get_element (source, 0)))
        return FALSE;
      last = json_array_get_element (source, json_array_get_length (source) - 1);
      if (json_array_get_length (source) == 4 &&
          (!JSON_NODE_HOLDS_OBJECT (last) ||
           json_object_get_size (json_node_get_object (last)) > 0))
        return FALSE;
      g_ptr_array_add (sources, (gpointer) json_array_get_string_element (source, 0));
    }
  return TRUE;
}

static gboolean
collect_call (JsonNode *call, GPtrArray *sources)
{
  JsonObject *object;
  JsonNode   *args;
  JsonObject *kwargs;

  if (JSON_NODE_HOLDS_ARRAY (call))
    return collect_old_sources (json_node_get_array (call), sources);
  if (!JSON_NODE_HOLDS_OBJECT (call))
    return FALSE;
  object = json_node_get_object (call);
  args = json_object_get_member (object, "args");
  kwargs = gradus_json_get_object (object, "kwargs");
  if (args == NULL || !collect_sources (args, sources))
    return FALSE;
  if (kwargs != NULL)
    {
      g_autoptr (GList) values = json_object_get_values (kwargs);

      for (GList *l = values; l != NULL; l = l->next)
        if (!collect_sources (l->data, sources))
          return FALSE;
    }
  return TRUE;
}

/* The one layer whose output @layer gets, "" for an input; NULL if there are more. */
static const char *
find_source (JsonObject *layer)
{
  JsonArray            *calls = gradus_json_get_array (layer, "inbound_nodes");
  guint                 n_calls = calls != NULL ? json_array_get_length (calls) : 0;
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();

  if (g_strcmp0 (get_class (layer), "InputLayer") == 0)
    return n_calls == 0 ? "" : NULL;
  if (n_calls != 1 || !collect_call (json_array_get_element (calls, 0), sources) ||
      sources->len != 1)
    return NULL;
  return g_ptr_array_index (sources, 0);
}

static JsonObject *
get_layer (JsonArray *layers, guint index)
{
  JsonNode *node = json_array_get_element (layers, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* Who takes what @name puts out. */
static gboolean
index_by_source (JsonArray *layers, GHashTable *followers, GError **error)
{
  for (guint i = 0; i < json_array_get_length (layers); i++)
    {
      JsonObject *layer = get_layer (layers, i);
      const char *source;

      if (layer == NULL || get_name (layer) == NULL)
        return set_damaged (error, "layers");
      source = find_source (layer);
      if (source == NULL || !g_hash_table_insert (followers, (gpointer) source, layer))
        return set_branched (error, layer);
    }
  return TRUE;
}

/* [["dense", 0, 0]], or the same without the outer brackets. */
static gboolean
is_output (JsonObject *config, const char *name)
{
  JsonArray *array = gradus_json_get_array (config, "output_layers");
  JsonNode  *first;

  while (array != NULL && json_array_get_length (array) == 1 &&
         JSON_NODE_HOLDS_ARRAY (json_array_get_element (array, 0)))
    array = json_node_get_array (json_array_get_element (array, 0));
  if (array == NULL || json_array_get_length (array) != 3)
    return FALSE;
  first = json_array_get_element (array, 0);
  return gradus_json_node_is_string (first) &&
         strcmp (json_node_get_string (first), name) == 0;
}

/* (element-type JsonObject): the layers from the input on. */
static GPtrArray *
follow_graph (JsonObject *config, JsonArray *layers, GError **error)
{
  g_autoptr (GHashTable) followers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray)  chain = g_ptr_array_new ();
  JsonObject            *layer;

  if (!index_by_source (layers, followers, error))
    return NULL;
  /* Each step takes a layer out, so a circle ends. */
  for (const char *at = ""; (layer = g_hash_table_lookup (followers, at)) != NULL;)
    {
      g_hash_table_remove (followers, at);
      g_ptr_array_add (chain, layer);
      at = get_name (layer);
    }
  if (chain->len > 0 && chain->len == json_array_get_length (layers) &&
      is_output (config, get_name (g_ptr_array_index (chain, chain->len - 1))))
    return g_steal_pointer (&chain);
  if (json_array_get_length (layers) == 0)
    set_damaged (error, "layers");
  else
    set_branched (error, chain->len > 0 ? g_ptr_array_index (chain, chain->len - 1)
                                        : get_layer (layers, 0));
  return NULL;
}

/* --- Taking models apart --- */

static GPtrArray *
list_layers (JsonObject *model, GError **error)
{
  JsonObject *config = gradus_json_get_object (model, "config");
  JsonArray  *layers = config != NULL ? gradus_json_get_array (config, "layers") : NULL;
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  if (layers == NULL)
    {
      set_damaged (error, "layers");
      return NULL;
    }
  if (json_array_get_length (layers) > MAX_LAYERS)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                   _ ("It has %u layers, and Gradus takes no more than %u."),
                   json_array_get_length (layers), MAX_LAYERS);
      return NULL;
    }
  if (strcmp (get_class (model), "Sequential") != 0)
    return follow_graph (config, layers, error);
  for (guint i = 0; i < json_array_get_length (layers); i++)
    {
      JsonObject *layer = get_layer (layers, i);

      if (layer == NULL)
        {
          set_damaged (error, "layers");
          return NULL;
        }
      g_ptr_array_add (list, layer);
    }
  return g_steal_pointer (&list);
}

/* "layers/dense", "layers/dense_1" …; a Sequential model does not count its input. */
static char *
make_group (JsonObject *model, JsonObject *layer, const char *prefix, GHashTable *used)
{
  g_autofree char *snake = gradus_keras_snake_case (get_class (layer));
  guint            n_before;

  if (strcmp (get_class (model), "Sequential") == 0 && strcmp (snake, "input_layer") == 0)
    return g_strconcat (prefix, "layers/", snake, NULL);
  n_before = GPOINTER_TO_UINT (g_hash_table_lookup (used, snake));
  g_hash_table_insert (used, g_strdup (snake), GUINT_TO_POINTER (n_before + 1));
  return n_before == 0 ? g_strconcat (prefix, "layers/", snake, NULL)
                       : g_strdup_printf ("%slayers/%s_%u", prefix, snake, n_before);
}

static gboolean
append_layer (Chain *chain, JsonObject *layer, const char *group, GError **error)
{
  gboolean is_input = strcmp (get_class (layer), "InputLayer") == 0;

  if (gradus_keras_is_model (get_class (layer)))
    {
      g_autofree char *prefix = g_strconcat (group, "/", NULL);

      return append_model (chain, layer, prefix, error);
    }
  /* The input of a model inside is what comes before it. */
  if (!is_input || chain->links->len == 0)
    {
      GradusKerasLink *link = g_new0 (GradusKerasLink, 1);

      link->object = layer;
      link->group = g_strdup (group);
      g_ptr_array_add (chain->links, link);
    }
  if (++chain->n_layers <= MAX_LAYERS)
    return TRUE;
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
               _ ("It has more than %u layers, and Gradus takes no more."), MAX_LAYERS);
  return FALSE;
}

static gboolean
append_model (Chain *chain, JsonObject *model, const char *prefix, GError **error)
{
  g_autoptr (GPtrArray)  layers = list_layers (model, error);
  g_autoptr (GHashTable) used =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (layers == NULL)
    return FALSE;
  for (guint i = 0; i < layers->len; i++)
    {
      JsonObject      *layer = g_ptr_array_index (layers, i);
      g_autofree char *group = NULL;

      if (get_class (layer) == NULL)
        {
          g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                               _ ("A part of the network has no class name."));
          return FALSE;
        }
      group = make_group (model, layer, prefix, used);
      if (!append_layer (chain, layer, group, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * gradus_keras_list_chain:
 * @model: a Sequential or Functional model as Keras serializes it
 * @error: return location for an error
 *
 * Lists the layers of a model one after the other. Models inside of it, as far as they
 * are chains as well, are replaced by their layers.
 *
 * Errors: `GRADUS_ERROR_UNSUPPORTED` for a graph that branches, with the layer where it
 * does; `GRADUS_ERROR_FORMAT`, `GRADUS_ERROR_TOO_LARGE`
 *
 * Returns: (transfer full) (nullable) (element-type GradusKerasLink): the layers; valid
 *   as long as @model
 */
GPtrArray *
gradus_keras_list_chain (JsonObject *model, GError **error)
{
  g_autoptr (GPtrArray) links = g_ptr_array_new_with_free_func (free_link);
  Chain                 chain = { links, 0 };

  return append_model (&chain, model, "", error) ? g_steal_pointer (&links) : NULL;
}
