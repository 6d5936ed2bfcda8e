/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/sequential.h"
#include "engine/tensor.h"

G_BEGIN_DECLS

/**
 * GradusWeightInfo:
 * @layer: which layer it belongs to
 * @index: its place among the layer's weights
 * @path: Keras's path, like `sequential/dense/kernel`; owned by the model
 * @shape: its shape
 * @trainable: whether training changes it (weight and layer both trainable)
 */
typedef struct
{
  guint       layer;
  guint       index;
  const char *path;
  GradusShape shape;
  gboolean    trainable;
} GradusWeightInfo;

/**
 * GradusModel:
 *
 * A built Sequential model: its plan and its weights. A model belongs to one thread at a
 * time.
 */
typedef struct _GradusModel GradusModel;

/* Fails with the plan's problem if the stack does not fit. @seed draws the start weights.
 */
GradusModel      *
gradus_model_new (const GradusSequential *sequential, guint64 seed, GError **error);
void gradus_model_free (GradusModel *self);
GradusPlan             *gradus_model_get_plan (const GradusModel *self);
const GradusSequential *gradus_model_get_sequential (const GradusModel *self);

guint                   gradus_model_get_n_weights (const GradusModel *self);
const GradusWeightInfo *gradus_model_get_weight_info (const GradusModel *self,
                                                      guint              index);
/* Index of a layer's weight in the model's list, -1 if there is none. */
int gradus_model_find_weight (const GradusModel *self, guint layer, const char *name);
/* Borrowed; the model may write to it when it trains. */
float *gradus_model_get_weight_data (const GradusModel *self, guint index);
/* (element-type GradusTensor) (transfer full): copies of all weights, in order. */
GPtrArray *gradus_model_dup_weights (const GradusModel *self);
gboolean gradus_model_set_weights (GradusModel *self, GPtrArray *weights, GError **error);
void     gradus_model_reset_weights (GradusModel *self, guint64 seed);

/* Forward pass without training behaviour. @x: (n, input); @y: (n, output). Any n. */
void gradus_model_predict (GradusModel *self, gsize n, const float *x, float *y);
/* (element-type GradusTensor) (transfer full): the output of every layer, shape (n,
 * output). */
GPtrArray *gradus_model_get_activations (GradusModel *self, gsize n, const float *x);
/* How the output of one sample follows its input; @gradient: (input). FALSE: a layer in
 * between has no gradient, or none for its input. */
gboolean gradus_model_get_input_gradient (GradusModel *self,
                                          const float *x,
                                          const float *output_gradient,
                                          float       *gradient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusModel, gradus_model_free)

G_END_DECLS
