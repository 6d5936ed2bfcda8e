/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "io/keras-file.h"

G_BEGIN_DECLS

/* The attribute of the file that holds what gradus.json holds in a .keras file. */
#define GRADUS_KERAS_H5_MEMBER "gradus"

/* Whether the file begins as an HDF5 file does. */
gboolean gradus_keras_h5_is_file (const char *path);
/* (transfer full): the whole file, if it is not larger than any network. */
GBytes *gradus_keras_h5_load (const char *path, GError **error);
/* Keras's older format: one HDF5 file with the network in its attributes. Fills @file. */
gboolean gradus_keras_h5_read (GBytes *image, GradusKerasFile *file, GError **error);
/* Whether an HDF5 file holds weights as Keras's save_weights() lays them out. */
gboolean gradus_keras_h5_has_weights_only (GBytes *image);
/* (transfer full) (element-type GradusTensor): the weights of such a file alone. */
GPtrArray *gradus_keras_h5_read_weights (GBytes     *image,
                                         GradusPlan *plan,
                                         gboolean   *is_it,
                                         GError    **error);
/* (transfer full): what config.json holds, and in another form the older format, too. */
JsonNode *gradus_keras_file_make_config (const GradusKerasFile *self);
/* (transfer full): the same format. */
GBytes *gradus_keras_h5_write (const GradusKerasFile *file, GError **error);

G_END_DECLS
