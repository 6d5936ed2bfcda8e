/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/update.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/paint.h"
#include "plot/picture.h"
#include "plot/text.h"
#include "plot/ticks.h"
#include "plot/typeset.h"

#define TABLE_WIDTH 268.0
#define GAP 32.0
#define HEAD 26.0
#define ROW 19.0
#define FOOT 84.0

/* --- What came in --- */

static char *
format (double value)
{
  if (value != 0 && fabs (value) < 1e-4)
    return gradus_format_scientific (value, 2);
  return gradus_format_signed (value, fabs (value) >= 100 ? 1 : 5);
}

static void
draw_cell (cairo_t           *cr,
           const GradusTheme *theme,
           double             right,
           double             middle,
           double             value)
{
  g_autofree char *text = format (value);

  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_FG, GRADUS_ALIGN_END,
                    right, middle, text);
}

static void
draw_head (cairo_t *cr, const GradusTheme *theme, double x, const char *text)
{
  gradus_text_draw (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    x, HEAD * theme->scale / 2 - 2, text);
}

/* Those that move the weight most come first. */
static int
compare_terms (gconstpointer a, gconstpointer b, gpointer data)
{
  const GradusUpdateRecord *record = data;
  guint                     i = *(const guint *) a, j = *(const guint *) b;
  double one = fabs ((double) record->inputs[i] * (double) record->errors[i]);
  double other = fabs ((double) record->inputs[j] * (double) record->errors[j]);

  return one > other ? -1 : one < other ? 1 : (i > j) - (i < j);
}

static guint *
sort_terms (const GradusUpdateRecord *record)
{
  guint *order = g_new (guint, MAX (record->n_samples, 1));

  for (guint i = 0; i < record->n_samples; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) record->n_samples, sizeof (guint), compare_terms,
                     (gpointer) record);
  return order;
}

static void
draw_terms (cairo_t                  *cr,
            const GradusTheme        *theme,
            double                    height,
            const GradusUpdateRecord *record)
{
  double            scale = theme->scale, row = ROW * scale;
  double            y = HEAD * scale + row / 2;
  double            at[3] = { 78 * scale, 168 * scale, TABLE_WIDTH * scale };
  guint             n_rows = (guint) MAX ((height - HEAD * scale) / row - 3, 1);
  g_autofree char  *mean = format ((double) record->gradient);
  g_autofree char  *text = NULL;
  g_autofree guint *order = sort_terms (record);

  draw_head (cr, theme, 0, _ ("What the batch says"));
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_FORWARD,
                    GRADUS_ALIGN_END, at[0], y, _ ("input"));
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_BACK, GRADUS_ALIGN_END,
                    at[1], y, _ ("error"));
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_END,
                    at[2], y, _ ("input · error"));
  y += row / 2;
  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, 0, y, at[2], y);
  y += row / 2;
  for (guint i = 0; i < MIN (n_rows, record->n_samples); i++, y += row)
    {
      double input = (double) record->inputs[order[i]];
      double error = (double) record->errors[order[i]] * record->n_samples;

      draw_cell (cr, theme, at[0], y, input);
      draw_cell (cr, theme, at[1], y, error);
      draw_cell (cr, theme, at[2], y, input * error);
    }
  if (record->n_samples > n_rows)
    {
      g_autofree char *more =
        g_strdup_printf (ngettext ("and %u more sample", "and %u more samples",
                                   record->n_samples - n_rows),
                         record->n_samples - n_rows);

      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_END, at[2], y, more);
      y += row;
    }
  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, 0, y - row / 2, at[2],
                         y - row / 2);
  text = g_strdup_printf (ngettext ("mean of %u sample", "mean of %u samples",
                                    record->n_samples),
                          record->n_samples);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_DIM,
                    GRADUS_ALIGN_START, 0, y + 2 * scale, text);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_BACK,
                    GRADUS_ALIGN_END, at[2], y + 2 * scale, mean);
}

/* Where the layer mixes samples, only what they come to is known. */
static void
draw_sum (cairo_t *cr, const GradusTheme *theme, const GradusUpdateRecord *record)
{
  double           y = HEAD * theme->scale + ROW * theme->scale / 2;
  g_autofree char *mean = format ((double) record->gradient);
  g_autofree char *text =
    g_strdup_printf (ngettext ("mean of %u sample", "mean of %u samples",
                               record->n_samples),
                     record->n_samples);

  draw_head (cr, theme, 0, _ ("What the batch says"));
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                    0, y, text);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_BACK,
                    GRADUS_ALIGN_END, TABLE_WIDTH * theme->scale, y, mean);
}

/* --- The rule --- */

/* As large as it fits, and how high it is. */
static double
draw_formula (cairo_t           *cr,
              const GradusTheme *theme,
              const char        *text,
              double             x,
              double             y,
              double             width,
              double             most)
{
  g_autoptr (GradusFormula) formula = gradus_formula_parse (text, NULL);

  for (double points = most; formula != NULL && points >= 6; points--)
    {
      g_autoptr (GradusTypeset) typeset = gradus_typeset_new (formula, theme, points);
      double                    needed, ascent, descent;

      gradus_typeset_get_extents (typeset, &needed, &ascent, &descent);
      if (needed > width && points > 6)
        continue;
      gradus_typeset_draw (typeset, cr, theme, GRADUS_TOKEN_FG, x, y + ascent);
      return ascent + descent;
    }
  return 0;
}

/* What stands between the mean gradient and the optimizer, if anything does. */
static char *
describe_changes (const GradusUpdateRecord *record)
{
  GString *text = g_string_new (NULL);

  if (record->priced != record->gradient)
    {
      g_autofree char *number = format ((double) record->priced);

      g_string_append_printf (text, _ ("with the regularizer g = %s  "), number);
    }
  if (record->clipped != record->priced)
    {
      g_autofree char *number = format ((double) record->clipped);

      g_string_append_printf (text, _ ("clipped to g = %s  "), number);
    }
  if (record->decayed != record->before)
    {
      g_autofree char *number = gradus_format_signed ((double) record->decayed, 7);

      g_string_append_printf (text, _ ("weight decay first: w = %s  "), number);
    }
  if (record->after != record->moved)
    {
      g_autofree char *number = gradus_format_signed ((double) record->after, 7);

      g_string_append_printf (text, _ ("then set to w = %s"), number);
    }
  return g_string_free (text, FALSE);
}

static void
draw_rule (cairo_t                  *cr,
           const GradusTheme        *theme,
           double                    x,
           double                    width,
           const GradusUpdateRecord *record)
{
  const GradusKind *kind = gradus_config_get_kind (record->optimizer);
  double            scale = theme->scale;
  double            y = HEAD * scale;
  g_autofree char  *numbers = gradus_update_record_format (record);
  g_autofree char  *changes = describe_changes (record);
  g_autofree char  *title =
    /* Translators: %s is the name of an optimizer */
    g_strdup_printf (_ ("The rule of %s"), g_dpgettext2 (NULL, "optimizer", kind->title));

  draw_head (cr, theme, x, title);
  y += draw_formula (cr, theme, kind->formula, x, y, width, 13) + 26 * scale;
  gradus_text_draw (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    x, y, _ ("With the numbers of this step"));
  y += HEAD * scale / 2 + 4 * scale;
  y += draw_formula (cr, theme, numbers, x, y, width, 12) + 16 * scale;
  if (changes[0] != '\0')
    gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                      GRADUS_ALIGN_START, x, y, changes);
}

/* --- Old and new --- */

static void
draw_move (cairo_t                  *cr,
           const GradusTheme        *theme,
           double                    width,
           double                    y,
           const GradusUpdateRecord *record)
{
  double before = (double) record->before, after = (double) record->after;
  double scale = theme->scale;
  double middle = y + 46 * scale;
  double left = width * 0.3, right = width * 0.7;
  double from = after >= before ? left : right, to = after >= before ? right : left;
  double sign = after >= before ? 1 : -1;
  g_autofree char *old_text = gradus_format_signed (before, 7);
  g_autofree char *new_text = gradus_format_signed (after, 7);
  g_autofree char *change = format (after - before);

  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, 0, middle, width, middle);
  if (after == before)
    {
      gradus_paint_dot (cr, theme, GRADUS_TOKEN_DIM, width / 2, middle, 4.5, 2);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                        GRADUS_ALIGN_CENTER, width / 2, middle - 16 * scale, new_text);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_CENTER, width / 2, middle + 15 * scale,
                        _ ("it stays where it is"));
      return;
    }
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BACK);
  cairo_set_line_width (cr, 3);
  cairo_move_to (cr, from, middle);
  cairo_line_to (cr, to - sign * 9, middle);
  cairo_stroke (cr);
  cairo_move_to (cr, to, middle);
  cairo_line_to (cr, to - sign * 11, middle - 6);
  cairo_line_to (cr, to - sign * 11, middle + 6);
  cairo_close_path (cr);
  cairo_fill (cr);
  gradus_paint_dot (cr, theme, GRADUS_TOKEN_DIM, from, middle, 4.5, 2);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_CENTER,
                    from, middle - 16 * scale, old_text);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                    GRADUS_ALIGN_CENTER, to, middle - 16 * scale, new_text);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_BACK,
                    GRADUS_ALIGN_CENTER, (from + to) / 2, middle + 15 * scale, change);
}

/**
 * gradus_update_draw:
 * @cr: where to draw
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @record: an update
 *
 * Draws one update of one number of a weight.
 */
void
gradus_update_draw (cairo_t                  *cr,
                    const GradusTheme        *theme,
                    double                    width,
                    double                    height,
                    const GradusUpdateRecord *record)
{
  double scale = theme->scale;
  double top = height - FOOT * scale;
  double x = (TABLE_WIDTH + GAP) * scale;

  if (record->has_terms)
    draw_terms (cr, theme, top - 8 * scale, record);
  else
    draw_sum (cr, theme, record);
  draw_rule (cr, theme, x, width - x, record);
  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_BORDER, 0, top, width, top);
  draw_move (cr, theme, width, top, record);
}

char *
gradus_update_describe (const GradusUpdateRecord *record)
{
  g_autofree char *before = gradus_format_signed ((double) record->before, 7);
  g_autofree char *after = gradus_format_signed ((double) record->after, 7);
  g_autofree char *gradient = format ((double) record->gradient);

  return g_strdup_printf (
    /* Translators: a weight before and after a step, and the mean gradient */
    _ ("The weight goes from %s to %s; the gradient is %s."), before, after, gradient);
}

gsize
gradus_update_choose_offset (const GradusShape *shape)
{
  gsize offset = 0;

  for (guint i = 0; i < shape->rank; i++)
    {
      GradusShape line = GRADUS_SHAPE_1 (shape->dims[i]);
      guint       width, height, n_channels;

      gradus_picture_get_size (&line, &width, &height, &n_channels);
      offset = offset * (gsize) shape->dims[i] + height / 2 * width + width / 2;
    }
  return offset;
}

char *
gradus_update_format_place (const GradusShape *shape, gsize offset)
{
  GString *text = g_string_new ("]");

  for (guint i = shape->rank; i > 0; i--)
    {
      g_autofree char *number = g_strdup_printf ("%s%zu", i > 1 ? ", " : "[",
                                                 offset % (gsize) shape->dims[i - 1]);

      g_string_prepend (text, number);
      offset /= (gsize) shape->dims[i - 1];
    }
  return g_string_free (text, FALSE);
}
