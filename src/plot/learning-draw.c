/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/learning-sheet.h"

#include "config.h"

#include "plot/paint.h"
#include "plot/text.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define HEAD 44.0
#define PANEL_GAP 32.0
#define RIDGES_LEAST 110.0
#define ROW_MOST 26.0
#define ROW_LEAST 15.0
#define TABLE_HEAD 46.0
#define TABLE_GAP 18.0
#define COLUMN_GAP 24.0
#define NUMBER_ROOM 62.0
/* Ratios from a millionth to everything. */
#define RATIO_FROM (-6.0)
#define RATIO_TO 0.0

typedef struct
{
  double ridges; /* height of the upper part */
  double top;    /* of the first row */
  double row;
  guint  n_rows; /* that are seen */
  guint  first;
  double x[4]; /* name, ratio, gradient, units */
  double width[4];
  double number; /* room for one, right of a line */
} Layout;

static const GradusLearningRow *
get_row (const GradusLearningSheet *self, guint index)
{
  return &g_array_index (self->rows, GradusLearningRow, index);
}

static double
measure_names (const GradusLearningSheet *self, const GradusTheme *theme)
{
  double widest = 0;

  for (guint i = 0; i < self->rows->len; i++)
    {
      double width;

      gradus_text_measure (theme, GRADUS_TEXT_CAPTION_BOLD, get_row (self, i)->name,
                           &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

/* Rows take what they need, ridges the rest; if that is too little, rows are lower, and
 * if that is not enough either, those about the shown layer are seen. */
static void
lay_out (const GradusLearningSheet *self,
         const GradusTheme         *theme,
         double                     width,
         double                     height,
         Layout                    *layout)
{
  double scale = theme->scale, head = (TABLE_HEAD + TABLE_GAP) * scale;
  double room = height - RIDGES_LEAST * scale - HEAD * scale - head;
  guint  n = self->rows->len, shown = 0;
  double names = MIN (measure_names (self, theme), width * 0.2), rest;

  for (guint i = 0; i < n; i++)
    if (get_row (self, i)->layer == self->layer_index)
      shown = i;
  layout->row = floor (
    CLAMP (MIN (room, height * 0.5) / MAX (n, 1), ROW_LEAST * scale, ROW_MOST * scale));
  layout->n_rows = (guint) CLAMP (floor (room / layout->row), 1, n);
  layout->first = shown >= layout->n_rows ? MIN (shown, n - layout->n_rows) : 0;
  layout->ridges = height - head - layout->n_rows * layout->row;
  layout->top = height - layout->n_rows * layout->row;
  layout->number = NUMBER_ROOM * scale;
  rest = width - names - 3 * COLUMN_GAP * scale;
  layout->x[0] = 0;
  layout->width[0] = names;
  for (guint i = 1; i < 4; i++)
    {
      layout->x[i] = round (layout->x[i - 1] + layout->width[i - 1] + COLUMN_GAP * scale);
      layout->width[i] = rest * (i == 1 ? 0.36 : 0.32);
    }
}

static void
draw_heading (cairo_t           *cr,
              const GradusTheme *theme,
              double             x,
              double             y,
              double             width,
              const char        *title,
              const char        *caption)
{
  cairo_save (cr);
  cairo_rectangle (cr, x, y - 2, width, HEAD * theme->scale + 4);
  cairo_clip (cr);
  gradus_text_draw (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    x, y + 9 * theme->scale, title);
  gradus_text_draw (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                    x, y + 28 * theme->scale, caption);
  cairo_restore (cr);
}

static void
draw_ridges (const GradusLearningSheet *self,
             cairo_t                   *cr,
             const GradusTheme         *theme,
             double                     width,
             double                     height)
{
  const char *const titles[] = { _ ("Weights"), _ ("Gradients"), _ ("Updates") };
  const char *const captions[] = { _ ("how many have which value"),
                                   _ ("how many have which size"),
                                   _ ("what a step adds, by size") };
  double            gap = PANEL_GAP * theme->scale, head = HEAD * theme->scale;
  double            panel = (width - 2 * gap) / GRADUS_N_RIDGES;

  for (guint kind = 0; kind < GRADUS_N_RIDGES; kind++)
    {
      double x = round (kind * (panel + gap));

      draw_heading (cr, theme, x, 0, panel, titles[kind], captions[kind]);
      if (self->ridges[kind] == NULL)
        continue;
      cairo_save (cr);
      cairo_translate (cr, x, head);
      gradus_ridges_draw (cr, theme, floor (panel), floor (height - head),
                          self->ridges[kind]);
      cairo_restore (cr);
    }
}

/* --- The table --- */

/* Where a power of ten lies on a column. */
static double
place (const Layout *layout, guint column, double power, double from, double to)
{
  double share = CLAMP ((power - from) / MAX (to - from, 1e-9), 0, 1);

  return layout->x[column] + share * (layout->width[column] - layout->number);
}

static void
find_gradient_range (const GradusLearningSheet *self, double *from, double *to)
{
  *from = G_MAXDOUBLE;
  *to = -G_MAXDOUBLE;
  for (guint i = 0; i < self->rows->len; i++)
    if (isfinite (get_row (self, i)->gradient))
      {
        *from = MIN (*from, floor (log10 (get_row (self, i)->gradient)));
        *to = MAX (*to, ceil (log10 (get_row (self, i)->gradient)));
      }
  if (*from > *to)
    {
      *from = -6;
      *to = 0;
    }
  if (*to - *from < 2)
    *from = *to - 2;
}

static void
draw_value (cairo_t           *cr,
            const GradusTheme *theme,
            GradusToken        token,
            double             from,
            double             x,
            double             middle)
{
  gradus_theme_set_source_alpha (theme, cr, token, 0.5);
  gradus_theme_set_line_width (theme, cr, 2);
  cairo_move_to (cr, from, middle);
  cairo_line_to (cr, x, middle);
  cairo_stroke (cr);
  gradus_paint_dot (cr, theme, token, x, middle, 4 * theme->scale, 0);
}

static char *
format_size (double value)
{
  return isfinite (value) ? gradus_format_value (value) : g_strdup ("–");
}

/* The number stands where the line leaves room. */
static void
draw_number (cairo_t           *cr,
             const GradusTheme *theme,
             const Layout      *layout,
             guint              column,
             double             x,
             double             middle,
             const char        *text)
{
  double   gap = 9 * theme->scale, width;
  gboolean is_right;

  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, text, &width, NULL);
  is_right = x + gap + width <= layout->x[column] + layout->width[column];
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                    is_right ? GRADUS_ALIGN_START : GRADUS_ALIGN_END,
                    is_right ? x + gap : x - gap, middle, text);
}

static void
draw_units (const GradusLearningRow *row,
            cairo_t                 *cr,
            const GradusTheme       *theme,
            const Layout            *layout,
            double                   middle)
{
  g_autofree char *text = NULL;
  double           x = layout->x[3];
  guint            n_bad = row->n_dead + row->n_saturated;

  if (!row->has_units)
    text = g_strdup ("–");
  else if (n_bad == 0)
    text = g_strdup_printf (_ ("none of %u"), row->n_units);
  else if (row->n_saturated == 0)
    text = g_strdup_printf (_ ("%u of %u dead"), row->n_dead, row->n_units);
  else if (row->n_dead == 0)
    text = g_strdup_printf (_ ("%u of %u saturated"), row->n_saturated, row->n_units);
  else
    text = g_strdup_printf (_ ("%u of %u dead, %u saturated"), row->n_dead, row->n_units,
                            row->n_saturated);
  gradus_text_draw (cr, theme,
                    n_bad * 5 >= row->n_units && n_bad > 0 ? GRADUS_TEXT_CAPTION_BOLD
                                                           : GRADUS_TEXT_CAPTION,
                    n_bad * 5 >= row->n_units && n_bad > 0 ? GRADUS_TOKEN_ERROR
                                                           : GRADUS_TOKEN_DIM,
                    GRADUS_ALIGN_START, x, middle, text);
}

static void
draw_row (const GradusLearningSheet *self,
          const GradusLearningRow   *row,
          cairo_t                   *cr,
          const GradusTheme         *theme,
          const Layout              *layout,
          double                     middle)
{
  gboolean         is_shown = row->layer == self->layer_index;
  g_autofree char *ratio = format_size (row->ratio);
  g_autofree char *gradient = format_size (row->gradient);
  double usual = place (layout, 1, log10 (GRADUS_USUAL_RATIO), RATIO_FROM, RATIO_TO);
  double from, to, x;

  cairo_save (cr);
  cairo_rectangle (cr, 0, middle - layout->row / 2, layout->width[0] + 4, layout->row);
  cairo_clip (cr);
  gradus_text_draw (cr, theme, is_shown ? GRADUS_TEXT_CAPTION_BOLD : GRADUS_TEXT_CAPTION,
                    is_shown ? GRADUS_TOKEN_ACCENT : GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    0, middle, row->name);
  cairo_restore (cr);
  if (isfinite (row->ratio))
    {
      x = place (layout, 1, log10 (row->ratio), RATIO_FROM, RATIO_TO);
      draw_value (cr, theme, GRADUS_TOKEN_BACK, usual, x, middle);
      draw_number (cr, theme, layout, 1, MAX (x, usual), middle, ratio);
    }
  if (isfinite (row->gradient))
    {
      find_gradient_range (self, &from, &to);
      x = place (layout, 2, log10 (row->gradient), from, to);
      draw_value (cr, theme, GRADUS_TOKEN_BACK, layout->x[2], x, middle);
      draw_number (cr, theme, layout, 2, x, middle, gradient);
    }
  draw_units (row, cr, theme, layout, middle);
}

/* The rule of thumb, through all rows. */
static void
draw_rule (cairo_t *cr, const GradusTheme *theme, const Layout *layout, double height)
{
  double x =
    floor (place (layout, 1, log10 (GRADUS_USUAL_RATIO), RATIO_FROM, RATIO_TO)) + 0.5;
  const double dashes[] = { 2, 3 };

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_AXIS);
  cairo_set_line_width (cr, 1);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_move_to (cr, x, layout->top - 2);
  cairo_line_to (cr, x, height);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_table (const GradusLearningSheet *self,
            cairo_t                   *cr,
            const GradusTheme         *theme,
            const Layout              *layout,
            double                     width,
            double                     height)
{
  double y = layout->top - TABLE_HEAD * theme->scale;

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BORDER);
  cairo_rectangle (cr, 0, floor (y - TABLE_GAP / 2 * theme->scale), width, 1);
  cairo_fill (cr);
  draw_heading (cr, theme, layout->x[0], y, layout->width[0] + 20, _ ("Layer"), "");
  draw_heading (cr, theme, layout->x[1], y, layout->width[1], _ ("Update ÷ weights"),
                _ ("usually about 1 in 1000"));
  draw_heading (cr, theme, layout->x[2], y, layout->width[2], _ ("Gradients"),
                _ ("their usual size"));
  draw_heading (cr, theme, layout->x[3], y, layout->width[3], _ ("Idle units"),
                _ ("over samples held back"));
  draw_rule (cr, theme, layout, height);
  for (guint i = 0; i < layout->n_rows; i++)
    draw_row (self, get_row (self, layout->first + i), cr, theme, layout,
              layout->top + layout->row * (i + 0.5));
}

/**
 * gradus_learning_sheet_draw:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @self: how a network learns
 *
 * Draws histograms over time, and below them a line for each layer.
 */
void
gradus_learning_sheet_draw (cairo_t                   *cr,
                            const GradusTheme         *theme,
                            double                     width,
                            double                     height,
                            const GradusLearningSheet *self)
{
  Layout layout;

  lay_out (self, theme, width, height, &layout);
  draw_ridges (self, cr, theme, width, layout.ridges - 4 * theme->scale);
  draw_table (self, cr, theme, &layout, width, height);
}

int
gradus_learning_sheet_hit (const GradusLearningSheet *self,
                           const GradusTheme         *theme,
                           double                     width,
                           double                     height,
                           double                     x,
                           double                     y)
{
  Layout layout;

  lay_out (self, theme, width, height, &layout);
  if (y < layout.top || x < 0 || x > width)
    return -1;
  for (guint i = 0; i < layout.n_rows; i++)
    if (y < layout.top + layout.row * (i + 1))
      return (int) get_row (self, layout.first + i)->layer;
  return -1;
}
