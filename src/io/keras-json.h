/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "engine/sequential.h"

G_BEGIN_DECLS

/* The version whose formats are written. */
#define GRADUS_KERAS_VERSION "3.15.1"

/* Keras's serialization {module, class_name, config, registered_name} of a member of
 * @family; short names ("relu", "adam", "binary_crossentropy") are read, too. */
GradusConfig           *
gradus_config_from_json (GradusFamily family, JsonNode *node, GError **error);
JsonNode *gradus_config_to_json (const GradusConfig *config);
/* A layer, its name, trainable and dtype included. */
JsonNode   *gradus_layer_config_to_json (const GradusConfig *config,
                                         const char         *name,
                                         gboolean            trainable);
JsonObject *gradus_keras_write_policy (void);
gboolean    gradus_keras_has_foreign_schedule (const GradusConfig *optimizer);
void gradus_keras_write_base (JsonObject *config, const char *name, gboolean trainable);
/* What Keras calls a layer inside another one. */
char    *gradus_keras_dup_wrapped_name (const GradusConfig *config,
                                        const char         *param,
                                        const GradusConfig *inner);
gboolean gradus_keras_reads_both_ways (const GradusConfig *config);
/* A whole model as in config.json, compile_config included. */
GradusSequential *gradus_sequential_from_json (JsonNode *node, GError **error);
JsonNode         *gradus_sequential_to_json (const GradusSequential *sequential);
gboolean          gradus_keras_is_compiled (const GradusSequential *sequential);
/* After training, whatever the file said. */
void gradus_keras_mark_compiled (GradusSequential *sequential);
#define GRADUS_KERAS_NOTE_BACKEND "@backend"
/* Which library Keras ran on when it wrote the file that the model comes from. */
const char *gradus_keras_get_backend (const GradusSequential *sequential);
/* Once the weights are read, their places in the file mean nothing any more. */
void gradus_keras_forget_groups (GradusSequential *sequential);

G_END_DECLS
