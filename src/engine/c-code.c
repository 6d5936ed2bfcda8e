/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/c-code.h"

#include <math.h>
#include <string.h>

#include "engine/formula.h"
#include "engine/parts.h"

struct _GradusCCode
{
  GradusCProgram *program;
  char           *name; /* of the function, without its ending */
  guint           first_weight;
  GHashTable     *values;  /* of words in braces */
  GHashTable     *weights; /* words in braces that are weights: place + 1 */
  GString        *body;
  gboolean        takes_mask;
  gboolean        gives_mask;
};

/* ---- Programs ---- */

static void
free_weight (gpointer data)
{
  GradusCWeight *weight = data;

  g_free (weight->name);
  g_free (weight);
}

GradusCProgram *
gradus_c_program_new (void)
{
  GradusCProgram *self = g_new0 (GradusCProgram, 1);

  self->helpers = g_string_new (NULL);
  self->functions = g_string_new (NULL);
  self->weights = g_ptr_array_new_with_free_func (free_weight);
  self->taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->activations = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
gradus_c_program_free (GradusCProgram *self)
{
  g_string_free (self->helpers, TRUE);
  g_string_free (self->functions, TRUE);
  g_ptr_array_unref (self->weights);
  g_hash_table_unref (self->taken);
  g_hash_table_unref (self->activations);
  g_free (self);
}

/**
 * gradus_c_program_make_name:
 * @self: a program
 * @words: what it should say, any text
 *
 * Makes a name that C allows and that nothing in the program has yet.
 *
 * Returns: (transfer full): the name
 */
char *
gradus_c_program_make_name (GradusCProgram *self, const char *words)
{
  GString *name = g_string_new (g_ascii_isalpha (*words) ? NULL : "n");
  gsize    length;

  for (const char *c = words; *c != '\0'; c++)
    if (g_ascii_isalnum (*c))
      g_string_append_c (name, *c);
    else if (name->len > 0 && name->str[name->len - 1] != '_')
      g_string_append_c (name, '_');
  if (name->len > 1 && name->str[name->len - 1] == '_')
    g_string_truncate (name, name->len - 1);
  length = name->len;
  for (guint i = 2; g_hash_table_contains (self->taken, name->str); i++)
    {
      g_string_truncate (name, length);
      g_string_append_printf (name, "_%u", i);
    }
  g_hash_table_add (self->taken, g_strdup (name->str));
  return g_string_free (name, FALSE);
}

/* "gru_kernel" for gru/gru_cell/kernel: that it is in the cell says nothing more. */
static char *
join_path (const char *layer, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  GString       *words = g_string_new (layer);

  for (guint i = 0; parts[i] != NULL; i++)
    if (!g_str_has_suffix (parts[i], "_cell"))
      g_string_append_printf (words, "_%s", parts[i]);
  return g_string_free (words, FALSE);
}

guint
gradus_c_program_add_weights (GradusCProgram        *self,
                              const char            *layer,
                              const GradusLayerPlan *plan,
                              float *const          *weights)
{
  guint first = self->weights->len;

  for (guint i = 0; i < plan->n_weights; i++)
    {
      g_autofree char *words = join_path (layer, plan->weights[i].name);
      GradusCWeight   *weight = g_new0 (GradusCWeight, 1);

      weight->name = gradus_c_program_make_name (self, words);
      weight->shape = plan->weights[i].shape;
      weight->data = weights[i];
      g_ptr_array_add (self->weights, weight);
    }
  return first;
}

void
gradus_c_function_clear (GradusCFunction *self)
{
  g_clear_pointer (&self->name, g_free);
}

static void
append_number (GString *text, double number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (!isfinite ((float) number))
    {
      g_string_append (text, isnan (number) ? "NAN"
                             : number < 0   ? "-INFINITY"
                                            : "INFINITY");
      return;
    }
  g_ascii_formatd (digits, sizeof digits, "%.9g", number);
  g_string_append (text, digits);
  if (strpbrk (digits, ".e") == NULL)
    g_string_append (text, ".0");
  g_string_append_c (text, 'f');
}

/**
 * gradus_c_append_float:
 * @text: where to append
 * @number: any float
 *
 * Nine digits name every float.
 */
void
gradus_c_append_float (GString *text, float number)
{
  append_number (text, (double) number);
}

/* ---- Words in braces ---- */

void
gradus_c_code_set (GradusCCode *self, const char *word, const char *text)
{
  g_hash_table_replace (self->values, g_strdup (word), g_strdup (text));
}

void
gradus_c_code_set_int (GradusCCode *self, const char *word, gint64 number)
{
  g_hash_table_replace (self->values, g_strdup (word),
                        g_strdup_printf ("%" G_GINT64_FORMAT, number));
}

void
gradus_c_code_set_float (GradusCCode *self, const char *word, double number)
{
  GString *text = g_string_new (NULL);

  append_number (text, number);
  g_hash_table_replace (self->values, g_strdup (word), g_string_free (text, FALSE));
}

void
gradus_c_code_set_place (GradusCCode *self,
                         const char  *word,
                         const char  *place,
                         gint64       stride,
                         const char  *tap,
                         gint64       dilation,
                         gint64       before)
{
  GString *text = g_string_new (place);

  if (stride > 1)
    g_string_append_printf (text, " * %" G_GINT64_FORMAT, stride);
  g_string_append_printf (text, " + %s", tap);
  if (dilation > 1)
    g_string_append_printf (text, " * %" G_GINT64_FORMAT, dilation);
  if (before > 0)
    g_string_append_printf (text, " - %" G_GINT64_FORMAT, before);
  gradus_c_code_set (self, word, text->str);
  g_string_free (text, TRUE);
}

static const char *
get_value (GradusCCode *self, const char *word)
{
  guint weight = GPOINTER_TO_UINT (g_hash_table_lookup (self->weights, word));

  if (weight > 0)
    {
      GradusCWeight *found = g_ptr_array_index (self->program->weights, weight - 1);

      found->is_used = TRUE;
      return found->name;
    }
  if (strcmp (word, "mask") == 0)
    self->takes_mask = TRUE;
  if (strcmp (word, "mask_out") == 0)
    self->gives_mask = TRUE;
  return g_hash_table_lookup (self->values, word);
}

/* The word in braces that begins at @at, and where it ends; NULL where these are braces
 * of C. */
static char *
find_word (const char *at, const char **end)
{
  const char *c = at + 1;

  if (*at != '{' || !g_ascii_islower (*c))
    return NULL;
  while (g_ascii_isalnum (*c) || *c == '_')
    c++;
  if (*c != '}')
    return NULL;
  *end = c + 1;
  return g_strndup (at + 1, (gsize) (c - at - 1));
}

/* Further lines of a value begin where its first one did. */
static void
append_value (GString *line, const char *value, gsize indent)
{
  for (const char *c = value; *c != '\0'; c++)
    {
      g_string_append_c (line, *c);
      for (gsize i = 0; *c == '\n' && i < indent; i++)
        g_string_append_c (line, ' ');
    }
}

/* Values may hold words in braces, too. */
static char *
expand_words (GradusCCode *self, const char *text, gsize indent)
{
  GString *expanded = g_string_new (NULL);

  for (const char *c = text; *c != '\0';)
    {
      const char      *end;
      g_autofree char *word = find_word (c, &end);
      g_autofree char *value = NULL;

      if (word == NULL)
        {
          g_string_append_c (expanded, *c++);
          continue;
        }
      if (get_value (self, word) == NULL)
        g_error ("nothing is known of {%s}", word);
      value = expand_words (self, get_value (self, word), 0);
      append_value (expanded, value, indent);
      c = end;
    }
  return g_string_free (expanded, FALSE);
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " ")] == '\0';
}

static void
expand_line (GradusCCode *self, const char *line, gsize indent, GString *to)
{
  g_autofree char *text = expand_words (self, line, strspn (line, " ") + indent);

  if (is_blank (text) && !is_blank (line))
    return;
  for (gsize i = 0; i < indent && *text != '\0'; i++)
    g_string_append_c (to, ' ');
  g_string_append (to, text);
  g_string_append_c (to, '\n');
}

/* The text ends with a newline. */
static void
expand (GradusCCode *self, const char *text, gsize indent, GString *to)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL && lines[i + 1] != NULL; i++)
    expand_line (self, lines[i], indent, to);
}

void
gradus_c_code_add (GradusCCode *self, const char *text)
{
  expand (self, text, 2, self->body);
}

void
gradus_c_code_add_function (GradusCCode *self, const char *text)
{
  expand (self, text, 0, self->program->functions);
  g_string_append_c (self->program->functions, '\n');
}

/* ---- Activations ---- */

/* Every parameter of the activation is a word in braces. */
static void
set_params (GradusCCode *self, const GradusConfig *activation)
{
  const GradusKind *kind = gradus_config_get_kind (activation);

  for (guint i = 0; i < kind->n_params; i++)
    if (kind->params[i].type == GRADUS_PARAM_FLOAT)
      gradus_c_code_set_float (self, kind->params[i].name,
                               gradus_config_get_float (activation,
                                                        kind->params[i].name));
    else if (kind->params[i].type == GRADUS_PARAM_BOOL)
      gradus_c_code_set_int (self, kind->params[i].name,
                             gradus_config_get_bool (activation, kind->params[i].name));
}

static char *
define_activation (GradusCCode *self, const GradusActivationKind *kind, const char *body)
{
  GString         *helpers = self->program->helpers;
  char            *name = gradus_c_program_make_name (self->program, kind->base.id);
  g_autofree char *formula = gradus_formula_dup_text (kind->base.formula);

  g_string_append_printf (helpers, "/* %s */\n", formula);
  if (kind->c_row_source != NULL)
    g_string_append_printf (helpers, "static void\n%s (float *x, int n)\n{\n%s}\n\n",
                            name, body);
  else
    g_string_append_printf (helpers, "static float\n%s (float x)\n{\n%s}\n\n", name,
                            body);
  return name;
}

/* Returns: (transfer none): the function; one with other parameters is another one */
static const char *
find_activation (GradusCCode *self, const GradusConfig *activation)
{
  const GradusActivationKind *kind =
    (const GradusActivationKind *) gradus_config_get_kind (activation);
  const char *source = kind->c_source != NULL ? kind->c_source : kind->c_row_source;
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree char    *key = NULL;
  const char         *found;

  /* The name of a function of libm. */
  if (strchr (source, ' ') == NULL)
    return source;
  set_params (self, activation);
  expand (self, source, 2, body);
  key = g_strconcat (kind->base.id, body->str, NULL);
  found = g_hash_table_lookup (self->program->activations, key);
  if (found != NULL)
    return found;
  found = define_activation (self, kind, body->str);
  g_hash_table_insert (self->program->activations, g_steal_pointer (&key),
                       (gpointer) found);
  return found;
}

static gboolean
is_linear (const GradusConfig *activation)
{
  return strcmp (gradus_config_get_kind (activation)->id, "linear") == 0;
}

static gboolean
needs_rows (const GradusConfig *activation)
{
  return ((const GradusActivationKind *) gradus_config_get_kind (activation))
           ->c_row_source != NULL;
}

gboolean
gradus_c_code_set_activation (GradusCCode        *self,
                              const char         *word,
                              const GradusConfig *activation)
{
  g_autofree char *end = g_strconcat (word, "_end", NULL);
  gboolean         is_plain = is_linear (activation) || needs_rows (activation);
  g_autofree char *start =
    is_plain ? NULL : g_strconcat (find_activation (self, activation), " (", NULL);

  gradus_c_code_set (self, word, is_plain ? "" : start);
  gradus_c_code_set (self, end, is_plain ? "" : ")");
  return needs_rows (activation);
}

void
gradus_c_code_set_row_activation (GradusCCode        *self,
                                  const char         *word,
                                  const GradusConfig *activation,
                                  const char         *array,
                                  gsize               n_rows,
                                  gsize               n_columns)
{
  g_autofree char *text = NULL;

  if (!needs_rows (activation))
    text = g_strdup ("");
  else if (n_rows == 1)
    text = g_strdup_printf ("%s (%s, %zu);", find_activation (self, activation), array,
                            n_columns);
  else
    text = g_strdup_printf ("for (int i = 0; i < %zu; i++)\n"
                            "  %s (%s + i * %zu, %zu);",
                            n_rows, find_activation (self, activation), array, n_columns,
                            n_columns);
  gradus_c_code_set (self, word, text);
}

/* ---- Layers ---- */

static void
name_weights (GradusCCode *self, const GradusLayerPlan *plan)
{
  for (guint i = 0; i < plan->n_weights; i++)
    {
      const char *slash = strrchr (plan->weights[i].name, '/');
      const char *word = slash != NULL ? slash + 1 : plan->weights[i].name;

      /* Of layers inside, which have names of their own, the first. */
      if (!g_hash_table_contains (self->weights, word))
        g_hash_table_insert (self->weights, g_strdup (word),
                             GUINT_TO_POINTER (self->first_weight + i + 1));
    }
}

static void
append_head (GString *text, const GradusCCode *self, const GradusLayerPlan *plan)
{
  const GradusKind *kind = gradus_config_get_kind (plan->config);
  g_autofree char  *input = gradus_shape_to_string (&plan->input);
  g_autofree char  *output = gradus_shape_to_string (&plan->output);
  g_autofree char  *formula =
    kind->formula != NULL ? gradus_formula_dup_text (kind->formula) : NULL;

  g_string_append_printf (text, "/* %s: x %s becomes y %s\n", kind->name, input, output);
  if (formula != NULL)
    g_string_append_printf (text, " *\n *   %s */\n", formula);
  else
    g_string_append (text, " */\n");
  g_string_append_printf (text, "static void\n%s (const float *x, %sfloat *y%s)\n{\n",
                          self->name, self->takes_mask ? "const char *mask, " : "",
                          self->gives_mask ? ", char *mask_out" : "");
}

static void
open_code (GradusCCode           *self,
           GradusCProgram        *program,
           const char            *name,
           const GradusLayerPlan *plan,
           guint                  first_weight)
{
  *self = (GradusCCode){ .program = program, .first_weight = first_weight };
  self->name = gradus_c_program_make_name (program, name);
  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->weights = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->body = g_string_new (NULL);
  name_weights (self, plan);
  gradus_c_code_set (self, "name", self->name);
  gradus_c_code_set (self, "mask", "mask");
  gradus_c_code_set (self, "mask_out", "mask_out");
  gradus_c_code_set_int (self, "in", (gint64) gradus_shape_size (&plan->input));
  gradus_c_code_set_int (self, "out", (gint64) gradus_shape_size (&plan->output));
}

static void
close_code (GradusCCode *self)
{
  g_free (self->name);
  g_hash_table_unref (self->values);
  g_hash_table_unref (self->weights);
  g_string_free (self->body, TRUE);
}

/**
 * gradus_c_program_write_layer:
 * @self: a program
 * @name: what to call the function
 * @plan: the layer's plan
 * @first_weight: where its weights are among the program's
 *
 * Returns: what was written; clear it
 */
GradusCFunction
gradus_c_program_write_layer (GradusCProgram        *self,
                              const char            *name,
                              const GradusLayerPlan *plan,
                              guint                  first_weight)
{
  const GradusLayerKind *kind = gradus_layer_kind_of (plan->config);
  GradusCFunction        function = { 0 };
  GradusCCode            code;

  if (kind->write_c == NULL)
    return function;
  open_code (&code, self, name, plan, first_weight);
  kind->write_c (plan, &code);
  append_head (self->functions, &code, plan);
  g_string_append_printf (self->functions, "%s}\n\n", code.body->str);
  function =
    (GradusCFunction){ g_steal_pointer (&code.name), code.takes_mask, code.gives_mask };
  close_code (&code);
  return function;
}

GradusCFunction
gradus_c_code_write_inner (GradusCCode           *self,
                           const char            *suffix,
                           const GradusLayerPlan *plan,
                           guint                  first_weight)
{
  g_autofree char *name = g_strconcat (self->name, "_", suffix, NULL);

  return gradus_c_program_write_layer (self->program, name, plan,
                                       self->first_weight + first_weight);
}
