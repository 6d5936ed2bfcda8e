/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layer.h"
#include "engine/params.h"
#include "engine/random.h"

/* Sets a random part of the numbers to zero and scales the others up, so that the sum
 * stays the same on average:
 *
 *   y = x · m,   m = 0 with probability rate, else 1 / (1 − rate)
 *
 * The cache holds m. Sample i of step t draws from a stream that depends only on the
 * layer, t and i, so the noise is the same however the batch is cut.
 *
 * Source: Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from
 * Overfitting (JMLR 2014) */

static const GradusParam dropout_params[] = {
  PARAM_FLOAT ("rate",
               N_ ("Rate"),
               N_ ("The part of the numbers that is dropped in each step."),
               0,
               1,
               0.5,
               0.05,
               2,
               .flags = GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS | GRADUS_PARAM_REQUIRED),
  PARAM_SEED,
};

static const GradusKerasField dropout_fields[] = { { "noise_shape", "null" } };

static gboolean
dropout_infer (GradusLayerPlan *plan, GError **error)
{
  plan->output = plan->input;
  plan->n_cache = gradus_shape_size (&plan->input);
  return TRUE;
}

/* The step's own key; the layer's key alone would need a counter of 128 bits. */
static guint64
make_step_key (const GradusLayerRun *run)
{
  guint32 block[4];

  gradus_random_block (run->noise_key, run->noise_step, block);
  return (guint64) block[1] << 32 | block[0];
}

static void
draw_mask (guint64 key, guint64 sample, double rate, gsize size, float *mask)
{
  /* A word below the threshold drops; rate 1 drops all. */
  guint64 threshold = (guint64) (rate * 4294967296.0);
  float   scale = rate < 1 ? (float) (1 / (1 - rate)) : 0.0f;
  gsize   n_blocks = (size + 3) / 4;

  for (gsize i = 0; i < n_blocks; i++)
    {
      guint32 words[4];
      gsize   n_words = MIN (4, size - 4 * i);

      gradus_random_block (key, sample * n_blocks + i, words);
      for (gsize j = 0; j < n_words; j++)
        mask[4 * i + j] = words[j] < threshold ? 0.0f : scale;
    }
}

static void
multiply (gsize n, const float *a, const float *b, float *product)
{
  for (gsize i = 0; i < n; i++)
    product[i] = a[i] * b[i];
}

static void
dropout_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize   size = plan->n_cache;
  double  rate = gradus_config_get_float (plan->config, "rate");
  guint64 key;

  if (!run->training || rate <= 0)
    {
      memcpy (run->y, run->x, run->n * size * sizeof (float));
      return;
    }
  key = make_step_key (run);
  for (gsize i = 0; i < run->n; i++)
    draw_mask (key, run->first + i, rate, size, run->cache + i * size);
  multiply (run->n * size, run->x, run->cache, run->y);
}

static void
dropout_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize size = plan->n_cache;

  if (run->dx == NULL)
    return;
  if (run->training && gradus_config_get_float (plan->config, "rate") > 0)
    multiply (run->n * size, run->dy, run->cache, run->dx);
  else
    memcpy (run->dx, run->dy, run->n * size * sizeof (float));
}

const GradusLayerKind gradus_layer_kind_dropout = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Dropout",
    .id = "dropout",
    .module = "keras.layers",
    .title = NC_ ("layer", "Dropout"),
    .summary = N_ ("Drops a random part of the numbers while training, so that no unit "
                   "relies on a single other."),
    .formula = "y = x · m / (1 − rate)",
    .source = "https://keras.io/api/layers/regularization_layers/dropout/",
    .keywords = N_ ("noise regularization overfitting random"),
    PARAMS (dropout_params),
    FIELDS (dropout_fields),
  },
  .category = GRADUS_CATEGORY_REGULARIZATION,
  .icon = "gradus-layer-dropout-symbolic",
  .flags = GRADUS_LAYER_TRAINING_ONLY | GRADUS_LAYER_PASSES_MASK |
           GRADUS_LAYER_BUILT_AT_ONCE,
  .infer = dropout_infer,
  .forward = dropout_forward,
  .backward = dropout_backward,
};
