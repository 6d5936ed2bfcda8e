/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/weights.h"

#include "plot/paint.h"
#include "plot/picture.h"
#include "plot/text.h"
#include "plot/ticks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define COLOR_BAR_WIDTH 110.0
#define COLOR_BAR_HEIGHT 9.0
#define RING_GAP 3.0
#define LESION_WIDTH 2.0

static double
get_limit (const GradusWeightsPaint *paint, guint unit)
{
  return paint->limits != NULL ? (double) paint->limits[unit] : paint->limit;
}

static gboolean
is_off (const GradusWeightsPaint *paint, guint unit)
{
  return paint->lesions != NULL && paint->lesions[unit];
}

static void
draw_number (cairo_t                   *cr,
             const GradusTheme         *theme,
             const GradusWeightsLayout *layout,
             guint                      tile,
             gboolean                   selected)
{
  guint  unit = gradus_weights_get_unit (layout, tile) + 1;
  double x, y;
  char   number[32];

  if (layout->n_channels > 1)
    g_snprintf (number, sizeof number, "%u.%u", unit, tile % layout->n_channels + 1);
  else
    g_snprintf (number, sizeof number, "%u", unit);
  gradus_weights_get_place (layout, tile, &x, &y);
  gradus_text_draw (cr, theme, selected ? GRADUS_TEXT_CAPTION_BOLD : GRADUS_TEXT_CAPTION,
                    selected ? GRADUS_TOKEN_ACCENT : GRADUS_TOKEN_DIM,
                    GRADUS_ALIGN_CENTER, x + layout->cell * layout->tile_width / 2.0,
                    y + layout->cell * layout->tile_height + 10 * theme->scale, number);
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
 * gradus_weights_draw_lesion:
 * @cr: what is drawn on
 * @theme: how it looks
 * @x: left of a picture
 * @y: top
 * @width: of it
 * @height: of it
 *
 * Strikes the weights of a unit through, because it is switched off.
 */
void
gradus_weights_draw_lesion (cairo_t           *cr,
                            const GradusTheme *theme,
                            double             x,
                            double             y,
                            double             width,
                            double             height)
{
  cairo_save (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_clip (cr);
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_VIEW, 0.7);
  cairo_paint (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FG);
  gradus_theme_set_line_width (theme, cr, LESION_WIDTH);
  cairo_move_to (cr, x, y + height);
  cairo_line_to (cr, x + width, y);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_tiles (cairo_t                   *cr,
            const GradusTheme         *theme,
            const GradusWeightsLayout *layout,
            const GradusWeightsPaint  *paint,
            double                     y1,
            double                     y2)
{
  const GradusColorMap *map = gradus_color_map_get (theme, GRADUS_COLOR_MAP_WEIGHTS);
  double                width = (double) layout->cell * layout->tile_width;
  double                height = (double) layout->cell * layout->tile_height;

  for (guint tile = 0; tile < layout->n_tiles; tile++)
    {
      GradusGrid grid = gradus_weights_get_grid (layout, paint->kernel, tile);
      guint      unit = gradus_weights_get_unit (layout, tile);
      double     x, y;

      gradus_weights_get_place (layout, tile, &x, &y);
      if (y > y2 || y + layout->pitch_y < y1)
        continue;
      gradus_picture_draw (cr, theme, map, &grid, get_limit (paint, unit), x, y, width,
                           height);
      if (is_off (paint, unit))
        gradus_weights_draw_lesion (cr, theme, x, y, width, height);
      if (layout->has_numbers)
        draw_number (cr, theme, layout, tile, (int) unit == paint->selected);
      if ((int) unit == paint->selected &&
          tile % layout->n_channels == paint->selected_channel)
        draw_ring (cr, theme, layout, tile);
    }
}

static void
draw_biases (cairo_t                   *cr,
             const GradusTheme         *theme,
             const GradusWeightsLayout *layout,
             const GradusWeightsPaint  *paint,
             guint                      gate)
{
  guint      n = layout->units_across ? layout->tile_width : layout->tile_height;
  GradusGrid grid = { paint->bias + gradus_weights_get_unit (layout, gate), 1, n, 1, 1 };
  double     x, y;

  gradus_weights_get_bias_place (layout, gate, &x, &y);
  if (layout->units_across)
    grid = (GradusGrid){ grid.values, n, 1, 1, 1 };
  gradus_picture_draw (cr, theme, gradus_color_map_get (theme, GRADUS_COLOR_MAP_WEIGHTS),
                       &grid, paint->limit, x, y, (double) layout->cell * grid.width,
                       (double) layout->cell_height * grid.height);
}

/* What the lines of a table are. */
static void
draw_line_names (cairo_t                   *cr,
                 const GradusTheme         *theme,
                 const GradusWeightsLayout *layout,
                 double                     top)
{
  guint n_names =
    layout->names != NULL ? g_strv_length ((char **) (gpointer) layout->names) : 0;

  for (guint row = 0; row < layout->tile_height; row++)
    {
      const char *name = row < n_names ? layout->names[row] : NULL;
      char        number[16];

      g_snprintf (number, sizeof number, "%u", row + 1);
      gradus_text_draw (cr, theme,
                        name != NULL ? GRADUS_TEXT_CAPTION_BOLD : GRADUS_TEXT_CAPTION,
                        name != NULL ? GRADUS_TOKEN_FG : GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_END, layout->left - 8 * theme->scale,
                        top + layout->cell_height * (row + 0.5),
                        name != NULL ? name : number);
    }
}

/* Lesions of lines, or of columns, of one matrix. */
static void
draw_line_lesions (cairo_t                   *cr,
                   const GradusTheme         *theme,
                   const GradusWeightsLayout *layout,
                   const GradusWeightsPaint  *paint,
                   guint                      gate,
                   double                     x,
                   double                     y)
{
  guint n = layout->n_bands > 1 ? layout->n_units : layout->n_units / layout->n_tiles;

  for (guint i = 0; i < n; i++)
    if (is_off (paint, i) && layout->units_across)
      gradus_weights_draw_lesion (cr, theme, x + i * layout->cell, y, layout->cell,
                                  layout->cell_height * layout->tile_height);
    else if (is_off (paint, i))
      gradus_weights_draw_lesion (cr, theme, x, y + i * layout->cell_height,
                                  layout->cell *
                                    gradus_weights_get_tile_width (layout, gate),
                                  layout->cell_height);
}

static void
draw_matrix (cairo_t                   *cr,
             const GradusTheme         *theme,
             const GradusWeightsLayout *layout,
             const GradusWeightsPaint  *paint)
{
  const GradusColorMap *map = gradus_color_map_get (theme, GRADUS_COLOR_MAP_WEIGHTS);

  for (guint tile = 0; tile < layout->n_tiles; tile++)
    {
      GradusGrid grid = gradus_weights_get_grid (layout, paint->kernel, tile);
      double     x, y;

      gradus_weights_get_place (layout, tile, &x, &y);
      gradus_picture_draw (cr, theme, map, &grid, paint->limit, x, y,
                           (double) layout->cell * grid.width,
                           (double) layout->cell_height * grid.height);
      if (layout->gates != NULL)
        gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                          GRADUS_ALIGN_START, x, y - 12 * theme->scale,
                          g_dpgettext2 (GETTEXT_PACKAGE, "gate", layout->gates[tile]));
      if (layout->has_bias && paint->bias != NULL && tile + 1 >= layout->n_bands)
        draw_biases (cr, theme, layout, paint, tile);
      if (paint->lesions != NULL)
        draw_line_lesions (cr, theme, layout, paint, tile, x, y);
      if (layout->has_numbers)
        draw_line_names (cr, theme, layout, y);
    }
}

/**
 * gradus_weights_draw:
 * @cr: what is drawn on; only tiles inside its clip are drawn
 * @theme: how it looks
 * @layout: where
 * @paint: what
 *
 * Draws all weights.
 */
void
gradus_weights_draw (cairo_t                   *cr,
                     const GradusTheme         *theme,
                     const GradusWeightsLayout *layout,
                     const GradusWeightsPaint  *paint)
{
  double x1, y1, x2, y2;

  if (layout->n_tiles == 0)
    return;
  cairo_clip_extents (cr, &x1, &y1, &x2, &y2);
  if (layout->form == GRADUS_WEIGHTS_TILES)
    draw_tiles (cr, theme, layout, paint, y1, y2);
  else
    draw_matrix (cr, theme, layout, paint);
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
