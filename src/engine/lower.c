/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/lower.h"

#include <config.h>

#include "engine/error.h"
#include "engine/parts.h"

#include <glib/gi18n-lib.h>

/* From a model to a graph: layer after layer, and the value that goes between them. */

/* --- The value between the layers --- */

/* The order of axes that brings the channels to the front, or back to the end. */
static void
get_order (guint rank, gboolean to_front, gint64 *order)
{
  order[0] = 0;
  for (guint i = 1; i <= rank; i++)
    if (to_front)
      order[i] = i == 1 ? rank : i - 1;
    else
      order[i] = i == rank ? 1 : i + 1;
}

static void
turn_forwards (GradusLowering *self)
{
  if (!self->is_backwards)
    return;
  self->x = gradus_lower_slice (self, self->x, gradus_lower_get_axis (self, 0), -1,
                                GRADUS_LOWER_START, -1);
  self->is_backwards = FALSE;
}

static const char *
bring_channels (GradusLowering *self, gboolean to_front)
{
  gint64 order[GRADUS_GRAPH_MAX_RANK];

  turn_forwards (self);
  if (self->shape.rank > 1 && self->is_channels_first != to_front)
    {
      get_order (self->shape.rank, to_front, order);
      self->x = gradus_lower_transpose (self, self->x, self->shape.rank + 1, order);
      self->is_channels_first = to_front;
    }
  return self->x;
}

const char *
gradus_lower_channels_last (GradusLowering *self)
{
  return bring_channels (self, FALSE);
}

const char *
gradus_lower_channels_first (GradusLowering *self)
{
  return bring_channels (self, TRUE);
}

const char *
gradus_lower_any_layout (GradusLowering *self)
{
  turn_forwards (self);
  return self->x;
}

gint64
gradus_lower_get_axis (const GradusLowering *self, guint axis)
{
  if (!self->is_channels_first)
    return axis + 1;
  return axis + 1 == self->shape.rank ? 1 : axis + 2;
}

void
gradus_lower_each (GradusLowering *self, const char *op)
{
  self->x = gradus_lower_op (self, op, gradus_lower_any_layout (self), NULL);
}

void
gradus_lower_activation (GradusLowering *self, const GradusConfig *activation)
{
  const GradusActivationKind *kind =
    (const GradusActivationKind *) gradus_config_get_kind (activation);

  if (kind->lower != NULL)
    kind->lower (activation, self);
}

const char *
gradus_lower_bend (GradusLowering     *self,
                   const GradusConfig *activation,
                   const char         *value)
{
  GradusLowering inner = *self;

  inner.x = value;
  inner.shape = GRADUS_SHAPE_1 (1);
  inner.is_channels_first = FALSE;
  inner.is_backwards = FALSE;
  gradus_lower_activation (&inner, activation);
  return inner.x;
}

/* --- Layers --- */

/**
 * gradus_lower_refuse:
 * @self: a lowering
 * @name: Keras's name of the kind of layer
 *
 * Says that a layer cannot be written as standard operators; what was said first counts.
 */
void
gradus_lower_refuse (GradusLowering *self, const char *name)
{
  if (self->error == NULL)
    g_set_error (&self->error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
                 _ (
                   "The layer “%s” is a %s, which other programs have no operators for."),
                 self->prefix, name);
}

/**
 * gradus_lower_layer:
 * @self: a lowering whose value is the layer's input
 * @plan: the layer's plan
 * @weights: its weights, in the plan's order
 *
 * Adds one layer as it works after training. Afterwards the value is the layer's output,
 * and the mask that of the output, or %NULL. A layer that cannot be lowered sets the
 * error.
 */
void
gradus_lower_layer (GradusLowering        *self,
                    const GradusLayerPlan *plan,
                    float *const          *weights)
{
  const GradusLayerKind *kind = gradus_layer_kind_of (plan->config);

  if (self->error != NULL)
    return;
  self->weights = weights;
  if (kind->lower != NULL)
    kind->lower (plan, self);
  else if (!(kind->flags & GRADUS_LAYER_TRAINING_ONLY))
    gradus_lower_refuse (self, kind->base.name);
  self->shape = plan->output;
  if (!plan->has_output_mask)
    self->mask = NULL;
}

static void
divide_input (GradusLowering *self, double divisor)
{
  if (divisor != 1)
    self->x =
      gradus_lower_op (self, "Div", self->x, gradus_lower_number (self, divisor), NULL);
}

static void
lower_layers (GradusLowering *self, const GradusModel *model)
{
  GradusPlan *plan = gradus_model_get_plan (model);
  guint       weight = 0;

  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    {
      const GradusLayerPlan *layer = gradus_plan_get_layer (plan, i);
      float                 *weights[GRADUS_MAX_LAYER_WEIGHTS];

      for (guint j = 0; j < layer->n_weights; j++)
        weights[j] = gradus_model_get_weight_data (model, weight++);
      self->prefix =
        gradus_sequential_get_layer (gradus_plan_get_sequential (plan), i)->name;
      gradus_lower_layer (self, layer, weights);
    }
}

static void
name_output (GradusLowering *self)
{
  const char *name = gradus_graph_make_name (self->graph, "output");

  gradus_lower_channels_last (self);
  if (gradus_graph_find_giver (self->graph, self->x) == NULL)
    self->x = gradus_lower_op (self, "Identity", self->x, NULL);
  gradus_graph_rename (self->graph, self->x, name);
  gradus_graph_add_output (self->graph, name, &self->shape);
}

/**
 * gradus_model_lower:
 * @model: a model
 * @divisor: what the input is divided by before the first layer, like 255 for bytes; 1
 * for nothing
 * @error: return location for an error
 *
 * Writes a model as a graph of standard operators that computes what
 * gradus_model_predict() does. Its input is called `input`, its output `output`; both
 * have Keras's shapes, with the batch as their first axis and the channels as their last.
 *
 * Errors: `GRADUS_ERROR_UNSUPPORTED` if a layer cannot be written so
 *
 * Returns: (transfer full) (nullable): the graph
 */
GradusGraph *
gradus_model_lower (const GradusModel *model, double divisor, GError **error)
{
  GradusPlan             *plan = gradus_model_get_plan (model);
  const GradusSequential *sequential = gradus_plan_get_sequential (plan);
  g_autoptr (GradusGraph) graph = gradus_graph_new (sequential->name);
  GradusLowering          self = { .graph = graph, .prefix = "input" };

  gradus_plan_get_output (plan, -1, &self.shape);
  self.x = gradus_graph_add_input (graph, "input", &self.shape, FALSE);
  divide_input (&self, divisor);
  lower_layers (&self, model);
  if (self.error != NULL)
    {
      g_propagate_error (error, self.error);
      return NULL;
    }
  name_output (&self);
  gradus_graph_prune (graph);
  return g_steal_pointer (&graph);
}
