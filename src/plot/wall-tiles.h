/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plot/wall.h"

G_BEGIN_DECLS

/**
 * GradusTileSize:
 * @width: of a tile, without the gap to the next one
 * @height: likewise
 * @gap: between tiles
 * @margin: around a picture in its frame; without a frame it is 0
 * @scale: pixels for each number of a picture
 * @shrink: numbers for each pixel of a picture; one of both is 1
 *
 * How large the tiles of a wall are.
 */
typedef struct
{
  double width;
  double height;
  double gap;
  double margin;
  guint  scale;
  guint  shrink;
} GradusTileSize;

void gradus_wall_choose_size (GradusTileSize    *size,
                              const GradusTheme *theme,
                              const GradusShape *shape,
                              GradusWallForm     form,
                              guint              zoom,
                              double             width);
/* @values: the sample, @x and @y: of the tile on the surface that @cr draws on */
void gradus_wall_paint_picture (cairo_surface_t      *surface,
                                const GradusTheme    *theme,
                                const GradusTileSize *size,
                                const GradusShape    *shape,
                                const float          *values,
                                int                   x,
                                int                   y);
void gradus_wall_paint_series (cairo_t              *cr,
                               const GradusTheme    *theme,
                               const GradusTileSize *size,
                               const GradusDataset  *data,
                               guint                 sample,
                               const float          *values,
                               double                x,
                               double                y);
void gradus_wall_paint_row (cairo_t              *cr,
                            const GradusTheme    *theme,
                            const GradusTileSize *size,
                            const GradusDataset  *data,
                            guint                 sample,
                            const float          *values,
                            double                x,
                            double                y);

/* A number of a sample. (transfer full) */
char *gradus_wall_format (float value);
/* What the target of a sample is: a class, or numbers. (transfer full) */
char *gradus_wall_describe_target (const GradusDataset *data, guint sample);

G_END_DECLS
