/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/report-flow.h"

#define RULE_WIDTH 0.7

struct _GradusReportFlow
{
  double  width;
  GArray *blocks; /* of GradusReportBlock */
};

static void
clear_block (gpointer data)
{
  GradusReportBlock *block = data;

  g_free (block->outline);
  if (block->free_data != NULL)
    block->free_data (block->data);
}

/**
 * gradus_report_flow_new:
 * @width: of the column
 *
 * Creates a column without blocks.
 *
 * Returns: (transfer full): the column
 */
GradusReportFlow *
gradus_report_flow_new (double width)
{
  GradusReportFlow *self = g_new0 (GradusReportFlow, 1);

  self->width = width;
  self->blocks = g_array_new (FALSE, TRUE, sizeof (GradusReportBlock));
  g_array_set_clear_func (self->blocks, clear_block);
  return self;
}

/**
 * gradus_report_flow_free:
 * @self: (transfer full) (nullable): a column
 *
 * Frees a column with its blocks.
 */
void
gradus_report_flow_free (GradusReportFlow *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->blocks);
  g_free (self);
}

double
gradus_report_flow_get_width (const GradusReportFlow *self)
{
  return self->width;
}

guint
gradus_report_flow_get_n_blocks (const GradusReportFlow *self)
{
  return self->blocks->len;
}

const GradusReportBlock *
gradus_report_flow_get_block (const GradusReportFlow *self, guint index)
{
  g_return_val_if_fail (index < self->blocks->len, NULL);

  return &g_array_index (self->blocks, GradusReportBlock, index);
}

/**
 * gradus_report_flow_get_height:
 * @self: a column
 *
 * Finds how high the blocks are when none is parted from the next by a page.
 *
 * Returns: the height
 */
double
gradus_report_flow_get_height (const GradusReportFlow *self)
{
  double height = 0;

  for (guint i = 0; i < self->blocks->len; i++)
    {
      const GradusReportBlock *block = gradus_report_flow_get_block (self, i);

      height += block->height + (i > 0 ? block->gap : 0);
    }
  return height;
}

/**
 * gradus_report_flow_add:
 * @self: a column
 * @block: what comes next; what it owns goes over to @self
 *
 * Appends a block.
 *
 * Returns: its index
 */
guint
gradus_report_flow_add (GradusReportFlow *self, const GradusReportBlock *block)
{
  GradusReportBlock copy = *block;

  if (!(copy.width > 0))
    copy.width = self->width;
  g_array_append_val (self->blocks, copy);
  return self->blocks->len - 1;
}

void
gradus_report_flow_set_keep (GradusReportFlow *self, guint index, gboolean keep)
{
  g_return_if_fail (index < self->blocks->len);

  g_array_index (self->blocks, GradusReportBlock, index).keep = keep;
}

void
gradus_report_flow_keep_next (GradusReportFlow *self)
{
  if (self->blocks->len > 0)
    gradus_report_flow_set_keep (self, self->blocks->len - 1, TRUE);
}

typedef struct
{
  GradusReportFlow *left;
  GradusReportFlow *right;
  double            gap;
} Columns;

static void
free_columns (gpointer data)
{
  Columns *columns = data;

  gradus_report_flow_free (columns->left);
  gradus_report_flow_free (columns->right);
  g_free (columns);
}

static void
paint_stack (const GradusReportFlow *flow, cairo_t *cr, const GradusTheme *theme)
{
  GradusReportPlace place = { .scale = 1 };

  for (guint i = 0; i < flow->blocks->len; i++)
    {
      const GradusReportBlock *block = gradus_report_flow_get_block (flow, i);

      place.block = i;
      place.y += i > 0 ? block->gap : 0;
      place.height = block->height;
      gradus_report_flow_paint (flow, &place, cr, theme);
      place.y += block->height;
    }
}

static void
paint_columns (cairo_t           *cr,
               const GradusTheme *theme,
               double             width,
               double             height,
               gpointer           data)
{
  const Columns *columns = data;

  paint_stack (columns->left, cr, theme);
  cairo_translate (cr, columns->left->width + columns->gap, 0);
  paint_stack (columns->right, cr, theme);
}

/* One after the other, where they are too high for standing beside each other. */
static void
move_blocks (GradusReportFlow *self, GradusReportFlow *from)
{
  guint first = self->blocks->len;

  for (guint i = 0; i < from->blocks->len; i++)
    {
      GradusReportBlock *block = &g_array_index (from->blocks, GradusReportBlock, i);

      if (block->head >= 0)
        block->head += (int) first;
      gradus_report_flow_add (self, block);
      block->outline = NULL;
      block->free_data = NULL;
    }
  gradus_report_flow_free (from);
}

/**
 * gradus_report_flow_add_columns:
 * @self: a column
 * @left: (transfer full): a narrower one
 * @right: (transfer full): another one
 * @gap: between the two
 * @most_height: what a page holds
 *
 * Appends two columns as one block; where one of them is higher than a page they follow
 * one another.
 */
void
gradus_report_flow_add_columns (GradusReportFlow *self,
                                GradusReportFlow *left,
                                GradusReportFlow *right,
                                double            gap,
                                double            most_height)
{
  double height =
    MAX (gradus_report_flow_get_height (left), gradus_report_flow_get_height (right));
  Columns *columns;

  if (height > most_height)
    {
      move_blocks (self, left);
      move_blocks (self, right);
      return;
    }
  columns = g_new0 (Columns, 1);
  *columns = (Columns){ left, right, gap };
  gradus_report_flow_add (self, &(GradusReportBlock){ .height = height,
                                                      .gap = 10,
                                                      .head = -1,
                                                      .paint = paint_columns,
                                                      .data = columns,
                                                      .free_data = free_columns });
}

typedef struct
{
  const GradusReportFlow *flow;
  double                  height;
  GArray                 *places;
  guint                   page;
  double                  y; /* 0 at the top of a page */
} Breaker;

/* How much room a block and all that it must not be parted from take below y, and how
 * much less they could do with. */
static double
measure_chain (const Breaker *breaker, guint first, double y, double *spare)
{
  const GradusReportFlow *flow = breaker->flow;
  double                  height = 0;

  *spare = 0;

  for (guint i = first; i < flow->blocks->len; i++)
    {
      const GradusReportBlock *block = gradus_report_flow_get_block (flow, i);

      height += block->height + (y + height > 0 ? block->gap : 0);
      if (block->least > 0)
        *spare += block->height - block->least;
      if (!block->keep)
        break;
    }
  return height;
}

/* What must still find room on the page of a block. */
static double
measure_rest (const Breaker *breaker, guint index)
{
  const GradusReportFlow *flow = breaker->flow;
  double                  height, spare;

  if (index + 1 >= flow->blocks->len || !gradus_report_flow_get_block (flow, index)->keep)
    return 0;
  height = measure_chain (breaker, index + 1, 1, &spare);
  return height <= breaker->height ? height : 0;
}

static void
put (Breaker *breaker, guint index, gboolean is_repeated)
{
  const GradusReportBlock *block = gradus_report_flow_get_block (breaker->flow, index);
  GradusReportPlace        place = { .block = index,
                                     .page = breaker->page,
                                     .height = block->height,
                                     .scale = 1,
                                     .is_repeated = is_repeated };

  if (breaker->y > 0)
    breaker->y += block->gap;
  place.y = breaker->y;
  if (block->least > 0)
    place.height = CLAMP (breaker->height - place.y - measure_rest (breaker, index),
                          block->least, block->height);
  place.scale = MIN (1, breaker->height / place.height);
  breaker->y += place.height * place.scale;
  g_array_append_val (breaker->places, place);
}

/**
 * gradus_report_flow_break:
 * @self: a column
 * @height: of the room that a page has
 * @n_pages: (out): how many pages it takes
 *
 * Distributes the blocks over pages: none is torn apart, headings stay with what follows,
 * and a table that goes on says its head again.
 *
 * Returns: (transfer full) (element-type GradusReportPlace): where they stand, in the
 *   order of painting
 */
GArray *
gradus_report_flow_break (const GradusReportFlow *self, double height, guint *n_pages)
{
  Breaker breaker = { .flow = self, .height = height };

  g_return_val_if_fail (height > 0, NULL);

  breaker.places = g_array_new (FALSE, TRUE, sizeof (GradusReportPlace));
  for (guint i = 0; i < self->blocks->len; i++)
    {
      const GradusReportBlock *block = gradus_report_flow_get_block (self, i);
      double                   spare, chain = measure_chain (&breaker, i, 0, &spare);

      /* A chain that no page holds is broken like anything else. */
      if (chain - spare > height)
        {
          chain = block->height + block->gap;
          spare = 0;
        }
      else
        chain = measure_chain (&breaker, i, breaker.y, &spare);
      if (breaker.y > 0 && breaker.y + chain - spare > height + 0.01)
        {
          breaker.page++;
          breaker.y = 0;
          if (block->head >= 0)
            put (&breaker, (guint) block->head, TRUE);
        }
      put (&breaker, i, FALSE);
    }
  *n_pages = breaker.page + 1;
  return breaker.places;
}

/**
 * gradus_report_flow_paint:
 * @self: a column
 * @place: where one of its blocks stands
 * @cr: the origin is the top of the room that the page has
 * @theme: how it looks
 *
 * Paints a block.
 */
void
gradus_report_flow_paint (const GradusReportFlow  *self,
                          const GradusReportPlace *place,
                          cairo_t                 *cr,
                          const GradusTheme       *theme)
{
  const GradusReportBlock *block = gradus_report_flow_get_block (self, place->block);
  const char              *tag;

  cairo_save (cr);
  cairo_translate (cr, 0, place->y);
  if (block->rule && place->y > 0)
    {
      gradus_theme_set_source (theme, cr, GRADUS_TOKEN_AXIS);
      cairo_set_line_width (cr, RULE_WIDTH);
      cairo_move_to (cr, 0, -block->gap / 2);
      cairo_line_to (cr, block->width, -block->gap / 2);
      cairo_stroke (cr);
    }
  cairo_scale (cr, place->scale, place->scale);
  /* What is said again is no new part of the text. */
  tag = place->is_repeated ? NULL : block->tag;
  if (tag != NULL)
    cairo_tag_begin (cr, tag, NULL);
  block->paint (cr, theme, block->width, place->height, block->data);
  if (tag != NULL)
    cairo_tag_end (cr, tag);
  cairo_restore (cr);
}
