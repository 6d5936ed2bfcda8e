/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdatomic.h>

#include "engine/model-private.h"
#include "engine/parts.h"
#include "engine/pool.h"
#include "engine/trainer.h"
#include "engine/update-record.h"

G_BEGIN_DECLS

#define GRADUS_MAX_SLICES 4
/* Evaluation goes through at least this many samples at once in each slice. */
#define GRADUS_EVALUATION_LEAST 64

/* Clipping and decay, which all optimizers share. Negative means off. */
typedef struct
{
  double clipnorm;
  double clipvalue;
  double global_clipnorm;
  double weight_decay;
} GradusClipping;

/* Keras's words are sum_over_batch_size and mean, sum, and mean_with_sample_weight. */
typedef enum
{
  GRADUS_REDUCTION_MEAN,
  GRADUS_REDUCTION_SUM,
  GRADUS_REDUCTION_WEIGHTED_MEAN,
} GradusReduction;

/* A run of numbers of one trained weight, the unit that threads share out when gradients
 * are added up and weights are moved. */
typedef struct
{
  guint weight; /* in the trainer's list of trained weights */
  gsize first;
  gsize n;
} GradusChunk;

/* A slice of the batch: always the same samples, whichever thread takes it. */
typedef struct
{
  GradusLane *lane;
  float      *x;
  float      *targets[2]; /* by GradusTargetForm; NULL where nobody asks */
  float      *row_loss;
  float      *row_scale;
  float      *row_weight; /* how much each row counts; NULL where all count alike */
  float      *gradient_block;
  float **gradients; /* one for each weight of the model, NULL where nothing is trained */
  gsize   n_done;    /* samples of the pass at hand */
  gsize   n_last;    /* of them those whose outputs are still there */
  double  loss_sum;
  double  activity_penalty;
  double *metric_state;
} GradusSlice;

/* A weight that training moves. */
typedef struct
{
  guint                   index; /* in the model's list */
  gsize                   n;
  float                  *data;
  float                  *slots[GRADUS_MAX_SLOTS];
  const GradusWeightSpec *spec;
} GradusTrained;

/* What a callback remembers from epoch to epoch. */
typedef struct
{
  gboolean   has_best;
  double     best;
  gint64     wait;
  gint64     cooldown;
  GPtrArray *best_weights; /* (nullable): never changed once made */
} GradusCallbackState;

/* One number that somebody looks at while it is trained. */
typedef struct
{
  GradusTrained      *trained; /* NULL: nobody does */
  GradusUpdateRecord *record;  /* of the step at hand */
  GradusLaneTerms     terms;
  gboolean            has_terms;
  gboolean            is_partial; /* it was begun in the middle of a batch */
  gboolean            has_record;
} GradusUpdateProbe;

struct _GradusTrainer
{
  GradusModel               *model;
  GradusDataset             *data;
  GradusDataset             *validation; /* nullable */
  GradusFitOptions           options;
  GradusPool                *pool;
  const GradusConfig        *loss;
  const GradusLossKind      *loss_kind;
  GradusReduction            reduction;
  const GradusOptimizerKind *optimizer_kind;
  GradusOptimizerStep        step;
  const GradusConfig        *schedule; /* nullable */
  GradusClipping             clipping;
  guint                      n_slots;

  guint                   n_metrics;
  GradusConfig           *metrics[GRADUS_MAX_METRICS]; /* as resolved */
  const GradusMetricKind *metric_kinds[GRADUS_MAX_METRICS];
  char                   *metric_names[GRADUS_MAX_METRICS];
  gsize                   metric_offset[GRADUS_MAX_METRICS + 1];
  guint                   first_weighted; /* of the metrics, those from here on */

  gsize input_size;
  gsize output_size;
  gsize n_columns; /* of the output: its last axis */
  gsize rows_per_sample;
  gsize n_masked_steps; /* time steps of the output, if a mask comes with it; else 0 */
  gsize
    target_size[2]; /* numbers a sample's target has, by GradusTargetForm; 0 = not used */

  guint       n_slices;
  gsize       slice_capacity;
  gsize       part_capacity; /* samples that go forward and back at once */
  GradusSlice slices[GRADUS_MAX_SLICES];
  GArray     *trained; /* of GradusTrained */
  GArray     *chunks;  /* of GradusChunk */
  guint64    *noise_keys;
  guint       lowest_trained;

  /* The place in the run. */
  guint64  n_updates;
  guint64  first_epoch; /* how many were over when the run was taken over from a file */
  guint    epoch;
  guint    batch;
  guint    n_batches;
  guint    batch_samples;   /* in the batch at hand */
  guint32 *order;           /* the epoch's order of the samples */
  guint32 *plain_order;     /* 0, 1, 2 … for validation */
  guint    validation_done; /* validation samples gone through */
  gboolean is_in_batch; /* a part of a batch is done, and nobody used the slices since */
  gboolean is_validating;
  gboolean has_diverged;
  gboolean is_stopped; /* by a callback */
  GArray  *callback_states;
  GradusWeightStats *watch; /* (nullable): what the next update is recorded in */
  float  *watch_before; /* room for a copy of all trained weights, once it was needed */
  GArray *held;         /* (nullable): of GradusWeightPlace: what stays zero */
  atomic_bool      has_non_finite; /* a gradient of this step is not finite */
  double           epoch_loss_sum;
  double           epoch_n_samples;
  double          *epoch_state; /* of the metrics */
  double          *batch_state;
  double           validation_loss_sum;
  double          *validation_state;
  GradusStepReport report;

  /* The pass at hand, read by all threads. */
  GradusDataset    *pass_data;
  const guint32    *pass_indices;
  gsize             pass_n;
  gboolean          pass_training;
  gint64            pass_deadline; /* monotonic time at which slices stop between parts */
  double            pass_divisor;  /* of the sum of the losses of all rows */
  GradusUpdateProbe probe;
  GradusLaps       *laps; /* of what is not in the slices; NULL unless measured */
};

void  gradus_trainer_draw_order (GradusTrainer *self);
guint gradus_trainer_count_slices (const GradusTrainer *self);
/* The loss of the pass that was run, prices on outputs included. */
double gradus_trainer_get_pass_loss (const GradusTrainer *self);
gsize  gradus_trainer_get_state_size (const GradusTrainer *self);
/* Sets a pass over n samples up, and goes on with it: FALSE if the deadline came first.
 */
void     gradus_trainer_begin_pass (GradusTrainer *self,
                                    GradusDataset *data,
                                    const guint32 *indices,
                                    gsize          n,
                                    gboolean       training);
gboolean gradus_trainer_go_on (GradusTrainer *self, gint64 deadline);
/* Both, to the end, not for training. */
void     gradus_trainer_run_slices (GradusTrainer *self,
                                    GradusDataset *data,
                                    const guint32 *indices,
                                    gsize          n);
double   gradus_trainer_get_penalty (const GradusTrainer *self);
gboolean gradus_trainer_apply_gradients (GradusTrainer *self);
void     gradus_trainer_apply_hold (GradusTrainer *self);
void     gradus_trainer_watch_before (GradusTrainer *self);
void     gradus_trainer_watch_after (GradusTrainer *self);
void     gradus_trainer_add_states (const GradusTrainer *self, double *state);
void     gradus_trainer_get_results (const GradusTrainer *self,
                                     const double        *state,
                                     double              *metrics);
/* update-record.c: between the phases of an update. */
void    gradus_trainer_probe_sum (GradusTrainer *self);
void    gradus_trainer_probe_price (GradusTrainer *self);
void    gradus_trainer_probe_begin (GradusTrainer *self);
void    gradus_trainer_probe_move (GradusTrainer *self);
void    gradus_trainer_probe_end (GradusTrainer *self);
GArray *gradus_callback_states_new (guint n_callbacks);
GArray *gradus_callback_states_copy (const GArray *states);
void    gradus_trainer_start_callbacks (GradusTrainer *self);
void    gradus_trainer_begin_epoch_callbacks (GradusTrainer *self);
void    gradus_trainer_end_epoch_callbacks (GradusTrainer *self);
void    gradus_trainer_finish_callbacks (GradusTrainer *self);
/* How many samples one bounded part of an evaluation has. */
gsize gradus_trainer_get_evaluation_size (const GradusTrainer *self);

G_END_DECLS
