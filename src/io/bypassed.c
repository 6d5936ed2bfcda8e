/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/bypassed.h"

#include "config.h"

#include "engine/error.h"
#include "io/bypassed-json.h"
#include "io/json-guard.h"
#include "io/keras-json.h"
#include "io/layer-text.h"

#include <glib/gi18n-lib.h>

#define BYPASSED_MOST 1000

static void
bypassed_free (gpointer data)
{
  GradusBypassed *self = data;

  gradus_layer_free (self->layer);
  g_free (self);
}

/**
 * gradus_bypassed_list_new:
 *
 * Returns: (transfer full) (element-type GradusBypassed): an empty list
 */
GPtrArray *
gradus_bypassed_list_new (void)
{
  return g_ptr_array_new_with_free_func (bypassed_free);
}

void
gradus_bypassed_list_add (GPtrArray *self, GradusLayer *layer, guint64 after)
{
  GradusBypassed *bypassed = g_new0 (GradusBypassed, 1);

  bypassed->layer = layer;
  bypassed->after = after;
  g_ptr_array_add (self, bypassed);
}

/**
 * gradus_bypassed_list_copy:
 * @self: a list
 *
 * Returns: (transfer full): an independent copy, whose layers keep their identities
 */
GPtrArray *
gradus_bypassed_list_copy (const GPtrArray *self)
{
  GPtrArray *copy = gradus_bypassed_list_new ();

  for (guint i = 0; i < self->len; i++)
    {
      const GradusBypassed *bypassed = self->pdata[i];

      gradus_bypassed_list_add (copy, gradus_layer_copy (bypassed->layer),
                                bypassed->after);
    }
  return copy;
}

gboolean
gradus_bypassed_list_equal (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const GradusBypassed *one = a->pdata[i];
      const GradusBypassed *other = b->pdata[i];

      if (one->after != other->after || !gradus_layer_equal (one->layer, other->layer))
        return FALSE;
    }
  return TRUE;
}

const GradusLayer *
gradus_bypassed_list_find (const GPtrArray *self, guint64 uid)
{
  for (guint i = 0; i < self->len; i++)
    {
      const GradusBypassed *bypassed = self->pdata[i];

      if (bypassed->layer->uid == uid)
        return bypassed->layer;
    }
  return NULL;
}

/**
 * gradus_bypassed_list_to_json:
 * @self: a list
 * @sequential: the stack beside which the layers stand
 *
 * Returns: (transfer full): for each an object with `layer`, as Keras serializes it, and
 *   `after`, the name of a layer of the stack, unless it stands at the top
 */
JsonArray *
gradus_bypassed_list_to_json (const GPtrArray *self, const GradusSequential *sequential)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->len; i++)
    {
      const GradusBypassed *bypassed = self->pdata[i];
      const GradusLayer    *layer = bypassed->layer;
      JsonObject           *object = json_object_new ();
      int index = gradus_sequential_find_uid (sequential, bypassed->after);

      json_object_set_member (object, "layer",
                              gradus_layer_config_to_json (layer->config, layer->name,
                                                           layer->trainable));
      if (index >= 0)
        json_object_set_string_member (object, "after",
                                       gradus_sequential_get_layer (sequential,
                                                                    (guint) index)
                                         ->name);
      json_array_add_object_element (array, object);
    }
  return array;
}

static gboolean
read_one (GPtrArray              *self,
          JsonNode               *node,
          const GradusSequential *sequential,
          GError                **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode   *config = object != NULL ? json_object_get_member (object, "layer") : NULL;
  const char *name = object != NULL ? gradus_json_get_string (object, "after") : NULL;
  GradusLayer *layer = config != NULL ? gradus_layer_from_json (config, error) : NULL;
  guint64      after = 0;

  if (layer == NULL)
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                             _ ("A layer that is switched off is damaged."));
      return FALSE;
    }
  if (layer->name == NULL)
    layer->name = g_strdup (gradus_config_get_kind (layer->config)->id);
  for (guint i = 0; i < gradus_sequential_get_n_layers (sequential); i++)
    if (g_strcmp0 (gradus_sequential_get_layer (sequential, i)->name, name) == 0)
      after = gradus_sequential_get_layer (sequential, i)->uid;
  gradus_bypassed_list_add (self, layer, after);
  return TRUE;
}

/**
 * gradus_bypassed_list_from_json:
 * @self: an empty list
 * @array: what gradus_bypassed_list_to_json() wrote
 * @sequential: the stack beside which the layers stand
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_FORMAT`, `GRADUS_ERROR_TOO_LARGE`, those of
 *   gradus_config_from_json()
 *
 * Returns: whether all could be read
 */
gboolean
gradus_bypassed_list_from_json (GPtrArray              *self,
                                JsonArray              *array,
                                const GradusSequential *sequential,
                                GError                **error)
{
  if (json_array_get_length (array) > BYPASSED_MOST)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                           _ ("There are too many layers that are switched off."));
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_one (self, json_array_get_element (array, i), sequential, error))
      return FALSE;
  return TRUE;
}
