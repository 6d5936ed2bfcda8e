/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/layers/convolution.h"

G_BEGIN_DECLS

/**
 * GradusPatches:
 * @n_places: places of the kernel that are looked at
 * @rows: (array length=n_places): where in the picture the kernel's first tap falls
 * @n_segments: pieces that lie in one go under the kernel
 * @segments: (array length=n_segments): where each piece begins, counted from the first
 * tap
 * @segment: length of a piece
 * @n_taps: n_segments · segment
 *
 * What lies under the kernel of a convolution, without copying it: the rows of
 * #GradusProduct and the places of #GradusListSum. With padding they are places in a
 * larger picture with zeros around it.
 */
typedef struct
{
  gsize    n_places;
  guint32 *rows;
  gsize    n_segments;
  guint32 *segments;
  gsize    segment;
  gsize    n_taps;
  gsize    in_h;
  gsize    line; /* numbers in a line of the picture */
  gsize    padded_h;
  gsize    padded_line;
  gsize    before; /* where the picture begins in the padded one */
  gboolean is_padded;
} GradusPatches;

/* Whether places can be counted in 32 bits. */
gboolean gradus_patches_fit (const GradusConvolution *geometry);
/* @places: (nullable): which places of the kernel, in which order; counted along the
 * lines of the output */
void gradus_patches_init (GradusPatches           *self,
                          const GradusConvolution *geometry,
                          gsize                    n_places,
                          const guint32           *places);
void gradus_patches_clear (GradusPatches *self);

/* Floats of a padded picture; 0 if there is no padding. */
gsize gradus_patches_get_room (const GradusPatches *self);
/* The picture with zeros around it, in @room; @x itself if there is no padding. */
const float *gradus_patches_pad (const GradusPatches *self, const float *x, float *room);
/* The way back: what came to the padded picture @room goes to @dx. */
void gradus_patches_unpad (const GradusPatches *self, const float *room, float *dx);
/* columns (n_places, width): what lies under the kernel, and zeros up to @width; is_blank
 * (n_places): where there are surely only zeros */
void gradus_patches_unfold (const GradusPatches *self,
                            const float         *padded,
                            gsize                width,
                            float               *columns,
                            guint8              *is_blank);
/* The way back: adds columns (n_places, width) to the padded picture. */
void gradus_patches_fold (const GradusPatches *self,
                          gsize                width,
                          const float         *columns,
                          float               *padded);

G_END_DECLS
