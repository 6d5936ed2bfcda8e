/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/shape.h"

/**
 * gradus_shape_equal:
 * @a: a shape
 * @b: another shape
 *
 * Returns: whether both have the same rank and the same axis lengths
 */
gboolean
gradus_shape_equal (const GradusShape *a, const GradusShape *b)
{
  if (a->rank != b->rank)
    return FALSE;
  for (guint i = 0; i < a->rank; i++)
    if (a->dims[i] != b->dims[i])
      return FALSE;
  return TRUE;
}

/**
 * gradus_shape_checked_size:
 * @shape: a shape
 * @size: (out): the product of its axis lengths, 1 for a scalar
 *
 * Multiplies the axis lengths without trusting them.
 *
 * Returns: whether all lengths are known, none is negative, and the product fits in
 * memory
 */
gboolean
gradus_shape_checked_size (const GradusShape *shape, gsize *size)
{
  gsize product = 1;

  for (guint i = 0; i < shape->rank; i++)
    if (shape->dims[i] < 0 ||
        !g_size_checked_mul (&product, product, (gsize) shape->dims[i]))
      return FALSE;
  if (product > G_MAXSIZE / sizeof (double))
    return FALSE;
  *size = product;
  return TRUE;
}

/**
 * gradus_shape_size:
 * @shape: a shape whose axis lengths are all known
 *
 * Returns: how many numbers a tensor of this shape holds
 */
gsize
gradus_shape_size (const GradusShape *shape)
{
  gsize size = 0;

  g_return_val_if_fail (gradus_shape_checked_size (shape, &size), 0);
  return size;
}

/**
 * gradus_shape_last:
 * @shape: a shape
 *
 * Returns: the length of the last axis (channels, features), 1 for a scalar
 */
gint64
gradus_shape_last (const GradusShape *shape)
{
  return shape->rank == 0 ? 1 : shape->dims[shape->rank - 1];
}

static char *
write_axes (const GradusShape *shape, const char *first)
{
  GString *text = g_string_new ("(");
  guint    n_axes = shape->rank + (first != NULL);

  if (first != NULL)
    g_string_append (text, first);
  for (guint i = 0; i < shape->rank; i++)
    {
      if (text->len > 1)
        g_string_append (text, ", ");
      if (shape->dims[i] < 0)
        g_string_append (text, "None");
      else
        g_string_append_printf (text, "%" G_GINT64_FORMAT, shape->dims[i]);
    }
  /* Python writes a tuple of one with a comma. */
  g_string_append (text, n_axes == 1 ? ",)" : ")");
  return g_string_free (text, FALSE);
}

/**
 * gradus_shape_to_string:
 * @shape: a shape
 *
 * Returns: (transfer full): the shape as Python writes it, like `(28, 28, 1)` or `(784,)`
 */
char *
gradus_shape_to_string (const GradusShape *shape)
{
  return write_axes (shape, NULL);
}

/**
 * gradus_shape_to_batch_string:
 * @shape: the shape of one sample
 *
 * Returns: (transfer full): the shape with Keras's batch axis, like `(None, 32)`
 */
char *
gradus_shape_to_batch_string (const GradusShape *shape)
{
  return write_axes (shape, "None");
}
