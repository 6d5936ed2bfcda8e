/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/data/dataset.h"
#include "engine/lesion.h"
#include "engine/loss-curve.h"
#include "engine/model.h"
#include "engine/weight-stats.h"

G_BEGIN_DECLS

#define GRADUS_MAX_METRICS 8

/**
 * GradusFitOptions:
 * @epochs: how often the whole data set is passed
 * @batch_size: samples per update
 * @validation_split: share of the data, taken from its end before shuffling, that is not
 *   trained on
 * @shuffle: whether each epoch draws a new order
 * @seed: of weights, order and noise
 * @n_threads: 0 picks as many as there are processors; the result does not depend on it
 *
 * The arguments of Keras's fit().
 */
typedef struct
{
  guint    epochs;
  guint    batch_size;
  double   validation_split;
  gboolean shuffle;
  guint64  seed;
  guint    n_threads;
} GradusFitOptions;

#define GRADUS_FIT_OPTIONS_STANDARD                                                      \
  ((GradusFitOptions){ .epochs = 10, .batch_size = 32, .shuffle = TRUE, .seed = 1 })

/**
 * GradusPhase:
 * @GRADUS_PHASE_BATCH: one batch was trained
 * @GRADUS_PHASE_VALIDATION: a part of the validation data was gone through
 * @GRADUS_PHASE_EPOCH_END: the epoch and its validation are complete
 * @GRADUS_PHASE_FINISHED: nothing was done, all epochs are over
 * @GRADUS_PHASE_PART: a part of a batch was gone through; the next step goes on with it
 * @GRADUS_PHASE_DIVERGED: the loss is no longer finite; the weights are the last good
 * ones
 */
typedef enum
{
  GRADUS_PHASE_BATCH,
  GRADUS_PHASE_VALIDATION,
  GRADUS_PHASE_EPOCH_END,
  GRADUS_PHASE_FINISHED,
  GRADUS_PHASE_PART,
  GRADUS_PHASE_DIVERGED,
} GradusPhase;

/**
 * GradusStepReport:
 * @phase: what gradus_trainer_step() did
 * @step: updates made since the start
 * @epoch: the epoch at hand, from 0
 * @batch: batches done in it
 * @n_batches: batches in an epoch
 * @loss: of the last batch, before its update, with regularization
 * @metrics: of the last batch
 * @epoch_loss: the running mean that Keras shows
 * @epoch_metrics: of the epoch so far
 * @is_stopped: whether a callback ended the run with this epoch
 * @has_validation: whether the last epoch end measured these
 * @validation_loss: over all validation samples
 * @validation_metrics: likewise
 */
typedef struct
{
  GradusPhase phase;
  guint64     step;
  guint       epoch;
  guint       batch;
  guint       n_batches;
  guint       n_metrics;
  double      learning_rate;
  double      loss;
  double      metrics[GRADUS_MAX_METRICS];
  double      epoch_loss;
  double      epoch_metrics[GRADUS_MAX_METRICS];
  gboolean    is_stopped;
  gboolean    has_validation;
  double      validation_loss;
  double      validation_metrics[GRADUS_MAX_METRICS];
} GradusStepReport;

/**
 * GradusTrainer:
 *
 * Trains one model on one data set, with threads of its own. It belongs to one thread at
 * a time; many trainers run side by side. After gradus_trainer_new() a step allocates
 * nothing.
 *
 * The batch is cut into slices that depend only on its size, each slice sums its own
 * gradients, and the slices are added up in order: the result is the same, bit for bit,
 * with any number of threads.
 */
typedef struct _GradusTrainer GradusTrainer;

/* @validation: (nullable): wins over options->validation_split, as in Keras. Fails where
 * the stack, the loss and the data do not go together. */
GradusTrainer *gradus_trainer_new (const GradusSequential *sequential,
                                   GradusDataset          *data,
                                   GradusDataset          *validation,
                                   const GradusFitOptions *options,
                                   GError                **error);
void           gradus_trainer_free (GradusTrainer *self);

/* One batch, or one bounded part of the validation at the end of an epoch: never long. */

/**
 * GradusTiming:
 * @name: a layer, several that run as one, or something that is no layer
 * @forward: seconds in a step
 * @backward: seconds on the way back
 */
typedef struct
{
  char  *name;
  double forward;
  double backward;
} GradusTiming;

GArray     *gradus_trainer_profile (GradusTrainer *self, guint n_steps);
GradusPhase gradus_trainer_step (GradusTrainer *self, GradusStepReport *report);
/* The last report again, also right after gradus_trainer_new() or a restore. */
void gradus_trainer_get_report (const GradusTrainer *self, GradusStepReport *report);

GradusModel            *gradus_trainer_get_model (const GradusTrainer *self);
const GradusFitOptions *gradus_trainer_get_options (const GradusTrainer *self);
/* Borrowed: the samples trained on and held back, after the split; validation may be
 * NULL. */
GradusDataset *gradus_trainer_get_data (const GradusTrainer *self);
GradusDataset *gradus_trainer_get_validation (const GradusTrainer *self);
/* Where samples of the last batch stood on the curve of the loss, before its update; at
 * most @n_most, spread over the batch. 0 when the last step was no batch. */
guint gradus_trainer_get_loss_samples (const GradusTrainer *self,
                                       GradusLossSample    *samples,
                                       guint                n_most);
guint gradus_trainer_get_n_metrics (const GradusTrainer *self);
/* (transfer none) (array): the samples in the order of the epoch at hand, of which the
 * number is said in @epoch. */
const guint32 *gradus_trainer_get_order (const GradusTrainer *self, guint *epoch);
/* As Keras's History calls it: "accuracy". */
const char *gradus_trainer_get_metric_name (const GradusTrainer *self, guint index);
void        gradus_trainer_set_learning_rate (GradusTrainer *self, double rate);
double      gradus_trainer_get_learning_rate (const GradusTrainer *self);
/* @places: (nullable) (element-type GradusWeightPlace): zero from now on, and held there.
 */
void gradus_trainer_hold (GradusTrainer *self, const GArray *places);
/* @lesions: (element-type GradusLesion) */
void gradus_trainer_hold_lesions (GradusTrainer *self, const GArray *lesions);
/* @stats: (nullable): of the model; the next update fills it, and sets its step. */
void gradus_trainer_watch (GradusTrainer *self, GradusWeightStats *stats);
/* More epochs after FINISHED. */
void gradus_trainer_set_epochs (GradusTrainer *self, guint epochs);

/* A number by its name in Keras's History, like "val_loss"; FALSE if it is not measured.
 */
gboolean gradus_step_report_find (const GradusStepReport *report,
                                  const GradusTrainer    *trainer,
                                  const char             *name,
                                  double                 *value,
                                  gboolean               *higher_is_better);

/* Loss and metrics over a whole data set, in inference mode. metrics: GRADUS_MAX_METRICS.
 */
gboolean gradus_trainer_evaluate (GradusTrainer *self,
                                  GradusDataset *data,
                                  double        *loss,
                                  double        *metrics,
                                  GError       **error);

/**
 * GradusTrainerState:
 *
 * Everything that decides how training goes on: weights, optimizer memory, iteration,
 * random streams, place in the epoch, running sums. Immutable; restoring it and stepping
 * gives the same numbers as never having stopped.
 */
typedef struct _GradusTrainerState GradusTrainerState;

GradusTrainerState *gradus_trainer_dup_state (const GradusTrainer *self);
gboolean            gradus_trainer_restore (GradusTrainer            *self,
                                            const GradusTrainerState *state,
                                            GError                  **error);
/* The same, but with the optimizer as it is. */
gboolean            gradus_trainer_restore_place (GradusTrainer            *self,
                                                  const GradusTrainerState *state,
                                                  GError                  **error);
GradusTrainerState *gradus_trainer_state_ref (GradusTrainerState *self);
void                gradus_trainer_state_unref (GradusTrainerState *self);
/* (element-type GradusTensor) (transfer none) */
GPtrArray *gradus_trainer_state_get_weights (const GradusTrainerState *self);
/* The optimizer as Keras saves it: iteration, learning rate, then the slots of each
 * trainable weight: for SGD and Adam grouped as Keras groups them. (element-type
 * GradusTensor) */
guint64 gradus_trainer_state_get_iteration (const GradusTrainerState *self);
double  gradus_trainer_state_get_learning_rate (const GradusTrainerState *self);
/* (element-type GradusTensor) (transfer none): n_slots per trainable weight, weight by
 * weight. */
GPtrArray *gradus_trainer_state_get_slots (const GradusTrainerState *self);
/* (nullable) (element-type GradusSilence): what units said that are held at zero. The
 * trainer itself does not know; who holds them sets it. */
GPtrArray *gradus_trainer_state_get_silences (const GradusTrainerState *self);
void gradus_trainer_state_set_silences (GradusTrainerState *self, GPtrArray *silences);
/* Bytes of its weights and slots. */
gsize gradus_trainer_state_get_n_bytes (const GradusTrainerState *self);
void  gradus_trainer_state_get_report (const GradusTrainerState *self,
                                       GradusStepReport         *report);
/* The same place in training with other tensors in it. */
GradusTrainerState *gradus_trainer_state_new_with_tensors (const GradusTrainerState *self,
                                                           GPtrArray *weights,
                                                           GPtrArray *slots);
/* A state made from a file: fresh streams, epoch 0, given weights, slots (nullable),
 * iteration. */
gboolean gradus_trainer_restore_from_parts (GradusTrainer *self,
                                            GPtrArray     *weights,
                                            GPtrArray     *slots,
                                            guint64        iteration,
                                            double         learning_rate,
                                            GError       **error);

/**
 * GradusRestart:
 * @uid: a layer that starts again after an edit
 * @weight: the weight that has another shape now, like "kernel"; empty if the layer is of
 * another kind
 */
typedef struct
{
  guint64 uid;
  char    weight[40];
} GradusRestart;

/**
 * GradusAdoption:
 * @has_weights: both networks have the same weights, and all of them were kept
 * @has_memory: the optimizer goes on with what it remembers
 * @has_place: so does the run, in the middle of its epoch
 *
 * What outlived an edit.
 */
typedef struct
{
  gboolean has_weights;
  gboolean has_memory;
  gboolean has_place;
} GradusAdoption;

GradusAdoption gradus_trainer_adopt (GradusTrainer       *self,
                                     const GradusTrainer *from,
                                     gboolean             same_data,
                                     GArray              *restarts);
gboolean       gradus_model_has_same_weights (const GradusModel *self,
                                              const GradusModel *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusTrainer, gradus_trainer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusTrainerState, gradus_trainer_state_unref)

G_END_DECLS
