/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "engine/error.h"
#include "engine/trainer.h"
#include "io/json-guard.h"
#include "io/keras-chain.h"
#include "io/keras-extras.h"
#include "io/keras-json.h"

#define MAX_NAME 200
#define MAX_NOTE 1000
/* Notes of a model, besides members of its compile_config, which begin "compile/". */
#define NOTE_INPUT_NAME "@input_name"
#define NOTE_INPUT_TYPE "@input_type"
#define NOTE_BATCH "@batch"
#define NOTE_FROZEN "@frozen"
#define NOTE_UNCOMPILED "@uncompiled"
#define NOTE_COMPILE "compile/"
/* Numbers in one sample; a batch of 32 of these fills 2 GiB. */
#define MAX_SAMPLE (1 << 24)

/* ---- Reading ---- */

static gboolean
set_damaged (GError **error, const char *name)
{
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
               /* Translators: the name of an entry of a file, like "batch_shape" */
               _ ("The description of its network has no proper “%s”."), name);
  return FALSE;
}

/* The first entry is the batch, which Keras writes as None unless it is fixed. */
static gboolean
read_input_shape (JsonArray *array, GradusShape *shape)
{
  guint n_axes = array != NULL ? json_array_get_length (array) : 0;
  gsize size;

  if (n_axes < 2 || n_axes - 1 > GRADUS_MAX_RANK)
    return FALSE;
  *shape = (GradusShape){ .rank = n_axes - 1 };
  for (guint i = 0; i < shape->rank; i++)
    if (!gradus_json_node_get_int (json_array_get_element (array, i + 1),
                                   &shape->dims[i]) ||
        shape->dims[i] < 1)
      return FALSE;
  return gradus_shape_checked_size (shape, &size) && size <= MAX_SAMPLE;
}

/* "float32", or a policy of that name. */
static gboolean
is_float32 (JsonNode *dtype)
{
  JsonObject *config;

  if (dtype == NULL || JSON_NODE_HOLDS_NULL (dtype))
    return TRUE;
  if (gradus_json_node_is_string (dtype))
    return strcmp (json_node_get_string (dtype), "float32") == 0;
  if (!JSON_NODE_HOLDS_OBJECT (dtype))
    return FALSE;
  config = gradus_json_get_object (json_node_get_object (dtype), "config");
  return config != NULL &&
         g_strcmp0 (gradus_json_get_string (config, "name"), "float32") == 0;
}

static gboolean
check_float32 (JsonObject *config, GError **error)
{
  if (is_float32 (json_object_get_member (config, "dtype")))
    return TRUE;
  g_set_error_literal (
    error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
    _ ("It computes in other numbers than float32, which Gradus does not."));
  return FALSE;
}

/* Numbers of symbols come as whole numbers, which float32 holds, too. */
static gboolean
check_input_type (JsonObject *config, GError **error)
{
  static const char *const whole[] = {
    "int32", "int64", "uint8", "int16", "uint16", NULL
  };
  const char *type = gradus_json_get_string (config, "dtype");

  return (type != NULL && g_strv_contains (whole, type)) || check_float32 (config, error);
}

static gboolean
is_proper_name (const char *name)
{
  return name != NULL && *name != '\0' && strlen (name) <= MAX_NAME;
}

/* Layers of models inside the model may be called like others; they get a new name. */
static gboolean
read_layer_base (GradusSequential      *sequential,
                 GradusLayer           *layer,
                 const GradusKerasLink *link,
                 JsonObject            *config,
                 GError               **error)
{
  gboolean    is_inner = strchr (link->group, '/') != strrchr (link->group, '/');
  const char *name = gradus_json_get_string (config, "name");
  JsonNode   *trainable = json_object_get_member (config, "trainable");

  if (!is_proper_name (name) ||
      (trainable != NULL && !gradus_json_node_is_boolean (trainable)))
    return set_damaged (error, "name");
  for (guint i = 0; i < gradus_sequential_get_n_layers (sequential); i++)
    if (!is_inner &&
        strcmp (gradus_sequential_get_layer (sequential, i)->name, name) == 0)
      {
        g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                     _ ("Two of its layers are called “%s”."), name);
        return FALSE;
      }
  g_free (layer->name);
  layer->name = g_strdup (name);
  layer->trainable = trainable == NULL || json_node_get_boolean (trainable);
  return check_float32 (config, error);
}

static gboolean
read_layer (GradusSequential *sequential, const GradusKerasLink *link, GError **error)
{
  g_autoptr (GradusConfig) config = NULL;
  g_autoptr (GradusLayer)  layer = NULL;
  g_autoptr (JsonNode)     node = json_node_new (JSON_NODE_OBJECT);
  JsonObject              *members = gradus_json_get_object (link->object, "config");

  json_node_set_object (node, link->object);
  config = gradus_config_from_json (GRADUS_FAMILY_LAYER, node, error);
  if (config == NULL)
    {
      const char *name =
        members != NULL ? gradus_json_get_string (members, "name") : NULL;

      if (is_proper_name (name) &&
          !g_error_matches (*error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED))
        /* Translators: the name of a layer, then what is wrong with it */
        g_prefix_error (error, _ ("In the layer “%s”: "), name);
      return FALSE;
    }
  if (members == NULL)
    return set_damaged (error, "config");
  layer = gradus_layer_new_from_config (g_steal_pointer (&config));
  if (!read_layer_base (sequential, layer, link, members, error))
    return FALSE;
  gradus_config_set_note (layer->config, GRADUS_KERAS_NOTE_GROUP, link->group);
  gradus_sequential_insert (sequential, gradus_sequential_get_n_layers (sequential),
                            g_steal_pointer (&layer));
  return TRUE;
}

/* Keras 2 says "batch_input_shape", and may say it of the first layer instead. */
static JsonArray *
find_batch_shape (JsonObject *config)
{
  JsonArray *shape = gradus_json_get_array (config, "batch_shape");

  return shape != NULL ? shape : gradus_json_get_array (config, "batch_input_shape");
}

static const char *
get_note (const GradusSequential *sequential, const char *name)
{
  return sequential->notes != NULL ? g_hash_table_lookup (sequential->notes, name) : NULL;
}

static void
note (GradusSequential *sequential, const char *name, const char *text)
{
  if (strlen (text) <= MAX_NOTE)
    gradus_notes_set (&sequential->notes, name, text);
}

static const char *
get_first_class (const GradusSequential *sequential)
{
  if (gradus_sequential_get_n_layers (sequential) == 0)
    return "";
  return gradus_config_get_kind (gradus_sequential_get_layer (sequential, 0)->config)
    ->name;
}

/* Keras makes whole numbers of what comes in where it says so. That is right for the
 * layer that stands first in the file, but hardly for one that somebody puts there. */
static void
note_input_type (GradusSequential *sequential, const char *type)
{
  g_autofree char *text = g_strconcat (type, " ", get_first_class (sequential), NULL);

  note (sequential, NOTE_INPUT_TYPE, text);
}

static char *
dup_input_type (const GradusSequential *sequential)
{
  const char *text = get_note (sequential, NOTE_INPUT_TYPE);
  const char *space = text != NULL ? strchr (text, ' ') : NULL;

  if (space == NULL || strcmp (space + 1, get_first_class (sequential)) != 0)
    return g_strdup ("float32");
  return g_strndup (text, (gsize) (space - text));
}

/* What the input is called and which numbers it takes makes no difference here. */
static void
note_input (GradusSequential *sequential, JsonObject *config)
{
  const char *name = gradus_json_get_string (config, "name");
  const char *type = gradus_json_get_string (config, "dtype");
  gint64      batch;

  if (name != NULL)
    note (sequential, NOTE_INPUT_NAME, name);
  if (type != NULL)
    note_input_type (sequential, type);
  if (gradus_json_node_get_int (json_array_get_element (find_batch_shape (config), 0),
                                &batch) &&
      batch > 0)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, batch);

      note (sequential, NOTE_BATCH, text);
    }
}

static gboolean
read_input_layer (GradusSequential *sequential, JsonObject *object, GError **error)
{
  JsonObject *config = gradus_json_get_object (object, "config");

  if (config == NULL || !read_input_shape (find_batch_shape (config), &sequential->input))
    return set_damaged (error, "batch_shape");
  note_input (sequential, config);
  return TRUE;
}

static gboolean
is_input_layer (JsonObject *object)
{
  return g_strcmp0 (gradus_json_get_string (object, "class_name"), "InputLayer") == 0;
}

static void
read_first_shape (GradusSequential *sequential, JsonObject *layer)
{
  JsonObject *config = gradus_json_get_object (layer, "config");

  if (config != NULL && !read_input_shape (find_batch_shape (config), &sequential->input))
    sequential->input = GRADUS_SHAPE_0;
}

static gboolean
read_stack (GradusSequential *sequential, GPtrArray *links, GError **error)
{
  JsonObject *input = NULL;

  for (guint i = 0; i < links->len; i++)
    {
      const GradusKerasLink *link = g_ptr_array_index (links, i);

      if (i == 0 && is_input_layer (link->object))
        input = link->object;
      else if (!read_layer (sequential, link, error))
        return FALSE;
      else if (i == 0 && sequential->input.rank == 0)
        read_first_shape (sequential, link->object);
    }
  /* A layer that is not known says more than the numbers that it would be fed. */
  return input == NULL ||
         (read_input_layer (sequential, input, error) &&
          check_input_type (gradus_json_get_object (input, "config"), error));
}

static gboolean
read_layers (GradusSequential *sequential, JsonObject *model, GError **error)
{
  g_autoptr (GPtrArray) links = gradus_keras_list_chain (model, error);

  return links != NULL && read_stack (sequential, links, error);
}

static gboolean
read_metrics (GPtrArray *metrics, const char *name, JsonNode *node, GError **error)
{
  JsonArray *array;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return set_damaged (error, name);
  array = json_node_get_array (node);
  if (json_array_get_length (array) > GRADUS_MAX_METRICS)
    return set_damaged (error, name);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode     *element = json_array_get_element (array, i);
      GradusConfig *metric;

      /* One list per output, as Keras also allows. */
      if (JSON_NODE_HOLDS_ARRAY (element) && json_array_get_length (array) == 1)
        return read_metrics (metrics, name, element, error);
      metric = gradus_config_from_json (GRADUS_FAMILY_METRIC, element, error);
      if (metric == NULL)
        return FALSE;
      g_ptr_array_add (metrics, metric);
    }
  return TRUE;
}

static gboolean
check_absent (JsonObject *compile, const char *name, GError **error)
{
  JsonNode *node = json_object_get_member (compile, name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node) ||
      (JSON_NODE_HOLDS_ARRAY (node) &&
       json_array_get_length (json_node_get_array (node)) == 0))
    return TRUE;
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
               /* Translators: a setting of Keras, like "loss_weights" */
               _ ("It was compiled with “%s”, which Gradus does not know."), name);
  return FALSE;
}

/* How fast and in how large steps Keras shall compute is not Gradus's business. */
static void
note_compile (GradusSequential *sequential, JsonObject *compile)
{
  static const char *const known[] = { "optimizer", "metrics", "weighted_metrics",
                                       "optimizer_config", NULL };
  JsonObjectIter           iter;
  const char              *name;
  JsonNode                *value;

  json_object_iter_init (&iter, compile);
  while (json_object_iter_next (&iter, &name, &value))
    if (!g_strv_contains (known, name) && !JSON_NODE_HOLDS_OBJECT (value) &&
        strlen (name) <= MAX_NAME &&
        (strcmp (name, "loss") != 0 || JSON_NODE_HOLDS_NULL (value)))
      {
        g_autofree char *key = g_strconcat (NOTE_COMPILE, name, NULL);
        g_autofree char *text = json_to_string (value, FALSE);

        note (sequential, key, text);
      }
}

static gboolean
read_compile (GradusSequential *sequential, JsonObject *compile, GError **error)
{
  JsonNode     *loss = json_object_get_member (compile, "loss");
  JsonNode     *optimizer = json_object_get_member (compile, "optimizer");
  GradusConfig *config;

  note_compile (sequential, compile);
  /* One loss per output, as Keras also allows. */
  if (loss != NULL && JSON_NODE_HOLDS_ARRAY (loss) &&
      json_array_get_length (json_node_get_array (loss)) == 1)
    loss = json_array_get_element (json_node_get_array (loss), 0);
  if (loss != NULL && !JSON_NODE_HOLDS_NULL (loss))
    {
      config = gradus_config_from_json (GRADUS_FAMILY_LOSS, loss, error);
      if (config == NULL)
        return FALSE;
      gradus_sequential_take_loss (sequential, config);
    }
  if (optimizer != NULL && !JSON_NODE_HOLDS_NULL (optimizer))
    {
      config = gradus_config_from_json (GRADUS_FAMILY_OPTIMIZER, optimizer, error);
      if (config == NULL)
        return FALSE;
      gradus_sequential_take_optimizer (sequential, config);
    }
  return check_absent (compile, "loss_weights", error) &&
         read_metrics (sequential->metrics, "metrics",
                       json_object_get_member (compile, "metrics"), error) &&
         read_metrics (sequential->weighted_metrics, "weighted_metrics",
                       json_object_get_member (compile, "weighted_metrics"), error);
}

/* Of a model that was built by its data alone Keras keeps the shape apart. */
static void
read_build_shape (GradusSequential *sequential, JsonObject *object, JsonObject *config)
{
  JsonObject *build = gradus_json_get_object (object, "build_config");

  if (!read_input_shape (gradus_json_get_array (config, "build_input_shape"),
                         &sequential->input) &&
      (build == NULL || !read_input_shape (gradus_json_get_array (build, "input_shape"),
                                           &sequential->input)))
    sequential->input = GRADUS_SHAPE_0;
}

/* Freezing a model freezes its layers, which say so themselves. */
static void
note_trainable (GradusSequential *sequential, JsonObject *config)
{
  JsonNode *trainable = json_object_get_member (config, "trainable");

  if (gradus_json_node_is_boolean (trainable) && !json_node_get_boolean (trainable))
    note (sequential, NOTE_FROZEN, "");
}

static gboolean
read_model (GradusSequential *sequential, JsonObject *object, GError **error)
{
  JsonObject *config = gradus_json_get_object (object, "config");
  JsonObject *compile = gradus_json_get_object (object, "compile_config");
  const char *name;

  if (config == NULL)
    return set_damaged (error, "config");
  name = gradus_json_get_string (config, "name");
  if (!is_proper_name (name))
    return set_damaged (error, "name");
  g_free (sequential->name);
  sequential->name = g_strdup (name);
  read_build_shape (sequential, object, config);
  note_trainable (sequential, config);
  if (!check_float32 (config, error) || !read_layers (sequential, object, error))
    return FALSE;
  if (sequential->input.rank == 0)
    return set_damaged (error, "batch_shape");
  if (compile != NULL && json_object_get_size (compile) > 0)
    return read_compile (sequential, compile, error);
  note (sequential, NOTE_UNCOMPILED, "");
  return TRUE;
}

/**
 * gradus_sequential_from_json:
 * @node: what a `config.json` holds
 * @error: return location for an error
 *
 * Reads a Sequential model, or a Functional one that is a plain chain of layers. Models
 * of other kinds and layers that Gradus does not know are refused by name; nothing that
 * the file names is ever executed.
 *
 * Errors: `GRADUS_ERROR_UNSUPPORTED`, `GRADUS_ERROR_PARAMETER`, `GRADUS_ERROR_FORMAT`,
 * `GRADUS_ERROR_TOO_LARGE`
 *
 * Returns: (transfer full): the model
 */
GradusSequential *
gradus_sequential_from_json (JsonNode *node, GError **error)
{
  g_autoptr (GradusSequential) sequential = NULL;
  g_autoptr (GError)           local = NULL;
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *class_name =
    object != NULL ? gradus_json_get_string (object, "class_name") : NULL;

  if (class_name == NULL)
    {
      set_damaged (error, "class_name");
      return NULL;
    }
  if (!gradus_keras_is_model (class_name))
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
                   /* Translators: Keras's name of a kind of model, like "Functional" */
                   _ (
                     "Its model is of the kind “%.80s”, and Gradus opens only Sequential "
                     "models and plain chains of layers."),
                   class_name);
      return NULL;
    }
  sequential = gradus_sequential_new (&GRADUS_SHAPE_1 (1));
  if (!read_model (sequential, object, &local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&sequential);
}

/* ---- Writing ---- */

static JsonArray *
write_batch_shape (const GradusSequential *sequential, const GradusShape *shape)
{
  JsonArray  *array = json_array_new ();
  const char *batch = get_note (sequential, NOTE_BATCH);

  if (batch != NULL)
    json_array_add_int_element (array, g_ascii_strtoll (batch, NULL, 10));
  else
    json_array_add_null_element (array);
  for (guint i = 0; i < shape->rank; i++)
    if (shape->dims[i] < 0)
      json_array_add_null_element (array);
    else
      json_array_add_int_element (array, shape->dims[i]);
  return array;
}

static JsonObject *
write_build_config (const GradusSequential *sequential, const GradusShape *shape)
{
  JsonObject *build = json_object_new ();

  json_object_set_array_member (build, "input_shape",
                                write_batch_shape (sequential, shape));
  return build;
}

static JsonObject *
write_frame (const char *module, const char *class_name, JsonObject *config)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "module", module);
  json_object_set_string_member (object, "class_name", class_name);
  json_object_set_object_member (object, "config", config);
  json_object_set_null_member (object, "registered_name");
  return object;
}

static JsonObject *
write_input_layer (const GradusSequential *sequential)
{
  JsonObject      *config = json_object_new ();
  const char      *name = get_note (sequential, NOTE_INPUT_NAME);
  g_autofree char *type = dup_input_type (sequential);

  json_object_set_array_member (config, "batch_shape",
                                write_batch_shape (sequential, &sequential->input));
  json_object_set_string_member (config, "dtype", type);
  json_object_set_boolean_member (config, "sparse", FALSE);
  json_object_set_boolean_member (config, "ragged", FALSE);
  json_object_set_string_member (config, "name", name != NULL ? name : "input_layer");
  json_object_set_boolean_member (config, "optional", FALSE);
  return write_frame ("keras.layers", "InputLayer", config);
}

static void
write_built (const GradusSequential *sequential,
             JsonObject             *object,
             const GradusConfig     *config,
             const GradusShape      *input)
{
  if (gradus_keras_has_build_config (gradus_config_get_kind (config)))
    json_object_set_object_member (object, "build_config",
                                   write_build_config (sequential, input));
}

/* A layer inside another one is built for what it gets: all steps, or one of them. */
static void
write_wrapped_built (const GradusSequential *sequential,
                     JsonObject             *object,
                     const GradusConfig     *config,
                     const GradusShape      *input)
{
  const GradusKind *kind = gradus_config_get_kind (config);
  JsonObject       *members = json_object_get_object_member (object, "config");
  GradusShape       inner = *input;

  if (gradus_layer_kind_of (config)->dup_wrapped == NULL)
    return;
  if (!gradus_keras_reads_both_ways (config) && inner.rank > 0)
    {
      memmove (inner.dims, inner.dims + 1, --inner.rank * sizeof inner.dims[0]);
      inner.dims[inner.rank] = 0;
    }
  for (guint i = 0; i < kind->n_params; i++)
    if (kind->params[i].type == GRADUS_PARAM_OBJECT &&
        kind->params[i].family == GRADUS_FAMILY_LAYER)
      {
        g_autoptr (GradusConfig) wrapped =
          gradus_layer_kind_of (config)->dup_wrapped (config, kind->params[i].name);

        write_built (sequential,
                     json_object_get_object_member (members, kind->params[i].name),
                     wrapped, &inner);
      }
}

static JsonNode *
write_layer (const GradusSequential *sequential,
             const GradusLayer      *layer,
             const GradusShape      *input)
{
  JsonNode *node =
    gradus_layer_config_to_json (layer->config, layer->name, layer->trainable);
  JsonObject *object = json_node_get_object (node);

  if (input != NULL)
    {
      write_built (sequential, object, layer->config, input);
      write_wrapped_built (sequential, object, layer->config, input);
    }
  return node;
}

static JsonArray *
write_layers (const GradusSequential *sequential)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (sequential);
  JsonArray             *layers = json_array_new ();

  json_array_add_object_element (layers, write_input_layer (sequential));
  for (guint i = 0; i < gradus_sequential_get_n_layers (sequential); i++)
    {
      GradusShape input;
      gboolean    known = gradus_plan_get_output (plan, (int) i - 1, &input);

      json_array_add_element (layers,
                              write_layer (sequential,
                                           gradus_sequential_get_layer (sequential, i),
                                           known ? &input : NULL));
    }
  return layers;
}

/* A short name says all if nothing differs from Keras's defaults; a file may have put it
 * otherwise. */
static JsonNode *
write_short (const GradusConfig *config)
{
  const GradusKind        *kind = gradus_config_get_kind (config);
  g_autoptr (GradusConfig) standard = gradus_config_new (kind);
  const char              *word = gradus_config_get_note (config, GRADUS_KERAS_NOTE_WORD);

  if (gradus_config_equal (config, standard) &&
      gradus_config_get_note (config, GRADUS_KERAS_NOTE_OBJECT) == NULL &&
      !gradus_keras_has_member_notes (config))
    return json_node_init_string (json_node_alloc (), word != NULL ? word : kind->id);
  return gradus_config_to_json (config);
}

static JsonNode *
write_metrics (const GPtrArray *metrics)
{
  JsonArray *array;
  JsonNode  *node;

  if (metrics->len == 0)
    return json_node_new (JSON_NODE_NULL);
  array = json_array_new ();
  node = json_node_new (JSON_NODE_ARRAY);
  for (guint i = 0; i < metrics->len; i++)
    json_array_add_element (array, write_short (metrics->pdata[i]));
  json_node_take_array (node, array);
  return node;
}

/* Keras would not open a file with a schedule that it does not know; Gradus keeps that
 * one in a member of its own. */
static JsonNode *
write_optimizer (const GradusConfig *optimizer)
{
  g_autoptr (GradusConfig) plain = gradus_config_copy (optimizer);

  if (gradus_keras_has_foreign_schedule (optimizer))
    gradus_config_set_none (plain, "learning_rate_schedule", NULL);
  return gradus_config_to_json (plain);
}

static gboolean
is_standard (const GradusConfig *config, const char *name)
{
  g_autoptr (GradusConfig) standard =
    gradus_config_new_by_name (gradus_config_get_kind (config)->family, name);

  return gradus_config_equal (config, standard);
}

/* Keras may say nothing of the loss; that holds until somebody chooses one. */
static JsonNode *
write_loss (const GradusSequential *sequential)
{
  if (get_note (sequential, NOTE_COMPILE "loss") != NULL &&
      is_standard (sequential->loss, "BinaryCrossentropy"))
    return json_node_new (JSON_NODE_NULL);
  return write_short (sequential->loss);
}

static void
write_compile_notes (const GradusSequential *sequential, JsonObject *compile)
{
  GHashTableIter iter;
  gpointer       name, text;

  if (sequential->notes == NULL)
    return;
  g_hash_table_iter_init (&iter, sequential->notes);
  while (g_hash_table_iter_next (&iter, &name, &text))
    {
      const char *member = g_str_has_prefix (name, NOTE_COMPILE)
                             ? (const char *) name + strlen (NOTE_COMPILE)
                             : "loss";
      JsonNode   *node =
        strcmp (member, "loss") != 0 ? json_from_string (text, NULL) : NULL;

      if (node != NULL)
        json_object_set_member (compile, member, node);
    }
}

static JsonObject *
write_compile (const GradusSequential *sequential)
{
  JsonObject *compile = json_object_new ();

  json_object_set_member (compile, "optimizer", write_optimizer (sequential->optimizer));
  json_object_set_member (compile, "loss", write_loss (sequential));
  json_object_set_null_member (compile, "loss_weights");
  json_object_set_member (compile, "metrics", write_metrics (sequential->metrics));
  json_object_set_member (compile, "weighted_metrics",
                          write_metrics (sequential->weighted_metrics));
  json_object_set_boolean_member (compile, "run_eagerly", FALSE);
  json_object_set_int_member (compile, "steps_per_execution", 1);
  json_object_set_boolean_member (compile, "jit_compile", FALSE);
  write_compile_notes (sequential, compile);
  return compile;
}

/**
 * gradus_keras_is_compiled:
 * @sequential: a model
 *
 * Returns: whether it has a loss and an optimizer that somebody chose; a file may hold a
 *   model without
 */
gboolean
gradus_keras_is_compiled (const GradusSequential *sequential)
{
  return get_note (sequential, NOTE_UNCOMPILED) == NULL || sequential->metrics->len > 0 ||
         sequential->weighted_metrics->len > 0 ||
         !is_standard (sequential->loss, "BinaryCrossentropy") ||
         !is_standard (sequential->optimizer, "SGD");
}

void
gradus_keras_mark_compiled (GradusSequential *sequential)
{
  gradus_notes_set (&sequential->notes, NOTE_UNCOMPILED, NULL);
}

const char *
gradus_keras_get_backend (const GradusSequential *sequential)
{
  const char *backend = get_note (sequential, GRADUS_KERAS_NOTE_BACKEND);

  return backend != NULL ? backend : "tensorflow";
}

void
gradus_keras_forget_groups (GradusSequential *sequential)
{
  for (guint i = 0; i < gradus_sequential_get_n_layers (sequential); i++)
    gradus_config_set_note (gradus_sequential_get_layer (sequential, i)->config,
                            GRADUS_KERAS_NOTE_GROUP, NULL);
}

/**
 * gradus_sequential_to_json:
 * @sequential: a model
 *
 * Writes what Keras 3.15 writes to `config.json` for this model. A stack that does not
 * fit is written, too, without the shapes that are unknown.
 *
 * Returns: (transfer full): an object
 */
JsonNode *
gradus_sequential_to_json (const GradusSequential *sequential)
{
  JsonObject *config = json_object_new ();
  JsonObject *object;
  JsonNode   *node = json_node_new (JSON_NODE_OBJECT);

  gradus_keras_write_base (config, sequential->name,
                           get_note (sequential, NOTE_FROZEN) == NULL);
  json_object_set_array_member (config, "layers", write_layers (sequential));
  json_object_set_array_member (config, "build_input_shape",
                                write_batch_shape (sequential, &sequential->input));
  object = write_frame ("keras", "Sequential", config);
  json_object_set_object_member (object, "build_config",
                                 write_build_config (sequential, &sequential->input));
  json_object_set_object_member (object, "compile_config",
                                 gradus_keras_is_compiled (sequential)
                                   ? write_compile (sequential)
                                   : json_object_new ());
  json_node_take_object (node, object);
  return node;
}
