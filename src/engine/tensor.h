/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/shape.h"

G_BEGIN_DECLS

/**
 * GradusTensor:
 * @shape: its shape
 * @data: the numbers, row-major, aligned to 64 bytes
 *
 * A reference-counted block of float32 with a shape. A tensor that more than one owner
 * holds is not written to: snapshots and the interface share tensors by reference.
 */
typedef struct
{
  GradusShape shape;
  float      *data;
  gsize       size;      /* numbers in @data */
  gint        ref_count; /* private */
} GradusTensor;

GradusTensor *gradus_tensor_new (const GradusShape *shape);
GradusTensor *gradus_tensor_new_from_data (const GradusShape *shape, const float *data);
GradusTensor *gradus_tensor_ref (GradusTensor *self);
void          gradus_tensor_unref (GradusTensor *self);
GradusTensor *gradus_tensor_dup (const GradusTensor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusTensor, gradus_tensor_unref)

G_END_DECLS
