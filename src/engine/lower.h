/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/graph.h"
#include "engine/layer.h"
#include "engine/model.h"

G_BEGIN_DECLS

/**
 * GradusLowering:
 * @graph: where nodes go
 * @prefix: what names begin with: the layer's own name
 * @weights: the layer's weights, in its plan's order
 * @x: the value between the layers
 * @shape: its shape in the engine: one sample, channels last
 * @is_channels_first: whether @x holds the channels before the rows and columns
 * @is_backwards: whether @x holds the time steps in the order opposite to the engine's
 * @mask: (nullable): (shape N, time steps), yes and no: which steps count; always
 * forwards
 * @error: (nullable): why the network cannot be written down
 *
 * A network on its way from layers to the operators of a graph. A layer's lower() takes
 * @x, adds nodes and leaves in @x what comes out.
 *
 * Operators for pictures want the channels first (N, C, H, W), Keras has them last.
 * Whoever takes @x says which he wants, and only then is it transposed; so convolutions
 * that follow each other have no transposition between them. In the same way a sequence
 * that was read backwards is only turned round where somebody minds.
 */
struct _GradusLowering
{
  GradusGraph  *graph;
  const char   *prefix;
  float *const *weights;
  const char   *x;
  GradusShape   shape;
  gboolean      is_channels_first;
  gboolean      is_backwards;
  const char   *mask;
  GError       *error;
};

/* The whole network. @divisor: what the input is divided by before the first layer, like
 * 255 for bytes; 1 for nothing. */
GradusGraph *
gradus_model_lower (const GradusModel *model, double divisor, GError **error);
/* One layer, also one inside another. */
void gradus_lower_layer (GradusLowering        *self,
                         const GradusLayerPlan *plan,
                         float *const          *weights);
void gradus_lower_refuse (GradusLowering *self, const char *name);

/* --- The value between the layers --- */

/* @x as the engine has it. */
const char *gradus_lower_channels_last (GradusLowering *self);
/* @x with the channels before rows and columns, or before time steps. */
const char *gradus_lower_channels_first (GradusLowering *self);
/* @x in whatever layout it has, for operators on each number alone. */
const char *gradus_lower_any_layout (GradusLowering *self);
/* Where the axis @axis of a sample, counted from 0, stands in @x, with the batch. */
gint64 gradus_lower_get_axis (const GradusLowering *self, guint axis);
/* Replaces @x by what @op makes of it, in the same layout. */
void gradus_lower_each (GradusLowering *self, const char *op);

/* --- Nodes: inputs end with NULL, "" leaves one out --- */

GradusGraphNode *
gradus_lower_node (GradusLowering *self, const char *op, ...) G_GNUC_NULL_TERMINATED;
/* The same for operators that need no attributes; returns what it gives. */
const char *
gradus_lower_op (GradusLowering *self, const char *op, ...) G_GNUC_NULL_TERMINATED;
/* Sees @value, whose first axis is the batch, as (N, shape). */
const char *
gradus_lower_reshape (GradusLowering *self, const char *value, const GradusShape *shape);
/* Sees any value as a batch of @shape, as large as need be. */
const char *
gradus_lower_rebatch (GradusLowering *self, const char *value, const GradusShape *shape);
const char *gradus_lower_transpose (GradusLowering *self,
                                    const char     *value,
                                    guint           rank,
                                    const gint64   *order);
const char *gradus_lower_reduce (GradusLowering *self,
                                 const char     *op,
                                 const char     *value,
                                 guint           n_axes,
                                 const gint64   *axes,
                                 gboolean        keep);
/* Adds an axis of length 1 at @axis. */
const char *gradus_lower_unsqueeze (GradusLowering *self, const char *value, gint64 axis);
const char *gradus_lower_cast_to_float (GradusLowering *self, const char *value);
const char *gradus_lower_cast_to_integer (GradusLowering *self, const char *value);
/* Every @step-th from @first up to, not with, @end along @axis; -1 is the last. */
#define GRADUS_LOWER_START G_MININT64 /* as @end: before the first */
const char *gradus_lower_slice (GradusLowering *self,
                                const char     *value,
                                gint64          axis,
                                gint64          first,
                                gint64          end,
                                gint64          step);
/* What an activation makes of rows along the last axis of @value. */
const char *gradus_lower_bend (GradusLowering     *self,
                               const GradusConfig *activation,
                               const char         *value);
/* Bends @x, whatever its layout. */
void gradus_lower_activation (GradusLowering *self, const GradusConfig *activation);

/* --- Constants --- */

const char *gradus_lower_number (GradusLowering *self, double number);
const char *gradus_lower_integers (GradusLowering *self, guint n, const gint64 *integers);
/* Copies @data, of the given shape. */
const char *gradus_lower_floats (GradusLowering    *self,
                                 const char        *name,
                                 const GradusShape *shape,
                                 const float       *data);
/* The same with its axes exchanged: axis i of the constant is axis order[i] of @shape. */
const char *gradus_lower_turned (GradusLowering    *self,
                                 const char        *name,
                                 const GradusShape *shape,
                                 const float       *data,
                                 const guint       *order);
/* A weight as it is. */
const char *
gradus_lower_weight (GradusLowering *self, const GradusLayerPlan *plan, guint weight);
/* Numbers that meet those of @x: @shape has as many axes as a sample, of length 1 where
 * all share a number. Laid out as @x is now. */
const char *gradus_lower_shared (GradusLowering    *self,
                                 const char        *name,
                                 const GradusShape *shape,
                                 const float       *data);
G_END_DECLS
