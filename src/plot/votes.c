/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/votes.h"

#include "plot/color-map.h"
#include "plot/paint.h"
#include "plot/text.h"
#include "plot/ticks.h"

#include <math.h>

#define ROW_LARGEST 26.0
#define BAR_SHARE 0.7
#define NUMBER_ROOM 46.0

static double
find_largest (const float *values, guint n_values, gsize stride)
{
  double largest = 0;

  for (guint i = 0; i < n_values; i++)
    if (isfinite (values[i * stride]))
      largest = MAX (largest, fabs ((double) values[i * stride]));
  return largest;
}

static void
draw_vote (cairo_t           *cr,
           const GradusTheme *theme,
           double             zero,
           double             room,
           double             middle,
           double             height,
           double             share,
           double             value)
{
  g_autofree char      *number = gradus_format_signed (value, 2);
  double                length = round (room * share);
  gboolean              is_for = value >= 0;
  const GradusColorMap *map = gradus_color_map_get (theme, GRADUS_COLOR_MAP_WEIGHTS);
  /* Where the map is strong and yet not at its darkest. */
  guint32 argb = gradus_color_map_lookup (map, is_for ? 0.68 : -0.68, 1);

  cairo_set_source_rgb (cr, (argb >> 16 & 0xff) / 255.0, (argb >> 8 & 0xff) / 255.0,
                        (argb & 0xff) / 255.0);
  gradus_shapes_rounded (cr, is_for ? zero : zero - length, round (middle - height / 2),
                         length, height, 2);
  cairo_fill (cr);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                    is_for ? GRADUS_ALIGN_START : GRADUS_ALIGN_END,
                    zero + (is_for ? length + 5 : -length - 5) * 1.0, middle, number);
}

/**
 * gradus_votes_draw:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @weights: from one unit to each of the next layer
 * @n_weights: how many
 * @stride: from one to the next
 * @names: (nullable) (array zero-terminated=1): what the next units stand for
 *
 * Draws what a unit says for or against each class: bars to either side of zero.
 */
void
gradus_votes_draw (cairo_t           *cr,
                   const GradusTheme *theme,
                   double             width,
                   double             height,
                   const float       *weights,
                   guint              n_weights,
                   gsize              stride,
                   const char *const *names)
{
  double scale = theme->scale;
  double row = MIN (ROW_LARGEST * scale, height / MAX (n_weights, 1));
  double bar = MAX (2, round (row * BAR_SHARE));
  double largest = find_largest (weights, n_weights, stride);
  double left = 24 * scale;
  double zero = round (left + (width - left) / 2);
  double room = MAX (0, (width - left) / 2 - NUMBER_ROOM * scale);

  for (guint i = 0; i < n_weights; i++)
    {
      double middle = row * (i + 0.5), value = (double) weights[i * stride];
      char   number[16];

      g_snprintf (number, sizeof number, "%u", i);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                        GRADUS_ALIGN_START, 4 * scale, middle,
                        names != NULL ? names[i] : number);
      if (isfinite (value))
        draw_vote (cr, theme, zero, room, middle, bar,
                   largest > 0 ? fabs (value) / largest : 0, value);
      /* A list of names may be shorter than it should be. */
      if (names != NULL && names[i + 1] == NULL)
        break;
    }
  gradus_paint_hairline (cr, theme, GRADUS_TOKEN_AXIS, zero - 1, 0, zero - 1,
                         row * n_weights);
}
