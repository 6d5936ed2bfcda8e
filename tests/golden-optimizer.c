/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "golden-case.h"

#include "engine/parts.h"

#include <math.h>
#include <string.h>

#define MAX_VARIABLES 8

/* A few weights and what their optimizer remembers of them. */
typedef struct
{
  GoldenCase                *golden;
  const GradusConfig        *config;
  const GradusOptimizerKind *kind;
  guint                      n_variables;
  guint                      n_slots;
  GoldenTensor              *variables[MAX_VARIABLES];
  float                     *slots[MAX_VARIABLES][GRADUS_MAX_SLOTS];
  GradusOptimizerStep        step;
} Bench;

static void
set_up (Bench *bench)
{
  JsonArray *list = json_object_get_array_member (bench->golden->root, "variables");

  bench->n_variables = json_array_get_length (list);
  bench->n_slots = bench->kind->n_slots (bench->config);
  bench->step.config = bench->config;
  g_assert (bench->n_variables <= MAX_VARIABLES);
  for (guint i = 0; i < bench->n_variables; i++)
    {
      bench->variables[i] =
        golden_tensor_read (json_array_get_object_element (list, i), "value");
      for (guint j = 0; j < bench->n_slots; j++)
        {
          gsize size = bench->variables[i]->size;
          float start = bench->kind->slot_start != NULL
                          ? bench->kind->slot_start (bench->config, j)
                          : 0;

          bench->slots[i][j] = g_new (float, size);
          for (gsize k = 0; k < size; k++)
            bench->slots[i][j][k] = start;
        }
    }
  if (bench->kind->start != NULL)
    bench->kind->start (&bench->step);
}

static void
tear_down (Bench *bench)
{
  for (guint i = 0; i < bench->n_variables; i++)
    {
      golden_tensor_free (bench->variables[i]);
      for (guint j = 0; j < bench->n_slots; j++)
        g_free (bench->slots[i][j]);
    }
}

static double
sum_squares (const GoldenTensor *x)
{
  double sum = 0;

  for (gsize i = 0; i < x->size; i++)
    sum += (double) x->data[i] * (double) x->data[i];
  return sum;
}

static void
shorten (GoldenTensor *gradient, double norm, double limit)
{
  if (norm > limit)
    for (gsize i = 0; i < gradient->size; i++)
      gradient->data[i] = (float) ((double) gradient->data[i] * limit / norm);
}

/* As Keras's base class does it, before any update. */
static void
clip (const GradusConfig *config, GoldenTensor **gradients, guint n)
{
  double clipnorm = gradus_config_get_float (config, "clipnorm");
  double clipvalue = gradus_config_get_float (config, "clipvalue");
  double global_clipnorm = gradus_config_get_float (config, "global_clipnorm");
  double global = 0;

  for (guint i = 0; i < n; i++)
    global += sum_squares (gradients[i]);
  for (guint i = 0; i < n; i++)
    {
      if (!isnan (clipnorm))
        shorten (gradients[i], sqrt (sum_squares (gradients[i])), clipnorm);
      else if (!isnan (global_clipnorm))
        shorten (gradients[i], sqrt (global), global_clipnorm);
      else if (!isnan (clipvalue))
        for (gsize j = 0; j < gradients[i]->size; j++)
          gradients[i]->data[j] =
            (float) CLAMP ((double) gradients[i]->data[j], -clipvalue, clipvalue);
    }
}

static void
decay (const Bench *bench, GoldenTensor *variable)
{
  double rate = gradus_config_get_float (bench->config, "weight_decay");

  if (!isnan (rate))
    for (gsize i = 0; i < variable->size; i++)
      variable->data[i] -=
        (float) ((double) variable->data[i] * rate * bench->step.learning_rate);
}

static JsonNode *
get_want (Bench *bench, const char *name, guint step, guint variable)
{
  JsonArray *steps = json_object_get_array_member (bench->golden->root, name);

  return json_array_get_element (json_array_get_array_element (steps, step), variable);
}

static void
make_step (Bench *bench, guint index)
{
  JsonArray *rates =
    json_object_get_array_member (bench->golden->root, "learning_rate_before_step");
  GoldenTensor *gradients[MAX_VARIABLES];

  for (guint i = 0; i < bench->n_variables; i++)
    gradients[i] = golden_tensor_read_node (get_want (bench, "grads", index, i));
  clip (bench->config, gradients, bench->n_variables);
  bench->step.iteration = index;
  bench->step.learning_rate = json_array_get_double_element (rates, index);
  if (bench->kind->begin != NULL)
    bench->kind->begin (&bench->step);
  for (guint i = 0; i < bench->n_variables; i++)
    {
      GoldenTensor *variable = bench->variables[i];

      decay (bench, variable);
      bench->kind->update (&bench->step, variable->size, variable->data,
                           gradients[i]->data, bench->slots[i]);
      golden_compare_either (bench->golden, "step",
                             get_want (bench, "after_step_float64", index, i),
                             get_want (bench, "after_step_float32", index, i),
                             variable->data, variable->size, GOLDEN_GRADIENT);
      golden_tensor_free (gradients[i]);
    }
}

/* Keras lists what it remembers of each variable in one order of its own, as
 * "adam/kernel_momentum": ours is the same, variable by variable. */
static void
compare_slots (Bench *bench, guint variable, const char *variable_name)
{
  JsonArray       *list = json_object_get_array_member (bench->golden->root,
                                                        "optimizer_variables_final_float64");
  g_autofree char *infix = g_strdup_printf ("/%s_", variable_name);
  guint            slot = 0;

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *entry = json_array_get_object_element (list, i);

      if (strstr (json_object_get_string_member (entry, "name"), infix) == NULL)
        continue;
      if (slot < bench->n_slots)
        golden_compare (bench->golden, "slots", json_object_get_member (entry, "value"),
                        bench->slots[variable][slot], bench->variables[variable]->size,
                        GOLDEN_GRADIENT);
      slot++;
    }
  if (slot != bench->n_slots)
    golden_fail (bench->golden, "number of slots");
}

static void
compare_all_slots (Bench *bench)
{
  JsonArray *list = json_object_get_array_member (bench->golden->root, "variables");

  for (guint i = 0; i < bench->n_variables; i++)
    compare_slots (bench, i,
                   json_object_get_string_member (json_array_get_object_element (list, i),
                                                  "name"));
}

void
golden_check_optimizer (GoldenCase *self)
{
  g_autoptr (GradusConfig) config =
    golden_read_config (self, GRADUS_FAMILY_OPTIMIZER, "optimizer");
  Bench bench = { .golden = self, .config = config };
  guint n_steps =
    json_array_get_length (json_object_get_array_member (self->root, "grads"));

  if (config == NULL)
    return;
  bench.kind = (const GradusOptimizerKind *) gradus_config_get_kind (config);
  set_up (&bench);
  for (guint i = 0; i < n_steps; i++)
    make_step (&bench, i);
  compare_all_slots (&bench);
  tear_down (&bench);
}
