/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/lower.h"

#include <stdarg.h>
#include <string.h>

/* Nodes and constants, called after the layer that needs them. */

/* ONNX's numbers for the types of numbers. */
enum
{
  TYPE_FLOAT = 1,
  TYPE_INTEGER = 7,
};

static GradusGraphNode *
add_node (GradusLowering *self, const char *op, const char *first, va_list more)
{
  g_autofree char *name = g_strconcat (self->prefix, "/", op, NULL);
  GradusGraphNode *node = gradus_graph_add (self->graph, name, op);

  for (const char *value = first; value != NULL; value = va_arg (more, const char *))
    gradus_graph_node_take (node, value);
  return node;
}

/**
 * gradus_lower_node:
 * @self: a lowering
 * @op: the operator, a literal
 * @...: the values that it takes, then %NULL
 *
 * Returns: (transfer none): a node that the caller may give attributes; its first output
 * has the node's name
 */
GradusGraphNode *
gradus_lower_node (GradusLowering *self, const char *op, ...)
{
  GradusGraphNode *node;
  va_list          values;

  va_start (values, op);
  node = add_node (self, op, va_arg (values, const char *), values);
  va_end (values);
  return node;
}

const char *
gradus_lower_op (GradusLowering *self, const char *op, ...)
{
  GradusGraphNode *node;
  va_list          values;

  va_start (values, op);
  node = add_node (self, op, va_arg (values, const char *), values);
  va_end (values);
  return gradus_graph_node_get (node);
}

static const char *
reshape (GradusLowering *self, const char *value, gint64 first, const GradusShape *shape)
{
  gint64 dims[GRADUS_MAX_RANK + 1] = { first };

  memcpy (dims + 1, shape->dims, shape->rank * sizeof (gint64));
  return gradus_lower_op (self, "Reshape", value,
                          gradus_lower_integers (self, shape->rank + 1, dims), NULL);
}

/* The operator takes 0 for an axis that stays, and -1 for what is left. */
const char *
gradus_lower_reshape (GradusLowering *self, const char *value, const GradusShape *shape)
{
  return reshape (self, value, 0, shape);
}

const char *
gradus_lower_rebatch (GradusLowering *self, const char *value, const GradusShape *shape)
{
  return reshape (self, value, -1, shape);
}

const char *
gradus_lower_transpose (GradusLowering *self,
                        const char     *value,
                        guint           rank,
                        const gint64   *order)
{
  GradusGraphNode *node = gradus_lower_node (self, "Transpose", value, NULL);

  gradus_graph_node_set_ints (node, "perm", rank, order);
  return gradus_graph_node_get (node);
}

/* The sum takes its axes as an input since operator set 13, the others as an attribute.
 */
const char *
gradus_lower_reduce (GradusLowering *self,
                     const char     *op,
                     const char     *value,
                     guint           n_axes,
                     const gint64   *axes,
                     gboolean        keep)
{
  GradusGraphNode *node = gradus_lower_node (self, op, value, NULL);

  if (strcmp (op, "ReduceSum") == 0)
    gradus_graph_node_take (node, gradus_lower_integers (self, n_axes, axes));
  else
    gradus_graph_node_set_ints (node, "axes", n_axes, axes);
  gradus_graph_node_set_int (node, "keepdims", keep);
  return gradus_graph_node_get (node);
}

const char *
gradus_lower_unsqueeze (GradusLowering *self, const char *value, gint64 axis)
{
  return gradus_lower_op (self, "Unsqueeze", value,
                          gradus_lower_integers (self, 1, &axis), NULL);
}

static const char *
cast (GradusLowering *self, const char *value, gint64 type)
{
  GradusGraphNode *node = gradus_lower_node (self, "Cast", value, NULL);

  gradus_graph_node_set_int (node, "to", type);
  return gradus_graph_node_get (node);
}

const char *
gradus_lower_cast_to_float (GradusLowering *self, const char *value)
{
  return cast (self, value, TYPE_FLOAT);
}

const char *
gradus_lower_cast_to_integer (GradusLowering *self, const char *value)
{
  return cast (self, value, TYPE_INTEGER);
}

const char *
gradus_lower_slice (GradusLowering *self,
                    const char     *value,
                    gint64          axis,
                    gint64          first,
                    gint64          end,
                    gint64          step)
{
  GradusGraphNode *node = gradus_lower_node (self, "Slice", value, NULL);

  gradus_graph_node_take (node, gradus_lower_integers (self, 1, &first));
  gradus_graph_node_take (node, gradus_lower_integers (self, 1, &end));
  gradus_graph_node_take (node, gradus_lower_integers (self, 1, &axis));
  if (step != 1)
    gradus_graph_node_take (node, gradus_lower_integers (self, 1, &step));
  return gradus_graph_node_get (node);
}

/* --- Constants --- */

static const char *
take_constant (GradusLowering *self,
               const char     *name,
               guint           rank,
               const gint64   *dims,
               float          *floats,
               gint64         *integers)
{
  g_autofree char *base = g_strconcat (self->prefix, "/", name, NULL);

  return gradus_graph_take_constant (self->graph, base, rank, dims, floats, integers);
}

const char *
gradus_lower_number (GradusLowering *self, double number)
{
  float value = (float) number;

  return take_constant (self, "number", 0, NULL, g_memdup2 (&value, sizeof value), NULL);
}

const char *
gradus_lower_integers (GradusLowering *self, guint n, const gint64 *integers)
{
  gint64 length = n;

  return take_constant (self, "numbers", 1, &length, NULL,
                        g_memdup2 (integers, n * sizeof (gint64)));
}

const char *
gradus_lower_floats (GradusLowering    *self,
                     const char        *name,
                     const GradusShape *shape,
                     const float       *data)
{
  return take_constant (self, name, shape->rank, shape->dims,
                        g_memdup2 (data, gradus_shape_size (shape) * sizeof (float)),
                        NULL);
}

/* How far apart the numbers of @shape lie along each of its axes. */
static void
get_strides (const GradusShape *shape, gsize *strides)
{
  gsize stride = 1;

  for (guint i = shape->rank; i-- > 0; stride *= (gsize) shape->dims[i])
    strides[i] = stride;
}

const char *
gradus_lower_turned (GradusLowering    *self,
                     const char        *name,
                     const GradusShape *shape,
                     const float       *data,
                     const guint       *order)
{
  gsize       size = gradus_shape_size (shape);
  float      *turned = g_new (float, MAX (size, 1));
  GradusShape turned_shape = { .rank = shape->rank };
  gsize       strides[GRADUS_MAX_RANK], turned_strides[GRADUS_MAX_RANK];

  for (guint i = 0; i < shape->rank; i++)
    turned_shape.dims[i] = shape->dims[order[i]];
  get_strides (shape, strides);
  get_strides (&turned_shape, turned_strides);
  for (gsize to = 0; to < size; to++)
    {
      gsize from = 0;

      for (guint i = 0; i < shape->rank; i++)
        from += to / turned_strides[i] % (gsize) turned_shape.dims[i] * strides[order[i]];
      turned[to] = data[from];
    }
  return take_constant (self, name, turned_shape.rank, turned_shape.dims, turned, NULL);
}

const char *
gradus_lower_weight (GradusLowering *self, const GradusLayerPlan *plan, guint weight)
{
  return gradus_lower_floats (self, plan->weights[weight].name,
                              &plan->weights[weight].shape, self->weights[weight]);
}

const char *
gradus_lower_shared (GradusLowering    *self,
                     const char        *name,
                     const GradusShape *shape,
                     const float       *data)
{
  guint order[GRADUS_MAX_RANK];

  for (guint i = 0; i < shape->rank; i++)
    order[gradus_lower_get_axis (self, i) - 1] = i;
  return gradus_lower_turned (self, name, shape, data, order);
}
