/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/unit-health.h"

#include "engine/parts.h"

#include <math.h>

static void
health_clear (gpointer data)
{
  g_free (((GradusLayerHealth *) data)->states);
}

static GradusUnitState
judge_unit (gsize n_rows, gsize n_units, const float *y, double least, double most)
{
  double   margin = GRADUS_SATURATION_MARGIN * (most - least);
  gsize    n_at_end = 0;
  gboolean is_same = TRUE;

  for (gsize row = 0; row < n_rows; row++)
    {
      double value = (double) y[row * n_units];

      is_same = is_same && value == (double) y[0];
      n_at_end += value <= least + margin || value >= most - margin;
    }
  if (is_same && n_rows > 1)
    return GRADUS_UNIT_DEAD;
  return isfinite (most - least) &&
             (double) n_at_end >= GRADUS_SATURATION_SHARE * (double) n_rows
           ? GRADUS_UNIT_SATURATED
           : GRADUS_UNIT_WELL;
}

/**
 * gradus_layer_health_judge:
 * @self: a layer, of which @n_units and @states are set
 * @n_rows: samples, or places in them
 * @y: (shape n_rows, n_units): what it puts out
 * @least: the lower end of what a unit can put out, −∞ if it has none
 * @most: the upper end, ∞ if it has none
 *
 * Counts units that are dead and units that are saturated.
 */
void
gradus_layer_health_judge (GradusLayerHealth *self,
                           gsize              n_rows,
                           const float       *y,
                           double             least,
                           double             most)
{
  self->n_dead = self->n_saturated = 0;
  self->can_saturate = isfinite (most - least);
  for (guint unit = 0; unit < self->n_units; unit++)
    {
      GradusUnitState state = judge_unit (n_rows, self->n_units, y + unit, least, most);

      self->states[unit] = (guint8) state;
      self->n_dead += state == GRADUS_UNIT_DEAD;
      self->n_saturated += state == GRADUS_UNIT_SATURATED;
    }
}

static const GradusActivationKind *
get_activation (const GradusConfig *layer)
{
  const GradusConfig *activation =
    gradus_kind_find_param (gradus_config_get_kind (layer), "activation") != NULL
      ? gradus_config_get_object (layer, "activation")
      : NULL;

  return activation != NULL
           ? (const GradusActivationKind *) gradus_config_get_kind (activation)
           : NULL;
}

/* Where the units of a layer can be seen: after the activation, which may be a layer of
 * its own. */
static guint
find_output (GradusPlan *plan, guint layer)
{
  const GradusSequential *sequential = gradus_plan_get_sequential (plan);
  const GradusLayer      *next;

  if (layer + 1 >= gradus_plan_get_n_layers (plan))
    return layer;
  next = gradus_sequential_get_layer (sequential, layer + 1);
  return gradus_layer_kind_of (next->config)->category == GRADUS_CATEGORY_ACTIVATION
           ? layer + 1
           : layer;
}

static void
measure_layer (GradusPlan *plan, GPtrArray *outputs, GradusLayerHealth *result)
{
  guint               where = find_output (plan, result->layer);
  const GradusTensor *y = outputs->pdata[where];
  const GradusLayer  *layer =
    gradus_sequential_get_layer (gradus_plan_get_sequential (plan), where);
  const GradusActivationKind *kind = get_activation (layer->config);
  gboolean                    has_ends = kind != NULL && kind->most > kind->least;

  result->n_units = (guint) gradus_shape_last (&y->shape);
  result->states = g_new0 (guint8, result->n_units);
  gradus_layer_health_judge (result, y->size / MAX (result->n_units, 1), y->data,
                             has_ends ? kind->least : (double) -INFINITY,
                             has_ends ? kind->most : (double) INFINITY);
}

/**
 * gradus_unit_health_measure:
 * @model: a model
 * @n: samples
 * @x: (shape n, input): them
 *
 * Finds units that answer to nothing, or always with all their might.
 *
 * Returns: (element-type GradusLayerHealth) (transfer full): of each layer that has
 *   weights between inputs and units, but the last
 */
GArray *
gradus_unit_health_measure (GradusModel *model, gsize n, const float *x)
{
  GArray               *health = g_array_new (FALSE, TRUE, sizeof (GradusLayerHealth));
  GradusPlan           *plan = gradus_model_get_plan (model);
  guint                 n_layers = gradus_plan_get_n_layers (plan);
  g_autoptr (GPtrArray) outputs = gradus_model_get_activations (model, n, x);

  g_array_set_clear_func (health, health_clear);
  for (guint i = 0; i + 1 < n_layers; i++)
    {
      const GradusLayerPlan *layer = gradus_plan_get_layer (plan, i);
      GradusLayerHealth      result = { .layer = i };

      if (layer->n_weights == 0 || layer->weights[0].shape.rank < 2)
        continue;
      measure_layer (plan, outputs, &result);
      g_array_append_val (health, result);
    }
  return health;
}
