/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "document/case.h"

#include "config.h"

guint64
gradus_case_last_uid (const GradusCase *c)
{
  guint n_layers = gradus_sequential_get_n_layers (c->stack);

  return n_layers > 0 ? gradus_sequential_get_layer (c->stack, n_layers - 1)->uid : 0;
}

gboolean
gradus_case_has_param (const GradusConfig *config, const char *param)
{
  return gradus_kind_find_param (gradus_config_get_kind (config), param) != NULL;
}

/* The last layer whose number of units can be chosen. */
const GradusLayer *
gradus_case_find_units_layer (const GradusCase *c)
{
  for (guint i = gradus_sequential_get_n_layers (c->stack); i > 0; i--)
    {
      const GradusLayer *layer = gradus_sequential_get_layer (c->stack, i - 1);

      if (gradus_case_has_param (layer->config, "units"))
        return layer;
    }
  return NULL;
}

/* The layer whose activation the network's output went through; NULL if there is none.
 * Layers that only drop or reorder numbers are looked through. */
const GradusLayer *
gradus_case_find_activation_layer (const GradusCase *c)
{
  for (guint i = gradus_sequential_get_n_layers (c->stack); i > 0; i--)
    {
      const GradusLayer *layer = gradus_sequential_get_layer (c->stack, i - 1);

      if (gradus_case_has_param (layer->config, "activation"))
        return layer;
      if (gradus_plan_get_n_params (c->plan, i - 1) > 0)
        return NULL;
    }
  return NULL;
}

const char *
gradus_case_get_activation (const GradusLayer *layer)
{
  const GradusConfig *activation =
    layer != NULL ? gradus_config_get_object (layer->config, "activation") : NULL;

  return activation != NULL ? gradus_config_get_kind (activation)->id : "linear";
}

gboolean
gradus_case_loss_is (const GradusCase *c, const char *id)
{
  return g_str_equal (gradus_config_get_kind (c->stack->loss)->id, id);
}

/* A loss that chooses between several kinds. */
gboolean
gradus_case_loss_is_categorical (const GradusCase *c)
{
  return gradus_case_loss_is (c, "categorical_crossentropy") ||
         gradus_case_loss_is (c, "categorical_focal_crossentropy") ||
         gradus_case_loss_is (c, "sparse_categorical_crossentropy");
}

gboolean
gradus_case_loss_is_binary (const GradusCase *c)
{
  return gradus_case_loss_is (c, "binary_crossentropy");
}

gboolean
gradus_case_loss_takes_logits (const GradusCase *c)
{
  return gradus_case_has_param (c->stack->loss, "from_logits") &&
         gradus_config_get_bool (c->stack->loss, "from_logits");
}

const char *
gradus_case_goal_activation (const GradusCase *c)
{
  return c->goal == GRADUS_GOAL_CLASSES  ? "softmax"
         : c->goal == GRADUS_GOAL_VALUES ? "linear"
                                         : "sigmoid";
}

guint
gradus_case_count_classes (const GradusCase *c)
{
  const GradusDataSource *source = gradus_data_source_find (c->project->data.source);

  return source != NULL ? source->n_classes : 0;
}

/* Of two classes, one probability says as much as two. */
static gboolean
answers_yes_or_no (const GradusCase *c)
{
  return gradus_case_loss_is_binary (c) || gradus_shape_last (&c->output) == 1;
}

static void
read_goal (GradusCase *c)
{
  guint n_classes = gradus_case_count_classes (c);
  gsize size;

  switch (c->project->data.task.kind)
    {
    case GRADUS_TASK_CLASSES:
      c->goal = n_classes == 0                            ? GRADUS_GOAL_VALUES
                : n_classes == 2 && answers_yes_or_no (c) ? GRADUS_GOAL_YES_NO
                                                          : GRADUS_GOAL_CLASSES;
      c->width = c->goal == GRADUS_GOAL_CLASSES ? n_classes : 1;
      break;
    case GRADUS_TASK_AT_LEAST:
    case GRADUS_TASK_IS:
    case GRADUS_TASK_EVEN:
      c->goal = GRADUS_GOAL_YES_NO;
      c->width = 1;
      break;
    case GRADUS_TASK_AUTOENCODE:
      c->goal = GRADUS_GOAL_INPUT;
      c->width = gradus_shape_checked_size (&c->stack->input, &size) ? (gint64) size : 0;
      break;
    default:
      c->goal = GRADUS_GOAL_UNKNOWN;
    }
}

void
gradus_case_init (GradusCase *c, const GradusProject *project, const GradusPlan *plan)
{
  *c = (GradusCase){ .project = project, .stack = project->sequential, .plan = plan };
  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1,
                          &c->output); /* zero if unknown */
  read_goal (c);
}
