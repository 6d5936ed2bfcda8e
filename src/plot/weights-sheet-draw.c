/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/weights-sheet-private.h"

#include "config.h"

#include "plot/paint.h"
#include "plot/picture.h"
#include "plot/text.h"
#include "plot/ticks.h"
#include "plot/votes.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define READ_OUT_PADDING 10.0
#define READ_OUT_HEIGHT 26.0
#define READ_OUT_GAP 12.0

static void
draw_heading (cairo_t                *cr,
              const GradusTheme      *theme,
              const GradusWeightsBox *box,
              const char             *title,
              const char             *caption)
{
  gradus_text_draw (cr, theme, GRADUS_TEXT_HEADING, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    box->x, box->y + 9 * theme->scale, title);
  cairo_save (cr);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_clip (cr);
  gradus_text_draw (cr, theme, GRADUS_TEXT_READING, GRADUS_TOKEN_DIM, GRADUS_ALIGN_START,
                    box->x, box->y + 28 * theme->scale, caption);
  cairo_restore (cr);
}

static gboolean
is_off (const GradusWeightsSheet *self, guint unit)
{
  return self->lesions != NULL && self->lesions[unit];
}

static char *
dup_unit_caption (const GradusWeightsSheet *self)
{
  g_autofree char *bias = NULL;

  if (is_off (self, (guint) self->unit))
    return g_strdup (_ ("switched off"));
  if (self->bias == NULL)
    return g_strdup (_ ("what makes it fire"));
  bias = gradus_format_signed ((double) self->bias->data[self->unit], 3);
  /* Translators: %s is the bias of a unit, like +0.012 */
  return g_strdup_printf (_ ("what makes it fire · bias %s"), bias);
}

static char *
dup_unit_title (const GradusWeightsSheet *self)
{
  if (self->unit_names != NULL)
    return g_strdup_printf (_ ("Unit %d: %s"), self->unit + 1,
                            self->unit_names[self->unit]);
  if (gradus_weights_sheet_count_channels (self) > 1)
    return g_strdup_printf (_ ("Unit %d, channel %u"), self->unit + 1, self->channel + 1);
  return g_strdup_printf (_ ("Unit %d"), self->unit + 1);
}

static void
draw_unit (const GradusWeightsSheet       *self,
           cairo_t                        *cr,
           const GradusTheme              *theme,
           const GradusWeightsSheetLayout *layout)
{
  const GradusWeightsBox *box = &layout->unit_picture;
  int              tile = gradus_weights_find_tile (&layout->weights, (guint) self->unit);
  g_autofree char *title = dup_unit_title (self);
  g_autofree char *caption = dup_unit_caption (self);
  GradusGrid       grid;

  draw_heading (cr, theme, &layout->unit, title, caption);
  if (tile < 0)
    return;
  grid = gradus_weights_get_grid (&layout->weights, self->kernel->data,
                                  (guint) tile + self->channel);
  gradus_picture_draw (cr, theme, gradus_color_map_get (theme, GRADUS_COLOR_MAP_WEIGHTS),
                       &grid,
                       self->limits != NULL ? (double) self->limits[self->unit]
                                            : self->limit,
                       box->x, box->y, box->width, box->height);
  if (is_off (self, (guint) self->unit))
    gradus_weights_draw_lesion (cr, theme, box->x, box->y, box->width, box->height);
}

static void
draw_votes (const GradusWeightsSheet *self,
            cairo_t                  *cr,
            const GradusTheme        *theme,
            const GradusWeightsBox   *box)
{
  guint  n = (guint) self->next->shape.dims[1];
  double head = GRADUS_WEIGHTS_HEAD_ROOM * theme->scale;

  draw_heading (cr, theme, box, _ ("Its votes"),
                self->names != NULL ? _ ("weights to each class")
                                    : _ ("weights to the next layer"));
  cairo_save (cr);
  cairo_translate (cr, box->x, box->y + head);
  gradus_votes_draw (cr, theme, box->width, box->height - head,
                     self->next->data + (gsize) self->unit * n,
                     MIN (n, GRADUS_WEIGHTS_VOTES_MOST), 1,
                     (const char *const *) self->names);
  cairo_restore (cr);
}

/* What the axes of tiles and matrix are, in words, left of the colour bar. */
static void
draw_axes (const GradusWeightsSheet  *self,
           cairo_t                   *cr,
           const GradusTheme         *theme,
           const GradusWeightsLayout *layout,
           double                     room)
{
  const char *text = _ ("a picture for each unit");
  double      width;

  if (self->form == GRADUS_WEIGHTS_MATRIX && layout->n_units == 1)
    text = _ ("a number for each channel");
  else if (self->form == GRADUS_WEIGHTS_MATRIX && layout->units_across)
    text = layout->has_bias ? _ ("across: units · down: their inputs, then the bias")
                            : _ ("across: units · down: their inputs");
  else if (self->form == GRADUS_WEIGHTS_MATRIX)
    text = layout->has_bias ? _ ("down: units · across: their inputs, then the bias")
                            : _ ("down: units · across: their inputs");
  else if (layout->n_channels > 1)
    text = _ ("a picture for each unit and each channel that it sees");
  else if (self->order != NULL)
    text = _ ("a picture for each unit, the largest weights first");
  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, text, &width, NULL);
  if (width <= room)
    gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                      GRADUS_ALIGN_START, 0, 10 * theme->scale, text);
}

/* The bar, with what its ends mean where each unit has a scale of its own. */
static double
draw_bar (const GradusWeightsSheet *self,
          cairo_t                  *cr,
          const GradusTheme        *theme,
          double                    width)
{
  double right = width, middle = 10 * theme->scale;

  if (self->limits != NULL)
    right -=
      gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_DIM,
                        GRADUS_ALIGN_END, width, middle, _ ("of each unit’s largest")) +
      6 * theme->scale;
  return width - right +
         gradus_weights_draw_color_bar (cr, theme, GRADUS_COLOR_MAP_WEIGHTS,
                                        self->limits != NULL ? 1 : self->limit, right,
                                        middle);
}

static void
draw_all (const GradusWeightsSheet       *self,
          cairo_t                        *cr,
          const GradusTheme              *theme,
          const GradusWeightsSheetLayout *layout)
{
  const GradusWeightsPaint paint = {
    .kernel = self->kernel->data,
    .bias = self->bias != NULL ? self->bias->data : NULL,
    .limit = self->limit,
    .limits = self->form == GRADUS_WEIGHTS_TILES ? self->limits : NULL,
    .selected = self->unit,
    .selected_channel = self->channel,
    .lesions = self->lesions,
  };

  cairo_save (cr);
  if (layout->scroll_most > 0)
    {
      cairo_rectangle (cr, layout->area.x, layout->area.y, layout->area.width,
                       layout->area.height);
      cairo_clip (cr);
    }
  cairo_translate (cr, layout->area.x, layout->area.y - layout->scroll);
  gradus_weights_draw (cr, theme, &layout->weights, &paint);
  cairo_restore (cr);
}

/**
 * gradus_weights_sheet_draw:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @self: a sheet
 *
 * Draws everything; one enlarged unit only where there is room for it.
 */
void
gradus_weights_sheet_draw (cairo_t                  *cr,
                           const GradusTheme        *theme,
                           double                    width,
                           double                    height,
                           const GradusWeightsSheet *self)
{
  GradusWeightsSheetLayout layout;
  double                   bar;

  gradus_weights_sheet_layout (self, theme, width, height, &layout);
  bar = draw_bar (self, cr, theme, width);
  draw_axes (self, cr, theme, &layout.weights, width - bar - 16 * theme->scale);
  draw_all (self, cr, theme, &layout);
  if (layout.line.width > 0)
    {
      gradus_theme_set_source (theme, cr, GRADUS_TOKEN_BORDER);
      cairo_rectangle (cr, layout.line.x, layout.line.y, layout.line.width,
                       layout.line.height);
      cairo_fill (cr);
    }
  if (layout.unit.width > 0)
    draw_unit (self, cr, theme, &layout);
  if (layout.votes.width > 0)
    draw_votes (self, cr, theme, &layout.votes);
}

/**
 * gradus_weights_sheet_draw_read_out:
 * @cr: what is drawn on
 * @theme: how it looks
 * @width: of the drawing
 * @height: of the drawing
 * @box: a weight
 * @text: (nullable): what is said about it
 *
 * Marks a weight and says a few words in a box below or above it.
 */
void
gradus_weights_sheet_draw_read_out (cairo_t                *cr,
                                    const GradusTheme      *theme,
                                    double                  width,
                                    double                  height,
                                    const GradusWeightsBox *box,
                                    const char             *text)
{
  double padding = READ_OUT_PADDING * theme->scale, h = READ_OUT_HEIGHT * theme->scale;
  double gap = READ_OUT_GAP * theme->scale, w, x, y;

  cairo_set_line_width (cr, 3);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_VIEW);
  cairo_rectangle (cr, box->x - 0.5, box->y - 0.5, box->width + 1, box->height + 1);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, 1.5);
  gradus_theme_set_source (theme, cr, GRADUS_TOKEN_FG);
  cairo_stroke (cr);
  if (text == NULL)
    return;

  gradus_text_measure (theme, GRADUS_TEXT_CAPTION, text, &w, NULL);
  w += 2 * padding;
  x = round (CLAMP (box->x + box->width / 2 - w / 2, 2, MAX (2, width - w - 2)));
  y = round (box->y + box->height + gap);
  if (y + h > height - 2)
    y = round (box->y - gap - h);
  gradus_paint_box (cr, theme, x, y, w, h);
  gradus_text_draw (cr, theme, GRADUS_TEXT_CAPTION, GRADUS_TOKEN_FG, GRADUS_ALIGN_START,
                    x + padding, y + h / 2, text);
}
