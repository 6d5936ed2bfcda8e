/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/confusion-matrix.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "plot/text.h"

/* Room for the names at the left and above. */
#define MARGIN_LEFT 26.0
#define MARGIN_TOP 34.0
/* A cell must be this wide to say its number. */
#define CELL_WITH_NUMBER 17.0

typedef struct
{
  double left;
  double top;
  double cell;
} Layout;

static guint
sum_row (const GradusConfusion *confusion, guint row)
{
  guint sum = 0;

  for (guint j = 0; j < confusion->n_classes; j++)
    sum += confusion->counts[row * confusion->n_classes + j];
  return sum;
}

/* Right answers in the colour of what goes forward, wrong ones in that of warnings; wrong
 * ones are rare, so that a twentieth of a row is already strong. */
static void
draw_cell (cairo_t               *cr,
           const GradusTheme     *theme,
           const Layout          *layout,
           const GradusConfusion *confusion,
           guint                  row,
           guint                  column)
{
  guint  count = confusion->counts[row * confusion->n_classes + column];
  guint  total = sum_row (confusion, row);
  double share = total > 0 ? (double) count / total : 0;
  double alpha = row == column ? share : MIN (sqrt (share * 20) * 0.75, 0.9);
  double x = layout->left + column * layout->cell;
  double y = layout->top + row * layout->cell;
  char   text[16];

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_TRACK);
  cairo_rectangle (cr, x + 0.5, y + 0.5, layout->cell - 1, layout->cell - 1);
  cairo_fill_preserve (cr);
  gradus_theme_set_source_alpha (theme, cr,
                                 row == column ? GRADUS_TOKEN_FORWARD
                                               : GRADUS_TOKEN_VALIDATION,
                                 count == 0 ? 0 : 0.12 + 0.88 * alpha);
  cairo_fill (cr);
  if (count == 0 || layout->cell < CELL_WITH_NUMBER)
    return;
  g_snprintf (text, sizeof text, "%u", count);
  if (strlen (text) * 6.5 * theme->scale > layout->cell)
    return;
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION,
                    alpha > 0.55 ? GRADUS_TOKEN_VIEW : GRADUS_TOKEN_FG,
                    GRADUS_ALIGN_CENTER, x + layout->cell / 2, y + layout->cell / 2,
                    text);
}

static void
draw_names (cairo_t               *cr,
            const GradusTheme     *theme,
            const Layout          *layout,
            const GradusConfusion *confusion,
            const char *const     *names)
{
  double side = confusion->n_classes * layout->cell;

  for (guint i = 0; i < confusion->n_classes; i++)
    {
      double middle = (i + 0.5) * layout->cell;

      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                        GRADUS_ALIGN_CENTER, layout->left + middle, layout->top - 9,
                        names[i]);
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                        GRADUS_ALIGN_END, layout->left - 5, layout->top + middle,
                        names[i]);
    }
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_CENTER,
                    layout->left + side / 2, layout->top - 25,
                    _ ("what the network says"));
  cairo_save (cr);
  cairo_translate (cr, layout->left - 20, layout->top + side / 2);
  cairo_rotate (cr, -G_PI / 2);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, GRADUS_ALIGN_CENTER,
                    0, 0, _ ("what it is"));
  cairo_restore (cr);
}

static double
find_margin (const GradusTheme *theme, guint n, const char *const *names)
{
  double widest = 0;

  for (guint i = 0; i < n; i++)
    {
      double width, height;

      gradus_text_measure (theme, GRADUS_TEXT_CAPTION_BOLD, names[i], &width, &height);
      widest = MAX (widest, width);
    }
  return MARGIN_LEFT + widest;
}

/**
 * gradus_confusion_matrix_draw:
 * @cr: where to draw
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @confusion: what was counted
 * @names: (array): of the classes
 *
 * Draws how often each class was taken for each other one.
 */
void
gradus_confusion_matrix_draw (cairo_t               *cr,
                              const GradusTheme     *theme,
                              double                 width,
                              double                 height,
                              const GradusConfusion *confusion,
                              const char *const     *names)
{
  guint  n = confusion->n_classes;
  Layout layout = { .left = find_margin (theme, n, names), .top = MARGIN_TOP };

  layout.cell =
    floor (MIN ((width - layout.left - 2) / n, (height - layout.top - 2) / n));
  if (layout.cell < 3)
    return;
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n; j++)
      draw_cell (cr, theme, &layout, confusion, i, j);
  draw_names (cr, theme, &layout, confusion, names);
}
