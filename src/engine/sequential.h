/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/layer.h"

G_BEGIN_DECLS

/**
 * GradusLayer:
 * @uid: identity that survives moving, editing and copying; never 0
 * @name: Keras's name, unique in its model, like `dense_1`
 * @trainable: whether training may change its weights
 * @config: its kind and parameters
 */
typedef struct
{
  guint64       uid;
  char         *name;
  gboolean      trainable;
  GradusConfig *config;
} GradusLayer;

GradusLayer *gradus_layer_new (const char *class_name);
GradusLayer *gradus_layer_new_from_config (GradusConfig *config);
GradusLayer *gradus_layer_copy (const GradusLayer *self);
void         gradus_layer_free (GradusLayer *self);
gboolean     gradus_layer_equal (const GradusLayer *a, const GradusLayer *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusLayer, gradus_layer_free)

/**
 * GradusSequential:
 * @name: Keras's name of the model
 * @input: shape of one sample
 * @layers: (element-type GradusLayer): the stack, first layer first
 * @loss: the loss, always set
 * @optimizer: the optimizer, always set
 * @metrics: (element-type GradusConfig): what to watch besides the loss
 * @weighted_metrics: (element-type GradusConfig): likewise, with samples weighted
 * @callbacks: (element-type GradusConfig): what happens between epochs
 * @class_weights: (element-type double): how much each class counts in training; empty
 * counts all alike
 * @notes: (nullable) (element-type utf8 utf8): what a file says besides, as
 * gradus_config_set_note() keeps it
 *
 * The description of a Sequential model, of how it is compiled and of how fit() is called
 * with objects: what Keras keeps in config.json, and a little more. It holds no weights
 * and computes nothing. Plain data: the owner may change it; a copy is independent and
 * keeps the layers' uids.
 */
typedef struct
{
  char         *name;
  GradusShape   input;
  GPtrArray    *layers;
  GradusConfig *loss;
  GradusConfig *optimizer;
  GPtrArray    *metrics;
  GPtrArray    *weighted_metrics;
  GPtrArray    *callbacks;
  GArray       *class_weights;
  GHashTable   *notes;
} GradusSequential;

GradusSequential *gradus_sequential_new (const GradusShape *input);
GradusSequential *gradus_sequential_copy (const GradusSequential *self);
void              gradus_sequential_free (GradusSequential *self);
gboolean gradus_sequential_equal (const GradusSequential *a, const GradusSequential *b);
guint    gradus_sequential_get_n_layers (const GradusSequential *self);
GradusLayer *gradus_sequential_get_layer (const GradusSequential *self, guint index);
int          gradus_sequential_find_uid (const GradusSequential *self, guint64 uid);
/* Inserting gives the layer a name that no other layer has, unless it already has one. */
void gradus_sequential_insert (GradusSequential *self, guint index, GradusLayer *layer);
GradusLayer *gradus_sequential_steal (GradusSequential *self, guint index);
void         gradus_sequential_move (GradusSequential *self, guint from, guint to);
/* Appends and returns the new layer's configuration, for building stacks in code. */
GradusConfig *gradus_sequential_add (GradusSequential *self, const char *class_name);
GradusConfig *gradus_sequential_add_dense (GradusSequential *self,
                                           gint64            units,
                                           const char       *activation);
void          gradus_sequential_take_loss (GradusSequential *self, GradusConfig *loss);
void gradus_sequential_take_optimizer (GradusSequential *self, GradusConfig *optimizer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusSequential, gradus_sequential_free)

/**
 * GradusPlan:
 *
 * The shapes and parameter counts of a stack, and what does not fit. A plan is made for
 * any stack: after the first layer that does not fit, shapes are unknown. Immutable.
 */
typedef struct _GradusPlan GradusPlan;

GradusPlan *gradus_plan_new (const GradusSequential *sequential);
GradusPlan *gradus_plan_ref (GradusPlan *self);
void        gradus_plan_unref (GradusPlan *self);
/* The plan's own copy of the description; borrowed. */
const GradusSequential *gradus_plan_get_sequential (const GradusPlan *self);
guint                   gradus_plan_get_n_layers (const GradusPlan *self);
/* NULL from the first layer on that does not fit. */
const GradusLayerPlan *gradus_plan_get_layer (const GradusPlan *self, guint index);
/* FALSE where unknown. The output of layer -1 is the input. */
gboolean gradus_plan_get_output (const GradusPlan *self, int index, GradusShape *shape);
/* The layer that does not fit, with why; -1 and NULL when all fit. */
int      gradus_plan_get_problem (const GradusPlan *self, const GError **error);
gboolean gradus_plan_is_whole (const GradusPlan *self);
guint64  gradus_plan_get_n_params (const GradusPlan *self, guint index);
guint64  gradus_plan_get_n_trainable_params (const GradusPlan *self, guint index);
guint64  gradus_plan_get_total_params (const GradusPlan *self);
/* Keras's summary() as text, in the width given. */
char *gradus_plan_to_summary (const GradusPlan *self, guint width);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusPlan, gradus_plan_unref)

G_END_DECLS
