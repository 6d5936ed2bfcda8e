/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/layer-text.h"

#include <string.h>

static void
test_round_trip (void)
{
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_LAYER, &n_kinds);
  g_autoptr (GPtrArray)    layers =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_layer_free);

  for (guint i = 0; i < n_kinds; i++)
    {
      GradusLayer *layer = gradus_layer_new (kinds[i]->name);

      layer->name = g_strdup_printf ("layer_%u", i);
      layer->trainable = i % 2;
      g_ptr_array_add (layers, layer);
    }
  for (guint n = 1; n <= n_kinds; n += n_kinds - 1)
    {
      g_autofree char *text =
        gradus_layers_to_text ((const GradusLayer *const *) layers->pdata, n);
      g_autoptr (GError)    error = NULL;
      g_autoptr (GPtrArray) read = gradus_layers_from_text (text, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (read->len, ==, n);
      for (guint i = 0; i < n; i++)
        {
          const GradusLayer *a = layers->pdata[i];
          const GradusLayer *b = read->pdata[i];

          g_assert_true (gradus_config_equal (a->config, b->config));
          g_assert_cmpstr (a->name, ==, b->name);
          /* Keras says so only of layers that are built of others. */
          if (!(gradus_layer_kind_of (a->config)->flags & GRADUS_LAYER_SHORT_BASE))
            g_assert_cmpint (a->trainable, ==, b->trainable);
          g_assert_cmpuint (a->uid, !=, b->uid);
        }
    }
}

static void
test_python (void)
{
  static const char *const texts[] = {
    "        layers.Dense(12, activation=\"relu\"),\n        layers.Dropout(0.5),\n",
    "layers.Dense(12, activation='relu'), layers.Dropout(0.5)",
    "[keras.layers.Dense(12, activation='relu'),\n Dropout(0.5)]",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError)    error = NULL;
      g_autoptr (GPtrArray) layers = gradus_layers_from_text (texts[i], &error);

      g_assert_no_error (error);
      g_assert_cmpuint (layers->len, ==, 2);
      g_assert_cmpint (gradus_config_get_int (((GradusLayer *) layers->pdata[0])->config,
                                              "units"),
                       ==, 12);
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    "  \n ",
    "[]",
    "{}",
    "hello",
    "{\"class_name\": \"Lambda\"}",
    "[1, 2]",
    "((((((",
    "{\"class_name\": \"Dense\", \"config\": {\"units\": -1}}",
    "layers.Dense(",
    "\"",
    "keras.optimizers.Adam()",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (gradus_layers_from_text (texts[i], &error));
      g_assert_nonnull (error);
      g_assert_cmpuint (strlen (error->message), >, 8);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layer-text/round-trip", test_round_trip);
  g_test_add_func ("/layer-text/python", test_python);
  g_test_add_func ("/layer-text/refused", test_refused);
  return g_test_run ();
}
