/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/wall-tiles.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/paint.h"
#include "plot/picture.h"
#include "plot/text.h"
#include "plot/ticks.h"

/* What one sample looks like on a wall. */

#define ROW_HEIGHT 26.0
#define ROW_NUMBER 70.0 /* room for the number of a sample */
#define ROW_TARGET 110.0
#define ROW_CELL 64.0
#define ROW_SYMBOL 28.0 /* where all numbers are small and whole */

static const struct
{
  guint  scale;
  guint  shrink;
  double gap;
  double margin;
} picture_sizes[GRADUS_WALL_N_ZOOMS] = {
  { 1, 4, 1, 0 }, { 1, 2, 1, 0 },  { 1, 1, 5, 5 },
  { 2, 1, 8, 5 }, { 3, 1, 10, 6 }, { 5, 1, 12, 8 },
};

static const double series_widths[GRADUS_WALL_N_ZOOMS] = { 56, 84, 120, 180, 260, 380 };

/* Large pictures begin with fewer pixels for each number. */
#define PICTURE_USUAL 28

void
gradus_wall_choose_size (GradusTileSize    *size,
                         const GradusTheme *theme,
                         const GradusShape *shape,
                         GradusWallForm     form,
                         guint              zoom,
                         double             width)
{
  guint columns, rows, n_channels;

  *size = (GradusTileSize){ .scale = 1, .shrink = 1 };
  if (form == GRADUS_WALL_TABLE)
    {
      size->width = floor (width);
      size->height = ceil (ROW_HEIGHT * theme->scale);
      return;
    }
  if (form == GRADUS_WALL_SERIES)
    {
      size->width = round (series_widths[zoom] * theme->scale);
      size->height = round (size->width * 0.5);
      size->gap = 8;
      size->margin = 5;
      return;
    }
  gradus_picture_get_size (shape, &columns, &rows, &n_channels);
  size->scale = picture_sizes[zoom].scale * (guint) MAX (floor (theme->scale), 1);
  size->shrink = picture_sizes[zoom].shrink;
  while (MAX (columns, rows) / size->shrink > 2 * PICTURE_USUAL && size->scale == 1)
    size->shrink *= 2;
  size->gap = picture_sizes[zoom].gap;
  size->margin = picture_sizes[zoom].margin;
  size->width =
    (columns + size->shrink - 1) / size->shrink * size->scale + 2 * size->margin;
  size->height =
    (rows + size->shrink - 1) / size->shrink * size->scale + 2 * size->margin;
}

typedef struct
{
  const float *values;
  guint        columns;
  guint        rows;
  guint        n_channels;
} Picture;

/* The mean of a square of numbers, of the first channel. */
static float
get_mean (const Picture *picture, guint x, guint y, guint n)
{
  float sum = 0;
  guint right = MIN (x + n, picture->columns);
  guint bottom = MIN (y + n, picture->rows);

  for (guint row = y; row < bottom; row++)
    for (guint column = x; column < right; column++)
      sum +=
        picture->values[((gsize) row * picture->columns + column) * picture->n_channels];
  return sum / (float) ((right - x) * (bottom - y));
}

static guint32
mix_channels (const Picture *picture, guint x, guint y)
{
  const float *v =
    picture->values + ((gsize) y * picture->columns + x) * picture->n_channels;
  guint32 pixel = 0;

  for (guint i = 0; i < 3; i++)
    pixel = pixel << 8 | (guint32) (CLAMP (v[i], 0.0f, 1.0f) * 255.0f + 0.5f);
  return pixel;
}

void
gradus_wall_paint_picture (cairo_surface_t      *surface,
                           const GradusTheme    *theme,
                           const GradusTileSize *size,
                           const GradusShape    *shape,
                           const float          *values,
                           int                   x,
                           int                   y)
{
  const GradusColorMap *map = gradus_color_map_get (theme, GRADUS_COLOR_MAP_PICTURES);
  gsize                 stride = (gsize) cairo_image_surface_get_stride (surface);
  guint8               *data = cairo_image_surface_get_data (surface);
  int                   right = cairo_image_surface_get_width (surface);
  int                   bottom = cairo_image_surface_get_height (surface);
  Picture               picture = { .values = values };
  guint                 width, height;

  gradus_picture_get_size (shape, &picture.columns, &picture.rows, &picture.n_channels);
  width = (picture.columns + size->shrink - 1) / size->shrink * size->scale;
  height = (picture.rows + size->shrink - 1) / size->shrink * size->scale;
  x += (int) size->margin;
  y += (int) size->margin;
  for (guint row = 0; row < height && y + (int) row < bottom; row++)
    {
      guint32 *line =
        (guint32 *) (gpointer) (data + (gsize) (y + (int) row) * stride) + x;
      guint from_y = row / size->scale * size->shrink;

      for (guint column = 0; column < width && x + (int) column < right; column++)
        {
          guint from_x = column / size->scale * size->shrink;

          if (picture.n_channels == 3)
            line[column] = mix_channels (&picture, from_x, from_y);
          else
            {
              float value = size->shrink == 1
                              ? values[((gsize) from_y * picture.columns + from_x) *
                                       picture.n_channels]
                              : get_mean (&picture, from_x, from_y, size->shrink);

              line[column] =
                map->argb[(guint) (CLAMP (value, 0.0f, 1.0f) * 255.0f + 0.5f)];
            }
        }
    }
}

/* --- Curves --- */

/* The answer is drawn where the series goes on. */
static gsize
get_answer (const GradusDataset *data, guint sample, float *answer)
{
  guint32 index = sample;

  if (gradus_dataset_get_n_classes (data) > 0 ||
      gradus_dataset_get_target_columns (data, GRADUS_TARGET_VALUES, 1, 1) != 1)
    return 0;
  gradus_dataset_gather_targets (data, &index, 1, GRADUS_TARGET_VALUES, 1, answer);
  return 1;
}

void
gradus_wall_paint_series (cairo_t              *cr,
                          const GradusTheme    *theme,
                          const GradusTileSize *size,
                          const GradusDataset  *data,
                          guint                 sample,
                          const float          *values,
                          double                x,
                          double                y)
{
  gsize  n = gradus_shape_size (gradus_dataset_get_shape (data));
  float  answer = 0;
  gsize  n_answers = get_answer (data, sample, &answer);
  double inner = size->width - 2 * size->margin;
  double middle = y + size->height / 2;
  double step = inner / (double) MAX (n + n_answers - 1, 1);
  double most = 1;

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      most = MAX (most, fabs ((double) values[i]));
  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID, x + size->margin, middle,
                         x + size->margin + inner, middle);
  for (gsize i = 0; i < n; i++)
    cairo_line_to (cr, x + size->margin + (double) i * step,
                   middle -
                     (double) values[i] / most * (size->height / 2 - size->margin));
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FORWARD);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
  if (n_answers == 0)
    return;
  cairo_arc (cr, x + size->margin + inner,
             middle - (double) answer / most * (size->height / 2 - size->margin), 2.5, 0,
             2 * G_PI);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_TRUTH);
  cairo_fill (cr);
}

/* --- Rows --- */

/**
 * gradus_wall_format:
 * @value: a number of a sample
 *
 * Returns: (transfer full): the number, without decimals where it has none
 */
char *
gradus_wall_format (float value)
{
  if (fabsf (value) < 1e6f && value == floorf (value))
    return gradus_format_number ((double) value, 0);
  return gradus_format_value ((double) value);
}

/**
 * gradus_wall_describe_target:
 * @data: samples
 * @sample: one of them
 *
 * Returns: (transfer full): what the answer is, in few words
 */
char *
gradus_wall_describe_target (const GradusDataset *data, guint sample)
{
  float answer;

  if (gradus_dataset_get_n_classes (data) > 0)
    {
      guint       label = gradus_dataset_get_label (data, sample);
      const char *name = gradus_dataset_get_class_name (data, label);

      return name[0] != '\0' ? g_strdup (name) : g_strdup_printf ("%u", label);
    }
  if (gradus_dataset_get_task (data)->kind == GRADUS_TASK_AUTOENCODE)
    return g_strdup (_ ("itself"));
  if (get_answer (data, sample, &answer) == 1)
    return gradus_format_value ((double) answer);
  return g_strdup ("…");
}

static gboolean
are_symbols (const float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!(fabsf (values[i]) < 1000 && values[i] == floorf (values[i])))
      return FALSE;
  return TRUE;
}

void
gradus_wall_paint_row (cairo_t              *cr,
                       const GradusTheme    *theme,
                       const GradusTileSize *size,
                       const GradusDataset  *data,
                       guint                 sample,
                       const float          *values,
                       double                x,
                       double                y)
{
  gsize            n = gradus_shape_size (gradus_dataset_get_shape (data));
  double           scale = theme->scale;
  double           middle = y + size->height / 2;
  double           room = size->width - (ROW_NUMBER + ROW_TARGET) * scale;
  double           least = are_symbols (values, n) ? ROW_SYMBOL : ROW_CELL;
  gsize            n_seen = MIN (n, (gsize) MAX (room / (least * scale), 1));
  double           cell = MIN (room / (double) n_seen, 1.4 * least * scale);
  g_autofree char *number = g_strdup_printf ("%u", sample);
  g_autofree char *target = gradus_wall_describe_target (data, sample);

  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_END,
                    x + (ROW_NUMBER - 24) * scale, middle, number);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_TRUTH,
                    GRADUS_ALIGN_START, x + ROW_NUMBER * scale, middle, target);
  for (gsize i = 0; i < n_seen; i++)
    {
      g_autofree char *text =
        i + 1 == n_seen && n_seen < n ? g_strdup ("…") : gradus_wall_format (values[i]);

      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_FG, GRADUS_ALIGN_END,
                        x + (ROW_NUMBER + ROW_TARGET) * scale + cell * (double) (i + 1),
                        middle, text);
    }
  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_GRID, x, y + size->height - 1,
                         x + size->width, y + size->height - 1);
}
