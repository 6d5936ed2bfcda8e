/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/formula.h"

/* In brackets, because a header beside this file has the same name. */
#include <config.h>

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/formula-scripts.h"

/* A formula as one line of text, for comments in code and for who hears it. */

static void append (GString *text, const GradusFormula *node);

static GradusFormula *
get_child (const GradusFormula *node, guint index)
{
  return node->children->pdata[index];
}

/* Whether it needs no brackets where one thing is expected. */
static gboolean
is_single (const GradusFormula *node)
{
  if (node->type == GRADUS_FORMULA_ROW)
    return node->children->len == 0 ||
           (node->children->len == 1 && is_single (get_child (node, 0)));
  return node->type == GRADUS_FORMULA_SYMBOL || node->type == GRADUS_FORMULA_ACCENT ||
         node->type == GRADUS_FORMULA_SCRIPTS || node->type == GRADUS_FORMULA_ROOT ||
         node->type == GRADUS_FORMULA_FENCE;
}

static void
append_single (GString *text, const GradusFormula *node)
{
  gboolean needs_brackets = !is_single (node);

  if (needs_brackets)
    g_string_append_c (text, '(');
  append (text, node);
  if (needs_brackets)
    g_string_append_c (text, ')');
}

static gunichar
find_form (const Script *scripts, gsize n, const char *text)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (scripts[i].to, text))
      return scripts[i].from;
  return 0;
}

/* Raised or lowered characters; FALSE, and nothing appended, where Unicode lacks one. */
static gboolean
append_forms (GString *text, const GradusFormula *node, gboolean above)
{
  const Script *scripts = above ? superscripts : subscripts;
  gsize         n = above ? G_N_ELEMENTS (superscripts) : G_N_ELEMENTS (subscripts);
  gsize         length = text->len;

  if (node->type == GRADUS_FORMULA_ROW)
    {
      for (guint i = 0; i < node->children->len; i++)
        if (!append_forms (text, get_child (node, i), above))
          {
            g_string_truncate (text, length);
            return FALSE;
          }
      return TRUE;
    }
  if (node->type != GRADUS_FORMULA_SYMBOL || find_form (scripts, n, node->text) == 0)
    return FALSE;
  g_string_append_unichar (text, find_form (scripts, n, node->text));
  return TRUE;
}

static void
append_scripts (GString *text, const GradusFormula *node)
{
  append (text, get_child (node, 0));
  for (guint i = 1; i <= 2; i++)
    if (get_child (node, i) != NULL && !append_forms (text, get_child (node, i), i == 2))
      {
        g_string_append_c (text, i == 2 ? '^' : '_');
        append_single (text, get_child (node, i));
      }
}

static void
append_fraction (GString *text, const GradusFormula *node)
{
  gboolean is_short = is_single (get_child (node, 0)) && is_single (get_child (node, 1));

  append_single (text, get_child (node, 0));
  g_string_append (text, is_short ? "/" : " / ");
  append_single (text, get_child (node, 1));
}

static void
append_table (GString *text, const GradusFormula *node)
{
  for (guint i = 0; i < node->children->len; i++)
    {
      const GradusFormula *cell = get_child (node, i);

      if (i > 0 && i % node->n_columns == 0)
        g_string_append (text, node->has_brace ? ", " : ",  ");
      else if (i > 0 && cell->children->len > 0)
        /* Translators: in a formula: “x if x ≥ 0” */
        g_string_append (text, node->has_brace ? C_ ("formula", " if ") : " ");
      append (text, cell);
    }
}

static const GradusFormula *
get_core (const GradusFormula *node)
{
  while (node->type == GRADUS_FORMULA_SCRIPTS || node->type == GRADUS_FORMULA_ACCENT)
    node = get_child (node, 0);
  return node;
}

gboolean
gradus_formula_is_letter (const GradusFormula *node)
{
  node = get_core (node);
  return node->type == GRADUS_FORMULA_SYMBOL && node->is_italic;
}

gboolean
gradus_formula_is_word (const GradusFormula *node)
{
  node = get_core (node);
  return node->type == GRADUS_FORMULA_SYMBOL && g_ascii_isalpha (node->text[0]) &&
         node->text[1] != '\0';
}

gboolean
gradus_formula_is_sign (const GradusFormula *earlier, const GradusFormula *node)
{
  return node->place == GRADUS_FORMULA_BINARY &&
         (earlier == NULL || earlier->place == GRADUS_FORMULA_BINARY ||
          earlier->place == GRADUS_FORMULA_RELATION ||
          earlier->place == GRADUS_FORMULA_PUNCTUATION ||
          earlier->place == GRADUS_FORMULA_OPERATOR ||
          earlier->type == GRADUS_FORMULA_SPACE);
}

static gboolean
is_name (const GradusFormula *node)
{
  return gradus_formula_is_letter (node) || gradus_formula_is_word (node);
}

static gboolean
needs_space (const GradusFormula *earlier,
             const GradusFormula *before,
             const GradusFormula *node)
{
  if (before == NULL || before->type == GRADUS_FORMULA_SPACE ||
      before->type == GRADUS_FORMULA_TEXT || node->type == GRADUS_FORMULA_TEXT ||
      node->type == GRADUS_FORMULA_SPACE || node->place == GRADUS_FORMULA_PUNCTUATION ||
      gradus_formula_is_sign (earlier, before))
    return FALSE;
  if (before->place == GRADUS_FORMULA_OPERATOR && node->type == GRADUS_FORMULA_FENCE &&
      node->open == '(')
    return before->type == GRADUS_FORMULA_SCRIPTS;
  return before->place != GRADUS_FORMULA_ORDINARY ||
         node->place != GRADUS_FORMULA_ORDINARY ||
         ((is_name (before) || before->type == GRADUS_FORMULA_FENCE) && is_name (node)) ||
         (before->type == GRADUS_FORMULA_FENCE && node->type == GRADUS_FORMULA_FENCE);
}

static void
append_row (GString *text, const GradusFormula *node)
{
  const GradusFormula *earlier = NULL;
  const GradusFormula *before = NULL;

  for (guint i = 0; i < node->children->len; i++)
    {
      const GradusFormula *child = get_child (node, i);

      if (needs_space (earlier, before, child))
        g_string_append_c (text, ' ');
      append (text, child);
      earlier = before;
      before = child;
    }
}

static void
append (GString *text, const GradusFormula *node)
{
  switch (node->type)
    {
    case GRADUS_FORMULA_ROW:
      append_row (text, node);
      break;
    case GRADUS_FORMULA_SYMBOL:
    case GRADUS_FORMULA_TEXT:
      g_string_append (text, node->text);
      break;
    case GRADUS_FORMULA_SPACE:
      g_string_append (text, node->space >= 1 ? "  " : " ");
      break;
    case GRADUS_FORMULA_FRACTION:
      append_fraction (text, node);
      break;
    case GRADUS_FORMULA_ROOT:
      g_string_append (text, "√");
      append_single (text, get_child (node, 0));
      break;
    case GRADUS_FORMULA_SCRIPTS:
      append_scripts (text, node);
      break;
    case GRADUS_FORMULA_ACCENT:
      append (text, get_child (node, 0));
      g_string_append (text, node->text);
      break;
    case GRADUS_FORMULA_FENCE:
      g_string_append_unichar (text, node->open);
      append (text, get_child (node, 0));
      g_string_append_unichar (text, node->close);
      break;
    case GRADUS_FORMULA_TABLE:
    default:
      append_table (text, node);
      break;
    }
}

/**
 * gradus_formula_to_text:
 * @self: a formula
 *
 * Returns: (transfer full): the formula as one line of text
 */
char *
gradus_formula_to_text (const GradusFormula *self)
{
  GString *text = g_string_new (NULL);

  append (text, self);
  return g_string_free (text, FALSE);
}

/**
 * gradus_formula_dup_text:
 * @notation: a formula as descriptors write it
 *
 * Returns: (transfer full): the same as one line of text; @notation itself if it is no
 * formula
 */
char *
gradus_formula_dup_text (const char *notation)
{
  g_autoptr (GradusFormula) formula = gradus_formula_parse (notation, NULL);

  return formula != NULL ? gradus_formula_to_text (formula) : g_strdup (notation);
}
