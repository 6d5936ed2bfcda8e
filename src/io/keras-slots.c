/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-slots.h"

#include "engine/parts.h"
#include "io/keras-extras.h"
#include "io/keras-json.h"

/**
 * gradus_keras_dup_groups:
 * @sequential: a model
 *
 * Names the groups in which Keras keeps the layers' weights: the class in snake case, and
 * from the second layer of a class on a counter.
 *
 * Returns: (transfer full) (array zero-terminated=1): one path per layer
 */
char **
gradus_keras_dup_groups (const GradusSequential *sequential)
{
  g_autoptr (GHashTable) used =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint  n_layers = gradus_sequential_get_n_layers (sequential);
  char **groups = g_new0 (char *, n_layers + 1);

  for (guint i = 0; i < n_layers; i++)
    {
      const GradusLayer *layer = gradus_sequential_get_layer (sequential, i);
      char              *snake =
        gradus_keras_snake_case (gradus_config_get_kind (layer->config)->name);
      guint n_before = GPOINTER_TO_UINT (g_hash_table_lookup (used, snake));

      groups[i] = n_before == 0 ? g_strdup_printf ("layers/%s", snake)
                                : g_strdup_printf ("layers/%s_%u", snake, n_before);
      g_hash_table_replace (used, snake, GUINT_TO_POINTER (n_before + 1));
    }
  return groups;
}

static void
free_weight (gpointer data)
{
  GradusKerasWeight *weight = data;

  g_free (weight->group);
  g_free (weight->path);
  g_free (weight);
}

/* The weights of a layer's parts have groups of their own, like "cell". */
static char *
make_group (const char *layer_group, const char *part)
{
  if (part == NULL)
    return g_strdup_printf ("%s/vars", layer_group);
  return g_strdup_printf ("%s/%s/vars", layer_group, part);
}

/* Weights of a layer inside another one begin with its name, which a file may have
 * chosen. */
static char *
make_path (const GradusSequential *sequential, guint index, const GradusWeightSpec *spec)
{
  const GradusLayer       *layer = gradus_sequential_get_layer (sequential, index);
  const GradusLayerKind   *kind = gradus_layer_kind_of (layer->config);
  const char              *rest = strchr (spec->name, '/');
  const char              *param = "layer";
  g_autoptr (GradusConfig) inner = NULL;
  g_autofree char         *name = NULL;

  if (kind->dup_wrapped == NULL || rest == NULL)
    return g_strdup_printf ("%s/%s/%s", sequential->name, layer->name, spec->name);
  if (spec->group != NULL && g_str_has_prefix (spec->group, "backward_layer"))
    param = "backward_layer";
  inner = kind->dup_wrapped (layer->config, param);
  name = gradus_keras_dup_wrapped_name (layer->config, param, inner);
  return g_strdup_printf ("%s/%s/%s%s", sequential->name, layer->name, name, rest);
}

static guint
count_in_group (GPtrArray *weights, const char *group)
{
  guint n = 0;

  for (guint i = 0; i < weights->len; i++)
    n += strcmp (((GradusKerasWeight *) weights->pdata[i])->group, group) == 0;
  return n;
}

/* Where the file that the network comes from keeps them; a model inside the model has
 * groups of its own. */
static char **
dup_noted_groups (const GradusSequential *sequential)
{
  guint          n_layers = gradus_sequential_get_n_layers (sequential);
  g_auto (GStrv) groups = g_new0 (char *, n_layers + 1);

  for (guint i = 0; i < n_layers; i++)
    {
      const GradusLayer *layer = gradus_sequential_get_layer (sequential, i);

      groups[i] =
        g_strdup (gradus_config_get_note (layer->config, GRADUS_KERAS_NOTE_GROUP));
      if (groups[i] == NULL)
        return gradus_keras_dup_groups (sequential);
    }
  return g_steal_pointer (&groups);
}

/**
 * gradus_keras_list_weights:
 * @plan: a plan in which all layers fit
 * @is_read: whether for the file that the network has just been read from
 *
 * Returns: (transfer full) (element-type GradusKerasWeight): all weights, in the model's
 *   order
 */
GPtrArray *
gradus_keras_list_weights (GradusPlan *plan, gboolean is_read)
{
  const GradusSequential *sequential = gradus_plan_get_sequential (plan);
  g_auto (GStrv)          groups =
    is_read ? dup_noted_groups (sequential) : gradus_keras_dup_groups (sequential);
  GPtrArray *weights = g_ptr_array_new_with_free_func (free_weight);

  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    {
      const GradusLayerPlan *layer = gradus_plan_get_layer (plan, i);

      for (guint j = 0; j < layer->n_weights; j++)
        {
          GradusKerasWeight *weight = g_new0 (GradusKerasWeight, 1);

          weight->layer = i;
          weight->group = make_group (groups[i], layer->weights[j].group);
          weight->index = count_in_group (weights, weight->group);
          weight->path = make_path (sequential, i, &layer->weights[j]);
          weight->shape = layer->weights[j].shape;
          weight->is_whole = layer->weights[j].is_whole;
          weight->trainable = layer->weights[j].trainable &&
                              gradus_sequential_get_layer (sequential, i)->trainable;
          g_ptr_array_add (weights, weight);
        }
    }
  return weights;
}

static void
append_slots (GArray *slots, GPtrArray *weights, guint first, guint end, guint n_slots)
{
  guint n_trainable = 0;

  for (guint i = 0; i < weights->len; i++)
    {
      if (!((GradusKerasWeight *) weights->pdata[i])->trainable)
        continue;
      for (guint slot = first; slot < end; slot++)
        {
          GradusKerasSlot entry = { i, slot, n_trainable * n_slots + slot };

          g_array_append_val (slots, entry);
        }
      n_trainable++;
    }
}

/**
 * gradus_keras_list_slots:
 * @optimizer: an optimizer
 * @weights: (element-type GradusKerasWeight): all weights
 *
 * Returns: (transfer full) (element-type GradusKerasSlot): the optimizer's memory in the
 *   order in which Keras saves it
 */
GArray *
gradus_keras_list_slots (const GradusConfig *optimizer, GPtrArray *weights)
{
  const GradusKind          *kind = gradus_config_get_kind (optimizer);
  const GradusOptimizerKind *optimizer_kind = (const GradusOptimizerKind *) kind;
  guint                      n_slots = optimizer_kind->n_slots (optimizer);
  guint                      n_joint = gradus_keras_n_joint_slots (kind, n_slots);
  GArray                    *slots = g_array_new (FALSE, FALSE, sizeof (GradusKerasSlot));

  append_slots (slots, weights, 0, n_joint, n_slots);
  for (guint slot = n_joint; slot < n_slots; slot++)
    append_slots (slots, weights, slot, slot + 1, n_slots);
  return slots;
}
