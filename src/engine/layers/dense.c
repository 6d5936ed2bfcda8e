/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layer.h"
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"
#include "engine/product.h"
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

static gboolean
keeps_sums (const GradusLayerPlan *plan)
{
  return gradus_activation_kind_of (gradus_config_get_object (plan->config, "activation"))
    ->needs_input;
}

static gboolean
makes_lists (const GradusLayerPlan *plan)
{
  return gradus_sparse_is_worthwhile ((gsize) gradus_shape_last (&plan->input),
                                      (gsize) gradus_shape_last (&plan->output));
}

/* For products that skip zeros: the lists of what is not, kept for the way back, and
 * those turned round. A sample may have many rows. */
static void
add_room_for_lists (GradusLayerPlan *plan)
{
  gsize n_inputs = (gsize) gradus_shape_last (&plan->input);
  gsize size;

  if (!makes_lists (plan) || !gradus_shape_checked_size (&plan->input, &size))
    return;
  plan->n_cache += gradus_sparse_get_room (size / n_inputs, n_inputs);
  plan->n_scratch = gradus_sparse_get_turned_room (size / n_inputs, n_inputs);
  plan->n_fixed_scratch = gradus_sparse_get_turned_room (1, n_inputs);
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
  add_room_for_lists (plan);
  return TRUE;
}

/* Behind the sums, if those are kept. */
static GradusSparse
get_lists (const GradusLayerPlan *plan, const GradusLayerRun *run, gsize n_rows)
{
  gsize n_sums = keeps_sums (plan) ? run->n * gradus_shape_size (&plan->output) : 0;

  return gradus_sparse_at (n_rows, (gsize) gradus_shape_last (&plan->input),
                           run->cache + n_sums);
}

static void
dense_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize        n_units = (gsize) gradus_shape_last (&plan->output);
  gsize        n_inputs = (gsize) gradus_shape_last (&plan->input);
  gsize        n_rows = run->n * (gradus_shape_size (&plan->output) / n_units);
  const float *bias = plan->n_weights > 1 ? run->weights[1] : NULL;
  float       *z = keeps_sums (plan) ? run->cache : run->y;
  gboolean     is_sparse = FALSE;

  if (makes_lists (plan))
    {
      GradusSparse x = get_lists (plan, run, n_rows);

      gradus_sparse_fill (&x, run->x);
      is_sparse = gradus_sparse_is_sparse (&x);
      if (is_sparse)
        gradus_sparse_multiply (&x, n_units, run->weights[0], bias, z);
    }
  if (!is_sparse)
    gradus_product (n_rows, n_units, n_inputs, run->x, run->weights[0], bias, z);
  gradus_activate (plan, n_rows, n_units, z, run->y);
}

/* dW = xᵀ · dz */
static void
add_kernel_gradient (const GradusLayerPlan *plan,
                     GradusLayerRun        *run,
                     gsize                  n_rows,
                     const float           *dz)
{
  gsize        n_units = (gsize) gradus_shape_last (&plan->output);
  gsize        n_inputs = (gsize) gradus_shape_last (&plan->input);
  GradusSparse x;

  if (makes_lists (plan))
    {
      x = get_lists (plan, run, n_rows);
      if (gradus_sparse_is_sparse (&x))
        {
          gradus_sparse_multiply_transposed (&x, n_units, dz, run->accumulate,
                                             run->gradients[0], run->scratch);
          return;
        }
    }
  gradus_product_tn (n_inputs, n_units, n_rows, run->x, dz, run->accumulate,
                     run->gradients[0]);
}

static void
dense_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  const GradusConfig *activation = gradus_config_get_object (plan->config, "activation");
  gsize               n_units = (gsize) gradus_shape_last (&plan->output);
  gsize               n_rows = gradus_shape_size (&plan->output) / n_units;
  gboolean            has_bias = gradus_config_get_bool (plan->config, "use_bias");

  gradus_c_code_set_int (code, "units", (gint64) n_units);
  gradus_c_code_set_int (code, "inputs", gradus_shape_last (&plan->input));
  gradus_c_code_set_int (code, "rows", (gint64) n_rows);
  gradus_c_code_set (code, "start", has_bias ? "{bias}[j]" : "0");
  gradus_c_code_set_activation (code, "bend", activation);
  gradus_c_code_set_row_activation (code, "bend_rows", activation, "y", n_rows, n_units);
  if (n_rows == 1)
    gradus_c_code_add (code, "for (int j = 0; j < {units}; j++)\n"
                             "  {\n"
                             "    float sum = {start};\n"
                             "\n"
                             "    for (int k = 0; k < {inputs}; k++)\n"
                             "      sum += x[k] * {kernel}[k][j];\n"
                             "    y[j] = {bend}sum{bend_end};\n"
                             "  }\n");
  else
    gradus_c_code_add (code, "for (int i = 0; i < {rows}; i++)\n"
                             "  for (int j = 0; j < {units}; j++)\n"
                             "    {\n"
                             "      float sum = {start};\n"
                             "\n"
                             "      for (int k = 0; k < {inputs}; k++)\n"
                             "        sum += x[i * {inputs} + k] * {kernel}[k][j];\n"
                             "      y[i * {units} + j] = {bend}sum{bend_end};\n"
                             "    }\n");
  gradus_c_code_add (code, "{bend_rows}\n");
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
    add_kernel_gradient (plan, run, n_rows, dz);
  if (plan->n_weights > 1 && run->gradients[1] != NULL)
    gradus_sum_rows (dz, n_rows, n_units, run->accumulate, run->gradients[1]);
  if (run->dx != NULL)
    gradus_product_nt (n_rows, n_inputs, n_units, dz, run->weights[0], run->dx);
}

/* dW_ij = Σ x_i dz_j over the samples; a bias has x = 1. backward() leaves dz in dy. */
static gboolean
dense_get_terms (const GradusLayerPlan *plan,
                 const GradusLayerRun  *run,
                 guint                  weight,
                 gsize                  offset,
                 float                 *inputs,
                 float                 *errors)
{
  gsize n_units = (gsize) gradus_shape_last (&plan->output);
  gsize n_inputs = (gsize) gradus_shape_last (&plan->input);

  if (run == NULL)
    return plan->input.rank == 1;
  for (gsize i = 0; i < run->n; i++)
    {
      inputs[i] = weight == 0 ? run->x[i * n_inputs + offset / n_units] : 1.0f;
      errors[i] = run->dy[i * n_units + offset % n_units];
    }
  return TRUE;
}

/* One row: Gemm, of which readers expect the turned kernel. */
static const char *
lower_row (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const guint turned[] = { 1, 0 };
  const char *kernel = gradus_lower_turned (lowering, "kernel", &plan->weights[0].shape,
                                            lowering->weights[0], turned);
  GradusGraphNode *node =
    gradus_lower_node (lowering, "Gemm", lowering->x, kernel,
                       gradus_lower_weight (lowering, plan, 1), NULL);

  gradus_graph_node_set_int (node, "transB", 1);
  return gradus_graph_node_get (node);
}

static void
dense_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  gradus_lower_channels_last (lowering);
  if (plan->input.rank == 1 && plan->n_weights > 1)
    lowering->x = lower_row (plan, lowering);
  else
    {
      lowering->x = gradus_lower_op (lowering, "MatMul", lowering->x,
                                     gradus_lower_weight (lowering, plan, 0), NULL);
      if (plan->n_weights > 1)
        lowering->x = gradus_lower_op (lowering, "Add", lowering->x,
                                       gradus_lower_weight (lowering, plan, 1), NULL);
    }
  gradus_lower_activation (lowering,
                           gradus_config_get_object (plan->config, "activation"));
}

const GradusLayerKind gradus_layer_kind_dense = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Dense",
    .id = "dense",
    .module = "keras.layers",
    .title = NC_ ("layer", "Dense"),
    .summary = N_ ("Connects every input to every unit; each unit adds them up, weighted."),
    .formula = "y = f(x W + b)",
    .source = "https://keras.io/api/layers/core_layers/dense/",
    .keywords = N_ ("fully connected linear perceptron neurons units"),
    PARAMS (dense_params),
    FIELDS (dense_fields),
  },
  .category = GRADUS_CATEGORY_CORE,
  .icon = "gradus-layer-dense-symbolic",
  .flags = GRADUS_LAYER_PASSES_MASK,
  .infer = dense_infer,
  .write_c = dense_write_c,
  .forward = dense_forward,
  .backward = dense_backward,
  .get_terms = dense_get_terms,
  .lower = dense_lower,
};
