/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How MNIST brought scanned digits to size and place: the ink is fitted into a square of
 * 20 × 20 pixels, its centre of mass comes to the middle of 28 × 28. */
#define GRADUS_DIGIT_SIDE 28
#define GRADUS_DIGIT_BOX 20

/* A page of side × side bytes, 0 is paper and 255 ink; rows are stride bytes apart. */
typedef struct
{
  const guint8 *ink;
  guint         side;
  gsize         stride;
} GradusPage;

void     gradus_digit_find_shift (const float *picture, int *shift_x, int *shift_y);
gboolean gradus_digit_centre (const GradusPage *page, float *picture);
gboolean gradus_digit_shrink (const GradusPage *page, float *picture);

G_END_DECLS
