/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/gradus-spine-layout.h"

#include <math.h>

/* Room for the focus ring of the first and the last card. */
#define MARGIN 6.0
#define BOTTOM_MARGIN 14.0
/* While a gap is open wires may be as short as this, so that cards keep their size. */
#define SQUEEZED_WIRE 14.0
#define FRAME_TOP 28.0
#define FRAME_BOTTOM 14.0

typedef struct
{
  double least;
  double most;
} Range;

/* Within a density everything gives a little, so that cards do not jump when a layer
 * comes or the window grows. */
typedef struct
{
  Range blocks[GRADUS_BLOCK_OPTIMIZER + 1];
  Range wire;
  Range outer_wire;
  Range gap;
} Metrics;

static const Metrics METRICS[GRADUS_N_DENSITIES] = {
  [GRADUS_DENSITY_COMFORTABLE] = {
    .blocks = {
      [GRADUS_BLOCK_INPUT] = { 54, 56 },
      [GRADUS_BLOCK_LAYER] = { 72, 84 },
      [GRADUS_BLOCK_PREDICTIONS] = { 50, 52 },
      [GRADUS_BLOCK_LOSS] = { 68, 80 },
      [GRADUS_BLOCK_OPTIMIZER] = { 54, 56 },
    },
    .wire = { 28, 40 },
    .outer_wire = { 28, 40 },
    .gap = { 44, 56 },
  },
  [GRADUS_DENSITY_COMPACT] = {
    .blocks = {
      [GRADUS_BLOCK_INPUT] = { 54, 54 },
      [GRADUS_BLOCK_LAYER] = { 44, 58 },
      [GRADUS_BLOCK_PREDICTIONS] = { 50, 50 },
      [GRADUS_BLOCK_LOSS] = { 62, 68 },
      [GRADUS_BLOCK_OPTIMIZER] = { 52, 54 },
    },
    .wire = { 15, 28 },
    .outer_wire = { 15, 28 },
    .gap = { 36, 40 },
  },
  [GRADUS_DENSITY_DENSE] = {
    .blocks = {
      [GRADUS_BLOCK_INPUT] = { 40, 44 },
      [GRADUS_BLOCK_LAYER] = { 30, 30 },
      [GRADUS_BLOCK_PREDICTIONS] = { 40, 44 },
      [GRADUS_BLOCK_LOSS] = { 46, 50 },
      [GRADUS_BLOCK_OPTIMIZER] = { 36, 40 },
    },
    .wire = { 12, 20 },
    .outer_wire = { 12, 20 },
    .gap = { 28, 30 },
  },
};

/* The preview of a template: layers close together in their frame, the loop wide. */
static const Metrics FRAMED_METRICS = {
  .blocks = {
    [GRADUS_BLOCK_INPUT] = { 52, 56 },
    [GRADUS_BLOCK_LAYER] = { 44, 46 },
    [GRADUS_BLOCK_PREDICTIONS] = { 48, 50 },
    [GRADUS_BLOCK_LOSS] = { 54, 62 },
    [GRADUS_BLOCK_OPTIMIZER] = { 52, 56 },
  },
  .wire = { 16, 17 },
  .outer_wire = { 24, 56 },
  .gap = { 44, 56 },
};

static const Metrics *
get_metrics (const GradusSpineLayout *self, GradusDensity density)
{
  if (self->is_framed && density == GRADUS_DENSITY_COMFORTABLE)
    return &FRAMED_METRICS;
  return &METRICS[density];
}

GradusSpineLayout *
gradus_spine_layout_new (void)
{
  GradusSpineLayout *self = g_new0 (GradusSpineLayout, 1);

  self->width = GRADUS_SPINE_WIDTH;
  self->scale = 1.0;
  self->gap = -1;
  self->slots = g_array_new (FALSE, TRUE, sizeof (GradusSpineSlot));
  return self;
}

void
gradus_spine_layout_free (GradusSpineLayout *self)
{
  g_array_unref (self->slots);
  g_free (self);
}

void
gradus_spine_layout_copy (GradusSpineLayout *to, const GradusSpineLayout *from)
{
  GArray *slots = to->slots;

  *to = *from;
  to->slots = slots;
  g_array_set_size (slots, 0);
  if (from->slots->len > 0)
    g_array_append_vals (slots, from->slots->data, from->slots->len);
}

static double
mix (double from, double to, double progress)
{
  return from + (to - from) * progress;
}

/**
 * gradus_spine_layout_mix:
 * @to: (inout): where everything stood, with as many slots as @target
 * @target: where everything goes
 * @progress: 0 leaves @to as it is, 1 makes it @target
 *
 * Moves @to on its way to @target.
 */
void
gradus_spine_layout_mix (GradusSpineLayout       *to,
                         const GradusSpineLayout *target,
                         double                   progress)
{
  g_return_if_fail (to->slots->len == target->slots->len);

  for (guint i = 0; i < to->slots->len; i++)
    {
      GradusSpineSlot       *slot = gradus_spine_layout_get_slot (to, i);
      const GradusSpineSlot *end = gradus_spine_layout_get_slot (target, i);

      slot->y = mix (slot->y, end->y, progress);
      slot->height = mix (slot->height, end->height, progress);
    }
  to->bottom = mix (to->bottom, target->bottom, progress);
  to->gap_y = mix (to->gap_y, target->gap_y, progress);
  to->gap_height = mix (to->gap_height, target->gap_height, progress);
}

/* Borrowed until slots are added. */
GradusSpineSlot *
gradus_spine_layout_get_slot (const GradusSpineLayout *self, guint index)
{
  g_return_val_if_fail (index < self->slots->len, NULL);

  return &g_array_index (self->slots, GradusSpineSlot, index);
}

guint
gradus_spine_layout_get_n_layers (const GradusSpineLayout *self)
{
  guint n_layers = 0;

  for (guint i = 0; i < self->slots->len; i++)
    n_layers += gradus_spine_layout_get_slot (self, i)->block == GRADUS_BLOCK_LAYER;
  return n_layers;
}

static gboolean
has_gap (const GradusSpineLayout *self)
{
  return self->gap >= 0 || gradus_spine_layout_get_n_layers (self) == 0;
}

static double
pick (Range range, double looseness)
{
  return mix (range.least, range.most, looseness);
}

/* A box that waits for the first layer is as large as a layer. */
static double
measure_gap (const GradusSpineLayout *self, const Metrics *metrics, double looseness)
{
  if (!has_gap (self))
    return 0;
  if (gradus_spine_layout_get_n_layers (self) == 0)
    return self->scale * MAX (44, pick (metrics->blocks[GRADUS_BLOCK_LAYER], looseness));
  return self->scale * pick (metrics->gap, looseness);
}

static double
measure_slot (const GradusSpineLayout *self,
              const GradusSpineSlot   *slot,
              const Metrics           *metrics,
              double                   looseness)
{
  double height = self->scale * pick (metrics->blocks[slot->block], looseness);

  return MAX (height, slot->needs);
}

/* Wires below a slot: between two layers they may be shorter. */
static double
measure_wire (const GradusSpineLayout *self, guint index)
{
  if (index + 1 >= self->slots->len)
    return 0;
  return gradus_spine_layout_get_slot (self, index)->block == GRADUS_BLOCK_LAYER &&
             gradus_spine_layout_get_slot (self, index + 1)->block == GRADUS_BLOCK_LAYER
           ? self->wire
           : self->outer_wire;
}

static double
measure_open_wire (const GradusSpineLayout *self, Range range, double looseness)
{
  if (self->gap >= 0)
    range.least = MIN (range.least, SQUEEZED_WIRE);
  return self->scale * pick (range, looseness);
}

static guint
get_group (const GradusSpineLayout *self, guint index)
{
  return index < self->slots->len ? gradus_spine_layout_get_slot (self, index)->group : 0;
}

/* Puts the slots one below the other; y is rounded so that edges stay sharp. */
static void
stack_slots (GradusSpineLayout *self, const Metrics *metrics, double looseness)
{
  double y = MARGIN;
  guint  n_layers = 0;

  self->gap_y = -1;
  self->wire = measure_open_wire (self, metrics->wire, looseness);
  self->outer_wire = measure_open_wire (self, metrics->outer_wire, looseness);
  self->gap_height = measure_gap (self, metrics, looseness);
  for (guint i = 0; i < self->slots->len; i++)
    {
      GradusSpineSlot *slot = gradus_spine_layout_get_slot (self, i);
      gboolean         is_past = slot->block > GRADUS_BLOCK_LAYER;

      if (self->is_framed && i == 1)
        y += self->scale * FRAME_TOP;
      if (has_gap (self) && self->gap_y < 0 && slot->block != GRADUS_BLOCK_INPUT &&
          (is_past || n_layers == (guint) MAX (0, self->gap)))
        {
          self->gap_y = round (y);
          y += self->gap_height + self->outer_wire;
        }
      if (self->is_framed && slot->block == GRADUS_BLOCK_PREDICTIONS)
        y += self->scale * FRAME_BOTTOM;
      if (slot->group != 0 && (i == 0 || get_group (self, i - 1) != slot->group))
        y += self->scale * GRADUS_SPINE_GROUP_HEADER;
      slot->height = round (measure_slot (self, slot, metrics, looseness));
      slot->y = round (y);
      y += slot->height + measure_wire (self, i);
      if (slot->group != 0 && get_group (self, i + 1) != slot->group)
        y += self->scale * GRADUS_SPINE_GROUP_FOOTER;
      n_layers += slot->block == GRADUS_BLOCK_LAYER;
    }
  self->bottom = y + BOTTOM_MARGIN;
}

/* The height that place() would need: a trial on a copy. */
static double
measure (const GradusSpineLayout *self, GradusDensity density, double looseness)
{
  GradusSpineLayout *trial = gradus_spine_layout_new ();
  double             height;

  gradus_spine_layout_copy (trial, self);
  stack_slots (trial, get_metrics (self, density), looseness);
  height = trial->bottom;
  gradus_spine_layout_free (trial);
  return height;
}

/**
 * gradus_spine_layout_get_height:
 * @self: a layout
 * @density: a density
 * @largest: whether to ask for the loosest or for the tightest arrangement
 *
 * Returns: the height of the whole loop, gap and margins included
 */
double
gradus_spine_layout_get_height (const GradusSpineLayout *self,
                                GradusDensity            density,
                                gboolean                 largest)
{
  return measure (self, density, largest ? 1 : 0);
}

/**
 * gradus_spine_layout_place_at:
 * @self: a layout
 * @height: what there is
 * @density: how large the cards are
 *
 * Spreads the blocks over @height as far as the density allows, from the top.
 */
void
gradus_spine_layout_place_at (GradusSpineLayout *self,
                              double             height,
                              GradusDensity      density)
{
  double least = measure (self, density, 0);
  double most = measure (self, density, 1);
  double looseness = most > least ? (height - least) / (most - least) : 1;

  self->density = density;
  stack_slots (self, get_metrics (self, density), CLAMP (looseness, 0, 1));
}

/**
 * gradus_spine_layout_place:
 * @self: a layout
 * @height: what there is
 *
 * Places the blocks in the largest density in which all of them fit, in the smallest if
 * none does.
 */
void
gradus_spine_layout_place (GradusSpineLayout *self, double height)
{
  GradusDensity density = GRADUS_DENSITY_COMFORTABLE;

  while (density < GRADUS_DENSITY_DENSE && measure (self, density, 0) > height)
    density++;
  gradus_spine_layout_place_at (self, height, density);
}

/**
 * gradus_spine_layout_find_gap:
 * @self: a layout
 * @y: where the pointer is
 *
 * Finds where a layer that is dropped at @y belongs. While the pointer is inside the
 * open gap, that one stays: cards that make way must not change the answer.
 *
 * Returns: the place among the layers, counted from 0
 */
guint
gradus_spine_layout_find_gap (const GradusSpineLayout *self, double y)
{
  guint place = 0;

  if (self->gap >= 0 && y >= self->gap_y && y < self->gap_y + self->gap_height)
    return (guint) self->gap;
  for (guint i = 0; i < self->slots->len; i++)
    {
      const GradusSpineSlot *slot = gradus_spine_layout_get_slot (self, i);

      if (slot->block == GRADUS_BLOCK_LAYER && y > slot->y + slot->height / 2)
        place++;
    }
  return place;
}

static double
middle (const GradusSpineSlot *slot)
{
  return slot->y + slot->height / 2;
}

static const GradusSpineSlot *
find_block (const GradusSpineLayout *self, GradusBlock block)
{
  for (guint i = 0; i < self->slots->len; i++)
    if (gradus_spine_layout_get_slot (self, i)->block == block)
      return gradus_spine_layout_get_slot (self, i);
  return NULL;
}

/**
 * gradus_spine_layout_get_frame:
 * @self: a layout
 * @y: (out): upper edge
 * @height: (out): height
 *
 * Returns: whether there is a frame around the layers
 */
gboolean
gradus_spine_layout_get_frame (const GradusSpineLayout *self, double *y, double *height)
{
  double top = self->gap_y;
  double bottom = self->gap_y + self->gap_height;
  guint  n_layers = gradus_spine_layout_get_n_layers (self);

  if (!self->is_framed)
    return FALSE;
  if (n_layers > 0)
    {
      const GradusSpineSlot *last = gradus_spine_layout_get_slot (self, n_layers);

      top = gradus_spine_layout_get_slot (self, 1)->y;
      bottom = last->y + last->height;
    }
  *y = top - self->scale * FRAME_TOP;
  *height = bottom + self->scale * FRAME_BOTTOM - *y;
  return TRUE;
}

/**
 * gradus_spine_layout_get_wire:
 * @self: a layout
 * @index: of the slot above, not the last one
 * @from_y: (out): where the wire begins
 * @to_y: (out): where it arrives
 */
void
gradus_spine_layout_get_wire (const GradusSpineLayout *self,
                              guint                    index,
                              double                  *from_y,
                              double                  *to_y)
{
  const GradusSpineSlot *above = gradus_spine_layout_get_slot (self, index);
  const GradusSpineSlot *below = gradus_spine_layout_get_slot (self, index + 1);
  double                 frame_y, frame_height;

  *from_y = above->y + above->height;
  *to_y = below->y;
  if (!gradus_spine_layout_get_frame (self, &frame_y, &frame_height))
    return;
  if (above->block == GRADUS_BLOCK_INPUT)
    *to_y = frame_y;
  else if (below->block == GRADUS_BLOCK_PREDICTIONS)
    *from_y = frame_y + frame_height;
}

static void
limit_radius (const GradusSpineLayout *self, GradusRail *rail)
{
  double across = fabs (rail->card_x - rail->x);

  rail->radius = self->scale * GRADUS_SPINE_BEND_RADIUS;
  rail->radius = MIN (rail->radius, MIN (across, fabs (rail->to_y - rail->from_y) / 2));
}

/**
 * gradus_spine_layout_get_truth_rail:
 * @self: a layout
 * @rail: (out): from the data down the left side to the loss
 *
 * Returns: whether both ends are there
 */
gboolean
gradus_spine_layout_get_truth_rail (const GradusSpineLayout *self, GradusRail *rail)
{
  const GradusSpineSlot *data = find_block (self, GRADUS_BLOCK_INPUT);
  const GradusSpineSlot *loss = find_block (self, GRADUS_BLOCK_LOSS);

  if (data == NULL || loss == NULL)
    return FALSE;
  rail->card_x = self->scale * GRADUS_SPINE_CARD_INSET;
  rail->x = self->scale * GRADUS_SPINE_RAIL_INSET;
  rail->from_y = middle (data);
  rail->to_y = middle (loss);
  limit_radius (self, rail);
  return TRUE;
}

/**
 * gradus_spine_layout_get_update_rail:
 * @self: a layout
 * @rail: (out): from the optimizer up the right side to the topmost layer with weights
 *
 * Returns: whether there is anything to update
 */
gboolean
gradus_spine_layout_get_update_rail (const GradusSpineLayout *self, GradusRail *rail)
{
  const GradusSpineSlot *optimizer = find_block (self, GRADUS_BLOCK_OPTIMIZER);
  double                 frame_y, frame_height;

  for (guint i = 0; i < self->slots->len && optimizer != NULL; i++)
    {
      const GradusSpineSlot *slot = gradus_spine_layout_get_slot (self, i);

      if (!slot->is_updated)
        continue;
      rail->card_x = self->width - self->scale * GRADUS_SPINE_CARD_INSET;
      rail->x = self->width - self->scale * GRADUS_SPINE_RAIL_INSET;
      rail->from_y = middle (optimizer);
      rail->to_y = middle (slot);
      if (gradus_spine_layout_get_frame (self, &frame_y, &frame_height))
        rail->to_y = round (frame_y + frame_height / 2);
      limit_radius (self, rail);
      return TRUE;
    }
  return FALSE;
}

/**
 * gradus_spine_layout_find_label:
 * @self: a layout
 * @rail: one of its rails
 * @length: how long the turned label is
 *
 * A label stands where no arrow branches off: on the lowest free stretch that holds it.
 *
 * Returns: the middle of the label, or NaN if no stretch is long enough
 */
double
gradus_spine_layout_find_label (const GradusSpineLayout *self,
                                const GradusRail        *rail,
                                double                   length)
{
  double low = MAX (rail->from_y, rail->to_y) - rail->radius;
  double high = MIN (rail->from_y, rail->to_y) + rail->radius;

  if (rail->from_y > rail->to_y && !self->is_framed)
    for (int i = (int) self->slots->len - 1; i >= 0; i--)
      {
        const GradusSpineSlot *slot = gradus_spine_layout_get_slot (self, (guint) i);
        double                 branch = middle (slot) + rail->radius;

        if (!slot->is_updated)
          continue;
        if (low - branch >= length)
          return (low + branch) / 2;
        low = middle (slot);
      }
  return low - high >= length ? (low + high) / 2 : NAN;
}

/* Length of the two straight ends, of a bend, and of the long stretch. */
static void
measure_rail (const GradusRail *rail, double *end, double *bend, double *stretch)
{
  *end = fabs (rail->card_x - rail->x) - rail->radius;
  *bend = G_PI_2 * rail->radius;
  *stretch = fabs (rail->to_y - rail->from_y) - 2 * rail->radius;
}

double
gradus_rail_get_length (const GradusRail *self)
{
  double end, bend, stretch;

  measure_rail (self, &end, &bend, &stretch);
  return 2 * end + 2 * bend + stretch;
}

/**
 * gradus_rail_get_point:
 * @self: a rail
 * @distance: pixels from its start
 * @x: (out): where that is
 * @y: (out): where that is
 */
void
gradus_rail_get_point (const GradusRail *self, double distance, double *x, double *y)
{
  double out = self->x < self->card_x ? -1 : 1;
  double along = self->to_y < self->from_y ? -1 : 1;
  double r = self->radius;
  double end, bend, stretch, angle;

  measure_rail (self, &end, &bend, &stretch);
  if (distance > end + bend + stretch / 2)
    {
      /* The way back is the way there, seen from the other end. */
      GradusRail turned = { self->card_x, self->x, self->to_y, self->from_y, r };
      double     rest = MAX (0, gradus_rail_get_length (self) - distance);

      gradus_rail_get_point (&turned, rest, x, y);
    }
  else if (distance <= end)
    {
      *x = self->card_x + out * MAX (0, distance);
      *y = self->from_y;
    }
  else if (distance < end + bend)
    {
      angle = (distance - end) / r;
      *x = self->card_x + out * (end + r * sin (angle));
      *y = self->from_y + along * r * (1 - cos (angle));
    }
  else
    {
      *x = self->x;
      *y = self->from_y + along * (r + distance - end - bend);
    }
}
