/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/laps.h"
#include "engine/sequential.h"

G_BEGIN_DECLS

/**
 * GradusLaneTerms:
 * @layer: which layer
 * @weight: which of its weights
 * @offset: which number of it
 * @inputs: (array): for each sample of a batch, what comes in along that number
 * @errors: (array): and the gradient of the sum that it goes to
 *
 * What the gradient of one number is the sum of, written down on the way back.
 */
typedef struct
{
  guint  layer;
  guint  weight;
  gsize  offset;
  float *inputs;
  float *errors;
} GradusLaneTerms;

/**
 * GradusLane:
 *
 * Room for one slice of a batch on its way through a network: the outputs of all layers,
 * what they remember for the way back, and scratch, in one block that is laid out once. A
 * lane belongs to one thread at a time; the plan and the weights are shared.
 */
typedef struct
{
  const GradusPlan *plan; /* borrowed */
  gsize             capacity;
  guint             n_layers;
  GArray           *stages; /* of GradusStage: what is run */
  float            *block;
  float  **outputs; /* (shape capacity, output) for each layer; NULL inside fused ones */
  float  **caches;  /* for each stage */
  guint8 **masks;   /* (shape capacity, output.dims[0]); NULL where there is none */
  guint8  *mask_block;
  double   activity_penalty; /* of the last slice that went forward */
  float   *scratch;
  GradusLaps            *laps;  /* NULL unless somebody measures; not owned */
  const GradusLaneTerms *terms; /* (nullable): what is wanted of it; not owned */
  float *gradients[2]; /* d loss / d output, taking turns; NULL without training */
} GradusLane;

/**
 * GradusPass:
 * @n: samples in this slice
 * @first: place of the first of them in the batch
 * @x: (shape n, input): the samples
 * @weights: of all layers, one after the other
 * @weight_gradients: (nullable): likewise
 * @first_weight: (array): where each layer's weights begin in these two
 * @batch_n: samples in the whole batch, over which activity is priced; 0 asks no price
 * @accumulate: whether gradients are added to what is there
 * @training: Keras's training flag
 * @noise_keys: (nullable) (array): each layer's random stream
 * @noise_step: the step
 * @lowest_trained: the first layer that has anything to train; no gradient goes below it
 * @wants_input: whether the gradient is to reach the samples, all the way down
 */
typedef struct
{
  gsize          n;
  gsize          first;
  const float   *x;
  float *const  *weights;
  float *const  *weight_gradients;
  const guint   *first_weight;
  gsize          batch_n;
  gboolean       accumulate;
  gboolean       training;
  const guint64 *noise_keys;
  guint64        noise_step;
  guint          lowest_trained;
  gboolean       wants_input;
} GradusPass;

GradusLane  *gradus_lane_new (const GradusPlan *plan,
                              gsize             capacity,
                              gboolean          for_training,
                              gboolean          may_fuse);
void         gradus_lane_free (GradusLane *self);
const float *gradus_lane_forward (GradusLane *self, const GradusPass *pass);
/* (shape n, output): what the last pass put out */
const float *gradus_lane_get_output (const GradusLane *self);
float       *gradus_lane_get_output_gradient (GradusLane *self);
/* (nullable): which rows of the output count */
const guint8 *gradus_lane_get_output_mask (GradusLane *self);
gboolean      gradus_lane_backward (GradusLane *self, const GradusPass *pass);
/* (shape n, input): what a pass that wants_input left there */
const float *gradus_lane_get_input_gradient (const GradusLane *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusLane, gradus_lane_free)

G_END_DECLS
