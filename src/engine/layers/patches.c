/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/patches.h"

#include <string.h>

static gsize
get_padded_size (gsize in, gsize before, gsize out, gsize stride, gsize reach)
{
  return MAX (before + in, (out - 1) * stride + reach);
}

static gsize
get_padded_h (const GradusConvolution *geometry)
{
  return get_padded_size (geometry->in_h, geometry->top, geometry->out_h, geometry->s_h,
                          (geometry->k_h - 1) * geometry->d_h + 1);
}

static gsize
get_padded_w (const GradusConvolution *geometry)
{
  return get_padded_size (geometry->in_w, geometry->left, geometry->out_w, geometry->s_w,
                          (geometry->k_w - 1) * geometry->d_w + 1);
}

gboolean
gradus_patches_fit (const GradusConvolution *geometry)
{
  return (double) get_padded_h (geometry) * (double) get_padded_w (geometry) *
           (double) geometry->in_c <
         (double) G_MAXINT32;
}

/* The taps of a line lie side by side unless they are spread. */
static void
set_segments (GradusPatches *self, const GradusConvolution *geometry)
{
  gsize n_pieces = geometry->d_w == 1 ? 1 : geometry->k_w;

  self->n_segments = geometry->k_h * n_pieces;
  self->segment = (geometry->k_w / n_pieces) * geometry->in_c;
  self->n_taps = self->n_segments * self->segment;
  self->segments = g_new (guint32, self->n_segments);
  for (gsize i = 0; i < self->n_segments; i++)
    self->segments[i] = (guint32) (i / n_pieces * geometry->d_h * self->padded_line +
                                   i % n_pieces * geometry->d_w * geometry->in_c);
}

static void
set_rows (GradusPatches *self, const GradusConvolution *geometry, const guint32 *places)
{
  self->rows = g_new (guint32, MAX (self->n_places, 1));
  for (gsize k = 0; k < self->n_places; k++)
    {
      gsize place = places != NULL ? places[k] : k;
      gsize i = place / geometry->out_w;
      gsize j = place % geometry->out_w;

      self->rows[k] = (guint32) (i * geometry->s_h * self->padded_line +
                                 j * geometry->s_w * geometry->in_c);
    }
}

/**
 * gradus_patches_init:
 * @self: filled
 * @geometry: where the kernel goes; must fit
 * @n_places: how many places
 * @places: (nullable) (array length=n_places): which, in which order; NULL for all
 */
void
gradus_patches_init (GradusPatches           *self,
                     const GradusConvolution *geometry,
                     gsize                    n_places,
                     const guint32           *places)
{
  gsize padded_w = get_padded_w (geometry);

  *self = (GradusPatches){ .n_places = n_places };
  self->in_h = geometry->in_h;
  self->line = geometry->in_w * geometry->in_c;
  self->padded_h = get_padded_h (geometry);
  self->padded_line = padded_w * geometry->in_c;
  self->is_padded = self->padded_h > geometry->in_h || padded_w > geometry->in_w;
  self->before = geometry->top * self->padded_line + geometry->left * geometry->in_c;
  set_segments (self, geometry);
  set_rows (self, geometry, places);
}

void
gradus_patches_clear (GradusPatches *self)
{
  g_free (self->rows);
  g_free (self->segments);
}

gsize
gradus_patches_get_room (const GradusPatches *self)
{
  return self->is_padded ? self->padded_h * self->padded_line : 0;
}

const float *
gradus_patches_pad (const GradusPatches *self, const float *x, float *room)
{
  if (!self->is_padded)
    return x;
  memset (room, 0, gradus_patches_get_room (self) * sizeof (float));
  for (gsize i = 0; i < self->in_h; i++)
    memcpy (room + self->before + i * self->padded_line, x + i * self->line,
            self->line * sizeof (float));
  return room;
}

void
gradus_patches_unpad (const GradusPatches *self, const float *room, float *dx)
{
  for (gsize i = 0; i < self->in_h; i++)
    memcpy (dx + i * self->line, room + self->before + i * self->padded_line,
            self->line * sizeof (float));
}

typedef float   Four __attribute__ ((vector_size (16), aligned (4), may_alias));
typedef gint32  Bits __attribute__ ((vector_size (16), may_alias));
typedef guint64 Halves __attribute__ ((vector_size (16), may_alias));

/* Pieces are short here, so that a call for each would cost more than the copy: four
 * numbers are copied, and the next piece overwrites those that are too many. Whether
 * there were only zeros is asked of all that was read. */
static inline gboolean
unfold_short (const GradusPatches *self, const float *from, float *to)
{
  Bits   seen = { 0 };
  Halves halves;

  for (gsize s = 0; s < self->n_segments; s++, to += self->segment)
    {
      Four piece = *(const Four *) (from + self->segments[s]);

      seen |= (Bits) piece;
      *(Four *) to = piece;
    }
  for (gsize i = 0; i < 4; i++)
    to[i] = 0;
  halves = (Halves) seen;
  return (halves[0] | halves[1]) == 0;
}

static gboolean
unfold_any (const GradusPatches *self, const float *from, float *to)
{
  gboolean is_any = FALSE;

  for (gsize s = 0; s < self->n_segments; s++)
    for (gsize i = 0; i < self->segment; i++)
      {
        *to = from[self->segments[s] + i];
        is_any |= *to++ != 0.0f;
      }
  return !is_any;
}

void
gradus_patches_unfold (const GradusPatches *self,
                       const float         *padded,
                       gsize                width,
                       float               *columns,
                       guint8              *is_blank)
{
  gsize    size = self->padded_h * self->padded_line;
  gsize    reach = self->segments[self->n_segments - 1] + 4;
  gboolean is_short = self->segment <= 4 && width >= self->n_taps + 4;

  for (gsize k = 0; k < self->n_places; k++, columns += width)
    {
      const float *from = padded + self->rows[k];

      if (is_short && self->rows[k] + reach <= size)
        is_blank[k] = (guint8) unfold_short (self, from, columns);
      else
        is_blank[k] = (guint8) unfold_any (self, from, columns);
    }
}

void
gradus_patches_fold (const GradusPatches *self,
                     gsize                width,
                     const float         *columns,
                     float               *padded)
{
  for (gsize k = 0; k < self->n_places; k++, columns += width)
    {
      float       *to = padded + self->rows[k];
      const float *from = columns;

      for (gsize s = 0; s < self->n_segments; s++)
        for (gsize i = 0; i < self->segment; i++)
          to[self->segments[s] + i] += *from++;
    }
}
