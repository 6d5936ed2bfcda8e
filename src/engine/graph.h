/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/shape.h"

G_BEGIN_DECLS

#define GRADUS_GRAPH_MAX_RANK (GRADUS_MAX_RANK + 2)

typedef struct _GradusGraph GradusGraph;

/**
 * GradusGraphConstant:
 * @name: what nodes call it
 * @rank: number of axes, 0 for a single number
 * @dims: their lengths, outermost first
 * @n: how many numbers
 * @floats: (nullable) (array length=n): the numbers; %NULL where they are whole
 * @integers: (nullable) (array length=n): the numbers where they are whole
 *
 * Numbers that are part of a graph: weights, and whole numbers that operators take as
 * inputs, like a shape.
 */
typedef struct
{
  const char *name;
  guint       rank;
  gint64      dims[GRADUS_GRAPH_MAX_RANK];
  gsize       n;
  float      *floats;
  gint64     *integers;
} GradusGraphConstant;

typedef enum
{
  GRADUS_GRAPH_INTEGER,
  GRADUS_GRAPH_INTEGERS,
  GRADUS_GRAPH_FLOAT,
  GRADUS_GRAPH_TEXT,
  GRADUS_GRAPH_TEXTS,
  GRADUS_GRAPH_BODY,
} GradusGraphAttributeType;

/**
 * GradusGraphAttribute:
 * @name: the operator's word for it, like `strides`
 * @type: which of the others counts
 * @integer: one whole number
 * @number: one number
 * @text: a word
 * @integers: (element-type gint64): whole numbers
 * @texts: (array zero-terminated=1): words
 * @body: a graph that the operator runs, once for each time step
 */
typedef struct
{
  const char              *name;
  GradusGraphAttributeType type;
  gint64                   integer;
  double                   number;
  char                    *text;
  GArray                  *integers;
  char                   **texts;
  GradusGraph             *body;
} GradusGraphAttribute;

/**
 * GradusGraphNode:
 * @name: unique, like `conv2d/Conv`
 * @op: the operator, in the words of ONNX, like `Conv`
 * @graph: (transfer none): what it is a part of
 * @inputs: (element-type utf8): the values that it takes; "" is one that is left out
 * @outputs: (element-type utf8): the values that it gives; the first has the node's name
 * @attributes: (element-type GradusGraphAttribute): what else it is told
 *
 * One step of a graph.
 */
typedef struct
{
  const char  *name;
  const char  *op;
  GradusGraph *graph;
  GPtrArray   *inputs;
  GPtrArray   *outputs;
  GArray      *attributes;
} GradusGraphNode;

/**
 * GradusGraphPort:
 * @name: the value that comes in or goes out
 * @shape: its shape without the batch axis, which comes first
 * @is_truth: whether it holds yes and no instead of numbers
 */
typedef struct
{
  const char *name;
  GradusShape shape;
  gboolean    is_truth;
} GradusGraphPort;

/**
 * GradusGraph:
 * @name: its name
 * @nodes: (element-type GradusGraphNode): the steps, each behind those whose values it
 * takes
 * @constants: (element-type GradusGraphConstant): numbers; empty in a graph inside
 * another one, whose nodes use those of the graph around them
 * @inputs: (element-type GradusGraphPort): what comes in
 * @outputs: (element-type GradusGraphPort): what goes out
 * @outer: (nullable) (transfer none): the graph that this one is inside of
 * @taken: names that are in use; %NULL unless this is the outermost graph
 * @strings: owns all names; likewise
 *
 * What a network computes, as steps of standard operators: those of ONNX's operator set
 * %GRADUS_GRAPH_OPERATOR_SET. Nothing here knows the file format.
 */
struct _GradusGraph
{
  char         *name;
  GPtrArray    *nodes;
  GPtrArray    *constants;
  GArray       *inputs;
  GArray       *outputs;
  GradusGraph  *outer;
  GHashTable   *taken;
  GStringChunk *strings;
};

#define GRADUS_GRAPH_OPERATOR_SET 13

GradusGraph *gradus_graph_new (const char *name);
/* A graph for a node of @outer: names are unique in both, constants go to the outermost
 * one. */
GradusGraph *gradus_graph_new_inside (GradusGraph *outer, const char *name);
void         gradus_graph_free (GradusGraph *self);

/* A name that nothing has yet: @base, or @base with a number behind it. */
const char      *gradus_graph_make_name (GradusGraph *self, const char *base);
GradusGraphNode *gradus_graph_add (GradusGraph *self, const char *name, const char *op);
/* One more input or output of a node; the output's name is made from @base. */
void        gradus_graph_node_take (GradusGraphNode *self, const char *value);
const char *gradus_graph_node_give (GradusGraphNode *self, const char *base);
/* The first output. */
const char *gradus_graph_node_get (const GradusGraphNode *self);
void        gradus_graph_node_set_int (GradusGraphNode *self, const char *name, gint64 i);
void        gradus_graph_node_set_ints (GradusGraphNode *self,
                                        const char      *name,
                                        guint            n,
                                        const gint64    *integers);
void gradus_graph_node_set_float (GradusGraphNode *self, const char *name, double number);
void
gradus_graph_node_set_text (GradusGraphNode *self, const char *name, const char *text);
void gradus_graph_node_set_texts (GradusGraphNode   *self,
                                  const char        *name,
                                  const char *const *texts);
void
gradus_graph_node_take_body (GradusGraphNode *self, const char *name, GradusGraph *body);

/* Takes @floats or @integers over; the other one is NULL. Returns the constant's name. */
const char *gradus_graph_take_constant (GradusGraph  *self,
                                        const char   *base,
                                        guint         rank,
                                        const gint64 *dims,
                                        float        *floats,
                                        gint64       *integers);
const char *gradus_graph_add_input (GradusGraph       *self,
                                    const char        *base,
                                    const GradusShape *shape,
                                    gboolean           is_truth);
void
gradus_graph_add_output (GradusGraph *self, const char *value, const GradusShape *shape);
/* The node that gives @value, which is no input and no constant; else NULL. */
GradusGraphNode *gradus_graph_find_giver (const GradusGraph *self, const char *value);
/* Calls a value otherwise, wherever it is given or taken. */
void gradus_graph_rename (GradusGraph *self, const char *value, const char *name);
/* Drops nodes and constants that no output needs. */
void gradus_graph_prune (GradusGraph *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GradusGraph, gradus_graph_free)

G_END_DECLS
