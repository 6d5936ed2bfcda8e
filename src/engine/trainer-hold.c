/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/trainer-private.h"

/**
 * gradus_trainer_hold:
 * @self: a trainer
 * @places: (nullable) (element-type GradusWeightPlace): of its model's weights
 *
 * Sets weights to zero, and holds them there whatever training does.
 */
void
gradus_trainer_hold (GradusTrainer *self, const GArray *places)
{
  g_clear_pointer (&self->held, g_array_unref);
  if (places == NULL || places->len == 0)
    return;
  self->held = g_array_new (FALSE, FALSE, sizeof (GradusWeightPlace));
  g_array_append_vals (self->held, places->data, places->len);
  gradus_trainer_apply_hold (self);
}

void
gradus_trainer_apply_hold (GradusTrainer *self)
{
  for (guint i = 0; i < self->held->len; i++)
    {
      const GradusWeightPlace *place = &g_array_index (self->held, GradusWeightPlace, i);

      gradus_model_get_weight_data (self->model, place->weight)[place->index] = 0.0f;
    }
}

/**
 * gradus_trainer_hold_lesions:
 * @self: a trainer
 * @lesions: (element-type GradusLesion): units that are off
 *
 * Does with what units say as gradus_trainer_hold() does. Units that the network has not
 * are passed over.
 */
void
gradus_trainer_hold_lesions (GradusTrainer *self, const GArray *lesions)
{
  GradusPlan        *plan = gradus_model_get_plan (self->model);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (GradusWeightPlace));

  for (guint i = 0; i < lesions->len; i++)
    {
      const GradusLesion *lesion = &g_array_index (lesions, GradusLesion, i);
      int                 layer =
        gradus_sequential_find_uid (gradus_plan_get_sequential (plan), lesion->uid);
      g_autoptr (GArray) places =
        layer >= 0 ? gradus_lesion_find (plan, (guint) layer, lesion->unit) : NULL;

      if (places != NULL)
        g_array_append_vals (all, places->data, places->len);
    }
  gradus_trainer_hold (self, all);
}
