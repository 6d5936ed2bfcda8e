/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-json.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "engine/layer.h"
#include "io/json-guard.h"
#include "io/keras-extras.h"

#define MAX_NAME 200

static gboolean read_value (GradusConfig      *config,
                            const GradusParam *param,
                            JsonNode          *node,
                            GError           **error);

/* ---- Reading ---- */

static void
set_unknown (GError **error, GradusFamily family, const char *name)
{
  /* Translators: what Gradus does not know, by its name in Keras */
  static const char *const sentences[] = {
    [GRADUS_FAMILY_LAYER] = N_ ("Gradus does not know the layer “%s”."),
    [GRADUS_FAMILY_ACTIVATION] = N_ ("Gradus does not know the activation “%s”."),
    [GRADUS_FAMILY_INITIALIZER] = N_ ("Gradus does not know the initializer “%s”."),
    [GRADUS_FAMILY_REGULARIZER] = N_ ("Gradus does not know the regularizer “%s”."),
    [GRADUS_FAMILY_CONSTRAINT] = N_ ("Gradus does not know the constraint “%s”."),
    [GRADUS_FAMILY_LOSS] = N_ ("Gradus does not know the loss “%s”."),
    [GRADUS_FAMILY_OPTIMIZER] = N_ ("Gradus does not know the optimizer “%s”."),
    [GRADUS_FAMILY_SCHEDULE] = N_ ("Gradus does not know the schedule “%s”."),
    [GRADUS_FAMILY_METRIC] = N_ ("Gradus does not know the metric “%s”."),
    [GRADUS_FAMILY_CALLBACK] = N_ ("Gradus does not know the callback “%s”."),
  };
  g_autofree char *shown = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), 80));

  G_STATIC_ASSERT (G_N_ELEMENTS (sentences) == GRADUS_N_FAMILIES);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED, _ (sentences[family]),
               shown);
#pragma GCC diagnostic pop
}

static gboolean
set_wrong_type (GError **error, const char *name)
{
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
               /* Translators: the name of a parameter, like "units" */
               _ ("The value of “%s” is not of the kind it should be."), name);
  return FALSE;
}

static gboolean
is_float32_in_keras (const GradusKind *kind, const GradusParam *param)
{
  return kind->family == GRADUS_FAMILY_OPTIMIZER &&
         strcmp (param->name, "learning_rate") == 0;
}

static gboolean
read_float (GradusConfig      *config,
            const GradusParam *param,
            JsonNode          *node,
            GError           **error)
{
  double        value;
  GradusConfig *schedule;

  if (gradus_json_node_get_number (node, &value))
    {
      if (is_float32_in_keras (gradus_config_get_kind (config), param))
        value = gradus_keras_shorten_float32 (value);
      return gradus_config_set_float (config, param->name, value, error);
    }
  /* Keras puts a schedule where a number would be. */
  if (!JSON_NODE_HOLDS_OBJECT (node) ||
      !is_float32_in_keras (gradus_config_get_kind (config), param))
    return set_wrong_type (error, param->name);
  schedule = gradus_config_from_json (GRADUS_FAMILY_SCHEDULE, node, error);
  return schedule != NULL &&
         gradus_config_take_object (config, "learning_rate_schedule", schedule, error);
}

static gboolean
read_ints (JsonArray *array, GradusShape *tuple)
{
  guint n = json_array_get_length (array);

  if (tuple->rank + n > GRADUS_MAX_RANK)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!gradus_json_node_get_int (json_array_get_element (array, i),
                                   &tuple->dims[tuple->rank++]))
      return FALSE;
  return TRUE;
}

/* ((1, 2), (3, 4)), or (1, 3), where both numbers of a pair are the same. */
static gboolean
read_pairs (JsonArray *array, guint n_axes, GradusShape *tuple)
{
  guint n = json_array_get_length (array);

  if (2 * n != n_axes)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      JsonNode *pair = json_array_get_element (array, i);
      gint64    both;

      if (gradus_json_node_get_int (pair, &both))
        tuple->dims[tuple->rank] = tuple->dims[tuple->rank + 1] = both;
      else if (!JSON_NODE_HOLDS_ARRAY (pair) ||
               json_array_get_length (json_node_get_array (pair)) != 2 ||
               !gradus_json_node_get_int (json_array_get_element (json_node_get_array (
                                                                    pair),
                                                                  0),
                                          &tuple->dims[tuple->rank]) ||
               !gradus_json_node_get_int (json_array_get_element (json_node_get_array (
                                                                    pair),
                                                                  1),
                                          &tuple->dims[tuple->rank + 1]))
        return FALSE;
      tuple->rank += 2;
    }
  return TRUE;
}

static gboolean
read_tuple (GradusConfig      *config,
            const GradusParam *param,
            JsonNode          *node,
            GError           **error)
{
  GradusShape tuple = { 0 };
  JsonArray  *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      gint64 length;

      /* Keras takes 3 for (3, 3). */
      if (!gradus_json_node_get_int (node, &length) || param->n_axes > GRADUS_MAX_RANK)
        return set_wrong_type (error, param->name);
      tuple.rank = MAX (param->n_axes, 1);
      for (guint i = 0; i < tuple.rank; i++)
        tuple.dims[i] = length;
      return gradus_config_set_tuple (config, param->name, &tuple, error);
    }
  array = json_node_get_array (node);
  if (!(param->flags & GRADUS_PARAM_PAIRS ? read_pairs (array, param->n_axes, &tuple)
                                          : read_ints (array, &tuple)))
    return set_wrong_type (error, param->name);
  return gradus_config_set_tuple (config, param->name, &tuple, error);
}

static gboolean
read_numbers (GradusConfig      *config,
              const GradusParam *param,
              JsonNode          *node,
              GError           **error)
{
  g_autofree double *numbers = NULL;
  JsonArray         *array;
  guint              n_numbers;

  if (param->flags & GRADUS_PARAM_ONE_AS_NUMBER)
    {
      double number;

      if (gradus_json_node_get_number (node, &number))
        return gradus_config_set_numbers (config, param->name, &number, 1, error);
    }
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return set_wrong_type (error, param->name);
  array = json_node_get_array (node);
  n_numbers = json_array_get_length (array);
  numbers = g_new0 (double, n_numbers + 1);
  for (guint i = 0; i < n_numbers; i++)
    if (!gradus_json_node_get_number (json_array_get_element (array, i), &numbers[i]))
      return set_wrong_type (error, param->name);
  return gradus_config_set_numbers (config, param->name, numbers, n_numbers, error);
}

/* A layer inside another one is trained with it, or not at all. */
static gboolean
read_wrapped_base (GradusConfig *layer, JsonNode *node, GError **error)
{
  JsonObject *members = JSON_NODE_HOLDS_OBJECT (node)
                          ? gradus_json_get_object (json_node_get_object (node), "config")
                          : NULL;
  JsonNode   *trainable =
    members != NULL ? json_object_get_member (members, "trainable") : NULL;
  const char *name = members != NULL ? gradus_json_get_string (members, "name") : NULL;

  if (name != NULL && strlen (name) <= MAX_NAME)
    gradus_config_set_note (layer, GRADUS_KERAS_NOTE_NAME, name);
  if (trainable == NULL ||
      (gradus_json_node_is_boolean (trainable) && json_node_get_boolean (trainable)))
    return TRUE;
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
                       _ ("It holds still a layer inside of another one, which Gradus "
                          "does not."));
  return FALSE;
}

static gboolean
read_object (GradusConfig      *config,
             const GradusParam *param,
             JsonNode          *node,
             GError           **error)
{
  g_autoptr (GradusConfig) object = gradus_config_from_json (param->family, node, error);

  if (object == NULL ||
      (param->family == GRADUS_FAMILY_LAYER && !read_wrapped_base (object, node, error)))
    return FALSE;
  return gradus_config_take_object (config, param->name, g_steal_pointer (&object),
                                    error);
}

static gboolean
read_scalar (GradusConfig      *config,
             const GradusParam *param,
             JsonNode          *node,
             GError           **error)
{
  gint64 integer;

  if (param->type == GRADUS_PARAM_BOOL && gradus_json_node_is_boolean (node))
    return gradus_config_set_bool (config, param->name, json_node_get_boolean (node),
                                   error);
  if (param->type == GRADUS_PARAM_INT && gradus_json_node_get_int (node, &integer))
    return gradus_config_set_int (config, param->name, integer, error);
  if (param->flags & GRADUS_PARAM_HIDDEN && param->type == GRADUS_PARAM_CHOICE &&
      gradus_json_node_is_string (node) &&
      !g_strv_contains (param->choices, json_node_get_string (node)))
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
                   /* Translators: a setting like "data_format", then its value */
                   _ ("Gradus cannot do %s “%.80s”."), param->name,
                   json_node_get_string (node));
      return FALSE;
    }
  if (param->type == GRADUS_PARAM_CHOICE && gradus_json_node_is_string (node))
    return gradus_config_set_choice (config, param->name, json_node_get_string (node),
                                     error);
  return set_wrong_type (error, param->name);
}

static gboolean
read_value (GradusConfig      *config,
            const GradusParam *param,
            JsonNode          *node,
            GError           **error)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return gradus_config_set_none (config, param->name, error);
  switch (param->type)
    {
    case GRADUS_PARAM_FLOAT:
      return read_float (config, param, node, error);
    case GRADUS_PARAM_TUPLE:
      return read_tuple (config, param, node, error);
    case GRADUS_PARAM_NUMBERS:
      return read_numbers (config, param, node, error);
    case GRADUS_PARAM_OBJECT:
      return read_object (config, param, node, error);
    case GRADUS_PARAM_BOOL:
    case GRADUS_PARAM_INT:
    case GRADUS_PARAM_CHOICE:
    default:
      return read_scalar (config, param, node, error);
    }
}

/* Where a file spells out what None would mean, None it is: so the one follows when the
 * other is changed. */
static void
forget_what_follows (GradusConfig *config, const GradusParam *param)
{
  g_autoptr (GradusConfig) plain = NULL;
  g_autoptr (GradusConfig) implied = NULL;
  g_autoptr (GradusConfig) given = NULL;
  const GradusLayerKind   *kind;

  if (!(param->flags & GRADUS_PARAM_NULLABLE) || param->family != GRADUS_FAMILY_LAYER ||
      param->type != GRADUS_PARAM_OBJECT || gradus_config_is_none (config, param->name))
    return;
  kind = gradus_layer_kind_of (config);
  plain = gradus_config_copy (config);
  gradus_config_set_none (plain, param->name, NULL);
  implied = kind->dup_wrapped (plain, param->name);
  given = kind->dup_wrapped (config, param->name);
  if (gradus_config_equal (implied, given))
    {
      const char *name = gradus_config_get_note (given, GRADUS_KERAS_NOTE_NAME);

      if (name != NULL)
        gradus_config_set_note (config, GRADUS_KERAS_NOTE_BACKWARD_NAME, name);
      gradus_config_set_none (config, param->name, NULL);
    }
}

/* Members that belong to every layer and are read by whoever reads the stack. */
static gboolean
is_of_every_layer (const GradusKind *kind, const char *name)
{
  return kind->family == GRADUS_FAMILY_LAYER &&
         (strcmp (name, "name") == 0 || strcmp (name, "trainable") == 0 ||
          strcmp (name, "dtype") == 0 || strcmp (name, "batch_shape") == 0 ||
          strcmp (name, "batch_input_shape") == 0);
}

static gboolean
check_members (GradusConfig *config, JsonObject *members, GError **error)
{
  const GradusKind *kind = gradus_config_get_kind (config);
  JsonObjectIter    iter;
  const char       *name;
  JsonNode         *value;

  json_object_iter_init (&iter, members);
  while (json_object_iter_next (&iter, &name, &value))
    {
      if (gradus_kind_find_param (kind, name) != NULL || is_of_every_layer (kind, name) ||
          gradus_keras_extras_accept (config, name, value))
        continue;
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
                   /* Translators: a class like "Dense", then a setting like "lora_rank"
                    */
                   _ ("Gradus does not know what %s should do with “%.80s”."), kind->name,
                   name);
      return FALSE;
    }
  return TRUE;
}

static GradusConfig *
read_short_name (GradusFamily family, const char *name, GError **error)
{
  const GradusKind *kind = gradus_kind_find (family, name);
  GradusConfig     *config;

  if (kind == NULL)
    {
      set_unknown (error, family, name);
      return NULL;
    }
  config = gradus_config_new (kind);
  if (strcmp (name, kind->id) != 0)
    gradus_config_set_note (config, GRADUS_KERAS_NOTE_WORD, name);
  return config;
}

/* Keras calls a class that somebody registered "package>Name". */
static gboolean
is_registered_elsewhere (JsonObject *object)
{
  const char *name = gradus_json_get_string (object, "registered_name");

  return name != NULL && strchr (name, '>') != NULL;
}

/* Keras names an optimizer after the library that it ran on. */
static void
note_origin (GradusConfig *config, JsonObject *object)
{
  const GradusKind *kind = gradus_config_get_kind (config);
  const char       *module = gradus_json_get_string (object, "module");
  const char       *registered = gradus_json_get_string (object, "registered_name");

  if (kind->family == GRADUS_FAMILY_LOSS || kind->family == GRADUS_FAMILY_METRIC)
    gradus_config_set_note (config, GRADUS_KERAS_NOTE_OBJECT, "");
  if (module != NULL && strcmp (module, kind->module) != 0 && strlen (module) <= MAX_NAME)
    gradus_config_set_note (config, GRADUS_KERAS_NOTE_MODULE, module);
  if (registered != NULL && strlen (registered) <= MAX_NAME)
    gradus_config_set_note (config, GRADUS_KERAS_NOTE_REGISTERED, registered);
}

/* Only Keras's own modules: a class of the same name from elsewhere is other code. */
static const GradusKind *
find_kind (GradusFamily family, JsonObject *object, GError **error)
{
  const char       *class_name = gradus_json_get_string (object, "class_name");
  const char       *module = gradus_json_get_string (object, "module");
  const GradusKind *kind;

  if (class_name == NULL)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                           _ ("A part of the network has no class name."));
      return NULL;
    }
  kind = gradus_kind_find (family, class_name);
  if (kind == NULL || is_registered_elsewhere (object) ||
      (module != NULL && strcmp (module, kind->module) != 0 &&
       strcmp (module, "keras") != 0 && !g_str_has_prefix (module, "keras.")))
    {
      set_unknown (error, family, class_name);
      return NULL;
    }
  return kind;
}

/**
 * gradus_config_from_json:
 * @family: what it must be
 * @node: a short name, or an object as Keras serializes it
 * @error: return location for an error
 *
 * Reads the configuration of a layer, loss, optimizer … from what Keras wrote. Parameters
 * that are absent keep Keras's default; members that Gradus does not know are let pass
 * only where leaving them out changes nothing.
 *
 * Errors: `GRADUS_ERROR_UNSUPPORTED` for what Gradus does not know,
 * `GRADUS_ERROR_PARAMETER` for a value out of bounds, `GRADUS_ERROR_FORMAT`
 *
 * Returns: (transfer full): the configuration
 */
GradusConfig *
gradus_config_from_json (GradusFamily family, JsonNode *node, GError **error)
{
  g_autoptr (GradusConfig) config = NULL;
  const GradusKind        *kind;
  JsonObject              *members;

  if (gradus_json_node_is_string (node))
    return read_short_name (family, json_node_get_string (node), error);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      set_wrong_type (error, gradus_family_get_title (family));
      return NULL;
    }
  kind = find_kind (family, json_node_get_object (node), error);
  if (kind == NULL)
    return NULL;
  config = gradus_config_new (kind);
  note_origin (config, json_node_get_object (node));
  members = gradus_json_get_object (json_node_get_object (node), "config");
  if (members == NULL)
    return g_steal_pointer (&config);
  if (!check_members (config, members, error))
    return NULL;
  for (guint i = 0; i < kind->n_params; i++)
    {
      JsonNode *value = json_object_get_member (members, kind->params[i].name);

      if (value != NULL && !read_value (config, &kind->params[i], value, error))
        return NULL;
    }
  for (guint i = 0; i < kind->n_params; i++)
    forget_what_follows (config, &kind->params[i]);
  return g_steal_pointer (&config);
}

/* ---- Writing ---- */

static JsonNode *
write_array (JsonArray *array)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  json_node_take_array (node, array);
  return node;
}

static JsonNode *
write_tuple (const GradusParam *param, const GradusShape *tuple)
{
  JsonArray *array;

  if (param->flags & GRADUS_PARAM_ONE_AS_NUMBER && tuple->rank == 1)
    return json_node_init_int (json_node_alloc (), tuple->dims[0]);
  array = json_array_new ();
  for (guint i = 0; i < tuple->rank; i++)
    if (param->flags & GRADUS_PARAM_PAIRS)
      {
        JsonArray *pair = json_array_new ();

        json_array_add_int_element (pair, tuple->dims[i]);
        json_array_add_int_element (pair, tuple->dims[++i]);
        json_array_add_array_element (array, pair);
      }
    else
      json_array_add_int_element (array, tuple->dims[i]);
  return write_array (array);
}

static JsonNode *
write_numbers (const GradusParam *param, const GArray *numbers)
{
  JsonArray *array;

  if (param->flags & GRADUS_PARAM_ONE_AS_NUMBER && numbers != NULL && numbers->len == 1)
    return json_node_init_double (json_node_alloc (), g_array_index (numbers, double, 0));
  array = json_array_new ();

  for (guint i = 0; numbers != NULL && i < numbers->len; i++)
    json_array_add_double_element (array, g_array_index (numbers, double, i));
  return write_array (array);
}

/**
 * gradus_keras_dup_wrapped_name:
 * @config: a layer around another one
 * @param: the parameter that holds the other one
 * @inner: the other one
 *
 * A layer inside another one is called after its class; Bidirectional adds which way it
 * reads. A file may have given it another name.
 *
 * Returns: (transfer full): its name
 */
char *
gradus_keras_dup_wrapped_name (const GradusConfig *config,
                               const char         *param,
                               const GradusConfig *inner)
{
  gboolean         is_backward = strcmp (param, "backward_layer") == 0;
  const char      *name = is_backward && gradus_config_is_none (config, param)
                            ? gradus_config_get_note (config, GRADUS_KERAS_NOTE_BACKWARD_NAME)
                            : gradus_config_get_note (inner, GRADUS_KERAS_NOTE_NAME);
  g_autofree char *snake = gradus_keras_snake_case (gradus_config_get_kind (inner)->name);

  if (name != NULL)
    return g_strdup (name);
  if (!gradus_keras_reads_both_ways (config))
    return g_steal_pointer (&snake);
  return g_strconcat (is_backward ? "backward_" : "forward_", snake, NULL);
}

/**
 * gradus_keras_reads_both_ways:
 * @config: a layer around another one
 *
 * Returns: whether there are two layers inside, as in Bidirectional
 */
gboolean
gradus_keras_reads_both_ways (const GradusConfig *config)
{
  return gradus_kind_find_param (gradus_config_get_kind (config), "backward_layer") !=
         NULL;
}

static JsonNode *
write_wrapped (const GradusConfig *config, const GradusParam *param)
{
  g_autoptr (GradusConfig) inner =
    gradus_layer_kind_of (config)->dup_wrapped (config, param->name);
  g_autofree char *name = gradus_keras_dup_wrapped_name (config, param->name, inner);

  return gradus_layer_config_to_json (inner, name, TRUE);
}

static gboolean
is_wrapped (const GradusConfig *config, const GradusParam *param)
{
  return param->type == GRADUS_PARAM_OBJECT && param->family == GRADUS_FAMILY_LAYER &&
         gradus_layer_kind_of (config)->dup_wrapped != NULL;
}

static JsonNode *
write_value (const GradusConfig *config, const GradusParam *param)
{
  const GradusValue *value = gradus_config_get_value (config, param->name);
  JsonNode          *node;

  if (is_wrapped (config, param))
    return write_wrapped (config, param);
  if (value->is_none)
    return json_node_new (JSON_NODE_NULL);
  node = json_node_alloc ();
  switch (param->type)
    {
    case GRADUS_PARAM_BOOL:
      return json_node_init_boolean (node, value->boolean);
    case GRADUS_PARAM_INT:
      return json_node_init_int (node, value->integer);
    case GRADUS_PARAM_FLOAT:
      if (is_float32_in_keras (gradus_config_get_kind (config), param))
        return json_node_init_double (node, (double) (float) value->number);
      return json_node_init_double (node, value->number);
    case GRADUS_PARAM_CHOICE:
      return json_node_init_string (node, value->text);
    case GRADUS_PARAM_TUPLE:
      json_node_free (node);
      return write_tuple (param, &value->tuple);
    case GRADUS_PARAM_NUMBERS:
      json_node_free (node);
      return write_numbers (param, value->numbers);
    case GRADUS_PARAM_OBJECT:
    default:
      json_node_free (node);
      return gradus_config_to_json (value->object);
    }
}

static gboolean
is_standard (const GradusConfig *config)
{
  g_autoptr (GradusConfig) standard = gradus_config_new (gradus_config_get_kind (config));

  return gradus_config_equal (config, standard);
}

static void
write_params (const GradusConfig *config, JsonObject *members)
{
  const GradusKind        *kind = gradus_config_get_kind (config);
  g_autoptr (GradusConfig) standard = gradus_config_new (kind);

  for (guint i = 0; i < kind->n_params; i++)
    {
      const char          *name = kind->params[i].name;
      g_autoptr (JsonNode) value = write_value (config, &kind->params[i]);
      g_autoptr (JsonNode) usual = write_value (standard, &kind->params[i]);

      if (strcmp (name, "learning_rate_schedule") == 0)
        {
          if (!JSON_NODE_HOLDS_NULL (value))
            json_object_set_member (members, "learning_rate", g_steal_pointer (&value));
        }
      else if (!gradus_keras_omits (kind, name) || !json_node_equal (value, usual))
        json_object_set_member (members, name, g_steal_pointer (&value));
    }
}

/**
 * gradus_config_to_json:
 * @config: a configured layer, loss, optimizer …
 *
 * Writes a configuration as Keras serializes it. Activations are functions, which Keras
 * knows by their name alone unless they have parameters.
 *
 * Returns: (transfer full): a string for activations, else an object
 */
JsonNode *
gradus_config_to_json (const GradusConfig *config)
{
  const GradusKind *kind = gradus_config_get_kind (config);
  const char       *module;
  const char       *registered;
  JsonObject       *object;
  JsonObject       *members;
  JsonNode         *node;

  if (kind->family == GRADUS_FAMILY_ACTIVATION && is_standard (config))
    return json_node_init_string (json_node_alloc (), kind->name);
  object = json_object_new ();
  members = json_object_new ();
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  module = gradus_config_get_note (config, GRADUS_KERAS_NOTE_MODULE);
  registered = gradus_config_get_note (config, GRADUS_KERAS_NOTE_REGISTERED);
  json_object_set_string_member (object, "module",
                                 module != NULL ? module : kind->module);
  json_object_set_string_member (object, "class_name", kind->name);
  json_object_set_object_member (object, "config", members);
  if (registered != NULL)
    json_object_set_string_member (object, "registered_name", registered);
  else
    json_object_set_null_member (object, "registered_name");
  write_params (config, members);
  gradus_keras_extras_write (config, members);
  return node;
}

/* The one kind of numbers that Gradus computes in. */
JsonObject *
gradus_keras_write_policy (void)
{
  JsonObject *policy = json_object_new ();
  JsonObject *config = json_object_new ();

  json_object_set_string_member (config, "name", "float32");
  json_object_set_string_member (policy, "module", "keras");
  json_object_set_string_member (policy, "class_name", "DTypePolicy");
  json_object_set_object_member (policy, "config", config);
  json_object_set_null_member (policy, "registered_name");
  return policy;
}

void
gradus_keras_write_base (JsonObject *config, const char *name, gboolean trainable)
{
  json_object_set_string_member (config, "name", name);
  json_object_set_boolean_member (config, "trainable", trainable);
  json_object_set_object_member (config, "dtype", gradus_keras_write_policy ());
}

/**
 * gradus_layer_config_to_json:
 * @config: a configured layer
 * @name: what it is called
 * @trainable: whether training changes its weights
 *
 * Writes a layer as Keras serializes it. Keras writes name, trainable and dtype first;
 * JSON does not care, but readers do.
 *
 * Returns: (transfer full): an object
 */
JsonNode *
gradus_layer_config_to_json (const GradusConfig *config,
                             const char         *name,
                             gboolean            trainable)
{
  JsonNode      *node = gradus_config_to_json (config);
  JsonObject    *object = json_node_get_object (node);
  JsonObject    *params = json_object_get_object_member (object, "config");
  JsonObject    *members = json_object_new ();
  JsonObjectIter iter;
  const char    *member;
  JsonNode      *value;

  if (gradus_layer_kind_of (config)->flags & GRADUS_LAYER_SHORT_BASE)
    {
      json_object_set_string_member (members, "name", name);
      json_object_set_string_member (members, "dtype", "float32");
    }
  else
    gradus_keras_write_base (members, name, trainable);
  json_object_iter_init_ordered (&iter, params);
  while (json_object_iter_next_ordered (&iter, &member, &value))
    json_object_set_member (members, member, json_node_copy (value));
  json_object_set_object_member (object, "config", members);
  return node;
}

/**
 * gradus_keras_has_foreign_schedule:
 * @optimizer: an optimizer
 *
 * Returns: whether it has a schedule that Keras does not know
 */
gboolean
gradus_keras_has_foreign_schedule (const GradusConfig *optimizer)
{
  const GradusConfig *schedule =
    gradus_config_get_object (optimizer, "learning_rate_schedule");

  return schedule != NULL &&
         !g_str_has_prefix (gradus_config_get_kind (schedule)->module, "keras");
}
