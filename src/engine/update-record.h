/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/trainer.h"

G_BEGIN_DECLS

/**
 * GradusUpdateRecord:
 * @ref_count: of owners; the rest does not change
 * @optimizer: (nullable): a copy of what moved the weight
 * @step: which update it was, from 1
 * @weight: which weight of the model
 * @offset: which number of it
 * @n_samples: in the batch
 * @learning_rate: of this step
 * @gradient: d loss / d w, over the whole batch
 * @priced: likewise, with what a regularizer adds
 * @clipped: likewise, after clipping: what the optimizer saw
 * @before: the number before the step
 * @decayed: after weight decay, if there is any
 * @moved: after the optimizer
 * @after: after a constraint, and where the number is held still; what the network goes
 * on with
 * @n_slots: memories of the optimizer
 * @slots_before: (array length=n_slots): what they held before
 * @slots_after: (array length=n_slots): and after
 * @terms: what the optimizer worked out for the whole step
 * @has_terms: whether the gradient is known sample by sample
 * @inputs: (nullable) (array length=n_samples): what came in along the weight
 * @errors: (nullable) (array length=n_samples): d loss / d sum of the unit that it goes
 * to; the mean over the batch is already in it, so that gradient = Σ input · error
 *
 * One update of one number of a weight, as the trainer made it.
 */
typedef struct
{
  gint          ref_count;
  GradusConfig *optimizer;
  guint64       step;
  guint         weight;
  gsize         offset;
  guint         n_samples;
  double        learning_rate;
  float         gradient;
  float         priced;
  float         clipped;
  float         before;
  float         decayed;
  float         moved;
  float         after;
  guint         n_slots;
  float         slots_before[GRADUS_MAX_SLOTS];
  float         slots_after[GRADUS_MAX_SLOTS];
  double        terms[8];
  gboolean      has_terms;
  float        *inputs;
  float        *errors;
} GradusUpdateRecord;

GradusUpdateRecord *gradus_update_record_ref (GradusUpdateRecord *self);
void                gradus_update_record_unref (GradusUpdateRecord *self);

/* Watches one number of a weight from the next step on; -1 watches nothing. FALSE:
 * training does not move it. */
gboolean gradus_trainer_probe (GradusTrainer *self, int weight, gsize offset);
/* Whether anything is. */
gboolean gradus_trainer_is_probed (const GradusTrainer *self);
/* (transfer full) (nullable): the last update of what is watched */
GradusUpdateRecord *gradus_trainer_dup_record (const GradusTrainer *self);

/* How the optimizer came from the old number to the new one, in the notation of formulas:
 * (transfer full), with signs, and with the numbers of the record. */
char *gradus_update_record_format (const GradusUpdateRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusUpdateRecord, gradus_update_record_unref)

G_END_DECLS
