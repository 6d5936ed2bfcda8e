/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/kind-picture.h"

#include "plot/shapes.h"

#include <math.h>

/* Small pictures that explain a kind of layer: what comes in stands at the left, what
 * goes out at the right. A kind names its picture by the icon it has. */

typedef struct
{
  cairo_t           *cr;
  const GradusTheme *theme;
  GradusToken        token; /* colour of the kind's category */
  double             width;
  double             height;
} Canvas;

typedef void (*Draw) (const Canvas *c);

/* A figure that can be told from its parts: a 7 on 8 × 8 cells. */
static const char *const SEVEN[] = {
  "        ", " ###### ", " ###### ", "     ## ",
  "    ##  ", "   ##   ", "   ##   ", "        ",
};

static double
get_ink (guint row, guint column)
{
  return SEVEN[row % 8][column % 8] == '#' ? 1 : 0;
}

static void
fill_cell (const Canvas *c, double x, double y, double size, double alpha)
{
  cairo_rectangle (c->cr, floor (x), floor (y), floor (size) - 1, floor (size) - 1);
  gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_TRACK);
  cairo_fill_preserve (c->cr);
  gradus_theme_set_source_alpha (c->theme, c->cr, c->token, alpha);
  cairo_fill (c->cr);
}

static void
draw_dot (const Canvas *c, double x, double y, double radius, double alpha)
{
  cairo_new_sub_path (c->cr);
  cairo_arc (c->cr, x, y, radius, 0, 2 * G_PI);
  gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_VIEW);
  cairo_fill_preserve (c->cr);
  gradus_theme_set_source_alpha (c->theme, c->cr, c->token, alpha);
  cairo_fill_preserve (c->cr);
  gradus_theme_set_source (c->theme, c->cr, c->token);
  cairo_set_line_width (c->cr, 1.5);
  cairo_stroke (c->cr);
}

static double
spread (double from, double to, guint index, guint n)
{
  return from + (to - from) * (index + 0.5) / n;
}

static void
draw_arrow (const Canvas *c, double from, double to)
{
  gradus_shapes_arrow (c->cr, c->theme, from, to, floor (c->height / 2) + 0.5);
}

/* A picture of n × n cells; returns the size of one. */
static double
draw_picture (const Canvas *c, double left, double size, guint n, guint step)
{
  double cell = floor (size / n);
  double top = (c->height - cell * n) / 2;

  for (guint row = 0; row < n; row++)
    for (guint column = 0; column < n; column++)
      fill_cell (c, left + column * cell, top + row * cell, cell,
                 get_ink (row * step, column * step));
  return cell;
}

static void
draw_frame (const Canvas *c, double x, double y, double size)
{
  gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_FORWARD);
  cairo_set_line_width (c->cr, 2);
  cairo_rectangle (c->cr, floor (x) - 0.5, floor (y) - 0.5, floor (size), floor (size));
  cairo_stroke (c->cr);
}

/* Each unit sees everything. */
static void
draw_dense (const Canvas *c)
{
  const guint n_in = 5, n_out = 3;
  double      left = c->width * 0.3, right = c->width * 0.7;

  cairo_set_line_width (c->cr, 1);
  for (guint i = 0; i < n_in; i++)
    for (guint k = 0; k < n_out; k++)
      {
        gradus_theme_set_source_alpha (c->theme, c->cr, c->token,
                                       0.25 + 0.6 * ((i * 5 + k * 3) % 7) / 6.0);
        cairo_move_to (c->cr, left, spread (6, c->height - 6, i, n_in));
        cairo_line_to (c->cr, right, spread (12, c->height - 12, k, n_out));
        cairo_stroke (c->cr);
      }
  for (guint i = 0; i < n_in; i++)
    draw_dot (c, left, spread (6, c->height - 6, i, n_in), 6, 0.1);
  for (guint k = 0; k < n_out; k++)
    draw_dot (c, right, spread (12, c->height - 12, k, n_out), 8, 0.35);
}

/* A window slides over a picture; each place gives one number. */
static void
draw_conv2d (const Canvas *c)
{
  double size = c->height - 12;
  double cell = draw_picture (c, 10, size, 8, 1);
  double top = (c->height - cell * 8) / 2;
  double small = floor (size / 8);
  double right = c->width - 10 - 6 * small;

  draw_frame (c, 10 + 2 * cell, top + cell, 3 * cell);
  draw_arrow (c, 10 + 8 * cell + 8, right - 8);
  for (guint row = 0; row < 6; row++)
    for (guint column = 0; column < 6; column++)
      fill_cell (c, right + column * small, (c->height - 6 * small) / 2 + row * small,
                 small,
                 0.9 * get_ink (row + 1, column + 1) *
                   (1 - get_ink (row + 2, column + 1)));
  draw_frame (c, right + 2 * small, (c->height - 6 * small) / 2 + small, small);
}

static double
wave (double t)
{
  return 0.5 + 0.32 * sin (t * 9) + 0.14 * sin (t * 23 + 1);
}

/* The same along a signal. */
static void
draw_conv1d (const Canvas *c)
{
  const guint n = 16;
  double      step = (c->width - 24) / n;

  for (guint i = 0; i < n; i++)
    {
      double value = wave ((double) i / n);
      double next = wave ((i + 1.0) / n);

      fill_cell (c, 12 + i * step, 10 + 30 * (1 - value), step, 0.8);
      if (i < n - 2)
        fill_cell (c, 12 + (i + 1) * step, c->height - 22, step,
                   CLAMP (0.5 + 3 * (next - value), 0.05, 1));
    }
  gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_FORWARD);
  cairo_set_line_width (c->cr, 2);
  cairo_rectangle (c->cr, floor (12 + 5 * step) - 0.5, 6.5, floor (3 * step), 44);
  cairo_stroke (c->cr);
  cairo_move_to (c->cr, 12 + 6.5 * step, 51);
  cairo_line_to (c->cr, 12 + 6.5 * step, c->height - 26);
  cairo_stroke (c->cr);
}

/* Of each 2 × 2 cells, one number is left. */
static void
draw_pool (const Canvas *c)
{
  double size = c->height - 12;
  double cell = draw_picture (c, 10, size, 8, 1);
  double top = (c->height - 8 * cell) / 2;
  double right = c->width - 10 - 4 * cell;

  draw_frame (c, 10 + 4 * cell, top + 2 * cell, 2 * cell);
  draw_arrow (c, 10 + 8 * cell + 8, right - 8);
  for (guint row = 0; row < 4; row++)
    for (guint column = 0; column < 4; column++)
      {
        double most = 0;

        for (guint i = 0; i < 4; i++)
          most = MAX (most, get_ink (2 * row + i / 2, 2 * column + i % 2));
        fill_cell (c, right + column * cell, (c->height - 4 * cell) / 2 + row * cell,
                   cell, most);
      }
  draw_frame (c, right + 2 * cell, (c->height - 4 * cell) / 2 + cell, cell);
}

/* Of each map, one number is left. */
static void
draw_global_pool (const Canvas *c)
{
  double size = floor ((c->height - 20) / 3);
  double right = c->width * 0.72;

  for (guint map = 0; map < 3; map++)
    {
      double top = 6 + map * (size + 4);
      double cell = size / 4;

      for (guint i = 0; i < 16; i++)
        fill_cell (c, c->width * 0.26 + (i % 4) * cell, top + (double) (i / 4) * cell,
                   cell, get_ink (2 * (i / 4) + map, 2 * (i % 4) + map));
      gradus_shapes_arrow (c->cr, c->theme, c->width * 0.26 + size + 8, right - 8,
                           floor (top + size / 2) + 0.5);
      fill_cell (c, right, top + size / 2 - 6, 13, 0.25 + 0.3 * map);
    }
}

/* A picture becomes one row. */
static void
draw_flatten (const Canvas *c)
{
  const guint n = 5;
  double      cell = 12;
  double      left = (c->width - n * cell) / 2;
  double      strip = floor ((c->width - 16) / (n * n));

  for (guint i = 0; i < n * n; i++)
    {
      double alpha = 0.12 + 0.75 * get_ink (1 + i / n, 2 + i % n);

      fill_cell (c, left + (i % n) * cell, 4 + (double) (i / n) * cell, cell, alpha);
      fill_cell (c, (c->width - strip * n * n) / 2 + i * strip, c->height - 16, strip,
                 alpha);
    }
  gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_FORWARD);
  cairo_set_line_width (c->cr, 2);
  cairo_move_to (c->cr, c->width / 2, 4 + n * cell + 3);
  cairo_line_to (c->cr, c->width / 2, c->height - 20);
  cairo_stroke (c->cr);
}

/* The same numbers in another shape. */
static void
draw_reshape (const Canvas *c)
{
  double cell = 16;
  double left = c->width * 0.12, right = c->width * 0.66;

  for (guint i = 0; i < 12; i++)
    {
      double alpha = 0.1 + 0.07 * i;

      fill_cell (c, left + (i % 4) * cell,
                 (c->height - 3 * cell) / 2 + (double) (i / 4) * cell, cell, alpha);
      fill_cell (c, right + (i % 3) * cell,
                 (c->height - 4 * cell) / 2 + (double) (i / 3) * cell, cell, alpha);
    }
  draw_arrow (c, left + 4 * cell + 8, right - 8);
}

/* Some values rest, chosen anew for each batch. */
static void
draw_dropout (const Canvas *c)
{
  double radius = 7;

  for (guint side = 0; side < 2; side++)
    for (guint i = 0; i < 12; i++)
      {
        double x = spread (side == 0 ? 14 : c->width * 0.58,
                           side == 0 ? c->width * 0.42 : c->width - 14, i % 4, 4);
        double   y = spread (8, c->height - 8, i / 4, 3);
        gboolean rests = side == 1 && (i * 7 + 3) % 5 < 2;

        if (!rests)
          draw_dot (c, x, y, radius, side == 0 ? 0.4 : 0.9);
        else
          {
            gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_FAINT);
            cairo_set_line_width (c->cr, 1.5);
            cairo_move_to (c->cr, x - 4, y - 4);
            cairo_line_to (c->cr, x + 4, y + 4);
            cairo_move_to (c->cr, x + 4, y - 4);
            cairo_line_to (c->cr, x - 4, y + 4);
            cairo_stroke (c->cr);
          }
      }
  draw_arrow (c, c->width * 0.44, c->width * 0.56);
}

/* Values tremble a little. */
static void
draw_noise (const Canvas *c)
{
  for (guint part = 0; part < 2; part++)
    {
      double left = part == 0 ? 10 : c->width * 0.56;
      double right = part == 0 ? c->width * 0.44 : c->width - 10;

      for (double x = left; x <= right; x += 2)
        {
          double shake = part == 0 ? 0 : 0.09 * sin (x * 12.9898) * cos (x * 7.233);
          double y = c->height *
                     (1 - (wave ((x - left) / (right - left) * 0.8) + shake) * 0.8 - 0.1);

          if (x == left)
            cairo_move_to (c->cr, x, y);
          else
            cairo_line_to (c->cr, x, y);
        }
      gradus_theme_set_source (c->theme, c->cr, c->token);
      cairo_set_line_width (c->cr, 2);
      cairo_stroke (c->cr);
    }
  draw_arrow (c, c->width * 0.46, c->width * 0.54);
}

static void
draw_axes (const Canvas *c, double left, double right)
{
  gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_AXIS);
  cairo_set_line_width (c->cr, 1);
  cairo_move_to (c->cr, left, floor (c->height * 0.62) + 0.5);
  cairo_line_to (c->cr, right, floor (c->height * 0.62) + 0.5);
  cairo_move_to (c->cr, floor (c->width / 2) + 0.5, 6);
  cairo_line_to (c->cr, floor (c->width / 2) + 0.5, c->height - 6);
  cairo_stroke (c->cr);
}

/* The bend in the curve of each unit. */
static void
draw_activation (const Canvas *c)
{
  double left = c->width * 0.2, right = c->width * 0.8;
  double zero = floor (c->height * 0.62) + 0.5;

  draw_axes (c, left, right);
  gradus_theme_set_source (c->theme, c->cr, c->token);
  cairo_set_line_width (c->cr, 2.5);
  cairo_move_to (c->cr, left, zero);
  cairo_line_to (c->cr, c->width / 2, zero);
  cairo_line_to (c->cr, right - 8, 10);
  cairo_stroke (c->cr);
}

static void
draw_bell (const Canvas *c, double middle, double spread_by, double alpha)
{
  for (double x = 8; x <= c->width - 8; x += 2)
    {
      double z = (x - middle) / spread_by;
      double y =
        c->height - 12 - (c->height - 26) * exp (-z * z / 2) * 16 / MAX (16, spread_by);

      if (x == 8)
        cairo_move_to (c->cr, x, y);
      else
        cairo_line_to (c->cr, x, y);
    }
  gradus_theme_set_source_alpha (c->theme, c->cr, c->token, alpha);
  cairo_set_line_width (c->cr, 2.5);
  cairo_stroke (c->cr);
}

/* Values wherever they lie come to lie around zero. */
static void
draw_norm (const Canvas *c)
{
  draw_axes (c, 8, c->width - 8);
  draw_bell (c, c->width * 0.24, 28, 0.35);
  draw_bell (c, c->width / 2, 16, 1);
  gradus_shapes_arrow (c->cr, c->theme, c->width * 0.3, c->width * 0.43, 20.5);
}

/* A word is looked up and becomes a point. */
static void
draw_embedding (const Canvas *c)
{
  const guint n_rows = 5, n_columns = 6;
  double      cell = 14;
  double      left = c->width - 14 - n_columns * cell;

  for (guint i = 0; i < n_rows * n_columns; i++)
    fill_cell (c, left + (i % n_columns) * cell,
               (c->height - n_rows * cell) / 2 + (double) (i / n_columns) * cell, cell,
               0.1 + 0.8 * ((i * 11 + i / 6 * 5) % 13) / 12.0);
  fill_cell (c, c->width * 0.2, c->height / 2 - 10, 20, 0.9);
  draw_arrow (c, c->width * 0.2 + 28, left - 8);
  gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_FORWARD);
  cairo_set_line_width (c->cr, 2);
  cairo_rectangle (c->cr, floor (left) - 0.5,
                   floor ((c->height - n_rows * cell) / 2 + 2 * cell) - 0.5,
                   n_columns * cell, cell);
  cairo_stroke (c->cr);
}

/* One step after the other, each told what the last one kept. */
static void
draw_steps (const Canvas *c, guint n_gates)
{
  const guint n = 4;
  double      y = c->height * 0.5;

  for (guint i = 0; i < n; i++)
    {
      double x = spread (8, c->width - 8, i, n);
      double next = spread (8, c->width - 8, i + 1, n);

      gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_FAINT);
      cairo_set_line_width (c->cr, 1.5);
      cairo_move_to (c->cr, x, y + 36);
      cairo_line_to (c->cr, x, y - 34);
      cairo_stroke (c->cr);
      fill_cell (c, x - 7, c->height - 16, 15, 0.2 + 0.2 * i);
      if (i + 1 < n)
        gradus_shapes_arrow (c->cr, c->theme, x + 17, next - 17, floor (y) + 0.5);
      gradus_shapes_rounded (c->cr, floor (x - 15) + 0.5, floor (y - 14) + 0.5, 30, 28,
                             6);
      gradus_theme_set_source (c->theme, c->cr, GRADUS_TOKEN_VIEW);
      cairo_fill_preserve (c->cr);
      gradus_theme_set_source_alpha (c->theme, c->cr, c->token, 0.15 + 0.2 * i);
      cairo_fill_preserve (c->cr);
      gradus_theme_set_source (c->theme, c->cr, c->token);
      cairo_stroke (c->cr);
      for (guint gate = 0; gate < n_gates; gate++)
        draw_dot (c, spread (x - 13, x + 13, gate, n_gates), y, 3, 0.9);
    }
}

static void
draw_rnn (const Canvas *c)
{
  draw_steps (c, 0);
}

static void
draw_gru (const Canvas *c)
{
  draw_steps (c, 2);
}

static void
draw_lstm (const Canvas *c)
{
  draw_steps (c, 3);
}

/* One row for each icon. */
static const struct
{
  const char *icon;
  Draw        draw;
} pictures[] = {
  { "gradus-layer-dense-symbolic", draw_dense },
  { "gradus-layer-conv2d-symbolic", draw_conv2d },
  { "gradus-layer-conv1d-symbolic", draw_conv1d },
  { "gradus-layer-pool-symbolic", draw_pool },
  { "gradus-layer-global-pool-symbolic", draw_global_pool },
  { "gradus-layer-flatten-symbolic", draw_flatten },
  { "gradus-layer-reshape-symbolic", draw_reshape },
  { "gradus-layer-dropout-symbolic", draw_dropout },
  { "gradus-layer-noise-symbolic", draw_noise },
  { "gradus-layer-activation-symbolic", draw_activation },
  { "gradus-layer-norm-symbolic", draw_norm },
  { "gradus-layer-embedding-symbolic", draw_embedding },
  { "gradus-layer-rnn-symbolic", draw_rnn },
  { "gradus-layer-gru-symbolic", draw_gru },
  { "gradus-layer-lstm-symbolic", draw_lstm },
};

/**
 * gradus_kind_picture_draw:
 * @cr: where to draw
 * @theme: how it looks
 * @kind: a kind of layer
 * @width: what there is
 * @height: what there is
 *
 * Draws what the layer does to what comes in. Kinds that look alike in the palette share
 * their picture.
 */
void
gradus_kind_picture_draw (cairo_t               *cr,
                          const GradusTheme     *theme,
                          const GradusLayerKind *kind,
                          double                 width,
                          double                 height)
{
  Canvas canvas = { cr, theme, gradus_token_of_category (kind->category), width, height };

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    if (g_strcmp0 (pictures[i].icon, kind->icon) == 0)
      pictures[i].draw (&canvas);
}
