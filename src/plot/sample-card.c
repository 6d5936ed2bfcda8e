/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/sample-card.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/paint.h"
#include "plot/picture.h"
#include "plot/text.h"
#include "plot/wall-tiles.h"

#define CELL_WIDTH 36.0
#define CELL_HEIGHT 23.0
/* More numbers than these do not help; they become wider instead. */
#define COLUMNS_MOST 12
#define CELL_STRETCH 1.5
#define GAP 40.0

typedef struct
{
  guint  columns, rows, n_channels; /* of the sample */
  double x, y, cell;                /* of the picture */
  double table_x, table_y, cell_width, cell_height;
  guint  n_columns, n_rows; /* numbers that are seen */
  guint  top, left;
} Layout;

/* Where most ink is, so that the window shows something. */
static void
find_ink (const GradusSampleCard *card, const Layout *layout, double *row, double *column)
{
  g_autofree float *values =
    g_new (float, gradus_shape_size (gradus_dataset_get_shape (card->data)));
  double sum = 0;

  *row = *column = 0;
  gradus_dataset_get_sample (card->data, card->sample, values);
  for (guint r = 0; r < layout->rows; r++)
    for (guint c = 0; c < layout->columns; c++)
      {
        double ink =
          fabs ((double) values[((gsize) r * layout->columns + c) * layout->n_channels]);

        if (!isfinite (ink))
          continue;
        sum += ink;
        *row += ink * r;
        *column += ink * c;
      }
  *row = sum > 0 ? *row / sum : layout->rows / 2.0;
  *column = sum > 0 ? *column / sum : layout->columns / 2.0;
}

static void
lay_out (const GradusSampleCard *card,
         const GradusTheme      *theme,
         double                  width,
         double                  height,
         Layout                 *layout)
{
  double scale = theme->scale;
  double side, room;
  double row = 0, column = 0;

  *layout = (Layout){ 0 };
  gradus_picture_get_size (gradus_dataset_get_shape (card->data), &layout->columns,
                           &layout->rows, &layout->n_channels);
  side = MIN (height - 2, width * 0.45);
  layout->cell = side / MAX (layout->columns, layout->rows);
  if (layout->cell > 1)
    layout->cell = floor (layout->cell);
  layout->x = 1;
  layout->y = 1;
  layout->table_x = floor (layout->columns * layout->cell + GAP * scale);
  layout->table_y = 1;
  room = MAX (width - layout->table_x - 1, 1);
  layout->n_columns =
    MIN ((guint) MAX (floor (room / (CELL_WIDTH * scale)), 1), layout->columns);
  layout->n_rows =
    MIN ((guint) MAX (floor (layout->rows * layout->cell / (CELL_HEIGHT * scale)), 1),
         layout->rows);
  layout->n_columns = MIN (layout->n_columns, COLUMNS_MOST);
  layout->cell_width =
    floor (MIN (room / layout->n_columns, CELL_STRETCH * CELL_WIDTH * scale));
  layout->cell_height = floor (layout->rows * layout->cell / layout->n_rows);
  if (card->top < 0 || card->left < 0)
    find_ink (card, layout, &row, &column);
  layout->top =
    card->top >= 0 ? (guint) card->top : (guint) MAX (row - layout->n_rows / 2.0, 0);
  layout->left = card->left >= 0 ? (guint) card->left
                                 : (guint) MAX (column - layout->n_columns / 2.0, 0);
  layout->top = MIN (layout->top, layout->rows - layout->n_rows);
  layout->left = MIN (layout->left, layout->columns - layout->n_columns);
}

static char *
format (const GradusSampleCard *card, float value)
{
  if (gradus_dataset_has_bytes (card->data))
    return g_strdup_printf ("%d", (int) lround ((double) value * 255));
  return gradus_wall_format (value);
}

static void
draw_numbers (cairo_t                *cr,
              const GradusTheme      *theme,
              const GradusSampleCard *card,
              const Layout           *layout,
              const float            *values)
{
  const GradusColorMap *map = gradus_color_map_get (theme, GRADUS_COLOR_MAP_PICTURES);
  const float          *first =
    values + ((gsize) layout->top * layout->columns + layout->left) * layout->n_channels;
  GradusGrid grid = { first, layout->n_columns, layout->n_rows, layout->n_channels,
                      (gsize) layout->n_channels * layout->columns };
  double     width = layout->n_columns * layout->cell_width;
  double     height = layout->n_rows * layout->cell_height;

  gradus_picture_draw (cr, theme, map, &grid, 1, layout->table_x, layout->table_y, width,
                       height);
  for (guint i = 1; i < layout->n_rows; i++)
    gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID, layout->table_x,
                           layout->table_y + i * layout->cell_height,
                           layout->table_x + width,
                           layout->table_y + i * layout->cell_height);
  for (guint i = 1; i < layout->n_columns; i++)
    gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID,
                           layout->table_x + i * layout->cell_width, layout->table_y,
                           layout->table_x + i * layout->cell_width,
                           layout->table_y + height);
  for (guint r = 0; r < layout->n_rows; r++)
    for (guint c = 0; c < layout->n_columns; c++)
      {
        float            value = gradus_grid_get (&grid, c, r);
        g_autofree char *text = format (card, value);

        gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION,
                          value > 0.5f    ? GRADUS_TOKEN_VIEW
                          : value > 0.05f ? GRADUS_TOKEN_FG
                                          : GRADUS_TOKEN_DIM,
                          GRADUS_ALIGN_CENTER,
                          layout->table_x + (c + 0.5) * layout->cell_width,
                          layout->table_y + (r + 0.5) * layout->cell_height, text);
      }
}

/* The part of the picture whose numbers are seen, and lines from one to the other. */
static void
draw_window (cairo_t *cr, const GradusTheme *theme, const Layout *layout)
{
  double x = layout->x + layout->left * layout->cell;
  double y = layout->y + layout->top * layout->cell;
  double right = x + layout->n_columns * layout->cell;
  double bottom = y + layout->n_rows * layout->cell;

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FORWARD);
  cairo_set_line_width (cr, 2);
  cairo_rectangle (cr, x, y, right - x, bottom - y);
  cairo_stroke (cr);
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_FORWARD, 0.6);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, right, y);
  cairo_line_to (cr, layout->table_x, layout->table_y);
  cairo_move_to (cr, right, bottom);
  cairo_line_to (cr, layout->table_x,
                 layout->table_y + layout->n_rows * layout->cell_height);
  cairo_stroke (cr);
}

static void
draw_cursor (cairo_t                *cr,
             const GradusTheme      *theme,
             const GradusSampleCard *card,
             const Layout           *layout)
{
  int row = card->row - (int) layout->top;
  int column = card->column - (int) layout->left;

  if (card->row < 0 || card->column < 0)
    return;
  cairo_set_line_width (cr, 2);
  if (row >= 0 && row < (int) layout->n_rows)
    {
      gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FORWARD);
      cairo_rectangle (cr, layout->table_x, layout->table_y + row * layout->cell_height,
                       layout->n_columns * layout->cell_width, layout->cell_height);
      cairo_stroke (cr);
    }
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VALIDATION);
  if (row >= 0 && column >= 0 && row < (int) layout->n_rows &&
      column < (int) layout->n_columns)
    cairo_rectangle (cr, layout->table_x + column * layout->cell_width,
                     layout->table_y + row * layout->cell_height, layout->cell_width,
                     layout->cell_height);
  cairo_rectangle (cr, layout->x + card->column * layout->cell - 0.5,
                   layout->y + card->row * layout->cell - 0.5, layout->cell + 1,
                   layout->cell + 1);
  cairo_stroke (cr);
}

/**
 * gradus_sample_card_draw:
 * @cr: where to draw
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @card: what is looked at
 *
 * Draws a sample as a picture and as the numbers that it is.
 */
void
gradus_sample_card_draw (cairo_t                *cr,
                         const GradusTheme      *theme,
                         double                  width,
                         double                  height,
                         const GradusSampleCard *card)
{
  const GradusShape *shape = gradus_dataset_get_shape (card->data);
  g_autofree float  *values = g_new (float, gradus_shape_size (shape));
  Layout             layout;

  lay_out (card, theme, width, height, &layout);
  gradus_dataset_get_sample (card->data, card->sample, values);

  GradusGrid grid = { values, layout.columns, layout.rows, layout.n_channels,
                      (gsize) layout.n_channels * layout.columns };

  gradus_picture_draw (cr, theme, gradus_color_map_get (theme, GRADUS_COLOR_MAP_PICTURES),
                       &grid, 1, layout.x, layout.y, layout.columns * layout.cell,
                       layout.rows * layout.cell);
  if (layout.n_columns < 2)
    return;
  draw_numbers (cr, theme, card, &layout, values);
  draw_window (cr, theme, &layout);
  draw_cursor (cr, theme, card, &layout);
}

gboolean
gradus_sample_card_point (GradusSampleCard  *card,
                          const GradusTheme *theme,
                          double             width,
                          double             height,
                          double             x,
                          double             y)
{
  Layout layout;
  double column, row;

  lay_out (card, theme, width, height, &layout);
  card->row = card->column = -1;
  column = floor ((x - layout.x) / layout.cell);
  row = floor ((y - layout.y) / layout.cell);
  if (column >= 0 && row >= 0 && column < layout.columns && row < layout.rows)
    {
      card->row = (int) row;
      card->column = (int) column;
      card->top = CLAMP (card->row - (int) layout.n_rows / 2, 0,
                         (int) (layout.rows - layout.n_rows));
      card->left = CLAMP (card->column - (int) layout.n_columns / 2, 0,
                          (int) (layout.columns - layout.n_columns));
      return TRUE;
    }
  column = floor ((x - layout.table_x) / layout.cell_width);
  row = floor ((y - layout.table_y) / layout.cell_height);
  if (!(column >= 0 && row >= 0 && column < layout.n_columns && row < layout.n_rows))
    return FALSE;
  card->top = (int) layout.top;
  card->left = (int) layout.left;
  card->row = (int) (row + layout.top);
  card->column = (int) (column + layout.left);
  return TRUE;
}

char *
gradus_sample_card_describe (const GradusSampleCard *card)
{
  const GradusShape *shape = gradus_dataset_get_shape (card->data);
  g_autofree float  *values = g_new (float, gradus_shape_size (shape));
  g_autofree char   *text = NULL;
  guint              columns, rows, n_channels;

  gradus_picture_get_size (shape, &columns, &rows, &n_channels);
  if (card->row < 0 || card->column < 0 || (guint) card->row >= rows ||
      (guint) card->column >= columns)
    return NULL;
  gradus_dataset_get_sample (card->data, card->sample, values);
  text =
    format (card, values[((gsize) (guint) card->row * columns + (guint) card->column) *
                         n_channels]);
  /* Translators: a place in a picture and the number there, counted from 0 */
  return g_strdup_printf (_ ("row %d, column %d: %s"), card->row, card->column, text);
}
