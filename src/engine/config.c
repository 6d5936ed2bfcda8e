/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "engine/config.h"

#include "engine/error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>

struct _GradusConfig
{
  const GradusKind *kind;
  GHashTable       *notes;    /* (nullable): text by name */
  GradusValue       values[]; /* one per parameter of kind */
};

static gboolean parse_tuple (const char *text, GradusShape *tuple);
static gboolean parse_numbers (const char *text, GArray *numbers);

/* --- making and comparing --- */

static void
set_number_standard (GradusValue *value, const GradusParam *param)
{
  if (isnan (param->standard))
    {
      value->is_none = TRUE;
      return;
    }
  value->boolean = param->standard != 0;
  value->integer = (gint64) param->standard;
  value->number = param->standard;
}

static void
set_text_standard (GradusValue *value, const GradusParam *param)
{
  value->is_none = param->standard_text == NULL;
  if (value->is_none)
    return;
  if (param->type == GRADUS_PARAM_CHOICE)
    value->text = g_strdup (param->standard_text);
  else if (param->type == GRADUS_PARAM_TUPLE)
    parse_tuple (param->standard_text, &value->tuple);
  else if (param->type == GRADUS_PARAM_OBJECT)
    value->object = gradus_config_new_by_name (param->family, param->standard_text);
  else
    {
      value->numbers = g_array_new (FALSE, FALSE, sizeof (double));
      parse_numbers (param->standard_text, value->numbers);
    }
}

static gboolean
is_number (const GradusParam *param)
{
  return param->type == GRADUS_PARAM_BOOL || param->type == GRADUS_PARAM_INT ||
         param->type == GRADUS_PARAM_FLOAT;
}

static void
clear_value (GradusValue *value)
{
  g_clear_pointer (&value->text, g_free);
  g_clear_pointer (&value->numbers, g_array_unref);
  g_clear_pointer (&value->object, gradus_config_free);
  *value = (GradusValue){ 0 };
}

static void
copy_value (GradusValue *to, const GradusValue *from)
{
  *to = *from;
  to->text = g_strdup (from->text);
  to->numbers = from->numbers != NULL ? g_array_copy (from->numbers) : NULL;
  to->object = from->object != NULL ? gradus_config_copy (from->object) : NULL;
}

static gboolean
numbers_equal (const GArray *a, const GArray *b)
{
  return a->len == b->len &&
         (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (double)) == 0);
}

static gboolean
value_equal (const GradusParam *param, const GradusValue *a, const GradusValue *b)
{
  if (a->is_none || b->is_none)
    return a->is_none == b->is_none;
  switch (param->type)
    {
    case GRADUS_PARAM_BOOL:
      return a->boolean == b->boolean;
    case GRADUS_PARAM_INT:
      return a->integer == b->integer;
    case GRADUS_PARAM_FLOAT:
      return a->number == b->number;
    case GRADUS_PARAM_CHOICE:
      return g_strcmp0 (a->text, b->text) == 0;
    case GRADUS_PARAM_TUPLE:
      return gradus_shape_equal (&a->tuple, &b->tuple);
    case GRADUS_PARAM_NUMBERS:
      return numbers_equal (a->numbers, b->numbers);
    case GRADUS_PARAM_OBJECT:
      return gradus_config_equal (a->object, b->object);
    default:
      g_assert_not_reached ();
    }
}

static GradusConfig *
alloc_config (const GradusKind *kind)
{
  GradusConfig *self =
    g_malloc0 (sizeof (GradusConfig) + kind->n_params * sizeof (GradusValue));

  self->kind = kind;
  return self;
}

/**
 * gradus_config_new:
 * @kind: what to configure
 *
 * Returns: (transfer full): a configuration with Keras's default for every parameter
 */
GradusConfig *
gradus_config_new (const GradusKind *kind)
{
  g_return_val_if_fail (kind != NULL, NULL);

  GradusConfig *self = alloc_config (kind);

  for (guint i = 0; i < kind->n_params; i++)
    if (is_number (&kind->params[i]))
      set_number_standard (&self->values[i], &kind->params[i]);
    else
      set_text_standard (&self->values[i], &kind->params[i]);
  return self;
}

/**
 * gradus_config_new_by_name:
 * @family: a family
 * @name_or_id: any name that gradus_kind_find() knows
 *
 * Returns: (transfer full) (nullable): a configuration with Keras's defaults, %NULL if
 * the name is not known
 */
GradusConfig *
gradus_config_new_by_name (GradusFamily family, const char *name_or_id)
{
  const GradusKind *kind = gradus_kind_find (family, name_or_id);

  return kind != NULL ? gradus_config_new (kind) : NULL;
}

/**
 * gradus_config_copy:
 * @self: a configuration
 *
 * Returns: (transfer full): an independent copy
 */
GradusConfig *
gradus_config_copy (const GradusConfig *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  GradusConfig *copy = alloc_config (self->kind);

  for (guint i = 0; i < self->kind->n_params; i++)
    copy_value (&copy->values[i], &self->values[i]);
  copy->notes = gradus_notes_copy (self->notes);
  return copy;
}

/**
 * gradus_config_free:
 * @self: (nullable) (transfer full): a configuration
 */
void
gradus_config_free (GradusConfig *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->kind->n_params; i++)
    clear_value (&self->values[i]);
  g_clear_pointer (&self->notes, g_hash_table_unref);
  g_free (self);
}

/**
 * gradus_config_equal:
 * @a: (nullable): a configuration
 * @b: (nullable): another
 *
 * Returns: whether both are of the same kind and all values agree, notes aside
 */
gboolean
gradus_config_equal (const GradusConfig *a, const GradusConfig *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  if (a->kind != b->kind)
    return FALSE;
  for (guint i = 0; i < a->kind->n_params; i++)
    if (!value_equal (&a->kind->params[i], &a->values[i], &b->values[i]))
      return FALSE;
  return TRUE;
}

/* --- notes --- */

/**
 * gradus_notes_copy:
 * @notes: (nullable) (element-type utf8 utf8): texts by name
 *
 * Returns: (transfer full) (nullable): an independent copy
 */
GHashTable *
gradus_notes_copy (GHashTable *notes)
{
  GHashTable    *copy = NULL;
  GHashTableIter iter;
  gpointer       name, text;

  if (notes == NULL)
    return NULL;
  g_hash_table_iter_init (&iter, notes);
  while (g_hash_table_iter_next (&iter, &name, &text))
    gradus_notes_set (&copy, name, text);
  return copy;
}

/**
 * gradus_notes_set:
 * @notes: (inout): the table; made when it is first needed
 * @name: of the note
 * @text: (nullable): what it says; %NULL removes it
 */
void
gradus_notes_set (GHashTable **notes, const char *name, const char *text)
{
  if (text == NULL && *notes != NULL)
    g_hash_table_remove (*notes, name);
  if (text == NULL)
    return;
  if (*notes == NULL)
    *notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_insert (*notes, g_strdup (name), g_strdup (text));
}

/**
 * gradus_config_set_note:
 * @self: a configuration
 * @name: of the note
 * @text: (nullable): what it says; %NULL removes it
 *
 * Attaches what a file says of this configuration beyond its parameters, like the name
 * that somebody gave to a metric, so that it is there when it is saved again. Notes
 * change nothing that is computed. They travel with copies; the engine does not read
 * them.
 */
void
gradus_config_set_note (GradusConfig *self, const char *name, const char *text)
{
  g_return_if_fail (self != NULL && name != NULL);
  gradus_notes_set (&self->notes, name, text);
}

/**
 * gradus_config_get_notes:
 * @self: a configuration
 *
 * Returns: (transfer none) (nullable) (element-type utf8 utf8): its notes by name
 */
GHashTable *
gradus_config_get_notes (const GradusConfig *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->notes;
}

/**
 * gradus_config_get_note:
 * @self: a configuration
 * @name: of the note
 *
 * Returns: (transfer none) (nullable): what it says
 */
const char *
gradus_config_get_note (const GradusConfig *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);
  return self->notes != NULL ? g_hash_table_lookup (self->notes, name) : NULL;
}

/* --- getters --- */

/**
 * gradus_config_get_kind:
 * @self: a configuration
 *
 * Returns: (transfer none): what it configures
 */
const GradusKind *
gradus_config_get_kind (const GradusConfig *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->kind;
}

/**
 * gradus_config_get_value:
 * @self: a configuration
 * @name: a parameter of its kind
 *
 * Returns: (transfer none) (nullable): the value, %NULL if there is no such parameter;
 * valid until @self changes
 */
const GradusValue *
gradus_config_get_value (const GradusConfig *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  const GradusParam *param = gradus_kind_find_param (self->kind, name);

  return param != NULL ? &self->values[param - self->kind->params] : NULL;
}

/* Asking for a parameter that a kind has not got is a programmer's error. */
static const GradusValue *
get_typed (const GradusConfig *self, const char *name, GradusParamType type)
{
  const GradusParam *param = gradus_kind_find_param (self->kind, name);

  if (param == NULL || param->type != type)
    {
      g_critical ("%s has no parameter %s of type %d", self->kind->name, name, type);
      return NULL;
    }
  return &self->values[param - self->kind->params];
}

/**
 * gradus_config_get_bool:
 * @self: a configuration
 * @name: a switch
 *
 * Returns: whether it is on; %FALSE for None
 */
gboolean
gradus_config_get_bool (const GradusConfig *self, const char *name)
{
  const GradusValue *value = get_typed (self, name, GRADUS_PARAM_BOOL);

  return value != NULL && value->boolean;
}

/**
 * gradus_config_get_int:
 * @self: a configuration
 * @name: a whole number
 *
 * Returns: its value; 0 for None
 */
gint64
gradus_config_get_int (const GradusConfig *self, const char *name)
{
  const GradusValue *value = get_typed (self, name, GRADUS_PARAM_INT);

  return value != NULL ? value->integer : 0;
}

/**
 * gradus_config_get_float:
 * @self: a configuration
 * @name: a number
 *
 * Returns: its value; NaN for None
 */
double
gradus_config_get_float (const GradusConfig *self, const char *name)
{
  const GradusValue *value = get_typed (self, name, GRADUS_PARAM_FLOAT);

  return value != NULL && !value->is_none ? value->number : (double) NAN;
}

/**
 * gradus_config_get_choice:
 * @self: a configuration
 * @name: a choice
 *
 * Returns: (transfer none) (nullable): what is chosen; %NULL for None
 */
const char *
gradus_config_get_choice (const GradusConfig *self, const char *name)
{
  const GradusValue *value = get_typed (self, name, GRADUS_PARAM_CHOICE);

  return value != NULL ? value->text : NULL;
}

/**
 * gradus_config_get_tuple:
 * @self: a configuration
 * @name: a tuple
 *
 * Returns: (transfer none) (nullable): its value; %NULL for None
 */
const GradusShape *
gradus_config_get_tuple (const GradusConfig *self, const char *name)
{
  const GradusValue *value = get_typed (self, name, GRADUS_PARAM_TUPLE);

  return value != NULL && !value->is_none ? &value->tuple : NULL;
}

/**
 * gradus_config_get_numbers:
 * @self: a configuration
 * @name: a list of numbers
 * @n_numbers: (out): how many; 0 for None
 *
 * Returns: (transfer none) (nullable) (array length=n_numbers): the numbers
 */
const double *
gradus_config_get_numbers (const GradusConfig *self, const char *name, guint *n_numbers)
{
  const GradusValue *value = get_typed (self, name, GRADUS_PARAM_NUMBERS);

  *n_numbers = 0;
  if (value == NULL || value->numbers == NULL)
    return NULL;
  *n_numbers = value->numbers->len;
  return (const double *) (gconstpointer) value->numbers->data;
}

/**
 * gradus_config_get_object:
 * @self: a configuration
 * @name: an object, like an initializer
 *
 * Returns: (transfer none) (nullable): its configuration; %NULL for None
 */
const GradusConfig *
gradus_config_get_object (const GradusConfig *self, const char *name)
{
  const GradusValue *value = get_typed (self, name, GRADUS_PARAM_OBJECT);

  return value != NULL ? value->object : NULL;
}

/**
 * gradus_config_is_none:
 * @self: a configuration
 * @name: a parameter
 *
 * Returns: whether it holds Keras's None
 */
gboolean
gradus_config_is_none (const GradusConfig *self, const char *name)
{
  const GradusValue *value = gradus_config_get_value (self, name);

  g_return_val_if_fail (value != NULL, TRUE);
  return value->is_none;
}

/* --- setters --- */

static const GradusParam *
find_param (const GradusConfig *self,
            const char         *name,
            GradusParamType     type,
            GError            **error)
{
  const GradusParam *param = gradus_kind_find_param (self->kind, name);

  if (param != NULL && param->type == type)
    return param;
  if (param == NULL)
    g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                 _ ("%s has no parameter called %s."), self->kind->name, name);
  else
    g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                 _ ("%s takes another type of value."), _ (param->title));
  return NULL;
}

static GradusValue *
value_of (GradusConfig *self, const GradusParam *param)
{
  return &self->values[param - self->kind->params];
}

/* NaN compares false with everything, so it never lies within. */
static gboolean
is_within (const GradusParam *param, double value)
{
  gboolean above = param->flags & GRADUS_PARAM_OPEN_MINIMUM ? value > param->minimum
                                                            : value >= param->minimum;
  gboolean below = param->flags & GRADUS_PARAM_OPEN_MAXIMUM ? value < param->maximum
                                                            : value <= param->maximum;

  return above && below;
}

static const char *
find_complaint (const GradusParam *param, double value)
{
  if (isnan (value))
    return N_ ("%s must be a number.");
  if (value <= param->minimum)
    return param->flags & GRADUS_PARAM_OPEN_MINIMUM
             ? N_ ("%s must be more than %g, not %g.")
             : N_ ("%s must be at least %g, not %g.");
  return param->flags & GRADUS_PARAM_OPEN_MAXIMUM
           ? N_ ("%s must be less than %g, not %g.")
           : N_ ("%s must be at most %g, not %g.");
}

static gboolean
check_bounds (const GradusParam *param, double value, GError **error)
{
  double limit = value <= param->minimum ? param->minimum : param->maximum;

  if (is_within (param, value))
    return TRUE;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  /* All complaints take the same arguments; the first ignores the last two. */
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
               _ (find_complaint (param, value)), _ (param->title), limit, value);
#pragma GCC diagnostic pop
  return FALSE;
}

/**
 * gradus_config_set_none:
 * @self: a configuration
 * @name: a parameter that may be None
 * @error: return location for an error
 *
 * Returns: whether @self changed; if not, @error is set (%GRADUS_ERROR_PARAMETER), as
 * with all setters
 */
gboolean
gradus_config_set_none (GradusConfig *self, const char *name, GError **error)
{
  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  const GradusParam *param = gradus_kind_find_param (self->kind, name);

  if (param == NULL)
    return find_param (self, name, GRADUS_PARAM_BOOL, error) != NULL;
  if (!(param->flags & GRADUS_PARAM_NULLABLE))
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER, _ ("%s needs a value."),
                   _ (param->title));
      return FALSE;
    }
  clear_value (value_of (self, param));
  value_of (self, param)->is_none = TRUE;
  return TRUE;
}

/**
 * gradus_config_set_bool:
 * @self: a configuration
 * @name: a switch
 * @value: whether it is on
 * @error: return location for an error
 *
 * Returns: whether @self took the value
 */
gboolean
gradus_config_set_bool (GradusConfig *self,
                        const char   *name,
                        gboolean      value,
                        GError      **error)
{
  const GradusParam *param = find_param (self, name, GRADUS_PARAM_BOOL, error);

  if (param == NULL)
    return FALSE;
  *value_of (self, param) = (GradusValue){ .boolean = value != FALSE };
  return TRUE;
}

/**
 * gradus_config_set_int:
 * @self: a configuration
 * @name: a whole number
 * @value: its value, within the bounds of its descriptor
 * @error: return location for an error
 *
 * Returns: whether @self took the value
 */
gboolean
gradus_config_set_int (GradusConfig *self, const char *name, gint64 value, GError **error)
{
  const GradusParam *param = find_param (self, name, GRADUS_PARAM_INT, error);

  if (param == NULL || !check_bounds (param, (double) value, error))
    return FALSE;
  *value_of (self, param) = (GradusValue){ .integer = value };
  return TRUE;
}

/**
 * gradus_config_set_float:
 * @self: a configuration
 * @name: a number
 * @value: its value, within the bounds of its descriptor
 * @error: return location for an error
 *
 * Returns: whether @self took the value
 */
gboolean
gradus_config_set_float (GradusConfig *self,
                         const char   *name,
                         double        value,
                         GError      **error)
{
  const GradusParam *param = find_param (self, name, GRADUS_PARAM_FLOAT, error);

  if (param == NULL || !check_bounds (param, value, error))
    return FALSE;
  *value_of (self, param) = (GradusValue){ .number = value };
  return TRUE;
}

/**
 * gradus_config_set_choice:
 * @self: a configuration
 * @name: a choice
 * @value: one of the descriptor's choices
 * @error: return location for an error
 *
 * Returns: whether @self took the value
 */
gboolean
gradus_config_set_choice (GradusConfig *self,
                          const char   *name,
                          const char   *value,
                          GError      **error)
{
  g_return_val_if_fail (value != NULL, FALSE);

  const GradusParam *param = find_param (self, name, GRADUS_PARAM_CHOICE, error);

  if (param == NULL)
    return FALSE;
  if (!(param->flags & GRADUS_PARAM_FREE_TEXT) &&
      !g_strv_contains (param->choices, value))
    {
      g_autofree char *list = g_strjoinv (", ", (char **) param->choices);

      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                   _ ("%s can be %s, but not %s."), _ (param->title), list, value);
      return FALSE;
    }
  g_autofree char *copy = g_strdup (value); /* value may be the old text itself */

  clear_value (value_of (self, param));
  value_of (self, param)->text = g_steal_pointer (&copy);
  return TRUE;
}

/**
 * gradus_config_set_tuple:
 * @self: a configuration
 * @name: a tuple
 * @value: its value; as long as the descriptor says, entries within its bounds
 * @error: return location for an error
 *
 * Returns: whether @self took the value
 */
gboolean
gradus_config_set_tuple (GradusConfig      *self,
                         const char        *name,
                         const GradusShape *value,
                         GError           **error)
{
  g_return_val_if_fail (value != NULL && value->rank <= GRADUS_MAX_RANK, FALSE);

  const GradusParam *param = find_param (self, name, GRADUS_PARAM_TUPLE, error);

  if (param == NULL)
    return FALSE;
  if (param->n_axes != 0 && value->rank != param->n_axes)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                   _ ("%s takes %u numbers, not %u."), _ (param->title), param->n_axes,
                   value->rank);
      return FALSE;
    }
  for (guint i = 0; i < value->rank; i++)
    if (!check_bounds (param, (double) value->dims[i], error))
      return FALSE;
  *value_of (self, param) = (GradusValue){ .tuple = *value };
  return TRUE;
}

/**
 * gradus_config_set_numbers:
 * @self: a configuration
 * @name: a list of numbers
 * @values: (array length=n_values): the numbers, each within the descriptor's bounds
 * @n_values: how many
 * @error: return location for an error
 *
 * Returns: whether @self took the values
 */
gboolean
gradus_config_set_numbers (GradusConfig *self,
                           const char   *name,
                           const double *values,
                           guint         n_values,
                           GError      **error)
{
  const GradusParam *param = find_param (self, name, GRADUS_PARAM_NUMBERS, error);

  if (param == NULL)
    return FALSE;
  for (guint i = 0; i < n_values; i++)
    if (!check_bounds (param, values[i], error))
      return FALSE;

  GArray *numbers = g_array_sized_new (FALSE, FALSE, sizeof (double), n_values);

  if (n_values > 0)
    g_array_append_vals (numbers, values, n_values);
  clear_value (value_of (self, param));
  value_of (self, param)->numbers = numbers;
  return TRUE;
}

/**
 * gradus_config_take_object:
 * @self: a configuration
 * @name: an object, like an initializer
 * @value: (transfer full): its configuration, of the descriptor's family; freed if it is
 * refused
 * @error: return location for an error
 *
 * Returns: whether @self took the object
 */
gboolean
gradus_config_take_object (GradusConfig *self,
                           const char   *name,
                           GradusConfig *value,
                           GError      **error)
{
  g_return_val_if_fail (value != NULL, FALSE);

  g_autoptr (GradusConfig) object = value;
  const GradusParam       *param = find_param (self, name, GRADUS_PARAM_OBJECT, error);

  if (param == NULL)
    return FALSE;
  if (object->kind->family != param->family)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                   _ ("%s needs one of the family “%s”; %s is none."), _ (param->title),
                   gradus_family_get_title (param->family), object->kind->name);
      return FALSE;
    }
  if (param->choices != NULL && !g_strv_contains (param->choices, object->kind->name))
    {
      g_autofree char *allowed = g_strjoinv (", ", (char **) param->choices);

      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
                   /* Translators: a layer like "Bidirectional", a layer that does not go
                    * into it, and a list of those that do */
                   _ ("%s cannot hold the layer %s, only: %s."), self->kind->name,
                   object->kind->name, allowed);
      return FALSE;
    }
  clear_value (value_of (self, param));
  value_of (self, param)->object = g_steal_pointer (&object);
  return TRUE;
}

/* --- text --- */

/* Python brackets, if any, are taken off; the rest is split at commas. */
static char **
split_list (const char *text)
{
  g_autofree char *inner = g_strstrip (g_strdup (text));
  gsize            length = strlen (inner);
  gboolean         in_brackets = length >= 2 && strchr ("([", inner[0]) != NULL &&
                         strchr (")]", inner[length - 1]) != NULL;

  if (in_brackets)
    {
      inner[length - 1] = '\0';
      memmove (inner, inner + 1, length - 1);
      g_strstrip (inner);
    }
  /* "(784,)" has one entry. */
  if (g_str_has_suffix (inner, ","))
    inner[strlen (inner) - 1] = '\0';
  return g_strsplit (inner, ",", -1);
}

static gboolean
parse_int (const char *text, gint64 *value)
{
  char *end = NULL;

  errno = 0;
  *value = g_ascii_strtoll (text, &end, 10);
  return errno == 0 && end != text && end[strspn (end, " \t\n")] == '\0';
}

static gboolean
parse_float (const char *text, double *value)
{
  char *end = NULL;

  errno = 0;
  *value = g_ascii_strtod (text, &end);
  return errno == 0 && end != text && end[strspn (end, " \t\n")] == '\0';
}

static gboolean
parse_tuple (const char *text, GradusShape *tuple)
{
  g_auto (GStrv) parts = split_list (text);

  *tuple = GRADUS_SHAPE_0;
  if (g_strv_length (parts) > GRADUS_MAX_RANK)
    return FALSE;
  for (char **part = parts; *part != NULL; part++)
    {
      gint64 entry = 0;

      if (!parse_int (*part, &entry))
        return FALSE;
      tuple->dims[tuple->rank++] = entry;
    }
  return TRUE;
}

static gboolean
parse_numbers (const char *text, GArray *numbers)
{
  g_auto (GStrv) parts = split_list (text);

  for (char **part = parts; *part != NULL; part++)
    {
      double number = 0;

      if (!parse_float (*part, &number))
        return FALSE;
      g_array_append_val (numbers, number);
    }
  return TRUE;
}

static gboolean
parse_bool (const char *text, gboolean *value)
{
  static const char *const yes[] = { "true", "yes", "on", "1", NULL };
  static const char *const no[] = { "false", "no", "off", "0", NULL };
  g_autofree char         *lower = g_ascii_strdown (text, -1);

  *value = g_strv_contains (yes, lower);
  return *value || g_strv_contains (no, lower);
}

/* Finds the end of one `name=value`: the next comma outside of brackets. */
static const char *
find_comma (const char *text)
{
  int depth = 0;

  for (; *text != '\0'; text++)
    {
      depth += *text == '(' || *text == '[';
      depth -= *text == ')' || *text == ']';
      if (*text == ',' && depth == 0)
        break;
    }
  return text;
}

static gboolean
set_arguments (GradusConfig *object, const char *text, GError **error)
{
  while (text[strspn (text, " ")] != '\0')
    {
      const char      *end = find_comma (text);
      g_autofree char *argument = g_strndup (text, (gsize) (end - text));
      char            *equals = strchr (argument, '=');

      if (equals == NULL)
        {
          g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                       _ ("Write “name=value” in place of “%s”."), g_strstrip (argument));
          return FALSE;
        }
      *equals = '\0';
      if (!gradus_config_set_from_string (object, g_strstrip (argument), equals + 1,
                                          error))
        return FALSE;
      text = *end == ',' ? end + 1 : end;
    }
  return TRUE;
}

/* `HeNormal` or `VarianceScaling(scale=2.0, mode=fan_out)` */
static GradusConfig *
parse_object (const GradusParam *param, const char *text, GError **error)
{
  gsize                    length = strcspn (text, "(");
  g_autofree char         *name = g_strstrip (g_strndup (text, length));
  g_autofree char         *arguments = NULL;
  g_autoptr (GradusConfig) object = gradus_config_new_by_name (param->family, name);

  if (object == NULL)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                   _ ("%s cannot be %s: there is nothing of that name."),
                   _ (param->title), name);
      return NULL;
    }
  if (text[length] == '\0')
    return g_steal_pointer (&object);
  arguments = g_strdup (text + length + 1);
  if (g_str_has_suffix (arguments, ")"))
    arguments[strlen (arguments) - 1] = '\0';
  return set_arguments (object, arguments, error) ? g_steal_pointer (&object) : NULL;
}

static gboolean
refuse_text (const GradusParam *param, const char *text, GError **error)
{
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
               _ ("%s does not understand “%s”."), _ (param->title), text);
  return FALSE;
}

static gboolean
set_list_from_string (GradusConfig      *self,
                      const GradusParam *param,
                      const char        *text,
                      GError           **error)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
  GradusShape        tuple;

  if (param->type == GRADUS_PARAM_TUPLE)
    return parse_tuple (text, &tuple)
             ? gradus_config_set_tuple (self, param->name, &tuple, error)
             : refuse_text (param, text, error);
  if (!parse_numbers (text, numbers))
    return refuse_text (param, text, error);
  return gradus_config_set_numbers (self, param->name,
                                    (const double *) (gconstpointer) numbers->data,
                                    numbers->len, error);
}

static gboolean
set_object_from_string (GradusConfig      *self,
                        const GradusParam *param,
                        const char        *text,
                        GError           **error)
{
  GradusConfig *object = parse_object (param, text, error);

  return object != NULL && gradus_config_take_object (self, param->name, object, error);
}

static gboolean
set_number_from_string (GradusConfig      *self,
                        const GradusParam *param,
                        const char        *text,
                        GError           **error)
{
  gboolean boolean;
  gint64   integer;
  double   number;

  if (param->type == GRADUS_PARAM_BOOL && parse_bool (text, &boolean))
    return gradus_config_set_bool (self, param->name, boolean, error);
  if (param->type == GRADUS_PARAM_INT && parse_int (text, &integer))
    return gradus_config_set_int (self, param->name, integer, error);
  if (param->type == GRADUS_PARAM_FLOAT && parse_float (text, &number))
    return gradus_config_set_float (self, param->name, number, error);
  return refuse_text (param, text, error);
}

/**
 * gradus_config_set_from_string:
 * @self: a configuration
 * @name: a parameter
 * @text: its value as one would type it: `32`, `1e-3`, `true`, `None`, `relu`, `(3, 3)`,
 * `VarianceScaling(scale=2.0, mode=fan_out)`; numbers are read as in the C locale
 * @error: return location for an error
 *
 * Returns: whether @self took the value
 */
gboolean
gradus_config_set_from_string (GradusConfig *self,
                               const char   *name,
                               const char   *text,
                               GError      **error)
{
  g_return_val_if_fail (self != NULL && name != NULL && text != NULL, FALSE);

  const GradusParam *param = gradus_kind_find_param (self->kind, name);
  g_autofree char   *trimmed = g_strstrip (g_strdup (text));

  if (param == NULL)
    return find_param (self, name, GRADUS_PARAM_BOOL, error) != NULL;
  if (g_ascii_strcasecmp (trimmed, "none") == 0)
    return gradus_config_set_none (self, name, error);
  if (is_number (param))
    return set_number_from_string (self, param, trimmed, error);
  if (param->type == GRADUS_PARAM_CHOICE)
    return gradus_config_set_choice (self, name, trimmed, error);
  if (param->type == GRADUS_PARAM_OBJECT)
    return set_object_from_string (self, param, trimmed, error);
  return set_list_from_string (self, param, trimmed, error);
}

static void
append_number (GString *text, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  /* The shortest text that reads back as the same number. */
  for (int digits = 6; digits <= 17; digits++)
    {
      g_autofree char *format = g_strdup_printf ("%%.%dg", digits);

      g_ascii_formatd (buffer, sizeof buffer, format, number);
      if (g_ascii_strtod (buffer, NULL) == number)
        break;
    }
  g_string_append (text, buffer);
  /* Python's float has a point or an exponent. */
  if (strpbrk (buffer, ".enai") == NULL)
    g_string_append (text, ".0");
}

static void
append_object (GString *text, const GradusConfig *object)
{
  g_autoptr (GradusConfig) standard = gradus_config_new (object->kind);
  const char              *separator = "(";

  g_string_append (text, object->kind->name);
  for (guint i = 0; i < object->kind->n_params; i++)
    {
      const GradusParam *param = &object->kind->params[i];
      g_autofree char   *value = NULL;

      if (value_equal (param, &object->values[i], &standard->values[i]))
        continue;
      value = gradus_config_value_to_string (object, param->name);
      g_string_append_printf (text, "%s%s=%s", separator, param->name, value);
      separator = ", ";
    }
  if (separator[0] == ',')
    g_string_append_c (text, ')');
}

static void
append_numbers (GString *text, const GArray *numbers)
{
  g_string_append_c (text, '[');
  for (guint i = 0; i < numbers->len; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      append_number (text, g_array_index (numbers, double, i));
    }
  g_string_append_c (text, ']');
}

static void
append_tuple (GString *text, const GradusShape *tuple)
{
  g_string_append_c (text, '(');
  for (guint i = 0; i < tuple->rank; i++)
    g_string_append_printf (text, i > 0 ? ", %" G_GINT64_FORMAT : "%" G_GINT64_FORMAT,
                            tuple->dims[i]);
  /* Python writes a tuple of one with a comma. */
  g_string_append (text, tuple->rank == 1 ? ",)" : ")");
}

/**
 * gradus_config_value_to_string:
 * @self: a configuration
 * @name: a parameter
 *
 * Returns: (transfer full) (nullable): the value as Python writes it, without quotes; an
 * object names only what differs from its defaults. gradus_config_set_from_string() reads
 * it back.
 */
char *
gradus_config_value_to_string (const GradusConfig *self, const char *name)
{
  const GradusParam *param = gradus_kind_find_param (self->kind, name);
  const GradusValue *value = gradus_config_get_value (self, name);
  GString           *text = g_string_new (NULL);

  if (value == NULL || value->is_none)
    g_string_append (text, "None");
  else if (param->type == GRADUS_PARAM_BOOL)
    g_string_append (text, value->boolean ? "True" : "False");
  else if (param->type == GRADUS_PARAM_INT)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, value->integer);
  else if (param->type == GRADUS_PARAM_FLOAT)
    append_number (text, value->number);
  else if (param->type == GRADUS_PARAM_CHOICE)
    g_string_append (text, value->text);
  else if (param->type == GRADUS_PARAM_TUPLE)
    append_tuple (text, &value->tuple);
  else if (param->type == GRADUS_PARAM_NUMBERS)
    append_numbers (text, value->numbers);
  else
    append_object (text, value->object);
  return g_string_free (text, FALSE);
}
