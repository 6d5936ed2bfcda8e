/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/quad-tree.h"

#include <math.h>
#include <string.h>

/* A square with so few points is not divided. */
#define LEAF_MOST 8
/* Bits of a coordinate in a point's key: squares are divided as often at most. */
#define DEPTH 16

/* Squares in the order of a walk that goes down before it goes on: the first square
 * inside follows at once, and @next is where to go on without going in. */
typedef struct
{
  float   x, y; /* the centre of its points */
  float   n_points;
  float   area; /* of the square: side · side */
  guint32 next;
  guint32 first; /* of its points; of a leaf only */
  guint32 n_inside;
} Square;

struct _GradusQuadTree
{
  gsize    n;
  guint64 *keys;  /* place along the curve, and number of the point below */
  guint64 *spare; /* for sorting */
  float   *x;     /* in the order of the keys */
  float   *y;
  guint32 *places; /* of each point in that order */
  Square  *squares;
  gsize    n_squares;
  gsize    n_allocated;
};

/**
 * gradus_quad_tree_new:
 * @n_points: how many points it will hold
 *
 * Returns: (transfer full): a tree that has not been built yet
 */
GradusQuadTree *
gradus_quad_tree_new (gsize n_points)
{
  GradusQuadTree *self = g_new0 (GradusQuadTree, 1);

  self->n = n_points;
  self->keys = g_new (guint64, n_points);
  self->spare = g_new (guint64, n_points);
  self->x = g_new (float, n_points);
  self->y = g_new (float, n_points);
  self->places = g_new (guint32, n_points);
  return self;
}

void
gradus_quad_tree_free (GradusQuadTree *self)
{
  g_free (self->keys);
  g_free (self->spare);
  g_free (self->x);
  g_free (self->y);
  g_free (self->places);
  g_free (self->squares);
  g_free (self);
}

/* Every second bit is free for the other coordinate. */
static inline guint64
spread (guint32 value)
{
  guint64 bits = value;

  bits = (bits | bits << 8) & 0x00ff00ff;
  bits = (bits | bits << 4) & 0x0f0f0f0f;
  bits = (bits | bits << 2) & 0x33333333;
  return (bits | bits << 1) & 0x55555555;
}

/* Points that lie in a square have keys that begin alike. Returns the square's side. */
static double
make_keys (GradusQuadTree *self, const float *x, const float *y)
{
  float  left = INFINITY, right = -INFINITY, top = INFINITY, bottom = -INFINITY;
  double side, scale;

  for (gsize i = 0; i < self->n; i++)
    {
      left = MIN (left, x[i]);
      right = MAX (right, x[i]);
      top = MIN (top, y[i]);
      bottom = MAX (bottom, y[i]);
    }
  side = (double) MAX (MAX (right - left, bottom - top), 1e-30f);
  scale = ((1 << DEPTH) - 1) / side;
  for (gsize i = 0; i < self->n; i++)
    {
      guint32 column = (guint32) ((double) (x[i] - left) * scale);
      guint32 row = (guint32) ((double) (y[i] - top) * scale);

      self->keys[i] = (spread (column) | spread (row) << 1) << 32 | i;
    }
  return side * (1 + 1.0 / (1 << DEPTH));
}

/* By the places, byte for byte; equal ones stay in the order of their numbers. */
static void
sort_keys (GradusQuadTree *self)
{
  for (guint shift = 32; shift < 64; shift += 8)
    {
      gsize    starts[257] = { 0 };
      guint64 *sorted = self->spare;

      for (gsize i = 0; i < self->n; i++)
        starts[(self->keys[i] >> shift & 255) + 1]++;
      for (guint i = 1; i < 257; i++)
        starts[i] += starts[i - 1];
      for (gsize i = 0; i < self->n; i++)
        sorted[starts[self->keys[i] >> shift & 255]++] = self->keys[i];
      self->spare = self->keys;
      self->keys = sorted;
    }
}

static Square *
add_square (GradusQuadTree *self)
{
  if (self->n_squares == self->n_allocated)
    {
      self->n_allocated = MAX (2 * self->n_allocated, 256);
      self->squares = g_renew (Square, self->squares, self->n_allocated);
    }
  return &self->squares[self->n_squares++];
}

/* The first point from @begin on whose key has at least @quarter at this depth. */
static gsize
find_quarter (const GradusQuadTree *self,
              gsize                 begin,
              gsize                 end,
              guint                 shift,
              guint                 quarter)
{
  while (begin < end)
    {
      gsize middle = begin + (end - begin) / 2;

      if ((self->keys[middle] >> shift & 3) < quarter)
        begin = middle + 1;
      else
        end = middle;
    }
  return begin;
}

static void
build_square (GradusQuadTree *self, gsize begin, gsize end, guint depth, float area)
{
  gsize  number = self->n_squares;
  Square square = { .area = area, .first = (guint32) begin };
  double x = 0, y = 0;

  add_square (self);
  for (gsize i = begin; i < end; i++)
    {
      x += (double) self->x[i];
      y += (double) self->y[i];
    }
  square.n_points = (float) (end - begin);
  square.x = (float) (x / (double) (end - begin));
  square.y = (float) (y / (double) (end - begin));
  if (end - begin <= LEAF_MOST || depth == DEPTH)
    square.n_inside = (guint32) (end - begin);
  else
    for (guint quarter = 0; quarter < 4; quarter++)
      {
        guint shift = 32 + 2 * (DEPTH - 1 - depth);
        gsize from = find_quarter (self, begin, end, shift, quarter);
        gsize to = find_quarter (self, from, end, shift, quarter + 1);

        if (to > from)
          build_square (self, from, to, depth + 1, area / 4);
      }
  square.next = (guint32) self->n_squares;
  self->squares[number] = square;
}

/**
 * gradus_quad_tree_build:
 * @self: a tree
 * @x: (array length=n_points): coordinates, finite
 * @y: (array length=n_points): coordinates, finite
 *
 * Sorts the points into squares, in place of those that were there.
 */
void
gradus_quad_tree_build (GradusQuadTree *self, const float *x, const float *y)
{
  double side = make_keys (self, x, y);

  sort_keys (self);
  for (gsize i = 0; i < self->n; i++)
    {
      guint32 point = (guint32) self->keys[i];

      self->x[i] = x[point];
      self->y[i] = y[point];
      self->places[point] = (guint32) i;
    }
  self->n_squares = 0;
  if (self->n > 0)
    build_square (self, 0, self->n, 0, (float) (side * side));
}

/**
 * gradus_quad_tree_repel:
 * @self: a tree that has been built
 * @point: which point
 * @theta: a square is taken as one point if its side is smaller than @theta times the
 * distance; 0 takes every point by itself. At most 0.7, so that a point never meets
 * itself
 * @repulsion: (out): how the others push it
 *
 * Sums up, square by square, how all other points push one away.
 *
 * Source: van der Maaten, Accelerating t-SNE using Tree-Based Algorithms (2014)
 */
void
gradus_quad_tree_repel (const GradusQuadTree *self,
                        gsize                 point,
                        double                theta,
                        GradusRepulsion      *repulsion)
{
  guint32 place = self->places[point];
  float   x = self->x[place], y = self->y[place];
  float   nearness = (float) (theta * theta);
  float   sum_x = 0, sum_y = 0, weight = 0;

  for (guint32 i = 0; i < self->n_squares;)
    {
      const Square *square = &self->squares[i];
      float         dx = x - square->x, dy = y - square->y;
      float         distance = dx * dx + dy * dy;

      if (square->area < nearness * distance)
        {
          float q = 1 / (1 + distance);

          weight += square->n_points * q;
          q *= square->n_points * q;
          sum_x += q * dx;
          sum_y += q * dy;
          i = square->next;
          continue;
        }
      for (guint32 j = square->first; j < square->first + square->n_inside; j++)
        {
          float q;

          dx = x - self->x[j];
          dy = y - self->y[j];
          q = j == place ? 0 : 1 / (1 + dx * dx + dy * dy);
          weight += q;
          sum_x += q * q * dx;
          sum_y += q * q * dy;
        }
      i++; /* into it, or past a leaf */
    }
  *repulsion = (GradusRepulsion){ (double) sum_x, (double) sum_y, (double) weight };
}
