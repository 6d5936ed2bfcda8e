/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-json.h"

#include <math.h>

#include "engine/random.h"
#include "io-fixture.h"
#include "io/keras-extras.h"

#define N_DRAWS 40

static GradusConfig *draw_config (GradusRandom *random, const GradusKind *kind);

static double
draw_number (GradusRandom *random, const GradusParam *param)
{
  double low = MAX (param->minimum, -1e6);
  double high = MIN (param->maximum, 1e6);

  /* Away from the ends, which may be open. */
  return low + (high - low) * (0.01 + 0.98 * gradus_random_uniform (random));
}

static void
draw_tuple (GradusRandom *random, const GradusParam *param, GradusConfig *config)
{
  GradusShape        tuple = { .rank = param->n_axes != 0 ? param->n_axes : 2 };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < tuple.rank; i++)
    tuple.dims[i] = (gint64) MAX (param->minimum, MIN (param->maximum, 1 + i));
  gradus_config_set_tuple (config, param->name, &tuple, &error);
  g_assert_no_error (error);
}

static void
draw_object (GradusRandom      *random,
             const GradusParam *param,
             GradusConfig      *config,
             GError           **error)
{
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (param->family, &n_kinds);
  const GradusKind        *kind = kinds[gradus_random_below (random, n_kinds)];
  GradusConfig            *object;

  if (param->choices != NULL)
    kind = gradus_kind_find (param->family,
                             param->choices[gradus_random_below (
                               random, g_strv_length ((char **) param->choices))]);
  object = draw_config (random, kind);
  /* Keras's Bidirectional decides this itself. */
  if (strcmp (gradus_config_get_kind (config)->name, "Bidirectional") == 0)
    gradus_config_set_bool (object, "zero_output_for_mask",
                            gradus_config_get_bool (object, "return_sequences"), NULL);
  gradus_config_take_object (config, param->name, object, error);
}

static void
draw_value (GradusRandom      *random,
            const GradusParam *param,
            GradusConfig      *config,
            GError           **error)
{
  double   number = draw_number (random, param);
  double   numbers[] = { number, number };
  gboolean is_rate = strcmp (param->name, "learning_rate") == 0;
  guint n_choices = param->choices != NULL ? g_strv_length ((char **) param->choices) : 1;

  /* Keras keeps learning rates as float32. */
  if (is_rate)
    number = gradus_keras_shorten_float32 ((double) (float) number);
  if (param->type == GRADUS_PARAM_BOOL)
    gradus_config_set_bool (config, param->name, gradus_random_below (random, 2), error);
  else if (param->type == GRADUS_PARAM_INT)
    gradus_config_set_int (config, param->name, (gint64) round (number), error);
  else if (param->type == GRADUS_PARAM_FLOAT)
    gradus_config_set_float (config, param->name, number, error);
  else if (param->type == GRADUS_PARAM_CHOICE)
    gradus_config_set_choice (config, param->name,
                              param->choices != NULL
                                ? param->choices[gradus_random_below (random, n_choices)]
                                : "any text",
                              error);
  else if (param->type == GRADUS_PARAM_TUPLE)
    draw_tuple (random, param, config);
  else if (param->type == GRADUS_PARAM_NUMBERS)
    gradus_config_set_numbers (config, param->name, numbers, 2, error);
  else
    draw_object (random, param, config, error);
}

/* Any configuration that the descriptors allow. */
static GradusConfig *
draw_config (GradusRandom *random, const GradusKind *kind)
{
  GradusConfig *config = gradus_config_new (kind);

  for (guint i = 0; i < kind->n_params; i++)
    {
      const GradusParam *param = &kind->params[i];
      g_autoptr (GError) error = NULL;

      if ((param->flags & GRADUS_PARAM_NULLABLE) && gradus_random_below (random, 3) == 0)
        gradus_config_set_none (config, param->name, &error);
      else
        draw_value (random, param, config, &error);
      g_assert_no_error (error);
    }
  /* A schedule stands in the rate's place; the rate is gone. */
  if (kind->family == GRADUS_FAMILY_OPTIMIZER &&
      !gradus_config_is_none (config, "learning_rate_schedule"))
    {
      g_autoptr (GradusConfig) standard = gradus_config_new (kind);

      gradus_config_set_float (config, "learning_rate",
                               gradus_config_get_float (standard, "learning_rate"), NULL);
    }
  return config;
}

/* Through text, as in a file. */
static GradusConfig *
pass_through_json (const GradusConfig *config)
{
  g_autoptr (JsonNode) node = gradus_config_to_json (config);
  g_autofree char     *text = json_to_string (node, FALSE);
  g_autoptr (JsonNode) parsed = json_from_string (text, NULL);
  g_autoptr (GError)   error = NULL;
  GradusConfig        *back;

  g_assert_nonnull (parsed);
  back =
    gradus_config_from_json (gradus_config_get_kind (config)->family, parsed, &error);
  g_assert_no_error (error);
  return back;
}

static void
test_round_trip (gconstpointer data)
{
  GradusFamily             family = GPOINTER_TO_UINT (data);
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (family, &n_kinds);
  GradusRandom             random = gradus_random_init (1, "test/round-trip");

  for (guint i = 0; i < n_kinds; i++)
    for (guint draw = 0; draw < N_DRAWS; draw++)
      {
        g_autoptr (GradusConfig) config =
          draw == 0 ? gradus_config_new (kinds[i]) : draw_config (&random, kinds[i]);
        g_autoptr (GradusConfig) back = pass_through_json (config);

        if (!gradus_config_equal (config, back))
          g_error ("%s does not come back as it was", kinds[i]->name);
      }
}

static void
test_short_names (void)
{
  static const struct
  {
    GradusFamily family;
    const char  *text;
    const char  *name;
  } cases[] = {
    { GRADUS_FAMILY_ACTIVATION, "\"relu\"", "relu" },
    { GRADUS_FAMILY_LOSS, "\"mse\"", "MeanSquaredError" },
    { GRADUS_FAMILY_LOSS, "\"binary_crossentropy\"", "BinaryCrossentropy" },
    { GRADUS_FAMILY_OPTIMIZER, "\"adam\"", "Adam" },
    { GRADUS_FAMILY_INITIALIZER, "\"zeros\"", "Zeros" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode)     node = json_from_string (cases[i].text, NULL);
      g_autoptr (GError)       error = NULL;
      g_autoptr (GradusConfig) config =
        gradus_config_from_json (cases[i].family, node, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (gradus_config_get_kind (config)->name, ==, cases[i].name);
    }
}

static void
test_refusals (void)
{
  static const struct
  {
    GradusFamily family;
    const char  *text;
    int          code;
    const char  *mentions;
  } cases[] = {
    { GRADUS_FAMILY_LAYER, "{\"class_name\":\"Lambda\",\"config\":{}}",
      GRADUS_ERROR_UNSUPPORTED, "Lambda" },
    { GRADUS_FAMILY_LAYER, "{\"module\":\"evil\",\"class_name\":\"Dense\",\"config\":{}}",
      GRADUS_ERROR_UNSUPPORTED, "Dense" },
    { GRADUS_FAMILY_LAYER,
      "{\"class_name\":\"Dense\",\"config\":{\"units\":1000000000000000000}}",
      GRADUS_ERROR_PARAMETER, "1e+18" },
    { GRADUS_FAMILY_LAYER, "{\"class_name\":\"Dense\",\"config\":{\"units\":1e300}}",
      GRADUS_ERROR_FORMAT, "units" },
    { GRADUS_FAMILY_LAYER, "{\"class_name\":\"Dense\",\"config\":{\"units\":\"12\"}}",
      GRADUS_ERROR_FORMAT, "units" },
    { GRADUS_FAMILY_LAYER, "{\"class_name\":\"Dense\",\"config\":{\"units\":12.5}}",
      GRADUS_ERROR_FORMAT, "units" },
    { GRADUS_FAMILY_LAYER, "{\"class_name\":\"Dense\",\"config\":{\"lora_rank\":4}}",
      GRADUS_ERROR_UNSUPPORTED, "lora_rank" },
    { GRADUS_FAMILY_OPTIMIZER, "{\"class_name\":\"Adam\",\"config\":{\"use_ema\":true}}",
      GRADUS_ERROR_UNSUPPORTED, "use_ema" },
    { GRADUS_FAMILY_OPTIMIZER,
      "{\"class_name\":\"SGD\",\"config\":{\"learning_rate\":"
      "{\"class_name\":\"Cosine\"}}}",
      GRADUS_ERROR_UNSUPPORTED, "Cosine" },
    { GRADUS_FAMILY_LOSS, "[1]", GRADUS_ERROR_FORMAT, "" },
    { GRADUS_FAMILY_LOSS, "{}", GRADUS_ERROR_FORMAT, "class" },
    { GRADUS_FAMILY_LOSS, "\"no_such\"", GRADUS_ERROR_UNSUPPORTED, "no_such" },
    { GRADUS_FAMILY_LOSS,
      "{\"class_name\":\"MeanSquaredError\",\"config\":{\"reduction\":\"odd\"}}",
      GRADUS_ERROR_PARAMETER, "odd" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (cases[i].text, NULL);
      g_autoptr (GError)   error = NULL;

      g_assert_nonnull (node);
      g_test_message ("%s", cases[i].text);
      g_assert_null (gradus_config_from_json (cases[i].family, node, &error));
      g_assert_error (error, GRADUS_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].mentions));
    }
}

static void
test_snake_case (void)
{
  static const char *const cases[][2] = {
    { "Dense", "dense" },
    { "Conv2D", "conv2d" },
    { "Conv2DTranspose", "conv2d_transpose" },
    { "LeakyReLU", "leaky_re_lu" },
    { "UpSampling2D", "up_sampling2d" },
    { "RMSprop", "rm_sprop" },
    { "AdamW", "adam_w" },
    { "KLDivergence", "kl_divergence" },
    { "GlobalAveragePooling2D", "global_average_pooling2d" },
    { "SimpleRNN", "simple_rnn" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *snake = gradus_keras_snake_case (cases[i][0]);

      g_assert_cmpstr (snake, ==, cases[i][1]);
    }
}

static void
test_shorten (void)
{
  g_assert_cmpfloat (gradus_keras_shorten_float32 (0.0010000000474974513), ==, 0.001);
  g_assert_cmpfloat (gradus_keras_shorten_float32 (0.30000001192092896), ==, 0.3);
  g_assert_cmpfloat (gradus_keras_shorten_float32 (0.5), ==, 0.5);
  g_assert_cmpfloat (gradus_keras_shorten_float32 (0.1), ==, 0.1);
}

static GradusFamily
find_family (const char *module, gboolean *known)
{
  static const char *const modules[] = {
    [GRADUS_FAMILY_LAYER] = "keras.layers",
    [GRADUS_FAMILY_INITIALIZER] = "keras.initializers",
    [GRADUS_FAMILY_REGULARIZER] = "keras.regularizers",
    [GRADUS_FAMILY_CONSTRAINT] = "keras.constraints",
    [GRADUS_FAMILY_LOSS] = "keras.losses",
    [GRADUS_FAMILY_OPTIMIZER] = "keras.optimizers",
    [GRADUS_FAMILY_METRIC] = "keras.metrics",
  };

  for (guint i = 0; i < G_N_ELEMENTS (modules); i++)
    if (g_strcmp0 (modules[i], module) == 0)
      {
        *known = TRUE;
        return i;
      }
  *known = FALSE;
  return 0;
}

/* What is read from Keras's own serialization is written just so. */
/* Keras builds the layers inside others again when it builds those. */
static void
forget_build_configs (JsonObject *object)
{
  g_autoptr (GList) members = json_object_get_values (object);

  for (GList *l = members; l != NULL; l = l->next)
    if (l->data != NULL && JSON_NODE_HOLDS_OBJECT ((JsonNode *) l->data))
      forget_build_configs (json_node_get_object (l->data));
  json_object_remove_member (object, "build_config");
}

static gboolean
check_golden (JsonNode *node)
{
  JsonObject  *object = json_node_get_object (node);
  const char  *name = gradus_json_get_string (object, "class_name");
  gboolean     known;
  GradusFamily family = find_family (gradus_json_get_string (object, "module"), &known);
  g_autoptr (GError)       error = NULL;
  g_autoptr (GradusConfig) config = NULL;
  g_autoptr (JsonNode)     back = NULL;

  if (!known || gradus_kind_find (family, name) == NULL)
    return FALSE;
  config = gradus_config_from_json (family, node, &error);
  if (g_error_matches (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED))
    return FALSE;
  g_assert_no_error (error);
  back = gradus_config_to_json (config);
  if (family == GRADUS_FAMILY_LAYER)
    {
      /* Name, trainable and dtype belong to the stack. */
      json_object_remove_member (json_object_get_object_member (object, "config"),
                                 "name");
      json_object_remove_member (json_object_get_object_member (object, "config"),
                                 "trainable");
      json_object_remove_member (json_object_get_object_member (object, "config"),
                                 "dtype");
      forget_build_configs (object);
    }
  else if (json_object_has_member (json_object_get_object_member (object, "config"),
                                   "name"))
    {
      /* A name that the user gave to a loss or metric is not kept. */
      json_object_remove_member (json_object_get_object_member (object, "config"),
                                 "name");
      json_object_remove_member (json_object_get_object_member (json_node_get_object (
                                                                  back),
                                                                "config"),
                                 "name");
    }
  json_object_remove_member (json_object_get_object_member (json_node_get_object (back),
                                                            "config"),
                             "seed");
  json_object_remove_member (json_object_get_object_member (object, "config"), "seed");
  if (!fixture_json_equal (node, back))
    {
      g_autofree char *a = json_to_string (node, FALSE);
      g_autofree char *b = json_to_string (back, FALSE);

      g_error ("Keras writes\n%s\nand Gradus\n%s", a, b);
    }
  return TRUE;
}

static guint
check_golden_group (const char *folder, const char *group, const char *member)
{
  g_autofree char *path = g_build_filename (folder, group, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char      *name;
  guint            n_checked = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char       *file = g_build_filename (path, name, NULL);
      g_autoptr (JsonParser) parser = json_parser_new ();
      JsonObject            *root;

      g_assert_true (json_parser_load_from_file (parser, file, NULL));
      root = json_node_get_object (json_parser_get_root (parser));
      if (json_object_has_member (root, member))
        n_checked += check_golden (json_object_get_member (root, member));
    }
  return n_checked;
}

static void
test_golden (void)
{
  static const char *const groups[][2] = {
    { "layers", "layer" },
    { "losses", "loss" },
    { "optimizers", "optimizer" },
    { "metrics", "metric" },
    { "initializers", "initializer" },
    { "regularizers", "regularizer" },
    { "constraints", "constraint" },
  };
  const char      *shared = g_getenv ("GRADUS_SHARED");
  g_autofree char *folder = shared != NULL
                              ? g_build_filename (shared, "golden", "open", NULL)
                              : g_build_filename (g_getenv ("GRADUS_SOURCE_ROOT"), "..",
                                                  "shared", "golden", "open", NULL);

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("../shared/golden/open is not here");
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      guint n_checked = check_golden_group (folder, groups[i][0], groups[i][1]);

      g_test_message ("%s: %u", groups[i][0], n_checked);
      g_assert_cmpuint (n_checked, >, 0);
    }
}

int
main (int argc, char **argv)
{
  static const char *const families[] = {
    [GRADUS_FAMILY_LAYER] = "layer",
    [GRADUS_FAMILY_ACTIVATION] = "activation",
    [GRADUS_FAMILY_INITIALIZER] = "initializer",
    [GRADUS_FAMILY_REGULARIZER] = "regularizer",
    [GRADUS_FAMILY_CONSTRAINT] = "constraint",
    [GRADUS_FAMILY_LOSS] = "loss",
    [GRADUS_FAMILY_OPTIMIZER] = "optimizer",
    [GRADUS_FAMILY_SCHEDULE] = "schedule",
    [GRADUS_FAMILY_METRIC] = "metric",
    [GRADUS_FAMILY_CALLBACK] = "callback",
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < GRADUS_N_FAMILIES; i++)
    {
      g_autofree char *path = g_strdup_printf ("/keras-json/round-trip/%s", families[i]);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_round_trip);
    }
  g_test_add_func ("/keras-json/short-names", test_short_names);
  g_test_add_func ("/keras-json/refusals", test_refusals);
  g_test_add_func ("/keras-json/snake-case", test_snake_case);
  g_test_add_func ("/keras-json/shorten", test_shorten);
  g_test_add_func ("/keras-json/golden", test_golden);
  return g_test_run ();
}
