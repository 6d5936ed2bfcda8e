/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "document/changes.h"

#include <string.h>

static gboolean
stacks_equal (const GradusSequential *a, const GradusSequential *b)
{
  if (g_strcmp0 (a->name, b->name) != 0 || !gradus_shape_equal (&a->input, &b->input) ||
      a->layers->len != b->layers->len)
    return FALSE;
  for (guint i = 0; i < a->layers->len; i++)
    {
      const GradusLayer *one = gradus_sequential_get_layer (a, i);
      const GradusLayer *other = gradus_sequential_get_layer (b, i);

      if (one->uid != other->uid || !gradus_layer_equal (one, other))
        return FALSE;
    }
  return TRUE;
}

static gboolean
metrics_equal (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!gradus_config_equal (g_ptr_array_index (a, i), g_ptr_array_index (b, i)))
      return FALSE;
  return TRUE;
}

/* Whether two optimizers differ in their learning rate and in nothing else. */
static gboolean
only_rates_differ (const GradusConfig *a, const GradusConfig *b)
{
  const GradusKind        *kind = gradus_config_get_kind (a);
  const GradusParam       *rate = gradus_kind_find_param (kind, "learning_rate");
  g_autoptr (GradusConfig) same = NULL;

  if (kind != gradus_config_get_kind (b) || rate == NULL ||
      rate->type != GRADUS_PARAM_FLOAT)
    return FALSE;
  same = gradus_config_copy (a);
  return gradus_config_set_float (same, "learning_rate",
                                  gradus_config_get_float (b, "learning_rate"), NULL) &&
         gradus_config_equal (same, b);
}

static guint
compare_compile (const GradusSequential *a, const GradusSequential *b)
{
  if (!gradus_config_equal (a->loss, b->loss) ||
      !metrics_equal (a->metrics, b->metrics) ||
      !metrics_equal (a->weighted_metrics, b->weighted_metrics) ||
      !metrics_equal (a->callbacks, b->callbacks) ||
      a->class_weights->len != b->class_weights->len ||
      (a->class_weights->len > 0 &&
       memcmp (a->class_weights->data, b->class_weights->data,
               a->class_weights->len * sizeof (double)) != 0))
    return GRADUS_CHANGE_COMPILE;
  if (gradus_config_equal (a->optimizer, b->optimizer))
    return 0;
  return only_rates_differ (a->optimizer, b->optimizer) ? GRADUS_CHANGE_RATE
                                                        : GRADUS_CHANGE_COMPILE;
}

static guint
compare_fit (const GradusFitOptions *a, const GradusFitOptions *b)
{
  if (a->batch_size != b->batch_size || a->validation_split != b->validation_split ||
      !a->shuffle != !b->shuffle || a->seed != b->seed || a->n_threads != b->n_threads)
    return GRADUS_CHANGE_FIT;
  return a->epochs != b->epochs ? GRADUS_CHANGE_EPOCHS : 0;
}

static gboolean
arrays_equal (const GArray *a, const GArray *b)
{
  return a->len == b->len &&
         (a->len == 0 || memcmp (a->data, b->data,
                                 a->len * g_array_get_element_size ((GArray *) a)) == 0);
}

/**
 * gradus_project_compare:
 * @a: a project
 * @b: another one, or another version of it
 *
 * Returns: what differs between them, as a set of #GradusChange; 0 if nothing does
 */
guint
gradus_project_compare (const GradusProject *a, const GradusProject *b)
{
  guint changes = 0;

  if (g_strcmp0 (a->title, b->title) != 0)
    changes |= GRADUS_CHANGE_TITLE;
  if (g_strcmp0 (a->notes, b->notes) != 0)
    changes |= GRADUS_CHANGE_NOTES;
  if (!stacks_equal (a->sequential, b->sequential))
    changes |= GRADUS_CHANGE_STACK;
  if (!gradus_bypassed_list_equal (a->bypassed, b->bypassed))
    changes |= GRADUS_CHANGE_BYPASSED;
  if (!gradus_layer_groups_equal (a->groups, b->groups))
    changes |= GRADUS_CHANGE_GROUPS;
  if (!gradus_data_ref_equal (&a->data, &b->data))
    changes |= GRADUS_CHANGE_DATA;
  if (!gradus_project_runs_equal (a, b))
    changes |= GRADUS_CHANGE_RUNS;
  if (!arrays_equal (a->weight_edits, b->weight_edits))
    changes |= GRADUS_CHANGE_WEIGHTS;
  if (!arrays_equal (a->lesions, b->lesions))
    changes |= GRADUS_CHANGE_LESIONS;
  changes |= compare_compile (a->sequential, b->sequential);
  changes |= compare_fit (&a->fit, &b->fit);
  return changes;
}
