/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * GradusFormulaClass:
 *
 * What a part of a formula is to its neighbours, which decides the space between them, as
 * in TeX.
 */
typedef enum
{
  GRADUS_FORMULA_ORDINARY,
  GRADUS_FORMULA_OPERATOR, /* a function's name, a sum */
  GRADUS_FORMULA_BINARY,
  GRADUS_FORMULA_RELATION,
  GRADUS_FORMULA_PUNCTUATION,
  GRADUS_FORMULA_INNER, /* a fraction */
  GRADUS_N_FORMULA_CLASSES
} GradusFormulaClass;

/**
 * GradusFormulaType:
 * @GRADUS_FORMULA_ROW: children side by side
 * @GRADUS_FORMULA_SYMBOL: @text
 * @GRADUS_FORMULA_TEXT: @text, spaces included
 * @GRADUS_FORMULA_SPACE: @space em of nothing
 * @GRADUS_FORMULA_FRACTION: first child above the second
 * @GRADUS_FORMULA_ROOT: square root of the only child
 * @GRADUS_FORMULA_SCRIPTS: a base, what is below (nullable) and above (nullable) it
 * @GRADUS_FORMULA_ACCENT: the only child with @text, a combining character, above
 * @GRADUS_FORMULA_FENCE: the only child between @open and @close
 * @GRADUS_FORMULA_TABLE: rows of cells, @n_columns to a row; what is behind a brace are
 * the cases of a function
 */
typedef enum
{
  GRADUS_FORMULA_ROW,
  GRADUS_FORMULA_SYMBOL,
  GRADUS_FORMULA_TEXT,
  GRADUS_FORMULA_SPACE,
  GRADUS_FORMULA_FRACTION,
  GRADUS_FORMULA_ROOT,
  GRADUS_FORMULA_SCRIPTS,
  GRADUS_FORMULA_ACCENT,
  GRADUS_FORMULA_FENCE,
  GRADUS_FORMULA_TABLE,
} GradusFormulaType;

typedef struct _GradusFormula GradusFormula;

/**
 * GradusFormula:
 * @type: what it is
 * @place: what it is to its neighbours
 * @text: (nullable): of a symbol, a text, an accent
 * @is_italic: whether the symbol is a variable
 * @is_large: whether the symbol is a sum or a product
 * @has_limits: whether scripts stand straight below and above
 * @space: in em
 * @open: 0 for none
 * @close: 0 for none
 * @has_brace: of a table
 * @n_columns: of a table
 * @children: (element-type GradusFormula): entries may be %NULL
 *
 * A formula, or a part of one.
 */
struct _GradusFormula
{
  GradusFormulaType  type;
  GradusFormulaClass place;
  char              *text;
  gboolean           is_italic;
  gboolean           is_large;
  gboolean           has_limits;
  gboolean           has_brace;
  double             space;
  gunichar           open;
  gunichar           close;
  guint              n_columns;
  GPtrArray         *children;
};

GradusFormula *gradus_formula_parse (const char *notation, GError **error);
void           gradus_formula_free (GradusFormula *self);
/* Whether @node is the sign of what follows, as in −x, and no operation. @earlier:
 * (nullable): what stands before it in the row. */
gboolean gradus_formula_is_sign (const GradusFormula *earlier, const GradusFormula *node);
/* Whether it is a variable, or a word; scripts and accents do not matter. */
gboolean gradus_formula_is_letter (const GradusFormula *node);
gboolean gradus_formula_is_word (const GradusFormula *node);
char    *gradus_formula_to_text (const GradusFormula *self);
char    *gradus_formula_dup_text (const char *notation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusFormula, gradus_formula_free)

G_END_DECLS
