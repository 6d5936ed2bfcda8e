/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formula.h"

#include <string.h>

#include "engine/error.h"
#include "engine/formula-scripts.h"

/* The notation of formulas is Unicode with a little TeX:
 *
 *   m̂ α ≤ ← · √(…)       as they look; one letter is a variable, several are a word
 *   x₁ xⱼ x² x_i x^2      scripts; a_{…} and a^{…} or a^(…) hold more than one character
 *   \frac{a}{b}           a over b
 *   Σ_{i=1}^n             a sum with its limits; Π is a product, max and min take limits
 *   (…) […] |…|           grow with what is between them
 *   \cases{a & c \\ b & d}  a if c, b if d
 *   a &= b \\ c &= d      lines that are aligned at the &
 *   \text{…} \quad \,     words with their spaces; wide and narrow space
 */

#define MAX_DEPTH 24

typedef struct
{
  const char *at;
  guint       depth;
  gboolean    in_bars; /* the next | closes */
  GError    **error;
} Parser;

typedef enum
{
  STOP_END,
  STOP_BRACE,   /* } */
  STOP_PAREN,   /* ) */
  STOP_BRACKET, /* ] */
  STOP_BAR,     /* | */
} Stop;

static GradusFormula *parse_row (Parser *self, Stop stop);
static GradusFormula *parse_atom (Parser *self);

static GradusFormula *
formula_new (GradusFormulaType type, GradusFormulaClass place)
{
  GradusFormula *node = g_new0 (GradusFormula, 1);

  node->type = type;
  node->place = place;
  node->children = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_formula_free);
  return node;
}

static GradusFormula *
symbol_new (const char *text, gssize length, GradusFormulaClass place)
{
  GradusFormula *node = formula_new (GRADUS_FORMULA_SYMBOL, place);

  node->text = length < 0 ? g_strdup (text) : g_strndup (text, (gsize) length);
  return node;
}

/**
 * gradus_formula_free:
 * @self: (nullable): a formula
 */
void
gradus_formula_free (GradusFormula *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->children);
  g_free (self->text);
  g_free (self);
}

static GradusFormula *
fail (Parser *self, const char *what)
{
  if (self->error != NULL && *self->error == NULL)
    g_set_error (self->error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                 "The formula has %s at “%s”.", what, self->at);
  return NULL;
}

/* Puts children into a new node; NULL if one of them is missing. */
static GradusFormula *
wrap (GradusFormulaType type, GradusFormulaClass place, GradusFormula *child)
{
  GradusFormula *node;

  if (child == NULL)
    return NULL;
  node = formula_new (type, place);
  g_ptr_array_add (node->children, child);
  return node;
}

/* --- Characters --- */

static const char *
find_script (const Script *scripts, gsize n, gunichar c)
{
  for (gsize i = 0; i < n; i++)
    if (scripts[i].from == c)
      return scripts[i].to;
  return NULL;
}

static GradusFormulaClass
classify (gunichar c)
{
  static const char relations[] = "=<>≤≥≠≈←→∝∈";
  static const char binaries[] = "+−±·×⊙∗";

  if (g_utf8_strchr (relations, -1, c) != NULL)
    return GRADUS_FORMULA_RELATION;
  if (g_utf8_strchr (binaries, -1, c) != NULL)
    return GRADUS_FORMULA_BINARY;
  return c == ',' || c == ';' ? GRADUS_FORMULA_PUNCTUATION : GRADUS_FORMULA_ORDINARY;
}

static gboolean
is_latin (gunichar c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static gboolean
is_small_greek (gunichar c)
{
  return c >= 0x03B1 && c <= 0x03F5;
}

/* --- Atoms --- */

static void
skip_blanks (Parser *self)
{
  while (*self->at == ' ' || *self->at == '\n')
    self->at++;
}

/* @prefix and then @n letters of ASCII at least; a word may hold further ones behind a
 * line, as parameters do: max_value. */
static gsize
measure_word (const char *at)
{
  gsize n = 0;

  while (g_ascii_isalpha (at[n]))
    n++;
  if (n > 1)
    while ((at[n] == '_' && g_ascii_isalpha (at[n + 1]) && g_ascii_isalpha (at[n + 2])) ||
           g_ascii_isalpha (at[n]))
      n++;
  return n;
}

static gboolean
takes_limits (const char *word)
{
  static const char *const words[] = { "max", "min", "argmax", "argmin", NULL };

  return g_strv_contains (words, word);
}

/* Functions that are written without brackets where what follows is short: ln p. */
static gboolean
is_function (const char *word)
{
  static const char *const words[] = { "ln",   "log",  "exp",  "cos", "cosh",
                                       "tanh", "sign", "mean", NULL };

  return takes_limits (word) || g_strv_contains (words, word);
}

static GradusFormula *
parse_word (Parser *self)
{
  gsize          n = measure_word (self->at);
  GradusFormula *node = symbol_new (self->at, (gssize) n, GRADUS_FORMULA_ORDINARY);

  self->at += n;
  node->is_italic = n == 1;
  if (is_function (node->text))
    node->place = GRADUS_FORMULA_OPERATOR;
  node->has_limits = takes_limits (node->text);
  return node;
}

static GradusFormula *
parse_number (Parser *self)
{
  gsize n = 0;

  while (g_ascii_isdigit (self->at[n]) ||
         (self->at[n] == '.' && g_ascii_isdigit (self->at[n + 1])))
    n++;
  self->at += n;
  return symbol_new (self->at - n, (gssize) n, GRADUS_FORMULA_ORDINARY);
}

static GradusFormula *
parse_braces (Parser *self)
{
  skip_blanks (self);
  if (*self->at != '{')
    return fail (self, "no brace");
  self->at++;
  return parse_row (self, STOP_BRACE);
}

static GradusFormula *
parse_fence (Parser *self, gunichar open, gunichar close, Stop stop)
{
  gboolean       in_bars = self->in_bars;
  GradusFormula *node;

  self->at++;
  self->in_bars = stop == STOP_BAR;
  node = wrap (GRADUS_FORMULA_FENCE, GRADUS_FORMULA_ORDINARY, parse_row (self, stop));
  self->in_bars = in_bars;
  if (node != NULL)
    {
      node->open = open;
      node->close = close;
    }
  return node;
}

/* What is between round brackets that only hold it together. */
static GradusFormula *
unwrap (GradusFormula *node)
{
  GradusFormula *inner;

  if (node == NULL || node->type != GRADUS_FORMULA_FENCE || node->open != '(')
    return node;
  inner = g_ptr_array_steal_index (node->children, 0);
  gradus_formula_free (node);
  return inner;
}

static GradusFormula *
parse_fraction (Parser *self)
{
  GradusFormula *node =
    wrap (GRADUS_FORMULA_FRACTION, GRADUS_FORMULA_INNER, parse_braces (self));
  GradusFormula *below = node != NULL ? parse_braces (self) : NULL;

  if (below == NULL)
    {
      gradus_formula_free (node);
      return NULL;
    }
  g_ptr_array_add (node->children, below);
  return node;
}

static GradusFormula *
parse_text (Parser *self)
{
  GradusFormula *node;
  const char    *end;

  skip_blanks (self);
  end = *self->at == '{' ? strchr (self->at, '}') : NULL;
  if (end == NULL)
    return fail (self, "no text in braces");
  node = formula_new (GRADUS_FORMULA_TEXT, GRADUS_FORMULA_ORDINARY);
  node->text = g_strndup (self->at + 1, (gsize) (end - self->at - 1));
  self->at = end + 1;
  return node;
}

static GradusFormula *
parse_cases (Parser *self)
{
  GradusFormula *node = parse_braces (self);

  if (node != NULL && node->type != GRADUS_FORMULA_TABLE)
    {
      gradus_formula_free (node);
      return fail (self, "cases without lines");
    }
  if (node != NULL)
    {
      node->has_brace = TRUE;
      node->place = GRADUS_FORMULA_INNER;
    }
  return node;
}

static GradusFormula *
space_new (double em)
{
  GradusFormula *node = formula_new (GRADUS_FORMULA_SPACE, GRADUS_FORMULA_ORDINARY);

  node->space = em;
  return node;
}

static GradusFormula *
parse_command (Parser *self)
{
  gsize            n = 1;
  g_autofree char *name = NULL;

  while (g_ascii_isalpha (self->at[n]))
    n++;
  if (n == 1 && self->at[1] != '\0')
    n = 2;
  name = g_strndup (self->at + 1, n - 1);
  self->at += n;
  if (g_str_equal (name, "frac"))
    return parse_fraction (self);
  if (g_str_equal (name, "text"))
    return parse_text (self);
  if (g_str_equal (name, "cases"))
    return parse_cases (self);
  if (g_str_equal (name, "quad"))
    return space_new (1);
  if (g_str_equal (name, ","))
    return space_new (1.0 / 6);
  self->at -= n;
  return fail (self, "an unknown command");
}

static GradusFormula *
parse_character (Parser *self)
{
  gunichar       c = g_utf8_get_char (self->at);
  const char    *next = g_utf8_next_char (self->at);
  gunichar       base, mark;
  GradusFormula *node;

  if (c < 0x20 || strchr ("}])&^_#$%~`\"@", (int) MIN (c, 0x7f)) != NULL)
    return fail (self, "a character that does not belong there");
  if (g_unichar_isalpha (c) && g_unichar_decompose (c, &base, &mark) && is_latin (base) &&
      g_unichar_ismark (mark))
    {
      char letter[2] = { (char) base, '\0' };
      char accent[7] = { 0 };

      g_unichar_to_utf8 (mark, accent);
      node = symbol_new (letter, -1, GRADUS_FORMULA_ORDINARY);
      node->is_italic = TRUE;
      node = wrap (GRADUS_FORMULA_ACCENT, GRADUS_FORMULA_ORDINARY, node);
      node->text = g_strdup (accent);
    }
  else if (c == '-')
    node = symbol_new ("−", -1, GRADUS_FORMULA_BINARY);
  else
    node = symbol_new (self->at, next - self->at, classify (c));
  node->is_large = c == 0x03A3 || c == 0x03A0;
  if (node->is_large)
    node->place = GRADUS_FORMULA_OPERATOR;
  node->has_limits = node->is_large;
  node->is_italic = node->is_italic || is_small_greek (c);
  self->at = next;
  return node;
}

/* An atom without what is written on it. */
static GradusFormula *
parse_plain (Parser *self)
{
  skip_blanks (self);
  switch (g_utf8_get_char (self->at))
    {
    case '\0':
      return fail (self, "an end too early");
    case '\\':
      return parse_command (self);
    case '{':
      return parse_braces (self);
    case '(':
      return parse_fence (self, '(', ')', STOP_PAREN);
    case '[':
      return parse_fence (self, '[', ']', STOP_BRACKET);
    case '|':
      return parse_fence (self, '|', '|', STOP_BAR);
    case 0x221A: /* √ */
      self->at = g_utf8_next_char (self->at);
      return wrap (GRADUS_FORMULA_ROOT, GRADUS_FORMULA_ORDINARY,
                   unwrap (parse_atom (self)));
    default:
      break;
    }
  if (g_ascii_isdigit (*self->at))
    return parse_number (self);
  return is_latin (g_utf8_get_char (self->at)) ? parse_word (self)
                                               : parse_character (self);
}

/* Characters that are raised or lowered as they stand: x₁₀. */
static GradusFormula *
parse_script_characters (Parser *self, const Script *scripts, gsize n)
{
  GradusFormula *row = formula_new (GRADUS_FORMULA_ROW, GRADUS_FORMULA_ORDINARY);
  const char    *text;

  while ((text = find_script (scripts, n, g_utf8_get_char (self->at))) != NULL)
    {
      GradusFormula *node = symbol_new (text, -1, classify (g_utf8_get_char (text)));

      node->is_italic =
        !g_ascii_isdigit (*text) && g_unichar_isalpha (g_utf8_get_char (text));
      g_ptr_array_add (row->children, node);
      self->at = g_utf8_next_char (self->at);
    }
  return row;
}

/* (nullable): the script above (or below) that begins here. */
static gboolean
parse_script (Parser *self, gboolean above, GradusFormula **script)
{
  const Script *scripts = above ? superscripts : subscripts;
  gsize         n = above ? G_N_ELEMENTS (superscripts) : G_N_ELEMENTS (subscripts);

  *script = NULL;
  if (*self->at == (above ? '^' : '_'))
    {
      self->at++;
      *script = unwrap (parse_plain (self));
      return *script != NULL;
    }
  if (find_script (scripts, n, g_utf8_get_char (self->at)) != NULL)
    *script = parse_script_characters (self, scripts, n);
  return TRUE;
}

static GradusFormula *
add_scripts (Parser *self, GradusFormula *base)
{
  GradusFormula *scripts[2] = { NULL, NULL }; /* below, above */
  GradusFormula *node;

  for (guint i = 0; i < 4; i++)
    {
      GradusFormula *script;

      if (!parse_script (self, i % 2 != 0, &script))
        {
          gradus_formula_free (scripts[0]);
          gradus_formula_free (scripts[1]);
          gradus_formula_free (base);
          return NULL;
        }
      if (script == NULL)
        continue;
      gradus_formula_free (scripts[i % 2]);
      scripts[i % 2] = script;
    }
  if (scripts[0] == NULL && scripts[1] == NULL)
    return base;
  node = wrap (GRADUS_FORMULA_SCRIPTS, base->place, base);
  node->has_limits = base->has_limits;
  g_ptr_array_add (node->children, scripts[0]);
  g_ptr_array_add (node->children, scripts[1]);
  return node;
}

static GradusFormula *
parse_atom (Parser *self)
{
  GradusFormula *node;

  if (++self->depth > MAX_DEPTH)
    return fail (self, "too many brackets");
  node = parse_plain (self);
  while (node != NULL && g_unichar_ismark (g_utf8_get_char (self->at)))
    {
      const char *next = g_utf8_next_char (self->at);

      node = wrap (GRADUS_FORMULA_ACCENT, node->place, node);
      node->text = g_strndup (self->at, (gsize) (next - self->at));
      self->at = next;
    }
  if (node != NULL)
    node = add_scripts (self, node);
  self->depth--;
  return node;
}

/* --- Rows and lines --- */

static gboolean
is_at_end (const Parser *self, Stop stop)
{
  static const char ends[] = { '\0', '}', ')', ']', '|' };

  return *self->at == ends[stop];
}

/* The cells of a table grow while it is read; a row without & has an empty second one. */
static void
end_cell (GradusFormula *table, GradusFormula **row, gboolean ends_line)
{
  g_ptr_array_add (table->children, *row);
  *row = formula_new (GRADUS_FORMULA_ROW, GRADUS_FORMULA_ORDINARY);
  if (ends_line && table->children->len % 2 != 0)
    g_ptr_array_add (table->children,
                     formula_new (GRADUS_FORMULA_ROW, GRADUS_FORMULA_ORDINARY));
}

static gboolean
parse_next (Parser *self, GradusFormula *table, GradusFormula **row)
{
  GradusFormula *atom;

  if (*self->at == '&' && table->children->len % 2 == 0)
    {
      self->at++;
      end_cell (table, row, FALSE);
      return TRUE;
    }
  if (g_str_has_prefix (self->at, "\\\\"))
    {
      self->at += 2;
      end_cell (table, row, TRUE);
      return TRUE;
    }
  atom = parse_atom (self);
  if (atom != NULL)
    g_ptr_array_add ((*row)->children, atom);
  return atom != NULL;
}

static GradusFormula *
parse_row (Parser *self, Stop stop)
{
  GradusFormula *row = formula_new (GRADUS_FORMULA_ROW, GRADUS_FORMULA_ORDINARY);
  GradusFormula *table = formula_new (GRADUS_FORMULA_TABLE, GRADUS_FORMULA_ORDINARY);
  gboolean       is_fine = TRUE;

  table->n_columns = 2;
  for (skip_blanks (self); is_fine && !is_at_end (self, stop); skip_blanks (self))
    is_fine = parse_next (self, table, &row);
  if (!is_fine)
    {
      gradus_formula_free (row);
      gradus_formula_free (table);
      return NULL;
    }
  if (stop != STOP_END)
    self->at++;
  if (table->children->len == 0)
    {
      gradus_formula_free (table);
      return row;
    }
  end_cell (table, &row, TRUE);
  gradus_formula_free (row);
  return table;
}

/**
 * gradus_formula_parse:
 * @notation: a formula as descriptors write it
 * @error: return location for an error
 *
 * Reads a formula.
 *
 * Errors: `GRADUS_ERROR_FORMAT` for unknown commands and brackets without an end
 *
 * Returns: (transfer full): the formula, %NULL if @error is set
 */
GradusFormula *
gradus_formula_parse (const char *notation, GError **error)
{
  GError        *problem = NULL;
  Parser         parser = { .at = notation, .error = &problem };
  GradusFormula *formula;

  g_return_val_if_fail (notation != NULL, NULL);
  if (!g_utf8_validate (notation, -1, NULL))
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                           "The formula is no text.");
      return NULL;
    }
  formula = parse_row (&parser, STOP_END);
  if (formula == NULL)
    g_propagate_error (error, problem);
  return formula;
}
