/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/python-objects.h"

#include "config.h"

#include "engine/error.h"
#include "engine/layer.h"
#include "io/keras-extras.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define SCHEDULE "learning_rate_schedule"

/* Where an error is told of, so that every function below has one argument less. */
typedef struct
{
  guint   *line;
  GError **error;
} Teller;

gboolean
gradus_python_refuse (const GradusPythonNode *node,
                      guint                  *line,
                      GError                **error,
                      const char             *format,
                      ...)
{
  g_autofree char *sentence = NULL;
  va_list          arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (line != NULL)
    *line = node->first_line;
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT, sentence);
  return FALSE;
}

#define REFUSE(node_, ...)                                                               \
  gradus_python_refuse (node_, teller->line, teller->error, __VA_ARGS__)

/* An error of a setter knows no line. */
static gboolean
told (const GradusPythonNode *node, gboolean is_good, Teller *teller)
{
  if (!is_good && teller->line != NULL)
    *teller->line = node->first_line;
  return is_good;
}

const char *
gradus_python_get_keras_name (const GradusPythonNode *node)
{
  static const char *const places[] = {
    "keras",        "tf",          "tensorflow",  "layers",
    "models",       "optimizers",  "schedules",   "losses",
    "metrics",      "callbacks",   "activations", "initializers",
    "regularizers", "constraints", "gradus",      NULL
  };
  g_auto (GStrv) parts = NULL;

  if (node == NULL || node->type != GRADUS_PYTHON_NAME)
    return NULL;
  parts = g_strsplit (node->text, ".", -1);
  for (guint i = 0; parts[i + 1] != NULL; i++)
    if (!g_strv_contains (places, parts[i]))
      return NULL;
  return node->text + strlen (node->text) - strlen (parts[g_strv_length (parts) - 1]);
}

/* --- Names that are nearly right --- */

static guint
get_distance (const char *a, const char *b)
{
  gsize             n = strlen (b);
  g_autofree guint *row = g_new (guint, n + 1);

  for (gsize j = 0; j <= n; j++)
    row[j] = (guint) j;
  for (; *a != '\0'; a++)
    {
      guint corner = row[0]++;

      for (gsize j = 1; j <= n; j++)
        {
          guint above = row[j];
          guint change =
            corner + (g_ascii_tolower (*a) != g_ascii_tolower (b[j - 1]) ? 1 : 0);

          row[j] = MIN (change, MIN (above, row[j - 1]) + 1);
          corner = above;
        }
    }
  return row[n];
}

static const char *
find_similar (GradusFamily family, const char *name)
{
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (family, &n_kinds);
  const char              *best = NULL;
  guint                    least = 3; /* more mistakes than that are another word */

  for (guint i = 0; i < n_kinds && strlen (name) < 64; i++)
    for (guint form = 0; form < 2; form++)
      {
        const char *word = form == 0 ? kinds[i]->name : kinds[i]->id;
        guint       distance = get_distance (name, word);

        if (distance < least)
          {
            least = distance;
            best = word;
          }
      }
  return best;
}

static gboolean
refuse_name (const GradusPythonNode *node,
             GradusFamily            family,
             const char             *name,
             Teller                 *teller)
{
  const char *similar = find_similar (family, name);

  if (similar != NULL)
    return REFUSE (node,
                   /* Translators: a family like "Layer", a wrong name, a right one */
                   _ ("%s: there is no “%s” here. Is it “%s”?"),
                   gradus_family_get_title (family), name, similar);
  return REFUSE (node, _ ("%s: there is no “%s” here."), gradus_family_get_title (family),
                 name);
}

/* --- Values --- */

static gboolean
get_number (const GradusPythonNode *node, double *number)
{
  const GradusPythonNode *item;

  if (node->type == GRADUS_PYTHON_FLOAT || node->type == GRADUS_PYTHON_INT)
    {
      *number = node->number;
      return TRUE;
    }
  /* float("inf") */
  if (node->type != GRADUS_PYTHON_CALL || node->callee->type != GRADUS_PYTHON_NAME ||
      !g_str_equal (node->callee->text, "float") || node->items->len != 1)
    return FALSE;
  item = node->items->pdata[0];
  if (item->type != GRADUS_PYTHON_STRING)
    return FALSE;
  *number = g_ascii_strtod (item->text, NULL);
  return isnan (*number) || isinf (*number);
}

static gboolean
append_axes (const GradusPythonNode *node, gboolean may_nest, GradusShape *shape)
{
  if (node->type != GRADUS_PYTHON_SEQUENCE)
    return FALSE;
  for (guint i = 0; i < node->items->len; i++)
    {
      const GradusPythonNode *item = node->items->pdata[i];

      if (item->type == GRADUS_PYTHON_INT && shape->rank < GRADUS_MAX_RANK)
        shape->dims[shape->rank++] = item->integer;
      else if (!may_nest || !append_axes (item, FALSE, shape))
        return FALSE;
    }
  return TRUE;
}

gboolean
gradus_python_read_shape (const GradusPythonNode *node,
                          GradusShape            *shape,
                          guint                  *line,
                          GError                **error)
{
  *shape = GRADUS_SHAPE_0;
  if (append_axes (node, FALSE, shape))
    return TRUE;
  return gradus_python_refuse (node, line, error,
                               _ ("A shape is written like (784,) or (28, 28, 1)."));
}

/* What Keras makes of fewer numbers than axes: 3 is (3, 3), (1, 2) is ((1, 1), (2, 2)).
 */
static void
spread_axes (const GradusParam *param, gboolean is_nested, GradusShape *shape)
{
  GradusShape given = *shape;
  guint       repeat;

  if (param->n_axes == 0 || given.rank == 0 || given.rank >= param->n_axes || is_nested)
    return;
  if (given.rank != 1 && !(param->flags & GRADUS_PARAM_PAIRS))
    return;
  repeat = param->n_axes / given.rank;
  shape->rank = given.rank * repeat;
  for (guint i = 0; i < shape->rank; i++)
    shape->dims[i] = given.dims[i / repeat];
}

static gboolean
is_nested (const GradusPythonNode *node)
{
  return node->type == GRADUS_PYTHON_SEQUENCE && node->items->len > 0 &&
         ((const GradusPythonNode *) node->items->pdata[0])->type ==
           GRADUS_PYTHON_SEQUENCE;
}

static gboolean
set_tuple (GradusConfig           *config,
           const GradusParam      *param,
           const GradusPythonNode *node,
           Teller                 *teller)
{
  GradusShape shape = GRADUS_SHAPE_0;

  if (node->type == GRADUS_PYTHON_INT)
    shape = GRADUS_SHAPE_1 (node->integer);
  else if (!append_axes (node, (param->flags & GRADUS_PARAM_PAIRS) != 0, &shape))
    return REFUSE (node, _ ("%s takes whole numbers in brackets, like (3, 3)."),
                   param->name);
  spread_axes (param, is_nested (node), &shape);
  return told (node, gradus_config_set_tuple (config, param->name, &shape, teller->error),
               teller);
}

static gboolean
set_numbers (GradusConfig           *config,
             const GradusParam      *param,
             const GradusPythonNode *node,
             Teller                 *teller)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));

  if (node->type != GRADUS_PYTHON_SEQUENCE)
    return REFUSE (node, _ ("%s takes numbers in brackets, like [1, 2]."), param->name);
  for (guint i = 0; i < node->items->len; i++)
    {
      double number;

      if (!get_number (node->items->pdata[i], &number))
        return REFUSE (node, _ ("%s takes numbers in brackets, like [1, 2]."),
                       param->name);
      g_array_append_val (numbers, number);
    }
  return told (node,
               gradus_config_set_numbers (config, param->name,
                                          (const double *) (gconstpointer) numbers->data,
                                          numbers->len, teller->error),
               teller);
}

static GradusConfig *
read_object (const GradusPythonNode *node, GradusFamily family, Teller *teller)
{
  return gradus_python_read_object (node, family, teller->line, teller->error);
}

/* `lambda epoch, rate: float(schedule(epoch))`, as Gradus writes a schedule that a
 * callback asks. */
static const GradusPythonNode *
unwrap_schedule (const GradusPythonNode *node)
{
  const GradusPythonNode *call;

  if (node->type != GRADUS_PYTHON_LAMBDA)
    return node;
  call = node->items->pdata[0];
  if (call->type != GRADUS_PYTHON_CALL || call->items->len != 1 ||
      call->callee->type != GRADUS_PYTHON_NAME ||
      !g_str_equal (call->callee->text, "float"))
    return node;
  call = call->items->pdata[0];
  return call->type == GRADUS_PYTHON_CALL && call->callee->type == GRADUS_PYTHON_CALL
           ? call->callee
           : node;
}

static gboolean
set_object (GradusConfig           *config,
            const GradusParam      *param,
            const GradusPythonNode *node,
            Teller                 *teller)
{
  GradusConfig *object;

  if (param->family == GRADUS_FAMILY_SCHEDULE)
    node = unwrap_schedule (node);
  object = read_object (node, param->family, teller);
  return object != NULL &&
         told (node,
               gradus_config_take_object (config, param->name, object, teller->error),
               teller);
}

static gboolean
set_bool (GradusConfig           *config,
          const GradusParam      *param,
          const GradusPythonNode *node,
          Teller                 *teller)
{
  if (node->type != GRADUS_PYTHON_BOOL)
    return REFUSE (node, _ ("%s is True or False."), param->name);
  return told (node,
               gradus_config_set_bool (config, param->name, node->boolean, teller->error),
               teller);
}

static gboolean
set_int (GradusConfig           *config,
         const GradusParam      *param,
         const GradusPythonNode *node,
         Teller                 *teller)
{
  if (node->type != GRADUS_PYTHON_INT)
    return REFUSE (node, _ ("%s is a whole number."), param->name);
  return told (node,
               gradus_config_set_int (config, param->name, node->integer, teller->error),
               teller);
}

static gboolean
set_float (GradusConfig           *config,
           const GradusParam      *param,
           const GradusPythonNode *node,
           Teller                 *teller)
{
  double number;

  if (!get_number (node, &number))
    return REFUSE (node, _ ("%s is a number."), param->name);
  return told (node, gradus_config_set_float (config, param->name, number, teller->error),
               teller);
}

static gboolean
set_choice (GradusConfig           *config,
            const GradusParam      *param,
            const GradusPythonNode *node,
            Teller                 *teller)
{
  if (node->type != GRADUS_PYTHON_STRING)
    return REFUSE (node, _ ("%s is a word in quotation marks."), param->name);
  return told (node,
               gradus_config_set_choice (config, param->name, node->text, teller->error),
               teller);
}

static gboolean
set_value (GradusConfig           *config,
           const GradusParam      *param,
           const GradusPythonNode *node,
           Teller                 *teller)
{
  static gboolean (*const setters[]) (GradusConfig *, const GradusParam *,
                                      const GradusPythonNode *, Teller *) = {
    [GRADUS_PARAM_BOOL] = set_bool,     [GRADUS_PARAM_INT] = set_int,
    [GRADUS_PARAM_FLOAT] = set_float,   [GRADUS_PARAM_CHOICE] = set_choice,
    [GRADUS_PARAM_TUPLE] = set_tuple,   [GRADUS_PARAM_NUMBERS] = set_numbers,
    [GRADUS_PARAM_OBJECT] = set_object,
  };

  if (node->type == GRADUS_PYTHON_NONE)
    return told (node, gradus_config_set_none (config, param->name, teller->error),
                 teller);
  return setters[param->type](config, param, node, teller);
}

/* --- Calls --- */

/* Keras's constructors take first what they have no default for. */
static const GradusParam *
find_by_position (const GradusKind *kind, guint position)
{
  for (guint is_required = 2; is_required-- > 0;)
    for (guint i = 0; i < kind->n_params; i++)
      if (gradus_keras_is_required (kind, kind->params[i].name) ==
            (gboolean) is_required &&
          !g_str_equal (kind->params[i].name, SCHEDULE) && position-- == 0)
        return &kind->params[i];
  return NULL;
}

/* Keras takes a schedule for the learning rate itself. */
static const GradusParam *
find_by_name (const GradusKind *kind, const char *name, const GradusPythonNode *value)
{
  if (g_str_equal (name, "learning_rate") && value->type == GRADUS_PYTHON_CALL &&
      gradus_kind_find_param (kind, SCHEDULE) != NULL)
    return gradus_kind_find_param (kind, SCHEDULE);
  return g_str_equal (name, SCHEDULE) ? NULL : gradus_kind_find_param (kind, name);
}

/* What every object of Keras takes, and what changes nothing here. */
static gboolean
is_harmless (const char *name, const GradusPythonNode *value)
{
  return g_str_equal (name, "name") ||
         (g_str_equal (name, "dtype") && value->type == GRADUS_PYTHON_STRING &&
          g_str_equal (value->text, "float32"));
}

static gboolean
set_arguments (GradusConfig           *config,
               const GradusPythonNode *call,
               guint                   n_skipped,
               const char *const      *left_out,
               Teller                 *teller)
{
  const GradusKind *kind = gradus_config_get_kind (config);

  for (guint i = n_skipped; i < call->items->len; i++)
    {
      const GradusPythonNode *value = call->items->pdata[i];
      const GradusParam      *param = find_by_position (kind, i - n_skipped);

      if (param != NULL)
        param = find_by_name (kind, param->name, value);
      if (param == NULL)
        return REFUSE (value, _ ("%s takes fewer values than this."), kind->name);
      if (!set_value (config, param, value, teller))
        return FALSE;
    }
  for (guint i = 0; i < call->names->len; i++)
    {
      const char             *name = call->names->pdata[i];
      const GradusPythonNode *value = call->values->pdata[i];
      const GradusParam      *param = find_by_name (kind, name, value);

      if (is_harmless (name, value) ||
          (left_out != NULL && g_strv_contains (left_out, name)))
        continue;
      if (param == NULL)
        return REFUSE (value, _ ("%s has no parameter called %s."), kind->name, name);
      if (!set_value (config, param, value, teller))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_given (const GradusPythonNode *call, const GradusKind *kind, const GradusParam *param)
{
  for (guint i = 0; i < call->items->len; i++)
    if (find_by_position (kind, i) == param)
      return TRUE;
  for (guint i = 0; i < call->names->len; i++)
    if (g_str_equal (call->names->pdata[i], param->name))
      return TRUE;
  return FALSE;
}

static gboolean
check_required (const GradusPythonNode *call, const GradusKind *kind, Teller *teller)
{
  for (guint i = 0; i < kind->n_params; i++)
    if (gradus_keras_is_required (kind, kind->params[i].name) &&
        !is_given (call, kind, &kind->params[i]))
      return REFUSE (call, _ ("%s needs %s."), kind->name, kind->params[i].name);
  return TRUE;
}

static GradusConfig *
new_config (const GradusPythonNode *at,
            GradusFamily            family,
            const char             *name,
            Teller                 *teller)
{
  GradusConfig *config = name != NULL ? gradus_config_new_by_name (family, name) : NULL;

  if (config == NULL)
    refuse_name (at, family,
                 name != NULL                     ? name
                 : at->type == GRADUS_PYTHON_NAME ? at->text
                 : at->type == GRADUS_PYTHON_CALL &&
                     at->callee->type == GRADUS_PYTHON_NAME
                   ? at->callee->text
                   : "…",
                 teller);
  return config;
}

static GradusConfig *
read_call (const GradusPythonNode *call,
           GradusFamily            family,
           const char *const      *left_out,
           Teller                 *teller)
{
  /* Activations are functions of x. */
  guint                    n_skipped = family == GRADUS_FAMILY_ACTIVATION ? 1 : 0;
  g_autoptr (GradusConfig) config =
    new_config (call, family, gradus_python_get_keras_name (call->callee), teller);

  if (config == NULL ||
      (n_skipped == 0 && !check_required (call, gradus_config_get_kind (config), teller)))
    return NULL;
  return set_arguments (config, call, n_skipped, left_out, teller)
           ? g_steal_pointer (&config)
           : NULL;
}

/**
 * gradus_python_read_object:
 * @node: `"relu"`, `keras.optimizers.Adam(0.001)`, `lambda x: …`
 * @family: what it must be
 * @line: (out) (optional): the line of the error
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_FORMAT` and those of the setters of #GradusConfig
 *
 * Returns: (transfer full): what it configures
 */
GradusConfig *
gradus_python_read_object (const GradusPythonNode *node,
                           GradusFamily            family,
                           guint                  *line,
                           GError                **error)
{
  Teller  self = { line, error };
  Teller *teller = &self;

  if (node->type == GRADUS_PYTHON_LAMBDA && family == GRADUS_FAMILY_ACTIVATION)
    node = node->items->pdata[0];
  switch (node->type)
    {
    case GRADUS_PYTHON_STRING:
      return new_config (node, family, node->text, teller);
    case GRADUS_PYTHON_NAME:
      return new_config (node, family, gradus_python_get_keras_name (node), teller);
    case GRADUS_PYTHON_CALL:
      return read_call (node, family, NULL, teller);
    case GRADUS_PYTHON_NONE:
    case GRADUS_PYTHON_BOOL:
    case GRADUS_PYTHON_INT:
    case GRADUS_PYTHON_FLOAT:
    case GRADUS_PYTHON_SEQUENCE:
    case GRADUS_PYTHON_DICT:
    case GRADUS_PYTHON_LAMBDA:
    default:
      REFUSE (node, _ ("%s: write a name in quotation marks, or a call."),
              gradus_family_get_title (family));
      return NULL;
    }
}

static gboolean
read_own (GradusLayer            *layer,
          const char             *name,
          const GradusPythonNode *value,
          Teller                 *teller)
{
  if (g_str_equal (name, "name"))
    {
      if (value->type != GRADUS_PYTHON_STRING || *value->text == '\0')
        return REFUSE (value, _ ("%s is a word in quotation marks."), name);
      layer->name = g_strdup (value->text);
    }
  else if (g_str_equal (name, "trainable"))
    {
      if (value->type != GRADUS_PYTHON_BOOL)
        return REFUSE (value, _ ("%s is True or False."), name);
      if (gradus_layer_kind_of (layer->config)->flags & GRADUS_LAYER_SHORT_BASE)
        return REFUSE (value, _ ("%s has no parameter called %s."),
                       gradus_config_get_kind (layer->config)->name, name);
      layer->trainable = value->boolean;
    }
  return TRUE;
}

/**
 * gradus_python_read_layer:
 * @node: `layers.Dense(32, name="hidden")`
 * @line: (out) (optional): the line of the error
 * @error: return location for an error
 *
 * Returns: (transfer full): the layer, without a name if it is not given one
 */
GradusLayer *
gradus_python_read_layer (const GradusPythonNode *node, guint *line, GError **error)
{
  static const char *const own[] = { "name", "trainable", "input_shape", NULL };
  Teller                   self = { line, error };
  Teller                  *teller = &self;
  g_autoptr (GradusLayer)  layer = NULL;
  GradusConfig            *config;

  if (node->type != GRADUS_PYTHON_CALL)
    {
      REFUSE (node, _ ("A layer is written like layers.Dense(32)."));
      return NULL;
    }
  config = read_call (node, GRADUS_FAMILY_LAYER, own, teller);
  if (config == NULL)
    return NULL;
  layer = gradus_layer_new_from_config (config);
  for (guint i = 0; i < node->names->len; i++)
    if (!read_own (layer, node->names->pdata[i], node->values->pdata[i], teller))
      return NULL;
  return g_steal_pointer (&layer);
}
