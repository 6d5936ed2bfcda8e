/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/weights.h"

#include "plot/picture.h"
#include "plot/text.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define TILE_GAP 12.0
#define NUMBER_ROOM 18.0
#define LEAST_GAP 8.0
/* Tiles stand further apart to fill a line, but not further than this part of a tile. */
#define GAP_SHARE 0.8
/* Tiles do not grow beyond this side, nor shrink below it as long as scrolling helps. */
#define LARGEST_TILE 168.0
#define LEAST_TILE 24.0
/* A weight of a filter is a square that one can point at. */
#define LARGEST_CELL 28u
#define LARGEST_LINE 30u
/* A matrix of few lines is made higher, but no cell this much higher than wide. */
#define CELL_SHAPE 6.0
#define GATE_GAP 22.0
#define BIAS_GAP 6.0
#define BAND_GAP 8.0
#define GATE_BELOW 14.0
#define RING_GAP 3.0
#define LINE_LABEL_LEAST 11.0
/* Lines that are too long go on below. */
#define MOST_BANDS 24u

/* A kernel seen as pictures: height and width of one, channels of a picture, units. */
typedef struct
{
  guint height, width, n_channels, n_units;
} View;

static View
see_kernel (const GradusWeightsKernel *kernel)
{
  const GradusShape *shape = kernel->shape;
  gint64             last = MAX (gradus_shape_last (shape), 1);
  View               view = { 1, 1, 1, (guint) last };
  gsize              n = gradus_shape_size (shape);

  if (shape->rank == 1)
    return (View){ 1, (guint) last, 1, 1 };
  n /= view.n_units;
  if (shape->rank >= 4)
    {
      view.n_channels = (guint) shape->dims[shape->rank - 2];
      view.width = (guint) shape->dims[shape->rank - 3];
      view.height = (guint) (n / MAX ((gsize) view.n_channels * view.width, 1));
    }
  else if (shape->rank == 3)
    {
      view.n_channels = (guint) shape->dims[1];
      view.width = (guint) shape->dims[0];
    }
  else if (kernel->form == GRADUS_WEIGHTS_TILES && kernel->input != NULL &&
           gradus_shape_size (kernel->input) == n)
    gradus_picture_get_size (kernel->input, &view.width, &view.height, &view.n_channels);
  else
    view.width = (guint) n;
  return view;
}

/**
 * gradus_weights_choose_form:
 * @kernel: a kernel; its form does not count
 *
 * Chooses what says most: tiles where weights lie on a picture, else a matrix.
 *
 * Returns: the form
 */
GradusWeightsForm
gradus_weights_choose_form (const GradusWeightsKernel *kernel)
{
  GradusWeightsKernel as_tiles = *kernel;
  View                view;

  as_tiles.form = GRADUS_WEIGHTS_TILES;
  view = see_kernel (&as_tiles);
  return kernel->gates == NULL && (view.height > 1 || kernel->shape->rank >= 3)
           ? GRADUS_WEIGHTS_TILES
           : GRADUS_WEIGHTS_MATRIX;
}

/* --- Tiles --- */

static double
get_side (const GradusWeightsLayout *layout)
{
  return (double) layout->cell * MAX (layout->tile_width, layout->tile_height);
}

static double
get_least_gap (const GradusTheme *theme, double side)
{
  double gap = TILE_GAP * theme->scale;

  return MAX (LEAST_GAP, side < 2 * LEAST_TILE * theme->scale ? gap / 2 : gap);
}

static void
place_tiles (GradusWeightsLayout *layout,
             const GradusTheme   *theme,
             double               width,
             guint                cell,
             gboolean             has_numbers)
{
  double side = (double) cell * layout->tile_width, gap, room;
  guint  most;

  layout->cell = layout->cell_height = cell;
  layout->has_numbers = has_numbers;
  gap = get_least_gap (theme, get_side (layout));
  /* Room for the ring about a selected tile. */
  layout->left = layout->top = RING_GAP + 1;
  room = width - 2 * layout->left;
  most = (guint) CLAMP (floor ((room + gap) / (side + gap)), 1, layout->n_tiles);
  layout->rows = (layout->n_tiles + most - 1) / most;
  layout->columns = (layout->n_tiles + layout->rows - 1) / layout->rows;
  if (layout->n_channels > 1 && layout->n_channels <= most)
    {
      /* The channels of a unit stand beside each other. */
      layout->columns = most / layout->n_channels * layout->n_channels;
      layout->rows = (layout->n_tiles + layout->columns - 1) / layout->columns;
    }
  if (layout->columns > 1)
    gap = CLAMP (floor ((room - layout->columns * side) / (layout->columns - 1)), gap,
                 MAX (gap, floor (GAP_SHARE * side)));
  layout->pitch_x = ceil (side + gap);
  layout->pitch_y = ceil (cell * layout->tile_height +
                          (has_numbers ? NUMBER_ROOM * theme->scale
                                       : get_least_gap (theme, get_side (layout))));
  layout->height = layout->top + layout->rows * layout->pitch_y + 2;
}

/* The largest tiles that are all seen at once; small ones do without their numbers if
 * that helps. If even the smallest are not all seen, these. */
static void
fit_tiles (GradusWeightsLayout *layout,
           const GradusTheme   *theme,
           double               width,
           double               height,
           guint                wanted)
{
  guint side = MAX (layout->tile_width, layout->tile_height);
  guint largest =
    (guint) CLAMP (floor (LARGEST_TILE * theme->scale / side), 1, LARGEST_CELL);
  guint least = (guint) CLAMP (ceil (LEAST_TILE / side), 1, largest);

  if (wanted > 0)
    {
      place_tiles (layout, theme, width, wanted,
                   wanted * side >= GRADUS_WEIGHTS_NUMBERED_TILE * theme->scale);
      layout->fits = layout->height <= height;
      return;
    }
  for (guint cell = largest; cell >= least; cell--)
    for (gboolean has_numbers = TRUE; has_numbers >= FALSE; has_numbers--)
      {
        double tile = (double) cell * side;

        if (has_numbers ? tile < GRADUS_WEIGHTS_NUMBERED_TILE * theme->scale
                        : tile >= 2 * GRADUS_WEIGHTS_NUMBERED_TILE * theme->scale)
          continue;
        place_tiles (layout, theme, width, cell, has_numbers);
        layout->fits = layout->height <= height;
        if (layout->fits)
          return;
      }
}

/* --- A matrix, or one for each gate --- */

/* How many pixels a cell has in a direction. */
static guint
fit_cell (double room, guint n, guint most)
{
  return (guint) CLAMP (floor (room / MAX (n, 1)), 1, most);
}

static double
measure_names (const GradusWeightsLayout *layout, const GradusTheme *theme)
{
  double widest = 0;

  for (guint i = 0; layout->names != NULL && layout->names[i] != NULL; i++)
    {
      double width;

      gradus_text_measure (theme, GRADUS_TEXT_CAPTION_BOLD, layout->names[i], &width,
                           NULL);
      widest = MAX (widest, width);
    }
  if (layout->names == NULL)
    gradus_text_measure (theme, GRADUS_TEXT_CAPTION, "999", &widest, NULL);
  return widest + 8 * theme->scale;
}

static void
turn (GradusWeightsLayout *layout)
{
  guint width = layout->tile_width;
  gsize stride = layout->stride_x;

  layout->tile_width = layout->tile_height;
  layout->tile_height = width;
  layout->stride_x = layout->stride_y;
  layout->stride_y = stride;
  layout->units_across = !layout->units_across;
}

/* Cuts lines into parts. */
static void
set_bands (GradusWeightsLayout *layout, guint n_inputs, guint n_bands)
{
  layout->tile_width = (n_inputs + n_bands - 1) / n_bands;
  layout->n_tiles = layout->n_bands =
    (n_inputs + layout->tile_width - 1) / layout->tile_width;
}

/* The size of a cell with @columns blocks side by side. */
static void
fit_blocks (GradusWeightsLayout *layout,
            const GradusTheme   *theme,
            double               width,
            double               height,
            guint                columns)
{
  double head = layout->gates != NULL ? NUMBER_ROOM * theme->scale : 0;
  double gap = GATE_GAP * theme->scale;
  double below = 2;
  double room_x, room_y;

  layout->columns = columns;
  layout->rows = (layout->n_tiles + columns - 1) / columns;
  layout->left = layout->top = 1;
  layout->bias_gap = layout->has_bias ? BIAS_GAP * theme->scale : 0;
  if (layout->n_bands > 1)
    below = BAND_GAP * theme->scale;
  else if (layout->gates != NULL && layout->rows > 1)
    below = GATE_BELOW * theme->scale; /* a name belongs to what is under it */
  room_y = height / layout->rows - head - below;
  room_x = (width - (columns - 1) * gap) / columns - 2;
  if (layout->units_across)
    room_y -= layout->bias_gap;
  else
    room_x -= layout->bias_gap;
  layout->cell =
    fit_cell (room_x, layout->tile_width + (layout->has_bias && !layout->units_across),
              LARGEST_CELL);
  layout->cell_height =
    fit_cell (room_y, layout->tile_height + (layout->has_bias && layout->units_across),
              LARGEST_LINE);
  layout->cell_height =
    (guint) MIN (layout->cell_height, MAX (CELL_SHAPE * layout->cell, 1));
  layout->cell = (guint) MIN (layout->cell, MAX (CELL_SHAPE * layout->cell_height, 1));
  layout->pitch_x =
    layout->cell * layout->tile_width + gap +
    (layout->units_across ? 0 : layout->bias_gap + (layout->has_bias ? layout->cell : 0));
  layout->pitch_y = layout->cell_height * layout->tile_height + head + below +
                    (layout->units_across
                       ? layout->bias_gap + (layout->has_bias ? layout->cell_height : 0)
                       : 0);
  layout->top += head;
  layout->height = layout->rows * layout->pitch_y + 1;
  layout->fits =
    layout->height <= height + 1 && layout->columns * layout->pitch_x - gap <= width + 1;
}

static double
rate_blocks (const GradusWeightsLayout *layout)
{
  return (double) layout->cell * layout->cell_height * (layout->fits ? 1 : 0.001);
}

static void
keep_better (GradusWeightsLayout *best, const GradusWeightsLayout *other)
{
  if (best->columns == 0 || rate_blocks (other) > rate_blocks (best))
    *best = *other;
}

/* Blocks for gates beside or below each other. */
static void
try_blocks (GradusWeightsLayout *layout,
            const GradusTheme   *theme,
            double               width,
            double               height,
            GradusWeightsLayout *best)
{
  for (guint columns = layout->n_tiles; columns >= 1; columns--)
    {
      fit_blocks (layout, theme, width, height, columns);
      keep_better (best, layout);
    }
}

/* One table whose lines have names, if need be in several parts. */
static void
try_lines (GradusWeightsLayout *layout,
           const GradusTheme   *theme,
           double               width,
           double               height,
           GradusWeightsLayout *best)
{
  double indent = measure_names (layout, theme);
  guint  n_inputs = layout->tile_width;

  for (guint n_bands = 1; n_bands <= MIN (MOST_BANDS, n_inputs); n_bands++)
    {
      set_bands (layout, n_inputs, n_bands);
      fit_blocks (layout, theme, width - indent, height, 1);
      layout->has_numbers = layout->cell_height >= LINE_LABEL_LEAST * theme->scale;
      if (layout->has_numbers)
        layout->left += indent;
      keep_better (best, layout);
    }
  layout->tile_width = n_inputs;
  layout->n_tiles = layout->n_bands = 1;
}

/* Lines are the units, unless the whole is larger when they stand side by side. */
static void
fit_matrix (GradusWeightsLayout *layout,
            const GradusTheme   *theme,
            double               width,
            double               height)
{
  GradusWeightsLayout best = { 0 };

  if (layout->gates == NULL)
    try_lines (layout, theme, width, height, &best);
  else
    try_blocks (layout, theme, width, height, &best);
  turn (layout);
  try_blocks (layout, theme, width, height, &best);
  *layout = best;
}

static guint
count_gates (const GradusWeightsKernel *kernel, guint n_units)
{
  guint n =
    kernel->gates != NULL ? g_strv_length ((char **) (gpointer) kernel->gates) : 0;

  return n > 0 && n_units % n == 0 ? n : 1;
}

/**
 * gradus_weights_layout:
 * @layout: (out): the layout
 * @kernel: what is laid out; @layout borrows from it
 * @theme: font and scale
 * @width: there is
 * @height: there is
 *
 * Finds the largest whole-pixel drawing that fits; tiles that do not fit even when small
 * go on below.
 */
void
gradus_weights_layout (GradusWeightsLayout       *layout,
                       const GradusWeightsKernel *kernel,
                       const GradusTheme         *theme,
                       double                     width,
                       double                     height)
{
  View view = see_kernel (kernel);

  memset (layout, 0, sizeof *layout);
  layout->form = kernel->form;
  layout->n_units = view.n_units;
  layout->n_channels = view.n_channels;
  if (gradus_shape_size (kernel->shape) == 0)
    return;
  if (kernel->form == GRADUS_WEIGHTS_MATRIX)
    {
      guint n_gates = count_gates (kernel, view.n_units);

      layout->n_tiles = n_gates;
      layout->n_bands = 1;
      layout->n_inputs = (guint) (gradus_shape_size (kernel->shape) / view.n_units);
      layout->n_channels = 1;
      layout->gates = n_gates > 1 ? kernel->gates : NULL;
      layout->names = kernel->names;
      layout->has_bias = kernel->has_bias;
      layout->tile_width = layout->n_inputs;
      layout->tile_height = view.n_units / n_gates;
      layout->stride_y = 1;
      layout->stride_x = view.n_units;
      fit_matrix (layout, theme, width, height);
      return;
    }
  layout->order = kernel->order;
  layout->n_tiles = view.n_units * view.n_channels;
  layout->tile_width = view.width;
  layout->tile_height = view.height;
  layout->stride_x = (gsize) view.n_channels * view.n_units;
  layout->stride_y = layout->stride_x * view.width;
  fit_tiles (layout, theme, width, height, kernel->cell);
}

/* --- What is where --- */

/**
 * gradus_weights_get_unit:
 * @layout: a layout
 * @tile: place of a tile, or number of a gate
 *
 * Returns: the unit whose tile it is, or the gate's first
 */
guint
gradus_weights_get_unit (const GradusWeightsLayout *layout, guint tile)
{
  guint place = tile / MAX (layout->n_channels, 1);

  if (layout->form == GRADUS_WEIGHTS_MATRIX)
    return layout->n_bands > 1 ? 0 : tile * (layout->n_units / MAX (layout->n_tiles, 1));
  return layout->order != NULL && place < layout->n_units ? layout->order[place] : place;
}

/**
 * gradus_weights_find_tile:
 * @layout: a layout of tiles
 * @unit: number of a unit
 *
 * Returns: place of its first tile, −1 if there is none
 */
int
gradus_weights_find_tile (const GradusWeightsLayout *layout, guint unit)
{
  guint n_channels = MAX (layout->n_channels, 1);

  for (guint tile = 0; tile < layout->n_tiles; tile += n_channels)
    if (gradus_weights_get_unit (layout, tile) == unit)
      return (int) tile;
  return -1;
}

/* Where in the kernel the first weight of a tile is. */
static gsize
get_offset (const GradusWeightsLayout *layout, guint tile)
{
  if (layout->n_bands > 1)
    return (gsize) tile * layout->tile_width * layout->stride_x;
  return (gsize) (tile % MAX (layout->n_channels, 1)) * layout->n_units +
         gradus_weights_get_unit (layout, tile);
}

/**
 * gradus_weights_get_tile_width:
 * @layout: a layout
 * @tile: place of a tile
 *
 * Returns: how many weights its rows have; the last part of long lines may be shorter
 */
guint
gradus_weights_get_tile_width (const GradusWeightsLayout *layout, guint tile)
{
  return layout->n_bands > 1
           ? MIN (layout->tile_width, layout->n_inputs - tile * layout->tile_width)
           : layout->tile_width;
}

/**
 * gradus_weights_get_grid:
 * @layout: a layout
 * @kernel: the weights
 * @tile: place of a tile
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
  return (GradusGrid){ .values = kernel + get_offset (layout, tile),
                       .width = gradus_weights_get_tile_width (layout, tile),
                       .height = layout->tile_height,
                       .stride_x = layout->stride_x,
                       .stride_y = layout->stride_y };
}

/**
 * gradus_weights_get_place:
 * @layout: a layout
 * @tile: place of a tile
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
 * gradus_weights_get_bias_place:
 * @layout: a layout of a matrix with biases
 * @tile: number of a gate
 * @x: (out): left of its biases
 * @y: (out): top of them
 *
 * Finds where biases are drawn: right of the lines, or below the columns.
 */
void
gradus_weights_get_bias_place (const GradusWeightsLayout *layout,
                               guint                      tile,
                               double                    *x,
                               double                    *y)
{
  gradus_weights_get_place (layout, tile, x, y);
  if (layout->units_across)
    *y += layout->cell_height * layout->tile_height + layout->bias_gap;
  else
    *x += layout->cell * gradus_weights_get_tile_width (layout, tile) + layout->bias_gap;
}

/**
 * gradus_weights_get_cell:
 * @layout: a layout
 * @tile: place of a tile, or number of a gate
 * @column: less than the tile's width
 * @row: less than its height
 * @cell: (out): the weight there
 */
void
gradus_weights_get_cell (const GradusWeightsLayout *layout,
                         guint                      tile,
                         guint                      column,
                         guint                      row,
                         GradusWeightsCell         *cell)
{
  *cell = (GradusWeightsCell){ .tile = tile, .column = column, .row = row };
  cell->unit = gradus_weights_get_unit (layout, tile);
  if (layout->form == GRADUS_WEIGHTS_MATRIX)
    cell->unit += layout->units_across ? column : row;
  cell->index =
    get_offset (layout, tile) + column * layout->stride_x + row * layout->stride_y;
}

static gboolean
hit_bias (const GradusWeightsLayout *layout,
          guint                      tile,
          double                     x,
          double                     y,
          GradusWeightsCell         *cell)
{
  double left, top;
  guint  column, row, place;

  if (!layout->has_bias || tile + 1 < layout->n_bands)
    return FALSE;
  gradus_weights_get_bias_place (layout, tile, &left, &top);
  if (x < left || y < top)
    return FALSE;
  column = (guint) ((x - left) / layout->cell);
  row = (guint) ((y - top) / layout->cell_height);
  place = layout->units_across ? column : row;
  if ((layout->units_across ? row : column) > 0 ||
      place >= (layout->units_across ? layout->tile_width : layout->tile_height))
    return FALSE;
  *cell = (GradusWeightsCell){ .tile = tile, .is_bias = TRUE };
  cell->unit = gradus_weights_get_unit (layout, tile) + place;
  cell->index = cell->unit;
  return TRUE;
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
  guint  column, row, tile;

  if (layout->n_tiles == 0 || x < layout->left || y < layout->top)
    return FALSE;
  column = (guint) MIN ((x - layout->left) / layout->pitch_x, G_MAXINT);
  row = (guint) MIN ((y - layout->top) / layout->pitch_y, G_MAXINT);
  if (column >= layout->columns || row >= layout->rows ||
      row * layout->columns + column >= layout->n_tiles)
    return FALSE;
  tile = row * layout->columns + column;
  gradus_weights_get_place (layout, tile, &left, &top);
  column = (guint) ((x - left) / layout->cell);
  row = (guint) ((y - top) / layout->cell_height);
  if (column >= gradus_weights_get_tile_width (layout, tile) ||
      row >= layout->tile_height)
    return hit_bias (layout, tile, x, y, cell);
  gradus_weights_get_cell (layout, tile, column, row, cell);
  return TRUE;
}

static char *
describe_unit (const GradusWeightsLayout *layout, const GradusWeightsCell *cell)
{
  guint in_gate;

  if (layout->gates == NULL)
    return layout->names != NULL &&
               cell->unit < g_strv_length ((char **) (gpointer) layout->names)
             ? g_strdup (layout->names[cell->unit])
             : g_strdup_printf (_ ("unit %u"), cell->unit + 1);
  in_gate = cell->unit % (layout->n_units / layout->n_tiles) + 1;
  /* Translators: %s is the name of a gate, like "forget gate" */
  return g_strdup_printf (_ ("%s of unit %u"),
                          g_dpgettext2 (GETTEXT_PACKAGE, "gate",
                                        layout->gates[cell->tile]),
                          in_gate);
}

/**
 * gradus_weights_describe:
 * @layout: a layout
 * @cell: one of its weights
 * @value: of it
 *
 * Says which weight it is and how large, counting from 1 as people do.
 *
 * Returns: (transfer full): like "row 9, column 14  +0.087"
 */
char *
gradus_weights_describe (const GradusWeightsLayout *layout,
                         const GradusWeightsCell   *cell,
                         double                     value)
{
  g_autofree char *number = gradus_format_signed (value, 3);
  g_autofree char *unit = describe_unit (layout, cell);
  guint            input = layout->units_across ? cell->row : cell->column;

  if (layout->n_bands > 1)
    input += cell->tile * layout->tile_width;
  if (cell->is_bias)
    return g_strdup_printf (_ ("bias, %s  %s"), unit, number);
  if (layout->form == GRADUS_WEIGHTS_MATRIX && layout->n_units == 1)
    return g_strdup_printf (_ ("number %u  %s"), input + 1, number);
  if (layout->form == GRADUS_WEIGHTS_MATRIX)
    return g_strdup_printf (_ ("input %u, %s  %s"), input + 1, unit, number);
  return g_strdup_printf (_ ("row %u, column %u  %s"), cell->row + 1, cell->column + 1,
                          number);
}
