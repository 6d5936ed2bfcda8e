/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/common.h"
#include "engine/lower.h"
#include "engine/params.h"

#include <string.h>

/* A leaky relu whose slope is learned: one for each number of a sample, or one for all
 * along the shared axes.
 *
 * Source: He et al., Delving Deep into Rectifiers (2015) */

static const GradusParam prelu_params[] = {
  PARAM_OBJECT ("alpha_initializer",
                N_ ("Slopes start as"),
                N_ ("How the first slopes are drawn."),
                GRADUS_FAMILY_INITIALIZER,
                "Zeros",
                .flags = GRADUS_PARAM_ADVANCED | GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS),
  PARAM_REGULARIZER ("alpha_regularizer", N_ ("Price on slopes")),
  PARAM_CONSTRAINT ("alpha_constraint", N_ ("Limit on slopes")),
  { .name = "shared_axes",
    .title = N_ ("Shared axes"),
    .help = N_ ("Along which axes all numbers have the same slope, counted from 1."),
    .type = GRADUS_PARAM_TUPLE,
    .flags = GRADUS_PARAM_NULLABLE,
    .minimum = 1,
    .maximum = GRADUS_MAX_RANK,
    .step = 1 },
};

static gboolean
prelu_infer (GradusLayerPlan *plan, GError **error)
{
  GradusShape       shape = plan->input;
  GradusWeightSpec *weight;

  plan->output = plan->input;
  if (!gradus_config_is_none (plan->config, "shared_axes"))
    {
      const GradusShape *shared = gradus_config_get_tuple (plan->config, "shared_axes");

      for (guint i = 0; i < shared->rank; i++)
        if (shared->dims[i] > shape.rank)
          {
            g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_PARAMETER,
                         _ ("A sample has %u axes, but axis %d is to be shared."),
                         shape.rank, (int) shared->dims[i]);
            return FALSE;
          }
        else
          shape.dims[shared->dims[i] - 1] = 1;
    }
  weight = gradus_plan_add_weight (plan, "alpha", shape);
  weight->initializer = gradus_config_get_object (plan->config, "alpha_initializer");
  weight->regularizer = gradus_config_get_object (plan->config, "alpha_regularizer");
  weight->constraint = gradus_config_get_object (plan->config, "alpha_constraint");
  return TRUE;
}

/* Which slope belongs to number @index of a sample. */
static gsize
find_slope (const GradusLayerPlan *plan, gsize index)
{
  const GradusShape *shape = &plan->weights[0].shape;
  gsize              slope = 0, stride = 1;

  for (guint i = shape->rank; i-- > 0;)
    {
      gsize place = index % (gsize) plan->input.dims[i];

      index /= (gsize) plan->input.dims[i];
      if (shape->dims[i] > 1)
        slope += place * stride;
      stride *= (gsize) shape->dims[i];
    }
  return slope;
}

static void
prelu_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize size = gradus_shape_size (&plan->input);

  for (gsize i = 0; i < size; i++)
    {
      float slope = run->weights[0][find_slope (plan, i)];

      for (gsize j = i; j < run->n * size; j += size)
        run->y[j] = run->x[j] < 0.0f ? slope * run->x[j] : run->x[j];
    }
}

static void
prelu_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) slope = g_string_new ("{alpha}");
  g_autofree char    *index = gradus_write_c_index (&plan->input);
  guint depth = gradus_write_c_loops (text, &plan->input, GRADUS_ALL_AXES, 0);

  /* One slope for all along the shared axes. */
  for (guint i = 0; i < plan->input.rank; i++)
    g_string_append_printf (slope, "[%c]",
                            plan->weights[0].shape.dims[i] > 1 ? "ijklm"[i] : '0');
  gradus_c_code_set (code, "at", index);
  gradus_c_code_set (code, "slope", slope->str);
  g_string_append_printf (text,
                          "%*sy[{at}] = x[{at}] < 0 ? {slope} * x[{at}] : x[{at}];\n",
                          (int) depth, "");
  gradus_c_code_add (code, text->str);
}

static void
prelu_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  gsize  size = gradus_shape_size (&plan->input);
  float *gradient = run->gradients[0];

  if (gradient != NULL && !run->accumulate)
    memset (gradient, 0, gradus_shape_size (&plan->weights[0].shape) * sizeof (float));
  for (gsize i = 0; i < size; i++)
    {
      gsize  which = find_slope (plan, i);
      float  slope = run->weights[0][which];
      double sum = 0;

      for (gsize j = i; j < run->n * size; j += size)
        {
          if (run->x[j] <= 0.0f)
            sum += (double) run->dy[j] * (double) run->x[j];
          if (run->dx != NULL)
            run->dx[j] = run->x[j] > 0.0f ? run->dy[j] : slope * run->dy[j];
        }
      if (gradient != NULL)
        gradient[which] += (float) sum;
    }
}

static void
prelu_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const char *x = gradus_lower_any_layout (lowering);
  const char *slopes = gradus_lower_shared (lowering, "alpha", &plan->weights[0].shape,
                                            lowering->weights[0]);

  lowering->x = gradus_lower_op (lowering, "PRelu", x, slopes, NULL);
}

const GradusLayerKind gradus_layer_kind_prelu = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "PReLU",
    .id = "p_re_lu",
    .module = "keras.layers",
    .title = NC_ ("layer", "PReLU"),
    .summary = N_ ("Lets positive numbers through and learns how much of negative ones."),
    .formula = "y = \\cases{x & x > 0 \\\\ α x & x ≤ 0}",
    .source = "https://keras.io/api/layers/activation_layers/prelu/",
    .keywords = N_ ("activation rectifier parametric learned slope"),
    PARAMS (prelu_params),
  },
  .category = GRADUS_CATEGORY_ACTIVATION,
  .icon = "gradus-layer-activation-symbolic",
  .flags = GRADUS_LAYER_PASSES_MASK,
  .infer = prelu_infer,
  .write_c = prelu_write_c,
  .forward = prelu_forward,
  .backward = prelu_backward,
  .lower = prelu_lower,
};
