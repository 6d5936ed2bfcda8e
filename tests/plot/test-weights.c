/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/weights.h"

#include "plot/votes.h"

#include <math.h>

static void
test_form (void)
{
  static const struct
  {
    GradusShape       kernel;
    GradusShape       input;
    GradusWeightsForm form;
  } cases[] = {
    { GRADUS_SHAPE_2 (784, 32), GRADUS_SHAPE_1 (784), GRADUS_WEIGHTS_TILES },
    { GRADUS_SHAPE_2 (784, 32), GRADUS_SHAPE_2 (28, 28), GRADUS_WEIGHTS_TILES },
    { GRADUS_SHAPE_2 (32, 10), GRADUS_SHAPE_1 (32), GRADUS_WEIGHTS_MATRIX },
    { GRADUS_SHAPE_2 (784, 32), GRADUS_SHAPE_1 (2), GRADUS_WEIGHTS_MATRIX },
    { GRADUS_SHAPE_4 (3, 3, 1, 8), GRADUS_SHAPE_3 (28, 28, 1), GRADUS_WEIGHTS_TILES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (gradus_weights_choose_form (&cases[i].kernel, &cases[i].input), ==,
                     cases[i].form);
}

static void
test_hit_finds_every_weight (void)
{
  static const struct
  {
    GradusShape kernel;
    GradusShape input;
  } cases[] = {
    { GRADUS_SHAPE_2 (16, 5), GRADUS_SHAPE_2 (4, 4) },
    { GRADUS_SHAPE_2 (18, 3), GRADUS_SHAPE_3 (3, 3, 2) },
    { GRADUS_SHAPE_4 (2, 3, 2, 4), GRADUS_SHAPE_3 (9, 9, 2) },
    { GRADUS_SHAPE_3 (3, 2, 4), GRADUS_SHAPE_2 (9, 2) },
    { GRADUS_SHAPE_2 (6, 4), GRADUS_SHAPE_1 (5) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize               n = gradus_shape_size (&cases[i].kernel);
      g_autofree guint   *seen = g_new0 (guint, n);
      GradusWeightsLayout layout;

      gradus_weights_layout (&layout, &cases[i].kernel, &cases[i].input,
                             gradus_weights_choose_form (&cases[i].kernel,
                                                         &cases[i].input),
                             gradus_theme_get (GRADUS_THEME_LIGHT), 400, 300);
      for (guint tile = 0; tile < layout.n_tiles; tile++)
        for (guint row = 0; row < layout.tile_height; row++)
          for (guint column = 0; column < layout.tile_width; column++)
            {
              GradusWeightsCell cell;
              double            x, y;

              gradus_weights_get_place (&layout, tile, &x, &y);
              g_assert_true (gradus_weights_hit (&layout,
                                                 x + layout.cell * (column + 0.5),
                                                 y + layout.cell * (row + 0.5), &cell));
              g_assert_cmpuint (cell.tile, ==, tile);
              g_assert_cmpuint (cell.column, ==, column);
              g_assert_cmpuint (cell.row, ==, row);
              g_assert_cmpuint (cell.index, <, n);
              seen[cell.index]++;
            }
      for (gsize k = 0; k < n; k++)
        g_assert_cmpuint (seen[k], ==, 1);
    }
}

/* Keras's kernel of a dense layer is (inputs, units): unit 2 at row 1, column 3 of a
 * 4 × 4 picture is input 7. */
static void
test_index_of_dense (void)
{
  GradusShape         kernel = GRADUS_SHAPE_2 (16, 5), input = GRADUS_SHAPE_1 (16);
  GradusWeightsLayout layout;
  GradusWeightsCell   cell;
  float               weights[80] = { 0 };
  g_autofree char    *text = NULL;
  double              x, y;

  weights[7 * 5 + 2] = 0.087f;
  gradus_weights_layout (&layout, &kernel, &input, GRADUS_WEIGHTS_TILES,
                         gradus_theme_get (GRADUS_THEME_LIGHT), 400, 300);
  gradus_weights_get_place (&layout, 2, &x, &y);
  g_assert_true (
    gradus_weights_hit (&layout, x + 3.5 * layout.cell, y + 1.5 * layout.cell, &cell));
  g_assert_cmpuint (cell.index, ==, 7 * 5 + 2);
  text = gradus_weights_describe (&layout, &cell, weights);
  g_assert_cmpstr (text, ==, "row 2, column 4  +0.087");
  g_assert_false (gradus_weights_hit (&layout, x - 2, y + 1, &cell));
  g_assert_false (gradus_weights_hit (&layout, 1e9, 1e9, &cell));
}

static void
test_fits (void)
{
  for (guint n_units = 1; n_units <= 300; n_units += 13)
    for (double scale = 1; scale < 1.5; scale += 0.45)
      {
        GradusShape         kernel = GRADUS_SHAPE_2 (784, n_units);
        GradusShape         input = GRADUS_SHAPE_1 (784);
        GradusTheme         theme = *gradus_theme_get (GRADUS_THEME_LIGHT);
        GradusWeightsLayout layout;

        theme.scale = scale;
        gradus_weights_layout (&layout, &kernel, &input, GRADUS_WEIGHTS_TILES, &theme,
                               790, 430);
        g_assert_cmpuint (layout.columns * layout.rows, >=, n_units);
        g_assert_cmpuint (layout.cell, >=, 1);
        g_assert_cmpfloat (layout.left + (layout.columns - 1) * layout.pitch_x +
                             layout.cell * 28,
                           <=, 790);
        /* Tiles keep eight pixels apart. */
        g_assert_cmpfloat (layout.pitch_x - layout.cell * 28, >=, 8);
      }
}

/* Thirty-two units in the stage of the design come in eight columns of 84 pixels. */
static void
test_design (void)
{
  GradusShape         kernel = GRADUS_SHAPE_2 (784, 32), input = GRADUS_SHAPE_1 (784);
  GradusWeightsLayout layout;

  gradus_weights_layout (&layout, &kernel, &input, GRADUS_WEIGHTS_TILES,
                         gradus_theme_get (GRADUS_THEME_LIGHT), 790, 430);
  g_assert_cmpuint (layout.columns, ==, 8);
  g_assert_cmpuint (layout.rows, ==, 4);
  g_assert_cmpuint (layout.cell, ==, 3);
}

static void
test_draws_pixels (void)
{
  const GradusTheme  *theme = gradus_theme_get (GRADUS_THEME_LIGHT);
  GradusShape         kernel = GRADUS_SHAPE_2 (16, 2), input = GRADUS_SHAPE_1 (16);
  float               weights[32] = { 0 };
  GradusWeightsLayout layout;
  cairo_surface_t    *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 300, 200);
  cairo_t            *cr = cairo_create (surface);
  const guint32      *pixels;
  double              x, y;
  int                 stride = cairo_image_surface_get_stride (surface) / 4;

  weights[5 * 2 + 1] = 1;
  weights[6 * 2 + 1] = NAN;
  gradus_weights_layout (&layout, &kernel, &input, GRADUS_WEIGHTS_TILES, theme, 300, 200);
  gradus_weights_draw (cr, theme, &layout, weights, 1, 0);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixels = (const guint32 *) (const void *) cairo_image_surface_get_data (surface);
  gradus_weights_get_place (&layout, 1, &x, &y);
  /* Sharp up to the last pixel of the cell. */
  for (guint i = 0; i < layout.cell; i++)
    g_assert_cmphex (pixels[((int) y + (int) layout.cell) * stride + (int) x +
                            (int) layout.cell + (int) i] &
                       0xffffff,
                     ==, 0x0d3a78);
  g_assert_cmphex (pixels[(int) y * stride + (int) x] & 0xffffff, ==, 0xffffff);
  cairo_surface_destroy (surface);
}

static void
test_empty (void)
{
  GradusShape         kernel = GRADUS_SHAPE_2 (0, 4);
  const float         votes[3] = { NAN, INFINITY, 0 };
  GradusWeightsLayout layout;
  GradusWeightsCell   cell;
  cairo_surface_t    *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 50, 50);
  cairo_t            *cr = cairo_create (surface);

  gradus_weights_layout (&layout, &kernel, NULL, GRADUS_WEIGHTS_MATRIX,
                         gradus_theme_get (GRADUS_THEME_LIGHT), 300, 200);
  g_assert_cmpuint (layout.n_tiles, ==, 0);
  g_assert_false (gradus_weights_hit (&layout, 10, 10, &cell));
  gradus_weights_draw (cr, gradus_theme_get (GRADUS_THEME_LIGHT), &layout, NULL, 1, -1);
  gradus_votes_draw (cr, gradus_theme_get (GRADUS_THEME_LIGHT), 50, 50, votes, 3, 1,
                     NULL);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/weights/form", test_form);
  g_test_add_func ("/plot/weights/hit-finds-every-weight", test_hit_finds_every_weight);
  g_test_add_func ("/plot/weights/index-of-dense", test_index_of_dense);
  g_test_add_func ("/plot/weights/fits", test_fits);
  g_test_add_func ("/plot/weights/design", test_design);
  g_test_add_func ("/plot/weights/draws-pixels", test_draws_pixels);
  g_test_add_func ("/plot/weights/empty", test_empty);
  return g_test_run ();
}
