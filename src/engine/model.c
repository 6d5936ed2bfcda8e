/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "engine/model.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/error.h"
#include "engine/lane.h"
#include "engine/model-private.h"
#include "engine/parts.h"

/* Samples that go through a network at once when nothing is learned. */
#define CHUNK 64

static void
add_weight (GradusModel *self, guint layer, guint index)
{
  const GradusLayerPlan *plan = gradus_plan_get_layer (self->plan, layer);
  const GradusLayer     *described =
    gradus_sequential_get_layer (gradus_plan_get_sequential (self->plan), layer);
  const GradusWeightSpec *spec = &plan->weights[index];
  GradusWeightInfo        info = { .layer = layer, .index = index, .shape = spec->shape };
  float                  *data =
    g_aligned_alloc0 (MAX (gradus_shape_size (&spec->shape), 1), sizeof (float), 64);

  info.trainable = spec->trainable && described->trainable;
  info.path = g_strdup_printf ("%s/%s/%s", gradus_plan_get_sequential (self->plan)->name,
                               described->name, spec->name);
  g_array_append_val (self->infos, info);
  g_ptr_array_add (self->data, data);
}

static void
clear_info (gpointer info)
{
  g_free ((char *) ((GradusWeightInfo *) info)->path);
}

/**
 * gradus_model_new:
 * @sequential: a description; copied
 * @seed: draws the start weights
 * @error: return location for an error
 *
 * Builds a model.
 *
 * Errors: what the plan says of the first layer that does not fit
 *
 * Returns: (transfer full) (nullable): the model
 */
GradusModel *
gradus_model_new (const GradusSequential *sequential, guint64 seed, GError **error)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (sequential);
  const GError          *problem = NULL;
  GradusModel           *self;

  if (!gradus_plan_is_whole (plan))
    {
      gradus_plan_get_problem (plan, &problem);
      if (problem != NULL)
        g_propagate_error (error, g_error_copy (problem));
      else
        g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                             _ ("The network has no layers yet."));
      return NULL;
    }
  self = g_new0 (GradusModel, 1);
  self->plan = g_steal_pointer (&plan);
  self->infos = g_array_new (FALSE, FALSE, sizeof (GradusWeightInfo));
  g_array_set_clear_func (self->infos, clear_info);
  self->data = g_ptr_array_new_with_free_func ((GDestroyNotify) g_aligned_free);
  self->first_weight = g_new0 (guint, gradus_plan_get_n_layers (self->plan) + 1);
  for (guint i = 0; i < gradus_plan_get_n_layers (self->plan); i++)
    {
      self->first_weight[i] = self->data->len;
      for (guint j = 0; j < gradus_plan_get_layer (self->plan, i)->n_weights; j++)
        add_weight (self, i, j);
    }
  gradus_model_reset_weights (self, seed);
  return self;
}

/**
 * gradus_model_free:
 * @self: a model
 */
void
gradus_model_free (GradusModel *self)
{
  g_clear_pointer (&self->lane, gradus_lane_free);
  g_clear_pointer (&self->way_back, gradus_lane_free);
  g_array_unref (self->infos);
  g_ptr_array_unref (self->data);
  g_free (self->first_weight);
  gradus_plan_unref (self->plan);
  g_free (self);
}

/**
 * gradus_model_get_plan:
 * @self: a model
 *
 * Returns: (transfer none): its shapes
 */
GradusPlan *
gradus_model_get_plan (const GradusModel *self)
{
  return self->plan;
}

/**
 * gradus_model_get_sequential:
 * @self: a model
 *
 * Returns: (transfer none): its description
 */
const GradusSequential *
gradus_model_get_sequential (const GradusModel *self)
{
  return gradus_plan_get_sequential (self->plan);
}

/**
 * gradus_model_get_n_weights:
 * @self: a model
 *
 * Returns: how many weights (kernels, biases …) it has
 */
guint
gradus_model_get_n_weights (const GradusModel *self)
{
  return self->data->len;
}

/**
 * gradus_model_get_weight_info:
 * @self: a model
 * @index: which weight
 *
 * Returns: (transfer none): what is known of the weight
 */
const GradusWeightInfo *
gradus_model_get_weight_info (const GradusModel *self, guint index)
{
  g_return_val_if_fail (index < self->infos->len, NULL);
  return &g_array_index (self->infos, GradusWeightInfo, index);
}

/**
 * gradus_model_find_weight:
 * @self: a model
 * @layer: which layer
 * @name: Keras's name inside the layer, like `kernel`
 *
 * Returns: its place in the model's list, or -1
 */
int
gradus_model_find_weight (const GradusModel *self, guint layer, const char *name)
{
  for (guint i = 0; i < self->infos->len; i++)
    {
      const GradusWeightInfo *info = &g_array_index (self->infos, GradusWeightInfo, i);

      if (info->layer == layer &&
          strcmp (gradus_plan_get_layer (self->plan, layer)->weights[info->index].name,
                  name) == 0)
        return (int) i;
    }
  return -1;
}

/**
 * gradus_model_get_weight_data:
 * @self: a model
 * @index: which weight
 *
 * Returns: (transfer none): its numbers
 */
float *
gradus_model_get_weight_data (const GradusModel *self, guint index)
{
  g_return_val_if_fail (index < self->data->len, NULL);
  return self->data->pdata[index];
}

/**
 * gradus_model_dup_weights:
 * @self: a model
 *
 * Returns: (transfer full) (element-type GradusTensor): copies of all weights
 */
GPtrArray *
gradus_model_dup_weights (const GradusModel *self)
{
  GPtrArray *weights =
    g_ptr_array_new_full (self->data->len, (GDestroyNotify) gradus_tensor_unref);

  for (guint i = 0; i < self->data->len; i++)
    g_ptr_array_add (weights,
                     gradus_tensor_new_from_data (&gradus_model_get_weight_info (self, i)
                                                     ->shape,
                                                  self->data->pdata[i]));
  return weights;
}

/**
 * gradus_model_set_weights:
 * @self: a model
 * @weights: (element-type GradusTensor): as many as the model has, in its order
 * @error: return location for an error
 *
 * Errors: `GRADUS_ERROR_SHAPE` if number or shapes differ; then nothing has changed
 *
 * Returns: whether the weights were taken over
 */
gboolean
gradus_model_set_weights (GradusModel *self, GPtrArray *weights, GError **error)
{
  if (weights->len != self->data->len)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                   _ ("The network has %u weights, but %u are given."), self->data->len,
                   weights->len);
      return FALSE;
    }
  for (guint i = 0; i < weights->len; i++)
    {
      const GradusWeightInfo *info = gradus_model_get_weight_info (self, i);
      const GradusTensor     *tensor = weights->pdata[i];

      if (!gradus_shape_equal (&info->shape, &tensor->shape))
        {
          g_autofree char *wanted = gradus_shape_to_string (&info->shape);
          g_autofree char *given = gradus_shape_to_string (&tensor->shape);

          g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
                       _ ("The weight %s has the shape %s, not %s."), info->path, wanted,
                       given);
          return FALSE;
        }
    }
  for (guint i = 0; i < weights->len; i++)
    {
      const GradusTensor *tensor = weights->pdata[i];

      memcpy (self->data->pdata[i], tensor->data, tensor->size * sizeof (float));
    }
  return TRUE;
}

/**
 * gradus_model_reset_weights:
 * @self: a model
 * @seed: draws the start weights
 *
 * Draws the start weights anew: every weight from a stream of its own, named after its
 * place, so that adding a layer above does not change the layers below.
 */
void
gradus_model_reset_weights (GradusModel *self, guint64 seed)
{
  for (guint i = 0; i < self->data->len; i++)
    {
      const GradusWeightInfo *info = gradus_model_get_weight_info (self, i);
      const GradusWeightSpec *spec =
        &gradus_plan_get_layer (self->plan, info->layer)->weights[info->index];
      g_autofree char *stream =
        g_strdup_printf ("weights/%u/%s", info->layer, spec->name);
      GradusRandom random = gradus_random_init (seed, stream);
      float       *data = self->data->pdata[i];
      gsize        n = gradus_shape_size (&info->shape);

      if (spec->initializer != NULL)
        ((const GradusInitializerKind *) gradus_config_get_kind (spec->initializer))
          ->fill (spec->initializer, &info->shape, &random, data);
      else
        for (gsize j = 0; j < n; j++)
          data[j] = spec->fill;
      for (gsize j = 0; j < spec->n_ones; j++)
        data[spec->first_one + j] = 1.0f;
    }
}

static GradusPass
plain_pass (const GradusModel *self, gsize n, const float *x)
{
  return (GradusPass){ .n = n,
                       .x = x,
                       .weights = (float *const *) self->data->pdata,
                       .first_weight = self->first_weight };
}

static GradusLane *
ensure_lane (GradusModel *self, gsize n)
{
  gsize capacity = MIN (n, CHUNK);

  if (self->lane != NULL && self->lane->capacity < capacity)
    g_clear_pointer (&self->lane, gradus_lane_free);
  if (self->lane == NULL)
    self->lane = gradus_lane_new (self->plan, capacity, FALSE, FALSE);
  return self->lane;
}

static void
get_sizes (const GradusModel *self, gsize *n_in, gsize *n_out)
{
  GradusShape input, output;

  gradus_plan_get_output (self->plan, -1, &input);
  gradus_plan_get_output (self->plan, (int) gradus_plan_get_n_layers (self->plan) - 1,
                          &output);
  *n_in = gradus_shape_size (&input);
  *n_out = gradus_shape_size (&output);
}

/**
 * gradus_model_predict:
 * @self: a model
 * @n: how many samples
 * @x: (shape n, input): the samples
 * @y: (out) (shape n, output): what the network makes of them
 */
void
gradus_model_predict (GradusModel *self, gsize n, const float *x, float *y)
{
  GradusLane *lane = ensure_lane (self, n);
  gsize       n_in, n_out;

  get_sizes (self, &n_in, &n_out);
  for (gsize done = 0; done < n; done += lane->capacity)
    {
      GradusPass pass =
        plain_pass (self, MIN (lane->capacity, n - done), x + done * n_in);

      memcpy (y + done * n_out, gradus_lane_forward (lane, &pass),
              pass.n * n_out * sizeof (float));
    }
}

static GradusTensor *
new_batch_tensor (const GradusShape *sample, gsize n)
{
  GradusShape shape = { .rank = MIN (sample->rank + 1, GRADUS_MAX_RANK) };

  shape.dims[0] = (gint64) n;
  for (guint i = 1; i < shape.rank; i++)
    shape.dims[i] = sample->dims[i - 1];
  return gradus_tensor_new (&shape);
}

/**
 * gradus_model_get_activations:
 * @self: a model
 * @n: how many samples
 * @x: (shape n, input): the samples
 *
 * Returns: (transfer full) (element-type GradusTensor): what every layer puts out, each
 * of shape (n, output)
 */
GPtrArray *
gradus_model_get_activations (GradusModel *self, gsize n, const float *x)
{
  GPtrArray  *all = g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_tensor_unref);
  GradusLane *lane = ensure_lane (self, n);
  guint       n_layers = gradus_plan_get_n_layers (self->plan);
  gsize       n_in, n_out;

  get_sizes (self, &n_in, &n_out);
  for (guint i = 0; i < n_layers; i++)
    g_ptr_array_add (all,
                     new_batch_tensor (&gradus_plan_get_layer (self->plan, i)->output,
                                       n));
  for (gsize done = 0; done < n; done += lane->capacity)
    {
      GradusPass pass =
        plain_pass (self, MIN (lane->capacity, n - done), x + done * n_in);

      gradus_lane_forward (lane, &pass);
      for (guint i = 0; i < n_layers; i++)
        {
          GradusTensor *tensor = all->pdata[i];
          gsize size = gradus_shape_size (&gradus_plan_get_layer (self->plan, i)->output);

          memcpy (tensor->data + done * size, lane->outputs[i],
                  pass.n * size * sizeof (float));
        }
    }
  return all;
}

/**
 * gradus_model_get_input_gradient:
 * @self: a model
 * @x: (shape input): one sample
 * @output_gradient: (shape output): d score / d output, for a score of the caller's
 * choice
 * @gradient: (out) (shape input): d score / d @x
 *
 * Takes a gradient back to the input, without training behaviour: noise is off, and
 * averages are those that were learned. The weights are not touched.
 *
 * Returns: whether there is one; layers like Embedding choose by their input and have
 * none
 */
gboolean
gradus_model_get_input_gradient (GradusModel *self,
                                 const float *x,
                                 const float *output_gradient,
                                 float       *gradient)
{
  g_autofree float **none = g_new0 (float *, self->data->len + 1);
  GradusPass         pass = plain_pass (self, 1, x);
  gboolean           is_there;
  gsize              n_in, n_out;

  get_sizes (self, &n_in, &n_out);
  if (self->way_back == NULL)
    self->way_back = gradus_lane_new (self->plan, 1, TRUE, FALSE);
  pass.weight_gradients = none;
  pass.wants_input = TRUE;
  gradus_lane_forward (self->way_back, &pass);
  memcpy (gradus_lane_get_output_gradient (self->way_back), output_gradient,
          n_out * sizeof (float));
  is_there = gradus_lane_backward (self->way_back, &pass);
  if (is_there)
    memcpy (gradient, gradus_lane_get_input_gradient (self->way_back),
            n_in * sizeof (float));
  else
    memset (gradient, 0, n_in * sizeof (float));
  return is_there;
}
