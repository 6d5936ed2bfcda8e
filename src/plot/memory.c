/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/color-map.h"
#include "plot/paint.h"
#include "plot/tensor.h"
#include "plot/text.h"
#include "plot/ticks.h"

/* The memory strip: above, all of it; below, a few numbers around the one that is looked
 * at, and how its place follows from its index. */

#define WHOLE 10.0
#define CELL 34.0
#define CELL_HEIGHT 24.0
#define TOP 30.0

static gint64
count_items (const GradusTensorPicture *picture)
{
  gint64 n = 1;

  for (guint i = 0; i < picture->view.base_rank; i++)
    n *= picture->view.base_dims[i];
  return n;
}

static gint64
choose_focus (const GradusTensorPicture *picture, gint64 focus)
{
  return focus >= 0 ? focus : gradus_array_view_get_offset (&picture->view);
}

/* Cells stay where they are while the pointer goes from one to the next. */
static gint64
get_first (const GradusTheme         *theme,
           double                     width,
           const GradusTensorPicture *picture,
           gint64                     focus,
           gint64                    *n_cells)
{
  gint64 n = count_items (picture);
  gint64 page;

  *n_cells = MIN ((gint64) MAX (floor (width / (CELL * theme->scale)), 1), n);
  page = MAX (*n_cells - 8, 1);
  return CLAMP (choose_focus (picture, focus) / page * page - 4, 0, n - *n_cells);
}

gint64
gradus_memory_find (const GradusTheme         *theme,
                    double                     width,
                    double                     height,
                    const GradusTensorPicture *picture,
                    gint64                     focus,
                    double                     x,
                    double                     y)
{
  gint64 n_cells;
  gint64 first = get_first (theme, width, picture, focus, &n_cells);
  double cell = floor (width / (double) n_cells);
  gint64 at = (gint64) floor (x / cell);

  if (y < TOP * theme->scale || y > (TOP + CELL_HEIGHT) * theme->scale || at < 0 ||
      at >= n_cells)
    return -1;
  return first + at;
}

/* The first and the last number of the view. */
static void
get_extent (const GradusArrayView *view, gint64 *from, gint64 *to)
{
  *from = *to = gradus_array_view_get_offset (view);
  for (guint i = 0; i < view->rank; i++)
    {
      gint64 way = (gradus_array_view_get_dim (view, i) - 1) *
                   gradus_array_view_get_stride (view, i);

      *from += MIN (way, 0);
      *to += MAX (way, 0);
    }
}

static void
draw_whole (cairo_t                   *cr,
            const GradusTheme         *theme,
            double                     width,
            const GradusTensorPicture *picture,
            gint64                     first,
            gint64                     n_cells)
{
  double n = (double) count_items (picture);
  double high = WHOLE * theme->scale;
  double x = width * (double) first / n;
  double right = MAX (width * (double) (first + n_cells) / n, x + 2);
  gint64 from, to;

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_TRACK);
  gradus_shapes_rounded (cr, 0, 1, width, high, 3);
  cairo_fill (cr);
  if (gradus_array_view_get_size (&picture->view) > 0)
    {
      get_extent (&picture->view, &from, &to);
      gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_FORWARD, 0.55);
      cairo_rectangle (cr, width * (double) from / n, 1,
                       MAX (width * (double) (to + 1 - from) / n, 2), high);
      cairo_fill (cr);
    }
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FG);
  cairo_set_line_width (cr, 1.5);
  cairo_rectangle (cr, x - 1, 0, right - x + 2, high + 2);
  cairo_stroke (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_AXIS);
  cairo_set_line_width (cr, 1);
  cairo_move_to (cr, x - 1, high + 2);
  cairo_line_to (cr, 0.5, TOP * theme->scale - 1);
  cairo_move_to (cr, right + 1, high + 2);
  cairo_line_to (cr, width - 0.5, TOP * theme->scale - 1);
  cairo_stroke (cr);
}

static void
draw_cell (cairo_t                   *cr,
           const GradusTheme         *theme,
           const GradusTensorPicture *picture,
           gint64                     item,
           gboolean                   is_focus,
           double                     x,
           double                     width)
{
  double           scale = theme->scale;
  double           y = TOP * scale, high = CELL_HEIGHT * scale;
  gboolean         is_inside = gradus_array_view_contains (&picture->view, item);
  gboolean         is_bytes = gradus_dataset_has_bytes (picture->data);
  double           value = gradus_tensor_get_value (picture->data, item);
  double           ink = is_bytes ? value / 255 : 0;
  g_autofree char *text = gradus_tensor_format_value (picture->data, item);
  guint32          color =
    gradus_color_map_lookup (gradus_color_map_get (theme, GRADUS_COLOR_MAP_PICTURES), ink,
                             1);

  cairo_rectangle (cr, x, y, width, high);
  cairo_set_source_rgba (cr, (color >> 16 & 0xff) / 255.0, (color >> 8 & 0xff) / 255.0,
                         (color & 0xff) / 255.0, is_inside ? 1 : 0.25);
  cairo_fill (cr);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION,
                    !is_inside  ? GRADUS_TOKEN_DIM
                    : ink > 0.5 ? GRADUS_TOKEN_VIEW
                                : GRADUS_TOKEN_FG,
                    GRADUS_ALIGN_CENTER, x + width / 2, y + high / 2, text);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BORDER);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, x + 0.5, y + 0.5, width - 1, high - 1);
  cairo_stroke (cr);
  if (is_inside)
    {
      gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FORWARD);
      cairo_rectangle (cr, x, y + high, width, 3);
      cairo_fill (cr);
    }
  if (!is_focus)
    return;
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VALIDATION);
  cairo_set_line_width (cr, 2);
  cairo_rectangle (cr, x + 1, y + 1, width - 2, high - 2);
  cairo_stroke (cr);
}

/**
 * gradus_memory_draw:
 * @cr: where to draw
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @picture: a part of the memory
 * @focus: a place in memory, -1 for the first of the part
 *
 * Draws the memory, and where in it a part of a tensor lies.
 */
void
gradus_memory_draw (cairo_t                   *cr,
                    const GradusTheme         *theme,
                    double                     width,
                    double                     height,
                    const GradusTensorPicture *picture,
                    gint64                     focus)
{
  gint64 n_cells;
  gint64 first = get_first (theme, width, picture, focus, &n_cells);
  gint64 at = choose_focus (picture, focus);
  double cell = floor (width / (double) n_cells);
  double below = (TOP + CELL_HEIGHT + 12) * theme->scale;

  draw_whole (cr, theme, cell * (double) n_cells, picture, first, n_cells);
  for (gint64 i = 0; i < n_cells; i++)
    {
      draw_cell (cr, theme, picture, first + i, first + i == at, (double) i * cell, cell);
      if ((first + i) % 5 == 0)
        {
          g_autofree char *text = gradus_format_number ((double) (first + i), 0);

          gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                            GRADUS_ALIGN_CENTER, ((double) i + 0.5) * cell, below, text);
        }
    }
}

/**
 * gradus_memory_describe:
 * @picture: a part of the memory
 * @item: a place in it
 *
 *   item = Σ index · stride
 *
 * Returns: (transfer full): how the place follows from the index in the whole array
 */
char *
gradus_memory_describe (const GradusTensorPicture *picture, gint64 item)
{
  const GradusArrayView *view = &picture->view;
  GString               *text = g_string_new (NULL);
  g_autofree char       *sum = gradus_format_number ((double) item, 0);
  g_autofree char       *value = gradus_tensor_format_value (picture->data, item);

  g_string_append_c (text, '[');
  for (guint i = 0; i < view->base_rank; i++)
    g_string_append_printf (text, i > 0 ? ", %" G_GINT64_FORMAT : "%" G_GINT64_FORMAT,
                            item / gradus_array_view_get_base_stride (view, i) %
                              view->base_dims[i]);
  g_string_append_printf (text, "] = %s     ", value);
  for (guint i = 0; i < view->base_rank; i++)
    {
      gint64 stride = gradus_array_view_get_base_stride (view, i);

      g_string_append_printf (text, "%s%" G_GINT64_FORMAT " · %" G_GINT64_FORMAT,
                              i > 0 ? " + " : "", item / stride % view->base_dims[i],
                              stride);
    }
  g_string_append_printf (text, " = %s", sum);
  return g_string_free (text, FALSE);
}
