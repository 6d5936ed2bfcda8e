/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-chain.h"

#include "engine/model.h"
#include "io-fixture.h"
#include "io/keras-json.h"
#include "io/keras-slots.h"

/* Models that Keras does not call Sequential: chains open, graphs are refused. */

#define POLICY "\"dtype\":\"float32\",\"trainable\":true"

/* As Keras 3 writes a layer of a functional model that gets what @from puts out. */
static char *
make_layer (const char *class_name,
            const char *name,
            const char *params,
            const char *from)
{
  return g_strdup_printf (
    "{\"module\":\"keras.layers\",\"class_name\":\"%s\",\"registered_name\":null,"
    "\"name\":\"%s\",\"config\":{\"name\":\"%s\"," POLICY "%s},"
    "\"inbound_nodes\":[{\"args\":[%s],\"kwargs\":{}}]}",
    class_name, name, name, params, from);
}

static char *
make_tensor (const char *from)
{
  return g_strdup_printf (
    "{\"class_name\":\"__keras_tensor__\",\"config\":{\"shape\":[null,4],"
    "\"dtype\":\"float32\",\"keras_history\":[\"%s\",0,0]}}",
    from);
}

static char *
make_dense (const char *name, const char *from)
{
  g_autofree char *tensor = make_tensor (from);

  return make_layer ("Dense", name, ",\"units\":3,\"activation\":\"relu\"", tensor);
}

static char *
make_model (const char *layers, const char *output)
{
  return g_strdup_printf (
    "{\"module\":\"keras.src.models.functional\",\"class_name\":\"Functional\","
    "\"registered_name\":\"Functional\",\"config\":{\"name\":\"functional\","
    "\"trainable\":true,\"layers\":["
    "{\"module\":\"keras.layers\",\"class_name\":\"InputLayer\",\"name\":\"in\","
    "\"registered_name\":null,\"config\":{\"batch_shape\":[null,4],\"dtype\":\"float32\","
    "\"name\":\"in\"},\"inbound_nodes\":[]},%s],"
    "\"input_layers\":[[\"in\",0,0]],\"output_layers\":[\"%s\",0,0]},"
    "\"compile_config\":{}}",
    layers, output);
}

static GradusSequential *
read_text (const char *text, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  g_assert_nonnull (node);
  return gradus_sequential_from_json (node, error);
}

static GradusSequential *
read_sound (const char *text)
{
  g_autoptr (GError) error = NULL;
  GradusSequential  *sequential = read_text (text, &error);

  g_assert_no_error (error);
  return sequential;
}

static void
assert_names (const GradusSequential *sequential, const char *const *names)
{
  g_assert_cmpuint (gradus_sequential_get_n_layers (sequential), ==,
                    g_strv_length ((char **) names));
  for (guint i = 0; names[i] != NULL; i++)
    g_assert_cmpstr (gradus_sequential_get_layer (sequential, i)->name, ==, names[i]);
}

/* The order in the file does not count. */
static void
test_chain (void)
{
  static const char *const     names[] = { "b", "a", NULL };
  g_autofree char             *a = make_dense ("a", "b");
  g_autofree char             *b = make_dense ("b", "in");
  g_autofree char             *layers = g_strdup_printf ("%s,%s", a, b);
  g_autofree char             *text = make_model (layers, "a");
  g_autoptr (GradusSequential) sequential = read_sound (text);

  assert_names (sequential, names);
  g_assert_cmpstr (sequential->name, ==, "functional");
  g_assert_cmpint (sequential->input.dims[0], ==, 4);
}

/* Keras 2: lists in place of objects. */
static void
test_old_chain (void)
{
  static const char *const     names[] = { "a", NULL };
  g_autoptr (GradusSequential) sequential = read_sound (
    "{\"class_name\":\"Functional\",\"config\":{\"name\":\"model\",\"layers\":["
    "{\"class_name\":\"InputLayer\",\"name\":\"in\",\"config\":{\"batch_input_shape\":"
    "[null,4],\"dtype\":\"float32\",\"sparse\":false,\"name\":\"in\"},"
    "\"inbound_nodes\":[]},"
    "{\"class_name\":\"Dense\",\"name\":\"a\",\"config\":{\"name\":\"a\"," POLICY
    ",\"units\":3},\"inbound_nodes\":[[[\"in\",0,0,{}]]]}],"
    "\"input_layers\":[[\"in\",0,0]],\"output_layers\":[[\"a\",0,0]]}}");

  assert_names (sequential, names);
}

/* A model inside the model: its layers stand where it stood, weights are looked for in
 * its own groups. */
static void
test_nested (void)
{
  static const char *const names[] = { "a", "dense", "c", NULL };
  static const char *const groups[] = { "layers/dense/vars",
                                        "layers/sequential/layers/dense/vars",
                                        "layers/dense_1/vars" };
  static const char *const new_groups[] = { "layers/dense/vars", "layers/dense_1/vars",
                                            "layers/dense_2/vars" };
  g_autoptr (GradusSequential) sequential = read_sound (
    "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"outer\",\"layers\":["
    "{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,4]}},"
    "{\"class_name\":\"Dense\",\"config\":{\"name\":\"a\",\"units\":3}},"
    "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"inner\",\"layers\":["
    "{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,3]}},"
    "{\"class_name\":\"Dense\",\"config\":{\"name\":\"a\",\"units\":2}}]}},"
    "{\"class_name\":\"Dense\",\"config\":{\"name\":\"c\",\"units\":3}}]}}");
  g_autoptr (GradusPlan) plan = gradus_plan_new (sequential);
  g_autoptr (GPtrArray)  read = gradus_keras_list_weights (plan, TRUE);
  g_autoptr (GPtrArray)  written = gradus_keras_list_weights (plan, FALSE);

  assert_names (sequential, names);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpstr (((GradusKerasWeight *) read->pdata[2 * i])->group, ==, groups[i]);
      g_assert_cmpstr (((GradusKerasWeight *) written->pdata[2 * i])->group, ==,
                       new_groups[i]);
    }
}

static void
assert_refused (const char *text, int code, const char *mentions)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text (text, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, GRADUS_ERROR, code);
  g_assert_nonnull (strstr (error->message, mentions));
}

static void
test_branch (void)
{
  g_autofree char *a = make_dense ("a", "in");
  g_autofree char *b = make_dense ("b", "in");
  g_autofree char *ta = make_tensor ("a");
  g_autofree char *tb = make_tensor ("b");
  g_autofree char *both = g_strdup_printf ("[%s,%s]", ta, tb);
  g_autofree char *sum = make_layer ("Add", "sum", "", both);
  g_autofree char *layers = g_strdup_printf ("%s,%s,%s", a, b, sum);
  g_autofree char *text = make_model (layers, "sum");
  g_autofree char *skip = g_strdup_printf ("%s,%s", a, sum);
  g_autofree char *skip_text = make_model (skip, "sum");

  assert_refused (text, GRADUS_ERROR_UNSUPPORTED, "“b” (Dense)");
  assert_refused (skip_text, GRADUS_ERROR_UNSUPPORTED, "“sum” (Add)");
}

static void
test_circle (void)
{
  g_autofree char *a = make_dense ("a", "b");
  g_autofree char *b = make_dense ("b", "a");
  g_autofree char *layers = g_strdup_printf ("%s,%s", a, b);
  g_autofree char *text = make_model (layers, "b");

  assert_refused (text, GRADUS_ERROR_UNSUPPORTED, "“in” (InputLayer)");
}

/* A layer that is called twice has two nodes. */
static void
test_shared (void)
{
  g_autofree char *text = make_model (
    "{\"class_name\":\"Dense\",\"name\":\"a\",\"config\":{\"name\":\"a\",\"units\":4},"
    "\"inbound_nodes\":[[[\"in\",0,0,{}]],[[\"a\",0,0,{}]]]}",
    "a");

  assert_refused (text, GRADUS_ERROR_UNSUPPORTED, "“a” (Dense)");
}

/* The middle of a chain is not its end. */
static void
test_early_output (void)
{
  g_autofree char *a = make_dense ("a", "in");
  g_autofree char *b = make_dense ("b", "a");
  g_autofree char *layers = g_strdup_printf ("%s,%s", a, b);
  g_autofree char *text = make_model (layers, "a");

  assert_refused (text, GRADUS_ERROR_UNSUPPORTED, "“b”");
}

/* What runs code is refused by name, wherever it stands. */
static void
test_foreign (void)
{
  g_autofree char *tensor = make_tensor ("in");
  g_autofree char *lambda = make_layer ("Lambda", "evil", "", tensor);
  g_autofree char *text = make_model (lambda, "evil");

  assert_refused (text, GRADUS_ERROR_UNSUPPORTED, "“Lambda”");
  assert_refused (
    "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":["
    "{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,4]}},"
    "{\"module\":\"mine\",\"class_name\":\"Swish\",\"registered_name\":\"mine>Swish\","
    "\"config\":{\"name\":\"a\"}}]}}",
    GRADUS_ERROR_UNSUPPORTED, "“Swish”");
  assert_refused (
    "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":["
    "{\"class_name\":\"InputLayer\",\"config\":{\"batch_shape\":[null,4]}},"
    "{\"module\":null,\"class_name\":\"Dense\",\"registered_name\":\"mine>Dense\","
    "\"config\":{\"name\":\"a\",\"units\":3}}]}}",
    GRADUS_ERROR_UNSUPPORTED, "“Dense”");
  assert_refused ("{\"class_name\":\"MyModel\",\"config\":{}}", GRADUS_ERROR_UNSUPPORTED,
                  "“MyModel”");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/keras-chain/chain", test_chain);
  g_test_add_func ("/keras-chain/old", test_old_chain);
  g_test_add_func ("/keras-chain/nested", test_nested);
  g_test_add_func ("/keras-chain/branch", test_branch);
  g_test_add_func ("/keras-chain/circle", test_circle);
  g_test_add_func ("/keras-chain/shared", test_shared);
  g_test_add_func ("/keras-chain/early-output", test_early_output);
  g_test_add_func ("/keras-chain/foreign", test_foreign);
  return g_test_run ();
}
