/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/shape.h"
#include "plot/color-map.h"

G_BEGIN_DECLS

/**
 * GradusWeightsForm:
 * @GRADUS_WEIGHTS_TILES: one small picture for each unit, numbered
 * @GRADUS_WEIGHTS_MATRIX: all weights as one table, a row for each unit
 *
 * How a kernel is shown.
 */
typedef enum
{
  GRADUS_WEIGHTS_TILES,
  GRADUS_WEIGHTS_MATRIX,
} GradusWeightsForm;

/**
 * GradusWeightsCell:
 * @tile: which tile
 * @column: of the number in it
 * @row: of the number in it
 * @index: of the number in the kernel
 *
 * One weight of a kernel that is shown.
 */
typedef struct
{
  guint tile;
  guint column;
  guint row;
  gsize index;
} GradusWeightsCell;

/**
 * GradusWeightsLayout:
 * @form: tiles or one matrix
 * @n_tiles: how many
 * @n_units: outputs of the kernel
 * @n_channels: tiles for each unit
 * @columns: tiles side by side
 * @rows: tiles below each other
 * @tile_width: weights in a row of a tile
 * @tile_height: rows of a tile
 * @cell: width and height of a weight, whole pixels
 * @left: of the first tile
 * @top: of the first tile
 * @pitch_x: from a tile to the one on its right
 * @pitch_y: from a tile to the one below
 * @height: what all of it takes; more than there is if it must be scrolled
 *
 * Where every weight of a kernel is drawn.
 */
typedef struct
{
  GradusWeightsForm form;
  guint             n_tiles;
  guint             n_units;
  guint             n_channels;
  guint             columns, rows;
  guint             tile_width, tile_height;
  guint             cell;
  double            left, top;
  double            pitch_x, pitch_y;
  double            height;
} GradusWeightsLayout;

GradusWeightsForm gradus_weights_choose_form (const GradusShape *kernel,
                                              const GradusShape *input);
void              gradus_weights_layout (GradusWeightsLayout *layout,
                                         const GradusShape   *kernel,
                                         const GradusShape   *input,
                                         GradusWeightsForm    form,
                                         const GradusTheme   *theme,
                                         double               width,
                                         double               height);
GradusGrid        gradus_weights_get_grid (const GradusWeightsLayout *layout,
                                           const float               *kernel,
                                           guint                      tile);
void              gradus_weights_get_place (const GradusWeightsLayout *layout,
                                            guint                      tile,
                                            double                    *x,
                                            double                    *y);
gboolean          gradus_weights_hit (const GradusWeightsLayout *layout,
                                      double                     x,
                                      double                     y,
                                      GradusWeightsCell         *cell);
char             *gradus_weights_describe (const GradusWeightsLayout *layout,
                                           const GradusWeightsCell   *cell,
                                           const float               *kernel);
void              gradus_weights_draw (cairo_t                   *cr,
                                       const GradusTheme         *theme,
                                       const GradusWeightsLayout *layout,
                                       const float               *kernel,
                                       double                     limit,
                                       int                        selected);
void              gradus_weights_draw_unit (cairo_t           *cr,
                                            const GradusTheme *theme,
                                            const GradusGrid  *grid,
                                            double             limit,
                                            double             x,
                                            double             y,
                                            double             size);
double            gradus_weights_draw_color_bar (cairo_t           *cr,
                                                 const GradusTheme *theme,
                                                 GradusColorMapId   map,
                                                 double             limit,
                                                 double             right,
                                                 double             middle);

G_END_DECLS
