/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "engine/model.h"

G_BEGIN_DECLS

/**
 * GradusConfusion:
 * @n_classes: how many classes the data have
 * @n_samples: how many samples were asked
 * @n_right: how many answers were right
 * @counts: (shape n_classes, n_classes): rows are what is, columns what the network says
 *
 * How often a network takes one class for another.
 */
typedef struct
{
  guint  n_classes;
  guint  n_samples;
  guint  n_right;
  guint *counts;
} GradusConfusion;

/* @n_most: samples to ask at most, 0 for all; NULL if answers and classes do not match */
GradusConfusion      *
gradus_confusion_new (GradusModel *model, const GradusDataset *data, guint n_most);
void gradus_confusion_free (GradusConfusion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusConfusion, gradus_confusion_free)

G_END_DECLS
