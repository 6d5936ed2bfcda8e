/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/plane.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/paint.h"
#include "plot/text.h"

#define POINT_RADIUS 2.6
#define MANY_POINTS 4000
#define TINT_LEAST 0.10
#define TINT_MORE 0.26

GradusToken
gradus_plane_get_token (guint class_index, guint n_classes)
{
  if (n_classes == 2)
    return class_index == 0 ? GRADUS_TOKEN_TRAINING : GRADUS_TOKEN_VALIDATION;
  return gradus_token_of_class (class_index % 10);
}

/* --- The ground: what is answered where --- */

static guint32
tint (const GradusTheme *theme, const GradusPlaneMap *map, gsize at)
{
  const GradusColor *paper = &theme->colors[GRADUS_TOKEN_VIEW];
  const GradusColor *ink =
    &theme->colors[gradus_plane_get_token (map->answers[at], map->n_classes)];
  double chance = 1.0 / MAX (map->n_classes, 2);
  double sure = CLAMP (((double) map->confidences[at] - chance) / (1 - chance), 0, 1);
  double alpha = TINT_LEAST + TINT_MORE * sure;
  guint  red = (guint) lround (255 * (paper->red + alpha * (ink->red - paper->red)));
  guint  green =
    (guint) lround (255 * (paper->green + alpha * (ink->green - paper->green)));
  guint blue = (guint) lround (255 * (paper->blue + alpha * (ink->blue - paper->blue)));

  return 0xff000000u | red << 16 | green << 8 | blue;
}

static void
draw_ground (cairo_t              *cr,
             const GradusTheme    *theme,
             const GradusAxes     *axes,
             const GradusPlaneMap *map)
{
  int              n = (int) map->n;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, n, n);
  guint32         *pixels = (guint32 *) (gpointer) cairo_image_surface_get_data (surface);
  int              stride = cairo_image_surface_get_stride (surface) / 4;

  for (int row = 0; row < n; row++)
    for (int column = 0; column < n; column++)
      pixels[row * stride + column] =
        tint (theme, map, (gsize) row * map->n + (gsize) column);
  cairo_surface_mark_dirty (surface);
  cairo_save (cr);
  cairo_rectangle (cr, axes->left, axes->top, axes->width, axes->height);
  cairo_clip (cr);
  cairo_translate (cr, gradus_axes_x (axes, map->left), gradus_axes_y (axes, map->top));
  cairo_scale (cr,
               (gradus_axes_x (axes, map->right) - gradus_axes_x (axes, map->left)) / n,
               (gradus_axes_y (axes, map->bottom) - gradus_axes_y (axes, map->top)) / n);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BILINEAR);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
}

/* --- The line, where two classes are equally likely --- */

typedef struct
{
  double x, y;
} Spot;

/* Between two neighbouring cells, where the field is ½. */
static gboolean
cross (const GradusPlaneMap *map, guint c1, guint r1, guint c2, guint r2, Spot *spot)
{
  double a = (double) map->field[(gsize) r1 * map->n + c1] - 0.5;
  double b = (double) map->field[(gsize) r2 * map->n + c2] - 0.5;
  double t;

  if ((a > 0) == (b > 0) || !isfinite (a) || !isfinite (b))
    return FALSE;
  t = a / (a - b);
  spot->x = c1 + 0.5 + t * ((double) c2 - c1);
  spot->y = r1 + 0.5 + t * ((double) r2 - r1);
  return TRUE;
}

/* Marching squares: two or four sides of a square of cells are crossed. */
static void
add_square (cairo_t *cr, const GradusPlaneMap *map, guint column, guint row)
{
  Spot  spots[4];
  guint n = 0;

  n += cross (map, column, row, column + 1, row, &spots[n]);
  n += cross (map, column + 1, row, column + 1, row + 1, &spots[n]);
  n += cross (map, column + 1, row + 1, column, row + 1, &spots[n]);
  n += cross (map, column, row + 1, column, row, &spots[n]);
  for (guint i = 0; i + 1 < n; i += 2)
    {
      cairo_move_to (cr, spots[i].x, spots[i].y);
      cairo_line_to (cr, spots[i + 1].x, spots[i + 1].y);
    }
}

static void
draw_line (cairo_t              *cr,
           const GradusTheme    *theme,
           const GradusAxes     *axes,
           const GradusPlaneMap *map)
{
  cairo_save (cr);
  cairo_rectangle (cr, axes->left, axes->top, axes->width, axes->height);
  cairo_clip (cr);
  cairo_translate (cr, gradus_axes_x (axes, map->left), gradus_axes_y (axes, map->top));
  cairo_scale (cr,
               (gradus_axes_x (axes, map->right) - gradus_axes_x (axes, map->left)) /
                 map->n,
               (gradus_axes_y (axes, map->bottom) - gradus_axes_y (axes, map->top)) /
                 map->n);
  cairo_new_path (cr);
  for (guint row = 0; row + 1 < map->n; row++)
    for (guint column = 0; column + 1 < map->n; column++)
      add_square (cr, map, column, row);
  cairo_restore (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FG);
  gradus_theme_set_line_width (theme, cr, 1.8);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_stroke (cr);
}

/* --- Points --- */

static void
draw_class (cairo_t           *cr,
            const GradusTheme *theme,
            const GradusAxes  *axes,
            const GradusPlane *plane,
            guint              class_index,
            gboolean           is_right)
{
  double radius = POINT_RADIUS * theme->scale * (plane->n_points > MANY_POINTS ? 0.6 : 1);

  for (gsize i = 0; i < plane->n_points; i++)
    {
      gboolean is_read = plane->answers == NULL || plane->answers[i] == plane->classes[i];

      if (plane->classes[i] != class_index || is_read != is_right ||
          !isfinite (plane->points[2 * i]) || !isfinite (plane->points[2 * i + 1]))
        continue;
      gradus_axes_mark (cr, class_index,
                        gradus_axes_x (axes, (double) plane->points[2 * i]),
                        gradus_axes_y (axes, (double) plane->points[2 * i + 1]), radius);
    }
  gradus_theme_set_source (theme, cr,
                           is_right
                             ? gradus_plane_get_token (class_index, plane->n_classes)
                             : GRADUS_TOKEN_VIEW);
  if (is_right)
    {
      cairo_fill (cr);
      return;
    }
  /* Mistakes are open. */
  cairo_fill_preserve (cr);
  gradus_theme_set_source (theme, cr,
                           gradus_plane_get_token (class_index, plane->n_classes));
  gradus_theme_set_line_width (theme, cr, 1.5);
  cairo_stroke (cr);
}

static void
draw_points (cairo_t           *cr,
             const GradusTheme *theme,
             const GradusAxes  *axes,
             const GradusPlane *plane)
{
  for (int is_right = 1; is_right >= 0; is_right--)
    for (guint i = 0; i < plane->n_classes; i++)
      draw_class (cr, theme, axes, plane, i, is_right);
}

static void
draw_probe (cairo_t           *cr,
            const GradusTheme *theme,
            const GradusAxes  *axes,
            const GradusPlane *plane)
{
  double x = gradus_axes_x (axes, plane->probe[0]);
  double y = gradus_axes_y (axes, plane->probe[1]);

  if (!plane->has_probe || !isfinite (x) || !isfinite (y))
    return;
  gradus_paint_dot (cr, theme, GRADUS_TOKEN_VIEW, x, y, 8 * theme->scale,
                    5 * theme->scale);
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, 8 * theme->scale, 0, 2 * G_PI);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FG);
  gradus_theme_set_line_width (theme, cr, 2.2);
  cairo_stroke (cr);
}

/**
 * gradus_plane_get_axes:
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @plane: what is shown
 * @axes: (out): where it is shown
 *
 * Says where a point of the plane is drawn.
 */
void
gradus_plane_get_axes (const GradusTheme *theme,
                       double             width,
                       double             height,
                       const GradusPlane *plane,
                       GradusAxes        *axes)
{
  gradus_axes_fit (axes, theme, width, height, TRUE);
  axes->x_from = plane->left;
  axes->x_to = plane->right;
  axes->y_from = plane->bottom;
  axes->y_to = plane->top;
}

/**
 * gradus_plane_draw:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @plane: what is shown
 *
 * Draws the plane of two inputs: the ground in the colour of what the network answers
 * there, the line between two classes, the data points. Mistaken points are open.
 */
void
gradus_plane_draw (cairo_t           *cr,
                   const GradusTheme *theme,
                   double             width,
                   double             height,
                   const GradusPlane *plane)
{
  GradusAxes axes;

  gradus_plane_get_axes (theme, width, height, plane, &axes);
  if (plane->map != NULL)
    draw_ground (cr, theme, &axes, plane->map);
  gradus_axes_draw (cr, theme, &axes, _ ("first input"), _ ("second input"));
  if (plane->map != NULL && plane->n_classes == 2)
    draw_line (cr, theme, &axes, plane->map);
  draw_points (cr, theme, &axes, plane);
  draw_probe (cr, theme, &axes, plane);
}

/* --- The bent grid --- */

static void
draw_lines (cairo_t              *cr,
            const GradusTheme    *theme,
            const GradusAxes     *axes,
            const GradusBentGrid *grid)
{
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_AXIS);
  cairo_set_line_width (cr, 1);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (gsize line = 0; line < 2 * (gsize) grid->n_lines; line++)
    {
      gboolean is_new = TRUE;

      for (gsize step = 0; step < grid->n_steps; step++)
        {
          const float *place = grid->places + 2 * (line * grid->n_steps + step);
          double       x = gradus_axes_x (axes, (double) place[0]);
          double       y = gradus_axes_y (axes, (double) place[1]);

          if (!isfinite (x) || !isfinite (y))
            {
              is_new = TRUE;
              continue;
            }
          if (is_new)
            cairo_move_to (cr, x, y);
          else
            cairo_line_to (cr, x, y);
          is_new = FALSE;
        }
    }
  cairo_stroke (cr);
}

/**
 * gradus_bent_grid_draw:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @grid: the lines as a layer sees them
 * @plane: with points and probe as the layer sees them
 *
 * Draws how a layer of two units bends the plane so that one straight line can part the
 * classes.
 */
void
gradus_bent_grid_draw (cairo_t              *cr,
                       const GradusTheme    *theme,
                       double                width,
                       double                height,
                       const GradusBentGrid *grid,
                       const GradusPlane    *plane)
{
  gsize      n = 2 * (gsize) grid->n_lines * grid->n_steps;
  GradusAxes axes;

  gradus_axes_fit (&axes, theme, width, height, TRUE);
  /* Lines between the data matter; far beyond them they may run out of the picture. */
  gradus_axes_cover (&axes.x_from, &axes.x_to,
                     plane->n_points > 0 ? plane->points : grid->places,
                     plane->n_points > 0 ? plane->n_points : n, 2);
  gradus_axes_cover (&axes.y_from, &axes.y_to,
                     (plane->n_points > 0 ? plane->points : grid->places) + 1,
                     plane->n_points > 0 ? plane->n_points : n, 2);
  gradus_axes_draw (cr, theme, &axes, _ ("first unit"), _ ("second unit"));
  cairo_save (cr);
  cairo_rectangle (cr, axes.left, axes.top, axes.width, axes.height);
  cairo_clip (cr);
  draw_lines (cr, theme, &axes, grid);
  cairo_restore (cr);
  draw_points (cr, theme, &axes, plane);
  draw_probe (cr, theme, &axes, plane);
}
