/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "engine/sequential.h"

G_BEGIN_DECLS

/* Layers as text for the clipboard, which an editor can take, too. */
char        *gradus_layers_to_text (const GradusLayer *const *layers, guint n_layers);
GPtrArray   *gradus_layers_from_text (const char *text, GError **error);
GradusLayer *gradus_layer_from_json (JsonNode *node, GError **error);

G_END_DECLS
