/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/shape.h"
#include "plot/color-map.h"

G_BEGIN_DECLS

/**
 * GradusWeightsForm:
 * @GRADUS_WEIGHTS_TILES: one small picture for each unit, numbered
 * @GRADUS_WEIGHTS_MATRIX: all weights as one table, a line for each unit; as several
 * tables for a layer with gates
 *
 * How a kernel is shown.
 */
typedef enum
{
  GRADUS_WEIGHTS_TILES,
  GRADUS_WEIGHTS_MATRIX,
} GradusWeightsForm;

/**
 * GradusWeightsKernel:
 * @shape: of the kernel, units last
 * @input: (nullable): shape of one sample of what the layer is fed with, if it is data
 * @form: tiles or matrix
 * @gates: (nullable) (array zero-terminated=1): names of the equal parts that the columns
 * fall into
 * @has_bias: whether there is one number more for each column
 * @names: (nullable) (array zero-terminated=1): of the units, beside the lines of a
 * matrix
 * @order: (nullable): which unit stands at which place; NULL as they come
 * @cell: pixels for a weight of a tile; 0 for what fits
 *
 * What is laid out. All is borrowed.
 */
typedef struct
{
  const GradusShape *shape;
  const GradusShape *input;
  GradusWeightsForm  form;
  const char *const *gates;
  gboolean           has_bias;
  const char *const *names;
  const guint       *order;
  guint              cell;
} GradusWeightsKernel;

/**
 * GradusWeightsCell:
 * @tile: place of the tile, or number of the gate
 * @unit: whose weight it is; counts the columns of the kernel
 * @column: of the number in the tile
 * @row: of the number in the tile
 * @is_bias: whether it is a bias, and @index its place among these
 * @index: of the number in the kernel
 *
 * One weight that is shown.
 */
typedef struct
{
  guint    tile;
  guint    unit;
  guint    column;
  guint    row;
  gboolean is_bias;
  gsize    index;
} GradusWeightsCell;

/**
 * GradusWeightsLayout:
 * @form: tiles or matrix
 * @n_tiles: how many
 * @n_units: outputs of the kernel
 * @n_channels: tiles for each unit
 * @n_inputs: of each unit, in a matrix
 * @n_bands: parts that the lines of a matrix are cut into; these are its tiles
 * @columns: tiles side by side
 * @rows: tiles below each other
 * @tile_width: weights in a row of a tile
 * @tile_height: rows of a tile
 * @cell: width of a weight, whole pixels
 * @cell_height: its height, likewise
 * @left: of the first tile
 * @top: of the first tile
 * @pitch_x: from a tile to the one on its right
 * @pitch_y: from a tile to the one below
 * @height: what all of it takes; more than there is if it must be scrolled
 * @fits: whether it takes no more than there is
 * @has_numbers: whether there is room for the number of each tile, or of each line
 * @units_across: whether the units of a matrix stand side by side
 * @has_bias: whether the biases stand beside a matrix
 * @bias_gap: from a matrix to its biases
 * @names: (nullable): as given
 * @gates: (nullable): as given
 * @order: (nullable): as given
 * @stride_x: from a number to that on its right
 * @stride_y: to that below
 *
 * Where every weight of a kernel is drawn.
 */
typedef struct
{
  GradusWeightsForm  form;
  guint              n_tiles;
  guint              n_units;
  guint              n_channels;
  guint              n_inputs;
  guint              n_bands;
  guint              columns, rows;
  guint              tile_width, tile_height;
  guint              cell, cell_height;
  double             left, top;
  double             pitch_x, pitch_y;
  double             height;
  gboolean           fits;
  gboolean           has_numbers;
  gboolean           units_across;
  gboolean           has_bias;
  double             bias_gap;
  const char *const *names;
  const char *const *gates;
  const guint       *order;
  gsize              stride_x, stride_y;
} GradusWeightsLayout;

/* The least side of a tile that its number stands below. */
#define GRADUS_WEIGHTS_NUMBERED_TILE 24.0

GradusWeightsForm gradus_weights_choose_form (const GradusWeightsKernel *kernel);
void              gradus_weights_layout (GradusWeightsLayout       *layout,
                                         const GradusWeightsKernel *kernel,
                                         const GradusTheme         *theme,
                                         double                     width,
                                         double                     height);
guint             gradus_weights_get_unit (const GradusWeightsLayout *layout, guint tile);
int        gradus_weights_find_tile (const GradusWeightsLayout *layout, guint unit);
guint      gradus_weights_get_tile_width (const GradusWeightsLayout *layout, guint tile);
GradusGrid gradus_weights_get_grid (const GradusWeightsLayout *layout,
                                    const float               *kernel,
                                    guint                      tile);
void       gradus_weights_get_place (const GradusWeightsLayout *layout,
                                     guint                      tile,
                                     double                    *x,
                                     double                    *y);
void       gradus_weights_get_bias_place (const GradusWeightsLayout *layout,
                                          guint                      tile,
                                          double                    *x,
                                          double                    *y);
gboolean   gradus_weights_hit (const GradusWeightsLayout *layout,
                               double                     x,
                               double                     y,
                               GradusWeightsCell         *cell);
/* The weight at a column and a row of a tile. */
void  gradus_weights_get_cell (const GradusWeightsLayout *layout,
                               guint                      tile,
                               guint                      column,
                               guint                      row,
                               GradusWeightsCell         *cell);
char *gradus_weights_describe (const GradusWeightsLayout *layout,
                               const GradusWeightsCell   *cell,
                               double                     value);

/**
 * GradusWeightsPaint:
 * @kernel: the weights
 * @bias: (nullable): the biases
 * @limit: magnitude that is drawn strongest
 * @limits: (nullable): the same for each unit alone
 * @selected: number of a unit, −1 for none
 * @selected_channel: which of its tiles has the ring
 * @lesions: (nullable): for each unit whether it is switched off
 *
 * What is drawn in a layout. All is borrowed.
 */
typedef struct
{
  const float  *kernel;
  const float  *bias;
  double        limit;
  const float  *limits;
  int           selected;
  guint         selected_channel;
  const guint8 *lesions;
} GradusWeightsPaint;

void   gradus_weights_draw (cairo_t                   *cr,
                            const GradusTheme         *theme,
                            const GradusWeightsLayout *layout,
                            const GradusWeightsPaint  *paint);
void   gradus_weights_draw_lesion (cairo_t           *cr,
                                   const GradusTheme *theme,
                                   double             x,
                                   double             y,
                                   double             width,
                                   double             height);
double gradus_weights_draw_color_bar (cairo_t           *cr,
                                      const GradusTheme *theme,
                                      GradusColorMapId   map,
                                      double             limit,
                                      double             right,
                                      double             middle);

G_END_DECLS
