/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/random.h"

#include "engine/kernels.h"

#include <math.h>
#include <string.h>

/* The lower half of a counter numbers the blocks; the upper half is not used by streams.
 */

static guint64
mix (guint64 x)
{
  x ^= x >> 30;
  x *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x ^= x >> 27;
  x *= G_GUINT64_CONSTANT (0x94d049bb133111eb);
  x ^= x >> 31;
  return x;
}

/**
 * gradus_random_init:
 * @seed: any number
 * @stream: what the numbers are for
 *
 * Makes the stream of this seed and name. Streams of different names or seeds are
 * unrelated.
 *
 * Source: the finalizer of SplitMix64 (Steele, Lea, Flood, 2014) over an FNV-1a hash of
 * the name
 *
 * Returns: the stream at its beginning
 */
GradusRandom
gradus_random_init (guint64 seed, const char *stream)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (const char *c = stream; *c != '\0'; c++)
    hash = (hash ^ (guint8) *c) * G_GUINT64_CONSTANT (0x100000001b3);
  return (GradusRandom){ .key = mix (
                           mix (seed + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) ^ hash) };
}

/**
 * gradus_random_init_indexed:
 * @seed: any number
 * @stream: what the numbers are for
 * @index: which of many streams of that name
 *
 * Returns: the stream at its beginning
 */
GradusRandom
gradus_random_init_indexed (guint64 seed, const char *stream, guint64 index)
{
  GradusRandom self = gradus_random_init (seed, stream);

  self.key = mix (self.key ^ mix (index + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)));
  return self;
}

/**
 * gradus_random_block:
 * @key: a stream's key
 * @counter: which block of it
 * @out: four random words
 *
 * Philox 4×32 with ten rounds: a pure function.
 *
 * Source: Salmon, Moraes, Dror, Shaw, Parallel Random Numbers: As Easy as 1, 2, 3 (SC
 * 2011)
 */
void
gradus_random_block (guint64 key, guint64 counter, guint32 out[4])
{
  guint32 k0 = (guint32) key, k1 = (guint32) (key >> 32);
  guint32 c0 = (guint32) counter, c1 = (guint32) (counter >> 32), c2 = 0, c3 = 0;

  for (int round = 0; round < 10; round++)
    {
      guint64 p0 = (guint64) 0xd2511f53u * c0;
      guint64 p1 = (guint64) 0xcd9e8d57u * c2;

      c0 = (guint32) (p1 >> 32) ^ c1 ^ k0;
      c2 = (guint32) (p0 >> 32) ^ c3 ^ k1;
      c1 = (guint32) p1;
      c3 = (guint32) p0;
      k0 += 0x9e3779b9u;
      k1 += 0xbb67ae85u;
    }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/* As many blocks as keep wide registers busy: word j of block i at words[j][i]. */
#define LANES 16

__attribute__ ((always_inline)) static inline void
fill_lanes (guint64 key, guint64 first, guint32 words[4][LANES])
{
  guint32 k0 = (guint32) key, k1 = (guint32) (key >> 32);

  for (int i = 0; i < LANES; i++)
    {
      words[0][i] = (guint32) (first + (guint64) i);
      words[1][i] = (guint32) ((first + (guint64) i) >> 32);
      words[2][i] = 0;
      words[3][i] = 0;
    }
  for (int round = 0; round < 10; round++)
    {
      for (int i = 0; i < LANES; i++)
        {
          guint64 p0 = (guint64) 0xd2511f53u * words[0][i];
          guint64 p1 = (guint64) 0xcd9e8d57u * words[2][i];

          words[0][i] = (guint32) (p1 >> 32) ^ words[1][i] ^ k0;
          words[2][i] = (guint32) (p0 >> 32) ^ words[3][i] ^ k1;
          words[1][i] = (guint32) p1;
          words[3][i] = (guint32) p0;
        }
      k0 += 0x9e3779b9u;
      k1 += 0xbb67ae85u;
    }
}

/**
 * gradus_random_blocks:
 * @key: a stream's key
 * @first: the first block
 * @n_blocks: how many blocks
 * @out: (out) (array length=4 * n_blocks): their words, as gradus_random_block() gives
 * them
 */
GRADUS_HOT void
gradus_random_blocks (guint64 key, guint64 first, gsize n_blocks, guint32 *out)
{
  for (gsize done = 0; done < n_blocks; done += LANES)
    {
      guint32 words[4][LANES];
      gsize   n = MIN (LANES, n_blocks - done);

      fill_lanes (key, first + done, words);
      for (gsize i = 0; i < n; i++)
        for (gsize j = 0; j < 4; j++)
          out[4 * (done + i) + j] = words[j][i];
    }
}

/**
 * gradus_random_uint32:
 * @self: a stream
 *
 * Draws one word. Every call uses a block of its own, so that the place in the stream is
 * one number.
 *
 * Returns: 32 random bits
 */
guint32
gradus_random_uint32 (GradusRandom *self)
{
  guint32 block[4];

  gradus_random_block (self->key, self->counter++, block);
  return block[0];
}

/**
 * gradus_random_uniform:
 * @self: a stream
 *
 * Returns: a number in [0, 1) with 53 random bits
 */
double
gradus_random_uniform (GradusRandom *self)
{
  guint32 block[4];

  gradus_random_block (self->key, self->counter++, block);
  return (double) (((guint64) block[0] << 21) ^ (block[1] >> 11)) * 0x1p-53;
}

/**
 * gradus_random_normal:
 * @self: a stream
 *
 * Source: Box, Muller, A Note on the Generation of Random Normal Deviates (1958)
 *
 * Returns: a number from the normal distribution with mean 0 and deviation 1
 */
double
gradus_random_normal (GradusRandom *self)
{
  guint32 block[4];
  double  u, v;

  gradus_random_block (self->key, self->counter++, block);
  u = ((double) (((guint64) block[0] << 21) ^ (block[1] >> 11)) + 0.5) * 0x1p-53;
  v = (double) (((guint64) block[2] << 21) ^ (block[3] >> 11)) * 0x1p-53;
  return sqrt (-2 * log (u)) * cos (2 * G_PI * v);
}

/**
 * gradus_random_below:
 * @self: a stream
 * @bound: at least 1
 *
 * Source: Lemire, Fast Random Integer Generation in an Interval (2019)
 *
 * Returns: a whole number in [0, @bound), each equally likely
 */
guint32
gradus_random_below (GradusRandom *self, guint32 bound)
{
  guint64 product;
  guint32 low, threshold;

  g_return_val_if_fail (bound > 0, 0);

  threshold = (guint32) -bound % bound;
  do
    {
      product = (guint64) gradus_random_uint32 (self) * bound;
      low = (guint32) product;
    }
  while (low < threshold);
  return (guint32) (product >> 32);
}

/**
 * gradus_random_shuffle:
 * @self: a stream
 * @items: (array length=n_items): what to put in a random order
 * @n_items: how many
 *
 * Source: Durstenfeld, Algorithm 235: Random permutation (1964)
 */
void
gradus_random_shuffle (GradusRandom *self, guint32 *items, gsize n_items)
{
  for (gsize i = n_items; i > 1; i--)
    {
      guint32 j = gradus_random_below (self, (guint32) i);
      guint32 item = items[i - 1];

      items[i - 1] = items[j];
      items[j] = item;
    }
}
