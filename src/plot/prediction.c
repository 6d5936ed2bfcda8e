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
#define WORDS 22.0       /* below the bars, about the frame */
#define NUMBERS 70.0     /* right of the bars */
#define WORDS_LEAST 11.5 /* from one row with words to the next */

guint
gradus_prediction_get_n_rows (const GradusPrediction *prediction)
{
  guint n_names = prediction->names ? g_strv_length ((char **) prediction->names) : 0;

  if (prediction->values == NULL)
    return 0;
  if (prediction->n_values == 1 && n_names == 2)
    return 2;
  return (guint) MIN (prediction->n_values, ROWS_MOST);
}

double
gradus_prediction_get_value (const GradusPrediction *prediction, guint row)
{
  double value = prediction->values[MIN (row, prediction->n_values - 1)];

  if (prediction->n_values == 1 && gradus_prediction_get_n_rows (prediction) == 2)
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
  guint  n_rows = gradus_prediction_get_n_rows (self);
  int    best = -1;
  double most = -G_MAXDOUBLE;

  for (guint i = 0; i < n_rows; i++)
    {
      double value = gradus_prediction_get_value (self, i);

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
  double   x, y, width, height;
  gboolean has_words; /* name and number beside it */
} Bar;

/* Where rows are lower than their words, a row has words that is the best or is not
 * beside another one with words; those about the best are the first that go without. */
static gboolean
has_words (const GradusTheme *theme, double row, guint index, guint best)
{
  double line = WORDS_LEAST * theme->scale;
  guint  stride = row > 0 ? (guint) ceil (line / row) : 1;

  return (index > best ? index - best : best - index) % MAX (stride, 1) == 0;
}

static void
draw_bar (cairo_t                *cr,
          const GradusTheme      *theme,
          const GradusPrediction *prediction,
          guint                   row,
          gboolean                is_best,
          const Bar              *bar)
{
  double           value = gradus_prediction_get_value (prediction, row);
  double           middle = bar->y + bar->height / 2;
  gboolean         is_truth = prediction->truth == (int) row;
  g_autofree char *percent = g_strdup_printf ("%.1f %%", value * 100);
  char             buffer[16];

  if (bar->has_words)
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
      gradus_theme_set_line_width (theme, cr, 2);
      gradus_shapes_rounded (cr, bar->x - 2, bar->y - 2, bar->width + 4, bar->height + 4,
                             5 * theme->scale);
      cairo_stroke (cr);
    }
  if (bar->has_words)
    gradus_text_draw (cr, theme, is_best ? GRADUS_TEXT_HEADING : GRADUS_TEXT_BODY,
                      is_best ? GRADUS_TOKEN_FG : GRADUS_TOKEN_DIM, GRADUS_ALIGN_END,
                      bar->x + bar->width + NUMBERS * theme->scale, middle,
                      isfinite (value) ? percent : "–");
}

/**
 * gradus_prediction_draw_bars:
 * @cr: where to draw; the origin is the top left corner
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @prediction: what to show
 *
 * Draws how sure the network is of each class.
 */
void
gradus_prediction_draw_bars (cairo_t                *cr,
                             const GradusTheme      *theme,
                             double                  width,
                             double                  height,
                             const GradusPrediction *prediction)
{
  const char *says = _ ("The green frame is the right answer.");
  double      scale = theme->scale;
  double      length;
  guint       n_rows = gradus_prediction_get_n_rows (prediction);
  int         best = gradus_prediction_get_best (prediction, NULL);
  double      room = measure_names (theme, prediction, n_rows);
  double      words = prediction->truth >= 0 ? WORDS * scale : 0;
  double      row = MIN ((height - words) / MAX (n_rows, 1), ROW_MOST * scale);

  for (guint i = 0; i < n_rows; i++)
    {
      Bar bar = { .x = room,
                  .width = MAX (width - room - NUMBERS * scale, 20),
                  .height = floor (CLAMP (row * 0.66, 3, 22 * scale)) };

      bar.y = floor ((i + 0.5) * row - bar.height / 2);
      bar.has_words = has_words (theme, row, i, (guint) MAX (best, 0));
      draw_bar (cr, theme, prediction, i, (int) i == best, &bar);
    }
  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, says, &length, NULL);
  if (words > 0 && n_rows > 0 && room + length <= width)
    gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_TRUTH,
                      GRADUS_ALIGN_START, room, n_rows * row + words / 2 + 1, says);
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
  double size = MIN (MIN (width * 0.36, PICTURE_MOST * theme->scale), height - 2);
  double arrow = 44 * theme->scale;

  size = floor (MAX (size, 28) / 28) * 28;
  if (prediction->input != NULL)
    gradus_picture_draw_sample (cr, theme, &prediction->input_shape, prediction->input, 1,
                                1, size);
  if (gradus_prediction_get_n_rows (prediction) == 0)
    return;
  gradus_shapes_arrow (cr, theme, size + 10 * theme->scale,
                       size + arrow - 8 * theme->scale, size / 2);
  cairo_save (cr);
  cairo_translate (cr, size + arrow, 0);
  gradus_prediction_draw_bars (cr, theme, width - size - arrow, height, prediction);
  cairo_restore (cr);
}
