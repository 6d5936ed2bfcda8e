/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/report-stack-private.h"

#include "plot/text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define RAIL 10.0 /* from the edge to a rail */
#define BEND 8.0
#define ARROW_LENGTH 7.0
#define ARROW_WIDTH 7.0
#define LINE_WIDTH 1.4
#define LABEL_ROOM 8.0
#define LEAST_LAYERS 4
#define MOST_STRETCH 10.0

const GradusStackSizes gradus_report_stack_sizes[GRADUS_N_STACK_DENSITIES] = {
  [GRADUS_STACK_DENSITY_COMFORTABLE] = { 66, 52, 38, 56, 46, 20, 3 },
  [GRADUS_STACK_DENSITY_COMPACT] = { 40, 44, 34, 50, 40, 14, 2 },
  [GRADUS_STACK_DENSITY_DENSE] = { 24, 40, 30, 44, 40, 11, 1 },
  [GRADUS_STACK_DENSITY_TIGHT] = { 19, 40, 30, 44, 40, 9, 1 },
};

static double
get_card_height (const GradusStackSizes *size, GradusStackBlock block)
{
  const double heights[] = {
    [GRADUS_STACK_INPUT] = size->input,  [GRADUS_STACK_LAYER] = size->layer,
    [GRADUS_STACK_HIDDEN] = size->layer, [GRADUS_STACK_PREDICTIONS] = size->predictions,
    [GRADUS_STACK_LOSS] = size->loss,    [GRADUS_STACK_OPTIMIZER] = size->optimizer,
  };

  return heights[block];
}

static double
measure_stack (const GradusStackSizes *size, guint n_layers)
{
  return size->input + n_layers * size->layer + size->predictions + size->loss +
         size->optimizer + (n_layers + 3) * size->gap;
}

static void
add_card (GradusReportStack *self, GradusStackBlock block, guint layer)
{
  const GradusStackSizes *size = &gradus_report_stack_sizes[self->density];
  GradusStackCard         card = { .block = block,
                                   .layer = layer,
                                   .y = self->cards->len > 0 ? self->height + self->gap : 0,
                                   .height = get_card_height (size, block) };

  if (block == GRADUS_STACK_LAYER)
    card.is_updated = gradus_plan_get_n_trainable_params (self->facts->plan, layer) > 0;
  self->height = card.y + card.height;
  g_array_append_val (self->cards, card);
}

/* Room that is there makes the wires longer, up to a measure. */
static double
stretch_gap (const GradusStackSizes *size, guint n_layers, double most_height)
{
  double rest = most_height - measure_stack (size, n_layers);

  return size->gap + CLAMP (rest / (n_layers + 3), 0, MOST_STRETCH);
}

/* The beginning and the end of a stack that is too long say most. */
static void
add_layers (GradusReportStack *self, guint n_layers, double most_height)
{
  const GradusStackSizes *size = &gradus_report_stack_sizes[self->density];
  double                  rest = measure_stack (size, n_layers) - most_height;
  guint                   n_shown;

  if (rest <= 0)
    {
      for (guint i = 0; i < n_layers; i++)
        add_card (self, GRADUS_STACK_LAYER, i);
      return;
    }
  n_shown =
    n_layers - MIN (n_layers, (guint) ceil (rest / (size->layer + size->gap)) + 1);
  n_shown = CLAMP (n_shown, LEAST_LAYERS, n_layers - 1);
  self->n_hidden = n_layers - n_shown;
  for (guint i = 0; i < (n_shown + 1) / 2; i++)
    add_card (self, GRADUS_STACK_LAYER, i);
  add_card (self, GRADUS_STACK_HIDDEN, 0);
  for (guint i = n_layers - n_shown / 2; i < n_layers; i++)
    add_card (self, GRADUS_STACK_LAYER, i);
}

/**
 * gradus_report_stack_new:
 * @facts: what is to be drawn; must outlive the stack
 * @theme: font and scale
 * @width: of the drawing
 * @most_height: that it may take; a long stack is drawn denser, and a very long one
 *   without its middle
 *
 * Finds where everything of the loop stands.
 *
 * Returns: (transfer full): the loop
 */
GradusReportStack *
gradus_report_stack_new (const GradusReportFacts *facts,
                         const GradusTheme       *theme,
                         double                   width,
                         double                   most_height)
{
  GradusReportStack *self = g_new0 (GradusReportStack, 1);
  guint              n_layers = gradus_plan_get_n_layers (facts->plan);

  self->facts = facts;
  self->width = width;
  self->cards = g_array_new (FALSE, FALSE, sizeof (GradusStackCard));
  while (self->density + 1 < GRADUS_N_STACK_DENSITIES &&
         measure_stack (&gradus_report_stack_sizes[self->density], n_layers) >
           most_height)
    self->density++;
  self->gap =
    stretch_gap (&gradus_report_stack_sizes[self->density], n_layers, most_height);
  add_card (self, GRADUS_STACK_INPUT, 0);
  add_layers (self, n_layers, most_height);
  add_card (self, GRADUS_STACK_PREDICTIONS, 0);
  add_card (self, GRADUS_STACK_LOSS, 0);
  add_card (self, GRADUS_STACK_OPTIMIZER, 0);
  return self;
}

/**
 * gradus_report_stack_free:
 * @self: (transfer full) (nullable): a loop
 *
 * Frees a loop.
 */
void
gradus_report_stack_free (GradusReportStack *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->cards);
  g_free (self);
}

double
gradus_report_stack_get_height (const GradusReportStack *self)
{
  return self->height;
}

guint
gradus_report_stack_get_n_hidden (const GradusReportStack *self)
{
  return self->n_hidden;
}

static const GradusStackCard *
get_card (const GradusReportStack *self, guint index)
{
  return &g_array_index (self->cards, GradusStackCard, index);
}

/* ---- Wires and rails ---- */

typedef enum
{
  DOWN,
  LEFT,
  RIGHT,
} Direction;

/* The tip touches the card. */
static void
draw_arrow (cairo_t *cr, double x, double y, Direction direction)
{
  double back = direction == LEFT ? ARROW_LENGTH : -ARROW_LENGTH;

  cairo_move_to (cr, x, y);
  if (direction == DOWN)
    {
      cairo_line_to (cr, x - ARROW_WIDTH / 2, y - ARROW_LENGTH);
      cairo_line_to (cr, x + ARROW_WIDTH / 2, y - ARROW_LENGTH);
    }
  else
    {
      cairo_line_to (cr, x + back, y - ARROW_WIDTH / 2);
      cairo_line_to (cr, x + back, y + ARROW_WIDTH / 2);
    }
  cairo_close_path (cr);
  cairo_fill (cr);
}

/* Nothing comes through where a layer does not fit. */
static gboolean
is_cut (const GradusReportStack *self, const GradusStackCard *card)
{
  int wrong = gradus_plan_get_problem (self->facts->plan, NULL);

  return wrong >= 0 && card->block != GRADUS_STACK_OPTIMIZER &&
         (card->block > GRADUS_STACK_LAYER ||
          (card->block == GRADUS_STACK_LAYER && card->layer >= (guint) wrong));
}

static void
draw_wires (const GradusReportStack *self, cairo_t *cr, const GradusTheme *theme)
{
  const double dots[] = { 1, 4 };
  double       x = self->width / 2;

  for (guint i = 0; i + 1 < self->cards->len; i++)
    {
      const GradusStackCard *from = get_card (self, i), *to = get_card (self, i + 1);

      if (is_cut (self, to))
        {
          gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ERROR);
          cairo_set_dash (cr, dots, 2, 0);
          cairo_move_to (cr, x, from->y + from->height);
          cairo_line_to (cr, x, to->y);
          cairo_stroke (cr);
          cairo_set_dash (cr, NULL, 0, 0);
          continue;
        }
      gradus_theme_set_source (theme, cr,
                               to->block == GRADUS_STACK_OPTIMIZER
                                 ? GRADUS_TOKEN_BACK
                                 : GRADUS_TOKEN_FORWARD);
      cairo_move_to (cr, x, from->y + from->height);
      cairo_line_to (cr, x, to->y - ARROW_LENGTH + 1);
      cairo_stroke (cr);
      draw_arrow (cr, x, to->y, DOWN);
    }
}

/* Words along a rail between two heights, if there is room; the rail makes place for
 * them. Returns how much. */
static double
draw_turned (cairo_t           *cr,
             const GradusTheme *theme,
             GradusToken        color,
             const char        *text,
             double             x,
             double             top,
             double             bottom,
             double             angle)
{
  double length;

  gradus_text_measure (theme, GRADUS_TEXT_CAPTION_BOLD, text, &length, NULL);
  if (length + 2 * LABEL_ROOM > bottom - top)
    return 0;
  cairo_save (cr);
  cairo_translate (cr, x, (top + bottom) / 2);
  cairo_rotate (cr, angle);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, color, GRADUS_ALIGN_CENTER, 0, 0,
                    text);
  cairo_restore (cr);
  return length + 2 * LABEL_ROOM;
}

/* A line up or down with a gap where its words stand. */
static void
draw_parted (cairo_t *cr, double x, double to, double middle, double gap, double along)
{
  if (gap > 0)
    {
      cairo_line_to (cr, x, middle - along * gap / 2);
      cairo_move_to (cr, x, middle + along * gap / 2);
    }
  cairo_line_to (cr, x, to);
}

static void
draw_truth (const GradusReportStack *self, cairo_t *cr, const GradusTheme *theme)
{
  double from = gradus_stack_card_get_middle (get_card (self, 0));
  double to = gradus_stack_card_get_middle (get_card (self, self->cards->len - 2));
  double gap = draw_turned (cr, theme, GRADUS_TOKEN_TRUTH, _ ("true targets Y"), RAIL,
                            from + 2 * BEND, to - 2 * BEND, -G_PI_2);

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_TRUTH);
  cairo_move_to (cr, GRADUS_STACK_INSET, from);
  cairo_arc_negative (cr, RAIL + BEND, from + BEND, BEND, -G_PI_2, -G_PI);
  draw_parted (cr, RAIL, to - BEND, (from + to) / 2, gap, 1);
  cairo_arc_negative (cr, RAIL + BEND, to - BEND, BEND, G_PI, G_PI_2);
  cairo_line_to (cr, GRADUS_STACK_INSET - ARROW_LENGTH + 1, to);
  cairo_stroke (cr);
  draw_arrow (cr, GRADUS_STACK_INSET, to, RIGHT);
}

/* The longest part of the update rail that no branch leaves. */
static void
find_free_part (const GradusReportStack *self, double *top, double *bottom)
{
  double last = NAN, longest = 0;

  for (guint i = 0; i < self->cards->len; i++)
    {
      const GradusStackCard *card = get_card (self, i);
      double                 y = gradus_stack_card_get_middle (card);

      if (!card->is_updated && card->block != GRADUS_STACK_OPTIMIZER)
        continue;
      if (!isnan (last) && y - last > longest)
        {
          longest = y - last;
          *top = last + 2 * BEND;
          *bottom = y - BEND;
        }
      last = y;
    }
}

static void
draw_branch (cairo_t *cr, double x, double card_x, double y)
{
  cairo_move_to (cr, x, y + BEND);
  cairo_arc_negative (cr, x - BEND, y + BEND, BEND, 0, -G_PI_2);
  cairo_line_to (cr, card_x + ARROW_LENGTH - 1, y);
  cairo_stroke (cr);
  draw_arrow (cr, card_x, y, LEFT);
}

/* The update rail ends at the topmost layer that learns; the others branch off. */
static void
draw_updates (const GradusReportStack *self, cairo_t *cr, const GradusTheme *theme)
{
  double x = self->width - RAIL, card_x = self->width - GRADUS_STACK_INSET;
  double from = gradus_stack_card_get_middle (get_card (self, self->cards->len - 1));
  double to = NAN, top = 0, bottom = 0, gap;

  for (guint i = self->cards->len; i-- > 0;)
    if (get_card (self, i)->is_updated)
      to = gradus_stack_card_get_middle (get_card (self, i));
  if (isnan (to) || gradus_plan_get_problem (self->facts->plan, NULL) >= 0)
    return;
  find_free_part (self, &top, &bottom);
  gap = draw_turned (cr, theme, GRADUS_TOKEN_BACK, _ ("weight updates"), x, top, bottom,
                     G_PI_2);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BACK);
  cairo_move_to (cr, card_x, from);
  cairo_arc_negative (cr, x - BEND, from - BEND, BEND, G_PI_2, 0);
  draw_parted (cr, x, to + BEND, (top + bottom) / 2, gap, -1);
  cairo_stroke (cr);
  for (guint i = 0; i < self->cards->len; i++)
    if (get_card (self, i)->is_updated)
      draw_branch (cr, x, card_x, gradus_stack_card_get_middle (get_card (self, i)));
}

/**
 * gradus_report_stack_draw:
 * @self: a loop
 * @cr: what is drawn on
 * @theme: the theme it was made with
 *
 * Draws the loop.
 */
void
gradus_report_stack_draw (const GradusReportStack *self,
                          cairo_t                 *cr,
                          const GradusTheme       *theme)
{
  cairo_save (cr);
  cairo_set_line_width (cr, LINE_WIDTH);
  draw_wires (self, cr, theme);
  draw_truth (self, cr, theme);
  draw_updates (self, cr, theme);
  for (guint i = 0; i < self->cards->len; i++)
    gradus_report_stack_draw_card (self, get_card (self, i), cr, theme);
  cairo_restore (cr);
}
