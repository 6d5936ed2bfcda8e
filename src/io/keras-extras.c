/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-extras.h"

#include "io/json-guard.h"

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

typedef struct
{
  GradusFamily family;
  const char  *class_name;
  const char  *param;
} KerasParam;

static const KerasExtra extras[] = {
  { GRADUS_FAMILY_LAYER, "Dense", "quantization_config", "null" },
  { GRADUS_FAMILY_LAYER, "Dropout", "seed", "null", TRUE },
  { GRADUS_FAMILY_LAYER, "Dropout", "noise_shape", "null" },
  { GRADUS_FAMILY_LAYER, "Flatten", "data_format", "\"channels_last\"" },
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

/* Layers that Keras calls built as soon as they are made, so that it never notes a
 * shape for them. */
static const char *const built_at_once[] = {
  "Activation",
  "Dropout",
};

/* What Keras cannot do without; Gradus starts it from a value of its own. */
static const KerasParam required[] = {
  { GRADUS_FAMILY_LAYER, "Activation", "activation" },
  { GRADUS_FAMILY_LAYER, "Dense", "units" },
  { GRADUS_FAMILY_LAYER, "Dropout", "rate" },
};

/* Parameters that Keras takes and does not write. */
static const KerasParam omitted[] = {
  { GRADUS_FAMILY_INITIALIZER, "Identity", "gain" },
  { GRADUS_FAMILY_LOSS, "Huber", "delta" },
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

/* The table's JSON is a word, a number or a plain string. */
static JsonNode *
make_node (const KerasExtra *extra, const GradusKind *kind)
{
  JsonNode        *node = json_node_alloc ();
  g_autofree char *text = NULL;

  if (extra->value == NULL)
    text = gradus_keras_snake_case (kind->name);
  else if (extra->value[0] == '"')
    text = g_strndup (extra->value + 1, strlen (extra->value) - 2);
  if (text != NULL)
    return json_node_init_string (node, text);
  if (strcmp (extra->value, "null") == 0)
    return json_node_init_null (node);
  if (strcmp (extra->value, "true") == 0 || strcmp (extra->value, "false") == 0)
    return json_node_init_boolean (node, extra->value[0] == 't');
  if (strchr (extra->value, '.') == NULL)
    return json_node_init_int (node, g_ascii_strtoll (extra->value, NULL, 10));
  return json_node_init_double (node, g_ascii_strtod (extra->value, NULL));
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

/**
 * gradus_keras_extras_write:
 * @kind: what is serialized
 * @config: the object to complete
 */
void
gradus_keras_extras_write (const GradusKind *kind, JsonObject *config)
{
  for (gsize i = 0; i < G_N_ELEMENTS (extras); i++)
    if (applies (&extras[i], kind))
      json_object_set_member (config, extras[i].name, make_node (&extras[i], kind));
}

/**
 * gradus_keras_extras_accept:
 * @kind: what is serialized
 * @name: a member that is no parameter of @kind
 * @value: its value
 *
 * Decides whether leaving the member out changes nothing. Keras adds members from version
 * to version and writes None where they are not used.
 *
 * Returns: whether it may be ignored
 */
gboolean
gradus_keras_extras_accept (const GradusKind *kind, const char *name, JsonNode *value)
{
  for (gsize i = 0; i < G_N_ELEMENTS (extras); i++)
    if (applies (&extras[i], kind) && strcmp (extras[i].name, name) == 0)
      {
        g_autoptr (JsonNode) expected = make_node (&extras[i], kind);

        return extras[i].harmless || nodes_equal (value, expected);
      }
  return JSON_NODE_HOLDS_NULL (value);
}

gboolean
gradus_keras_has_build_config (const GradusKind *kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (built_at_once); i++)
    if (strcmp (built_at_once[i], kind->name) == 0)
      return FALSE;
  return TRUE;
}

static gboolean
is_listed (const KerasParam *list, gsize n, const GradusKind *kind, const char *param)
{
  for (gsize i = 0; i < n; i++)
    if (list[i].family == kind->family && strcmp (list[i].class_name, kind->name) == 0 &&
        strcmp (list[i].param, param) == 0)
      return TRUE;
  return FALSE;
}

gboolean
gradus_keras_is_required (const GradusKind *kind, const char *param)
{
  return is_listed (required, G_N_ELEMENTS (required), kind, param);
}

gboolean
gradus_keras_omits (const GradusKind *kind, const char *param)
{
  return is_listed (omitted, G_N_ELEMENTS (omitted), kind, param);
}

guint
gradus_keras_n_joint_slots (const GradusKind *kind, guint n_slots)
{
  for (gsize i = 0; i < G_N_ELEMENTS (joint_slots); i++)
    if (strcmp (joint_slots[i].class_name, kind->name) == 0)
      return MIN (joint_slots[i].n_joint, n_slots);
  return n_slots;
}
