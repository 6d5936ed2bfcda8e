/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *gradus_json_parse (GBytes *text, const char *what, GError **error);

/* Members of an object, NULL where absent or of another type. Borrowed. */
JsonObject *gradus_json_get_object (JsonObject *object, const char *name);
JsonArray  *gradus_json_get_array (JsonObject *object, const char *name);
const char *gradus_json_get_string (JsonObject *object, const char *name);
gboolean    gradus_json_get_number (JsonObject *object, const char *name, double *number);
gboolean    gradus_json_get_uint (JsonObject *object,
                                  const char *name,
                                  guint64     maximum,
                                  guint64    *number);

/* A text that may be missing takes the place of @text; FALSE if there is something else
 * or more than @limit bytes of it. */
gboolean
gradus_json_read_text (JsonObject *object, const char *name, gsize limit, char **text);

/* FALSE unless the node is a number; whole numbers only, and none beyond 2^53. */
gboolean gradus_json_node_get_number (JsonNode *node, double *number);
gboolean gradus_json_node_get_int (JsonNode *node, gint64 *number);
gboolean gradus_json_node_is_string (JsonNode *node);
gboolean gradus_json_node_is_boolean (JsonNode *node);

G_END_DECLS
