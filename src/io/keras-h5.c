/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/keras-h5.h"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>

#include "engine/error.h"
#include "engine/parts.h"
#include "io/hdf5-reader.h"
#include "io/json-guard.h"
#include "io/keras-extras.h"
#include "io/keras-json.h"
#include "io/keras-slots.h"

/* Keras's older whole-model format, as Keras 3 still writes it: the network as JSON in
 * the attributes model_config and training_config, the weights under
 * model_weights/LAYER/PATH, the optimizer's memory under optimizer_weights.
 *
 * Source: Keras 3, keras/src/legacy/saving/legacy_h5_format.py */

#define MAX_CONFIG (64 << 20)
#define MAX_FILE ((guint64) 2 << 30)

gboolean
gradus_keras_h5_is_file (const char *path)
{
  guint8 bytes[8];
  /* Opening a pipe would wait for somebody to write into it. */
  FILE    *file = g_file_test (path, G_FILE_TEST_IS_REGULAR) ? fopen (path, "rb") : NULL;
  gboolean is = file != NULL && fread (bytes, 1, sizeof bytes, file) == sizeof bytes &&
                memcmp (bytes, "\x89HDF\r\n\x1a\n", sizeof bytes) == 0;

  if (file != NULL)
    fclose (file);
  return is;
}

GBytes *
gradus_keras_h5_load (const char *path, GError **error)
{
  GStatBuf info;
  char    *contents;
  gsize    n_bytes;

  if (g_stat (path, &info) == 0 && (guint64) info.st_size > MAX_FILE)
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                           _ ("It is larger than any network that Gradus opens."));
      return NULL;
    }
  if (!g_file_get_contents (path, &contents, &n_bytes, error))
    return NULL;
  return g_bytes_new_take (contents, n_bytes);
}

static JsonNode *
parse_attribute (GradusHdf5Reader *reader, const char *name, GError **error)
{
  char              *text = gradus_hdf5_reader_read_text (reader, "", name, error);
  g_autoptr (GBytes) bytes = NULL;

  if (text == NULL)
    return NULL;
  bytes = g_bytes_new_take (text, strlen (text));
  if (g_bytes_get_size (bytes) > MAX_CONFIG)
    {
      g_set_error (error, GRADUS_ERROR, GRADUS_ERROR_TOO_LARGE,
                   /* Translators: the name of an attribute, like "model_config" */
                   _ ("Its “%s” is larger than that of any network."), name);
      return NULL;
    }
  return gradus_json_parse (bytes, name, error);
}

/* The two attributes as the one document that newer files have. */
static JsonNode *
join_configs (JsonNode *model, JsonNode *training)
{
  JsonNode   *joined = json_node_copy (model);
  JsonObject *compile;
  JsonNode   *optimizer;

  if (training == NULL || !JSON_NODE_HOLDS_OBJECT (training) ||
      !JSON_NODE_HOLDS_OBJECT (joined))
    return joined;
  compile = json_node_get_object (training);
  optimizer = json_object_get_member (compile, "optimizer_config");
  if (optimizer != NULL)
    {
      json_object_set_member (compile, "optimizer", json_node_copy (optimizer));
      json_object_remove_member (compile, "optimizer_config");
    }
  json_object_set_object_member (json_node_get_object (joined), "compile_config",
                                 json_object_ref (compile));
  return joined;
}

static gboolean
read_network (GradusHdf5Reader *reader, GradusKerasFile *file, GError **error)
{
  g_autoptr (JsonNode) model = parse_attribute (reader, "model_config", error);
  g_autoptr (JsonNode) training = NULL;
  g_autoptr (JsonNode) joined = NULL;
  GradusSequential    *sequential;

  if (model == NULL)
    return FALSE;
  /* A network that was never compiled has none. */
  training = parse_attribute (reader, "training_config", NULL);
  joined = join_configs (model, training);
  sequential = gradus_sequential_from_json (joined, error);
  if (sequential == NULL)
    return FALSE;
  gradus_sequential_free (file->project->sequential);
  file->project->sequential = sequential;
  return TRUE;
}

static char *
get_weight_path (const GradusSequential *sequential, guint layer, const char *weight)
{
  return g_strdup_printf ("%s/%s/%s", sequential->name,
                          gradus_sequential_get_layer (sequential, layer)->name, weight);
}

static GPtrArray *
read_weights (GradusHdf5Reader *reader, GradusPlan *plan, GError **error)
{
  const GradusSequential *sequential = gradus_plan_get_sequential (plan);
  g_autoptr (GPtrArray)   tensors =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_tensor_unref);

  for (guint i = 0; i < gradus_plan_get_n_layers (plan); i++)
    for (guint j = 0; j < gradus_plan_get_layer (plan, i)->n_weights; j++)
      {
        const GradusWeightSpec *spec = &gradus_plan_get_layer (plan, i)->weights[j];
        g_autofree char        *path = get_weight_path (sequential, i, spec->name);
        g_autofree char        *place =
          g_strdup_printf ("model_weights/%s/%s",
                           gradus_sequential_get_layer (sequential, i)->name, path);
        GradusTensor *tensor =
          gradus_hdf5_reader_read (reader, place, &spec->shape, error);

        if (tensor == NULL)
          return NULL;
        g_ptr_array_add (tensors, tensor);
      }
  return g_steal_pointer (&tensors);
}

/* Keras calls a memory sequential_dense_kernel_momentum. */
static char *
get_slot_place (const char *optimizer, const char *path, const char *slot)
{
  g_autofree char *flat = g_strdelimit (g_strdup (path), "/", '_');

  return g_strdup_printf ("optimizer_weights/%s/%s_%s", optimizer, flat, slot);
}

/* NULL if any is missing: then the optimizer begins afresh, as Keras's would. */
static GPtrArray *
read_slots (GradusHdf5Reader *reader, GradusPlan *plan, const char *name)
{
  const GradusSequential    *sequential = gradus_plan_get_sequential (plan);
  const GradusConfig        *optimizer = sequential->optimizer;
  const GradusOptimizerKind *kind =
    (const GradusOptimizerKind *) gradus_config_get_kind (optimizer);
  guint                 n_slots = kind->n_slots (optimizer);
  g_autoptr (GPtrArray) weights = gradus_keras_list_weights (plan, TRUE);
  g_autoptr (GPtrArray) slots =
    g_ptr_array_new_with_free_func ((GDestroyNotify) gradus_tensor_unref);
  guint first = 0;

  for (guint i = 0; i < weights->len; i++)
    {
      const GradusKerasWeight *weight = weights->pdata[i];
      const GradusLayerPlan   *layer = gradus_plan_get_layer (plan, weight->layer);
      g_autofree char         *path = NULL;

      if (i > 0 && weight->layer != ((GradusKerasWeight *) weights->pdata[i - 1])->layer)
        first = i;
      path = get_weight_path (sequential, weight->layer, layer->weights[i - first].name);
      for (guint slot = 0; weight->trainable && slot < n_slots; slot++)
        {
          g_autofree char *place = get_slot_place (name, path, kind->slot_names[slot]);
          GradusTensor    *tensor =
            gradus_hdf5_reader_read (reader, place, &weight->shape, NULL);

          if (tensor == NULL)
            return NULL;
          g_ptr_array_add (slots, tensor);
        }
    }
  return g_steal_pointer (&slots);
}

static void
read_optimizer (GradusHdf5Reader *reader, GradusPlan *plan, GradusKerasFile *file)
{
  const GradusConfig *optimizer = file->project->sequential->optimizer;
  g_autofree char    *name =
    gradus_keras_snake_case (gradus_config_get_kind (optimizer)->name);
  g_autofree char *iteration = g_strdup_printf ("optimizer_weights/%s/iteration", name);
  g_autofree char *rate = g_strdup_printf ("optimizer_weights/%s/learning_rate", name);
  g_autoptr (GradusTensor) value = NULL;
  gint64                   n_updates;

  if (!gradus_hdf5_reader_has (reader, iteration) ||
      !gradus_hdf5_reader_read_int (reader, iteration, &n_updates, NULL))
    return;
  file->iteration = n_updates < 0 ? 0 : (guint64) n_updates;
  value = gradus_hdf5_reader_read (reader, rate, &GRADUS_SHAPE_0, NULL);
  /* A rate that the optimizer would not take is as good as none. */
  if (value != NULL)
    {
      g_autoptr (GradusConfig) trial = gradus_config_copy (optimizer);
      double found = gradus_keras_shorten_float32 ((double) value->data[0]);

      if (gradus_config_set_float (trial, "learning_rate", found, NULL))
        file->learning_rate = found;
    }
  file->slots = read_slots (reader, plan, name);
}

gboolean
gradus_keras_h5_has_weights_only (GBytes *image)
{
  GradusHdf5Reader reader;

  return gradus_hdf5_reader_open (&reader, image, NULL) &&
         !gradus_hdf5_reader_has (&reader, "model_weights") &&
         gradus_hdf5_reader_has (&reader, "layers");
}

/**
 * gradus_keras_h5_read:
 * @image: the file
 * @file: what it becomes; has an empty project
 * @error: return location for an error
 *
 * Errors: as gradus_keras_file_load()
 * Threads: any
 *
 * Returns: whether all went well
 */
gboolean
gradus_keras_h5_read (GBytes *image, GradusKerasFile *file, GError **error)
{
  g_autoptr (GradusPlan) plan = NULL;
  GradusHdf5Reader       reader;

  if (!gradus_hdf5_reader_open (&reader, image, error))
    return FALSE;
  if (!gradus_hdf5_reader_has (&reader, "model_weights"))
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_UNSUPPORTED,
                           _ ("It holds weights, but not the network that they belong "
                              "to."));
      return FALSE;
    }
  if (!read_network (&reader, file, error))
    return FALSE;
  plan = gradus_plan_new (file->project->sequential);
  if (!gradus_plan_is_whole (plan))
    return TRUE;
  file->weights = read_weights (&reader, plan, error);
  if (file->weights == NULL)
    return FALSE;
  read_optimizer (&reader, plan, file);
  return TRUE;
}
