/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-extras.h"

#include "engine/layer.h"
#include "io/json-guard.h"

/* Names and seeds are short. */
#define MAX_NOTE 1000

/* What Keras 3.15 writes besides the parameters that Gradus has. A value other than
 * @value would change what the model computes, unless the row says that it is harmless:
 * seeds (Gradus has streams of its own) and what counts only beside another switch. Once
 * a descriptor has a parameter of this name, the row sleeps. */
typedef struct
{
  GradusFamily family;
  const char  *class_name; /* NULL: the whole family */
  const char  *name;
  const char  *value; /* JSON; NULL stands for the class name in snake case */
  gboolean     harmless;
} KerasExtra;

static const KerasExtra extras[] = {
  { GRADUS_FAMILY_INITIALIZER, "GlorotNormal", "seed", "null", TRUE },
  { GRADUS_FAMILY_INITIALIZER, "GlorotUniform", "seed", "null", TRUE },
  { GRADUS_FAMILY_INITIALIZER, "HeNormal", "seed", "null", TRUE },
  { GRADUS_FAMILY_INITIALIZER, "HeUniform", "seed", "null", TRUE },
  { GRADUS_FAMILY_INITIALIZER, "LecunNormal", "seed", "null", TRUE },
  { GRADUS_FAMILY_INITIALIZER, "LecunUniform", "seed", "null", TRUE },
  { GRADUS_FAMILY_INITIALIZER, "Orthogonal", "seed", "null", TRUE },
  { GRADUS_FAMILY_INITIALIZER, "RandomNormal", "seed", "null", TRUE },
  { GRADUS_FAMILY_INITIALIZER, "RandomUniform", "seed", "null", TRUE },
  { GRADUS_FAMILY_INITIALIZER, "TruncatedNormal", "seed", "null", TRUE },
  { GRADUS_FAMILY_INITIALIZER, "VarianceScaling", "seed", "null", TRUE },
  { GRADUS_FAMILY_INITIALIZER, "GlorotNormal", "input_axes", "null" },
  { GRADUS_FAMILY_INITIALIZER, "GlorotUniform", "input_axes", "null" },
  { GRADUS_FAMILY_INITIALIZER, "HeNormal", "input_axes", "null" },
  { GRADUS_FAMILY_INITIALIZER, "HeUniform", "input_axes", "null" },
  { GRADUS_FAMILY_INITIALIZER, "LecunNormal", "input_axes", "null" },
  { GRADUS_FAMILY_INITIALIZER, "LecunUniform", "input_axes", "null" },
  { GRADUS_FAMILY_INITIALIZER, "VarianceScaling", "input_axes", "null" },
  { GRADUS_FAMILY_INITIALIZER, "GlorotNormal", "output_axes", "null" },
  { GRADUS_FAMILY_INITIALIZER, "GlorotUniform", "output_axes", "null" },
  { GRADUS_FAMILY_INITIALIZER, "HeNormal", "output_axes", "null" },
  { GRADUS_FAMILY_INITIALIZER, "HeUniform", "output_axes", "null" },
  { GRADUS_FAMILY_INITIALIZER, "LecunNormal", "output_axes", "null" },
  { GRADUS_FAMILY_INITIALIZER, "LecunUniform", "output_axes", "null" },
  { GRADUS_FAMILY_INITIALIZER, "VarianceScaling", "output_axes", "null" },
  { GRADUS_FAMILY_LOSS, NULL, "name", NULL, TRUE },
  { GRADUS_FAMILY_LOSS, NULL, "reduction", "\"sum_over_batch_size\"" },
  { GRADUS_FAMILY_LOSS, "BinaryCrossentropy", "axis", "-1" },
  { GRADUS_FAMILY_LOSS, "BinaryFocalCrossentropy", "axis", "-1" },
  { GRADUS_FAMILY_LOSS, "CategoricalCrossentropy", "axis", "-1" },
  { GRADUS_FAMILY_LOSS, "SparseCategoricalCrossentropy", "ignore_class", "null" },
  { GRADUS_FAMILY_METRIC, NULL, "name", NULL, TRUE },
  { GRADUS_FAMILY_METRIC, NULL, "dtype", "\"float32\"" },
  { GRADUS_FAMILY_OPTIMIZER, NULL, "name", NULL, TRUE },
  { GRADUS_FAMILY_OPTIMIZER, NULL, "weight_decay", "null" },
  { GRADUS_FAMILY_OPTIMIZER, NULL, "clipnorm", "null" },
  { GRADUS_FAMILY_OPTIMIZER, NULL, "global_clipnorm", "null" },
  { GRADUS_FAMILY_OPTIMIZER, NULL, "clipvalue", "null" },
  { GRADUS_FAMILY_OPTIMIZER, NULL, "use_ema", "false" },
  { GRADUS_FAMILY_OPTIMIZER, NULL, "ema_momentum", "0.99", TRUE },
  { GRADUS_FAMILY_OPTIMIZER, NULL, "ema_overwrite_frequency", "null", TRUE },
  { GRADUS_FAMILY_OPTIMIZER, NULL, "loss_scale_factor", "null" },
  { GRADUS_FAMILY_OPTIMIZER, NULL, "gradient_accumulation_steps", "null" },
  { GRADUS_FAMILY_OPTIMIZER, "Adam", "amsgrad", "false" },
};

/* Optimizers whose memories do not all stand side by side. */
static const struct
{
  const char *class_name;
  guint       n_joint;
} joint_slots[] = {
  { "Adam", 2 },
  { "AdamW", 2 },
  { "RMSprop", 1 },
};

char *
gradus_keras_snake_case (const char *class_name)
{
  GString *snake = g_string_new (NULL);

  for (const char *c = class_name; *c != '\0'; c++)
    {
      if (c > class_name && g_ascii_isupper (*c) &&
          (g_ascii_islower (c[1]) || g_ascii_islower (c[-1])))
        g_string_append_c (snake, '_');
      if (g_ascii_isalnum (*c) || *c == '_')
        g_string_append_c (snake, g_ascii_tolower (*c));
    }
  return g_string_free (snake, FALSE);
}

/* Keras keeps the learning rate as float32 and writes all digits of that; the shortest
 * number which is the same float32 is what the user typed. */
double
gradus_keras_shorten_float32 (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if ((double) (float) value != value)
    return value;
  for (int n_digits = 1; n_digits < 9; n_digits++)
    {
      char   format[8];
      double shorter;

      g_snprintf (format, sizeof format, "%%.%dg", n_digits);
      shorter = g_ascii_strtod (g_ascii_formatd (text, sizeof text, format, value), NULL);
      if ((float) shorter == (float) value)
        return shorter;
    }
  return value;
}

static gboolean
applies (const KerasExtra *extra, const GradusKind *kind)
{
  return extra->family == kind->family &&
         (extra->class_name == NULL || strcmp (extra->class_name, kind->name) == 0) &&
         gradus_kind_find_param (kind, extra->name) == NULL;
}

/* The JSON of a table is a word, a number or a plain string; NULL is the class name. */
static JsonNode *
make_node (const char *value, const GradusKind *kind)
{
  JsonNode        *node = json_node_alloc ();
  g_autofree char *text = NULL;

  if (value == NULL)
    text = gradus_keras_snake_case (kind->name);
  else if (value[0] == '"')
    text = g_strndup (value + 1, strlen (value) - 2);
  if (text != NULL)
    return json_node_init_string (node, text);
  if (strcmp (value, "null") == 0)
    return json_node_init_null (node);
  if (strcmp (value, "true") == 0 || strcmp (value, "false") == 0)
    return json_node_init_boolean (node, value[0] == 't');
  if (strchr (value, '.') == NULL)
    return json_node_init_int (node, g_ascii_strtoll (value, NULL, 10));
  return json_node_init_double (node, g_ascii_strtod (value, NULL));
}

static gboolean
nodes_equal (JsonNode *a, JsonNode *b)
{
  double x;
  double y;

  if (gradus_json_node_get_number (a, &x) && gradus_json_node_get_number (b, &y))
    return x == y;
  return json_node_equal (a, b);
}

static gboolean
is_value (const char *json, const GradusKind *kind, JsonNode *value)
{
  g_autoptr (JsonNode) expected = make_node (json, kind);

  return nodes_equal (value, expected);
}

/* Names of notes that are no members of the configuration begin so. */
static gboolean
is_member (const char *note)
{
  return note[0] != '@';
}

static void
write_notes (GHashTable *notes, JsonObject *config)
{
  GHashTableIter iter;
  gpointer       name, text;

  if (notes == NULL)
    return;
  g_hash_table_iter_init (&iter, notes);
  while (g_hash_table_iter_next (&iter, &name, &text))
    {
      JsonNode *node = is_member (name) ? json_from_string (text, NULL) : NULL;

      if (node != NULL)
        json_object_set_member (config, name, node);
    }
}

/**
 * gradus_keras_extras_write:
 * @config: what is serialized
 * @members: the object to complete
 */
void
gradus_keras_extras_write (const GradusConfig *config, JsonObject *members)
{
  const GradusKind *kind = gradus_config_get_kind (config);

  for (guint i = 0; i < kind->n_fields; i++)
    json_object_set_member (members, kind->fields[i].name,
                            make_node (kind->fields[i].value, kind));
  for (gsize i = 0; i < G_N_ELEMENTS (extras); i++)
    if (applies (&extras[i], kind))
      json_object_set_member (members, extras[i].name, make_node (extras[i].value, kind));
  write_notes (gradus_config_get_notes (config), members);
}

/**
 * gradus_keras_has_member_notes:
 * @config: a configuration
 *
 * Returns: whether a file gave it members that differ from those usually written
 */
gboolean
gradus_keras_has_member_notes (const GradusConfig *config)
{
  GHashTable    *notes = gradus_config_get_notes (config);
  GHashTableIter iter;
  gpointer       name;

  if (notes == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, notes);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (is_member (name))
      return TRUE;
  return FALSE;
}

/* NULL if the member is not among those that Keras writes besides the parameters. */
static const char *
find_extra (const GradusKind *kind,
            const char       *name,
            const char      **value,
            gboolean         *harmless)
{
  for (guint i = 0; i < kind->n_fields; i++)
    if (strcmp (kind->fields[i].name, name) == 0)
      {
        *value = kind->fields[i].value;
        *harmless = kind->fields[i].is_harmless;
        return kind->fields[i].name;
      }
  for (gsize i = 0; i < G_N_ELEMENTS (extras); i++)
    if (applies (&extras[i], kind) && strcmp (extras[i].name, name) == 0)
      {
        *value = extras[i].value;
        *harmless = extras[i].harmless;
        return extras[i].name;
      }
  return NULL;
}

/**
 * gradus_keras_extras_accept:
 * @config: what is being read
 * @name: a member that is no parameter of its kind
 * @value: its value
 *
 * Decides whether leaving the member out changes nothing. Keras adds members from version
 * to version and writes None where they are not used. What differs from what would be
 * written is noted in @config, so that it is written again.
 *
 * Returns: whether it may be ignored
 */
gboolean
gradus_keras_extras_accept (GradusConfig *config, const char *name, JsonNode *value)
{
  const GradusKind *kind = gradus_config_get_kind (config);
  const char       *standard = NULL;
  gboolean          harmless = FALSE;
  gboolean          is_known = find_extra (kind, name, &standard, &harmless) != NULL;
  g_autofree char  *text = NULL;

  if (is_known && is_value (standard, kind, value))
    return TRUE;
  if (is_known ? !harmless : !JSON_NODE_HOLDS_NULL (value))
    return FALSE;
  text = json_to_string (value, FALSE);
  if (strlen (text) <= MAX_NOTE)
    gradus_config_set_note (config, name, text);
  return TRUE;
}

gboolean
gradus_keras_has_build_config (const GradusKind *kind)
{
  return !(((const GradusLayerKind *) kind)->flags & GRADUS_LAYER_BUILT_AT_ONCE);
}

static gboolean
has_flag (const GradusKind *kind, const char *param, GradusParamFlags flag)
{
  const GradusParam *described = gradus_kind_find_param (kind, param);

  return described != NULL && described->flags & flag;
}

gboolean
gradus_keras_is_required (const GradusKind *kind, const char *param)
{
  return has_flag (kind, param, GRADUS_PARAM_REQUIRED);
}

gboolean
gradus_keras_omits (const GradusKind *kind, const char *param)
{
  return has_flag (kind, param, GRADUS_PARAM_UNWRITTEN);
}

guint
gradus_keras_n_joint_slots (const GradusKind *kind, guint n_slots)
{
  for (gsize i = 0; i < G_N_ELEMENTS (joint_slots); i++)
    if (strcmp (joint_slots[i].class_name, kind->name) == 0)
      return MIN (joint_slots[i].n_joint, n_slots);
  return n_slots;
}
