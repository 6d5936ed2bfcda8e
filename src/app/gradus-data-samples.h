/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/gradus-data-split.h"

G_BEGIN_DECLS

#define GRADUS_TYPE_DATA_SAMPLES (gradus_data_samples_get_type ())
G_DECLARE_FINAL_TYPE (GradusDataSamples,
                      gradus_data_samples,
                      GRADUS,
                      DATA_SAMPLES,
                      GtkWidget)

/**
 * GradusDataSamples:
 *
 * All samples of a part of the data, one of them large with its numbers, and how often
 * each class occurs. Signal `split-changed`.
 */
GradusSplit gradus_data_samples_get_split (GradusDataSamples *self);
/* (nullable): the part that is shown */
GradusDataset *gradus_data_samples_get_data (GradusDataSamples *self);
void gradus_data_samples_list_figures (GradusDataSamples *self, GPtrArray *figures);

G_END_DECLS
