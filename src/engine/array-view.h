/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/shape.h"

G_BEGIN_DECLS

/* Axes of an array, and of what is cut out of it. */
#define GRADUS_ARRAY_MAX_RANK 8

/* A new axis of one entry, and one of which nothing was left. */
#define GRADUS_AXIS_NEW -1
#define GRADUS_AXIS_EMPTY -2

/**
 * GradusArrayView:
 * @base_rank: axes of the array that is looked at
 * @base_dims: entries along each of them
 * @first: which entry of each axis comes first
 * @step: from one entry that is taken to the next, never 0
 * @count: how many are taken; 1 along an axis that is indexed
 * @rank: axes of the view
 * @axes: the axis of the array that each goes along, or one of the two below
 *
 * What NumPy's basic indexing leaves of an array whose numbers lie in memory one after
 * the other, the last axis running fastest: the same memory, looked at in another way.
 */
typedef struct
{
  guint  base_rank;
  gint64 base_dims[GRADUS_ARRAY_MAX_RANK];
  gint64 first[GRADUS_ARRAY_MAX_RANK];
  gint64 step[GRADUS_ARRAY_MAX_RANK];
  gint64 count[GRADUS_ARRAY_MAX_RANK];
  guint  rank;
  int    axes[GRADUS_ARRAY_MAX_RANK];
} GradusArrayView;

/* All of an array. @dims: (array length=rank) */
void   gradus_array_view_init (GradusArrayView *self, guint rank, const gint64 *dims);
gint64 gradus_array_view_get_dim (const GradusArrayView *self, guint axis);
/* How many numbers it has; 0 for an empty one, 1 for a scalar. */
gint64 gradus_array_view_get_size (const GradusArrayView *self);
/* In numbers from one entry of an axis to the next; 0 along a new axis. */
gint64 gradus_array_view_get_stride (const GradusArrayView *self, guint axis);
/* Of the array itself. */
gint64 gradus_array_view_get_base_stride (const GradusArrayView *self, guint axis);
/* Where the first number lies, in numbers from the beginning of the memory. */
gint64 gradus_array_view_get_offset (const GradusArrayView *self);
/* Where a number lies. @index: (array length=rank) */
gint64 gradus_array_view_find (const GradusArrayView *self, const gint64 *index);
/* Whether the number at @item of the memory belongs to the view. @index: (out) (array
 * length=rank): where in the view it is */
gboolean
gradus_array_view_locate (const GradusArrayView *self, gint64 item, gint64 *index);
gboolean gradus_array_view_contains (const GradusArrayView *self, gint64 item);
/* Whether its numbers lie one after the other, without gaps. */
gboolean gradus_array_view_is_contiguous (const GradusArrayView *self);
/* (transfer full): "(90, 14, 14)", "(3,)", "()" */
char *gradus_array_view_format_shape (const GradusArrayView *self);
/* (transfer full): in bytes; @n_bytes: of a number */
char *gradus_array_view_format_strides (const GradusArrayView *self, guint n_bytes);

G_END_DECLS
