/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"

#include <string.h>

/* Gives each word or symbol, known by its number, a row of numbers that is learned. */

static const GradusParam embedding_params[] = {
  PARAM_INT ("input_dim",
             N_ ("Symbols"),
             N_ ("How many different symbols there are."),
             1,
             10000000,
             1000,
             .flags = GRADUS_PARAM_LOG_SCALE | GRADUS_PARAM_REQUIRED),
  PARAM_INT ("output_dim",
             N_ ("Numbers each"),
             N_ ("How many numbers stand for one symbol."),
             1,
             100000,
             16,
             .flags = GRADUS_PARAM_LOG_SCALE | GRADUS_PARAM_REQUIRED),
  PARAM_OBJECT ("embeddings_initializer",
                N_ ("Rows start as"),
                N_ ("How the first rows are drawn."),
                GRADUS_FAMILY_INITIALIZER,
                "RandomUniform",
                .flags = GRADUS_PARAM_ADVANCED | GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS),
  PARAM_REGULARIZER ("embeddings_regularizer", N_ ("Price on rows")),
  PARAM_ACTIVITY_REGULARIZER (0),
  PARAM_CONSTRAINT ("embeddings_constraint", N_ ("Limit on rows")),
  PARAM_BOOL ("mask_zero",
              N_ ("0 is empty"),
              N_ ("Whether symbol 0 only fills up short sequences and does not count."),
              FALSE),
};

static const GradusKerasField embedding_fields[] = { { "quantization_config", "null" } };

static gboolean
embedding_infer (GradusLayerPlan *plan, GError **error)
{
  gint64            n_symbols = gradus_config_get_int (plan->config, "input_dim");
  gint64            n_numbers = gradus_config_get_int (plan->config, "output_dim");
  GradusWeightSpec *weight;

  if (plan->input.rank == 0 || plan->input.rank + 1 >= GRADUS_MAX_RANK)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                           _ (
                             "Embedding needs sequences of symbol numbers, like (20,)."));
      return FALSE;
    }
  plan->output = plan->input;
  plan->output.dims[plan->output.rank++] = n_numbers;
  weight =
    gradus_plan_add_weight (plan, "embeddings", GRADUS_SHAPE_2 (n_symbols, n_numbers));
  weight->initializer = gradus_config_get_object (plan->config, "embeddings_initializer");
  weight->regularizer = gradus_config_get_object (plan->config, "embeddings_regularizer");
  weight->constraint = gradus_config_get_object (plan->config, "embeddings_constraint");
  plan->has_output_mask =
    plan->input.rank == 1 && gradus_config_get_bool (plan->config, "mask_zero");
  return TRUE;
}

/* A number that is no symbol counts as the nearest one that is. */
static gsize
find_row (float number, gsize n_symbols)
{
  if (!(number > 0))
    return 0;
  return number < (float) n_symbols ? MIN ((gsize) number, n_symbols - 1) : n_symbols - 1;
}

static void
embedding_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize n_symbols = (gsize) plan->weights[0].shape.dims[0];
  gsize n_numbers = (gsize) plan->weights[0].shape.dims[1];
  gsize n = run->n * gradus_shape_size (&plan->input);

  for (gsize i = 0; i < n; i++)
    memcpy (run->y + i * n_numbers,
            run->weights[0] + find_row (run->x[i], n_symbols) * n_numbers,
            n_numbers * sizeof (float));
  if (run->mask_out != NULL)
    for (gsize i = 0; i < n; i++)
      run->mask_out[i] = run->x[i] != 0.0f;
}

static void
embedding_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  gradus_c_code_set_int (code, "symbols", plan->weights[0].shape.dims[0]);
  gradus_c_code_set_int (code, "last", plan->weights[0].shape.dims[0] - 1);
  gradus_c_code_set_int (code, "numbers", plan->weights[0].shape.dims[1]);
  gradus_c_code_set (code, "note_mask",
                     plan->has_output_mask ? "{mask_out}[i] = x[i] != 0;" : "");
  gradus_c_code_add (
    code, "for (int i = 0; i < {in}; i++)\n"
          "  {\n"
          "    /* what is no symbol counts as the nearest one */\n"
          "    int symbol = x[i] > 0 ? x[i] < {symbols} ? (int) x[i] : {last} : 0;\n"
          "\n"
          "    for (int j = 0; j < {numbers}; j++)\n"
          "      y[i * {numbers} + j] = {embeddings}[symbol][j];\n"
          "    {note_mask}\n"
          "  }\n");
}

static void
embedding_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize  n_symbols = (gsize) plan->weights[0].shape.dims[0];
  gsize  n_numbers = (gsize) plan->weights[0].shape.dims[1];
  gsize  n = run->n * gradus_shape_size (&plan->input);
  float *gradient = run->gradients[0];

  if (run->dx != NULL)
    memset (run->dx, 0, n * sizeof (float));
  if (gradient == NULL)
    return;
  if (!run->accumulate)
    memset (gradient, 0, n_symbols * n_numbers * sizeof (float));
  for (gsize i = 0; i < n; i++)
    {
      float *row = gradient + find_row (run->x[i], n_symbols) * n_numbers;

      for (gsize j = 0; j < n_numbers; j++)
        row[j] += run->dy[i * n_numbers + j];
    }
}

/* Clipped first, as find_row() does; a cast drops what is behind the point. */
static void
embedding_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const char *x = gradus_lower_channels_last (lowering);
  double      last = (double) (plan->weights[0].shape.dims[0] - 1);
  const char *rows =
    gradus_lower_op (lowering, "Clip", x, gradus_lower_number (lowering, 0),
                     gradus_lower_number (lowering, last), NULL);

  lowering->x =
    gradus_lower_op (lowering, "Gather", gradus_lower_weight (lowering, plan, 0),
                     gradus_lower_cast_to_integer (lowering, rows), NULL);
  if (plan->has_output_mask)
    lowering->mask =
      gradus_lower_op (lowering, "Not",
                       gradus_lower_op (lowering, "Equal", x,
                                        gradus_lower_number (lowering, 0), NULL),
                       NULL);
}

const GradusLayerKind gradus_layer_kind_embedding = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Embedding",
    .id = "embedding",
    .module = "keras.layers",
    .title = NC_ ("layer", "Embedding"),
    .summary = N_ ("Gives each symbol a row of numbers that is learned."),
    .formula = "y_t = E[x_t]",
    .source = "https://keras.io/api/layers/core_layers/embedding/",
    .keywords = N_ ("word symbol text token vector lookup"),
    PARAMS (embedding_params),
    FIELDS (embedding_fields),
  },
  .category = GRADUS_CATEGORY_CORE,
  .icon = "gradus-layer-embedding-symbolic",
  .infer = embedding_infer,
  .write_c = embedding_write_c,
  .forward = embedding_forward,
  .backward = embedding_backward,
  .lower = embedding_lower,
};
