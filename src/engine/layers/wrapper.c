/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/wrapper.h"

/**
 * gradus_wrapped_plan:
 * @self: (out): what it becomes
 * @config: (transfer full): what the layer inside runs with
 * @input: shape of one sample that it gets
 * @has_mask: whether a mask comes with it
 * @is_frozen: whether its weights are held still
 * @error: return location for an error
 *
 * Returns: whether the layer inside fits; if not, there is nothing to clear
 */
gboolean
gradus_wrapped_plan (GradusWrapped     *self,
                     GradusConfig      *config,
                     const GradusShape *input,
                     gboolean           has_mask,
                     gboolean           is_frozen,
                     GError           **error)
{
  const GradusLayerKind *kind = gradus_layer_kind_of (config);

  *self = (GradusWrapped){ .config = config };
  self->plan.config = config;
  self->plan.input = *input;
  self->plan.has_input_mask = has_mask;
  self->plan.is_frozen = is_frozen;
  self->names = g_ptr_array_new_with_free_func (g_free);
  if (kind->infer (&self->plan, error))
    return TRUE;
  gradus_wrapped_clear (self);
  return FALSE;
}

void
gradus_wrapped_clear (GradusWrapped *self)
{
  if (self->plan.free_data != NULL)
    self->plan.free_data (self->plan.data);
  g_clear_pointer (&self->config, gradus_config_free);
  g_clear_pointer (&self->names, g_ptr_array_unref);
  self->plan = (GradusLayerPlan){ 0 };
}

static const char *
keep (GradusWrapped *self, char *name)
{
  g_ptr_array_add (self->names, name);
  return name;
}

void
gradus_wrapped_add_weights (GradusWrapped   *self,
                            GradusLayerPlan *plan,
                            const char      *name,
                            const char      *group)
{
  self->first_weight = plan->n_weights;
  for (guint i = 0; i < self->plan.n_weights; i++)
    {
      const GradusWeightSpec *from = &self->plan.weights[i];
      const char       *path = keep (self, g_strconcat (name, "/", from->name, NULL));
      GradusWeightSpec *to = gradus_plan_add_weight (plan, path, from->shape);

      *to = *from;
      to->name = path;
      to->group = from->group == NULL
                    ? keep (self, g_strdup (group))
                    : keep (self, g_strconcat (group, "/", from->group, NULL));
    }
}

GradusLayerRun
gradus_wrapped_prepare (const GradusWrapped *self, const GradusLayerRun *run)
{
  GradusLayerRun inner = *run;

  inner.weights = run->weights + self->first_weight;
  if (run->gradients != NULL)
    inner.gradients = run->gradients + self->first_weight;
  return inner;
}
