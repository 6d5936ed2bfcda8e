/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/weights-sheet-private.h"

#include "config.h"

#include <math.h>

/* Below the tiles, for one unit and its votes: this part of the height. */
#define BELOW_SHARE 0.36
#define BELOW_LEAST 204.0
#define BELOW_MOST 300.0
#define BELOW_LARGEST 360.0 /* if tiles leave so much */
#define BELOW_WIDTH 420.0
/* Or beside them. */
#define BESIDE_SHARE 0.32
#define BESIDE_LEAST 200.0
#define BESIDE_MOST 300.0
#define BESIDE_WIDTH 480.0
#define BESIDE_HEIGHT 300.0
#define TILES_LEAST 110.0
#define LARGEST_CELL 56.0
#define GAP 24.0
#define BAR_WIDTH 14.0 /* of a scroll bar */
#define VOTE_ROW 22.0
#define VOTES_LEAST_ROW 13.0

typedef enum
{
  DETAIL_BELOW,
  DETAIL_BELOW_SMALL,
  DETAIL_BESIDE,
  DETAIL_NONE,
  N_DETAILS
} Detail;

static double
get_below (double height, double scale)
{
  return floor (CLAMP (BELOW_SHARE * height, BELOW_LEAST * scale, BELOW_MOST * scale));
}

/* Of a sheet as high as both together. */
double
gradus_weights_sheet_get_below (double weights, double scale)
{
  return get_below (weights / (1 - BELOW_SHARE), scale);
}

static double
get_beside (double width, double scale)
{
  return floor (CLAMP (BESIDE_SHARE * width, BESIDE_LEAST * scale, BESIDE_MOST * scale));
}

/* What is left for all the units; FALSE if a detail would leave too little. */
static gboolean
get_room (const GradusWeightsSheet *self,
          double                    scale,
          double                    width,
          double                    height,
          Detail                    detail,
          GradusWeightsBox         *area)
{
  gboolean may = self->form == GRADUS_WEIGHTS_TILES && self->unit >= 0;

  *area = (GradusWeightsBox){ 0, GRADUS_WEIGHTS_BAR_ROOM * scale, width,
                              height - GRADUS_WEIGHTS_BAR_ROOM * scale };
  switch (detail)
    {
    case DETAIL_BELOW:
    case DETAIL_BELOW_SMALL:
      area->height -=
        detail == DETAIL_BELOW ? get_below (height, scale) : BELOW_LEAST * scale;
      return may && width >= BELOW_WIDTH * scale && area->height >= TILES_LEAST * scale;
    case DETAIL_BESIDE:
      area->width -= get_beside (width, scale) + GAP * scale;
      return may && width >= BESIDE_WIDTH * scale && height >= BESIDE_HEIGHT * scale;
    case DETAIL_NONE:
    case N_DETAILS:
    default:
      return TRUE;
    }
}

/* Larger weights are better, then those whose tiles have numbers; what does not fit is
 * the better the more of it is seen. */
static double
rate (const GradusWeightsLayout *layout, const GradusWeightsBox *area, Detail detail)
{
  double size = layout->cell + (layout->has_numbers ? 0.5 : 0);

  if (detail == DETAIL_NONE)
    return -1;
  return layout->fits ? 1 + size : area->width * area->height * 1e-9;
}

static Detail
choose_detail (const GradusWeightsSheet  *self,
               const GradusTheme         *theme,
               double                     width,
               double                     height,
               const GradusWeightsKernel *kernel,
               GradusWeightsSheetLayout  *layout)
{
  Detail best = DETAIL_NONE;
  double most = -G_MAXDOUBLE;

  for (Detail detail = DETAIL_BELOW; detail < N_DETAILS; detail++)
    {
      GradusWeightsLayout weights;
      GradusWeightsBox    area;

      if (!get_room (self, theme->scale, width, height, detail, &area))
        continue;
      gradus_weights_layout (&weights, kernel, theme, area.width, area.height);
      if (rate (&weights, &area, detail) <= most)
        continue;
      most = rate (&weights, &area, detail);
      best = detail;
      layout->weights = weights;
      layout->area = area;
    }
  return best;
}

static void
place_picture (GradusWeightsSheetLayout *layout, double scale, double size)
{
  const GradusWeightsLayout *weights = &layout->weights;
  guint side = MAX (MAX (weights->tile_width, weights->tile_height), 1);

  layout->unit_cell = (guint) MAX (1, floor (MIN (size / side, LARGEST_CELL * scale)));
  layout->unit_picture =
    (GradusWeightsBox){ floor (layout->unit.x) + 1,
                        floor (layout->unit.y + GRADUS_WEIGHTS_HEAD_ROOM * scale),
                        (double) layout->unit_cell * weights->tile_width,
                        (double) layout->unit_cell * weights->tile_height };
}

static guint
count_votes (const GradusWeightsSheet *self)
{
  return self->next != NULL && self->form == GRADUS_WEIGHTS_TILES
           ? (guint) MIN (self->next->shape.dims[1], GRADUS_WEIGHTS_VOTES_MOST)
           : 0;
}

static void
place_below (const GradusWeightsSheet *self,
             GradusWeightsSheetLayout *layout,
             double                    scale,
             double                    width,
             double                    height)
{
  double below = layout->area.y + layout->weights.height + 12 * scale;
  double top = floor (
    MIN (height - BELOW_LEAST * scale, MAX (below, height - BELOW_LARGEST * scale)));
  double y, room, size;

  if (!layout->weights.fits)
    top = layout->area.y + layout->area.height;
  y = top + 16 * scale;
  room = height - y;
  size = room - GRADUS_WEIGHTS_HEAD_ROOM * scale - 2;
  layout->line = (GradusWeightsBox){ 0, floor (top), width, 1 };
  layout->unit = (GradusWeightsBox){ 0, y, MIN (size, width * 0.4), room };
  place_picture (layout, scale, MIN (size, width * 0.4));
  if (count_votes (self) > 0)
    {
      double x =
        floor (layout->unit_picture.x + layout->unit_picture.width + 2 * GAP * scale);

      layout->votes = (GradusWeightsBox){ x, y, MIN (width - x, 380 * scale), room };
    }
}

static void
place_beside (const GradusWeightsSheet *self,
              GradusWeightsSheetLayout *layout,
              double                    scale,
              double                    width,
              double                    height)
{
  double room = get_beside (width, scale), x = width - room;
  double y = layout->area.y - 8 * scale;
  guint  n_votes = count_votes (self);
  double votes = GRADUS_WEIGHTS_HEAD_ROOM * scale + n_votes * VOTE_ROW * scale;
  double least = GRADUS_WEIGHTS_HEAD_ROOM * scale + n_votes * VOTES_LEAST_ROW * scale;
  double size = MIN (room - 2, height - y - GRADUS_WEIGHTS_HEAD_ROOM * scale - 2);
  double rest;

  /* A scroll bar parts them, too. */
  if (layout->scroll_most <= 0)
    layout->line = (GradusWeightsBox){ floor (x - GAP * scale / 2), y, 1, height - y };
  x += 4;
  layout->unit = (GradusWeightsBox){ x, y, room, height - y };
  place_picture (layout, scale, size);
  rest = height - layout->unit_picture.y - layout->unit_picture.height - 16 * scale;
  if (n_votes > 0 && rest >= least)
    layout->votes = (GradusWeightsBox){ x, height - rest, room - 4, MIN (rest, votes) };
}

/**
 * gradus_weights_sheet_layout:
 * @self: a sheet
 * @theme: font and scale
 * @width: of the drawing
 * @height: of the drawing
 * @layout: (out): where everything is
 *
 * Places all parts, so that the weights are as large as they can be: one unit stands
 * below the tiles, or beside them.
 */
void
gradus_weights_sheet_layout (const GradusWeightsSheet *self,
                             const GradusTheme        *theme,
                             double                    width,
                             double                    height,
                             GradusWeightsSheetLayout *layout)
{
  GradusWeightsKernel kernel = gradus_weights_sheet_get_kernel (self);
  Detail              detail;

  *layout = (GradusWeightsSheetLayout){ 0 };
  detail = choose_detail (self, theme, width, height, &kernel, layout);
  if (!layout->weights.fits && layout->weights.form == GRADUS_WEIGHTS_TILES)
    {
      layout->area.width -= BAR_WIDTH * theme->scale;
      gradus_weights_layout (&layout->weights, &kernel, theme, layout->area.width,
                             layout->area.height);
    }
  layout->scroll_most = layout->weights.form == GRADUS_WEIGHTS_TILES
                          ? MAX (0, ceil (layout->weights.height - layout->area.height))
                          : 0;
  layout->scroll = round (CLAMP (self->scroll, 0, layout->scroll_most));
  if (detail == DETAIL_BELOW || detail == DETAIL_BELOW_SMALL)
    place_below (self, layout, theme->scale, width, height);
  else if (detail == DETAIL_BESIDE)
    place_beside (self, layout, theme->scale, width, height);
}

static gboolean
is_inside (const GradusWeightsBox *box, double x, double y)
{
  return x >= box->x && y >= box->y && x < box->x + box->width &&
         y < box->y + box->height;
}

/**
 * gradus_weights_sheet_hit:
 * @self: a sheet
 * @layout: where everything is
 * @x: of the pointer
 * @y: of the pointer
 * @place: (out): in which part of the sheet
 * @cell: (out): the weight
 *
 * Returns: whether there is a weight under the pointer
 */
gboolean
gradus_weights_sheet_hit (const GradusWeightsSheet       *self,
                          const GradusWeightsSheetLayout *layout,
                          double                          x,
                          double                          y,
                          GradusWeightsPlace             *place,
                          GradusWeightsCell              *cell)
{
  const GradusWeightsBox *picture = &layout->unit_picture;

  if (is_inside (picture, x, y) && self->unit >= 0)
    {
      int tile = gradus_weights_find_tile (&layout->weights, (guint) self->unit);

      *place = GRADUS_WEIGHTS_IN_UNIT;
      if (tile < 0)
        return FALSE;
      gradus_weights_get_cell (&layout->weights, (guint) tile + self->channel,
                               (guint) ((x - picture->x) / layout->unit_cell),
                               (guint) ((y - picture->y) / layout->unit_cell), cell);
      return TRUE;
    }
  *place = GRADUS_WEIGHTS_AMONG_ALL;
  return is_inside (&layout->area, x, y) &&
         gradus_weights_hit (&layout->weights, x - layout->area.x,
                             y - layout->area.y + layout->scroll, cell);
}

/* Where a weight is in tiles or matrix, from the corner of these. */
static void
find_among_all (const GradusWeightsLayout *weights,
                const GradusWeightsCell   *cell,
                GradusWeightsBox          *box)
{
  guint place;

  *box = (GradusWeightsBox){ .width = weights->cell, .height = weights->cell_height };
  if (!cell->is_bias)
    {
      gradus_weights_get_place (weights, cell->tile, &box->x, &box->y);
      box->x += (double) cell->column * weights->cell;
      box->y += (double) cell->row * weights->cell_height;
      return;
    }
  gradus_weights_get_bias_place (weights, cell->tile, &box->x, &box->y);
  place = cell->unit - gradus_weights_get_unit (weights, cell->tile);
  if (weights->units_across)
    box->x += (double) place * weights->cell;
  else
    box->y += (double) place * weights->cell_height;
}

/**
 * gradus_weights_sheet_find_box:
 * @layout: where everything is
 * @place: in which part of the sheet
 * @cell: a weight
 * @box: (out): where it is drawn
 *
 * Returns: whether it is in sight
 */
gboolean
gradus_weights_sheet_find_box (const GradusWeightsSheetLayout *layout,
                               GradusWeightsPlace              place,
                               const GradusWeightsCell        *cell,
                               GradusWeightsBox               *box)
{
  if (place == GRADUS_WEIGHTS_IN_UNIT)
    {
      *box =
        (GradusWeightsBox){ layout->unit_picture.x + cell->column * layout->unit_cell,
                            layout->unit_picture.y + cell->row * layout->unit_cell,
                            layout->unit_cell, layout->unit_cell };
      return layout->unit_picture.width > 0;
    }
  if (cell->tile >= layout->weights.n_tiles ||
      (cell->is_bias && !layout->weights.has_bias))
    return FALSE;
  find_among_all (&layout->weights, cell, box);
  box->x += layout->area.x;
  box->y += layout->area.y - layout->scroll;
  return is_inside (&layout->area, box->x, box->y);
}
