/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/trainer.h"
#include "session/session.h"

G_BEGIN_DECLS

/**
 * GradusPastLimits:
 * @n_most: moments, at least 2
 * @memory: bytes of tensors in memory
 * @disk: bytes of tensors on disk
 */
typedef struct
{
  guint n_most;
  gsize memory;
  gsize disk;
} GradusPastLimits;

#define GRADUS_PAST_LIMITS_STANDARD                                                      \
  ((GradusPastLimits){ .n_most = 400, .memory = 96 << 20, .disk = 768 << 20 })

/**
 * GradusEra:
 * @sequential: the network, and how it was compiled
 * @data: what it learned from
 * @options: how it was trained
 *
 * What a trainer was made of. Reference-counted; belongs to one thread at a time.
 */
typedef struct
{
  GradusSequential *sequential;
  GradusDataset    *data;
  GradusFitOptions  options;
  guint             ref_count; /* private */
} GradusEra;

GradusEra *gradus_era_new (const GradusSequential *sequential,
                           GradusDataset          *data,
                           const GradusFitOptions *options);
GradusEra *gradus_era_ref (GradusEra *self);
void       gradus_era_unref (GradusEra *self);

/**
 * GradusKept:
 * @moment: when it was
 * @epoch_base: epochs before those that the trainer counts
 * @epochs: that the trainer was to go through
 * @rate: learning rate that was asked for then, which callbacks may have changed since
 * @era: which trainer it was; gradus_past_add() takes a reference
 * @is_milestone: whether an epoch had just ended
 * @is_trained: whether anything had been learned
 *
 * What is known of a kept moment besides the trainer's state.
 */
typedef struct
{
  GradusMoment moment;
  guint        epoch_base;
  guint        epochs;
  double       rate;
  GradusEra   *era;
  gboolean     is_milestone;
  gboolean     is_trained;
} GradusKept;

/**
 * GradusPast:
 *
 * Moments of a run that one can go back to, within limits of number, memory and disk. The
 * newest are in memory, older ones on disk; where there is no room for all, some in
 * between are forgotten, so that they lie closest to each other near the beginning, where
 * most is learned, and near now. First and last are always kept. Belongs to one thread at
 * a time.
 */
typedef struct _GradusPast GradusPast;

GradusPast *gradus_past_new (const GradusPastLimits *limits);
void        gradus_past_free (GradusPast *self);
void        gradus_past_clear (GradusPast *self);
/* Takes ownership of @state. Replaces what was kept of the same step. */
void
gradus_past_add (GradusPast *self, const GradusKept *kept, GradusTrainerState *state);
guint             gradus_past_get_n (const GradusPast *self);
const GradusKept *gradus_past_get (const GradusPast *self, guint index);
/* The last moment that is not after @step; -1 if there is none. */
int gradus_past_find (const GradusPast *self, guint64 step);
/* (transfer full) (nullable): NULL if the disk failed */
GradusTrainerState *gradus_past_load (GradusPast *self, guint index);
/* (transfer full) (nullable) (element-type GradusTensor) */
GPtrArray *gradus_past_load_weights (GradusPast *self, guint index);
/* Report and counts of that time. */
void gradus_past_describe (const GradusPast *self, guint index, GradusSnapshot *snapshot);
/* Forgets all moments after this one. */
void gradus_past_cut (GradusPast *self, guint index);
/* (transfer full) (element-type GradusMoment): never changed once made */
GArray *gradus_past_dup_moments (GradusPast *self);
gsize   gradus_past_get_memory (const GradusPast *self);
gsize   gradus_past_get_disk (const GradusPast *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusPast, gradus_past_free)

G_END_DECLS
