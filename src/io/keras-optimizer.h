/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/hdf5-reader.h"
#include "io/keras-file.h"

G_BEGIN_DECLS

/**
 * GradusKerasVariable:
 * @path: Keras's name, like `adam/sequential_dense_kernel_momentum`
 * @tensor: (nullable): its value; %NULL for the iteration, which is a whole number
 * @integer: the iteration
 *
 * One of the variables that an optimizer remembers.
 */
typedef struct
{
  char         *path;
  GradusTensor *tensor;
  gint64        integer;
} GradusKerasVariable;

/* (transfer full) (element-type GradusKerasVariable): in the order in which Keras saves
 * them. @weights: (element-type GradusKerasWeight). */
GPtrArray *gradus_keras_list_variables (const GradusKerasFile *file, GPtrArray *weights);
/* How many that would be. */
guint gradus_keras_count_variables (const GradusConfig *optimizer, GPtrArray *weights);
/* Fills iteration, rate and slots of @file; @paths: where its variables stand, in their
 * order. */
gboolean gradus_keras_read_variables (GradusHdf5Reader  *reader,
                                      const char *const *paths,
                                      GPtrArray         *weights,
                                      GradusKerasFile   *file,
                                      GError           **error);
/* A model that nobody compiled has none. */
gboolean gradus_keras_has_optimizer (const GradusKerasFile *file);

G_END_DECLS
