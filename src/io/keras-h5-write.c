/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "engine/error.h"
#include "io/gradus-member.h"
#include "io/hdf5-writer.h"
#include "io/keras-h5.h"
#include "io/keras-json.h"
#include "io/keras-optimizer.h"
#include "io/keras-slots.h"
#include "io/keras-weights.h"

/* Source: Keras 3, keras/src/legacy/saving/legacy_h5_format.py, saving_utils.py */

#define WEIGHTS "model_weights"
#define OPTIMIZER "optimizer_weights"

/* ---- The network ---- */

/* The older format has no modules and does not note what layers were built for. */
static void
strip (JsonObject *object)
{
  json_object_remove_member (object, "module");
  json_object_remove_member (object, "registered_name");
  json_object_remove_member (object, "build_config");
}

static void
strip_layers (JsonObject *model)
{
  JsonArray *layers =
    json_object_get_array_member (json_object_get_object_member (model, "config"),
                                  "layers");

  strip (model);
  for (guint i = 0; i < json_array_get_length (layers); i++)
    strip (json_array_get_object_element (layers, i));
}

static char *
print_object (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

static gboolean
write_compile (hid_t h5, JsonObject *compile)
{
  JsonNode        *optimizer = json_object_dup_member (compile, "optimizer");
  g_autofree char *text = NULL;

  json_object_remove_member (compile, "optimizer");
  strip (json_node_get_object (optimizer));
  json_object_set_member (compile, "optimizer_config", optimizer);
  text = print_object (compile);
  return gradus_hdf5_write_text (h5, "/", "training_config", text, FALSE);
}

static gboolean
write_network (hid_t h5, const GradusKerasFile *file)
{
  g_autoptr (JsonNode) root = gradus_keras_file_make_config (file);
  JsonObject          *model = json_node_get_object (root);
  JsonObject          *compile =
    json_object_ref (json_object_get_object_member (model, "compile_config"));
  g_autofree char *text = NULL;
  gboolean         done;

  json_object_remove_member (model, "compile_config");
  strip_layers (model);
  text = print_object (model);
  done =
    gradus_hdf5_write_text (h5, "/", "keras_version", GRADUS_KERAS_VERSION, TRUE) &&
    gradus_hdf5_write_text (h5, "/", "backend",
                            gradus_keras_get_backend (file->project->sequential), TRUE) &&
    gradus_hdf5_write_text (h5, "/", "model_config", text, FALSE) &&
    (json_object_get_size (compile) == 0 || write_compile (h5, compile));
  json_object_unref (compile);
  return done;
}

/* ---- The weights ---- */

static void
append_of_layer (GPtrArray *list, GPtrArray *weights, guint layer, gboolean trainable)
{
  for (guint i = 0; i < weights->len; i++)
    {
      const GradusKerasWeight *weight = g_ptr_array_index (weights, i);

      if (weight->layer == layer && weight->trainable == trainable)
        g_ptr_array_add (list, GUINT_TO_POINTER (i));
    }
}

/* Keras puts those that are trained before the others. */
static GPtrArray *
list_of_layer (GPtrArray *weights, guint layer)
{
  GPtrArray *list = g_ptr_array_new ();

  append_of_layer (list, weights, layer, TRUE);
  append_of_layer (list, weights, layer, FALSE);
  return list;
}

static gboolean
write_layer (hid_t       h5,
             const char *group,
             guint       layer,
             GPtrArray  *weights,
             GPtrArray  *tensors)
{
  g_autoptr (GPtrArray) list = list_of_layer (weights, layer);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  gboolean              done = gradus_hdf5_create_group (h5, group);

  for (guint i = 0; done && i < list->len; i++)
    {
      guint                    index = GPOINTER_TO_UINT (list->pdata[i]);
      const GradusKerasWeight *weight = g_ptr_array_index (weights, index);
      g_autofree char         *place = g_strconcat (group, "/", weight->path, NULL);

      g_ptr_array_add (names, weight->path);
      done = gradus_keras_write_weight (h5, place, weight, tensors->pdata[index]);
    }
  return done && gradus_hdf5_write_texts (h5, group, "weight_names", names);
}

static gboolean
write_weights (hid_t                   h5,
               const GradusSequential *sequential,
               GPtrArray              *weights,
               GPtrArray              *tensors)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  const char           *backend = gradus_keras_get_backend (sequential);

  if (!gradus_hdf5_create_group (h5, WEIGHTS))
    return FALSE;
  for (guint i = 0; i < gradus_sequential_get_n_layers (sequential); i++)
    {
      char            *name = gradus_sequential_get_layer (sequential, i)->name;
      g_autofree char *group = g_strconcat (WEIGHTS "/", name, NULL);

      g_ptr_array_add (names, name);
      if (!write_layer (h5, group, i, weights, tensors))
        return FALSE;
    }
  return gradus_hdf5_write_texts (h5, WEIGHTS, "layer_names", names) &&
         gradus_hdf5_write_text (h5, WEIGHTS, "backend", backend, FALSE) &&
         gradus_hdf5_write_text (h5, WEIGHTS, "keras_version", GRADUS_KERAS_VERSION,
                                 FALSE) &&
         gradus_hdf5_create_group (h5, WEIGHTS "/top_level_model_weights") &&
         gradus_hdf5_write_texts (h5, WEIGHTS "/top_level_model_weights", "weight_names",
                                  none);
}

/* ---- The optimizer ---- */

static gboolean
write_variable (hid_t h5, const GradusKerasVariable *variable)
{
  g_autofree char *place = g_strconcat (OPTIMIZER "/", variable->path, NULL);

  return variable->tensor != NULL ? gradus_hdf5_write (h5, place, variable->tensor)
                                  : gradus_hdf5_write_int (h5, place, variable->integer);
}

static gboolean
write_optimizer (hid_t h5, const GradusKerasFile *file, GPtrArray *weights)
{
  g_autoptr (GPtrArray) variables = gradus_keras_list_variables (file, weights);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (!gradus_hdf5_create_group (h5, OPTIMIZER))
    return FALSE;
  for (guint i = 0; i < variables->len; i++)
    {
      GradusKerasVariable *variable = g_ptr_array_index (variables, i);

      g_ptr_array_add (names, variable->path);
      if (!write_variable (h5, variable))
        return FALSE;
    }
  return gradus_hdf5_write_texts (h5, OPTIMIZER, "weight_names", names);
}

/* Keras asks for the attributes that it knows and passes over others. As a text of its
 * own length it stands in the heap of the file, so that it may be longer than 64 KiB. */
static gboolean
write_member (hid_t h5, const GradusKerasFile *file)
{
  g_autoptr (GBytes) member = gradus_member_write (file);
  gsize              n_bytes;
  const char        *data = g_bytes_get_data (member, &n_bytes);
  g_autofree char   *text = g_strndup (data, n_bytes);

  return gradus_hdf5_write_text (h5, "/", GRADUS_KERAS_H5_MEMBER, text, TRUE);
}

static GBytes *
write_all (const GradusKerasFile *file, GPtrArray *weights, GPtrArray *tensors)
{
  GBytes  *image = NULL;
  hid_t    h5;
  gboolean done;

  gradus_hdf5_lock ();
  h5 = gradus_hdf5_create ();
  done = h5 >= 0 && write_network (h5, file) && write_member (h5, file) &&
         write_weights (h5, file->project->sequential, weights, tensors) &&
         (!gradus_keras_has_optimizer (file) || write_optimizer (h5, file, weights));
  if (done)
    image = gradus_hdf5_finish (h5);
  else if (h5 >= 0)
    H5Fclose (h5);
  gradus_hdf5_unlock ();
  return image;
}

/**
 * gradus_keras_h5_write:
 * @file: what to save
 * @error: return location for an error
 *
 * Makes a whole model in Keras's older format. What Gradus keeps for itself in `.keras`
 * files is an attribute there. Without weights in @file it holds those that the network
 * starts from.
 *
 * Errors: `GRADUS_ERROR_DATA` for a stack that does not fit, `GRADUS_ERROR_SHAPE` if the
 * weights are of another network
 * Threads: any; the HDF5 library is locked meanwhile
 *
 * Returns: (transfer full): the HDF5 file
 */
GBytes *
gradus_keras_h5_write (const GradusKerasFile *file, GError **error)
{
  g_autoptr (GradusPlan) plan = gradus_plan_new (file->project->sequential);
  g_autoptr (GPtrArray)  weights = NULL;
  g_autoptr (GPtrArray)  tensors = NULL;
  GBytes                *image;

  if (!gradus_plan_is_whole (plan))
    {
      g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_DATA,
                           _ ("This network has no weights: its layers do not fit."));
      return NULL;
    }
  weights = gradus_keras_list_weights (plan, FALSE);
  tensors = gradus_keras_dup_weights (file, weights, error);
  if (tensors == NULL)
    return NULL;
  image = write_all (file, weights, tensors);
  if (image == NULL)
    g_set_error_literal (error, GRADUS_ERROR, GRADUS_ERROR_IO,
                         _ ("Its weights could not be put together."));
  return image;
}
