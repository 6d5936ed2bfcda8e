/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "golden-case.h"

#include "engine/sequential.h"

/* One layer with everything that it reads and writes. All buffers are as long as the plan
 * says and no longer, so that a sanitizer sees every step beyond. */
typedef struct
{
  GoldenCase            *golden;
  GradusPlan            *plan;
  const GradusLayerPlan *layer;
  const GradusLayerKind *kind;
  GoldenTensor          *input;
  gsize                  n;
  gsize                  n_weights;
  float                 *weights[GRADUS_MAX_LAYER_WEIGHTS];
  float                 *gradients[GRADUS_MAX_LAYER_WEIGHTS];
  float                 *y;
  float                 *dx;
  guint8                *mask;
} Bench;

static GradusShape
drop_batch_axis (const GradusShape *shape)
{
  GradusShape sample = { .rank = shape->rank - 1 };

  for (guint i = 0; i < sample.rank; i++)
    sample.dims[i] = shape->dims[i + 1];
  return sample;
}

/* A layer that makes the mask which the plan of the layer behind it then expects. */
static void
put_mask_before (GradusSequential *sequential)
{
  gradus_sequential_insert (sequential, 0, gradus_layer_new ("Masking"));
}

static void
read_mask (Bench *bench)
{
  g_autoptr (GoldenTensor) mask = NULL;

  if (!json_object_has_member (bench->golden->root, "mask") ||
      json_object_get_null_member (bench->golden->root, "mask"))
    return;
  mask = golden_tensor_read (bench->golden->root, "mask");
  bench->mask = g_new (guint8, mask->size);
  for (gsize i = 0; i < mask->size; i++)
    bench->mask[i] = mask->data[i] != 0;
}

static gboolean
plan_layer (Bench *bench, GradusConfig *config)
{
  GradusShape                  input = drop_batch_axis (&bench->input->shape);
  const GError                *problem;
  g_autoptr (GradusSequential) sequential = gradus_sequential_new (&input);
  guint                        index = 0;

  gradus_sequential_insert (sequential, 0, gradus_layer_new_from_config (config));
  if (bench->mask != NULL)
    {
      put_mask_before (sequential);
      index = 1;
    }
  bench->plan = gradus_plan_new (sequential);
  if (gradus_plan_get_problem (bench->plan, &problem) >= 0)
    {
      golden_fail (bench->golden, problem->message);
      return FALSE;
    }
  bench->layer = gradus_plan_get_layer (bench->plan, index);
  bench->kind = gradus_layer_kind_of (bench->layer->config);
  bench->n = (gsize) bench->input->shape.dims[0];
  return TRUE;
}

static gboolean
read_weights (Bench *bench)
{
  JsonArray *list = json_object_get_array_member (bench->golden->root, "weights");

  bench->n_weights = json_array_get_length (list);
  if (bench->n_weights != bench->layer->n_weights)
    {
      golden_fail (bench->golden, "number of weights");
      bench->n_weights = 0;
      return FALSE;
    }
  for (guint i = 0; i < bench->n_weights; i++)
    {
      g_autoptr (GoldenTensor) weight =
        golden_tensor_read (json_array_get_object_element (list, i), "value");
      const GradusWeightSpec *spec = &bench->layer->weights[i];

      if (!gradus_shape_equal (&weight->shape, &spec->shape))
        {
          golden_fail (bench->golden, "shape of a weight");
          return FALSE;
        }
      bench->weights[i] = g_memdup2 (weight->data, weight->size * sizeof (float));
      if (spec->trainable)
        bench->gradients[i] = g_new0 (float, weight->size);
    }
  return TRUE;
}

/* Runs samples first … first + n, forward and backward. */
static void
run_slice (Bench       *bench,
           gsize        first,
           gsize        n,
           const float *coefficients,
           gboolean     accumulate)
{
  const GradusLayerPlan *layer = bench->layer;
  gsize                  n_in = gradus_shape_size (&layer->input);
  gsize                  n_out = gradus_shape_size (&layer->output);
  g_autofree float      *cache = g_new (float, n * layer->n_cache);
  g_autofree float      *scratch =
    g_new (float, n * layer->n_scratch + layer->n_fixed_scratch);
  g_autofree guint8 *mask_out =
    g_new (guint8, layer->has_output_mask ? n * layer->output.dims[0] : 1);
  g_autofree float *dy =
    g_memdup2 (coefficients + first * n_out, n * n_out * sizeof (float));
  GradusLayerRun run = {
    .n = n,
    .first = first,
    .x = bench->input->data + first * n_in,
    .y = bench->y + first * n_out,
    .dy = dy,
    .dx = bench->dx != NULL ? bench->dx + first * n_in : NULL,
    .mask = bench->mask != NULL ? bench->mask + first * layer->input.dims[0] : NULL,
    .mask_out = layer->has_output_mask ? mask_out : NULL,
    .weights = bench->weights,
    .gradients = bench->gradients,
    .accumulate = accumulate,
    .cache = cache,
    .scratch = scratch,
    .training = json_object_get_boolean_member (bench->golden->root, "training"),
  };

  bench->kind->forward (layer, &run);
  if (bench->kind->backward != NULL)
    bench->kind->backward (layer, &run);
}

static void
compare_weights (Bench *bench, const char *list_name, float *const *got, double relative)
{
  JsonArray *list = json_object_get_array_member (bench->golden->root, list_name);

  for (guint i = 0; i < bench->n_weights; i++)
    {
      JsonObject *entry = json_array_get_object_element (list, i);
      JsonNode   *want = json_object_get_member (entry, "value");

      if (!JSON_NODE_HOLDS_NULL (want) && got[i] != NULL)
        golden_compare (bench->golden, list_name, want, got[i],
                        gradus_shape_size (&bench->layer->weights[i].shape), relative);
    }
}

static void
compare_all (Bench *bench, gsize n_in, gsize n_out)
{
  JsonObject *root = bench->golden->root;

  golden_compare (bench->golden, "output", json_object_get_member (root, "output"),
                  bench->y, bench->n * n_out, GOLDEN_VALUE);
  if (bench->dx != NULL)
    golden_compare (bench->golden, "grad_input",
                    json_object_get_member (root, "grad_input"), bench->dx,
                    bench->n * n_in, GOLDEN_GRADIENT);
  compare_weights (bench, "grad_weights", bench->gradients, GOLDEN_GRADIENT);
  if (json_object_has_member (root, "weights_after"))
    compare_weights (bench, "weights_after", bench->weights, GOLDEN_VALUE);
}

static void
run_and_compare (Bench *bench)
{
  JsonObject              *root = bench->golden->root;
  gsize                    n_in = gradus_shape_size (&bench->layer->input);
  gsize                    n_out = gradus_shape_size (&bench->layer->output);
  g_autoptr (GoldenTensor) coefficients = golden_tensor_read (root, "coef");

  if (coefficients->size != bench->n * n_out)
    {
      golden_fail (bench->golden, "shape of the output");
      return;
    }
  bench->y = g_new (float, bench->n *n_out);
  if (!json_object_get_null_member (root, "grad_input"))
    bench->dx = g_new (float, bench->n *n_in);
  run_slice (bench, 0, bench->n, coefficients->data, FALSE);
  compare_all (bench, n_in, n_out);

  if (bench->n < 2 || bench->kind->flags & GRADUS_LAYER_COUPLES_SAMPLES)
    return;
  /* The same in two slices, the second adding its gradients to the first. */
  run_slice (bench, 0, 1, coefficients->data, FALSE);
  run_slice (bench, 1, bench->n - 1, coefficients->data, TRUE);
  compare_all (bench, n_in, n_out);
}

void
golden_check_layer (GoldenCase *self)
{
  Bench         bench = { .golden = self };
  GradusConfig *config;

  config = golden_read_config (self, GRADUS_FAMILY_LAYER, "layer");
  if (config == NULL)
    return;
  bench.input = golden_tensor_read (self->root, "input");
  read_mask (&bench);
  if (plan_layer (&bench, config) && read_weights (&bench))
    run_and_compare (&bench);
  for (guint i = 0; i < GRADUS_MAX_LAYER_WEIGHTS; i++)
    {
      g_free (bench.weights[i]);
      g_free (bench.gradients[i]);
    }
  g_free (bench.y);
  g_free (bench.dx);
  g_free (bench.mask);
  golden_tensor_free (bench.input);
  gradus_plan_unref (bench.plan);
}
