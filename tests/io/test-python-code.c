/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/python-code.h"

#include "engine/parts.h"
#include "io-fixture.h"

#include <glib/gstdio.h>

static GradusProject *
build (const char *id)
{
  return gradus_template_build (gradus_template_find (id));
}

static void
assert_has (const char *code, const char *line)
{
  if (strstr (code, line) == NULL)
    g_error ("no \"%s\" in:\n%s", line, code);
}

static void
assert_has_not (const char *code, const char *text)
{
  if (strstr (code, text) != NULL)
    g_error ("\"%s\" in:\n%s", text, code);
}

static void
test_list (void)
{
  g_autoptr (GradusProject) project = build ("tutorial");
  g_autofree char          *code = gradus_project_to_python (project, GRADUS_PYTHON_LIST);

  assert_has (code, "import keras\nfrom keras import layers\n");
  assert_has (code, "x_train = x_train.reshape(-1, 784).astype(\"float32\") / 255\n");
  assert_has (code, "y_test = (y_test >= 5).astype(\"float32\")\n");
  assert_has (code, "model = keras.Sequential(\n"
                    "    [\n"
                    "        keras.Input(shape=(784,)),\n"
                    "        layers.Dense(32, activation=\"sigmoid\"),\n"
                    "        layers.Dense(10, activation=\"sigmoid\"),\n"
                    "        layers.Dense(1, activation=\"sigmoid\"),\n"
                    "    ]\n"
                    ")\n");
  assert_has (code, "    loss=\"binary_crossentropy\",\n    metrics=[\"accuracy\"],\n");
  assert_has (code, "keras.optimizers.SGD(learning_rate=");
  assert_has (code, "model.fit(x_train, y_train, epochs=10, batch_size=32, "
                    "validation_split=0.1)\n");
}

static void
test_add (void)
{
  g_autoptr (GradusProject) project = build ("with-dropout");
  g_autofree char          *code = NULL;

  project->fit.shuffle = FALSE;
  project->data.n_train = 500;
  code = gradus_project_to_python (project, GRADUS_PYTHON_ADD);
  assert_has (code, "model = keras.Sequential()\n"
                    "model.add(keras.Input(shape=(28, 28, 1)))\n"
                    "model.add(layers.Flatten())\n"
                    "model.add(layers.Dense(128, activation=\"relu\"))\n"
                    "model.add(layers.Dropout(0.5))\n"
                    "model.add(layers.Dense(10, activation=\"softmax\"))\n");
  assert_has (code, "x_train, y_train = x_train[:500], y_train[:500]\n");
  assert_has (code, "shuffle=False");
}

/* Only what differs is said, and what differs is said. */
static void
test_differences (void)
{
  g_autoptr (GradusProject) project = gradus_project_new ();
  g_autoptr (GError)        error = NULL;
  GradusConfig             *dense = gradus_sequential_add (project->sequential, "Dense");
  GradusConfig    *he = gradus_config_new_by_name (GRADUS_FAMILY_INITIALIZER, "HeNormal");
  GradusConfig    *l2 = gradus_config_new_by_name (GRADUS_FAMILY_REGULARIZER, "L2");
  GradusLayer     *layer = gradus_sequential_get_layer (project->sequential, 0);
  g_autofree char *code = NULL;

  gradus_config_set_float (l2, "l2", 0.125, &error);
  gradus_config_take_object (dense, "kernel_initializer", he, &error);
  gradus_config_take_object (dense, "kernel_regularizer", l2, &error);
  gradus_config_set_bool (dense, "use_bias", FALSE, &error);
  g_assert_no_error (error);
  g_free (layer->name);
  layer->name = g_strdup ("a \"b\"\\");
  layer->trainable = FALSE;
  gradus_config_set_float (project->sequential->optimizer, "momentum", 0.9, &error);
  g_assert_no_error (error);
  code = gradus_project_to_python (project, GRADUS_PYTHON_LIST);
  /* Units that Keras has no default for are always said. */
  assert_has (code, "        layers.Dense(\n"
                    "            32,\n"
                    "            use_bias=False,\n"
                    "            kernel_initializer=\"he_normal\",\n"
                    "            kernel_regularizer=keras.regularizers.L2(l2=0.125),\n"
                    "            name=\"a \\\"b\\\"\\\\\",\n"
                    "            trainable=False,\n"
                    "        ),\n");
  assert_has (code, "keras.optimizers.SGD(learning_rate=0.01, momentum=0.9)");
  assert_has_not (code, "bias_initializer");
  assert_has_not (code, "nesterov");
}

static void
test_one_hot (void)
{
  g_autoptr (GradusProject) project = build ("mnist-mlp");
  g_autofree char *sparse = gradus_project_to_python (project, GRADUS_PYTHON_LIST);
  g_autofree char *dense = NULL;

  gradus_sequential_take_loss (project->sequential,
                               gradus_config_new_by_name (GRADUS_FAMILY_LOSS,
                                                          "CategoricalCrossentropy"));
  dense = gradus_project_to_python (project, GRADUS_PYTHON_LIST);
  assert_has_not (sparse, "to_categorical");
  assert_has (dense, "y_train = keras.utils.to_categorical(y_train, 10)\n");
}

static GradusConfig *
add_config (GPtrArray *list, GradusFamily family, const char *text)
{
  GradusConfig *config = gradus_config_new_by_name (family, text);

  g_ptr_array_add (list, config);
  return config;
}

/* Layers inside layers, a schedule in the rate's place, and what fit() is told. */
static void
test_objects (void)
{
  g_autoptr (GradusProject) project = build ("spirals");
  GradusSequential         *stack = project->sequential;
  g_autoptr (GError)        error = NULL;
  GradusConfig             *both = gradus_sequential_add (stack, "Bidirectional");
  GradusConfig             *scheduler;
  const double              weights[] = { 1, 2.5 };
  g_autofree char          *code = NULL;

  gradus_config_set_from_string (both, "merge_mode", "sum", &error);
  g_assert_no_error (error);
  gradus_config_take_object (stack->optimizer, "learning_rate_schedule",
                             gradus_config_new_by_name (GRADUS_FAMILY_SCHEDULE,
                                                        "CosineDecay"),
                             &error);
  g_assert_no_error (error);
  g_array_append_vals (stack->class_weights, weights, 2);
  add_config (stack->weighted_metrics, GRADUS_FAMILY_METRIC, "AUC");
  add_config (stack->callbacks, GRADUS_FAMILY_CALLBACK, "EarlyStopping");
  scheduler =
    add_config (stack->callbacks, GRADUS_FAMILY_CALLBACK, "LearningRateScheduler");
  g_assert_nonnull (scheduler);
  code = gradus_project_to_python (project, GRADUS_PYTHON_LIST);
  assert_has (code, "layers.Bidirectional(keras.layers.LSTM(32), merge_mode=\"sum\")");
  assert_has (code, "learning_rate=keras.optimizers.schedules.CosineDecay(0.1, 1000)");
  assert_has_not (code, "learning_rate=0.01");
  assert_has_not (code, "learning_rate_schedule");
  assert_has (code, "weighted_metrics=[\"auc\"]");
  assert_has (code, "class_weight={0: 1.0, 1: 2.5}");
  assert_has (code, "callbacks=[keras.callbacks.EarlyStopping(), "
                    "keras.callbacks.LearningRateScheduler(lambda epoch, rate: float(");
  assert_has (code, "numpy.load(");
  assert_has_not (code, "255");
}

/* Python itself must find nothing to complain of. */
static void
test_syntax (gconstpointer template)
{
  g_autofree char *python = g_find_program_in_path ("python3");

  if (python == NULL)
    {
      g_test_skip ("python3 is not here");
      return;
    }
  for (guint form = GRADUS_PYTHON_LIST; form <= GRADUS_PYTHON_ADD; form++)
    {
      g_autoptr (GradusProject) project = gradus_template_build (template);
      g_autofree char          *code = gradus_project_to_python (project, form);
      const char *const         argv[] = { python, "-c",
                                           "import ast, sys; ast.parse(sys.argv[1])", code,
                                           NULL };
      g_autoptr (GError)        error = NULL;
      int                       status;

      g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL,
                    &status, &error);
      g_assert_no_error (error);
      if (!g_spawn_check_wait_status (status, NULL))
        g_error ("Python refuses:\n%s", code);
    }
}

/* --- A schedule that Keras does not have --- */

#define STEPS "0", "1", "2", "3", "7", "20", "21", "50", "99", "100", "101", "5000"

static GradusConfig *
new_one_cycle (double top, gint64 n_steps, double share)
{
  GradusConfig *config = gradus_config_new_by_name (GRADUS_FAMILY_SCHEDULE, "OneCycle");

  g_assert_true (gradus_config_set_float (config, "max_learning_rate", top, NULL));
  g_assert_true (gradus_config_set_int (config, "total_steps", n_steps, NULL));
  g_assert_true (gradus_config_set_float (config, "warmup_share", share, NULL));
  g_assert_true (gradus_config_set_float (config, "end_factor", 100, NULL));
  return config;
}

/* @expected: (nullable): what the engine computes */
static void
assert_rate (const char *text, const GradusConfig *expected, const char *step)
{
  double rate;

  if (expected == NULL)
    {
      g_assert_cmpstr (text, ==, "none");
      return;
    }
  rate = gradus_schedule_get_rate (expected, g_ascii_strtoull (step, NULL, 10));
  g_assert_cmpfloat_with_epsilon (g_ascii_strtod (text, NULL), rate, 1e-12);
}

/* Runs the script by Python itself, where a stand-in for Keras asks for the rates. */
static void
assert_rates (const GradusProject *project,
              const GradusConfig  *of_optimizer,
              const GradusConfig  *of_scheduler)
{
  static const char *const steps[] = { STEPS };
  const char              *python = g_getenv ("GRADUS_PYTHON");
  g_autofree char         *code = gradus_project_to_python (project, GRADUS_PYTHON_LIST);
  g_autofree char   *runner = g_build_filename (g_getenv ("GRADUS_SOURCE_ROOT"), "tests",
                                                "io", "rates-of-script.py", NULL);
  g_autofree char   *folder = g_dir_make_tmp ("gradus-XXXXXX", NULL);
  g_autofree char   *path = g_build_filename (folder, "script.py", NULL);
  g_autofree char   *out = NULL;
  const char *const  argv[] = { python, runner, path, STEPS, NULL };
  g_auto (GStrv)     lines = NULL;
  g_autoptr (GError) error = NULL;
  int                status;

  g_assert_true (g_file_set_contents (path, code, -1, &error));
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL,
                &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, NULL))
    g_error ("Python cannot run:\n%s", code);
  lines = g_strsplit (g_strchomp (out), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (steps));
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_auto (GStrv) rates = g_strsplit (lines[i], " ", 2);

      assert_rate (rates[0], of_optimizer, steps[i]);
      assert_rate (rates[1], of_scheduler, steps[i]);
    }
  g_remove (path);
  g_rmdir (folder);
}

static void
test_one_cycle (void)
{
  g_autoptr (GradusProject) project = build ("tutorial");
  GradusSequential         *stack = project->sequential;
  GradusConfig             *scheduler;
  GradusConfig             *of_optimizer = new_one_cycle (0.5, 100, 0.2);
  GradusConfig             *of_scheduler = new_one_cycle (0.01, 3, 0);
  g_autoptr (GError)        error = NULL;

  if (g_getenv ("GRADUS_PYTHON") == NULL)
    {
      g_test_skip ("python3 is not here");
      return;
    }
  assert_rates (project, NULL, NULL);
  scheduler =
    add_config (stack->callbacks, GRADUS_FAMILY_CALLBACK, "LearningRateScheduler");
  gradus_config_take_object (scheduler, "schedule", of_scheduler, &error);
  g_assert_no_error (error);
  assert_rates (project, NULL, of_scheduler);
  gradus_config_take_object (stack->optimizer, "learning_rate_schedule", of_optimizer,
                             &error);
  g_assert_no_error (error);
  assert_rates (project, of_optimizer, of_scheduler);
  g_ptr_array_set_size (stack->callbacks, 0);
  assert_rates (project, of_optimizer, NULL);
}

int
main (int argc, char **argv)
{
  guint                        n_templates;
  const GradusTemplate *const *templates = gradus_template_list (&n_templates);

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/python-code/list", test_list);
  g_test_add_func ("/python-code/add", test_add);
  g_test_add_func ("/python-code/differences", test_differences);
  g_test_add_func ("/python-code/objects", test_objects);
  g_test_add_func ("/python-code/one-hot", test_one_hot);
  g_test_add_func ("/python-code/one-cycle", test_one_cycle);
  for (guint i = 0; i < n_templates; i++)
    {
      g_autofree char *path =
        g_strdup_printf ("/python-code/syntax/%s", templates[i]->id);

      g_test_add_data_func (path, templates[i], test_syntax);
    }
  return g_test_run ();
}
