/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/stage.h"

#define MOST_FUSED 4

static const GradusFusion *const fusions[] = { &gradus_fusion_convolve_pool };

static void
clear_stage (gpointer data)
{
  GradusStage *self = data;

  if (self->own == NULL)
    return;
  if (self->own->free_data != NULL)
    self->own->free_data (self->own->data);
  g_free (self->own);
}

static gboolean
fuse (const GradusPlan *plan, guint first, GradusStage *stage)
{
  const GradusLayerPlan *layers[MOST_FUSED];

  for (gsize i = 0; i < G_N_ELEMENTS (fusions); i++)
    {
      guint n = fusions[i]->n_layers;

      if (first + n > gradus_plan_get_n_layers (plan))
        continue;
      for (guint j = 0; j < n; j++)
        layers[j] = gradus_plan_get_layer (plan, first + j);
      stage->own = fusions[i]->fuse (layers);
      if (stage->own == NULL)
        continue;
      stage->plan = stage->own;
      stage->forward = fusions[i]->forward;
      stage->backward = fusions[i]->backward;
      stage->last = first + n - 1;
      return TRUE;
    }
  return FALSE;
}

static void
take_layer (const GradusPlan *plan, guint index, GradusStage *stage)
{
  const GradusLayerKind *kind;

  stage->last = index;
  stage->plan = gradus_plan_get_layer (plan, index);
  kind = gradus_layer_kind_of (stage->plan->config);
  stage->forward = kind->forward;
  stage->backward = kind->backward;
}

/**
 * gradus_stages_new:
 * @plan: a plan in which all fits; must outlive the stages
 * @may_fuse: whether layers may be run as one; their outputs are then not written down
 *
 * Returns: (transfer full) (element-type GradusStage): what is run, one after the other
 */
GArray *
gradus_stages_new (const GradusPlan *plan, gboolean may_fuse)
{
  GArray *stages = g_array_new (FALSE, TRUE, sizeof (GradusStage));

  g_array_set_clear_func (stages, clear_stage);
  for (guint i = 0; i < gradus_plan_get_n_layers (plan);)
    {
      GradusStage stage = { .first = i };

      if (!may_fuse || !fuse (plan, i, &stage))
        take_layer (plan, i, &stage);
      g_array_append_val (stages, stage);
      i = stage.last + 1;
    }
  return stages;
}
