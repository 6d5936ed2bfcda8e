/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-thumbnail.h"

#include "plot/color-map.h"
#include "plot/picture.h"
#include "plot/text.h"
#include "plot/ticks.h"

#include <math.h>

#define RADIUS 5.0
#define MAX_SPARK_POINTS 96
/* A mean over more losses than these looks no different. */
#define MAX_SAMPLES_PER_POINT 32

static void
trace_box (cairo_t *cr, double x, double y, double width, double height, double radius)
{
  radius = MIN (radius, MIN (width, height) / 2);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

/* A sheet of paper with round corners; what is drawn until close_sheet() is clipped. */
static void
open_sheet (cairo_t *cr, const GradusTheme *theme, double x, double y, double w, double h)
{
  cairo_save (cr);
  trace_box (cr, x, y, w, h, RADIUS);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VIEW);
  cairo_fill_preserve (cr);
  cairo_clip (cr);
}

static void
close_sheet (cairo_t           *cr,
             const GradusTheme *theme,
             double             x,
             double             y,
             double             w,
             double             h)
{
  cairo_restore (cr);
  trace_box (cr, x + 0.5, y + 0.5, w - 1, h - 1, RADIUS - 0.5);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BORDER);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
paint_grid (cairo_t              *cr,
            const GradusColorMap *map,
            const GradusGrid     *grid,
            double                limit,
            double                x,
            double                y,
            double                width,
            double                height)
{
  cairo_surface_t *surface = gradus_color_map_to_surface (map, grid, limit);

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, width / grid->width, height / grid->height);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, 0, 0, grid->width, grid->height);
  cairo_fill (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
}

/* Two numbers are a place in the plane; those of the data lie around the origin. */
static void
draw_point (cairo_t           *cr,
            const GradusTheme *theme,
            const float       *place,
            int                width,
            int                height)
{
  double reach = MAX (MAX (fabs ((double) place[0]), fabs ((double) place[1])), 1.2);
  double half = MIN (width, height) / 2.0 - 5;
  double x = width / 2.0 + (double) place[0] / reach * half;
  double y = height / 2.0 - (double) place[1] / reach * half;

  open_sheet (cr, theme, 0, 0, width, height);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BORDER);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, 0, floor (height / 2.0) + 0.5);
  cairo_line_to (cr, width, floor (height / 2.0) + 0.5);
  cairo_move_to (cr, floor (width / 2.0) + 0.5, 0);
  cairo_line_to (cr, floor (width / 2.0) + 0.5, height);
  cairo_stroke (cr);
  if (isfinite (x) && isfinite (y))
    {
      gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FORWARD);
      cairo_arc (cr, x, y, 3.5, 0, 2 * G_PI);
      cairo_fill (cr);
    }
  close_sheet (cr, theme, 0, 0, width, height);
}

/* A list of numbers over time is a curve. */
static void
draw_sequence (cairo_t           *cr,
               const GradusTheme *theme,
               const float       *steps,
               gsize              n,
               int                width,
               int                height)
{
  double least = INFINITY, most = -INFINITY;

  for (gsize i = 0; i < n; i++)
    if (isfinite (steps[i]))
      {
        least = MIN (least, (double) steps[i]);
        most = MAX (most, (double) steps[i]);
      }
  open_sheet (cr, theme, 0, 0, width, height);
  for (gsize i = 0; i < n && most >= least; i++)
    if (isfinite (steps[i]))
      cairo_line_to (cr, 4 + (width - 8.0) * (double) i / (double) (n - 1),
                     height - 7 -
                       (height - 14.0) * ((double) steps[i] - least) /
                         MAX (most - least, 1e-9));
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FG);
  gradus_theme_set_line_width (theme, cr, 1.4);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (cr);
  close_sheet (cr, theme, 0, 0, width, height);
}

/**
 * gradus_thumbnail_draw_sample:
 * @cr: where to draw
 * @theme: how it looks
 * @sample: one sample, 0 for paper and 1 for ink
 * @width: of the picture
 * @height: of the picture
 *
 * Draws a sample on a sheet of its own.
 */
void
gradus_thumbnail_draw_sample (cairo_t            *cr,
                              const GradusTheme  *theme,
                              const GradusTensor *sample,
                              int                 width,
                              int                 height)
{
  guint      n_columns, n_rows, n_channels;
  GradusGrid grid;
  double     cell;

  if (sample->size == 2)
    {
      draw_point (cr, theme, sample->data, width, height);
      return;
    }
  if (sample->shape.rank == 2 && sample->shape.dims[1] == 1 && sample->size > 2)
    {
      draw_sequence (cr, theme, sample->data, sample->size, width, height);
      return;
    }
  gradus_picture_get_size (&sample->shape, &n_columns, &n_rows, &n_channels);
  if (n_columns == 0 || n_rows == 0)
    return;
  cell = MIN ((width - 6.0) / n_columns, (height - 6.0) / n_rows);
  grid = (GradusGrid){ .values = sample->data,
                       .width = n_columns,
                       .height = n_rows,
                       .stride_x = n_channels,
                       .stride_y = (gsize) n_channels * n_columns };
  open_sheet (cr, theme, 0, 0, width, height);
  paint_grid (cr, gradus_color_map_get (theme, GRADUS_COLOR_MAP_PICTURES), &grid, 1,
              (width - cell * n_columns) / 2, (height - cell * n_rows) / 2,
              cell * n_columns, cell * n_rows);
  close_sheet (cr, theme, 0, 0, width, height);
}

/* The pictures that the first four units look for, or one if there are fewer. */
static void
draw_units (cairo_t            *cr,
            const GradusTheme  *theme,
            const GradusTensor *kernel,
            guint               side,
            double              limit,
            double              size)
{
  const GradusColorMap *map = gradus_color_map_get (theme, GRADUS_COLOR_MAP_WEIGHTS);
  gsize                 n_units = (gsize) kernel->shape.dims[1];
  guint                 n = n_units >= 4 ? 2 : 1;
  double                tile = (size - (n - 1)) / n;

  for (guint unit = 0; unit < n * n; unit++)
    {
      GradusGrid grid = { .values = kernel->data + unit,
                          .width = side,
                          .height = side,
                          .stride_x = n_units,
                          .stride_y = n_units * side };

      paint_grid (cr, map, &grid, limit, (unit % n) * (tile + 1), (unit / n) * (tile + 1),
                  tile, tile);
    }
}

/**
 * gradus_thumbnail_draw_kernel:
 * @cr: where to draw
 * @theme: how it looks
 * @kernel: (shape inputs, units): what a layer has learned
 * @sees_pictures: whether the inputs are the pixels of a square picture
 * @limit: the weight that is drawn strongest
 * @width: of the picture
 * @height: of the picture
 *
 * Draws four units as pictures where they look at a picture, else the whole matrix with a
 * row for each unit.
 */
void
gradus_thumbnail_draw_kernel (cairo_t            *cr,
                              const GradusTheme  *theme,
                              const GradusTensor *kernel,
                              gboolean            sees_pictures,
                              double              limit,
                              int                 width,
                              int                 height)
{
  gsize n_units = (gsize) gradus_shape_last (&kernel->shape);
  gsize n_inputs = kernel->size / MAX (n_units, 1);
  guint side = (guint) round (sqrt ((double) n_inputs));

  if (kernel->size == 0)
    return;
  if (sees_pictures && kernel->shape.rank == 2 && (gsize) side * side == n_inputs &&
      width == height)
    {
      open_sheet (cr, theme, 0, 0, width, height);
      draw_units (cr, theme, kernel, side, limit, width);
      close_sheet (cr, theme, 0, 0, width, height);
    }
  else
    {
      /* A true aspect would leave most matrices a line or a needle. */
      double     aspect = sqrt ((double) n_units / (double) n_inputs);
      double     h = CLAMP (round (width * aspect), MIN (12, height), height);
      double     w = aspect > 1 ? MAX (12, round (width / aspect)) : width;
      double     x = round ((width - w) / 2), y = round ((height - h) / 2);
      GradusGrid grid = { .values = kernel->data,
                          .width = (guint) n_inputs,
                          .height = (guint) n_units,
                          .stride_x = n_units,
                          .stride_y = 1 };

      open_sheet (cr, theme, x, y, w, h);
      paint_grid (cr, gradus_color_map_get (theme, GRADUS_COLOR_MAP_WEIGHTS), &grid,
                  limit, x, y, w, h);
      close_sheet (cr, theme, x, y, w, h);
    }
}

/* The first four channels of a picture. */
static void
draw_maps (cairo_t              *cr,
           const GradusColorMap *map,
           const GradusTensor   *activation,
           double                limit,
           int                   width,
           int                   height)
{
  guint n_rows = (guint) activation->shape.dims[1];
  guint n_columns = (guint) activation->shape.dims[2];
  gsize n_maps = activation->size / MAX ((gsize) n_rows * n_columns, 1);
  guint n = n_maps >= 4 ? 2 : 1;

  for (guint i = 0; i < n * n; i++)
    {
      GradusGrid grid = { .values = activation->data + i,
                          .width = n_columns,
                          .height = n_rows,
                          .stride_x = n_maps,
                          .stride_y = n_maps * n_columns };

      paint_grid (cr, map, &grid, limit, (double) (i % n) * width / n,
                  (double) (i / n) * height / n, (double) width / n, (double) height / n);
    }
}

/**
 * gradus_thumbnail_draw_activation:
 * @cr: where to draw
 * @theme: how it looks
 * @activation: (shape 1, output): what a layer makes of one sample
 * @width: of the picture
 * @height: of the picture
 *
 * Draws maps as tiles and lists as a strip.
 */
void
gradus_thumbnail_draw_activation (cairo_t            *cr,
                                  const GradusTheme  *theme,
                                  const GradusTensor *activation,
                                  int                 width,
                                  int                 height)
{
  const GradusColorMap *map = gradus_color_map_get (theme, GRADUS_COLOR_MAP_ACTIVATIONS);
  double limit = gradus_color_limit (activation->data, activation->size, 1);
  double h = MIN (height, 14), y = round ((height - h) / 2);

  if (activation->size == 0)
    return;
  if (activation->shape.rank >= 3 && width == height)
    {
      open_sheet (cr, theme, 0, 0, width, height);
      draw_maps (cr, map, activation, limit, width, height);
      close_sheet (cr, theme, 0, 0, width, height);
    }
  else
    {
      GradusGrid grid = { .values = activation->data,
                          .width = (guint) activation->size,
                          .height = 1,
                          .stride_x = 1,
                          .stride_y = activation->size };

      open_sheet (cr, theme, 0, y, width, h);
      paint_grid (cr, map, &grid, limit, 0, y, width, h);
      close_sheet (cr, theme, 0, y, width, h);
    }
}

/**
 * gradus_thumbnail_draw_bars:
 * @cr: where to draw
 * @theme: how it looks
 * @prediction: (shape 1, classes): the output of the network
 * @names: (array): a short name for each class
 * @width: of the picture
 * @height: of the picture
 *
 * Draws a bar for each class above its name; the surest one is strong. Of names that have
 * no room beside each other that one is left.
 */
void
gradus_thumbnail_draw_bars (cairo_t            *cr,
                            const GradusTheme  *theme,
                            const GradusTensor *prediction,
                            const char *const  *names,
                            int                 width,
                            int                 height)
{
  gsize  best = 0;
  double step = (double) width / (double) prediction->size;
  double base = round (height - 13 * theme->scale);
  double most = 1;
  double widest = 0;

  for (gsize i = 0; i < prediction->size; i++)
    {
      double name_width;

      if (prediction->data[i] > prediction->data[best])
        best = i;
      most = MAX (most, (double) prediction->data[i]);
      gradus_text_measure (theme, GRADUS_TEXT_CAPTION, names[i], &name_width, NULL);
      widest = MAX (widest, name_width);
    }
  for (gsize i = 0; i < prediction->size; i++)
    {
      double value = (double) prediction->data[i];
      double bar = isfinite (value) ? MAX (0, value) / most * (base - 2) : 0;
      double x = (double) i * step;

      gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_FORWARD,
                                     i == best ? 1 : 0.5);
      cairo_rectangle (cr, x + step * 0.12, base - MAX (1.5, bar), step * 0.76,
                       MAX (1.5, bar));
      cairo_fill (cr);
      if (i == best || widest < step)
        gradus_text_draw (cr, theme,
                          i == best ? GRADUS_TEXT_CAPTION_BOLD : GRADUS_TEXT_CAPTION,
                          i == best ? GRADUS_TOKEN_FG : GRADUS_TOKEN_DIM,
                          GRADUS_ALIGN_CENTER, x + step / 2, height - 6 * theme->scale,
                          names[i]);
    }
}

/**
 * gradus_thumbnail_draw_probability:
 * @cr: where to draw
 * @theme: how it looks
 * @probability: of the answer @yes
 * @no: what 0 means
 * @yes: what 1 means
 * @width: of the picture
 * @height: of the picture
 *
 * Draws one probability as a bar between its two answers.
 */
void
gradus_thumbnail_draw_probability (cairo_t           *cr,
                                   const GradusTheme *theme,
                                   double             probability,
                                   const char        *no,
                                   const char        *yes,
                                   int                width,
                                   int                height)
{
  g_autofree char *text = gradus_format_number (probability, 2);
  double           thickness = 8;
  double           y = round ((height - thickness - 20 * theme->scale) / 2.0);
  double           share = isfinite (probability) ? CLAMP (probability, 0, 1) : 0;
  double           middle = y + thickness + 12 * theme->scale;
  double           no_width, yes_width, text_width;

  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, no, &no_width, NULL);
  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, yes, &yes_width, NULL);
  gradus_text_measure (theme, GRADUS_TEXT_CAPTION_BOLD, text, &text_width, NULL);
  cairo_save (cr);
  trace_box (cr, 0, y, width, thickness, thickness / 2);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_TRACK);
  cairo_fill_preserve (cr);
  cairo_clip (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FORWARD);
  trace_box (cr, 0, y, MAX (share * width, 3), thickness, thickness / 2);
  cairo_fill (cr);
  cairo_restore (cr);
  if (no_width + yes_width + text_width + 12 > width)
    {
      /* No room for both answers: the likelier one, and how likely it is. */
      g_autofree char *likely = gradus_format_number (MAX (share, 1 - share), 2);

      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_START, 0, middle, share > 0.5 ? yes : no);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                        GRADUS_ALIGN_END, width, middle, likely);
      return;
    }
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                    0, middle, no);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_END,
                    width, middle, yes);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                    GRADUS_ALIGN_CENTER, (no_width + width - yes_width) / 2, middle,
                    text);
}

guint
gradus_thumbnail_reduce_losses (const GradusHistory *history,
                                gsize                n_steps,
                                guint                n_points,
                                double              *points)
{
  guint n = (guint) MIN ((gsize) n_points, n_steps);
  guint n_done = 0;

  for (guint i = 0; i < n; i++)
    {
      gsize  first = n_steps * i / n, end = n_steps * (i + 1) / n;
      gsize  stride = MAX (1, (end - first) / MAX_SAMPLES_PER_POINT);
      double sum = 0;
      guint  count = 0;

      for (gsize step = first; step < end; step += stride)
        {
          double loss = (double) gradus_history_get_step (history, step)->loss;

          if (isfinite (loss))
            {
              sum += loss;
              count++;
            }
        }
      if (count > 0)
        points[n_done++] = sum / count;
    }
  return n_done;
}

static void
draw_cross (cairo_t *cr, const GradusTheme *theme, double x, double y)
{
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ERROR);
  cairo_set_line_width (cr, 2.4);
  cairo_move_to (cr, x - 5, y - 5);
  cairo_line_to (cr, x + 5, y + 5);
  cairo_move_to (cr, x + 5, y - 5);
  cairo_line_to (cr, x - 5, y + 5);
  cairo_stroke (cr);
}

/**
 * gradus_thumbnail_draw_losses:
 * @cr: where to draw
 * @theme: how it looks
 * @history: what was measured
 * @n_steps: how far it may be read
 * @has_diverged: whether it ends in a cross
 * @width: of the picture
 * @height: of the picture
 *
 * Draws the losses so far as one small line from the first to the last step.
 */
void
gradus_thumbnail_draw_losses (cairo_t             *cr,
                              const GradusTheme   *theme,
                              const GradusHistory *history,
                              gsize                n_steps,
                              gboolean             has_diverged,
                              int                  width,
                              int                  height)
{
  double points[MAX_SPARK_POINTS];
  guint  n = gradus_thumbnail_reduce_losses (history, n_steps,
                                             MIN (MAX_SPARK_POINTS, width), points);
  double right = width - (has_diverged ? 18.0 : 1.5);
  double most = 0, least = G_MAXDOUBLE;

  for (guint i = 0; i < n; i++)
    {
      most = MAX (most, points[i]);
      least = MIN (least, points[i]);
    }
  if (has_diverged)
    draw_cross (cr, theme, width - 7, height / 2.0);
  if (n < 2)
    return;
  /* A line that never moved lies in the middle. */
  if (!(most > least))
    {
      most += 1;
      least -= 1;
    }
  for (guint i = 0; i < n; i++)
    cairo_line_to (cr, 1.5 + (right - 1.5) * i / (n - 1),
                   2 + (height - 4) * (most - points[i]) / (most - least));
  gradus_theme_set_source (theme, cr,
                           has_diverged ? GRADUS_TOKEN_ERROR : GRADUS_TOKEN_TRAINING);
  gradus_theme_set_line_width (theme, cr, 1.6);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_stroke (cr);
}
