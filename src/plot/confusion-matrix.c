/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/confusion-matrix.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/color-map.h"
#include "plot/shapes.h"
#include "plot/text.h"

/* Between names and squares. */
#define NAME_GAP 8.0
#define NAMES_HEIGHT 20.0
/* What a picture by itself says about rows and columns stands outside of the names. */
#define WORDS 16.0
#define CELL_MOST 56.0
/* Where the height is short, wider cells leave room for numbers of three digits. */
#define CELL_STRETCH 1.7
/* A cell must be this high to say its number. */
#define CELL_WITH_NUMBER 15.0

typedef struct
{
  double left;
  double top;
  double cell_width; /* with the gap to the next */
  double cell_height;
  double gap;
} Layout;

static Layout
lay_out (const GradusTheme *theme,
         double             width,
         double             height,
         guint              n,
         const char *const *names,
         gboolean           has_words)
{
  double words = has_words ? WORDS * theme->scale : 0;
  Layout layout = { .top = NAMES_HEIGHT * theme->scale + words };
  double widest = 0;

  for (guint i = 0; i < n; i++)
    {
      double name;

      gradus_text_measure (theme, GRADUS_TEXT_READING, names[i], &name, NULL);
      widest = MAX (widest, name);
    }
  layout.left = ceil (widest + NAME_GAP * theme->scale + words);
  layout.cell_width = floor ((width - layout.left) / n);
  layout.cell_height = floor (MIN ((height - layout.top) / n, layout.cell_width));
  layout.cell_width = MIN (layout.cell_width, layout.cell_height);
  if (!has_words)
    {
      layout.cell_height = MIN (layout.cell_height, CELL_MOST * theme->scale);
      layout.cell_width =
        floor (MIN ((width - layout.left) / n,
                    MIN (layout.cell_height * CELL_STRETCH, CELL_MOST * theme->scale)));
    }
  layout.gap = layout.cell_height >= CELL_WITH_NUMBER ? 2 : 0;
  return layout;
}

/* The most frequent mistake is the darkest. */
static guint
find_most (const GradusConfusion *confusion)
{
  guint n = confusion->n_classes;
  guint most = 1;

  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      if (i != j)
        most = MAX (most, confusion->counts[i * n + j]);
  return most;
}

/* Rare mistakes are to be seen beside frequent ones. */
static double
get_strength (guint count, guint most)
{
  return count == 0 ? 0 : pow ((double) count / most, 0.7);
}

/* Whether paper-coloured text reads better on a colour than ink-coloured text. */
static gboolean
wants_paper (const GradusTheme *theme, guint32 argb)
{
  const GradusColor *ink = &theme->colors[GRADUS_TOKEN_FG];
  const GradusColor *paper = &theme->colors[GRADUS_TOKEN_VIEW];
  double             here =
    0.3 * (argb >> 16 & 0xff) + 0.59 * (argb >> 8 & 0xff) + 0.11 * (argb & 0xff);
  double dark = 255 * (0.3 * ink->red + 0.59 * ink->green + 0.11 * ink->blue);
  double bright = 255 * (0.3 * paper->red + 0.59 * paper->green + 0.11 * paper->blue);

  return fabs (here - bright) > fabs (here - dark);
}

static void
draw_cell (cairo_t               *cr,
           const GradusTheme     *theme,
           const Layout          *layout,
           const GradusConfusion *confusion,
           guint                  most,
           guint                  row,
           guint                  column)
{
  guint    count = confusion->counts[row * confusion->n_classes + column];
  gboolean is_right = row == column;
  guint32  argb =
    gradus_color_map_lookup (gradus_color_map_get (theme, GRADUS_COLOR_MAP_ACTIVATIONS),
                             get_strength (count, most), 1);
  double x = layout->left + column * layout->cell_width;
  double y = layout->top + row * layout->cell_height;
  double cell_width = layout->cell_width - layout->gap;
  double cell_height = layout->cell_height - layout->gap;
  double width;
  char   text[16];

  if (is_right)
    gradus_theme_set_source (theme, cr, GRADUS_TOKEN_TRACK);
  else
    cairo_set_source_rgb (cr, (argb >> 16 & 0xff) / 255.0, (argb >> 8 & 0xff) / 255.0,
                          (argb & 0xff) / 255.0);
  gradus_shapes_rounded (cr, x, y, cell_width, cell_height, layout->gap > 0 ? 3 : 0);
  cairo_fill (cr);
  if (!is_right && layout->gap > 0)
    {
      gradus_theme_set_source (theme, cr, GRADUS_TOKEN_GRID);
      cairo_set_line_width (cr, 1);
      gradus_shapes_rounded (cr, x + 0.5, y + 0.5, cell_width - 1, cell_height - 1, 3);
      cairo_stroke (cr);
    }
  if (count == 0 || layout->cell_height < CELL_WITH_NUMBER)
    return;
  g_snprintf (text, sizeof text, "%u", count);
  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, text, &width, NULL);
  cairo_save (cr);
  cairo_translate (cr, x + cell_width / 2, y + cell_height / 2);
  /* A long number becomes narrow before it is left out. */
  if (width > cell_width - 2)
    cairo_scale (cr, MAX ((cell_width - 2) / width, 0.5),
                 MAX ((cell_width - 2) / width, 0.5));
  if (width * 0.5 <= cell_width - 2)
    gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION,
                      is_right                    ? GRADUS_TOKEN_DIM
                      : wants_paper (theme, argb) ? GRADUS_TOKEN_VIEW
                                                  : GRADUS_TOKEN_FG,
                      GRADUS_ALIGN_CENTER, 0, 0, text);
  cairo_restore (cr);
}

static void
draw_names (cairo_t           *cr,
            const GradusTheme *theme,
            const Layout      *layout,
            guint              n,
            const char *const *names)
{
  /* Names that would stand on each other are left out. */
  guint every = (guint) ceil (14 * theme->scale / layout->cell_height);

  for (guint i = 0; i < n; i += MAX (every, 1))
    {
      double across = (i + 0.5) * layout->cell_width - layout->gap / 2;
      double down = (i + 0.5) * layout->cell_height - layout->gap / 2;

      gradus_text_draw (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_CENTER, layout->left + across,
                        layout->top - 10 * theme->scale, names[i]);
      gradus_text_draw (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_END, layout->left - NAME_GAP * theme->scale,
                        layout->top + down, names[i]);
    }
}

static void
draw_words (cairo_t *cr, const GradusTheme *theme, const Layout *layout, guint n)
{
  double half = n * layout->cell_width / 2;

  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_CENTER,
                    layout->left + half, 7 * theme->scale, _ ("what the network says"));
  cairo_save (cr);
  cairo_translate (cr, 7 * theme->scale, layout->top + n * layout->cell_height / 2);
  cairo_rotate (cr, -G_PI / 2);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_CENTER,
                    0, 0, _ ("what it is"));
  cairo_restore (cr);
}

static void
draw_frame (cairo_t           *cr,
            const GradusTheme *theme,
            const Layout      *layout,
            int                row,
            int                column,
            double             distance)
{
  double x = layout->left + column * layout->cell_width - distance;
  double y = layout->top + row * layout->cell_height - distance;
  double width = layout->cell_width - layout->gap + 2 * distance;
  double height = layout->cell_height - layout->gap + 2 * distance;

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ACCENT);
  cairo_set_line_width (cr, 2);
  gradus_shapes_rounded (cr, x, y, width, height, 3 + distance);
  cairo_stroke (cr);
}

/**
 * gradus_confusion_matrix_draw:
 * @cr: where to draw
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @confusion: what was counted
 * @names: (array): of the classes
 * @marks: (nullable): what stands out; without, the drawing stands by itself and says
 * what rows and columns are
 *
 * Draws how often each class (row) was taken for each other one (column). Only mistakes
 * have a colour.
 */
void
gradus_confusion_matrix_draw (cairo_t                 *cr,
                              const GradusTheme       *theme,
                              double                   width,
                              double                   height,
                              const GradusConfusion   *confusion,
                              const char *const       *names,
                              const GradusMatrixMarks *marks)
{
  guint  n = confusion->n_classes;
  guint  most = find_most (confusion);
  Layout layout = lay_out (theme, width, height, n, names, marks == NULL);

  if (layout.cell_height < 3)
    return;
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      draw_cell (cr, theme, &layout, confusion, most, i, j);
  draw_names (cr, theme, &layout, n, names);
  if (marks == NULL)
    {
      draw_words (cr, theme, &layout, n);
      return;
    }
  if (marks->row >= 0)
    draw_frame (cr, theme, &layout, marks->row, marks->column, 0);
  if (marks->focus_row >= 0)
    draw_frame (cr, theme, &layout, marks->focus_row, marks->focus_column, 3);
}

/**
 * gradus_confusion_matrix_hit:
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @n_classes: of the matrix
 * @names: (array length=n_classes): of the classes
 * @x: of the pointer
 * @y: of the pointer
 * @row: (out): of the cell under the pointer
 * @column: (out): of the cell under the pointer
 *
 * Returns: whether there is a cell
 */
gboolean
gradus_confusion_matrix_hit (const GradusTheme *theme,
                             double             width,
                             double             height,
                             guint              n_classes,
                             const char *const *names,
                             double             x,
                             double             y,
                             int               *row,
                             int               *column)
{
  Layout layout = lay_out (theme, width, height, n_classes, names, FALSE);

  if (layout.cell_height < 3 || x < layout.left || y < layout.top)
    return FALSE;
  *column = (int) ((x - layout.left) / layout.cell_width);
  *row = (int) ((y - layout.top) / layout.cell_height);
  return *column < (int) n_classes && *row < (int) n_classes;
}
