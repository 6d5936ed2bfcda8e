/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plot/pyramid.h"

#include <math.h>

#define FAN 16

/**
 * gradus_pyramid_init:
 * @self: (out): the pyramid
 *
 * Prepares an empty pyramid.
 */
void
gradus_pyramid_init (GradusPyramid *self)
{
  self->values = g_array_new (FALSE, FALSE, sizeof (float));
  for (guint i = 0; i < GRADUS_PYRAMID_N_LEVELS; i++)
    self->levels[i] = g_array_new (FALSE, TRUE, sizeof (GradusPyramidNode));
}

/**
 * gradus_pyramid_clear:
 * @self: a pyramid, or one that is all zero
 *
 * Frees what a pyramid holds.
 */
void
gradus_pyramid_clear (GradusPyramid *self)
{
  g_clear_pointer (&self->values, g_array_unref);
  for (guint i = 0; i < GRADUS_PYRAMID_N_LEVELS; i++)
    g_clear_pointer (&self->levels[i], g_array_unref);
}

/**
 * gradus_pyramid_truncate:
 * @self: a pyramid
 *
 * Forgets all numbers.
 */
void
gradus_pyramid_truncate (GradusPyramid *self)
{
  g_array_set_size (self->values, 0);
  for (guint i = 0; i < GRADUS_PYRAMID_N_LEVELS; i++)
    g_array_set_size (self->levels[i], 0);
}

static void
add_point (GradusPyramidNode *node, gsize index, float value)
{
  if (node->n_points++ == 0)
    {
      node->minimum = node->maximum = value;
      node->first = index;
    }
  else if (value < node->minimum)
    {
      node->minimum = value;
      node->minimum_first = FALSE;
    }
  else if (value > node->maximum)
    {
      node->maximum = value;
      node->minimum_first = TRUE;
    }
  node->sum += (double) value;
  node->sum_of_squares += (double) value * (double) value;
  node->last = index;
}

/* Appends what @next knows to @node, as if its points had been added one by one. */
static void
add_node (GradusPyramidNode *node, const GradusPyramidNode *next)
{
  gboolean is_lower, is_higher;

  if (next->n_points == 0)
    return;
  if (node->n_points == 0)
    {
      *node = *next;
      return;
    }
  is_lower = next->minimum < node->minimum;
  is_higher = next->maximum > node->maximum;
  if (is_lower && is_higher)
    node->minimum_first = next->minimum_first;
  else if (is_lower || is_higher)
    node->minimum_first = is_higher;
  node->minimum = is_lower ? next->minimum : node->minimum;
  node->maximum = is_higher ? next->maximum : node->maximum;
  node->n_points += next->n_points;
  node->last = next->last;
  node->sum += next->sum;
  node->sum_of_squares += next->sum_of_squares;
}

static GradusPyramidNode *
get_node (const GradusPyramid *self, guint level, gsize index)
{
  GArray *nodes = self->levels[level];

  if (index >= nodes->len)
    g_array_set_size (nodes, (guint) index + 1);
  return &g_array_index (nodes, GradusPyramidNode, index);
}

/**
 * gradus_pyramid_add:
 * @self: a pyramid
 * @value: a number
 * @counts: whether it is a point; if not, its place is taken and nothing more
 *
 * Appends a number.
 */
void
gradus_pyramid_add (GradusPyramid *self, float value, gboolean counts)
{
  gsize              index = self->values->len;
  gsize              size = FAN;
  GradusPyramidNode *node = get_node (self, 0, index / FAN);

  g_array_append_val (self->values, value);
  if (counts)
    add_point (node, index, value);
  /* A node goes up when it is complete. */
  for (guint level = 1; level < GRADUS_PYRAMID_N_LEVELS && (index + 1) % size == 0;
       level++)
    {
      GradusPyramidNode *parent = get_node (self, level, index / (size * FAN));

      add_node (parent, node);
      node = parent;
      size *= FAN;
    }
}

/**
 * gradus_pyramid_get_n_points:
 * @self: a pyramid
 *
 * Returns: how many numbers were added
 */
gsize
gradus_pyramid_get_n_points (const GradusPyramid *self)
{
  return self->values->len;
}

/**
 * gradus_pyramid_get_value:
 * @self: a pyramid
 * @index: of a number
 *
 * Returns: the number
 */
float
gradus_pyramid_get_value (const GradusPyramid *self, gsize index)
{
  g_return_val_if_fail (index < self->values->len, NAN);

  return g_array_index (self->values, float, index);
}

/**
 * gradus_pyramid_reduce:
 * @self: a pyramid
 * @from: index of the first number
 * @to: index after the last, not beyond the numbers there are
 * @node: (out): what they come to
 *
 * Sums up a piece of the row, whatever its length, from at most some fifteen nodes of
 * each level at either end.
 */
void
gradus_pyramid_reduce (const GradusPyramid *self,
                       gsize                from,
                       gsize                to,
                       GradusPyramidNode   *node)
{
  *node = (GradusPyramidNode){ 0 };
  to = MIN (to, self->values->len);
  while (from < to)
    {
      gsize size = 1;
      int   level = -1;

      while (level + 1 < GRADUS_PYRAMID_N_LEVELS && from % (size * FAN) == 0 &&
             from + size * FAN <= to)
        {
          level++;
          size *= FAN;
        }
      if (level >= 0)
        add_node (node,
                  &g_array_index (self->levels[level], GradusPyramidNode, from / size));
      else if (isfinite (g_array_index (self->values, float, from)))
        add_point (node, from, g_array_index (self->values, float, from));
      from += size;
    }
}
