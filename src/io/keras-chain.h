/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * GradusKerasLink:
 * @object: a layer as Keras serializes it; borrowed from the model's JSON
 * @group: where the layer's weights stand in Keras's weights file, like `layers/dense_1`
 *   or, in a model inside the model, `layers/sequential/layers/dense`
 */
typedef struct
{
  JsonObject *object;
  char       *group;
} GradusKerasLink;

/* Keras's word for a model that is a chain of layers, or may be one. */
gboolean gradus_keras_is_model (const char *class_name);
/* (transfer full) (element-type GradusKerasLink): input layers included where the model
 * begins with one. Models inside of the model are taken apart. */
GPtrArray *gradus_keras_list_chain (JsonObject *model, GError **error);

G_END_DECLS
