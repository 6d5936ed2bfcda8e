/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/wrapper.h"
#include "engine/lower.h"
#include "engine/params.h"

/* Every time step of every sample is a sample of its own for the layer inside. */

/* All but those that need to know which samples belong together, or that learn from the
 * data before training. */
static const char *const inner_choices[] = {
  "Dense",
  "Activation",
  "Embedding",
  "Conv2D",
  "DepthwiseConv2D",
  "SeparableConv2D",
  "Conv2DTranspose",
  "Conv1D",
  "DepthwiseConv1D",
  "SeparableConv1D",
  "Conv1DTranspose",
  "MaxPooling2D",
  "AveragePooling2D",
  "GlobalMaxPooling2D",
  "GlobalAveragePooling2D",
  "MaxPooling1D",
  "AveragePooling1D",
  "GlobalMaxPooling1D",
  "GlobalAveragePooling1D",
  "LSTM",
  "GRU",
  "SimpleRNN",
  "Bidirectional",
  "LayerNormalization",
  "GroupNormalization",
  "UnitNormalization",
  "Rescaling",
  "Flatten",
  "Reshape",
  "Permute",
  "RepeatVector",
  "ZeroPadding2D",
  "Cropping2D",
  "UpSampling2D",
  "ZeroPadding1D",
  "Cropping1D",
  "UpSampling1D",
  "Dropout",
  "SpatialDropout2D",
  "SpatialDropout1D",
  "GaussianNoise",
  "GaussianDropout",
  "AlphaDropout",
  "ReLU",
  "LeakyReLU",
  "PReLU",
  "ELU",
  "Softmax",
  NULL,
};

static const GradusParam time_distributed_params[] = {
  PARAM_OBJECT ("layer",
                N_ ("Layer"),
                N_ ("What is done with each time step."),
                GRADUS_FAMILY_LAYER,
                "Dense",
                .choices = inner_choices,
                .flags = GRADUS_PARAM_REQUIRED),
};

static GradusConfig *
time_distributed_dup_wrapped (const GradusConfig *config, const char *param)
{
  return gradus_config_copy (gradus_config_get_object (config, param));
}

static void
free_wrapped (gpointer data)
{
  gradus_wrapped_clear (data);
  g_free (data);
}

static gsize
count_steps (const GradusLayerPlan *plan)
{
  return (gsize) plan->input.dims[0];
}

static void
take_over (GradusLayerPlan *plan, GradusWrapped *inner)
{
  gsize       n_steps = count_steps (plan);
  const char *name = gradus_config_get_kind (inner->config)->id;

  gradus_wrapped_add_weights (inner, plan, name, "layer");
  plan->output =
    (GradusShape){ .rank = inner->plan.output.rank + 1, .dims = { plan->input.dims[0] } };
  for (guint i = 1; i < plan->output.rank; i++)
    plan->output.dims[i] = inner->plan.output.dims[i - 1];
  if (gradus_kind_find_param (gradus_config_get_kind (inner->config),
                              "activity_regularizer") != NULL)
    plan->activity_regularizer =
      gradus_config_get_object (inner->config, "activity_regularizer");
  plan->n_cache = n_steps * inner->plan.n_cache;
  plan->n_scratch = n_steps * inner->plan.n_scratch;
  plan->n_fixed_scratch = inner->plan.n_fixed_scratch;
  plan->data = inner;
  plan->free_data = free_wrapped;
}

static gboolean
time_distributed_infer (GradusLayerPlan *plan, GError **error)
{
  GradusShape      step = { .rank = plan->input.rank - 1 };
  GradusWrapped   *inner;
  g_autofree char *shape = gradus_shape_to_string (&plan->input);

  if (plan->input.rank < 2)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                   _ ("%s needs sequences of time steps and channels, but it gets %s."),
                   "TimeDistributed", shape);
      return FALSE;
    }
  for (guint i = 0; i < step.rank; i++)
    step.dims[i] = plan->input.dims[i + 1];
  inner = g_new0 (GradusWrapped, 1);
  if (!gradus_wrapped_plan (inner, time_distributed_dup_wrapped (plan->config, "layer"),
                            &step, FALSE, plan->is_frozen, error))
    {
      g_free (inner);
      return FALSE;
    }
  take_over (plan, inner);
  if (inner->plan.output.rank + 1 < GRADUS_MAX_RANK)
    return TRUE;
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                       _ ("TimeDistributed would put out more axes than Gradus knows."));
  return FALSE;
}

static GradusLayerRun
spread (const GradusLayerPlan *plan, const GradusLayerRun *run)
{
  GradusLayerRun inner = gradus_wrapped_prepare (plan->data, run);

  inner.n = run->n * count_steps (plan);
  inner.first = run->first * count_steps (plan);
  inner.mask = NULL;
  inner.mask_out = NULL;
  return inner;
}

static void
time_distributed_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusWrapped *wrapped = plan->data;
  GradusLayerRun       inner = spread (plan, run);

  gradus_layer_kind_of (wrapped->config)->forward (&wrapped->plan, &inner);
}

static void
time_distributed_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  const GradusWrapped     *inner = plan->data;
  g_auto (GradusCFunction) function =
    gradus_c_code_write_inner (code, "step", &inner->plan, inner->first_weight);

  gradus_c_code_set_int (code, "steps", plan->input.dims[0]);
  gradus_c_code_set_int (code, "step_in",
                         (gint64) gradus_shape_size (&inner->plan.input));
  gradus_c_code_set_int (code, "step_out",
                         (gint64) gradus_shape_size (&inner->plan.output));
  if (function.name == NULL)
    {
      gradus_c_code_add (code, "for (int i = 0; i < {in}; i++)\n"
                               "  y[i] = x[i];\n");
      return;
    }
  gradus_c_code_set (code, "function", function.name);
  gradus_c_code_add (code, "for (int t = 0; t < {steps}; t++)\n"
                           "  {function} (x + t * {step_in}, y + t * {step_out});\n");
}

static void
time_distributed_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const GradusWrapped *wrapped = plan->data;
  GradusLayerRun       inner = spread (plan, run);

  gradus_layer_kind_of (wrapped->config)->backward (&wrapped->plan, &inner);
}

static void
time_distributed_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const GradusWrapped *wrapped = plan->data;
  GradusLowering       inner = *lowering;

  gradus_lower_channels_last (lowering);
  inner.x = gradus_lower_rebatch (lowering, lowering->x, &wrapped->plan.input);
  inner.is_channels_first = FALSE;
  inner.is_backwards = FALSE;
  inner.shape = wrapped->plan.input;
  inner.mask = NULL;
  gradus_lower_layer (&inner, &wrapped->plan, lowering->weights + wrapped->first_weight);
  lowering->error = inner.error;
  lowering->x =
    gradus_lower_rebatch (lowering, gradus_lower_channels_last (&inner), &plan->output);
}

const GradusLayerKind gradus_layer_kind_time_distributed = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "TimeDistributed",
    .id = "time_distributed",
    .module = "keras.layers",
    .title = NC_ ("layer", "TimeDistributed"),
    .summary = N_ ("Does the same with every time step of a sequence."),
    .formula = "y_t = layer(x_t)",
    .source = "https://keras.io/api/layers/recurrent_layers/time_distributed/",
    .keywords = N_ ("wrapper sequence time step each"),
    PARAMS (time_distributed_params),
  },
  .category = GRADUS_CATEGORY_RECURRENT,
  .icon = "gradus-layer-rnn-symbolic",
  .flags = GRADUS_LAYER_PASSES_MASK,
  .infer = time_distributed_infer,
  .write_c = time_distributed_write_c,
  .forward = time_distributed_forward,
  .backward = time_distributed_backward,
  .dup_wrapped = time_distributed_dup_wrapped,
  .lower = time_distributed_lower,
};
