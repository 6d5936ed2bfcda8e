/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "engine/config.h"

G_BEGIN_DECLS

/* Keras's to_snake_case(): how it names groups of weights and objects without a name. */
char *gradus_keras_snake_case (const char *class_name);

/* The shortest decimal number that is the same float32. */
double gradus_keras_shorten_float32 (double value);

/* Members of a serialized config that Keras writes and no descriptor has. What a file
 * says differently, and that changes nothing, is kept as a note. */
void gradus_keras_extras_write (const GradusConfig *config, JsonObject *members);
gboolean
gradus_keras_extras_accept (GradusConfig *config, const char *name, JsonNode *value);
gboolean gradus_keras_has_member_notes (const GradusConfig *config);

/* Notes that are no members: how a file spelled a loss or metric, as a word or as an
 * object with nothing but defaults, and whose class it named. */
#define GRADUS_KERAS_NOTE_WORD "@word"
#define GRADUS_KERAS_NOTE_OBJECT "@object"
#define GRADUS_KERAS_NOTE_MODULE "@module"
#define GRADUS_KERAS_NOTE_REGISTERED "@registered_name"
/* Where a layer's weights stand in the file that is being read. */
#define GRADUS_KERAS_NOTE_GROUP "@group"
/* The name of a layer inside another one, and of the second one where it follows from the
 * first. */
#define GRADUS_KERAS_NOTE_NAME "@name"
#define GRADUS_KERAS_NOTE_BACKWARD_NAME "@backward_name"

/* Whether Keras forgets to write a parameter. */
gboolean gradus_keras_omits (const GradusKind *kind, const char *param);

/* Whether Keras notes the shape that a layer of this kind was built for. */
gboolean gradus_keras_has_build_config (const GradusKind *kind);
/* Whether Keras has no default for a parameter; such ones stand first. */
gboolean gradus_keras_is_required (const GradusKind *kind, const char *param);
/* How many of an optimizer's memories stand side by side for each weight; the others
 * follow one kind after the other. */
guint gradus_keras_n_joint_slots (const GradusKind *kind, guint n_slots);

G_END_DECLS
