/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * GradusRandom:
 * @key: the stream, made from a seed and a name
 * @counter: how many blocks of four 32-bit words were drawn
 *
 * A counter-based generator (Philox 4×32-10): word i of a stream is a pure function of
 * key and i, so any thread can draw any part of a stream, and saving a stream is saving
 * two numbers.
 *
 * Source: Salmon, Moraes, Dror, Shaw, Parallel Random Numbers: As Easy as 1, 2, 3 (SC
 * 2011)
 */
typedef struct
{
  guint64 key;
  guint64 counter;
} GradusRandom;

/* A stream is named, like "weights/dense_1/kernel" or "shuffle": two names never share
 * one. */
GradusRandom gradus_random_init (guint64 seed, const char *stream);
GradusRandom gradus_random_init_indexed (guint64 seed, const char *stream, guint64 index);

void    gradus_random_block (guint64 key, guint64 counter, guint32 out[4]);
void    gradus_random_blocks (guint64 key, guint64 first, gsize n_blocks, guint32 *out);
guint32 gradus_random_uint32 (GradusRandom *self);
double  gradus_random_uniform (GradusRandom *self);
double  gradus_random_normal (GradusRandom *self);
guint32 gradus_random_below (GradusRandom *self, guint32 bound);
void    gradus_random_shuffle (GradusRandom *self, guint32 *items, gsize n_items);

G_END_DECLS
