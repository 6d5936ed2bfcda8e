/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tensor.h"

#include <string.h>

#define ALIGNMENT 64

/**
 * gradus_tensor_new:
 * @shape: its shape, all axes known
 *
 * Returns: (transfer full): a tensor of zeros
 */
GradusTensor *
gradus_tensor_new (const GradusShape *shape)
{
  GradusTensor *self = g_new0 (GradusTensor, 1);

  self->shape = *shape;
  self->size = gradus_shape_size (shape);
  self->ref_count = 1;
  self->data = g_aligned_alloc0 (MAX (self->size, 1), sizeof (float), ALIGNMENT);
  return self;
}

/**
 * gradus_tensor_new_from_data:
 * @shape: its shape
 * @data: as many numbers as it holds; copied
 *
 * Returns: (transfer full): a tensor
 */
GradusTensor *
gradus_tensor_new_from_data (const GradusShape *shape, const float *data)
{
  GradusTensor *self = gradus_tensor_new (shape);

  memcpy (self->data, data, self->size * sizeof (float));
  return self;
}

/**
 * gradus_tensor_ref:
 * @self: a tensor
 *
 * Returns: (transfer full): the same tensor
 */
GradusTensor *
gradus_tensor_ref (GradusTensor *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

/**
 * gradus_tensor_unref:
 * @self: (transfer full): a tensor
 *
 * Gives up a reference, and frees the tensor with the last one. Any thread.
 */
void
gradus_tensor_unref (GradusTensor *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_aligned_free (self->data);
  g_free (self);
}

/**
 * gradus_tensor_dup:
 * @self: a tensor
 *
 * Returns: (transfer full): a tensor of its own with the same numbers
 */
GradusTensor *
gradus_tensor_dup (const GradusTensor *self)
{
  return gradus_tensor_new_from_data (&self->shape, self->data);
}
