/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/data/digit-box.h"

#include <math.h>
#include <string.h>

#define SIDE GRADUS_DIGIT_SIDE
#define BOX GRADUS_DIGIT_BOX
/* Where MNIST has the centre of mass: the middle of pixel 14 when they are counted from
 * 0. All of its test digits lie within half a pixel of it. */
#define MIDDLE 14.5

/* Pixels from @left and @top on, up to but without @right and @bottom. */
typedef struct
{
  guint left, top, right, bottom;
} Extent;

/**
 * gradus_digit_find_shift:
 * @picture: (shape 28, 28): ink, 0 for paper
 * @shift_x: (out): pixels to the right
 * @shift_y: (out): pixels down
 *
 * Says by how many whole pixels the ink must be moved so that its centre of mass is the
 * middle of the picture's 15th pixel.
 *
 * Source: LeCun, Cortes, Burges, The MNIST database of handwritten digits
 */
void
gradus_digit_find_shift (const float *picture, int *shift_x, int *shift_y)
{
  double mass = 0, at_x = 0, at_y = 0;

  for (int i = 0; i < SIDE * SIDE; i++)
    {
      mass += (double) picture[i];
      at_x += (double) picture[i] * (i % SIDE + 0.5);
      at_y += (double) picture[i] * (i / SIDE + 0.5); // NOLINT: the row
    }
  *shift_x = mass > 0 ? (int) lround (MIDDLE - at_x / mass) : 0;
  *shift_y = mass > 0 ? (int) lround (MIDDLE - at_y / mass) : 0;
}

/* FALSE: there is no ink. */
static gboolean
find_extent (const GradusPage *page, Extent *extent)
{
  *extent = (Extent){ page->side, page->side, 0, 0 };
  for (guint y = 0; y < page->side; y++)
    for (guint x = 0; x < page->side; x++)
      if (page->ink[y * page->stride + x] > 0)
        {
          extent->left = MIN (extent->left, x);
          extent->right = MAX (extent->right, x + 1);
          extent->top = MIN (extent->top, y);
          extent->bottom = y + 1;
        }
  return extent->right > 0;
}

/* How much of the pixel @at lies between @from and @to. */
static double
overlap (guint at, double from, double to)
{
  return MAX (0, MIN (at + 1.0, to) - MAX ((double) at, from));
}

/* The mean ink of a part of the page, in which the sides need not lie on pixels. */
static float
average (const GradusPage *page, double left, double top, double width, double height)
{
  guint  right = (guint) MIN (ceil (left + width), (double) page->side);
  guint  bottom = (guint) MIN (ceil (top + height), (double) page->side);
  double sum = 0;

  for (guint y = (guint) top; y < bottom; y++)
    {
      const guint8 *row = page->ink + y * page->stride;
      double        line = 0;

      for (guint x = (guint) left; x < right; x++)
        line += row[x] * overlap (x, left, left + width);
      sum += line * overlap (y, top, top + height);
    }
  return (float) (sum / (255 * width * height));
}

/* Brings the ink to the size of the box, in the middle of the picture. Ink ends with the
 * extent, so that what lies beyond adds nothing to the last pixels. */
static void
fit (const GradusPage *page, const Extent *extent, float *picture)
{
  guint  width = extent->right - extent->left;
  guint  height = extent->bottom - extent->top;
  double step = (double) MAX (width, height) / BOX;
  guint  n_columns = (guint) ceil (width / step - 1e-9);
  guint  n_rows = (guint) ceil (height / step - 1e-9);
  guint  left = (SIDE - n_columns) / 2;
  guint  top = (SIDE - n_rows) / 2;

  memset (picture, 0, SIDE * SIDE * sizeof (float));
  for (guint row = 0; row < n_rows; row++)
    for (guint column = 0; column < n_columns; column++)
      picture[(top + row) * SIDE + left + column] =
        average (page, extent->left + column * step, extent->top + row * step, step,
                 step);
}

static void
shift (const float *from, int shift_x, int shift_y, float *to)
{
  memset (to, 0, SIDE * SIDE * sizeof (float));
  for (int y = MAX (0, shift_y); y < MIN (SIDE, SIDE + shift_y); y++)
    for (int x = MAX (0, shift_x); x < MIN (SIDE, SIDE + shift_x); x++)
      to[y * SIDE + x] = from[(y - shift_y) * SIDE + x - shift_x];
}

/**
 * gradus_digit_centre:
 * @page: what was drawn, finer than the picture
 * @picture: (out) (shape 28, 28): 0 … 1
 *
 * Brings a drawing to size and place as MNIST's digits were: the ink is averaged into a
 * box of 20 × 20 pixels, keeping its proportions, and moved by whole pixels until its
 * centre of mass is the middle.
 *
 * Source: LeCun, Cortes, Burges, The MNIST database of handwritten digits
 *
 * Returns: whether there is any ink; the picture is blank without
 */
gboolean
gradus_digit_centre (const GradusPage *page, float *picture)
{
  float  fitted[SIDE * SIDE];
  Extent extent;
  int    shift_x, shift_y;

  if (!find_extent (page, &extent))
    {
      memset (picture, 0, SIDE * SIDE * sizeof (float));
      return FALSE;
    }
  fit (page, &extent, fitted);
  gradus_digit_find_shift (fitted, &shift_x, &shift_y);
  shift (fitted, shift_x, shift_y, picture);
  return TRUE;
}

/**
 * gradus_digit_shrink:
 * @page: what was drawn, finer than the picture
 * @picture: (out) (shape 28, 28): 0 … 1
 *
 * Averages a drawing into 28 × 28 pixels, where and as large as it was drawn.
 *
 * Returns: whether there is any ink
 */
gboolean
gradus_digit_shrink (const GradusPage *page, float *picture)
{
  double   step = (double) page->side / SIDE;
  gboolean has_ink = FALSE;

  for (guint i = 0; i < SIDE * SIDE; i++)
    {
      guint row = i / SIDE, column = i % SIDE;

      picture[i] = average (page, column * step, row * step, step, step);
      has_ink = has_ink || picture[i] > 0;
    }
  return has_ink;
}
