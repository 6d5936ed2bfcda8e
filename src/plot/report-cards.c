/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plot/report-stack-private.h"

#include "plot/picture.h"
#include "plot/report-words.h"
#include "plot/shapes.h"
#include "plot/text.h"
#include "plot/ticks.h"
#include "plot/weights.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define RADIUS 8.0
#define PADDING 12.0
#define TINT_WIDTH 3.0

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
              const GradusStackCard   *card,
              cairo_t                 *cr,
              const GradusTheme       *theme,
              double                   right)
{
  int                 matrix = gradus_report_facts_find_matrix (self->facts, card->layer);
  double              height = card->height - 2 * (card->height > 30 ? 7 : 4);
  const GradusShape  *shape;
  const float        *kernel;
  GradusShape         seen;
  GradusWeightsKernel what = { 0 };
  double              limit;

  if (matrix < 0)
    return 0;
  shape = &gradus_model_get_weight_info (self->facts->model, (guint) matrix)->shape;
  kernel = gradus_model_get_weight_data (self->facts->model, (guint) matrix);
  what.shape = shape;
  if (gradus_report_facts_get_seen_shape (self->facts, card->layer, &seen))
    what.input = &seen;
  what.form = gradus_weights_choose_form (&what);
  limit = gradus_color_limit (kernel, gradus_shape_size (shape), GRADUS_WEIGHT_SHARE);
  if (what.form == GRADUS_WEIGHTS_TILES && height > 24)
    {
      GradusWeightsLayout layout;

      gradus_weights_layout (&layout, &what, theme, 400, 400);
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
                           limit, right - w, gradus_stack_card_get_middle (card) - h / 2,
                           w, h);
      return w + PADDING;
    }
}

static double
draw_sample (const GradusReportStack *self,
             const GradusStackCard   *card,
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
describe_layer (const GradusReportStack *self, const GradusStackCard *card, Words *words)
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
  words->mono = gradus_report_stack_sizes[self->density].n_lines > 1
                  ? gradus_shape_to_batch_string (&output)
                  : gradus_report_format_dims (&output);
  n = gradus_plan_get_n_params (plan, card->layer);
  if (n > 0 && gradus_report_stack_sizes[self->density].n_lines > 2)
    {
      words->note = gradus_report_format_parameters (n);
      if (!layer->trainable)
        {
          g_autofree char *count = g_steal_pointer (&words->note);

          words->note = g_strdup_printf (_ ("%s, frozen"), count);
        }
    }
  else if (n > 0 && gradus_report_stack_sizes[self->density].n_lines > 1)
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
describe (const GradusReportStack *self, const GradusStackCard *card, Words *words)
{
  const GradusProject *project = self->facts->file->project;

  switch (card->block)
    {
    case GRADUS_STACK_INPUT:
      words->title = gradus_report_describe_source (project);
      words->mono = gradus_shape_to_batch_string (&project->sequential->input);
      break;
    case GRADUS_STACK_LAYER:
      describe_layer (self, card, words);
      break;
    case GRADUS_STACK_HIDDEN:
      words->note = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u more layer",
                                                  "%u more layers", self->n_hidden),
                                     self->n_hidden);
      break;
    case GRADUS_STACK_PREDICTIONS:
      words->title = g_strdup (_ ("Predictions Y′"));
      words->value = gradus_report_describe_outputs (self->facts->plan);
      break;
    case GRADUS_STACK_LOSS:
      words->title =
        g_strdup (_ (gradus_config_get_kind (project->sequential->loss)->title));
      describe_score (self, words);
      break;
    case GRADUS_STACK_OPTIMIZER:
    default:
      words->title =
        g_strdup (_ (gradus_config_get_kind (project->sequential->optimizer)->title));
      words->note = g_strdup (_ ("learning rate"));
      words->value = gradus_report_describe_rate (project->sequential->optimizer);
      break;
    }
}

static void
draw_lines (const GradusStackCard *card,
            const Words           *words,
            cairo_t               *cr,
            const GradusTheme     *theme,
            double                 x,
            double                 right)
{
  guint  n = (words->title != NULL) + (words->mono != NULL) + (words->note != NULL);
  double line = MIN (17 * theme->scale, (card->height - 4) / MAX (n, 1));
  double y = gradus_stack_card_get_middle (card) - (n - 1) * line / 2, width;

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
draw_single_line (const GradusStackCard *card,
                  const Words           *words,
                  cairo_t               *cr,
                  const GradusTheme     *theme,
                  double                 x,
                  double                 right)
{
  double y = gradus_stack_card_get_middle (card), width = 0, shape = 0;

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
             const GradusStackCard   *card,
             cairo_t                 *cr,
             const GradusTheme       *theme)
{
  double width = self->width - 2 * GRADUS_STACK_INSET;
  double radius = card->block == GRADUS_STACK_PREDICTIONS
                    ? card->height / 2
                    : MIN (RADIUS, card->height / 3);

  gradus_shapes_rounded (cr, GRADUS_STACK_INSET + 0.5, card->y + 0.5, width - 1,
                         card->height - 1, radius);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VIEW);
  cairo_fill_preserve (cr);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_AXIS);
  cairo_set_line_width (cr, 0.8);
  cairo_stroke (cr);
}

/* What kind of layer it is, as its icon is tinted on the screen. */
static void
draw_tint (const GradusReportStack *self,
           const GradusStackCard   *card,
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
  gradus_shapes_rounded (cr, GRADUS_STACK_INSET + 7, card->y + inset, TINT_WIDTH,
                         card->height - 2 * inset, TINT_WIDTH / 2);
  cairo_fill (cr);
}

/* The score stands lower, so that the name of the loss has the whole line. */
static double
draw_value (const GradusStackCard *card,
            const Words           *words,
            cairo_t               *cr,
            const GradusTheme     *theme,
            double                 right)
{
  double shift = card->block == GRADUS_STACK_LOSS ? 9 : 0;

  GradusTextRole role = card->block == GRADUS_STACK_LOSS          ? GRADUS_TEXT_TITLE_4
                        : card->block == GRADUS_STACK_PREDICTIONS ? GRADUS_TEXT_CAPTION
                        : card->block == GRADUS_STACK_LAYER       ? GRADUS_TEXT_CAPTION
                                                            : GRADUS_TEXT_CAPTION_BOLD;

  return gradus_text_draw (cr, theme, role,
                           card->block == GRADUS_STACK_PREDICTIONS ? GRADUS_TOKEN_FORWARD
                                                                   : GRADUS_TOKEN_FG,
                           GRADUS_ALIGN_END, right,
                           gradus_stack_card_get_middle (card) + shift, words->value) +
         8;
}

/**
 * gradus_report_stack_draw_card:
 * @self: a loop
 * @card: one of its cards
 * @cr: what is drawn on
 * @theme: the theme the loop was made with
 *
 * Draws a card: what it is, what comes out of it and, small, what it has learned.
 */
void
gradus_report_stack_draw_card (const GradusReportStack *self,
                               const GradusStackCard   *card,
                               cairo_t                 *cr,
                               const GradusTheme       *theme)
{
  double x = GRADUS_STACK_INSET + PADDING,
         right = self->width - GRADUS_STACK_INSET - PADDING + 3;
  g_auto (Words) words = { NULL };

  describe (self, card, &words);
  if (card->block == GRADUS_STACK_HIDDEN)
    {
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_CENTER, self->width / 2,
                        gradus_stack_card_get_middle (card), words.note);
      return;
    }
  draw_ground (self, card, cr, theme);
  if (card->block == GRADUS_STACK_LAYER)
    {
      draw_tint (self, card, cr, theme);
      x += 6;
      right -= draw_weights (self, card, cr, theme, right);
    }
  else if (card->block == GRADUS_STACK_INPUT)
    right -= draw_sample (self, card, cr, theme, right);
  if (words.value != NULL)
    {
      double taken = draw_value (card, &words, cr, theme, right);

      right -= card->block == GRADUS_STACK_LOSS ? 0 : taken;
    }
  if (card->block == GRADUS_STACK_LAYER &&
      gradus_report_stack_sizes[self->density].n_lines == 1)
    draw_single_line (card, &words, cr, theme, x, right);
  else
    draw_lines (card, &words, cr, theme, x, right);
}
