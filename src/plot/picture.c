/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/picture.h"

#include <math.h>

/* Dots of a picture in a PDF for each point on paper. */
#define FILE_FINENESS 2.7
#define FILE_MOST_DOTS 64
#define FILE_MOST_PIXELS (1 << 22)

/**
 * gradus_picture_get_size:
 * @shape: of one sample or of one layer's output
 * @width: (out): pixels in a row
 * @height: (out): rows
 * @n_channels: (out): pictures that lie over each other
 *
 * Sees a shape as pictures. A list of a square number of numbers is a square picture, as
 * 784 are 28 × 28; any other list is one row.
 */
void
gradus_picture_get_size (const GradusShape *shape,
                         guint             *width,
                         guint             *height,
                         guint             *n_channels)
{
  gsize n = gradus_shape_size (shape);
  guint side = (guint) round (sqrt ((double) n));

  *n_channels = 1;
  if (shape->rank >= 2)
    {
      *height = (guint) shape->dims[0];
      *width = (guint) shape->dims[1];
      *n_channels = (guint) (n / MAX ((gsize) *width * *height, 1));
    }
  else if ((gsize) side * side == n)
    *width = *height = side;
  else
    {
      *width = (guint) n;
      *height = 1;
    }
}

/* Viewers of PDF and SVG smooth pictures of few pixels, whatever the file says; of more
 * pixels they leave the edges sharp. */
static cairo_surface_t *
enlarge (cairo_surface_t *surface, int dots)
{
  int              width = cairo_image_surface_get_width (surface);
  int              height = cairo_image_surface_get_height (surface);
  cairo_surface_t *large =
    cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * dots, height * dots);
  cairo_t *cr = cairo_create (large);

  cairo_scale (cr, dots, dots);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return large;
}

/* How many dots a number gets across. */
static int
choose_dots (cairo_t *cr, const GradusGrid *grid, double width)
{
  cairo_surface_type_t type = cairo_surface_get_type (cairo_get_target (cr));
  double               points = width / grid->width, unused = 0;
  double               dots;

  if (type != CAIRO_SURFACE_TYPE_PDF && type != CAIRO_SURFACE_TYPE_SVG)
    return 1;
  cairo_user_to_device_distance (cr, &points, &unused);
  dots = CLAMP (ceil (points * FILE_FINENESS), 1, FILE_MOST_DOTS);
  return dots * dots * grid->width * grid->height <= FILE_MOST_PIXELS ? (int) dots : 1;
}

/**
 * gradus_picture_draw:
 * @cr: where to draw
 * @theme: how it looks
 * @map: from numbers to colours
 * @grid: the numbers
 * @limit: the magnitude that is drawn strongest
 * @x: left edge
 * @y: upper edge
 * @width: of the picture
 * @height: of the picture
 *
 * Draws numbers as pixels with sharp edges, and a thin frame around them.
 */
void
gradus_picture_draw (cairo_t              *cr,
                     const GradusTheme    *theme,
                     const GradusColorMap *map,
                     const GradusGrid     *grid,
                     double                limit,
                     double                x,
                     double                y,
                     double                width,
                     double                height)
{
  cairo_surface_t *surface = gradus_color_map_to_surface (map, grid, limit);

  if (surface != NULL)
    {
      int dots = choose_dots (cr, grid, width);

      if (dots > 1)
        surface = enlarge (surface, dots);
      cairo_save (cr);
      cairo_translate (cr, x, y);
      cairo_scale (cr, width / grid->width / dots, height / grid->height / dots);
      cairo_set_source_surface (cr, surface, 0, 0);
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
      cairo_rectangle (cr, 0, 0, (double) grid->width * dots,
                       (double) grid->height * dots);
      cairo_fill (cr);
      cairo_restore (cr);
      cairo_surface_destroy (surface);
    }
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BORDER);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, x - 0.5, y - 0.5, width + 1, height + 1);
  cairo_stroke (cr);
}

/**
 * gradus_picture_draw_sample:
 * @cr: where to draw
 * @theme: how it looks
 * @shape: of the sample
 * @values: the sample, 0 for paper and 1 for ink
 * @x: left edge
 * @y: upper edge
 * @size: side of the square that it is fitted into
 *
 * Draws a sample as ink on paper, in whole pixels where there is room for them.
 */
void
gradus_picture_draw_sample (cairo_t           *cr,
                            const GradusTheme *theme,
                            const GradusShape *shape,
                            const float       *values,
                            double             x,
                            double             y,
                            double             size)
{
  guint  width, height, n_channels;
  double cell;

  gradus_picture_get_size (shape, &width, &height, &n_channels);
  if (width == 0 || height == 0)
    return;
  cell = size / MAX (width, height);
  if (cell >= 1)
    cell = floor (cell);

  GradusGrid grid = { values, width, height, n_channels, (gsize) n_channels * width };

  gradus_picture_draw (cr, theme, gradus_color_map_get (theme, GRADUS_COLOR_MAP_PICTURES),
                       &grid, 1, floor (x + (size - cell * width) / 2),
                       floor (y + (size - cell * height) / 2), cell * width,
                       cell * height);
}
