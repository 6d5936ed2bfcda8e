/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/sequential.h"

G_BEGIN_DECLS

/**
 * GradusKerasWeight:
 * @layer: index of its layer
 * @group: where Keras keeps it, like "layers/dense_1/vars"
 * @index: its name in that group, as a number
 * @path: Keras's path, like `sequential/lstm/lstm_cell/kernel`
 * @shape: its shape
 * @is_whole: whether Keras keeps it as a whole number
 * @trainable: whether the optimizer has memory for it
 */
typedef struct
{
  guint       layer;
  char       *group;
  guint       index;
  char       *path;
  GradusShape shape;
  gboolean    is_whole;
  gboolean    trainable;
} GradusKerasWeight;

/**
 * GradusKerasSlot:
 * @weight: index of the weight it belongs to
 * @slot: which of the optimizer's memories
 * @position: its place in GradusKerasFile's slots
 */
typedef struct
{
  guint weight;
  guint slot;
  guint position;
} GradusKerasSlot;

/* "layers/dense", "layers/dense_1" …: one per layer, by class and not by name. */
char **gradus_keras_dup_groups (const GradusSequential *sequential);
/* (element-type GradusKerasWeight) */
GPtrArray *gradus_keras_list_weights (GradusPlan *plan, gboolean is_read);
/* (element-type GradusKerasSlot): in the order in which Keras saves them. */
GArray *gradus_keras_list_slots (const GradusConfig *optimizer, GPtrArray *weights);

G_END_DECLS
