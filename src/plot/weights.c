/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/weights.h"

#include "plot/paint.h"
#include "plot/picture.h"
#include "plot/text.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define TILE_GAP 14.0
#define NUMBER_ROOM 21.0
#define LEAST_GAP 8.0
/* Tiles do not grow beyond this side, nor shrink below two pixels for each weight as long
 * as scrolling helps. */
#define LARGEST_TILE 112.0
#define LEAST_TILE 24.0
#define LARGEST_CELL 24u
#define COLOR_BAR_WIDTH 110.0
#define COLOR_BAR_HEIGHT 9.0
#define RING_GAP 3.0

/* A kernel seen as pictures: height and width of one, channels of a picture, units. All
 * kernels of Keras end with the units, and with the channels before them. */
typedef struct
{
  guint height, width, n_channels, n_units;
} View;

static View
see_kernel (const GradusShape *kernel, const GradusShape *input, GradusWeightsForm form)
{
  View  view = { 1, 1, 1, (guint) MAX (gradus_shape_last (kernel), 1) };
  gsize n = gradus_shape_size (kernel) / view.n_units;

  if (kernel->rank >= 4)
    {
      view.n_channels = (guint) kernel->dims[kernel->rank - 2];
      view.width = (guint) kernel->dims[kernel->rank - 3];
      view.height = (guint) (n / MAX ((gsize) view.n_channels * view.width, 1));
    }
  else if (kernel->rank == 3)
    {
      view.n_channels = (guint) kernel->dims[1];
      view.width = (guint) kernel->dims[0];
    }
  else if (form == GRADUS_WEIGHTS_TILES && input != NULL &&
           gradus_shape_size (input) == n)
    gradus_picture_get_size (input, &view.width, &view.height, &view.n_channels);
  else
    view.width = (guint) n;
  return view;
}

/**
 * gradus_weights_choose_form:
 * @kernel: shape of a kernel, units last
 * @input: (nullable): shape of one sample of what the layer is fed with, if it is data
 *
 * Chooses what says most: tiles where weights lie on a picture, else a matrix.
 *
 * Returns: the form
 */
GradusWeightsForm
gradus_weights_choose_form (const GradusShape *kernel, const GradusShape *input)
{
  View view = see_kernel (kernel, input, GRADUS_WEIGHTS_TILES);

  return view.height > 1 || kernel->rank >= 3 ? GRADUS_WEIGHTS_TILES
                                              : GRADUS_WEIGHTS_MATRIX;
}

static void
place_tiles (GradusWeightsLayout *layout,
             const GradusTheme   *theme,
             guint                columns,
             guint                cell)
{
  double gap = MAX (LEAST_GAP, TILE_GAP * theme->scale);

  layout->columns = columns;
  layout->rows = (layout->n_tiles + columns - 1) / columns;
  layout->cell = cell;
  layout->pitch_x = ceil (cell * layout->tile_width + gap);
  layout->pitch_y = ceil (cell * layout->tile_height + NUMBER_ROOM * theme->scale);
  /* Room for the ring about a selected tile. */
  layout->left = layout->top = RING_GAP + 1;
  layout->height = layout->top + layout->rows * layout->pitch_y + 2;
}

static double
get_needed_width (const GradusWeightsLayout *layout)
{
  return layout->left + layout->columns * layout->pitch_x -
         (layout->pitch_x - layout->cell * layout->tile_width) + RING_GAP + 1;
}

/* The largest tiles that are all seen at once; if even the smallest are not, these, as
 * many side by side as fit. */
static void
fit_tiles (GradusWeightsLayout *layout,
           const GradusTheme   *theme,
           double               width,
           double               height)
{
  guint side = MAX (layout->tile_width, layout->tile_height);
  guint largest = (guint) MAX (1, floor (LARGEST_TILE * theme->scale / side));
  guint least = (guint) CLAMP (ceil (LEAST_TILE / side), 1, largest);

  for (guint cell = largest; cell >= least; cell--)
    {
      guint columns = layout->n_tiles;

      place_tiles (layout, theme, columns, cell);
      while (columns > 1 && get_needed_width (layout) > width)
        place_tiles (layout, theme, --columns, cell);
      if (layout->height <= height)
        return;
    }
}

static void
fit_matrix (GradusWeightsLayout *layout, double width, double height)
{
  double across = floor ((width - 2) / layout->tile_width);
  double down = floor ((height - 2) / layout->tile_height);

  layout->columns = layout->rows = 1;
  layout->cell = (guint) CLAMP (MIN (across, down), 1, LARGEST_CELL);
  layout->left = layout->top = 1;
  layout->pitch_x = layout->cell * layout->tile_width;
  layout->pitch_y = layout->cell * layout->tile_height;
  layout->height = layout->pitch_y + 2;
}

/**
 * gradus_weights_layout:
 * @layout: (out): the layout
 * @kernel: shape of a kernel, units last
 * @input: (nullable): shape of one sample of what the layer is fed with, if it is data
 * @form: tiles or one matrix
 * @theme: font and scale
 * @width: there is
 * @height: there is
 *
 * Finds the largest whole-pixel drawing that fits; tiles that do not fit even when small
 * go on below.
 */
void
gradus_weights_layout (GradusWeightsLayout *layout,
                       const GradusShape   *kernel,
                       const GradusShape   *input,
                       GradusWeightsForm    form,
                       const GradusTheme   *theme,
                       double               width,
                       double               height)
{
  View view = see_kernel (kernel, input, form);

  memset (layout, 0, sizeof *layout);
  layout->form = form;
  layout->n_units = view.n_units;
  layout->n_channels = view.n_channels;
  if (gradus_shape_size (kernel) == 0)
    return;
  if (form == GRADUS_WEIGHTS_MATRIX)
    {
      layout->n_tiles = 1;
      layout->n_channels = 1;
      layout->tile_width = (guint) (gradus_shape_size (kernel) / view.n_units);
      layout->tile_height = view.n_units;
      fit_matrix (layout, width, height);
      return;
    }
  layout->n_tiles = view.n_units * view.n_channels;
  layout->tile_width = view.width;
  layout->tile_height = view.height;
  fit_tiles (layout, theme, width, height);
}

static void
get_strides (const GradusWeightsLayout *layout, gsize *x, gsize *y)
{
  *x = (gsize) layout->n_channels * layout->n_units;
  *y = layout->form == GRADUS_WEIGHTS_MATRIX ? 1 : *x * layout->tile_width;
}

/* Where in the kernel the first weight of a tile is. */
static gsize
get_offset (const GradusWeightsLayout *layout, guint tile)
{
  guint n_channels = MAX (layout->n_channels, 1);

  return (gsize) (tile % n_channels) * layout->n_units + tile / n_channels;
}

/**
 * gradus_weights_get_grid:
 * @layout: a layout
 * @kernel: the weights
 * @tile: number of a tile
 *
 * Finds the weights of a tile.
 *
 * Returns: them, borrowed from @kernel
 */
GradusGrid
gradus_weights_get_grid (const GradusWeightsLayout *layout,
                         const float               *kernel,
                         guint                      tile)
{
  GradusGrid grid = { .values = kernel + get_offset (layout, tile),
                      .width = layout->tile_width,
                      .height = layout->tile_height };

  get_strides (layout, &grid.stride_x, &grid.stride_y);
  return grid;
}

/**
 * gradus_weights_get_place:
 * @layout: a layout
 * @tile: number of a tile
 * @x: (out): left of it
 * @y: (out): top of it
 *
 * Finds where a tile is drawn.
 */
void
gradus_weights_get_place (const GradusWeightsLayout *layout,
                          guint                      tile,
                          double                    *x,
                          double                    *y)
{
  *x = layout->left + tile % MAX (layout->columns, 1) * layout->pitch_x;
  *y = layout->top + tile / MAX (layout->columns, 1) * layout->pitch_y;
}

/**
 * gradus_weights_hit:
 * @layout: a layout
 * @x: of the pointer
 * @y: of the pointer
 * @cell: (out): the weight there
 *
 * Finds the weight that the pointer is at.
 *
 * Returns: whether there is one
 */
gboolean
gradus_weights_hit (const GradusWeightsLayout *layout,
                    double                     x,
                    double                     y,
                    GradusWeightsCell         *cell)
{
  double left, top;
  guint  column, row;
  gsize  stride_x, stride_y;

  if (layout->n_tiles == 0 || x < layout->left || y < layout->top)
    return FALSE;
  column = (guint) MIN ((x - layout->left) / layout->pitch_x, G_MAXINT);
  row = (guint) MIN ((y - layout->top) / layout->pitch_y, G_MAXINT);
  if (column >= layout->columns || row >= layout->rows ||
      row * layout->columns + column >= layout->n_tiles)
    return FALSE;
  cell->tile = row * layout->columns + column;
  gradus_weights_get_place (layout, cell->tile, &left, &top);
  cell->column = (guint) ((x - left) / layout->cell);
  cell->row = (guint) ((y - top) / layout->cell);
  if (cell->column >= layout->tile_width || cell->row >= layout->tile_height)
    return FALSE;
  get_strides (layout, &stride_x, &stride_y);
  cell->index =
    get_offset (layout, cell->tile) + cell->column * stride_x + cell->row * stride_y;
  return TRUE;
}

/**
 * gradus_weights_describe:
 * @layout: a layout
 * @cell: one of its weights
 * @kernel: the weights
 *
 * Says which weight it is and how large, counting from 1 as people do.
 *
 * Returns: (transfer full): like "row 9, column 14  +0.087"
 */
char *
gradus_weights_describe (const GradusWeightsLayout *layout,
                         const GradusWeightsCell   *cell,
                         const float               *kernel)
{
  g_autofree char *value = gradus_format_signed ((double) kernel[cell->index], 3);

  if (layout->form == GRADUS_WEIGHTS_MATRIX)
    return g_strdup_printf (_ ("input %u, unit %u  %s"), cell->column + 1, cell->row + 1,
                            value);
  return g_strdup_printf (_ ("row %u, column %u  %s"), cell->row + 1, cell->column + 1,
                          value);
}

static void
draw_number (cairo_t                   *cr,
             const GradusTheme         *theme,
             const GradusWeightsLayout *layout,
             guint                      tile,
             gboolean                   selected)
{
  double x, y;
  char   number[32];

  if (layout->n_channels > 1)
    g_snprintf (number, sizeof number, "%u.%u", tile / layout->n_channels + 1,
                tile % layout->n_channels + 1);
  else
    g_snprintf (number, sizeof number, "%u", tile + 1);
  gradus_weights_get_place (layout, tile, &x, &y);
  gradus_text_draw (cr, theme, selected ? GRADUS_TEXT_CAPTION_BOLD : GRADUS_TEXT_CAPTION,
                    selected ? GRADUS_TOKEN_ACCENT : GRADUS_TOKEN_DIM,
                    GRADUS_ALIGN_CENTER, x + layout->cell * layout->tile_width / 2.0,
                    y + layout->cell * layout->tile_height + 12 * theme->scale, number);
}

static void
draw_ring (cairo_t                   *cr,
           const GradusTheme         *theme,
           const GradusWeightsLayout *layout,
           guint                      tile)
{
  double x, y;

  gradus_weights_get_place (layout, tile, &x, &y);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ACCENT);
  cairo_set_line_width (cr, 2);
  gradus_shapes_rounded (cr, x - RING_GAP, y - RING_GAP,
                         layout->cell * layout->tile_width + 2 * RING_GAP,
                         layout->cell * layout->tile_height + 2 * RING_GAP, 5);
  cairo_stroke (cr);
}

/**
 * gradus_weights_draw:
 * @cr: what is drawn on; only tiles inside its clip are drawn
 * @theme: how it looks
 * @layout: where
 * @kernel: the weights
 * @limit: the size that is drawn strongest
 * @selected: number of a tile, −1 for none
 *
 * Draws all weights.
 */
void
gradus_weights_draw (cairo_t                   *cr,
                     const GradusTheme         *theme,
                     const GradusWeightsLayout *layout,
                     const float               *kernel,
                     double                     limit,
                     int                        selected)
{
  const GradusColorMap *map = gradus_color_map_get (theme, GRADUS_COLOR_MAP_WEIGHTS);
  double                width = (double) layout->cell * layout->tile_width;
  double                height = (double) layout->cell * layout->tile_height;
  double                x1, y1, x2, y2;

  cairo_clip_extents (cr, &x1, &y1, &x2, &y2);
  for (guint tile = 0; tile < layout->n_tiles; tile++)
    {
      GradusGrid grid = gradus_weights_get_grid (layout, kernel, tile);
      double     x, y;

      gradus_weights_get_place (layout, tile, &x, &y);
      if (y > y2 || y + layout->pitch_y < y1)
        continue;
      gradus_picture_draw (cr, theme, map, &grid, limit, x, y, width, height);
      if (layout->form == GRADUS_WEIGHTS_TILES)
        draw_number (cr, theme, layout, tile, (int) tile == selected);
    }
  if (selected >= 0 && (guint) selected < layout->n_tiles &&
      layout->form == GRADUS_WEIGHTS_TILES)
    draw_ring (cr, theme, layout, (guint) selected);
}

/**
 * gradus_weights_draw_unit:
 * @cr: what is drawn on
 * @theme: how it looks
 * @grid: the weights of one unit
 * @limit: the size that is drawn strongest
 * @x: left
 * @y: top
 * @size: side of the square there is
 *
 * Draws the weights of one unit as large as whole pixels allow.
 */
void
gradus_weights_draw_unit (cairo_t           *cr,
                          const GradusTheme *theme,
                          const GradusGrid  *grid,
                          double             limit,
                          double             x,
                          double             y,
                          double             size)
{
  double cell = MAX (1, floor (size / MAX (MAX (grid->width, grid->height), 1)));

  gradus_picture_draw (cr, theme, gradus_color_map_get (theme, GRADUS_COLOR_MAP_WEIGHTS),
                       grid, limit, floor (x), floor (y), cell * grid->width,
                       cell * grid->height);
}

/* As many decimals as two figures need. */
static guint
count_decimals (double limit)
{
  return (guint) CLAMP (1 - floor (log10 (limit) + 1e-9), 0, 9);
}

/**
 * gradus_weights_draw_color_bar:
 * @cr: what is drawn on
 * @theme: how it looks
 * @map: which map
 * @limit: what its last colour stands for
 * @right: edge that the bar ends at, with its numbers
 * @middle: height of its middle
 *
 * Draws a map with what its ends mean.
 *
 * Returns: the width it takes
 */
double
gradus_weights_draw_color_bar (cairo_t           *cr,
                               const GradusTheme *theme,
                               GradusColorMapId   map,
                               double             limit,
                               double             right,
                               double             middle)
{
  const GradusColorMap *colors = gradus_color_map_get (theme, map);
  double                scale = theme->scale, x = right;
  double                height = round (COLOR_BAR_HEIGHT * scale);
  double                width = round (COLOR_BAR_WIDTH * scale);
  g_autofree char      *high = gradus_format_signed (limit, count_decimals (limit));
  g_autofree char      *low = colors->diverging
                                ? gradus_format_signed (-limit, count_decimals (limit))
                                : g_strdup ("0");

  x -= gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                         GRADUS_ALIGN_END, x, middle, high) +
       8 * scale;
  x = floor (x - width);
  cairo_save (cr);
  gradus_shapes_rounded (cr, x, floor (middle - height / 2), width, height, 3);
  cairo_clip (cr);
  for (guint i = 0; i < width; i++)
    {
      guint32 argb = colors->argb[MIN ((guint) (256 * (i + 0.5) / width), 255)];

      cairo_set_source_rgb (cr, (argb >> 16 & 0xff) / 255.0, (argb >> 8 & 0xff) / 255.0,
                            (argb & 0xff) / 255.0);
      /* To the end, so that no seam is left between this colour and the next. */
      cairo_rectangle (cr, x + i, middle - height, width - i, 2 * height);
      cairo_fill (cr);
    }
  cairo_restore (cr);
  x -= 8 * scale;
  x -= gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                         GRADUS_ALIGN_END, x, middle, low);
  return right - x;
}
