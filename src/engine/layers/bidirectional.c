/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/error.h"
#include "engine/layers/wrapper.h"
#include "engine/lower.h"
#include "engine/params.h"

#include <string.h>

/* Two recurrent layers with weights of their own, one reading from the start, the other
 * from the end; what they put out is merged step by step.
 *
 * Source: Schuster and Paliwal, Bidirectional recurrent neural networks (1997) */

static const char *const merge_modes[] = { "concat", "sum", "mul", "ave", NULL };
static const char *const inner_choices[] = { "LSTM", "GRU", "SimpleRNN", NULL };

static const GradusParam bidirectional_params[] = {
  PARAM_CHOICE ("merge_mode",
                N_ ("Merge"),
                N_ ("How the two readings become one: side by side, added, multiplied "
                    "or averaged."),
                merge_modes,
                "concat",
                .flags = GRADUS_PARAM_NO_CHANGE_OF_WEIGHTS),
  PARAM_OBJECT ("layer",
                N_ ("Layer"),
                N_ ("The recurrent layer that reads the sequence both ways."),
                GRADUS_FAMILY_LAYER,
                "LSTM",
                .choices = inner_choices,
                .flags = GRADUS_PARAM_REQUIRED),
  PARAM_OBJECT ("backward_layer",
                N_ ("Backward layer"),
                N_ ("What reads from the end, if it is another layer."),
                GRADUS_FAMILY_LAYER,
                NULL,
                .choices = inner_choices,
                .flags = GRADUS_PARAM_NULLABLE | GRADUS_PARAM_HIDDEN),
};

enum
{
  FORWARD,
  BACKWARD,
  N_DIRECTIONS
};

typedef struct
{
  GradusWrapped inner[N_DIRECTIONS];
  gsize         n_steps; /* that come out */
  gsize         units;
} Directions;

/* As Keras, the layers put out zeros for skipped steps where all steps are merged. */
static GradusConfig *
bidirectional_dup_wrapped (const GradusConfig *config, const char *param)
{
  gboolean      is_backward = strcmp (param, "backward_layer") == 0;
  gboolean      is_mirror = is_backward && gradus_config_is_none (config, param);
  GradusConfig *copy =
    gradus_config_copy (gradus_config_get_object (config, is_mirror ? "layer" : param));

  if (is_mirror)
    gradus_config_set_bool (copy, "go_backwards",
                            !gradus_config_get_bool (copy, "go_backwards"), NULL);
  gradus_config_set_bool (copy, "zero_output_for_mask",
                          gradus_config_get_bool (copy, "return_sequences"), NULL);
  return copy;
}

static void
free_directions (gpointer data)
{
  Directions *self = data;

  for (guint i = 0; i < N_DIRECTIONS; i++)
    if (self->inner[i].config != NULL)
      gradus_wrapped_clear (&self->inner[i]);
  g_free (self);
}

static gboolean
plan_directions (GradusLayerPlan *plan, Directions *self, GError **error)
{
  static const char *const params[] = { "layer", "backward_layer" };
  static const char *const words[] = { "forward", "backward" };

  for (guint i = 0; i < N_DIRECTIONS; i++)
    {
      g_autofree char *name = NULL;
      g_autofree char *group = g_strconcat (words[i], "_layer", NULL);

      if (!gradus_wrapped_plan (&self->inner[i],
                                bidirectional_dup_wrapped (plan->config, params[i]),
                                &plan->input, plan->has_input_mask, plan->is_frozen,
                                error))
        return FALSE;
      name = g_strconcat (words[i], "_",
                          gradus_config_get_kind (self->inner[i].config)->id, NULL);
      gradus_wrapped_add_weights (&self->inner[i], plan, name, group);
    }
  return TRUE;
}

static gboolean
is_concat (const GradusLayerPlan *plan)
{
  return strcmp (gradus_config_get_choice (plan->config, "merge_mode"), "concat") == 0;
}

/* The price on the two outputs is that on both side by side, but not on their sum. */
static gboolean
plan_activity (GradusLayerPlan *plan, const Directions *self, GError **error)
{
  const GradusConfig *price =
    gradus_config_get_object (self->inner[FORWARD].config, "activity_regularizer");

  if (price == NULL || is_concat (plan))
    {
      plan->activity_regularizer = price;
      return TRUE;
    }
  g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
                       _ ("Bidirectional can put a price on outputs only where it merges "
                          "by “concat”."));
  return FALSE;
}

static gboolean
plan_output (GradusLayerPlan *plan, Directions *self, GError **error)
{
  const GradusLayerPlan *a = &self->inner[FORWARD].plan;
  const GradusLayerPlan *b = &self->inner[BACKWARD].plan;
  gsize                  size;

  if (!gradus_shape_equal (&a->output, &b->output))
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                           _ ("The two layers of Bidirectional must put out the same "
                              "shape."));
      return FALSE;
    }
  plan->output = a->output;
  self->units = (gsize) gradus_shape_last (&a->output);
  self->n_steps = gradus_shape_size (&a->output) / self->units;
  if (is_concat (plan))
    plan->output.dims[plan->output.rank - 1] *= 2;
  plan->has_output_mask = plan->has_input_mask && a->output.rank == 2;
  size = self->n_steps * self->units;
  plan->n_cache = a->n_cache + b->n_cache + 2 * size;
  plan->n_scratch =
    MAX (a->n_scratch, b->n_scratch) + 2 * size + gradus_shape_size (&plan->input);
  plan->n_fixed_scratch = MAX (a->n_fixed_scratch, b->n_fixed_scratch);
  return plan_activity (plan, self, error);
}

static gboolean
bidirectional_infer (GradusLayerPlan *plan, GError **error)
{
  Directions *self = g_new0 (Directions, 1);

  plan->data = self;
  plan->free_data = free_directions;
  return plan_directions (plan, self, error) && plan_output (plan, self, error);
}

/* --- Runs --- */

typedef struct
{
  GradusLayerRun runs[N_DIRECTIONS];
  float         *y[N_DIRECTIONS];
  float         *dy[N_DIRECTIONS];
  float         *dx; /* of the second direction */
} Work;

static Work
set_out (const GradusLayerPlan *plan, const GradusLayerRun *run)
{
  const Directions *self = plan->data;
  gsize             size = run->n * self->n_steps * self->units;
  float            *cache = run->cache;
  float            *scratch = run->scratch;
  Work              work = { 0 };

  for (guint i = 0; i < N_DIRECTIONS; i++)
    {
      work.y[i] = cache + i * size;
      work.dy[i] = scratch + i * size;
    }
  cache += N_DIRECTIONS * size;
  scratch += N_DIRECTIONS * size;
  work.dx = scratch;
  scratch += run->n * gradus_shape_size (&plan->input);
  for (guint i = 0; i < N_DIRECTIONS; i++)
    {
      GradusLayerRun *inner = &work.runs[i];

      *inner = gradus_wrapped_prepare (&self->inner[i], run);
      inner->y = work.y[i];
      inner->dy = work.dy[i];
      inner->cache = cache;
      inner->scratch = scratch;
      inner->mask_out = NULL;
      inner->noise_key ^= i * G_GUINT64_CONSTANT (0xd1b54a32d192ed03);
      cache += run->n * self->inner[i].plan.n_cache;
    }
  if (run->dx != NULL)
    work.runs[BACKWARD].dx = work.dx;
  return work;
}

/* Where the second direction keeps what belongs to step @step of sample @i: it saw the
 * last step first. */
static gsize
find_mirror (const Directions *self, gsize i, gsize step)
{
  return (i * self->n_steps + self->n_steps - 1 - step) * self->units;
}

static void
merge (const char *mode, gsize units, const float *a, const float *b, float *y)
{
  if (strcmp (mode, "concat") == 0)
    {
      memcpy (y, a, units * sizeof (float));
      memcpy (y + units, b, units * sizeof (float));
    }
  for (gsize j = 0; j < units; j++)
    if (mode[0] == 's')
      y[j] = a[j] + b[j];
    else if (mode[0] == 'm')
      y[j] = a[j] * b[j];
    else if (mode[0] == 'a')
      y[j] = 0.5f * (a[j] + b[j]);
}

static void
split (const char  *mode,
       gsize        units,
       const float *a,
       const float *b,
       const float *dy,
       float       *da,
       float       *db)
{
  gsize shift = mode[0] == 'c' ? units : 0;
  float scale = mode[0] == 'a' ? 0.5f : 1.0f;

  for (gsize j = 0; j < units; j++)
    {
      da[j] = dy[j] * (mode[0] == 'm' ? b[j] : scale);
      db[j] = dy[j + shift] * (mode[0] == 'm' ? a[j] : scale);
    }
}

static void
bidirectional_forward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const Directions *self = plan->data;
  const char       *mode = gradus_config_get_choice (plan->config, "merge_mode");
  gsize             n_out = (gsize) gradus_shape_last (&plan->output);
  Work              work = set_out (plan, run);

  for (guint i = 0; i < N_DIRECTIONS; i++)
    gradus_layer_kind_of (self->inner[i].config)
      ->forward (&self->inner[i].plan, &work.runs[i]);
  for (gsize i = 0; i < run->n; i++)
    for (gsize step = 0; step < self->n_steps; step++)
      merge (mode, self->units,
             work.y[FORWARD] + (i * self->n_steps + step) * self->units,
             work.y[BACKWARD] + find_mirror (self, i, step),
             run->y + (i * self->n_steps + step) * n_out);
  if (run->mask_out != NULL)
    memcpy (run->mask_out, run->mask, run->n * self->n_steps);
}

static void
bidirectional_write_c (const GradusLayerPlan *plan, GradusCCode *code)
{
  const Directions        *self = plan->data;
  const char              *mode = gradus_config_get_choice (plan->config, "merge_mode");
  const GradusWrapped     *a = &self->inner[FORWARD];
  const GradusWrapped     *b = &self->inner[BACKWARD];
  g_auto (GradusCFunction) forward =
    gradus_c_code_write_inner (code, "forward", &a->plan, a->first_weight);
  g_auto (GradusCFunction) backward =
    gradus_c_code_write_inner (code, "backward", &b->plan, b->first_weight);

  gradus_c_code_set (code, "forward", forward.name);
  gradus_c_code_set (code, "backward", backward.name);
  gradus_c_code_set (code, "forward_mask", forward.takes_mask ? "{mask}, " : "");
  gradus_c_code_set (code, "backward_mask", backward.takes_mask ? "{mask}, " : "");
  gradus_c_code_set_int (code, "steps", (gint64) self->n_steps);
  gradus_c_code_set_int (code, "last", (gint64) self->n_steps - 1);
  gradus_c_code_set_int (code, "units", (gint64) self->units);
  gradus_c_code_set_int (code, "width", gradus_shape_last (&plan->output));
  /* The second one saw the last step first. */
  gradus_c_code_set (code, "a", "first[t * {units} + j]");
  gradus_c_code_set (code, "b", "second[({last} - t) * {units} + j]");
  gradus_c_code_set (code, "merge",
                     mode[0] == 'c'   ? "y[t * {width} + j] = {a};\n"
                                        "y[t * {width} + {units} + j] = {b};"
                     : mode[0] == 's' ? "y[t * {width} + j] = {a} + {b};"
                     : mode[0] == 'm' ? "y[t * {width} + j] = {a} * {b};"
                                      : "y[t * {width} + j] = 0.5f * ({a} + {b});");
  gradus_c_code_add (code, "static float first[{steps} * {units}];\n"
                           "static float second[{steps} * {units}];\n"
                           "\n"
                           "{forward} (x, {forward_mask}first);\n"
                           "{backward} (x, {backward_mask}second);\n"
                           "for (int t = 0; t < {steps}; t++)\n"
                           "  for (int j = 0; j < {units}; j++)\n"
                           "    {\n"
                           "      {merge}\n"
                           "    }\n");
}

static void
bidirectional_backward (const GradusLayerPlan *plan, GradusLayerRun *run)
{
  const Directions *self = plan->data;
  const char       *mode = gradus_config_get_choice (plan->config, "merge_mode");
  gsize             n_out = (gsize) gradus_shape_last (&plan->output);
  gsize             n_in = run->n * gradus_shape_size (&plan->input);
  Work              work = set_out (plan, run);

  for (gsize i = 0; i < run->n; i++)
    for (gsize step = 0; step < self->n_steps; step++)
      {
        gsize at = (i * self->n_steps + step) * self->units;
        gsize mirror = find_mirror (self, i, step);

        split (mode, self->units, work.y[FORWARD] + at, work.y[BACKWARD] + mirror,
               run->dy + (i * self->n_steps + step) * n_out, work.dy[FORWARD] + at,
               work.dy[BACKWARD] + mirror);
      }
  for (guint i = 0; i < N_DIRECTIONS; i++)
    gradus_layer_kind_of (self->inner[i].config)
      ->backward (&self->inner[i].plan, &work.runs[i]);
  for (gsize i = 0; run->dx != NULL && i < n_in; i++)
    run->dx[i] += work.dx[i];
}

/* --- As standard operators --- */

static const char *
lower_direction (const GradusLayerPlan *plan, GradusLowering *lowering, guint i)
{
  const Directions    *self = plan->data;
  const GradusWrapped *wrapped = &self->inner[i];
  GradusLowering       inner = *lowering;
  g_autofree char     *prefix =
    g_strdup_printf ("%s/%s", lowering->prefix, i == FORWARD ? "forward" : "backward");

  inner.prefix = prefix;
  gradus_lower_layer (&inner, &wrapped->plan, lowering->weights + wrapped->first_weight);
  lowering->error = inner.error;
  if (i == BACKWARD && plan->output.rank == 2)
    inner.is_backwards = !inner.is_backwards;
  return gradus_lower_channels_last (&inner);
}

static void
bidirectional_lower (const GradusLayerPlan *plan, GradusLowering *lowering)
{
  const char *mode = gradus_config_get_choice (plan->config, "merge_mode");
  const char *forward, *backward;

  gradus_lower_channels_last (lowering);
  forward = lower_direction (plan, lowering, FORWARD);
  backward = lower_direction (plan, lowering, BACKWARD);
  if (is_concat (plan))
    {
      GradusGraphNode *node =
        gradus_lower_node (lowering, "Concat", forward, backward, NULL);

      gradus_graph_node_set_int (node, "axis", -1);
      lowering->x = gradus_graph_node_get (node);
      return;
    }
  lowering->x =
    gradus_lower_op (lowering, mode[0] == 'm' ? "Mul" : "Add", forward, backward, NULL);
  if (mode[0] == 'a')
    lowering->x = gradus_lower_op (lowering, "Mul", lowering->x,
                                   gradus_lower_number (lowering, 0.5), NULL);
}

const GradusLayerKind gradus_layer_kind_bidirectional = {
  .base = {
    .family = GRADUS_FAMILY_LAYER,
    .name = "Bidirectional",
    .id = "bidirectional",
    .module = "keras.layers",
    .title = NC_ ("layer", "Bidirectional"),
    .summary = N_ ("Reads a sequence from both ends with two recurrent layers."),
    .formula = "y_t = merge(h_t, h′_t)",
    .source = "https://keras.io/api/layers/recurrent_layers/bidirectional/",
    .keywords = N_ ("wrapper recurrent sequence both directions"),
    PARAMS (bidirectional_params),
  },
  .category = GRADUS_CATEGORY_RECURRENT,
  .icon = "gradus-layer-rnn-symbolic",
  .infer = bidirectional_infer,
  .write_c = bidirectional_write_c,
  .forward = bidirectional_forward,
  .backward = bidirectional_backward,
  .dup_wrapped = bidirectional_dup_wrapped,
  .lower = bidirectional_lower,
};
