/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "io/hdf5-writer.h"
#include "io/keras-file.h"
#include "io/keras-slots.h"

G_BEGIN_DECLS

/* Fills weights, slots, iteration and learning_rate of a file whose project is known. */
gboolean gradus_keras_weights_read (GBytes *image, GradusKerasFile *file, GError **error);
GBytes  *gradus_keras_weights_write (const GradusKerasFile *file, GError **error);
/* (element-type GradusTensor): what there is, or what the network starts from. */
GPtrArray *gradus_keras_dup_weights (const GradusKerasFile *file,
                                     GPtrArray             *weights,
                                     GError               **error);
/* Counts are whole numbers in Keras. */
gboolean gradus_keras_write_weight (hid_t                    file,
                                    const char              *path,
                                    const GradusKerasWeight *weight,
                                    const GradusTensor      *tensor);

G_END_DECLS
