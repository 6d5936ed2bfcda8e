/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "engine/data/dataset.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_DATA_TENSOR (gradus_data_tensor_get_type ())
G_DECLARE_FINAL_TYPE (GradusDataTensor,
                      gradus_data_tensor,
                      GRADUS,
                      DATA_TENSOR,
                      GtkWidget)

/**
 * GradusDataTensor:
 *
 * The data as tensors of no to five axes: a ladder of examples, a slice that can be
 * written or dragged, what it leaves, and where that lies in memory.
 */

/* @data: (nullable): a reference is taken; @sample: that the ladder begins with */
void gradus_data_tensor_show (GradusDataTensor *self,
                              GradusDataset    *data,
                              guint             batch_size,
                              guint             sample);
void gradus_data_tensor_list_figures (GradusDataTensor *self, GPtrArray *figures);

G_END_DECLS
