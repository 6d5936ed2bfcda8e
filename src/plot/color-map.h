/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/theme.h"

G_BEGIN_DECLS

#define GRADUS_COLOR_MAP_STEPS 256

/**
 * GradusColorMapId:
 * @GRADUS_COLOR_MAP_WEIGHTS: from −limit to +limit; blue counts for, red against
 * @GRADUS_COLOR_MAP_ACTIVATIONS: from 0 to limit
 * @GRADUS_COLOR_MAP_PICTURES: from paper at 0 to ink at limit
 *
 * The maps from numbers to colours. Zero is the colour of the paper in all of them.
 */
typedef enum
{
  GRADUS_COLOR_MAP_WEIGHTS,
  GRADUS_COLOR_MAP_ACTIVATIONS,
  GRADUS_COLOR_MAP_PICTURES,
  GRADUS_N_COLOR_MAPS
} GradusColorMapId;

/**
 * GradusColorMap:
 * @id: what it is for
 * @diverging: whether zero is in the middle
 * @argb: opaque colours as Cairo's ARGB32 and GDK_MEMORY_DEFAULT hold them
 * @not_a_number: what stands for NaN and infinity
 *
 * A map, computed for one theme.
 */
typedef struct
{
  GradusColorMapId id;
  gboolean         diverging;
  guint32          argb[GRADUS_COLOR_MAP_STEPS];
  guint32          not_a_number;
} GradusColorMap;

/**
 * GradusGrid:
 * @values: (nullable): the first number, borrowed
 * @width: numbers in a row
 * @height: rows
 * @stride_x: distance in numbers from a number to its right neighbour
 * @stride_y: distance in numbers from a number to the one below
 *
 * A rectangle of numbers inside an array, like the weights of one unit in a kernel whose
 * last axis counts the units.
 */
typedef struct
{
  const float *values;
  guint        width;
  guint        height;
  gsize        stride_x;
  gsize        stride_y;
} GradusGrid;

const GradusColorMap *gradus_color_map_get (const GradusTheme *theme,
                                            GradusColorMapId   id);
guint32 gradus_color_map_lookup (const GradusColorMap *map, double value, double limit);
void    gradus_color_map_fill (const GradusColorMap *map,
                               const GradusGrid     *grid,
                               double                limit,
                               guint32              *pixels,
                               gsize                 pixels_per_row);
cairo_surface_t *gradus_color_map_to_surface (const GradusColorMap *map,
                                              const GradusGrid     *grid,
                                              double                limit);
double           gradus_color_limit (const float *values, gsize n_values, double share);
double           gradus_round_to_two_figures (double value);
float            gradus_grid_get (const GradusGrid *grid, guint column, guint row);

#define GRADUS_WEIGHT_SHARE 0.995

G_END_DECLS
