/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/common.h"

#include "engine/kernels.h"

/**
 * gradus_plan_add_weight:
 * @plan: a plan that is being filled
 * @name: Keras's name of the weight; static
 * @shape: its shape
 *
 * Returns: (transfer none): the new weight, trainable, starting at 0
 */
GradusWeightSpec *
gradus_plan_add_weight (GradusLayerPlan *plan, const char *name, GradusShape shape)
{
  g_assert (plan->n_weights < GRADUS_MAX_LAYER_WEIGHTS);

  GradusWeightSpec *weight = &plan->weights[plan->n_weights++];

  *weight = (GradusWeightSpec){ .name = name, .shape = shape, .trainable = TRUE };
  return weight;
}

/**
 * gradus_plan_add_kernel:
 * @plan: a plan of a layer with kernel_initializer, _regularizer and _constraint
 * @shape: shape of the kernel
 */
void
gradus_plan_add_kernel (GradusLayerPlan *plan, GradusShape shape)
{
  GradusWeightSpec *weight = gradus_plan_add_weight (plan, "kernel", shape);

  weight->initializer = gradus_config_get_object (plan->config, "kernel_initializer");
  weight->regularizer = gradus_config_get_object (plan->config, "kernel_regularizer");
  weight->constraint = gradus_config_get_object (plan->config, "kernel_constraint");
}

/**
 * gradus_plan_add_bias:
 * @plan: a plan of a layer with bias_initializer, _regularizer and _constraint
 * @units: length of the bias
 */
void
gradus_plan_add_bias (GradusLayerPlan *plan, gint64 units)
{
  GradusWeightSpec *weight =
    gradus_plan_add_weight (plan, "bias", GRADUS_SHAPE_1 (units));

  weight->initializer = gradus_config_get_object (plan->config, "bias_initializer");
  weight->regularizer = gradus_config_get_object (plan->config, "bias_regularizer");
  weight->constraint = gradus_config_get_object (plan->config, "bias_constraint");
}

/**
 * gradus_plan_add_activation_cache:
 * @plan: a plan of a layer with an activation, its output known
 *
 * Sets aside room for the sums before the activation, if its gradient needs them.
 */
void
gradus_plan_add_activation_cache (GradusLayerPlan *plan)
{
  const GradusConfig *activation = gradus_config_get_object (plan->config, "activation");
  gsize               size;

  if (activation != NULL && gradus_activation_kind_of (activation)->needs_input &&
      gradus_shape_checked_size (&plan->output, &size))
    plan->n_cache += size;
}

/**
 * gradus_fill_rows:
 * @rows: (out) (shape n_rows, n_columns): filled with copies of @row
 * @n_rows: how many rows
 * @n_columns: length of a row
 * @row: (shape n_columns): the row, like a bias
 */
void
gradus_fill_rows (float *rows, gsize n_rows, gsize n_columns, const float *row)
{
  for (gsize i = 0; i < n_rows; i++)
    memcpy (rows + i * n_columns, row, n_columns * sizeof (float));
}

/**
 * gradus_sum_rows:
 * @rows: (shape n_rows, n_columns): numbers
 * @n_rows: how many rows
 * @n_columns: length of a row
 * @accumulate: whether to add to @sum
 * @sum: (inout) (shape n_columns): the sum of all rows, added up in double
 */
GRADUS_HOT void
gradus_sum_rows (const float *rows,
                 gsize        n_rows,
                 gsize        n_columns,
                 gboolean     accumulate,
                 float       *sum)
{
  enum
  {
    BLOCK = 64
  };

  for (gsize start = 0; start < n_columns; start += BLOCK)
    {
      gsize  width = MIN (BLOCK, n_columns - start);
      double block[BLOCK] = { 0 };

      for (gsize i = 0; i < n_rows; i++)
        for (gsize j = 0; j < width; j++)
          block[j] += (double) rows[i * n_columns + start + j];
      for (gsize j = 0; j < width; j++)
        sum[start + j] = (float) block[j] + (accumulate ? sum[start + j] : 0.0f);
    }
}

/**
 * gradus_activation_kind_of:
 * @config: the configuration of an activation
 *
 * Returns: its descriptor with the functions that compute
 */
const GradusActivationKind *
gradus_activation_kind_of (const GradusConfig *config)
{
  const GradusKind *kind = gradus_config_get_kind (config);

  g_assert (kind->family == GRADUS_FAMILY_ACTIVATION);
  return (const GradusActivationKind *) kind;
}

/**
 * gradus_activate:
 * @plan: the plan of a layer with an activation
 * @n_rows: how many rows
 * @n_columns: length of a row
 * @z: (shape n_rows, n_columns): sums
 * @y: (out) (shape n_rows, n_columns): f (z); may be @z unless the activation needs its
 * input later
 */
void
gradus_activate (const GradusLayerPlan *plan,
                 gsize                  n_rows,
                 gsize                  n_columns,
                 const float           *z,
                 float                 *y)
{
  const GradusConfig *activation = gradus_config_get_object (plan->config, "activation");

  gradus_activation_kind_of (activation)->forward (activation, n_rows, n_columns, z, y);
}

/**
 * gradus_deactivate:
 * @plan: the plan of a layer with an activation
 * @n_rows: how many rows
 * @n_columns: length of a row
 * @z: (nullable) (shape n_rows, n_columns): sums, if the activation needs its input
 * @y: (shape n_rows, n_columns): f (z)
 * @dy: (inout) (shape n_rows, n_columns): d loss / d y, replaced by d loss / d z
 */
void
gradus_deactivate (const GradusLayerPlan *plan,
                   gsize                  n_rows,
                   gsize                  n_columns,
                   const float           *z,
                   const float           *y,
                   float                 *dy)
{
  const GradusConfig *activation = gradus_config_get_object (plan->config, "activation");

  gradus_activation_kind_of (activation)
    ->backward (activation, n_rows, n_columns, z, y, dy, dy);
}

/**
 * gradus_copy_forward:
 * @plan: a plan whose input and output have equally many numbers
 * @run: what to copy
 */
void
gradus_copy_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  memcpy (run->y, run->x, run->n * gradus_shape_size (&plan->input) * sizeof (float));
}

/**
 * gradus_copy_backward:
 * @plan: a plan whose input and output have equally many numbers
 * @run: what to copy
 */
void
gradus_copy_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  if (run->dx != NULL)
    memcpy (run->dx, run->dy, run->n * gradus_shape_size (&plan->input) * sizeof (float));
}

/**
 * gradus_same_shape_infer:
 * @plan: a plan whose input is known
 * @error: not used
 *
 * Returns: %TRUE; the output is as the input
 */
gboolean
gradus_same_shape_infer (GradusLayerPlan *plan, GError **error)
{
  plan->output = plan->input;
  return TRUE;
}
