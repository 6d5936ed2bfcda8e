/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/trainer-private.h"

#include <config.h>

#include "engine/error.h"
#include "engine/flops.h"
#include "engine/stage.h"

#include <cblas.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

/* Making a trainer, which plans a whole training step and makes room for it, and freeing
 * it. */

/* Fewer samples than this are not worth a slice of their own. */
#define SLICE_LEAST 16
#define SLICE_USUAL 64
/* What the outputs of a part may take: half of a usual second-level cache. */
#define PART_FLOATS 262144
#define PART_LEAST 4
/* What a part may cost: some 20 ms, after which a step can be interrupted. */
#define PART_FLOPS 1e9
/* Samples that a layer sees at once before training. */
#define ADAPT_CHUNK 256
/* Numbers that a thread adds up or moves in one go. */
#define CHUNK_MOST 8192

static void
keep_blas_single (void)
{
  openblas_set_num_threads (1);
}

static double
get_optional (const GradusConfig *config, const char *name)
{
  if (gradus_kind_find_param (gradus_config_get_kind (config), name) == NULL ||
      gradus_config_is_none (config, name))
    return -1;
  return gradus_config_get_float (config, name);
}

static GradusReduction
read_reduction (const GradusConfig *loss)
{
  const char *word = gradus_config_get_choice (loss, "reduction");

  if (strcmp (word, "sum") == 0)
    return GRADUS_REDUCTION_SUM;
  return strcmp (word, "mean_with_sample_weight") == 0 ? GRADUS_REDUCTION_WEIGHTED_MEAN
                                                       : GRADUS_REDUCTION_MEAN;
}

static void
read_compile (GradusTrainer *self)
{
  const GradusSequential *sequential = gradus_model_get_sequential (self->model);
  const GradusConfig     *optimizer = sequential->optimizer;

  self->loss = sequential->loss;
  self->loss_kind = (const GradusLossKind *) gradus_config_get_kind (self->loss);
  self->optimizer_kind = (const GradusOptimizerKind *) gradus_config_get_kind (optimizer);
  self->step.config = optimizer;
  self->step.learning_rate = gradus_config_get_float (optimizer, "learning_rate");
  self->schedule = gradus_config_get_object (optimizer, "learning_rate_schedule");
  if (self->schedule != NULL)
    self->step.learning_rate = gradus_schedule_get_rate (self->schedule, 0);
  self->reduction = read_reduction (self->loss);
  self->n_slots = self->optimizer_kind->n_slots (optimizer);
  self->clipping.clipnorm = get_optional (optimizer, "clipnorm");
  self->clipping.clipvalue = get_optional (optimizer, "clipvalue");
  self->clipping.global_clipnorm = get_optional (optimizer, "global_clipnorm");
  self->clipping.weight_decay = get_optional (optimizer, "weight_decay");
}

static gboolean
has_metric_name (const GradusTrainer *self, const char *name)
{
  for (guint i = 0; i < self->n_metrics; i++)
    if (strcmp (self->metric_names[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* Two of one name are told apart: a weighted one as in Keras, others by a number. */
static char *
name_metric (const GradusTrainer *self, const char *id, gboolean is_weighted)
{
  g_autofree char *name = is_weighted && has_metric_name (self, id)
                            ? g_strconcat ("weighted_", id, NULL)
                            : g_strdup (id);

  for (guint i = 1; has_metric_name (self, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s_%u", id, i);
    }
  return g_steal_pointer (&name);
}

static void
add_metric (GradusTrainer *self, const GradusConfig *described, gboolean is_weighted)
{
  GradusConfig *metric =
    gradus_metric_resolve (described, self->loss, (gint64) self->n_columns);
  const GradusMetricKind *kind =
    (const GradusMetricKind *) gradus_config_get_kind (metric);
  guint i = self->n_metrics;

  self->metrics[i] = metric;
  self->metric_kinds[i] = kind;
  self->metric_names[i] =
    name_metric (self, gradus_config_get_kind (described)->id, is_weighted);
  self->metric_offset[i + 1] =
    self->metric_offset[i] + kind->n_state (metric, self->n_columns);
  self->n_metrics++;
}

static void
add_metrics (GradusTrainer *self)
{
  const GradusSequential *sequential = gradus_model_get_sequential (self->model);

  for (guint i = 0; i < sequential->metrics->len; i++)
    if (self->n_metrics < GRADUS_MAX_METRICS)
      add_metric (self, sequential->metrics->pdata[i], FALSE);
  self->first_weighted = self->n_metrics;
  for (guint i = 0; i < sequential->weighted_metrics->len; i++)
    if (self->n_metrics < GRADUS_MAX_METRICS)
      add_metric (self, sequential->weighted_metrics->pdata[i], TRUE);
}

/* What the loss and the metrics want to know of the truth, and whether the data can tell.
 */
static gboolean
match_targets (GradusTrainer *self, GError **error)
{
  for (guint i = 0; i <= self->n_metrics; i++)
    {
      gboolean         is_loss = i == self->n_metrics;
      GradusTargetForm form =
        is_loss ? self->loss_kind->target_form : self->metric_kinds[i]->target_form;
      const GradusKind *kind =
        is_loss ? &self->loss_kind->base : &self->metric_kinds[i]->base;

      self->target_size[form] =
        gradus_dataset_get_target_columns (self->data, form, self->output_size,
                                           self->rows_per_sample);
      if (self->target_size[form] == 0)
        {
          g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_MISMATCH,
                       _ ("%s cannot compare the %zu outputs of this network with the "
                          "answers in the data."),
                       kind->name, self->output_size);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_input (GradusTrainer *self, GError **error)
{
  const GradusShape *sample = gradus_dataset_get_shape (self->data);
  GradusShape        input;
  g_autofree char   *given = NULL;
  g_autofree char   *wanted = NULL;

  gradus_plan_get_output (self->model->plan, -1, &input);
  if (gradus_shape_size (sample) == gradus_shape_size (&input))
    return TRUE;
  given = gradus_shape_to_string (sample);
  wanted = gradus_shape_to_string (&input);
  g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_SHAPE,
               _ ("The network takes samples of shape %s, but the data have %s."), wanted,
               given);
  return FALSE;
}

static void
measure_shapes (GradusTrainer *self)
{
  GradusShape input, output;
  guint       n_layers = gradus_plan_get_n_layers (self->model->plan);

  gradus_plan_get_output (self->model->plan, -1, &input);
  gradus_plan_get_output (self->model->plan, (int) n_layers - 1, &output);
  self->input_size = gradus_shape_size (&input);
  self->output_size = gradus_shape_size (&output);
  self->n_columns = (gsize) MAX (gradus_shape_last (&output), 1);
  self->rows_per_sample = self->output_size / self->n_columns;
  if (n_layers > 0 &&
      gradus_plan_get_layer (self->model->plan, n_layers - 1)->has_output_mask)
    self->n_masked_steps = (gsize) output.dims[0];
}

static gboolean
weighs_rows (const GradusTrainer *self)
{
  return self->n_masked_steps > 0 || gradus_dataset_has_weights (self->data) ||
         (self->validation != NULL && gradus_dataset_has_weights (self->validation)) ||
         gradus_model_get_sequential (self->model)->class_weights->len > 0;
}

static gboolean
split_data (GradusTrainer *self,
            GradusDataset *data,
            GradusDataset *validation,
            GError       **error)
{
  guint n = gradus_dataset_get_n_samples (data);
  guint n_train = n;

  if (validation == NULL && self->options.validation_split > 0)
    /* As Keras: the last part, cut at int (n · (1 − split)), before any shuffling. */
    n_train = (guint) floor (n * (1 - self->options.validation_split));
  if (n_train == 0 || self->options.batch_size == 0)
    {
      g_set_error_literal (
        error, GRADUS_ERROR, GRADUS_ERROR_DATA,
        _ ("There is nothing left to train on. Choose more samples or a "
           "smaller validation split."));
      return FALSE;
    }
  self->data = gradus_dataset_slice (data, 0, n_train);
  if (validation != NULL)
    self->validation = gradus_dataset_ref (validation);
  else if (n_train < n)
    self->validation = gradus_dataset_slice (data, n_train, n - n_train);
  self->n_batches = (n_train + self->options.batch_size - 1) / self->options.batch_size;
  return TRUE;
}

static void
collect_trained (GradusTrainer *self)
{
  guint n_layers = gradus_plan_get_n_layers (self->model->plan);

  self->lowest_trained = n_layers;
  for (guint i = 0; i < gradus_model_get_n_weights (self->model); i++)
    {
      const GradusWeightInfo *info = gradus_model_get_weight_info (self->model, i);
      GradusTrained           trained = { .index = i };

      if (!info->trainable)
        continue;
      self->lowest_trained = MIN (self->lowest_trained, info->layer);
      trained.n = gradus_shape_size (&info->shape);
      trained.data = gradus_model_get_weight_data (self->model, i);
      trained.spec =
        &gradus_plan_get_layer (self->model->plan, info->layer)->weights[info->index];
      for (guint j = 0; j < self->n_slots; j++)
        trained.slots[j] = g_aligned_alloc0 (MAX (trained.n, 1), sizeof (float), 64);
      for (gsize first = 0; first < trained.n; first += CHUNK_MOST)
        {
          GradusChunk chunk = { self->trained->len, first,
                                MIN (CHUNK_MOST, trained.n - first) };

          g_array_append_val (self->chunks, chunk);
        }
      g_array_append_val (self->trained, trained);
    }
}

static void
start_optimizer (GradusTrainer *self)
{
  const GradusConfig *optimizer = self->step.config;

  memset (self->step.memory, 0, sizeof self->step.memory);
  if (self->optimizer_kind->start != NULL)
    self->optimizer_kind->start (&self->step);
  for (guint i = 0; i < self->trained->len; i++)
    {
      GradusTrained *trained = &g_array_index (self->trained, GradusTrained, i);

      for (guint j = 0; j < self->n_slots; j++)
        {
          float value = self->optimizer_kind->slot_start != NULL
                          ? self->optimizer_kind->slot_start (optimizer, j)
                          : 0;

          for (gsize k = 0; k < trained->n; k++)
            trained->slots[j][k] = value;
        }
    }
}

static float *
new_floats (gsize n)
{
  return g_aligned_alloc0 (MAX (n, 1), sizeof (float), 64);
}

static void
make_gradients (GradusTrainer *self, GradusSlice *slice)
{
  gsize n_floats = 0;
  gsize place = 0;

  for (guint i = 0; i < self->trained->len; i++)
    n_floats += (g_array_index (self->trained, GradusTrained, i).n + 15) / 16 * 16;
  slice->gradients = g_new0 (float *, gradus_model_get_n_weights (self->model) + 1);
  slice->gradient_block = new_floats (n_floats);
  for (guint i = 0; i < self->trained->len; i++)
    {
      const GradusTrained *trained = &g_array_index (self->trained, GradusTrained, i);

      slice->gradients[trained->index] = slice->gradient_block + place;
      place += (trained->n + 15) / 16 * 16;
    }
}

static gboolean
couples_samples (const GradusTrainer *self)
{
  for (guint i = 0; i < gradus_plan_get_n_layers (self->model->plan); i++)
    if (gradus_layer_kind_of (gradus_plan_get_layer (self->model->plan, i)->config)
          ->flags &
        GRADUS_LAYER_COUPLES_SAMPLES)
      return TRUE;
  return FALSE;
}

/* Two slices keep two processors busy; more only for batches so large that each slice
 * still makes large matrices. Depends on nothing but the batch, as do all results. */
static guint
count_slices (guint batch_size)
{
  if (batch_size < 2 * SLICE_LEAST)
    return 1;
  return CLAMP (batch_size / SLICE_USUAL, 2, GRADUS_MAX_SLICES);
}

static gboolean
has_category (const GradusTrainer *self, GradusCategory category)
{
  for (guint i = 0; i < gradus_plan_get_n_layers (self->model->plan); i++)
    if (gradus_layer_kind_of (gradus_plan_get_layer (self->model->plan, i)->config)
          ->category == category)
      return TRUE;
  return FALSE;
}

/* What a convolution puts out is best used while the cache still holds it. */
static gsize
count_cached_samples (const GradusTrainer *self)
{
  g_autoptr (GArray) stages = gradus_stages_new (self->model->plan, TRUE);
  gsize              n_floats = 0;

  if (!has_category (self, GRADUS_CATEGORY_CONVOLUTION))
    return G_MAXSIZE;
  for (guint i = 0; i < stages->len; i++)
    {
      const GradusLayerPlan *plan = g_array_index (stages, GradusStage, i).plan;

      n_floats += gradus_shape_size (&plan->output) + plan->n_cache;
    }
  return MAX (PART_FLOATS / MAX (n_floats, 1), PART_LEAST);
}

/* How many samples of a slice go forward and back together: few enough for the cache and
 * for pausing soon, but matrices and recurrent steps want many rows. */
static gsize
choose_part (const GradusTrainer *self)
{
  double n_flops = gradus_plan_count_flops (self->model->plan);
  gsize  n_soon = (gsize) MIN (PART_FLOPS / MAX (n_flops, 1), 1e6);

  if (couples_samples (self) || self->n_masked_steps > 0)
    return self->slice_capacity;
  n_soon = has_category (self, GRADUS_CATEGORY_RECURRENT) ? MAX (n_soon, SLICE_USUAL)
                                                          : MAX (n_soon, SLICE_LEAST);
  return MIN (MIN (n_soon, count_cached_samples (self)), self->slice_capacity);
}

static void
make_slices (GradusTrainer *self)
{
  guint batch_size =
    MIN (self->options.batch_size, gradus_dataset_get_n_samples (self->data));

  self->n_slices =
    couples_samples (self) || self->n_masked_steps > 0 ? 1 : count_slices (batch_size);
  self->slice_capacity =
    MAX ((batch_size + self->n_slices - 1) / self->n_slices, GRADUS_EVALUATION_LEAST);
  self->part_capacity = choose_part (self);
  for (guint i = 0; i < self->n_slices; i++)
    {
      GradusSlice *slice = &self->slices[i];
      gsize        n = self->part_capacity;

      slice->lane = gradus_lane_new (self->model->plan, n, TRUE, TRUE);
      slice->x = new_floats (n * self->input_size);
      for (guint form = 0; form < 2; form++)
        if (self->target_size[form] > 0)
          slice->targets[form] = new_floats (n * self->target_size[form]);
      slice->row_loss = new_floats (n * self->rows_per_sample);
      slice->row_scale = new_floats (n * self->rows_per_sample);
      if (weighs_rows (self))
        slice->row_weight = new_floats (n * self->rows_per_sample);
      slice->metric_state = g_new0 (double, gradus_trainer_get_state_size (self) + 1);
      make_gradients (self, slice);
    }
}

static void
make_orders (GradusTrainer *self)
{
  guint n = gradus_dataset_get_n_samples (self->data);
  guint n_validation =
    self->validation != NULL ? gradus_dataset_get_n_samples (self->validation) : 0;
  guint n_plain = MAX (n, n_validation);

  self->order = g_new (guint32, n);
  self->plain_order = g_new (guint32, n_plain);
  for (guint i = 0; i < n_plain; i++)
    self->plain_order[i] = i;
  gradus_trainer_draw_order (self);
}

static void
make_noise_keys (GradusTrainer *self)
{
  guint n_layers = gradus_plan_get_n_layers (self->model->plan);

  self->noise_keys = g_new0 (guint64, n_layers + 1);
  for (guint i = 0; i < n_layers; i++)
    self->noise_keys[i] = gradus_random_init_indexed (self->options.seed, "noise", i).key;
}

static void
make_states (GradusTrainer *self)
{
  gsize n = gradus_trainer_get_state_size (self) + 1;

  self->epoch_state = g_new0 (double, n);
  self->batch_state = g_new0 (double, n);
  self->validation_state = g_new0 (double, n);
  self->report = (GradusStepReport){ .phase = GRADUS_PHASE_EPOCH_END,
                                     .n_batches = self->n_batches,
                                     .n_metrics = self->n_metrics,
                                     .learning_rate = self->step.learning_rate };
}

/* Draws the order in which the epoch at hand goes through the samples. */
void
gradus_trainer_draw_order (GradusTrainer *self)
{
  guint        n = gradus_dataset_get_n_samples (self->data);
  GradusRandom random = gradus_random_init_indexed (self->options.seed, "shuffle",
                                                    self->first_epoch + self->epoch);

  for (guint i = 0; i < n; i++)
    self->order[i] = i;
  if (self->options.shuffle)
    gradus_random_shuffle (&random, self->order, n);
}

/* Shows samples @first … @first + @n, as they arrive at layer @index, to that layer. */
static void
adapt_layer (GradusTrainer *self, guint index, guint first, guint n)
{
  const GradusLayerPlan *layer = gradus_plan_get_layer (self->model->plan, index);
  float *const          *weights =
    (float *const *) self->model->data->pdata + self->model->first_weight[index];
  gsize                 size = gradus_shape_size (gradus_dataset_get_shape (self->data));
  g_autofree float     *x = g_new (float, n *size);
  g_autoptr (GPtrArray) all = NULL;

  for (guint i = 0; i < n; i++)
    gradus_dataset_get_sample (self->data, first + i, x + i * size);
  if (index > 0)
    all = gradus_model_get_activations (self->model, n, x);
  gradus_layer_kind_of (layer->config)
    ->adapt (layer, n,
             index == 0 ? x : ((const GradusTensor *) all->pdata[index - 1])->data,
             weights);
}

/* Keras's adapt (): layers that learn from the data before training see all of it once,
 * through the layers below them. */
static void
adapt_layers (GradusTrainer *self)
{
  guint n = gradus_dataset_get_n_samples (self->data);

  for (guint i = 0; i < gradus_plan_get_n_layers (self->model->plan); i++)
    if (gradus_layer_kind_of (gradus_plan_get_layer (self->model->plan, i)->config)
          ->adapt != NULL)
      for (guint first = 0; first < n; first += ADAPT_CHUNK)
        adapt_layer (self, i, first, MIN (ADAPT_CHUNK, n - first));
}

/**
 * gradus_trainer_new:
 * @sequential: what to train; copied
 * @data: what to learn from
 * @validation: (nullable): what to measure on; wins over the validation split
 * @options: how
 * @error: return location for an error
 *
 * Plans a whole training step and makes room for it.
 *
 * Errors: those of gradus_model_new(); `GRADUS_ERROR_SHAPE` if samples and input differ;
 *   `GRADUS_ERROR_MISMATCH` if loss, output and data do not go together;
 * `GRADUS_ERROR_DATA` if nothing is left to train on
 *
 * Returns: (transfer full) (nullable): the trainer at its first step
 */
GradusTrainer *
gradus_trainer_new (const GradusSequential *sequential,
                    GradusDataset          *data,
                    GradusDataset          *validation,
                    const GradusFitOptions *options,
                    GError                **error)
{
  static pthread_once_t     blas_once = PTHREAD_ONCE_INIT;
  g_autoptr (GradusTrainer) self = g_new0 (GradusTrainer, 1);

  pthread_once (&blas_once, keep_blas_single);
  self->options = *options;
  self->trained = g_array_new (FALSE, TRUE, sizeof (GradusTrained));
  self->chunks = g_array_new (FALSE, TRUE, sizeof (GradusChunk));
  self->model = gradus_model_new (sequential, options->seed, error);
  if (self->model == NULL || !split_data (self, data, validation, error) ||
      !check_input (self, error))
    return NULL;
  adapt_layers (self);
  measure_shapes (self);
  read_compile (self);
  add_metrics (self);
  if (!match_targets (self, error))
    return NULL;
  collect_trained (self);
  start_optimizer (self);
  make_slices (self);
  make_orders (self);
  make_noise_keys (self);
  make_states (self);
  gradus_trainer_start_callbacks (self);
  gradus_trainer_begin_epoch_callbacks (self);
  self->pool = gradus_pool_new (options->n_threads);
  return g_steal_pointer (&self);
}

static void
clear_slice (GradusSlice *slice)
{
  g_clear_pointer (&slice->lane, gradus_lane_free);
  g_aligned_free (slice->x);
  g_aligned_free (slice->targets[0]);
  g_aligned_free (slice->targets[1]);
  g_aligned_free (slice->row_loss);
  g_aligned_free (slice->row_scale);
  g_aligned_free (slice->row_weight);
  g_aligned_free (slice->gradient_block);
  g_free (slice->gradients);
  g_free (slice->metric_state);
}

/**
 * gradus_trainer_free:
 * @self: a trainer
 *
 * Ends its threads and frees it.
 */
void
gradus_trainer_free (GradusTrainer *self)
{
  g_clear_pointer (&self->pool, gradus_pool_free);
  g_clear_pointer (&self->callback_states, g_array_unref);
  for (guint i = 0; i < self->n_slices; i++)
    clear_slice (&self->slices[i]);
  for (guint i = 0; i < self->trained->len; i++)
    for (guint j = 0; j < self->n_slots; j++)
      g_aligned_free (g_array_index (self->trained, GradusTrained, i).slots[j]);
  g_array_unref (self->trained);
  g_array_unref (self->chunks);
  for (guint i = 0; i < self->n_metrics; i++)
    {
      gradus_config_free (self->metrics[i]);
      g_free (self->metric_names[i]);
    }
  g_free (self->watch_before);
  g_clear_pointer (&self->held, g_array_unref);
  g_clear_pointer (&self->probe.record, gradus_update_record_unref);
  g_free (self->noise_keys);
  g_free (self->order);
  g_free (self->plain_order);
  g_free (self->epoch_state);
  g_free (self->batch_state);
  g_free (self->validation_state);
  g_clear_pointer (&self->data, gradus_dataset_unref);
  g_clear_pointer (&self->validation, gradus_dataset_unref);
  g_clear_pointer (&self->model, gradus_model_free);
  g_free (self);
}
