/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/report-stack.h"

#include "plot/paint.h"
#include "plot/picture.h"
#include "plot/report-words.h"
#include "plot/text.h"
#include "plot/ticks.h"
#include "plot/weights.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define RAIL 10.0  /* from the edge to a rail */
#define INSET 26.0 /* from the edge to the cards */
#define RADIUS 8.0
#define BEND 8.0
#define ARROW_LENGTH 7.0
#define ARROW_WIDTH 7.0
#define LINE_WIDTH 1.4
#define PADDING 12.0
#define TINT_WIDTH 3.0
#define LABEL_ROOM 8.0
#define LEAST_LAYERS 4
#define MOST_STRETCH 10.0

typedef enum
{
  BLOCK_INPUT,
  BLOCK_LAYER,
  BLOCK_HIDDEN, /* layers that are only counted */
  BLOCK_PREDICTIONS,
  BLOCK_LOSS,
  BLOCK_OPTIMIZER,
} Block;

typedef enum
{
  DENSITY_COMFORTABLE,
  DENSITY_COMPACT,
  DENSITY_DENSE,
  DENSITY_TIGHT,
  N_DENSITIES
} Density;

typedef struct
{
  double layer;
  double input;
  double predictions;
  double loss;
  double optimizer;
  double gap;
  guint  n_lines; /* of a layer */
} Sizes;

static const Sizes sizes[N_DENSITIES] = {
  [DENSITY_COMFORTABLE] = { 66, 52, 38, 56, 46, 20, 3 },
  [DENSITY_COMPACT] = { 40, 44, 34, 50, 40, 14, 2 },
  [DENSITY_DENSE] = { 24, 40, 30, 44, 40, 11, 1 },
  [DENSITY_TIGHT] = { 19, 40, 30, 44, 40, 9, 1 },
};

typedef struct
{
  Block    block;
  guint    layer;
  double   y, height;
  gboolean is_updated; /* whether training changes it */
} Card;

struct _GradusReportStack
{
  const GradusReportFacts *facts; /* borrowed */
  double                   width;
  double                   height;
  Density                  density;
  double                   gap;
  guint                    n_hidden;
  GArray                  *cards; /* of Card, from the top */
};

static double
get_card_height (const Sizes *size, Block block)
{
  const double heights[] = {
    [BLOCK_INPUT] = size->input,  [BLOCK_LAYER] = size->layer,
    [BLOCK_HIDDEN] = size->layer, [BLOCK_PREDICTIONS] = size->predictions,
    [BLOCK_LOSS] = size->loss,    [BLOCK_OPTIMIZER] = size->optimizer,
  };

  return heights[block];
}

static double
measure_stack (const Sizes *size, guint n_layers)
{
  return size->input + n_layers * size->layer + size->predictions + size->loss +
         size->optimizer + (n_layers + 3) * size->gap;
}

static void
add_card (GradusReportStack *self, Block block, guint layer)
{
  const Sizes *size = &sizes[self->density];
  Card         card = { .block = block,
                        .layer = layer,
                        .y = self->cards->len > 0 ? self->height + self->gap : 0,
                        .height = get_card_height (size, block) };

  if (block == BLOCK_LAYER)
    card.is_updated = gradus_plan_get_n_trainable_params (self->facts->plan, layer) > 0;
  self->height = card.y + card.height;
  g_array_append_val (self->cards, card);
}

/* Room that is there makes the wires longer, up to a measure. */
static double
stretch_gap (const Sizes *size, guint n_layers, double most_height)
{
  double rest = most_height - measure_stack (size, n_layers);

  return size->gap + CLAMP (rest / (n_layers + 3), 0, MOST_STRETCH);
}

/* The beginning and the end of a stack that is too long say most. */
static void
add_layers (GradusReportStack *self, guint n_layers, double most_height)
{
  const Sizes *size = &sizes[self->density];
  double       rest = measure_stack (size, n_layers) - most_height;
  guint        n_shown;

  if (rest <= 0)
    {
      for (guint i = 0; i < n_layers; i++)
        add_card (self, BLOCK_LAYER, i);
      return;
    }
  n_shown =
    n_layers - MIN (n_layers, (guint) ceil (rest / (size->layer + size->gap)) + 1);
  n_shown = CLAMP (n_shown, LEAST_LAYERS, n_layers - 1);
  self->n_hidden = n_layers - n_shown;
  for (guint i = 0; i < (n_shown + 1) / 2; i++)
    add_card (self, BLOCK_LAYER, i);
  add_card (self, BLOCK_HIDDEN, 0);
  for (guint i = n_layers - n_shown / 2; i < n_layers; i++)
    add_card (self, BLOCK_LAYER, i);
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
  self->cards = g_array_new (FALSE, FALSE, sizeof (Card));
  while (self->density + 1 < N_DENSITIES &&
         measure_stack (&sizes[self->density], n_layers) > most_height)
    self->density++;
  self->gap = stretch_gap (&sizes[self->density], n_layers, most_height);
  add_card (self, BLOCK_INPUT, 0);
  add_layers (self, n_layers, most_height);
  add_card (self, BLOCK_PREDICTIONS, 0);
  add_card (self, BLOCK_LOSS, 0);
  add_card (self, BLOCK_OPTIMIZER, 0);
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

static const Card *
get_card (const GradusReportStack *self, guint index)
{
  return &g_array_index (self->cards, Card, index);
}

static double
get_middle (const Card *card)
{
  return card->y + card->height / 2;
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
is_cut (const GradusReportStack *self, const Card *card)
{
  int wrong = gradus_plan_get_problem (self->facts->plan, NULL);

  return wrong >= 0 && card->block != BLOCK_OPTIMIZER &&
         (card->block > BLOCK_LAYER ||
          (card->block == BLOCK_LAYER && card->layer >= (guint) wrong));
}

static void
draw_wires (const GradusReportStack *self, cairo_t *cr, const GradusTheme *theme)
{
  const double dots[] = { 1, 4 };
  double       x = self->width / 2;

  for (guint i = 0; i + 1 < self->cards->len; i++)
    {
      const Card *from = get_card (self, i), *to = get_card (self, i + 1);

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
                               to->block == BLOCK_OPTIMIZER ? GRADUS_TOKEN_BACK
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
  double from = get_middle (get_card (self, 0));
  double to = get_middle (get_card (self, self->cards->len - 2));
  double gap = draw_turned (cr, theme, GRADUS_TOKEN_TRUTH, _ ("true targets Y"), RAIL,
                            from + 2 * BEND, to - 2 * BEND, -G_PI_2);

  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_TRUTH);
  cairo_move_to (cr, INSET, from);
  cairo_arc_negative (cr, RAIL + BEND, from + BEND, BEND, -G_PI_2, -G_PI);
  draw_parted (cr, RAIL, to - BEND, (from + to) / 2, gap, 1);
  cairo_arc_negative (cr, RAIL + BEND, to - BEND, BEND, G_PI, G_PI_2);
  cairo_line_to (cr, INSET - ARROW_LENGTH + 1, to);
  cairo_stroke (cr);
  draw_arrow (cr, INSET, to, RIGHT);
}

/* The longest part of the update rail that no branch leaves. */
static void
find_free_part (const GradusReportStack *self, double *top, double *bottom)
{
  double last = NAN, longest = 0;

  for (guint i = 0; i < self->cards->len; i++)
    {
      const Card *card = get_card (self, i);
      double      y = get_middle (card);

      if (!card->is_updated && card->block != BLOCK_OPTIMIZER)
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
  double x = self->width - RAIL, card_x = self->width - INSET;
  double from = get_middle (get_card (self, self->cards->len - 1));
  double to = NAN, top = 0, bottom = 0, gap;

  for (guint i = self->cards->len; i-- > 0;)
    if (get_card (self, i)->is_updated)
      to = get_middle (get_card (self, i));
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
      draw_branch (cr, x, card_x, get_middle (get_card (self, i)));
}

/* ---- Thumbnails ---- */

static void
draw_tiles (cairo_t                   *cr,
            const GradusTheme         *theme,
            const GradusWeightsLayout *layout,
            const float               *kernel,
            double                     limit,
            double                     x,
            double                     y,
            double                     size)
{
  const GradusColorMap *map = gradus_color_map_get (theme, GRADUS_COLOR_MAP_WEIGHTS);
  guint                 n = layout->n_units >= 4 ? 2 : 1;
  double                tile = (size - 3 * (n - 1)) / n;

  for (guint i = 0; i < n * n; i++)
    {
      GradusGrid grid =
        gradus_weights_get_grid (layout, kernel, i * MAX (layout->n_channels, 1));
      double most = MAX (grid.width, grid.height);

      gradus_picture_draw (cr, theme, map, &grid, limit, x + (i % n) * (tile + 3),
                           y + (i / n) * (tile + 3), tile * grid.width / most,
                           tile * grid.height / most);
    }
}

/* The weights of a layer in a box at its right edge; returns the room it takes. */
static double
draw_weights (const GradusReportStack *self,
              const Card              *card,
              cairo_t                 *cr,
              const GradusTheme       *theme,
              double                   right)
{
  int                matrix = gradus_report_facts_find_matrix (self->facts, card->layer);
  double             height = card->height - 2 * (card->height > 30 ? 7 : 4);
  const GradusShape *shape;
  const float       *kernel;
  GradusShape        seen;
  GradusShape       *input;
  GradusWeightsForm  form;
  double             limit;

  if (matrix < 0)
    return 0;
  shape = &gradus_model_get_weight_info (self->facts->model, (guint) matrix)->shape;
  kernel = gradus_model_get_weight_data (self->facts->model, (guint) matrix);
  input =
    gradus_report_facts_get_seen_shape (self->facts, card->layer, &seen) ? &seen : NULL;
  form = gradus_weights_choose_form (shape, input);
  limit = gradus_color_limit (kernel, gradus_shape_size (shape), GRADUS_WEIGHT_SHARE);
  if (form == GRADUS_WEIGHTS_TILES && height > 24)
    {
      GradusWeightsLayout layout;

      gradus_weights_layout (&layout, shape, input, form, theme, 400, 400);
      draw_tiles (cr, theme, &layout, kernel, limit, right - height, card->y + 7, height);
      return height + PADDING;
    }
  else
    {
      gsize  n_units = (gsize) gradus_shape_last (shape);
      gsize  n_inputs = gradus_shape_size (shape) / MAX (n_units, 1);
      double width = MIN (56, height * 2.2);
      /* A true aspect would leave most matrices a line or a needle. */
      double aspect = CLAMP (sqrt ((double) n_units / (double) n_inputs), 0.2, 1.6);
      double h = MIN (height, width * aspect), w = MIN (width, h / aspect);

      GradusGrid grid = { .values = kernel,
                          .width = (guint) n_inputs,
                          .height = (guint) n_units,
                          .stride_x = n_units,
                          .stride_y = 1 };

      gradus_picture_draw (cr, theme,
                           gradus_color_map_get (theme, GRADUS_COLOR_MAP_WEIGHTS), &grid,
                           limit, right - w, get_middle (card) - h / 2, w, h);
      return w + PADDING;
    }
}

static double
draw_sample (const GradusReportStack *self,
             const Card              *card,
             cairo_t                 *cr,
             const GradusTheme       *theme,
             double                   right)
{
  double            size = card->height - 14;
  GradusShape       shape;
  g_autofree float *x = NULL;

  if (!gradus_report_facts_get_picture_shape (self->facts, &shape))
    return 0;
  x = g_new (float, gradus_shape_size (&shape));
  gradus_dataset_get_sample (self->facts->samples, 0, x);
  gradus_picture_draw_sample (cr, theme, &shape, x, right - size, card->y + 7, size);
  return size + PADDING;
}

/* ---- Cards ---- */

/* One line of words that is cut where it has no room. */
static double
draw_words (cairo_t           *cr,
            const GradusTheme *theme,
            GradusTextRole     role,
            GradusToken        color,
            double             x,
            double             middle,
            double             room,
            const char        *text)
{
  PangoLayout   *layout;
  PangoRectangle logical;

  if (room < 12)
    return 0;
  layout = gradus_text_layout_new (NULL, theme, role, text);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_extents (layout, NULL, &logical);
  if ((double) logical.width / PANGO_SCALE > room)
    pango_layout_set_width (layout, (int) (room * PANGO_SCALE));
  pango_layout_get_extents (layout, NULL, &logical);
  gradus_theme_set_source (theme, cr, color);
  cairo_move_to (cr, x, middle - (double) logical.height / PANGO_SCALE / 2);
  pango_cairo_show_layout (cr, layout);
  g_object_unref (layout);
  return (double) logical.width / PANGO_SCALE;
}

typedef struct
{
  char *title;
  char *detail; /* dim, beside the title */
  char *mono;
  char *note;
  char *value; /* at the right */
} Words;

static void
words_clear (Words *words)
{
  g_free (words->title);
  g_free (words->detail);
  g_free (words->mono);
  g_free (words->note);
  g_free (words->value);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Words, words_clear)

static void
describe_layer (const GradusReportStack *self, const Card *card, Words *words)
{
  GradusPlan        *plan = self->facts->plan;
  const GradusLayer *layer =
    gradus_sequential_get_layer (gradus_plan_get_sequential (plan), card->layer);
  GradusShape output;
  guint64     n = 0;

  words->title = g_strdup (gradus_config_get_kind (layer->config)->name);
  words->detail = gradus_report_describe_layer (layer->config);
  if (!gradus_plan_get_output (plan, (int) card->layer, &output))
    {
      words->mono = g_strdup ("?");
      return;
    }
  words->mono = sizes[self->density].n_lines > 1 ? gradus_shape_to_batch_string (&output)
                                                 : gradus_report_format_dims (&output);
  n = gradus_plan_get_n_params (plan, card->layer);
  if (n > 0 && sizes[self->density].n_lines > 2)
    {
      words->note = gradus_report_format_parameters (n);
      if (!layer->trainable)
        {
          g_autofree char *count = g_steal_pointer (&words->note);

          words->note = g_strdup_printf (_ ("%s, frozen"), count);
        }
    }
  else if (n > 0 && sizes[self->density].n_lines > 1)
    words->value = gradus_report_format_count (n);
}

static void
describe_score (const GradusReportStack *self, Words *words)
{
  const GradusReportFacts *facts = self->facts;
  GradusHistory           *history = facts->file->history;

  if (facts->trainer != NULL)
    {
      words->value = gradus_format_value (facts->test_loss);
      words->note = g_strdup (_ ("on the test samples"));
    }
  else if (history != NULL && gradus_history_get_n_epochs (history) > 0)
    {
      words->value = gradus_format_value (
        gradus_history_get_epoch (history, gradus_history_get_n_epochs (history) - 1)
          ->loss);
      words->note = g_strdup (_ ("in the last epoch of training"));
    }
  else
    words->note = g_strdup (_ ("no score yet"));
}

static void
describe (const GradusReportStack *self, const Card *card, Words *words)
{
  const GradusProject *project = self->facts->file->project;

  switch (card->block)
    {
    case BLOCK_INPUT:
      words->title = gradus_report_describe_source (project);
      words->mono = gradus_shape_to_batch_string (&project->sequential->input);
      break;
    case BLOCK_LAYER:
      describe_layer (self, card, words);
      break;
    case BLOCK_HIDDEN:
      words->note = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more layer",
                                                  "%u more layers", self->n_hidden),
                                     self->n_hidden);
      break;
    case BLOCK_PREDICTIONS:
      words->title = g_strdup (_ ("Predictions Y′"));
      words->value = gradus_report_describe_outputs (self->facts->plan);
      break;
    case BLOCK_LOSS:
      words->title =
        g_strdup (_ (gradus_config_get_kind (project->sequential->loss)->title));
      describe_score (self, words);
      break;
    case BLOCK_OPTIMIZER:
    default:
      words->title =
        g_strdup (_ (gradus_config_get_kind (project->sequential->optimizer)->title));
      words->note = g_strdup (_ ("learning rate"));
      words->value = gradus_report_describe_rate (project->sequential->optimizer);
      break;
    }
}

static void
draw_lines (const Card        *card,
            const Words       *words,
            cairo_t           *cr,
            const GradusTheme *theme,
            double             x,
            double             right)
{
  guint  n = (words->title != NULL) + (words->mono != NULL) + (words->note != NULL);
  double line = MIN (17 * theme->scale, (card->height - 4) / MAX (n, 1));
  double y = get_middle (card) - (n - 1) * line / 2, width;

  if (words->title != NULL)
    {
      GradusTextRole role = GRADUS_TEXT_HEADING;

      gradus_text_measure (theme, role, words->title, &width, NULL);
      if (width > right - x)
        role = GRADUS_TEXT_CAPTION_BOLD;
      width =
        draw_words (cr, theme, role, GRADUS_TOKEN_FG, x, y, right - x, words->title);
      if (words->detail != NULL)
        draw_words (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM, x + width + 6, y,
                    right - x - width - 6, words->detail);
      y += line;
    }
  if (words->mono != NULL)
    {
      draw_words (cr, theme, GRADUS_TEXT_MONO, GRADUS_TOKEN_DIM, x, y, right - x,
                  words->mono);
      y += line;
    }
  if (words->note != NULL)
    draw_words (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, x, y, right - x,
                words->note);
}

/* All in one line: name and shape. */
static void
draw_single_line (const Card        *card,
                  const Words       *words,
                  cairo_t           *cr,
                  const GradusTheme *theme,
                  double             x,
                  double             right)
{
  double y = get_middle (card), width = 0, shape = 0;

  if (words->mono != NULL)
    {
      gradus_text_measure (theme, GRADUS_TEXT_MONO, words->mono, &shape, NULL);
      shape = MIN (shape, (right - x) * 0.6);
      draw_words (cr, theme, GRADUS_TEXT_MONO, GRADUS_TOKEN_DIM, right - shape, y, shape,
                  words->mono);
      right -= shape + 6;
    }
  if (words->title != NULL)
    width = draw_words (cr, theme, GRADUS_TEXT_CAPTION_BOLD, GRADUS_TOKEN_FG, x, y,
                        right - x, words->title);
  if (words->detail != NULL)
    draw_words (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM, x + width + 5, y,
                right - x - width - 5, words->detail);
}

static void
draw_ground (const GradusReportStack *self,
             const Card              *card,
             cairo_t                 *cr,
             const GradusTheme       *theme)
{
  double width = self->width - 2 * INSET;
  double radius =
    card->block == BLOCK_PREDICTIONS ? card->height / 2 : MIN (RADIUS, card->height / 3);

  gradus_shapes_rounded (cr, INSET + 0.5, card->y + 0.5, width - 1, card->height - 1,
                         radius);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VIEW);
  cairo_fill_preserve (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_AXIS);
  cairo_set_line_width (cr, 0.8);
  cairo_stroke (cr);
}

/* What kind of layer it is, as its icon is tinted on the screen. */
static void
draw_tint (const GradusReportStack *self,
           const Card              *card,
           cairo_t                 *cr,
           const GradusTheme       *theme)
{
  const GradusLayer *layer =
    gradus_sequential_get_layer (gradus_plan_get_sequential (self->facts->plan),
                                 card->layer);
  double inset = card->height > 30 ? 9 : 5;

  gradus_theme_set_source (theme, cr,
                           gradus_token_of_category (
                             gradus_layer_kind_of (layer->config)->category));
  gradus_shapes_rounded (cr, INSET + 7, card->y + inset, TINT_WIDTH,
                         card->height - 2 * inset, TINT_WIDTH / 2);
  cairo_fill (cr);
}

/* The score stands lower, so that the name of the loss has the whole line. */
static double
draw_value (const Card        *card,
            const Words       *words,
            cairo_t           *cr,
            const GradusTheme *theme,
            double             right)
{
  double shift = card->block == BLOCK_LOSS ? 9 : 0;

  GradusTextRole role = card->block == BLOCK_LOSS          ? GRADUS_TEXT_TITLE_4
                        : card->block == BLOCK_PREDICTIONS ? GRADUS_TEXT_CAPTION
                        : card->block == BLOCK_LAYER       ? GRADUS_TEXT_CAPTION
                                                           : GRADUS_TEXT_CAPTION_BOLD;

  return gradus_text_draw (cr, theme, role,
                           card->block == BLOCK_PREDICTIONS ? GRADUS_TOKEN_FORWARD
                                                            : GRADUS_TOKEN_FG,
                           GRADUS_ALIGN_END, right, get_middle (card) + shift,
                           words->value) +
         8;
}

static void
draw_card (const GradusReportStack *self,
           const Card              *card,
           cairo_t                 *cr,
           const GradusTheme       *theme)
{
  double         x = INSET + PADDING, right = self->width - INSET - PADDING + 3;
  g_auto (Words) words = { NULL };

  describe (self, card, &words);
  if (card->block == BLOCK_HIDDEN)
    {
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_CENTER, self->width / 2, get_middle (card),
                        words.note);
      return;
    }
  draw_ground (self, card, cr, theme);
  if (card->block == BLOCK_LAYER)
    {
      draw_tint (self, card, cr, theme);
      x += 6;
      right -= draw_weights (self, card, cr, theme, right);
    }
  else if (card->block == BLOCK_INPUT)
    right -= draw_sample (self, card, cr, theme, right);
  if (words.value != NULL)
    {
      double taken = draw_value (card, &words, cr, theme, right);

      right -= card->block == BLOCK_LOSS ? 0 : taken;
    }
  if (card->block == BLOCK_LAYER && sizes[self->density].n_lines == 1)
    draw_single_line (card, &words, cr, theme, x, right);
  else
    draw_lines (card, &words, cr, theme, x, right);
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
    draw_card (self, get_card (self, i), cr, theme);
  cairo_restore (cr);
}
