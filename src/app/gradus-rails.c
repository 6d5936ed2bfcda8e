/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/gradus-rails.h"

#include "plot/text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LINE_WIDTH 2.0
#define LABEL_ROOM 9.0
/* What the letter beside the first wire needs of it. */
#define X_HEIGHT 13.0
/* How far from the cards the wire runs that passes by them. */
#define DETOUR_DISTANCE 8.0
/* How far the frame of a group stands out. */
#define GROUP_MARGIN 6.0
/* Rails are long: one dot for each of these many pixels. */
#define SIGNAL_DISTANCE 230.0
/* When in a round the loss is reached, and when it is left. */
#define ROUND_LOSS 0.45
#define ROUND_BACK 0.58
/* Share of the way back that leads from the loss to the optimizer. */
#define ROUND_DOWN 0.25

typedef enum
{
  DOWN,
  LEFT,
  RIGHT,
} Direction;

/* Wires are not text: large text leaves them as they are. */
static void
set_line_width (cairo_t *cr, const GradusTheme *theme)
{
  cairo_set_line_width (cr, LINE_WIDTH * (theme->high_contrast ? 1.25 : 1));
}

static double
get_center (const GradusSpineLayout *layout)
{
  return round (layout->width / 2);
}

static void
trace_round (cairo_t *cr, double x, double y, double width, double height, double r)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI_2, 0);
  cairo_arc (cr, x + width - r, y + height - r, r, 0, G_PI_2);
  cairo_arc (cr, x + r, y + height - r, r, G_PI_2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
}

/* The tip touches the card. */
static void
draw_arrow (cairo_t *cr, double x, double y, Direction direction, double scale)
{
  double half = scale * GRADUS_SPINE_ARROW_WIDTH / 2;
  double length = scale * GRADUS_SPINE_ARROW_LENGTH;
  double back = direction == LEFT ? length : -length;

  cairo_move_to (cr, x, y);
  if (direction == DOWN)
    {
      cairo_line_to (cr, x - half, y - length);
      cairo_line_to (cr, x + half, y - length);
    }
  else
    {
      cairo_line_to (cr, x + back, y - half);
      cairo_line_to (cr, x + back, y + half);
    }
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
draw_wire (cairo_t *cr, double x, double from_y, double to_y, double scale)
{
  double tip = scale * GRADUS_SPINE_ARROW_LENGTH;

  cairo_move_to (cr, x, from_y);
  cairo_line_to (cr, x, MAX (from_y, to_y - tip + 1));
  cairo_stroke (cr);
  draw_arrow (cr, x, to_y, DOWN, scale);
}

static void
draw_dotted (cairo_t *cr, const GradusTheme *theme, double x, double from_y, double to_y)
{
  const double dots[] = { 0, 5 };

  cairo_save (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FAINT);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_dash (cr, dots, 2, 0);
  cairo_move_to (cr, x, from_y + 5);
  cairo_line_to (cr, x, to_y - 3);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* The wire ends in a stump, and a cross stands where it should go on. */
static void
draw_cut (cairo_t *cr, const GradusTheme *theme, double x, double from_y, double to_y)
{
  double size = MIN (6, (to_y - from_y) / 4);
  double y = to_y - (to_y - from_y) / 2;

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FORWARD);
  cairo_move_to (cr, x, from_y);
  cairo_line_to (cr, x, MAX (from_y, y - size - 3));
  cairo_stroke (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_ERROR);
  cairo_set_line_width (cr, 2.4);
  cairo_move_to (cr, x - size, y - size);
  cairo_line_to (cr, x + size, y + size);
  cairo_move_to (cr, x + size, y - size);
  cairo_line_to (cr, x - size, y + size);
  cairo_stroke (cr);
  set_line_width (cr, theme);
}

/* The layer above whose wire ends at @index, looking through those that are switched
 * off. */
static guint
find_end (const GradusSpineLayout *layout, guint index)
{
  while (index + 1 < layout->slots->len &&
         gradus_spine_layout_get_slot (layout, index)->is_bypassed)
    index++;
  return index;
}

/* The wire leaves the middle, passes by the cards from @above + 1 to @below - 1, and
 * comes back. */
static void
draw_detour (cairo_t *cr, const GradusSpineLayout *layout, guint above, guint below)
{
  const GradusSpineSlot *first = gradus_spine_layout_get_slot (layout, above + 1);
  const GradusSpineSlot *last = gradus_spine_layout_get_slot (layout, below - 1);
  double                 x = get_center (layout);
  double side = layout->scale * (GRADUS_SPINE_CARD_INSET - DETOUR_DISTANCE);
  double tip = layout->scale * GRADUS_SPINE_ARROW_LENGTH;
  double from_y, to_y, unused, out_y, back_y, r;

  gradus_spine_layout_get_wire (layout, above, &from_y, &unused);
  gradus_spine_layout_get_wire (layout, below - 1, &unused, &to_y);
  out_y = round ((from_y + first->y) / 2);
  back_y =
    round (last->y + last->height + MAX (2, (to_y - last->y - last->height - tip) / 2));
  r = MAX (1, MIN (5, MIN (out_y - from_y, first->y - out_y)));
  cairo_move_to (cr, x, from_y);
  cairo_arc (cr, x - r, out_y - r, r, 0, G_PI_2);
  cairo_arc_negative (cr, side + r, out_y + r, r, -G_PI_2, -G_PI);
  cairo_arc_negative (cr, side + r, back_y - r, r, G_PI, G_PI_2);
  cairo_line_to (cr, x, back_y);
  cairo_line_to (cr, x, to_y - tip + 1);
  cairo_stroke (cr);
  draw_arrow (cr, x, to_y, DOWN, layout->scale);
}

static void
draw_wires (cairo_t                 *cr,
            const GradusTheme       *theme,
            const GradusSpineLayout *layout,
            const GradusRailsState  *state)
{
  double x = get_center (layout);

  for (guint i = 0; i + 1 < layout->slots->len; i++)
    {
      guint       end = find_end (layout, i + 1);
      GradusBlock below = gradus_spine_layout_get_slot (layout, end)->block;
      double      from_y, to_y;

      if (gradus_spine_layout_get_slot (layout, i)->is_bypassed)
        continue;
      gradus_spine_layout_get_wire (layout, i, &from_y, &to_y);
      if (end > i + 1 && (state->wrong < 0 || state->wrong > (int) end))
        {
          gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FORWARD);
          draw_detour (cr, layout, i, end);
        }
      else if (below != GRADUS_BLOCK_OPTIMIZER && state->wrong == (int) end)
        draw_cut (cr, theme, x, from_y, to_y);
      else if (below != GRADUS_BLOCK_OPTIMIZER && state->wrong >= 0 &&
               state->wrong <= (int) i)
        draw_dotted (cr, theme, x, from_y, to_y);
      else
        {
          gradus_theme_set_source (theme, cr,
                                   below == GRADUS_BLOCK_OPTIMIZER
                                     ? GRADUS_TOKEN_BACK
                                     : GRADUS_TOKEN_FORWARD);
          draw_wire (cr, x, from_y, to_y, layout->scale);
        }
    }
}

/* The name, and that a click folds it. */
static void
draw_group_name (cairo_t                 *cr,
                 const GradusTheme       *theme,
                 const GradusSpineLayout *layout,
                 double                   y,
                 const char              *name)
{
  double x = layout->scale * GRADUS_SPINE_CARD_INSET;

  cairo_save (cr);
  cairo_rectangle (cr, x - 4, y - 9, get_center (layout) - x - 6, 18);
  cairo_clip (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_DIM);
  cairo_move_to (cr, x, y - 2);
  cairo_line_to (cr, x + 8, y - 2);
  cairo_line_to (cr, x + 4, y + 3);
  cairo_close_path (cr);
  cairo_fill (cr);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_DIM,
                    GRADUS_ALIGN_START, x + 13, y, name);
  cairo_restore (cr);
}

static void
draw_group (cairo_t                 *cr,
            const GradusTheme       *theme,
            const GradusSpineLayout *layout,
            const GradusRailsState  *state,
            guint                    first,
            guint                    last)
{
  const GradusSpineSlot *top = gradus_spine_layout_get_slot (layout, first);
  const GradusSpineSlot *end = gradus_spine_layout_get_slot (layout, last);
  double                 inset = layout->scale * GRADUS_SPINE_CARD_INSET - GROUP_MARGIN;
  double                 y = top->y - layout->scale * GRADUS_SPINE_GROUP_HEADER;
  double height = end->y + end->height + layout->scale * GRADUS_SPINE_GROUP_FOOTER -
                  GROUP_MARGIN / 2 - y;

  trace_round (cr, inset + 0.5, y + 0.5, layout->width - 2 * inset - 1, height - 1, 12);
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_FG, 0.04);
  cairo_fill_preserve (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BORDER);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  set_line_width (cr, theme);
  if (state->groups != NULL && top->group <= state->groups->len)
    draw_group_name (cr, theme, layout, y + layout->scale * GRADUS_SPINE_GROUP_HEADER / 2,
                     ((const GradusLayerGroup *) state->groups->pdata[top->group - 1])
                       ->name);
}

static void
draw_groups (cairo_t                 *cr,
             const GradusTheme       *theme,
             const GradusSpineLayout *layout,
             const GradusRailsState  *state)
{
  for (guint i = 0; i < layout->slots->len; i++)
    {
      guint group = gradus_spine_layout_get_slot (layout, i)->group;
      guint last = i;

      if (group == 0)
        continue;
      while (last + 1 < layout->slots->len &&
             gradus_spine_layout_get_slot (layout, last + 1)->group == group)
        last++;
      draw_group (cr, theme, layout, state, i, last);
      i = last;
    }
}

/* An empty frame has a wire in and a wire out, but no layer between them. */
static void
draw_empty_frame_wire (cairo_t                 *cr,
                       const GradusTheme       *theme,
                       const GradusSpineLayout *layout)
{
  double y, height;

  if (gradus_spine_layout_get_n_layers (layout) > 0 || layout->slots->len < 2 ||
      !gradus_spine_layout_get_frame (layout, &y, &height))
    return;
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FORWARD);
  draw_wire (cr, get_center (layout), y + height,
             gradus_spine_layout_get_slot (layout, 1)->y, layout->scale);
}

static void
draw_input_label (cairo_t *cr, const GradusTheme *theme, const GradusSpineLayout *layout)
{
  double from_y, to_y;

  if (layout->slots->len < 2)
    return;
  gradus_spine_layout_get_wire (layout, 0, &from_y, &to_y);
  /* Large letters would run into the cards of a short wire. */
  if (to_y - from_y < X_HEIGHT * theme->scale)
    return;
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FORWARD,
                    GRADUS_ALIGN_START, get_center (layout) + 11,
                    round ((from_y + MIN (to_y, from_y + 40)) / 2), "X");
}

/* Text along a rail: upwards on the left side, downwards on the right. */
static void
draw_turned (cairo_t           *cr,
             const GradusTheme *theme,
             GradusToken        color,
             const char        *text,
             double             x,
             double             y,
             double             angle)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, angle);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, color, GRADUS_ALIGN_CENTER, 0, 0,
                    text);
  cairo_restore (cr);
}

static void
trace_rail (cairo_t *cr, const GradusRail *rail, double scale)
{
  gboolean is_left = rail->x < rail->card_x;
  double   tip = scale * (GRADUS_SPINE_ARROW_LENGTH - 1) * (is_left ? -1 : 1);
  double   r = rail->radius;
  double   away = is_left ? rail->x + r : rail->x - r;
  double   along = rail->to_y > rail->from_y ? 1 : -1;

  cairo_move_to (cr, rail->card_x, rail->from_y);
  cairo_line_to (cr, away, rail->from_y);
  if (is_left)
    cairo_arc_negative (cr, away, rail->from_y + r, r, -G_PI_2, -G_PI);
  else
    cairo_arc_negative (cr, away, rail->from_y - r, r, G_PI_2, 0);
  cairo_line_to (cr, rail->x, rail->to_y - along * r);
  if (is_left)
    cairo_arc_negative (cr, away, rail->to_y - r, r, G_PI, G_PI_2);
  else
    cairo_arc_negative (cr, away, rail->to_y + r, r, 0, -G_PI_2);
  cairo_line_to (cr, rail->card_x + tip, rail->to_y);
}

/* How much of a rail its label covers, and where; 0 if the label finds no room. */
static double
measure_label (const GradusTheme       *theme,
               const GradusSpineLayout *layout,
               const GradusRail        *rail,
               const char              *text,
               double                  *y)
{
  double length;

  gradus_text_measure (theme, GRADUS_TEXT_CAPTION_BOLD, text, &length, NULL);
  length += 2 * LABEL_ROOM;
  *y = round (gradus_spine_layout_find_label (layout, rail, length));
  return isnan (*y) ? 0 : length;
}

/* Everything but the place of the label. */
static void
clip_label (cairo_t                 *cr,
            const GradusSpineLayout *layout,
            const GradusRail        *rail,
            double                   y,
            double                   length)
{
  cairo_rectangle (cr, 0, 0, layout->width, layout->bottom + 100);
  cairo_rectangle (cr, rail->x - 5, y + length / 2, 10, -length);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_clip (cr);
}

static void
draw_rail (cairo_t                 *cr,
           const GradusTheme       *theme,
           const GradusSpineLayout *layout,
           const GradusRail        *rail,
           GradusToken              color,
           const char              *text)
{
  gboolean is_left = rail->x < rail->card_x;
  double   y, length = measure_label (theme, layout, rail, text, &y);

  gradus_theme_set_source (theme, cr, color);
  cairo_save (cr);
  if (length > 0)
    clip_label (cr, layout, rail, y, length);
  trace_rail (cr, rail, layout->scale);
  cairo_stroke (cr);
  cairo_restore (cr);
  draw_arrow (cr, rail->card_x + (is_left ? -1 : 1), rail->to_y, is_left ? RIGHT : LEFT,
              layout->scale);
  if (length > 0)
    draw_turned (cr, theme, color, text, rail->x, y, is_left ? -G_PI_2 : G_PI_2);
}

/* Arrows from the update rail into the layers below the topmost. */
static void
draw_branches (cairo_t                 *cr,
               const GradusTheme       *theme,
               const GradusSpineLayout *layout,
               const GradusRail        *rail)
{
  double r = rail->radius;

  if (layout->is_framed)
    return;
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BACK);
  for (guint i = 0; i < layout->slots->len; i++)
    {
      const GradusSpineSlot *slot = gradus_spine_layout_get_slot (layout, i);
      double                 y = slot->y + slot->height / 2;

      if (!slot->is_updated || y == rail->to_y)
        continue;
      cairo_move_to (cr, rail->x, y + r);
      cairo_arc_negative (cr, rail->x - r, y + r, r, 0, -G_PI_2);
      cairo_line_to (cr, rail->card_x + layout->scale * (GRADUS_SPINE_ARROW_LENGTH - 1),
                     y);
      cairo_stroke (cr);
      draw_arrow (cr, rail->card_x + 1, y, LEFT, layout->scale);
    }
}

/* Painted over the wire that runs through the gap. */
static void
draw_gap (cairo_t                 *cr,
          const GradusTheme       *theme,
          const GradusSpineLayout *layout,
          const GradusRailsState  *state)
{
  double inset = layout->scale * GRADUS_SPINE_CARD_INSET + (layout->is_framed ? 10 : 0);
  double height = layout->gap_height - 2;
  GradusToken color = state->is_gap_refused ? GRADUS_TOKEN_ERROR
                      : state->is_gap_blue  ? GRADUS_TOKEN_ACCENT
                                            : GRADUS_TOKEN_FAINT;
  double      dashes[] = { 5, 4 };

  if (height < 8)
    return;
  trace_round (cr, inset + 1, layout->gap_y + 1, layout->width - 2 * inset - 2, height,
               MIN (11, height / 2));
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_SPINE);
  cairo_fill_preserve (cr);
  gradus_theme_set_source_alpha (theme, cr, color,
                                 state->is_gap_refused ? 0.06
                                 : state->is_gap_blue  ? 0.1
                                                       : 0.03);
  cairo_fill_preserve (cr);
  gradus_theme_set_source (theme, cr, color);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_set_line_width (cr, state->is_gap_blue ? 2 : 1.5);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  set_line_width (cr, theme);
  if (state->gap_text != NULL && height >= 18)
    gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD,
                      state->is_gap_blue ? color : GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                      inset + 16, layout->gap_y + 1 + height / 2, state->gap_text);
}

static void
draw_frame (cairo_t *cr, const GradusTheme *theme, const GradusSpineLayout *layout)
{
  double inset = layout->scale * GRADUS_SPINE_CARD_INSET;
  double dashes[] = { 3, 3 };
  double y, height;

  if (!gradus_spine_layout_get_frame (layout, &y, &height))
    return;
  trace_round (cr, inset + 0.5, y + 0.5, layout->width - 2 * inset - 1, height - 1, 11);
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_CARD, 0.35);
  cairo_fill_preserve (cr);
  gradus_theme_set_source_alpha (theme, cr, GRADUS_TOKEN_FAINT, 0.7);
  cairo_set_dash (cr, dashes, 2, 0);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  set_line_width (cr, theme);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG,
                    GRADUS_ALIGN_CENTER, get_center (layout), y + 16, _ ("Layers"));
}

/**
 * gradus_rails_draw:
 * @cr: where to draw
 * @theme: how it looks
 * @layout: where the cards stand
 * @state: what else there is to show
 *
 * Draws the three signals: blue down the middle, green down the left side, purple up the
 * right side; and the box in the gap.
 */
void
gradus_rails_draw (cairo_t                 *cr,
                   const GradusTheme       *theme,
                   const GradusSpineLayout *layout,
                   const GradusRailsState  *state)
{
  GradusRail rail;

  set_line_width (cr, theme);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  draw_frame (cr, theme, layout);
  draw_groups (cr, theme, layout, state);
  draw_wires (cr, theme, layout, state);
  draw_empty_frame_wire (cr, theme, layout);
  draw_input_label (cr, theme, layout);
  if (gradus_spine_layout_get_truth_rail (layout, &rail))
    draw_rail (cr, theme, layout, &rail, GRADUS_TOKEN_TRUTH, _ ("true targets Y"));
  if (state->wrong < 0 && gradus_spine_layout_get_update_rail (layout, &rail))
    {
      draw_rail (cr, theme, layout, &rail, GRADUS_TOKEN_BACK, _ ("weight updates"));
      draw_branches (cr, theme, layout, &rail);
    }
  if (layout->gap_height > 0)
    draw_gap (cr, theme, layout, state);
}

static void
add_signal (GArray *signals, double x, double y, GradusToken color)
{
  GradusSignal signal = { .x = x, .y = y, .color = color };

  g_array_append_val (signals, signal);
}

static void
add_wire_signals (const GradusSpineLayout *layout, double seconds, GArray *signals)
{
  for (guint i = 0; i + 1 < layout->slots->len; i++)
    {
      double from_y, to_y, length, y;

      if (gradus_spine_layout_get_slot (layout, i)->is_bypassed ||
          gradus_spine_layout_get_slot (layout, i + 1)->is_bypassed)
        continue;
      gradus_spine_layout_get_wire (layout, i, &from_y, &to_y);
      length = to_y - from_y;
      y = from_y +
          (seconds < 0 ? length / 2 : fmod (seconds * GRADUS_SIGNAL_SPEED, length));
      if (length < GRADUS_SIGNAL_SIZE ||
          (layout->gap_height > 0 && y > layout->gap_y - GRADUS_SIGNAL_SIZE / 2 &&
           y < layout->gap_y + layout->gap_height + GRADUS_SIGNAL_SIZE / 2))
        continue;
      add_signal (signals, get_center (layout), y,
                  gradus_spine_layout_get_slot (layout, i + 1)->block ==
                      GRADUS_BLOCK_OPTIMIZER
                    ? GRADUS_TOKEN_BACK
                    : GRADUS_TOKEN_FORWARD);
    }
}

/* @n dots, equally far from each other. Words are not crossed out: a dot goes on behind
 * the label of its rail. */
static void
place_on_rail (const GradusTheme       *theme,
               const GradusSpineLayout *layout,
               const GradusRail        *rail,
               double                   distance,
               guint                    n,
               GArray                  *signals)
{
  gboolean    is_truth = rail->x < rail->card_x;
  const char *text = is_truth ? _ ("true targets Y") : _ ("weight updates");
  double      label_y, label = measure_label (theme, layout, rail, text, &label_y);
  double      length = gradus_rail_get_length (rail);

  for (guint i = 0; i < n; i++)
    {
      double x, y;

      gradus_rail_get_point (rail, fmod (distance + length * i / n, length), &x, &y);
      if (label == 0 || x != rail->x ||
          fabs (y - label_y) > (label + GRADUS_SIGNAL_SIZE) / 2)
        add_signal (signals, x, y, is_truth ? GRADUS_TOKEN_TRUTH : GRADUS_TOKEN_BACK);
    }
}

static void
add_rail_signals (const GradusTheme       *theme,
                  const GradusSpineLayout *layout,
                  const GradusRail        *rail,
                  double                   seconds,
                  GArray                  *signals)
{
  double length = gradus_rail_get_length (rail);
  guint  n = (guint) MAX (1, round (length / SIGNAL_DISTANCE));
  double start = seconds < 0 ? length / n / 4 : seconds * GRADUS_SIGNAL_SPEED;

  place_on_rail (theme, layout, rail, start, n, signals);
}

void
gradus_rails_place_signals (const GradusTheme       *theme,
                            const GradusSpineLayout *layout,
                            double                   seconds,
                            GArray                  *signals)
{
  GradusRail rail;

  g_array_set_size (signals, 0);
  add_wire_signals (layout, seconds, signals);
  if (gradus_spine_layout_get_truth_rail (layout, &rail))
    add_rail_signals (theme, layout, &rail, seconds, signals);
  if (gradus_spine_layout_get_update_rail (layout, &rail))
    add_rail_signals (theme, layout, &rail, seconds, signals);
}

gboolean
gradus_rails_is_loss_pulsing (double progress)
{
  return progress >= ROUND_LOSS && progress < ROUND_BACK;
}

static void
place_forward (const GradusTheme       *theme,
               const GradusSpineLayout *layout,
               double                   progress,
               GArray                  *signals)
{
  guint      n = layout->slots->len;
  double     from_y, to_y, unused;
  GradusRail rail;

  gradus_spine_layout_get_wire (layout, 0, &from_y, &unused);
  gradus_spine_layout_get_wire (layout, n - 3, &unused, &to_y);
  add_signal (signals, get_center (layout), from_y + (to_y - from_y) * progress,
              GRADUS_TOKEN_FORWARD);
  if (!gradus_spine_layout_get_truth_rail (layout, &rail))
    return;
  place_on_rail (theme, layout, &rail, gradus_rail_get_length (&rail) * progress, 1,
                 signals);
}

static void
place_back (const GradusTheme       *theme,
            const GradusSpineLayout *layout,
            double                   progress,
            GArray                  *signals)
{
  double     from_y, to_y;
  GradusRail rail;

  gradus_spine_layout_get_wire (layout, layout->slots->len - 2, &from_y, &to_y);
  if (progress < ROUND_DOWN)
    add_signal (signals, get_center (layout),
                from_y + (to_y - from_y) * progress / ROUND_DOWN, GRADUS_TOKEN_BACK);
  else if (gradus_spine_layout_get_update_rail (layout, &rail))
    {
      progress = (progress - ROUND_DOWN) / (1 - ROUND_DOWN);
      place_on_rail (theme, layout, &rail, gradus_rail_get_length (&rail) * progress, 1,
                     signals);
    }
}

/* Cards lie over the dots, so one that goes straight down vanishes behind each layer. */
void
gradus_rails_place_round (const GradusTheme       *theme,
                          const GradusSpineLayout *layout,
                          double                   progress,
                          GArray                  *signals)
{
  g_array_set_size (signals, 0);
  if (layout->slots->len < 4)
    return;
  if (progress < ROUND_LOSS)
    place_forward (theme, layout, progress / ROUND_LOSS, signals);
  else if (progress >= ROUND_BACK)
    place_back (theme, layout, (progress - ROUND_BACK) / (1 - ROUND_BACK), signals);
}
