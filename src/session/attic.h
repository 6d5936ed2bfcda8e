/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/tensor.h"

G_BEGIN_DECLS

/**
 * GradusAttic:
 *
 * Tensors on disk, in places of one size, in a file without a name in the user's cache
 * folder: it is gone with the program, however that ends. The file is made when the first
 * tensors come, and its places are laid out for them. Belongs to one thread at a time.
 */
typedef struct _GradusAttic GradusAttic;

/* No more than @limit bytes, which may be 0. */
GradusAttic *gradus_attic_new (gsize limit);
void         gradus_attic_free (GradusAttic *self);
/* (element-type GradusTensor): the place where both are now, or -1 if the disk has none
 * to give, or none that is large enough. */
int gradus_attic_put (GradusAttic *self, GPtrArray *first, GPtrArray *second);
/* Fills tensors of the right shapes; @second may be NULL. FALSE if the disk failed. */
gboolean
     gradus_attic_get (GradusAttic *self, int place, GPtrArray *first, GPtrArray *second);
void gradus_attic_drop (GradusAttic *self, int place);
/* Forgets everything and gives the disk back. */
void  gradus_attic_clear (GradusAttic *self);
gsize gradus_attic_get_size (const GradusAttic *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusAttic, gradus_attic_free)

G_END_DECLS
