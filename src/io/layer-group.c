/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/layer-group.h"

#include "io/json-guard.h"
#include "io/layer-group-json.h"

#include <string.h>

#define GROUPS_MOST 1000
#define NAME_MOST 200

static void
group_free (gpointer data)
{
  GradusLayerGroup *self = data;

  g_free (self->name);
  g_array_unref (self->uids);
  g_free (self);
}

GPtrArray *
gradus_layer_groups_new (void)
{
  return g_ptr_array_new_with_free_func (group_free);
}

/**
 * gradus_layer_groups_add:
 * @self: (element-type GradusLayerGroup): a list
 * @name: what the group is called
 *
 * Returns: (transfer none): a new group at the end, without layers yet
 */
GradusLayerGroup *
gradus_layer_groups_add (GPtrArray *self, const char *name)
{
  GradusLayerGroup *group = g_new0 (GradusLayerGroup, 1);

  group->name = g_strdup (name);
  group->uids = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_ptr_array_add (self, group);
  return group;
}

GPtrArray *
gradus_layer_groups_copy (const GPtrArray *self)
{
  GPtrArray *copy = gradus_layer_groups_new ();

  for (guint i = 0; i < self->len; i++)
    {
      const GradusLayerGroup *group = self->pdata[i];
      GradusLayerGroup       *other = gradus_layer_groups_add (copy, group->name);

      g_array_append_vals (other->uids, group->uids->data, group->uids->len);
      other->is_folded = group->is_folded;
    }
  return copy;
}

static gboolean
has_same_layers (const GradusLayerGroup *a, const GradusLayerGroup *b)
{
  return a->uids->len == b->uids->len &&
         memcmp (a->uids->data, b->uids->data, a->uids->len * sizeof (guint64)) == 0;
}

/**
 * gradus_layer_groups_equal:
 * @a: (element-type GradusLayerGroup): a list
 * @b: (element-type GradusLayerGroup): another
 *
 * Returns: whether both hold the same groups, folded or not
 */
gboolean
gradus_layer_groups_equal (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    {
      const GradusLayerGroup *one = a->pdata[i];
      const GradusLayerGroup *other = b->pdata[i];

      if (!g_str_equal (one->name, other->name) || !has_same_layers (one, other))
        return FALSE;
    }
  return TRUE;
}

gboolean
gradus_layer_group_has (const GradusLayerGroup *self, guint64 uid)
{
  for (guint i = 0; i < self->uids->len; i++)
    if (g_array_index (self->uids, guint64, i) == uid)
      return TRUE;
  return FALSE;
}

GradusLayerGroup *
gradus_layer_groups_find (const GPtrArray *self, guint64 uid)
{
  for (guint i = 0; i < self->len; i++)
    if (gradus_layer_group_has (self->pdata[i], uid))
      return self->pdata[i];
  return NULL;
}

static gboolean
contains (const guint64 *uids, guint n_uids, guint64 uid)
{
  for (guint i = 0; i < n_uids; i++)
    if (uids[i] == uid)
      return TRUE;
  return FALSE;
}

void
gradus_layer_groups_leave (GPtrArray *self, const guint64 *uids, guint n_uids)
{
  for (guint i = 0; i < self->len; i++)
    {
      GradusLayerGroup *group = self->pdata[i];
      guint             n_leaving = 0;

      for (guint k = 0; k < group->uids->len; k++)
        n_leaving += contains (uids, n_uids, g_array_index (group->uids, guint64, k));
      if (n_leaving == group->uids->len)
        continue;
      for (guint k = group->uids->len; k > 0; k--)
        if (contains (uids, n_uids, g_array_index (group->uids, guint64, k - 1)))
          g_array_remove_index (group->uids, k - 1);
    }
}

void
gradus_layer_groups_remove (GPtrArray *self, GradusLayerGroup *group)
{
  g_ptr_array_remove (self, group);
}

void
gradus_layer_groups_fold_like (GPtrArray *self, const GPtrArray *from)
{
  for (guint i = 0; i < self->len; i++)
    {
      GradusLayerGroup       *group = self->pdata[i];
      const GradusLayerGroup *other =
        gradus_layer_groups_find (from, g_array_index (group->uids, guint64, 0));

      if (other != NULL)
        group->is_folded = other->is_folded;
    }
}

/* The group of the layer at @index, looked up in what was noted down. */
static GradusLayerGroup *
get_group (GradusLayerGroup **groups, guint n_layers, guint index)
{
  return index < n_layers ? groups[index] : NULL;
}

/* The longest run of layers that belong to @group, as they stand. */
static void
keep_longest_run (GradusLayerGroup  *group,
                  GradusLayerGroup **groups,
                  const GPtrArray   *layers)
{
  guint best = 0, n_best = 0;

  for (guint i = 0; i < layers->len;)
    {
      guint n = 0;

      while (get_group (groups, layers->len, i + n) == group)
        n++;
      if (n > n_best)
        {
          best = i;
          n_best = n;
        }
      i += MAX (n, 1);
    }
  g_array_set_size (group->uids, 0);
  for (guint i = 0; i < n_best; i++)
    g_array_append_val (group->uids,
                        ((const GradusLayer *) layers->pdata[best + i])->uid);
}

static gint
compare_places (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const GPtrArray        *layers = user_data;
  const GradusLayerGroup *one = *(GradusLayerGroup *const *) a;
  const GradusLayerGroup *other = *(GradusLayerGroup *const *) b;

  for (guint i = 0; i < layers->len; i++)
    {
      guint64 uid = ((const GradusLayer *) layers->pdata[i])->uid;

      if (gradus_layer_group_has (one, uid))
        return -1;
      if (gradus_layer_group_has (other, uid))
        return 1;
    }
  return 0;
}

/**
 * gradus_layer_groups_repair:
 * @self: (element-type GradusLayerGroup): groups of a stack that was edited
 * @layers: (element-type GradusLayer): its layers, from top to bottom
 *
 * Edits need not know of groups. What comes between two layers of a group belongs to it;
 * what leaves it belongs to it no longer; a group of one layer is none.
 */
void
gradus_layer_groups_repair (GPtrArray *self, const GPtrArray *layers)
{
  g_autofree GradusLayerGroup **groups = g_new0 (GradusLayerGroup *, layers->len + 1);

  if (self->len == 0)
    return;
  for (guint i = 0; i < layers->len; i++)
    groups[i] =
      gradus_layer_groups_find (self, ((const GradusLayer *) layers->pdata[i])->uid);
  /* Whoever moved a layer has taken it out of its group. */
  for (guint i = 1; i + 1 < layers->len; i++)
    for (guint next = i + 1; groups[i] == NULL && next < layers->len; next++)
      if (groups[next] != NULL)
        {
          /* Several that came together are between the same two. */
          if (groups[next] == groups[i - 1])
            groups[i] = groups[next];
          break;
        }
  for (guint i = self->len; i > 0; i--)
    {
      GradusLayerGroup *group = self->pdata[i - 1];

      keep_longest_run (group, groups, layers);
      if (group->uids->len < 2)
        g_ptr_array_remove_index (self, i - 1);
    }
  g_ptr_array_sort_with_data (self, compare_places, (gpointer) layers);
}

/* --- Files --- */

static const char *
find_name (const GPtrArray *layers, guint64 uid)
{
  for (guint i = 0; i < layers->len; i++)
    if (((const GradusLayer *) layers->pdata[i])->uid == uid)
      return ((const GradusLayer *) layers->pdata[i])->name;
  return NULL;
}

/**
 * gradus_layer_groups_to_json:
 * @self: (element-type GradusLayerGroup): a list
 * @layers: (element-type GradusLayer): all layers as they stand
 *
 * Returns: (transfer full): for each an object with `name`, `layers` and `folded`
 */
JsonArray *
gradus_layer_groups_to_json (const GPtrArray *self, const GPtrArray *layers)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->len; i++)
    {
      const GradusLayerGroup *group = self->pdata[i];
      JsonObject             *object = json_object_new ();
      JsonArray              *names = json_array_new ();

      for (guint k = 0; k < group->uids->len; k++)
        {
          const char *name = find_name (layers, g_array_index (group->uids, guint64, k));

          if (name != NULL)
            json_array_add_string_element (names, name);
        }
      json_object_set_string_member (object, "name", group->name);
      json_object_set_array_member (object, "layers", names);
      json_object_set_boolean_member (object, "folded", group->is_folded);
      json_array_add_object_element (array, object);
    }
  return array;
}

static void
add_named (GradusLayerGroup *group, const GPtrArray *layers, JsonArray *names)
{
  for (guint i = 0; i < layers->len; i++)
    {
      const GradusLayer *layer = layers->pdata[i];

      for (guint k = 0; k < json_array_get_length (names); k++)
        {
          JsonNode *node = json_array_get_element (names, k);

          if (gradus_json_node_is_string (node) &&
              g_strcmp0 (json_node_get_string (node), layer->name) == 0)
            {
              g_array_append_val (group->uids, layer->uid);
              break;
            }
        }
    }
}

/**
 * gradus_layer_groups_from_json:
 * @self: (element-type GradusLayerGroup): an empty list
 * @array: what gradus_layer_groups_to_json() wrote
 * @layers: (element-type GradusLayer): all layers as they stand
 *
 * Names that no layer has are passed over.
 *
 * Returns: whether @array is whole
 */
gboolean
gradus_layer_groups_from_json (GPtrArray *self, JsonArray *array, const GPtrArray *layers)
{
  if (json_array_get_length (array) > GROUPS_MOST)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode   *node = json_array_get_element (array, i);
      JsonObject *object =
        JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      JsonArray *names = object != NULL ? gradus_json_get_array (object, "layers") : NULL;
      const char *name = object != NULL ? gradus_json_get_string (object, "name") : NULL;
      JsonNode   *folded =
        object != NULL ? json_object_get_member (object, "folded") : NULL;
      GradusLayerGroup *group;

      if (names == NULL || name == NULL || strlen (name) > NAME_MOST ||
          json_array_get_length (names) > GROUPS_MOST ||
          (folded != NULL && !gradus_json_node_is_boolean (folded)))
        return FALSE;
      group = gradus_layer_groups_add (self, name);
      group->is_folded = folded != NULL && json_node_get_boolean (folded);
      add_named (group, layers, names);
    }
  gradus_layer_groups_repair (self, layers);
  return TRUE;
}
