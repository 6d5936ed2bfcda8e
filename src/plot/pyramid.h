/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* 16⁸ points are more than memory holds. */
#define GRADUS_PYRAMID_N_LEVELS 8

/**
 * GradusPyramidNode:
 * @n_points: how many finite points there are; the rest is undefined if none
 * @minimum: the smallest of them
 * @maximum: the largest
 * @first: index of the first
 * @last: index of the last
 * @sum: of all, for their mean
 * @sum_of_squares: of all, for their standard deviation
 * @minimum_first: whether the smallest came before the largest
 *
 * All that can be seen of points that fall into one column of pixels.
 */
typedef struct
{
  guint    n_points;
  float    minimum;
  float    maximum;
  gboolean minimum_first;
  gsize    first;
  gsize    last;
  double   sum;
  double   sum_of_squares;
} GradusPyramidNode;

/**
 * GradusPyramid:
 *
 * Numbers in a row with what is known of every 16, 256, 4096 … of them, so that any piece
 * of the row is summed up in time by the logarithm of its length. It grows at the end, in
 * constant time for each number.
 */
typedef struct
{
  GArray *values;                          /* owned, float; NaN where not finite */
  GArray *levels[GRADUS_PYRAMID_N_LEVELS]; /* owned, GradusPyramidNode */
} GradusPyramid;

void  gradus_pyramid_init (GradusPyramid *self);
void  gradus_pyramid_clear (GradusPyramid *self);
void  gradus_pyramid_truncate (GradusPyramid *self);
void  gradus_pyramid_add (GradusPyramid *self, float value, gboolean counts);
gsize gradus_pyramid_get_n_points (const GradusPyramid *self);
float gradus_pyramid_get_value (const GradusPyramid *self, gsize index);
void  gradus_pyramid_reduce (const GradusPyramid *self,
                             gsize                from,
                             gsize                to,
                             GradusPyramidNode   *node);

G_END_DECLS
