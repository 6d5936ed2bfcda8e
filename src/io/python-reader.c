/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/python-reader.h"

#include "config.h"

#include "engine/error.h"
#include "engine/parts.h"
#include "io/keras-json.h"
#include "io/keras-slots.h"
#include "io/python-code.h"
#include "io/python-objects.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SCHEDULE "learning_rate_schedule"
#define LAYERS_MOST 1000
#define EPOCHS_MOST 100000
#define BATCH_MOST 100000

/* Reads the script statement by statement. Layers, compile() and fit() are understood;
 * other lines must be as gradus_project_to_python() writes them, or the picture on the
 * screen would not be what the script does. */
typedef struct
{
  const GradusProject *current;
  GradusPythonReading *reading;
  GPtrArray           *layers; /* (element-type GradusLayer) */
  GHashTable          *usual;  /* texts of statements that say nothing of the model */
  char                *model;  /* what the script calls it */
  guint               *line;
  GError             **error;
} Reader;

#define REFUSE(node_, ...)                                                               \
  gradus_python_refuse (node_, self->line, self->error, __VA_ARGS__)

/**
 * gradus_python_reading_free:
 * @self: (nullable) (transfer full): what was read
 */
void
gradus_python_reading_free (GradusPythonReading *self)
{
  if (self == NULL)
    return;
  gradus_project_free (self->project);
  g_array_unref (self->layers);
  g_free (self);
}

static GradusPythonSpan
get_span (const GradusPythonNode *node)
{
  return (GradusPythonSpan){ node->first_line, node->last_line };
}

static const GradusPythonNode *
find_argument (const GradusPythonNode *call, guint position, const char *name)
{
  for (guint i = 0; i < call->names->len; i++)
    if (g_str_equal (call->names->pdata[i], name))
      return call->values->pdata[i];
  return position < call->items->len ? call->items->pdata[position] : NULL;
}

static gboolean
check_arguments (Reader                 *self,
                 const GradusPythonNode *call,
                 guint                   n_positions,
                 const char *const      *known,
                 const char             *what)
{
  for (guint i = 0; i < call->names->len; i++)
    if (!g_strv_contains (known, call->names->pdata[i]))
      return REFUSE (call->values->pdata[i],
                     /* Translators: an argument and the function that has no such */
                     _ ("Gradus does not know “%s” of %s."),
                     (const char *) call->names->pdata[i], what);
  if (call->items->len > n_positions)
    return REFUSE (call->items->pdata[n_positions],
                   _ ("%s takes fewer values than this."), what);
  return TRUE;
}

/* --- The stack --- */

static gboolean
is_input (const char *name)
{
  return name != NULL &&
         (g_str_equal (name, "Input") || g_str_equal (name, "InputLayer"));
}

static gboolean
read_input (Reader *self, const GradusPythonNode *call, const GradusPythonNode *shape)
{
  GradusShape read;

  if (shape == NULL)
    return REFUSE (call, _ ("The input needs a shape, like Input(shape=(784,))."));
  if (self->layers->len > 0)
    return REFUSE (call, _ ("The input stands before all layers."));
  if (!gradus_python_read_shape (shape, &read, self->line, self->error))
    return FALSE;
  if (!gradus_shape_equal (&read, &self->current->sequential->input))
    {
      g_autofree char *usual = gradus_shape_to_string (&self->current->sequential->input);

      return REFUSE (shape,
                     _ ("The data have the shape %s. Choose other data to change it."),
                     usual);
    }
  self->reading->input = get_span (call);
  return TRUE;
}

static gboolean
add_layer (Reader *self, const GradusPythonNode *node)
{
  static const char *const input_arguments[] = { "shape", "name", "dtype", NULL };
  const GradusPythonNode  *shape;
  GradusPythonSpan         span = get_span (node);
  GradusLayer             *layer;

  if (node->type == GRADUS_PYTHON_CALL &&
      is_input (gradus_python_get_keras_name (node->callee)))
    return check_arguments (self, node, 1, input_arguments, "Input") &&
           read_input (self, node, find_argument (node, 0, "shape"));
  if (self->layers->len == LAYERS_MOST)
    return REFUSE (node, _ ("This is more layers than Gradus can hold."));
  if (node->type == GRADUS_PYTHON_CALL)
    {
      shape = find_argument (node, G_MAXUINT, "input_shape");
      if (shape != NULL && !read_input (self, node, shape))
        return FALSE;
    }
  layer = gradus_python_read_layer (node, self->line, self->error);
  if (layer == NULL)
    return FALSE;
  g_ptr_array_add (self->layers, layer);
  g_array_append_val (self->reading->layers, span);
  return TRUE;
}

static gboolean
read_sequential (Reader *self, const char *target, const GradusPythonNode *call)
{
  static const char *const known[] = { "layers", "name", NULL };
  const GradusPythonNode  *list = find_argument (call, 0, "layers");

  if (self->model != NULL)
    return REFUSE (call, _ ("There is one model only; this is a second one."));
  if (target == NULL)
    return REFUSE (call, _ ("Give the model a name: model = keras.Sequential(…)."));
  if (!check_arguments (self, call, 1, known, "Sequential"))
    return FALSE;
  self->model = g_strdup (target);
  if (list == NULL || list->type == GRADUS_PYTHON_NONE)
    return TRUE;
  if (list->type != GRADUS_PYTHON_SEQUENCE)
    return REFUSE (list, _ ("Sequential takes a list of layers in square brackets."));
  for (guint i = 0; i < list->items->len; i++)
    if (!add_layer (self, list->items->pdata[i]))
      return FALSE;
  return TRUE;
}

static gboolean
read_add (Reader *self, const GradusPythonNode *call)
{
  static const char *const known[] = { "layer", NULL };
  const GradusPythonNode  *layer = find_argument (call, 0, "layer");

  if (layer == NULL)
    return REFUSE (call, _ ("add() takes a layer, like model.add(layers.Dense(32))."));
  return check_arguments (self, call, 1, known, "add()") && add_layer (self, layer);
}

/* --- compile() --- */

static gboolean
read_list (Reader *self, const GradusPythonNode *node, GradusFamily family, GPtrArray *to)
{
  g_ptr_array_set_size (to, 0);
  if (node == NULL || node->type == GRADUS_PYTHON_NONE)
    return TRUE;
  if (node->type != GRADUS_PYTHON_SEQUENCE)
    return REFUSE (node, _ ("Put them in square brackets: [ … ]."));
  for (guint i = 0; i < node->items->len; i++)
    {
      GradusConfig *config = gradus_python_read_object (node->items->pdata[i], family,
                                                        self->line, self->error);

      if (config == NULL)
        return FALSE;
      g_ptr_array_add (to, config);
    }
  return TRUE;
}

/* The rate that a schedule overrides is not in the script; it stays as it is. */
static void
keep_unsaid (const GradusConfig *old, GradusConfig *new)
{
  if (gradus_config_get_kind (old) == gradus_config_get_kind (new) &&
      !gradus_config_is_none (old, SCHEDULE) && !gradus_config_is_none (new, SCHEDULE))
    gradus_config_set_float (new, "learning_rate",
                             gradus_config_get_float (old, "learning_rate"), NULL);
}

static gboolean
read_optimizer (Reader *self, const GradusPythonNode *node, GradusSequential *sequential)
{
  GradusConfig *config =
    node != NULL
      ? gradus_python_read_object (node, GRADUS_FAMILY_OPTIMIZER, self->line, self->error)
      : gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER, "rmsprop");

  if (config == NULL)
    return FALSE;
  keep_unsaid (self->current->sequential->optimizer, config);
  gradus_sequential_take_optimizer (sequential, config);
  if (node != NULL)
    self->reading->optimizer = get_span (node);
  return TRUE;
}

static gboolean
read_compile (Reader *self, const GradusPythonNode *call)
{
  static const char *const known[] = { "optimizer", "loss", "metrics", "weighted_metrics",
                                       NULL };
  GradusSequential        *sequential = self->reading->project->sequential;
  const GradusPythonNode  *loss_node = find_argument (call, 1, "loss");
  GradusConfig            *loss;

  if (!check_arguments (self, call, 3, known, "compile()"))
    return FALSE;
  if (loss_node == NULL)
    return REFUSE (call, _ ("compile() needs a loss."));
  if (!read_optimizer (self, find_argument (call, 0, "optimizer"), sequential))
    return FALSE;
  loss =
    gradus_python_read_object (loss_node, GRADUS_FAMILY_LOSS, self->line, self->error);
  if (loss == NULL)
    return FALSE;
  gradus_sequential_take_loss (sequential, loss);
  self->reading->loss = get_span (loss_node);
  return read_list (self, find_argument (call, 2, "metrics"), GRADUS_FAMILY_METRIC,
                    sequential->metrics) &&
         read_list (self, find_argument (call, G_MAXUINT, "weighted_metrics"),
                    GRADUS_FAMILY_METRIC, sequential->weighted_metrics);
}

/* --- fit() --- */

static gboolean
read_count (Reader                 *self,
            const GradusPythonNode *node,
            const char             *name,
            guint                   most,
            guint                   standard,
            guint                  *count)
{
  *count = standard;
  if (node == NULL || node->type == GRADUS_PYTHON_NONE)
    return TRUE;
  if (node->type != GRADUS_PYTHON_INT || node->integer < 1 || node->integer > most)
    return REFUSE (node, _ ("%s is a whole number from 1 to %u."), name, most);
  *count = (guint) node->integer;
  return TRUE;
}

static gboolean
read_class_weights (Reader *self, const GradusPythonNode *node, GArray *weights)
{
  g_array_set_size (weights, 0);
  if (node == NULL || node->type == GRADUS_PYTHON_NONE)
    return TRUE;
  if (node->type != GRADUS_PYTHON_DICT)
    return REFUSE (node, _ ("class_weight is written like {0: 1.0, 1: 2.5}."));
  for (guint i = 0; i + 1 < node->items->len; i += 2)
    {
      const GradusPythonNode *key = node->items->pdata[i];
      const GradusPythonNode *value = node->items->pdata[i + 1];

      if (key->type != GRADUS_PYTHON_INT || key->integer != i / 2 ||
          (value->type != GRADUS_PYTHON_FLOAT && value->type != GRADUS_PYTHON_INT) ||
          value->number < 0)
        return REFUSE (node, _ ("class_weight is written like {0: 1.0, 1: 2.5}."));
      g_array_append_val (weights, value->number);
    }
  return TRUE;
}

static gboolean
read_split (Reader *self, const GradusPythonNode *node, double *split)
{
  *split = 0;
  if (node == NULL)
    return TRUE;
  if ((node->type != GRADUS_PYTHON_FLOAT && node->type != GRADUS_PYTHON_INT) ||
      !(node->number >= 0 && node->number < 1))
    return REFUSE (node, _ ("validation_split lies between 0 and 1."));
  *split = node->number;
  return TRUE;
}

static gboolean
read_shuffle (Reader *self, const GradusPythonNode *node, gboolean *shuffle)
{
  *shuffle = TRUE;
  if (node == NULL)
    return TRUE;
  if (node->type != GRADUS_PYTHON_BOOL)
    return REFUSE (node, _ ("%s is True or False."), "shuffle");
  *shuffle = node->boolean;
  return TRUE;
}

static gboolean
read_fit (Reader *self, const GradusPythonNode *call)
{
  static const char *const known[] = { "x",         "y",
                                       "epochs",    "batch_size",
                                       "verbose",   "validation_split",
                                       "shuffle",   "class_weight",
                                       "callbacks", NULL };
  GradusProject           *project = self->reading->project;
  GradusFitOptions        *fit = &project->fit;

  return check_arguments (self, call, 5, known, "fit()") &&
         read_count (self, find_argument (call, 2, "batch_size"), "batch_size",
                     BATCH_MOST, 32, &fit->batch_size) &&
         read_count (self, find_argument (call, 3, "epochs"), "epochs", EPOCHS_MOST, 1,
                     &fit->epochs) &&
         read_split (self, find_argument (call, G_MAXUINT, "validation_split"),
                     &fit->validation_split) &&
         read_shuffle (self, find_argument (call, G_MAXUINT, "shuffle"), &fit->shuffle) &&
         read_class_weights (self, find_argument (call, G_MAXUINT, "class_weight"),
                             project->sequential->class_weights) &&
         read_list (self, find_argument (call, G_MAXUINT, "callbacks"),
                    GRADUS_FAMILY_CALLBACK, project->sequential->callbacks);
}

/* Keras takes 32 bits, so a longer seed stays if its end is what stands here. */
static gboolean
read_seed (Reader *self, const GradusPythonNode *call)
{
  const GradusPythonNode *seed = find_argument (call, 0, "seed");

  if (seed == NULL || seed->type != GRADUS_PYTHON_INT || seed->integer < 0 ||
      seed->integer > G_MAXUINT32)
    return REFUSE (call, _ ("A seed is a whole number from 0 to 4294967295."));
  if ((guint64) seed->integer != (self->current->fit.seed & G_MAXUINT32))
    self->reading->project->fit.seed = (guint64) seed->integer;
  return TRUE;
}

/* --- Statements --- */

static gboolean
is_method (const Reader *self, const char *name, const char *method)
{
  gsize length = self->model != NULL ? strlen (self->model) : 0;

  return length > 0 && strncmp (name, self->model, length) == 0 && name[length] == '.' &&
         g_str_equal (name + length + 1, method);
}

static gboolean
read_call (Reader *self, const char *target, const GradusPythonNode *call)
{
  const char *name = call->callee->text;
  const char *keras_name = gradus_python_get_keras_name (call->callee);

  if (g_strcmp0 (keras_name, "Sequential") == 0)
    return read_sequential (self, target, call);
  if (g_str_equal (name, "keras.utils.set_random_seed"))
    return read_seed (self, call);
  if (is_method (self, name, "add"))
    return read_add (self, call);
  if (is_method (self, name, "compile"))
    return read_compile (self, call);
  if (is_method (self, name, "fit"))
    return read_fit (self, call);
  if (is_method (self, name, "summary") || is_method (self, name, "evaluate"))
    return TRUE;
  return REFUSE (call,
                 _ ("Gradus reads the layers, compile() and fit() here; “%s” is "
                    "none of them."),
                 name);
}

static gboolean
refuse_block (Reader *self, const GradusPythonStatement *statement)
{
  if (self->line != NULL)
    *self->line = statement->first_line;
  g_set_error_literal (self->error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                       _ ("Gradus runs no functions and classes; leave those that it "
                          "writes as they are."));
  return FALSE;
}

static gboolean
is_import (const char *text)
{
  return g_str_equal (text, "import math") || g_str_has_prefix (text, "import keras") ||
         g_str_has_prefix (text, "from keras");
}

static gboolean
read_statement (Reader *self, const GradusPythonStatement *statement)
{
  g_autofree char             *target = NULL;
  g_autoptr (GradusPythonNode) node = NULL;

  if (is_import (statement->text) || g_hash_table_contains (self->usual, statement->text))
    return TRUE;
  if (gradus_python_is_block (statement))
    return refuse_block (self, statement);
  node = gradus_python_parse (statement, &target, self->line, self->error);
  if (node == NULL)
    return FALSE;
  if (node->type == GRADUS_PYTHON_CALL && node->callee->type == GRADUS_PYTHON_NAME)
    return read_call (self, target, node);
  return REFUSE (node, _ ("Gradus reads the layers, compile() and fit() here; this line "
                          "is none of them."));
}

/* Lines about the data, which are chosen elsewhere, and the classes that Gradus brings
 * along, also where the current network has no need of them. */
static GHashTable *
list_usual (const GradusProject *current)
{
  g_autofree char      *code = gradus_project_to_python (current, GRADUS_PYTHON_LIST);
  g_autoptr (GPtrArray) statements = gradus_python_split (code, NULL, NULL);
  GHashTable *usual = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint       n_schedules;
  const GradusKind *const *schedules;

  for (guint i = 0; statements != NULL && i < statements->len; i++)
    {
      const char *text = ((GradusPythonStatement *) statements->pdata[i])->text;

      if (!g_str_has_prefix (text, "model") && !g_str_has_prefix (text, "history") &&
          !g_str_has_prefix (text, "keras.utils.set_random_seed"))
        g_hash_table_add (usual, g_strdup (text));
    }
  schedules = gradus_kind_list (GRADUS_FAMILY_SCHEDULE, &n_schedules);
  for (guint i = 0; i < n_schedules; i++)
    {
      const char *python = ((const GradusScheduleKind *) schedules[i])->python;

      if (python != NULL)
        g_hash_table_add (usual, gradus_python_even_block (python));
    }
  return usual;
}

/* --- Which layers are the old ones --- */

static gboolean
is_same (const GradusLayer *a, const GradusLayer *b)
{
  return a->trainable == b->trainable && gradus_config_equal (a->config, b->config);
}

/* The longest common subsequence of both stacks: layers that nobody touched. */
static void
match_equal (GPtrArray *old, GPtrArray *new, int *match)
{
  guint               width = new->len + 1;
  g_autofree guint16 *length = g_new0 (guint16, (gsize) (old->len + 1) * width);

  for (guint i = old->len; i-- > 0;)
    for (guint j = new->len; j-- > 0;)
      length[i * width + j] =
        is_same (old->pdata[i], new->pdata[j])
          ? length[(i + 1) * width + j + 1] + 1
          : MAX (length[(i + 1) * width + j], length[i * width + j + 1]);
  for (guint i = 0, j = 0; i < old->len && j < new->len;)
    if (is_same (old->pdata[i], new->pdata[j]))
      match[j++] = (int) i++;
    else if (length[(i + 1) * width + j] >= length[i * width + j + 1])
      i++;
    else
      j++;
}

/* Between those, a layer of the same kind is the old one with other settings. */
static void
match_changed (GPtrArray *old, GPtrArray *new, int *match)
{
  guint next_old = 0;

  for (guint j = 0; j < new->len; j++)
    {
      guint end = old->len;

      if (match[j] >= 0)
        {
          next_old = (guint) match[j] + 1;
          continue;
        }
      for (guint k = j + 1; k < new->len; k++)
        if (match[k] >= 0)
          {
            end = (guint) match[k];
            break;
          }
      for (guint i = next_old; i < end; i++)
        if (gradus_config_get_kind (((GradusLayer *) old->pdata[i])->config) ==
            gradus_config_get_kind (((GradusLayer *) new->pdata[j])->config))
          {
            match[j] = (int) i;
            next_old = i + 1;
            break;
          }
    }
}

/* What was learned stays with the layers that are still there. */
static void
keep_identities (GPtrArray *old, GPtrArray *new)
{
  g_autofree int *match = g_new (int, new->len + 1);

  for (guint j = 0; j < new->len; j++)
    match[j] = -1;
  match_equal (old, new, match);
  match_changed (old, new, match);
  for (guint j = 0; j < new->len; j++)
    if (match[j] >= 0)
      ((GradusLayer *) new->pdata[j])->uid = ((GradusLayer *) old->pdata[match[j]])->uid;
}

/* The names that Keras gives layers that are given none. */
static void
name_layers (GPtrArray *layers, GradusSequential *sequential)
{
  g_auto (GStrv) groups = NULL;

  for (guint i = 0; i < layers->len; i++)
    {
      GradusLayer *copy = gradus_layer_copy (layers->pdata[i]);

      gradus_sequential_insert (sequential, i, copy);
    }
  groups = gradus_keras_dup_groups (sequential);
  while (gradus_sequential_get_n_layers (sequential) > 0)
    gradus_layer_free (gradus_sequential_steal (sequential, 0));
  for (guint i = 0; i < layers->len; i++)
    {
      GradusLayer *layer = layers->pdata[i];

      if (layer->name == NULL)
        layer->name = g_strdup (groups[i] + strlen ("layers/"));
    }
}

static void
put_layers (Reader *self)
{
  GradusSequential     *sequential = self->reading->project->sequential;
  g_autoptr (GPtrArray) old =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_layer_free);

  while (gradus_sequential_get_n_layers (sequential) > 0)
    g_ptr_array_add (old, gradus_sequential_steal (sequential, 0));
  keep_identities (old, self->layers);
  name_layers (self->layers, sequential);
  for (guint i = 0; i < self->layers->len; i++)
    gradus_sequential_insert (sequential, i, gradus_layer_copy (self->layers->pdata[i]));
}

static gboolean
read_statements (Reader *self, const char *code)
{
  g_autoptr (GPtrArray) statements = gradus_python_split (code, self->line, self->error);

  if (statements == NULL)
    return FALSE;
  for (guint i = 0; i < statements->len; i++)
    if (!read_statement (self, statements->pdata[i]))
      return FALSE;
  if (self->model != NULL)
    return TRUE;
  if (self->line != NULL)
    *self->line = 1;
  g_set_error_literal (self->error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                       _ ("There is no model here: model = keras.Sequential(…)."));
  return FALSE;
}

/**
 * gradus_python_read:
 * @code: Python source
 * @current: the project that it was written from
 * @line: (out) (optional): the line of the error, from 1
 * @error: return location for an error
 *
 * Reads a script such as gradus_project_to_python() writes, after a person has changed
 * layers, compile() or fit(). Nothing is executed. What the script does not say stays as
 * in @current, and so do the identities of layers that are still there.
 *
 * Errors: `GRADUS_ERROR_FORMAT`, `GRADUS_ERROR_PARAMETER` and `GRADUS_ERROR_UNSUPPORTED`
 * with a sentence for the line
 * Threads: any
 *
 * Returns: (transfer full): what it says
 */
GradusPythonReading *
gradus_python_read (const char          *code,
                    const GradusProject *current,
                    guint               *line,
                    GError             **error)
{
  g_autoptr (GradusPythonReading) reading = g_new0 (GradusPythonReading, 1);
  g_autoptr (GPtrArray)           layers =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_layer_free);
  g_autoptr (GHashTable) usual = list_usual (current);
  Reader                 self = { .current = current,
                                  .reading = reading,
                                  .layers = layers,
                                  .usual = usual,
                                  .line = line,
                                  .error = error };
  gboolean               is_read;

  reading->project = gradus_project_copy (current);
  reading->layers = g_array_new (FALSE, FALSE, sizeof (GradusPythonSpan));
  is_read = read_statements (&self, code);
  g_free (self.model);
  if (!is_read)
    return NULL;
  put_layers (&self);
  return g_steal_pointer (&reading);
}
