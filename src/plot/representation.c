/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/representation.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/color-map.h"
#include "plot/columns.h"
#include "plot/picture.h"
#include "plot/shapes.h"
#include "plot/text.h"

#define HEADER_HEIGHT 46.0
#define TILE_GAP 5.0
/* How much wider or narrower a fold may get for the sake of a full last row. */
#define FULL_ROWS_AWAY 1.6
#define STRIPES_MOST 48

typedef struct
{
  double x, y, width, height; /* the box below the captions */
} Box;

/* How many tiles a picture of several channels has, and how large each is. */
typedef struct
{
  guint  n_columns, n_rows;
  guint  picture_width, picture_height;
  double cell; /* one number */
  double step_x, step_y;
} Tiling;

/**
 * gradus_representation_choose_form:
 * @shape: of one sample at this place
 * @is_input: whether it is what goes into the network
 * @is_probability: whether its numbers are the probabilities of classes
 *
 * Returns: the form that shows such numbers best
 */
GradusRepresentationForm
gradus_representation_choose_form (const GradusShape *shape,
                                   gboolean           is_input,
                                   gboolean           is_probability)
{
  if (is_probability)
    return GRADUS_REPRESENTATION_PROBABILITIES;
  /* A series is no picture that is one pixel wide. */
  if (shape->rank == 2 && shape->dims[1] == 1)
    return GRADUS_REPRESENTATION_VALUES;
  if (is_input && (shape->rank >= 2 || gradus_shape_size (shape) == 784))
    return GRADUS_REPRESENTATION_PICTURE;
  if (shape->rank >= 2)
    return GRADUS_REPRESENTATION_MAPS;
  return GRADUS_REPRESENTATION_VALUES;
}

/**
 * gradus_representation_fold:
 * @n_values: how many numbers
 * @aspect: width of the box divided by its height
 * @n_columns: (out): cells in a row
 * @n_rows: (out): rows
 *
 * Folds a list into rows so that the cells are about square and the last row as full as
 * can be. A short list stays one column of stripes.
 */
void
gradus_representation_fold (gsize  n_values,
                            double aspect,
                            guint *n_columns,
                            guint *n_rows)
{
  guint best = 1;

  if (n_values > STRIPES_MOST)
    {
      double ideal = sqrt ((double) n_values * aspect);

      best = (guint) CLAMP (round (ideal), 1, 4096);
      for (guint away = 0, middle = best; away < middle && n_values % best != 0; away++)
        if (n_values % (middle + away) == 0 && middle + away < ideal * FULL_ROWS_AWAY)
          best = middle + away;
        else if (n_values % (middle - away) == 0 &&
                 middle - away > ideal / FULL_ROWS_AWAY)
          best = middle - away;
    }
  *n_columns = best;
  *n_rows = (guint) ((n_values + best - 1) / MAX (best, 1));
}

/**
 * gradus_representation_limit:
 * @column: a stop
 *
 * Returns: the magnitude that is drawn strongest, never 0
 */
double
gradus_representation_limit (const GradusRepresentationColumn *column)
{
  gsize  n = gradus_shape_size (&column->shape);
  double limit = 0;

  if (column->form == GRADUS_REPRESENTATION_PICTURE && !column->difference)
    return 1;
  for (gsize i = 0; column->values != NULL && i < n; i++)
    if (isfinite (column->values[i]))
      limit = MAX (limit, fabs ((double) column->values[i]));
  return limit > 0 ? limit : 1;
}

static GradusColorMapId
choose_map (const GradusRepresentationColumn *column)
{
  gsize n = gradus_shape_size (&column->shape);

  if (column->difference)
    return GRADUS_COLOR_MAP_WEIGHTS;
  if (column->form == GRADUS_REPRESENTATION_PICTURE)
    return GRADUS_COLOR_MAP_PICTURES;
  for (gsize i = 0; column->values != NULL && i < n; i++)
    if (column->values[i] < 0)
      return GRADUS_COLOR_MAP_WEIGHTS;
  return GRADUS_COLOR_MAP_ACTIVATIONS;
}

static double
text_width (const GradusTheme *theme, const char *text)
{
  double width;

  gradus_text_measure (theme, GRADUS_TEXT_HEADING, text, &width, NULL);
  return width;
}

static Box
place_column (double width, double height, double scale, guint n_columns, guint index)
{
  Box box;

  gradus_columns_place (width, scale, n_columns, index, &box.x, &box.width);
  box.y = floor (HEADER_HEIGHT * scale);
  box.height = floor (MAX (MIN (box.width, height - box.y - 1), 16));
  return box;
}

static Tiling
tile (const GradusRepresentationColumn *column, const Box *box)
{
  Tiling tiling = { 0 };
  guint  n_channels;
  double best = 0;

  gradus_picture_get_size (&column->shape, &tiling.picture_width, &tiling.picture_height,
                           &n_channels);
  for (guint n = 1; n <= n_channels && n <= 64; n++)
    {
      guint  n_rows = (n_channels + n - 1) / n;
      double cell_x =
        (box->width - TILE_GAP * (n - 1)) / n / MAX (tiling.picture_width, 1);
      double cell_y =
        (box->height - TILE_GAP * (n_rows - 1)) / n_rows / MAX (tiling.picture_height, 1);
      double cell = MIN (cell_x, cell_y);

      if (cell > best)
        {
          best = cell;
          tiling.n_columns = n;
          tiling.n_rows = n_rows;
        }
    }
  tiling.n_columns = MAX (tiling.n_columns, 1);
  /* Whole pixels for each number as long as there is room for them. */
  tiling.cell = best >= 1 ? floor (best) : best;
  tiling.step_x = tiling.cell * tiling.picture_width + TILE_GAP;
  tiling.step_y = tiling.cell * tiling.picture_height + TILE_GAP;
  return tiling;
}

static void
draw_tiles (cairo_t                          *cr,
            const GradusTheme                *theme,
            const GradusRepresentationColumn *column,
            const Box                        *box)
{
  const GradusColorMap *map = gradus_color_map_get (theme, choose_map (column));
  double                limit = gradus_representation_limit (column);
  Tiling                tiling = tile (column, box);
  guint                 n_channels, width, height;

  gradus_picture_get_size (&column->shape, &width, &height, &n_channels);
  for (guint i = 0; i < n_channels && i < tiling.n_columns * tiling.n_rows; i++)
    {
      GradusGrid grid = { column->values + i, width, height, n_channels,
                          (gsize) n_channels * width };

      gradus_picture_draw (cr, theme, map, &grid, limit,
                           box->x + (i % tiling.n_columns) * tiling.step_x,
                           box->y + (i / tiling.n_columns) * tiling.step_y,
                           tiling.cell * width, tiling.cell * height);
    }
}

/* Where the folded cells of a list lie: a narrow strip, or a block of squares. */
static Box
place_values (const GradusRepresentationColumn *column,
              const Box                        *box,
              guint                            *n_columns,
              guint                            *n_rows)
{
  gsize  n = gradus_shape_size (&column->shape);
  Box    inner = *box;
  double cell_x, cell_y;

  gradus_representation_fold (n, box->width / box->height, n_columns, n_rows);
  if (*n_columns == 1)
    {
      inner.width = floor (box->width / 2);
      inner.x += floor (box->width / 4);
      if (*n_rows < 4)
        inner.height = floor (box->height * *n_rows / 4.0);
      cell_x = inner.width;
    }
  else
    cell_x = floor (box->width / *n_columns);
  cell_y = inner.height / *n_rows;
  if (*n_columns > 1)
    cell_x = cell_y = MAX (MIN (cell_x, floor (cell_y)), 1);
  inner.width = cell_x * *n_columns;
  inner.height = cell_y * *n_rows;
  return inner;
}

static void
draw_values (cairo_t                          *cr,
             const GradusTheme                *theme,
             const GradusRepresentationColumn *column,
             const Box                        *box)
{
  const GradusColorMap *map = gradus_color_map_get (theme, choose_map (column));
  double                limit = gradus_representation_limit (column);
  gsize                 n = gradus_shape_size (&column->shape);
  guint                 n_columns, n_rows;
  Box                   inner = place_values (column, box, &n_columns, &n_rows);
  guint                 n_whole = (guint) (n / n_columns);
  GradusGrid            grid = { column->values, n_columns, n_whole, 1, n_columns };
  double                row = inner.height / n_rows;

  if (n_whole > 0)
    gradus_picture_draw (cr, theme, map, &grid, limit, inner.x, inner.y, inner.width,
                         row * n_whole);
  if (n % n_columns != 0)
    {
      GradusGrid rest = { column->values + (gsize) n_whole * n_columns,
                          (guint) (n % n_columns), 1, 1, n_columns };

      gradus_picture_draw (cr, theme, map, &rest, limit, inner.x, inner.y + row * n_whole,
                           inner.width / n_columns * rest.width, row);
    }
}

static guint
count_names (const char *const *names)
{
  return names == NULL ? 0 : g_strv_length ((char **) names);
}

static void
draw_bar (cairo_t           *cr,
          const GradusTheme *theme,
          const char        *name,
          double             value,
          gboolean           best,
          const Box         *bar)
{
  g_autofree char *number = g_strdup_printf ("%.3f", value);
  double           length = bar->width * CLAMP (value, 0, 1);
  double           middle = bar->y + bar->height / 2;

  if (name != NULL)
    gradus_text_draw (cr, theme, best ? GRADUS_TEXT_HEADING : GRADUS_TEXT_READING,
                      best ? GRADUS_TOKEN_FG : GRADUS_TOKEN_DIM, GRADUS_ALIGN_END,
                      bar->x - 8 * theme->scale, middle, name);
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_FORWARD, best ? 1 : 0.55);
  cairo_rectangle (cr, bar->x, bar->y, MAX (length, 1.5), bar->height);
  cairo_fill (cr);
  if (best)
    gradus_text_draw (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                      bar->x + length + 6 * theme->scale, middle, number);
}

/* Room for the names at the left and for the number at the end of the longest bar. */
static double
name_room (const GradusTheme *theme, const char *const *names)
{
  double room = 0;

  for (guint i = 0; i < count_names (names); i++)
    room = MAX (room, text_width (theme, names[i]));
  return ceil (room) + 10 * theme->scale;
}

/* Where rows are lower than figures, every second is named, or only the winner. */
static gboolean
has_room_for_name (const GradusTheme *theme, double row, guint index, guint winner)
{
  if (row >= 13 * theme->scale)
    return TRUE;
  return row >= 6.5 * theme->scale && index % 2 == winner % 2;
}

static void
draw_probabilities (cairo_t                          *cr,
                    const GradusTheme                *theme,
                    const GradusRepresentationColumn *column,
                    const Box                        *box)
{
  gsize    n = gradus_shape_size (&column->shape);
  gboolean yes_no = n == 1;
  guint    n_rows = yes_no ? 2 : (guint) MIN (n, 40);
  guint    n_names = count_names (column->names);
  double   row = MIN (box->height / n_rows, 40 * theme->scale);
  double room = n_names >= n_rows ? name_room (theme, column->names) : 24 * theme->scale;
  double most = -1;
  guint  winner = 0;

  for (guint i = 0; !yes_no && i < n_rows; i++)
    if ((double) column->values[i] > most)
      {
        most = (double) column->values[i];
        winner = i;
      }
  for (guint i = 0; i < n_rows; i++)
    {
      double value =
        yes_no ? (i == 0 ? 1 - column->values[0] : column->values[0]) : column->values[i];
      gboolean         best = yes_no ? value > 0.5 : value >= most;
      g_autofree char *number = g_strdup_printf ("%u", i);
      double           thick = floor (CLAMP (row * 0.7, 2, 14 * theme->scale));
      Box bar = { box->x + room, floor (box->y + (i + 0.5) * row - thick / 2),
                  MAX (box->width - room - 44 * theme->scale, 10), thick };

      const char *name = n_names >= n_rows ? column->names[i] : number;

      draw_bar (cr, theme,
                best || has_room_for_name (theme, row, i, winner) ? name : NULL, value,
                best, &bar);
    }
}

/* A text that ends with dots where there is no room for all of it. */
static char *
shorten (const GradusTheme *theme, GradusTextRole role, const char *text, double room)
{
  char  *shorter = g_strdup (text);
  double width;

  gradus_text_measure (theme, role, shorter, &width, NULL);
  for (glong n = g_utf8_strlen (text, -1) - 1; n > 0 && width > room; n--)
    {
      g_autofree char *begin = g_utf8_substring (text, 0, n);

      g_free (shorter);
      shorter = g_strconcat (g_strchomp (begin), "…", NULL);
      gradus_text_measure (theme, role, shorter, &width, NULL);
    }
  return shorter;
}

static void
draw_head (cairo_t                          *cr,
           const GradusTheme                *theme,
           const GradusRepresentationColumn *column,
           const Box                        *box,
           double                            room)
{
  g_autofree char *title = shorten (theme, GRADUS_TEXT_HEADING, column->title, room);
  g_autofree char *caption = shorten (theme, GRADUS_TEXT_READING, column->caption, room);
  double           width = text_width (theme, title);

  gradus_text_draw (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    box->x, 9 * theme->scale, title);
  if (column->detail != NULL && width + 40 * theme->scale < room)
    gradus_text_draw (cr, theme, GRADUS_TEXT_BODY, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                      box->x + width + 5 * theme->scale, 9 * theme->scale,
                      column->detail);
  gradus_text_draw (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                    box->x, 29 * theme->scale, caption);
}

static void
draw_column (cairo_t                          *cr,
             const GradusTheme                *theme,
             const GradusRepresentationColumn *column,
             const Box                        *box,
             double                            room)
{
  draw_head (cr, theme, column, box, room);
  if (column->values == NULL || gradus_shape_size (&column->shape) == 0)
    {
      gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BORDER);
      cairo_set_line_width (cr, 1);
      cairo_rectangle (cr, box->x + 0.5, box->y + 0.5, box->width - 1, box->height - 1);
      cairo_stroke (cr);
    }
  else if (column->form == GRADUS_REPRESENTATION_PROBABILITIES)
    draw_probabilities (cr, theme, column, box);
  else if (column->form == GRADUS_REPRESENTATION_VALUES)
    draw_values (cr, theme, column, box);
  else
    draw_tiles (cr, theme, column, box);
}

/**
 * gradus_representation_draw_legend:
 * @cr: where to draw
 * @theme: how it looks
 * @right: where it ends
 * @middle: of its height
 * @is_change: whether signed changes are shown
 *
 * Says what the colours mean: "silent", the colours, "active".
 */
void
gradus_representation_draw_legend (cairo_t           *cr,
                                   const GradusTheme *theme,
                                   double             right,
                                   double             middle,
                                   gboolean           is_change)
{
  const GradusColorMap *map =
    gradus_color_map_get (theme, is_change ? GRADUS_COLOR_MAP_WEIGHTS
                                           : GRADUS_COLOR_MAP_ACTIVATIONS);
  const char *most = is_change ? _ ("more") : _ ("active");
  const char *least = is_change ? _ ("less") : _ ("silent");
  double      bar = round (104 * theme->scale), text, left;

  gradus_text_measure (theme, GRADUS_TEXT_READING, most, &text, NULL);
  gradus_text_draw (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM, GRADUS_ALIGN_END,
                    right, middle, most);
  left = floor (right - ceil (text) - 8 * theme->scale - bar);
  for (double x = 0; x < bar; x++)
    {
      guint32 argb = map->argb[(guint) (x / bar * (GRADUS_COLOR_MAP_STEPS - 1))];

      cairo_set_source_rgb (cr, (argb >> 16 & 255) / 255.0, (argb >> 8 & 255) / 255.0,
                            (argb & 255) / 255.0);
      cairo_rectangle (cr, left + x, floor (middle) - 5, 1, 10);
      cairo_fill (cr);
    }
  gradus_text_draw (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM, GRADUS_ALIGN_END,
                    left - 8 * theme->scale, middle, least);
}

/**
 * gradus_representation_get_height:
 * @theme: how it looks
 * @width: of the picture
 * @n_columns: how many
 *
 * Returns: the height at which pictures are as wide as their columns
 */
double
gradus_representation_get_height (const GradusTheme *theme, double width, guint n_columns)
{
  double x, column;

  gradus_columns_place (width, theme->scale, n_columns, 0, &x, &column);
  return column + HEADER_HEIGHT * theme->scale + 2;
}

/**
 * gradus_representation_draw:
 * @cr: where to draw; the origin is the top left corner
 * @theme: how it looks
 * @width: of the picture
 * @height: of the picture
 * @columns: (array length=n_columns): input, layers, prediction
 * @n_columns: how many
 *
 * Draws a sample on its way through the network, one column for each stop.
 */
void
gradus_representation_draw (cairo_t                          *cr,
                            const GradusTheme                *theme,
                            double                            width,
                            double                            height,
                            const GradusRepresentationColumn *columns,
                            guint                             n_columns)
{
  double arrow = 5 * theme->scale;

  for (guint i = 0; i < n_columns; i++)
    {
      Box box = place_column (width, height, theme->scale, n_columns, i);

      double room =
        i + 1 < n_columns
          ? place_column (width, height, theme->scale, n_columns, i + 1).x - box.x
          : width - box.x + 1;

      cairo_save (cr);
      cairo_rectangle (cr, box.x - 1, 0, room, height);
      cairo_clip (cr);
      draw_column (cr, theme, &columns[i], &box, room - 6 * theme->scale);
      cairo_restore (cr);
      if (i + 1 < n_columns)
        {
          Box next = place_column (width, height, theme->scale, n_columns, i + 1);

          gradus_shapes_arrow (cr, theme, box.x + box.width + arrow, next.x - arrow,
                               box.y + box.height / 2);
        }
    }
}

static gboolean
hit_tiles (const GradusRepresentationColumn *column,
           const Box                        *box,
           double                            x,
           double                            y,
           gsize                            *index)
{
  Tiling tiling = tile (column, box);
  guint  n_channels, width, height;
  double tile_x = floor (x / tiling.step_x);
  double tile_y = floor (y / tiling.step_y);
  double pixel_x = floor ((x - tile_x * tiling.step_x) / tiling.cell);
  double pixel_y = floor ((y - tile_y * tiling.step_y) / tiling.cell);
  double channel = tile_y * tiling.n_columns + tile_x;

  gradus_picture_get_size (&column->shape, &width, &height, &n_channels);
  if (tile_x < 0 || tile_y < 0 || tile_x >= tiling.n_columns || channel >= n_channels ||
      pixel_x >= width || pixel_y >= height)
    return FALSE;
  *index = ((gsize) pixel_y * width + (gsize) pixel_x) * n_channels + (gsize) channel;
  return TRUE;
}

static gboolean
hit_values (const GradusRepresentationColumn *column,
            const Box                        *box,
            double                            x,
            double                            y,
            gsize                            *index)
{
  guint n_columns, n_rows;
  Box   inner = place_values (column, box, &n_columns, &n_rows);

  x -= inner.x - box->x;
  if (x < 0 || y < 0 || x >= inner.width || y >= inner.height)
    return FALSE;
  *index = (gsize) (y / (inner.height / n_rows)) * n_columns +
           (gsize) (x / (inner.width / n_columns));
  return *index < gradus_shape_size (&column->shape);
}

/**
 * gradus_representation_hit:
 * @width: of the picture
 * @height: of the picture
 * @theme: how it looks
 * @columns: (array length=n_columns): as they were drawn
 * @n_columns: how many
 * @x: a point
 * @y: a point
 * @cell: (out): the number under the point
 *
 * Finds the number under the pointer.
 */
void
gradus_representation_hit (double                            width,
                           double                            height,
                           const GradusTheme                *theme,
                           const GradusRepresentationColumn *columns,
                           guint                             n_columns,
                           double                            x,
                           double                            y,
                           GradusRepresentationCell         *cell)
{
  *cell = (GradusRepresentationCell){ .column = -1 };
  for (guint i = 0; i < n_columns; i++)
    {
      const GradusRepresentationColumn *column = &columns[i];
      Box      box = place_column (width, height, theme->scale, n_columns, i);
      gsize    index = 0;
      gboolean hit = FALSE;

      if (column->values == NULL || gradus_shape_size (&column->shape) == 0 ||
          x < box.x || x > box.x + box.width)
        continue;
      if (column->form == GRADUS_REPRESENTATION_VALUES)
        hit = hit_values (column, &box, x - box.x, y - box.y, &index);
      else if (column->form != GRADUS_REPRESENTATION_PROBABILITIES)
        hit = hit_tiles (column, &box, x - box.x, y - box.y, &index);
      if (hit)
        *cell = (GradusRepresentationCell){ (int) i, index, column->values[index] };
    }
}
