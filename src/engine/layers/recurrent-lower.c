/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/layers/recurrent.h"

#include <string.h>

/* Recurrent layers as standard operators. ONNX has one for each of them, which knows
 * neither masks with holes nor all activations; where it does not do, the operator Scan
 * runs the cell's own step once for each time step. */

enum
{
  WEIGHT_KERNEL,
  WEIGHT_RECURRENT,
  WEIGHT_BIAS
};

#define MAX_STATES 2

/* --- Common --- */

static gint64
get_units (const GradusLayerPlan *plan)
{
  return gradus_config_get_int (plan->config, "units");
}

static gboolean
is_reversed (const GradusLayerPlan *plan)
{
  return gradus_config_get_bool (plan->config, "go_backwards");
}

static gboolean
gives_sequences (const GradusLayerPlan *plan)
{
  return gradus_config_get_bool (plan->config, "return_sequences");
}

/* --- One operator --- */

/* What the operators call an activation; NULL if they do not know it. */
static const char *
find_word (const GradusLayerPlan *plan, const char *param)
{
  static const char *const words[][2] = {
    { "tanh", "Tanh" },
    { "sigmoid", "Sigmoid" },
    { "relu", "Relu" },
  };
  const char *id =
    gradus_config_get_kind (gradus_config_get_object (plan->config, param))->id;

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i][0], id) == 0)
      return words[i][1];
  return NULL;
}

/* The operator's list of activations: that of the gates, if there are gates, then the
 * others. FALSE if it does not know them. */
static gboolean
list_activations (const GradusLayerPlan *plan, const char *words[4])
{
  const GradusCell *cell = plan->data;
  guint             n = 0;

  memset (words, 0, 4 * sizeof *words);
  if (cell->n_gates > 1)
    words[n++] = find_word (plan, "recurrent_activation");
  words[n++] = find_word (plan, "activation");
  if (cell->carries_extra)
    {
      words[n] = words[n - 1];
      n++;
    }
  for (guint i = 0; i < n; i++)
    if (words[i] == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
is_one_operator (const GradusLayerPlan *plan, const GradusLowering *lowering)
{
  const char *words[4];

  return lowering->mask == NULL && list_activations (plan, words);
}

/* (rows, gates · units) as (1, gates · units, rows), in the operator's order of gates. */
static const char *
lower_gates (const GradusLayerPlan *plan, GradusLowering *lowering, guint weight)
{
  const GradusCell *cell = plan->data;
  gsize             units = (gsize) get_units (plan);
  gsize             n_rows = (gsize) plan->weights[weight].shape.dims[0];
  gsize             width = units * cell->n_gates;
  g_autofree float *turned = g_new (float, n_rows *width);
  GradusShape       shape = GRADUS_SHAPE_3 (1, (gint64) width, (gint64) n_rows);

  for (guint gate = 0; gate < cell->n_gates; gate++)
    for (gsize j = 0; j < units; j++)
      for (gsize i = 0; i < n_rows; i++)
        turned[(gate * units + j) * n_rows + i] =
          lowering->weights[weight][i * width + cell->op_gates[gate] * units + j];
  return gradus_lower_floats (lowering, plan->weights[weight].name, &shape, turned);
}

/* (1, 2 · gates · units): the bias of the inputs, then that of the state, which Keras has
 * only for a GRU. */
static const char *
lower_biases (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const GradusCell *cell = plan->data;
  gsize             units = (gsize) get_units (plan);
  gsize             width = units * cell->n_gates;
  gsize             n_given = gradus_shape_size (&plan->weights[WEIGHT_BIAS].shape);
  g_autofree float *biases = g_new0 (float, 2 * width);
  GradusShape       shape = GRADUS_SHAPE_2 (1, 2 * (gint64) width);

  for (gsize first = 0; first < n_given; first += width)
    for (guint gate = 0; gate < cell->n_gates; gate++)
      memcpy (biases + first + gate * units,
              lowering->weights[WEIGHT_BIAS] + first + cell->op_gates[gate] * units,
              units * sizeof (float));
  return gradus_lower_floats (lowering, plan->weights[WEIGHT_BIAS].name, &shape, biases);
}

/* Whether they are those that the operator has by itself. Some readers know no others,
 * not even by name. */
static gboolean
are_usual (const GradusLayerPlan *plan, const char *const *words)
{
  const GradusCell *cell = plan->data;
  gboolean          has_gates = cell->n_gates > 1;

  return strcmp (words[0], has_gates ? "Sigmoid" : "Tanh") == 0 &&
         (!has_gates || strcmp (words[1], "Tanh") == 0);
}

static void
describe (const GradusLayerPlan *plan, GradusGraphNode *node)
{
  const char *words[4];

  list_activations (plan, words);
  gradus_graph_node_set_int (node, "hidden_size", get_units (plan));
  gradus_graph_node_set_text (node, "direction",
                              is_reversed (plan) ? "reverse" : "forward");
  if (!are_usual (plan, words))
    gradus_graph_node_set_texts (node, "activations", words);
  if (gradus_kind_find_param (gradus_config_get_kind (plan->config), "reset_after") !=
      NULL)
    gradus_graph_node_set_int (node, "linear_before_reset",
                               gradus_config_get_bool (plan->config, "reset_after"));
}

/* The operator has the time before the batch, and an axis for two directions: (time,
 * directions, N, units). */
static void
lower_operator (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const GradusCell *cell = plan->data;
  const gint64      time_first[] = { 1, 0, 2 };
  const gint64      batch_first[] = { 2, 0, 1, 3 };
  const char       *x = gradus_lower_transpose (lowering, lowering->x, 3, time_first);
  const char       *kernel = lower_gates (plan, lowering, WEIGHT_KERNEL);
  const char       *recurrent = lower_gates (plan, lowering, WEIGHT_RECURRENT);
  const char *bias = plan->n_weights > WEIGHT_BIAS ? lower_biases (plan, lowering) : NULL;
  GradusGraphNode *node =
    gradus_lower_node (lowering, cell->op, x, kernel, recurrent, bias, NULL);
  g_autofree char *state_name = g_strconcat (node->name, "/state", NULL);
  const char      *all = gradus_graph_node_get (node);
  const char      *last = gradus_graph_node_give (node, state_name);

  describe (plan, node);
  if (gives_sequences (plan))
    lowering->x =
      gradus_lower_reshape (lowering,
                            gradus_lower_transpose (lowering, all, 4, batch_first),
                            &plan->output);
  else
    lowering->x = gradus_lower_rebatch (lowering, last, &plan->output);
}

/* --- Scan --- */

const char *
gradus_recurrent_lower_product (const GradusLayerPlan *plan,
                                GradusLowering        *lowering,
                                const char            *value,
                                guint                  first,
                                guint                  n_gates)
{
  const GradusCell *cell = plan->data;
  gsize             units = (gsize) get_units (plan);
  gsize             n = n_gates * units;
  g_autofree float *part = g_new (float, units *n);
  const GradusShape shape = GRADUS_SHAPE_2 ((gint64) units, (gint64) n);

  for (gsize i = 0; i < units; i++)
    memcpy (part + i * n,
            lowering->weights[WEIGHT_RECURRENT] + (i * cell->n_gates + first) * units,
            n * sizeof (float));
  return gradus_lower_op (lowering, "MatMul", value,
                          gradus_lower_floats (lowering,
                                               plan->weights[WEIGHT_RECURRENT].name,
                                               &shape, part),
                          NULL);
}

void
gradus_recurrent_lower_split (GradusLowering *lowering,
                              const char     *value,
                              guint           n_parts,
                              const char    **parts)
{
  GradusGraphNode *node = gradus_lower_node (lowering, "Split", value, NULL);

  gradus_graph_node_set_int (node, "axis", -1);
  parts[0] = gradus_graph_node_get (node);
  for (guint i = 1; i < n_parts; i++)
    parts[i] = gradus_graph_node_give (node, parts[0]);
}

const char *
gradus_recurrent_lower_bend (const GradusLayerPlan *plan,
                             GradusLowering        *lowering,
                             const char            *param,
                             const char            *value)
{
  return gradus_lower_bend (lowering, gradus_config_get_object (plan->config, param),
                            value);
}

/* x W + b of all time steps at once */
static const char *
lower_sums (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const GradusCell *cell = plan->data;
  const GradusShape width = GRADUS_SHAPE_1 (get_units (plan) * cell->n_gates);
  const char       *sums =
    gradus_lower_op (lowering, "MatMul", lowering->x,
                     gradus_lower_weight (lowering, plan, WEIGHT_KERNEL), NULL);

  if (plan->n_weights <= WEIGHT_BIAS)
    return sums;
  return gradus_lower_op (lowering, "Add", sums,
                          gradus_lower_floats (lowering, plan->weights[WEIGHT_BIAS].name,
                                               &width, lowering->weights[WEIGHT_BIAS]),
                          NULL);
}

/* Zeros (N, units): the state before the first step. */
static const char *
lower_zeros (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const gint64     units = get_units (plan);
  const char      *shape = gradus_lower_op (lowering, "Shape", lowering->x, NULL);
  GradusGraphNode *node =
    gradus_lower_node (lowering, "Concat",
                       gradus_lower_slice (lowering, shape, 0, 0, 1, 1),
                       gradus_lower_integers (lowering, 1, &units), NULL);

  gradus_graph_node_set_int (node, "axis", 0);
  return gradus_lower_op (lowering, "ConstantOfShape", gradus_graph_node_get (node),
                          NULL);
}

static const char *
add_input (const GradusLowering *inner,
           const char           *name,
           const GradusShape    *shape,
           gboolean              is_truth)
{
  g_autofree char *base = g_strconcat (inner->prefix, "/", name, NULL);

  return gradus_graph_add_input (inner->graph, base, shape, is_truth);
}

/* What happens in one time step: states and sums (and whether the step counts) come in,
 * states and what is put out go out. */
static GradusGraph *
make_body (const GradusLayerPlan *plan, const GradusLowering *lowering, guint n_states)
{
  const GradusCell *cell = plan->data;
  g_autofree char  *prefix = g_strconcat (lowering->prefix, "/step", NULL);
  GradusLowering    inner = *lowering;
  const GradusShape units = GRADUS_SHAPE_1 (get_units (plan));
  const GradusShape width = GRADUS_SHAPE_1 (units.dims[0] * cell->n_gates);
  const GradusShape one = GRADUS_SHAPE_1 (1);
  const char       *before[MAX_STATES], *states[MAX_STATES];
  const char       *sums, *counts = NULL;

  inner.graph = gradus_graph_new_inside (lowering->graph, prefix);
  inner.prefix = prefix;
  for (guint i = 0; i < n_states; i++)
    before[i] = states[i] = add_input (&inner, "state", &units, FALSE);
  sums = add_input (&inner, "sums", &width, FALSE);
  if (lowering->mask != NULL)
    counts = add_input (&inner, "counts", &one, TRUE);
  cell->lower_step (plan, &inner, sums, states);
  for (guint i = 0; i < n_states; i++)
    {
      /* A time step that does not count leaves all states as they were. */
      if (counts != NULL)
        states[i] = gradus_lower_op (&inner, "Where", counts, states[i], before[i], NULL);
      gradus_graph_add_output (inner.graph, states[i], &units);
    }
  gradus_graph_add_output (inner.graph,
                           gradus_lower_op (&inner, "Identity", states[0], NULL), &units);
  return inner.graph;
}

/* Puts out zeros where a step does not count: @value is all steps, or the last. */
static const char *
blank_masked (const GradusLayerPlan *plan, GradusLowering *lowering, const char *value)
{
  const char *counts = gradus_lower_unsqueeze (lowering, lowering->mask, 2);
  gint64      last = is_reversed (plan) ? 0 : plan->input.dims[0] - 1;

  if (!gives_sequences (plan))
    counts = gradus_lower_slice (lowering, lowering->mask, 1, last, last + 1, 1);
  return gradus_lower_op (lowering, "Where", counts, value,
                          gradus_lower_number (lowering, 0), NULL);
}

static void
describe_scan (const GradusLayerPlan *plan, GradusGraphNode *node, guint n_inputs)
{
  const gint64 axes[] = { 1, 1 };
  const gint64 directions[] = { is_reversed (plan), is_reversed (plan) };

  gradus_graph_node_set_int (node, "num_scan_inputs", n_inputs);
  gradus_graph_node_set_ints (node, "scan_input_axes", n_inputs, axes);
  gradus_graph_node_set_ints (node, "scan_input_directions", n_inputs, directions);
  gradus_graph_node_set_ints (node, "scan_output_axes", 1, axes);
  gradus_graph_node_set_ints (node, "scan_output_directions", 1, directions);
}

static void
lower_scan (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const GradusCell *cell = plan->data;
  guint             n_states = cell->carries_extra ? 2 : 1;
  const char       *sums = lower_sums (plan, lowering);
  const char       *zeros = lower_zeros (plan, lowering);
  const char       *mask =
    lowering->mask != NULL ? gradus_lower_unsqueeze (lowering, lowering->mask, 2) : NULL;
  GradusGraph     *body = make_body (plan, lowering, n_states);
  GradusGraphNode *node = gradus_lower_node (lowering, "Scan", zeros, NULL);

  if (n_states > 1)
    gradus_graph_node_take (node, zeros);
  gradus_graph_node_take (node, sums);
  if (mask != NULL)
    gradus_graph_node_take (node, mask);
  describe_scan (plan, node, mask != NULL ? 2 : 1);
  gradus_graph_node_take_body (node, "body", body);
  lowering->x = gradus_graph_node_get (node);
  for (guint i = 0; i < n_states; i++)
    {
      const char *other = gradus_graph_node_give (node, node->name);

      if (i + 1 == n_states && gives_sequences (plan))
        lowering->x = other;
    }
  if (mask != NULL && gradus_config_get_bool (plan->config, "zero_output_for_mask"))
    lowering->x = blank_masked (plan, lowering, lowering->x);
}

/**
 * gradus_recurrent_lower:
 * @plan: a plan made by gradus_recurrent_infer()
 * @lowering: where to add it
 *
 * Source: https://onnx.ai/onnx/operators/, LSTM, GRU, RNN and Scan
 */
void
gradus_recurrent_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  gradus_lower_channels_last (lowering);
  if (is_one_operator (plan, lowering))
    lower_operator (plan, lowering);
  else
    lower_scan (plan, lowering);
  /* All operators keep the input's order; Keras puts out the last step first. */
  lowering->is_backwards = gives_sequences (plan) && is_reversed (plan);
}
