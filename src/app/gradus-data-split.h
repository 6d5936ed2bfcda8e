/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/gradus-studio.h"

G_BEGIN_DECLS

/* The parts of the data: what is learned from, what is held back, what is never seen. */
typedef enum
{
  GRADUS_SPLIT_TRAINING,
  GRADUS_SPLIT_VALIDATION,
  GRADUS_SPLIT_TEST,
  GRADUS_N_SPLITS
} GradusSplit;

/* (transfer full) (nullable): the samples of a part; NULL while there are none. */
GradusDataset *gradus_data_split_get (GradusStudio *studio, GradusSplit split);
/* "48,000 training samples" (transfer full) */
char *gradus_data_split_describe (GradusSplit split, guint n_samples);
/* Makes a sample the one that is looked at everywhere. */
void gradus_data_split_choose (GradusStudio *studio, GradusSplit split, guint sample);
/* Which sample of the part is the one that is looked at; -1 if none. */
int gradus_data_split_get_chosen (GradusStudio *studio, GradusSplit split);

G_END_DECLS
