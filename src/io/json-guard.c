/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/json-guard.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "engine/error.h"

/* json-glib calls itself for every level and takes some 100 bytes for every value. Keras
 * nests a dozen levels deep and writes some hundred values per layer. */
#define MAX_DEPTH 64
#define MAX_VALUES 4000000
/* Whole numbers that a double holds exactly. */
#define MAX_EXACT 9007199254740992.0

typedef enum
{
  TEXT_SOUND,
  TEXT_NO_JSON,
  TEXT_TOO_LARGE,
} TextState;

/* Counts brackets and separators outside of strings. The parser also knows comments, in
 * which a quote would hide brackets from this count, so only JSON's own letters pass. */
static TextState
look_over (const char *text, gsize n_bytes)
{
  gsize    depth = 0;
  gsize    n_values = 1;
  gboolean quoted = FALSE;

  for (gsize i = 0; i < n_bytes; i++)
    {
      char c = text[i];

      if (quoted && c == '\\')
        i++;
      else if (c == '"')
        quoted = !quoted;
      else if (quoted)
        continue;
      else if (c == '[' || c == '{')
        depth++;
      else if ((c == ']' || c == '}') && depth > 0)
        depth--;
      else if (c == ',' || c == ':')
        n_values++;
      else if (c == '\0' || (!g_ascii_isalnum (c) && strchr (" \t\r\n+-.", c) == NULL))
        return TEXT_NO_JSON;
      if (depth > MAX_DEPTH || n_values > MAX_VALUES)
        return TEXT_TOO_LARGE;
    }
  return quoted ? TEXT_NO_JSON : TEXT_SOUND;
}

/**
 * gradus_json_parse:
 * @text: JSON from anywhere
 * @what: what it is, for messages, like "config.json"
 * @error: return location for an error
 *
 * Parses JSON that nobody vouches for: text that is not UTF-8, nests deeply or holds
 * millions of values is refused before the parser sees it.
 *
 * Errors: `GRADUS_ERROR_FORMAT`, `GRADUS_ERROR_TOO_LARGE`
 * Threads: any
 *
 * Returns: (transfer full): the root, an object
 */
JsonNode *
gradus_json_parse (GBytes *text, const char *what, GError **error)
{
  gsize                  n_bytes;
  const char            *data = g_bytes_get_data (text, &n_bytes);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  TextState              state = look_over (data, n_bytes);
  JsonNode              *root;

  if (state == TEXT_TOO_LARGE)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                   _ ("Its %s is nested too deeply or too long."), what);
      return NULL;
    }
  if (state != TEXT_SOUND || n_bytes == 0 || !g_utf8_validate_len (data, n_bytes, NULL) ||
      !json_parser_load_from_data (parser, data, (gssize) n_bytes, NULL) ||
      (root = json_parser_get_root (parser)) == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_FORMAT,
                   /* Translators: the name of a part of a file, like "config.json" */
                   _ ("Its %s is damaged."), what);
      return NULL;
    }
  return json_node_ref (root);
}

JsonObject *
gradus_json_get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node)
                                                       : NULL;
}

JsonArray *
gradus_json_get_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

const char *
gradus_json_get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return gradus_json_node_is_string (node) ? json_node_get_string (node) : NULL;
}

gboolean
gradus_json_read_text (JsonObject *object, const char *name, gsize limit, char **text)
{
  const char *found = gradus_json_get_string (object, name);

  if (found == NULL)
    return !json_object_has_member (object, name);
  if (strlen (found) > limit)
    return FALSE;
  g_free (*text);
  *text = g_strdup (found);
  return TRUE;
}

gboolean
gradus_json_get_number (JsonObject *object, const char *name, double *number)
{
  return gradus_json_node_get_number (json_object_get_member (object, name), number);
}

gboolean
gradus_json_get_uint (JsonObject *object,
                      const char *name,
                      guint64     maximum,
                      guint64    *number)
{
  gint64 value;

  if (!gradus_json_node_get_int (json_object_get_member (object, name), &value) ||
      value < 0 || (guint64) value > maximum)
    return FALSE;
  *number = (guint64) value;
  return TRUE;
}

gboolean
gradus_json_node_get_number (JsonNode *node, double *number)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    *number = (double) json_node_get_int (node);
  else if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    *number = json_node_get_double (node);
  else
    return FALSE;
  return TRUE;
}

gboolean
gradus_json_node_get_int (JsonNode *node, gint64 *number)
{
  double value;

  if (!gradus_json_node_get_number (node, &value))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    {
      *number = json_node_get_int (node);
      return TRUE;
    }
  if (!(fabs (value) <= MAX_EXACT) || value != trunc (value))
    return FALSE;
  *number = (gint64) value;
  return TRUE;
}

gboolean
gradus_json_node_is_string (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_STRING;
}

gboolean
gradus_json_node_is_boolean (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         json_node_get_value_type (node) == G_TYPE_BOOLEAN;
}
