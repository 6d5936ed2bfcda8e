/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "random-stack.h"

#include <math.h>
#include <string.h>

#include "engine/layer.h"
#include "engine/parts.h"

#define MAX_SIZE 600
#define MAX_PARAMS 4000
#define MAX_TRIALS 60

/* --- Parameters --- */

static gboolean
chance (GradusRandom *random, guint n_of_ten)
{
  return gradus_random_below (random, 10) < n_of_ten;
}

static gint64
draw_int (GradusRandom *random, const GradusParam *param)
{
  double low = MAX (param->minimum, 1);
  double high = MIN (param->maximum, low + 5);

  return (gint64) (low + floor (gradus_random_uniform (random) * (high - low + 1)));
}

/* Not far from the default, where everything works, and as a person would type it. */
static double
draw_float (GradusRandom *random, const GradusParam *param)
{
  double standard = isnan (param->standard) ? 0 : param->standard;
  double u = 0.5 + 0.5 * gradus_random_uniform (random);
  double value = standard != 0 ? standard * u : 0.2 * u;
  char   text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (text, sizeof text, "%.2g", value);
  value = CLAMP (g_ascii_strtod (text, NULL), param->minimum, param->maximum);
  if (param->flags & GRADUS_PARAM_OPEN_MINIMUM && value <= param->minimum)
    value = param->minimum + 0.01;
  return value;
}

static void
draw_permutation (GradusRandom *random, guint n, GradusShape *tuple)
{
  guint32 axes[GRADUS_MAX_RANK];

  for (guint i = 0; i < n; i++)
    axes[i] = i + 1;
  gradus_random_shuffle (random, axes, n);
  tuple->rank = n;
  for (guint i = 0; i < n; i++)
    tuple->dims[i] = axes[i];
}

/* Tuples of any length mean axes or shapes; what fits is found by trying. */
static void
draw_tuple (GradusRandom *random, const GradusParam *param, GradusConfig *config)
{
  GradusShape tuple = { .rank = param->n_axes };
  double      low = MAX (param->minimum, 0);

  if (param->n_axes == 0)
    draw_permutation (random, 1 + gradus_random_below (random, 3), &tuple);
  for (guint i = 0; i < param->n_axes; i++)
    tuple.dims[i] =
      (gint64) MIN (low + gradus_random_below (random, 3), MAX (param->maximum, low));
  gradus_config_set_tuple (config, param->name, &tuple, NULL);
}

static void
draw_object (GradusRandom *random, const GradusParam *param, GradusConfig *config)
{
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (param->family, &n_kinds);
  const GradusKind        *kind = kinds[gradus_random_below (random, n_kinds)];
  guint n_choices = param->choices != NULL ? g_strv_length ((char **) param->choices) : 0;

  if (n_choices > 0)
    kind = gradus_kind_find (param->family,
                             param->choices[gradus_random_below (random, n_choices)]);
  gradus_config_take_object (config, param->name, random_stack_draw_config (random, kind),
                             NULL);
}

static void
draw_value (GradusRandom *random, const GradusParam *param, GradusConfig *config)
{
  guint n_choices = param->choices != NULL ? g_strv_length ((char **) param->choices) : 0;

  switch (param->type)
    {
    case GRADUS_PARAM_BOOL:
      gradus_config_set_bool (config, param->name, chance (random, 5), NULL);
      break;
    case GRADUS_PARAM_INT:
      gradus_config_set_int (config, param->name, draw_int (random, param), NULL);
      break;
    case GRADUS_PARAM_FLOAT:
      gradus_config_set_float (config, param->name, draw_float (random, param), NULL);
      break;
    case GRADUS_PARAM_CHOICE:
      if (n_choices > 0)
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

GradusConfig *
random_stack_draw_config (GradusRandom *random, const GradusKind *kind)
{
  GradusConfig *config = gradus_config_new (kind);

  for (guint i = 0; i < kind->n_params; i++)
    if (kind->params[i].flags & GRADUS_PARAM_REQUIRED || chance (random, 4))
      draw_value (random, &kind->params[i], config);
  /* A schedule stands in the rate's place, in a file as well. */
  if (kind->family == GRADUS_FAMILY_OPTIMIZER &&
      !gradus_config_is_none (config, "learning_rate_schedule"))
    {
      g_autoptr (GradusConfig) standard = gradus_config_new (kind);

      gradus_config_set_float (config, "learning_rate",
                               gradus_config_get_float (standard, "learning_rate"), NULL);
    }
  return config;
}

char *
random_stack_describe (const GradusConfig *config)
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

/* --- Layers --- */

GradusShape
random_stack_draw_shape (GradusRandom *random)
{
  guint dice = gradus_random_below (random, 3);

  if (dice == 0)
    return GRADUS_SHAPE_1 (3 + gradus_random_below (random, 8));
  if (dice == 1)
    return GRADUS_SHAPE_2 (4 + gradus_random_below (random, 5),
                           1 + gradus_random_below (random, 4));
  return GRADUS_SHAPE_3 (5 + gradus_random_below (random, 5),
                         5 + gradus_random_below (random, 5),
                         1 + gradus_random_below (random, 3));
}

static gboolean
reads_symbols (const GradusConfig *layer)
{
  return strcmp (gradus_config_get_kind (layer)->name, "Embedding") == 0;
}

/* Small enough for a test, and what it is fed makes sense. */
static gboolean
is_sound (const GradusSequential *stack)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (stack);
  guint                  last = gradus_sequential_get_n_layers (stack) - 1;
  GradusShape            output;

  if (!gradus_plan_is_whole (plan) ||
      !gradus_plan_get_output (plan, (int) last, &output) || output.rank == 0 ||
      gradus_shape_size (&output) > MAX_SIZE ||
      gradus_plan_get_n_params (plan, last) > MAX_PARAMS)
    return FALSE;
  return last == 0 || !reads_symbols (gradus_sequential_get_layer (stack, last)->config);
}

static void
try_layer (GradusRandom      *random,
           GradusSequential  *stack,
           RandomStackAccepts accepts,
           const GradusKind  *kind)
{
  guint                    n = gradus_sequential_get_n_layers (stack);
  g_autoptr (GradusConfig) config = random_stack_draw_config (random, kind);
  GradusLayer             *layer;

  if (accepts != NULL && !accepts (stack, config))
    return;
  layer = gradus_layer_new_from_config (g_steal_pointer (&config));
  layer->trainable = !chance (random, 1);
  if (chance (random, 2))
    layer->name = g_strdup_printf ("layer-%u", n + 1);
  gradus_sequential_insert (stack, n, layer);
  if (!is_sound (stack))
    gradus_layer_free (gradus_sequential_steal (stack, n));
}

/* --- What goes with the output --- */

static GradusTargetForm
get_target_form (const GradusSequential *stack)
{
  return ((const GradusLossKind *) gradus_config_get_kind (stack->loss))->target_form;
}

static GradusConfig *
draw_member (GradusRandom *random, GradusFamily family)
{
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (family, &n_kinds);

  return random_stack_draw_config (random, kinds[gradus_random_below (random, n_kinds)]);
}

static void
draw_compilation (GradusRandom *random, GradusSequential *stack)
{
  gradus_sequential_take_loss (stack, draw_member (random, GRADUS_FAMILY_LOSS));
  gradus_sequential_take_optimizer (stack, draw_member (random, GRADUS_FAMILY_OPTIMIZER));
  g_ptr_array_set_size (stack->metrics, 0);
  g_ptr_array_set_size (stack->weighted_metrics, 0);
  for (guint n = gradus_random_below (random, 3); n > 0; n--)
    g_ptr_array_add (stack->metrics, draw_member (random, GRADUS_FAMILY_METRIC));
  if (chance (random, 1))
    g_ptr_array_add (stack->weighted_metrics, draw_member (random, GRADUS_FAMILY_METRIC));
}

static gboolean
can_be_trained (const GradusSequential *stack)
{
  GradusRandom              random = gradus_random_init (1, "random-stack/trial");
  g_autoptr (GradusDataset) data = random_stack_make_data (stack, &random, 4);
  GradusFitOptions          options = GRADUS_FIT_OPTIONS_STANDARD;
  g_autoptr (GradusTrainer) trainer =
    gradus_trainer_new (stack, data, NULL, &options, NULL);

  return trainer != NULL;
}

/* Most losses and metrics do not go with most outputs; squared error always does. */
static void
compile_stack (GradusRandom *random, GradusSequential *stack)
{
  for (guint i = 0; i < MAX_TRIALS; i++)
    {
      draw_compilation (random, stack);
      if (can_be_trained (stack))
        return;
    }
  gradus_sequential_take_loss (stack, gradus_config_new_by_name (GRADUS_FAMILY_LOSS,
                                                                 "MeanSquaredError"));
  g_ptr_array_set_size (stack->metrics, 0);
  g_ptr_array_set_size (stack->weighted_metrics, 0);
}

GradusSequential *
random_stack_new (GradusRandom *random, guint n_layers, RandomStackAccepts accepts)
{
  guint                    n_kinds;
  const GradusKind *const *kinds = gradus_kind_list (GRADUS_FAMILY_LAYER, &n_kinds);
  GradusShape              input = random_stack_draw_shape (random);
  GradusSequential        *stack = gradus_sequential_new (&input);
  guint                    n_wanted = 1 + gradus_random_below (random, n_layers);

  while (gradus_sequential_get_n_layers (stack) < n_wanted)
    try_layer (random, stack, accepts, kinds[gradus_random_below (random, n_kinds)]);
  compile_stack (random, stack);
  return stack;
}

GradusModel *
random_stack_make_model (const GradusSequential *stack, GradusRandom *random)
{
  GradusModel *model = gradus_model_new (stack, 1, NULL);

  for (guint i = 0; model != NULL && i < gradus_model_get_n_weights (model); i++)
    {
      const GradusWeightInfo *info = gradus_model_get_weight_info (model, i);
      const GradusLayerPlan  *layer =
        gradus_plan_get_layer (gradus_model_get_plan (model), info->layer);
      float *data = gradus_model_get_weight_data (model, i);
      gsize  n = gradus_shape_size (&info->shape);
      double n_summed = (double) n / (double) gradus_shape_last (&info->shape);
      double scale = MIN (0.5, 1 / sqrt (n_summed));

      for (gsize j = 0; j < n; j++)
        {
          data[j] = (float) (scale * gradus_random_normal (random));
          /* Those may be variances. */
          if (!layer->weights[info->index].trainable)
            data[j] = fabsf (data[j]) + 0.5f;
        }
    }
  return model;
}

/* --- Data --- */

float *
random_stack_draw_input (const GradusSequential *stack, GradusRandom *random, gsize n)
{
  gsize               n_sample = gradus_shape_size (&stack->input);
  gsize               n_step = n_sample / (gsize) MAX (stack->input.dims[0], 1);
  float              *x = g_new (float, n *n_sample + 1);
  const GradusConfig *first = gradus_sequential_get_n_layers (stack) > 0
                                ? gradus_sequential_get_layer (stack, 0)->config
                                : NULL;
  guint32             n_symbols = first != NULL && reads_symbols (first)
                                    ? (guint32) gradus_config_get_int (first, "input_dim")
                                    : 0;

  for (gsize i = 0; i < n * n_sample; i++)
    x[i] = n_symbols > 0 ? (float) gradus_random_below (random, n_symbols)
                         : (float) gradus_random_normal (random);
  for (gsize i = 0; i < n * n_sample; i += n_step)
    if (chance (random, 2))
      memset (x + i, 0, n_step * sizeof (float));
  return x;
}

/* Numbers of classes, or numbers between 0 and 1, which every loss can take. */
static float *
draw_targets (GradusRandom *random, gsize size, guint32 n_classes)
{
  float *y = g_new (float, size + 1);

  for (gsize i = 0; i < size; i++)
    y[i] = n_classes > 0 ? (float) gradus_random_below (random, n_classes)
                         : (float) gradus_random_uniform (random);
  return y;
}

GradusDataset *
random_stack_make_data (const GradusSequential *stack,
                        GradusRandom           *random,
                        guint                   n_samples)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (stack);
  gsize                  n_x = n_samples * gradus_shape_size (&stack->input);
  g_autoptr (GBytes)     x = NULL;
  g_autoptr (GBytes)     y = NULL;
  GradusShape            target;
  guint32                n_classes = 0;
  gsize                  n_y;

  if (!gradus_plan_get_output (plan, (int) gradus_sequential_get_n_layers (stack) - 1,
                               &target))
    g_assert_not_reached ();
  if (get_target_form (stack) == GRADUS_TARGET_CLASS)
    {
      n_classes = (guint32) gradus_shape_last (&target);
      target.dims[target.rank - 1] = 1;
      target.rank = MAX (target.rank - 1, 1);
    }
  n_y = n_samples * gradus_shape_size (&target);
  x = g_bytes_new_take (random_stack_draw_input (stack, random, n_samples),
                        n_x * sizeof (float));
  y = g_bytes_new_take (draw_targets (random, n_y, n_classes), n_y * sizeof (float));
  return gradus_dataset_new_from_floats ("random", &stack->input, &target, n_samples, x,
                                         y);
}
