/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/prediction.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/picture.h"
#include "plot/shapes.h"
#include "plot/text.h"

#define PICTURE_MOST 308.0
#define ROW_MOST 44.0
#define ROWS_MOST 40

static guint
count_rows (const GradusPrediction *prediction)
{
  guint n_names = prediction->names ? g_strv_length ((char **) prediction->names) : 0;

  if (prediction->values == NULL)
    return 0;
  if (prediction->n_values == 1 && n_names == 2)
    return 2;
  return (guint) MIN (prediction->n_values, ROWS_MOST);
}

static double
get_probability (const GradusPrediction *prediction, guint row)
{
  double value = prediction->values[MIN (row, prediction->n_values - 1)];

  if (prediction->n_values == 1 && count_rows (prediction) == 2)
    return row == 0 ? 1 - value : value;
  return value;
}

/**
 * gradus_prediction_get_best:
 * @self: a prediction
 * @probability: (out) (optional): what the network gives it
 *
 * Returns: the class that the network decides for, or -1 without a prediction or if its
 *   numbers are not finite
 */
int
gradus_prediction_get_best (const GradusPrediction *self, double *probability)
{
  guint  n_rows = count_rows (self);
  int    best = -1;
  double most = -G_MAXDOUBLE;

  for (guint i = 0; i < n_rows; i++)
    {
      double value = get_probability (self, i);

      if (isfinite (value) && value > most)
        {
          most = value;
          best = (int) i;
        }
    }
  if (probability != NULL)
    *probability = most;
  return best;
}

static const char *
get_name (const GradusPrediction *prediction, guint row, char *buffer, gsize n_bytes)
{
  guint n_names = prediction->names ? g_strv_length ((char **) prediction->names) : 0;

  if (row < n_names)
    return prediction->names[row];
  g_snprintf (buffer, n_bytes, "%u", row);
  return buffer;
}

static double
measure_names (const GradusTheme *theme, const GradusPrediction *prediction, guint n_rows)
{
  double room = 0;

  for (guint i = 0; i < n_rows; i++)
    {
      char   buffer[16];
      double width;

      gradus_text_measure (theme, GRADUS_TEXT_TITLE_4,
                           get_name (prediction, i, buffer, sizeof buffer), &width, NULL);
      room = MAX (room, width);
    }
  return ceil (room) + 16 * theme->scale;
}

typedef struct
{
  double x, y, width, height;
} Bar;

static void
draw_bar (cairo_t                *cr,
          const GradusTheme      *theme,
          const GradusPrediction *prediction,
          guint                   row,
          gboolean                is_best,
          const Bar              *bar)
{
  double           value = get_probability (prediction, row);
  double           middle = bar->y + bar->height / 2;
  gboolean         is_truth = prediction->truth == (int) row;
  g_autofree char *percent = g_strdup_printf ("%.1f %%", value * 100);
  char             buffer[16];

  gradus_text_draw (cr, theme, is_best ? GRADUS_TEXT_TITLE_4 : GRADUS_TEXT_BODY,
                    is_best ? GRADUS_TOKEN_FG : GRADUS_TOKEN_DIM, GRADUS_ALIGN_END,
                    bar->x - 12 * theme->scale, middle,
                    get_name (prediction, row, buffer, sizeof buffer));
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_TRACK);
  gradus_shapes_rounded (cr, bar->x, bar->y, bar->width, bar->height, 3 * theme->scale);
  cairo_fill (cr);
  if (isfinite (value))
    {
      gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_FORWARD, is_best ? 1 : 0.5);
      gradus_shapes_rounded (cr, bar->x, bar->y,
                             MAX (bar->width * CLAMP (value, 0, 1), 2), bar->height,
                             3 * theme->scale);
      cairo_fill (cr);
    }
  if (is_truth)
    {
      gradus_theme_set_source (theme, cr, GRADUS_TOKEN_TRUTH);
      cairo_set_line_width (cr, 2 * theme->scale);
      gradus_shapes_rounded (cr, bar->x - 2, bar->y - 2, bar->width + 4, bar->height + 4,
                             5 * theme->scale);
      cairo_stroke (cr);
    }
  gradus_text_draw (cr, theme, is_best ? GRADUS_TEXT_HEADING : GRADUS_TEXT_BODY,
                    is_best ? GRADUS_TOKEN_FG : GRADUS_TOKEN_DIM, GRADUS_ALIGN_END,
                    bar->x + bar->width + 66 * theme->scale, middle,
                    isfinite (value) ? percent : "–");
}

static void
draw_bars (cairo_t                *cr,
           const GradusTheme      *theme,
           const GradusPrediction *prediction,
           double                  x,
           double                  y,
           double                  width,
           double                  height)
{
  guint  n_rows = count_rows (prediction);
  int    best = gradus_prediction_get_best (prediction, NULL);
  double row = MIN (height / MAX (n_rows, 1), ROW_MOST * theme->scale);
  double room = measure_names (theme, prediction, n_rows);

  for (guint i = 0; i < n_rows; i++)
    {
      Bar bar = { .x = x + room,
                  .width = MAX (width - room - 70 * theme->scale, 20),
                  .height = floor (CLAMP (row * 0.64, 3, 22 * theme->scale)) };

      bar.y = floor (y + (i + 0.5) * row - bar.height / 2);
      draw_bar (cr, theme, prediction, i, (int) i == best, &bar);
    }
  if (prediction->truth >= 0)
    gradus_text_draw (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_TRUTH,
                      GRADUS_ALIGN_START, x + room, y + n_rows * row + 12 * theme->scale,
                      _ ("The green frame is the right answer."));
}

/**
 * gradus_prediction_draw:
 * @cr: where to draw; the origin is the top left corner
 * @theme: how it looks
 * @width: of the picture
 * @height: of the picture
 * @prediction: what to show
 *
 * Draws what the network sees, and how sure it is of each class.
 */
void
gradus_prediction_draw (cairo_t                *cr,
                        const GradusTheme      *theme,
                        double                  width,
                        double                  height,
                        const GradusPrediction *prediction)
{
  double size =
    MIN (MIN (width * 0.36, PICTURE_MOST * theme->scale), height - 30 * theme->scale);
  double arrow = 44 * theme->scale;

  size = floor (MAX (size, 28) / 28) * 28;
  if (prediction->input != NULL)
    gradus_picture_draw_sample (cr, theme, &prediction->input_shape, prediction->input, 1,
                                1, size);
  if (count_rows (prediction) == 0)
    return;
  gradus_shapes_arrow (cr, theme, size + 10 * theme->scale,
                       size + arrow - 8 * theme->scale, size / 2);
  draw_bars (cr, theme, prediction, size + arrow, 0, width - size - arrow,
             height - 26 * theme->scale);
}
