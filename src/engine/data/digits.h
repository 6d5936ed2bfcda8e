/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GRADUS_DIGITS_SIDE 28
#define GRADUS_DIGITS_SIZE (GRADUS_DIGITS_SIDE * GRADUS_DIGITS_SIDE)

/* One digit: a pure function of seed and index. @pixels: GRADUS_DIGITS_SIZE bytes, 0 is
 * paper. Returns which digit it is. */
guint gradus_digits_draw (guint64 seed, guint64 index, guint8 *pixels);
/* Many digits, shared out among threads; the same whatever their number (0: one a
 * processor). */
void gradus_digits_draw_many (guint64 seed,
                              guint64 first,
                              guint   n_digits,
                              guint   n_threads,
                              guint8 *pixels,
                              guint8 *labels);

G_END_DECLS
