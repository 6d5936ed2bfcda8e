/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "draw.h"

#include <math.h>
#include <string.h>

/* A stack's values are never larger than this, so that a test stays quick. */
#define MOST_VALUES 3000

float *
draw_floats (GradusRandom *random, gsize n, double scale)
{
  float *x = g_new0 (float, n + 1);

  for (gsize i = 0; i < n; i++)
    x[i] = (float) (scale * gradus_random_normal (random));
  return x;
}

/* --- Parameters --- */

static void
draw_tuple (GradusRandom *random, const GradusParam *param, GradusConfig *config)
{
  GradusShape tuple = { .rank = param->n_axes > 0 ? param->n_axes
                                                  : 1 + gradus_random_below (random, 2) };

  if (!gradus_config_is_none (config, param->name))
    tuple = *gradus_config_get_tuple (config, param->name);
  for (guint i = 0; i < tuple.rank; i++)
    if (tuple.dims[i] >= 0)
      tuple.dims[i] = (gint64) MAX (param->minimum, 0) + gradus_random_below (random, 3);
  gradus_config_set_tuple (config, param->name, &tuple, NULL);
}

/* Layers inside a layer: of those that it names. */
static void
draw_inner (GradusRandom *random, const GradusParam *param, GradusConfig *config)
{
  guint       n_choices = g_strv_length ((char **) param->choices);
  const char *name = param->choices[gradus_random_below (random, n_choices)];

  gradus_config_take_object (config, param->name,
                             draw_config (random,
                                          gradus_kind_find (GRADUS_FAMILY_LAYER, name)),
                             NULL);
}

static void
draw_object (GradusRandom *random, const GradusParam *param, GradusConfig *config)
{
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (param->family, &n_kinds);
  const GradusKind        *kind = kinds[gradus_random_below (random, n_kinds)];

  if (param->family == GRADUS_FAMILY_ACTIVATION)
    gradus_config_take_object (config, param->name, draw_config (random, kind), NULL);
  else if (param->family == GRADUS_FAMILY_LAYER)
    draw_inner (random, param, config);
}

/* Around the default, where it is a number that says what is usual. */
static double
draw_number (GradusRandom *random, const GradusParam *param)
{
  double number = gradus_random_uniform (random);

  if (isfinite (param->standard) && param->standard != 0)
    number = param->standard * (0.5 + number);
  return CLAMP (number, param->minimum, param->maximum);
}

static void
draw_param (GradusRandom *random, const GradusParam *param, GradusConfig *config)
{
  guint n_choices = param->choices != NULL ? g_strv_length ((char **) param->choices) : 0;

  switch (param->type)
    {
    case GRADUS_PARAM_BOOL:
      gradus_config_set_bool (config, param->name, gradus_random_below (random, 2), NULL);
      break;
    case GRADUS_PARAM_INT:
      gradus_config_set_int (config, param->name,
                             (gint64) MAX (param->minimum, -1) +
                               gradus_random_below (random, 4),
                             NULL);
      break;
    case GRADUS_PARAM_FLOAT:
      gradus_config_set_float (config, param->name, draw_number (random, param), NULL);
      break;
    case GRADUS_PARAM_CHOICE:
      gradus_config_set_choice (config, param->name,
                                param->choices[gradus_random_below (random, n_choices)],
                                NULL);
      break;
    case GRADUS_PARAM_TUPLE:
      draw_tuple (random, param, config);
      break;
    case GRADUS_PARAM_OBJECT:
      draw_object (random, param, config);
      break;
    case GRADUS_PARAM_NUMBERS:
    default:
      break;
    }
}

/* Half of the parameters keep their default. */
GradusConfig *
draw_config (GradusRandom *random, const GradusKind *kind)
{
  GradusConfig *config = gradus_config_new (kind);

  for (guint i = 0; i < kind->n_params; i++)
    if (strstr (kind->params[i].name, "seed") == NULL && gradus_random_below (random, 2))
      draw_param (random, &kind->params[i], config);
  return config;
}

GradusShape
draw_shape (GradusRandom *random)
{
  GradusShape shape = { .rank = 1 + gradus_random_below (random, 3) };

  for (guint i = 0; i < shape.rank; i++)
    shape.dims[i] = 1 + gradus_random_below (random, i + 1 == shape.rank ? 6 : 7);
  return shape;
}

char *
draw_describe (const GradusConfig *config)
{
  const GradusKind *kind = gradus_config_get_kind (config);
  GString          *text = g_string_new (kind->name);

  for (guint i = 0; i < kind->n_params; i++)
    {
      g_autofree char *value =
        gradus_config_value_to_string (config, kind->params[i].name);

      g_string_append_printf (text, " %s=%s", kind->params[i].name, value);
    }
  return g_string_free (text, FALSE);
}

/* --- Stacks --- */

static gboolean
fits (const GradusSequential *stack)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (stack);
  GradusShape            output;
  gsize                  size;

  return gradus_plan_is_whole (plan) &&
         gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1,
                                 &output) &&
         gradus_shape_checked_size (&output, &size) && size <= MOST_VALUES;
}

static gboolean
takes_symbols (const GradusKind *kind)
{
  return strcmp (kind->name, "Embedding") == 0;
}

GradusSequential *
draw_stack (GradusRandom *random, guint n_layers)
{
  GradusShape              input = draw_shape (random);
  GradusSequential        *stack = gradus_sequential_new (&input);
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_LAYER, &n_kinds);

  for (guint i = 0; i < 40 * n_layers && stack->layers->len < n_layers; i++)
    {
      const GradusKind *kind = kinds[gradus_random_below (random, n_kinds)];

      /* In the middle a number may lie on the edge between two symbols. */
      if (takes_symbols (kind) && stack->layers->len > 0)
        continue;
      gradus_sequential_insert (stack, stack->layers->len,
                                gradus_layer_new_from_config (
                                  draw_config (random, kind)));
      if (!fits (stack))
        gradus_layer_free (gradus_sequential_steal (stack, stack->layers->len - 1));
    }
  return stack;
}

GradusModel *
draw_model (GradusRandom *random, const GradusSequential *stack)
{
  GradusModel *model = gradus_model_new (stack, 1, NULL);

  for (guint i = 0; model != NULL && i < gradus_model_get_n_weights (model); i++)
    {
      const GradusWeightInfo *info = gradus_model_get_weight_info (model, i);
      const GradusLayerPlan  *layer =
        gradus_plan_get_layer (gradus_model_get_plan (model), info->layer);
      float            *data = gradus_model_get_weight_data (model, i);
      gsize             n = gradus_shape_size (&info->shape);
      double            n_summed = (double) n / (double) gradus_shape_last (&info->shape);
      g_autofree float *drawn = draw_floats (random, n, MIN (0.5, 1 / sqrt (n_summed)));

      for (gsize j = 0; j < n; j++)
        data[j] =
          layer->weights[info->index].trainable ? drawn[j] : fabsf (drawn[j]) + 0.5f;
    }
  return model;
}

float *
draw_samples (GradusRandom *random, const GradusSequential *stack, gsize n)
{
  gsize               size = gradus_shape_size (&stack->input);
  float              *x = draw_floats (random, n * size, 1);
  gsize               n_step = size / (gsize) MAX (stack->input.dims[0], 1);
  const GradusConfig *first =
    stack->layers->len > 0 ? gradus_sequential_get_layer (stack, 0)->config : NULL;

  if (first != NULL && takes_symbols (gradus_config_get_kind (first)))
    for (gsize i = 0; i < n * size; i++)
      x[i] = (float) gradus_random_below (random,
                                          (guint32) gradus_config_get_int (first,
                                                                           "input_dim"));
  for (gsize i = 0; i < n * size; i += n_step)
    if (gradus_random_below (random, 4) == 0)
      memset (x + i, 0, n_step * sizeof (float));
  return x;
}
