/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "io/layer-group.h"

G_BEGIN_DECLS

/* In a file, layers go by their names. @layers: (element-type GradusLayer): as they stand
 */
JsonArray *gradus_layer_groups_to_json (const GPtrArray *self, const GPtrArray *layers);
/* FALSE if @array is damaged. */
gboolean gradus_layer_groups_from_json (GPtrArray       *self,
                                        JsonArray       *array,
                                        const GPtrArray *layers);

G_END_DECLS
