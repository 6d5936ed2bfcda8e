/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/run-json.h"

#include <string.h>

#include "io/history-json.h"
#include "io/json-guard.h"

#define MAX_TEXT 4096
#define MAX_ID 64
#define MAX_SETTINGS 4096

/**
 * gradus_run_to_json:
 * @self: a run
 *
 * Returns: (transfer full): all of it
 */
JsonObject *
gradus_run_to_json (const GradusRun *self)
{
  JsonObject *object = json_object_new ();
  JsonObject *settings = json_object_new ();

  json_object_set_string_member (object, "id", self->id);
  json_object_set_string_member (object, "title", self->title);
  json_object_set_string_member (object, "summary", self->summary);
  json_object_set_int_member (object, "color", self->color);
  json_object_set_boolean_member (object, "hidden", self->hidden);
  if (self->parent != NULL)
    {
      json_object_set_string_member (object, "parent", self->parent);
      json_object_set_int_member (object, "parent_step", (gint64) self->parent_step);
    }
  for (guint i = 0; i < self->settings->len; i++)
    {
      const GradusRunSetting *setting = g_ptr_array_index (self->settings, i);

      json_object_set_string_member (settings, setting->name, setting->value);
    }
  json_object_set_object_member (object, "settings", settings);
  json_object_set_object_member (object, "history",
                                 gradus_history_to_json (self->history));
  return object;
}

static gboolean
read_settings (JsonObject *object, GPtrArray *settings)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (!json_object_has_member (object, "settings"))
    return TRUE;
  object = gradus_json_get_object (object, "settings");
  if (object == NULL || json_object_get_size (object) > MAX_SETTINGS)
    return FALSE;
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      if (!gradus_json_node_is_string (value) || strlen (name) > MAX_TEXT ||
          strlen (json_node_get_string (value)) > MAX_TEXT)
        return FALSE;
      gradus_run_settings_add (settings, name, json_node_get_string (value));
    }
  return TRUE;
}

/* How it is shown; an earlier Gradus did not say. */
static gboolean
read_look (JsonObject *object, GradusRun *run)
{
  JsonNode *hidden = json_object_get_member (object, "hidden");
  guint64   color = 0;

  if (json_object_has_member (object, "color") &&
      !gradus_json_get_uint (object, "color", GRADUS_RUN_N_COLORS - 1, &color))
    return FALSE;
  if (hidden != NULL && !gradus_json_node_is_boolean (hidden))
    return FALSE;
  run->color = (guint) color;
  run->hidden = hidden != NULL && json_node_get_boolean (hidden);
  return TRUE;
}

static gboolean
read_parent (JsonObject *object, GradusRun *run)
{
  if (!gradus_json_read_text (object, "parent", MAX_ID, &run->parent))
    return FALSE;
  return run->parent == NULL ||
         gradus_json_get_uint (object, "parent_step", G_MAXINT64, &run->parent_step);
}

/**
 * gradus_run_from_json:
 * @node: what gradus_run_to_json() made, or something else
 *
 * Returns: (transfer full) (nullable): the run, NULL if @node is damaged
 */
GradusRun *
gradus_run_from_json (JsonNode *node)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonObject *history =
    object != NULL ? gradus_json_get_object (object, "history") : NULL;
  g_autoptr (GradusHistory) measured =
    history != NULL ? gradus_history_from_json (history) : NULL;
  g_autoptr (GradusRun) run = NULL;

  if (measured == NULL || gradus_json_get_string (object, "title") == NULL ||
      gradus_json_get_string (object, "summary") == NULL)
    return NULL;
  run = gradus_run_new ("", "", measured);
  if (!gradus_json_read_text (object, "title", MAX_TEXT, &run->title) ||
      !gradus_json_read_text (object, "summary", MAX_TEXT, &run->summary) ||
      !gradus_json_read_text (object, "id", MAX_ID, &run->id) ||
      !read_look (object, run) || !read_parent (object, run) ||
      !read_settings (object, run->settings))
    return NULL;
  return g_steal_pointer (&run);
}
