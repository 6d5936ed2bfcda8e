/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "engine/kind.h"

G_BEGIN_DECLS

/* Keras's to_snake_case(): how it names groups of weights and objects without a name. */
char *gradus_keras_snake_case (const char *class_name);

/* The shortest decimal number that is the same float32. */
double gradus_keras_shorten_float32 (double value);

/* Members of a serialized config that Keras writes and no descriptor has. */
void gradus_keras_extras_write (const GradusKind *kind, JsonObject *config);
gboolean
gradus_keras_extras_accept (const GradusKind *kind, const char *name, JsonNode *value);

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
