/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/mistakes.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/paint.h"
#include "plot/picture.h"
#include "plot/text.h"

#define PICTURE 58.0 /* 28 pixels of 2, and a frame */
#define GAP_X 20.0
#define WORDS 24.0
#define GAP_Y 10.0
/* So much of a tile's left and top is free for the frame of a chosen one. */
#define MARGIN 4.0

static char *
say_answer (const char *name)
{
  /* Translators: what the network answers: "read 7" */
  return g_strdup_printf (C_ ("mistake", "read %s"), name);
}

static char *
say_truth (const char *name)
{
  /* Translators: what a sample really is: "is 3" */
  return g_strdup_printf (C_ ("mistake", "is %s"), name);
}

static double
measure_words (const GradusTheme *theme, const char *const *names)
{
  double widest = 0;

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *said = say_answer (names[i]);
      g_autofree char *is = say_truth (names[i]);
      double           left, right;

      gradus_text_measure (theme, GRADUS_TEXT_CAPTION_BOLD, said, &left, NULL);
      gradus_text_measure (theme, GRADUS_TEXT_CAPTION_BOLD, is, &right, NULL);
      widest = MAX (widest, left + right);
    }
  return widest + 7 * theme->scale;
}

/**
 * gradus_mistakes_lay_out:
 * @theme: how it looks
 * @width: of the gallery
 * @names: (array zero-terminated=1): of the classes
 * @layout: (out): how the tiles stand
 *
 * Finds how many tiles stand beside each other; they share the whole width.
 */
void
gradus_mistakes_lay_out (const GradusTheme    *theme,
                         double                width,
                         const char *const    *names,
                         GradusMistakesLayout *layout)
{
  double scale = theme->scale;
  double picture = floor (PICTURE * scale);
  double tile = MAX (picture, ceil (measure_words (theme, names))) + GAP_X * scale;

  layout->picture = picture;
  layout->n_columns = (guint) MAX (floor ((width + GAP_X * scale - MARGIN) / tile), 1);
  /* The last tile ends where the gallery ends. */
  layout->tile_width = tile;
  if (layout->n_columns > 1)
    layout->tile_width =
      floor ((width - MARGIN - (tile - GAP_X * scale) - 1) / (layout->n_columns - 1));
  layout->tile_height = picture + ceil ((WORDS + GAP_Y) * scale);
}

static void
draw_tile (cairo_t             *cr,
           const GradusTheme   *theme,
           double               x,
           double               y,
           double               words,
           double               picture,
           const GradusShape   *shape,
           const GradusMistake *mistake,
           const char *const   *names)
{
  g_autofree char *said = say_answer (names[mistake->said]);
  g_autofree char *is = say_truth (names[mistake->is]);
  double           middle = y + picture + 13 * theme->scale;

  gradus_picture_draw_sample (cr, theme, shape, mistake->pixels, x + 1, y + 1,
                              picture - 2);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD,
                    mistake->said == mistake->is ? GRADUS_TOKEN_DONE : GRADUS_TOKEN_ERROR,
                    GRADUS_ALIGN_START, x, middle, said);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_TRUTH,
                    GRADUS_ALIGN_END, x + words, middle, is);
}

static void
draw_mark (cairo_t           *cr,
           const GradusTheme *theme,
           double             x,
           double             y,
           double             picture,
           double             distance)
{
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ACCENT);
  cairo_set_line_width (cr, 2);
  gradus_shapes_rounded (cr, x - distance, y - distance, picture + 2 * distance,
                         picture + 2 * distance, 3);
  cairo_stroke (cr);
}

/**
 * gradus_mistakes_draw:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the gallery
 * @shape: of a sample
 * @mistakes: (array length=n_mistakes): what is shown, row by row
 * @n_mistakes: how many
 * @names: (array zero-terminated=1): of the classes
 * @marked: the tile that is chosen, -1 for none
 * @focused: the tile that keys act on, -1 for none
 *
 * Draws samples with what the network takes them for and what they are.
 */
void
gradus_mistakes_draw (cairo_t             *cr,
                      const GradusTheme   *theme,
                      double               width,
                      const GradusShape   *shape,
                      const GradusMistake *mistakes,
                      guint                n_mistakes,
                      const char *const   *names,
                      int                  marked,
                      int                  focused)
{
  GradusMistakesLayout layout;
  double               words;

  gradus_mistakes_lay_out (theme, width, names, &layout);
  words = MAX (layout.picture, ceil (measure_words (theme, names)));
  for (guint i = 0; i < n_mistakes; i++)
    {
      double x = MARGIN + i % layout.n_columns * layout.tile_width;
      double y = MARGIN + i / layout.n_columns * layout.tile_height;

      draw_tile (cr, theme, x, y, words, layout.picture, shape, &mistakes[i], names);
      if ((int) i == marked)
        draw_mark (cr, theme, x, y, layout.picture, 1);
      if ((int) i == focused)
        draw_mark (cr, theme, x, y, layout.picture, 3);
    }
}
