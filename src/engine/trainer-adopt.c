/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/trainer-private.h"

#include <string.h>

/* What a trainer takes over from the one before an edit. */

static const GradusLayer *
find_layer (const GradusModel *model, guint64 uid, guint *index)
{
  const GradusSequential *sequential = gradus_model_get_sequential (model);
  int                     found = gradus_sequential_find_uid (sequential, uid);

  if (found < 0)
    return NULL;
  *index = (guint) found;
  return gradus_sequential_get_layer (sequential, *index);
}

/* Whether layer @index of @model goes on as layer @old_index of @from: it is of the same
 * kind, and no weight of it has another shape. @wrong: the weight that has. */
static gboolean
goes_on (const GradusModel *model,
         guint              index,
         const GradusModel *from,
         guint              old_index,
         const char       **wrong)
{
  const GradusLayerPlan *plan = gradus_plan_get_layer (model->plan, index);
  const GradusLayerPlan *old = gradus_plan_get_layer (from->plan, old_index);

  *wrong = NULL;
  if (gradus_config_get_kind (plan->config) != gradus_config_get_kind (old->config))
    return FALSE;
  for (guint i = 0; i < plan->n_weights; i++)
    {
      int match = gradus_model_find_weight (from, old_index, plan->weights[i].name);

      if (match >= 0 &&
          !gradus_shape_equal (&gradus_model_get_weight_info (from, (guint) match)->shape,
                               &plan->weights[i].shape))
        {
          *wrong = plan->weights[i].name;
          return FALSE;
        }
    }
  return TRUE;
}

static void
copy_layer (GradusModel *self, guint index, const GradusModel *from, guint old_index)
{
  const GradusLayerPlan *plan = gradus_plan_get_layer (self->plan, index);

  for (guint i = 0; i < plan->n_weights; i++)
    {
      int match = gradus_model_find_weight (from, old_index, plan->weights[i].name);

      if (match >= 0)
        memcpy (gradus_model_get_weight_data (self, self->first_weight[index] + i),
                gradus_model_get_weight_data (from, (guint) match),
                gradus_shape_size (&plan->weights[i].shape) * sizeof (float));
    }
}

static void
add_restart (GArray *restarts, const GradusLayer *layer, const char *weight)
{
  GradusRestart restart = { .uid = layer->uid };

  if (restarts == NULL)
    return;
  if (weight != NULL)
    g_strlcpy (restart.weight, weight, sizeof restart.weight);
  g_array_append_val (restarts, restart);
}

/* Layers that read the data before training have read these: what they saw before is of
 * use only if it was the same. */
static void
adopt_weights (GradusModel       *self,
               const GradusModel *from,
               gboolean           same_data,
               GArray            *restarts)
{
  const GradusSequential *sequential = gradus_model_get_sequential (self);

  for (guint i = 0; i < gradus_sequential_get_n_layers (sequential); i++)
    {
      const GradusLayer     *layer = gradus_sequential_get_layer (sequential, i);
      const GradusLayerKind *kind = gradus_layer_kind_of (layer->config);
      const char            *wrong;
      guint                  old;

      if (gradus_plan_get_layer (self->plan, i)->n_weights == 0 ||
          find_layer (from, layer->uid, &old) == NULL)
        continue;
      if (!goes_on (self, i, from, old, &wrong))
        add_restart (restarts, layer, wrong);
      else if (kind->adapt == NULL || same_data)
        copy_layer (self, i, from, old);
    }
}

/**
 * gradus_model_has_same_weights:
 * @self: a model
 * @other: another one
 *
 * Returns: whether both have the same weights of the same layers in the same order, so
 * that either's mean the same to the other
 */
gboolean
gradus_model_has_same_weights (const GradusModel *self, const GradusModel *other)
{
  guint n = gradus_model_get_n_weights (self);

  if (n != gradus_model_get_n_weights (other))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const GradusWeightInfo *a = gradus_model_get_weight_info (self, i);
      const GradusWeightInfo *b = gradus_model_get_weight_info (other, i);
      const GradusLayer      *one =
        gradus_sequential_get_layer (gradus_model_get_sequential (self), a->layer);
      const GradusLayer *two =
        gradus_sequential_get_layer (gradus_model_get_sequential (other), b->layer);

      if (one->uid != two->uid ||
          gradus_config_get_kind (one->config) != gradus_config_get_kind (two->config) ||
          strcmp (gradus_plan_get_layer (self->plan, a->layer)->weights[a->index].name,
                  gradus_plan_get_layer (other->plan, b->layer)
                    ->weights[b->index]
                    .name) != 0 ||
          !gradus_shape_equal (&a->shape, &b->shape))
        return FALSE;
    }
  return TRUE;
}

/* The learning rate is turned while training; all else makes it another optimizer. */
static gboolean
is_same_optimizer (const GradusTrainer *self, const GradusTrainer *from)
{
  const GradusConfig      *one = self->step.config;
  const GradusConfig      *other = from->step.config;
  g_autoptr (GradusConfig) alike = NULL;

  if (gradus_config_get_kind (one) != gradus_config_get_kind (other) ||
      self->n_slots != from->n_slots || self->trained->len != from->trained->len)
    return FALSE;
  for (guint i = 0; i < self->trained->len; i++)
    if (g_array_index (self->trained, GradusTrained, i).index !=
        g_array_index (from->trained, GradusTrained, i).index)
      return FALSE;
  alike = gradus_config_copy (one);
  return gradus_config_set_float (alike, "learning_rate",
                                  gradus_config_get_float (other, "learning_rate"),
                                  NULL) &&
         gradus_config_equal (alike, other);
}

static void
adopt_memory (GradusTrainer *self, const GradusTrainer *from)
{
  const GradusConfig *config = self->step.config;
  double              rate = self->step.learning_rate;
  gboolean            is_rate_kept = gradus_config_get_float (config, "learning_rate") ==
                          gradus_config_get_float (from->step.config, "learning_rate");

  for (guint i = 0; i < self->trained->len; i++)
    {
      GradusTrained       *to = &g_array_index (self->trained, GradusTrained, i);
      const GradusTrained *old = &g_array_index (from->trained, GradusTrained, i);

      for (guint j = 0; j < self->n_slots; j++)
        memcpy (to->slots[j], old->slots[j], to->n * sizeof (float));
    }
  self->step = from->step;
  self->step.config = config;
  if (!is_rate_kept)
    self->step.learning_rate = rate;
  self->n_updates = from->n_updates;
}

static gboolean
has_same_measures (const GradusTrainer *self, const GradusTrainer *from)
{
  if (!gradus_config_equal (self->loss, from->loss) ||
      self->n_metrics != from->n_metrics ||
      gradus_trainer_get_state_size (self) != gradus_trainer_get_state_size (from))
    return FALSE;
  for (guint i = 0; i < self->n_metrics; i++)
    if (!gradus_config_equal (self->metrics[i], from->metrics[i]) ||
        strcmp (self->metric_names[i], from->metric_names[i]) != 0)
      return FALSE;
  return TRUE;
}

static guint
count_samples (GradusDataset *data)
{
  return data != NULL ? gradus_dataset_get_n_samples (data) : 0;
}

/* Whether the epochs of both go through the same batches. */
static gboolean
has_same_batches (const GradusTrainer *self, const GradusTrainer *from)
{
  return self->options.batch_size == from->options.batch_size &&
         self->options.shuffle == from->options.shuffle &&
         self->options.seed == from->options.seed &&
         count_samples (self->data) == count_samples (from->data) &&
         count_samples (self->validation) == count_samples (from->validation);
}

/* Whether both compute the same: what one has measured so far holds for the other. */
static gboolean
is_same_network (const GradusTrainer *self, const GradusTrainer *from)
{
  const GradusSequential *ours = gradus_model_get_sequential (self->model);
  const GradusSequential *theirs = gradus_model_get_sequential (from->model);

  if (ours->layers->len != theirs->layers->len ||
      ours->class_weights->len != theirs->class_weights->len)
    return FALSE;
  for (guint i = 0; i < ours->layers->len; i++)
    {
      const GradusLayer *one = gradus_sequential_get_layer (ours, i);
      const GradusLayer *other = gradus_sequential_get_layer (theirs, i);

      if (one->uid != other->uid || one->trainable != other->trainable ||
          !gradus_config_equal (one->config, other->config))
        return FALSE;
    }
  for (guint i = 0; i < ours->class_weights->len; i++)
    if (g_array_index (ours->class_weights, double, i) !=
        g_array_index (theirs->class_weights, double, i))
      return FALSE;
  return TRUE;
}

static gboolean
has_same_callbacks (const GradusTrainer *self, const GradusTrainer *from)
{
  const GPtrArray *ours = gradus_model_get_sequential (self->model)->callbacks;
  const GPtrArray *theirs = gradus_model_get_sequential (from->model)->callbacks;

  if (ours->len != theirs->len)
    return FALSE;
  for (guint i = 0; i < ours->len; i++)
    if (!gradus_config_equal (ours->pdata[i], theirs->pdata[i]))
      return FALSE;
  return TRUE;
}

static void
adopt_place (GradusTrainer *self, const GradusTrainer *from)
{
  gsize  n_bytes = gradus_trainer_get_state_size (self) * sizeof (double);
  double rate = self->step.learning_rate;

  self->options.epochs = from->options.epochs;
  self->first_epoch = from->first_epoch;
  self->epoch = from->epoch;
  self->batch = from->batch;
  self->validation_done = from->validation_done;
  self->is_validating = from->is_validating;
  self->epoch_loss_sum = from->epoch_loss_sum;
  self->epoch_n_samples = from->epoch_n_samples;
  self->validation_loss_sum = from->validation_loss_sum;
  memcpy (self->epoch_state, from->epoch_state, n_bytes);
  memcpy (self->validation_state, from->validation_state, n_bytes);
  self->report = from->report;
  self->report.step = self->n_updates;
  self->report.learning_rate = rate;
  if (has_same_callbacks (self, from))
    {
      g_array_unref (self->callback_states);
      self->callback_states = gradus_callback_states_copy (from->callback_states);
      self->is_stopped = from->is_stopped;
    }
  gradus_trainer_draw_order (self);
}

/**
 * gradus_trainer_adopt:
 * @self: a trainer that has not made a step
 * @from: the trainer of the same project before it was edited
 * @same_data: whether both learn from the same data
 * @restarts: (nullable) (element-type GradusRestart): takes the layers of both that start
 * again here
 *
 * Goes on from where another trainer was, as far as the edit allows.
 *
 * A layer is the same by its uid and kind. It keeps its weights, by their names, unless
 * one of them has another shape: then the whole layer keeps the start weights that it
 * has. If the two have all weights in common, the optimizer keeps its memory and its
 * count of updates unless it is another one: slots that begin afresh need a count that
 * does, too, because Adam and its kin divide by what it says; so as after Keras's
 * compile(), all of it begins afresh or nothing. The place in the run is kept if,
 * besides, network, loss, metrics and batches are the same: after that, no number of the
 * run is another one than it would have been without the edit.
 *
 * Returns: what was kept
 */
GradusAdoption
gradus_trainer_adopt (GradusTrainer       *self,
                      const GradusTrainer *from,
                      gboolean             same_data,
                      GArray              *restarts)
{
  GradusAdoption adoption = { FALSE, FALSE, FALSE };

  adopt_weights (self->model, from->model, same_data, restarts);
  adoption.has_weights = gradus_model_has_same_weights (self->model, from->model);
  if (!adoption.has_weights)
    return adoption;
  adoption.has_memory = is_same_optimizer (self, from);
  if (adoption.has_memory)
    adopt_memory (self, from);
  self->report.step = self->n_updates;
  self->report.learning_rate = self->step.learning_rate;
  adoption.has_place = same_data && adoption.has_memory && is_same_network (self, from) &&
                       has_same_measures (self, from) && has_same_batches (self, from);
  if (adoption.has_place)
    adopt_place (self, from);
  return adoption;
}
