/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <config.h>

#include "engine/sequential.h"

#include "engine/error.h"

#include <glib/gi18n-lib.h>

/* Numbers that one sample may have, in all layers together: half a gigabyte of them, of
 * which training needs several. Some layers note something for each number, so that a
 * long stack of large layers must not be planned to its end, either. */
#define SAMPLE_MOST ((gsize) 1 << 27)

/* Shared between threads by reference; nothing changes after gradus_plan_new(). */
struct _GradusPlan
{
  gint              ref_count;
  GradusSequential *sequential;
  GradusLayerPlan  *layers; /* n_layers, of which n_fitting are filled */
  guint             n_layers;
  guint             n_fitting;
  gsize             n_numbers; /* going into those layers, for one sample */
  GError           *problem;   /* of layer n_fitting */
};

static guint64
count_params (const GradusLayerPlan *layer, gboolean only_trainable)
{
  guint64 n_params = 0;

  for (guint i = 0; i < layer->n_weights; i++)
    if (layer->weights[i].trainable || !only_trainable)
      n_params += gradus_shape_size (&layer->weights[i].shape);
  return n_params;
}

/* What every layer needs, so that no infer() has to ask for it. */
static gboolean
check_input (GradusPlan *self, const GradusLayerPlan *layer, GError **error)
{
  gsize size;

  if (gradus_shape_checked_size (&layer->input, &size) &&
      size > SAMPLE_MOST - self->n_numbers)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                           _ ("This layer would need more memory than a computer has."));
      return FALSE;
    }
  if (gradus_shape_checked_size (&layer->input, &size) && size > 0)
    {
      self->n_numbers += size;
      return TRUE;
    }
  g_autofree char *shape = gradus_shape_to_string (&layer->input);

  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
               _ ("The shape %s leaves no numbers to work on."), shape);
  return FALSE;
}

static gboolean
check_sizes (const GradusLayerPlan *layer, GError **error)
{
  /* 2^31 numbers are 8 GB, and the most that one BLAS call can count. */
  const gsize limit = G_MAXINT32;
  gsize       size;
  gboolean    fits = gradus_shape_checked_size (&layer->output, &size) && size <= limit;

  for (guint i = 0; i < layer->n_weights; i++)
    fits = fits && gradus_shape_checked_size (&layer->weights[i].shape, &size) &&
           size <= limit;
  fits = fits && layer->n_cache <= limit && layer->n_scratch <= limit &&
         layer->n_fixed_scratch <= limit;
  if (!fits)
    g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                 _ ("This layer would need more memory than a computer has."));
  return fits;
}

static gboolean
plan_layer (GradusPlan        *self,
            guint              index,
            const GradusShape *input,
            gboolean           has_input_mask)
{
  const GradusLayer     *layer = gradus_sequential_get_layer (self->sequential, index);
  const GradusLayerKind *kind = gradus_layer_kind_of (layer->config);
  GradusLayerPlan       *plan = &self->layers[index];

  plan->config = layer->config;
  plan->input = *input;
  plan->has_input_mask = has_input_mask;
  plan->is_frozen = !layer->trainable;
  if (check_input (self, plan, &self->problem) && kind->infer (plan, &self->problem) &&
      check_sizes (plan, &self->problem))
    {
      if (kind->flags & GRADUS_LAYER_PASSES_MASK)
        plan->has_output_mask = has_input_mask;
      if (gradus_kind_find_param (&kind->base, "activity_regularizer") != NULL)
        plan->activity_regularizer =
          gradus_config_get_object (plan->config, "activity_regularizer");
      return TRUE;
    }
  if (plan->free_data != NULL)
    plan->free_data (plan->data);
  *plan = (GradusLayerPlan){ 0 };
  return FALSE;
}

/**
 * gradus_plan_new:
 * @sequential: any stack; copied
 *
 * Works out shapes and weights, layer by layer, up to the first layer that does not fit.
 *
 * Returns: (transfer full): the plan
 */
GradusPlan *
gradus_plan_new (const GradusSequential *sequential)
{
  g_return_val_if_fail (sequential != NULL, NULL);

  GradusPlan *self = g_new0 (GradusPlan, 1);
  GradusShape input = sequential->input;
  gboolean    has_mask = FALSE;

  self->ref_count = 1;
  self->sequential = gradus_sequential_copy (sequential);
  self->n_layers = gradus_sequential_get_n_layers (sequential);
  self->layers = g_new0 (GradusLayerPlan, self->n_layers);
  while (self->n_fitting < self->n_layers &&
         plan_layer (self, self->n_fitting, &input, has_mask))
    {
      const GradusLayerPlan *layer = &self->layers[self->n_fitting++];

      input = layer->output;
      has_mask = layer->has_output_mask;
    }
  return self;
}

/**
 * gradus_plan_ref:
 * @self: a plan
 *
 * Returns: (transfer full): @self. Threads: any
 */
GradusPlan *
gradus_plan_ref (GradusPlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_int_inc (&self->ref_count);
  return self;
}

/**
 * gradus_plan_unref:
 * @self: (nullable) (transfer full): a plan. Threads: any
 */
void
gradus_plan_unref (GradusPlan *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  for (guint i = 0; i < self->n_fitting; i++)
    if (self->layers[i].free_data != NULL)
      self->layers[i].free_data (self->layers[i].data);
  g_free (self->layers);
  g_clear_error (&self->problem);
  gradus_sequential_free (self->sequential);
  g_free (self);
}

/**
 * gradus_plan_get_sequential:
 * @self: a plan
 *
 * Returns: (transfer none): the description that was planned
 */
const GradusSequential *
gradus_plan_get_sequential (const GradusPlan *self)
{
  return self->sequential;
}

/**
 * gradus_plan_get_n_layers:
 * @self: a plan
 *
 * Returns: how many layers the stack has, fitting or not
 */
guint
gradus_plan_get_n_layers (const GradusPlan *self)
{
  return self->n_layers;
}

/**
 * gradus_plan_get_layer:
 * @self: a plan
 * @index: which layer
 *
 * Returns: (transfer none) (nullable): its plan, %NULL from the first layer on that does
 * not fit
 */
const GradusLayerPlan *
gradus_plan_get_layer (const GradusPlan *self, guint index)
{
  g_return_val_if_fail (index < self->n_layers, NULL);
  return index < self->n_fitting ? &self->layers[index] : NULL;
}

/**
 * gradus_plan_get_output:
 * @self: a plan
 * @index: which layer; -1 is the input
 * @shape: (out): shape of one sample that comes out of it
 *
 * Returns: whether it is known
 */
gboolean
gradus_plan_get_output (const GradusPlan *self, int index, GradusShape *shape)
{
  g_return_val_if_fail (index >= -1 && index < (int) self->n_layers, FALSE);

  if (index >= (int) self->n_fitting)
    return FALSE;
  *shape = index < 0 ? self->sequential->input : self->layers[index].output;
  return TRUE;
}

/**
 * gradus_plan_get_problem:
 * @self: a plan
 * @error: (out) (optional) (transfer none): why it does not fit, %NULL if all fit
 *
 * Returns: the first layer that does not fit, -1 if all fit
 */
int
gradus_plan_get_problem (const GradusPlan *self, const GError **error)
{
  if (error != NULL)
    *error = self->problem;
  return self->problem != NULL ? (int) self->n_fitting : -1;
}

/**
 * gradus_plan_is_whole:
 * @self: a plan
 *
 * Returns: whether all layers fit
 */
gboolean
gradus_plan_is_whole (const GradusPlan *self)
{
  return self->problem == NULL;
}

/**
 * gradus_plan_get_n_params:
 * @self: a plan
 * @index: which layer
 *
 * Returns: how many numbers its weights hold; 0 where unknown
 */
guint64
gradus_plan_get_n_params (const GradusPlan *self, guint index)
{
  const GradusLayerPlan *layer = gradus_plan_get_layer (self, index);

  return layer != NULL ? count_params (layer, FALSE) : 0;
}

/**
 * gradus_plan_get_n_trainable_params:
 * @self: a plan
 * @index: which layer
 *
 * Returns: how many of them training changes: none if the layer is frozen
 */
guint64
gradus_plan_get_n_trainable_params (const GradusPlan *self, guint index)
{
  const GradusLayerPlan *layer = gradus_plan_get_layer (self, index);

  if (layer == NULL || !gradus_sequential_get_layer (self->sequential, index)->trainable)
    return 0;
  return count_params (layer, TRUE);
}

/**
 * gradus_plan_get_total_params:
 * @self: a plan
 *
 * Returns: the sum over all layers that fit
 */
guint64
gradus_plan_get_total_params (const GradusPlan *self)
{
  guint64 total = 0;

  for (guint i = 0; i < self->n_layers; i++)
    total += gradus_plan_get_n_params (self, i);
  return total;
}
