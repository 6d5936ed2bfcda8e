/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/tensor.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/paint.h"
#include "plot/picture.h"
#include "plot/text.h"
#include "plot/ticks.h"
#include "plot/wall-tiles.h"

/* So wide and high that a number can be read in a cell. */
#define READABLE_WIDTH 27.0
#define READABLE_HEIGHT 16.0
#define MOST_CELL 44.0
#define GAP 6.0
#define NOTE 20.0
/* Large pictures are made this large where many stand side by side. */
#define TILE_USUAL 56.0
/* The last axis counts colours rather than columns if it is as short as this. */
#define MOST_CHANNELS 4

/* A number of the view: along leading axes a tile, then row and column in it. */
typedef struct
{
  guint  n_leading; /* axes that count tiles */
  int    row_axis;  /* -1: there is none */
  int    column_axis;
  gint64 n_rows, n_columns;
  gint64 n_tiles;
  gint64 tiles_per_row; /* 0: as many as there is room for */
  double cell_x, cell_y;
  gint64 across, down; /* tiles that are seen */
  double step_x, step_y;
} Layout;

/* --- Numbers --- */

const char *
gradus_tensor_get_dtype (const GradusDataset *data, guint *n_bytes)
{
  if (n_bytes != NULL)
    *n_bytes = gradus_dataset_has_bytes (data) ? 1 : sizeof (float);
  return gradus_dataset_has_bytes (data) ? "uint8" : "float32";
}

double
gradus_tensor_get_value (const GradusDataset *data, gint64 item)
{
  gconstpointer memory = gradus_dataset_get_memory (data);

  return gradus_dataset_has_bytes (data) ? ((const guint8 *) memory)[item]
                                         : (double) ((const float *) memory)[item];
}

char *
gradus_tensor_format_value (const GradusDataset *data, gint64 item)
{
  return gradus_wall_format ((float) gradus_tensor_get_value (data, item));
}

/* --- Layout --- */

static void
choose_axes (const GradusArrayView *view, Layout *layout)
{
  int rank = (int) view->rank;
  int last = rank - 1;

  layout->row_axis = layout->column_axis = -1;
  if (rank >= 3 && gradus_array_view_get_dim (view, (guint) last) <= MOST_CHANNELS &&
      gradus_array_view_get_dim (view, (guint) last - 1) > MOST_CHANNELS)
    last--;
  layout->column_axis = last;
  layout->row_axis = last - 1;
  layout->n_leading = (guint) MAX (last - 1, 0);
  layout->n_columns = last >= 0 ? gradus_array_view_get_dim (view, (guint) last) : 1;
  layout->n_rows = last >= 1 ? gradus_array_view_get_dim (view, (guint) last - 1) : 1;
  layout->n_tiles = 1;
  for (guint i = 0; i < layout->n_leading; i++)
    layout->n_tiles *= gradus_array_view_get_dim (view, i);
  /* A row for each entry of the first of several axes. */
  if (layout->n_leading >= 2 && layout->n_tiles > 0)
    layout->tiles_per_row = layout->n_tiles / gradus_array_view_get_dim (view, 0);
}

static void
lay_tiles (Layout *layout, double width, double height)
{
  static const double cells[] = { 6, 4, 3, 2, 1 };
  double              most = MAX (layout->n_rows, layout->n_columns);

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    {
      double cell = most * cells[i] > 2 * TILE_USUAL && i + 1 == G_N_ELEMENTS (cells)
                      ? TILE_USUAL / most
                      : cells[i];

      layout->cell_x = layout->cell_y = cell;
      layout->step_x = ceil ((double) layout->n_columns * cell) + GAP;
      layout->step_y = ceil ((double) layout->n_rows * cell) + GAP;
      layout->across = (gint64) MAX (floor ((width + GAP - 2) / layout->step_x), 1);
      layout->down = (gint64) MAX (floor ((height + GAP - 2) / layout->step_y), 1);
      if (layout->across * layout->down >= layout->n_tiles && most * cell < height)
        break;
    }
}

static void
lay_out (const GradusTheme         *theme,
         double                     width,
         double                     height,
         const GradusTensorPicture *picture,
         Layout                    *layout)
{
  double most = MOST_CELL * theme->scale;

  *layout = (Layout){ .across = 1, .down = 1 };
  choose_axes (&picture->view, layout);
  if (layout->n_leading > 0)
    {
      lay_tiles (layout, width, height - NOTE * theme->scale);
      return;
    }
  layout->cell_x = MIN ((width - 2) / (double) MAX (layout->n_columns, 1), most);
  layout->cell_y = MIN ((height - 2) / (double) MAX (layout->n_rows, 1), most);
  /* Pictures keep their form; tables of many rows fill what there is. */
  if (layout->n_rows > 1 && layout->n_columns > 1 &&
      MIN (layout->cell_x, layout->cell_y) >= 1)
    layout->cell_x = layout->cell_y = MIN (layout->cell_x, layout->cell_y);
  if (layout->n_rows == 1)
    layout->cell_y = MIN (most, height - 2);
  if (layout->cell_x >= 1)
    layout->cell_x = floor (layout->cell_x);
  if (layout->cell_y >= 1)
    layout->cell_y = floor (layout->cell_y);
}

/* Which tile stands in a place, -1 if none does. */
static gint64
get_tile (const Layout *layout, gint64 column, gint64 row)
{
  gint64 tile;

  if (layout->tiles_per_row > 0)
    {
      if (column >= layout->tiles_per_row)
        return -1;
      tile = row * layout->tiles_per_row + column;
    }
  else
    tile = row * layout->across + column;
  return tile < layout->n_tiles ? tile : -1;
}

static gint64
find_item (const GradusArrayView *view,
           const Layout          *layout,
           gint64                 tile,
           gint64                 row,
           gint64                 column)
{
  gint64 index[GRADUS_ARRAY_MAX_RANK] = { 0 };

  for (guint axis = layout->n_leading; axis-- > 0;)
    {
      gint64 n = gradus_array_view_get_dim (view, axis);

      index[axis] = tile % n;
      tile /= n;
    }
  if (layout->row_axis >= 0)
    index[layout->row_axis] = row;
  if (layout->column_axis >= 0)
    index[layout->column_axis] = column;
  return gradus_array_view_find (view, index);
}

gint64
gradus_tensor_find (const GradusTheme         *theme,
                    double                     width,
                    double                     height,
                    const GradusTensorPicture *picture,
                    double                     x,
                    double                     y)
{
  Layout layout;
  gint64 across = 0, down = 0, tile, row, column;

  if (gradus_array_view_get_size (&picture->view) == 0 || x < 1 || y < 1)
    return -1;
  lay_out (theme, width, height, picture, &layout);
  x -= 1;
  y -= 1;
  if (layout.n_leading > 0)
    {
      across = (gint64) (x / layout.step_x);
      down = (gint64) (y / layout.step_y);
      x -= (double) across * layout.step_x;
      y -= (double) down * layout.step_y;
    }
  column = (gint64) (x / layout.cell_x);
  row = (gint64) (y / layout.cell_y);
  if (across >= layout.across || down >= layout.down || column >= layout.n_columns ||
      row >= layout.n_rows)
    return -1;
  tile = get_tile (&layout, across, down);
  return tile >= 0 ? find_item (&picture->view, &layout, tile, row, column) : -1;
}

/* --- Drawing --- */

/* Paper is 0, ink the largest number; where some are below 0, both have a colour. */
typedef struct
{
  const GradusColorMap *map;
  double                limit;
} Colors;

static Colors
choose_colors (const GradusTheme *theme, const float *values, gsize n, gboolean is_bytes)
{
  double   most = 0;
  gboolean is_signed = FALSE;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        most = MAX (most, fabs ((double) values[i]));
        is_signed = is_signed || values[i] < 0;
      }
  return (Colors){ gradus_color_map_get (theme, is_signed ? GRADUS_COLOR_MAP_WEIGHTS
                                                          : GRADUS_COLOR_MAP_PICTURES),
                   is_bytes   ? 255
                   : most > 0 ? most
                              : 1 };
}

/* As many numbers of a tile as there are pixels for. */
static void
draw_tile (cairo_t                   *cr,
           const GradusTheme         *theme,
           const GradusTensorPicture *picture,
           const Layout              *layout,
           gint64                     tile,
           double                     x,
           double                     y)
{
  double            width = (double) layout->n_columns * layout->cell_x;
  double            height = (double) layout->n_rows * layout->cell_y;
  gint64            columns = MIN (layout->n_columns, (gint64) MAX (ceil (width), 1));
  gint64            rows = MIN (layout->n_rows, (gint64) MAX (ceil (height), 1));
  g_autofree float *values = g_new (float, (gsize) (columns * rows));
  GradusGrid        grid = { values, (guint) columns, (guint) rows, 1, (gsize) columns };
  Colors            colors;

  for (gint64 r = 0; r < rows; r++)
    for (gint64 c = 0; c < columns; c++)
      values[r * columns + c] =
        (float) gradus_tensor_get_value (picture->data,
                                         find_item (&picture->view, layout, tile,
                                                    r * layout->n_rows / rows,
                                                    c * layout->n_columns / columns));
  colors = choose_colors (theme, values, (gsize) (columns * rows),
                          gradus_dataset_has_bytes (picture->data));
  gradus_picture_draw (cr, theme, colors.map, &grid, colors.limit, x, y, width, height);
}

static void
draw_numbers (cairo_t                   *cr,
              const GradusTheme         *theme,
              const GradusTensorPicture *picture,
              const Layout              *layout)
{
  double ink = gradus_dataset_has_bytes (picture->data) ? 255 : INFINITY;

  for (gint64 r = 0; r < layout->n_rows; r++)
    for (gint64 c = 0; c < layout->n_columns; c++)
      {
        gint64           item = find_item (&picture->view, layout, 0, r, c);
        double           value = gradus_tensor_get_value (picture->data, item);
        g_autofree char *text = gradus_tensor_format_value (picture->data, item);

        gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION,
                          value / ink > 0.5    ? GRADUS_TOKEN_VIEW
                          : value / ink > 0.05 ? GRADUS_TOKEN_FG
                                               : GRADUS_TOKEN_DIM,
                          GRADUS_ALIGN_CENTER, 1 + ((double) c + 0.5) * layout->cell_x,
                          1 + ((double) r + 0.5) * layout->cell_y, text);
      }
}

static gboolean
is_readable (const GradusTheme         *theme,
             const GradusTensorPicture *picture,
             const Layout              *layout)
{
  double wider = gradus_dataset_has_bytes (picture->data) ? 1 : 1.5;

  return layout->cell_x >= wider * READABLE_WIDTH * theme->scale &&
         layout->cell_y >= READABLE_HEIGHT * theme->scale;
}

static void
draw_focus (cairo_t                   *cr,
            const GradusTheme         *theme,
            const GradusTensorPicture *picture,
            const Layout              *layout,
            gint64                     focus)
{
  gint64 index[GRADUS_ARRAY_MAX_RANK] = { 0 };
  gint64 tile = 0, across, down;
  double x = 1, y = 1;

  if (focus < 0 || !gradus_array_view_locate (&picture->view, focus, index))
    return;
  for (guint axis = 0; axis < layout->n_leading; axis++)
    tile = tile * gradus_array_view_get_dim (&picture->view, axis) + index[axis];
  across =
    layout->tiles_per_row > 0 ? tile % layout->tiles_per_row : tile % layout->across;
  down = layout->tiles_per_row > 0 ? tile / layout->tiles_per_row : tile / layout->across;
  if (across >= layout->across || down >= layout->down)
    return;
  x += (double) across * layout->step_x;
  y += (double) down * layout->step_y;
  cairo_set_line_width (cr, 2);
  if (layout->n_leading > 0)
    {
      gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FORWARD);
      cairo_rectangle (cr, x - 1, y - 1, (double) layout->n_columns * layout->cell_x + 2,
                       (double) layout->n_rows * layout->cell_y + 2);
      cairo_stroke (cr);
    }
  if (layout->column_axis >= 0)
    x += (double) index[layout->column_axis] * layout->cell_x;
  if (layout->row_axis >= 0)
    y += (double) index[layout->row_axis] * layout->cell_y;
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VALIDATION);
  cairo_rectangle (cr, x - 1, y - 1, MAX (layout->cell_x, 2) + 2,
                   MAX (layout->cell_y, 2) + 2);
  cairo_stroke (cr);
}

static void
draw_tiles (cairo_t                   *cr,
            const GradusTheme         *theme,
            double                     width,
            double                     height,
            const GradusTensorPicture *picture,
            const Layout              *layout)
{
  gint64 n_seen = 0;

  for (gint64 row = 0; row < layout->down; row++)
    for (gint64 column = 0; column < layout->across; column++)
      {
        gint64 tile = get_tile (layout, column, row);

        if (tile < 0)
          continue;
        draw_tile (cr, theme, picture, layout, tile, 1 + (double) column * layout->step_x,
                   1 + (double) row * layout->step_y);
        n_seen++;
      }
  if (n_seen < layout->n_tiles)
    {
      g_autofree char *rest =
        gradus_format_number ((double) (layout->n_tiles - n_seen), 0);
      g_autofree char *text =
        /* Translators: %s is a number of pictures for which there is no room */
        g_strdup_printf (_ ("and %s more"), rest);

      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_START, 1,
                        (double) layout->down * layout->step_y + 6 * theme->scale, text);
    }
}

/**
 * gradus_tensor_draw:
 * @cr: where to draw
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @picture: what is drawn
 * @focus: a place in memory, -1 for none
 *
 * Draws a scalar as a number, a vector as a strip, a matrix as a picture, and what has
 * more axes as many pictures; with their numbers where these can be read.
 */
void
gradus_tensor_draw (cairo_t                   *cr,
                    const GradusTheme         *theme,
                    double                     width,
                    double                     height,
                    const GradusTensorPicture *picture,
                    gint64                     focus)
{
  Layout layout;

  if (gradus_array_view_get_size (&picture->view) == 0)
    {
      gradus_text_draw (cr, theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                        0, 14 * theme->scale,
                        _ ("Nothing is left: one of the axes has no entries."));
      return;
    }
  lay_out (theme, width, height, picture, &layout);
  if (layout.n_leading > 0)
    draw_tiles (cr, theme, width, height, picture, &layout);
  else
    {
      draw_tile (cr, theme, picture, &layout, 0, 1, 1);
      if (is_readable (theme, picture, &layout))
        draw_numbers (cr, theme, picture, &layout);
    }
  draw_focus (cr, theme, picture, &layout, focus);
}

/* --- Small --- */

void
gradus_tensor_draw_small (cairo_t                   *cr,
                          const GradusTheme         *theme,
                          double                     width,
                          double                     height,
                          const GradusTensorPicture *picture)
{
  Layout layout = { .across = 1, .down = 1 };
  double side, shift = 0, gap = 0;
  gint64 n_seen, n_groups = 1, per_group;

  if (gradus_array_view_get_size (&picture->view) == 0)
    return;
  choose_axes (&picture->view, &layout);
  per_group = layout.tiles_per_row > 0 ? layout.tiles_per_row : layout.n_tiles;
  n_groups = MIN (layout.n_tiles / MAX (per_group, 1), 2);
  n_seen = MIN (per_group, n_groups > 1 ? 3 : 4);
  if (n_seen > 1)
    shift = n_groups > 1 ? 4 : 6;
  gap = n_groups > 1 ? 8 : 0;
  side = MIN ((width - gap * (double) (n_groups - 1)) / (double) n_groups, height) -
         shift * (double) (n_seen - 1) - 4;
  if (layout.n_rows == 1)
    {
      layout.cell_x = layout.n_columns == 1 ? MIN (side, 34 * theme->scale)
                                            : (width - 4) / (double) layout.n_columns;
      layout.cell_y = layout.n_columns == 1 ? layout.cell_x : 16;
    }
  else
    layout.cell_x = layout.cell_y = side / (double) MAX (layout.n_rows, layout.n_columns);
  /* A table of many rows is higher than it is wide, but not so that nobody sees it. */
  if (layout.n_rows > 20 * layout.n_columns || layout.n_columns > 20 * layout.n_rows)
    if (layout.n_rows > 1)
      {
        layout.cell_x = side / (double) layout.n_columns;
        layout.cell_y = side / (double) layout.n_rows;
      }
  for (gint64 group = 0; group < n_groups; group++)
    {
      double w = (double) layout.n_columns * layout.cell_x;
      double h = (double) layout.n_rows * layout.cell_y;
      double depth = shift * (double) (n_seen - 1);
      double total = (double) n_groups * (w + depth) + gap * (double) (n_groups - 1);
      double left = floor ((width - total) / 2 + (double) group * (w + depth + gap));

      for (gint64 i = n_seen; i-- > 0;)
        {
          double x = left + shift * (double) i;
          double y = floor ((height - h - depth) / 2 + depth - shift * (double) i);

          gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VIEW);
          cairo_rectangle (cr, x, y, w, h);
          cairo_fill (cr);
          draw_tile (cr, theme, picture, &layout, group * per_group + i, x, y);
        }
    }
  if (gradus_array_view_get_size (&picture->view) == 1)
    {
      gint64           item = gradus_array_view_get_offset (&picture->view);
      g_autofree char *text = gradus_tensor_format_value (picture->data, item);
      gboolean         is_ink = gradus_dataset_has_bytes (picture->data) &&
                        gradus_tensor_get_value (picture->data, item) > 127;

      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD,
                        is_ink ? GRADUS_TOKEN_VIEW : GRADUS_TOKEN_FG, GRADUS_ALIGN_CENTER,
                        width / 2, height / 2, text);
    }
}

/* --- As a figure --- */

static void
draw_figure (cairo_t           *cr,
             const GradusTheme *theme,
             double             width,
             double             height,
             gconstpointer      data)
{
  gradus_tensor_draw (cr, theme, width, height, data, -1);
}

/* As many numbers as anybody reads. */
#define MOST_NUMBERS 100000

static char *
write_numbers (gconstpointer data)
{
  const GradusTensorPicture *self = data;
  const GradusArrayView     *view = &self->view;
  gint64                     index[GRADUS_ARRAY_MAX_RANK] = { 0 };
  gint64                     n = MIN (gradus_array_view_get_size (view), MOST_NUMBERS);
  GString                   *csv = g_string_new (NULL);

  for (guint i = 0; i < view->rank; i++)
    g_string_append_printf (csv, "axis %u,", i);
  g_string_append (csv, "value\n");
  for (gint64 k = 0; k < n; k++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      for (guint i = 0; i < view->rank; i++)
        g_string_append_printf (csv, "%" G_GINT64_FORMAT ",", index[i]);
      g_string_append (csv, g_ascii_formatd (number, sizeof number, "%.9g",
                                             gradus_tensor_get_value (
                                               self->data,
                                               gradus_array_view_find (view, index))));
      g_string_append_c (csv, '\n');
      for (guint axis = view->rank; axis-- > 0;)
        {
          if (++index[axis] < gradus_array_view_get_dim (view, axis))
            break;
          index[axis] = 0;
        }
    }
  return g_string_free (csv, FALSE);
}

static void
free_picture (gpointer data)
{
  GradusTensorPicture *self = data;

  gradus_dataset_unref ((GradusDataset *) self->data);
  g_free (self);
}

const GradusFigureKind gradus_figure_tensor = {
  .id = "tensor",
  .title = N_ ("Tensor"),
  .width = 640,
  .height = 480,
  .least_width = 120,
  .least_height = 60,
  .draw = draw_figure,
  .to_csv = write_numbers,
  .free_data = free_picture,
};

GradusFigure *
gradus_figure_tensor_new (const GradusFigureWords   *words,
                          const GradusTensorPicture *picture)
{
  GradusTensorPicture *self;

  if (picture == NULL || picture->data == NULL)
    return gradus_figure_new_missing (&gradus_figure_tensor,
                                      _ ("There are no data yet."));
  self = g_memdup2 (picture, sizeof *picture);
  gradus_dataset_ref ((GradusDataset *) self->data);
  return gradus_figure_new (&gradus_figure_tensor, words, self);
}
