/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/graph.h"

#include <string.h>

static void
clear_attribute (gpointer data)
{
  GradusGraphAttribute *self = data;

  g_free (self->text);
  g_clear_pointer (&self->integers, g_array_unref);
  g_strfreev (self->texts);
  g_clear_pointer (&self->body, gradus_graph_free);
}

static void
free_node (gpointer data)
{
  GradusGraphNode *self = data;

  g_ptr_array_unref (self->inputs);
  g_ptr_array_unref (self->outputs);
  g_array_unref (self->attributes);
  g_free (self);
}

static void
free_constant (gpointer data)
{
  GradusGraphConstant *self = data;

  g_free (self->floats);
  g_free (self->integers);
  g_free (self);
}

static GradusGraph *
get_outermost (GradusGraph *self)
{
  return self->outer == NULL ? self : get_outermost (self->outer);
}

/**
 * gradus_graph_new:
 * @name: what it is called
 *
 * Returns: (transfer full): a graph without nodes
 */
GradusGraph *
gradus_graph_new (const char *name)
{
  GradusGraph *self = g_new0 (GradusGraph, 1);

  self->name = g_strdup (name);
  self->nodes = g_ptr_array_new_with_free_func (free_node);
  self->constants = g_ptr_array_new_with_free_func (free_constant);
  self->inputs = g_array_new (FALSE, TRUE, sizeof (GradusGraphPort));
  self->outputs = g_array_new (FALSE, TRUE, sizeof (GradusGraphPort));
  self->taken = g_hash_table_new (g_str_hash, g_str_equal);
  self->strings = g_string_chunk_new (1024);
  return self;
}

/**
 * gradus_graph_new_inside:
 * @outer: the graph around it, which must outlive it
 * @name: what it is called
 *
 * Returns: (transfer full): a graph without nodes, for gradus_graph_node_take_body()
 */
GradusGraph *
gradus_graph_new_inside (GradusGraph *outer, const char *name)
{
  GradusGraph *self = gradus_graph_new (name);

  self->outer = outer;
  g_clear_pointer (&self->taken, g_hash_table_unref);
  g_clear_pointer (&self->strings, g_string_chunk_free);
  return self;
}

/**
 * gradus_graph_free:
 * @self: (nullable) (transfer full): a graph
 */
void
gradus_graph_free (GradusGraph *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->constants);
  g_array_unref (self->inputs);
  g_array_unref (self->outputs);
  g_clear_pointer (&self->taken, g_hash_table_unref);
  g_clear_pointer (&self->strings, g_string_chunk_free);
  g_free (self->name);
  g_free (self);
}

/**
 * gradus_graph_make_name:
 * @self: a graph
 * @base: what the name should be
 *
 * Returns: (transfer none): @base, or @base_2, @base_3 … where that is taken. It lives as
 * long as the outermost graph.
 */
const char *
gradus_graph_make_name (GradusGraph *self, const char *base)
{
  GradusGraph     *root = get_outermost (self);
  g_autofree char *name = g_strdup (base);
  char            *kept;

  for (guint i = 2; g_hash_table_contains (root->taken, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s_%u", base, i);
    }
  kept = g_string_chunk_insert (root->strings, name);
  g_hash_table_add (root->taken, kept);
  return kept;
}

/* --- Nodes --- */

/**
 * gradus_graph_add:
 * @self: a graph
 * @name: what the node should be called
 * @op: (transfer none): the operator; a literal
 *
 * Returns: (transfer none): a node behind all others, without inputs and with one output
 */
GradusGraphNode *
gradus_graph_add (GradusGraph *self, const char *name, const char *op)
{
  GradusGraphNode *node = g_new0 (GradusGraphNode, 1);

  node->name = gradus_graph_make_name (self, name);
  node->op = op;
  node->graph = self;
  node->inputs = g_ptr_array_new ();
  node->outputs = g_ptr_array_new ();
  node->attributes = g_array_new (FALSE, TRUE, sizeof (GradusGraphAttribute));
  g_array_set_clear_func (node->attributes, clear_attribute);
  g_ptr_array_add (node->outputs, (gpointer) node->name);
  g_ptr_array_add (self->nodes, node);
  return node;
}

void
gradus_graph_node_take (GradusGraphNode *self, const char *value)
{
  g_ptr_array_add (self->inputs, (gpointer) value);
}

const char *
gradus_graph_node_give (GradusGraphNode *self, const char *base)
{
  const char *value = gradus_graph_make_name (self->graph, base);

  g_ptr_array_add (self->outputs, (gpointer) value);
  return value;
}

const char *
gradus_graph_node_get (const GradusGraphNode *self)
{
  return self->outputs->pdata[0];
}

static void
add_attribute (GradusGraphNode *self, GradusGraphAttribute attribute)
{
  g_array_append_val (self->attributes, attribute);
}

void
gradus_graph_node_set_int (GradusGraphNode *self, const char *name, gint64 i)
{
  add_attribute (self, (GradusGraphAttribute){
                         .name = name, .type = GRADUS_GRAPH_INTEGER, .integer = i });
}

void
gradus_graph_node_set_ints (GradusGraphNode *self,
                            const char      *name,
                            guint            n,
                            const gint64    *integers)
{
  GArray *copy = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_vals (copy, integers, n);
  add_attribute (self, (GradusGraphAttribute){
                         .name = name, .type = GRADUS_GRAPH_INTEGERS, .integers = copy });
}

void
gradus_graph_node_set_float (GradusGraphNode *self, const char *name, double number)
{
  add_attribute (self, (GradusGraphAttribute){
                         .name = name, .type = GRADUS_GRAPH_FLOAT, .number = number });
}

void
gradus_graph_node_set_text (GradusGraphNode *self, const char *name, const char *text)
{
  add_attribute (self, (GradusGraphAttribute){ .name = name,
                                               .type = GRADUS_GRAPH_TEXT,
                                               .text = g_strdup (text) });
}

void
gradus_graph_node_set_texts (GradusGraphNode   *self,
                             const char        *name,
                             const char *const *texts)
{
  add_attribute (self, (GradusGraphAttribute){ .name = name,
                                               .type = GRADUS_GRAPH_TEXTS,
                                               .texts = g_strdupv ((char **) texts) });
}

void
gradus_graph_node_take_body (GradusGraphNode *self, const char *name, GradusGraph *body)
{
  add_attribute (self, (GradusGraphAttribute){
                         .name = name, .type = GRADUS_GRAPH_BODY, .body = body });
}

/* --- Values --- */

/**
 * gradus_graph_take_constant:
 * @self: a graph
 * @base: what it should be called
 * @rank: number of axes
 * @dims: (array length=rank) (nullable): their lengths
 * @floats: (nullable) (transfer full): the numbers
 * @integers: (nullable) (transfer full): or whole numbers
 *
 * Adds numbers to the outermost graph.
 *
 * Returns: (transfer none): what the constant is called
 */
const char *
gradus_graph_take_constant (GradusGraph  *self,
                            const char   *base,
                            guint         rank,
                            const gint64 *dims,
                            float        *floats,
                            gint64       *integers)
{
  GradusGraphConstant *constant = g_new0 (GradusGraphConstant, 1);

  g_assert (rank <= GRADUS_GRAPH_MAX_RANK);
  constant->name = gradus_graph_make_name (self, base);
  constant->rank = rank;
  constant->n = 1;
  for (guint i = 0; i < rank; i++)
    {
      constant->dims[i] = dims[i];
      constant->n *= (gsize) dims[i];
    }
  constant->floats = floats;
  constant->integers = integers;
  g_ptr_array_add (get_outermost (self)->constants, constant);
  return constant->name;
}

const char *
gradus_graph_add_input (GradusGraph       *self,
                        const char        *base,
                        const GradusShape *shape,
                        gboolean           is_truth)
{
  GradusGraphPort port = { .name = gradus_graph_make_name (self, base),
                           .shape = *shape,
                           .is_truth = is_truth };

  g_array_append_val (self->inputs, port);
  return port.name;
}

void
gradus_graph_add_output (GradusGraph *self, const char *value, const GradusShape *shape)
{
  GradusGraphPort port = { .name = value, .shape = *shape };

  g_array_append_val (self->outputs, port);
}

GradusGraphNode *
gradus_graph_find_giver (const GradusGraph *self, const char *value)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      GradusGraphNode *node = self->nodes->pdata[i];

      for (guint j = 0; j < node->outputs->len; j++)
        if (strcmp (node->outputs->pdata[j], value) == 0)
          return node;
    }
  return NULL;
}

static void
rename_in (GPtrArray *values, const char *value, const char *name)
{
  for (guint i = 0; i < values->len; i++)
    if (strcmp (values->pdata[i], value) == 0)
      values->pdata[i] = (gpointer) name;
}

/**
 * gradus_graph_rename:
 * @self: a graph
 * @value: what some node gives, and no graph inside takes
 * @name: what to call it from now on, from gradus_graph_make_name()
 */
void
gradus_graph_rename (GradusGraph *self, const char *value, const char *name)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      GradusGraphNode *node = self->nodes->pdata[i];

      rename_in (node->inputs, value, name);
      rename_in (node->outputs, value, name);
    }
}

/* --- What nobody needs --- */

static void prune_nodes (GradusGraph *self, GHashTable *needed);

/* What a node takes, and what the graph inside it takes from around it. */
static void
need_inputs (const GradusGraphNode *node, GHashTable *needed)
{
  for (guint i = 0; i < node->inputs->len; i++)
    g_hash_table_add (needed, node->inputs->pdata[i]);
  for (guint i = 0; i < node->attributes->len; i++)
    {
      GradusGraph *body = g_array_index (node->attributes, GradusGraphAttribute, i).body;

      if (body != NULL)
        prune_nodes (body, needed);
    }
}

static gboolean
is_needed (const GradusGraphNode *node, GHashTable *needed)
{
  for (guint i = 0; i < node->outputs->len; i++)
    if (g_hash_table_contains (needed, node->outputs->pdata[i]))
      return TRUE;
  return FALSE;
}

static void
prune_nodes (GradusGraph *self, GHashTable *needed)
{
  for (guint i = 0; i < self->outputs->len; i++)
    g_hash_table_add (needed,
                      (gpointer) g_array_index (self->outputs, GradusGraphPort, i).name);
  for (guint i = self->nodes->len; i-- > 0;)
    if (is_needed (self->nodes->pdata[i], needed))
      need_inputs (self->nodes->pdata[i], needed);
    else
      g_ptr_array_remove_index (self->nodes, i);
}

/**
 * gradus_graph_prune:
 * @self: an outermost graph with all its outputs
 *
 * Drops nodes and constants that no output needs, like a mask that no layer looks at.
 */
void
gradus_graph_prune (GradusGraph *self)
{
  g_autoptr (GHashTable) needed = g_hash_table_new (g_str_hash, g_str_equal);

  prune_nodes (self, needed);
  for (guint i = self->constants->len; i-- > 0;)
    {
      const GradusGraphConstant *constant = self->constants->pdata[i];

      if (!g_hash_table_contains (needed, constant->name))
        g_ptr_array_remove_index (self->constants, i);
    }
}
