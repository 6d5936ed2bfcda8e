/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layer.h"
#include "engine/layers/common.h"
#include "engine/params.h"
#include "engine/sparse.h"

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

/* For products that skip zeros. A sample may have many rows. */
static void
add_scratch (GradusLayerPlan *plan)
{
  gsize n_inputs = (gsize) gradus_shape_last (&plan->input);
  gsize size;

  if (gradus_shape_checked_size (&plan->input, &size))
    plan->n_scratch = size / n_inputs * gradus_sparse_get_scratch_per_row (n_inputs);
  plan->n_fixed_scratch = gradus_sparse_get_fixed_scratch (n_inputs);
}

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
  add_scratch (plan);
  return TRUE;
}

/* z = x · W + b */
static void
multiply (const GradusLayerPlan *plan, GradusLayerRun *run, gsize n_rows, float *z)
{
  gsize        n_units = (gsize) gradus_shape_last (&plan->output);
  gsize        n_inputs = (gsize) gradus_shape_last (&plan->input);
  const float *bias = plan->n_weights > 1 ? run->weights[1] : NULL;

  if (gradus_sparse_is_worthwhile (n_rows, n_inputs, n_units, run->x, FALSE))
    {
      gradus_sparse_multiply (n_rows, n_inputs, n_units, run->x, run->weights[0], bias, z,
                              run->scratch);
      return;
    }
  if (bias != NULL)
    gradus_fill_rows (z, n_rows, n_units, bias);
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (blasint) n_rows,
               (blasint) n_units, (blasint) n_inputs, 1.0f, run->x, (blasint) n_inputs,
               run->weights[0], (blasint) n_units, bias != NULL ? 1.0f : 0.0f, z,
               (blasint) n_units);
}

/* dW = xᵀ · dz */
static void
multiply_transposed (const GradusLayerPlan *plan,
                     GradusLayerRun        *run,
                     gsize                  n_rows,
                     const float           *dz)
{
  gsize n_units = (gsize) gradus_shape_last (&plan->output);
  gsize n_inputs = (gsize) gradus_shape_last (&plan->input);

  if (gradus_sparse_is_worthwhile (n_rows, n_inputs, n_units, run->x, TRUE))
    gradus_sparse_multiply_transposed (n_rows, n_inputs, n_units, run->x, dz,
                                       run->accumulate, run->gradients[0], run->scratch);
  else
    cblas_sgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (blasint) n_inputs,
                 (blasint) n_units, (blasint) n_rows, 1.0f, run->x, (blasint) n_inputs,
                 dz, (blasint) n_units, run->accumulate ? 1.0f : 0.0f, run->gradients[0],
                 (blasint) n_units);
}

static void
dense_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize  n_units = (gsize) gradus_shape_last (&plan->output);
  gsize  n_rows = run->n * (gradus_shape_size (&plan->output) / n_units);
  float *z = plan->n_cache > 0 ? run->cache : run->y;

  multiply (plan, run, n_rows, z);
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
    multiply_transposed (plan, run, n_rows, dz);
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
