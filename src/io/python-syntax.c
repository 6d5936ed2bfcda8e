/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/python-syntax.h"

#include "config.h"

#include "engine/error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define CODE_MOST ((gsize) 1 << 20)
#define DEPTH_MOST 32

/**
 * gradus_python_node_free:
 * @self: (nullable) (transfer full): an expression
 */
void
gradus_python_node_free (GradusPythonNode *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->values, g_ptr_array_unref);
  gradus_python_node_free (self->callee);
  g_free (self);
}

static void
statement_free (gpointer data)
{
  GradusPythonStatement *self = data;

  g_free (self->text);
  g_free (self->source);
  g_free (self);
}

static gpointer
refuse (guint at, guint *line, GError **error, const char *sentence)
{
  if (line != NULL)
    *line = at;
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT, sentence);
  return NULL;
}

/* --- Statements --- */

/* The end of a string that begins at @c; NULL if it does not end on its line. */
static const char *
skip_string (const char *c)
{
  char quote = *c++;

  for (; *c != '\0' && *c != '\n' && *c != quote; c++)
    if (*c == '\\' && c[1] != '\0' && c[1] != '\n')
      c++;
  return *c == quote ? c + 1 : NULL;
}

static const char *
skip_comment (const char *c)
{
  return c + strcspn (c, "\n");
}

/* Blanks between tokens say nothing once a statement is one line. */
static void
append_blank (GString *text)
{
  if (text->len > 0 && text->str[text->len - 1] != ' ')
    g_string_append_c (text, ' ');
}

typedef struct
{
  const char *c;
  guint       line;
  guint      *error_line;
  GError    **error;
} Splitter;

/* Reads up to the end of the line that no bracket carries on. */
static GradusPythonStatement *
read_statement (Splitter *self)
{
  g_autoptr (GString)    text = g_string_new (NULL);
  GradusPythonStatement *statement;
  const char            *start = self->c;
  guint                  first_line = self->line;
  int                    depth = 0;

  while (*self->c != '\0' && !(*self->c == '\n' && depth <= 0))
    {
      const char *end;

      if (*self->c == '#')
        {
          self->c = skip_comment (self->c);
          continue;
        }
      if (*self->c == '\\')
        return refuse (self->line, self->error_line, self->error,
                       _ ("A backslash cannot carry a line on here; brackets can."));
      if (*self->c == '"' || *self->c == '\'')
        {
          end = skip_string (self->c);
          if (end == NULL || strncmp (self->c, "\"\"\"", 3) == 0)
            return refuse (self->line, self->error_line, self->error,
                           _ ("This text has no closing quotation mark on its line."));
          g_string_append_len (text, self->c, end - self->c);
          self->c = end;
          continue;
        }
      depth += strchr ("([{", *self->c) != NULL;
      depth -= strchr (")]}", *self->c) != NULL;
      if (g_ascii_isspace (*self->c))
        append_blank (text);
      else
        g_string_append_c (text, *self->c);
      self->line += *self->c == '\n';
      self->c++;
    }
  if (depth > 0)
    return refuse (first_line, self->error_line, self->error,
                   _ ("A bracket that opens here is not closed."));
  if (depth < 0)
    return refuse (first_line, self->error_line, self->error,
                   _ ("A bracket that closes here was not opened."));
  statement = g_new0 (GradusPythonStatement, 1);
  statement->text = g_strdup (g_strchomp (text->str));
  statement->source = g_strndup (start, (gsize) (self->c - start));
  statement->first_line = first_line;
  statement->last_line = self->line;
  return statement;
}

/* --- Functions and classes --- */

static gboolean
begins_block (const char *c)
{
  static const char *const words[] = { "class ", "def ", "async def ", "@" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (c, words[i]))
      return TRUE;
  return FALSE;
}

gboolean
gradus_python_is_block (const GradusPythonStatement *self)
{
  return begins_block (self->text);
}

char *
gradus_python_even_block (const char *source)
{
  g_auto (GStrv) lines = g_strsplit (source, "\n", -1);
  GString       *text = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_strchomp (lines[i]);
      if (*lines[i] != '\0')
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", lines[i]);
    }
  return g_string_free (text, FALSE);
}

/* The first line, and those that are blank, indented or close a bracket below it. */
static GradusPythonStatement *
read_block (Splitter *self)
{
  GradusPythonStatement *statement = g_new0 (GradusPythonStatement, 1);
  const char            *start = self->c;
  const char            *end = start; /* of the last line that is not blank */
  guint                  line = self->line;

  statement->first_line = line;
  do
    {
      gsize n = strcspn (self->c, "\n");

      if (strspn (self->c, " \t\r") < n)
        {
          end = self->c + n;
          statement->last_line = line;
        }
      self->c += n;
      if (*self->c == '\n')
        self->c++;
      line++;
    }
  while (*self->c != '\0' && strchr (" \t\r\n)", *self->c) != NULL);
  self->c = end;
  self->line = statement->last_line;
  statement->source = g_strndup (start, (gsize) (end - start));
  statement->text = gradus_python_even_block (statement->source);
  return statement;
}

static gboolean
check_code (const char *code, guint *line, GError **error)
{
  if (strlen (code) > CODE_MOST)
    return refuse (1, line, error, _ ("This is too long for a network.")) != NULL;
  if (!g_utf8_validate (code, -1, NULL))
    return refuse (1, line, error, _ ("This is no text.")) != NULL;
  return TRUE;
}

/**
 * gradus_python_split:
 * @code: Python source
 * @line: (out) (optional): the line of the error
 * @error: return location for an error
 *
 * Divides a script into statements. Blank lines and comments are none.
 *
 * Errors: `GRADUS_ERROR_FORMAT` where a bracket or a quotation mark is missing, or a line
 * is indented
 *
 * Returns: (transfer full) (element-type GradusPythonStatement): the statements
 */
GPtrArray *
gradus_python_split (const char *code, guint *line, GError **error)
{
  g_autoptr (GPtrArray) statements = g_ptr_array_new_with_free_func (statement_free);
  Splitter              self = { code, 1, line, error };

  if (!check_code (code, line, error))
    return NULL;
  while (*self.c != '\0')
    {
      gsize                  n_blanks = strspn (self.c, " \t\r");
      GradusPythonStatement *statement;

      self.c += n_blanks;
      if (*self.c == '#')
        self.c = skip_comment (self.c);
      if (*self.c == '\n')
        {
          self.c++;
          self.line++;
          continue;
        }
      if (*self.c == '\0')
        break;
      if (n_blanks > 0)
        return refuse (self.line, line, error,
                       _ ("This line is indented, but nothing above it asks for that."));
      statement = begins_block (self.c) ? read_block (&self) : read_statement (&self);
      if (statement == NULL)
        return NULL;
      g_ptr_array_add (statements, statement);
    }
  return g_steal_pointer (&statements);
}

/* --- Expressions --- */

typedef struct
{
  const char *c;
  guint       line;
  guint       depth;
  guint      *error_line;
  GError    **error;
} Parser;

static GradusPythonNode *parse_expression (Parser *self);

static gpointer
fail (Parser *self, const char *sentence)
{
  return refuse (self->line, self->error_line, self->error, sentence);
}

static gpointer
fail_at (Parser *self)
{
  gsize            length = strcspn (self->c, " ,()[]{}\n");
  g_autofree char *word =
    g_utf8_substring (self->c, 0,
                      MIN (g_utf8_strlen (self->c, (gssize) MAX (length, 1)), 24));
  g_autofree char *sentence = NULL;

  if (*self->c == '\0')
    return fail (self, _ ("The line ends too early."));
  sentence = g_strdup_printf (
    /* Translators: %s is a word or sign of a Python program */
    _ ("Gradus does not understand “%s” here. It reads layers and their settings, and "
       "calculates nothing."),
    word);
  return fail (self, sentence);
}

static void
skip_blanks (Parser *self)
{
  while (g_ascii_isspace (*self->c) || *self->c == '#')
    {
      if (*self->c == '#')
        self->c = skip_comment (self->c);
      else
        self->line += *self->c++ == '\n';
    }
}

static gboolean
accept (Parser *self, char sign)
{
  skip_blanks (self);
  if (*self->c != sign)
    return FALSE;
  self->c++;
  return TRUE;
}

static gboolean
is_word_start (char c)
{
  return g_ascii_isalpha (c) || c == '_';
}

static char *
read_word (Parser *self)
{
  const char *start = self->c;

  while (is_word_start (*self->c) || g_ascii_isdigit (*self->c))
    self->c++;
  return g_strndup (start, (gsize) (self->c - start));
}

static GradusPythonNode *
new_node (Parser *self, GradusPythonType type)
{
  GradusPythonNode *node = g_new0 (GradusPythonNode, 1);

  node->type = type;
  node->first_line = self->line;
  node->last_line = self->line;
  return node;
}

static GPtrArray *
new_nodes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_python_node_free);
}

/* 3, -2, 1e-3, 1_000 */
static GradusPythonNode *
parse_number (Parser *self)
{
  g_autoptr (GString)          text = g_string_new (NULL);
  g_autoptr (GradusPythonNode) node = new_node (self, GRADUS_PYTHON_INT);
  char                        *end = NULL;

  if (*self->c == '-' || *self->c == '+')
    g_string_append_c (text, *self->c++);
  for (; g_ascii_isalnum (*self->c) || *self->c == '.' || *self->c == '_' ||
         (strchr ("+-", *self->c) != NULL && *self->c != '\0' && text->len > 0 &&
          strchr ("eE", text->str[text->len - 1]) != NULL);
       self->c++)
    if (*self->c != '_')
      g_string_append_c (text, *self->c);
  errno = 0;
  node->number = g_ascii_strtod (text->str, &end);
  if (end == text->str || *end != '\0' || strpbrk (text->str, "xXnN") != NULL)
    return fail_at (self);
  if (strpbrk (text->str, ".eE") != NULL)
    {
      node->type = GRADUS_PYTHON_FLOAT;
      return g_steal_pointer (&node);
    }
  errno = 0;
  node->integer = g_ascii_strtoll (text->str, NULL, 10);
  if (errno == ERANGE)
    return fail (self, _ ("This number is too large."));
  return g_steal_pointer (&node);
}

static int
hex_pair (const char *c)
{
  return g_ascii_isxdigit (c[0]) && g_ascii_isxdigit (c[1])
           ? g_ascii_xdigit_value (c[0]) * 16 + g_ascii_xdigit_value (c[1])
           : -1;
}

static gboolean
append_escape (GString *text, const char **c)
{
  switch (**c)
    {
    case 'n':
      g_string_append_c (text, '\n');
      break;
    case 't':
      g_string_append_c (text, '\t');
      break;
    case 'x':
      if (hex_pair (*c + 1) <= 0)
        return FALSE;
      g_string_append_unichar (text, (gunichar) hex_pair (*c + 1));
      *c += 2;
      break;
    case '\\':
    case '"':
    case '\'':
      g_string_append_c (text, **c);
      break;
    default:
      return FALSE;
    }
  (*c)++;
  return TRUE;
}

static GradusPythonNode *
parse_string (Parser *self)
{
  g_autoptr (GString)          text = g_string_new (NULL);
  g_autoptr (GradusPythonNode) node = new_node (self, GRADUS_PYTHON_STRING);
  const char                  *end = skip_string (self->c);
  const char                  *c = self->c + 1;

  if (end == NULL)
    return fail (self, _ ("This text has no closing quotation mark on its line."));
  while (c < end - 1)
    if (*c != '\\')
      g_string_append_c (text, *c++);
    else
      {
        c++;
        if (!append_escape (text, &c))
          return fail (self, _ ("This text has a backslash that means nothing here."));
      }
  self->c = end;
  node->text = g_strdup (text->str);
  return g_steal_pointer (&node);
}

/* Members up to @close; a trailing comma is fine. */
static gboolean
parse_members (Parser *self, char close, GPtrArray *items, gboolean *has_comma)
{
  *has_comma = FALSE;
  while (!accept (self, close))
    {
      GradusPythonNode *item;

      if (items->len > 0 && !*has_comma)
        return fail_at (self) != NULL;
      item = parse_expression (self);
      if (item == NULL)
        return FALSE;
      g_ptr_array_add (items, item);
      *has_comma = accept (self, ',');
    }
  return TRUE;
}

/* (a) is a, (a,) and [a] are sequences. */
static GradusPythonNode *
parse_sequence (Parser *self)
{
  char                         open = *self->c++;
  g_autoptr (GradusPythonNode) node = new_node (self, GRADUS_PYTHON_SEQUENCE);
  gboolean                     has_comma;

  node->items = new_nodes ();
  if (!parse_members (self, open == '(' ? ')' : ']', node->items, &has_comma))
    return NULL;
  if (open == '(' && node->items->len == 1 && !has_comma)
    return g_ptr_array_steal_index (node->items, 0);
  node->last_line = self->line;
  return g_steal_pointer (&node);
}

static GradusPythonNode *
parse_dict (Parser *self)
{
  g_autoptr (GradusPythonNode) node = new_node (self, GRADUS_PYTHON_DICT);
  gboolean                     has_comma = TRUE;

  self->c++;
  node->items = new_nodes ();
  while (!accept (self, '}'))
    for (guint i = 0; i < 2; i++)
      {
        GradusPythonNode *item;

        if (i == 0 ? !has_comma : !accept (self, ':'))
          return fail_at (self);
        item = parse_expression (self);
        if (item == NULL)
          return NULL;
        g_ptr_array_add (node->items, item);
        if (i == 1)
          has_comma = accept (self, ',');
      }
  node->last_line = self->line;
  return g_steal_pointer (&node);
}

/* lambda x, y: expression. What it takes is of no interest, as nothing is evaluated. */
static GradusPythonNode *
parse_lambda (Parser *self)
{
  g_autoptr (GradusPythonNode) node = new_node (self, GRADUS_PYTHON_LAMBDA);
  GradusPythonNode            *body;

  do
    {
      skip_blanks (self);
      if (!is_word_start (*self->c))
        return fail_at (self);
      g_free (read_word (self));
    }
  while (accept (self, ','));
  if (!accept (self, ':'))
    return fail_at (self);
  body = parse_expression (self);
  if (body == NULL)
    return NULL;
  node->items = new_nodes ();
  g_ptr_array_add (node->items, body);
  node->last_line = self->line;
  return g_steal_pointer (&node);
}

/* keras.layers.Dense, True, lambda x: … */
static GradusPythonNode *
parse_name (Parser *self)
{
  g_autoptr (GradusPythonNode) node = new_node (self, GRADUS_PYTHON_NAME);
  g_autoptr (GString)          name = g_string_new (NULL);
  g_autofree char             *word = read_word (self);

  if (g_str_equal (word, "lambda"))
    return parse_lambda (self);
  g_string_append (name, word);
  while (accept (self, '.'))
    {
      g_autofree char *more = NULL;

      skip_blanks (self);
      if (!is_word_start (*self->c))
        return fail_at (self);
      more = read_word (self);
      g_string_append_printf (name, ".%s", more);
    }
  node->text = g_strdup (name->str);
  node->boolean = g_str_equal (word, "True");
  if (g_str_equal (name->str, "True") || g_str_equal (name->str, "False"))
    node->type = GRADUS_PYTHON_BOOL;
  else if (g_str_equal (name->str, "None"))
    node->type = GRADUS_PYTHON_NONE;
  return g_steal_pointer (&node);
}

static GradusPythonNode *
parse_atom (Parser *self)
{
  skip_blanks (self);
  if (g_ascii_isdigit (*self->c) ||
      (strchr ("+-.", *self->c) != NULL && *self->c != '\0'))
    return parse_number (self);
  if (*self->c == '"' || *self->c == '\'')
    return parse_string (self);
  if (*self->c == '(' || *self->c == '[')
    return parse_sequence (self);
  if (*self->c == '{')
    return parse_dict (self);
  if (is_word_start (*self->c))
    return parse_name (self);
  return fail_at (self);
}

/* The name in `name=value`; NULL, and nothing read, if it is no such thing. */
static char *
read_keyword (Parser *self)
{
  Parser           before;
  g_autofree char *word = NULL;

  skip_blanks (self);
  before = *self;
  if (is_word_start (*self->c))
    {
      word = read_word (self);
      if (accept (self, '=') && *self->c != '=')
        return g_steal_pointer (&word);
    }
  *self = before;
  return NULL;
}

static gboolean
parse_argument (Parser *self, GradusPythonNode *call)
{
  g_autofree char  *name = read_keyword (self);
  GradusPythonNode *value;

  if (name == NULL && call->names->len > 0)
    {
      skip_blanks (self);
      fail (self, _ ("What is given by name comes after what is given by position."));
      return FALSE;
    }
  for (guint i = 0; i < call->names->len; i++)
    if (g_strcmp0 (call->names->pdata[i], name) == 0)
      {
        g_autofree char *sentence = g_strdup_printf (_ ("“%s” is given twice."), name);

        fail (self, sentence);
        return FALSE;
      }
  value = parse_expression (self);
  if (value == NULL)
    return FALSE;
  if (name == NULL)
    g_ptr_array_add (call->items, value);
  else
    {
      g_ptr_array_add (call->names, g_steal_pointer (&name));
      g_ptr_array_add (call->values, value);
    }
  return TRUE;
}

static GradusPythonNode *
parse_call (Parser *self, GradusPythonNode *callee)
{
  g_autoptr (GradusPythonNode) call = new_node (self, GRADUS_PYTHON_CALL);
  gboolean                     has_comma = TRUE;

  call->callee = callee;
  call->first_line = callee->first_line;
  call->items = new_nodes ();
  call->names = g_ptr_array_new_with_free_func (g_free);
  call->values = new_nodes ();
  while (!accept (self, ')'))
    {
      if (!has_comma)
        return fail_at (self);
      if (!parse_argument (self, call))
        return NULL;
      has_comma = accept (self, ',');
    }
  call->last_line = self->line;
  return g_steal_pointer (&call);
}

static GradusPythonNode *
parse_expression (Parser *self)
{
  GradusPythonNode *node;

  if (self->depth == DEPTH_MOST)
    return fail (self, _ ("There are too many brackets in brackets here."));
  self->depth++;
  node = parse_atom (self);
  for (guint n_calls = 0; node != NULL && accept (self, '('); n_calls++)
    if (n_calls < DEPTH_MOST)
      node = parse_call (self, node);
    else
      {
        gradus_python_node_free (node);
        node = fail_at (self);
      }
  self->depth--;
  return node;
}

/**
 * gradus_python_parse:
 * @statement: a statement
 * @target: (out) (nullable): of `target = expression`
 * @line: (out) (optional): the line of the error
 * @error: return location for an error
 *
 * Reads an expression, or the assignment of one to a name.
 *
 * Errors: `GRADUS_ERROR_FORMAT` with a sentence that names what is not understood
 *
 * Returns: (transfer full): the expression
 */
GradusPythonNode *
gradus_python_parse (const GradusPythonStatement *statement,
                     char                       **target,
                     guint                       *line,
                     GError                     **error)
{
  Parser self = { statement->source, statement->first_line, 0, line, error };
  g_autoptr (GradusPythonNode) node = NULL;

  *target = read_keyword (&self);
  node = parse_expression (&self);
  skip_blanks (&self);
  if (node != NULL && *self.c != '\0')
    fail_at (&self);
  if (node == NULL || *self.c != '\0')
    {
      g_clear_pointer (target, g_free);
      return NULL;
    }
  return g_steal_pointer (&node);
}
