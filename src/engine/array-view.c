/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/array-view.h"

/**
 * gradus_array_view_init:
 * @self: (out): a view
 * @rank: axes of the array, at most %GRADUS_ARRAY_MAX_RANK
 * @dims: (array length=rank): entries along each
 *
 * Looks at all of an array.
 */
void
gradus_array_view_init (GradusArrayView *self, guint rank, const gint64 *dims)
{
  g_return_if_fail (rank <= GRADUS_ARRAY_MAX_RANK);

  *self = (GradusArrayView){ .base_rank = rank, .rank = rank };
  for (guint i = 0; i < rank; i++)
    {
      self->base_dims[i] = self->count[i] = dims[i];
      self->step[i] = 1;
      self->axes[i] = (int) i;
    }
}

gint64
gradus_array_view_get_dim (const GradusArrayView *self, guint axis)
{
  g_return_val_if_fail (axis < self->rank, 0);
  if (self->axes[axis] < 0)
    return self->axes[axis] == GRADUS_AXIS_NEW ? 1 : 0;
  return self->count[self->axes[axis]];
}

gint64
gradus_array_view_get_size (const GradusArrayView *self)
{
  gint64 size = 1;

  for (guint i = 0; i < self->base_rank; i++)
    size *= self->count[i];
  for (guint i = 0; i < self->rank; i++)
    if (self->axes[i] == GRADUS_AXIS_EMPTY)
      return 0;
  return size;
}

gint64
gradus_array_view_get_base_stride (const GradusArrayView *self, guint axis)
{
  gint64 stride = 1;

  for (guint i = axis + 1; i < self->base_rank; i++)
    stride *= self->base_dims[i];
  return stride;
}

gint64
gradus_array_view_get_stride (const GradusArrayView *self, guint axis)
{
  int base;

  g_return_val_if_fail (axis < self->rank, 0);

  base = self->axes[axis];
  return base < 0
           ? 0
           : self->step[base] * gradus_array_view_get_base_stride (self, (guint) base);
}

gint64
gradus_array_view_get_offset (const GradusArrayView *self)
{
  gint64 offset = 0;

  for (guint i = 0; i < self->base_rank; i++)
    offset += self->first[i] * gradus_array_view_get_base_stride (self, i);
  return offset;
}

/**
 * gradus_array_view_find:
 * @self: a view
 * @index: (array length=rank): of a number
 *
 *   item = offset + Σ index · stride
 *
 * Returns: which number of the memory it is
 */
gint64
gradus_array_view_find (const GradusArrayView *self, const gint64 *index)
{
  gint64 item = gradus_array_view_get_offset (self);

  for (guint i = 0; i < self->rank; i++)
    item += index[i] * gradus_array_view_get_stride (self, i);
  return item;
}

gboolean
gradus_array_view_contains (const GradusArrayView *self, gint64 item)
{
  if (gradus_array_view_get_size (self) == 0)
    return FALSE;
  for (guint i = 0; i < self->base_rank; i++)
    {
      gint64 stride = gradus_array_view_get_base_stride (self, i);
      gint64 at = item / stride % self->base_dims[i] - self->first[i];

      if (at % self->step[i] != 0 || at / self->step[i] < 0 ||
          at / self->step[i] >= self->count[i])
        return FALSE;
    }
  return TRUE;
}

gboolean
gradus_array_view_locate (const GradusArrayView *self, gint64 item, gint64 *index)
{
  if (!gradus_array_view_contains (self, item))
    return FALSE;
  for (guint i = 0; i < self->rank; i++)
    {
      int    base = self->axes[i];
      gint64 stride =
        base >= 0 ? gradus_array_view_get_base_stride (self, (guint) base) : 1;

      index[i] = base < 0 ? 0
                          : (item / stride % self->base_dims[base] - self->first[base]) /
                              self->step[base];
    }
  return TRUE;
}

gboolean
gradus_array_view_is_contiguous (const GradusArrayView *self)
{
  gint64 expected = 1;

  if (gradus_array_view_get_size (self) == 0)
    return TRUE;
  for (guint i = self->rank; i-- > 0;)
    {
      if (gradus_array_view_get_dim (self, i) != 1 &&
          gradus_array_view_get_stride (self, i) != expected)
        return FALSE;
      expected *= gradus_array_view_get_dim (self, i);
    }
  return TRUE;
}

/* As Python writes tuples: one entry has a comma behind it. */
static char *
end_tuple (GString *text, guint rank)
{
  g_string_append (text, rank == 1 ? ",)" : ")");
  return g_string_free (text, FALSE);
}

char *
gradus_array_view_format_shape (const GradusArrayView *self)
{
  GString *text = g_string_new ("(");

  for (guint i = 0; i < self->rank; i++)
    g_string_append_printf (text, i > 0 ? ", %" G_GINT64_FORMAT : "%" G_GINT64_FORMAT,
                            gradus_array_view_get_dim (self, i));
  return end_tuple (text, self->rank);
}

char *
gradus_array_view_format_strides (const GradusArrayView *self, guint n_bytes)
{
  GString *text = g_string_new ("(");

  for (guint i = 0; i < self->rank; i++)
    g_string_append_printf (text, i > 0 ? ", %" G_GINT64_FORMAT : "%" G_GINT64_FORMAT,
                            gradus_array_view_get_stride (self, i) * n_bytes);
  return end_tuple (text, self->rank);
}
