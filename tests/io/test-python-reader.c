/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/python-reader.h"

#include "engine/error.h"
#include "engine/layer.h"
#include "engine/random.h"
#include "io/python-code.h"

#include <string.h>

static GradusProject *
new_project (const char *template_id)
{
  return gradus_template_build (gradus_template_find (template_id));
}

static GradusPythonReading *
read_well (const char *code, const GradusProject *current)
{
  g_autoptr (GError)   error = NULL;
  guint                line = 0;
  GradusPythonReading *reading = gradus_python_read (code, current, &line, &error);

  if (error != NULL)
    g_error ("line %u: %s\n%s", line, error->message, code);
  return reading;
}

/* What is written and read again is the same, in both forms. */
static void
assert_round_trip (const GradusProject *project)
{
  for (guint form = 0; form < 2; form++)
    {
      g_autofree char                *code = gradus_project_to_python (project, form);
      g_autoptr (GradusPythonReading) reading = read_well (code, project);
      g_autofree char *again = gradus_project_to_python (reading->project, form);

      g_assert_cmpstr (again, ==, code);
      g_assert_true (gradus_project_equal (reading->project, project));
      g_assert_cmpuint (reading->layers->len, ==,
                        gradus_sequential_get_n_layers (project->sequential));
    }
}

static void
test_templates (void)
{
  guint                        n_templates;
  const GradusTemplate *const *templates = gradus_template_list (&n_templates);

  for (guint i = 0; i < n_templates; i++)
    {
      g_autoptr (GradusProject) project = gradus_template_build (templates[i]);

      assert_round_trip (project);
    }
}

/* --- Every kind of every family, with drawn values --- */

static void
draw_value (GradusConfig *config, const GradusParam *param, GradusRandom *random)
{
  guint       n_kinds;
  GradusShape tuple = { .rank = param->n_axes != 0 ? param->n_axes : 2 };

  switch (param->type)
    {
    case GRADUS_PARAM_BOOL:
      gradus_config_set_bool (config, param->name, gradus_random_below (random, 2), NULL);
      break;
    case GRADUS_PARAM_INT:
      gradus_config_set_int (config, param->name, 1 + gradus_random_below (random, 9),
                             NULL);
      break;
    case GRADUS_PARAM_FLOAT:
      gradus_config_set_float (config, param->name, gradus_random_uniform (random), NULL);
      break;
    case GRADUS_PARAM_CHOICE:
      for (guint i = 0; param->choices != NULL && param->choices[i] != NULL; i++)
        if (gradus_random_below (random, 2) == 0)
          gradus_config_set_choice (config, param->name, param->choices[i], NULL);
      break;
    case GRADUS_PARAM_TUPLE:
      for (guint i = 0; i < tuple.rank; i++)
        tuple.dims[i] = 1 + gradus_random_below (random, 3);
      gradus_config_set_tuple (config, param->name, &tuple, NULL);
      break;
    case GRADUS_PARAM_NUMBERS:
      break;
    case GRADUS_PARAM_OBJECT:
    default:
      if (param->choices == NULL)
        {
          const GradusKind *const *kinds = gradus_kind_list (param->family, &n_kinds);

          gradus_config_take_object (config, param->name,
                                     gradus_config_new (
                                       kinds[gradus_random_below (random, n_kinds)]),
                                     NULL);
        }
    }
}

static GradusConfig *
draw_config (const GradusKind *kind, GradusRandom *random)
{
  GradusConfig *config = gradus_config_new (kind);

  for (guint i = 0; i < kind->n_params; i++)
    if (!(kind->params[i].flags & GRADUS_PARAM_HIDDEN) &&
        gradus_random_below (random, 2) == 0)
      draw_value (config, &kind->params[i], random);
  return config;
}

static void
test_layers (void)
{
  GradusRandom             random = gradus_random_init (1, "python/layers");
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_LAYER, &n_kinds);

  g_assert_cmpuint (n_kinds, >, 50);
  for (guint draw = 0; draw < 8; draw++)
    {
      g_autoptr (GradusProject) project = gradus_project_new ();

      for (guint i = 0; i < n_kinds; i++)
        {
          GradusLayer *layer =
            gradus_layer_new_from_config (draw_config (kinds[i], &random));

          layer->trainable =
            gradus_random_below (&random, 4) > 0 ||
            (gradus_layer_kind_of (layer->config)->flags & GRADUS_LAYER_SHORT_BASE) != 0;
          gradus_sequential_insert (project->sequential, i, layer);
        }
      assert_round_trip (project);
    }
}

static void
test_compile (void)
{
  GradusRandom             random = gradus_random_init (2, "python/compile");
  guint                    n_optimizers, n_losses, n_metrics, n_callbacks;
  const GradusKind *const *optimizers =
    gradus_kind_list (GRADUS_FAMILY_OPTIMIZER, &n_optimizers);
  const GradusKind *const *losses = gradus_kind_list (GRADUS_FAMILY_LOSS, &n_losses);
  const GradusKind *const *metrics = gradus_kind_list (GRADUS_FAMILY_METRIC, &n_metrics);
  const GradusKind *const *callbacks =
    gradus_kind_list (GRADUS_FAMILY_CALLBACK, &n_callbacks);

  for (guint draw = 0; draw < 100; draw++)
    {
      g_autoptr (GradusProject) project = new_project ("tutorial");

      gradus_sequential_take_optimizer (project->sequential,
                                        draw_config (optimizers[draw % n_optimizers],
                                                     &random));
      gradus_sequential_take_loss (project->sequential,
                                   draw_config (losses[draw % n_losses], &random));
      g_ptr_array_add (project->sequential->metrics,
                       draw_config (metrics[draw % n_metrics], &random));
      g_ptr_array_add (project->sequential->callbacks,
                       draw_config (callbacks[draw % n_callbacks], &random));
      project->fit.validation_split = 0.1 * (draw % 3);
      project->fit.shuffle = draw % 2;
      project->fit.seed = draw;
      assert_round_trip (project);
    }
}

/* --- What a person may write --- */

static void
test_by_hand (void)
{
  static const char *const code =
    "from keras import layers, models\n"
    "\n"
    "model = models.Sequential([\n"
    "    layers.Input(shape=(784,)),\n"
    "    layers.Dense(64, 'relu'),   # wide\n"
    "    layers.Dropout(rate=.25),\n"
    "    layers.Dense(\n"
    "        10,\n"
    "        activation='softmax',\n"
    "    ),\n"
    "])\n"
    "model.compile('adam', loss='sparse_categorical_crossentropy', "
    "metrics=['accuracy'])\n"
    "model.fit(x_train, y_train, epochs=3, batch_size=64)\n";
  g_autoptr (GradusProject)       project = new_project ("tutorial");
  g_autoptr (GradusPythonReading) reading = read_well (code, project);
  const GradusSequential         *sequential = reading->project->sequential;
  const GradusConfig *dense = gradus_sequential_get_layer (sequential, 0)->config;
  GradusPythonSpan    span = g_array_index (reading->layers, GradusPythonSpan, 2);

  g_assert_cmpuint (gradus_sequential_get_n_layers (sequential), ==, 3);
  g_assert_cmpint (gradus_config_get_int (dense, "units"), ==, 64);
  g_assert_cmpstr (gradus_config_get_kind (gradus_config_get_object (dense, "activation"))
                     ->name,
                   ==, "relu");
  g_assert_cmpstr (gradus_sequential_get_layer (sequential, 2)->name, ==, "dense_1");
  g_assert_cmpstr (gradus_config_get_kind (sequential->optimizer)->name, ==, "Adam");
  g_assert_cmpuint (reading->project->fit.epochs, ==, 3);
  g_assert_cmpuint (reading->project->fit.batch_size, ==, 64);
  g_assert_cmpuint (span.first_line, ==, 7);
  g_assert_cmpuint (span.last_line, ==, 10);
  g_assert_cmpuint (reading->loss.first_line, ==, 12);
}

static void
test_spread (void)
{
  static const struct
  {
    const char *call, *param, *value;
  } cases[] = {
    { "Conv2D(8, 3)", "kernel_size", "(3, 3)" },
    { "Conv2D(8, (3, 5), strides=2)", "strides", "(2, 2)" },
    { "ZeroPadding2D(1)", "padding", "(1, 1, 1, 1)" },
    { "ZeroPadding2D((1, 2))", "padding", "(1, 1, 2, 2)" },
    { "ZeroPadding2D(((1, 2), (3, 4)))", "padding", "(1, 2, 3, 4)" },
    { "Reshape((28, 28))", "target_shape", "(28, 28)" },
    { "Dense(1_0)", "units", "10" },
    { "LeakyReLU(negative_slope=1e-2)", "negative_slope", "0.01" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GradusProject) project = new_project ("tutorial");
      g_autofree char          *code =
        g_strdup_printf ("m = keras.Sequential([layers.%s])", cases[i].call);
      g_autoptr (GradusPythonReading) reading = read_well (code, project);
      g_autofree char                *value = gradus_config_value_to_string (
                       gradus_sequential_get_layer (reading->project->sequential, 0)->config,
                       cases[i].param);

      g_assert_cmpstr (value, ==, cases[i].value);
    }
}

static char *
replace (const char *text, const char *what, const char *with)
{
  g_auto (GStrv) parts = g_strsplit (text, what, 2);

  g_assert_nonnull (parts[1]);
  return g_strconcat (parts[0], with, parts[1], NULL);
}

/* The class that the script brings along is read by its words alone. */
static void
test_own_schedule (void)
{
  g_autoptr (GradusProject) project = new_project ("tutorial");
  g_autoptr (GradusProject) usual = new_project ("tutorial");
  GradusConfig *schedule = gradus_config_new_by_name (GRADUS_FAMILY_SCHEDULE, "OneCycle");
  g_autofree char   *code = NULL;
  g_autofree char   *spaced = NULL;
  g_autofree char   *edited = NULL;
  g_autoptr (GError) error = NULL;
  guint              line = 0;

  g_assert_true (gradus_config_set_int (schedule, "total_steps", 77, NULL));
  g_assert_true (gradus_config_take_object (project->sequential->optimizer,
                                            "learning_rate_schedule", schedule, NULL));
  assert_round_trip (project);
  code = gradus_project_to_python (project, GRADUS_PYTHON_LIST);
  g_assert_nonnull (strstr (code, "learning_rate=OneCycle(total_steps=77)"));
  {
    g_autoptr (GradusPythonReading) reading = read_well (code, usual);

    g_assert_true (
      gradus_config_equal (gradus_config_get_object (reading->project->sequential
                                                       ->optimizer,
                                                     "learning_rate_schedule"),
                           schedule));
  }
  {
    g_autoptr (GradusPythonReading) reading = NULL;

    spaced = replace (code, "    def __call__", "\n    \n    def __call__");
    reading = read_well (spaced, project);
    g_assert_true (gradus_project_equal (reading->project, project));
  }
  {
    g_autofree char *gone = replace (code, "OneCycle(total_steps=77)", "0.5");
    g_autoptr (GradusPythonReading) reading = read_well (gone, project);

    g_assert_true (gradus_config_is_none (reading->project->sequential->optimizer,
                                          "learning_rate_schedule"));
  }
  edited = replace (code, "math.pi", "math.tau");
  g_assert_null (gradus_python_read (edited, project, &line, &error));
  g_assert_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "classes"));
  g_assert_cmpuint (line, ==, 8);
}

#define MODEL "model = keras.Sequential()\n"

static void
test_errors (void)
{
  static const struct
  {
    const char *code;
    guint       line;
    const char *says;
  } cases[] = {
    { "", 1, "no model" },
    { MODEL "model.add(layers.Dens(32))", 2, "Is it “Dense”" },
    { MODEL "model.add(layers.Dense(32, activation=\"rleu\"))", 2, "Is it “relu”" },
    { MODEL "\nmodel.add(layers.Dense())", 3, "Dense needs units" },
    { MODEL "model.add(layers.Dense(0))", 2, "at least 1" },
    { MODEL "model.add(layers.Dense(32.5))", 2, "whole number" },
    { MODEL "model.add(layers.Dense(2, colour=3))", 2, "colour" },
    { MODEL "model.add(layers.SpatialDropout1D(0.5, trainable=False))", 2, "trainable" },
    { MODEL "model.add(layers.Dense(units=2, units=3))", 2, "twice" },
    { MODEL "model.add(layers.Dense(units=2, 3))", 2, "by position" },
    { MODEL "model.add(layers.Dense(16 * 2))", 2, "calculates nothing" },
    { MODEL "model.add(layers.Dense(n))", 2, "whole number" },
    { MODEL "model.add(os.Dense(2))", 2, "os.Dense" },
    { MODEL "model.add(layers.Dense(32)", 2, "not closed" },
    { MODEL "model.add(layers.Dense(32)))", 2, "not opened" },
    { MODEL "model.add(layers.Dense(32, \"relu))", 2, "quotation mark" },
    { MODEL "  model.add(layers.Dense(32))", 2, "indented" },
    { MODEL "model.add(\n  layers.Dense(\n    32, activation=7))", 4, "quotation" },
    { MODEL "model.add(keras.Input(shape=(10,)))", 2, "(784,)" },
    { MODEL "model.compile(optimizer=\"adam\")", 2, "needs a loss" },
    { MODEL "model.compile(loss=\"mse\", run_eagerly=True)", 2, "run_eagerly" },
    { MODEL "model.fit(x, y, epochs=0)", 2, "epochs" },
    { MODEL "model.fit(x, y, validation_split=1.5)", 2, "validation_split" },
    { MODEL "import os", 2, "" },
    { MODEL "os.system(\"true\")", 2, "os.system" },
    { MODEL "for i in range(3):", 2, "" },
    { MODEL "def double(x):\n    return 2 * x\n", 2, "functions" },
    { MODEL "x_train = x_train * 2", 2, "" },
    { MODEL MODEL, 2, "second" },
    { MODEL "model.add(layers.Lambda(lambda x: x))", 2, "Lambda" },
    { MODEL "model.add(layers.Dense(99999999999999999999))", 2, "too large" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GradusProject) project = new_project ("tutorial");
      g_autoptr (GradusProject) before = gradus_project_copy (project);
      g_autoptr (GError)        error = NULL;
      guint                     line = 0;

      g_test_message ("%s", cases[i].code);
      g_assert_null (gradus_python_read (cases[i].code, project, &line, &error));
      g_assert_nonnull (error);
      g_test_message ("%u: %s", line, error->message);
      g_assert_cmpuint (line, ==, cases[i].line);
      g_assert_nonnull (strstr (error->message, cases[i].says));
      g_assert_true (gradus_project_equal (project, before));
    }
}

/* --- Layers that are still there keep what they have learned --- */

static guint64
get_uid (const GradusProject *project, guint index)
{
  return gradus_sequential_get_layer (project->sequential, index)->uid;
}

static void
test_identities (void)
{
  g_autoptr (GradusProject) project = new_project ("tutorial");
  g_autofree char          *code = gradus_project_to_python (project, GRADUS_PYTHON_LIST);
  g_autofree char          *inserted =
    replace (code, "        layers.Dense(10,",
             "        layers.Dense(16),\n        layers.Dropout(0.5),\n"
             "        layers.Dense(10,");
  g_autofree char                *changed = replace (code, "Dense(10", "Dense(12");
  g_autoptr (GradusPythonReading) with_more = read_well (inserted, project);
  g_autoptr (GradusPythonReading) with_other = read_well (changed, project);

  g_assert_cmpuint (gradus_sequential_get_n_layers (with_more->project->sequential), ==,
                    5);
  g_assert_cmpuint (get_uid (with_more->project, 0), ==, get_uid (project, 0));
  g_assert_cmpuint (get_uid (with_more->project, 3), ==, get_uid (project, 1));
  g_assert_cmpuint (get_uid (with_more->project, 4), ==, get_uid (project, 2));
  g_assert_cmpuint (get_uid (with_more->project, 1), !=, get_uid (project, 1));
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (get_uid (with_other->project, i), ==, get_uid (project, i));
}

/* --- Anything at all --- */

static void
test_hostile (void)
{
  GradusRandom              random = gradus_random_init (3, "python/hostile");
  g_autoptr (GradusProject) project = new_project ("mnist-cnn");
  g_autofree char          *code = gradus_project_to_python (project, GRADUS_PYTHON_LIST);
  g_autofree char          *deep = g_strnfill (200000, '(');
  static const char         signs[] = "()[]{}\"'\\,.=:#-+ \n\tA1_e";
  gsize                     length = strlen (code);

  g_assert_null (gradus_python_read (deep, project, NULL, NULL));
  for (guint draw = 0; draw < 4000; draw++)
    {
      g_autofree char                *damaged = g_strdup (code);
      g_autoptr (GradusPythonReading) reading = NULL;

      for (guint i = 0; i <= draw % 3; i++)
        damaged[gradus_random_below (&random, length)] =
          signs[gradus_random_below (&random, sizeof signs - 1)];
      damaged[length - gradus_random_below (&random, draw % 5 == 0 ? length : 1)] = '\0';
      reading = gradus_python_read (damaged, project, NULL, NULL);
      if (reading != NULL)
        assert_round_trip (reading->project);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/python-reader/templates", test_templates);
  g_test_add_func ("/python-reader/layers", test_layers);
  g_test_add_func ("/python-reader/compile", test_compile);
  g_test_add_func ("/python-reader/by-hand", test_by_hand);
  g_test_add_func ("/python-reader/spread", test_spread);
  g_test_add_func ("/python-reader/own-schedule", test_own_schedule);
  g_test_add_func ("/python-reader/errors", test_errors);
  g_test_add_func ("/python-reader/identities", test_identities);
  g_test_add_func ("/python-reader/hostile", test_hostile);
  return g_test_run ();
}
