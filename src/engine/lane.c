/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/lane.h"

#include <string.h>

#include "engine/parts.h"
#include "engine/stage.h"

#define ALIGNMENT 64
#define FLOATS_PER_LINE (ALIGNMENT / sizeof (float))

static gsize
round_up (gsize n)
{
  return (n + FLOATS_PER_LINE - 1) / FLOATS_PER_LINE * FLOATS_PER_LINE;
}

static const GradusStage *
get_stage (const GradusLane *self, guint index)
{
  return &g_array_index (self->stages, GradusStage, index);
}

static gsize
size_of_input (const GradusPlan *plan)
{
  GradusShape shape;
  gboolean    is_known = gradus_plan_get_output (plan, -1, &shape);

  g_assert (is_known);
  return gradus_shape_size (&shape);
}

/* Lays the block out, or only measures it where @block is NULL. */
static gsize
lay_out (GradusLane *self, float *block, gboolean for_training)
{
  gsize place = 0;
  gsize n_scratch = 0;
  gsize widest = 0;

  for (guint i = 0; i < self->stages->len; i++)
    {
      const GradusStage     *stage = get_stage (self, i);
      const GradusLayerPlan *plan = stage->plan;
      gsize                  n_out = gradus_shape_size (&plan->output);

      self->outputs[stage->last] = block + place;
      place += round_up (self->capacity * n_out);
      self->caches[i] = block + place;
      place += round_up (self->capacity * plan->n_cache);
      n_scratch =
        MAX (n_scratch, self->capacity * plan->n_scratch + plan->n_fixed_scratch);
      widest = MAX (widest, n_out);
    }
  self->scratch = block + place;
  place += round_up (n_scratch);
  for (guint i = 0; i < 2 && for_training; i++)
    {
      self->gradients[i] = block + place;
      place += round_up (self->capacity * MAX (widest, size_of_input (self->plan)));
    }
  return place;
}

static void
make_masks (GradusLane *self)
{
  gsize n_bytes = 0;

  self->masks = g_new0 (guint8 *, self->n_layers + 1);
  for (guint i = 0; i < self->n_layers; i++)
    if (gradus_plan_get_layer (self->plan, i)->has_output_mask)
      n_bytes += self->capacity * gradus_plan_get_layer (self->plan, i)->output.dims[0];
  self->mask_block = g_malloc0 (n_bytes);
  n_bytes = 0;
  for (guint i = 0; i < self->n_layers; i++)
    if (gradus_plan_get_layer (self->plan, i)->has_output_mask)
      {
        self->masks[i] = self->mask_block + n_bytes;
        n_bytes += self->capacity * gradus_plan_get_layer (self->plan, i)->output.dims[0];
      }
}

/**
 * gradus_lane_new:
 * @plan: a plan in which all fits; must outlive the lane
 * @capacity: most samples in a slice
 * @for_training: whether there is a way back
 * @may_fuse: whether layers may run as one where that is faster; only the outputs of the
 * last of them are then written down
 *
 * Returns: (transfer full): a lane
 */
GradusLane *
gradus_lane_new (const GradusPlan *plan,
                 gsize             capacity,
                 gboolean          for_training,
                 gboolean          may_fuse)
{
  GradusLane  *self = g_new0 (GradusLane, 1);
  static float origin[1];
  gsize        n_floats;

  self->plan = plan;
  self->capacity = capacity;
  self->n_layers = gradus_plan_get_n_layers (plan);
  self->stages = gradus_stages_new (plan, may_fuse);
  self->outputs = g_new0 (float *, self->n_layers + 1);
  self->caches = g_new0 (float *, self->n_layers + 1);
  n_floats = lay_out (self, origin, for_training);
  self->block = g_aligned_alloc0 (MAX (n_floats, 1), sizeof (float), ALIGNMENT);
  lay_out (self, self->block, for_training);
  make_masks (self);
  return self;
}

/**
 * gradus_lane_free:
 * @self: a lane
 */
void
gradus_lane_free (GradusLane *self)
{
  g_aligned_free (self->block);
  g_array_unref (self->stages);
  g_free (self->outputs);
  g_free (self->caches);
  g_free (self->masks);
  g_free (self->mask_block);
  g_free (self);
}

static GradusLayerRun
prepare (GradusLane *self, const GradusPass *pass, guint index)
{
  const GradusStage *stage = get_stage (self, index);
  guint              layer = stage->first;
  GradusLayerRun     run = {
        .n = pass->n,
        .first = pass->first,
        .x = layer == 0 ? pass->x : self->outputs[layer - 1],
        .y = self->outputs[stage->last],
        .mask = layer == 0 ? NULL : self->masks[layer - 1],
        .mask_out = self->masks[stage->last],
        .weights = pass->weights + pass->first_weight[layer],
        .cache = self->caches[index],
        .scratch = self->scratch,
        .accumulate = pass->accumulate,
        .training = pass->training,
        .noise_key = pass->noise_keys != NULL ? pass->noise_keys[layer] : 0,
        .noise_step = pass->noise_step,
  };

  if (pass->weight_gradients != NULL)
    run.gradients = pass->weight_gradients + pass->first_weight[layer];
  return run;
}

/* Keras divides the price of a batch's activity by the number of its samples. */
static GradusShape
get_slice_shape (const GradusLayerPlan *plan, gsize n)
{
  GradusShape shape = { .rank = MIN (plan->output.rank + 1, GRADUS_MAX_RANK) };

  shape.dims[0] = (gint64) n;
  for (guint i = 1; i < shape.rank; i++)
    shape.dims[i] = plan->output.dims[i - 1];
  return shape;
}

static void
charge_activity (GradusLane *self, const GradusPass *pass, guint layer)
{
  const GradusLayerPlan *plan = gradus_plan_get_layer (self->plan, layer);
  const GradusConfig    *regularizer = plan->activity_regularizer;
  GradusShape            shape = get_slice_shape (plan, pass->n);

  if (regularizer == NULL || pass->batch_n == 0)
    return;
  self->activity_penalty +=
    ((const GradusRegularizerKind *) gradus_config_get_kind (regularizer))
      ->value (regularizer, &shape, self->outputs[layer]) /
    (double) pass->batch_n;
}

/* add_gradient() adds to what is there, so that is scaled up before and down after. */
static void
add_activity_gradient (GradusLane *self, const GradusPass *pass, guint layer, float *dy)
{
  const GradusLayerPlan *plan = gradus_plan_get_layer (self->plan, layer);
  const GradusConfig    *regularizer = plan->activity_regularizer;
  GradusShape            shape = get_slice_shape (plan, pass->n);
  gsize                  size = pass->n * gradus_shape_size (&plan->output);

  if (regularizer == NULL || pass->batch_n == 0)
    return;
  for (gsize i = 0; i < size; i++)
    dy[i] *= (float) pass->batch_n;
  ((const GradusRegularizerKind *) gradus_config_get_kind (regularizer))
    ->add_gradient (regularizer, &shape, self->outputs[layer], dy);
  for (gsize i = 0; i < size; i++)
    dy[i] /= (float) pass->batch_n;
}

static void
pass_mask (GradusLane *self, const GradusPass *pass, guint layer)
{
  const GradusLayerPlan *plan = gradus_plan_get_layer (self->plan, layer);

  if (layer > 0 && plan->has_output_mask &&
      gradus_layer_kind_of (plan->config)->flags & GRADUS_LAYER_PASSES_MASK)
    memcpy (self->masks[layer], self->masks[layer - 1],
            pass->n * (gsize) plan->output.dims[0]);
}

/**
 * gradus_lane_forward:
 * @self: a lane
 * @pass: at most as many samples as the lane holds
 *
 * Runs a slice through all layers. Neither allocates nor locks.
 *
 * Returns: (transfer none) (shape n, output): what the last layer puts out; the input if
 * there are no layers
 */
const float *
gradus_lane_forward (GradusLane *self, const GradusPass *pass)
{
  g_assert (pass->n <= self->capacity);

  self->activity_penalty = 0;
  for (guint i = 0; i < self->stages->len; i++)
    {
      const GradusStage *stage = get_stage (self, i);
      GradusLayerRun     run = prepare (self, pass, i);

      stage->forward (stage->plan, &run);
      pass_mask (self, pass, stage->last);
      charge_activity (self, pass, stage->last);
      gradus_laps_take (self->laps, GRADUS_N_LAPS + 2 * i);
    }
  return self->n_layers == 0 ? pass->x : self->outputs[self->n_layers - 1];
}

/**
 * gradus_lane_get_output:
 * @self: a lane
 *
 * Returns: (transfer none) (nullable) (shape n, output): what the last pass put out;
 * %NULL without layers
 */
const float *
gradus_lane_get_output (const GradusLane *self)
{
  return self->n_layers == 0 ? NULL : self->outputs[self->n_layers - 1];
}

/**
 * gradus_lane_get_output_gradient:
 * @self: a lane for training
 *
 * Returns: (transfer none) (shape n, output): where the loss puts d loss / d output
 * before gradus_lane_backward()
 */
float *
gradus_lane_get_output_gradient (GradusLane *self)
{
  return self->gradients[self->stages->len % 2];
}

/**
 * gradus_lane_get_output_mask:
 * @self: a lane
 *
 * Returns: (transfer none) (nullable) (shape n, output.dims[0]): which time steps of the
 * last output count
 */
const guint8 *
gradus_lane_get_output_mask (GradusLane *self)
{
  return self->n_layers == 0 ? NULL : self->masks[self->n_layers - 1];
}

/* What a stage's backward() leaves in dy is of no use to anybody else. */
static void
take_terms (const GradusLane *self, const GradusStage *stage, const GradusLayerRun *run)
{
  const GradusLaneTerms *terms = self->terms;

  if (terms->layer != stage->first || stage->last != stage->first)
    return;
  gradus_layer_kind_of (stage->plan->config)
    ->get_terms (stage->plan, run, terms->weight, terms->offset,
                 terms->inputs + run->first, terms->errors + run->first);
}

/**
 * gradus_lane_backward:
 * @self: a lane for training
 * @pass: the one that went forward
 *
 * Takes the gradient back through the layers, down to the lowest one that is trained, or
 * to the samples.
 *
 * Returns: whether it came that far; a layer without a gradient stops it
 */
gboolean
gradus_lane_backward (GradusLane *self, const GradusPass *pass)
{
  for (guint i = self->stages->len;
       i-- > 0 && get_stage (self, i)->last >= pass->lowest_trained;)
    {
      const GradusStage *stage = get_stage (self, i);
      GradusLayerRun     run = prepare (self, pass, i);

      run.dy = self->gradients[(i + 1) % 2];
      run.dx = stage->first > pass->lowest_trained || pass->wants_input
                 ? self->gradients[i % 2]
                 : NULL;
      if (stage->backward == NULL)
        return FALSE;
      add_activity_gradient (self, pass, stage->last, run.dy);
      stage->backward (stage->plan, &run);
      if (self->terms != NULL)
        take_terms (self, stage, &run);
      gradus_laps_take (self->laps, GRADUS_N_LAPS + 2 * i + 1);
    }
  return TRUE;
}

/**
 * gradus_lane_get_input_gradient:
 * @self: a lane for training, after a backward pass that wanted it
 *
 * Returns: (transfer none) (shape n, input): d loss / d input
 */
const float *
gradus_lane_get_input_gradient (const GradusLane *self)
{
  return self->gradients[0];
}
