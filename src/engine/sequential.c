/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/sequential.h"

#include <string.h>

/* 53 bits, so that an identity survives any JSON reader; 0 is left free. */
static guint64
make_uid (void)
{
  return (((guint64) g_random_int () << 32 | g_random_int ()) &
          G_GUINT64_CONSTANT (0x1fffffffffffff)) |
         1;
}

/**
 * gradus_layer_new:
 * @class_name: Keras's name of a kind of layer, like `Dense`
 *
 * Returns: (transfer full) (nullable): a layer with Keras's defaults and an identity of
 * its own, not yet named; %NULL if there is no such kind
 */
GradusLayer *
gradus_layer_new (const char *class_name)
{
  GradusConfig *config = gradus_config_new_by_name (GRADUS_FAMILY_LAYER, class_name);

  return config != NULL ? gradus_layer_new_from_config (config) : NULL;
}

/**
 * gradus_layer_new_from_config:
 * @config: (transfer full): the configuration of a layer
 *
 * Returns: (transfer full): a layer with an identity of its own, not yet named
 */
GradusLayer *
gradus_layer_new_from_config (GradusConfig *config)
{
  g_return_val_if_fail (config != NULL, NULL);
  g_return_val_if_fail (gradus_config_get_kind (config)->family == GRADUS_FAMILY_LAYER,
                        NULL);

  GradusLayer *self = g_new0 (GradusLayer, 1);

  self->uid = make_uid ();
  self->trainable = TRUE;
  self->config = config;
  return self;
}

/**
 * gradus_layer_copy:
 * @self: a layer
 *
 * Returns: (transfer full): an independent copy with the same identity and name
 */
GradusLayer *
gradus_layer_copy (const GradusLayer *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  GradusLayer *copy = g_new0 (GradusLayer, 1);

  copy->uid = self->uid;
  copy->name = g_strdup (self->name);
  copy->trainable = self->trainable;
  copy->config = gradus_config_copy (self->config);
  return copy;
}

/**
 * gradus_layer_free:
 * @self: (nullable) (transfer full): a layer
 */
void
gradus_layer_free (GradusLayer *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  gradus_config_free (self->config);
  g_free (self);
}

/**
 * gradus_layer_equal:
 * @a: a layer
 * @b: another
 *
 * Returns: whether identity, name, configuration and trainability agree
 */
gboolean
gradus_layer_equal (const GradusLayer *a, const GradusLayer *b)
{
  return a->uid == b->uid && g_strcmp0 (a->name, b->name) == 0 &&
         a->trainable == b->trainable && gradus_config_equal (a->config, b->config);
}

static GPtrArray *
new_configs (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_config_free);
}

static GPtrArray *
copy_configs (const GPtrArray *configs)
{
  GPtrArray *copies = new_configs ();

  for (guint i = 0; i < configs->len; i++)
    g_ptr_array_add (copies, gradus_config_copy (configs->pdata[i]));
  return copies;
}

static gboolean
weights_equal (const GArray *a, const GArray *b)
{
  return a->len == b->len &&
         (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (double)) == 0);
}

/**
 * gradus_sequential_new:
 * @input: shape of one sample
 *
 * Returns: (transfer full): an empty stack, to be trained with binary crossentropy and
 * plain gradient descent
 */
GradusSequential *
gradus_sequential_new (const GradusShape *input)
{
  g_return_val_if_fail (input != NULL, NULL);

  GradusSequential *self = g_new0 (GradusSequential, 1);

  self->name = g_strdup ("sequential");
  self->input = *input;
  self->layers = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_layer_free);
  self->metrics = new_configs ();
  self->weighted_metrics = new_configs ();
  self->callbacks = new_configs ();
  self->class_weights = g_array_new (FALSE, TRUE, sizeof (double));
  self->loss = gradus_config_new_by_name (GRADUS_FAMILY_LOSS, "BinaryCrossentropy");
  self->optimizer = gradus_config_new_by_name (GRADUS_FAMILY_OPTIMIZER, "SGD");
  return self;
}

/**
 * gradus_sequential_copy:
 * @self: a stack
 *
 * Returns: (transfer full): an independent copy; its layers keep their identities
 */
GradusSequential *
gradus_sequential_copy (const GradusSequential *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  GradusSequential *copy = g_new0 (GradusSequential, 1);

  copy->name = g_strdup (self->name);
  copy->input = self->input;
  copy->layers = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_layer_free);
  copy->metrics = copy_configs (self->metrics);
  copy->weighted_metrics = copy_configs (self->weighted_metrics);
  copy->callbacks = copy_configs (self->callbacks);
  copy->class_weights = g_array_copy (self->class_weights);
  for (guint i = 0; i < self->layers->len; i++)
    g_ptr_array_add (copy->layers, gradus_layer_copy (self->layers->pdata[i]));
  copy->loss = gradus_config_copy (self->loss);
  copy->optimizer = gradus_config_copy (self->optimizer);
  copy->notes = gradus_notes_copy (self->notes);
  return copy;
}

/**
 * gradus_sequential_free:
 * @self: (nullable) (transfer full): a stack
 */
void
gradus_sequential_free (GradusSequential *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_ptr_array_unref (self->layers);
  g_ptr_array_unref (self->metrics);
  g_ptr_array_unref (self->weighted_metrics);
  g_ptr_array_unref (self->callbacks);
  g_array_unref (self->class_weights);
  gradus_config_free (self->loss);
  gradus_config_free (self->optimizer);
  g_clear_pointer (&self->notes, g_hash_table_unref);
  g_free (self);
}

static gboolean
all_equal (const GPtrArray *a, const GPtrArray *b, GEqualFunc equal)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!equal (a->pdata[i], b->pdata[i]))
      return FALSE;
  return TRUE;
}

/**
 * gradus_sequential_equal:
 * @a: a stack
 * @b: another
 *
 * Returns: whether they describe the same model, identities of layers included, notes
 *   aside
 */
gboolean
gradus_sequential_equal (const GradusSequential *a, const GradusSequential *b)
{
  return g_strcmp0 (a->name, b->name) == 0 && gradus_shape_equal (&a->input, &b->input) &&
         gradus_config_equal (a->loss, b->loss) &&
         gradus_config_equal (a->optimizer, b->optimizer) &&
         all_equal (a->layers, b->layers, (GEqualFunc) gradus_layer_equal) &&
         all_equal (a->metrics, b->metrics, (GEqualFunc) gradus_config_equal) &&
         all_equal (a->weighted_metrics, b->weighted_metrics,
                    (GEqualFunc) gradus_config_equal) &&
         all_equal (a->callbacks, b->callbacks, (GEqualFunc) gradus_config_equal) &&
         weights_equal (a->class_weights, b->class_weights);
}

/**
 * gradus_sequential_get_n_layers:
 * @self: a stack
 *
 * Returns: how many layers it has; the input is none
 */
guint
gradus_sequential_get_n_layers (const GradusSequential *self)
{
  return self->layers->len;
}

/**
 * gradus_sequential_get_layer:
 * @self: a stack
 * @index: which layer, from 0
 *
 * Returns: (transfer none): the layer
 */
GradusLayer *
gradus_sequential_get_layer (const GradusSequential *self, guint index)
{
  g_return_val_if_fail (index < self->layers->len, NULL);
  return g_ptr_array_index (self->layers, index);
}

/**
 * gradus_sequential_find_uid:
 * @self: a stack
 * @uid: the identity of a layer
 *
 * Returns: where that layer is, -1 if it is not here
 */
int
gradus_sequential_find_uid (const GradusSequential *self, guint64 uid)
{
  for (guint i = 0; i < self->layers->len; i++)
    if (gradus_sequential_get_layer (self, i)->uid == uid)
      return (int) i;
  return -1;
}

static gboolean
has_name (const GradusSequential *self, const char *name)
{
  for (guint i = 0; i < self->layers->len; i++)
    if (g_strcmp0 (gradus_sequential_get_layer (self, i)->name, name) == 0)
      return TRUE;
  return FALSE;
}

/* As Keras numbers them: dense, dense_1, dense_2 … */
static char *
make_name (const GradusSequential *self, const GradusLayer *layer)
{
  const char *base = gradus_config_get_kind (layer->config)->id;
  char       *name = g_strdup (base);

  for (guint number = 1; has_name (self, name); number++)
    {
      g_free (name);
      name = g_strdup_printf ("%s_%u", base, number);
    }
  return name;
}

/**
 * gradus_sequential_insert:
 * @self: a stack
 * @index: where the layer shall be; the number of layers appends
 * @layer: (transfer full): the layer
 */
void
gradus_sequential_insert (GradusSequential *self, guint index, GradusLayer *layer)
{
  g_return_if_fail (layer != NULL && index <= self->layers->len);

  if (layer->name == NULL || has_name (self, layer->name))
    {
      char *name = make_name (self, layer);

      g_free (layer->name);
      layer->name = name;
    }
  g_ptr_array_insert (self->layers, (int) index, layer);
}

/**
 * gradus_sequential_steal:
 * @self: a stack
 * @index: which layer
 *
 * Returns: (transfer full): the layer, which is no longer in the stack
 */
GradusLayer *
gradus_sequential_steal (GradusSequential *self, guint index)
{
  g_return_val_if_fail (index < self->layers->len, NULL);
  return g_ptr_array_steal_index (self->layers, index);
}

/**
 * gradus_sequential_move:
 * @self: a stack
 * @from: which layer
 * @to: its index afterwards
 */
void
gradus_sequential_move (GradusSequential *self, guint from, guint to)
{
  g_return_if_fail (from < self->layers->len && to < self->layers->len);
  g_ptr_array_insert (self->layers, (int) to,
                      g_ptr_array_steal_index (self->layers, from));
}

/**
 * gradus_sequential_add:
 * @self: a stack
 * @class_name: a kind of layer that exists
 *
 * Returns: (transfer none): the configuration of the new last layer
 */
GradusConfig *
gradus_sequential_add (GradusSequential *self, const char *class_name)
{
  GradusLayer *layer = gradus_layer_new (class_name);

  g_return_val_if_fail (layer != NULL, NULL);
  gradus_sequential_insert (self, self->layers->len, layer);
  return layer->config;
}

/**
 * gradus_sequential_add_dense:
 * @self: a stack
 * @units: how many units, within the bounds of the parameter
 * @activation: (nullable): an activation that exists, like `relu`
 *
 * Returns: (transfer none): the configuration of the new last layer
 */
GradusConfig *
gradus_sequential_add_dense (GradusSequential *self, gint64 units, const char *activation)
{
  GradusConfig *config = gradus_sequential_add (self, "Dense");
  gboolean      ok = gradus_config_set_int (config, "units", units, NULL);

  if (ok && activation != NULL)
    ok = gradus_config_set_from_string (config, "activation", activation, NULL);
  if (!ok)
    g_critical ("Dense(%" G_GINT64_FORMAT ", %s) is out of bounds", units, activation);
  return config;
}

/**
 * gradus_sequential_take_loss:
 * @self: a stack
 * @loss: (transfer full): the loss it shall be trained with
 */
void
gradus_sequential_take_loss (GradusSequential *self, GradusConfig *loss)
{
  g_return_if_fail (loss != NULL);
  gradus_config_free (self->loss);
  self->loss = loss;
}

/**
 * gradus_sequential_take_optimizer:
 * @self: a stack
 * @optimizer: (transfer full): the optimizer it shall be trained with
 */
void
gradus_sequential_take_optimizer (GradusSequential *self, GradusConfig *optimizer)
{
  g_return_if_fail (optimizer != NULL);
  gradus_config_free (self->optimizer);
  self->optimizer = optimizer;
}
