/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/trainer.h"
#include "io/project.h"

G_BEGIN_DECLS

/**
 * GradusKerasFile:
 * @project: the network, and for Gradus's own files its data and fit settings
 * @weights: (nullable) (element-type GradusTensor): in the model's order
 * @slots: (nullable) (element-type GradusTensor): optimizer memory, n_slots per trainable
 *   weight, weight by weight
 * @iteration: updates made
 * @learning_rate: at the time of saving; NaN if the file has none
 * @history: (nullable): what training had measured
 * @silences: (nullable) (element-type GradusSilence): what units said that are off
 * @from_gradus: whether the file has Gradus's own member
 * @from_newer: whether a newer Gradus wrote that member; such a file is not saved again
 *
 * What a `.keras` file holds.
 */
typedef struct
{
  GradusProject *project;
  GPtrArray     *weights;
  GPtrArray     *slots;
  guint64        iteration;
  double         learning_rate;
  GradusHistory *history;
  GPtrArray     *silences;
  gboolean       from_gradus;
  gboolean       from_newer;
} GradusKerasFile;

/* Reads; nothing is executed, sizes are checked before memory is taken. Any thread. */
GradusKerasFile *gradus_keras_file_load (const char *path, GError **error);
/* The same as bytes, for those who look before they write. */
GBytes *gradus_keras_file_to_bytes (const GradusKerasFile *self, GError **error);
/* Writes beside the target, syncs, renames: after a crash there is the old file or the
 * new. */
gboolean
gradus_keras_file_save (const GradusKerasFile *self, const char *path, GError **error);
void gradus_keras_file_free (GradusKerasFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusKerasFile, gradus_keras_file_free)

G_END_DECLS
