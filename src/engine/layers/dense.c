/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layer.h"
#include "engine/layers/common.h"
#include "engine/params.h"

/* Fully connected: each unit adds up all inputs, weighted, and bends the sum.
 *
 *   z = x · W + b,   y = activation (z)
 *
 * Samples of more than one axis are taken as rows along the last one. The weights are the
 * kernel W (inputs, units) and, with use_bias, the bias b (units). */

static const GradusParam dense_params[] = {
  PARAM_INT ("units",
             N_ ("Units"),
             N_ ("How many numbers the layer puts out."),
             1,
             100000,
             32,
             .flags = GRADUS_PARAM_LOG_SCALE | GRADUS_PARAM_REQUIRED),
  PARAM_ACTIVATION ("linear"),
  PARAM_USE_BIAS,
  PARAM_KERNEL_INITIALIZER ("GlorotUniform"),
  PARAM_BIAS_INITIALIZER ("Zeros"),
  PARAM_REGULARIZER ("kernel_regularizer", N_ ("Price on weights")),
  PARAM_REGULARIZER ("bias_regularizer", N_ ("Price on biases")),
  PARAM_ACTIVITY_REGULARIZER (GRADUS_PARAM_UNWRITTEN),
  PARAM_CONSTRAINT ("kernel_constraint", N_ ("Limit on weights")),
  PARAM_CONSTRAINT ("bias_constraint", N_ ("Limit on biases")),
};

static const GradusKerasField dense_fields[] = { { "quantization_config", "null" } };

static gboolean
dense_infer (GradusLayerPlan *plan, GError **error)
{
  const GradusConfig *config = plan->config;
  gint64              units = gradus_config_get_int (config, "units");

  if (plan->input.rank == 0)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                   _ ("Dense needs a list of numbers, but it gets a single one. Give the "
                      "input the shape (1,)."));
      return FALSE;
    }
  plan->output = plan->input;
  plan->output.dims[plan->input.rank - 1] = units;
  gradus_plan_add_kernel (plan, GRADUS_SHAPE_2 (gradus_shape_last (&plan->input), units));
  if (gradus_config_get_bool (config, "use_bias"))
    gradus_plan_add_bias (plan, units);
  gradus_plan_add_activation_cache (plan);
  return TRUE;
}

static void
dense_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize  n_units = (gsize) gradus_shape_last (&plan->output);
  gsize  n_inputs = (gsize) gradus_shape_last (&plan->input);
  gsize  n_rows = run->n * (gradus_shape_size (&plan->output) / n_units);
  float *z = plan->n_cache > 0 ? run->cache : run->y;
  float  beta = plan->n_weights > 1 ? 1.0f : 0.0f;

  if (plan->n_weights > 1)
    gradus_fill_rows (z, n_rows, n_units, run->weights[1]);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) n_rows,
               (blasint) n_units, (blasint) n_inputs, 1.0f, run->x, (blasint) n_inputs,
               run->weights[0], (blasint) n_units, beta, z, (blasint) n_units);
  gradus_activate (plan, n_rows, n_units, z, run->y);
}

/* dW = xᵀ · dz,   db = Σ dz,   dx = dz · Wᵀ,   dz = activation' (z) ⊙ dy */
static void
dense_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize  n_units = (gsize) gradus_shape_last (&plan->output);
  gsize  n_inputs = (gsize) gradus_shape_last (&plan->input);
  gsize  n_rows = run->n * (gradus_shape_size (&plan->output) / n_units);
  float *dz = run->dy;

  gradus_deactivate (plan, n_rows, n_units, run->cache, run->y, dz);
  if (run->gradients[0] != NULL)
    cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (blasint) n_inputs,
                 (blasint) n_units, (blasint) n_rows, 1.0f, run->x, (blasint) n_inputs,
                 dz, (blasint) n_units, run->accumulate ? 1.0f : 0.0f, run->gradients[0],
                 (blasint) n_units);
  if (plan->n_weights > 1 && run->gradients[1] != NULL)
    gradus_sum_rows (dz, n_rows, n_units, run->accumulate, run->gradients[1]);
  if (run->dx != NULL)
    cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (blasint) n_rows,
                 (blasint) n_inputs, (blasint) n_units, 1.0f, dz, (blasint) n_units,
                 run->weights[0], (blasint) n_units, 0.0f, run->dx, (blasint) n_inputs);
}

const GradusLayerKind gradus_layer_kind_dense = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Dense",
    .id = "dense",
    .module = "keras.layers",
    .title = NC_ ("layer", "Dense"),
    .summary = N_ ("Connects every input to every unit; each unit adds them up, weighted."),
    .formula = "y = activation (x · W + b)",
    .source = "https://keras.io/api/layers/core_layers/dense/",
    .keywords = N_ ("fully connected linear perceptron neurons units"),
    PARAMS (dense_params),
    FIELDS (dense_fields),
  },
  .category = GRADUS_CATEGORY_CORE,
  .icon = "gradus-layer-dense-symbolic",
  .flags = GRADUS_LAYER_PASSES_MASK,
  .infer = dense_infer,
  .forward = dense_forward,
  .backward = dense_backward,
};
