/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-studio.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_DATA_BATCHES (gradus_data_batches_get_type ())
G_DECLARE_FINAL_TYPE (GradusDataBatches,
                      gradus_data_batches,
                      GRADUS,
                      DATA_BATCHES,
                      GtkWidget)

/**
 * GradusDataBatches:
 *
 * How an epoch goes through the training data, batch by batch, in the order that the
 * trainer has drawn; while training, the batch at hand.
 */

/* (transfer full): how many batches and why, "" while there are no data */
char *gradus_data_batches_describe (GradusDataBatches *self);
void  gradus_data_batches_list_figures (GradusDataBatches *self, GPtrArray *figures);

G_END_DECLS
