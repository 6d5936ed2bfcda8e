/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "golden-case.h"

#include "engine/error.h"
#include "engine/trainer.h"
#include "io/keras-file.h"
#include "io/keras-json.h"
#include "io/keras-weights.h"

#include <math.h>
#include <string.h>

/* Whole models: training step by step, fit() as a whole, and files that Keras wrote. */

static const char *const precisions[] = { "float64", "float32" };

static void
take_error (GoldenCase *self, const GError *error)
{
  if (g_error_matches (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED))
    golden_unsupported (self, error->message);
  else
    golden_fail (self, error->message);
}

static GradusSequential *
read_model (GoldenCase *self)
{
  g_autoptr (GError) error = NULL;
  GradusSequential  *sequential =
    gradus_sequential_from_json (json_object_get_member (self->root, "model"), &error);

  if (sequential == NULL)
    take_error (self, error);
  return sequential;
}

static GPtrArray *
read_weights (JsonObject *parent, const char *name)
{
  JsonArray *list = json_object_get_array_member (parent, name);
  GPtrArray *weights =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_tensor_unref);

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode                *node = json_array_get_element (list, i);
      JsonObject              *object = json_node_get_object (node);
      g_autoptr (GoldenTensor) tensor = json_object_has_member (object, "value")
                                          ? golden_tensor_read (object, "value")
                                          : golden_tensor_read_node (node);

      g_ptr_array_add (weights,
                       gradus_tensor_new_from_data (&tensor->shape, tensor->data));
    }
  return weights;
}

/* A tensor, or an object that holds one. */
static JsonNode *
get_value (JsonArray *list, guint index)
{
  JsonNode   *node = json_array_get_element (list, index);
  JsonObject *object = json_node_get_object (node);

  return json_object_has_member (object, "value")
           ? json_object_get_member (object, "value")
           : node;
}

/* The weights that agree least are told. Of the two precisions the nearer one counts. */
static void
compare_weights (GoldenCase  *self,
                 const char  *what,
                 JsonArray   *want64,
                 JsonArray   *want32,
                 GradusModel *model)
{
  if (json_array_get_length (want64) != gradus_model_get_n_weights (model))
    {
      golden_fail (self, "number of weights");
      return;
    }
  for (guint i = 0; i < json_array_get_length (want64); i++)
    golden_compare_either (self, what, get_value (want64, i), get_value (want32, i),
                           gradus_model_get_weight_data (model, i),
                           gradus_shape_size (
                             &gradus_model_get_weight_info (model, i)->shape),
                           GOLDEN_GRADIENT);
}

static JsonNode *
get_node (GoldenCase *self, guint precision, const char *name)
{
  return json_object_get_member (json_object_get_object_member (self->root,
                                                                precisions[precision]),
                                 name);
}

static JsonArray *
get_list (GoldenCase *self, guint precision, const char *name)
{
  return json_node_get_array (get_node (self, precision, name));
}

/* A number that agrees with either precision. */
static void
compare_number (GoldenCase *self, const char *what, double a, double b, double got)
{
  golden_compare_number (self, what, fabs (got - a) < fabs (got - b) ? a : b, got,
                         GOLDEN_GRADIENT);
}

static GradusShape
drop_batch_axis (const GradusShape *shape)
{
  GradusShape sample = { .rank = shape->rank - 1 };

  for (guint i = 0; i < sample.rank; i++)
    sample.dims[i] = shape->dims[i + 1];
  return sample;
}

static GradusDataset *
make_dataset (const GoldenTensor *x, const GoldenTensor *y)
{
  GradusShape        sample = drop_batch_axis (&x->shape);
  GradusShape        target = drop_batch_axis (&y->shape);
  g_autoptr (GBytes) inputs = g_bytes_new (x->data, x->size * sizeof (float));
  g_autoptr (GBytes) outputs = g_bytes_new (y->data, y->size * sizeof (float));

  return gradus_dataset_new_from_floats ("golden", &sample, &target,
                                         (guint) x->shape.dims[0], inputs, outputs);
}

/* All batches one after the other; they are of one size. */
static GradusDataset *
join_batches (JsonArray *batches, guint *batch_size)
{
  g_autoptr (GByteArray) x = g_byte_array_new ();
  g_autoptr (GByteArray) y = g_byte_array_new ();
  GradusShape            sample = { 0 }, target = { 0 };
  guint                  n = 0;

  for (guint i = 0; i < json_array_get_length (batches); i++)
    {
      JsonObject              *batch = json_array_get_object_element (batches, i);
      g_autoptr (GoldenTensor) inputs = golden_tensor_read (batch, "x");
      g_autoptr (GoldenTensor) outputs = golden_tensor_read (batch, "y");

      sample = drop_batch_axis (&inputs->shape);
      target = drop_batch_axis (&outputs->shape);
      *batch_size = (guint) inputs->shape.dims[0];
      n += *batch_size;
      g_byte_array_append (x, (const guint8 *) inputs->data,
                           (guint) (inputs->size * sizeof (float)));
      g_byte_array_append (y, (const guint8 *) outputs->data,
                           (guint) (outputs->size * sizeof (float)));
    }
  g_autoptr (GBytes) inputs = g_byte_array_free_to_bytes (g_steal_pointer (&x));
  g_autoptr (GBytes) outputs = g_byte_array_free_to_bytes (g_steal_pointer (&y));

  return gradus_dataset_new_from_floats ("golden", &sample, &target, n, inputs, outputs);
}

static void
compare_output (GoldenCase  *self,
                const char  *name,
                GradusModel *model,
                JsonNode    *want64,
                JsonNode    *want32,
                const float *x,
                gsize        n)
{
  GradusPlan *plan = gradus_model_get_plan (model);
  GradusShape output;

  gradus_plan_get_output (plan, (int) gradus_plan_get_n_layers (plan) - 1, &output);
  g_autofree float *y = g_new (float, n *gradus_shape_size (&output));

  gradus_model_predict (model, n, x, y);
  golden_compare_either (self, name, want64, want32, y, n * gradus_shape_size (&output),
                         GOLDEN_GRADIENT);
}

/* --- What Keras calls a metric --- */

/* The name that the user gave: a word, or the name in a configuration. */
static const char *
get_given_name (JsonNode *node)
{
  if (JSON_NODE_HOLDS_VALUE (node))
    return json_node_get_string (node);
  return json_object_get_string_member (
    json_object_get_object_member (json_node_get_object (node), "config"), "name");
}

static void
add_names (GPtrArray *names, JsonObject *compile, const char *list)
{
  gboolean   is_weighted = strcmp (list, "weighted_metrics") == 0;
  JsonArray *metrics;

  if (!json_object_has_member (compile, list) ||
      json_object_get_null_member (compile, list))
    return;
  metrics = json_object_get_array_member (compile, list);
  for (guint i = 0; i < json_array_get_length (metrics); i++)
    {
      const char *name = get_given_name (json_array_get_element (metrics, i));
      gboolean    is_taken =
        g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL);

      g_ptr_array_add (names, is_weighted && is_taken
                                ? g_strconcat ("weighted_", name, NULL)
                                : g_strdup (name));
    }
}

static GPtrArray *
list_names (GoldenCase *self)
{
  GPtrArray  *names = g_ptr_array_new_with_free_func (g_free);
  JsonObject *compile =
    json_object_get_object_member (json_object_get_object_member (self->root, "model"),
                                   "compile_config");

  add_names (names, compile, "metrics");
  add_names (names, compile, "weighted_metrics");
  return names;
}

static void
compare_logs (GoldenCase   *self,
              const char   *what,
              GPtrArray    *names,
              JsonObject   *want64,
              JsonObject   *want32,
              double        loss,
              const double *metrics)
{
  compare_number (self, what, json_object_get_double_member (want64, "loss"),
                  json_object_get_double_member (want32, "loss"), loss);
  for (guint i = 0; i < names->len; i++)
    compare_number (self, what, json_object_get_double_member (want64, names->pdata[i]),
                    json_object_get_double_member (want32, names->pdata[i]), metrics[i]);
}

/* --- Trajectories --- */

static void
run_trajectory (GoldenCase *self, GradusTrainer *trainer, GradusDataset *data, guint n)
{
  GradusModel *model = gradus_trainer_get_model (trainer);
  guint        n_steps = (guint) json_object_get_int_member (self->root, "steps");
  g_autoptr (GPtrArray) names = list_names (self);
  GradusStepReport      report;
  g_autofree float     *x =
    g_new (float, n *gradus_shape_size (gradus_dataset_get_shape (data)));
  double                    loss, metrics[GRADUS_MAX_METRICS];
  g_autoptr (GradusDataset) first = gradus_dataset_slice (data, 0, n);

  for (guint i = 0; i < n; i++)
    gradus_dataset_get_sample (data, i,
                               x +
                                 i * gradus_shape_size (gradus_dataset_get_shape (data)));
  compare_output (self, "predict_before", model, get_node (self, 0, "predict_before"),
                  get_node (self, 1, "predict_before"), x, n);
  for (guint step = 0; step < n_steps;)
    {
      if (gradus_trainer_step (trainer, &report) != GRADUS_PHASE_BATCH)
        continue;
      compare_logs (self, "logs", names,
                    json_array_get_object_element (get_list (self, 0, "logs"), step),
                    json_array_get_object_element (get_list (self, 1, "logs"), step),
                    report.loss, report.metrics);
      if (step++ == 0)
        compare_weights (self, "weights_after_step_1",
                         get_list (self, 0, "weights_after_step_1"),
                         get_list (self, 1, "weights_after_step_1"), model);
    }
  compare_weights (self, "weights_final", get_list (self, 0, "weights_final"),
                   get_list (self, 1, "weights_final"), model);
  compare_output (self, "predict_after", model, get_node (self, 0, "predict_after"),
                  get_node (self, 1, "predict_after"), x, n);
  gradus_trainer_evaluate (trainer, first, &loss, metrics, NULL);
  compare_logs (self, "evaluate_after_batch0", names,
                json_node_get_object (get_node (self, 0, "evaluate_after_batch0")),
                json_node_get_object (get_node (self, 1, "evaluate_after_batch0")), loss,
                metrics);
}

void
golden_check_trajectory (GoldenCase *self)
{
  g_autoptr (GradusSequential) sequential = read_model (self);
  g_autoptr (GradusDataset)    data = NULL;
  g_autoptr (GradusTrainer)    trainer = NULL;
  g_autoptr (GPtrArray)        weights = NULL;
  g_autoptr (GError)           error = NULL;
  GradusFitOptions             options = GRADUS_FIT_OPTIONS_STANDARD;

  if (sequential == NULL)
    return;
  data = join_batches (json_object_get_array_member (self->root, "batches"),
                       &options.batch_size);
  options.shuffle = FALSE;
  options.epochs = 1000;
  trainer = gradus_trainer_new (sequential, data, NULL, &options, &error);
  weights = read_weights (self->root, "weights");
  if (trainer == NULL ||
      !gradus_model_set_weights (gradus_trainer_get_model (trainer), weights, &error))
    take_error (self, error);
  else
    run_trajectory (self, trainer, data, options.batch_size);
}

/* --- fit () --- */

static gboolean
set_param (GradusConfig *config, const char *name, JsonNode *node)
{
  g_autofree char *text = JSON_NODE_HOLDS_NULL (node) ? g_strdup ("None")
                          : json_node_get_value_type (node) == G_TYPE_STRING
                            ? json_node_dup_string (node)
                            : json_to_string (node, FALSE);

  return gradus_config_set_from_string (config, name, text, NULL);
}

static gboolean
add_callbacks (GoldenCase *self, GradusSequential *sequential)
{
  JsonArray *list = json_object_get_array_member (self->root, "callbacks");

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject    *object = json_array_get_object_element (list, i);
      JsonObject    *params = json_object_get_object_member (object, "config");
      JsonObjectIter iter;
      const char    *name;
      JsonNode      *value;
      GradusConfig  *callback =
        gradus_config_new_by_name (GRADUS_FAMILY_CALLBACK,
                                   json_object_get_string_member (object, "class_name"));

      if (callback == NULL)
        {
          golden_unsupported (self, "callback");
          return FALSE;
        }
      g_ptr_array_add (sequential->callbacks, callback);
      json_object_iter_init (&iter, params);
      while (json_object_iter_next (&iter, &name, &value))
        if (!set_param (callback, name, value))
          {
            golden_unsupported (self, name);
            return FALSE;
          }
    }
  return TRUE;
}

static void
add_class_weights (JsonObject *fit, GradusSequential *sequential)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *value;

  if (!json_object_has_member (fit, "class_weight"))
    return;
  json_object_iter_init (&iter, json_object_get_object_member (fit, "class_weight"));
  while (json_object_iter_next (&iter, &name, &value))
    {
      guint index = (guint) g_ascii_strtoull (name, NULL, 10);

      while (sequential->class_weights->len <= index)
        g_array_append_val (sequential->class_weights, (double){ 1 });
      g_array_index (sequential->class_weights, double, index) =
        json_node_get_double (value);
    }
}

static GradusFitOptions
read_fit (JsonObject *fit)
{
  GradusFitOptions options = GRADUS_FIT_OPTIONS_STANDARD;

  options.shuffle = FALSE;
  options.epochs = (guint) json_object_get_int_member (fit, "epochs");
  if (json_object_has_member (fit, "batch_size"))
    options.batch_size = (guint) json_object_get_int_member (fit, "batch_size");
  if (json_object_has_member (fit, "validation_split"))
    options.validation_split = json_object_get_double_member (fit, "validation_split");
  return options;
}

static gboolean
has (JsonObject *object, const char *name)
{
  return json_object_has_member (object, name) &&
         !json_object_get_null_member (object, name);
}

static GradusDataset *
read_data (GoldenCase *self)
{
  g_autoptr (GoldenTensor) x = golden_tensor_read (self->root, "x");
  g_autoptr (GoldenTensor) y = golden_tensor_read (self->root, "y");
  g_autoptr (GoldenTensor) weight = NULL;
  GradusDataset           *data = make_dataset (x, y);

  if (has (self->root, "sample_weight"))
    {
      GradusDataset     *plain = data;
      g_autoptr (GBytes) bytes = NULL;

      weight = golden_tensor_read (self->root, "sample_weight");
      bytes = g_bytes_new (weight->data, weight->size * sizeof (float));
      data = gradus_dataset_weigh (plain, bytes);
      gradus_dataset_unref (plain);
    }
  return data;
}

static GradusDataset *
read_validation (GoldenCase *self)
{
  JsonObject              *object;
  g_autoptr (GoldenTensor) x = NULL;
  g_autoptr (GoldenTensor) y = NULL;

  if (!has (self->root, "validation_data"))
    return NULL;
  object = json_object_get_object_member (self->root, "validation_data");
  x = golden_tensor_read (object, "x");
  y = golden_tensor_read (object, "y");
  return make_dataset (x, y);
}

static double
get_history (GoldenCase *self,
             guint       precision,
             const char *prefix,
             const char *name,
             guint       i)
{
  g_autofree char *key = g_strconcat (prefix, name, NULL);

  return json_array_get_double_element (
    json_object_get_array_member (json_node_get_object (
                                    get_node (self, precision, "history")),
                                  key),
    i);
}

static void
compare_history (GoldenCase             *self,
                 GPtrArray              *names,
                 const GradusStepReport *report,
                 guint                   epoch)
{
  const double *metrics[] = { report->epoch_metrics, report->validation_metrics };
  const double  losses[] = { report->epoch_loss, report->validation_loss };

  for (guint part = 0; part < (report->has_validation ? 2 : 1); part++)
    {
      const char *prefix = part == 0 ? "" : "val_";

      compare_number (self, "history", get_history (self, 0, prefix, "loss", epoch),
                      get_history (self, 1, prefix, "loss", epoch), losses[part]);
      for (guint i = 0; i < names->len; i++)
        compare_number (self, "history",
                        get_history (self, 0, prefix, names->pdata[i], epoch),
                        get_history (self, 1, prefix, names->pdata[i], epoch),
                        metrics[part][i]);
    }
  if (has (json_node_get_object (get_node (self, 0, "history")), "learning_rate"))
    compare_number (self, "learning_rate",
                    get_history (self, 0, "", "learning_rate", epoch),
                    get_history (self, 1, "", "learning_rate", epoch),
                    report->learning_rate);
}

static void
run_fit (GoldenCase *self, GradusTrainer *trainer)
{
  g_autoptr (GPtrArray)     names = list_names (self);
  g_autoptr (GradusDataset) plain = NULL;
  g_autoptr (GoldenTensor)  x = golden_tensor_read (self->root, "x");
  g_autoptr (GoldenTensor)  y = golden_tensor_read (self->root, "y");
  GradusModel              *model = gradus_trainer_get_model (trainer);
  GradusStepReport          report;
  guint                     n_epochs = 0;
  guint  n_wanted = (guint) json_node_get_int (get_node (self, 0, "epochs_run"));
  double rate = gradus_trainer_get_learning_rate (trainer);
  double loss, metrics[GRADUS_MAX_METRICS];

  while (gradus_trainer_step (trainer, &report) != GRADUS_PHASE_FINISHED)
    {
      if (report.phase == GRADUS_PHASE_EPOCH_END && n_epochs < n_wanted)
        {
          /* Keras notes the rate before its callbacks change it. */
          report.learning_rate = rate;
          compare_history (self, names, &report, n_epochs);
        }
      n_epochs += report.phase == GRADUS_PHASE_EPOCH_END;
      rate = gradus_trainer_get_learning_rate (trainer);
    }
  golden_compare_number (self, "epochs_run", n_wanted, n_epochs, 0);
  compare_number (self, "final_learning_rate",
                  json_node_get_double (get_node (self, 0, "final_learning_rate")),
                  json_node_get_double (get_node (self, 1, "final_learning_rate")), rate);
  compare_weights (self, "weights_final", get_list (self, 0, "weights_final"),
                   get_list (self, 1, "weights_final"), model);
  plain = make_dataset (x, y);
  gradus_trainer_evaluate (trainer, plain, &loss, metrics, NULL);
  compare_logs (self, "evaluate_after", names,
                json_node_get_object (get_node (self, 0, "evaluate_after")),
                json_node_get_object (get_node (self, 1, "evaluate_after")), loss,
                metrics);
}

void
golden_check_fit (GoldenCase *self)
{
  g_autoptr (GradusSequential) sequential = read_model (self);
  g_autoptr (GradusDataset)    data = NULL;
  g_autoptr (GradusDataset)    validation = NULL;
  g_autoptr (GradusTrainer)    trainer = NULL;
  g_autoptr (GPtrArray)        weights = NULL;
  g_autoptr (GError)           error = NULL;
  JsonObject                  *fit = json_object_get_object_member (self->root, "fit");
  GradusFitOptions             options = read_fit (fit);

  if (sequential == NULL || !add_callbacks (self, sequential))
    return;
  add_class_weights (fit, sequential);
  data = read_data (self);
  validation = read_validation (self);
  weights = read_weights (self->root, "weights");
  trainer = gradus_trainer_new (sequential, data, validation, &options, &error);
  if (trainer == NULL ||
      !gradus_model_set_weights (gradus_trainer_get_model (trainer), weights, &error))
    take_error (self, error);
  else
    run_fit (self, trainer);
}

/* --- Files --- */

static GradusModel *
make_model (GoldenCase *self, const GradusSequential *sequential, GPtrArray *weights)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (GradusModel) model = gradus_model_new (sequential, 1, &error);

  if (model != NULL && gradus_model_set_weights (model, weights, &error))
    return g_steal_pointer (&model);
  take_error (self, error);
  return NULL;
}

static void
compare_file_weights (GoldenCase *self, GPtrArray *weights)
{
  JsonArray *list = json_object_get_array_member (self->root, "weights");

  if (json_array_get_length (list) != weights->len)
    {
      golden_fail (self, "number of weights");
      return;
    }
  for (guint i = 0; i < weights->len; i++)
    {
      const GradusTensor *tensor = weights->pdata[i];

      golden_compare (self, "weights",
                      json_object_get_member (json_array_get_object_element (list, i),
                                              "value"),
                      tensor->data, tensor->size, 0);
    }
}

static void
compare_prediction (GoldenCase *self, GradusModel *model)
{
  g_autoptr (GoldenTensor) x = golden_tensor_read (self->root, "input");
  JsonNode                *want = json_object_get_member (self->root, "output");

  compare_output (self, "output", model, want, want, x->data, (gsize) x->shape.dims[0]);
}

/* One more step on the opened file shows whether the optimizer's memory was read. */
static void
resume (GoldenCase *self, const GradusKerasFile *file)
{
  JsonObject               *object = json_object_get_object_member (self->root, "resume");
  g_autoptr (GoldenTensor)  x = golden_tensor_read (object, "x");
  g_autoptr (GoldenTensor)  y = golden_tensor_read (object, "y");
  g_autoptr (GradusDataset) data = make_dataset (x, y);
  g_autoptr (GradusTrainer) trainer = NULL;
  g_autoptr (GError)        error = NULL;
  GradusFitOptions          options = GRADUS_FIT_OPTIONS_STANDARD;
  GradusStepReport          report;
  JsonArray  *after = json_object_get_array_member (object, "weights_after");
  JsonObject *logs = json_object_get_object_member (object, "logs");

  options.batch_size = (guint) x->shape.dims[0];
  options.shuffle = FALSE;
  trainer = gradus_trainer_new (file->project->sequential, data, NULL, &options, &error);
  if (trainer == NULL ||
      !gradus_trainer_restore_from_parts (trainer, file->weights, file->slots,
                                          file->iteration, file->learning_rate, &error))
    {
      take_error (self, error);
      return;
    }
  gradus_trainer_step (trainer, &report);
  golden_compare_number (self, "resume loss",
                         json_object_get_double_member (logs, "loss"), report.loss,
                         GOLDEN_GRADIENT);
  compare_weights (self, "weights after resuming", after, after,
                   gradus_trainer_get_model (trainer));
}

void
golden_check_file (GoldenCase *self)
{
  g_autofree char *path =
    g_build_filename (self->folder, json_object_get_string_member (self->root, "file"),
                      NULL);
  g_autoptr (GError)          error = NULL;
  g_autoptr (GradusKerasFile) file = gradus_keras_file_load (path, &error);
  g_autoptr (GradusModel)     model = NULL;

  if (file == NULL)
    {
      take_error (self, error);
      return;
    }
  compare_file_weights (self, file->weights);
  model = make_model (self, file->project->sequential, file->weights);
  if (model == NULL)
    return;
  compare_prediction (self, model);
  if (has (self->root, "resume"))
    resume (self, file);
}

void
golden_check_weights_file (GoldenCase *self)
{
  g_autofree char *path =
    g_build_filename (self->folder, json_object_get_string_member (self->root, "file"),
                      NULL);
  g_autoptr (GradusKerasFile) file = g_new0 (GradusKerasFile, 1);
  g_autoptr (GMappedFile)     mapped = NULL;
  g_autoptr (GBytes)          image = NULL;
  g_autoptr (GradusModel)     model = NULL;
  g_autoptr (GError)          error = NULL;

  file->project = gradus_project_new ();
  gradus_sequential_free (file->project->sequential);
  file->project->sequential = read_model (self);
  if (file->project->sequential == NULL)
    return;
  mapped = g_mapped_file_new (path, FALSE, &error);
  if (mapped != NULL)
    image = g_mapped_file_get_bytes (mapped);
  if (mapped == NULL || !gradus_keras_weights_read (image, file, &error))
    {
      take_error (self, error);
      return;
    }
  compare_file_weights (self, file->weights);
  model = make_model (self, file->project->sequential, file->weights);
  if (model != NULL)
    compare_prediction (self, model);
}
