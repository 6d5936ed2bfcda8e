/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/typeset.h"

#include <math.h>

#include "plot/typeset-shapes.h"

/* Boxes upon boxes, after Appendix G of the TeXbook. Every part is laid out with its
 * baseline at the origin and then moved to where it belongs. Lengths without a unit are
 * shares of the type size ("em") of the part. */

#define SCRIPT_SIZE 0.72
#define SMALLEST 0.62 /* no script is smaller than this, of the formula's size */
#define LARGE_SIZE 1.5
#define RULE 0.06
#define GAP 0.14
#define THIN (1.0 / 6)
#define MEDIUM (4.0 / 18)
#define THICK (5.0 / 18)
#define LINE_GAP 0.55

typedef struct
{
  PangoLayout       *layout; /* NULL for a shape */
  GradusTypesetShape shape;
  double             x, y; /* of the baseline's start, or of the top left corner */
  double             width, height;
  double             pen;
} Item;

typedef struct
{
  double width, ascent, descent;
} Box;

struct _GradusTypeset
{
  GArray            *items; /* of Item */
  const GradusTheme *theme; /* while it is laid out */
  double             em;    /* of the whole formula */
  double             axis;  /* height of the minus above the baseline, in em */
  Box                box;
};

static Box lay (GradusTypeset *self, const GradusFormula *node, double em);

static GradusFormula *
get_child (const GradusFormula *node, guint index)
{
  return node->children->pdata[index];
}

static void
item_clear (gpointer data)
{
  g_clear_object (&((Item *) data)->layout);
}

/* Moves all that was laid out from number @first on. */
static void
move (GradusTypeset *self, guint first, double dx, double dy)
{
  for (guint i = first; i < self->items->len; i++)
    {
      g_array_index (self->items, Item, i).x += dx;
      g_array_index (self->items, Item, i).y += dy;
    }
}

static void
add_shape (GradusTypeset     *self,
           GradusTypesetShape shape,
           double             x,
           double             y,
           double             width,
           double             height,
           double             pen)
{
  Item item = { NULL, shape, x, y, width, height, pen };

  g_array_append_val (self->items, item);
}

static double
get_script_em (const GradusTypeset *self, double em)
{
  return MAX (em * SCRIPT_SIZE, self->em * SMALLEST);
}

/* --- Letters --- */

static Box
lay_glyphs (GradusTypeset *self, const char *text, gboolean is_italic, double em)
{
  Item item = { gradus_text_layout_new_sized (self->theme, em * 72 / 96, is_italic,
                                              text) };
  PangoRectangle ink, logical;
  double baseline = (double) pango_layout_get_baseline (item.layout) / PANGO_SCALE;
  Box    box;

  pango_layout_get_extents (item.layout, &ink, &logical);
  box.width = (double) MAX (logical.width, ink.x + ink.width) / PANGO_SCALE;
  box.ascent = baseline - (double) ink.y / PANGO_SCALE;
  box.descent = (double) (ink.y + ink.height) / PANGO_SCALE - baseline;
  item.height = baseline;
  g_array_append_val (self->items, item);
  return box;
}

/* A sum stands around the axis and is larger than what it adds up. */
static Box
lay_symbol (GradusTypeset *self, const GradusFormula *node, double em)
{
  guint  first = self->items->len;
  Box    box;
  double down;

  if (!node->is_large)
    return lay_glyphs (self, node->text, node->is_italic, em);
  box = lay_glyphs (self, node->text, FALSE, em * LARGE_SIZE);
  down = (box.ascent - box.descent) / 2 - self->axis * em;
  move (self, first, 0, down);
  return (Box){ box.width, box.ascent - down, box.descent + down };
}

/* --- Rows --- */

/* The space between two neighbours, in em; rows are the left one. */
static const double spaces[GRADUS_N_FORMULA_CLASSES][GRADUS_N_FORMULA_CLASSES] = {
  /*               ordinary operator binary relation punctuation inner */
  /* ordinary */ { 0, THIN, MEDIUM, THICK, 0, THIN },
  /* operator */ { THIN, THIN, MEDIUM, THICK, 0, THIN },
  /* binary */ { MEDIUM, MEDIUM, MEDIUM, MEDIUM, MEDIUM, MEDIUM },
  /* relation */ { THICK, THICK, THICK, 0, 0, THICK },
  /* punctuation */ { 0.3, 0.3, 0.3, 0.3, 0.3, 0.3 },
  /* inner */ { THIN, THIN, MEDIUM, THICK, 0, THIN },
};

static gboolean
is_script_size (const GradusTypeset *self, double em)
{
  return em < 0.9 * self->em;
}

static double
get_space (const GradusTypeset *self,
           const GradusFormula *earlier,
           const GradusFormula *before,
           const GradusFormula *node,
           double               em)
{
  if (before == NULL || before->type == GRADUS_FORMULA_SPACE ||
      node->type == GRADUS_FORMULA_SPACE || gradus_formula_is_sign (earlier, before))
    return 0;
  if (gradus_formula_is_word (before) &&
      (gradus_formula_is_word (node) || gradus_formula_is_letter (node)))
    return before->place == GRADUS_FORMULA_OPERATOR ? THIN : 0.26;
  if (gradus_formula_is_letter (before) && gradus_formula_is_word (node))
    return node->place == GRADUS_FORMULA_OPERATOR ? THIN : 0.26;
  if ((gradus_formula_is_letter (before) || before->type == GRADUS_FORMULA_FENCE) &&
      (gradus_formula_is_letter (node) || node->type == GRADUS_FORMULA_ROOT))
    return 0.12;
  if (before->type == GRADUS_FORMULA_FENCE && node->type == GRADUS_FORMULA_FENCE)
    return 0.08;
  if (before->place == GRADUS_FORMULA_OPERATOR && before->type == GRADUS_FORMULA_SYMBOL &&
      !before->is_large && node->type == GRADUS_FORMULA_FENCE && node->open == '(')
    return 0.06;
  if (is_script_size (self, em) && before->place != GRADUS_FORMULA_OPERATOR)
    return 0.1 * (spaces[before->place][node->place] > 0);
  return spaces[before->place][node->place];
}

static void
grow (Box *box, const Box *part, double down)
{
  box->ascent = MAX (box->ascent, part->ascent - down);
  box->descent = MAX (box->descent, part->descent + down);
}

static Box
lay_row (GradusTypeset *self, const GradusFormula *node, double em)
{
  Box                  box = { 0, 0, 0 };
  const GradusFormula *earlier = NULL;
  const GradusFormula *before = NULL;

  for (guint i = 0; i < node->children->len; i++)
    {
      const GradusFormula *child = get_child (node, i);
      guint                first = self->items->len;
      Box                  part = lay (self, child, em);

      box.width += get_space (self, earlier, before, child, em) * em;
      move (self, first, box.width, 0);
      box.width += part.width;
      grow (&box, &part, 0);
      earlier = before;
      before = child;
    }
  return box;
}

/* --- What stands above something --- */

static Box
lay_fraction (GradusTypeset *self, const GradusFormula *node, double em)
{
  double pen = RULE * em;
  double axis = self->axis * em;
  guint  first = self->items->len;
  Box    above = lay (self, get_child (node, 0), em);
  guint  second = self->items->len;
  Box    below = lay (self, get_child (node, 1), em);
  double width = MAX (above.width, below.width) + 0.2 * em;
  double up = axis + pen / 2 + GAP * em + MAX (above.descent, 0.02 * em);
  double down = MAX (below.ascent, 0.6 * em) + GAP * em + pen / 2 - axis;

  move (self, second, (width - below.width) / 2, down);
  for (guint i = first; i < second; i++)
    {
      g_array_index (self->items, Item, i).x += (width - above.width) / 2;
      g_array_index (self->items, Item, i).y -= up;
    }
  add_shape (self, GRADUS_SHAPE_RULE, 0.04 * em, -axis - pen / 2, width - 0.08 * em, pen,
             pen);
  return (Box){ width, up + above.ascent, down + below.descent };
}

static Box
lay_root (GradusTypeset *self, const GradusFormula *node, double em)
{
  double pen = RULE * em;
  double sign = 0.6 * em;
  guint  first = self->items->len;
  Box    box = lay (self, get_child (node, 0), em);
  double top = MAX (box.ascent, 0.55 * em) + 0.16 * em + pen;
  double bottom = MAX (box.descent, 0.1 * em);

  move (self, first, sign + 0.06 * em, 0);
  add_shape (self, GRADUS_SHAPE_ROOT, 0, -top, sign, top + bottom, pen);
  add_shape (self, GRADUS_SHAPE_RULE, sign, -top, box.width + 0.14 * em, pen, pen);
  return (Box){ sign + box.width + 0.2 * em, top, bottom };
}

static Box
lay_accent (GradusTypeset *self, const GradusFormula *node, double em)
{
  Box                box = lay (self, get_child (node, 0), em);
  gunichar           mark = g_utf8_get_char (node->text);
  gboolean           is_bar = mark == 0x0304 || mark == 0x0305;
  double             width = MIN (0.42 * em, MAX (box.width * 0.8, 0.3 * em));
  double             height = (is_bar ? RULE : 0.15) * em;
  double             top = MAX (box.ascent, 0.5 * em) + 0.07 * em + height;
  GradusTypesetShape shape = is_bar           ? GRADUS_SHAPE_RULE
                             : mark == 0x0303 ? GRADUS_SHAPE_TILDE
                                              : GRADUS_SHAPE_HAT;

  /* Letters lean to the right. */
  add_shape (self, shape, (box.width - width) / 2 + 0.07 * em, -top, width, height,
             RULE * em);
  return (Box){ box.width, top, box.descent };
}

/* --- Scripts --- */

static Box
lay_limits (GradusTypeset *self, const GradusFormula *node, double em)
{
  double small = get_script_em (self, em);
  guint  first = self->items->len;
  Box    base = lay (self, get_child (node, 0), em);
  Box    box = base;

  for (guint i = 1; i <= 2; i++)
    if (get_child (node, i) != NULL)
      {
        guint  start = self->items->len;
        Box    part = lay (self, get_child (node, i), small);
        double down = i == 1 ? base.descent + 0.12 * em + MAX (part.ascent, 0.4 * small)
                             : -(base.ascent + 0.12 * em + part.descent);
        double dx = (box.width - part.width) / 2;

        move (self, start, dx, down);
        grow (&box, &part, down);
        if (dx < 0)
          move (self, first, -dx, 0);
        box.width = MAX (box.width, part.width);
      }
  return box;
}

static Box
lay_scripts (GradusTypeset *self, const GradusFormula *node, double em)
{
  double small = get_script_em (self, em);
  Box    base = lay (self, get_child (node, 0), em);
  Box    box = base;
  double kern = 0.04 * em;
  double width = 0;
  Box    parts[2] = { { 0 } };
  guint  starts[2];
  double down[2] = { MAX (0.2 * em, base.descent + 0.04 * em),
                     -MAX (0.38 * em, base.ascent - 0.32 * small) };

  for (guint i = 0; i < 2; i++)
    {
      starts[i] = self->items->len;
      if (get_child (node, i + 1) == NULL)
        continue;
      parts[i] = lay (self, get_child (node, i + 1), small);
      if (i == 1 && get_child (node, 1) != NULL)
        down[1] = MIN (down[1], down[0] - parts[0].ascent - 0.1 * em - parts[1].descent);
      move (self, starts[i], base.width + kern, down[i]);
      grow (&box, &parts[i], down[i]);
      width = MAX (width, parts[i].width);
    }
  box.width += kern + width;
  return box;
}

/* --- Brackets --- */

static Box
lay_bracket (GradusTypeset *self, gunichar c, double half, double em, gboolean is_left)
{
  char   text[7] = { 0 };
  double axis = self->axis * em;
  double height = 2 * MAX (half, 0.5 * em) + 0.06 * em;
  double width = (c == '|' ? 0.28 : c == '{' ? 0.46 : 0.4) * em;

  g_unichar_to_utf8 (c, text);
  if (c != '|' && c != '{' && half < 0.62 * em)
    return lay_glyphs (self, text, FALSE, em);
  add_shape (self,
             c == '|'   ? GRADUS_SHAPE_BAR
             : c == '{' ? GRADUS_SHAPE_BRACE
             : c == '(' || c == ')'
               ? (is_left ? GRADUS_SHAPE_LEFT_PAREN : GRADUS_SHAPE_RIGHT_PAREN)
               : (is_left ? GRADUS_SHAPE_LEFT_BRACKET : GRADUS_SHAPE_RIGHT_BRACKET),
             0, -axis - height / 2, width, height, RULE * em);
  return (Box){ width, height / 2 + axis, height / 2 - axis };
}

static Box
lay_fence (GradusTypeset *self, const GradusFormula *node, double em)
{
  double axis = self->axis * em;
  guint  first = self->items->len;
  Box    box = lay (self, get_child (node, 0), em);
  double half = MAX (box.ascent - axis, box.descent + axis);
  guint  second = self->items->len;
  Box    left = lay_bracket (self, node->open, half, em, TRUE);
  Box    right;

  for (guint i = first; i < second; i++)
    g_array_index (self->items, Item, i).x += left.width;
  second = self->items->len;
  right = lay_bracket (self, node->close, half, em, FALSE);
  move (self, second, left.width + box.width, 0);
  grow (&box, &left, 0);
  grow (&box, &right, 0);
  box.width += left.width + right.width;
  return box;
}

/* --- Lines --- */

typedef struct
{
  Box   box;
  guint first, end; /* items */
} Cell;

static void
place_cells (GradusTypeset *self,
             const Cell    *cells,
             guint          n_rows,
             double         left,
             double         width,
             double         gap,
             gboolean       is_aligned,
             double         em,
             Box           *box)
{
  double down = 0;

  for (guint row = 0; row < n_rows; row++)
    {
      const Cell *pair = cells + 2 * row;
      double      ascent = MAX (MAX (pair[0].box.ascent, pair[1].box.ascent), 0.7 * em);
      double descent = MAX (MAX (pair[0].box.descent, pair[1].box.descent), 0.2 * em);

      down += row > 0 ? ascent : 0;
      for (guint column = 0; column < 2; column++)
        for (guint i = pair[column].first; i < pair[column].end; i++)
          {
            Item *item = &g_array_index (self->items, Item, i);

            item->x += column > 0   ? left + width + gap
                       : is_aligned ? left + width - pair[0].box.width
                                    : left;
            item->y += down;
          }
      if (row == 0)
        box->ascent = ascent;
      box->descent = down + descent;
      down += descent + LINE_GAP * em;
    }
}

static Box
lay_table (GradusTypeset *self, const GradusFormula *node, double em)
{
  guint            n_rows = node->children->len / 2;
  g_autofree Cell *cells = g_new0 (Cell, node->children->len);
  guint            first = self->items->len;
  double           widths[2] = { 0, 0 };
  double           left = node->has_brace ? 0.56 * em : 0;
  double           gap, middle;
  Box              box = { 0, 0, 0 };

  for (guint i = 0; i < node->children->len; i++)
    {
      cells[i].first = self->items->len;
      cells[i].box = lay (self, get_child (node, i), em);
      cells[i].end = self->items->len;
      widths[i % 2] = MAX (widths[i % 2], cells[i].box.width);
    }
  gap = widths[1] == 0 ? 0 : node->has_brace ? 0.75 * em : THICK * em;
  place_cells (self, cells, n_rows, left, widths[0], gap,
               !node->has_brace && widths[1] > 0, em, &box);
  middle = (box.descent - box.ascent) / 2 + self->axis * em;
  move (self, first, 0, -middle);
  box = (Box){ left + widths[0] + gap + widths[1], box.ascent + middle,
               box.descent - middle };
  if (node->has_brace)
    lay_bracket (self, '{', (box.ascent + box.descent) / 2, em, TRUE);
  return box;
}

static Box
lay (GradusTypeset *self, const GradusFormula *node, double em)
{
  switch (node->type)
    {
    case GRADUS_FORMULA_ROW:
      return lay_row (self, node, em);
    case GRADUS_FORMULA_SYMBOL:
      return lay_symbol (self, node, em);
    case GRADUS_FORMULA_TEXT:
      return lay_glyphs (self, node->text, FALSE, em);
    case GRADUS_FORMULA_SPACE:
      return (Box){ node->space * em, 0, 0 };
    case GRADUS_FORMULA_FRACTION:
      return lay_fraction (self, node, em);
    case GRADUS_FORMULA_ROOT:
      return lay_root (self, node, em);
    case GRADUS_FORMULA_SCRIPTS:
      return node->has_limits ? lay_limits (self, node, em)
                              : lay_scripts (self, node, em);
    case GRADUS_FORMULA_ACCENT:
      return lay_accent (self, node, em);
    case GRADUS_FORMULA_FENCE:
      return lay_fence (self, node, em);
    case GRADUS_FORMULA_TABLE:
    default:
      return lay_table (self, node, em);
    }
}

/* The minus shows how high fractions and brackets have their middle. */
static double
find_axis (GradusTypeset *self)
{
  Box minus = lay_glyphs (self, "−", FALSE, self->em);

  g_array_set_size (self->items, 0);
  return (minus.ascent - minus.descent) / 2 / self->em;
}

/**
 * gradus_typeset_new:
 * @formula: a formula
 * @theme: font and scale
 * @points: type size
 *
 * Gives every sign of a formula its place.
 *
 * Source: Knuth, The TeXbook (1986), Appendix G
 *
 * Returns: (transfer full): the formula, laid out
 */
GradusTypeset *
gradus_typeset_new (const GradusFormula *formula, const GradusTheme *theme, double points)
{
  GradusTypeset *self = g_new0 (GradusTypeset, 1);

  self->items = g_array_new (FALSE, FALSE, sizeof (Item));
  g_array_set_clear_func (self->items, item_clear);
  self->theme = theme;
  self->em = points * 96 / 72 * theme->scale;
  self->axis = find_axis (self);
  self->box = lay (self, formula, self->em);
  self->theme = NULL;
  return self;
}

/**
 * gradus_typeset_free:
 * @self: a formula that is laid out
 */
void
gradus_typeset_free (GradusTypeset *self)
{
  g_array_unref (self->items);
  g_free (self);
}

/**
 * gradus_typeset_get_extents:
 * @self: a formula that is laid out
 * @width: (out) (optional): in pixels
 * @ascent: (out) (optional): above the baseline
 * @descent: (out) (optional): below the baseline
 */
void
gradus_typeset_get_extents (const GradusTypeset *self,
                            double              *width,
                            double              *ascent,
                            double              *descent)
{
  if (width != NULL)
    *width = self->box.width;
  if (ascent != NULL)
    *ascent = self->box.ascent;
  if (descent != NULL)
    *descent = self->box.descent;
}

/**
 * gradus_typeset_draw:
 * @self: a formula that is laid out
 * @cr: what is drawn on
 * @theme: colours
 * @color: of all signs
 * @x: left edge
 * @baseline: what the letters stand on
 */
void
gradus_typeset_draw (const GradusTypeset *self,
                     cairo_t             *cr,
                     const GradusTheme   *theme,
                     GradusToken          color,
                     double               x,
                     double               baseline)
{
  gradus_theme_set_source (theme, cr, color);
  for (guint i = 0; i < self->items->len; i++)
    {
      const Item *item = &g_array_index (self->items, Item, i);

      if (item->layout == NULL)
        {
          gradus_typeset_draw_shape (cr, item->shape, x + item->x, baseline + item->y,
                                     item->width, item->height, item->pen);
          continue;
        }
      cairo_move_to (cr, x + item->x, baseline + item->y - item->height);
      pango_cairo_show_layout (cr, item->layout);
      cairo_new_path (cr);
    }
}
