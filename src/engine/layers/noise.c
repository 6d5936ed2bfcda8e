/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/noise.h"

#include "engine/kernels.h"
#include "engine/random.h"

#include <math.h>

/* The step's own key; the layer's key alone would need a counter of 128 bits. */
guint64
gradus_noise_get_key (const GradusLayerRun *run)
{
  guint32 block[4];

  gradus_random_block (run->noise_key, run->noise_step, block);
  return (guint64) block[1] << 32 | block[0];
}

/* Blocks of random words that are drawn in one go. */
#define BLOCKS_MOST 64

GRADUS_HOT static void
cut_words (gsize n, const guint32 *words, guint32 least, float scale, float *mask)
{
  for (gsize i = 0; i < n; i++)
    mask[i] = words[i] < least ? 0.0f : scale;
}

void
gradus_noise_draw_mask (guint64 key, guint64 sample, double rate, gsize size, float *mask)
{
  /* A word below the threshold drops; rate 1 drops all. */
  guint64 threshold = (guint64) (rate * 4294967296.0);
  float   scale = rate < 1 ? (float) (1 / (1 - rate)) : 0.0f;
  gsize   n_blocks = (size + 3) / 4;

  for (gsize done = 0; done < n_blocks; done += BLOCKS_MOST)
    {
      guint32 words[4 * BLOCKS_MOST];
      gsize   n = MIN (BLOCKS_MOST, n_blocks - done);

      gradus_random_blocks (key, sample * n_blocks + done, n, words);
      cut_words (MIN (4 * n, size - 4 * done), words,
                 (guint32) MIN (threshold, G_MAXUINT32), scale, mask + 4 * done);
    }
}

/* Source: Box and Muller, A Note on the Generation of Random Normal Deviates (1958) */
static void
make_normal (guint32 a, guint32 b, float pair[2])
{
  float radius = sqrtf (-2.0f * logf (((float) a + 0.5f) * 0x1p-32f));
  float angle = 6.28318531f * (float) b * 0x1p-32f;

  pair[0] = radius * cosf (angle);
  pair[1] = radius * sinf (angle);
}

void
gradus_noise_draw_normal (guint64 key, guint64 sample, gsize size, float *noise)
{
  gsize n_blocks = (size + 3) / 4;

  for (gsize i = 0; i < n_blocks; i++)
    {
      guint32 words[4];
      float   numbers[4];

      gradus_random_block (key, sample * n_blocks + i, words);
      make_normal (words[0], words[1], numbers);
      make_normal (words[2], words[3], numbers + 2);
      for (gsize j = 0; j < MIN (4, size - 4 * i); j++)
        noise[4 * i + j] = numbers[j];
    }
}

gboolean
gradus_noise_infer (GradusLayerPlan *plan, GError **error)
{
  plan->output = plan->input;
  plan->n_cache = gradus_shape_size (&plan->input);
  return TRUE;
}

gboolean
gradus_noise_is_active (const GradusLayerPlan *plan, const GradusLayerRun *run)
{
  const char *name =
    gradus_kind_find_param (gradus_config_get_kind (plan->config), "rate") != NULL
      ? "rate"
      : "stddev";

  return run->training && gradus_config_get_float (plan->config, name) > 0;
}

GRADUS_HOT static void
multiply (gsize n, const float *restrict x, const float *restrict mask, float *restrict y)
{
  for (gsize i = 0; i < n; i++)
    y[i] = x[i] * mask[i];
}

void
gradus_noise_multiply (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  multiply (run->n * gradus_shape_size (&plan->input), run->x, run->cache, run->y);
}

void
gradus_noise_multiply_back (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  if (!gradus_noise_is_active (plan, run))
    gradus_copy_backward (plan, run);
  else if (run->dx != NULL)
    multiply (run->n * gradus_shape_size (&plan->input), run->dy, run->cache, run->dx);
}
