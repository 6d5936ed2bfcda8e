/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/color-map.h"

#include <math.h>
#include <string.h>

#define MAX_STOPS 7
/* The middle step of a diverging map; 127 steps lie on either side, step 0 repeats 1. */
#define ZERO_STEP 128

typedef struct
{
  double  at;
  guint32 rgb;
} Stop;

typedef struct
{
  guint n_stops;
  Stop  stops[MAX_STOPS];
} Ramp;

static const Ramp ramps[GRADUS_N_COLOR_MAPS][2] = {
  [GRADUS_COLOR_MAP_WEIGHTS] = {
    { 7,
      { { 0, 0x7d1208 }, { .16, 0xb8331f }, { .34, 0xe9947c }, { .5, 0xffffff },
        { .66, 0x86b4ec }, { .84, 0x2466b8 }, { 1, 0x0d3a78 } } },
    { 7,
      { { 0, 0xffb894 }, { .2, 0xff7f55 }, { .36, 0x8d3a25 }, { .5, 0x1e1e1e },
        { .64, 0x1f4f8f }, { .8, 0x5aa2fb }, { 1, 0xa9d2ff } } },
  },
  [GRADUS_COLOR_MAP_ACTIVATIONS] = {
    { 5,
      { { 0, 0xffffff }, { .2, 0xcfe9df }, { .45, 0x63b8a8 }, { .7, 0x1f7a86 },
        { 1, 0x0c3148 } } },
    { 5,
      { { 0, 0x1e1e1e }, { .25, 0x1c4a50 }, { .5, 0x23807e }, { .75, 0x6cc7ac },
        { 1, 0xf2f8d6 } } },
  },
  [GRADUS_COLOR_MAP_PICTURES] = {
    { 2, { { 0, 0xffffff }, { 1, 0x1d1d20 } } },
    { 2, { { 0, 0x1e1e1e }, { 1, 0xffffff } } },
  },
};

typedef struct
{
  double l;
  double a;
  double b;
} Oklab;

static double
to_linear (double s)
{
  return s <= 0.04045 ? s / 12.92 : pow ((s + 0.055) / 1.055, 2.4);
}

static double
from_linear (double x)
{
  return x <= 0.0031308 ? 12.92 * x : 1.055 * pow (x, 1 / 2.4) - 0.055;
}

/* Source of both matrices: Björn Ottosson, A perceptual color space for image processing
 * (2020), https://bottosson.github.io/posts/oklab/ */
static Oklab
to_oklab (guint32 rgb)
{
  double r = to_linear ((rgb >> 16 & 0xff) / 255.0);
  double g = to_linear ((rgb >> 8 & 0xff) / 255.0);
  double b = to_linear ((rgb & 0xff) / 255.0);
  double l = cbrt (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  double m = cbrt (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  double s = cbrt (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);

  return (Oklab){
    .l = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
    .a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
    .b = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
  };
}

static guint32
to_byte (double linear)
{
  return (guint32) (CLAMP (from_linear (CLAMP (linear, 0, 1)), 0, 1) * 255 + 0.5);
}

static guint32
from_oklab (Oklab c)
{
  double l = pow (c.l + 0.3963377774 * c.a + 0.2158037573 * c.b, 3);
  double m = pow (c.l - 0.1055613458 * c.a - 0.0638541728 * c.b, 3);
  double s = pow (c.l - 0.0894841775 * c.a - 1.2914855480 * c.b, 3);

  return to_byte (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) << 16 |
         to_byte (-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) << 8 |
         to_byte (-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
}

static guint32
interpolate_stops (const Stop *a, const Stop *b, double at)
{
  double t = (at - a->at) / (b->at - a->at);
  Oklab  from, to;

  /* A stop itself is exact: going there and back may miss it by one. */
  if (t <= 0)
    return a->rgb;
  if (t >= 1)
    return b->rgb;
  from = to_oklab (a->rgb);
  to = to_oklab (b->rgb);
  return from_oklab ((Oklab){ from.l + t * (to.l - from.l), from.a + t * (to.a - from.a),
                              from.b + t * (to.b - from.b) });
}

static guint32
evaluate_ramp (const Ramp *ramp, double at)
{
  guint i = 1;

  while (i + 1 < ramp->n_stops && ramp->stops[i].at < at)
    i++;
  return interpolate_stops (&ramp->stops[i - 1], &ramp->stops[i], at);
}

static guint32
pack_color (const GradusColor *color)
{
  return (guint32) (color->red * 255 + 0.5) << 16 |
         (guint32) (color->green * 255 + 0.5) << 8 | (guint32) (color->blue * 255 + 0.5);
}

static void
fill_map (GradusColorMap *map, const GradusTheme *theme, GradusColorMapId id)
{
  Ramp  ramp = ramps[id][theme->dark ? 1 : 0];
  guint zero = id == GRADUS_COLOR_MAP_WEIGHTS ? 3 : 0;

  map->id = id;
  map->diverging = id == GRADUS_COLOR_MAP_WEIGHTS;
  map->not_a_number = 0xff000000u | pack_color (&theme->colors[GRADUS_TOKEN_FAINT]);
  /* Zero is the paper also where the paper is black. */
  ramp.stops[zero].rgb = pack_color (&theme->colors[GRADUS_TOKEN_VIEW]);
  for (guint i = 0; i < GRADUS_COLOR_MAP_STEPS; i++)
    {
      double at = map->diverging ? MAX ((double) i - 1, 0) / 254 : i / 255.0;

      map->argb[i] = 0xff000000u | evaluate_ramp (&ramp, at);
    }
}

/**
 * gradus_color_map_get:
 * @theme: the theme; a copy of one of gradus_theme_get() is fine
 * @id: which map
 *
 * Looks up the map of a theme.
 *
 * Returns: (transfer none): the map, valid for ever
 * Threads: any
 */
const GradusColorMap *
gradus_color_map_get (const GradusTheme *theme, GradusColorMapId id)
{
  static GradusColorMap maps[GRADUS_N_THEMES][GRADUS_N_COLOR_MAPS];
  static gsize          ready;

  g_return_val_if_fail (theme->id < GRADUS_N_THEMES, NULL);
  g_return_val_if_fail (id < GRADUS_N_COLOR_MAPS, NULL);

  if (g_once_init_enter (&ready))
    {
      for (guint i = 0; i < GRADUS_N_THEMES; i++)
        for (guint k = 0; k < GRADUS_N_COLOR_MAPS; k++)
          fill_map (&maps[i][k], gradus_theme_get ((GradusThemeId) i),
                    (GradusColorMapId) k);
      g_once_init_leave (&ready, 1);
    }
  return &maps[theme->id][id];
}

/**
 * gradus_color_map_lookup:
 * @map: the map
 * @value: a number
 * @limit: what gets the last colour; must be positive
 *
 * Finds the colour of a number; beyond the limits colours stay.
 *
 * Returns: an opaque pixel
 */
guint32
gradus_color_map_lookup (const GradusColorMap *map, double value, double limit)
{
  double t = value / limit;

  if (!isfinite (value))
    return map->not_a_number;
  if (map->diverging)
    return map->argb[ZERO_STEP + lrint (CLAMP (t, -1, 1) * (ZERO_STEP - 1))];
  return map->argb[lrint (CLAMP (t, 0, 1) * (GRADUS_COLOR_MAP_STEPS - 1))];
}

/**
 * gradus_grid_get:
 * @grid: numbers
 * @column: less than the width
 * @row: less than the height
 *
 * Reads one number.
 *
 * Returns: the number
 */
float
gradus_grid_get (const GradusGrid *grid, guint column, guint row)
{
  return grid->values[column * grid->stride_x + row * grid->stride_y];
}

/**
 * gradus_color_map_fill:
 * @map: the map
 * @grid: the numbers
 * @limit: what gets the last colour; must be positive
 * @pixels: (out caller-allocates): one pixel for each number
 * @pixels_per_row: distance in pixels from a row of @pixels to the next
 *
 * Turns numbers into pixels of Cairo's ARGB32, which is GDK_MEMORY_DEFAULT, too.
 */
void
gradus_color_map_fill (const GradusColorMap *map,
                       const GradusGrid     *grid,
                       double                limit,
                       guint32              *pixels,
                       gsize                 pixels_per_row)
{
  for (guint row = 0; row < grid->height; row++)
    for (guint column = 0; column < grid->width; column++)
      pixels[row * pixels_per_row + column] =
        gradus_color_map_lookup (map, (double) gradus_grid_get (grid, column, row),
                                 limit);
}

/**
 * gradus_color_map_to_surface:
 * @map: the map
 * @grid: the numbers
 * @limit: what gets the last colour; must be positive
 *
 * Makes a picture with one pixel for each number.
 *
 * Returns: (transfer full): an image surface
 */
cairo_surface_t *
gradus_color_map_to_surface (const GradusColorMap *map,
                             const GradusGrid     *grid,
                             double                limit)
{
  cairo_surface_t *surface =
    cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) grid->width,
                                (int) grid->height);

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return surface;
  /* Cairo aligns rows to four bytes, so that the stride is whole pixels. */
  gradus_color_map_fill (map, grid, limit,
                         (guint32 *) (void *) cairo_image_surface_get_data (surface),
                         (gsize) cairo_image_surface_get_stride (surface) / 4);
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* Hoare's selection: moves the @k-th smallest number to its place. */
static float
select_kth (float *values, gsize n_values, gsize k)
{
  gssize left = 0, right = (gssize) n_values - 1;

  while (left < right)
    {
      float  pivot = values[left + (right - left) / 2];
      gssize i = left, j = right;

      while (i <= j)
        {
          while (values[i] < pivot)
            i++;
          while (values[j] > pivot)
            j--;
          if (i <= j)
            {
              float swap = values[i];

              values[i++] = values[j];
              values[j--] = swap;
            }
        }
      if ((gssize) k <= j)
        right = j;
      else if ((gssize) k >= i)
        left = i;
      else
        break;
    }
  return values[k];
}

/**
 * gradus_round_to_two_figures:
 * @value: a number
 *
 * Rounds to two significant figures.
 *
 * Returns: the rounded number; 0, NaN and infinity stay
 */
double
gradus_round_to_two_figures (double value)
{
  double unit;

  if (!isfinite (value) || value == 0)
    return value;
  unit = pow (10, floor (log10 (fabs (value))) - 1);
  /* Dividing by a power of ten is exact where multiplying by 0.1 is not. */
  return unit < 1 ? round (value / unit) / round (1 / unit) : round (value / unit) * unit;
}

/**
 * gradus_color_limit:
 * @values: (array length=n_values): numbers
 * @n_values: how many
 * @share: of the numbers that shall lie within the limits; #GRADUS_WEIGHT_SHARE, or 1 for
 * the largest
 *
 * Chooses the limit of a map, rounded to two figures so that it can be read beside the
 * bar.
 *
 * Returns: a positive number; 1 if there is nothing but zeros
 */
double
gradus_color_limit (const float *values, gsize n_values, double share)
{
  g_autofree float *sizes = g_new (float, MAX (n_values, 1));
  gsize             n = 0;
  double            limit;

  for (gsize i = 0; i < n_values; i++)
    if (isfinite (values[i]))
      sizes[n++] = fabsf (values[i]);
  if (n == 0)
    return 1;
  limit = (double) select_kth (sizes, n, (gsize) floor (share * (double) (n - 1)));
  limit = gradus_round_to_two_figures (limit);
  return limit > 0 ? limit : 1;
}
