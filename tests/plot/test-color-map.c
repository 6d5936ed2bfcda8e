/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/color-map.h"

#include <math.h>

static guint32
lookup (GradusThemeId theme, GradusColorMapId map, double value, double limit)
{
  return gradus_color_map_lookup (gradus_color_map_get (gradus_theme_get (theme), map),
                                  value, limit) &
         0xffffff;
}

static guint32
get_view (GradusThemeId id)
{
  const GradusColor *view = &gradus_theme_get (id)->colors[GRADUS_TOKEN_VIEW];

  return (guint32) lrint (view->red * 255) << 16 |
         (guint32) lrint (view->green * 255) << 8 | (guint32) lrint (view->blue * 255);
}

static void
test_zero_is_paper (void)
{
  for (guint id = 0; id < GRADUS_N_THEMES; id++)
    for (guint map = 0; map < GRADUS_N_COLOR_MAPS; map++)
      g_assert_cmphex (lookup ((GradusThemeId) id, (GradusColorMapId) map, 0, 0.22), ==,
                       get_view ((GradusThemeId) id));
}

static void
test_ends (void)
{
  static const struct
  {
    GradusThemeId    theme;
    GradusColorMapId map;
    double           value;
    guint32          color;
  } cases[] = {
    { GRADUS_THEME_LIGHT, GRADUS_COLOR_MAP_WEIGHTS, -2, 0x7d1208 },
    { GRADUS_THEME_LIGHT, GRADUS_COLOR_MAP_WEIGHTS, 2, 0x0d3a78 },
    { GRADUS_THEME_DARK, GRADUS_COLOR_MAP_WEIGHTS, -2, 0xffb894 },
    { GRADUS_THEME_DARK, GRADUS_COLOR_MAP_WEIGHTS, 2, 0xa9d2ff },
    { GRADUS_THEME_LIGHT, GRADUS_COLOR_MAP_ACTIVATIONS, 2, 0x0c3148 },
    { GRADUS_THEME_DARK, GRADUS_COLOR_MAP_ACTIVATIONS, 2, 0xf2f8d6 },
    { GRADUS_THEME_LIGHT, GRADUS_COLOR_MAP_PICTURES, 2, 0x1d1d20 },
    { GRADUS_THEME_DARK, GRADUS_COLOR_MAP_PICTURES, 2, 0xffffff },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmphex (lookup (cases[i].theme, cases[i].map, cases[i].value, 2), ==,
                       cases[i].color);
      /* Beyond the limit colours stay. */
      g_assert_cmphex (lookup (cases[i].theme, cases[i].map, 9 * cases[i].value, 2), ==,
                       cases[i].color);
    }
  g_assert_cmphex (lookup (GRADUS_THEME_LIGHT, GRADUS_COLOR_MAP_ACTIVATIONS, -1, 2), ==,
                   0xffffff);
}

static void
assert_near (guint32 a, guint32 b)
{
  for (guint shift = 0; shift <= 16; shift += 8)
    g_assert_cmpint (ABS ((int) (a >> shift & 0xff) - (int) (b >> shift & 0xff)), <=, 1);
}

/* Expected colours were computed apart from this code, through CIE XYZ and the matrices
 * M1 and M2 of the publication, with numpy; they may differ by rounding. */
static void
test_between_stops (void)
{
  assert_near (lookup (GRADUS_THEME_LIGHT, GRADUS_COLOR_MAP_WEIGHTS, -0.5, 1), 0xd1654e);
  assert_near (lookup (GRADUS_THEME_LIGHT, GRADUS_COLOR_MAP_WEIGHTS, 0.25, 1), 0xa0c4f1);
  assert_near (lookup (GRADUS_THEME_LIGHT, GRADUS_COLOR_MAP_WEIGHTS, 0.75, 1), 0x1f5caa);
  assert_near (lookup (GRADUS_THEME_LIGHT, GRADUS_COLOR_MAP_ACTIVATIONS, 0.1, 1),
               0xe7f4ef);
  assert_near (lookup (GRADUS_THEME_LIGHT, GRADUS_COLOR_MAP_ACTIVATIONS, 0.6, 1),
               0x3c9294);
  assert_near (lookup (GRADUS_THEME_DARK, GRADUS_COLOR_MAP_PICTURES, 0.5, 1), 0x868686);
}

static void
test_not_a_number (void)
{
  const GradusColorMap *map = gradus_color_map_get (gradus_theme_get (GRADUS_THEME_LIGHT),
                                                    GRADUS_COLOR_MAP_WEIGHTS);

  g_assert_cmphex (gradus_color_map_lookup (map, NAN, 1), ==, map->not_a_number);
  g_assert_cmphex (gradus_color_map_lookup (map, INFINITY, 1), ==, map->not_a_number);
  for (guint i = 0; i < GRADUS_COLOR_MAP_STEPS; i++)
    g_assert_cmphex (map->argb[i], !=, map->not_a_number);
}

/* A unit's weights lie apart in the kernel; a picture reads them in place. */
static void
test_surface (void)
{
  static const float    kernel[] = { 1, -1, 0, 1, -1, 0, 1, 1, 0, 0, -1, -1 };
  const GradusColorMap *map = gradus_color_map_get (gradus_theme_get (GRADUS_THEME_LIGHT),
                                                    GRADUS_COLOR_MAP_WEIGHTS);
  GradusGrid            grid = { kernel + 1, 3, 2, 2, 6 };
  cairo_surface_t      *surface = gradus_color_map_to_surface (map, &grid, 1);
  const guint32        *pixels =
    (const guint32 *) (const void *) cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface) / 4;

  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 3);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 2);
  g_assert_cmphex (pixels[0], ==, 0xff7d1208);
  g_assert_cmphex (pixels[1], ==, 0xff0d3a78);
  g_assert_cmphex (pixels[2], ==, 0xffffffff);
  g_assert_cmphex (pixels[stride], ==, 0xff0d3a78);
  g_assert_cmphex (pixels[stride + 1], ==, 0xffffffff);
  g_assert_cmphex (pixels[stride + 2], ==, 0xff7d1208);
  cairo_surface_destroy (surface);
}

static int
compare_floats (gconstpointer a, gconstpointer b)
{
  return (*(const float *) a > *(const float *) b) -
         (*(const float *) a < *(const float *) b);
}

static void
test_limit_is_rank (void)
{
  float values[1999], sizes[1999];

  for (guint round = 0; round < 20; round++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (values); i++)
        {
          /* Ties, too. */
          values[i] = (float) g_test_rand_int_range (-300, 300) / 100.0f;
          sizes[i] = fabsf (values[i]);
        }
      qsort (sizes, G_N_ELEMENTS (sizes), sizeof (float), compare_floats);
      g_assert_cmpfloat (gradus_color_limit (values, G_N_ELEMENTS (values), 0.995), ==,
                         gradus_round_to_two_figures (
                           (double) sizes[(guint) (0.995 * 1998)]));
      g_assert_cmpfloat (gradus_color_limit (values, G_N_ELEMENTS (values), 1), ==,
                         gradus_round_to_two_figures ((double) sizes[1998]));
    }
}

static void
test_limit_edges (void)
{
  static const float zeros[3] = { 0 };
  const float        odd[] = { NAN, INFINITY, -0.5f };

  g_assert_cmpfloat (gradus_color_limit (zeros, 3, 1), ==, 1);
  g_assert_cmpfloat (gradus_color_limit (NULL, 0, 1), ==, 1);
  g_assert_cmpfloat (gradus_color_limit (odd, 3, 1), ==, 0.5);
  g_assert_cmpfloat (gradus_color_limit (odd, 2, 1), ==, 1);
}

static void
test_two_figures (void)
{
  g_assert_cmpfloat (gradus_round_to_two_figures (0.2173), ==, 0.22);
  g_assert_cmpfloat (gradus_round_to_two_figures (-0.2173), ==, -0.22);
  g_assert_cmpfloat (gradus_round_to_two_figures (1.249), ==, 1.2);
  g_assert_cmpfloat (gradus_round_to_two_figures (1249), ==, 1200);
  g_assert_cmpfloat (gradus_round_to_two_figures (0.0999), ==, 0.1);
  g_assert_cmpfloat (gradus_round_to_two_figures (0), ==, 0);
  g_assert_true (isnan (gradus_round_to_two_figures (NAN)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/color-map/zero-is-paper", test_zero_is_paper);
  g_test_add_func ("/plot/color-map/ends", test_ends);
  g_test_add_func ("/plot/color-map/between-stops", test_between_stops);
  g_test_add_func ("/plot/color-map/not-a-number", test_not_a_number);
  g_test_add_func ("/plot/color-map/surface", test_surface);
  g_test_add_func ("/plot/color-map/limit-is-rank", test_limit_is_rank);
  g_test_add_func ("/plot/color-map/limit-edges", test_limit_edges);
  g_test_add_func ("/plot/color-map/two-figures", test_two_figures);
  return g_test_run ();
}
