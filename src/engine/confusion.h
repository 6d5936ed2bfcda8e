/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "engine/model.h"

G_BEGIN_DECLS

/**
 * GradusConfusion:
 * @n_classes: how many classes the data have
 * @n_samples: how many samples are asked in all
 * @n_read: how many have been asked
 * @n_right: how many answers were right
 * @counts: (shape n_classes, n_classes): rows are what is, columns what the network says
 * @answers: (shape n_samples): what it says of each
 * @confidences: (shape n_samples): the number that it gives its answer, a probability
 * where its numbers are
 *
 * How often a network takes one class for another, and which samples those are.
 */
typedef struct
{
  guint   n_classes;
  guint   n_samples;
  guint   n_read;
  guint   n_right;
  guint  *counts;
  guint8 *answers;
  float  *confidences;
} GradusConfusion;

#define GRADUS_ANY_CLASS (-1)

/* @n_most: samples to ask at most, 0 for all; NULL if answers and classes do not match */
GradusConfusion *
gradus_confusion_new (GradusModel *model, const GradusDataset *data, guint n_most);
/* The same bit by bit: begin, then go on until it says FALSE. */
GradusConfusion *
gradus_confusion_begin (GradusModel *model, const GradusDataset *data, guint n_most);
gboolean gradus_confusion_go_on (GradusConfusion     *self,
                                 GradusModel         *model,
                                 const GradusDataset *data);
void     gradus_confusion_free (GradusConfusion *self);

/* Which samples of @truth are taken for @answer, the surest first. Either may be
 * GRADUS_ANY_CLASS; right answers are among them only if both are the same class. */
guint *gradus_confusion_list (const GradusConfusion *self,
                              const GradusDataset   *data,
                              int                    truth,
                              int                    answer,
                              guint                 *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusConfusion, gradus_confusion_free)

G_END_DECLS
