/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/python-code.h"

#include <math.h>

#include "engine/layer.h"
#include "engine/parts.h"
#include "io/keras-extras.h"
#include "io/keras-json.h"
#include "io/keras-slots.h"

#define LINE_LENGTH 88

static char *write_object (const GradusConfig *config);

/* ---- Values ---- */

static char *
quote (const char *text)
{
  GString *quoted = g_string_new ("\"");

  for (const char *c = text; *c != '\0'; c++)
    if (*c == '"' || *c == '\\')
      g_string_append_printf (quoted, "\\%c", *c);
    else if (g_ascii_iscntrl (*c))
      g_string_append_printf (quoted, "\\x%02x", (guint) *c);
    else
      g_string_append_c (quoted, *c);
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

/* The shortest number that Python reads as the same double. */
static char *
write_float (double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (value))
    return g_strdup ("float(\"nan\")");
  if (isinf (value))
    return g_strdup (value > 0 ? "float(\"inf\")" : "float(\"-inf\")");
  for (int n_digits = 1; n_digits <= 17; n_digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", n_digits);
      g_ascii_formatd (text, sizeof text, format, value);
      if (g_ascii_strtod (text, NULL) == value)
        break;
    }
  return g_strconcat (text, strpbrk (text, ".e") == NULL ? ".0" : "", NULL);
}

static char *
write_numbers (const GArray *numbers)
{
  GString *list = g_string_new ("[");

  for (guint i = 0; numbers != NULL && i < numbers->len; i++)
    {
      g_autofree char *number = write_float (g_array_index (numbers, double, i));

      g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", number);
    }
  g_string_append_c (list, ']');
  return g_string_free (list, FALSE);
}

/* (1, 2), (1,), ((1, 2), (3, 4)) or 1, as Keras shows it */
static char *
write_tuple (const GradusParam *param, const GradusShape *tuple)
{
  gboolean has_pairs = (param->flags & GRADUS_PARAM_PAIRS) != 0;
  GString *text;

  if (param->flags & GRADUS_PARAM_ONE_AS_NUMBER && tuple->rank == 1)
    return g_strdup_printf ("%" G_GINT64_FORMAT, tuple->dims[0]);
  text = g_string_new ("(");
  for (guint i = 0; i < tuple->rank; i++)
    g_string_append_printf (text, "%s%s%" G_GINT64_FORMAT "%s", i > 0 ? ", " : "",
                            has_pairs && i % 2 == 0 ? "(" : "", tuple->dims[i],
                            has_pairs && i % 2 == 1 ? ")" : "");
  g_string_append (text, tuple->rank == 1 ? ",)" : ")");
  return g_string_free (text, FALSE);
}

static char *
write_value (const GradusParam *param, const GradusValue *value)
{
  if (value->is_none)
    return g_strdup ("None");
  switch (param->type)
    {
    case GRADUS_PARAM_BOOL:
      return g_strdup (value->boolean ? "True" : "False");
    case GRADUS_PARAM_INT:
      return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
    case GRADUS_PARAM_FLOAT:
      return write_float (value->number);
    case GRADUS_PARAM_CHOICE:
      return quote (value->text);
    case GRADUS_PARAM_TUPLE:
      return write_tuple (param, &value->tuple);
    case GRADUS_PARAM_NUMBERS:
      return write_numbers (value->numbers);
    case GRADUS_PARAM_OBJECT:
    default:
      return write_object (value->object);
    }
}

/* ---- Calls ---- */

static GPtrArray *
new_arguments (void)
{
  return g_ptr_array_new_with_free_func (g_free);
}

/* "f(a, b)", or one argument per line where that is too long for one. */
static void
append_call (GString    *code,
             const char *indent,
             const char *function,
             GPtrArray  *arguments,
             const char *end)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line, "%s%s(", indent, function);
  for (guint i = 0; i < arguments->len; i++)
    g_string_append_printf (line, "%s%s", i > 0 ? ", " : "",
                            (const char *) arguments->pdata[i]);
  g_string_append_printf (line, ")%s\n", end);
  if (line->len - 1 <= LINE_LENGTH || arguments->len == 0)
    {
      g_string_append (code, line->str);
      return;
    }
  g_string_append_printf (code, "%s%s(\n", indent, function);
  for (guint i = 0; i < arguments->len; i++)
    g_string_append_printf (code, "%s    %s,\n", indent,
                            (const char *) arguments->pdata[i]);
  g_string_append_printf (code, "%s)%s\n", indent, end);
}

static gboolean
is_standard (const GradusConfig *config)
{
  g_autoptr (GradusConfig) standard = gradus_config_new (gradus_config_get_kind (config));

  return gradus_config_equal (config, standard);
}

static gboolean
differs (const GradusConfig *config, const GradusConfig *standard, const char *name)
{
  g_autofree char *a = gradus_config_value_to_string (config, name);
  g_autofree char *b = gradus_config_value_to_string (standard, name);

  return strcmp (a, b) != 0;
}

/* Keras's LearningRateScheduler asks a function of the epoch. */
static char *
write_param (const GradusConfig *config, const GradusParam *param)
{
  g_autofree char *value =
    write_value (param, gradus_config_get_value (config, param->name));

  if (gradus_config_get_kind (config)->family == GRADUS_FAMILY_CALLBACK &&
      param->type == GRADUS_PARAM_OBJECT && param->family == GRADUS_FAMILY_SCHEDULE)
    return g_strdup_printf ("lambda epoch, rate: float(%s(epoch))", value);
  return g_steal_pointer (&value);
}

/* Keras takes a schedule for the learning rate itself. */
static void
add_option (GPtrArray          *arguments,
            const GradusConfig *config,
            const GradusParam  *param,
            gboolean            is_said)
{
  gboolean has_schedule = FALSE;

  if (gradus_config_get_kind (config)->family == GRADUS_FAMILY_OPTIMIZER)
    has_schedule = !gradus_config_is_none (config, "learning_rate_schedule");
  if (strcmp (param->name, "learning_rate_schedule") == 0
        ? has_schedule
        : is_said && !(has_schedule && strcmp (param->name, "learning_rate") == 0))
    {
      g_autofree char *value = write_param (config, param);
      const char      *name = strcmp (param->name, "learning_rate_schedule") == 0
                                ? "learning_rate"
                                : param->name;

      g_ptr_array_add (arguments, g_strdup_printf ("%s=%s", name, value));
    }
}

/* What Keras must be told by position, then what is not as Keras would have it. */
static void
add_arguments (GPtrArray *arguments, const GradusConfig *config, const char *always)
{
  const GradusKind        *kind = gradus_config_get_kind (config);
  g_autoptr (GradusConfig) standard = gradus_config_new (kind);

  for (guint i = 0; i < kind->n_params; i++)
    if (gradus_keras_is_required (kind, kind->params[i].name))
      g_ptr_array_add (arguments, write_param (config, &kind->params[i]));
  for (guint i = 0; i < kind->n_params; i++)
    if (!gradus_keras_is_required (kind, kind->params[i].name))
      add_option (arguments, config, &kind->params[i],
                  differs (config, standard, kind->params[i].name) ||
                    g_strcmp0 (always, kind->params[i].name) == 0);
}

static char *
join_call (const char *function, GPtrArray *arguments)
{
  g_ptr_array_add (arguments, NULL);
  g_autofree char *list = g_strjoinv (", ", (char **) arguments->pdata);

  return g_strdup_printf ("%s(%s)", function, list);
}

/* Keras does not have it; the script brings it along. */
static gboolean
is_own (const GradusKind *kind)
{
  return !g_str_has_prefix (kind->module, "keras");
}

static char *
write_object_call (const GradusConfig *config, const char *always)
{
  const GradusKind     *kind = gradus_config_get_kind (config);
  g_autoptr (GPtrArray) arguments = new_arguments ();
  g_autofree char      *function = is_own (kind)
                                     ? g_strdup (kind->name)
                                     : g_strdup_printf ("%s.%s", kind->module, kind->name);

  if (kind->family != GRADUS_FAMILY_ACTIVATION)
    {
      add_arguments (arguments, config, always);
      return join_call (function, arguments);
    }
  /* Activations are functions of x; settings make a new function. */
  g_ptr_array_add (arguments, g_strdup ("x"));
  add_arguments (arguments, config, always);
  {
    g_autofree char *call = join_call (function, arguments);

    return g_strdup_printf ("lambda x: %s", call);
  }
}

/* What Keras knows by a word, too; layers and the like it does not. */
static gboolean
has_short_name (const GradusConfig *config)
{
  GradusFamily family = gradus_config_get_kind (config)->family;

  return family != GRADUS_FAMILY_LAYER && family != GRADUS_FAMILY_SCHEDULE &&
         family != GRADUS_FAMILY_CALLBACK;
}

/* A short name where that says all. */
static char *
write_object (const GradusConfig *config)
{
  if (has_short_name (config) && is_standard (config))
    return quote (gradus_config_get_kind (config)->id);
  return write_object_call (config, NULL);
}

/* ---- Data ---- */

/* How a sample is asked about; Keras's y holds the class. */
static char *
write_task (const GradusTask *task, const char *set)
{
  switch (task->kind)
    {
    case GRADUS_TASK_AT_LEAST:
      return g_strdup_printf ("y_%s = (y_%s >= %u).astype(\"float32\")\n", set, set,
                              task->digit);
    case GRADUS_TASK_IS:
      return g_strdup_printf ("y_%s = (y_%s == %u).astype(\"float32\")\n", set, set,
                              task->digit);
    case GRADUS_TASK_EVEN:
      return g_strdup_printf ("y_%s = (y_%s %% 2 == 0).astype(\"float32\")\n", set, set);
    case GRADUS_TASK_AUTOENCODE:
      return g_strdup_printf ("y_%s = x_%s\n", set, set);
    case GRADUS_TASK_CLASSES:
    default:
      return g_strdup ("");
    }
}

/* Losses that compare numbers want a row of zeros with a single one. */
static gint64
get_one_hot_columns (const GradusProject *project)
{
  const GradusLossKind *loss =
    (const GradusLossKind *) gradus_config_get_kind (project->sequential->loss);
  g_autoptr (GradusPlan) plan = gradus_plan_new (project->sequential);
  int         last = (int) gradus_sequential_get_n_layers (project->sequential) - 1;
  GradusShape output;

  if (project->data.task.kind == GRADUS_TASK_AUTOENCODE ||
      loss->target_form != GRADUS_TARGET_VALUES ||
      !gradus_plan_get_output (plan, last, &output) || gradus_shape_last (&output) < 2)
    return 0;
  return gradus_shape_last (&output);
}

static void
append_set (GString *code, const GradusProject *project, const char *set, guint n_samples)
{
  GradusShape      shape;
  g_autofree char *task = write_task (&project->data.task, set);
  gint64           n_columns = get_one_hot_columns (project);

  if (!gradus_data_ref_get_shape (&project->data, &shape))
    shape = project->sequential->input;
  if (n_samples > 0)
    g_string_append_printf (code, "x_%s, y_%s = x_%s[:%u], y_%s[:%u]\n", set, set, set,
                            n_samples, set, n_samples);
  g_string_append_printf (code, "x_%s = x_%s.reshape(-1", set, set);
  for (guint i = 0; i < shape.rank; i++)
    g_string_append_printf (code, ", %" G_GINT64_FORMAT, shape.dims[i]);
  g_string_append (code, ").astype(\"float32\") / 255\n");
  g_string_append (code, task);
  if (n_columns > 0)
    g_string_append_printf (code,
                            "y_%s = keras.utils.to_categorical(y_%s, %" G_GINT64_FORMAT
                            ")\n",
                            set, set, n_columns);
}

/* Points and sequences that Gradus makes are nowhere else. */
static void
append_own_data (GString *code, const GradusProject *project)
{
  gint64 n_columns = get_one_hot_columns (project);

  g_string_append (code,
                   "# Gradus made its data itself. Keep arrays of your own in data.npz "
                   "to run this.\nimport numpy\n\ndata = numpy.load(\"data.npz\")\n");
  for (guint i = 0; i < 2; i++)
    {
      const char *set = i == 0 ? "train" : "test";

      g_string_append_printf (code, "x_%s, y_%s = data[\"x_%s\"], data[\"y_%s\"]\n", set,
                              set, set, set);
      if (n_columns > 0)
        g_string_append_printf (
          code, "y_%s = keras.utils.to_categorical(y_%s, %" G_GINT64_FORMAT ")\n", set,
          set, n_columns);
    }
  g_string_append_c (code, '\n');
}

/* Keras brings MNIST and Fashion-MNIST along, and no digits drawn by a program. */
static void
append_data (GString *code, const GradusProject *project)
{
  const char *source = project->data.source;
  const char *module = strstr (source, "fashion") != NULL ? "fashion_mnist" : "mnist";
  const GradusDataSource *found = gradus_data_source_find (source);

  if (found != NULL && !found->has_digits)
    {
      append_own_data (code, project);
      return;
    }
  if (strstr (source, "mnist") == NULL)
    g_string_append (
      code, "# Gradus drew its digits itself. Keras has none of these, so this "
            "script\n# learns from MNIST: handwritten digits of the same size.\n");
  g_string_append_printf (
    code, "(x_train, y_train), (x_test, y_test) = keras.datasets.%s.load_data()\n",
    module);
  append_set (code, project, "train", project->data.n_train);
  append_set (code, project, "test", project->data.n_test);
  g_string_append_c (code, '\n');
}

/* ---- Model ---- */

static void
append_layer (GString           *code,
              const char        *indent,
              const GradusLayer *layer,
              const char        *automatic_name,
              const char        *before,
              const char        *end)
{
  g_autoptr (GPtrArray) arguments = new_arguments ();
  g_autofree char      *function =
    g_strdup_printf ("%slayers.%s", before, gradus_config_get_kind (layer->config)->name);

  add_arguments (arguments, layer->config, NULL);
  if (g_strcmp0 (layer->name, automatic_name) != 0)
    {
      g_autofree char *name = quote (layer->name);

      g_ptr_array_add (arguments, g_strdup_printf ("name=%s", name));
    }
  if (!layer->trainable &&
      (gradus_layer_kind_of (layer->config)->flags & GRADUS_LAYER_SHORT_BASE) == 0)
    g_ptr_array_add (arguments, g_strdup ("trainable=False"));
  append_call (code, indent, function, arguments, end);
}

static void
append_model (GString *code, const GradusSequential *sequential, GradusPythonForm form)
{
  g_autofree char *shape = gradus_shape_to_string (&sequential->input);
  g_auto (GStrv)   groups = gradus_keras_dup_groups (sequential);
  gboolean         in_list = form == GRADUS_PYTHON_LIST;

  g_string_append_printf (code,
                          in_list ? "model = keras.Sequential(\n    [\n"
                                    "        keras.Input(shape=%s),\n"
                                  : "model = keras.Sequential()\n"
                                    "model.add(keras.Input(shape=%s))\n",
                          shape);
  for (guint i = 0; groups[i] != NULL; i++)
    append_layer (code, in_list ? "        " : "",
                  gradus_sequential_get_layer (sequential, i),
                  groups[i] + strlen ("layers/"), in_list ? "" : "model.add(",
                  in_list ? "," : ")");
  g_string_append (code,
                   in_list ? "    ]\n)\nmodel.summary()\n\n" : "model.summary()\n\n");
}

/* [f(a), "g"] */
static char *
write_list (const GPtrArray *configs)
{
  GString *list = g_string_new ("[");

  for (guint i = 0; i < configs->len; i++)
    {
      g_autofree char *member = write_object (configs->pdata[i]);

      g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", member);
    }
  g_string_append_c (list, ']');
  return g_string_free (list, FALSE);
}

/* {0: 1.0, 1: 2.5} */
static char *
write_class_weights (const GArray *weights)
{
  GString *text = g_string_new ("{");

  for (guint i = 0; i < weights->len; i++)
    {
      g_autofree char *weight = write_float (g_array_index (weights, double, i));

      g_string_append_printf (text, "%s%u: %s", i > 0 ? ", " : "", i, weight);
    }
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static void
append_compile (GString *code, const GradusSequential *sequential)
{
  g_autofree char *optimizer = write_object_call (sequential->optimizer, "learning_rate");
  g_autofree char *loss = write_object (sequential->loss);
  g_autofree char *metrics = write_list (sequential->metrics);
  g_autofree char *weighted = write_list (sequential->weighted_metrics);

  g_string_append_printf (code, "model.compile(\n    optimizer=%s,\n    loss=%s,\n",
                          optimizer, loss);
  if (sequential->metrics->len > 0)
    g_string_append_printf (code, "    metrics=%s,\n", metrics);
  if (sequential->weighted_metrics->len > 0)
    g_string_append_printf (code, "    weighted_metrics=%s,\n", weighted);
  g_string_append (code, ")\n\n");
}

static void
append_fit (GString                *code,
            const GradusFitOptions *fit,
            const GradusSequential *sequential)
{
  g_autoptr (GPtrArray) arguments = new_arguments ();
  g_autofree char      *callbacks = write_list (sequential->callbacks);
  g_autofree char      *weights = write_class_weights (sequential->class_weights);

  g_ptr_array_add (arguments, g_strdup ("x_train"));
  g_ptr_array_add (arguments, g_strdup ("y_train"));
  g_ptr_array_add (arguments, g_strdup_printf ("epochs=%u", fit->epochs));
  g_ptr_array_add (arguments, g_strdup_printf ("batch_size=%u", fit->batch_size));
  if (fit->validation_split > 0)
    {
      g_autofree char *split = write_float (fit->validation_split);

      g_ptr_array_add (arguments, g_strdup_printf ("validation_split=%s", split));
    }
  if (!fit->shuffle)
    g_ptr_array_add (arguments, g_strdup ("shuffle=False"));
  if (sequential->class_weights->len > 0)
    g_ptr_array_add (arguments, g_strdup_printf ("class_weight=%s", weights));
  if (sequential->callbacks->len > 0)
    g_ptr_array_add (arguments, g_strdup_printf ("callbacks=%s", callbacks));
  append_call (code, "", "history = model.fit", arguments, "");
  g_string_append (code, "model.evaluate(x_test, y_test)\n");
}

/* --- What Keras does not have --- */

static void
find_own_schedules (const GradusConfig *config, GPtrArray *kinds)
{
  const GradusKind *kind = gradus_config_get_kind (config);

  for (guint i = 0; i < kind->n_params; i++)
    {
      const GradusConfig *object;

      if (kind->params[i].type != GRADUS_PARAM_OBJECT ||
          kind->params[i].family != GRADUS_FAMILY_SCHEDULE)
        continue;
      object = gradus_config_get_object (config, kind->params[i].name);
      if (object != NULL && is_own (gradus_config_get_kind (object)) &&
          !g_ptr_array_find (kinds, gradus_config_get_kind (object), NULL))
        g_ptr_array_add (kinds, (gpointer) gradus_config_get_kind (object));
    }
}

static GPtrArray *
list_own_schedules (const GradusSequential *sequential)
{
  GPtrArray *kinds = g_ptr_array_new ();

  find_own_schedules (sequential->optimizer, kinds);
  for (guint i = 0; i < sequential->callbacks->len; i++)
    find_own_schedules (sequential->callbacks->pdata[i], kinds);
  return kinds;
}

static void
append_head (GString *code, const GradusProject *project)
{
  g_autofree char      *title = g_strdelimit (g_strdup (project->title), "\r\n", ' ');
  g_autoptr (GPtrArray) schedules = list_own_schedules (project->sequential);

  if (*title != '\0')
    g_string_append_printf (code, "# %s\n", title);
  if (schedules->len > 0)
    g_string_append (code, "import math\n\n");
  g_string_append (code, "import keras\nfrom keras import layers\n\n");
  for (guint i = 0; i < schedules->len; i++)
    g_string_append_printf (code, "\n%s\n\n",
                            ((const GradusScheduleKind *) schedules->pdata[i])->python);
  g_string_append_printf (code, "keras.utils.set_random_seed(%" G_GUINT64_FORMAT ")\n\n",
                          project->fit.seed & G_MAXUINT32);
}

/**
 * gradus_project_to_python:
 * @project: what to write
 * @form: how to write the stack
 *
 * Writes a script for Keras 3 that loads the data, makes, compiles, fits and evaluates
 * the model. Only what differs from Keras's defaults is said.
 *
 * Returns: (transfer full): Python source
 */
char *
gradus_project_to_python (const GradusProject *project, GradusPythonForm form)
{
  GString *code = g_string_new (NULL);

  append_head (code, project);
  append_data (code, project);
  append_model (code, project->sequential, form);
  append_compile (code, project->sequential);
  append_fit (code, &project->fit, project->sequential);
  return g_string_free (code, FALSE);
}
